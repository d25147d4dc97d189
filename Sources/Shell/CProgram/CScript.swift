import LinuxABI
import SyscallTable

/// A session as a C program in the making: what each process does, in order, and whose turn it is when.
struct CScript {
  /// What one process does in one step, or between two.
  final class Step {
    var lines: [String]
    /// How its result is compared; written when the call comes back, which may be much later.
    var comparison: [String] = []

    init(_ lines: [String]) {
      self.lines = lines
    }
  }

  /// A process of the program.
  struct Actor {
    let name: String
    /// Nil for one that the supervisor starts.
    let maker: String?
    /// It has its maker's memory, so it begins on a stack of its own.
    var hasOwnStack = false
    /// It may make only some calls at its end, so it rests without any.
    var isFiltered = false
    var steps: [Step] = []

    var cName: String { CScript.cName(name) }
  }

  /// A statement that is not in the program, and why.
  struct Omission {
    let statement: String
    let reason: String
  }

  var actors: [Actor] = []
  /// What the supervisor does, in order.
  private(set) var events: [String] = []
  private(set) var stepCount = 0
  var omissions: [Omission] = []
  var headers: Set<String> = []
  /// A call is broken off by a signal.
  var interrupts = false
  /// Steps since the last event that follow one another in one process.
  private var running: (actor: String, first: Int, last: Int)?

  /// `P1.2` as C names it.
  static func cName(_ name: String) -> String {
    String(name.map { $0 == "." ? "_" : $0 })
  }

  func actor(_ name: String) -> Int? {
    actors.lastIndex { $0.name == name }
  }

  mutating func event(_ text: String) {
    flush()
    events.append(text)
  }

  /// The call of a step came back: if no step of anybody's was between, it may as well come back at once another time.
  mutating func returns(_ actor: String, _ number: Int) {
    let name = Self.cName(actor)
    flush()
    if let index = events.lastIndex(of: "blocks(\(name), \(number));"),
      events[(index + 1)...].allSatisfy({ $0.hasPrefix("ends(") })
    {
      events[index] = "may_block(\(name), \(number));"
    }
    event("returns(\(name), \(number));")
  }

  mutating func flush() {
    if let (actor, first, last) = running { events.append("runs(\(Self.cName(actor)), \(first), \(last));") }
    running = nil
  }

  /// The number of a new step of an actor's.
  mutating func newStep() -> Int {
    stepCount += 1
    return stepCount
  }

  /// The step runs to its end.
  mutating func runs(_ actor: String, _ number: Int) {
    if let (name, first, last) = running, name == actor, last + 1 == number {
      running = (actor, first, number)
    } else {
      flush()
      running = (actor, number, number)
    }
  }
}

extension CallOutcome {
  /// The wait status of a process that ended so; nil when it did not end.
  var waitStatus: String? {
    switch self {
    case .exited(let status): "W_EXITCODE(\(status), 0)"
    case .killed(let signal):
      "W_EXITCODE(0, \((1..<32).contains(signal.rawValue) ? signal.name : "\(signal.rawValue)"))"
    case .returned, .failed, .blocked, .replaced: nil
    }
  }
}
