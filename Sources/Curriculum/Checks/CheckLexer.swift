import SyscallTable

/// What is wrong with the text of a check: a column of the file's line and a sentence.
struct CheckSyntaxError: Error, Hashable {
  let column: Int
  let message: String
}

/// One word, number, string or sign of a check.
struct CheckToken: Hashable {
  enum Kind: Hashable {
    case word(String)
    case integer(Int64)
    case string(String)
    case sign(String)
    case end
  }

  let kind: Kind
  let column: Int

  var text: String {
    switch kind {
    case .word(let word): word
    case .integer(let number): String(number)
    case .string(let string): CheckText.quoted(string)
    case .sign(let sign): sign
    case .end: "the end of the line"
    }
  }
}

/// Cuts a check into tokens.
struct CheckLexer {
  private let characters: [Character]
  private let column: Int
  private var index = 0

  /// `column` is where `text` begins in its line.
  init(_ text: String, column: Int) {
    characters = Array(text)
    self.column = column
  }

  mutating func tokens() throws(CheckSyntaxError) -> [CheckToken] {
    var result: [CheckToken] = []
    while let character = peek {
      if character == " " || character == "\t" {
        index += 1
        continue
      }
      let start = column + index
      result.append(CheckToken(kind: try next(character, start), column: start))
    }
    result.append(CheckToken(kind: .end, column: column + index))
    return result
  }

  private var peek: Character? { index < characters.count ? characters[index] : nil }

  private mutating func next(_ character: Character, _ start: Int) throws(CheckSyntaxError) -> CheckToken.Kind {
    if Self.isDigit(character) { return try integer(start) }
    if Self.isLetter(character) { return .word(run()) }
    if character == "\"" { return try string(start) }
    index += 1
    if let following = peek, following == "=", "=!<>".contains(character) {
      index += 1
      return .sign(String([character, following]))
    }
    guard "<>+-*().,".contains(character) else {
      let hint = character == "=" ? " Write == to compare." : ""
      throw CheckSyntaxError(column: start, message: "A check has no use for \"\(character)\".\(hint)")
    }
    return .sign(String(character))
  }

  private mutating func run() -> String {
    let start = index
    while let character = peek, Self.isLetter(character) || Self.isDigit(character) { index += 1 }
    // P1.2 is a thread; P1.alive would be a property.
    if characters[start] == "P", index > start + 1, characters[(start + 1)..<index].allSatisfy(Self.isDigit),
      index + 1 < characters.count, characters[index] == ".", Self.isDigit(characters[index + 1])
    {
      index += 1
      while let character = peek, Self.isDigit(character) { index += 1 }
    }
    return String(characters[start..<index])
  }

  private mutating func integer(_ start: Int) throws(CheckSyntaxError) -> CheckToken.Kind {
    let digits = run()
    guard let bits = Integers.parse(digits), let value = Int64(exactly: bits) else {
      throw CheckSyntaxError(
        column: start, message: "\"\(digits)\" is no integer: write decimal, 0x hexadecimal or octal with a leading 0.")
    }
    return .integer(value)
  }

  private mutating func string(_ start: Int) throws(CheckSyntaxError) -> CheckToken.Kind {
    var result = ""
    index += 1
    while let character = peek {
      index += 1
      if character == "\"" { return .string(result) }
      guard character == "\\" else {
        result.append(character)
        continue
      }
      let escapes: [Character: Character] = ["n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", "\"": "\""]
      guard let letter = peek, let meaning = escapes[letter] else {
        throw CheckSyntaxError(
          column: column + index - 1, message: "Unknown escape in a string; known are \\n \\t \\r \\0 \\\\ \\\".")
      }
      index += 1
      result.append(meaning)
    }
    throw CheckSyntaxError(column: start, message: "This string has no closing quote.")
  }

  private static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

  private static func isLetter(_ character: Character) -> Bool {
    ("a"..."z").contains(character) || ("A"..."Z").contains(character) || character == "_"
  }
}
