import SyscallTable

/// What TAB can put in at the cursor.
struct Completion: Equatable {
  /// One way in which the word can go on.
  struct Candidate: Hashable {
    /// What follows when there is no other.
    enum Ending: Hashable {
      case nothing
      /// Whatever the grammar wants between this and the next thing: space, a comma, a closing parenthesis.
      case next
      case text(String)
    }

    /// What takes the place of the word.
    var text: String
    var description = ""
    var ending = Ending.next
    /// What the typed word is compared with; `text` if nil.
    var key: String?
    /// What the list shows; `text` if nil.
    var shown: String?
  }

  /// UTF-8 offsets of the word, up to the cursor.
  var range: Range<Int>
  /// Where the word ends behind the cursor.
  var end: Int
  /// The likelier first.
  var candidates: [Candidate]
  /// What `.next` stands for.
  var next = " "

  /// Those that begin with what was typed; if none does, those that do so in small or capital letters.
  static func matching(_ candidates: [Candidate], _ typed: String) -> [Candidate] {
    var seen: Set<String> = []
    func those(_ begins: (String) -> Bool) -> [Candidate] {
      seen = []
      return candidates.filter { begins($0.key ?? $0.text) && seen.insert($0.text).inserted }
    }
    let exact = those { $0.hasPrefix(typed) }
    if !exact.isEmpty || typed.isEmpty { return exact }
    let lower = typed.lowercased()
    return those { $0.lowercased().hasPrefix(lower) }
  }
}

/// What becomes of a line at TAB.
struct CompletedLine: Equatable {
  /// The line up to the cursor, as it is with what all candidates have in common.
  let common: String
  /// The same for each candidate; empty when there is none, and when there is one only it is all in `common`.
  let texts: [String]
  /// How many bytes behind the cursor the completion takes the place of.
  let skipped: Int

  /// `line` as it stands, in bytes, with the cursor at `cursor`. Nil where nothing fits.
  init?(_ completion: Completion, line: [UInt8], cursor: Int) {
    guard let first = completion.candidates.first else { return nil }
    let before = String(decoding: line[..<completion.range.lowerBound], as: UTF8.self)
    let typed = String(decoding: line[completion.range], as: UTF8.self)
    let after = line[cursor...]
    guard completion.candidates.count > 1 else {
      // The rest of a word that is there already is not put in a second time.
      let rest = line[cursor..<max(cursor, min(completion.end, line.count))]
      let isRest =
        !rest.isEmpty && first.text.utf8.count >= rest.count
        && Array(first.text.utf8.suffix(rest.count)) == Array(rest)
      skipped = isRest ? rest.count : 0
      common = before + first.text + Self.ending(first, completion.next, before: after.dropFirst(skipped))
      texts = []
      return
    }
    skipped = 0
    let shared = completion.candidates.dropFirst().reduce(first.text) { $0.commonStart($1.text) }
    // Where letters differ in case only, or the text is written in another way, nothing that was typed is lost.
    common = before + (shared.utf8.count >= typed.utf8.count ? shared : typed)
    texts = completion.candidates.map { before + $0.text }
  }

  /// What ends the candidate, unless the line has it already.
  private static func ending(
    _ candidate: Completion.Candidate, _ next: String, before after: ArraySlice<UInt8>
  ) -> String {
    var ending =
      switch candidate.ending {
      case .nothing: ""
      case .next: next
      case .text(let text): text
      }
    let rest = Array(after)
    if rest.first == 0x22, ending.hasPrefix("\"") { return "" }
    if let first = rest.first, !ending.isEmpty, ending.utf8.first == first || ",)]}; (\"".utf8.contains(first) {
      ending = ""
    }
    return ending
  }
}

extension String {
  fileprivate func commonStart(_ other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
