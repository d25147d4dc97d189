/// Reads a `try` fence: goals with their checks, hints, the solution, and wrong tries with what is wrong about them.
///
/// A run of `#` lines is one goal, and the checks under it are its checks. A first run that no check follows, set off by
/// a blank line, is the summary of the whole.
struct TryFence {
  private static let keys = ["check", "how", "hint", "solution", "wrong"]

  let reading: FenceReading
  private var summary = ""
  private var goals: [Attempt.Goal] = []
  private var hints: [String] = []
  private var solution: [Placed<String>] = []
  private var wrongs: [Attempt.Wrong] = []
  /// The `#` lines since the last check.
  private var comment: [SourceLine] = []
  private var checks: [Check] = []
  private var goal: String?
  private var sawCheck = false

  init(reading: FenceReading) {
    self.reading = reading
  }

  mutating func parse(_ fence: Fence) -> Attempt {
    for line in fence.lines.map(\.trimmed) {
      if line.text.isEmpty {
        endComment()
      } else if line.text.hasPrefix("#") {
        closeGoal()
        comment.append(line)
      } else if let (key, value) = line.keyed, Self.keys.contains(key) {
        take(key, value, line)
      } else {
        let word = line.keyed?.key ?? ""
        let question = Nearest.question(word, among: Self.keys)
        let keys = Self.keys.map { $0 + ":" }.joined(separator: " ")
        reading.report(line, "A line of a try fence is a # goal or begins with \(keys).\(question)")
      }
    }
    closeGoal()
    if let line = comment.first { reading.report(line, "This goal has no check; write one under it.") }
    examine(fence)
    return Attempt(summary: summary, goals: goals, hints: hints, solution: solution, wrongs: wrongs)
  }

  // MARK: Lines

  private mutating func take(_ key: String, _ value: SourceLine, _ line: SourceLine) {
    guard !value.text.isEmpty else {
      reading.report(line, "Nothing follows \(key): on this line.")
      if key == "check" || key == "how" { sawCheck = true }
      return
    }
    switch key {
    case "check", "how":
      sawCheck = true
      openGoal(line)
      if let check = reading.check(value, isHow: key == "how") { checks.append(check) }
    case "hint": hints.append(value.text)
    case "solution":
      reading.checkCommand(value)
      solution.append(Placed(value.text, at: reading.place(value)))
    default: takeWrong(value)
    }
  }

  private mutating func takeWrong(_ value: SourceLine) {
    guard let (command, sentence) = value.sides else {
      reading.report(value, "A wrong try says why after \" :: \": wrong: close 9 :: 9 was never open.")
      return
    }
    reading.checkCommand(command)
    wrongs.append(Attempt.Wrong(line: command.text, sentence: sentence.text, place: reading.place(command)))
  }

  // MARK: Goals

  private var commentText: String {
    comment.map { $0.dropping(1).trimmed.text }.joined(separator: " ")
  }

  /// A blank line after the first `#` lines makes them the summary.
  private mutating func endComment() {
    guard goals.isEmpty, checks.isEmpty, summary.isEmpty, !comment.isEmpty else { return }
    summary = commentText
    comment = []
  }

  private mutating func openGoal(_ line: SourceLine) {
    if !comment.isEmpty {
      goal = commentText
      comment = []
    } else if goal == nil {
      if goals.isEmpty, !summary.isEmpty {
        (goal, summary) = (summary, "")
      } else {
        reading.report(line, "Say the goal in a line beginning with # above the check.")
        goal = ""
      }
    }
  }

  private mutating func closeGoal() {
    if let goal, !checks.isEmpty { goals.append(Attempt.Goal(text: goal, checks: checks)) }
    goal = nil
    checks = []
  }

  private func examine(_ fence: Fence) {
    if !sawCheck {
      reading.problems.report(fence.place, "A try fence has a check, which looks at the state: check: fd(3).open.")
    }
    if solution.isEmpty {
      reading.problems.report(fence.place, "A try fence has a solution: the commands, each after solution:.")
    }
  }
}
