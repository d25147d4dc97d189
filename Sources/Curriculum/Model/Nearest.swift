import SyscallTable

/// The name that a mistyped word was probably meant to be.
enum Nearest {
  /// The nearest candidate, nil when none is near enough to be a slip.
  static func name(to word: String, among candidates: [String]) -> String? {
    NearestName.match(word, in: candidates)
  }

  /// A clause to put at the end of a message: ` Did you mean "check"?`, or nothing.
  static func question(_ word: String, among candidates: [String]) -> String {
    name(to: word, among: candidates).map { " Did you mean \"\($0)\"?" } ?? ""
  }
}
