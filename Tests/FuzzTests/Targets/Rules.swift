import SyscallTable

@testable import Render

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

/// Lines that a terminal of so many columns can show: nothing in them acts on it, with colours or without, and none is
/// broken in two, but for those in which `isCopied` says that something stands as its author laid it out.
func mustFit(_ lines: [StyledLine], columns: Int, isCopied: (StyledLine) -> Bool = { _ in false }) {
  for line in lines {
    let text = Theme.plain.string(line)
    mustBeHarmless(text)
    mustBeHarmless(Theme.color.string(line).withoutColours)
    let width = DisplayWidth.of(text)
    must(width <= columns || isCopied(line), "\(width) columns of \(columns): \(text.debugDescription)")
  }
}

extension String {
  /// Without what sets a colour, as the theme writes it.
  fileprivate var withoutColours: String {
    var rest = unicodeScalars[...]
    var result = ""
    while let scalar = rest.popFirst() {
      guard scalar == "\u{1b}" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      must(rest.popFirst() == "[", "an escape that is no colour")
      rest = rest.drop { $0 == ";" || ("0"..."9").contains($0) }
      must(rest.popFirst() == "m", "an escape that is no colour")
    }
    return result
  }

  /// Without blanks: what stays when lines are broken anew.
  var withoutBlanks: String { filterScalars { $0 != " " } }

  func filterScalars(_ isKept: (Unicode.Scalar) -> Bool) -> String {
    var result = ""
    for scalar in unicodeScalars where isKept(scalar) { result.unicodeScalars.append(scalar) }
    return result
  }
}

/// Takes bytes off an input as numbers, so that the rest of it stays text.
struct FuzzInput {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) {
    rest = bytes[...]
  }

  var isAtEnd: Bool { rest.isEmpty }

  /// 0 once the input is used up.
  mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

  /// From 0 up to, but without, `count`.
  mutating func choice(_ count: Int) -> Int { Int(byte()) % count }

  mutating func word() -> UInt64 {
    (0..<8).reduce(0) { word, place in word | UInt64(byte()) << (8 * UInt64(place)) }
  }

  /// Bytes up to a 0xff, as text.
  mutating func text() -> String {
    let part = rest.prefix { $0 != 0xff }
    rest = rest.dropFirst(part.count + 1)
    return String(decoding: part, as: UTF8.self)
  }

  /// 1 to 300 columns of a terminal.
  mutating func columns() -> Int {
    let byte = Int(byte())
    return byte < 200 ? byte + 1 : (byte - 199) * 5 + 20
  }

  mutating func remainder() -> [UInt8] {
    defer { rest = [] }
    return Array(rest)
  }
}
