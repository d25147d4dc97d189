import Testing

@testable import Curriculum

/// When questions come back, and what is asked today.
@Suite struct QuizScheduleTests {
  private static let today = Day(number: 20_000)

  /// The box and the days until a question is due, before and after an answer.
  static let moves: [(box: Int?, dueIn: Int, isRight: Bool, newBox: Int, newDueIn: Int)] = [
    (nil, 0, true, 1, 1), (nil, 0, false, 0, 0), (0, 0, true, 1, 1), (1, 0, true, 2, 3), (2, 0, true, 3, 7),
    (3, -40, true, 4, 16), (4, 0, true, 5, 35), (5, 0, true, 5, 35), (5, 0, false, 0, 0), (3, 2, true, 3, 2),
    (3, 2, false, 0, 0),
  ]

  @Test(arguments: moves) func anAnswerMovesAQuestion(
    box: Int?, dueIn: Int, isRight: Bool, newBox: Int, newDueIn: Int
  ) {
    let before = box.map { QuestionProgress(id: "Q1", box: $0, due: Self.today + dueIn, asked: 4, missed: 1) }
    let after = QuestionProgress.after(before, id: "Q1", isRight: isRight, on: Self.today)
    #expect(after.box == newBox && after.due == Self.today + newDueIn)
    #expect(after.asked == (box == nil ? 1 : 5) && after.missed == (box == nil ? 0 : 1) + (isRight ? 0 : 1))
  }

  private func state(_ id: String, _ box: Int, dueIn: Int) -> QuestionProgress {
    QuestionProgress(id: id, box: box, due: Self.today + dueIn, asked: 1, missed: 0)
  }

  @Test func whatIsDueComesFirstThenWhatIsNewInItsOrder() throws {
    let bank = try bank(Text.interview("Q10", "Q2", "Q3", "Q1", "Q4"))
    #expect(bank.entries.map(\.id) == ["Q1", "Q2", "Q3", "Q4", "Q10"])
    let states = [state("Q4", 2, dueIn: -5), state("Q2", 1, dueIn: 0), state("Q3", 1, dueIn: 1)]
    let known = Dictionary(uniqueKeysWithValues: states.map { ($0.id, $0) })
    #expect(QuizSchedule.session(bank, known, on: Self.today).map(\.id) == ["Q4", "Q2", "Q1", "Q10"])
    #expect(QuizSchedule.nextDay(known) == Self.today + -5)
  }

  @Test func aSessionHasAnEnd() throws {
    let bank = try bank(Text.lesson((1...15).map { Text.proved("Q\($0)") }.joined(separator: "\n")))
    #expect(QuizSchedule.session(bank, [:], on: Self.today).map(\.question.number) == Array(1...10))
  }

  @Test func anExamAsksNoneTwiceAndTheSameForASeed() throws {
    let bank = try bank(Text.lesson((1...15).map { Text.proved("Q\($0)") }.joined(separator: "\n")))
    func exam(_ seed: UInt64) -> [String] { QuizSchedule.exam(bank.entries, count: 8, seed: seed).map(\.id) }
    #expect(exam(7) == exam(7) && Set(exam(7)).count == 8)
    #expect(Set((1...20).map { exam($0) }).count > 15)
  }

  @Test(arguments: [("Q4", "Q4"), ("q4", "Q4"), ("4", "Q4"), ("Q5", nil), ("four", nil), ("", nil)])
  func aQuestionIsFoundByItsNumber(word: String, id: String?) throws {
    #expect(try bank(Text.interview("Q1", "Q4")).find(word)?.id == id)
  }

  @Test(arguments: [0, 1, 20_000, 20_783]) func daysReadBack(number: Int) {
    #expect(Day("\(Day(number: number))"[...]) == Day(number: number))
  }

  @Test func aDayIsADayOfTheCalendar() {
    #expect(Day("2026-02-29") == nil && Day("2026-2-9") == nil && Day("2028-02-29") != nil)
    #expect("\(Day(number: 20_782))" == "2026-11-25")
  }
}

