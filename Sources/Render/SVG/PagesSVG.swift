import Inspect
import Lab

/// What is kept of a page report to draw it again: no more than fits into the drawing, however many pages there were.
struct PagesPicture: Sendable {
  /// Two rows that have the same page at a cell, copy-on-write.
  struct Joint: Sendable {
    let cell: Int
    let upper: Int
    let lower: Int
  }

  let grid: PageGrid
  let joints: [Joint]
  /// `4 pages of 4 KiB from ..., in ...`, in lines.
  let heading: [String]
  /// A sentence for each subject.
  let counts: [String]

  /// Cells that stand beside each other.
  private static let cellsPerLine = 32

  init(_ report: PageReport) {
    let names = report.rows.reduce(0) { max($0, $1.subject.utf8.count) }
    grid = PageGrid(report, columns: names + 4 + Self.cellsPerLine)
    joints = grid.pagesPerCell == 1 ? Self.joints(report, grid) : []
    let renderer = Renderer(width: 100)
    heading = renderer.pagesHeading(report, grid).map { $0.plain.trimmed }
    let wide = Renderer(width: 400)
    counts = report.rows.flatMap { wide.counts($0, report) }.map { $0.plain.trimmed }
  }

  /// The frame tells who shares a page; where it is hidden, only that there are no more than two who can.
  private static func joints(_ report: PageReport, _ grid: PageGrid) -> [Joint] {
    var found: [Joint] = []
    for cell in 0..<grid.cellCount {
      let address = grid.address(ofCell: cell)
      let sharers = report.rows.indices.filter {
        report.rows[$0].sameMemoryAs == nil && report.rows[$0].pages[address].isCopyOnWrite
      }
      for (index, lower) in sharers.enumerated() {
        let frame = report.rows[lower].pages[address].frame
        let upper = sharers[..<index].last { row in
          let other = report.rows[row].pages[address].frame
          return frame == nil || other == nil ? sharers.count == 2 : frame == other
        }
        if let upper { found.append(Joint(cell: cell, upper: upper, lower: lower)) }
      }
    }
    return found
  }
}

extension String {
  fileprivate var trimmed: String { String(drop { $0 == " " }) }
}

/// Pages as a grid of cells, a row a subject. Pages that two of them share are joined; what the last command changed has a
/// frame and a mark. Kinds differ in fill, outline or letter, not in colour alone.
struct PagesSVG {
  private let picture: PagesPicture
  private var canvas = SVGCanvas()

  private static let left = 16.0

  init(_ picture: PagesPicture) {
    self.picture = picture
    draw()
  }

  func text(title: String, id: String, isInPage: Bool) -> String {
    canvas.file(
      title: title, description: (picture.heading + picture.counts).joined(separator: " "), id: id, isInPage: isInPage)
  }

  private var grid: PageGrid { picture.grid }

  /// Few pages are drawn large.
  private var cell: Double {
    let columns = Double(min(grid.cellCount, grid.cellsPerLine))
    return min(max(640 / max(columns, 1), 18), 46).rounded(.down)
  }

  private var gap: Double { cell > 30 ? 8 : 3 }
  /// Between the rows of two subjects there is room for a mark.
  private var rowHeight: Double { cell + max(14, gap * 2) }

  private mutating func draw() {
    var y = 30.0
    for line in picture.heading {
      canvas.text(line, Self.left, y, "d-head")
      y += SVGCanvas.line
    }
    y += 8
    for start in stride(from: 0, to: grid.cellCount, by: grid.cellsPerLine) {
      y = drawBand(start..<min(start + grid.cellsPerLine, grid.cellCount), y) + 14
    }
    y = drawLegend(y + 8)
    for sentence in picture.counts {
      canvas.text(sentence, Self.left, y + 12)
      y += SVGCanvas.line
    }
    canvas.reach(0, y)
  }

