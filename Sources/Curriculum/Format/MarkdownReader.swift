import CCMark

/// A labelled fence: `sysh`, `predict`, `try`, or a label that is none of ours.
struct Fence {
  let label: String
  let place: Place
  let lines: [SourceLine]
}

/// The body of a lesson by libcmark, as the pieces that steps are made of.
struct MarkdownReader {
  enum Piece {
    case blocks([Block], Place)
    case heading(Block, title: String, Place)
    case rule
    case fence(Fence)
  }

  private let source: SourceLines
  private let problems: DiagnosticList
  private(set) var links: [Placed<String>] = []
  private(set) var anchors: Set<String> = []
  /// A lesson file is untrusted, and reading a tree recurses.
  private static let deepest = 24

  init(source: SourceLines, problems: DiagnosticList) {
    self.source = source
    self.problems = problems
  }

  /// Reads what follows line `last`. Lines keep their numbers: the front matter is replaced by empty lines.
  mutating func read(after last: Int) -> [Piece] {
    var bytes: [UInt8] = []
    for (index, line) in source.lines.enumerated() {
      // cmark takes a carriage return for the end of a line; here only a newline is one.
      if index >= last { bytes += line.utf8.map { $0 == 13 ? 32 : $0 } }
      bytes.append(10)
    }
    let document = bytes.withUnsafeBytes { buffer in
      cmark_parse_document(buffer.bindMemory(to: CChar.self).baseAddress, buffer.count, CMARK_OPT_DEFAULT)
    }
    guard let document else { return [] }
    defer { cmark_node_free(document) }
    return Self.children(of: document).compactMap { piece($0) }
  }

  // MARK: Blocks

  private mutating func piece(_ node: OpaquePointer) -> Piece? {
    let place = place(node)
    switch cmark_node_get_type(node) {
    case CMARK_NODE_THEMATIC_BREAK: return .rule
    case CMARK_NODE_HEADING:
      let spans = spans(node, place, 0)
      anchors.insert(Self.anchor(spans.plainText))
      return .heading(.heading(level: Int(cmark_node_get_heading_level(node)), spans), title: spans.plainText, place)
    case CMARK_NODE_CODE_BLOCK:
      guard let fence = fence(node, place) else { return nil }
      if !fence.label.isEmpty { return .fence(fence) }
      return .blocks([.code(Self.code(node))], place)
    default:
      let blocks = blocks(node, 0)
      return blocks.isEmpty ? nil : .blocks(blocks, place)
    }
  }

  /// Nil when the fence is never closed, which is reported: the rest of the lesson would vanish in it.
  private func fence(_ node: OpaquePointer, _ place: Place) -> Fence? {
    let opening = source[place.line]
    let indent = opening.prefix { $0 == " " }.count
    guard let mark = opening.dropFirst(indent).first, mark == "`" || mark == "~", indent < 4 else {
      return Fence(label: "", place: place, lines: [])
    }
    let last = Int(cmark_node_get_end_line(node))
    let closing = source[last].drop { $0 == " " }
    guard last > place.line, closing.hasPrefix(String(repeating: mark, count: 3)) else {
      problems.report(place, "This fence is never closed; end it with a line of \(String(repeating: mark, count: 3)).")
      return nil
    }
    let label = Self.string(cmark_node_get_fence_info(node))
    let lines = ((place.line + 1)..<last).map { number in
      let text = source[number]
      let blanks = min(indent, text.prefix { $0 == " " }.count)
      return SourceLine(number: number, column: 1 + blanks, text: String(text.dropFirst(blanks)))
    }
    return Fence(label: label, place: place, lines: lines)
  }

  /// The blocks that a node stands for: several for a list, none for a comment.
  private mutating func blocks(_ node: OpaquePointer, _ depth: Int) -> [Block] {
    let place = place(node)
    guard depth < Self.deepest else {
      problems.report(place, "Lists and quotes are nested too deeply here.")
      return []
    }
    switch cmark_node_get_type(node) {
    case CMARK_NODE_PARAGRAPH:
      checkTable(node)
      let spans = spans(node, place, 0)
      return spans.isEmpty ? [] : [.paragraph(spans)]
    case CMARK_NODE_HEADING:
      return [.heading(level: Int(cmark_node_get_heading_level(node)), spans(node, place, 0))]
    case CMARK_NODE_BLOCK_QUOTE: return [.quote(inner(node, depth))]
    case CMARK_NODE_LIST: return items(node, depth)
    case CMARK_NODE_CODE_BLOCK:
      let label = Self.string(cmark_node_get_fence_info(node))
      if !label.isEmpty { problems.report(place, "A \(label) fence stands at the margin, outside lists and quotes.") }
      return [.code(Self.code(node))]
    case CMARK_NODE_HTML_BLOCK:
      checkMarkup(Self.string(cmark_node_get_literal(node)), place)
      return []
    default: return []
    }
  }

