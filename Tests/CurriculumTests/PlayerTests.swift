import Curriculum
import Testing

/// The player, as transcripts of whole lessons and as single properties.
@Suite struct PlayerTests {
  @Test func aLessonPlayedThrough() throws {
    var play = try Transcript(Text.complete)
    play.start()
    play.type(
      "", "next", "next", "", "7", "2", "", "", "", "", "goal", "dup 3", "close 4", "", "", "next", "quit", "fds")
    try expectSnapshot(play.text, "played-through.txt")
  }

  @Test func aTryWithEveryKindOfHelp() throws {
    var play = try Transcript(Text.complete)
    play.start(at: 3)
    play.type(
      "hint", "fds", "refuse", "nonsense", "open \"b\"", "open \"b\"", "close 4", "hint", "hint", "hint", "next",
      "solution", "again",
      "dup 3", "close  4", "back", "skip")
    try expectSnapshot(play.text, "help.txt")
  }

  @Test func notSureInWordsAnswersAPrediction() throws {
    var words = try Transcript(Text.complete)
    words.start()
    words.type("skip", "next", "Not  sure")
    var number = try Transcript(Text.complete)
    number.start()
    number.type("skip", "next", "3")
    #expect(words.text.contains("NOTED not sure"))
    #expect(words.text.split(separator: "\n").last == number.text.split(separator: "\n").last)
  }

  @Test func skippingKeepsTheState() throws {
    var play = try Transcript(Text.complete)
    play.start()
    play.type("skip", "skip", "skip", "skip", "skip", "open \"stray\"", "skip", "skip", "skip")
    try expectSnapshot(play.text, "skipped.txt")
  }

  @Test func aKernelThatDisagreesMakesTheLessonStale() throws {
    var play = try Transcript(Text.complete)
    play.start()
    play.lab.kernelDiffers = true
    play.type("skip", "", "1", "", "skip", "back", "again")
    try expectSnapshot(play.text, "stale.txt")
    #expect(play.player.isStale)
  }

  @Test func ownCommandsAreNotHeldAgainstTheLesson() throws {
    var play = try Transcript(Text.complete)
    play.start()
    play.type("skip", "next", "open \"mine\"", "2", "next", "skip", "again", "skip")
    try expectSnapshot(play.text, "own-commands.txt")
    #expect(!play.player.isStale)
  }

  static let eventually = Text.lesson(
    Text.fence(
      "try", "# 0 goes in the end\ncheck: eventually 1s: not fd(0).open\ncheck: used(later)\nsolution: later 0"))

  @Test func factsThatTakeTimeArePolled() throws {
    var play = try Transcript(Self.eventually)
    play.start()
    play.type("fds", "later 0", "hint")
    play.poll(times: 5)
    try expectSnapshot(play.text, "eventually.txt")
  }

  @Test func whatHappensWhileAPredictionIsDecidedStandsBehindItsCommand() throws {
    let question = "Does 0 go?\n- [x] yes :: It goes.\n- [ ] no :: It goes.\ncheck: eventually 1s: not fd(0).open"
    var play = try Transcript(Text.lesson(Text.fence("predict", question) + "\n" + Text.fence("sysh", "later 0")))
    play.start()
    play.type("1", "next", "next")
    let command = try #require(play.text.range(of: "$ later 0"))
    let event = try #require(play.text.range(of: "fd 0 went"))
    let verdict = try #require(play.text.range(of: "VERDICT"))
    #expect(command.upperBound <= event.lowerBound && event.upperBound <= verdict.lowerBound, "\(play.text)")
  }

  @Test func factsThatNeverComeAreGivenUp() throws {
    var play = try Transcript(Self.eventually)
    play.start()
    play.type("later 1")
    for _ in 0..<30 { play.poll(times: 1) }
    #expect(play.text.components(of: "It did not come true in time.") == 1)
    #expect(play.player.poll().isEmpty && !play.player.isOver)
  }

  @Test func aLabThatCannotStartIsSaid() throws {
    let lab = FakeLab()
    lab.startProblem = "ptrace is not permitted here."
    let player = LessonPlayer(lesson: try parse(Text.complete), lab: lab)
    #expect(player.start().suffix(2) == [.notice("ptrace is not permitted here."), .left])
    #expect(player.isOver)
  }

  @Test func callsOfEarlierStepsAreNotUsedInThisOne() throws {
    let body =
      Text.fence("sysh", "dup 0\n= 3") + Text.fence("try", "# Use dup\nhow: used(dup)\nsolution: dup 0")
    var play = try Transcript(Text.lesson(body))
    play.start()
    play.type("", "", "fds")
    #expect(!play.text.contains("PASSED 2/2"))
    play.type("dup 1")
    #expect(play.text.contains("PASSED 2/2"))
  }

  @Test func aRebuiltStepStartsCountingCallsAnew() throws {
    let body =
      Text.fence("sysh", "dup 0\n= 3")
      + Text.fence("try", "# Close 3 without dup\ncheck: not fd(3).open\nhow: not used(dup)\nsolution: close 3")
    var play = try Transcript(Text.lesson(body))
    play.start()
    play.type("", "", "dup 1", "skip")
    #expect(play.text.contains("NOTICE Skipped.") && !play.text.contains("DISAGREES"))
  }

  @Test func aGoalThatHoldsAlreadyIsPassedAndAgainBringsItAsItWasMeant() throws {
    let body =
      Text.fence("sysh", "dup 0\n= 3")
      + Text.fence("try", "# Close 3\ncheck: not fd(3).open\nsolution: close 3")
    var play = try Transcript(Text.lesson(body))
    play.start()
    play.type("", "close 3")
    #expect(!play.text.contains("PASSED 2/2"))
    play.type("next")
    #expect(
      play.text.contains("NOTICE That is so already, by what you did before;") && play.text.contains("PASSED 2/2"))
    play.type("again")
    #expect(play.text.components(of: "PASSED 2/2") == 1)
    #expect(play.text.hasSuffix("WAITING attempt\n"), "\(play.text)")
  }

  @Test func startingBeyondTheEndStartsTheLastStep() throws {
    var play = try Transcript(Text.complete)
    play.start(at: 99)
    #expect(play.text.contains("STEP 5/5"))
    var first = try Transcript(Text.complete)
    first.start(at: -1)
    #expect(first.text.contains("STEP 1/5"))
  }
}

extension String {
  func components(of part: String) -> Int { split(separator: part, omittingEmptySubsequences: false).count - 1 }
}
