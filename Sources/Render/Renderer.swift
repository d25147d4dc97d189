import SyscallTable

/// Turns what the lab knows into styled lines for a terminal of a given width. It reads nothing and keeps nothing: the
/// same model gives the same lines, so that snapshots hold every view.
///
/// Each view is an extension in a file of its own. All of them make their text through `Span.plain` and its companions
/// below, which is the one place where names and texts of subjects are made harmless.
public struct Renderer: Sendable {
  /// Columns of the terminal. Views wrap, shorten or change to lists to stay within them; what strace would print (the
  /// call, its signals) stays on one line, so that it can be copied.
  public var width: Int

  public init(width: Int) {
    self.width = width
  }

  /// Narrower than this nothing can be laid out.
  var columns: Int { max(width, 20) }
}

typealias Span = StyledLine.Span

extension StyledLine.Span {
  static func plain(_ text: String) -> Span { Span(Escapes.harmless(text), .plain) }
  static func value(_ text: String) -> Span { Span(Escapes.harmless(text), .value) }
  static func name(_ text: String) -> Span { Span(Escapes.harmless(text), .name) }
  static func faint(_ text: String) -> Span { Span(Escapes.harmless(text), .faint) }
  static func strong(_ text: String) -> Span { Span(Escapes.harmless(text), .strong) }
  static func styled(_ text: String, _ style: TextStyle) -> Span { Span(Escapes.harmless(text), style) }

  /// Columns that it takes.
  var width: Int { DisplayWidth.of(text) }
}

extension StyledLine {
  var width: Int { spans.reduce(0) { $0 + $1.width } }

  static func spaces(_ count: Int) -> Span { Span(String(repeating: " ", count: max(0, count))) }

  /// With blanks up to `width` columns behind it, or before it.
  func padded(to width: Int, before: Bool = false) -> StyledLine {
    let missing = width - self.width
    guard missing > 0 else { return self }
    let blanks = Self.spaces(missing)
    return StyledLine(before ? [blanks] + spans : spans + [blanks])
  }

  /// Without blanks at the end.
  var trimmed: StyledLine {
    var spans = spans
    while let last = spans.popLast() {
      var text = last.text[...]
      while text.last == " " { text.removeLast() }
      if text.isEmpty { continue }
      return StyledLine(spans + [Span(String(text), last.style)])
    }
    return StyledLine()
  }
}
