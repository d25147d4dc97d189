import CLinux
import Glibc
import LinuxABI
import SyscallTable
import Tracer

// The two stops of a call.
extension Follower {
  func takeCall(_ thread: FollowedThread) {
    var stop = sysh_call_stop()
    guard sysh_follow_stop(thread.pid, &stop) == 0 else { return resume(thread) }
    switch stop.op {
    case Int32(SYSH_STOP_ENTRY), Int32(SYSH_STOP_SECCOMP): enter(thread, stop)
    case Int32(SYSH_STOP_EXIT): leaveCall(thread, stop)
    default: break
    }
    // A new process may have been let go meanwhile.
    if latest === thread || threads[thread.pid] === thread { resumeAfterCall(thread) }
  }

  private func resumeAfterCall(_ thread: FollowedThread) {
    let signal = tampers && thread.isInCall ? thread.tampering?.signal ?? 0 : 0
    resume(thread, signal: signal)
  }

  private func enter(_ thread: FollowedThread, _ stop: sysh_call_stop) {
    thread.isInCall = true
    thread.number = Int(truncatingIfNeeded: stop.number)
    thread.instruction = stop.instruction
    thread.forgetText()
    thread.stack = nil
    thread.isResumed = false
    thread.isCounted = false
    if tampers { thread.tampering = nil }
    let isLaunch = isStarting
    if isStarting {
      guard thread.number == Numbers.execve else { return }
      isStarting = false
    }
    withUnsafeBytes(of: stop.arguments) { words in
      for index in 0..<6 { thread.arguments[index] = words.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
    }
    let isNative = stop.is_native != 0
    processors.entering(thread, number: isNative ? thread.number : -1, among: threads)
    if !isNative, !thread.isForeign {
      thread.isForeign = true
      note(thread, "[ Process PID=\(thread.pid) runs in 32 bit mode. ]")
    }
    guard !thread.isSilent else { return }
    if isNative { tamper(thread) }
    // What counts is when the kernel gets to work, so the clock is read last.
    defer { if needsTime { thread.entered = Moment.now().monotonic } }
    guard isNative ? isWanted(thread.number) : options.calls.isEverything else { return }
    thread.isCounted = options.counts != .no
    if thread.isCounted { summary.begin(call(thread)) }
    guard options.counts != .only else { return }
    begin(thread, stop, isNative: isNative, isLaunch: isLaunch)
  }

  private func begin(_ thread: FollowedThread, _ stop: sysh_call_stop, isNative: Bool, isLaunch: Bool) {
    let memory = TraceeMemory(pid: thread.pid)
    thread.beginning.removeAll(keepingCapacity: true)
    thread.isSpecial = false
    let isSpecial = thread.number == Numbers.restart || thread.number == Numbers.signalReturn
    if isNative, !isSpecial, let plain = plainCall(thread.number) {
      thread.plain = plain
      thread.begun = plain.begin(thread.arguments, memory: memory, into: &thread.beginning)
    } else {
      let row = isNative ? table[number: thread.number] : nil
      let printer = CallPrinter(
        row ?? Self.unknown(thread.number, isNative: isNative), thread.arguments, memory: memory,
        options: thread.printing)
      thread.printer = printer
      let special = isNative ? specialBeginning(thread, stop) : nil
      thread.isSpecial = special != nil
      thread.beginning += (special ?? printer.beginning).utf8
    }
    if thread.number != Numbers.restart { thread.lastNumber = thread.number }
    guard isWritten(thread, thread.arguments) else {
      thread.forgetText()
      return
    }
    prepareExplanation(thread)
    takeStackAtEntry(thread, isLaunch: isLaunch)
    // These never come back.
    let isLast = isNative && (thread.number == Numbers.exitGroup || thread.number == Numbers.exit)
    guard !isStaged else {
      if isLast, options.form == .json { writeLastObject(thread) }
      return
    }
    thread.leader = leader(thread)
    thread.log.begin(thread)
    if isLast {
      let result = [0x3f] + remark(thread, rest: [0x29], result: [0x3f])
      thread.log.finish(thread, rest: [0x29], result: result, leader: "")
      writeStack(thread)
      thread.printer = nil
    }
  }

  private func call(_ thread: FollowedThread) -> Call {
    Call(number: UInt64(UInt32(truncatingIfNeeded: thread.number)), compatible: thread.isForeign)
  }

  /// Lines wait for their end: an object is written whole, and a filter by status knows it only then.
  var isStaged: Bool { options.statuses != .all || options.form == .json }

  private var needsTime: Bool {
    options.durations || options.counts != .no || options.form == .json
  }

  /// Calls whose arguments are not in registers: the way back from a handler, whose frame holds the mask, and a call that
  /// goes on after a stop under a name of its own (`man 2 restart_syscall`).
  private func specialBeginning(_ thread: FollowedThread, _ stop: sysh_call_stop) -> String? {
    if thread.number == Numbers.signalReturn {
      guard let bytes = TraceeMemory(pid: thread.pid).exactly(8, at: stop.stack &+ maskOffsetInFrame) else {
        return nil
      }
      let mask = bytes.littleEndianWord
      return "rt_sigreturn({mask=\(CallPrinter.signalSet(mask))}"
    }
    guard thread.number == Numbers.restart else { return nil }
    let name = thread.lastNumber.flatMap { table[number: $0]?.name } ?? "system call"
    return "restart_syscall(<... resuming interrupted \(name) ...>"
  }

  private func leaveCall(_ thread: FollowedThread, _ stop: sysh_call_stop) {
    defer {
      thread.isInCall = false
      thread.forgetText()
    }
    guard thread.isInCall else { return }
    var result = stop.result
    var isError = stop.is_error != 0
    var note = ""
    if tampers, let tampering = thread.tampering {
      if let wanted = tampering.result {
        _ = sysh_follow_set_result(thread.pid, wanted)
        result = wanted
        isError = (-4095..<0).contains(wanted)
        note = " (INJECTED)"
      } else if tampering.replacement != nil {
        note = " (INJECTED)"
      }
      if tampering.delayBefore > 0 || tampering.delayAfter > 0 { note += " (DELAYED)" }
    }
    processors.left(thread, failed: isError, among: threads)
    guard !thread.isSilent else { return }
    // Without an exec the started process is still ours, and only ends.
    defer { if isError, thread.number == Numbers.execve, gate != nil, !isExecuted { thread.isSilent = true } }
    let took = needsTime ? Moment.now().monotonic - thread.entered : 0
    if thread.isCounted {
      summary.end(call(thread), isError: isError, nanoseconds: UInt64(max(0, took)))
    }
    takeStack(thread, failed: isError)
    if thread.isShown { write(thread, result, isError: isError, note: note, took: took) }
    if tampers, let delay = thread.tampering?.delayAfter, delay > 0 { Self.sleep(delay) }
  }

  private func write(_ thread: FollowedThread, _ result: Int64, isError: Bool, note: String, took: Int64) {
    guard options.statuses.contains(isError ? .failed : .successful) else { return }
    let memory = TraceeMemory(pid: thread.pid)
    let restart = isError ? Restart(result) : nil
    rest.removeAll(keepingCapacity: true)
    resultText.removeAll(keepingCapacity: true)
    if let plain = thread.plain {
      plain.finish(
        thread.arguments, begun: thread.begun, result: result, isError: isError, memory: memory, into: &rest)
      plain.writeResult(result, isError: isError, into: &resultText)
    } else if let printer = thread.printer {
      let errno = Errno(rawValue: Int32(truncatingIfNeeded: -result))
      let outcome: CallOutcome = isError ? .failed(errno) : .returned(UInt64(bitPattern: result))
      let parts = printer.parts(outcome, memory: memory)
      if thread.isSpecial { rest.append(0x29) } else { rest += parts.call.utf8.dropFirst(thread.beginning.count) }
      resultText += parts.result.utf8
    }
    if let restart { resultText = Array(restart.text.utf8) }
    if options.form == .json { return writeObject(thread, result, isError: isError, took: took) }
    let remark = remark(thread, rest: rest, result: resultText)
    if !note.isEmpty { resultText += note.utf8 }
    if options.durations { resultText += " <\(Moment.seconds(took))>".utf8 }
    resultText += remark
    if isStaged {
      thread.leader = leader(thread)
      thread.log.begin(thread)
    }
    thread.log.finish(thread, rest: rest, result: resultText, leader: self.leader(thread))
    writeStack(thread)
  }

  /// What strace calls a number that has no name.
  private static func unknown(_ number: Int, isNative: Bool) -> Syscall {
    let name = "syscall_0x\(String(UInt32(truncatingIfNeeded: number), radix: 16))"
    let parameters = (1...6).map { Parameter("arg\($0)", .hexadecimal, .value(0), "") }
    return Syscall(number, isNative ? name : "\(name)@32bit", parameters, .number, [], changes: .all, "")
  }

  enum Numbers {
    static let execve = 59
    static let exit = 60
    static let exitGroup = 231
    static let restart = Int(restartSyscallNumber)
    static let signalReturn = Int(signalReturnNumber)
  }

  private func tamper(_ thread: FollowedThread) {
    guard tampers else { return }
    let count = (thread.made[thread.number] ?? 0) + 1
    thread.made[thread.number] = count
    guard let found = options.tampering.first(where: { $0.calls.contains(thread.number) && $0.meets(count) }) else {
      return
    }
    thread.tampering = found
    if found.result != nil {
      _ = sysh_follow_set_number(thread.pid, .max)
    } else if let replacement = found.replacement {
      _ = sysh_follow_set_number(thread.pid, UInt64(replacement))
    }
    if found.delayBefore > 0 { Self.sleep(found.delayBefore) }
  }

  static func sleep(_ nanoseconds: Int64) {
    var left = timespec(tv_sec: Int(nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    var rest = timespec()
    // The tick comes in between.
    while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
  }
}

/// A result that no program sees: the kernel makes the call again after a signal (`include/linux/errno.h`).
enum Restart: Int64 {
  case ifWanted = -512
  case always = -513
  case withoutHandler = -514
  case otherwise = -516

  init?(_ result: Int64) {
    self.init(rawValue: result)
  }

  static func isOne(_ result: Int64) -> Bool { Restart(result) != nil }

  var text: String {
    switch self {
    case .ifWanted: "? ERESTARTSYS (To be restarted if SA_RESTART is set)"
    case .always: "? ERESTARTNOINTR (To be restarted)"
    case .withoutHandler: "? ERESTARTNOHAND (To be restarted if no handler)"
    case .otherwise: "? ERESTART_RESTARTBLOCK (Interrupted by signal)"
    }
  }
}
