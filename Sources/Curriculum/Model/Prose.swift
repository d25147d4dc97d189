/// A piece of a lesson's text, as data: how it is wrapped and coloured is decided elsewhere.
public indirect enum Block: Hashable, Sendable {
  case paragraph([Span])
  case heading(level: Int, [Span])
  /// `marker` is `-` in a bulleted list and `1.`, `2.` … in a numbered one. Nested lists are blocks of their item.
  case listItem(marker: String, [Block])
  case quote([Block])
  /// Text that is shown as it stands: an unlabelled fence or an indented block, without a newline at its end.
  case code(String)
}

/// A run of text inside a block.
public indirect enum Span: Hashable, Sendable {
  case text(String)
  case strong([Span])
  case emphasis([Span])
  case code(String)
  case link([Span], url: String)
  case lineBreak
}

extension [Span] {
  /// The words alone, without any mark-up.
  public var plainText: String {
    map { span in
      switch span {
      case .text(let text), .code(let text): text
      case .strong(let spans), .emphasis(let spans), .link(let spans, _): spans.plainText
      case .lineBreak: " "
      }
    }.joined()
  }
}
