/// Declarations as C has them: in `int fd = open(...)` from a book the type is passed over, because the lab's variables know
/// theirs by the call.
enum CDeclaration {
  /// Words of which types consist, beside `struct NAME` and names that end in `_t`.
  static let words: Set<String> = [
    "const", "static", "volatile", "register", "extern", "signed", "unsigned", "char", "short", "int", "long", "void",
    "float", "double", "bool", "auto", "DIR", "FILE",
  ]

  static func isType(_ word: String) -> Bool {
    words.contains(word) || word.hasSuffix("_t") && word.utf8.count > 2
  }

  /// Where the name begins that `TYPE NAME =` declares; nil where the text at `start` is something else.
  static func name(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    var types = 0
    while true {
      while index < bytes.count, bytes[index] == 0x20 || bytes[index] == 0x09 || bytes[index] == 0x2a && types > 0 {
        index += 1
      }
      var end = index
      while end < bytes.count, bytes[end] == 0x5f || bytes[end].isLetterOrDigit { end += 1 }
      guard end > index else { return nil }
      let word = String(decoding: bytes[index..<end], as: UTF8.self)
      if word == "struct" || word == "union" || word == "enum" {
        // Its tag follows, which is any name.
        index = end
        while index < bytes.count, bytes[index] == 0x20 { index += 1 }
        while index < bytes.count, bytes[index] == 0x5f || bytes[index].isLetterOrDigit { index += 1 }
        types += 1
        continue
      }
      var next = end
      while next < bytes.count, bytes[next] == 0x20 || bytes[next] == 0x09 { next += 1 }
      let assigns = next < bytes.count && bytes[next] == 0x3d && (next + 1 == bytes.count || bytes[next + 1] != 0x3d)
      if assigns { return types > 0 ? index : nil }
      guard isType(word) else { return nil }
      types += 1
      index = end
    }
  }
}
