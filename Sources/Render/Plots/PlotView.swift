import Lab

// A plot on a terminal: marks between two axes, and the figures below them.
extension Renderer {
  /// The drawing, the figures, and what they say.
  public func plot(_ plot: Plot, glyphs: PlotGlyphs = .unicode) -> [StyledLine] {
    drawing(plot, glyphs) + [StyledLine()] + figures(plot, glyphs, rows: Self.fewRows)
      + plot.notes.flatMap { sentence(fitting($0, glyphs)) }
      + wrap([.faint(fitting(method(plot, glyphs), glyphs))], indent: 2, firstIndent: 2)
  }

  /// The figures alone.
  public func plotTable(_ plot: Plot, glyphs: PlotGlyphs = .unicode) -> [StyledLine] {
    wrap([.strong(fitting(plot.title, glyphs))], indent: 2, firstIndent: 2)
      + figures(plot, glyphs, rows: Self.mostRows)
  }

  /// Without characters that the terminal may not have.
  private func fitting(_ text: String, _ glyphs: PlotGlyphs) -> String {
    glyphs.isASCII ? String(text.map { $0.isASCII ? $0 : $0 == "µ" ? "u" : "?" }) : text
  }

  // MARK: The drawing

  private func drawing(_ plot: Plot, _ glyphs: PlotGlyphs) -> [StyledLine] {
    let words = PlotWords(isASCII: glyphs.isASCII)
    let height = columns < 60 ? 12 : columns < 140 ? 16 : 22
    let values = plot.series.flatMap(\.points)
    let y = PlotScale(plot.y, values.flatMap { [$0.y, $0.median] }, most: height / 2)
    let labels = y.ticks.map { words.tick($0, plot.y.unit) }
    let margin = 2 + (labels.map(DisplayWidth.of).max() ?? 0) + 1
    // One column for the axis, one left free at the end.
    let width = max(8, columns - margin - 2)
    let x = PlotScale(plot.x, values.map(\.x), most: max(2, width / 8))
    var canvas = PlotCanvas(width: width, height: height)
    fill(&canvas, plot, x, y, glyphs)

    var lines = wrap([.strong(fitting(plot.title, glyphs))], indent: 2, firstIndent: 2)
    lines += legend(plot, canvas.hasSeveral, glyphs)
    lines += wrap([.faint(fitting(PlotWords.title(plot.y), glyphs))], indent: 2, firstIndent: 2)
    let ticks = Dictionary(
      zip(y.ticks.map { Self.cell(y.position($0), height) }, labels), uniquingKeysWith: { first, _ in first })
    for row in (0..<height).reversed() {
      let label = StyledLine([.faint(ticks[row] ?? "")]).padded(to: margin - 1, before: true).spans
      let axis = Span.faint(" \(ticks[row] == nil ? glyphs.vertical : glyphs.tickLeft)")
      lines.append(StyledLine(label + [axis] + canvas.row(row)).trimmed.joined)
    }
    return lines + xAxis(plot, x, margin: margin, width: width, glyphs)
  }

  private static func cell(_ position: Double, _ count: Int) -> Int {
    Int((position * Double(count - 1)).rounded())
  }

  private func fill(
    _ canvas: inout PlotCanvas, _ plot: Plot, _ x: PlotScale, _ y: PlotScale, _ glyphs: PlotGlyphs
  ) {
    let size = (width: canvas.width, height: canvas.height)
    let cell = { (point: Plot.Point, value: Double) in
      (column: Self.cell(x.position(point.x), size.width), row: Self.cell(y.position(value), size.height))
    }
    for (index, series) in plot.series.enumerated() {
      for point in series.points {
        let at = cell(point, point.y)
        canvas.mark(at.column, at.row, index)
      }
    }
    for (index, series) in plot.series.enumerated() {
      for (point, next) in zip(series.points, series.points.dropFirst()) {
        canvas.connect(cell(point, point.y), cell(next, next.y), glyphs.line, .series(index))
      }
      for point in series.points {
        let (least, median) = (cell(point, point.y), cell(point, point.median))
        guard median.row > least.row else { continue }
        for row in least.row + 1...median.row { canvas.line(least.column, row, glyphs.vertical, .series(index)) }
      }
    }
    for series in plot.series {
      guard let end = series.end, let last = series.points.last else { continue }
      let at = cell(last, last.y)
      for row in 0..<at.row { canvas.line(at.column, row, glyphs.guide, .faint) }
      canvas.label(fitting(end, glyphs), beside: at.column)
    }
  }

  private func legend(_ plot: Plot, _ hasSeveral: Bool, _ glyphs: PlotGlyphs) -> [StyledLine] {
    var spans: [Span] = []
    for (index, series) in plot.series.enumerated() {
      spans += [
        .styled(String(PlotGlyphs.mark(index)), .series(index)), .plain(" \(fitting(series.name, glyphs))"),
        .plain("   "),
      ]
    }
    if hasSeveral { spans += [.strong(String(PlotGlyphs.several)), .plain(" several at once")] }
    return wrap(spans, indent: 2, firstIndent: 2).map(\.trimmed)
  }

