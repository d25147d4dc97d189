/// The proof of one question, run by itself in fresh subjects, a fence at a time.
struct QuizProof {
  private let entry: QuestionBank.Entry
  private let runner: LessonRunner
  /// The steps that are still to be run.
  private var rest: Range<Int>
  private var baseline = Baseline()
  /// Whether every line so far came out as the file says.
  private var holds = true

  /// Begins in fresh subjects. Throws when the lab cannot go on.
  init(entry: QuestionBank.Entry, lab: any LessonLab, clock: @escaping () -> Duration) throws(RunHalt) {
    self.entry = entry
    runner = LessonRunner(lesson: entry.lesson, lab: lab, clock: clock)
    rest = entry.lesson.proof(ofQuestionAt: entry.step)
    try runner.startOver()
  }

  var isDone: Bool { rest.isEmpty }

  /// What stands above the next fence.
  var prose: [Block] { rest.first.map { entry.lesson.steps[$0].prose } ?? [] }

  /// Runs the next fence, and gives what it showed.
  mutating func runNext() throws(RunHalt) -> [PlayerOutput] {
    guard let index = rest.popFirst(), case .session(let script) = entry.lesson.steps[index].activity else { return [] }
    var output: [PlayerOutput] = []
    runner.lab.stepBegins()
    baseline = runner.baseline(of: entry.question.prediction.checks)
    for line in script {
      output.append(.command(line.text, comments: line.comments))
      let report = try runner.run(line)
      if !report.outcome.display.isEmpty { output.append(.display(report.outcome.display)) }
      if let disagreement = report.disagreement {
        holds = false
        output.append(.disagreement(disagreement, blamesLesson: true))
      }
    }
    return output
  }

  /// What the kernel says, after the last fence: the verdict on a choice (nil when the learner was not sure, or did not
  /// choose), whether all came out as the file says, and what happened while facts were waited for.
  func conclude(chosen: Int?) -> (verdict: PlayerOutput.Verdict, holds: Bool, meanwhile: [String]) {
    let prediction = entry.question.prediction
    let ticks = runner.settledTicks(prediction.checks, since: baseline)
    let verdict = prediction.verdict(chosen: chosen, ticks: ticks, blamesLesson: true)
    return (verdict, holds && verdict.kernelAgrees, runner.takeMeanwhile())
  }
}
