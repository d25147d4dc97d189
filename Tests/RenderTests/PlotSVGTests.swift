import Foundation
import FoundationXML
import Lab
import Testing

@testable import Render

/// A plot as SVG: well-formed, self-contained, and with all that it has to show.
struct PlotSVGTests {
  /// What a parser saw: elements by name with their attributes, and text by element.
  private final class Reading: NSObject, XMLParserDelegate {
    var elements: [(name: String, attributes: [String: String])] = []
    var texts: [String: [String]] = [:]
    private var open: [String] = []
    private(set) var error: (any Error)?

    func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) {
      self.error = error
    }

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements.append((name, attributes))
      texts[name, default: []].append("")
      open.append(name)
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      guard let name = open.last, let last = texts[name]?.indices.last else { return }
      texts[name]?[last] += text
    }

    func attributes(_ name: String, _ key: String) -> [String] {
      elements.filter { $0.name == name }.compactMap { $0.attributes[key] }
    }
  }

  private func read(_ text: String) throws -> Reading {
    let reading = Reading()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reading
    _ = parser.parse()
    if let error = reading.error { throw error }
    return reading
  }

  @Test func `it is well-formed and stands by itself`() throws {
    let text = PlotSVG.text(PlotViewTests.waiting)
    let reading = try read(text)
    #expect(reading.elements.first?.name == "svg")
    #expect(reading.elements.first?.attributes["viewBox"] == "0 0 800 500")
    #expect(!text.contains("href") && !text.contains("@import") && !text.contains("<script"))
    #expect(text.contains("prefers-color-scheme: dark") && text.contains("currentColor"))
    // A broken file is seen as such.
    #expect(throws: (any Error).self) { try self.read(text.replacing("</desc>", with: "")) }
  }

  @Test func `axes, units, series and their ends are there`() throws {
    let reading = try read(PlotSVG.text(PlotViewTests.waiting))
    let texts = reading.texts["text"] ?? []
    for wanted in [
      "One call that waits for many descriptors", "time a call", "descriptors waited for", "select", "poll", "epoll",
      "10", "10,000", "1 µs", "100 µs", "1024: fd_set is full",
    ] { #expect(texts.contains(wanted), "\(wanted)") }
    #expect(reading.texts["title"] == ["One call that waits for many descriptors"])
    #expect(reading.texts["desc"]?.first?.contains("so many bits") == true)
    let lines = reading.attributes("polyline", "points").map { $0.split(separator: " ").count / 2 }
    #expect(lines == [4, 5, 5])
  }

  @Test func `series differ in mark and dash, not in colour alone`() throws {
    let text = PlotSVG.text(PlotViewTests.waiting)
    let reading = try read(text)
    // Rings for the first, and one more in the legend.
    #expect(reading.elements.count { $0.name == "circle" } == 5)
    let forms = Set(
      reading.elements.filter { $0.attributes["class"]?.hasSuffix(" mark") == true && $0.name == "path" }
        .compactMap { $0.attributes["d"].map { $0.drop { $0 != "m" } } })
    #expect(forms.count == 2)
    #expect(text.contains(".s1.line { stroke-dasharray") && text.contains(".s2.line { stroke-dasharray"))
  }

  @Test func `texts are escaped`() throws {
    var plot = PlotViewTests.forks
    plot.notes = ["a < b && c > d \u{1b}[31m \u{0}"]
    let reading = try read(PlotSVG.text(plot))
    #expect(reading.texts["title"] == ["fork of a process <large & small>"])
    #expect(reading.texts["desc"]?.first?.contains("a < b && c > d") == true)
  }

  @Test func `everything stays within the page`() throws {
    for plot in [PlotViewTests.waiting, PlotViewTests.forks] {
      let reading = try read(PlotSVG.text(plot))
      let across = ["x", "x1", "x2", "cx"].flatMap { key in reading.elements.compactMap { $0.attributes[key] } }
      let down = ["y", "y1", "y2", "cy"].flatMap { key in reading.elements.compactMap { $0.attributes[key] } }
      #expect(across.count > 20 && across.allSatisfy { Double($0).map { (0...800).contains($0) } ?? false })
      #expect(down.count > 20 && down.allSatisfy { Double($0).map { (0...500).contains($0) } ?? false })
    }
  }
}
