/// The drawing of the three tables.
///
/// A description stands on the row of its first descriptor, an inode on that of its first description, so a first line
/// is always straight and no two lines ever share a row of a gutter. Every other line turns into the lane of its target
/// and joins the straight one: `┤` and `╯` are joints; where a line is interrupted by `│` it passes behind. A line that
/// joins another bears the letter of where it leads, and each description has a colour, so that nobody has to go back up
/// the lane to know.
struct FileDrawing {
  private(set) var lines: [StyledLine] = []

  /// Nil when it does not fit in `columns`.
  init?(_ graph: FileGraph, columns: Int) {
    self.init(Plan(graph, mark: " ✗ closed by exec"), graph, columns: columns)
    guard lines.isEmpty else { return }
    self.init(Plan(graph, mark: " ✗"), graph, columns: columns)
    guard !lines.isEmpty else { return nil }
    if graph.hasClosed { lines.append(StyledLine([.plain("✗ closed by exec")])) }
  }

  /// Without lines when it does not fit.
  private init(_ plan: Plan, _ graph: FileGraph, columns: Int) {
    guard let left = Gutter(plan.left), let right = Gutter(plan.right) else { return }
    let accessWidth = graph.descriptions.map { max(DisplayWidth.of($0.access), DisplayWidth.of($0.details)) }.max() ?? 0
    let labelWidth = graph.descriptions.map { DisplayWidth.of($0.label) }.max() ?? 1
    let names = plan.fds.map(\.width).max() ?? 0
    let fixed = names + 1 + left.width + 1 + labelWidth + 2 + 1 + right.width + 1
    let free = columns - fixed
    guard free >= 44 else { return }
    // Paths give way first, down to half of the line, then flags.
    let wanted = plan.inodes.map(\.width).max() ?? 0
    let access = min(accessWidth, max(free - wanted, free / 2))
    let descriptionWidth = max(DisplayWidth.of(Self.headings[1]) - labelWidth - 2, access)
    let inodeWidth = free - descriptionWidth

    lines.append(
      StyledLine([
        Span.styled(Self.headings[0], .heading),
        StyledLine.spaces(names + 1 + left.width + 1 - DisplayWidth.of(Self.headings[0])),
        .styled(Self.headings[1], .heading),
        StyledLine.spaces(labelWidth + 2 + descriptionWidth + 1 + right.width + 1 - DisplayWidth.of(Self.headings[1])),
        .styled(Self.headings[2], .heading),
      ]))
    for row in 0..<plan.height {
      var spans = left.extended(plan.fds[row], to: names + 1, row)
      spans += left.spans(row) + [.plain(" ")]
      let box = plan.descriptions[row].cut(to: labelWidth + 2 + descriptionWidth)
      spans += right.extended(box, to: labelWidth + 2 + descriptionWidth + 1, row)
      spans += right.spans(row) + [.plain(" ")]
      spans += plan.inodes[row].shortened(to: inodeWidth).spans
      lines.append(StyledLine(spans.filter { !$0.text.isEmpty }).trimmed)
    }
  }

  private static let headings = ["fd tables", "open file descriptions", "inodes"]
}

/// What stands on which row.
private struct Plan {
  var fds: [StyledLine] = []
  var descriptions: [StyledLine] = []
  var inodes: [StyledLine] = []
  /// Lines through the gutters: the row where each begins, and its target.
  var left: [(row: Int, target: Int)] = []
  var right: [(row: Int, target: Int)] = []

  var height: Int { fds.count }

  /// `mark` stands behind what an exec closed.
  init(_ graph: FileGraph, mark: String) {
    let labels = Dictionary(
      graph.descriptions.enumerated().map { ($1.label, $0) }, uniquingKeysWith: { first, _ in first })
    let nameWidth = graph.subjects.map { DisplayWidth.of($0.name) }.max() ?? 0
    var drawn: Set<Int> = []
    var drawnInodes: Set<Int> = []
    // The first row that the box before leaves free.
    var free = 0
    for (index, subject) in graph.subjects.enumerated() {
      if index > 0 { grow(to: height + 1) }
      var head = StyledLine([Span.name(subject.name)]).padded(to: nameWidth)
      if subject.rows.isEmpty {
        put(StyledLine(head.spans + [.faint("  \(subject.emptiness)")]), on: height)
      }
      for row in subject.rows {
        guard !row.isClosed else {
          put(StyledLine(head.spans + [.plain("  ")] + Renderer.struck(row.text, mark: mark)), on: height)
          head = StyledLine([StyledLine.spaces(nameWidth)])
          continue
        }
        guard let target = labels[row.label] else { continue }
        let place = drawn.contains(target) ? height : max(height, free)
        let color = TextStyle.series(target)
        var text = head.spans + [.plain("  \(row.text)")]
        if drawn.contains(target) { text += [.plain(" "), .styled("─", color), .styled(row.label, color)] }
        put(StyledLine(text), on: place)
        head = StyledLine([StyledLine.spaces(nameWidth)])
        left.append((place, target))
        guard drawn.insert(target).inserted else { continue }
        let box = graph.descriptions[target]
        grow(to: place + 2)
        fds.removeLast(fds.count - place - 1)
        descriptions[place] = StyledLine([.styled(box.label, color), .plain("  \(box.access)")])
        descriptions[place + 1] = StyledLine([
          StyledLine.spaces(DisplayWidth.of(box.label) + 2), .faint(box.details),
        ])
        right.append((place, box.inode))
        free = place + 2
        guard drawnInodes.insert(box.inode).inserted else { continue }
        let inode = graph.inodes[box.inode]
        inodes[place] = StyledLine([Span.value(inode.target)])
        inodes[place + 1] = StyledLine([.faint(inode.kind + (inode.number.map { ", inode \($0)" } ?? ""))])
      }
    }
    grow(to: max(height, free))
  }

