/// Puts a statement that was typed in several lines onto one, which means the same: for the history, the journal, a script.
enum LineFolding {
  static func folded(_ text: String) -> String {
    guard text.utf8.contains(0x0a) else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for piece in LinePieces(bytes) {
      let part = bytes[piece.range]
      switch piece.kind {
      // Behind ! the line is a shell's, which joins what a backslash parts.
      case .joint: result += isOutside(result) ? [] : [0x20]
      case .remark where piece.range.upperBound < bytes.count: break
      case .byte(0x0a): result.append(0x20)
      case .comment: result += part.map { $0 == 0x0a ? 0x20 : $0 }
      case .text: result += literal(part)
      case .byte, .remark: result += part
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What a command takes as it stands, with joined lines as one.
  static func withoutJoints(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self).replacing("\\\n", with: "")
  }

  private static func isOutside(_ bytes: [UInt8]) -> Bool {
    bytes.first { $0 != 0x20 && $0 != 0x09 } == 0x21
  }

  /// A newline in a text is part of it, one behind a backslash is nothing.
  private static func literal(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte == 0x5c, let next = rest.popFirst() {
        if next != 0x0a { result += [byte, next] }
      } else {
        result += byte == 0x0a ? [0x5c, 0x6e] : [byte]
      }
    }
    return result
  }
}
