extension Renderer {
  /// What an exec closed: struck out where the terminal can, and marked in words for everybody else.
  func struck(_ text: String) -> [Span] {
    Self.struck(text, mark: " ✗ closed by exec")
  }

  static func struck(_ text: String, mark: String) -> [Span] {
    [.styled(text, .struck), .plain(mark)]
  }
}
