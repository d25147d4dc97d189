import LinuxABI
import SyscallTable

// The prompt, and the lines that are typed at it.
extension Interactive {
  /// A line was typed; nil at Ctrl-D.
  func take(_ line: String?) {
    guard let line else { return endInput() }
    interrupted = false
    // A terminal hands pasted lines over as one, so that nothing runs before the enter key.
    for line in line.lines(keepingEmpty: true).map(String.init) {
      guard let whole = reader.take(line) else { continue }
      run(whole)
      if session.wantsQuit || ended { break }
      if interruptRequested() {
        _ = reader.flush()
        if guide?.endsAtInterrupt == true { endGuide(by: .interrupted) }
        break
      }
    }
    if session.wantsQuit {
      leave(.done)
    } else if !ended {
      if reader.open != nil { sayWhatIsOpen() } else { toldOpen = nil }
      showPrompt()
    }
  }

  private func run(_ text: String) {
    let line = LineFolding.folded(text)
    editor.remember(line)
    if let guide {
      guide.handle(line)
      if guide.isOver, self.guide === guide { endGuide() }
    } else {
      _ = session.execute(text)
      session.hintAtDirectives(line)
    }
    if output.failure != 0 { leave(.interrupted) }
  }

  /// Ctrl-D leaves whatever is there: a statement that is not complete, the lesson, the shell.
  private func endInput() {
    output.write("\n")
    if let open = reader.open {
      _ = reader.flush()
      toldOpen = nil
      session.say("\(open.sentence) when the input ended, so nothing of it was run.")
    } else if guide != nil {
      endGuide()
    } else {
      leave(.done)
    }
    if !ended { showPrompt() }
  }

  /// Ctrl-C throws away what is being typed, with the lines before it that belong to it.
  func discardInput() {
    guard reader.flush() != nil else { return editor.discardLine() }
    toldOpen = nil
    editor.end()
    output.write("\n")
    showPrompt()
  }

  /// Nobody shall be caught by a stray quote: what is open is said, and how to get out.
  private func sayWhatIsOpen() {
    guard let open = reader.open, open != toldOpen else { return }
    toldOpen = open
    if case .bracket(let closing, _) = open {
      session.say("\(open.sentence): go on here and close it with \(closing), or drop it with Ctrl-C.")
    }
  }

  func showPrompt() {
    let name = session.lab.current.map { $0.end == nil ? $0.name : "\($0.name) (ended)" } ?? "sysh"
    let lesson = guide.map { "\($0.place) " } ?? ""
    guard reader.open == nil else {
      // As wide as the prompt, so that lines that belong together stand below each other.
      return editor.begin(prompt: String(repeating: ".", count: lesson.count + name.count) + "> ")
    }
    // readline counts what stands between \u{1} and \u{2} as taking no room.
    let text: String
    if options.isColored {
      text = "\u{1}\u{1b}[2m\u{2}\(lesson)\u{1}\u{1b}[0;1m\u{2}\(name)>\u{1}\u{1b}[0m\u{2} "
    } else {
      text = "\(lesson)\(name)> "
    }
    editor.begin(prompt: text)
  }
}

extension StatementReader.Open {
  /// `A text is open`
  var sentence: String {
    switch self {
    case .line: "The line goes on"
    case .bracket(let closing, _):
      switch closing {
      case "\"": "A text is open"
      case ")": "A parenthesis is open"
      case "]": "A bracket is open"
      case "}": "A brace is open"
      default: "A comment is open"
      }
    }
  }
}
