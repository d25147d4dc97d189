/// A piece of a line.
public struct Token: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    case integer(UInt64)
    case string([UInt8])
    case name(String)
    /// An unquoted path: it begins with `/`, `.` or `~/`.
    case path(String)
    /// One of `( ) [ ] { } , ; : = $ ...`, the operators, and what only results have: `< > ? => && ==`.
    case symbol(String)
  }

  public let kind: Kind
  public let range: Range<Int>
  /// Whether white space (or a comment) stands before it.
  public let spaced: Bool

  func isSymbol(_ text: String) -> Bool {
    kind == .symbol(text)
  }
}

/// Cuts input into tokens. `/* ... */` comments, as strace writes them, count as space; `#` ends the line. A statement that
/// goes on in further lines has newlines in it: they are space, inside of texts they belong to the text, and behind a
/// backslash they are nothing.
public struct Lexer {
  private let bytes: [UInt8]
  private var position: Int

  /// Begins at UTF-8 offset `start` of the line.
  public init(_ line: [UInt8], from start: Int = 0) {
    bytes = line
    position = start
  }

  /// All tokens to the end of the input.
  ///
  /// Throws `InputError` for a text without end, a bad escape, a bad number or a character that means nothing.
  public static func tokens(_ line: [UInt8], from start: Int = 0) throws(InputError) -> [Token] {
    var lexer = Lexer(line, from: start)
    var tokens: [Token] = []
    while let token = try lexer.next() { tokens.append(token) }
    return tokens
  }

  private func peek() -> UInt8? {
    position < bytes.count ? bytes[position] : nil
  }

