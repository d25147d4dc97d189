import SyscallTable

@testable import Render
@testable import Shell

/// Text that is written in a form that others read: JSON, XML, C, ASCII, columns. Read by a reader of their own, it is the
/// same text.
func fuzzWritten(_ bytes: [UInt8]) {
  var input = FuzzInput(bytes)
  let columns = input.columns()
  let raw = input.remainder()
  let text = String(decoding: raw, as: UTF8.self)
  object(text)
  let xml = "<a b=\"\(Markup.escaped(text))\">\(Markup.escaped(text))</a>"
  let shown = Escapes.harmless(text).replacingNoncharacters
  let both = shown.isEmpty ? [""] : [shown, shown]
  must(MarkupReader.texts(xml) == both, "\(text.debugDescription) is \(xml.debugDescription)")
  must(CLiteralReader.bytes(CWords.literal(raw)) == raw, "\(raw) is \(CWords.literal(raw))")
  let comment = CWords.comment(text)
  must(
    !comment.contains("*/") && !comment.contains("/*") && !comment.contains("??") && !comment.hasSuffix("\\"),
    "\(comment.debugDescription) can end a comment")
  mustBeHarmless(comment)
  laidOut(text, columns)
}

private func object(_ text: String) {
  var object = JSONObject()
  object.add("text", text)
  object.add("list", text.split(separator: " ").map(String.init))
  object.add(text, ["x": text.utf8.count].values.map { $0 })
  object.add("time", nanoseconds: Int64(text.utf8.count) * 987_654_321)
  mustBeHarmless(object.text)
  guard let members = JSONReader.object(object.text) else {
    return must(false, "\(object.text.debugDescription) is no JSON")
  }
  must(
    members.first?.name == "text" && members.first?.value == .text(text),
    "\(text.debugDescription) comes back otherwise")
  must(members.count == 4 && members[2].name == text, "\(text.debugDescription) is no name")
}

extension String {
  /// As XML can have it.
  fileprivate var replacingNoncharacters: String {
    var result = ""
    for scalar in unicodeScalars {
      result.unicodeScalars.append(scalar == "\u{fffe}" || scalar == "\u{ffff}" ? "\u{fffd}" : scalar)
    }
    return result
  }
}

/// What breaks, cuts and fills lines keeps within the columns, and breaking loses nothing but blanks.
private func laidOut(_ text: String, _ columns: Int) {
  let renderer = Renderer(width: columns)
  let width = max(columns, 20)
  let words = text.split(separator: " ", maxSplits: 12, omittingEmptySubsequences: false).map {
    Render.Span.plain(String($0))
  }
  for indent in [0, 3, columns] {
    let lines = renderer.wrap(words.isEmpty ? [.plain("")] : words, indent: indent, firstIndent: indent / 2)
    mustFit(lines, columns: width)
    let kept = lines.map(\.plain).joined().withoutBlanks
    must(
      kept == words.map(\.text).joined().withoutBlanks,
      "\(text.debugDescription) is broken into \(kept.debugDescription)")
  }
  let line = StyledLine(words)
  for short in [line.cut(to: columns), line.shortened(to: columns), StyledLine(line.plain.shortened(to: columns))] {
    must(short.width <= columns, "\(short.plain.debugDescription) has \(short.width) columns of \(columns)")
  }
  let cells = words.prefix(9).map { StyledLine([$0]) }
  let rows = stride(from: 0, to: cells.count, by: 3).map { Array(cells[$0..<min($0 + 3, cells.count)]) }
  for shape in [Column.Shape.shortened, .wrapped] {
    mustFit(renderer.table(rows, [Column("one"), Column("two", shape), Column("three", .right)]), columns: width)
  }
  let ascii = PlainASCII.text(line.plain)
  must(ascii.utf8.allSatisfy { $0 < 0x80 }, "\(ascii.debugDescription) is not ASCII")
  must(
    DisplayWidth.of(ascii) == line.width, "\(ascii.debugDescription) is not as wide as \(line.plain.debugDescription)")
}
