import Testing

@testable import Render

/// The list below the line at TAB TAB, and the signature.
struct CompletionViewTests {
  private func lines(_ found: [(String, String)], width: Int = 60, rows: Int = 24) -> [String] {
    Renderer(width: width).completions(found.map { (name: $0.0, meaning: $0.1) }, rows: rows).map(\.plain)
  }

  @Test func whatMeansSomethingStandsOnALineOfItsOwn() {
    #expect(lines([("0", "/dev/pts/0"), ("10", "pipe")]) == ["  0   /dev/pts/0", "  10  pipe"])
    #expect(
      lines([("a", String(repeating: "x", count: 100))], width: 30) == [
        "  a  " + String(repeating: "x", count: 23) + "…"
      ])
  }

  @Test func manyNamesStandInColumns() {
    let names = ["aaaa", "bbb", "c", "d", "e"].map { ($0, "") }
    #expect(lines(names, width: 20) == ["  aaaa  d", "  bbb   e", "  c"])
  }

  @Test func whatTheScreenCannotHoldIsCounted() {
    let many = (0..<1000).map { ("name\($0)", "") }
    let shown = lines(many, width: 40, rows: 15)
    #expect(shown.count == 12)
    #expect(shown.last == "  and 956 more; another letter leaves …")
    #expect(shown.allSatisfy { $0.count <= 40 })
  }

  @Test func nothingIsWiderThanTheTerminalAndNothingActsOnIt() {
    let odd = [
      ("a\u{1b}[2J", "m\u{7}eaning"), (String(repeating: "ab", count: 200), ""),
      ("漢字", String(repeating: "字", count: 90)),
    ]
    for width in [20, 40, 100] {
      for line in Renderer(width: width).completions(odd.map { (name: $0.0, meaning: $0.1) }, rows: 15) {
        #expect(line.width <= width)
        #expect(!line.plain.unicodeScalars.contains { $0.value < 0x20 })
      }
    }
  }
}
