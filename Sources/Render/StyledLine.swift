/// How a piece of text is meant; the theme decides what that looks like, and plain output drops it.
public enum TextStyle: Hashable, Sendable {
  case plain
  /// A call's name, a command.
  case call
  /// Values: numbers, texts, addresses.
  case value
  /// A descriptor, a description's letter, a subject.
  case name
  case success
  case failure
  case added
  case removed
  case changed
  /// Comments, labels, hints: read last.
  case faint
  case strong
  case emphasis
  case heading
  case link
  /// Struck through: it was there until now.
  case struck
  /// One of a few colours that tell lines of a drawing apart; any number.
  case series(Int)
}

/// One line of output as styled pieces. It holds no newline and no control character: text from files, subjects and
/// lessons is made harmless before it gets here.
public struct StyledLine: Hashable, Sendable {
  public struct Span: Hashable, Sendable {
    public let text: String
    public let style: TextStyle

    public init(_ text: String, _ style: TextStyle = .plain) {
      self.text = text
      self.style = style
    }
  }

  public var spans: [Span]

  public init(_ spans: [Span] = []) {
    self.spans = spans
  }

  public init(_ text: String, _ style: TextStyle = .plain) {
    spans = [Span(text, style)]
  }

  /// The text alone, as batch output and snapshots have it.
  public var plain: String {
    spans.map(\.text).joined()
  }
}
