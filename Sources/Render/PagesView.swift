import Inspect
import Lab

extension Renderer {
  /// A grid of pages, one cell each, a row a subject: what the subject asked about and its relatives have at the same
  /// addresses. What the last command changed is marked below the cells.
  public func pages(_ report: PageReport) -> [StyledLine] {
    let grid = PageGrid(report, columns: columns)
    return pagesHeading(report, grid) + [StyledLine()] + bands(grid) + [StyledLine()] + legend(grid)
      + report.rows.flatMap { counts($0, report) } + frames(report) + leftOut(report)
  }

  func pagesHeading(_ report: PageReport, _ grid: PageGrid) -> [StyledLine] {
    var spans: [Span] = [
      .strong(Words.count(report.pageCount, "page")), .plain(" of 4 KiB from "),
      .value(Words.address(report.range.lowerBound)),
    ]
    if let mapping = report.mapping {
      spans += [
        .plain(", in "), .value(Words.range(mapping)),
        .plain("  \(Words.size(mapping.size))  \(mapping.permissions)  \(mapping.shortName)"),
      ]
    } else {
      spans += [.plain("; nothing is mapped there in "), .name(report.subject)]
    }
    if grid.pagesPerCell > 1 { spans.append(.plain(". Each cell stands for \(grid.pagesPerCell) pages")) }
    return wrap(spans + [.plain(".")], indent: 2, firstIndent: 2)
  }

  private func bands(_ grid: PageGrid) -> [StyledLine] {
    var lines: [StyledLine] = []
    for start in stride(from: 0, to: grid.cellCount, by: grid.cellsPerLine) {
      let cells = start..<min(start + grid.cellsPerLine, grid.cellCount)
      lines.append(ruler(grid, cells))
      for row in grid.rows {
        let name = StyledLine([.name(row.name)]).padded(to: grid.nameWidth)
        var spans: [Span] = [.plain("  ")] + name.spans + [.plain("  ")]
        for cell in row.cells[cells] { spans.append(.styled(String(cell.kind.symbol), cell.kind.style)) }
        lines.append(StyledLine(spans).trimmed)
        if row.cells[cells].contains(where: \.changed) {
          let marks = row.cells[cells].map { $0.changed ? "^" : " " }.joined()
          lines.append(
            StyledLine([StyledLine.spaces(grid.nameWidth + 4), .styled(marks, .changed)]).trimmed)
        }
      }
    }
    return lines
  }

  /// The address of every sixteenth cell, above it.
  private func ruler(_ grid: PageGrid, _ cells: Range<Int>) -> StyledLine {
    var text = ""
    for cell in stride(from: cells.lowerBound, to: cells.upperBound, by: 16) {
      let address = Words.address(grid.address(ofCell: cell))
      text += address + String(repeating: " ", count: max(1, 16 - address.utf8.count))
    }
    return StyledLine([StyledLine.spaces(grid.nameWidth + 4), .faint(text)]).trimmed
  }

  private func legend(_ grid: PageGrid) -> [StyledLine] {
    let kinds = Set(grid.rows.flatMap { $0.cells.map(\.kind) })
    var spans: [Span] = []
    for kind in PageGrid.Kind.allCases where kinds.contains(kind) {
      if !spans.isEmpty { spans.append(.plain("   ")) }
      // No break between a symbol and its word.
      spans += [.styled(String(kind.symbol), kind.style), .plain("\u{a0}" + kind.meaning.nonBreaking)]
    }
    if grid.rows.contains(where: { $0.cells.contains(where: \.changed) }) {
      spans += [.plain("   "), .styled("^", .changed), .plain("\u{a0}changed by the last command".nonBreaking)]
    }
    return wrap(spans, indent: 2, firstIndent: 2).map(\.withPlainBlanks)
  }

  // MARK: In numbers

  func counts(_ row: PageReport.Row, _ report: PageReport) -> [StyledLine] {
    var spans: [Span] = [.name(row.subject), .plain(": ")]
    if let other = row.sameMemoryAs {
      spans += [.plain("uses the memory of "), .name(other), .plain(" itself, not a copy.")]
      return wrap(spans, indent: 6, firstIndent: 2)
    }
    guard !row.mappings.isEmpty else {
      return wrap(spans + [.plain("nothing is mapped there.")], indent: 6, firstIndent: 2)
    }
    let census = PageCensus(row, report)
    spans += [.strong("\(census.present) present")]
    if census.present > 0 {
      spans.append(.plain(" ("))
      for (index, part) in census.parts.enumerated() {
        if index > 0 { spans.append(.plain(", ")) }
        spans.append(.plain(part))
      }
      spans.append(.plain(")"))
    }
    if census.swapped > 0 { spans.append(.plain(", \(census.swapped) swapped")) }
    spans.append(.plain(", \(census.absent) absent"))
    if census.unmapped > 0 { spans.append(.plain(", \(census.unmapped) not mapped")) }
    return wrap(spans + [.plain(".")], indent: 6, firstIndent: 2)
  }

