/// Runs the proof of one question by itself, in fresh subjects.
struct QuizProof {
  let entry: QuestionBank.Entry
  let runner: LessonRunner

  init(entry: QuestionBank.Entry, lab: any LessonLab, clock: @escaping () -> Duration) {
    self.entry = entry
    runner = LessonRunner(lesson: entry.lesson, lab: lab, clock: clock)
  }

  /// `chosen` is nil when the learner was not sure, or answered without looking at the choices. `show` gets each thing
  /// when it happens: a proof may take a second.
  func run(chosen: Int?, show: (PlayerOutput) -> Void) throws(RunHalt) -> (
    verdict: PlayerOutput.Verdict, holds: Bool
  ) {
    let prediction = entry.question.prediction
    var holds = true
    try runner.startOver()
    var baseline = Baseline()
    for index in entry.lesson.proof(ofQuestionAt: entry.step) {
      let step = entry.lesson.steps[index]
      runner.lab.stepBegins()
      if !step.prose.isEmpty { show(.prose(step.prose)) }
      guard case .session(let script) = step.activity else { continue }
      baseline = runner.baseline(of: prediction.checks)
      for line in script {
        show(.command(line.text, comments: line.comments))
        let report = try runner.run(line)
        if !report.outcome.display.isEmpty { show(.display(report.outcome.display)) }
        if let disagreement = report.disagreement {
          holds = false
          show(.disagreement(disagreement, blamesLesson: true))
        }
      }
    }
    let ticks = runner.settledTicks(prediction.checks, since: baseline)
    let meanwhile = runner.takeMeanwhile()
    if !meanwhile.isEmpty { show(.display(meanwhile)) }
    let verdict = prediction.verdict(chosen: chosen, ticks: ticks, blamesLesson: true)
    return (verdict, holds && verdict.kernelAgrees)
  }
}
