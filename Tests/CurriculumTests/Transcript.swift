import Curriculum

/// What a learner types and what the player answers, as text for snapshots.
struct Transcript {
  let lab: FakeLab
  let player: LessonPlayer
  private(set) var text = ""

  init(_ text: String, lab: FakeLab = FakeLab()) throws {
    self.lab = lab
    player = LessonPlayer(lesson: try parse(text, lab), lab: lab, clock: lab.clock)
  }

  mutating func start(at step: Int = 0) {
    show(player.start(at: step))
  }

  mutating func type(_ lines: String...) {
    for line in lines {
      text += "> \(line)\n"
      show(player.handle(line))
    }
  }

  /// Polls as a shell would, letting the time pass that is asked for.
  mutating func poll(times: Int) {
    for _ in 0..<times {
      _ = lab.wait(.milliseconds(50))
      text += "(50 ms)\n"
      show(player.poll())
    }
  }

  private mutating func show(_ outputs: [PlayerOutput]) {
    for output in outputs { text += Self.line(output) + "\n" }
  }

  private static func line(_ output: PlayerOutput) -> String {
    switch output {
    case .lessonStarts(let title, let minutes, let steps): "LESSON \(title), \(minutes) minutes, \(steps) steps"
    case .stepStarts(let number, let of, let name): "STEP \(number)/\(of) \(name ?? "")"
    case .prose(let blocks): "PROSE \(blocks.count) blocks"
    case .command(let line, let comments): (comments.map { "# \($0)\n" } + ["$ \(line)"]).joined()
    case .display(let lines): lines.joined(separator: "\n")
    case .disagreement(let disagreement, let blames):
      "DISAGREES\(blames ? "" : " (own commands)") \(disagreement.place) \(disagreement.sentence)"
    case .question(let question):
      (["QUESTION " + question.text.joined(separator: " ")]
        + question.choices.enumerated().map { "  \($0 + 1) \($1)" }).joined(separator: "\n")
    case .answerNoted(let text): "NOTED \(text)"
    case .verdict(let verdict): self.verdict(verdict)
    case .answer(let question):
      "ANSWER \(question.id.value) \(question.answer.joined(separator: " ")) NEXT \(question.next.question)"
    case .goal(let summary, let goals): self.goals(summary, goals)
    case .wrongTry(let sentence): "WRONG \(sentence)"
    case .hint(let hint, let number, let of): "HINT \(number)/\(of) \(hint)"
    case .helpOffered(let left): "OFFER hints left \(left)"
    case .solution(let lines): "SOLUTION \(lines.joined(separator: " | "))"
    case .notice(let sentence): "NOTICE \(sentence)"
    case .stepPassed(let number, let of): "PASSED \(number)/\(of)"
    case .lessonFinished(let title, let stale): "FINISHED \(title)\(stale ? " STALE" : "")"
    case .progress(let done, let finished, let stale): "PROGRESS \(done) finished=\(finished) stale=\(stale)"
    case .pollAgain(let duration): "POLL after \(duration)"
    case .waiting(let waiting): "WAITING \(waiting)"
    case .left: "LEFT"
    }
  }

  private static func verdict(_ verdict: PlayerOutput.Verdict) -> String {
    let outcome = verdict.isRight.map { $0 ? "right" : "wrong" } ?? "open"
    let lines = verdict.lines.map { line in
      "  \(line.isMarkedRight ? "x" : " ")\(line.isChosen ? "*" : " ") \(line.choice): \(line.sentence)"
    }
    let facts = verdict.ticks.map { "  \($0.holds ? "+" : "-") \($0.check.text): \($0.reason)" }
    return
      (["VERDICT \(outcome), kernel agrees \(verdict.kernelAgrees)\(verdict.blamesLesson ? " STALE" : "")"] + lines
      + facts).joined(separator: "\n")
  }

  private static func goals(_ summary: String, _ goals: [PlayerOutput.GoalTicks]) -> String {
    var lines = ["GOAL \(summary)"]
    for goal in goals {
      lines.append("  \(goal.text)")
      for tick in goal.ticks { lines.append("    [\(tick.holds ? "x" : " ")] \(tick.check.text): \(tick.reason)") }
    }
    return lines.joined(separator: "\n")
  }
}
