/// All questions of a directory of lessons, in the order of their numbers.
public struct QuestionBank: Sendable {
  public struct Entry: Sendable {
    public let question: InterviewQuestion
    public let lesson: Lesson
    /// The index of its step in the lesson.
    let step: Int

    public var id: String { question.id.value }

    /// Why its proof cannot run here, in a sentence.
    public func reasonToSkip(in lab: any LessonLab) -> String? {
      lesson.reasonToSkip(in: lab) ?? question.reasonToSkip(in: lab)
    }
  }

  public let entries: [Entry]
  /// Lesson files that could not be read: their questions, if they have any, are missing.
  public let broken: [LessonDiagnostic]

  public init(_ library: LessonLibrary) {
    var found: [Entry] = []
    var broken: [LessonDiagnostic] = []
    for entry in library.entries {
      switch entry.lesson {
      case .success(let lesson):
        found += lesson.questions.map { Entry(question: $0.question, lesson: lesson, step: $0.step) }
      case .failure(let errors): broken += errors.diagnostics.prefix(1)
      }
    }
    var seen = Set<String>()
    entries = found.filter { seen.insert($0.id).inserted }.sorted { $0.question.number < $1.question.number }
    self.broken = broken
  }

  /// The question that a word names: `Q4`, `q4` or `4`.
  public func find(_ word: String) -> Entry? {
    let number = Int(word) ?? (word.first?.lowercased() == "q" ? Int(word.dropFirst()) : nil)
    return entries.first { $0.question.number == number }
  }
}

/// What is asked when.
public enum QuizSchedule {
  /// As many as one sits through.
  public static let length = 10

  /// The questions for a session: those that are due, the longest due first, then new ones in their order.
  public static func session(_ bank: QuestionBank, _ known: [String: QuestionProgress], on day: Day)
    -> [QuestionBank.Entry]
  {
    let due = bank.entries.compactMap { entry in known[entry.id].map { (entry, $0) } }.filter { $0.1.due <= day }
      .sorted { ($0.1.due, $0.1.box, $0.1.number) < ($1.1.due, $1.1.box, $1.1.number) }.map(\.0)
    let new = bank.entries.filter { known[$0.id] == nil }
    return Array((due + new).prefix(length))
  }

  /// The next day on which something is due; nil when nothing was ever asked.
  public static func nextDay(_ known: [String: QuestionProgress]) -> Day? {
    known.values.map(\.due).min()
  }

  /// `count` questions for an exam, none twice: the same ones for the same seed.
  public static func exam(_ entries: [QuestionBank.Entry], count: Int, seed: UInt64) -> [QuestionBank.Entry] {
    var generator = SplitMix(state: seed)
    return Array(entries.shuffled(using: &generator).prefix(count))
  }
}

/// Numbers that follow from a seed alone (Steele, Lea and Flood, 2014): an exam can be held again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
