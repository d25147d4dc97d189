import Testing

@testable import Render

/// A mistake in a typed line and the place that is pointed at.
struct ErrorViewTests {
  private func lines(_ line: String, _ range: Range<Int>?, width: Int = 60, advice: String? = nil) -> [String] {
    Renderer(width: width).error("That is wrong.", advice: advice, line: line, range: range).map(\.plain)
  }

  @Test func `the caret stands under the range`() {
    #expect(
      lines("open \"x\" O_RDONYL", 9..<17, advice: "Did you mean O_RDONLY?")
        == ["  open \"x\" O_RDONYL", "           ^~~~~~~~", "That is wrong.", "Did you mean O_RDONLY?"])
  }

  @Test func `a mistake behind the end has its caret there`() {
    #expect(lines("open", 4..<4)[1] == "      ^")
    #expect(lines("", 0..<0)[1] == "  ^")
    #expect(lines("ab", 7..<9)[1] == "    ^")
  }

  @Test func `without a range there is no line`() {
    #expect(lines("open", nil) == ["That is wrong."])
  }

  @Test func `wide and combining characters count as columns, not bytes`() {
    // Each 漢 has 3 bytes and 2 columns; e with its accent 3 bytes and one.
    #expect(lines("漢漢 bad", 7..<10)[1] == "       ^~~")
    #expect(lines("e\u{301} bad", 4..<7)[1] == "    ^~~")
    #expect(lines("x 漢漢", 2..<8)[1] == "    ^~~~")
    // A range that begins inside a character points at all of it.
    #expect(lines("漢 x", 1..<2)[1] == "  ^~")
  }

  @Test func `control characters are shown as escapes, and tabs as blanks`() {
    let shown = lines("a\u{1b}[31m\tbad", 7..<10)
    #expect(shown[0] == "  a\\033[31m bad")
    #expect(shown[1] == "            ^~~")
  }

  @Test func `of a long line the part around the mistake is shown`() {
    let text = String(repeating: "a", count: 100) + " bad " + String(repeating: "b", count: 100)
    let shown = lines(text, 101..<104, width: 40)
    #expect(shown[0].hasPrefix("  …") && shown[0].hasSuffix("…") && shown[0].contains(" bad "))
    let column = shown[1].prefix { $0 == " " }.count
    #expect(Array(shown[0])[column..<column + 3] == ["b", "a", "d"])
    #expect(shown.allSatisfy { DisplayWidth.of($0) <= 40 })
  }

  @Test func `no caret line is wider than the terminal or points beside its line`() {
    let text = "r, w = 漢字 e\u{301}\t\u{7f}" + String(repeating: "long words ", count: 20)
    let count = text.utf8.count
    for width in [40, 41, 60, 200] {
      for start in stride(from: 0, through: count + 2, by: 3) {
        for length in [0, 1, 5, 500] {
          let shown = lines(text, start..<start + length, width: width)
          #expect(shown.allSatisfy { DisplayWidth.of($0) <= width })
          #expect(shown[1].contains("^"))
          #expect(DisplayWidth.of(shown[1]) <= DisplayWidth.of(shown[0]) + 1)
        }
      }
    }
  }
}
