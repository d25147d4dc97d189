import SyscallTable

// Lines as they are written into a file: one line each, and nothing in them that a terminal would act on.
extension LineGrammar {
  /// What stands behind the `#` of a line, nil where it has none or nothing is said there.
  func comment(_ line: String) -> String? {
    let bytes = Array(line.utf8)
    guard let end = segments(bytes).last?.upperBound, end < bytes.count, bytes[end] == 0x23 else { return nil }
    let text = String(decoding: bytes[(end + 1)...], as: UTF8.self).trimmedSpaces
    return text.isEmpty ? nil : text
  }
}

enum SavedText {
  /// A statement in one line. Inside texts, control characters and what reorders letters become C escapes, which mean the
  /// same; between them they become blanks. A command of /bin/sh or a path stays as it was typed, where that is possible.
  static func oneLine(_ text: String) -> String {
    var result = ""
    var inText = false
    var isEscaped = false
    for scalar in text.unicodeScalars {
      let character = String(Character(scalar))
      if Escapes.harmless(character) == character || scalar == "\t" && !inText {
        result += character
      } else if inText {
        result += character.utf8.reduce(into: "") { $0 += "\\" + octal($1) }
      } else {
        result += " "
      }
      if isEscaped {
        isEscaped = false
      } else if scalar == "\"" {
        inText.toggle()
      } else if scalar == "\\", inText {
        isEscaped = true
      }
    }
    return result.trimmedSpaces
  }

  /// Three digits, so that a digit behind them is none of the escape's.
  private static func octal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 8)
    return String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// A call without the result that was written behind it.
  static func withoutResult(_ text: String, _ call: CallStatement) -> String {
    let bytes = Array(text.utf8)
    let end = call.expectation?.range.lowerBound ?? bytes.count
    let head = bytes[..<min(end, bytes.count)]
    guard let equals = head.lastIndex(of: 0x3d), isResult(bytes[(equals + 1)...], call) else { return text }
    return String(decoding: bytes[..<equals], as: UTF8.self).trimmedSpaces
  }

  /// Whether what follows a `=` is the call's result: strace writes `?` where there is none.
  private static func isResult(_ bytes: ArraySlice<UInt8>, _ call: CallStatement) -> Bool {
    if call.expectation != nil { return true }
    let text = String(decoding: bytes, as: UTF8.self).trimmedSpaces
    return call.form.isWholeCall && (text == "?" || text.hasPrefix("? "))
  }
}