  /// One line of cells for each subject; gives where it ends.
  private mutating func drawBand(_ cells: Range<Int>, _ top: Double) -> Double {
    let names = (grid.rows.map { SVGCanvas.width($0.name) }.max() ?? 0) + 16
    let x = Self.left + names
    for index in stride(from: 0, to: cells.count, by: cell > 30 ? 4 : 16) {
      let address = Words.address(grid.address(ofCell: cells.lowerBound + index))
      canvas.text(address, x + Double(index) * (cell + gap), top + 10, "d-small d-faint")
    }
    let first = top + 20
    for joint in picture.joints where cells.contains(joint.cell) {
      let place = x + Double(joint.cell - cells.lowerBound) * (cell + gap) + cell / 2 - 3
      let top = first + Double(joint.upper) * rowHeight + cell
      canvas.box(place, top, 6, first + Double(joint.lower) * rowHeight - top, "d-joint", radius: 0)
    }
    for (row, subject) in grid.rows.enumerated() {
      let y = first + Double(row) * rowHeight
      canvas.text(subject.name, Self.left, y + cell / 2 + 5, "d-strong")
      for (index, number) in cells.enumerated() {
        draw(subject.cells[number], x + Double(index) * (cell + gap), y)
      }
    }
    return first + Double(grid.rows.count) * rowHeight
  }

  private mutating func draw(_ cell: PageGrid.Cell, _ x: Double, _ y: Double) {
    swatch(cell.kind, x, y, self.cell)
    guard cell.changed else { return }
    canvas.box(x - 2, y - 2, self.cell + 4, self.cell + 4, "d-changed", radius: 5)
    mark(x + self.cell / 2, y + self.cell + 4)
  }

  /// A tip that points up at what was changed.
  private mutating func mark(_ x: Double, _ y: Double) {
    canvas.path("M\(SVGCanvas.pair(x, y))l5 8h-10z", "d-mark")
  }

  private mutating func swatch(_ kind: PageGrid.Kind, _ x: Double, _ y: Double, _ size: Double) {
    canvas.box(x, y, size, size, kind.look, radius: 3)
    switch kind {
    case .exclusive, .absent: break
    case .shared:
      // Three strokes from corner to corner.
      let n = SVGCanvas.number
      let (third, whole) = (size / 3, size)
      canvas.path(
        "M\(SVGCanvas.pair(x, y + third))l\(n(third))-\(n(third))M\(SVGCanvas.pair(x, y + 2 * third))"
          + "l\(n(2 * third))-\(n(2 * third))M\(SVGCanvas.pair(x, y + whole))l\(n(whole))-\(n(whole))"
          + "M\(SVGCanvas.pair(x + third, y + whole))l\(n(2 * third))-\(n(2 * third))"
          + "M\(SVGCanvas.pair(x + 2 * third, y + whole))l\(n(third))-\(n(third))", "d-hatch")
    case .hugeExclusive, .hugeShared, .zero, .fileExclusive, .file, .swapped, .mixed, .unmapped:
      canvas.text(String(kind.symbol), x + size / 2, y + size / 2 + 5, "d-strong", anchor: "middle")
    }
  }

  /// The kinds that are there; gives where the next line begins.
  private mutating func drawLegend(_ top: Double) -> Double {
    let kinds = Set(grid.rows.flatMap { $0.cells.map(\.kind) })
    var x = Self.left
    for kind in PageGrid.Kind.allCases where kinds.contains(kind) {
      swatch(kind, x, top, 16)
      canvas.text(kind.meaning, x + 24, top + 13)
      x += 24 + SVGCanvas.width(kind.meaning) + 24
    }
    if grid.rows.contains(where: { $0.cells.contains(where: \.changed) }) {
      mark(x + 8, top + 4)
      canvas.text("changed by the last command", x + 24, top + 13)
    }
    return top + 32
  }
}

extension PageGrid.Kind {
  fileprivate var look: String {
    switch self {
    case .exclusive: "d-exclusive"
    case .shared, .hugeShared: "d-shared"
    case .hugeExclusive, .zero, .fileExclusive, .file, .swapped, .mixed: "d-other"
    case .absent: "d-absent"
    case .unmapped: "d-unmapped"
    }
  }
}
