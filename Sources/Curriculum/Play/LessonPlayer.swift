/// Plays one lesson: takes the learner's lines, answers with what is to be shown. It does no input or output itself.
///
/// Nothing advances by itself: a step passed says so and waits for `next`. The words `next back again hint solution goal
/// skip quit` and an empty line, which is `next`, are for the player; so is a number while a question is open. Any other
/// line is an ordinary command.
///
/// The player blames a lesson (`isStale`) only for what happens in a state that the lesson alone has made. Once the
/// learner has run a command of their own, a difference is said but not held against the file, until `again`, `back`
/// or `skip` rebuild the state.
public final class LessonPlayer {
  public static let words = ["next", "back", "again", "hint", "solution", "goal", "skip", "quit"]

  enum Phase {
    case session(next: Int)
    case prediction
    case attempt
    case passed
    case finished
    case left
  }

  public let lesson: Lesson
  /// The index of the step being played.
  public internal(set) var step = 0
  /// Whether the kernel disagreed with the file.
  public internal(set) var isStale = false
  let runner: LessonRunner
  var phase = Phase.left
  /// Whether the state holds anything that the lesson did not make.
  var isTouched = false
  /// Answers by the step of their question; nil inside is "not sure".
  var answers: [Int: Int?] = [:]
  var failedTries = 0
  var hintsShown = 0
  var baseline = Baseline()
  /// Since when checks that may take time have been looked at.
  var pollingSince: Duration?
  var lastTicks: [Tick] = []

  /// `clock` tells the time since any fixed moment.
  public init(lesson: Lesson, lab: any LessonLab, clock: @escaping () -> Duration = MonotonicClock.now) {
    self.lesson = lesson
    runner = LessonRunner(lesson: lesson, lab: lab, clock: clock)
  }

  public var isOver: Bool {
    switch phase {
    case .finished, .left: true
    case .session, .prediction, .attempt, .passed: false
    }
  }

  /// Begins at a step, from 0: the lesson before it is replayed, so that the step finds its state.
  public func start(at index: Int = 0) -> [PlayerOutput] {
    step = min(max(index, 0), max(lesson.steps.count - 1, 0))
    let front = lesson.front
    return [.lessonStarts(title: front.title, minutes: front.minutes, steps: lesson.steps.count)]
      + rebuildAndEnter(step)
  }

  /// Takes one line as typed.
  public func handle(_ line: String) -> [PlayerOutput] {
    if case .left = phase { return [.left] }
    let word = SourceLine(number: 1, column: 1, text: line).trimmed.text
    let output: [PlayerOutput]
    switch word {
    case "", "next": output = next()
    case "back": output = back()
    case "again": output = rebuildAndEnter(step)
    case "hint": output = hint()
    case "solution": output = solution()
    case "goal": output = goal()
    case "skip": output = skip()
    case "quit":
      phase = .left
      return [.left]
    default: output = other(line, word)
    }
    return ending(output)
  }

  /// Looks again at checks that may take time: call it when `pollAgain` says so. Gives nothing when there is nothing to
  /// look at any more.
  public func poll() -> [PlayerOutput] {
    guard case .attempt = phase, pollingSince != nil else { return [] }
    let output = evaluate(announcing: false)
    if output.count == 1, case .pollAgain = output[0] { return output }
    return ending(output)
  }

  // MARK: What is waited for

  /// Puts `waiting` at the end, once.
  func ending(_ output: [PlayerOutput]) -> [PlayerOutput] {
    if case .waiting = output.last { return output }
    if case .left = phase { return output }
    return output + [.waiting(waiting)]
  }

  private var waiting: PlayerOutput.Waiting {
    switch phase {
    case .session(let next): script.indices.contains(next) ? .command(script[next].text) : .nextStep
    case .prediction: .answer(choices: choices.count)
    case .attempt: .attempt
    case .passed: step + 1 < lesson.steps.count ? .nextStep : .end
    case .finished, .left: .nothing
    }
  }

  // MARK: The step

  var activity: Activity {
    lesson.steps.indices.contains(step) ? lesson.steps[step].activity : .reading
  }

  var script: [ScriptLine] {
    if case .session(let script) = activity { script } else { [] }
  }

  var attempt: Attempt? {
    if case .attempt(let attempt) = activity { attempt } else { nil }
  }

  /// What is asked in this step.
  var openPrediction: Prediction? {
    switch activity {
    case .prediction(let prediction): prediction
    case .question(let question): question.prediction
    case .reading, .session, .attempt: nil
    }
  }

  /// The choices of the open question, "not sure" last.
  var choices: [String] {
    openPrediction?.shownChoices ?? []
  }
}
