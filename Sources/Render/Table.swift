/// A column of a table.
struct Column {
  enum Shape {
    /// As wide as its widest cell.
    case fixed
    /// Numbers: as wide as its widest cell, set to the right.
    case right
    /// Gives way when the line is too long; a cell is shortened in its middle.
    case shortened
    /// Gives way too; a cell is broken into several lines.
    case wrapped
  }

  let heading: String
  let shape: Shape

  init(_ heading: String = "", _ shape: Shape = .fixed) {
    self.heading = heading
    self.shape = shape
  }

  var isFlexible: Bool {
    switch shape {
    case .shortened, .wrapped: true
    case .fixed, .right: false
    }
  }
}

extension Renderer {
  /// Columns with two blanks between them, at most one of them flexible. Where the flexible one would get less than
  /// `least` columns, each row becomes a wrapped line, its cells in order.
  func table(_ rows: [[StyledLine]], _ columns: [Column], indent: Int = 2, least: Int = 16) -> [StyledLine] {
    guard !rows.isEmpty else { return [] }
    var widths = widths(rows, columns)
    let total = indent + widths.reduce(0, +) + 2 * (columns.count - 1)
    if total > self.columns {
      guard let flexible = columns.firstIndex(where: \.isFlexible),
        widths[flexible] - (total - self.columns) >= min(least, widths[flexible])
      else { return list(rows, columns, indent) }
      widths[flexible] -= total - self.columns
    }
    var lines: [StyledLine] = []
    if columns.contains(where: { !$0.heading.isEmpty }) {
      let headings = columns.map { StyledLine([.styled($0.heading, .heading)]) }
      lines += row(headings, columns, widths, indent)
    }
    for cells in rows { lines += row(cells, columns, widths, indent) }
    return lines
  }

  /// Whether nothing has to be shortened or wrapped.
  func fits(_ rows: [[StyledLine]], _ columns: [Column], indent: Int = 2) -> Bool {
    indent + widths(rows, columns).reduce(0, +) + 2 * (columns.count - 1) <= self.columns
  }

  /// Columns that are left of a line for one more column behind these.
  func room(beside rows: [[StyledLine]], _ columns: [Column], indent: Int = 2) -> Int {
    self.columns - indent - widths(rows, columns).reduce(0, +) - 2 * columns.count
  }

  private func widths(_ rows: [[StyledLine]], _ columns: [Column]) -> [Int] {
    columns.indices.map { index in
      rows.reduce(DisplayWidth.of(columns[index].heading)) { max($0, index < $1.count ? $1[index].width : 0) }
    }
  }

  private func list(_ rows: [[StyledLine]], _ columns: [Column], _ indent: Int) -> [StyledLine] {
    rows.flatMap { cells -> [StyledLine] in
      let spans = cells.indices.filter { cells[$0].width > 0 }.map { index in
        columns[index].shape == .shortened
          ? cells[index].shortened(to: self.columns - indent - 4).spans : cells[index].spans
      }
      return wrap(Array(spans.joined(separator: [.plain("  ")])), indent: indent + 4, firstIndent: indent)
    }
  }

  private func row(_ cells: [StyledLine], _ columns: [Column], _ widths: [Int], _ indent: Int) -> [StyledLine] {
    let stacked = cells.indices.map { index -> [StyledLine] in
      guard cells[index].width > widths[index] else { return [cells[index]] }
      switch columns[index].shape {
      case .wrapped: return wrap(cells[index].spans, indent: 0, firstIndent: 0, within: widths[index])
      case .fixed, .right, .shortened: return [cells[index].shortened(to: widths[index])]
      }
    }
    let height = stacked.map(\.count).max() ?? 0
    return (0..<height).map { level in
      var spans: [Span] = [StyledLine.spaces(indent)]
      for index in cells.indices {
        let cell = level < stacked[index].count ? stacked[index][level] : StyledLine()
        spans += cell.padded(to: widths[index], before: columns[index].shape == .right).spans
        if index + 1 < cells.count { spans.append(.plain("  ")) }
      }
      return StyledLine(spans.filter { !$0.text.isEmpty }).trimmed
    }
  }
}

extension StyledLine {
  /// Cut at its end, with `…`.
  func cut(to width: Int) -> StyledLine {
    var rest = width - 1
    guard self.width > width else { return self }
    var kept: [Span] = []
    for span in spans {
      let text = span.text.prefix(columns: rest)
      rest -= DisplayWidth.of(text)
      kept.append(Span(text, span.style))
      if text != span.text { break }
    }
    return StyledLine(kept + [.plain("…")])
  }

  /// Shortened in the middle of its longest piece, so that the others stay whole where that is possible.
  func shortened(to width: Int) -> StyledLine {
    var spans = spans
    var excess = self.width - width
    while excess > 0, let longest = spans.indices.max(by: { spans[$0].width < spans[$1].width }) {
      let span = spans[longest]
      guard span.width > 1 else { break }
      let cut = span.text.shortened(to: max(1, span.width - excess))
      spans[longest] = Span(cut, span.style)
      excess = spans.reduce(0) { $0 + $1.width } - width
    }
    return excess > 0 ? StyledLine(StyledLine(spans).plain.prefix(columns: width)) : StyledLine(spans)
  }
}
