import TestSupport
import Testing

@testable import Inspect
@testable import Lab
@testable import Render

/// Pages, faults, copies and smaps, from models.
struct PageViewTests {
  private static let start: UInt64 = 0x7f50_0000_0000

  private enum Entry {
    static let own: UInt64 = 0x8100_0000_0000_0000
    static let shared: UInt64 = 0x8000_0000_0000_0000
    static let file: UInt64 = 0xa000_0000_0000_0000
    static let ownFile: UInt64 = 0xa100_0000_0000_0000
    static let swapped: UInt64 = 0x4000_0000_0000_0420
  }

  private func run(_ first: UInt64, _ words: [UInt64], zero: Bool = false, huge: Bool = false) -> ResidentPages.Run {
    ResidentPages.Run(start: Self.start + first * Page.size, words: words, isZero: zero, isHuge: huge)
  }

  private func mapping(_ pages: UInt64) -> Mapping {
    Mapping(start: Self.start, end: Self.start + pages * Page.size, permissions: Models.readWrite)
  }

  private func row(
    _ name: String, _ runs: [ResidentPages.Run], mapped: UInt64, before: [ResidentPages.Run]? = nil,
    sameMemoryAs: String? = nil
  ) -> PageReport.Row {
    PageReport.Row(
      subject: name, mappings: mapped > 0 ? [mapping(mapped)] : [], pages: ResidentPages(runs: runs),
      before: before.map { ResidentPages(runs: $0) }, sameMemoryAs: sameMemoryAs)
  }

  private func report(_ pages: UInt64, _ rows: [PageReport.Row], leftOut: Int = 0) -> PageReport {
    PageReport(
      subject: "P1", range: Self.start..<Self.start + pages * Page.size, mapping: rows.first?.mappings.first,
      rows: rows, leftOut: leftOut)
  }

  @Test func `three pages of a parent and its child after the child wrote one`() throws {
    let parent = row(
      "P1", [run(0, [Entry.own + 0x1000, Entry.shared + 0x1001])], mapped: 3,
      before: [run(0, [Entry.shared + 0x1000, Entry.shared + 0x1001])])
    let child = row(
      "P2", [run(0, [Entry.own + 0x2000, Entry.shared + 0x1001])], mapped: 3,
      before: [run(0, [Entry.shared + 0x1000, Entry.shared + 0x1001])])
    try expectSnapshot("pages") { $0.pages(report(3, [parent, child])) }
  }

  @Test func `the same as a drawing joins what is shared and marks what changed`() {
    let before = [run(0, [Entry.shared, Entry.shared])]
    let rows = ["P1", "P2"].map { row($0, [run(0, [Entry.own, Entry.shared])], mapped: 3, before: before) }
    let reading = MarkupReading(Drawing.pages(report(3, rows)).svg)
    #expect(reading.error == nil)
    // One more of each kind in the legend.
    #expect(reading.count("d-exclusive") == 3 && reading.count("d-shared") == 3 && reading.count("d-absent") == 3)
    #expect(reading.count("d-joint") == 1 && reading.count("d-changed") == 2 && reading.count("d-mark") == 3)
    for text in ["P1", "P2", "exclusive", "shared copy-on-write", "changed by the last command"] {
      #expect(reading.texts.contains(text), "\(text)")
    }
    #expect(reading.texts.contains("P1: 2 present (1 exclusive, 1 shared with P2), 1 absent."))
  }

  @Test func `a drawing of many pages stays within bounds`() {
    let many = row("P1", [run(0, [UInt64](repeating: Entry.own, count: 5000))], mapped: 100_000)
    let drawing = Drawing.pages(report(100_000, [many]))
    let reading = MarkupReading(drawing.svg)
    #expect(reading.error == nil && reading.elements.count < 400)
    #expect(reading.texts.contains { $0.contains("Each cell stands for 1024 pages") })
  }

  @Test func `the same without the right to see frames`() throws {
    let rows = ["P1", "P2"].map { row($0, [run(0, [Entry.own, Entry.shared])], mapped: 3) }
    let lines = Renderer(width: 100).pages(report(3, rows)).map(\.plain)
    #expect(lines.contains("  P1: 2 present (1 exclusive, 1 shared with P2), 1 absent."))
    #expect(lines.last == "  Frame numbers are shown to root only; whether a page is shared needs no right.")
  }

