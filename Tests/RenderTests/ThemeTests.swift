import Testing

@testable import Render

struct ThemeTests {
  private let line = StyledLine([.plain("a "), .name("b"), .name("c"), .plain(" d")])

  @Test func `the plain theme adds nothing`() {
    #expect(Theme.plain.string(line) == "a bc d")
  }

  @Test func `colours are set once for neighbours and reset at the end`() {
    #expect(Theme.color.string(line) == "a \u{1b}[35mbc\u{1b}[0m d")
    #expect(Theme.color.string(StyledLine("x", .failure)) == "\u{1b}[31mx\u{1b}[0m")
  }

  @Test func `no style vanishes on a light or a dark background`() {
    let styles: [TextStyle] = [
      .plain, .call, .value, .name, .success, .failure, .added, .removed, .changed, .faint, .strong, .emphasis,
      .heading, .link,
    ]
    for style in styles {
      let text = Theme.color.string(StyledLine("x", style))
      for code in ["30", "33", "37", "90", "93", "97"] {
        #expect(!text.contains("[\(code)m") && !text.contains(";\(code)m"))
      }
    }
  }
}
