import SyscallTable

/// Puts lines together that belong to one statement: one with an open text, comment or bracket goes on in the next line, and
/// so does a line that ends with a backslash.
struct StatementReader {
  /// What a statement waits for.
  enum Open: Equatable {
    /// Something that `closing` closes, opened at this UTF-8 offset of what was read.
    case bracket(closing: String, offset: Int)
    /// The line ends with a backslash.
    case line
  }

  let grammar: LineGrammar
  /// The lines of the statement that is not complete.
  private(set) var pending = ""
  private(set) var open: Open?
  private(set) var lines = 0
  /// A statement of so many lines is a mistake, which must not swallow the rest of a script.
  static let longest = 200

  init(_ grammar: LineGrammar) {
    self.grammar = grammar
  }

  /// Takes a line. Gives the statement, its lines with newlines between them, when that is complete; nil when it goes on.
  mutating func take(_ line: String) -> String? {
    let line = line.hasSuffix("\r") ? String(line.dropLast()) : line
    pending = lines == 0 ? line : pending + "\n" + line
    lines += 1
    open = lines < Self.longest ? Self.open(in: pending, grammar) : nil
    return open == nil ? flush() : nil
  }

  /// Gives what was read, complete or not, and begins anew; nil where nothing waits.
  mutating func flush() -> String? {
    guard lines > 0 else { return nil }
    defer { (pending, open, lines) = ("", nil, 0) }
    return pending
  }

  /// What the input waits for, nil when it is complete, or wrong in another way.
  static func open(in text: String, _ grammar: LineGrammar) -> Open? {
    // Calls that strace cut off stand open in its logs, and are closed by another line of the log.
    if grammar.isWhole(text) || text.contains("<unfinished ...>") || text.contains(" resumed>") { return nil }
    if endsInBackslash(text, grammar) { return .line }
    do throws(InputError) {
      _ = try grammar.statements(text)
      return nil
    } catch {
      return error.missing.map { .bracket(closing: $0, offset: error.range.lowerBound) }
    }
  }

  private static func endsInBackslash(_ text: String, _ grammar: LineGrammar) -> Bool {
    guard text.utf8.last == 0x5c else { return false }
    let bytes = Array(text.utf8)
    let backslashes = bytes.reversed().prefix { $0 == 0x5c }.count
    // ^\ is a key, and a comment ends with its line.
    if backslashes % 2 == 0 || bytes.dropLast(backslashes).last == 0x5e { return false }
    return grammar.segments(bytes).last?.upperBound == bytes.count
  }
}

/// The statements of a script.
struct NumberedStatements {
  struct Item {
    let text: String
    /// The number of the line, from 1, in which something was opened that is still open where the input ends.
    let opened: Int?
  }

  private var reader: StatementReader
  private let line: () -> String?
  private var count = 0

  init(_ grammar: LineGrammar, _ line: @escaping () -> String?) {
    reader = StatementReader(grammar)
    self.line = line
  }

  mutating func next() -> Item? {
    while let line = line() {
      count += 1
      if let text = reader.take(line) { return Item(text: text, opened: nil) }
    }
    guard let open = reader.open else { return nil }
    let first = count - reader.lines + 1
    guard let text = reader.flush() else { return nil }
    switch open {
    case .line: return Item(text: text, opened: nil)
    case .bracket(_, let offset):
      return Item(text: text, opened: first + text.utf8.prefix(offset).count { $0 == 0x0a })
    }
  }
}