  @Test func `with hidden frames and two candidates nobody is named`() {
    let rows = ["P1", "P2", "P3"].map { row($0, [run(0, [Entry.shared])], mapped: 1) }
    let hidden = Renderer(width: 100).pages(report(1, rows)).map(\.plain)
    #expect(hidden.contains("  P1: 1 present (1 shared), 0 absent."))
    let frames: [(String, UInt64)] = [("P1", 7), ("P2", 8), ("P3", 7)]
    let told = Renderer(width: 100).pages(
      report(1, frames.map { row($0, [run(0, [Entry.shared + $1])], mapped: 1) }))
    #expect(told.map(\.plain).contains("  P1: 1 present (1 shared with P3), 0 absent."))
  }

  @Test func `every kind of page, and relatives with something else there`() throws {
    let runs = [
      run(0, [Entry.own, Entry.shared]), run(2, [Entry.shared], zero: true), run(3, [Entry.ownFile, Entry.file]),
      run(6, [Entry.swapped]), run(16, [UInt64](repeating: Entry.own, count: 16), huge: true),
      run(32, [UInt64](repeating: Entry.shared, count: 8), huge: true),
    ]
    let rows = [
      row("P1", runs, mapped: 40), row("P2", [], mapped: 8), row("P3", runs, mapped: 40, sameMemoryAs: "P1"),
      row("P10", [], mapped: 0),
    ]
    try expectSnapshot("pages-kinds") { $0.pages(report(40, rows, leftOut: 2)) }
  }

  @Test func `more pages than cells`() throws {
    var words = [UInt64](repeating: Entry.shared + 5, count: 16384)
    let before = words
    words[5000] = Entry.own + 9
    var kept = before
    kept[5000] = Entry.own + 5
    let parent = row("P1", [run(0, kept)], mapped: 16400, before: [run(0, before)])
    let child = row("P2", [run(0, words)], mapped: 16400, before: [run(0, before)])
    try expectSnapshot("pages-many") { $0.pages(report(16400, [parent, child])) }
  }

  @Test(arguments: [20, 60, 61, 79, 80, 100, 133, 160, 200])
  func `no line of a grid is wider than the terminal`(width: Int) {
    let many = row("P1", [run(0, [UInt64](repeating: Entry.own, count: 300))], mapped: 300, before: [])
    for pages: UInt64 in [1, 8, 16, 17, 100, 300, 100_000] {
      let lines = Renderer(width: max(width, 40)).pages(report(pages, [many]))
      #expect(lines.allSatisfy { $0.width <= max(width, 40) })
    }
  }

  @Test func `faults with what the last command caused`() throws {
    let counts = [
      FaultCount(subject: "P1", minor: 50, major: 1, minorSince: 0, majorSince: 0),
      FaultCount(subject: "P2", minor: 131_074, major: 3, minorSince: 2, majorSince: 1),
      FaultCount(subject: "P3", minor: 7, major: 0, minorSince: nil, majorSince: nil),
    ]
    try expectSnapshot("faults") { $0.faults(counts) }
  }

  private func set(_ pages: [UInt64]) -> PageSet {
    var set = PageSet()
    for page in pages { set.add(Self.start + page * Page.size) }
    return set
  }

  private func part(_ name: String, child parent: String? = nil, faults: UInt64 = 0) -> CopyOnWriteReport.Part {
    CopyOnWriteReport.Part(subject: name, newChildOf: parent, faults: faults)
  }

  @Test func `what a write after fork copied, and for whom`() throws {
    var parent = part("P1")
    parent.leftAlone = set([0])
    var child = part("P2", faults: 2)
    child.copied = set([0])
    child.fresh = set([4, 5, 9])
    var report = CopyOnWriteReport(parts: [parent, child], frames: true)
    try expectSnapshot("cow-write") { $0.copyOnWrite(report) }
    report.frames = false
    #expect(Renderer(width: 100).copyOnWrite(report).last?.plain.contains("root only") == true)
  }

