import Lab
import LinuxABI
import Render
import SyscallTable

// `undo`, `history`, and what cannot be taken back. A snapshot by fork would be quicker and wrong: a child shares the
// open file descriptions, so their offsets would go on from where they are.
extension Session {
  /// `undo [COUNT]`
  func undo(_ command: CommandStatement) throws {
    let count = try undoCount(command)
    let cut = journal.cut(undoing: count)
    let kept = journal.entries[journal.start(before: cut)..<cut]
    let undone = Array(journal.entries[cut...])
    let outside = kept.filter(\.reached)
    let repeats =
      !outside.isEmpty && confirm("undo repeats what reached outside the lab: \(list(outside.map(\.text))).")
    let (replay, leftOut) = try rebuild(kept, repeatsOutside: repeats)
    journal.keep(first: cut)
    chronicle.keep(first: journal.count)
    result = LineResult()
    changedSomething()
    journal.forget()

    let pid = lab.current?.pid ?? 0
    say("Taken back: \(list(undone.filter { !$0.isOutside }.map(\.text))).", .plain)
    let done = kept.count - leftOut.count - replay.notRepeated.count
    say(
      done == 0
        ? "\(lab.currentName) (pid \(pid)) starts in an empty directory."
        : "\(done == 1 ? "1 command was" : "\(done) commands were") replayed in fresh subjects: \(lab.currentName) is pid "
          + "\(pid) now. Process ids and addresses are new, and variables have the new ones.")
    for index in leftOut.sorted() {
      explain(kept[index].text, "It would have ended its subject this time, so it was left out.")
    }
    for difference in replay.differences { explain(difference.text, difference.sentence) }
    if !replay.notRepeated.isEmpty {
      say("Not done again, because it reached outside the lab: \(list(replay.notRepeated)).", .changed)
    }
    if !replay.programs.isEmpty {
      say(
        "Programs ran once more: \(list(replay.programs)). What they did outside the lab they did again, and where they are "
          + "now need not be where they were.", .changed)
    }
    sayLasting(undone)
  }

  /// Throws when there is nothing to take back, or not so much.
  private func undoCount(_ command: CommandStatement) throws -> Int {
    if isInLesson {
      throw CommandProblem(
        "undo would take the lesson's own commands back too, so it cannot be used in a lesson.",
        advice: "again rebuilds the step as it was before your commands.")
    }
    guard let count = command.rest.isEmpty ? 1 : Int(command.rest), count > 0 else {
      throw CommandProblem("undo takes the number of commands to take back.", advice: "undo 2")
    }
    guard journal.count > 0 else { throw CommandProblem("There is nothing to undo.") }
    guard count <= journal.count else {
      throw CommandProblem(
        journal.count == 1
          ? "Only one command can be taken back." : "Only \(journal.count) commands can be taken back.",
        advice: "history lists them.")
    }
    return count
  }

  /// Ends all subjects and replays. An entry that ends a subject against the record is left out of another attempt, so
  /// that all else is rebuilt.
  private func rebuild(
    _ entries: ArraySlice<Journal.Entry>, repeatsOutside: Bool
  ) throws -> (replay: Replay, leftOut: Set<Int>) {
    let shown = output
    let original = journal
    let shownSoFar = transcript
    let told = chronicle
    let settings = settings
    let silence = Silence()
    output = silence
    transcript = Transcript()
    chronicle = Chronicle()
    defer {
      chronicle = told
      output = shown
      journal = original
      transcript = shownSoFar
      apply(settings)
    }
    return try withExtendedLifetime(silence) {
      var leftOut: Set<Int> = []
      while true {
        try lab.reset()
        startOver()
        apply(settings)
        journal = Journal()
        var replay = Replay(self, entries, repeatsOutside: repeatsOutside, leftOut: leftOut)
        replay.run()
        takeTerminalOutput(patience: replay.programs.isEmpty ? 0 : 20_000_000)
        guard let fatal = replay.fatal, leftOut.insert(fatal).inserted else { return (replay, leftOut) }
      }
    }
  }

  /// `history`
  func showHistory() {
    guard journal.count > 0 else { return say("Nothing has been done that undo could take back.") }
    var number = 0
    let width = String(journal.count).count
    for entry in journal.entries {
      if !entry.isOutside { number += 1 }
      let label = entry.isOutside ? "-" : "\(number)"
      let padding = String(repeating: " ", count: width - label.count)
      var spans = [
        StyledLine.Span("  \(padding)\(label)  ", .faint), StyledLine.Span(Escapes.harmless(entry.text), .call),
      ]
      if !entry.lasting.isEmpty { spans.append(.init("   not undone: \(words(entry.lasting))", .changed)) }
      show(renderer.wrap(spans, indent: width + 6, firstIndent: 0))
    }
    say("undo takes back \(number)\(number > 1 ? ", undo 2 also \(number - 1)" : "").")
  }

  // MARK: Sentences

  /// What entries did that does not go with their subjects; nothing when there is nothing.
  func sayLasting(_ entries: [Journal.Entry]) {
    let lasting = entries.filter { !$0.lasting.isEmpty }
    guard !lasting.isEmpty else { return }
    say("This cannot be taken back:", .changed)
    for entry in lasting.suffix(8) { explain(entry.text, words(entry.lasting)) }
    if lasting.count > 8 { say("  and \(lasting.count - 8) before them.") }
  }

  private func words(_ lasting: [Lasting]) -> String {
    lasting.map { effect in
      switch effect {
      case .screen: "its output is on your screen"
      case .outside(let clause): "it did \(clause)"
      }
    }.joined(separator: "; ")
  }

  private func explain(_ text: String, _ sentence: String) {
    show(
      renderer.wrap(
        [.init("  "), .init(Escapes.harmless(text), .call), .init("   "), .init(sentence)], indent: 4, firstIndent: 0))
  }

  /// Texts of commands, the last four of many.
  private func list(_ texts: [String]) -> String {
    let shown = texts.suffix(4).map(Escapes.harmless).joined(separator: "; ")
    return texts.count > 4 ? "\(texts.count - 4) others; \(shown)" : shown
  }
}

/// Takes what a replay shows.
private final class Silence: SessionOutput {
  func show(_ lines: [StyledLine]) {}
  func showRendered(_ lines: [String]) {}
}
