import Inspect
import Lab

/// Pages as cells: how many stand in a line, how many pages one of them is, and what each shows.
struct PageGrid {
  enum Kind: Hashable, CaseIterable {
    case exclusive, shared, hugeExclusive, hugeShared, zero, fileExclusive, file, swapped, mixed, absent, unmapped

    var symbol: Character {
      switch self {
      case .exclusive: "█"
      case .shared: "▒"
      case .hugeExclusive: "H"
      case .hugeShared: "h"
      case .zero: "0"
      case .fileExclusive: "F"
      case .file: "f"
      case .swapped: "s"
      case .mixed: "+"
      case .absent: "·"
      case .unmapped: "-"
      }
    }

    var meaning: String {
      switch self {
      case .exclusive: "exclusive"
      case .shared: "shared copy-on-write"
      case .hugeExclusive: "huge, exclusive"
      case .hugeShared: "huge, shared"
      case .zero: "zero page"
      case .fileExclusive: "of a file, mapped here only"
      case .file: "of a file, mapped elsewhere too"
      case .swapped: "swapped"
      case .mixed: "of several kinds"
      case .absent: "absent"
      case .unmapped: "not mapped"
      }
    }

    var style: TextStyle {
      switch self {
      case .exclusive, .hugeExclusive: .success
      case .shared, .hugeShared: .value
      case .zero, .fileExclusive, .file, .swapped, .mixed: .name
      case .absent, .unmapped: .faint
      }
    }

    init(_ page: Page) {
      if page.isSwapped {
        self = .swapped
      } else if !page.isPresent {
        self = .absent
      } else if page.isZero {
        self = .zero
      } else if page.isFile {
        self = page.isExclusive ? .fileExclusive : .file
      } else if page.isHuge {
        self = page.isExclusive ? .hugeExclusive : .hugeShared
      } else {
        self = page.isExclusive ? .exclusive : .shared
      }
    }
  }

  struct Cell: Hashable {
    var kind: Kind
    var changed = false
  }

  struct Row {
    let name: String
    let cells: [Cell]
  }

  /// As many cells as a row may have: more pages are put together.
  private static let cellLimit = 128

  let start: UInt64
  /// A power of two.
  let pagesPerCell: UInt64
  let cellCount: Int
  /// A multiple of 16, where there are so many.
  let cellsPerLine: Int
  let nameWidth: Int
  let rows: [Row]

  init(_ report: PageReport, columns: Int) {
    start = report.range.lowerBound
    nameWidth = report.rows.reduce(0) { max($0, $1.subject.utf8.count) }
    cellsPerLine = max(16, (columns - nameWidth - 4) / 16 * 16)
    var pages: UInt64 = 1
    while (report.pageCount + pages - 1) / pages > UInt64(Self.cellLimit) { pages *= 2 }
    pagesPerCell = pages
    cellCount = Int((report.pageCount + pages - 1) / pages)
    let (count, bytes) = (cellCount, pages * Page.size)
    rows = report.rows.map { row in
      Row(name: row.subject, cells: Self.cells(of: row, in: report.range, count, bytes))
    }
  }

  func address(ofCell index: Int) -> UInt64 {
    start + UInt64(index) * pagesPerCell * Page.size
  }

  private static func cells(
    of row: PageReport.Row, in range: Range<UInt64>, _ count: Int, _ bytes: UInt64
  ) -> [Cell] {
    (0..<count).map { index in
      let first = range.lowerBound + UInt64(index) * bytes
      let cell = first..<min(first + bytes, range.upperBound)
      var kinds: Set<Kind> = []
      var seen: UInt64 = 0
      row.pages.forEach(in: cell) { _, page in
        kinds.insert(Kind(page))
        seen += 1
      }
      let pages = (cell.upperBound - cell.lowerBound) / Page.size
      let mapped = row.mappings.reduce(UInt64(0)) { sum, mapping in
        let start = max(mapping.start, cell.lowerBound)
        let end = min(mapping.end, cell.upperBound)
        return end > start ? sum + (end - start) / Page.size : sum
      }
      if mapped > seen { kinds.insert(.absent) }
      if mapped < pages { kinds.insert(.unmapped) }
      let kind = kinds.count == 1 ? kinds.first : nil
      return Cell(kind: kind ?? .mixed, changed: isChanged(row, cell))
    }
  }

  /// Whether a page is of another kind, or has another frame, than when the last command began.
  private static func isChanged(_ row: PageReport.Row, _ range: Range<UInt64>) -> Bool {
    guard let before = row.before else { return false }
    var changed = false
    var nowCount = 0
    var beforeCount = 0
    row.pages.forEach(in: range) { address, page in
      nowCount += 1
      if !changed, before[address] != page { changed = true }
    }
    if changed { return true }
    before.forEach(in: range) { _, _ in beforeCount += 1 }
    return nowCount != beforeCount
  }
}