  private func xAxis(_ plot: Plot, _ x: PlotScale, margin: Int, width: Int, _ glyphs: PlotGlyphs) -> [StyledLine] {
    let words = PlotWords(isASCII: glyphs.isASCII)
    var axis = Array(repeating: glyphs.horizontal, count: width)
    var labels = Array(repeating: Character(" "), count: margin + 2 + width)
    var free = 0
    for tick in x.ticks {
      let column = Self.cell(x.position(tick), width)
      let text = words.tick(tick, plot.x.unit)
      // Under its tick, and within the screen.
      let start = max(0, min(margin + 1 + column - text.count / 2, labels.count - text.count))
      guard start >= free else { continue }
      axis[column] = glyphs.tickBelow
      labels.replaceSubrange(start..<start + text.count, with: text)
      free = start + text.count + 1
    }
    let title = PlotWords.title(plot.x)
    let indent = max(2, margin + 1 + (width - DisplayWidth.of(title)) / 2)
    return [
      StyledLine([StyledLine.spaces(margin), .faint(String(glyphs.corner) + String(axis))]),
      StyledLine([.faint(String(labels))]).trimmed,
    ] + wrap([.faint(fitting(title, glyphs))], indent: min(indent, columns / 2), firstIndent: indent)
  }

  // MARK: The figures

  private func figures(_ plot: Plot, _ glyphs: PlotGlyphs, rows count: Int) -> [StyledLine] {
    let rows = rows(plot, glyphs, at: places(plot, count), withSpread: showsSpread(plot, glyphs))
    let columns = columns(of: plot, glyphs)
    if fits(rows, columns) { return table(rows, columns) }
    // The axis has the title already.
    return table(rows, [Column(PlotWords.short(plot.x.unit), .right)] + columns.dropFirst())
  }

  private func columns(of plot: Plot, _ glyphs: PlotGlyphs) -> [Column] {
    [Column(PlotWords.title(plot.x), .right)] + plot.series.map { Column(fitting($0.name, glyphs), .right) }
  }

  /// Whether there were several rounds.
  private func hasSpread(_ plot: Plot) -> Bool {
    plot.series.contains { $0.points.contains { $0.median != $0.y } }
  }

  /// Whether there is a spread to show and room for it in the table.
  private func showsSpread(_ plot: Plot, _ glyphs: PlotGlyphs) -> Bool {
    hasSpread(plot)
      && fits(rows(plot, glyphs, at: places(plot, Self.mostRows), withSpread: true), columns(of: plot, glyphs))
  }

  /// Where there is a row of figures: at most `count`, from the first x to the last; at round ones where there are very many.
  private func places(_ plot: Plot, _ count: Int) -> [Double] {
    let places = Set(plot.series.flatMap { $0.points.map(\.x) }).sorted()
    guard let last = places.last, places.count > count else { return places }
    if places.count > Self.mostRows { return PlotScale(plot.x, places, most: 8).ticks.filter { $0 <= last } }
    return (0..<count).map { places[$0 * (places.count - 1) / (count - 1)] }
  }

  /// Drawing and figures are to fit onto a screen of 40 lines together.
  private static let fewRows = 6
  private static let mostRows = 24

  private func rows(_ plot: Plot, _ glyphs: PlotGlyphs, at places: [Double], withSpread: Bool) -> [[StyledLine]] {
    let words = PlotWords(isASCII: glyphs.isASCII)
    return places.map { x in
      [StyledLine([.plain(words.figure(x, plot.x.unit))])]
        + plot.series.map { series in
          guard let point = plot.point(of: series.name, at: x) else {
            return StyledLine([.faint(withSpread ? "-       " : "-")])
          }
          let figure = words.figure(point.y, plot.y.unit)
          guard withSpread else { return StyledLine([.value(figure)]) }
          return StyledLine([.value(figure), .faint(Self.spread(point))])
        }
    }
  }

  /// By how much the median lies above the least, in a hundredth: `  +4%`.
  private static func spread(_ point: Plot.Point) -> String {
    let part = point.y > 0 ? (point.median / point.y - 1) * 100 : 0
    let text = part >= 9999.5 ? "+>99x" : "+\(Int(max(0, part).rounded()))%"
    return String(repeating: " ", count: max(1, 7 - text.count)) + text
  }

  private func method(_ plot: Plot, _ glyphs: PlotGlyphs) -> String {
    guard hasSpread(plot) else { return plot.method }
    let percent =
      showsSpread(plot, glyphs)
      ? "+n% tells how far the median lies above it, and so does a bar over a mark"
      : "a bar over a mark ends at the median"
    return "Figures are the least of several rounds; \(percent). \(plot.method)"
  }
}

extension StyledLine {
  /// Neighbouring pieces of one style as one piece.
  fileprivate var joined: StyledLine {
    var result: [Span] = []
    for span in spans {
      if let last = result.last, last.style == span.style || span.text.allSatisfy({ $0 == " " }) {
        result[result.count - 1] = Span(last.text + span.text, last.style)
      } else {
        result.append(span)
      }
    }
    return StyledLine(result)
  }
}
