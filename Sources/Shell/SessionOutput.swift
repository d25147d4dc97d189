import Render

/// Where a session's lines go.
protocol SessionOutput: AnyObject {
  func show(_ lines: [StyledLine])
  /// Lines that have been through the theme already.
  func showRendered(_ lines: [String])
  /// Lines for a program to read, byte by byte.
  func showVerbatim(_ lines: [String])
  /// Why nothing can be written any more, an errno; 0 while it can.
  var failure: Int32 { get }
  /// How far something is that takes a while, in place of what was said of it before; nil takes that away.
  func showProgress(_ text: String?)
  /// Something that has a model, and the lines that show it.
  func tell(_ event: Transcript.Event, _ lines: [StyledLine], in session: Session)
  /// A statement begins, after `line` of input.
  func begin(_ statement: Statement, _ text: String)
  /// It is over.
  func endStatement()
}

extension SessionOutput {
  func showProgress(_ text: String?) {}
  var failure: Int32 { 0 }
  func showVerbatim(_ lines: [String]) { showRendered(lines) }
  func tell(_ event: Transcript.Event, _ lines: [StyledLine], in session: Session) {
    if !lines.isEmpty { show(lines) }
  }
  func begin(_ statement: Statement, _ text: String) {}
  func endStatement() {}
}
