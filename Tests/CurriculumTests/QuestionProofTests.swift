import Curriculum
import Testing

/// What `sysh check` proves of questions.
@Suite struct QuestionProofTests {
  private let directory: TemporaryDirectory
  private let lab = FakeLab()

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// The results as `line: message`, `passed`, or `Q1 skipped: reason`.
  private func check(_ texts: String...) throws -> [String] {
    for (number, text) in texts.enumerated() { try directory.write(text, "0\(number + 1)-a.md") }
    let report = LessonChecker(lab: lab, baseCommands: ["fds"], clock: lab.clock).check([directory.path])
    return report.results.flatMap { result in
      switch result.verdict {
      case .passed: return ["passed"]
      case .skipped(let reason): return ["\(result.file.suffix(2)) skipped: \(reason)"]
      case .failed(let problems): return problems.map { "\($0.place.line): \($0.message)" }
      }
    }
  }

  @Test func eachQuestionIsProvedInSubjectsOfItsOwn() throws {
    // Both proofs open the lowest number, 3: the second would get another one in the first one's subjects.
    #expect(try check(Text.interview("Q1", "Q2")) == ["passed"])
    #expect(lab.startsOver == 3)
  }

  @Test func aCheckThatHoldsBeforeItsProofIsFound() throws {
    let found = "13: This holds before the proof has run; check what the last sysh fence brings about."
    #expect(
      try check(Text.lesson(Text.proved("Q1", check: "fd(3).open"))).map { "\($0)" } == ["15\(found.dropFirst(2))"])
  }

  @Test func aProofThatGoesOtherwiseIsFound() throws {
    let text = Text.lesson(Text.proved("Q1", check: "fd(5).open"))
    #expect(
      try check(text) == ["15: The kernel does not agree with the marked choice: fd(5).open. fd(5).open is false."])
  }

  @Test func aQuestionThatNeedsMoreIsPassedOverAndNamed() throws {
    let text = Text.lesson(Text.proved("Q1", check: "fd(9).open", extra: "needs: root") + Text.proved("Q2"))
    #expect(try check(text) == ["passed", "Q1 skipped: Only root may do this."])
  }

  @Test func anIdStandsOnceAndRevisesALessonThatThereIs() throws {
    let second = Text.lesson(Text.proved("Q1", revise: "sampel"), id: "other")
    #expect(
      try check(Text.interview("Q1"), second) == [
        "passed", "11: The question Q1 stands in \(directory.file("01-a.md")) already; progress is kept by id.",
        "20: There is no lesson \"sampel\" to read again. Did you mean \"sample\"?",
      ])
  }

  @Test func anUpdateBeginsEachQuestionAnew() throws {
    let text = Text.interview("Q1", "Q2")
    let outcome = try LessonUpdater(lab: lab, clock: lab.clock).update(text, file: "a.md")
    #expect(outcome.text == text && outcome.changed.isEmpty && outcome.problems.isEmpty)
  }

  @Test func aLessonOfQuestionsIsPlayedLikeAnyOther() throws {
    var transcript = try Transcript(Text.interview("Q1", "Q2"))
    transcript.start()
    transcript.type("2", "", "", "", "", "", "1", "", "", "", "back", "")
    let lines = transcript.text.split(separator: "\n").map(String.init)
    #expect(
      lines.contains("VERDICT wrong, kernel agrees true") && lines.contains("ANSWER Q1 One. Two. Three. NEXT And dup2?")
    )
    #expect(!transcript.text.contains("DISAGREES"), "\(transcript.text)")
    // back goes to the proof's first fence, which finds its state again.
    #expect(lines.suffix(5).first == "$ fd = open \"a\"", "\(transcript.text)")
  }
}
