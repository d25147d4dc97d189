import SyscallTable

/// Something that reads what others wrote, for a fuzzer to feed: each target takes bytes and must come back, whatever
/// they are. `Tests/fuzz` runs a target under libFuzzer; the test run replays what fuzzers have found worth keeping.
///
/// A rule that is broken traps, which a fuzzer sees as a crash.
public enum FuzzTarget: String, CaseIterable, Sendable {
  case line, strace, lesson, proc, printers, explain, words

  public func callAsFunction(_ bytes: [UInt8]) {
    switch self {
    case .line: fuzzLine(bytes)
    case .strace: fuzzStrace(bytes)
    case .lesson: fuzzLesson(bytes)
    case .proc: fuzzProc(bytes)
    case .printers: fuzzPrinters(bytes)
    case .explain: fuzzExplain(bytes)
    case .words: fuzzWords(bytes)
    }
  }
}

/// Traps when a rule does not hold, and says which: an optimised build drops the words of a precondition.
func must(_ holds: Bool, _ rule: @autoclosure () -> String) {
  if !holds { fatalError(rule()) }
}

/// What is shown may hold no byte on which a terminal acts.
func mustBeHarmless(_ text: String) {
  must(
    !text.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) },
    "\(text.debugDescription) could act on a terminal")
}

/// What is wrong with a line of `count` bytes: a sentence about a part of it.
func mustBeSensible(_ error: InputError, _ count: Int) {
  must(!error.message.isEmpty, "a mistake without a word")
  must(
    error.range.lowerBound >= 0 && error.range.upperBound <= count,
    "\(error.message) points at \(error.range) of \(count)")
  mustBeHarmless(error.message)
  if let advice = error.advice { mustBeHarmless(advice) }
}

/// Takes bytes off an input as numbers, so that the rest of it stays text.
struct FuzzInput {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  /// 0 once the input is used up.
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  mutating func word() -> UInt64 {
    (0..<8).reduce(0) { word, place in word | UInt64(byte()) << (8 * UInt64(place)) }
  }

  mutating func remainder() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }
}
