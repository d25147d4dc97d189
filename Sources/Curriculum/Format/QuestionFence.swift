/// Reads a `question` fence: its id, then what a `predict` fence has, then the answer and what is asked next.
struct QuestionFence {
  private static let keys = ["id", "check", "answer", "next", "revise", "needs"]
  /// As many as a good answer has in an interview.
  private static let sentences = 3

  let reading: FenceReading
  private var id: Placed<String>?
  private var answer: [String] = []
  private var next: InterviewQuestion.FollowUp?
  private var revise: Placed<String>?
  private var needs: [Placed<String>] = []
  private var seen: Set<String> = []

  init(reading: FenceReading) {
    self.reading = reading
  }

  /// Nil when something without which it is no question is missing; that is reported.
  mutating func parse(_ fence: Fence) -> InterviewQuestion? {
    var rest: [SourceLine] = []
    for line in fence.lines.map(\.trimmed) where !line.text.isEmpty {
      if let (key, value) = line.keyed, key != "check", isKey(key, line) {
        take(key, value, line)
      } else {
        if !answer.isEmpty { reading.report(line, "Choices and checks stand above the answer.") }
        rest.append(line)
      }
    }
    let prediction = PredictFence(reading: reading, noun: "question").parse(
      Fence(label: fence.label, place: fence.place, lines: rest))
    examine(fence, prediction)
    guard let id, let next, let revise else { return nil }
    return InterviewQuestion(
      id: id, prediction: prediction, answer: answer, next: next, revise: revise, needs: needs)
  }

  /// A line of the question itself may begin with a word and a colon; one that is nearly a key is a slip.
  private func isKey(_ key: String, _ line: SourceLine) -> Bool {
    if Self.keys.contains(key) { return true }
    guard let meant = Nearest.name(to: key, among: Self.keys) else { return false }
    reading.report(line, "Unknown key \"\(key)\". Did you mean \"\(meant)\"?")
    return true
  }

  // MARK: Lines

  private mutating func take(_ key: String, _ value: SourceLine, _ line: SourceLine) {
    guard !value.text.isEmpty else {
      if Self.keys.contains(key) { reading.report(line, "Nothing follows \(key): on this line.") }
      seen.insert(key)
      return
    }
    if !["answer", "needs"].contains(key), Self.keys.contains(key), !seen.insert(key).inserted {
      reading.report(line, "A question has one \(key): line; this is the second.")
      return
    }
    switch key {
    case "id": takeID(value)
    case "answer": answer.append(value.text)
    case "next":
      if let (question, reply) = value.sides {
        next = InterviewQuestion.FollowUp(question: question.text, answer: reply.text)
      } else {
        reading.report(value, "What is asked next has its short answer after \" :: \": next: And why? :: Because.")
      }
    case "revise": revise = Placed(value.text, at: reading.place(value))
    case "needs": takeNeed(value)
    default: break
    }
  }

  private mutating func takeID(_ value: SourceLine) {
    if InterviewQuestion.number(of: value.text) == nil {
      reading.report(value, "\"\(value.text)\" is no id of a question; they are called Q1, Q2 and so on.")
    } else {
      id = Placed(value.text, at: reading.place(value))
    }
  }

  private mutating func takeNeed(_ value: SourceLine) {
    if let vocabulary = reading.vocabulary, !vocabulary.isKnown(capability: value.text) {
      reading.report(value, "sysh knows no capability \"\(value.text)\", so it cannot tell when to skip.")
    }
    needs.append(Placed(value.text, at: reading.place(value)))
  }

  private func examine(_ fence: Fence, _ prediction: Prediction) {
    func lacks(_ what: String) { reading.problems.report(fence.place, "A question fence has \(what).") }
    if id == nil, !seen.contains("id") { lacks("an id: id: Q4") }
    if answer.count != Self.sentences {
      lacks("its answer in three sentences, each in an answer: line; here are \(answer.count)")
    }
    if next == nil, !seen.contains("next") { lacks("the question that follows: next: And why? :: Because") }
    if revise == nil, !seen.contains("revise") { lacks("a lesson to read again: revise: fork") }
    for check in prediction.checks where check.isHow {
      reading.problems.report(check.place, "A question is decided by the state: check:.")
    }
  }
}
