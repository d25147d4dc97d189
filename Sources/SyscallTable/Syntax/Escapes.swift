/// Bytes as a C string literal, the way strace writes them: printable ASCII as it is, `\n` and its like by letter, all
/// other bytes in octal, with three digits only before another octal digit.
public enum Escapes {
  public static func quoted(_ bytes: some Collection<UInt8>, limit: Int = .max) -> String {
    let shown = Array(bytes.prefix(max(0, limit)))
    var text = "\""
    for (index, byte) in shown.enumerated() {
      let next = index + 1 < shown.count ? shown[index + 1] : 0
      text += escape(byte, beforeDigit: (0x30...0x37).contains(next))
    }
    return text + (bytes.count > limit ? "\"..." : "\"")
  }

  /// Every byte by its number: `"\x7f\x00"`.
  static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.reduce(into: "\"") { $0 += "\\x" + ($1 < 16 ? "0" : "") + String($1, radix: 16) } + "\""
  }

  /// Text from a file, a subject or a lesson, safe to send to a terminal: control characters are written as escapes.
  public static func harmless(_ text: some StringProtocol) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let value = scalar.value
      if value < 0x20 || value == 0x7f {
        result += escape(UInt8(value), beforeDigit: true)
      } else if (0x80...0x9f).contains(value) || Self.reordering.contains(value) {
        // C1 controls act as escape sequences in some terminals, and bidirectional marks reorder what is seen.
        result += "\\u{" + String(value, radix: 16) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a terminal shows it and does nothing else.
  static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    !(scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value) || reordering.contains(scalar.value))
  }

  /// Bidirectional marks, embeddings, overrides and isolates, and the two separators that some terminals break lines at.
  private static let reordering: Set<UInt32> = [
    0x061c, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069,
  ]

  private static func escape(_ byte: UInt8, beforeDigit: Bool) -> String {
    switch byte {
    case 0x0a: "\\n"
    case 0x09: "\\t"
    case 0x0d: "\\r"
    case 0x0b: "\\v"
    case 0x0c: "\\f"
    case 0x22: "\\\""
    case 0x5c: "\\\\"
    case 0x20...0x7e: String(UnicodeScalar(byte))
    default: "\\" + octal(byte, wide: beforeDigit)
    }
  }

  static func octal(_ byte: UInt8, wide: Bool) -> String {
    let digits = String(byte, radix: 8)
    return wide ? String(repeating: "0", count: 3 - digits.count) + digits : digits
  }
}
