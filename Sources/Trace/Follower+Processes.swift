import CLinux
import Glibc
import LinuxABI
import SyscallTable
import Tracer

// Beginnings and ends of threads, and what stops them besides calls.
extension Follower {
  func launch(_ wanted: Program) throws(TraceFailure) {
    // The few calls by which a program looks at its CPUs have to be seen where it shares one with us.
    let seen = processors.isPossible ? options.calls.union(SharedProcessor.watched) : options.calls
    let filter = usesFilter ? CallFilter.code(for: seen) : []
    var gate: sysh_gate
    do {
      gate = try wanted.start(filter: filter, withoutNewPrivileges: usesFilter && geteuid() != 0, stops: true)
    } catch {
      throw .start(name: error.name, error.errno)
    }
    let seized = sysh_follow_seize(gate.pid, ptraceOptions)
    guard seized == 0 else {
      sysh_program_stop(&gate)
      throw .seize(pid: gate.pid, Errno(rawValue: -seized))
    }
    sysh_follow_begin(1, Self.tick)
    program = gate.pid
    isStarting = true
    let thread = add(gate.pid, process: gate.pid)
    thread.isKnown = true
    processors.join(thread)
    sysh_program_go(&gate)
    self.gate = gate
  }

  /// Takes a running process with all its threads.
  func seize(_ pid: Int32) throws(TraceFailure) {
    var isNew = true
    var count = 0
    // A thread may be made while the others are taken: again until there is none that is new.
    while isNew {
      isNew = false
      for tid in Self.threads(of: pid) where threads[tid] == nil {
        let seized = sysh_follow_seize(tid, ptraceOptions)
        if seized != 0 {
          if tid == pid { throw .seize(pid: pid, Errno(rawValue: -seized)) }
          continue
        }
        let thread = add(tid, process: pid)
        thread.isKnown = true
        _ = sysh_ptrace_interrupt(tid)
        isNew = true
        count += 1
      }
    }
    guard count > 0 else { throw .seize(pid: pid, .noProcess) }
    if options.quiet == 0 {
      tell(count == 1 ? "Process \(pid) attached" : "Process \(pid) attached with \(count) threads")
    }
  }

