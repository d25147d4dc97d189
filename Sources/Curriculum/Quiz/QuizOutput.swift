/// One thing that the quiz shows or asks of the shell, as data.
public enum QuizOutput: Hashable, Sendable {
  /// A question is asked; `box` is nil when it is new.
  case asks(id: String, number: Int, of: Int, box: Int?, text: [String])
  /// Its choices, "not sure" last.
  case choices([String])
  /// What the proof shows, line by line, and the verdict on a choice.
  case proof(PlayerOutput)
  /// Three sentences.
  case answer([String])
  /// What is asked next.
  case followUp(String)
  /// The short answer to that.
  case reply(String, revise: String)
  /// An answer counts: to be kept at once.
  case answered(QuizAnswer)
  case notice(String)
  /// The end of a practice.
  case practiceEnds(PracticeSummary)
  /// The end of an exam, the last question answered or not.
  case examEnds(ExamResult)
  /// What the quiz waits for; always last, unless it is over.
  case waiting(Waiting)

  public enum Waiting: Hashable, Sendable {
    /// An answer thought out, or one of so many choices, which are not shown yet.
    case thought
    case choice(of: Int)
    /// The next fence of a proof.
    case proof
    /// Whether the learner knew it.
    case selfMark
    /// A look at what was shown, and an answer to the follow-up question.
    case followUp
  }
}

/// How one question was answered.
public struct QuizAnswer: Hashable, Sendable {
  public enum Manner: Hashable, Sendable {
    /// The choice, from 1.
    case choice(Int)
    case notSure
    /// In one's head, and marked by oneself.
    case head
  }

  public let id: String
  public let manner: Manner
  public let isRight: Bool
}

/// What a practice came to.
public struct PracticeSummary: Hashable, Sendable {
  /// Ids in the order of their first answer, once each.
  public internal(set) var known: [String] = []
  public internal(set) var missed: [String] = []
  /// Questions whose proof came out otherwise than the file says; they count for nothing.
  public internal(set) var stale: [String] = []
}

/// What an exam came to.
public struct ExamResult: Hashable, Sendable {
  public struct Missed: Hashable, Sendable {
    public let id: String
    public let text: String
    /// The lesson to read again.
    public let revise: String
  }

  public let questions: Int
  public let answered: Int
  public let missed: [Missed]
  public let time: Duration

  public var right: Int { answered - missed.count }
  public var isComplete: Bool { answered == questions }
  /// Of the questions asked for, rounded down: nobody passes by rounding.
  public var percent: Int { questions == 0 ? 0 : right * 100 / questions }
  public var isPassed: Bool { isComplete && percent >= Self.marks[2].least }

  private static let marks: [(least: Int, word: String)] = [
    (90, "excellent"), (75, "good"), (60, "passed"), (40, "not yet"), (0, "a beginning"),
  ]

  public var mark: String { Self.marks.first { percent >= $0.least }?.word ?? "" }
}
