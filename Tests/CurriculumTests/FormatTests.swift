import Curriculum
import SyscallTable
import Testing

/// What a well-formed lesson is read as.
@Suite struct FormatTests {
  @Test func aStepIsProseAndTheFenceAfterIt() throws {
    let lesson = try parse(Text.complete)
    let kinds = lesson.steps.map { step in
      switch step.activity {
      case .reading: "reading"
      case .session: "session"
      case .prediction: "prediction"
      case .attempt: "attempt"
      case .question: "question"
      }
    }
    #expect(kinds == ["session", "prediction", "session", "attempt", "reading"])
    #expect(lesson.steps.map(\.name) == ["The lowest number", nil, nil, "The tables", nil])
    #expect(lesson.steps.map(\.place.line) == [8, 28, 35, 42, 59])
    #expect(lesson.front.id.value == "sample" && lesson.front.minutes == 5)
    #expect(lesson.anchors == ["the-lowest-number", "the-tables"])
  }

  @Test func proseIsBlocksAndSpans() throws {
    #expect(
      try parse(Text.complete).steps[0].prose == [
        .heading(level: 1, [.text("The lowest number")]),
        .paragraph([.code("open"), .text(" gives the "), .emphasis([.text("lowest")]), .text(" free number.")]),
        .listItem(marker: "-", [.paragraph([.text("0, 1 and 2 are taken")])]),
        .listItem(
          marker: "-", [.paragraph([.text("see "), .link([.text("the tables")], url: "#the-tables")])]),
        .code("fd -> description -> inode"),
      ])
  }

  @Test func headingsAndRulesBeginSteps() throws {
    let lesson = try parse(Text.lesson("# A\n\none\n\n## B\n\ntwo\n\n---\n\nthree  \nfour\n\n> five\n\n3. six"))
    #expect(lesson.steps.map(\.name) == ["A", "B", nil])
    #expect(
      lesson.steps[2].prose == [
        .paragraph([.text("three"), .lineBreak, .text("four")]), .quote([.paragraph([.text("five")])]),
        .listItem(marker: "3.", [.paragraph([.text("six")])]),
      ])
  }

  @Test func sessionLinesCarryCommentsAndResults() throws {
    guard case .session(let script) = try parse(Text.complete).steps[0].activity else {
      Issue.record("not a session")
      return
    }
    #expect(script.map(\.text) == ["fd = open \"a\"", "p = mmap", "fds"])
    #expect(script.map(\.comments) == [["the first"], [], []])
    #expect(
      script.map(\.result?.expectation)
        == [.outcome(.returned(3)), .placeholder(.addr, name: "p"), nil])
    #expect(script[1].result?.place == Place(file: "x.md", line: 24, column: 3))
  }

  @Test func triesGroupChecksUnderGoals() throws {
    let body = Text.fence(
      "try",
      "# Both of\n# these\n\n# one\ncheck: cwd\nhow: used(dup)\n# two\ncheck: eventually 1500ms: fd(3).open\nsolution: dup 1"
    )
    guard case .attempt(let attempt) = try parse(Text.lesson(body)).steps[0].activity else {
      Issue.record("not a try")
      return
    }
    #expect(attempt.summary == "Both of these")
    #expect(attempt.goals.map(\.text) == ["one", "two"])
    #expect(attempt.checks.map(\.text) == ["cwd", "used(dup)", "fd(3).open"])
    #expect(attempt.checks.map(\.isHow) == [false, true, false])
    #expect(attempt.checks.map(\.patience) == [nil, nil, .milliseconds(1500)])
  }

  @Test func aSummaryAloneIsTheGoal() throws {
    let body = Text.fence("try", "# All of it\n\ncheck: cwd\nsolution: dup 1")
    guard case .attempt(let attempt) = try parse(Text.lesson(body)).steps[0].activity else {
      Issue.record("not a try")
      return
    }
    #expect(attempt.summary.isEmpty && attempt.goals.map(\.text) == ["All of it"])
  }

  /// The lesson that SYLLABUS.md gives as its example, word for word.
  @Test func theExampleOfTheSyllabusIsALesson() throws {
    let lesson = try parse(Text.syllabus, nil)
    #expect(lesson.steps.count == 4)
    guard case .attempt(let attempt) = lesson.steps[3].activity,
      case .prediction(let prediction) = lesson.steps[1].activity
    else {
      Issue.record("not the example")
      return
    }
    #expect(attempt.solution.map(\.value) == ["P2: poke p+PAGE \"c\""])
    #expect(attempt.wrongs.map(\.line) == ["P2: peek p+PAGE 1"])
    #expect(attempt.checks.map(\.text) == ["page(P2, p + PAGE).exclusive"])
    #expect(prediction.choices.map(\.isRight) == [false, true, false])
  }

  @Test func aProgramIsACapability() throws {
    for needs in ["needs: [pagemap, program: java]\n", "needs: [pagemap, \"program: java\"]\n"] {
      let lesson = try parse(Text.lesson("x", extra: needs))
      #expect(lesson.front.needs.map(\.value) == ["pagemap", "program: java"])
    }
  }

  @Test func commentsForAuthorsAreNotShown() throws {
    #expect(try parse(Text.lesson("one <!-- two --> three\n\n<!-- four -->")).steps[0].prose.count == 1)
  }
}
