import Glibc
import LinuxABI
import Render
import SyscallTable

/// Lines on standard output, written at once: what was printed before a crash or a kill is there.
final class StandardOutput: SessionOutput {
  let theme: Theme
  /// Brings the prompt out of the way while lines are printed.
  weak var editor: LineEditor?
  /// Columns that the line of progress takes.
  private var progress = 0
  private let isASCII = TerminalText.isASCII
  /// Why nothing can be written any more, an errno; 0 while it can.
  private(set) var failure: Int32 = 0

  init(theme: Theme) {
    self.theme = theme
  }

  func show(_ lines: [StyledLine]) {
    showRendered(lines.map(theme.string))
  }

  func showRendered(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    showVerbatim(isASCII ? lines.map(PlainASCII.text) : lines)
  }

  func showVerbatim(_ lines: [String]) {
    guard !lines.isEmpty else { return }
    let text = lines.map { $0 + "\n" }.joined()
    if let editor {
      editor.above { write(text) }
    } else {
      write(text)
    }
  }

  /// On a terminal only; the text is to fit into a line of it.
  func showProgress(_ text: String?) {
    guard isatty(1) == 1, text != nil || progress > 0 else { return }
    let line = isASCII ? PlainASCII.text(text ?? "") : text ?? ""
    write("\r" + line + String(repeating: " ", count: max(0, progress - line.count)) + (text == nil ? "\r" : ""))
    progress = line.count
  }

  func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var ready = pollfd(fd: 1, events: Int16(POLLOUT), revents: 0)
          poll(&ready, 1, 1000)
          continue
        }
        // Nobody reads any more (EPIPE) or the disk is full: whoever runs the lines says so, elsewhere.
        if failure == 0 { failure = errno }
        return
      }
      bytes = bytes.dropFirst(count)
    }
  }
}

/// One line on standard error.
func complain(_ sentence: String) {
  // A file's name may be anything.
  let lines = sentence.lines(keepingEmpty: true).map { Escapes.harmless($0) }
  let text = Array("sysh: \(lines.joined(separator: "\n"))\n".utf8)
  _ = text.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
}
