import LinuxABI
import SyscallTable

/// One thing that a line asks for.
public enum Statement: Sendable {
  case call(CallStatement)
  case command(CommandStatement)
  /// `size = 4*PAGE`
  case assignment(name: String, Expression)
  /// How a log says that its program ended: `+++ exited with 0 +++`.
  case end(CallOutcome, process: UInt64?)
}

/// A syscall as it was typed.
public struct CallStatement: Sendable {
  public let targets: [String]
  public let subject: String?
  public let name: String
  public let nameRange: Range<Int>
  public let arguments: [Expression]
  /// What is written after `=`.
  public let expectation: Written?
  /// What tells a line of a log from what somebody types.
  let form: Form

  struct Form: Sendable {
    /// Arguments in parentheses with a result behind them, which may be `?`.
    var isWholeCall = false
    /// Only a log has that: a process, a time stamp, spaces that put the results below each other.
    var isPrinted = false
    /// The process that stands before the call.
    var process: UInt64?
  }

  /// An expectation with the text from which it was read.
  public struct Written: Sendable {
    public let expectation: Expectation
    public let text: String
    public let range: Range<Int>
  }
}

/// One of the shell's own commands as it was typed.
public struct CommandStatement: Sendable {
  public let name: String
  public let nameRange: Range<Int>
  /// The beginning of the name that was typed in its place; nil where all of it was.
  var abbreviation: String?
  public let subject: String?
  /// What follows the name, as it stands in the line.
  public let rest: String
  public let restRange: Range<Int>
  /// The same as expressions, for commands that take values.
  public let arguments: [Expression]
  public let expectation: CallStatement.Written?
}
