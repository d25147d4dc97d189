/// What the quiz shall be: a practice, one question, an exam, or the list.
public struct QuizRequest: Hashable, Sendable {
  public var question: String?
  public var exam: Int?
  /// Picks the questions of an exam; any when nil.
  public var seed: UInt64?
  public var lists = false
  public var json = false

  public init() {}

  /// Reads what follows `quiz` in the shell: `Q4`, `exam 10 7`, `list`; options are understood as well.
  ///
  /// Throws `CommandProblem`.
  init(words text: String) throws {
    var words = text.split(separator: " ").map(String.init)[...]
    while let word = words.popFirst() {
      switch word {
      case "exam", "--exam":
        guard let count = words.popFirst().flatMap({ Int($0) }) else {
          throw CommandProblem("exam wants a number of questions.", advice: "quiz exam 10")
        }
        exam = count
        if let number = words.first.flatMap({ UInt64($0) }) {
          seed = number
          words.removeFirst()
        }
      case "--seed":
        guard let number = words.popFirst().flatMap({ UInt64($0) }) else {
          throw CommandProblem("--seed wants a number.", advice: "quiz exam 10 --seed 7")
        }
        seed = number
      case "list", "--list": lists = true
      default:
        guard question == nil else {
          throw CommandProblem("The quiz takes one question.", advice: "quiz Q4")
        }
        question = word
      }
    }
    if exam != nil, question != nil {
      throw CommandProblem("An exam picks its questions itself.", advice: "quiz exam 10, or quiz Q4")
    }
  }
}
