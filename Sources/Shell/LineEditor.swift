import CLinux
import CReadline
import Glibc

/// The prompt: GNU readline through its callback interface, so that the shell's one loop polls the keyboard beside
/// everything else, and what happens by itself is printed above the line being typed.
///
/// readline calls back without a context, so there is one editor at a time, which the callbacks find in `active`.
final class LineEditor {
  var onLine: (String?) -> Void = { _ in }
  /// What TAB can put in at the cursor, a UTF-8 offset.
  var complete: (_ line: String, _ cursor: Int) -> Completion? = { _, _ in nil }
  /// The lines that list candidates.
  var showCandidates: ([Completion.Candidate]) -> [String] = { _ in [] }
  let hint = HintLine()
  private(set) var isEditing = false
  private var candidates: [Completion.Candidate] = []
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
      { _, _, _ in LineEditor.active?.matches() },
      { _, _, _ in LineEditor.active?.list() })
    using_history()
    stifle_history(Int32(HistoryFile.limit))
    for line in history?.lines() ?? [] { add_history(line) }
  }

  /// Shows the prompt and begins a line. Escape sequences in it stand between \u{1} and \u{2}.
  func begin(prompt: String) {
    self.prompt = prompt
    hint.prompt = prompt
    isEditing = true
    rl_callback_handler_install(prompt) { line in
      guard let editor = LineEditor.active else { return }
      editor.hint.lineWasEntered()
      // With the handler left installed readline would show the old prompt once more.
      rl_callback_handler_remove()
      editor.isEditing = false
      let text = line.map { String(cString: $0) }
      free(line)
      editor.onLine(text)
    }
    hint.install()
  }

  func end() {
    hint.erase()
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
    hint.erase()
    sysh_readline_restore_terminal()
    sysh_stop_self()
    guard !lendsTerminal else { return }
    sysh_readline_take_terminal()
    if isEditing { sysh_readline_redraw() }
  }

  /// A key is there to be read.
  func readKey() {
    rl_callback_read_char()
    if isEditing { hint.keyWasRead() }
  }

  /// Prints something above the line that is being edited.
  func above(_ print: () -> Void) {
    guard isEditing else {
      print()
      return
    }
    hint.hidden {
      sysh_readline_hide()
      print()
      fflush(nil)
      sysh_readline_show()
    }
  }

  func discardLine() {
    hint.hidden { sysh_readline_discard() }
  }

  func resize() {
    hint.windowChanged { sysh_readline_resize() }
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

  private func matches() -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
    // readline sees no words, so what takes the place of one is the whole line up to the cursor: the shell's own grammar
    // says where a word begins.
    let cursor = Int(sysh_readline_point())
    candidates = []
    sysh_readline_matches_end(0)
    // Bytes that are no text would not come back as they were.
    guard let line = String(validatingCString: sysh_readline_line()), let completion = complete(line, cursor),
      let completed = CompletedLine(completion, line: Array(line.utf8), cursor: cursor)
    else { return nil }
    candidates = completion.candidates
    sysh_readline_skip(Int32(completed.skipped))
    let texts = [completed.common] + completed.texts
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>(
      OpaquePointer(malloc((texts.count + 1) * MemoryLayout<UnsafeMutablePointer<CChar>?>.stride)))
    guard let list else { return nil }
    for (index, text) in texts.enumerated() { list[index] = strdup(text) }
    list[texts.count] = nil
    return list
  }

  private func list() {
    hint.erase()
    print("")
    for line in showCandidates(candidates) { print(line) }
    fflush(nil)
    sysh_readline_show()
  }
}
