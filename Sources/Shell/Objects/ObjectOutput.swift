import Glibc
import Lab
import Render
import SyscallTable

/// A session as objects, one a line, for graders and front ends (`--json`). Each is described in `OutcomeSchema`, which
/// `help json` shows.
final class ObjectOutput: SessionOutput {
  private let output = StandardOutput(theme: .plain)
  /// Lines that have no model of their own, until their statement is over.
  private var lines: [String] = []
  /// Figures behind them.
  private var figures: JSONObject?
  private var statement: Statement?
  private var statements = 0

  func show(_ lines: [StyledLine]) {
    self.lines += lines.map(Theme.plain.string)
    if statement == nil { flush() }
  }

  func showRendered(_ lines: [String]) {
    self.lines += lines
    if statement == nil { flush() }
  }

  /// The figures behind what the statement shows.
  func attach(_ figures: JSONObject) {
    self.figures = figures
  }

  func begin(_ statement: Statement, _ text: String) {
    flush()
    statements += 1
    self.statement = statement
    var object = JSONObject()
    object.add("type", "statement")
    object.add("statement", statements)
    object.add("text", text)
    write(object)
  }

  func endStatement() {
    flush()
    statement = nil
  }

  func tell(_ event: Transcript.Event, _ lines: [StyledLine], in session: Session) {
    flush()
    switch event {
    case .call(let report): write(session.renderer.object(report, descriptors: session.lab.descriptors))
    case .memory(let report): write(session.renderer.object(report, descriptors: session.lab.descriptors))
    case .problem(let problem):
      var object = JSONObject()
      object.add("type", "problem")
      object.add("kind", problem.kind.rawValue)
      object.add("message", problem.message)
      if let advice = problem.advice { object.add("advice", advice) }
      if let line = problem.line, let range = problem.range {
        object.add("line", line)
        object.add("start", range.lowerBound)
        object.add("end", range.upperBound)
      }
      write(object)
    case .expectation(let expected, let result, let holds):
      var object = JSONObject()
      object.add("type", "expectation")
      object.add("expected", expected)
      object.add("result", result)
      object.add("holds", holds)
      write(object)
    case .terminal(let texts):
      var object = JSONObject()
      object.add("type", "terminal")
      object.add("lines", texts)
      write(object)
    case .unfinished(let subject, let text):
      var object = JSONObject()
      object.add("type", "unfinished")
      object.add("subject", subject)
      if let text { object.add("text", text) }
      object.add("outcome", text == nil ? "running" : "blocked")
      write(object)
    case .traced(let calls):
      for call in calls {
        var object = JSONObject()
        object.add("type", "traced")
        object.add("subject", call.subject)
        object.add("text", call.text)
        write(object)
      }
    }
  }

  /// How the run ended; the last object.
  func end(_ status: ExitStatus) {
    flush()
    var object = JSONObject()
    object.add("type", "end")
    object.add("status", status.rawValue)
    write(object)
  }

  /// What a command showed, or what was said in between.
  private func flush() {
    guard !lines.isEmpty || figures != nil else { return }
    var object = JSONObject()
    if case .command(let command) = statement {
      object.add("type", "view")
      object.add("command", command.name)
    } else {
      object.add("type", "note")
    }
    object.add("lines", lines)
    if let figures { object.add("data", figures) }
    lines = []
    figures = nil
    write(object)
  }

  private func write(_ object: JSONObject) {
    output.write(object.text + "\n")
  }
}
