import Curriculum
import Lab
import LinuxABI
import SyscallTable

/// A session as a lesson that `sysh check` accepts as it stands: comments have become its prose, and where there were
/// none the prose says what was measured, so that a teacher has something true to rewrite.
struct SavedLesson {
  private(set) var text: String

  /// `file` gives the lesson its id, unless a heading among the comments gives it a title.
  init(_ session: SavedSession, vocabulary: any LessonVocabulary, file: String, origin: Origin = .here) {
    let parts = LessonParts(session.lines)
    let id = Self.id(file)
    let title = parts.title ?? id.prefix(1).uppercased() + id.dropFirst().replacing("-", with: " ")
    let taught = Self.taught(session, vocabulary)
    let minutes = min(max(parts.commandCount / 3, 1), 240)
    var lines = [
      "---", "format: 1", "id: \(id)", "title: \(Self.yaml(title))", "minutes: \(minutes)",
      "teaches: [\(taught.joined(separator: ", "))]", "---",
      "<!-- Written by save, \(Self.comment(origin.sentence)), as \(Self.comment(origin.user)). Sentences that were no "
        + "comments of the session say what was measured; rewrite them. sysh check proves the results. -->",
    ]
    for part in parts.all { lines += [""] + Self.lines(part) }
    text = lines.joined(separator: "\n") + "\n"
  }

  // MARK: Front matter

  /// `07-cow.md` is `cow`.
  static func id(_ file: String) -> String {
    var stem = (file.split(separator: "/").last.map(String.init) ?? file).lowercased()
    if stem.hasSuffix(".md") { stem = String(stem.dropLast(3)) }
    let words = stem.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.drop { $0.allSatisfy(\.isNumber) }
    let id = words.joined(separator: "-")
    guard let first = id.first else { return "session" }
    return first.isLetter ? id : "session-\(id)"
  }

  /// Calls and commands that are no views, as exercises that somebody adds may use them.
  private static func taught(_ session: SavedSession, _ vocabulary: any LessonVocabulary) -> [String] {
    var names: [String] = []
    for line in session.lines {
      guard case .command(let command) = line else { continue }
      for name in vocabulary.names(usedBy: command.text) where name != "!" {
        if !LessonChecker.baseCommands.contains(name), !names.contains(name) { names.append(name) }
      }
    }
    return names
  }

  /// A text as YAML reads it back, whatever is in it.
  private static func yaml(_ text: String) -> String {
    let isPlain =
      text.first?.isLetter ?? false && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" }
    let words = ["true", "false", "null", "yes", "no", "on", "off"]
    if isPlain, !text.hasSuffix(" "), !words.contains(text.lowercased()) { return text }
    return "'\(Escapes.harmless(text).replacing("'", with: "''"))'"
  }

  /// What may stand between `<!--` and `-->`.
  private static func comment(_ text: String) -> String {
    text.replacing("--", with: "- ").replacing(">", with: " ")
  }

  // MARK: The body

  private static func lines(_ part: LessonParts.Part) -> [String] {
    switch part {
    case .heading(let text): ["# \(LessonProse.escaped(text))"]
    case .prose(let lines): lines.map(LessonProse.escaped)
    case .session(let lines, let isExplained):
      (isExplained ? [] : [LessonProse.measured(lines), ""]) + fence("sysh", lines.flatMap(script))
    }
  }

  private static func script(_ line: SavedSession.Line) -> [String] {
    switch line {
    case .comment(let text, _): ["# \(Escapes.harmless(text))"]
    case .view(let command): [command.text]
    case .command(let command): [command.text] + (command.result.map { ["= \($0.text)"] } ?? [])
    case .late(_, _, _, isTold: true): []
    case .late(let subject, _, let result, isTold: false):
      ["await \(subject)" + (isEnd(result) ? " = \(result.text)" : ""), "= \(result.text)"]
    }
  }

  /// Without saying so, await waits for a call and not for the subject's end.
  private static func isEnd(_ result: Expectation) -> Bool {
    switch result {
    case .outcome(.killed), .outcome(.exited): true
    case .outcome, .placeholder: false
    }
  }

  /// Longer than any run of backquotes in it.
  private static func fence(_ label: String, _ lines: [String]) -> [String] {
    var longest = 2
    for line in lines {
      var run = 0
      for character in line {
        run = character == "`" ? run + 1 : 0
        longest = max(longest, run)
      }
    }
    let mark = String(repeating: "`", count: longest + 1)
    return ["\(mark)\(label)"] + lines + [mark]
  }
}

/// The lines of a session as the parts of a lesson: each comment begins one, a comment that itself begins with `#` is a
/// heading, and a long run without comments is cut where something was looked at.
struct LessonParts {
  enum Part {
    case heading(String)
    case prose([String])
    /// `isExplained`: prose stands before it.
    case session([SavedSession.Line], isExplained: Bool)
  }

  private(set) var all: [Part] = []
  private(set) var title: String?
  private(set) var commandCount = 0
  private var open: [SavedSession.Line] = []
  /// Comments that wait for the command behind which they stood.
  private var trailing: [SavedSession.Line] = []
  private var isExplained = false

  /// As many lines may stand in a fence before the next command opens another.
  private static let most = 8

  init(_ lines: [SavedSession.Line]) {
    for line in lines { take(line) }
    close()
  }

  private mutating func take(_ line: SavedSession.Line) {
    switch line {
    case .comment(let text, isTrailing: true): trailing.append(.comment(text, isTrailing: true))
    case .comment(let text, isTrailing: false): comment(text)
    case .view: append(line)
    case .late:
      // It belongs to what was done before it.
      open.append(line)
    case .command:
      commandCount += 1
      if case .view? = open.last, open.count >= 3 { close() }
      if open.count >= Self.most { close() }
      append(line)
    }
  }

  private mutating func append(_ line: SavedSession.Line) {
    open += trailing + [line]
    trailing = []
  }

  private mutating func comment(_ text: String) {
    close()
    if text.hasPrefix("#") {
      let heading = text.drop { $0 == "#" }.trimmedSpaces
      guard !heading.isEmpty else { return }
      title = title ?? heading
      all.append(.heading(heading))
      isExplained = false
    } else if case .prose(let lines)? = all.last {
      all[all.count - 1] = .prose(lines + [text])
    } else {
      all.append(.prose([text]))
      isExplained = true
    }
  }

  private mutating func close() {
    guard !open.isEmpty else { return }
    all.append(.session(open, isExplained: isExplained))
    (open, trailing, isExplained) = ([], [], false)
  }
}

extension Session {
  func savedLesson(named file: String) throws(CommandProblem) -> String {
    let saved = try savedSession(.init(namesDescriptors: true, hidesUsers: true, rewritesLogs: true))
    let vocabulary = LessonBridge(session: self, theme: .plain)
    return SavedLesson(saved, vocabulary: vocabulary, file: file).text
  }
}
