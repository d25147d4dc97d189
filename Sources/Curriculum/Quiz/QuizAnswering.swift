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

  /// Between two fences of a proof.
  func proceed(_ word: String, _ proof: QuizProof, _ manner: QuizAnswer.Manner) -> [QuizOutput] {
    if word.isEmpty || word == "next" { return goOnProving(proof, manner) }
    return [.notice("The proof goes on first. What it leaves is yours to look at.")] + waiting
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
    case .proving: [.waiting(.proof)]
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
    return prove(manner)
  }

  private func answerInHead() -> [QuizOutput] {
    prove(.head)
  }

  private func followUp() -> [QuizOutput] {
    phase = .following
    return [.followUp(entry.question.next.question), .waiting(.followUp)]
  }

  // MARK: Proving

  /// Begins the proof of an answer.
  private func prove(_ manner: QuizAnswer.Manner) -> [QuizOutput] {
    if let reason = entry.reasonToSkip(in: lab) {
      let verdict = prediction.verdict(chosen: manner.chosen, ticks: [], blamesLesson: false)
      return [.notice("The proof cannot run here. \(reason)")] + judge(manner, verdict)
    }
    do throws(RunHalt) {
      let proof = try QuizProof(entry: entry, lab: lab, clock: clock)
      return prose(of: proof) + goOnProving(proof, manner)
    } catch { return halt(error) }
  }

  private func prose(of proof: QuizProof) -> [QuizOutput] {
    proof.prose.isEmpty ? [] : [.proof(.prose(proof.prose))]
  }

  /// Runs one fence, or, where nobody reads along, all of them.
  func goOnProving(_ proof: QuizProof, _ manner: QuizAnswer.Manner) -> [QuizOutput] {
    var proof = proof
    var output: [QuizOutput] = []
    do throws(RunHalt) {
      repeat {
        output += try proof.runNext().map { .proof($0) }
        output += prose(of: proof)
        if isPaced, !proof.isDone {
          phase = .proving(proof, manner)
          return output + waiting
        }
      } while !proof.isDone
    } catch { return output + halt(error) }
    let (verdict, holds, meanwhile) = proof.conclude(chosen: manner.chosen)
    if !meanwhile.isEmpty { output.append(.proof(.display(meanwhile))) }
    if holds { return output + judge(manner, verdict) }
    summary.stale.append(entry.id)
    if !verdict.kernelAgrees { output.append(.proof(.verdict(verdict))) }
    output.append(.notice("The kernel decided otherwise than \(entry.id) says, so this answer does not count."))
    return output + [.answer(entry.question.answer)] + followUp()
  }

  /// What is said when the proof has run: of a choice whether it was right; who answered in their head says so.
  private func judge(_ manner: QuizAnswer.Manner, _ verdict: PlayerOutput.Verdict) -> [QuizOutput] {
    if case .head = manner {
      phase = .marking
      return [.answer(entry.question.answer), .waiting(.selfMark)]
    }
    return [
      .proof(.verdict(verdict)), count(manner, isRight: verdict.isRight ?? false), .answer(entry.question.answer),
    ]
      + followUp()
  }

  /// The lab cannot go on.
  private func halt(_ reason: RunHalt) -> [QuizOutput] {
    phase = .over
    let message =
      switch reason {
      case .lab(let problem): problem.message
      case .outOfTime: "The proof took longer than its limit."
      }
    return [.notice(message), .practiceEnds(summary)]
  }
}

extension QuizAnswer.Manner {
  /// The index of the choice.
  fileprivate var chosen: Int? {
    if case .choice(let number) = self { number - 1 } else { nil }
  }
}
