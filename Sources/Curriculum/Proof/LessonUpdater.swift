import SyscallTable

/// Fills in the results of a lesson (`sysh check --update`): plays it and rewrites the `=` lines that the kernel does
/// not confirm. Placeholders stay, and so does every other byte of the file.
public struct LessonUpdater {
  /// What an update did.
  public struct Outcome: Hashable, Sendable {
    /// The whole text with its results filled in.
    public let text: String
    /// Where a result was written.
    public let changed: [Place]
    /// What an update cannot mend: a placeholder that does not hold, a line that was not understood.
    public let problems: [LessonDiagnostic]
  }

  let lab: any LessonLab
  let limit: Duration
  let clock: () -> Duration

  public init(
    lab: any LessonLab, limit: Duration = .seconds(60), clock: @escaping () -> Duration = MonotonicClock.now
  ) {
    self.lab = lab
    self.limit = limit
    self.clock = clock
  }

  /// Rewrites a file in place; it is not touched when nothing changes.
  public func update(file: String) throws(FileProblem) -> Outcome {
    let text = try TextFile.read(file).get()
    let outcome: Outcome
    do throws(LessonErrors) { outcome = try update(text, file: file) } catch {
      throw FileProblem(message: error.description)
    }
    if !outcome.changed.isEmpty { try TextFile.replace(file, with: outcome.text, mode: TextFile.mode(of: file)) }
    return outcome
  }

  /// The text with its results filled in. `file` is only named in errors.
  public func update(_ text: String, file: String) throws(LessonErrors) -> Outcome {
    var parser = LessonParser(file: file, vocabulary: lab)
    parser.acceptsBlankResults = true
    let lesson = try parser.parse(text)
    let runner = LessonRunner(lesson: lesson, lab: lab, clock: clock)
    runner.deadline = clock() + limit
    var edits: [Place: String] = [:]
    var problems: [LessonDiagnostic] = []
    do throws(RunHalt) { try play(lesson, runner, &edits, &problems) } catch {
      let message =
        switch error {
        case .lab(let problem): problem.message
        case .outOfTime: "The lesson took longer than its limit of \(limit.components.seconds) s."
        }
      problems.append(LessonDiagnostic(lesson.front.id.place, message))
    }
    lab.endAll()
    return Outcome(text: Self.apply(edits, to: text), changed: edits.keys.sorted(), problems: problems.inOrder)
  }

  private func play(
    _ lesson: Lesson, _ runner: LessonRunner, _ edits: inout [Place: String], _ problems: inout [LessonDiagnostic]
  ) throws(RunHalt) {
    try runner.startOver()
    for step in lesson.steps {
      lab.stepBegins()
      switch step.activity {
      case .reading, .prediction: continue
      case .question: try runner.startOver()
      case .session(let script):
        for line in script {
          let report = try runner.run(line)
          if let edit = Self.edit(line, report.outcome.result) {
            edits[edit.place] = edit.value
          } else if let disagreement = report.disagreement {
            problems.append(LessonDiagnostic(disagreement.place, disagreement.sentence))
          }
        }
      case .attempt(let attempt):
        problems += try runner.solve(attempt).map { LessonDiagnostic($0.place, $0.sentence) }
      }
    }
  }

  /// The result to write; nil when the one in the file is right or is a placeholder.
  private static func edit(_ line: ScriptLine, _ result: LineOutcome.Result) -> Placed<String>? {
    guard let expected = line.result, case .outcome(let outcome) = result else { return nil }
    switch expected.expectation {
    case .placeholder: return nil
    case .outcome(outcome): return nil
    case .outcome, nil: return Placed(Expectation.outcome(outcome).text, at: expected.place)
    }
  }

  private static func apply(_ edits: [Place: String], to text: String) -> String {
    let newline = UInt8(ascii: "\n")
    var lines = text.utf8.split(separator: newline, omittingEmptySubsequences: false).map { Array($0) }
    for (place, result) in edits where lines.indices.contains(place.line - 1) {
      let line = lines[place.line - 1]
      let ending: [UInt8] = line.last == 13 ? [13] : []
      let kept = String(decoding: line, as: UTF8.self).prefix(place.column - 1)
      lines[place.line - 1] = Array((kept + (kept.hasSuffix("=") ? " " : "") + result).utf8) + ending
    }
    return String(decoding: Array(lines.joined(separator: [newline])), as: UTF8.self)
  }
}
