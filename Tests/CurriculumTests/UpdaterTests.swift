import Curriculum
import Testing

/// `sysh check --update`: results are filled in, and nothing else changes.
@Suite struct UpdaterTests {
  private let lab = FakeLab()

  private func update(_ text: String) throws -> LessonUpdater.Outcome {
    try LessonUpdater(lab: lab, clock: lab.clock).update(text, file: "x.md")
  }

  @Test func aRightLessonIsLeftAsItIs() throws {
    let outcome = try update(Text.complete)
    #expect(outcome.text == Text.complete && outcome.changed.isEmpty && outcome.problems.isEmpty)
  }

  @Test func resultsAreFilledInAndEverythingElseStays() throws {
    let before = Text.lesson(
      "  text\t \n\n```sysh\nfd = open \"ä\"\n=\n  close 9\n  =   0 \np = mmap\n= <addr:p>\nblock\n= 7\n\n```\n\n```try\n"
        + "# g\ncheck: fd(4).open\nsolution: dup 0\n```\n\n```sysh\ndup 0\n= 4\n```")
    let outcome = try update(before)
    #expect(
      outcome.text
        == Text.lesson(
          "  text\t \n\n```sysh\nfd = open \"ä\"\n= 3\n  close 9\n  =   -1 EBADF\np = mmap\n= <addr:p>\nblock\n= blocked\n\n```\n\n```try\n"
            + "# g\ncheck: fd(4).open\nsolution: dup 0\n```\n\n```sysh\ndup 0\n= 5\n```"))
    #expect(outcome.changed.map(\.line) == [12, 14, 18, 30])
    #expect(try update(outcome.text).changed.isEmpty)
  }

  @Test func carriageReturnsStay() throws {
    let before = Text.lesson(Text.fence("sysh", "close 9\n= 0")).split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .joined(separator: "\r\n").dropFirst(0)
    // Front matter is read with either ending.
    let outcome = try update(String(before))
    #expect(outcome.text.utf8.count == before.utf8.count + "-1 EBADF".count - 1)
    #expect(outcome.text.contains("= -1 EBADF\r\n"))
  }

  @Test func placeholdersThatDoNotHoldAreSaidNotRewritten() throws {
    let text = Text.lesson(Text.fence("sysh", "close 9\n= <fd:x>\nfds\n= 3"))
    let outcome = try update(text)
    #expect(outcome.text == text)
    #expect(
      outcome.problems.map(\.message) == [
        "\"close 9\" gave -1 EBADF; the lesson says <fd:x>.", "\"fds\" gave no result; the lesson says 3.",
      ])
  }

  @Test func aFileIsReplacedWhole() throws {
    let directory = try TemporaryDirectory()
    try directory.write(Text.lesson(Text.fence("sysh", "close 9\n=")), "01-a.md")
    _ = try LessonUpdater(lab: lab, clock: lab.clock).update(file: directory.file("01-a.md"))
    #expect(directory.read("01-a.md") == Text.lesson(Text.fence("sysh", "close 9\n= -1 EBADF")))
    #expect(directory.names == ["01-a.md"])
  }
}
