/// Entering steps, running their commands, and passing them.
extension LessonPlayer {
  /// Shows a step and sets it up; the state is already as it should be.
  func enter(_ index: Int) -> [PlayerOutput] {
    step = index
    (failedTries, hintsShown, pollingSince, lastTicks) = (0, 0, nil, [])
    guard lesson.steps.indices.contains(index) else { return finish() }
    let current = lesson.steps[index]
    runner.lab.stepBegins()
    var output: [PlayerOutput] = [.stepStarts(number: index + 1, of: lesson.steps.count, name: current.name)]
    if !current.prose.isEmpty { output.append(.prose(current.prose)) }
    switch current.activity {
    case .reading:
      // Reading has nothing to pass: it is done when it is shown.
      phase = .passed
      output.append(progress)
    case .session: phase = .session(next: 0)
    case .prediction:
      phase = .prediction
      output.append(question)
    case .question(let interview):
      // It stands by itself, and so do those behind it.
      do throws(RunHalt) { try runner.startOver() } catch { return output + halt(error) }
      isTouched = false
      phase = .prediction
      output.append(question)
      if let reason = interview.reasonToSkip(in: runner.lab) {
        step = lesson.proof(ofQuestionAt: index).last ?? index
        phase = .passed
        output += [.notice("Its proof cannot run here. \(reason)"), .answer(interview), progress]
      }
    case .attempt(let attempt):
      phase = .attempt
      baseline = runner.baseline(of: attempt.checks)
      lastTicks = runner.ticks(attempt.checks, since: baseline)
      output.append(goals)
      if lastTicks.allHold { output += [.notice(alreadySo)] + pass() }
    }
    return output
  }

  /// Of a goal that holds before anything was tried.
  private var alreadySo: String {
    isTouched
      ? "That is so already, by what you did before; again brings the step as it was meant." : "That is so already."
  }

  /// Brings the state to the start of a step by replaying the lesson up to it, and enters it.
  func rebuildAndEnter(_ index: Int) -> [PlayerOutput] {
    let output = rebuild(upTo: index)
    if case .left = phase, output.last == .left { return output }
    return ending(output + enter(index))
  }

  func rebuild(upTo index: Int) -> [PlayerOutput] {
    isTouched = false
    phase = .passed
    do throws(RunHalt) {
      let found = try runner.rebuild(upTo: index)
      // Of a replay nothing is shown.
      _ = runner.takeMeanwhile()
      if !found.isEmpty { isStale = true }
      return found.map { .disagreement($0, blamesLesson: true) }
    } catch { return halt(error) }
  }

  /// The lab cannot go on: say so and leave.
  func halt(_ reason: RunHalt) -> [PlayerOutput] {
    phase = .left
    switch reason {
    case .lab(let problem): return [.notice(problem.message), .left]
    case .outOfTime: return [.notice("The lesson took longer than its limit."), .left]
    }
  }

  func pass() -> [PlayerOutput] {
    phase = .passed
    return [.stepPassed(number: step + 1, of: lesson.steps.count), progress]
  }

  var progress: PlayerOutput {
    .progress(stepsDone: step + 1, isFinished: step + 1 >= lesson.steps.count, isStale: isStale)
  }

  private func finish() -> [PlayerOutput] {
    phase = .finished
    return [.lessonFinished(title: lesson.front.title, isStale: isStale)]
  }

  // MARK: Sessions

  /// Types the next command of a session.
  func typeCommand(_ index: Int) -> [PlayerOutput] {
    guard script.indices.contains(index) else { return pass() }
    let line = script[index]
    if index == 0, let decided = lesson.prediction(decidedBy: step) {
      baseline = runner.baseline(of: decided.prediction.checks)
    }
    var output: [PlayerOutput] = [.command(line.text, comments: line.comments)]
    do throws(RunHalt) {
      let report = try runner.run(line)
      if !report.outcome.display.isEmpty { output.append(.display(report.outcome.display)) }
      if let disagreement = report.disagreement {
        output.append(.disagreement(disagreement, blamesLesson: !isTouched))
        output += blame()
      }
    } catch { return output + halt(error) }
    phase = .session(next: index + 1)
    guard index + 1 == script.count else { return output }
    return output + verdict() + pass()
  }

  /// Holds a difference against the lesson, or says why not.
  private func blame() -> [PlayerOutput] {
    if isTouched { return [.notice("You have run commands of your own since; again rebuilds the step.")] }
    isStale = true
    return []
  }

  // MARK: Predictions

  var question: PlayerOutput {
    guard let openPrediction else { return .notice("No question is open.") }
    return .question(PlayerOutput.Question(text: openPrediction.question, choices: choices))
  }

  /// Takes the number of a choice.
  func answer(_ number: Int) -> [PlayerOutput] {
    guard (1...choices.count).contains(number) else { return askAgain() }
    answers[step] = .some(number == choices.count ? nil : number - 1)
    return [.answerNoted(choices[number - 1])] + pass()
  }

  func askAgain() -> [PlayerOutput] {
    [.notice("Answer with a number from 1 to \(choices.count); \(choices.count) is \"not sure\".")]
  }

  /// Lets the kernel decide the question before this session.
  private func verdict() -> [PlayerOutput] {
    guard let (index, prediction) = lesson.prediction(decidedBy: step) else { return [] }
    let ticks = runner.settledTicks(prediction.checks, since: baseline)
    let verdict = prediction.verdict(chosen: answers[index] ?? nil, ticks: ticks, blamesLesson: !isTouched)
    var output = meanwhile() + [.verdict(verdict)] + (ticks.allHold ? [] : blame())
    if case .question(let interview) = lesson.steps[index].activity { output.append(.answer(interview)) }
    return output
  }

  /// What the lab told while checks were waited for.
  func meanwhile() -> [PlayerOutput] {
    let lines = runner.takeMeanwhile()
    return lines.isEmpty ? [] : [.display(lines)]
  }
}
