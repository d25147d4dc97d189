import Curriculum
import Glibc
import TestSupport
import Testing

@testable import Shell

/// `sysh quiz` as it is used: at a terminal, and with answers from a pipe.
@Suite(.serialized)
struct QuizTests {
  private let state = PseudoTerminal.freshState("quiz")

  private func start(_ arguments: String...) throws -> PseudoTerminal {
    try .sysh(
      ["quiz", "--lessons", Checkout.root + "/Lessons"] + arguments, ["XDG_STATE_HOME": state], rows: 40, columns: 100,
      prompt: nil)
  }

  private func run(_ arguments: [String], _ input: String = "") throws -> (text: String, status: Int32) {
    try Program.run(
      ["quiz", "--lessons", Checkout.root + "/Lessons"] + arguments, input: Array(input.utf8),
      environment: ["XDG_STATE_HOME=\(state)"])
  }

  private var progress: String {
    guard let file = fopen(state + "/sysh/progress", "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    while case let byte = fgetc(file), byte >= 0 { bytes.append(UInt8(byte)) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The number of the right choice of a question.
  private func right(_ id: String) throws -> Int {
    let bank = QuestionBank(try LessonLibrary(path: Checkout.root + "/Lessons"))
    let choices = try #require(bank.find(id)).question.prediction.choices
    return try #require(choices.firstIndex { $0.isRight }) + 1
  }

  // MARK: At a terminal

  @Test func aRightAWrongAndAnUnsureAnswer() throws {
    let quiz = try start()
    try quiz.expect("1/10  Q1  new")
    quiz.send("c\r")
    try quiz.expect("4  not sure")
    quiz.send("\(try right("Q1"))\r")
    try quiz.expect("goes on with the proof")
    quiz.send("\r")
    try quiz.expect("You were right.")
    try quiz.expect("In three sentences:")
    quiz.send("\r")
    try quiz.expect("2/10  Q2  new")
    quiz.send("\(try right("Q2") % 3 + 1)\r")
    try quiz.expect("goes on with the proof")
    quiz.send("\r")
    try quiz.expect("It went otherwise.")
    quiz.send("\r")
    try quiz.expect("3/11  Q3  new")
    quiz.send("?\r")
    try quiz.expect("goes on with the proof")
    quiz.send("\r")
    try quiz.expect("The kernel's answer:")
    quiz.send("q\r")
    try quiz.expect("3 answered, 1 of them right.")
    #expect(try quiz.waitForExit() == .exited(0))
    #expect(progress.contains("Q1 box=1") && progress.contains("Q2 box=0") && progress.contains("Q3 box=0"))
  }

  @Test func controlCInTheMiddleEndsItAndKeepsWhatWasAnswered() throws {
    let quiz = try start()
    try quiz.expect("Q1  new")
    quiz.send("\r")
    try quiz.expect("goes on with the proof")
    quiz.send("\r")
    try quiz.expect("Did you know it?")
    quiz.send("y\r")
    try quiz.expect("They ask next:")
    quiz.send("\r")
    try quiz.expect("Q2  new")
    quiz.send("half a li\u{3}")
    try quiz.expect("1 answered, 1 of them right.")
    #expect(try quiz.waitForExit() == .exited(130))
    #expect(progress.split(separator: "\n").count == 2 && progress.contains("Q1 box=1"))
  }

  @Test func controlDLeavesInTheMiddleOfAProof() throws {
    let quiz = try start("Q3")
    try quiz.expect("Q3  new")
    quiz.send("\r")
    try quiz.expect("goes on with the proof")
    quiz.send("\u{4}")
    try quiz.expect("No question was answered.")
    #expect(try quiz.waitForExit() == .exited(0))
  }

  @Test func insideTheShellItGivesThePromptBack() throws {
    let shell = try PseudoTerminal.sysh(
      ["--lessons", Checkout.root + "/Lessons"], ["XDG_STATE_HOME": state], columns: 100)
    shell.send("quiz Q99\r")
    try shell.expect("There is no question Q99")
    shell.send("quiz exam 2 7\r")
    try shell.expect("1/2")
    shell.send("\u{3}")
    try shell.expect("Broken off after 0 of 2")
    try shell.expect("P1> ")
    shell.send("dup 0\r")
    try shell.expect("dup(0) = 3")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  // MARK: From a pipe

  @Test func anExamGivesAMarkAndWhatToRevise() throws {
    let library = try LessonLibrary(path: Checkout.root + "/Lessons")
    let asked = QuizSchedule.exam(QuestionBank(library).entries, count: 5, seed: 7)
    let right = try asked.map { "\(try self.right($0.id))" }
    let good = try run(["--exam", "5", "--seed", "7"], right.joined(separator: "\n") + "\n")
    #expect(good.text.contains("5 of 5 right: 100 %, excellent.") && good.status == 0, "\(good.text)")
    let bad = try run(["--exam", "5", "--seed", "7"], "?\n?\n?\n" + right[3] + "\n" + right[4] + "\n")
    #expect(bad.text.contains("2 of 5 right: 40 %, not yet.") && bad.status == 1, "\(bad.text)")
    #expect(bad.text.contains("sysh learn \(asked[0].question.revise.value)"))
    #expect(progress.contains("\(asked[0].id) box=0") && !progress.contains("\(asked[4].id) box=0"))
  }

  @Test func theListTellsWhatIsDue() throws {
    let answered = try run(["Q3"], "?\n")
    #expect(answered.status == 0)
    let list = try run(["--list"])
    let lines = list.text.split(separator: "\n")
    #expect(lines.first { $0.contains("  Q3 ") }?.contains("box 0  due") ?? false, "\(list.text)")
    #expect(lines.first { $0.contains("  Q4 ") }?.contains("new") ?? false)
    let objects = try run(["--list", "--json"]).text.split(separator: "\n")
    #expect(objects.count >= 40 && objects.allSatisfy { $0.hasPrefix("{\"type\":\"question\",\"question\":\"Q") })
  }

  @Test func objectsTellHowEachQuestionWent() throws {
    let run = try run(["Q3", "--json"], "\(try right("Q3"))\n\n")
    #expect(
      run.text.contains("{\"type\":\"answered\",\"question\":\"Q3\",\"choice\":\(try right("Q3")),\"right\":true}"))
    #expect(run.text.contains("{\"type\":\"practice\",\"known\":[\"Q3\"],\"missed\":[],\"stale\":[]}"))
    #expect(run.text.split(separator: "\n").allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") } && run.status == 0)
  }

  @Test(arguments: [
    (["Q99"], "There is no question Q99"), (["--exam", "0"], "at least one question"),
    (["--exam", "9999"], "An exam can have 1 to"), (["--seed", "3"], "--exam 10 --seed 7"),
    (["Q1", "--exam", "3"], "leave Q1 out"), (["--list", "Q1"], "asks none"),
  ]) func whatCannotBeAskedIsSaid(arguments: [String], sentence: String) throws {
    let run = try run(arguments)
    #expect(run.text.contains(sentence) && run.status == 2, "\(run.text)")
  }

  // MARK: The questions themselves

  @Test func thereAreFortyQuestionsAndNoneGivesItselfAway() throws {
    let library = try LessonLibrary(path: Checkout.root + "/Lessons")
    let entries = QuestionBank(library).entries
    #expect(entries.count >= 40 && entries.map(\.question.number) == Array(1...entries.count))
    #expect(entries.prefix(8).allSatisfy { $0.lesson.front.id.value == "interview" })
    var places: [Int: Int] = [:]
    var longest = 0
    for entry in entries {
      let question = entry.question
      let choices = question.prediction.choices
      let right = try #require(choices.firstIndex { $0.isRight })
      places[right, default: 0] += 1
      let longestOther = choices.filter { !$0.isRight }.map(\.text.count).max() ?? 0
      if choices[right].text.count > longestOther { longest += 1 }
      #expect(choices.count >= 3, "\(entry.id)")
      let sentences = question.answer + [question.next.answer] + choices.map(\.sentence)
      #expect(sentences.allSatisfy { $0.hasSuffix(".") }, "\(entry.id)")
      #expect(question.next.question.hasSuffix("?"), "\(entry.id)")
    }
    // Who always takes the first, or the longest, fails the exam.
    #expect(places.values.allSatisfy { $0 * 2 < entries.count }, "\(places)")
    #expect(longest * 2 < entries.count, "the right choice is the longest of \(longest) questions in \(entries.count)")
  }
}
