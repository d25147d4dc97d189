extension StringProtocol {
  /// The parts between newlines, as the kernel and files have them.
  ///
  /// Not `split(separator: "\n")`: to Swift a carriage return and the newline behind it are one character, which is no
  /// newline, so that a name that ends with a carriage return would swallow the next line of a table.
  public func lines(keepingEmpty: Bool = false) -> [Substring] {
    parts("\n", keepingEmpty: keepingEmpty)
  }

  /// The parts between single scalars, whatever combines with them: a name that begins with a combining accent makes one
  /// character of it and the blank that stands before it.
  public func parts(
    _ separator: Unicode.Scalar, atMost count: Int = .max, keepingEmpty: Bool = false
  ) -> [Substring] {
    String(self).unicodeScalars.split(
      separator: separator, maxSplits: count - 1, omittingEmptySubsequences: !keepingEmpty
    ).map { Substring($0) }
  }
}
