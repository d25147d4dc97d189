import Curriculum
import Testing

/// The proofs of `sysh check`: a lesson that keeps them all passes, and each one violated is found.
@Suite struct CheckerTests {
  private let directory: TemporaryDirectory
  private let lab = FakeLab()

  init() throws {
    directory = try TemporaryDirectory()
  }

  /// The results for lessons under these names, as `name:line: message`, `name: passed` or `name: skipped: reason`.
  private func check(_ lessons: [String: String], limit: Duration = .seconds(60)) throws -> [String] {
    for (name, text) in lessons { try directory.write(text, name) }
    return lines(
      LessonChecker(lab: lab, limit: limit, baseCommands: ["fds", "refuse"], clock: lab.clock).check([directory.path]))
  }

  private func lines(_ report: CheckReport) -> [String] {
    report.results.flatMap { result in
      let name = String(result.file.dropFirst(directory.path.count + 1))
      switch result.verdict {
      case .passed: return ["\(name): passed"]
      case .skipped(let reason): return ["\(name): skipped: \(reason)"]
      case .failed(let problems): return problems.map { "\(name):\($0.place.line): \($0.message)" }
      }
    }
  }

  @Test func aLessonThatKeepsEveryProofPasses() throws {
    #expect(try check(["01-a.md": Text.complete]) == ["01-a.md: passed"])
    #expect(lab.endings == 1)
  }

  /// The complete lesson with one thing changed, and what is found.
  static let violations: [(String, String, [String])] = [
    ("= 3\n", "= 4\n", ["01-a.md:22: \"fd = open \"a\"\" gave 3; the lesson says 4."]),
    ("= <addr:p>", "= <fd:p>", ["01-a.md:24: \"p = mmap\" gave 0x7f0000001000; the lesson says <fd:p>."]),
    ("fds\n", "fds\n= 0\n", ["01-a.md:26: \"fds\" gave no result; the lesson says 0."]),
    (
      "read 4 5\n", "refuse\n",
      ["01-a.md:38: \"refuse\" did not run: Refused."]
    ),
    (
      "fd(3).offset changed", "fd(3).offset unchanged",
      [
        "01-a.md:32: The kernel does not agree with the marked choice: fd(3).offset unchanged and fd(3).offset == "
          + "fd(4).offset. fd(3).offset was 0, is 5; fd(4).offset is 5."
      ]
    ),
    (
      "check: same(3, 5)\n# and close 4 in the end\ncheck: not fd(4).open", "check: fd(4).open\ncheck: fd(3).open",
      ["01-a.md:48: This try passes when nothing is done; check what the learner changes."]
    ),
    (
      "wrong: close 4 ::", "wrong: dup 3; close 4 ::",
      ["01-a.md:56: \"dup 3; close 4\" is called wrong, but it passes; tighten the checks."]
    ),
    (
      "solution: close 4\n", "",
      ["01-a.md:50: The solution does not bring this about: not fd(4).open. fd(4).open is true."]
    ),
    ("wrong: close 4", "wrong: refuse", ["01-a.md:56: \"refuse\" did not run: Refused."]),
    (
      "solution: close 4", "solution: refuse",
      [
        "01-a.md:50: The solution does not bring this about: not fd(4).open. fd(4).open is true.",
        "01-a.md:54: \"refuse\" did not run: Refused.",
      ]
    ),
    (
      "solution: dup 3\n", "solution: dup 3; die\n",
      ["01-a.md:53: The solution uses die, which neither this lesson nor one before it teaches."]
    ),
    ("#the-tables", "#the-table", ["01-a.md:13: No heading of this lesson is called #the-table."]),
    ("#the-tables", "02-b.md", ["01-a.md:13: The link leads to 02-b.md, and there is no such file beside the lesson."]),
    ("#the-tables", "/etc", ["01-a.md:13: Link to /etc by a path from this file; an absolute one differs by machine."]),
    (
      "That is all.", "<pid:P2>",
      ["01-a.md:59: \"pid:P2\" is no link that a reader can follow; a placeholder goes between backquotes."]
    ),
    ("teaches:", "after: [sample]\nteaches:", ["01-a.md:6: sample itself comes after sample; one must be first."]),
    (
      "teaches:", "after: [simple]\nteaches:",
      ["01-a.md:6: There is no lesson \"simple\" to come after. Did you mean \"sample\"?"]
    ),
    (
      "fds\n", "slow\nslow\n",
      ["01-a.md:36: The lesson took longer than its limit of 60 s; it was stopped in this step."]
    ),
  ]

  @Test(arguments: violations) func eachViolationIsFound(part: String, instead: String, expected: [String]) throws {
    let text = try #require(Text.complete.replacingFirst(part, with: instead))
    let found = try check(["01-a.md": text])
    #expect(found == expected)
  }

