/// What playing lessons as tests found.
public struct CheckReport: Hashable, Sendable {
  public private(set) var results: [LessonResult] = []

  public init() {}

  mutating func add(_ result: LessonResult) {
    results.append(result)
  }

  public var passed: Int { results.count { $0.verdict == .passed } }

  public var skipped: Int {
    results.count { if case .skipped = $0.verdict { true } else { false } }
  }

  public var failed: Int { results.count - passed - skipped }

  /// `3 passed, 0 failed, 1 skipped`
  public var summary: String { "\(passed) passed, \(failed) failed, \(skipped) skipped" }

  /// A failure; also when nothing was played, because then nothing was shown.
  public var isFailure: Bool { failed > 0 || passed == 0 }
}

/// One lesson, or one file that is none.
public struct LessonResult: Hashable, Sendable {
  public enum Verdict: Hashable, Sendable {
    case passed
    /// Never empty; in the order of the file.
    case failed([LessonDiagnostic])
    /// Why, in a sentence.
    case skipped(String)
  }

  public let file: String
  /// Nil when the file could not be read that far.
  public let id: String?
  public let verdict: Verdict
}
