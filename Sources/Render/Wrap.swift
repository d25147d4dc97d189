extension Renderer {
  /// Breaks text between words, so that no line is wider than the terminal. The first line is indented by
  /// `firstIndent`, the others by `indent`; styles are kept, and so are several blanks between two words of one line. A
  /// word that no line can hold is cut, behind a slash if it has one in a fit place.
  public func wrap(_ spans: [StyledLine.Span], indent: Int, firstIndent: Int) -> [StyledLine] {
    wrap(spans, indent: indent, firstIndent: firstIndent, within: columns)
  }

  func wrap(_ spans: [Span], indent: Int, firstIndent: Int, within columns: Int) -> [StyledLine] {
    // At least half of the line is for text.
    var filler = LineFiller(
      indent: min(indent, columns / 2), firstIndent: min(firstIndent, columns / 2), width: max(columns, 2))
    for piece in pieces(of: spans) { filler.add(piece) }
    return filler.finish()
  }

  /// A sentence of the lab's, indented by two.
  func sentence(_ text: String, indent: Int = 2) -> [StyledLine] {
    wrap([.plain(text)], indent: indent, firstIndent: indent)
  }

  /// Words and the blanks between them, in turn. A word can have several styles.
  private func pieces(of spans: [Span]) -> [Piece] {
    var pieces: [Piece] = []
    for span in spans {
      for cell in Cell.cells(of: span.text) {
        let blank = cell.text == " "
        let styled = StyledCell(cell: cell, style: span.style)
        if let last = pieces.last, last.isBlank == blank {
          pieces[pieces.count - 1].cells.append(styled)
        } else {
          pieces.append(Piece(isBlank: blank, cells: [styled]))
        }
      }
    }
    return pieces
  }
}

private struct StyledCell {
  let cell: Cell
  let style: TextStyle
}

private struct Piece {
  let isBlank: Bool
  var cells: [StyledCell]

  var width: Int { cells.reduce(0) { $0 + $1.cell.width } }

  /// A path as its components, each with the slash behind it.
  var components: [Piece] {
    var parts = [Piece(isBlank: isBlank, cells: [])]
    for cell in cells {
      parts[parts.count - 1].cells.append(cell)
      if cell.cell.text == "/" { parts.append(Piece(isBlank: isBlank, cells: [])) }
    }
    return parts
  }
}

private struct LineFiller {
  let indent: Int
  let firstIndent: Int
  let width: Int
  private var lines: [StyledLine] = []
  private var line: [StyledCell] = []
  private var used = 0
  /// Blanks that the next word puts before itself, if it stays on this line.
  private var waiting: [StyledCell] = []

  init(indent: Int, firstIndent: Int, width: Int) {
    self.indent = indent
    self.firstIndent = firstIndent
    self.width = width
  }

  private var room: Int { width - (lines.isEmpty ? firstIndent : indent) }

  mutating func add(_ piece: Piece) {
    if piece.isBlank {
      waiting = piece.cells
      return
    }
    // Blanks at the very beginning are meant as an indent.
    let blanks = line.isEmpty && !lines.isEmpty ? [] : waiting
    waiting = []
    if used + blanks.count + piece.width <= room {
      append(blanks + piece.cells)
      return
    }
    if !line.isEmpty { close() }
    for part in piece.components {
      if used + part.width > room, !line.isEmpty { close() }
      for cell in part.cells {
        if used + cell.cell.width > room, !line.isEmpty { close() }
        append([cell])
      }
    }
  }

  private mutating func append(_ cells: [StyledCell]) {
    line += cells
    used += cells.reduce(0) { $0 + $1.cell.width }
  }

  private mutating func close() {
    var spans: [Span] = []
    var text = ""
    var style = TextStyle.plain
    for cell in line {
      if cell.style != style, !text.isEmpty {
        spans.append(Span(text, style))
        text = ""
      }
      style = cell.style
      text += cell.cell.text
    }
    if !text.isEmpty { spans.append(Span(text, style)) }
    let indent = lines.isEmpty ? firstIndent : indent
    lines.append(StyledLine(indent > 0 && !spans.isEmpty ? [StyledLine.spaces(indent)] + spans : spans))
    line = []
    used = 0
  }

  mutating func finish() -> [StyledLine] {
    if !line.isEmpty || lines.isEmpty { close() }
    return lines
  }
}