  private static func threads(of pid: Int32) -> [Int32] {
    guard let directory = opendir("/proc/\(pid)/task") else { return [pid] }
    defer { closedir(directory) }
    var found: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let tid = Int32(name) { found.append(tid) }
    }
    return found.sorted()
  }

  @discardableResult
  func add(_ pid: Int32, process: Int32) -> FollowedThread {
    var printing = options.printing
    if options.names > 0 {
      let names = DescriptorNames(thread: pid, sockets: sockets)
      printing.descriptorName = { names.text($0) }
    }
    var itsLog = log
    if options.following == .separately, let path = options.output {
      let file = open("\(path).\(pid)", O_WRONLY | O_CREAT | O_CLOEXEC | (options.appends ? O_APPEND : O_TRUNC), 0o666)
      if file < 0 {
        tell("\(path).\(pid) cannot be written: \(Errno(rawValue: errno).message).")
      } else {
        itsLog = TraceLog(descriptor: file, isOwned: true, column: options.column)
      }
    }
    let thread = FollowedThread(pid: pid, process: process, log: itsLog, printing: printing)
    threads[pid] = thread
    return thread
  }

  // MARK: Children

  func takeChild(_ thread: FollowedThread) {
    var message: UInt = 0
    guard sysh_ptrace_event_message(thread.pid, &message) == 0 else { return resume(thread) }
    let pid = Int32(truncatingIfNeeded: message)
    if untold.remove(pid) == nil, threads[pid] == nil { _ = meet(pid, process: processOf(pid, child: thread)) }
    if let child = threads[pid] { processors.born(child, of: thread) }
    resume(thread)
  }

  /// The process of what a thread has just made: its own, or a new one.
  func processOf(_ pid: Int32, child parent: FollowedThread) -> Int32 {
    sysh_is_thread_of(parent.process, pid) != 0 ? parent.process : pid
  }

  /// A stop of a thread that nobody has told of. Its parent's event may still come, or never: one that is killed in the
  /// middle of a fork does not come to report it.
  func meetEarly(_ pid: Int32) {
    let process = threads.values.first { sysh_is_thread_of($0.process, pid) != 0 }?.process ?? pid
    let child = meet(pid, process: process)
    untold.insert(pid)
    guard isLettingGo else { return takeFirst(child) }
    child.isLeaving = true
    leave(child, .interruptStop)
  }

  private func meet(_ pid: Int32, process: Int32) -> FollowedThread {
    let sibling = process == pid ? nil : threads.values.first { $0.process == process }
    let child = add(pid, process: process)
    child.isSilent = sibling?.isSilent ?? !followsChildren
    processors.join(child)
    if options.quiet == 0, followsChildren { announce("Process \(pid) attached") }
    return child
  }

  private func takeFirst(_ child: FollowedThread) {
    child.isKnown = true
    if child.isSilent, !usesFilter {
      // Made by clone, but no thread of the program: not asked for.
      processors.release(child)
      _ = sysh_ptrace_detach(child.pid, 0)
      threads[child.pid] = nil
      return
    }
    resume(child)
  }

  /// What strace says on standard error, in the middle of a line where there is one.
  func announce(_ text: String) {
    if tellsAtOnce { log.flush(includingOpen: true) }
    tell(text)
  }

  // MARK: Stops

  /// The first stop of a new thread, or the answer to PTRACE_INTERRUPT, or the end of a group stop.
  func takeInterrupt(_ thread: FollowedThread) {
    thread.isKnown ? resume(thread) : takeFirst(thread)
  }

  /// It stays stopped, and only SIGCONT ends that (PTRACE_LISTEN, man 2 ptrace).
  func takeGroupStop(_ thread: FollowedThread, _ signal: Signal) {
    thread.isKnown = true
    if !thread.isSilent, options.signals.contains(signal.rawValue), options.quiet < 3 {
      writeEvent(thread, "--- stopped by \(signal.name) ---", "stopped", signal.rawValue)
    }
    _ = sysh_ptrace_listen(thread.pid)
    if thread.pid == program, isStoppedByKey {
      // ^Z stops the job, and a job whose tracer runs on looks to a shell as if it did. Its SIGCONT is for both.
      isStoppedByKey = false
      log.flush(includingOpen: true)
      kill(getpid(), SIGSTOP)
    }
  }

  func takeSignal(_ thread: FollowedThread, _ signal: Signal) {
    if isStarting, thread.pid == program, signal == .stop { return resume(thread) }
    var bytes = [UInt8](repeating: 0, count: 128)
    let isKnown = bytes.withUnsafeMutableBytes { sysh_follow_signal_bytes(thread.pid, $0.baseAddress) } == 0
    // SI_KERNEL: no process sent it, so a key of the terminal did.
    if thread.pid == program, signal.rawValue == SIGTSTP {
      isStoppedByKey = isKnown && bytes[8] == 0x80 && bytes[9] == 0
    }
    if !thread.isSilent, options.signals.contains(signal.rawValue), options.counts != .only {
      let info = isKnown ? " \(CallPrinter.signalInfo(bytes, options: options.printing))" : ""
      writeEvent(thread, "--- \(signal.name)\(info) ---", "signal", signal.rawValue)
    }
    resume(thread, signal: signal.rawValue)
  }

  func takeExec(_ thread: FollowedThread) {
    var message: UInt = 0
    if sysh_ptrace_event_message(thread.pid, &message) == 0 {
      let former = Int32(truncatingIfNeeded: message)
      // The thread that made the call goes on under the id of its process, whose leader is gone without a word.
      if former != thread.pid, let caller = threads[former] { succeed(caller, to: thread) }
    }
    stacks?.forget(thread.process)
    // The filter may have let the execve itself pass.
    isStarting = false
    isExecuted = true
    if let current = threads[thread.pid] { resume(current) }
  }

  private func succeed(_ caller: FollowedThread, to leader: FollowedThread) {
    caller.log.interrupt()
    if leader.isShown, leader.isInCall, !isStaged { finishDead(leader) }
    threads[caller.pid] = nil
    if !leader.isSilent, options.quiet < 2, options.counts != .only, options.form == .text {
      leader.log.line(self.leader(leader), "+++ superseded by execve in pid \(caller.pid) +++")
    }
    let heir = add(leader.pid, process: leader.process)
    heir.takeOver(caller)
  }

  /// The call of a thread that is gone: it has no result.
  private func finishDead(_ thread: FollowedThread) {
    if thread.log.open === thread {
      thread.log.abandon(thread)
    } else if thread.isResumed {
      thread.log.finish(
        thread, rest: Array((thread.hasMore ? " <unfinished ...>)" : ")").utf8), result: [0x3f], leader: leader(thread))
    }
  }

  // MARK: Ends

  func end(_ thread: FollowedThread, _ word: WaitStatus) {
    processors.forget(thread)
    stacks?.forget(thread.pid)
    defer {
      threads[thread.pid] = nil
      if thread.pid == program { endOfProgram(word) }
    }
    guard !thread.isSilent else { return }
    if thread.isShown, thread.isInCall, !isStaged { finishDead(thread) }
    guard options.counts != .only, !(isStarting && thread.pid == program) else { return }
    switch word {
    case .killed(let signal, let coreDumped):
      let core = coreDumped ? " (core dumped)" : ""
      writeEvent(thread, "+++ killed by \(signal.name)\(core) +++", "killed", signal.rawValue)
    case .exited(let status) where options.quiet < 2:
      writeEvent(thread, "+++ exited with \(status) +++", "exited", status)
    default: break
    }
  }

  private func endOfProgram(_ word: WaitStatus) {
    ended = word
    guard var gate else { return }
    let failed = sysh_program_result(&gate)
    self.gate = nil
    if failed != 0 { notStarted = Errno(rawValue: -failed) }
    if front >= 0, notStarted == nil {
      // What there is of the log is there before whoever waits in front of us goes on.
      log.flush()
      sysh_follow_alone(front, endingStatus)
      front = -1
    }
  }
}

extension FollowedThread {
  /// After an exec from a thread that was not the leader: its call is now this one's.
  func takeOver(_ caller: FollowedThread) {
    isInCall = caller.isInCall
    number = caller.number
    printer = caller.printer
    plain = caller.plain
    begun = caller.begun
    beginning = caller.beginning
    arguments = caller.arguments
    isResumed = true
    entered = caller.entered
    instruction = caller.instruction
    lastNumber = caller.lastNumber
    descriptorNames = caller.descriptorNames
    made = caller.made
    ownMask = caller.ownMask
    keepsMask = caller.keepsMask
    isKnown = true
    isSilent = caller.isSilent
  }
}
