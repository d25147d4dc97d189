/// What the player's own words do, and what any other line does.
extension LessonPlayer {
  func next() -> [PlayerOutput] {
    switch phase {
    case .session(let index): typeCommand(index)
    case .prediction: askAgain()
    case .attempt: [.notice(standing)]
    case .passed: enter(step + 1)
    case .finished, .left: [.notice("The lesson is over; quit leaves it.")]
    }
  }

  func back() -> [PlayerOutput] {
    if step == 0 { return [.notice("This is the first step.")] + rebuildAndEnter(0) }
    return rebuildAndEnter(min(step, lesson.steps.count) - 1)
  }

  func goal() -> [PlayerOutput] {
    switch phase {
    case .session(let index): [.notice("next types the command: \(script[index].text)")]
    case .prediction: [question]
    case .attempt: [goals]
    case .passed: [.notice("This step is done; next goes on.")]
    case .finished, .left: [.notice("The lesson is over; quit leaves it.")]
    }
  }

  func hint() -> [PlayerOutput] {
    guard case .attempt = phase, let attempt else { return [.notice("There are no hints in this step.")] }
    guard hintsShown < attempt.hints.count else {
      let sentence = attempt.hints.isEmpty ? "This try has no hints." : "That was the last hint."
      return [.notice("\(sentence) solution shows one way.")]
    }
    hintsShown += 1
    failedTries = 0
    return [.hint(attempt.hints[hintsShown - 1], number: hintsShown, of: attempt.hints.count)]
  }

  func solution() -> [PlayerOutput] {
    guard let attempt else { return [.notice("There is nothing to solve in this step.")] }
    return [.solution(attempt.solution.map(\.value))]
  }

  /// Goes past a step, leaving the state that the lesson goes on from.
  func skip() -> [PlayerOutput] {
    switch phase {
    case .session:
      var output: [PlayerOutput] = []
      while case .session(let index) = phase { output += typeCommand(index) }
      return output
    case .prediction: return answer(choices.count)
    case .attempt: return skipAttempt()
    case .passed, .finished, .left: return next()
    }
  }

  private func skipAttempt() -> [PlayerOutput] {
    guard let attempt else { return [] }
    var output: [PlayerOutput] = [.solution(attempt.solution.map(\.value))]
    if isTouched { output += rebuild(upTo: step) }
    if case .left = phase { return output }
    do throws(RunHalt) {
      let found = try runner.solve(attempt)
      if !found.isEmpty { isStale = true }
      output += meanwhile() + found.map { .disagreement($0, blamesLesson: true) }
    } catch { return output + halt(error) }
    phase = .passed
    return output + [.notice("Skipped. The solution has been run, so that the next step finds its state."), progress]
  }

  // MARK: Ordinary lines

  func other(_ line: String, _ word: String) -> [PlayerOutput] {
    if case .prediction = phase {
      if let number = Int(word) { return answer(number) }
      if Self.words(of: line.lowercased()) == ["not", "sure"] { return answer(choices.count) }
    }
    pollingSince = nil
    let held = lastTicks.count(where: \.holds)
    let outcome = runner.lab.run(line, from: nil)
    var output: [PlayerOutput] = outcome.display.isEmpty ? [] : [.display(outcome.display)]
    switch outcome.result {
    case .problem(let message):
      // What the shell did not understand is no try.
      return outcome.display.isEmpty ? [.notice(message)] : output
    case .none: return output + evaluate(announcing: false)
    case .done:
      isTouched = true
      return output + evaluate(announcing: false)
    case .outcome:
      isTouched = true
      output += evaluate(announcing: true)
    }
    guard case .attempt = phase, let attempt else { return output }
    if let wrong = attempt.wrongs.first(where: { Self.words(of: $0.line) == Self.words(of: line) }) {
      output.append(.wrongTry(wrong.sentence))
    }
    // A line that brought a check nearer is no failed try; one whose checks take time is not yet.
    let failed = pollingSince == nil && lastTicks.count(where: \.holds) <= held
    return failed ? output + countFailedTry() : output
  }

  private static func words(of line: String) -> [Substring] {
    line.split { $0 == " " || $0 == "\t" }
  }

  /// Help is offered after two failed tries, and after two more again.
  private func countFailedTry() -> [PlayerOutput] {
    failedTries += 1
    guard failedTries >= 2, let attempt else { return [] }
    failedTries = 0
    return [.helpOffered(hintsLeft: attempt.hints.count - hintsShown)]
  }

  // MARK: Tries

  /// Looks at the state. Ticks are shown when they changed or, `announcing`, after every call.
  func evaluate(announcing: Bool) -> [PlayerOutput] {
    guard case .attempt = phase, let attempt else { return [] }
    let ticks = runner.ticks(attempt.checks, since: baseline)
    let changed = ticks.map(\.holds) != lastTicks.map(\.holds)
    lastTicks = ticks
    var output: [PlayerOutput] = announcing || changed ? [goals] : []
    if ticks.allHold {
      pollingSince = nil
      return output + pass()
    }
    let start = pollingSince ?? runner.clock()
    let wasPolling = pollingSince != nil
    if ticks.canStillHold(after: runner.clock() - start) {
      pollingSince = start
      output.append(.pollAgain(after: .milliseconds(50)))
    } else {
      pollingSince = nil
      if wasPolling { output += [.notice("It did not come true in time.")] + countFailedTry() }
    }
    return output
  }

  var goals: PlayerOutput {
    guard let attempt else { return .notice("There is no goal in this step.") }
    var rest = lastTicks[...]
    let goals = attempt.goals.map { goal in
      defer { rest = rest.dropFirst(goal.checks.count) }
      return PlayerOutput.GoalTicks(text: goal.text, ticks: Array(rest.prefix(goal.checks.count)))
    }
    return .goal(summary: attempt.summary, goals)
  }

  private var standing: String {
    let held = lastTicks.count(where: \.holds)
    let part = held == 0 ? "Not there yet." : "\(held) of \(lastTicks.count) checks hold."
    return "\(part) Type a command, or: goal, hint, solution, skip."
  }
}
