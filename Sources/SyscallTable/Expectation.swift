import LinuxABI

/// What a line says its call should give: the text after `=` as strace prints a result, the words `blocked`,
/// `killed SIGSEGV`, `exited 3`, `replaced`, or a typed placeholder that binds (`<pid:P2>`, `<addr:p>`, `<fd:x>`,
/// `<any>`).
public enum Expectation: Hashable, Sendable {
  /// What kind of value a placeholder stands for.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case pid, addr, fd, any
  }

  case outcome(CallOutcome)
  /// `name` is nil for `<any>`: any success. A named placeholder keeps its first value.
  case placeholder(Kind, name: String?)

  /// Reads the text after `=`; nil when it is none of the forms above. Whatever strace writes after the value, `(No such
  /// file or directory)` or `(flags FD_CLOEXEC)`, is passed over: it follows from the value.
  public init?(_ text: String) {
    let trimmed = text.trimmedSpaces
    if trimmed.hasPrefix("<"), trimmed.hasSuffix(">") {
      let parts = trimmed.dropFirst().dropLast().split(separator: ":", omittingEmptySubsequences: false)
      guard let kind = Kind(rawValue: String(parts[0])) else { return nil }
      switch (kind, parts.count) {
      case (.any, 1): self = .placeholder(.any, name: nil)
      case (.pid, 2), (.addr, 2), (.fd, 2):
        guard parts[1].utf8.first.map(Lexer.startsName) == true, parts[1].utf8.allSatisfy(Lexer.continuesName) else {
          return nil
        }
        self = .placeholder(kind, name: String(parts[1]))
      default: return nil
      }
      return
    }
    let words = trimmed.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init)
    guard let first = words.first else { return nil }
    let comment = words.dropFirst().first?.hasPrefix("(") ?? true
    switch first {
    case "blocked" where words.count == 1: self = .outcome(.blocked)
    case "replaced" where words.count == 1: self = .outcome(.replaced)
    case "killed":
      guard words.count == 2, let signal = Signal(named: words[1]) else { return nil }
      self = .outcome(.killed(signal))
    case "exited":
      guard words.count == 2, let status = Int32(words[1]) else { return nil }
      self = .outcome(.exited(status))
    case "-1" where words.count > 1 && !comment:
      guard let errno = Errno(named: words[1]), words.count == 2 || words[2].hasPrefix("(") else { return nil }
      self = .outcome(.failed(errno))
    default:
      guard comment, let value = Integers.parse(first) else { return nil }
      self = .outcome(.returned(value))
    }
  }

  /// As it is written after `=`.
  public var text: String {
    switch self {
    case .placeholder(.any, _): "<any>"
    case .placeholder(let kind, let name): "<\(kind.rawValue):\(name ?? "")>"
    case .outcome(.returned(let value)):
      value > 0x1_0000_0000 && Int64(bitPattern: value) > 0
        ? "0x" + String(value, radix: 16) : String(Int64(bitPattern: value))
    case .outcome(.failed(let errno)): "-1 \(errno.name)"
    case .outcome(.blocked): "blocked"
    case .outcome(.killed(let signal)): "killed \(signal.name)"
    case .outcome(.exited(let status)): "exited \(status)"
    case .outcome(.replaced): "replaced"
    }
  }
}

/// The values that named placeholders have taken so far; they keep them.
public struct PlaceholderBindings: Sendable {
  public private(set) var values: [String: UInt64] = [:]

  public init() {}

  /// Whether `outcome` is what `expectation` says, binding its placeholder when it is met for the first time.
  public mutating func holds(_ expectation: Expectation, for outcome: CallOutcome) -> Bool {
    switch expectation {
    case .outcome(let expected):
      return expected == outcome
    case .placeholder(let kind, let name):
      guard case .returned(let value) = outcome else { return false }
      switch kind {
      case .any: return true
      case .pid: guard (1...4_194_304).contains(value) else { return false }
      case .addr: guard value >= 4096 else { return false }
      case .fd: guard value < 1 << 31 else { return false }
      }
      guard let name else { return false }
      let key = "\(kind.rawValue):\(name)"
      if let bound = values[key] { return bound == value }
      values[key] = value
      return true
    }
  }
}