/// The conversation, with a lab that has no processes.
@Suite struct QuizPlayerTests {
  private let lab = FakeLab()

  private func player(_ text: String, isExam: Bool = false, isPaced: Bool = false) throws -> QuizPlayer {
    QuizPlayer(
      try bank(text, lab).entries, known: [:], isExam: isExam, isPaced: isPaced, lab: lab,
      today: { Day(number: 20_000) }, clock: lab.clock)
  }

  private func answers(_ outputs: [QuizOutput]) -> [QuizAnswer] {
    outputs.compactMap { if case .answered(let answer) = $0 { answer } else { nil } }
  }

  private func verdicts(_ outputs: [QuizOutput]) -> [Bool?] {
    outputs.compactMap { if case .proof(.verdict(let verdict)) = $0 { .some(verdict.isRight) } else { nil } }
  }

  private func commands(_ outputs: [QuizOutput]) -> [String] {
    outputs.compactMap { if case .proof(.command(let line, _)) = $0 { line } else { nil } }
  }

  @Test func aChoiceIsProvedThenJudgedAndCounts() throws {
    let player = try player(Text.interview("Q1", "Q2"))
    #expect(player.start().last == .waiting(.thought))
    #expect(
      player.handle("c") == [
        .choices(["the lowest free number", "the same number", "not sure"]), .waiting(.choice(of: 3)),
      ])
    let right = player.handle("1")
    #expect(commands(right) == ["fd = open \"a\"", "dup fd"] && verdicts(right) == [true])
    #expect(answers(right) == [QuizAnswer(id: "Q1", manner: .choice(1), isRight: true)])
    #expect(right.suffix(3) == [.answer(["One.", "Two.", "Three."]), .followUp("And dup2?"), .waiting(.followUp)])
    #expect(player.handle("").first == .reply("The number of your choice.", revise: "sample"))
    #expect(player.place == "2/2")
    let wrong = player.handle("2")
    #expect(verdicts(wrong) == [false] && answers(wrong).map(\.isRight) == [false])
  }

  @Test func whatWasMissedComesAgainAtTheEnd() throws {
    let player = try player(Text.interview("Q1", "Q2"))
    _ = player.start()
    #expect(verdicts(player.handle("?")) == [nil])
    _ = player.handle("")
    _ = player.handle("1")
    let again = player.handle("")
    #expect(again.contains(.asks(id: "Q1", number: 3, of: 3, box: 0, text: ["What does dup give in Q1?"])))
    _ = player.handle("1")
    var summary = PracticeSummary()
    (summary.known, summary.missed) = (["Q2"], ["Q1"])
    #expect(player.handle("").last == .practiceEnds(summary) && player.isOver)
  }

  @Test func whoAnswersInTheirHeadSaysWhetherTheyKnewIt() throws {
    let player = try player(Text.interview("Q1", "Q2"))
    _ = player.start()
    let proof = player.handle("")
    #expect(commands(proof).count == 2 && verdicts(proof).isEmpty && answers(proof).isEmpty)
    #expect(proof.last == .waiting(.selfMark))
    #expect(player.handle("").first == .notice("Answer with y or n."))
    #expect(answers(player.handle("y")) == [QuizAnswer(id: "Q1", manner: .head, isRight: true)])
    _ = player.handle("")
    _ = player.handle("")
    #expect(answers(player.handle("n")).map(\.isRight) == [false])
  }

  @Test func atATerminalAProofWaitsBetweenItsFences() throws {
    let player = try player(Text.interview("Q1"), isPaced: true)
    _ = player.start()
    let first = player.handle("1")
    #expect(commands(first) == ["fd = open \"a\""] && first.last == .waiting(.proof) && answers(first).isEmpty)
    #expect(commands(player.handle("close 3")).isEmpty)
    let second = player.handle("")
    #expect(commands(second) == ["dup fd"] && verdicts(second) == [true])
  }

  @Test func otherLinesGoToTheLabAndDoNotSpoilAProof() throws {
    let player = try player(Text.interview("Q1"))
    _ = player.start()
    #expect(player.handle("open b").contains(.proof(.display(["open(b) = 0"]))))
    #expect(verdicts(player.handle("1")) == [true])
    #expect(player.handle("close 4").contains(.proof(.display(["close(4) = 0"]))))
    #expect(player.handle("9").last == .waiting(.followUp))
  }

  @Test func aKernelThatDisagreesCountsForNothingAndIsSaid() throws {
    let player = try player(Text.lesson(Text.proved("Q1", check: "fd(7).open")))
    _ = player.start()
    let output = player.handle("1")
    #expect(answers(output).isEmpty && verdicts(output) == [nil])
    #expect(output.contains(.notice("The kernel decided otherwise than Q1 says, so this answer does not count.")))
    var summary = PracticeSummary()
    summary.stale = ["Q1"]
    #expect(player.handle("").last == .practiceEnds(summary))
  }

  @Test func whatCannotBeProvedHereIsAskedAllTheSame() throws {
    let player = try player(Text.lesson(Text.proved("Q1", extra: "needs: root")))
    _ = player.start()
    let output = player.handle("1")
    #expect(output.first == .notice("The proof cannot run here. Only root may do this."))
    #expect(answers(output).map(\.isRight) == [true] && commands(output).isEmpty)
  }

  @Test func leavingKeepsWhatWasAnswered() throws {
    let player = try player(Text.interview("Q1", "Q2"))
    _ = player.start()
    _ = player.handle("1")
    var summary = PracticeSummary()
    summary.known = ["Q1"]
    #expect(player.handle("q") == [.practiceEnds(summary)])
    #expect(player.isOver && player.handle("1").isEmpty && player.leave().isEmpty)
  }

  @Test func aLabThatCannotGoOnEndsIt() throws {
    let player = try player(Text.interview("Q1"))
    _ = player.start()
    lab.startProblem = "No more processes."
    #expect(player.handle("1").first == .notice("No more processes.") && player.isOver)
  }

  // MARK: Exams

  @Test func anExamSaysNothingBeforeItsMark() throws {
    let player = try player(Text.interview("Q1", "Q2", "Q3"), isExam: true)
    #expect(player.start().last == .waiting(.choice(of: 3)))
    #expect(player.handle("fds").first == .notice("Answer with a number from 1 to 3; 3 or ? is \"not sure\"."))
    let first = player.handle("1")
    #expect(commands(first).isEmpty && verdicts(first).isEmpty && answers(first).map(\.isRight) == [true])
    _ = player.handle("?")
    lab.now += .seconds(90)
    guard case .examEnds(let result) = player.handle("1").last else {
      Issue.record("The exam has no end.")
      return
    }
    #expect(result.questions == 3 && result.right == 2 && result.percent == 66 && result.isPassed)
    #expect(result.missed == [ExamResult.Missed(id: "Q2", text: "What does dup give in Q2?", revise: "sample")])
    #expect(result.mark == "passed" && result.time == .seconds(90))
  }

  @Test func anExamBrokenOffIsNotPassed() throws {
    let player = try player(Text.interview("Q1", "Q2"), isExam: true)
    _ = player.start()
    _ = player.handle("1")
    guard case .examEnds(let result) = player.leave().last else {
      Issue.record("The exam has no end.")
      return
    }
    #expect(result.answered == 1 && result.right == 1 && !result.isComplete && !result.isPassed)
  }

  @Test(arguments: [
    (10, 0, "excellent"), (10, 1, "excellent"), (10, 2, "good"), (4, 1, "good"), (10, 4, "passed"), (10, 5, "not yet"),
    (10, 7, "a beginning"), (3, 1, "passed"), (1, 1, "a beginning"),
  ]) func marks(questions: Int, missed: Int, mark: String) {
    let list = (0..<missed).map { ExamResult.Missed(id: "Q\($0)", text: "", revise: "") }
    let result = ExamResult(questions: questions, answered: questions, missed: list, time: .zero)
    #expect(result.mark == mark && result.isPassed == (mark != "not yet" && mark != "a beginning"))
  }
}
