import CLinux
import Glibc
import LinuxABI

/// What was let go: seen no more but for its end, and still not left behind.
///
/// PTRACE_DETACH takes PTRACE_O_EXITKILL away, so another process, the guardian (guardian.c), ends what was let go as
/// soon as the shell is gone. It catches a process's descendants and what is left of its session; a daemon, which has
/// gone to a session of its own and whose parent has ended, belongs to neither and is out of its reach.
final class LetGo {
  private struct Process {
    let tracee: Tracee
    let end: Int32
  }

  private var processes: [Process] = []
  private var guardian: (pid: Int32, channel: Int32)?

  /// Puts a process under guard. It is still held then.
  ///
  /// Throws when that cannot be: it must not be let go then.
  func guardOver(_ tracee: Tracee) throws(TraceError) {
    let end = sysh_pidfd_open(tracee.pid)
    try TraceError.check(min(end, 0), "pidfd_open")
    do throws(TraceError) {
      if guardian == nil {
        var channel: Int32 = -1
        let pid = sysh_guardian_start(&channel)
        try TraceError.check(min(pid, 0), "fork")
        guardian = (pid, channel)
      }
      if let guardian { try TraceError.check(sysh_guardian_watch(guardian.channel, tracee.pid), "guardian") }
    } catch {
      close(end)
      throw error
    }
    processes.append(Process(tracee: tracee, end: end))
  }

  /// Those that have ended since the last look. One whose parent had waited for it before may have taken its status
  /// along: its outcome is `.returned(0)` then, an end of which nothing is known.
  func ended() -> [(tracee: Tracee, completion: Completion)] {
    var found: [(Tracee, Completion)] = []
    processes.removeAll { process in
      var status: Int32 = 0
      let news = sysh_pidfd_ended(process.end, process.tracee.pid, &status)
      guard news != Int32(SYSH_END_NOT_YET) else { return false }
      var outcome = CallOutcome.returned(0)
      var core = false
      if news == Int32(SYSH_END_KNOWN) {
        switch WaitStatus(raw: status) {
        case .exited(let code): outcome = .exited(code)
        case .killed(let signal, let dumped): (outcome, core) = (.killed(signal), dumped)
        case .syscallStop, .signalStop, .groupStop, .interruptStop, .event, .continued: break
        }
      }
      process.tracee.endedByItself(outcome, coreDumped: core)
      close(process.end)
      found.append((process.tracee, Completion(outcome: outcome)))
      return true
    }
    return found
  }

  /// Ends all of them and their descendants, and the guardian, which does it. Waits for at most `patience` nanoseconds.
  func endAll(patience: Int64) {
    guard let guardian else { return }
    close(guardian.channel)
    self.guardian = nil
    let deadline = Tracer.now() + patience
    var status: Int32 = 0
    while waitpid(guardian.pid, &status, WNOHANG) == 0 {
      guard Tracer.now() < deadline else {
        kill(guardian.pid, SIGKILL)
        waitpid(guardian.pid, &status, 0)
        break
      }
      usleep(1000)
    }
    // Whoever killed the guardian has not freed them. As long as the end is not seen the number is theirs.
    _ = ended()
    for process in processes { kill(process.tracee.pid, SIGKILL) }
    while !processes.isEmpty, Tracer.now() < deadline {
      _ = ended()
      if !processes.isEmpty { usleep(1000) }
    }
    for process in processes { close(process.end) }
    processes = []
  }
}

extension Tracee {
  func endedByItself(_ outcome: CallOutcome, coreDumped: Bool) {
    end = outcome
    self.coreDumped = coreDumped
  }

  /// Restores the program's registers and ends the trace.
  func detach() throws(TraceError) {
    guard activity == .parked else { throw isGone ? .gone : .running }
    restoreProgram()
    try letGo()
  }
}

extension Tracer {
  /// Lets a parked foreign program go: from here on it runs untraced (PTRACE_DETACH). It still ends with the shell.
  ///
  /// Throws when it is not parked, or cannot be guarded.
  public func detach(_ tracee: Tracee) throws(TraceError) {
    guard tracee.image != .subject else { throw .running }
    try letGo.guardOver(tracee)
    try tracee.detach()
    forget(tracee)
  }
}
