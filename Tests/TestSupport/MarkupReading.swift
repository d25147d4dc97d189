import Foundation
import FoundationXML

/// What stands in an SVG file or an XHTML page, from a parser that accepts well-formed XML only.
public final class MarkupReading: NSObject, XMLParserDelegate {
  public private(set) var elements: [(name: String, attributes: [String: String])] = []
  /// What stands in elements called `text`, one by one.
  public private(set) var texts: [String] = []
  /// All that stands between tags.
  public private(set) var text = ""
  /// Why it is no XML.
  public private(set) var error: (any Error)?
  private var isText = false

  public init(_ source: String) {
    super.init()
    let parser = XMLParser(data: Data(source.utf8))
    parser.delegate = self
    _ = parser.parse()
  }

  /// The values of an attribute, of whatever elements have it.
  public func values(_ attribute: String) -> [String] { elements.compactMap { $0.attributes[attribute] } }

  /// How many elements have a class.
  public func count(_ style: String) -> Int {
    values("class").count { $0.split(separator: " ").contains(Substring(style)) }
  }

  public func parser(_ parser: XMLParser, parseErrorOccurred error: any Error) { self.error = error }

  public func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes: [String: String]
  ) {
    elements.append((name, attributes))
    isText = name == "text"
    if isText { texts.append("") }
  }

  public func parser(_ parser: XMLParser, foundCharacters characters: String) {
    text += characters
    if isText { texts[texts.count - 1] += characters }
  }

  public func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    isText = false
  }
}
