/// Integers as they are typed: decimal, `0x` hexadecimal, octal with a leading 0, with a minus sign, up to 64 bits.
public enum Integers {
  /// The 64-bit pattern of the number, or nil when `text` is not one or does not fit.
  public static func parse(_ text: some StringProtocol) -> UInt64? {
    let negative = text.hasPrefix("-")
    let digits = text.dropFirst(negative ? 1 : 0)
    let magnitude: UInt64?
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      magnitude =
        digits.dropFirst(2).first == "-" || digits.dropFirst(2).first == "+"
        ? nil : UInt64(digits.dropFirst(2), radix: 16)
    } else if digits.hasPrefix("0"), digits.count > 1 {
      magnitude = UInt64(digits.dropFirst(), radix: 8)
    } else {
      magnitude = digits.first?.isNumber == true ? UInt64(digits) : nil
    }
    guard let magnitude else { return nil }
    if !negative { return magnitude }
    guard magnitude <= UInt64(1) << 63 else { return nil }
    return 0 &- magnitude
  }
}

extension StringProtocol {
  /// The text without spaces and tabs at either end.
  public var trimmedSpaces: String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" }
    guard let start = firstIndex(where: { !isSpace($0) }), let end = lastIndex(where: { !isSpace($0) }) else {
      return ""
    }
    return String(self[start...end])
  }
}
