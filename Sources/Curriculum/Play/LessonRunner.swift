import LinuxABI
import SyscallTable

/// Where the lesson and the kernel part ways: a line gave something else than the file says.
public struct Disagreement: Hashable, Sendable {
  public let place: Place
  /// The command, or the commands of a solution.
  public let line: String
  public let kind: Kind

  public enum Kind: Hashable, Sendable {
    /// Another result than the `=` line says.
    case result(expected: String, actual: String)
    /// The shell did not understand the line, or refused it; its own words.
    case notUnderstood(String)
    /// The check does not hold after the solution; the values of its facts.
    case unmet(check: String, reason: String)
  }

  /// One sentence, or two.
  public var sentence: String {
    switch kind {
    case .result(let expected, let actual): "\"\(line)\" gave \(actual); the lesson says \(expected)."
    case .notUnderstood(let message): "\"\(line)\" did not run: \(message)"
    case .unmet(let check, let reason): "The solution does not bring this about: \(check). \(reason)."
    }
  }
}

/// Why running a lesson's lines stopped short.
enum RunHalt: Error {
  case lab(LabProblem)
  case outOfTime
}

/// Runs the lines of a lesson in the lab and compares: what the player and the proofs have in common.
final class LessonRunner {
  struct Report {
    let outcome: LineOutcome
    let disagreement: Disagreement?
  }

  let lesson: Lesson
  let lab: any LessonLab
  let clock: () -> Duration
  /// When the whole lesson must be over; nil while a learner plays.
  var deadline: Duration?
  /// What the lab told while checks were waited for, since the player last took it.
  private var meanwhile: [String] = []
  private var bindings = PlaceholderBindings()

  init(lesson: Lesson, lab: any LessonLab, clock: @escaping () -> Duration) {
    self.lesson = lesson
    self.lab = lab
    self.clock = clock
  }

  // MARK: Lines

  func startOver() throws(RunHalt) {
    do throws(LabProblem) { try lab.startOver() } catch { throw .lab(error) }
    bindings = PlaceholderBindings()
  }

  func run(_ line: ScriptLine) throws(RunHalt) -> Report {
    try checkTime()
    let outcome = lab.run(line.text, from: line.place.file)
    return Report(outcome: outcome, disagreement: compare(line, outcome.result))
  }

  /// Runs a line of a solution or a wrong try; the disagreement says that it was not understood.
  func run(_ text: String, at place: Place) throws(RunHalt) -> Report {
    try run(ScriptLine(text: text, comments: [], result: nil, place: place))
  }

  private func checkTime() throws(RunHalt) {
    if let deadline, clock() >= deadline { throw .outOfTime }
  }

  private func compare(_ line: ScriptLine, _ result: LineOutcome.Result) -> Disagreement? {
    let expectation = line.result?.expectation
    switch result {
    case .problem(let message):
      return Disagreement(place: line.place, line: line.text, kind: .notUnderstood(message))
    case .none, .done:
      guard let result = line.result else { return nil }
      let expected = expectation?.text ?? "a result"
      return Disagreement(
        place: result.place, line: line.text, kind: .result(expected: expected, actual: "no result"))
    case .outcome(let outcome):
      guard let result = line.result, let expectation, !bindings.holds(expectation, for: outcome) else { return nil }
      return Disagreement(
        place: result.place, line: line.text,
        kind: .result(expected: expected(expectation), actual: Expectation.outcome(outcome).text))
    }
  }

  /// A placeholder with the value that it must keep: `<addr:p>, which was 0x7f0000001000`.
  private func expected(_ expectation: Expectation) -> String {
    guard case .placeholder(let kind, let name?) = expectation,
      let bound = bindings.values["\(kind.rawValue):\(name)"]
    else { return expectation.text }
    return "\(expectation.text), which was \(Expectation.outcome(.returned(bound)).text)"
  }

  // MARK: Checks

  func baseline(of checks: [Check]) -> Baseline {
    CheckEvaluator.baseline(of: checks.map(\.expression), in: lab)
  }

  /// Evaluates each check by itself, now.
  func ticks(_ checks: [Check], since baseline: Baseline) -> [Tick] {
    let evaluator = CheckEvaluator(lab: lab, baseline: baseline)
    return checks.map { check in
      var holds = false
      var problem: String?
      do throws(CheckProblem) { holds = try evaluator.holds(check.expression) } catch { problem = error.message }
      return Tick(check: check, holds: holds, problem: problem, readings: evaluator.readings(of: check.expression))
    }
  }

  /// Evaluates the checks, giving those that may take time their time. Nothing is waited for that cannot matter.
  func settledTicks(_ checks: [Check], since baseline: Baseline) -> [Tick] {
    let start = clock()
    while true {
      let ticks = ticks(checks, since: baseline)
      let elapsed = (clock() - start) / lab.slowness
      guard ticks.canStillHold(after: elapsed), deadline.map({ clock() < $0 }) ?? true else { return ticks }
      meanwhile += lab.wait(.milliseconds(20))
    }
  }

  /// Hands over what happened while checks were waited for: it belongs behind the line whose consequence it is.
  func takeMeanwhile() -> [String] {
    defer { meanwhile = [] }
    return meanwhile
  }

  // MARK: State

  /// Brings the state to the start of step `index`: fresh subjects, every session and every solution before it, as far
  /// back as a question began anew. Gives where that parted ways with the file.
  func rebuild(upTo index: Int) throws(RunHalt) -> [Disagreement] {
    try startOver()
    var found: [Disagreement] = []
    for step in lesson.steps.prefix(index)[lesson.beginning(of: index)...] {
      lab.stepBegins()
      switch step.activity {
      case .reading, .prediction, .question: continue
      case .session(let script):
        for line in script {
          if let disagreement = try run(line).disagreement { found.append(disagreement) }
        }
      case .attempt(let attempt): found += try solve(attempt)
      }
    }
    lab.stepBegins()
    return found
  }

  /// Runs the solution of a try and lets its checks come true.
  func solve(_ attempt: Attempt) throws(RunHalt) -> [Disagreement] {
    let baseline = baseline(of: attempt.checks)
    var found: [Disagreement] = []
    for line in attempt.solution {
      if let disagreement = try run(line.value, at: line.place).disagreement { found.append(disagreement) }
    }
    for tick in settledTicks(attempt.checks, since: baseline) where !tick.holds {
      found.append(
        Disagreement(
          place: tick.check.place, line: attempt.solution.map(\.value).joined(separator: "; "),
          kind: .unmet(check: tick.check.text, reason: tick.reason)))
    }
    return found
  }
}
