/// The lines of a file, without their endings. Lines end with a newline, whatever stands before it.
struct SourceLines {
  let lines: [String]

  init(_ text: String) {
    lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
      String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
    }
  }

  /// Line `number`, from 1; empty outside the file.
  subscript(number: Int) -> String {
    lines.indices.contains(number - 1) ? lines[number - 1] : ""
  }
}

/// One line inside a fence, or a part of it: its text and where that begins.
struct SourceLine {
  let number: Int
  /// Of the first character of `text`, from 1.
  let column: Int
  let text: String

  /// Without blanks at either end.
  var trimmed: SourceLine {
    let blanks = text.prefix { $0 == " " || $0 == "\t" }.count
    let rest = text.dropFirst(blanks)
    let tail = rest.reversed().prefix { $0 == " " || $0 == "\t" }.count
    return SourceLine(number: number, column: column + blanks, text: String(rest.dropLast(tail)))
  }

  /// What follows the first `count` characters.
  func dropping(_ count: Int) -> SourceLine {
    SourceLine(number: number, column: column + count, text: String(text.dropFirst(count)))
  }

  /// The parts around the last ` :: `; nil when there is none or a part is empty.
  var sides: (left: SourceLine, right: SourceLine)? {
    let characters = Array(text)
    guard characters.count >= 4 else { return nil }
    for start in (0...(characters.count - 4)).reversed() where characters[start..<(start + 4)] == [" ", ":", ":", " "] {
      let left = SourceLine(number: number, column: column, text: String(characters[..<start])).trimmed
      let right = dropping(start + 4).trimmed
      return left.text.isEmpty || right.text.isEmpty ? nil : (left, right)
    }
    return nil
  }

  /// The parts of `key: value`; nil when the line begins with no such key.
  var keyed: (key: String, value: SourceLine)? {
    let key = text.prefix { ("a"..."z").contains($0) || ("A"..."Z").contains($0) || $0 == "-" || $0 == "_" }
    guard !key.isEmpty, text.dropFirst(key.count).first == ":" else { return nil }
    return (String(key), dropping(key.count + 1).trimmed)
  }
}
