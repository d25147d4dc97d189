/// Reads a `predict` fence: the question, its choices with a sentence each, and the checks that decide.
struct PredictFence {
  let reading: FenceReading
  /// What the fence is called in its errors.
  var noun = "predict"

  func parse(_ fence: Fence) -> Prediction {
    var question: [String] = []
    var choices: [Prediction.Choice] = []
    var checks: [Check] = []
    var seenCheck = false
    for line in fence.lines.map(\.trimmed) where !line.text.isEmpty {
      if line.text.hasPrefix("- ") {
        if seenCheck { reading.report(line, "Choices stand above the check lines.") }
        if let choice = choice(line) {
          if choices.contains(where: { $0.text == choice.text }) {
            reading.report(line, "This choice stands here twice.")
          }
          choices.append(choice)
        }
      } else if let (key, value) = line.keyed, key == "check" {
        seenCheck = true
        if let check = reading.check(value, isHow: false) { checks.append(check) }
      } else if choices.isEmpty && !seenCheck {
        question.append(line.text)
      } else {
        reading.report(line, "After the choices of a \(noun) fence come its check lines: check: fd(3).open.")
      }
    }
    examine(fence, question, choices, seenCheck)
    return Prediction(question: question, choices: choices, checks: checks)
  }

  private func choice(_ line: SourceLine) -> Prediction.Choice? {
    let box = line.text.prefix(5)
    guard box == "- [ ]" || box == "- [x]" else {
      reading.report(line, "A choice begins with - [ ], the right one with - [x].")
      return nil
    }
    guard let (text, sentence) = line.dropping(5).trimmed.sides else {
      reading.report(line, "A choice has its own sentence after \" :: \": - [ ] both :: One copy is enough.")
      return nil
    }
    if text.text.lowercased() == "not sure" {
      reading.report(text, "\"not sure\" is always offered; leave it out.")
      return nil
    }
    return Prediction.Choice(text: text.text, sentence: sentence.text, isRight: box == "- [x]")
  }

  private func examine(_ fence: Fence, _ question: [String], _ choices: [Prediction.Choice], _ hasCheck: Bool) {
    if question.isEmpty { reading.problems.report(fence.place, "A \(noun) fence begins with its question.") }
    if choices.count < 2 { reading.problems.report(fence.place, "A \(noun) fence has at least two choices.") }
    let right = choices.count(where: \.isRight)
    if choices.count >= 2, right != 1 {
      reading.problems.report(fence.place, "Mark exactly one choice with [x]; \(right) are marked.")
    }
    if !hasCheck {
      reading.problems.report(fence.place, "A \(noun) fence has a check that holds when the marked choice is right.")
    }
  }
}
