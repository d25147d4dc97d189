import LinuxABI

/// What waitpid reported of a tracee (`man 2 waitpid`, `man 2 ptrace`), decoded once and never looked at as a number
/// again.
public enum WaitStatus: Hashable, Sendable {
  case exited(status: Int32)
  case killed(Signal, coreDumped: Bool)
  /// A syscall-entry or syscall-exit stop; only PTRACE_GET_SYSCALL_INFO tells which.
  case syscallStop
  /// A signal is about to be delivered.
  case signalStop(Signal)
  /// The whole process was stopped by this signal and stays so until SIGCONT.
  case groupStop(Signal)
  /// PTRACE_INTERRUPT took effect, or a new tracee made its first stop.
  case interruptStop
  case event(PtraceEvent)
  case continued

  public init(raw status: Int32) {
    let low = status & 0x7f
    let high = (status >> 8) & 0xff
    if status == 0xffff {
      self = .continued
    } else if low == 0 {
      self = .exited(status: high)
    } else if low != 0x7f {
      self = .killed(Signal(rawValue: low), coreDumped: status & 0x80 != 0)
    } else if high == 5 | 0x80 {
      self = .syscallStop
    } else if status >> 16 == 128 {
      // PTRACE_EVENT_STOP: the stop signal itself for a group stop, SIGTRAP for everything else.
      self = high == 5 ? .interruptStop : .groupStop(Signal(rawValue: high))
    } else if let event = PtraceEvent(rawValue: status >> 16) {
      self = .event(event)
    } else {
      self = .signalStop(Signal(rawValue: high))
    }
  }

  /// Whether the tracee is gone.
  public var isEnd: Bool {
    switch self {
    case .exited, .killed: true
    case .syscallStop, .signalStop, .groupStop, .interruptStop, .event, .continued: false
    }
  }
}

/// The PTRACE_EVENT_ stops that are asked for (`man 2 ptrace`, PTRACE_SETOPTIONS).
public enum PtraceEvent: Int32, Sendable {
  case fork = 1
  case vfork = 2
  case clone = 3
  case exec = 4
  case vforkDone = 5
  /// A seccomp filter says that the call is to be looked at.
  case seccomp = 7
}
