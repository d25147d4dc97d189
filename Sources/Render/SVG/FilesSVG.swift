import Lab

/// The kernel's three tables as boxes: a table of descriptors for each subject, the open file descriptions, the inodes,
/// and lines from each descriptor to where it leads. A description has a colour and a letter, and the letter stands at
/// each descriptor too, so that nothing hangs on colour.
struct FilesSVG {
  private let graph: FileGraph
  private var canvas = SVGCanvas()

  private static let left = 16.0
  private static let gap = 84.0
  private static let padding = 10.0
  private static let top = 46.0
  /// Columns that a path gets before it is shortened.
  private static let pathColumns = 56

  init(_ graph: FileGraph) {
    self.graph = graph
    draw()
  }

  func text(title: String, id: String, isInPage: Bool) -> String {
    canvas.file(title: title, description: description, id: id, isInPage: isInPage)
  }

  // MARK: Layout

  private static let descriptionHeight = 2 * SVGCanvas.line + 8

  private mutating func draw() {
    let fdWidth = widest(graph.subjects.flatMap { [$0.name] + $0.rows.map { rowText($0) + "    " } } + ["fd tables"])
    let descriptionX = Self.left + fdWidth + Self.gap
    let descriptionWidth = widest(
      graph.descriptions.flatMap { ["\($0.label)  \($0.access)", "   \($0.details)"] } + ["open file descriptions"])
    let inodeX = descriptionX + descriptionWidth + Self.gap
    let inodeWidth = widest(graph.inodes.flatMap { [name($0), kind($0)] } + ["inodes"])
    for (heading, x) in [("fd tables", Self.left), ("open file descriptions", descriptionX), ("inodes", inodeX)] {
      canvas.text(heading, x, 28, "d-head")
    }
    let fds = drawTables(fdWidth)
    let descriptions = drawDescriptions(descriptionX, descriptionWidth, below: fds)
    let inodes = drawInodes(inodeX, inodeWidth, beside: descriptions)
    for (row, y) in fds {
      guard let index = index(of: row.label) else { continue }
      canvas.arrow(
        Self.left + fdWidth, y, descriptionX, descriptions[index] + Self.descriptionHeight / 2, colour(index))
    }
    for (index, description) in graph.descriptions.enumerated() where inodes.indices.contains(description.inode) {
      canvas.arrow(
        descriptionX + descriptionWidth, descriptions[index] + Self.descriptionHeight / 2, inodeX,
        inodes[description.inode] + Self.descriptionHeight / 2, colour(index))
    }
  }

  private func widest(_ texts: [String]) -> Double {
    (texts.map(SVGCanvas.width).max() ?? 0) + 2 * Self.padding
  }

  private func index(of label: String) -> Int? {
    graph.descriptions.firstIndex { $0.label == label }
  }

  private func colour(_ index: Int) -> String { "d-c\(index % SVGCanvas.colours)" }

  private func rowText(_ row: FileGraph.Row) -> String {
    row.isClosed ? "\(row.text)  closed by exec" : row.text
  }

  private func name(_ inode: FileGraph.Inode) -> String { inode.target.shortened(to: Self.pathColumns) }

  private func kind(_ inode: FileGraph.Inode) -> String {
    inode.kind + (inode.number.map { ", inode \($0)" } ?? "")
  }

  // MARK: Boxes

  /// The rows that lead somewhere, each with the middle of its height.
  private mutating func drawTables(_ width: Double) -> [(row: FileGraph.Row, y: Double)] {
    var found: [(row: FileGraph.Row, y: Double)] = []
    var y = Self.top
    for subject in graph.subjects {
      let rows = max(1, subject.rows.count)
      let height = SVGCanvas.line * Double(rows + 1) + 10
      canvas.box(Self.left, y, width, height, "d-box")
      canvas.text(subject.name, Self.left + Self.padding, y + 17, "d-strong")
      canvas.path("M\(SVGCanvas.pair(Self.left, y + 24))h\(SVGCanvas.number(width))", "d-rule")
      if subject.rows.isEmpty {
        canvas.text(subject.emptiness, Self.left + Self.padding, y + SVGCanvas.line + 20, "d-faint")
      }
      for (index, row) in subject.rows.enumerated() {
        let base = y + SVGCanvas.line * Double(index + 1) + 20
        let text = rowText(row)
        canvas.text(text, Self.left + Self.padding, base, row.isClosed ? "d-struck d-faint" : "")
        guard !row.isClosed, let target = self.index(of: row.label) else { continue }
        canvas.text(row.label, Self.left + width - Self.padding, base, "d-strong \(colour(target))", anchor: "end")
        found.append((row, base - 4.5))
      }
      y += height + 14
    }
    return found
  }

  /// The upper edges. Each stands level with its first descriptor, or below the one before.
  private mutating func drawDescriptions(
    _ x: Double, _ width: Double, below fds: [(row: FileGraph.Row, y: Double)]
  ) -> [Double] {
    var edges: [Double] = []
    var free = Self.top
    for (index, description) in graph.descriptions.enumerated() {
      let wanted = fds.first { $0.row.label == description.label }?.y ?? free
      let y = max(free, wanted - Self.descriptionHeight / 2)
      canvas.box(x, y, width, Self.descriptionHeight, "d-box")
      canvas.text(description.label, x + Self.padding, y + 19, "d-strong \(colour(index))")
      let indent = SVGCanvas.width(description.label) + 2 * SVGCanvas.column
      canvas.text(description.access, x + Self.padding + indent, y + 19)
      canvas.text(description.details, x + Self.padding + indent, y + 39, "d-faint")
      edges.append(y)
      free = y + Self.descriptionHeight + 12
    }
    return edges
  }

  private mutating func drawInodes(_ x: Double, _ width: Double, beside descriptions: [Double]) -> [Double] {
    var edges: [Double] = []
    var free = Self.top
    for (index, inode) in graph.inodes.enumerated() {
      let first = graph.descriptions.firstIndex { $0.inode == index }
      let y = max(free, first.map { descriptions[$0] } ?? free)
      canvas.box(x, y, width, Self.descriptionHeight, "d-box", radius: 14)
      canvas.text(name(inode), x + Self.padding, y + 19)
      canvas.text(kind(inode), x + Self.padding, y + 39, "d-faint")
      edges.append(y)
      free = y + Self.descriptionHeight + 12
    }
    return edges
  }

  // MARK: In words

  /// All that the drawing says, for who cannot see it.
  private var description: String {
    var sentences = graph.subjects.map { subject in
      let rows = subject.rows.map { row in
        row.isClosed ? "\(row.text) closed by exec" : "\(row.text) leads to \(row.label)"
      }
      return "\(subject.name): \(rows.isEmpty ? subject.emptiness : rows.joined(separator: ", "))."
    }
    sentences += graph.descriptions.map { description in
      let inode = graph.inodes.indices.contains(description.inode) ? graph.inodes[description.inode].target : "?"
      return "Description \(description.label): \(description.access), \(description.details), of \(inode)."
    }
    return sentences.joined(separator: " ")
  }
}