  @Test func aStateThatCannotBeRebuiltIsFound() throws {
    let body =
      Text.fence("sysh", "p = fork\n= 4001")
      + Text.fence("try", "# g\ncheck: fd(3).open\nsolution: dup 0\nwrong: dup 9 :: no")
    let found = try check(["01-a.md": Text.lesson(body, teaches: "[dup, fork]")])
    #expect(found.first == "01-a.md:10: \"p = fork\" gave 4002; the lesson says 4001.")
  }

  @Test func aPlaceholderKeepsItsValueThroughTheFile() throws {
    let body = Text.fence("sysh", "dup 0\n= <fd:x>\ndup 0\n= <fd:x>")
    #expect(
      try check(["01-a.md": Text.lesson(body)]) == [
        "01-a.md:12: \"dup 0\" gave 4; the lesson says <fd:x>, which was 3."
      ])
  }

  @Test func everyOutcomeCanBeExpected() throws {
    let body = Text.fence("sysh", "block\n= blocked\ndie\n= killed SIGSEGV\nclose 9\n= -1 EBADF\ndup 0\n= <any>")
    #expect(try check(["01-a.md": Text.lesson(body)]) == ["01-a.md: passed"])
  }

  @Test func factsThatTakeTimeAreWaitedFor() throws {
    let body = Text.fence("try", "# g\ncheck: eventually 1s: not fd(0).open\nsolution: later 0\nwrong: later 1 :: no")
    #expect(try check(["01-a.md": Text.lesson(body, teaches: "[later]")]) == ["01-a.md: passed"])
    let short = try #require(body.replacingFirst("1s", with: "100ms"))
    #expect(
      try check(["01-a.md": Text.lesson(short, teaches: "[later]")]) == [
        "01-a.md:10: The solution does not bring this about: not fd(0).open. fd(0).open is true."
      ])
  }

  @Test func whatAnEarlierLessonTeachesMayBeUsed() throws {
    let body = Text.fence("try", "# g\ncheck: fd(3).open\nsolution: dup 0")
    let lessons = [
      "01-a.md": Text.lesson("x", id: "a", teaches: "[dup]"),
      "02-b.md": Text.lesson("x", id: "b", teaches: "[open]", extra: "after: [a]\n"),
      "03-c.md": Text.lesson(body, id: "c", teaches: "[read]", extra: "after: [b]\n"),
    ]
    #expect(try check(lessons) == ["01-a.md: passed", "02-b.md: passed", "03-c.md: passed"])
    let alone = LessonChecker(lab: lab, clock: lab.clock).check([directory.file("03-c.md")])
    #expect(lines(alone) == ["03-c.md: passed"])
  }

  @Test func strayFilesAndIdsUsedTwiceAreFound() throws {
    let found = try check([
      "01-a.md": Text.lesson("x"), "02-b.md": Text.lesson("x"), "notes.txt": "", "3-c.md": "", "04-.md": "",
    ])
    let orphan = "This file is no lesson: lessons are called NN-name.md. Rename it or move it elsewhere."
    #expect(
      found == [
        "04-.md:1: \(orphan)", "3-c.md:1: \(orphan)", "notes.txt:1: \(orphan)", "01-a.md: passed",
        "02-b.md:3: The id sample belongs to \(directory.file("01-a.md")) already; progress is kept by id.",
      ])
  }

  @Test func skipsNameTheirReasonAndAreNoSuccessAlone() throws {
    try directory.write(Text.lesson("x", extra: "needs: [pagemap, root]\n"), "01-a.md")
    let checker = LessonChecker(lab: lab, clock: lab.clock)
    let skipped = checker.check([directory.path])
    #expect(lines(skipped) == ["01-a.md: skipped: Only root may do this."])
    #expect(skipped.summary == "0 passed, 0 failed, 1 skipped" && skipped.isFailure)
    try directory.write(Text.lesson("x", id: "b"), "02-b.md")
    let both = checker.check([directory.path])
    #expect(both.summary == "1 passed, 0 failed, 1 skipped" && !both.isFailure)
  }

  @Test func whatCannotBeReadFails() throws {
    let report = LessonChecker(lab: lab, clock: lab.clock).check(["/nonexistent/x.md"])
    #expect(report.failed == 1 && report.isFailure)
    #expect(LessonChecker(lab: lab, clock: lab.clock).check([]).isFailure)
  }

  @Test func aLabThatCannotStartFails() throws {
    lab.startProblem = "ptrace is not permitted here."
    #expect(try check(["01-a.md": Text.complete]) == ["01-a.md:8: ptrace is not permitted here."])
  }
}

extension String {
  /// Nil when there is nothing to replace, so that a changed sample cannot make a test empty.
  func replacingFirst(_ part: String, with other: String) -> String? {
    firstRange(of: part).map { replacingCharacters(in: $0, other) }
  }

  private func firstRange(of part: String) -> Range<Index>? {
    indices.first { self[$0...].hasPrefix(part) }.map { $0..<index($0, offsetBy: part.count) }
  }

  private func replacingCharacters(in range: Range<Index>, _ other: String) -> String {
    String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
