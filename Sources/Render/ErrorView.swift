import SyscallTable

extension Renderer {
  /// A mistake in a typed line: the line with a caret under the UTF-8 offsets in `range`, then the sentence and the
  /// advice. Only the part of a long line around the mistake is shown, and of a statement of several lines the one in which
  /// the mistake begins.
  public func error(_ message: String, advice: String?, line: String, range: Range<Int>?) -> [StyledLine] {
    var lines: [StyledLine] = []
    if let range {
      let (line, range) = physicalLine(of: line, at: range)
      lines += pointed(line, range)
    }
    lines += wrap([.styled(message, .failure)], indent: 2, firstIndent: 0)
    if let advice { lines += wrap([.plain(advice)], indent: 2, firstIndent: 0) }
    return lines
  }

  private static let margin = 2

  private func physicalLine(of text: String, at range: Range<Int>) -> (line: String, range: Range<Int>) {
    let bytes = Array(text.utf8)
    guard bytes.contains(0x0a) else { return (text, range) }
    let place = min(max(range.lowerBound, 0), bytes.count)
    let start = (bytes[..<place].lastIndex(of: 0x0a) ?? -1) + 1
    let end = bytes[place...].firstIndex(of: 0x0a) ?? bytes.count
    let upper = max(place, min(range.upperBound, end))
    return (String(decoding: bytes[start..<end], as: UTF8.self), (place - start)..<(upper - start))
  }

  private func pointed(_ line: String, _ range: Range<Int>) -> [StyledLine] {
    let cells = shownCells(of: line)
    let room = columns - Self.margin
    let marked = cells.indices.filter { index in
      range.isEmpty
        ? cells[index].offsets.contains(range.lowerBound) : cells[index].offsets.overlaps(range)
    }
    // A mistake behind the end, something missing, has its caret there.
    let first = marked.first ?? (range.lowerBound <= 0 ? 0 : cells.count)
    let last = marked.last.map { $0 + 1 } ?? first
    let window = window(cells, around: first, room: room)
    var before = window.lowerBound > 0 ? 1 : 0
    for index in window.lowerBound..<max(first, window.lowerBound) { before += cells[index].width }
    var under = 0
    for index in first..<min(last, window.upperBound) where index >= window.lowerBound { under += cells[index].width }
    let caret = "^" + String(repeating: "~", count: max(0, min(under, room - before) - 1))

    let shown = cells[window].map(\.text).joined()
    let text = (window.lowerBound > 0 ? "…" : "") + shown + (window.upperBound < cells.count ? "…" : "")
    return [
      StyledLine([StyledLine.spaces(Self.margin), Span(text)]),
      StyledLine([StyledLine.spaces(Self.margin + before), Span(caret, .failure)]),
    ]
  }

  /// As many cells as there is room for: from the beginning when the mistake is in sight there, otherwise with a third
  /// of the room before it.
  private func window(_ cells: [SourceCell], around first: Int, room: Int) -> Range<Int> {
    let total = cells.reduce(0) { $0 + $1.width }
    // One column for the caret behind the end.
    if total + 1 <= room { return 0..<cells.count }
    var start = first
    var used = 0
    let lead = cells[..<first].reduce(0) { $0 + $1.width } <= room * 2 / 3 ? room : room / 3
    while start > 0, used + cells[start - 1].width <= lead {
      start -= 1
      used += cells[start].width
    }
    var end = start
    used = 2
    while end < cells.count, used + cells[end].width < room {
      used += cells[end].width
      end += 1
    }
    return start..<end
  }

  private struct SourceCell {
    var text: String
    let width: Int
    /// Where it stands in the line.
    var offsets: Range<Int>
  }

  /// The line as it can be shown: a tab is a blank, other control characters are escapes.
  private func shownCells(of line: String) -> [SourceCell] {
    var cells: [SourceCell] = []
    var offset = 0
    for scalar in line.unicodeScalars {
      let length = UTF8.width(scalar)
      let text = scalar == "\t" ? " " : Escapes.harmless(String(scalar))
      let width = DisplayWidth.of(text)
      if width == 0, !cells.isEmpty {
        cells[cells.count - 1].text += text
        cells[cells.count - 1].offsets = cells[cells.count - 1].offsets.lowerBound..<offset + length
      } else {
        cells.append(SourceCell(text: text, width: width, offsets: offset..<offset + length))
      }
      offset += length
    }
    return cells
  }
}
