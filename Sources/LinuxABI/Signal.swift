/// A signal number of x86-64 (`man 7 signal`).
public struct Signal: RawRepresentable, Hashable, Sendable {
  public let rawValue: Int32

  public init(rawValue: Int32) {
    self.rawValue = rawValue
  }

  /// The signal of that name, with or without the `SIG` in front; real-time signals as `SIGRTMIN+n`, counted from the
  /// kernel's first real-time signal, 32, as strace prints them (`SIGRT_n`).
  public init?(named name: String) {
    let full = name.hasPrefix("SIG") ? name : "SIG" + name
    if let index = Self.names.firstIndex(of: full), index > 0 {
      self.init(rawValue: Int32(index))
    } else if full == "SIGRTMIN" {
      self.init(rawValue: 32)
    } else if full.hasPrefix("SIGRT_"), let number = Int32(full.dropFirst(6)), (0...32).contains(number) {
      self.init(rawValue: 32 + number)
    } else {
      return nil
    }
  }

  /// `SIGTERM`; `SIGRTMIN` and then `SIGRT_1`, `SIGRT_2` for real-time signals, as strace names them; `SIG_90` for a number that is no signal.
  public var name: String {
    if rawValue > 0, rawValue < Self.names.count { return Self.names[Int(rawValue)] }
    if rawValue == 32 { return "SIGRTMIN" }
    if (32...64).contains(rawValue) { return "SIGRT_\(rawValue - 32)" }
    return "SIG_\(rawValue)"
  }

  /// Index 0 is no signal, so that the index is the number.
  private static let names = [
    "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
    "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP",
    "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR",
    "SIGSYS",
  ]
}

extension Signal {
  /// The number of the first real-time signal, SIGRTMIN as the kernel has it.
  public static let firstRealTime: Int32 = 32

  public static let interrupt = Signal(rawValue: 2)
  public static let trap = Signal(rawValue: 5)
  public static let bus = Signal(rawValue: 7)
  public static let kill = Signal(rawValue: 9)
  public static let segmentationFault = Signal(rawValue: 11)
  public static let pipe = Signal(rawValue: 13)
  public static let terminate = Signal(rawValue: 15)
  public static let child = Signal(rawValue: 17)
  public static let `continue` = Signal(rawValue: 18)
  public static let stop = Signal(rawValue: 19)
}
