/// Words as a shell reads them, as far as quotes go: `sh -c 'echo "a b"'` is three.
enum ShellWords {
  /// Blanks separate; single quotes keep everything, double quotes all but a backslash before `"`, `\`, `$` and a
  /// backquote; outside of both a backslash keeps the next character. Nothing is expanded.
  ///
  /// Throws where a quote is not closed.
  static func split(_ text: String) throws(CommandProblem) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var rest = text[...]
    while let next = rest.popFirst() {
      switch (quote, next) {
      case (nil, " "), (nil, "\t"):
        if let done = word { words.append(done) }
        word = nil
      case (nil, "'"), (nil, "\""):
        quote = next
        word = word ?? ""
      case (.some(let open), next) where open == next: quote = nil
      case (nil, "\\"):
        word = (word ?? "") + (rest.popFirst().map(String.init) ?? "\\")
      case ("\"", "\\") where rest.first.map { "\"\\$`".contains($0) } == true:
        word = (word ?? "") + String(rest.removeFirst())
      default: word = (word ?? "") + String(next)
      }
    }
    if let quote {
      throw CommandProblem("A quote is not closed.", advice: "Add \(quote) at the end.")
    }
    return words + (word.map { [$0] } ?? [])
  }
}
