import Foundation
import FoundationXML

/// Elements with their attributes, and the texts in order.
final class SVGReading: NSObject, XMLParserDelegate {
  var elements: [(name: String, attributes: [String: String])] = []
  var texts: [String] = []
  private var isText = false
  private(set) var error: (any Error)?

  init(_ source: String) {
    super.init()
    let parser = XMLParser(data: Data(source.utf8))
    parser.delegate = self
    _ = parser.parse()
  }

  func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) { self.error = error }
  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    isText = name == "text"
    if isText { texts.append("") }
  }
  func parser(_ parser: XMLParser, foundCharacters characters: String) {
    if isText { texts[texts.count - 1] += characters }
  }
  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    isText = false
  }

  func count(_ style: String) -> Int {
    elements.count { $0.attributes["class"]?.split(separator: " ").contains(Substring(style)) ?? false }
  }
}
