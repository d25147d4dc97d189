import Curriculum
import Render
import SyscallTable

/// The outputs of the quiz as lines.
struct QuizView {
  let renderer: Renderer
  /// Nobody presses keys: nothing says which key to press.
  let isBatch: Bool
  let isExam: Bool

  func lines(_ output: QuizOutput) -> [StyledLine] {
    let lesson = LessonView(renderer: renderer, subject: "P1", isBatch: isBatch)
    switch output {
    case .asks(let id, let number, let total, let box, let text):
      let state = isExam ? "" : box.map { $0 == 0 ? "  missed before" : "  box \($0)" } ?? "  new"
      return [
        StyledLine(""),
        StyledLine([.init("── \(number)/\(total)  \(id)", .heading), .init(state, .faint), .init(" ──", .heading)]),
        StyledLine(""),
      ] + text.flatMap { lesson.sentence($0, .strong) }
    case .choices(let choices): return lesson.choices(choices)
    case .proof(let output): return apart(output) ? [StyledLine("")] + lesson.lines(output) : lesson.lines(output)
    case .answer(let sentences): return lesson.answer(sentences)
    case .followUp(let question): return lesson.followUp(question)
    case .reply(let text, let revise): return lesson.reply(text, revise)
    case .answered: return []
    case .notice(let text): return lesson.sentence(text, .faint)
    case .practiceEnds(let summary): return end(summary, lesson)
    case .examEnds(let result): return end(result, lesson)
    case .waiting(let waiting): return isBatch ? [] : lesson.sentence(self.waiting(waiting), .faint)
    }
  }

  /// Whether it begins something new, and is set off from what stands above it.
  private func apart(_ output: PlayerOutput) -> Bool {
    switch output {
    case .prose, .verdict: true
    default: false
    }
  }

  private func waiting(_ waiting: QuizOutput.Waiting) -> String {
    switch waiting {
    case .thought: "[Enter] when you have your answer: the proof runs. c shows choices, ? is not sure, q leaves."
    case .choice(let count): "[1-\(count)] answers; \(count) or ? is not sure"
    case .proof: "[Enter] goes on with the proof"
    case .selfMark: "Did you know it? [y/n]"
    case .followUp: "[Enter] when you have an answer to that too. What the proof left is yours to look at."
    }
  }

  // MARK: Ends

  private func end(_ summary: PracticeSummary, _ lesson: LessonView) -> [StyledLine] {
    let asked = summary.known.count + summary.missed.count
    var lines = [StyledLine("")]
    guard asked > 0 else { return lines + lesson.sentence("No question was answered.", .faint) }
    lines += lesson.sentence("\(asked) answered, \(summary.known.count) of them right.", .success)
    if !summary.missed.isEmpty {
      lines += lesson.sentence("Missed: \(summary.missed.joined(separator: " ")). They come again today.", .changed)
    }
    if !summary.stale.isEmpty {
      let names = summary.stale.joined(separator: " ")
      lines += lesson.sentence("The kernel disagreed with \(names); tell its author.", .changed)
    }
    return lines
  }

  private func end(_ result: ExamResult, _ lesson: LessonView) -> [StyledLine] {
    var lines = [StyledLine("")]
    let seconds = Int(result.time.components.seconds)
    let time = seconds >= 60 ? "\(seconds / 60) min \(seconds % 60) s" : "\(seconds) s"
    if result.isComplete {
      lines += lesson.sentence(
        "\(result.right) of \(result.questions) right: \(result.percent) %, \(result.mark). Time: \(time).",
        result.isPassed ? .success : .changed)
    } else {
      lines += lesson.sentence(
        "Broken off after \(result.answered) of \(result.questions), \(result.right) of them right: no mark. Time: \(time).",
        .changed)
    }
    for missed in result.missed {
      lines += renderer.wrap(
        [
          .init("  \(missed.id)  ", .name), .init(Escapes.harmless(missed.text)),
          .init("  sysh learn \(missed.revise)", .call),
        ], indent: 7, firstIndent: 0)
    }
    if let first = result.missed.first {
      lines += lesson.sentence("sysh quiz \(first.id) proves one; sysh quiz asks all of them again.", .faint)
    }
    return lines
  }
}

extension LessonView {
  /// Choices with their numbers.
  func choices(_ choices: [String]) -> [StyledLine] {
    choices.enumerated().flatMap { index, choice in
      renderer.wrap([.init("  \(index + 1)  ", .name), .init(Escapes.harmless(choice))], indent: 5, firstIndent: 0)
    }
  }

  /// What to say, set off as one would read it aloud.
  func answer(_ sentences: [String]) -> [StyledLine] {
    let text = sentences.joined(separator: " ")
    return [StyledLine("")] + sentence("In three sentences:", .faint)
      + renderer.wrap([.init(Escapes.harmless(text), .strong)], indent: 2, firstIndent: 2)
  }

  func followUp(_ question: String) -> [StyledLine] {
    [StyledLine("")] + sentence("They ask next: \(question)", .emphasis)
  }

  func reply(_ text: String, _ revise: String) -> [StyledLine] {
    renderer.wrap([.init(Escapes.harmless(text))], indent: 2, firstIndent: 2)
      + sentence("  More in the lesson: learn \(revise)", .faint)
  }
}
