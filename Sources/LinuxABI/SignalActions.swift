/// What a signal does when nobody has changed it (`man 7 signal`, `include/linux/signal.h`).
public enum DefaultAction: String, Sendable {
  case terminate
  case core = "terminate, with a core dump"
  case stop
  case resume = "continue"
  case ignore
}

extension Signal {
  /// Real-time signals terminate.
  public var defaultAction: DefaultAction {
    switch rawValue {
    case 3, 4, 5, 6, 7, 8, 11, 24, 25, 31: .core
    case 17, 23, 28: .ignore
    case 18: .resume
    case 19, 20, 21, 22: .stop
    default: .terminate
    }
  }

  /// The signals of a set as the kernel writes it: bit 0 is signal 1 (`man 5 proc_pid_status`, SigBlk).
  public static func members(of set: UInt64) -> [Signal] {
    (0..<64).filter { set >> UInt64($0) & 1 != 0 }.map { Signal(rawValue: Int32($0) + 1) }
  }

  /// Why one meets it, in a few words; nil for real-time signals.
  public var meaning: String? {
    let index = Int(rawValue)
    return index > 0 && index < Self.meanings.count ? Self.meanings[index] : nil
  }

  private static let meanings = [
    "", "the terminal hung up, or its session leader ended", "Ctrl-C", "Ctrl-\\", "an instruction that is none",
    "a breakpoint or a traced step", "abort(): the program gave itself up", "memory with nothing behind it",
    "arithmetic that has no result", "ends at once; cannot be caught, blocked or ignored", "free for programs",
    "memory that may not be touched so", "free for programs", "a write that nobody will read", "alarm() rang",
    "a polite request to end", "not used by Linux", "a child stopped or ended", "goes on after a stop",
    "stops at once; cannot be caught, blocked or ignored", "Ctrl-Z", "a background process read from its terminal",
    "a background process wrote to its terminal", "urgent data on a socket", "the limit of processor time was reached",
    "the limit of a file's size was reached", "a timer of the process's own time rang", "a profiling timer rang",
    "the window changed its size", "a descriptor became ready", "the power is failing", "a syscall that is not allowed",
  ]
}
