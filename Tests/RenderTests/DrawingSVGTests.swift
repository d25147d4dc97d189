import Lab
import TestSupport
import Testing

@testable import Render

/// The three tables, pages and the tree as SVG: well-formed, by themselves, and with all that the views say.
struct DrawingSVGTests {
  private static let drawings: [Drawing] = [
    .files(Models.family, subjects: ["P1", "P2"]), .files(Models.crowd, subjects: ["P1", "P2", "P3", "P9"]),
    .files(Models.inheritance, subjects: ["P1", "P2"]), .files(Models.family, subjects: []), .tree([]),
  ]

  @Test func `drawings are well-formed and stand within their page`() throws {
    for drawing in Self.drawings {
      let reading = MarkupReading(drawing.svg)
      #expect(reading.error == nil)
      let root = try #require(reading.elements.first)
      #expect(root.name == "svg" && root.attributes["xmlns"] == "http://www.w3.org/2000/svg")
      let width = try #require(root.attributes["width"].flatMap { Double($0) })
      let height = try #require(root.attributes["height"].flatMap { Double($0) })
      for element in reading.elements.dropFirst() {
        if let x = element.attributes["x"].flatMap({ Double($0) }) { #expect((0...width).contains(x)) }
        if let y = element.attributes["y"].flatMap({ Double($0) }) { #expect((0...height).contains(y)) }
      }
      #expect(!drawing.svg.contains("href") && !drawing.svg.contains("<script") && !drawing.svg.contains("url("))
    }
  }

  @Test func `each descriptor has a line, and its letter for who sees no colours`() {
    let reading = MarkupReading(Drawing.files(Models.family, subjects: ["P1", "P2"]).svg)
    // Twelve descriptors, of which 0, 1 and 2 of each are one row; three descriptions.
    let rows = reading.texts.count { ["0-2", "3", "4", "5"].contains($0) }
    #expect(rows == 8 && reading.count("d-line") == rows + 3 && reading.count("d-tip") == rows + 3)
    for letter in ["a", "b", "c"] { #expect(reading.texts.count { $0 == letter } > 2) }
    for text in ["fd tables", "P1", "P2", "read-only", "offset 3, 4 descriptors", "/etc/hostname"] {
      #expect(reading.texts.contains(text), "\(text)")
    }
  }

  @Test func `what an exec closed leads nowhere, and is struck`() {
    let reading = MarkupReading(Drawing.files(Models.inheritance, subjects: ["P1", "P2"]).svg)
    #expect(reading.texts.contains("9  closed by exec") && reading.count("d-struck") >= 1)
  }

  @Test func `texts are escaped, and files in other scripts have room`() {
    var tables = Models.family
    tables.descriptions["b"] = Models.description("b", 0, "/<&>\"\u{1b}[31m\u{202e}\u{fffe}", Models.regular(7))
    let reading = MarkupReading(Drawing.files(tables, subjects: ["P1"]).svg)
    #expect(reading.error == nil)
    #expect(reading.texts.contains("/<&>\"\\033[31m\\u{202e}\u{fffd}"))
    #expect(
      Markup.escaped("<a href=\"x\">'&amp;\u{0}\u{9b}\n") == "&lt;a href=&quot;x&quot;&gt;'&amp;amp;\\000\\u{9b}\\n")
  }

  @Test func `several drawings in a page have ids of their own and one style`() {
    let drawing = Drawing.files(Models.family, subjects: ["P1"])
    let element = drawing.element(id: "c7")
    #expect(element.contains("id=\"c7title\"") && element.contains("aria-labelledby=\"c7title c7description\""))
    #expect(!element.contains("<style>") && !element.contains("xmlns"))
    #expect(Drawing.pageStyle.contains(".d-box") && Drawing.pageStyle.contains(".plot .axis"))
  }

  @Test func `everything is described for who cannot see it`() {
    let text = Drawing.files(Models.family, subjects: ["P1", "P2"]).svg
    #expect(text.contains("P1: 0-2 leads to a, 3 leads to b, 4 leads to b, 5 leads to c."))
    #expect(text.contains("Description c: read-only, offset 0, 2 descriptors, of /etc/hostname."))
  }
}
