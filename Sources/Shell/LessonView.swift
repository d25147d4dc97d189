import Curriculum
import LinuxABI
import Render
import SyscallTable

/// The player's outputs as lines.
struct LessonView {
  let renderer: Renderer
  /// Name of the current subject, for the prompt that stands before a command of the lesson.
  let subject: String
  /// Nobody presses keys: nothing says which key to press.
  let isBatch: Bool

  /// Lines of one output; those that the shell has rendered already come back as they are, in `rendered`.
  func lines(_ output: PlayerOutput) -> [StyledLine] {
    switch output {
    case .lessonStarts(let title, let minutes, let steps):
      return [StyledLine(""), StyledLine("\(title)  (about \(minutes) minutes, \(steps) steps)", .heading)]
    case .stepStarts(let number, let total, let name):
      return [
        StyledLine(""), StyledLine("── \(number)/\(total)\(name.map { "  \($0)" } ?? "") ──", .heading), StyledLine(""),
      ]
    case .prose(let blocks):
      // The line above has the heading already.
      if case .heading = blocks.first { return prose(Array(blocks.dropFirst())) }
      return prose(blocks)
    case .command(let command, let comments):
      return comments.map { StyledLine("# \($0)", .faint) }
        + [StyledLine([.init("\(subject)> ", .name), .init(Escapes.harmless(command), .strong)])]
    case .display: return []
    case .disagreement(let disagreement, let blames):
      return blames
        ? sentence("The kernel disagrees with this lesson: \(disagreement.sentence)", .failure)
          + sentence("What the kernel shows is what counts.", .faint)
        : sentence(disagreement.sentence, .changed)
    case .question(let question):
      return question.text.flatMap { sentence($0, .strong) } + choices(question.choices)
    case .answerNoted(let answer):
      return sentence("Your answer: \(answer). The next step lets the kernel decide.", .faint)
    case .verdict(let verdict): return self.verdict(verdict)
    case .answer(let question):
      return answer(question.answer) + followUp(question.next.question)
        + reply(question.next.answer, question.revise.value)
    case .goal(let summary, let goals): return goal(summary, goals)
    case .wrongTry(let sentence): return self.sentence(sentence, .changed)
    case .hint(let text, let number, let total): return sentence("Hint \(number) of \(total): \(text)", .emphasis)
    case .helpOffered(let left):
      return sentence(left > 0 ? "hint helps on; solution shows one way." : "solution shows one way.", .faint)
    case .solution(let lines):
      return [StyledLine("One way:", .faint)] + lines.map { StyledLine("  " + Escapes.harmless($0), .strong) }
    case .notice(let text): return sentence(text, .faint)
    case .stepPassed(let number, let total): return sentence("Step \(number) of \(total) done.", .success)
    case .lessonFinished(let title, let isStale):
      return [StyledLine("")] + sentence("That was \(title).", .success)
        + (isStale ? sentence("The kernel disagreed with this lesson somewhere; tell its author.", .changed) : [])
    case .progress, .pollAgain, .left: return []
    case .waiting(let waiting): return isBatch ? [] : self.waiting(waiting)
    }
  }

  func sentence(_ text: String, _ style: TextStyle) -> [StyledLine] {
    renderer.wrap([.init(Escapes.harmless(text), style)], indent: 0, firstIndent: 0)
  }

  private func waiting(_ waiting: PlayerOutput.Waiting) -> [StyledLine] {
    let text: String
    switch waiting {
    case .command(let command): text = "[Enter] types: \(Escapes.harmless(command))"
    case .answer(let choices): text = "[1-\(choices)] answers; \(choices) is not sure"
    case .attempt: text = "Your turn. hint, goal, again and solution help."
    case .nextStep: text = "[Enter] goes on"
    case .end: text = "[Enter] ends the lesson"
    case .nothing: return []
    }
    // Broken between words: a terminal would cut a long command anywhere.
    return renderer.wrap([.init(text, .faint)], indent: 2, firstIndent: 0)
  }

