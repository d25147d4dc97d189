import Glibc
import Render

/// What the command line says about a run, whatever it runs.
public struct Options: Sendable {
  public enum Color: String, Sendable, CaseIterable {
    case auto, always, never
  }

  public var color = Color.auto
  /// No colour and no escape sequences at all.
  public var plain = false
  /// Objects instead of lines, one an outcome.
  public var isJSON = false
  public var lessons: String?
  /// Calls that reach outside the lab are made without a question.
  public var isUnguarded = false

  public init() {}

  /// Colour when a person looks at it, as NO_COLOR and TERM allow (no-color.org).
  var isColored: Bool {
    if plain || color == .never { return false }
    if color == .always { return true }
    let refused = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let dumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
    return isatty(1) == 1 && !refused && !dumb
  }

  var theme: Theme { isColored ? .color : .plain }
}

/// How a run ends; the process's exit status.
public enum ExitStatus: Int32, Sendable {
  case done = 0
  /// An expectation or a check failed, or something could not be done.
  case failed = 1
  /// The input could not be understood.
  case misunderstood = 2
  /// The machine refuses: no ptrace.
  case refused = 3
  case interrupted = 130
}
