import SyscallTable

/// One thing that a line asks for.
public enum Statement: Sendable {
  case call(CallStatement)
  case command(CommandStatement)
  /// `size = 4*PAGE`
  case assignment(name: String, Expression)
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
  public let subject: String?
  /// What follows the name, as it stands in the line.
  public let rest: String
  public let restRange: Range<Int>
  /// The same as expressions, for commands that take values.
  public let arguments: [Expression]
  public let expectation: CallStatement.Written?
}
