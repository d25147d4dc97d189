/// Reads the kernel's text from left to right. Works on bytes: names and paths in it need not be UTF-8, and a whole
/// table of descriptors is read in one go. Numbers that do not fit are nil, never a trap.
struct Cursor {
  private(set) var rest: ArraySlice<UInt8>

  init(_ rest: ArraySlice<UInt8>) {
    self.rest = rest
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// What is left, with bytes that are not UTF-8 repaired.
  var text: String { String(decoding: rest, as: UTF8.self) }

  /// The next line without its newline, or nil at the end.
  mutating func line() -> Cursor? {
    guard !rest.isEmpty else { return nil }
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
    defer { rest = end < rest.endIndex ? rest[(end + 1)...] : rest[end...] }
    return Cursor(rest[..<end])
  }

  /// The next word of bytes above the space character, after blanks; nil at the end.
  mutating func word() -> Cursor? {
    skipBlanks()
    let end = rest.firstIndex { $0 <= UInt8(ascii: " ") } ?? rest.endIndex
    guard end > rest.startIndex else { return nil }
    defer { rest = rest[end...] }
    return Cursor(rest[..<end])
  }

  /// What stands before `byte`, which is taken too; nil, and nothing taken, when it does not occur.
  mutating func upTo(_ byte: UInt8) -> Cursor? {
    guard let end = rest.firstIndex(of: byte) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return Cursor(rest[..<end])
  }

  /// What stands before the last `byte`, which is taken too.
  mutating func upToLast(_ byte: UInt8) -> Cursor? {
    guard let end = rest.lastIndex(of: byte) else { return nil }
    defer { rest = rest[(end + 1)...] }
    return Cursor(rest[..<end])
  }

  mutating func skipBlanks() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  /// The same text without blanks at either end.
  var trimmed: Cursor {
    var copy = self
    copy.skipBlanks()
    while let last = copy.rest.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") { copy.rest.removeLast() }
    return copy
  }

  func starts(with prefix: StaticString) -> Bool {
    guard rest.count >= prefix.utf8CodeUnitCount else { return false }
    return prefix.withUTF8Buffer { rest.starts(with: $0) }
  }

  /// All that is left as an unsigned number in `radix`.
  func number(radix: UInt64 = 10) -> UInt64? {
    guard !rest.isEmpty else { return nil }
    var value: UInt64 = 0
    for byte in rest {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
      default: return nil
      }
      guard digit < radix else { return nil }
      let (product, tooLarge) = value.multipliedReportingOverflow(by: radix)
      let (sum, carried) = product.addingReportingOverflow(UInt64(digit))
      guard !tooLarge, !carried else { return nil }
      value = sum
    }
    return value
  }

  /// All that is left as a decimal number of that type, a minus sign allowed where the type has one.
  func integer<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
    guard rest.first == UInt8(ascii: "-") else { return number().flatMap(Number.init(exactly:)) }
    guard Number.isSigned, let magnitude = Cursor(rest.dropFirst()).number() else { return nil }
    return Number(exactly: 0 - Int128(magnitude))
  }

  /// All that is left as a number behind `0x`.
  var hexadecimal: UInt64? {
    starts(with: "0x") ? Cursor(rest.dropFirst(2)).number(radix: 16) : nil
  }
}