  @Test func `what a fork shared, and what an end left alone`() throws {
    var parent = part("P1")
    parent.shared = set([0, 1, 2, 8])
    parent.stack = Self.start + 8 * Page.size..<Self.start + 9 * Page.size
    var child = part("P2", child: "P1")
    child.shared = parent.shared
    try expectSnapshot("cow-fork") { $0.copyOnWrite(CopyOnWriteReport(parts: [parent, child])) }
    var survivor = part("P1")
    survivor.leftAlone = set([0, 2, 4, 6, 8])
    try expectSnapshot("cow-end") { $0.copyOnWrite(CopyOnWriteReport(parts: [survivor], ended: ["P2"])) }
  }

  @Test func `nothing copied, a fault that copied nothing, and too much to compare`() {
    let renderer = Renderer(width: 120)
    let nothing = "  The last command copied no page and shared none."
    #expect(renderer.copyOnWrite(CopyOnWriteReport(parts: [part("P1")])).map(\.plain) == [nothing])
    let again = renderer.copyOnWrite(CopyOnWriteReport(parts: [part("P1", faults: 1)])).map(\.plain)
    #expect(again[0].hasPrefix("  P1 took 1 page fault and got no other page:"))
    let large = renderer.copyOnWrite(CopyOnWriteReport(unknown: ["P1"])).map(\.plain)
    #expect(large[0].hasPrefix("  P1 has too many pages"))
  }

  @Test func `a child says how many pages it has together with its parent`() {
    let one = Change.child(name: "P2", pid: 4243, parent: "P1", .fork, pagesShared: 1)
    #expect(
      Renderer(width: 100).change(one).map(\.plain) == [
        "  + P2 (4243), child of P1: 1 private page now shared copy-on-write"
      ])
    let line = Renderer(width: 200).change(
      .child(name: "P2", pid: 4243, parent: "P1", .fork, pagesShared: 5), tables: Models.family, of: "P1")
    #expect(line.first?.plain.hasSuffix("with P1; 5 private pages now shared copy-on-write") == true)
  }

  @Test func `an entry of smaps in words`() throws {
    let text = """
      7f5000000000-7f5000003000 rw-p 00000000 00:00 0 
      Size:                 12 kB
      Rss:                   8 kB
      Pss:                   6 kB
      Shared_Clean:          0 kB
      Shared_Dirty:          4 kB
      Private_Clean:         0 kB
      Private_Dirty:         4 kB
      Anonymous:             8 kB
      AnonHugePages:         0 kB
      Swap:                  0 kB
      Locked:                8 kB
      VmFlags: rd wr mr mw me lo ac qq

      """
    let entry = try #require(try SmapsEntry.entries(parsing: text.utf8).first)
    try expectSnapshot("smaps") { $0.smaps(MemoryFigures.Row(entry: entry)) }
  }

  private func entries(_ sizes: [(rss: Int, pss: Int, own: Int)], flags: String) throws -> [SmapsEntry] {
    let text = sizes.enumerated().map { index, size in
      """
      7f500000\(index)000-7f500000\(index + 1)000 rw-p 00000000 00:00 0 \nRss: \(size.rss) kB
      Pss: \(size.pss) kB
      Shared_Clean: 0 kB
      Shared_Dirty: \(size.rss - size.own) kB
      Private_Clean: 0 kB
      Private_Dirty: \(size.own) kB
      Anonymous: \(size.rss) kB
      AnonHugePages: 0 kB
      Swap: \(index * 4) kB
      VmFlags: \(flags)

      """
    }
    return try SmapsEntry.entries(parsing: text.joined().utf8)
  }

  @Test func `figures of a mapping before and after the last command`() throws {
    let before = try entries([(8, 8, 8)], flags: "rd wr nh")
    let after = try entries([(8, 6, 4)], flags: "rd wr hg")
    try expectSnapshot("smaps-changed") { $0.smaps(MemoryFigures.Row(entry: after[0], before: before[0])) }
  }

  @Test func `all mappings of a process a line each`() throws {
    let before = try entries([(8, 8, 8), (4, 4, 4)], flags: "rd wr")
    let after = try entries([(8, 6, 4), (4, 4, 4), (0, 0, 0)], flags: "rd wr")
    let rows = after.indices.map { index in
      MemoryFigures.Row(entry: after[index], before: index < before.count ? before[index] : nil)
    }
    try expectSnapshot("smaps-all") {
      $0.smaps(MemoryFigures(subject: "P1", rows: rows, isCompared: true, vmSize: 12))
    }
  }
}
