/// What the readers of all three fences share: reporting, commands and checks.
struct FenceReading {
  let problems: DiagnosticList
  let vocabulary: (any LessonVocabulary)?
  /// Whether a bare `=` is accepted, for `sysh check --update`.
  let acceptsBlankResults: Bool

  func report(_ line: SourceLine, _ message: String) {
    problems.report(line.number, line.column, message)
  }

  func place(_ line: SourceLine) -> Place {
    Place(file: problems.file, line: line.number, column: line.column)
  }

  /// Reports what the shell would not understand in a command.
  func checkCommand(_ line: SourceLine) {
    guard let problem = vocabulary?.problem(in: line.text) else { return }
    problems.report(line.number, line.column + max(problem.column, 1) - 1, problem.message)
  }

  /// The value of a `check:` or `how:` line; nil when it is wrong, which is reported.
  func check(_ value: SourceLine, isHow: Bool) -> Check? {
    var rest = value
    var patience: Duration?
    if value.text.hasPrefix("eventually ") {
      guard let (duration, after) = self.patience(value.dropping("eventually ".count).trimmed) else {
        report(value, "Write how long a fact may take as in: eventually 2s: process(P2).exists (at most 60s).")
        return nil
      }
      (patience, rest) = (duration, after)
    }
    do {
      let expression = try CheckParser.parse(rest.text, column: rest.column)
      for problem in vocabulary.map({ CheckValidator(vocabulary: $0).problems(in: expression) }) ?? [] {
        problems.report(rest.number, problem.column, problem.message)
      }
      return Check(
        text: rest.text, expression: expression, patience: patience, isHow: isHow, place: place(rest))
    } catch {
      problems.report(rest.number, error.column, error.message)
      return nil
    }
  }

  /// Reads `2s:` or `500ms:` and gives what follows.
  private func patience(_ line: SourceLine) -> (Duration, SourceLine)? {
    let digits = line.text.prefix { ("0"..."9").contains($0) }
    let unit = line.text.dropFirst(digits.count).prefix { $0 == "m" || $0 == "s" }
    let length = digits.count + unit.count
    guard let number = Int(digits), (1...60_000).contains(number), line.text.dropFirst(length).first == ":" else {
      return nil
    }
    let duration: Duration
    switch unit {
    case "s": duration = .seconds(number)
    case "ms": duration = .milliseconds(number)
    default: return nil
    }
    return duration <= .seconds(60) ? (duration, line.dropping(length + 1).trimmed) : nil
  }
}
