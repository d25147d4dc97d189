/// What the learner's lines do to a question.
extension QuizPlayer {
  func think(_ word: String, _ line: String) -> [QuizOutput] {
    if word.isEmpty { return answerInHead() }
    if ["c", "choices"].contains(word) { return showChoices() }
    return answer(word) ?? other(line)
  }

  func choose(_ word: String, _ line: String) -> [QuizOutput] {
    if let output = answer(word) { return output }
    // Nothing helps in an exam, the lab neither.
    return word.isEmpty || isExam ? [.notice(howToChoose)] + waiting : other(line)
  }

  func mark(_ word: String, _ line: String) -> [QuizOutput] {
    switch word.lowercased() {
    case "y", "yes": return [count(.head, isRight: true)] + followUp()
    case "n", "no", "?": return [count(.head, isRight: false)] + followUp()
    case "": return [.notice("Answer with y or n.")] + waiting
    default: return other(line)
    }
  }

  /// A line for the lab: the state that a proof has left is there to be looked at.
  func other(_ line: String) -> [QuizOutput] {
    let outcome = lab.run(line, from: nil)
    var output: [QuizOutput] = outcome.display.isEmpty ? [] : [.proof(.display(outcome.display))]
    if output.isEmpty, case .problem(let message) = outcome.result { output = [.notice(message)] }
    return output + waiting
  }

  private var waiting: [QuizOutput] {
    switch phase {
    case .thinking: [.waiting(.thought)]
    case .choosing: [.waiting(.choice(of: prediction.choices.count + 1))]
    case .marking: [.waiting(.selfMark)]
    case .following: [.waiting(.followUp)]
    case .over: []
    }
  }

  private var howToChoose: String {
    let count = prediction.choices.count + 1
    return "Answer with a number from 1 to \(count); \(count) or ? is \"not sure\"."
  }

  // MARK: Choosing

  /// Nil when the word is no answer.
  private func answer(_ word: String) -> [QuizOutput]? {
    let choices = prediction.choices
    if word == "?" || word.lowercased() == "not sure" { return decide(nil) }
    guard let number = Int(word) else { return nil }
    guard (1...choices.count + 1).contains(number) else { return [.notice(howToChoose)] + waiting }
    return decide(number > choices.count ? nil : number - 1)
  }

  private func decide(_ chosen: Int?) -> [QuizOutput] {
    let manner = chosen.map { QuizAnswer.Manner.choice($0 + 1) } ?? .notSure
    if isExam { return countInExam(manner, isRight: chosen.map { prediction.choices[$0].isRight } ?? false) }
    return prove(chosen) { verdict in
      [.proof(.verdict(verdict)), count(manner, isRight: verdict.isRight ?? false), .answer(entry.question.answer)]
        + followUp()
    }
  }

  private func answerInHead() -> [QuizOutput] {
    prove(nil) { _ in
      phase = .marking
      return [.answer(entry.question.answer), .waiting(.selfMark)]
    }
  }

  private func followUp() -> [QuizOutput] {
    phase = .following
    return [.followUp(entry.question.next.question), .waiting(.followUp)]
  }

  // MARK: Proving

  /// Runs the proof, then `then`. Where the kernel disagrees with the file nothing counts, and it is said.
  private func prove(_ chosen: Int?, then: (PlayerOutput.Verdict) -> [QuizOutput]) -> [QuizOutput] {
    if let reason = entry.reasonToSkip(in: lab) {
      return [.notice("The proof cannot run here. \(reason)")]
        + then(prediction.verdict(chosen: chosen, ticks: [], blamesLesson: false))
    }
    var output: [QuizOutput] = []
    do throws(RunHalt) {
      let proof = QuizProof(entry: entry, lab: lab, clock: clock)
      let (verdict, holds) = try proof.run(chosen: chosen) { output.append(.proof($0)) }
      if holds { return output + then(verdict) }
      summary.stale.append(entry.id)
      if !verdict.kernelAgrees { output.append(.proof(.verdict(verdict))) }
      output += [.notice("The kernel decided otherwise than \(entry.id) says, so this answer does not count.")]
      return output + [.answer(entry.question.answer)] + followUp()
    } catch {
      phase = .over
      let message =
        switch error {
        case .lab(let problem): problem.message
        case .outOfTime: "The proof took longer than its limit."
        }
      return output + [.notice(message), .practiceEnds(summary)]
    }
  }
}
