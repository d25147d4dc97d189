/// The proofs of one lesson that need the lab: it is played, and every `try` is tried untouched, wrongly and rightly.
struct LessonProof {
  private let lesson: Lesson
  private let runner: LessonRunner
  private let limit: Duration
  private var problems: [LessonDiagnostic] = []
  /// Questions whose proof this machine cannot run, each with the reason.
  private(set) var skipped: [(question: String, reason: String)] = []
  /// Steps of such a question.
  private var passedOver = 0..<0

  init(lesson: Lesson, lab: any LessonLab, limit: Duration, clock: @escaping () -> Duration) {
    self.lesson = lesson
    self.limit = limit
    runner = LessonRunner(lesson: lesson, lab: lab, clock: clock)
    runner.deadline = clock() + limit
  }

  /// Everything that does not hold. Steps after one that fails are not played: their state would not be right.
  mutating func run() -> [LessonDiagnostic] {
    var reached = 0
    do throws(RunHalt) {
      try runner.startOver()
      for index in lesson.steps.indices where problems.isEmpty {
        reached = index
        if passedOver.contains(index) { continue }
        runner.lab.stepBegins()
        try prove(index)
      }
    } catch {
      report(error, at: lesson.steps.indices.contains(reached) ? lesson.steps[reached].place : lesson.front.id.place)
    }
    return problems
  }

  private mutating func report(_ halt: RunHalt, at place: Place) {
    switch halt {
    case .lab(let problem): problems.append(LessonDiagnostic(place, problem.message))
    case .outOfTime:
      problems.append(
        LessonDiagnostic(
          place, "The lesson took longer than its limit of \(limit.components.seconds) s; it was stopped in this step.")
      )
    }
  }

  private mutating func report(_ disagreements: [Disagreement]) {
    problems += disagreements.map { LessonDiagnostic($0.place, $0.sentence) }
  }

  private mutating func prove(_ index: Int) throws(RunHalt) {
    switch lesson.steps[index].activity {
    case .reading, .prediction: break
    case .session(let script): try prove(script, index)
    case .attempt(let attempt): try prove(attempt, index)
    case .question(let question):
      try runner.startOver()
      if let reason = question.reasonToSkip(in: runner.lab) {
        skipped.append((question.id.value, reason))
        passedOver = lesson.proof(ofQuestionAt: index)
      }
    }
  }

  // MARK: Sessions and predictions

  private mutating func prove(_ script: [ScriptLine], _ index: Int) throws(RunHalt) {
    let checks = lesson.prediction(decidedBy: index)?.prediction.checks ?? []
    let baseline = runner.baseline(of: checks)
    if lesson.question(provedIn: index) != nil, let first = checks.first,
      runner.ticks(checks, since: baseline).allSatisfy(\.holds)
    {
      problems.append(
        LessonDiagnostic(
          first.place, "This holds before the proof has run; check what the last sysh fence brings about.")
      )
      return
    }
    for line in script {
      if let disagreement = try runner.run(line).disagreement { report([disagreement]) }
    }
    // What follows from a line that went otherwise is not reported as well.
    guard problems.isEmpty else { return }
    for tick in runner.settledTicks(checks, since: baseline) where !tick.holds {
      problems.append(
        LessonDiagnostic(
          tick.check.place, "The kernel does not agree with the marked choice: \(tick.check.text). \(tick.reason).")
      )
    }
  }

  // MARK: Tries

  private mutating func prove(_ attempt: Attempt, _ index: Int) throws(RunHalt) {
    let place = lesson.steps[index].place
    if runner.settledTicks(attempt.checks, since: runner.baseline(of: attempt.checks)).allHold {
      let first = attempt.checks.first?.place ?? place
      problems.append(LessonDiagnostic(first, "This try passes when nothing is done; check what the learner changes."))
      return
    }
    for wrong in attempt.wrongs {
      report(try runner.rebuild(upTo: index))
      try prove(wrong, attempt)
    }
    // After a wrong try the state is not the lesson's; after none it is, but a wait may have passed.
    if !attempt.wrongs.isEmpty { report(try runner.rebuild(upTo: index)) }
    runner.lab.stepBegins()
    report(try runner.solve(attempt))
  }

  private mutating func prove(_ wrong: Attempt.Wrong, _ attempt: Attempt) throws(RunHalt) {
    runner.lab.stepBegins()
    let baseline = runner.baseline(of: attempt.checks)
    if let disagreement = try runner.run(wrong.line, at: wrong.place).disagreement { report([disagreement]) }
    if runner.settledTicks(attempt.checks, since: baseline).allHold {
      problems.append(
        LessonDiagnostic(wrong.place, "\"\(wrong.line)\" is called wrong, but it passes; tighten the checks."))
    }
  }
}
