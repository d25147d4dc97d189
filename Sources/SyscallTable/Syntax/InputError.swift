/// A mistake in what was typed: what is wrong, where, and what to do. Nothing was run and nothing has changed.
public struct InputError: Error, Hashable, Sendable {
  /// One sentence that names the mistake.
  public let message: String
  /// The UTF-8 offsets in the line that it is about.
  public let range: Range<Int>
  /// What to do about it: a near name, the usage; nil when the message says it all.
  public let advice: String?

  public init(_ message: String, at range: Range<Int>, advice: String? = nil) {
    self.message = message
    self.range = range
    self.advice = advice
  }
}

/// Finding the name that was probably meant.
public enum NearestName {
  /// The candidate with the fewest single-letter edits (insert, delete, replace, swap of neighbours) from `name`, when
  /// that is near enough to be a slip: one edit in short names, two in names of five letters and more.
  public static func match(_ name: String, in candidates: some Sequence<String>) -> String? {
    let typed = Array(name.lowercased().utf8)
    // One letter is no slip of another name.
    let limit = typed.count < 2 ? 0 : typed.count < 5 ? 1 : 2
    var best: (String, Int)?
    for candidate in candidates {
      let other = Array(candidate.lowercased().utf8)
      guard abs(other.count - typed.count) <= limit else { continue }
      let edits = distance(typed, other)
      if edits <= limit, edits < best?.1 ?? .max || (edits == best?.1 && candidate < best?.0 ?? "") {
        best = (candidate, edits)
      }
    }
    return best?.0
  }

  /// `did you mean open?`, or nil.
  public static func advice(_ name: String, in candidates: some Sequence<String>) -> String? {
    match(name, in: candidates).map { "Did you mean \($0)?" }
  }

  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var before: [Int] = []
    var previous = Array(0...b.count)
    for i in 0..<a.count {
      var current = [i + 1]
      for j in 0..<b.count {
        var cost = min(previous[j] + (a[i] == b[j] ? 0 : 1), previous[j + 1] + 1, current[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, before[j - 1] + 1) }
        current.append(cost)
      }
      before = previous
      previous = current
    }
    return previous[b.count]
  }
}
