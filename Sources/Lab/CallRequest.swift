import SyscallTable

/// A call as it was typed, names and types checked but not yet run.
public struct CallRequest {
  public let row: Syscall
  /// The row by which a call made by its number is printed and understood.
  public let printedAs: Syscall?
  public let alias: Alias?
  public let arguments: [Expression]
  /// The subject named before the colon; nil for the current one.
  public let subject: String?
  /// Variables for the results.
  public let targets: [String]
  /// Where the call's name stands.
  public let nameRange: Range<Int>

  public init(
    row: Syscall, printedAs: Syscall? = nil, alias: Alias? = nil, arguments: [Expression], subject: String? = nil,
    targets: [String] = [], nameRange: Range<Int>
  ) {
    self.row = row
    self.printedAs = printedAs
    self.alias = alias
    self.arguments = arguments
    self.subject = subject
    self.targets = targets
    self.nameRange = nameRange
  }
}
