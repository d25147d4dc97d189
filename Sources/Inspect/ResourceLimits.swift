/// One limit: what is enforced, and how far the process may raise it by itself (`man 2 getrlimit`).
public struct ResourceLimit: Hashable, Sendable {
  /// As the kernel writes it: `Max open files`.
  public let name: String
  /// Nil: unlimited.
  public let soft: UInt64?
  /// Nil: unlimited.
  public let hard: UInt64?
  /// `bytes`, `files`, `us`; nil for a plain number.
  public let units: String?
}

/// /proc/PID/limits (`fs/proc/base.c`, proc_pid_limits).
public struct ResourceLimits: Hashable, Sendable {
  /// In the kernel's order, which is that of the RLIMIT_ numbers in `man 2 getrlimit`'s header.
  public let all: [ResourceLimit]

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "limits") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    guard let heading = cursor.line(), heading.starts(with: "Limit ") else {
      throw .malformed(path: path, problem: "there is no heading")
    }
    var limits: [ResourceLimit] = []
    while let line = cursor.line() {
      guard let limit = ResourceLimit(line: line) else {
        throw .malformed(path: path, problem: "\"\(line.text)\" is not a limit")
      }
      limits.append(limit)
    }
    all = limits
  }

  /// The limit of that name, with or without its `Max`: `open files`.
  public subscript(name: String) -> ResourceLimit? {
    all.first { $0.name == name || $0.name == "Max " + name }
  }
}

extension ResourceLimit {
  /// Columns are 25, 20, 20 and 10 wide with a space between; a longer value pushes the others to the right, so only the
  /// name is taken by its column.
  fileprivate init?(line: Cursor) {
    let nameWidth = 25
    guard line.rest.count > nameWidth else { return nil }
    let name = Cursor(line.rest.prefix(nameWidth)).trimmed
    var values = Cursor(line.rest.dropFirst(nameWidth))
    guard !name.isAtEnd, let soft = values.word().flatMap(limit), let hard = values.word().flatMap(limit) else {
      return nil
    }
    let units = values.trimmed
    self.init(name: name.text, soft: soft, hard: hard, units: units.isAtEnd ? nil : units.text)
  }
}

/// The inner nil is `unlimited`, the outer one no limit at all.
private func limit(_ word: Cursor) -> UInt64?? {
  if word.text == "unlimited" { return .some(nil) }
  guard let number = word.number() else { return nil }
  return .some(number)
}

extension Proc {
  /// /proc/PID/limits.
  public func limits(_ pid: Int32) throws(InspectError) -> ResourceLimits {
    try ResourceLimits(parsing: bytes(pid, "limits"), path: path(pid, "limits"))
  }
}
