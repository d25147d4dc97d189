import LinuxABI

/// What can be said about words without running anything: enough to tell whether a lesson file is well formed.
public protocol LessonVocabulary: AnyObject {
  /// What is wrong with the syntax or a name of `line`, without running it; nil when nothing is. Variables and subjects
  /// need not exist yet.
  func problem(in line: String) -> LineProblem?
  /// The syscalls and shell commands that a line uses, aliases resolved: `["open", "fds", "peek"]`.
  func names(usedBy line: String) -> [String]
  /// The shape of a fact that checks may ask for; nil when there is none of that name.
  func signature(ofFact name: String) -> FactSignature?
  /// Every name that `signature(ofFact:)` knows, for "did you mean".
  var factNames: [String] { get }
  /// Whether `needs:` may name it. `program: java` comes as that very text.
  func isKnown(capability: String) -> Bool
}

/// The lab as a lesson sees it: the only way from this module to real processes.
public protocol LessonLab: LessonVocabulary {
  /// Fresh subjects, a fresh directory, no variables, an empty call log.
  func startOver() throws(LabProblem)
  /// A step begins: `used(…)` counts calls from here.
  func stepBegins()
  /// Runs a line exactly as if it had been typed at the prompt. The lab bounds the time of a call itself, and answers
  /// `blocked` when it has not come back. `file` is the lesson in which the line stands, nil for one that the learner
  /// typed: what may be asked of a lab depends on who asks.
  func run(_ line: String, from file: String?) -> LineOutcome
  /// Reads the real state. `property` is nil when the check names none.
  func fact(_ name: String, _ arguments: [FactValue], property: String?) -> FactAnswer
  /// The value of a variable or named constant (`p`, `O_RDONLY`); nil when the word is neither. Names of subjects are
  /// no variables here: a fact gets them as strings.
  func variable(_ name: String) -> FactValue?
  /// Nil when the capability is there; else the reason to skip, one sentence.
  func lacking(_ capability: String) -> String?
  /// Lets this much time pass while the lab's events are taken in, and gives the lines that tell of them.
  func wait(_ duration: Duration) -> [String]
  /// By how much longer than on a common machine things may take here, 1 or more.
  var slowness: Int { get }
  /// Ends every process of the lesson for certain and removes its directory.
  func endAll()
}

extension LessonLab {
  public var slowness: Int { 1 }
}

/// The lab cannot go on: a sentence.
public struct LabProblem: Error, Hashable, Sendable {
  public let message: String

  public init(_ message: String) {
    self.message = message
  }
}

/// What is wrong with a line that was not run.
public struct LineProblem: Hashable, Sendable {
  public let message: String
  /// From 1, in characters of the line.
  public let column: Int

  public init(_ message: String, column: Int) {
    self.message = message
    self.column = column
  }
}

/// What a line did.
public struct LineOutcome: Hashable, Sendable {
  public enum Result: Hashable, Sendable {
    /// A view or a comment: nothing changed, and there is nothing to compare.
    case none
    /// Something other than a call changed: a variable was set, the current subject switched, the session reset.
    case done
    /// How the (last) call of the line ended. Stores and loads by the subject (`poke`, `peek`) count as calls.
    case outcome(CallOutcome)
    /// The line was not understood or refused, or a result written in the line itself did not come true.
    case problem(String)
  }

  /// The lines that the shell would show, rendered.
  public var display: [String]
  public var result: Result

  public init(display: [String] = [], result: Result = .none) {
    self.display = display
    self.result = result
  }
}

/// A value in a check.
public enum FactValue: Hashable, Sendable {
  case integer(Int64)
  case string(String)
  case boolean(Bool)
  /// There is no such thing: the offset of a descriptor that is not open.
  case absent

  /// As it would be written in a check.
  public var text: String {
    switch self {
    case .integer(let number) where number > 0xFFFF_FFFF: "0x" + String(number, radix: 16)
    case .integer(let number): String(number)
    case .string(let string): CheckText.quoted(string)
    case .boolean(let value): value ? "true" : "false"
    case .absent: "absent"
    }
  }
}

/// The lab's answer to a question about the state.
public enum FactAnswer: Hashable, Sendable {
  case value(FactValue)
  /// It cannot be told, in a sentence: `There is no subject P2.` A check that meets this does not hold.
  case problem(String)
}

/// The shape of a fact.
public struct FactSignature: Hashable, Sendable {
  public let arguments: ClosedRange<Int>
  public let properties: [String]
  /// Whether it may be asked without a property: `fd(3)`, `same(3, 4)`, `cwd`.
  public let standsAlone: Bool

  public init(arguments: ClosedRange<Int> = 0...0, properties: [String] = [], standsAlone: Bool = true) {
    self.arguments = arguments
    self.properties = properties
    self.standsAlone = standsAlone
  }
}
