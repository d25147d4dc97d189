import Lab

/// What a plot is drawn with.
public struct PlotGlyphs: Sendable {
  let horizontal: Character
  let vertical: Character
  let corner: Character
  let tickLeft: Character
  let tickBelow: Character
  /// Between two points of a series.
  let line: Character
  /// From the last point of a series that ends down to the axis.
  let guide: Character
  let isASCII: Bool

  public static let unicode = PlotGlyphs(
    horizontal: "─", vertical: "│", corner: "└", tickLeft: "┤", tickBelow: "┬", line: "·", guide: "┊", isASCII: false)
  /// For a terminal, or a locale, without UTF-8.
  public static let ascii = PlotGlyphs(
    horizontal: "-", vertical: "|", corner: "+", tickLeft: "+", tickBelow: "+", line: ".", guide: ":", isASCII: true)

  /// The points of each series. They differ in form, so that they can be told apart without colour.
  static let marks: [Character] = ["o", "x", "+", "*", "s", "z"]
  /// Where points of several series fall into one cell.
  static let several: Character = "#"

  static func mark(_ series: Int) -> Character { marks[series % marks.count] }
}

/// The cells between the axes. Points are never covered by lines, nor texts by either.
struct PlotCanvas {
  private enum Content: Hashable {
    case empty
    case line(Character, TextStyle)
    case mark(Int)
    case several
    case text(Character)
  }

  let width: Int
  let height: Int
  private var cells: [[Content]]
  private(set) var hasSeveral = false

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    cells = Array(repeating: Array(repeating: .empty, count: width), count: height)
  }

  /// Row 0 is the lowest.
  mutating func line(_ column: Int, _ row: Int, _ glyph: Character, _ style: TextStyle) {
    if cells[row][column] == .empty { cells[row][column] = .line(glyph, style) }
  }

  mutating func mark(_ column: Int, _ row: Int, _ series: Int) {
    switch cells[row][column] {
    case .mark(let other) where other != series:
      cells[row][column] = .several
      hasSeveral = true
    case .several: break
    case .empty, .line, .mark, .text: cells[row][column] = .mark(series)
    }
  }

  /// A line from one cell to another, both left out.
  mutating func connect(
    _ from: (column: Int, row: Int), _ to: (column: Int, row: Int), _ glyph: Character, _ style: TextStyle
  ) {
    let steps = max(abs(to.column - from.column), abs(to.row - from.row))
    guard steps > 1 else { return }
    for step in 1..<steps {
      let part = Double(step) / Double(steps)
      let column = Double(from.column) + part * Double(to.column - from.column)
      let row = Double(from.row) + part * Double(to.row - from.row)
      line(Int(column.rounded()), Int(row.rounded()), glyph, style)
    }
  }

  /// Writes a text into the lowest row that has room for it right of `column`, else left of it; not at all where there is
  /// none. A blank stays at either end.
  mutating func label(_ text: String, beside column: Int) {
    let text = " \(text) "
    for start in [column + 1, column - text.count] where start >= 0 && start + text.count <= width {
      for row in 0..<height where cells[row][start..<start + text.count].allSatisfy({ $0 == .empty }) {
        for (offset, character) in text.enumerated() where character != " " {
          cells[row][start + offset] = .text(character)
        }
        return
      }
    }
  }

  func row(_ row: Int) -> [Span] {
    cells[row].map { content in
      switch content {
      case .empty: Span(" ")
      case .line(let glyph, let style): Span(String(glyph), style)
      case .mark(let series): Span(String(PlotGlyphs.mark(series)), .series(series))
      case .several: Span(String(PlotGlyphs.several), .strong)
      case .text(let character): Span(String(character))
      }
    }
  }
}