  private func matches(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      position + wanted.count <= bytes.count && wanted.indices.allSatisfy { bytes[position + $0] == wanted[$0] }
    }
  }

  private mutating func skipSpace() throws(InputError) -> Bool {
    let start = position
    while let byte = peek() {
      if byte == 0x20 || byte == 0x09 || byte == 0x0d || byte == 0x0a {
        position += 1
      } else if matches("\\\n") {
        position += 2
      } else if matches("/*") {
        let opening = position
        position += 2
        while position < bytes.count, !matches("*/") { position += 1 }
        guard position < bytes.count else {
          throw InputError(
            "This comment has no end.", at: opening..<bytes.count, advice: "Close it with */.", missing: "*/")
        }
        position += 2
      } else if byte == 0x23 {
        while let byte = peek(), byte != 0x0a { position += 1 }
      } else {
        break
      }
    }
    return position > start
  }

  public mutating func next() throws(InputError) -> Token? {
    let spaced = try skipSpace()
    guard let byte = peek() else { return nil }
    let start = position
    let kind: Token.Kind
    switch byte {
    case _ where startsHardwareAddress: kind = .string(hardwareAddress())
    case 0x22: kind = .string(try string())
    case 0x40 where matches("@\""):
      // An abstract socket name, which begins with NUL (`man 7 unix`), as strace writes it.
      position += 1
      kind = .string([0] + (try string()))
    case 0x30...0x39: kind = .integer(try integer())
    case _ where Self.startsName(byte): kind = .name(name())
    case 0x2f, 0x2e, 0x7e:
      if matches("...") {
        position += 3
        kind = .symbol("...")
      } else if byte == 0x7e, !matches("~/") {
        position += 1
        kind = .symbol("~")
      } else {
        kind = .path(try path())
      }
    default: kind = .symbol(try symbol(byte))
    }
    return Token(kind: kind, range: start..<position, spaced: spaced)
  }

  static func startsName(_ byte: UInt8) -> Bool {
    byte == 0x5f || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
  }

  static func continuesName(_ byte: UInt8) -> Bool {
    startsName(byte) || (0x30...0x39).contains(byte)
  }

  /// The byte that two hexadecimal digits at `place` write.
  private func hexadecimalByte(at place: Int) -> UInt8? {
    guard place + 1 < bytes.count else { return nil }
    let digits = bytes[place...(place + 1)]
    guard
      digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 })
    else { return nil }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// Whether bytes of a hardware address stand here, `00:1a:2b`: three at least, as everything shorter is something else.
  private var startsHardwareAddress: Bool {
    [0, 3].allSatisfy { offset in
      hexadecimalByte(at: position + offset) != nil && position + offset + 2 < bytes.count
        && bytes[position + offset + 2] == 0x3a
    } && hexadecimalByte(at: position + 6) != nil
  }

  private mutating func hardwareAddress() -> [UInt8] {
    var address: [UInt8] = []
    while let byte = hexadecimalByte(at: position) {
      address.append(byte)
      position += 2
      guard peek() == 0x3a, hexadecimalByte(at: position + 1) != nil else { break }
      position += 1
    }
    return address
  }

  private mutating func name() -> String {
    let start = position
    while let byte = peek(), Self.continuesName(byte) { position += 1 }
    if isThread(from: start) {
      position += 1
      while let byte = peek(), (0x30...0x39).contains(byte) { position += 1 }
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  /// Whether `P1` was read and the dot and number of a thread follow: `P1.2`.
  private func isThread(from start: Int) -> Bool {
    guard bytes[start] == 0x50, position > start + 1, position + 1 < bytes.count, bytes[position] == 0x2e else {
      return false
    }
    return (bytes[(start + 1)..<position] + [bytes[position + 1]]).allSatisfy { (0x30...0x39).contains($0) }
  }

  private mutating func path() throws(InputError) -> String {
    let start = position
    while let byte = peek(), byte > 0x20, !",)]};\"".utf8.contains(byte) { position += 1 }
    guard let text = String(validating: bytes[start..<position], as: UTF8.self) else {
      throw InputError(
        "This path has bytes that are no UTF-8 text.", at: start..<position,
        advice: "Write it in double quotes, such bytes as octal escapes: \"/tmp/\\377\".")
    }
    return text
  }

  private mutating func integer() throws(InputError) -> UInt64 {
    let start = position
    while let byte = peek(), Self.continuesName(byte) { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let value = Integers.parse(text) { return value }
    let advice: String
    if text.hasPrefix("0x") || text.hasPrefix("0X") {
      advice = "A hexadecimal number has the digits 0 to 9 and a to f after 0x, at most 16 of them."
    } else if text.hasPrefix("0"), text.count > 1, text.allSatisfy(\.isNumber) {
      advice = "A number that begins with 0 is octal: digits 0 to 7."
    } else if text.allSatisfy(\.isNumber) {
      advice = "The largest is 18446744073709551615, which is 2 to the 64 minus 1."
    } else {
      advice = "Numbers are decimal, 0x hexadecimal or 0 octal; sizes are written 4*PAGE or 1<<20."
    }
    throw InputError("\(text) is not a number.", at: start..<position, advice: advice)
  }

  private mutating func symbol(_ byte: UInt8) throws(InputError) -> String {
    for pair in ["<<", ">>", "=>", "&&", "=="] as [StaticString] where matches(pair) {
      position += 2
      return pair.description
    }
    guard "()[]{},;:=$|&+-*<>?".utf8.contains(byte) else {
      let start = position
      let character = character()
      let text =
        byte < 0x20 || byte == 0x7f
        ? "The control character \\\(Escapes.octal(byte, wide: true))" : "The character \(character)"
      throw InputError("\(text) means nothing here.", at: start..<position, advice: "Texts stand in double quotes.")
    }
    position += 1
    return String(UnicodeScalar(byte))
  }

  /// Takes one character, and gives it as a message can show it. A byte above 127 begins or continues a character: all
  /// of it is taken, so that a range never ends inside one.
  private mutating func character() -> String {
    let start = position
    position += 1
    while bytes[start] >= 0x80, let more = peek(), more & 0xc0 == 0x80 { position += 1 }
    return Escapes.harmless(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func string() throws(InputError) -> [UInt8] {
    let opening = position
    position += 1
    var result: [UInt8] = []
    while let byte = peek() {
      position += 1
      if byte == 0x22 { return result }
      if byte != 0x5c {
        result.append(byte)
        continue
      }
      let escape = position - 1
      guard let letter = peek() else { break }
      position += 1
      switch letter {
      case 0x6e: result.append(0x0a)
      case 0x74: result.append(0x09)
      case 0x72: result.append(0x0d)
      case 0x76: result.append(0x0b)
      case 0x66: result.append(0x0c)
      case 0x61: result.append(0x07)
      case 0x62: result.append(0x08)
      case 0x65: result.append(0x1b)
      case 0x22, 0x5c, 0x27: result.append(letter)
      case 0x0a: break
      case 0x78:
        var value = 0
        var digits = 0
        while digits < 2, let digit = peek().flatMap(Self.hexadecimal) {
          value = value * 16 + digit
          digits += 1
          position += 1
        }
        guard digits > 0 else {
          throw InputError(
            "\\x needs one or two hexadecimal digits.", at: escape..<position, advice: "Write \\x0a for a newline.")
        }
        result.append(UInt8(value))
      case 0x30...0x37:
        var value = Int(letter - 0x30)
        var digits = 1
        while digits < 3, let digit = peek(), (0x30...0x37).contains(digit) {
          value = value * 8 + Int(digit - 0x30)
          digits += 1
          position += 1
        }
        guard value < 256 else {
          throw InputError(
            "The octal escape is larger than a byte.", at: escape..<position, advice: "The largest is \\377.")
        }
        result.append(UInt8(value))
      default:
        position -= 1
        let character = character()
        throw InputError(
          "\\\(character) is no escape.", at: escape..<position,
          advice: "There are \\n \\t \\r \\v \\f \\a \\b \\e \\\" \\\\, octal \\101 and hexadecimal \\x41.")
      }
    }
    throw InputError(
      "This text has no end.", at: opening..<bytes.count, advice: "Close it with a double quote.", missing: "\"")
  }

  private static func hexadecimal(_ byte: UInt8) -> Int? {
    switch byte {
    case 0x30...0x39: Int(byte) - 0x30
    case 0x41...0x46: Int(byte) - 0x41 + 10
    case 0x61...0x66: Int(byte) - 0x61 + 10
    default: nil
    }
  }
}
