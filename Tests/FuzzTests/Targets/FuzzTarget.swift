import SyscallTable

/// Something that reads what others wrote, or writes what others said, for a fuzzer to feed: each target takes bytes and
/// must come back, whatever they are. `Tests/fuzz` runs a target under libFuzzer; the test run replays what fuzzers have
/// found worth keeping.
///
/// A rule that is broken traps, which a fuzzer sees as a crash.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case line, strace, lesson, proc, printers, explain, words
  case roundtrip, typing, completing, prose, comments, history, settings, written, drawings, images

  /// Ends the lab that a target has left for its next input.
  static func endLab() { Prompt.end() }

  public func callAsFunction(_ bytes: [UInt8]) {
    switch self {
    case .line: fuzzLine(bytes)
    case .strace: fuzzStrace(bytes)
    case .lesson: fuzzLesson(bytes)
    case .proc: fuzzProc(bytes)
    case .printers: fuzzPrinters(bytes)
    case .explain: fuzzExplain(bytes)
    case .words: fuzzWords(bytes)
    case .roundtrip: fuzzRoundTrip(bytes)
    case .typing: fuzzTyping(bytes)
    case .completing: fuzzCompleting(bytes)
    case .prose: fuzzProse(bytes)
    case .comments: fuzzComments(bytes)
    case .history: fuzzHistory(bytes)
    case .settings: fuzzSettings(bytes)
    case .written: fuzzWritten(bytes)
    case .drawings: fuzzDrawings(bytes)
    case .images: fuzzImages(bytes)
    }
  }
}
