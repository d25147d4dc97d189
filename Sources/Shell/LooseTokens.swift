import SyscallTable

/// A piece of a line that may be unfinished anywhere.
struct LooseToken: Equatable {
  enum Kind: Equatable {
    case name, integer
    /// An unquoted path.
    case path
    /// `isOpen`: the closing quote is not there yet.
    case string(isOpen: Bool)
    case symbol
  }

  let kind: Kind
  /// UTF-8 offsets in the line.
  let range: Range<Int>
  let text: String
  /// White space or a comment stands before it.
  let spaced: Bool

  func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }

  /// Where the text between the quotes begins; `@"` opens an abstract socket name.
  var contentStart: Int { range.lowerBound + (text.hasPrefix("@") ? 2 : 1) }

  /// Whether what is typed at `cursor` goes into the token.
  func takes(_ cursor: Int) -> Bool {
    switch kind {
    case .name, .integer, .path: range.lowerBound < cursor && cursor <= range.upperBound
    case .string(let isOpen):
      contentStart <= cursor && (isOpen ? cursor <= range.upperBound : cursor < range.upperBound)
    case .symbol: false
    }
  }
}

/// Cuts a line as `Lexer` does, and never finds anything wrong with it: while somebody types, every line is unfinished.
struct LooseScanner {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  static func tokens(_ bytes: [UInt8], in range: Range<Int>) -> [LooseToken] {
    var scanner = LooseScanner(bytes: bytes, position: range.lowerBound, end: min(range.upperBound, bytes.count))
    var tokens: [LooseToken] = []
    while let token = scanner.next() { tokens.append(token) }
    return tokens
  }

  private func has(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      position + wanted.count <= end && wanted.indices.allSatisfy { bytes[position + $0] == wanted[$0] }
    }
  }

  private mutating func skipSpace() -> Bool {
    let start = position
    while position < end {
      let byte = bytes[position]
      if [0x20, 0x09, 0x0a, 0x0d].contains(byte) {
        position += 1
      } else if has("/*") {
        position += 2
        while position < end, !has("*/") { position += 1 }
        position = min(end, position + 2)
      } else if byte == 0x23 {
        position = end
      } else {
        break
      }
    }
    return position > start
  }

  private mutating func next() -> LooseToken? {
    let spaced = skipSpace()
    guard position < end else { return nil }
    let start = position
    let kind: LooseToken.Kind
    let byte = bytes[position]
    if byte == 0x22 || has("@\"") {
      kind = .string(isOpen: skipString(byte == 0x22 ? 1 : 2))
    } else if byte == 0x5f || byte.isLetterOrDigit {
      skipName()
      kind = (0x30...0x39).contains(byte) ? .integer : .name
    } else if !has("..."), byte == 0x2f || byte == 0x2e || has("~/") {
      while position < end, bytes[position] > 0x20, !",)]};\"".utf8.contains(bytes[position]) { position += 1 }
      kind = .path
    } else {
      kind = .symbol
      skipSymbol()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    return LooseToken(kind: kind, range: start..<position, text: text, spaced: spaced)
  }

  /// Whether the text is still open at the end.
  private mutating func skipString(_ opening: Int) -> Bool {
    position += opening
    while position < end {
      if bytes[position] == 0x22 {
        position += 1
        return false
      }
      position += bytes[position] == 0x5c ? 2 : 1
    }
    position = end
    return true
  }

  private mutating func skipName() {
    let start = position
    while position < end, bytes[position] == 0x5f || bytes[position].isLetterOrDigit { position += 1 }
    // A thread: P1.2.
    guard bytes[start] == 0x50, position > start + 1, position + 1 < end, bytes[position] == 0x2e,
      (bytes[(start + 1)..<position] + [bytes[position + 1]]).allSatisfy({ (0x30...0x39).contains($0) })
    else { return }
    position += 1
    while position < end, (0x30...0x39).contains(bytes[position]) { position += 1 }
  }

  private mutating func skipSymbol() {
    for pair in ["...", "<<", ">>", "=>", "&&", "=="] as [StaticString] where has(pair) {
      position += pair.utf8CodeUnitCount
      return
    }
    position += 1
    // A character of several bytes is one symbol, so that no offset falls into it.
    while bytes[position - 1] >= 0x80, position < end, bytes[position] & 0xc0 == 0x80 { position += 1 }
  }
}