  private func verdict(_ verdict: PlayerOutput.Verdict) -> [StyledLine] {
    var lines: [StyledLine] = []
    if verdict.kernelAgrees {
      switch verdict.isRight {
      case true?: lines += sentence("You were right.", .success)
      case false?: lines += sentence("It went otherwise.", .changed)
      case nil: lines += sentence("The kernel's answer:", .strong)
      }
      for line in verdict.lines {
        let mark = line.isMarkedRight ? "✓ " : line.isChosen ? "✗ " : "  "
        lines += renderer.wrap(
          [
            .init(mark, line.isMarkedRight ? .success : .failure), .init(Escapes.harmless(line.choice), .strong),
            .init(" — " + Escapes.harmless(line.sentence)),
          ], indent: 4, firstIndent: 0)
      }
    } else {
      lines += sentence("The kernel decided otherwise than this lesson says. What it shows:", .failure)
      lines += ticks(verdict.ticks)
    }
    return lines
  }

  private func goal(_ summary: String, _ goals: [PlayerOutput.GoalTicks]) -> [StyledLine] {
    var lines = summary.isEmpty ? [] : sentence(summary, .strong)
    for goal in goals {
      let done = goal.ticks.allSatisfy(\.holds)
      lines += renderer.wrap(
        [.init(done ? "  [x] " : "  [ ] ", done ? .success : .faint), .init(Escapes.harmless(goal.text), .strong)],
        indent: 6, firstIndent: 0)
      if goal.ticks.count > 1 || goal.text.isEmpty || !done { lines += ticks(goal.ticks) }
    }
    return lines
  }

  private func ticks(_ ticks: [Tick]) -> [StyledLine] {
    ticks.flatMap { tick in
      renderer.wrap(
        [
          .init(tick.holds ? "      ✓ " : "      · ", tick.holds ? .success : .faint),
          .init(Escapes.harmless(tick.check.text), .plain),
          .init(tick.holds ? "" : "   now: \(Escapes.harmless(tick.reason))", .faint),
        ], indent: 8, firstIndent: 0)
    }
  }

  // MARK: Prose

  private func prose(_ blocks: [Block], indent: Int = 0) -> [StyledLine] {
    var lines: [StyledLine] = []
    for block in blocks {
      switch block {
      case .paragraph(let spans):
        lines += renderer.wrap(styled(spans), indent: indent, firstIndent: indent) + [StyledLine("")]
      case .heading(_, let spans):
        lines +=
          renderer.wrap([.init(Escapes.harmless(spans.plainText), .heading)], indent: indent, firstIndent: indent) + [
            StyledLine("")
          ]
      case .listItem(let marker, let inner):
        // Half of a line stays for text, however deep the list is.
        let half = max(renderer.width, 20) / 2
        let start = min(indent, max(0, half - marker.count - 1))
        var item = prose(inner, indent: start + marker.count + 1)
        if let last = item.last, last.plain.isEmpty { item.removeLast() }
        let lead = String(repeating: " ", count: start) + marker + " "
        if lead.count > half {
          item.insert(StyledLine(lead, .faint), at: 0)
        } else if let first = item.first {
          // The lead takes the place of as many blanks.
          let blanks = first.spans.first?.text.prefix { $0 == " " }.prefix(lead.count).count ?? 0
          let head = first.spans.first.map { StyledLine.Span(String($0.text.dropFirst(blanks)), $0.style) }
          let spans = [head].compactMap(\.self).filter { !$0.text.isEmpty } + first.spans.dropFirst()
          item[0] = StyledLine([.init(lead, .faint)] + spans)
        }
        lines += item
      case .quote(let inner):
        lines += prose(inner, indent: indent + 2)
      case .code(let text):
        lines += text.lines(keepingEmpty: true).map {
          StyledLine(String(repeating: " ", count: indent + 4) + Escapes.harmless($0), .value)
        }
        lines.append(StyledLine(""))
      }
    }
    return lines
  }

  private func styled(_ spans: [Span], _ style: TextStyle = .plain) -> [StyledLine.Span] {
    spans.flatMap { span -> [StyledLine.Span] in
      switch span {
      case .text(let text): [.init(Escapes.harmless(text), style)]
      case .code(let text): [.init(Escapes.harmless(text), .call)]
      case .strong(let inner): styled(inner, .strong)
      case .emphasis(let inner): styled(inner, .emphasis)
      case .link(let inner, _): styled(inner, .link)
      case .lineBreak: [.init(" ", style)]
      }
    }
  }
}
