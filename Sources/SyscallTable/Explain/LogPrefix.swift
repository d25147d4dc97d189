/// What strace writes before a call: who makes it and when (`man 1 strace`: -f, -t, -r, -i, -n).
struct LogPrefix {
  struct Part: Hashable {
    let text: String
    let meaning: String
  }

  private(set) var parts: [Part] = []
  /// The process or thread, as the line has it; empty where it has none.
  private(set) var process = ""
  /// What is left of the line.
  let rest: Substring

  init(_ line: Substring) {
    var rest = line.drop { $0 == " " || $0 == "\t" }
    while let part = Self.part(rest) {
      parts.append(part.0)
      if part.isProcess { process = part.0.text }
      rest = part.rest.drop { $0 == " " || $0 == "\t" }
    }
    self.rest = rest
  }

  private static func part(_ text: Substring) -> (Part, isProcess: Bool, rest: Substring)? {
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      let inner = text[text.index(after: text.startIndex)..<end]
      let after = text[text.index(after: end)...]
      let words = inner.split(separator: " ")
      if words.count == 2, words[0] == "pid", Int(words[1]) != nil {
        return (Part(text: String(words[1]), meaning: "the process or thread that made the call"), true, after)
      }
      if words.count == 1, let number = Int(words[0]), words[0].count < 8 {
        return (Part(text: "\(number)", meaning: "the number of the call in the kernel's table"), false, after)
      }
      if words.count == 1, words[0].count >= 8, words[0].allSatisfy(\.isHexDigit) {
        return (Part(text: "0x\(words[0])", meaning: "the instruction behind the one that made the call"), false, after)
      }
      return nil
    }
    guard text.first?.isNumber == true else { return nil }
    let word = text.prefix { $0.isNumber || $0 == ":" || $0 == "." }
    let after = text[word.endIndex...]
    guard after.first == " " else { return nil }
    if word.contains(":") {
      return (Part(text: String(word), meaning: "the time of day at its beginning"), false, after)
    }
    guard let dot = word.firstIndex(of: ".") else {
      return (Part(text: String(word), meaning: "the process or thread that made the call"), true, after)
    }
    let isEpoch = word.distance(from: word.startIndex, to: dot) > 8
    let meaning = isEpoch ? "seconds since 1970 at its beginning" : "seconds since the line before it began"
    return (Part(text: String(word), meaning: meaning), false, after)
  }
}
