import CReadline
import Glibc
import Render

/// One line below the text that is being edited, for the signature of the call under the cursor.
///
/// It is drawn after each time that readline has drawn, and put away before anything else is printed. readline keeps its
/// own picture of the screen, in which the line is not; so the cursor comes back to where it was, and when the text may
/// grow over the line it is erased first. At the bottom of the screen room is made by scrolling before the cursor's place
/// is kept, since a kept place does not scroll along.
final class HintLine {
  /// What is shown for the line and the cursor, at most so many columns wide; nil for nothing.
  var text: (_ line: String, _ cursor: Int, _ columns: Int) -> String? = { _, _, _ in nil }
  /// The prompt, of which what stands between \u{1} and \u{2} takes no room.
  var prompt = "" {
    didSet {
      let pieces = prompt.split(separator: "\u{2}", omittingEmptySubsequences: false)
      promptWidth = pieces.reduce(0) {
        $0 + ($1.split(separator: "\u{1}", omittingEmptySubsequences: false).first?.utf8.count ?? 0)
      }
    }
  }
  private var promptWidth = 0
  private var isDrawn = false
  /// When readline drew last, a search was on the screen.
  private var wasElsewhere = false
  private let isPossible: Bool

  // readline calls back without a context, and there is one prompt at a time.
  nonisolated(unsafe) private static var active: HintLine?

  init() {
    let term = getenv("TERM").map { String(cString: $0) } ?? ""
    isPossible = isatty(1) == 1 && !term.isEmpty && term != "dumb"
    guard isPossible else { return }
    Self.active = self
  }

  /// Begins to draw, as soon as readline has looked at the terminal.
  func install() {
    if isPossible { sysh_hint_install { HintLine.active?.redisplay() } }
  }

  private func redisplay() {
    if isDrawn, sysh_hint_is_elsewhere() != 0 || mayGrow() { erase() }
    rl_redisplay()
    update()
  }

  /// Shows what belongs to the line as it is now.
  func update() {
    guard isPossible else { return }
    var rows: Int32 = 0
    var columns: Int32 = 0
    sysh_hint_screen(&rows, &columns)
    let line = String(cString: sysh_readline_line())
    wasElsewhere = sysh_hint_is_elsewhere() != 0
    guard !wasElsewhere, !line.isEmpty, columns > 10, sysh_hint_last_row() + 2 <= rows else {
      return erase()
    }
    // What is typed ahead or pasted is not commented letter by letter.
    if isInputWaiting { return }
    guard let text = self.text(line, Int(sysh_readline_point()), Int(columns)) else { return erase() }
    let below = sysh_hint_last_row() - sysh_hint_cursor_row()
    // IND goes down one row in the same column, and scrolls where there is none.
    let room = down(below) + "\u{1b}D" + up(below + 1)
    sysh_hint_write(room + "\u{1b}7" + down(below + 1) + "\r" + text + "\u{1b}[J" + "\u{1b}8")
    isDrawn = true
  }

  private var isInputWaiting: Bool {
    var keyboard = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    return poll(&keyboard, 1, 0) > 0
  }

  /// A key has been dealt with. readline does not draw once more when a search has ended.
  func keyWasRead() {
    if wasElsewhere, sysh_hint_is_elsewhere() == 0 { update() }
  }

  /// Takes the line from the screen; the cursor is where readline thinks it is.
  func erase() {
    guard isDrawn else { return }
    isDrawn = false
    let below = sysh_hint_last_row() - sysh_hint_cursor_row()
    sysh_hint_write("\u{1b}7" + down(below + 1) + "\r\u{1b}[J\u{1b}8")
  }

  /// Takes the line from the screen while `body` has readline draw as it likes, and shows what fits then.
  func hidden(_ body: () -> Void) {
    guard isPossible else { return body() }
    erase()
    sysh_hint_install(nil)
    body()
    install()
    update()
  }

  /// The line was entered, and readline has gone to the row behind it: that of the hint.
  func lineWasEntered() {
    guard isDrawn else { return }
    isDrawn = false
    sysh_hint_write("\r\u{1b}[J")
  }

  /// The window has another size, and rows may have been broken anew: what stands behind the cursor is put away, and
  /// `redraw` lets readline draw all of its own again.
  func windowChanged(_ redraw: () -> Void) {
    guard isPossible else { return redraw() }
    if isDrawn { sysh_hint_write("\u{1b}[J") }
    isDrawn = false
    sysh_hint_install(nil)
    redraw()
    install()
    update()
  }

  /// Whether the text may need a row more than it has. A byte takes four columns at most, as an octal escape of readline;
  /// a tab up to eight.
  private func mayGrow() -> Bool {
    var rows: Int32 = 0
    var columns: Int32 = 0
    sysh_hint_screen(&rows, &columns)
    var width = promptWidth
    var next = sysh_readline_line()
    while let byte = next.map({ UInt8(bitPattern: $0.pointee) }), byte != 0 {
      width += byte == 9 ? 8 : byte < 32 || byte == 127 ? 4 : 1
      next = next?.advanced(by: 1)
    }
    return width / max(1, Int(columns)) > Int(sysh_hint_last_row())
  }

  private func down(_ rows: Int32) -> String { rows > 0 ? "\u{1b}[\(rows)B" : "" }
  private func up(_ rows: Int32) -> String { rows > 0 ? "\u{1b}[\(rows)A" : "" }
}
