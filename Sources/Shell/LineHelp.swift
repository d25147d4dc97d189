import CReadline
import Render

/// Gives the prompt what the session knows: what TAB can put in, and the signature below the line.
struct LineHelp {
  let session: Session
  let options: Options
  /// What was entered of the statement in rows before, without the newline behind it.
  var earlier: () -> String = { "" }

  func attach(to editor: LineEditor) {
    let completer = Completer(session: session)
    let theme = options.theme
    let isColored = options.isColored
    let isASCII = TerminalText.isASCII
    func shown(_ text: String) -> String { isASCII ? PlainASCII.text(text) : text }
    editor.complete = { line, cursor in
      let before = rowsBefore
      let count = before.utf8.count
      var completion = completer.completion(before + line, cursor: count + cursor)
      guard completion.range.lowerBound >= count else { return nil }
      completion.range = (completion.range.lowerBound - count)..<(completion.range.upperBound - count)
      completion.end -= count
      return completion
    }
    editor.showCandidates = { candidates in
      let found = candidates.map { (name: $0.shown ?? $0.text, meaning: $0.description) }
      var rows: Int32 = 0
      var columns: Int32 = 0
      sysh_hint_screen(&rows, &columns)
      return session.renderer.completions(found, rows: Int(rows)).map { shown(theme.string($0)) }
    }
    editor.hint.text = { line, cursor, columns in
      guard session.settings.signature else { return nil }
      let before = rowsBefore
      let context = completer.context(before + line, cursor: before.utf8.count + cursor)
      return Signature.model(context).map { model in
        // Without styles signs stand around the current argument.
        shown(theme.string(Renderer(width: columns).signature(model, isMarked: !isColored)))
      }
    }
  }

  private var rowsBefore: String {
    let text = earlier()
    if text.isEmpty { return "" }
    // A backslash at the end of a row joins it to the next.
    return (text.hasSuffix("\\") ? String(text.dropLast()) : text) + "\n"
  }
}
