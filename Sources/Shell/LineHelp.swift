import CReadline
import Render

/// Gives the prompt what the session knows: what TAB can put in, and the signature below the line.
struct LineHelp {
  let session: Session
  let theme: Theme
  /// Without styles the current argument has signs around it.
  let isColored: Bool

  func attach(to editor: LineEditor) {
    let completer = Completer(session: session)
    editor.complete = { line, cursor in completer.completion(line, cursor: cursor) }
    editor.showCandidates = { candidates in
      let found = candidates.map { (name: $0.shown ?? $0.text, meaning: $0.description) }
      var rows: Int32 = 0
      var columns: Int32 = 0
      sysh_hint_screen(&rows, &columns)
      return session.renderer.completions(found, rows: Int(rows)).map(theme.string)
    }
    editor.hint.text = { line, cursor, columns in
      guard session.settings.signature else { return nil }
      return Signature.model(completer.context(line, cursor: cursor)).map { model in
        theme.string(Renderer(width: columns).signature(model, isMarked: !isColored))
      }
    }
  }
}