  private mutating func inner(_ node: OpaquePointer, _ depth: Int) -> [Block] {
    var result: [Block] = []
    for child in Self.children(of: node) { result += blocks(child, depth + 1) }
    return result
  }

  private mutating func items(_ list: OpaquePointer, _ depth: Int) -> [Block] {
    let isNumbered = cmark_node_get_list_type(list) == CMARK_ORDERED_LIST
    let first = Int(cmark_node_get_list_start(list))
    var result: [Block] = []
    for (index, item) in Self.children(of: list).enumerated() {
      result.append(.listItem(marker: isNumbered ? "\(first + index)." : "-", inner(item, depth)))
    }
    return result
  }

  // MARK: Spans

  private mutating func spans(_ node: OpaquePointer, _ place: Place, _ depth: Int) -> [Span] {
    guard depth < Self.deepest else {
      problems.report(place, "Emphasis is nested too deeply here.")
      return []
    }
    var result: [Span] = []
    for child in Self.children(of: node) {
      guard let span = span(child, place, depth) else { continue }
      if case .text(let text) = span, case .text(let before) = result.last {
        result[result.count - 1] = .text(before + text)
      } else {
        result.append(span)
      }
    }
    return result
  }

  private mutating func span(_ node: OpaquePointer, _ place: Place, _ depth: Int) -> Span? {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_TEXT: return .text(Self.string(cmark_node_get_literal(node)))
    case CMARK_NODE_SOFTBREAK: return .text(" ")
    case CMARK_NODE_LINEBREAK: return .lineBreak
    case CMARK_NODE_CODE: return .code(Self.string(cmark_node_get_literal(node)))
    case CMARK_NODE_EMPH: return .emphasis(spans(node, place, depth + 1))
    case CMARK_NODE_STRONG: return .strong(spans(node, place, depth + 1))
    case CMARK_NODE_LINK, CMARK_NODE_IMAGE:
      let url = Self.string(cmark_node_get_url(node))
      links.append(Placed(url, at: place))
      return .link(spans(node, place, depth + 1), url: url)
    case CMARK_NODE_HTML_INLINE:
      checkMarkup(Self.string(cmark_node_get_literal(node)), place)
      return nil
    default: return nil
    }
  }

  // MARK: What a terminal does not show

  private func checkMarkup(_ text: String, _ place: Place) {
    guard !text.drop(while: { $0 == " " }).hasPrefix("<!--") else { return }
    problems.report(place, "HTML is not shown in a terminal; write Markdown, or put <…> between backquotes.")
  }

  private func checkTable(_ node: OpaquePointer) {
    let first = Int(cmark_node_get_start_line(node))
    for number in first..<(max(first, Int(cmark_node_get_end_line(node))) + 1) {
      let text = source[number]
      guard text.contains("|"), text.contains("-"), text.allSatisfy({ "|-: ".contains($0) }) else { continue }
      problems.report(number, 1, "Tables are not shown in a terminal; draw it in an unlabelled fence.")
    }
  }

  // MARK: cmark

  private func place(_ node: OpaquePointer) -> Place {
    Place(
      file: problems.file, line: max(1, Int(cmark_node_get_start_line(node))),
      column: max(1, Int(cmark_node_get_start_column(node))))
  }

  private static func children(of node: OpaquePointer) -> [OpaquePointer] {
    Array(sequence(first: cmark_node_first_child(node)) { $0.map { cmark_node_next($0) } ?? nil }.prefix { $0 != nil })
      .compactMap { $0 }
  }

  private static func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }

  private static func code(_ node: OpaquePointer) -> String {
    let text = string(cmark_node_get_literal(node))
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// As forges make it from a heading: small letters, blanks to dashes, other signs dropped.
  private static func anchor(_ title: String) -> String {
    String(
      title.lowercased().compactMap { character -> Character? in
        if character == " " { return "-" }
        return character.isLetter || character.isNumber || character == "-" || character == "_" ? character : nil
      })
  }
}
