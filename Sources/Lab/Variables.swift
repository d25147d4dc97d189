/// A named value of the session.
public struct Variable: Hashable, Sendable {
  /// What the value is good for: completion and `vars` tell them apart.
  public enum Kind: Hashable, Sendable {
    case number, descriptor, address, process
  }

  public let name: String
  public let word: UInt64
  public let kind: Kind
  /// Bytes that the address covers, where the call that gave it said so (mmap).
  public let length: UInt64?
  /// The subject whose descriptor or address it is.
  public let subject: String?
}

/// The session's variables, in the order in which they were made.
public struct Variables: Sendable {
  public private(set) var all: [Variable] = []

  public init() {}

  public subscript(name: String) -> Variable? {
    all.first { $0.name == name }
  }

  public mutating func set(_ variable: Variable) {
    all.removeAll { $0.name == variable.name }
    all.append(variable)
  }
}
