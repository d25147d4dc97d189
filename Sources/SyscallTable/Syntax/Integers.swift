/// Integers as they are typed: decimal, `0x` hexadecimal, octal with a leading 0, with a minus sign, up to 64 bits.
public enum Integers {
  /// The 64-bit pattern of the number, or nil when `text` is not one or does not fit.
  public static func parse(_ text: some StringProtocol) -> UInt64? {
    let negative = text.hasPrefix("-")
    let digits = text.dropFirst(negative ? 1 : 0)
    // A sign after the prefix, as in 0-5, is none of ours, although UInt64.init would take it.
    guard digits.utf8.first.map({ (0x30...0x39).contains($0) }) == true, !digits.contains("+"), !digits.contains("-")
    else { return nil }
    guard let magnitude = magnitude(of: digits) else { return nil }
    if !negative { return magnitude }
    guard magnitude <= UInt64(1) << 63 else { return nil }
    return 0 &- magnitude
  }

  private static func magnitude(of digits: some StringProtocol) -> UInt64? {
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") { return UInt64(digits.dropFirst(2), radix: 16) }
    return UInt64(digits, radix: digits.hasPrefix("0") ? 8 : 10)
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at either end.
  public var trimmedSpaces: String {
    // "\r\n" is one character, which equals neither of its two.
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
    guard let start = firstIndex(where: { !isSpace($0) }), let end = lastIndex(where: { !isSpace($0) }) else {
      return ""
    }
    return String(self[start...end])
  }
}
