/// Asks questions, one after the other: takes the learner's lines, answers with what is to be shown. It does no input or
/// output itself.
///
/// In a practice each answer is followed by its proof, run by the kernel there and then. A question that was missed comes
/// again at the end. In an exam there is nothing but the questions.
public final class QuizPlayer {
  enum Phase {
    case thinking
    case choosing
    /// A proof is under way, for an answer given so.
    case proving(QuizProof, QuizAnswer.Manner)
    case marking
    case following
    case over
  }

  public let isExam: Bool
  /// Whether a proof waits between its fences for somebody who reads along.
  let isPaced: Bool
  /// What is still asked; what was missed is put behind it.
  private(set) var queue: [QuestionBank.Entry]
  private(set) var index = 0
  var phase = Phase.over
  var summary = PracticeSummary()
  private var known: [String: QuestionProgress]
  private var wrong: [QuestionBank.Entry] = []
  private let beginning: Duration
  let lab: any LessonLab
  let clock: () -> Duration
  private let today: () -> Day

  /// `known` is where the questions stand; `today` and `clock` tell the day, and the time since any fixed moment.
  public init(
    _ questions: [QuestionBank.Entry], known: [String: QuestionProgress], isExam: Bool, isPaced: Bool,
    lab: any LessonLab,
    today: @escaping () -> Day = Day.today, clock: @escaping () -> Duration = MonotonicClock.now
  ) {
    queue = questions
    self.known = known
    self.isExam = isExam
    self.isPaced = isPaced
    self.lab = lab
    self.today = today
    self.clock = clock
    beginning = clock()
  }

  public var isOver: Bool {
    if case .over = phase { true } else { false }
  }

  /// `3/10`
  public var place: String { "\(min(index + 1, queue.count))/\(queue.count)" }

  public func start() -> [QuizOutput] {
    ask()
  }

  /// Takes one line as typed.
  public func handle(_ line: String) -> [QuizOutput] {
    let word = SourceLine(number: 1, column: 1, text: line).trimmed.text
    if isOver { return [] }
    if ["q", "quit", "exit"].contains(word) { return leave() }
    switch phase {
    case .thinking: return think(word, line)
    case .choosing: return choose(word, line)
    case .proving(let proof, let manner): return proceed(word, proof, manner)
    case .marking: return mark(word, line)
    case .following: return word.isEmpty || word == "next" ? goOn() : other(line)
    case .over: return []
    }
  }

  /// The learner goes, now: what was answered counts.
  public func leave() -> [QuizOutput] {
    if isOver { return [] }
    phase = .over
    return [end]
  }

  private var end: QuizOutput {
    guard isExam else { return .practiceEnds(summary) }
    let missed = wrong.map { entry in
      ExamResult.Missed(
        id: entry.id, text: entry.question.prediction.question.joined(separator: " "),
        revise: entry.question.revise.value)
    }
    return .examEnds(
      ExamResult(
        questions: queue.count, answered: min(index, queue.count), missed: missed, time: clock() - beginning))
  }

  // MARK: Asking

  var entry: QuestionBank.Entry { queue[index] }

  var prediction: Prediction { entry.question.prediction }

  private func ask() -> [QuizOutput] {
    guard queue.indices.contains(index) else {
      phase = .over
      return [end]
    }
    let asked = QuizOutput.asks(
      id: entry.id, number: index + 1, of: queue.count, box: known[entry.id]?.box, text: prediction.question)
    if isExam { return [asked] + showChoices() }
    phase = .thinking
    return [asked, .waiting(.thought)]
  }

  func showChoices() -> [QuizOutput] {
    phase = .choosing
    return [.choices(prediction.shownChoices), .waiting(.choice(of: prediction.choices.count + 1))]
  }

  private func goOn() -> [QuizOutput] {
    let question = entry.question
    index += 1
    return [.reply(question.next.answer, revise: question.revise.value)] + ask()
  }

  // MARK: Counting

  /// Keeps an answer. One that was missed is asked again in the same practice.
  func count(_ manner: QuizAnswer.Manner, isRight: Bool) -> QuizOutput {
    let id = entry.id
    known[id] = QuestionProgress.after(known[id], id: id, isRight: isRight, on: today())
    if isExam {
      if !isRight { wrong.append(entry) }
      index += 1
    } else {
      if !isRight { queue.append(entry) }
      let isNew = !summary.known.contains(id) && !summary.missed.contains(id)
      if isNew, isRight { summary.known.append(id) }
      if isNew, !isRight { summary.missed.append(id) }
    }
    return .answered(QuizAnswer(id: id, manner: manner, isRight: isRight))
  }

  /// An answer in an exam: nothing is said, the next question comes.
  func countInExam(_ manner: QuizAnswer.Manner, isRight: Bool) -> [QuizOutput] {
    [count(manner, isRight: isRight)] + ask()
  }
}
