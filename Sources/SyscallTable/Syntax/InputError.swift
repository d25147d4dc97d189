/// A mistake in what was typed: what is wrong, where, and what to do. Nothing was run and nothing has changed.
public struct InputError: Error, Hashable, Sendable {
  /// One sentence that names the mistake.
  public let message: String
  /// The UTF-8 offsets in the line that it is about.
  public let range: Range<Int>
  /// What to do about it: a near name, the usage; nil when the message says it all.
  public let advice: String?
  /// What would close a text, a comment or a bracket that the input opens at `range` and never closes: the input may go
  /// on in a further line. Nil for every other mistake.
  public let missing: String?

  public init(_ message: String, at range: Range<Int>, advice: String? = nil, missing: String? = nil) {
    // Both repeat what was typed.
    self.message = Escapes.harmless(message)
    self.range = range
    self.advice = advice.map { Escapes.harmless($0) }
    self.missing = missing
  }
}
