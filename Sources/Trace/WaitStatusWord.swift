/// A wait status of a process that was seized (`man 2 ptrace`, `man 2 wait`).
public struct WaitStatusWord: Sendable, Hashable {
  public let raw: Int32

  public enum Event: Int32, Sendable {
    case fork = 1
    case vfork = 2
    case clone = 3
    case exec = 4
    case vforkDone = 5
    case exit = 6
    case seccomp = 7
    /// A group stop, the first stop of a new tracee, or the answer to PTRACE_INTERRUPT.
    case stop = 128
  }

  public enum Stop: Sendable, Hashable {
    case syscall
    case signal(Int32)
    case event(Event)
    case other
  }

  public init(raw: Int32) {
    self.raw = raw
  }

  public var isEnd: Bool { raw & 0xff != 0x7f && raw != 0xffff }

  /// What WEXITSTATUS gives, nil when a signal ended it.
  public var exitStatus: Int32? { raw & 0x7f == 0 ? (raw >> 8) & 0xff : nil }

  /// What WTERMSIG gives.
  public var signal: Int32? { isEnd && raw & 0x7f != 0 ? raw & 0x7f : nil }

  public var dumpedCore: Bool { isEnd && raw & 0x80 != 0 }

  /// The signal of a stop, 0x80 of PTRACE_O_TRACESYSGOOD taken off.
  var stopSignal: Int32 { (raw >> 8) & 0x7f }

  var stop: Stop {
    if let event = Event(rawValue: raw >> 16) { return .event(event) }
    if raw >> 16 != 0 { return .other }
    return (raw >> 8) & 0xff == 0x85 ? .syscall : .signal((raw >> 8) & 0xff)
  }
}