  /// The frames of a few pages, where the kernel tells them.
  private func frames(_ report: PageReport) -> [StyledLine] {
    guard report.pageCount <= 8 else { return [] }
    let addresses = (0..<report.pageCount).map { report.range.lowerBound + $0 * Page.size }
    let present = report.rows.flatMap { row in addresses.map { row.pages[$0] } }.filter(\.isPresent)
    guard !present.isEmpty else { return [] }
    guard present.contains(where: { $0.frame != nil }) else {
      return wrap(
        [.faint("Frame numbers are shown to root only; whether a page is shared needs no right.")], indent: 2,
        firstIndent: 2)
    }
    let rows = addresses.map { address in
      [StyledLine([.faint(Words.address(address))])]
        + report.rows.map { row in
          let frame = row.pages[address].frame.map { Words.hexadecimal($0) }
          return StyledLine([frame.map { .value($0) } ?? .faint("·")])
        }
    }
    return [StyledLine()] + table(rows, [Column("frame at")] + report.rows.map { Column($0.subject) })
  }

  private func leftOut(_ report: PageReport) -> [StyledLine] {
    guard report.leftOut > 0 else { return [] }
    let relatives = Words.count(report.leftOut, "more relative")
    return sentence("\(relatives) of \(report.subject) can share these pages; P2: pages shows them from P2.")
  }
}

extension String {
  fileprivate var nonBreaking: String {
    String(map { $0 == " " ? "\u{a0}" : $0 })
  }
}

extension StyledLine {
  fileprivate var withPlainBlanks: StyledLine {
    StyledLine(spans.map { Span(String($0.text.map { $0 == "\u{a0}" ? " " : $0 }), $0.style) })
  }
}

/// A row of the grid in numbers.
struct PageCensus {
  private(set) var present = 0
  private(set) var swapped = 0
  let absent: UInt64
  let unmapped: UInt64
  /// `1 exclusive`, `2 shared with P2`.
  let parts: [String]

  init(_ row: PageReport.Row, _ report: PageReport) {
    var (exclusive, file, zero, huge) = (0, 0, 0, 0)
    var (present, swapped) = (0, 0)
    // Counted by a bit for each row that has the page too: names are made once at the end.
    var shared: [UInt64: Int] = [:]
    let others = report.rows.filter { $0.subject != row.subject && $0.sameMemoryAs != row.subject }
    row.pages.forEach(in: report.range) { address, page in
      if page.isSwapped { swapped += 1 }
      guard page.isPresent else { return }
      present += 1
      if page.isHuge { huge += 1 }
      if page.isZero {
        zero += 1
      } else if page.isFile {
        file += 1
      } else if page.isExclusive {
        exclusive += 1
      } else {
        shared[Self.partners(of: page, at: address, others), default: 0] += 1
      }
    }
    self.present = present
    self.swapped = swapped
    let mapped = row.mappings.reduce(UInt64(0)) {
      $0 + (min($1.end, report.range.upperBound) - max($1.start, report.range.lowerBound)) / Page.size
    }
    absent = mapped - min(mapped, UInt64(present + swapped))
    unmapped = report.pageCount - min(report.pageCount, mapped)
    var parts: [String] = []
    if exclusive > 0 { parts.append("\(exclusive) exclusive") }
    for (partners, count) in shared.sorted(by: { $0.key < $1.key }) {
      let names = others.indices.filter { partners >> UInt64($0) & 1 == 1 }.map { others[$0].subject }
        .joined(separator: " and ")
      parts.append(names.isEmpty ? "\(count) shared" : "\(count) shared with \(names)")
    }
    if zero > 0 { parts.append("\(zero) on the zero page") }
    if file > 0 { parts.append("\(file) of a file") }
    if huge > 0 { parts.append("\(huge) of them in huge pages") }
    self.parts = parts
  }

  /// Who else has the page. The frame tells it; where it is hidden, only when there is just one who can.
  private static func partners(of page: Page, at address: UInt64, _ others: [PageReport.Row]) -> UInt64 {
    var candidates: UInt64 = 0
    for index in others.indices {
      let there = others[index].pages[address]
      guard there.isCopyOnWrite else { continue }
      if page.frame == nil || there.frame == nil || there.frame == page.frame { candidates |= 1 << UInt64(index) }
    }
    return page.frame != nil || candidates.nonzeroBitCount == 1 ? candidates : 0
  }
}
