/// What a process is doing, as the letter in /proc/PID/stat says (`fs/proc/array.c`, task_state_array).
public enum ProcessState: Hashable, Sendable {
  case running
  /// Asleep until an event or a signal.
  case sleeping
  /// Asleep until an event; signals do not wake it.
  case diskSleep
  /// Stopped by a signal (job control).
  case stopped
  /// Held by a tracer.
  case tracingStop
  case zombie
  case dead
  /// A kernel thread with nothing to do.
  case idle
  /// A letter that is none of these.
  case other(Character)

  public init(letter: Character) {
    switch letter {
    case "R": self = .running
    case "S": self = .sleeping
    case "D": self = .diskSleep
    case "T": self = .stopped
    case "t": self = .tracingStop
    case "Z": self = .zombie
    case "X", "x": self = .dead
    case "I": self = .idle
    default: self = .other(letter)
    }
  }

  public var letter: Character {
    switch self {
    case .running: "R"
    case .sleeping: "S"
    case .diskSleep: "D"
    case .stopped: "T"
    case .tracingStop: "t"
    case .zombie: "Z"
    case .dead: "X"
    case .idle: "I"
    case .other(let letter): letter
    }
  }
}

extension Cursor {
  /// The state that the text begins with: `R (running)` as well as `R`.
  var state: ProcessState? {
    guard let byte = rest.first, byte > UInt8(ascii: " "), byte < 0x7f else { return nil }
    return ProcessState(letter: Character(Unicode.Scalar(byte)))
  }
}
