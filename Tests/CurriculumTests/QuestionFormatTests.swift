import Testing

@testable import Curriculum

/// `question` fences: what is read of one, and every mistake with its place. Bodies begin at line 8.
@Suite struct QuestionFormatTests {
  @Test func aQuestionHasItsParts() throws {
    let lesson = try parse(Text.interview("Q12"))
    let (step, question) = try #require(lesson.questions.first)
    #expect(step == 0 && question.id.value == "Q12" && question.number == 12)
    #expect(question.prediction.question == ["What does dup give in Q12?"])
    #expect(question.prediction.choices.map(\.isRight) == [true, false])
    #expect(question.answer == ["One.", "Two.", "Three."])
    #expect(question.next == InterviewQuestion.FollowUp(question: "And dup2?", answer: "The number of your choice."))
    #expect(question.revise.value == "sample" && question.needs.isEmpty)
  }

  @Test func theFencesUpToTheNextHeadingProveIt() throws {
    let lesson = try parse(Text.interview("Q1", "Q2") + "# After\n\n" + Text.fence("sysh", "fds"))
    #expect(lesson.questions.map(\.step) == [0, 3])
    #expect(lesson.proof(ofQuestionAt: 0) == 1..<3 && lesson.proof(ofQuestionAt: 3) == 4..<6)
    #expect(lesson.question(provedIn: 4)?.question.id.value == "Q2" && lesson.question(provedIn: 6) == nil)
    #expect(lesson.prediction(decidedBy: 1) == nil && lesson.prediction(decidedBy: 2)?.step == 0)
    #expect((0...6).map { lesson.beginning(of: $0) } == [0, 0, 0, 3, 3, 3, 3])
  }

  static let mistakes: [(String, [String])] = [
    (
      "",
      [
        "8:1: A question fence begins with its question.", "8:1: A question fence has at least two choices.",
        "8:1: A question fence has a check that holds when the marked choice is right.",
        "8:1: A question fence has an id: id: Q4.",
        "8:1: A question fence has its answer in three sentences, each in an answer: line; here are 0.",
        "8:1: A question fence has the question that follows: next: And why? :: Because.",
        "8:1: A question fence has a lesson to read again: revise: fork.",
      ]
    ),
    (
      Text.question("q1"), ["9:5: \"q1\" is no id of a question; they are called Q1, Q2 and so on."]
    ),
    (
      Text.question("Q01"), ["9:5: \"Q01\" is no id of a question; they are called Q1, Q2 and so on."]
    ),
    (
      Text.question("Q1", extra: "needs: moon\nrevise: cow\nanswr: x\n- [ ] c :: d"),
      [
        "19:8: sysh knows no capability \"moon\", so it cannot tell when to skip.",
        "20:1: A question has one revise: line; this is the second.",
        "21:1: Unknown key \"answr\". Did you mean \"answer\"?", "22:1: Choices and checks stand above the answer.",
        "22:1: Choices stand above the check lines.",
      ]
    ),
    (
      Text.question("Q1").replacing("next: And dup2? :: The number of your choice.", with: "next: And dup2?"),
      ["17:7: What is asked next has its short answer after \" :: \": next: And why? :: Because."]
    ),
    (Text.question("Q1").replacing("revise: sample", with: "revise:"), ["18:1: Nothing follows revise: on this line."]),
    (
      Text.question("Q1").replacing("answer: Two.\n", with: ""),
      ["8:1: A question fence has its answer in three sentences, each in an answer: line; here are 2."]
    ),
    (
      Text.question("Q1", check: "fdd(4).open"), ["13:8: There is no fact \"fdd\". Did you mean \"fd\"?"]
    ),
  ]

  @Test(arguments: mistakes) func mistakesNameTheirPlace(content: String, expected: [String]) {
    #expect(errors(Text.lesson(Text.fence("question", content) + Text.fence("sysh", "dup 0"))) == expected)
  }

  @Test func aQuestionNeedsItsProofBeforeTheNextHeading() {
    let question = Text.fence("question", Text.question("Q1"))
    let missing = "No sysh fence follows that decides this question; put it right after."
    #expect(errors(Text.lesson(question)) == ["8:1: \(missing)"])
    #expect(errors(Text.lesson(question + "# Next\n\n" + Text.fence("sysh", "dup 0"))) == ["8:1: \(missing)"])
    #expect(errors(Text.lesson(question + "Prose.\n\n" + Text.fence("sysh", "dup 0"))) == [])
  }
}

extension String {
  fileprivate func replacing(_ part: String, with other: String) -> String {
    guard let range = firstRange(of: part) else { return self }
    return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
  }
}
