import CLinux
import CReadline
import Glibc

/// The prompt: GNU readline through its callback interface, so that the shell's one loop polls the keyboard beside
/// everything else, and what happens by itself is printed above the line being typed.
///
/// readline calls back without a context, so there is one editor at a time, which the callbacks find in `active`.
final class LineEditor {
  /// What TAB can put in: the text, what it is, and whether a space follows.
  struct Candidate: Hashable {
    let text: String
    var description = ""
    var isWhole = true
  }

  var onLine: (String?) -> Void = { _ in }
  /// Candidates for the word that ends at the cursor: the line up to the word, and the word.
  var complete: (_ before: String, _ word: String) -> [Candidate] = { _, _ in [] }
  private(set) var isEditing = false
  private var descriptions: [String: String] = [:]
  private var prompt = ""
  private let history: HistoryFile?
  /// Lines cannot be kept, with the reason; told once.
  var onHistoryProblem: (String) -> Void = { _ in }
  private var toldProblem = false
  /// A program or a question has the terminal in its ordinary modes.
  private var lendsTerminal = false

  // Only the thread that owns the prompt comes here, as readline itself is not thread-safe.
  nonisolated(unsafe) private static var active: LineEditor?

  /// `history` keeps typed lines, nil where there is no place for it.
  init(history: HistoryFile?) {
    self.history = history
    Self.active = self
    TerminalText.chooseLocale()
    sysh_readline_configure(
      { text, start, end in LineEditor.active?.matches(text, Int(start), Int(end)) },
      { matches, count, _ in LineEditor.active?.list(matches, Int(count)) })
    using_history()
    stifle_history(Int32(HistoryFile.limit))
    for line in history?.lines() ?? [] { add_history(line) }
  }

  /// Shows the prompt and begins a line. Escape sequences in it stand between \u{1} and \u{2}.
  func begin(prompt: String) {
    self.prompt = prompt
    isEditing = true
    rl_callback_handler_install(prompt) { line in
      guard let editor = LineEditor.active else { return }
      // With the handler left installed readline would show the old prompt once more.
      rl_callback_handler_remove()
      editor.isEditing = false
      let text = line.map { String(cString: $0) }
      free(line)
      editor.onLine(text)
    }
  }

  func end() {
    if isEditing { rl_callback_handler_remove() }
    isEditing = false
    sysh_readline_restore_terminal()
  }

  /// Gives the terminal its ordinary modes while `body` runs: for a program in the foreground, for a question.
  func withOrdinaryTerminal<Result>(_ body: () throws -> Result) rethrows -> Result {
    sysh_readline_restore_terminal()
    lendsTerminal = true
    defer {
      lendsTerminal = false
      sysh_readline_take_terminal()
    }
    return try body()
  }

  /// Stops the shell as Ctrl-Z asks, with the terminal as it was before, and goes on where it was.
  func stop() {
    sysh_readline_restore_terminal()
    sysh_stop_self()
    guard !lendsTerminal else { return }
    sysh_readline_take_terminal()
    if isEditing { sysh_readline_redraw() }
  }

  /// A key is there to be read.
  func readKey() {
    rl_callback_read_char()
  }

  /// Prints something above the line that is being edited.
  func above(_ print: () -> Void) {
    guard isEditing else {
      print()
      return
    }
    sysh_readline_hide()
    print()
    fflush(nil)
    sysh_readline_show()
  }

  func discardLine() {
    sysh_readline_discard()
  }

  func resize() {
    sysh_readline_resize()
  }

  /// Keeps a line, in memory and at once on disk: a crash loses nothing. One that begins with a blank is nobody's business,
  /// as in other shells.
  func remember(_ line: String) {
    guard let first = line.first, first != " ", line.contains(where: { $0 != " " && $0 != "\t" }) else { return }
    if let last = sysh_history_last(), String(cString: last) == line { return }
    add_history(line)
    guard let history else { return tellOnce("What you type cannot be kept for the next session: HOME is not set.") }
    do throws(HistoryFile.Problem) {
      try history.append(line)
    } catch {
      tellOnce(error.message)
    }
  }

  private func tellOnce(_ problem: String) {
    if !toldProblem { onHistoryProblem(problem) }
    toldProblem = true
  }

  // MARK: Completion

  private func matches(
    _ text: UnsafePointer<CChar>?, _ start: Int, _ end: Int
  ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    let line = Array(String(cString: sysh_readline_line()).utf8)
    let word = text.map { String(cString: $0) } ?? ""
    let before = String(decoding: line[..<min(start, line.count)], as: UTF8.self)
    let candidates = complete(before, word).filter { $0.text.hasPrefix(word) }
    descriptions = Dictionary(candidates.map { ($0.text, $0.description) }, uniquingKeysWith: { first, _ in first })
    sysh_readline_matches_end(candidates.count == 1 && candidates[0].isWhole ? 1 : 0)
    guard let first = candidates.first else { return nil }
    let common = candidates.dropFirst().reduce(first.text) { $0.commonPrefix(with: $1.text) }
    let texts = candidates.count == 1 ? [first.text] : [common] + candidates.map(\.text)
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>(
      OpaquePointer(malloc((texts.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)))
    guard let list else { return nil }
    for (index, text) in texts.enumerated() { list[index] = strdup(text) }
    list[texts.count] = nil
    return list
  }

  /// One candidate a line with what it is, or columns where there is nothing to say.
  private func list(_ matches: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?, _ count: Int) {
    guard let matches, count > 0 else { return }
    let texts = (1...count).compactMap { index in matches[index].map { String(cString: $0) } }
    print("")
    let width = (texts.map(\.count).max() ?? 0) + 2
    if texts.contains(where: { descriptions[$0]?.isEmpty == false }), count <= 60 {
      for text in texts {
        print("  " + text + String(repeating: " ", count: width - text.count) + (descriptions[text] ?? ""))
      }
    } else {
      let columns = max(1, 78 / width)
      var line = ""
      for (index, text) in texts.enumerated() {
        line += text + String(repeating: " ", count: width - text.count)
        if index % columns == columns - 1 || index == texts.count - 1 {
          print("  " + line)
          line = ""
        }
      }
    }
    fflush(nil)
    sysh_readline_show()
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
