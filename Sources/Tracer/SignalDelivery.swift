import LinuxABI

/// A signal at the moment of its delivery (`man 2 sigaction`, siginfo_t), and what became of it.
public struct SignalDelivery: Hashable, Sendable {
  public let signal: Signal
  public let code: Int32
  /// Sender, where a process sent it; the child, where it is SIGCHLD.
  public let sender: Int32
  public let user: UInt32
  /// The faulting address of SIGSEGV, SIGBUS, SIGILL, SIGFPE.
  public let address: UInt64
  /// Where the tracee stood.
  public let instructionPointer: UInt64
  /// Of SIGCHLD: the child's exit status, or the signal that ended or stopped it.
  public let status: Int32
  /// What sigqueue or a timer sent along (si_value).
  public let value: UInt64
  /// Its handler's run, once that is over. Only of handlers in the subject's own code.
  public internal(set) var handlerRun: HandlerRun?
  /// The name of the sender, where somebody has given it one.
  public var senderName: String?
  /// What it did; whoever reads the signal's disposition fills it in.
  public var effect: SignalEffect?

  public init(
    signal: Signal, code: Int32, sender: Int32, user: UInt32, address: UInt64, instructionPointer: UInt64,
    status: Int32 = 0, value: UInt64 = 0
  ) {
    self.signal = signal
    self.code = code
    self.sender = sender
    self.user = user
    self.address = address
    self.instructionPointer = instructionPointer
    self.status = status
    self.value = value
  }

  /// Whether a process sent it: `sender` and `user` mean something (kill, tkill, sigqueue).
  public var isSent: Bool { [0, -1, -6].contains(code) }

  /// Whether a key of the terminal made the kernel send it: Ctrl-C, Ctrl-\\, Ctrl-Z (`man 3 termios`, ISIG).
  public var comesFromTerminal: Bool { code == 0x80 && [2, 3, 20].contains(signal.rawValue) }

  /// Whether the kernel raised it for an instruction that the tracee ran.
  public var isFault: Bool {
    code > 0 && code < 0x80 && [4, 5, 7, 8, 11].contains(signal.rawValue)
  }
}

/// A handler that ran and came back through rt_sigreturn (`man 2 sigreturn`).
public struct HandlerRun: Hashable, Sendable {
  /// The signals that were blocked while it ran.
  public let blocked: UInt64
  /// Where the kernel had put the signal frame.
  public let frame: UInt64
  /// The mask that rt_sigreturn put back.
  public let restoredMask: UInt64
  /// What rt_sigreturn left in the result register: that of the interrupted place.
  public internal(set) var result: UInt64?
}

/// What a delivered signal did (`man 7 signal`).
public enum SignalEffect: Hashable, Sendable {
  /// The process ignores it (SIG_IGN).
  case ignored
  /// Its default action is to do nothing.
  case ignoredByDefault
  case handled
  case ended(coreDumped: Bool)
  case stopped
  /// A stop signal of the terminal, and nobody could continue the process: its group is orphaned (`man 3 setpgid`).
  case notStopped
  /// It let a stopped process go on.
  case continued
}
