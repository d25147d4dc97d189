import CLinux
import Glibc
import LinuxABI
import Tracer

/// Counts by ptrace stops, two a call (`man 2 ptrace`): each costs two context switches, but any user may.
///
/// One thread does it all. Signals are delivered as they come, a stopped program stays stopped, and nothing is pinned to
/// a CPU.
struct StopCounter {
  private(set) var counts: [Call: CallCounts.Count] = [:]
  private let followsForks: Bool
  /// The threads that are traced, each with the call it is in.
  private var threads: [Int32: Pending] = [:]
  /// Whose threads count where children are not followed.
  private var processes: Set<Int32> = []
  /// The program that we started.
  private var program: Int32?
  /// How it ended.
  private var end: WaitStatus?
  /// Until its execve nothing is counted.
  private var isAtTheGate = false

  private struct Pending {
    var call: Call?
    var began: UInt64 = 0
  }

  init(followsForks: Bool) {
    self.followsForks = followsForks
  }

  private var options: Int32 {
    let threads = SYSH_OPTION_SYSGOOD | SYSH_OPTION_EXEC | SYSH_OPTION_CLONE
    return Int32((followsForks ? threads | SYSH_OPTION_FORK | SYSH_OPTION_VFORK : threads))
  }

  /// Runs the program to its end and to that of what came of it: how the program ended.
  mutating func run(_ program: Program, _ signals: CounterSignals) throws(Counter.Failure) -> WaitStatus {
    var gate = try program.startForCounting()
    let result = sysh_ptrace_seize(gate.pid, options | Int32(SYSH_OPTION_EXITKILL))
    guard result == 0 else {
      sysh_program_stop(&gate)
      throw Counter.Failure(gate.pid, -result)
    }
    // It waits in a read, which this interrupts and which then begins again.
    sysh_ptrace_interrupt(gate.pid)
    waitpid(gate.pid, nil, Int32(__WALL))
    sysh_ptrace_resume_syscall(gate.pid, 0)
    threads[gate.pid] = Pending()
    processes = [gate.pid]
    self.program = gate.pid
    isAtTheGate = true
    sysh_program_go(&gate)
    run(signals)
    let refused = sysh_program_result(&gate)
    guard refused == 0, let end else { throw Counter.Failure(program, refused) }
    return end
  }

  /// Begins to trace every thread of running processes.
  mutating func attach(to processes: [Int32]) throws(Counter.Failure) {
    for process in processes where self.processes.insert(process).inserted {
      do {
        try attach(to: process)
      } catch {
        detach()
        throw error
      }
    }
  }

  private mutating func attach(to process: Int32) throws(Counter.Failure) {
    guard kill(process, 0) == 0 || errno == EPERM else { throw Counter.Failure(process, errno) }
    guard sysh_is_thread_of(process, process) == 1 else { throw Counter.Failure(process, EINVAL) }
    // A thread may start others while we look; those of traced threads are traced by themselves.
    var found = true
    while found {
      found = false
      for thread in Self.threads(of: process) where threads[thread] == nil {
        let result = sysh_ptrace_seize(thread, options)
        if result == 0 {
          threads[thread] = Pending()
          sysh_ptrace_interrupt(thread)
          found = true
        } else if thread == process {
          throw Counter.Failure(process, -result)
        }
      }
    }
  }

  private static func threads(of process: Int32) -> [Int32] {
    guard let directory = opendir("/proc/\(process)/task") else { return [] }
    defer { closedir(directory) }
    var found: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let thread = Int32(name) { found.append(thread) }
    }
    return found
  }

  /// Counts until no thread is left, or a signal asks to end.
  mutating func run(_ signals: CounterSignals) {
    while !threads.isEmpty {
      var status: Int32 = 0
      let thread = waitpid(-1, &status, Int32(__WALL) | Int32(__WNOTHREAD) | WNOHANG)
      if thread > 0 {
        take(thread, WaitStatus(raw: status))
        continue
      }
      // ECHILD: they are gone although we were not told, and nothing more will come.
      if thread < 0, errno == ECHILD { return }
      signals.wait(for: [], milliseconds: -1)
      if let program, end == nil {
        signals.passOn(to: program)
      } else if signals.askToEnd() {
        detach()
      }
    }
  }
}

// Stops.
extension StopCounter {
  private mutating func take(_ thread: Int32, _ status: WaitStatus) {
    if status.isEnd {
      threads[thread] = nil
      if thread == program { end = status }
      return
    }
    if threads[thread] == nil {
      // A new thread or process; its first stop may come before its parent's.
      guard followsForks || processes.contains(where: { sysh_is_thread_of($0, thread) == 1 }) else {
        sysh_ptrace_detach(thread, 0)
        return
      }
      threads[thread] = Pending()
    }
    switch status {
    case .syscallStop:
      call(thread)
      sysh_ptrace_resume_syscall(thread, 0)
    case .signalStop(let signal): sysh_ptrace_resume_syscall(thread, signal.rawValue)
    case .groupStop: sysh_ptrace_listen(thread)
    case .event(.exec):
      takeNumber(thread)
      sysh_ptrace_resume_syscall(thread, 0)
    case .interruptStop, .event, .continued: sysh_ptrace_resume_syscall(thread, 0)
    case .exited, .killed: break
    }
  }

  /// An entry or a return.
  private mutating func call(_ thread: Int32) {
    var stop = sysh_call_stop()
    guard sysh_ptrace_call_stop(thread, &stop) == 0 else { return }
    if stop.op == SYSH_STOP_ENTRY {
      let call = Call(number: stop.value, compatible: stop.compatible != 0)
      if isAtTheGate {
        guard call == .native(Call.execve) else { return }
        isAtTheGate = false
      }
      counts[call, default: .init()].calls += 1
      threads[thread] = Pending(call: call, began: Self.now())
    } else if stop.op == SYSH_STOP_EXIT, let pending = threads[thread], let call = pending.call {
      counts[call, default: .init()].nanoseconds += Self.now() - pending.began
      if Errno(result: stop.value) != nil { counts[call, default: .init()].errors += 1 }
      threads[thread] = Pending()
    }
  }

  /// An exec by a thread that is not the leader: it goes on under the leader's number.
  private mutating func takeNumber(_ thread: Int32) {
    var former: UInt = 0
    guard sysh_ptrace_event_message(thread, &former) == 0, let former = Int32(exactly: former), former != thread else {
      return
    }
    threads[thread] = threads.removeValue(forKey: former)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  /// Lets every thread go on untraced. Only a stopped one can be let go, so each is interrupted first.
  private mutating func detach() {
    for thread in Array(threads.keys) where sysh_ptrace_interrupt(thread) == -ESRCH && kill(thread, 0) != 0 {
      threads[thread] = nil
    }
    while !threads.isEmpty {
      var raw: Int32 = 0
      let thread = waitpid(-1, &raw, Int32(__WALL) | Int32(__WNOTHREAD))
      if thread < 0 {
        if errno == EINTR { continue }
        return
      }
      let status = WaitStatus(raw: raw)
      if case .event(.exec) = status { takeNumber(thread) }
      threads[thread] = nil
      if thread == program, status.isEnd { end = status }
      if status.isEnd { continue }
      if case .signalStop(let signal) = status {
        sysh_ptrace_detach(thread, signal.rawValue)
      } else {
        sysh_ptrace_detach(thread, 0)
      }
    }
  }
}