  private mutating func put(_ line: StyledLine, on row: Int) {
    grow(to: row + 1)
    fds[row] = line
  }

  private mutating func grow(to count: Int) {
    while fds.count < count { fds.append(StyledLine()) }
    while descriptions.count < count { descriptions.append(StyledLine()) }
    while inodes.count < count { inodes.append(StyledLine()) }
  }
}

/// The space between two tables, with a lane for each target that several lines reach.
private struct Gutter {
  private struct Cell {
    var character: Character = " "
    /// Whose line it is a piece of.
    var target: Int?
  }

  let width: Int
  private var rows: [Int: [Cell]] = [:]
  private let targets: [Int: Int]

  /// Nil when there would be more lanes than anybody can follow.
  init?(_ lines: [(row: Int, target: Int)]) {
    var spans: [Int: [Int]] = [:]
    for line in lines { spans[line.target, default: []].append(line.row) }
    // Lanes are given out from the left in the order of the first rows; a lane whose target has all its lines is free
    // again.
    var lanes: [Int] = []
    var laneOf: [Int: Int] = [:]
    for (target, rows) in spans.sorted(by: { ($0.value[0], $0.key) < ($1.value[0], $1.key) }) where rows.count > 1 {
      let last = rows[rows.count - 1]
      if let lane = lanes.firstIndex(where: { $0 < rows[0] }) {
        lanes[lane] = last
        laneOf[target] = lane
      } else {
        laneOf[target] = lanes.count
        lanes.append(last)
      }
    }
    guard lanes.count <= 12 else { return nil }
    width = 2 + 2 * lanes.count + 2
    targets = Dictionary(lines.map { ($0.row, $0.target) }, uniquingKeysWith: { first, _ in first })

    let height = (lines.map(\.row).max() ?? -1) + 1
    for row in 0..<height {
      var cells = [Cell](repeating: Cell(), count: width)
      for (target, lane) in laneOf {
        guard let rows = spans[target], rows[0] <= row, row <= rows[rows.count - 1] else { continue }
        cells[2 + 2 * lane] = Cell(character: "│", target: target)
      }
      if let target = targets[row], let rows = spans[target] {
        let isFirst = rows[0] == row
        let lane = laneOf[target].map { 2 + 2 * $0 }
        let end = isFirst ? width - 1 : lane ?? width - 1
        for column in 0..<end where cells[column].target == nil { cells[column] = Cell(character: "─", target: target) }
        if isFirst { cells[width - 1] = Cell(character: "▶", target: target) }
        if let lane { cells[lane].character = isFirst ? "┬" : row == rows[rows.count - 1] ? "╯" : "┤" }
      }
      self.rows[row] = cells
    }
  }

  /// Text before the gutter, filled up to `width`: with a line where one begins in this row.
  func extended(_ text: StyledLine, to width: Int, _ row: Int) -> [Span] {
    guard let target = targets[row], text.width < width else { return text.padded(to: width).spans }
    // A text that ends in a line goes on without a gap.
    let gap = text.spans.last?.style == .series(target) ? "" : " "
    let line = String(repeating: "─", count: width - text.width - gap.count)
    return text.spans + [.plain(gap), .styled(line, .series(target))]
  }

  func spans(_ row: Int) -> [Span] {
    guard let cells = rows[row] else { return [StyledLine.spaces(width)] }
    var spans: [Span] = []
    var piece = ""
    var target: Int?
    for cell in cells {
      if cell.target != target, !piece.isEmpty {
        spans.append(.styled(piece, target.map { .series($0) } ?? .plain))
        piece = ""
      }
      target = cell.target
      piece.append(cell.character)
    }
    return spans + [.styled(piece, target.map { .series($0) } ?? .plain)]
  }
}
