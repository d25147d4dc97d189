import Inspect
import TestSupport
import Testing

/// Addresses are written in pages: `1-4 rw-p` is three pages from 0x1000. A file is named behind with its offset, in
/// pages too: `1-4 r--p f@2`.
struct MappingChangeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let before: [String]
    let after: [String]
    let changes: [String]
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "nothing", before: ["1-4 rw-p"], after: ["1-4 rw-p"], changes: []),
    Case(name: "both empty", before: [], after: [], changes: []),
    Case(name: "first mapping", before: [], after: ["1-4 rw-p"], changes: ["+ 1-4 rw-p"]),
    Case(name: "all gone", before: ["1-4 rw-p", "6-7 r--p"], after: [], changes: ["- 1-4 rw-p", "- 6-7 r--p"]),
    Case(name: "mmap apart", before: ["1-2 rw-p"], after: ["1-2 rw-p", "5-7 r--p"], changes: ["+ 5-7 r--p"]),
    Case(
      name: "mmap beside one of other permissions", before: ["1-2 rw-p"], after: ["1-2 rw-p", "2-3 r--p"],
      changes: ["+ 2-3 r--p"]),
    Case(
      name: "mmap beside an equal one, not merged", before: ["1-2 rw-p"], after: ["1-2 rw-p", "2-3 rw-p"],
      changes: ["+ 2-3 rw-p"]),
    Case(name: "grown upwards", before: ["1-2 rw-p"], after: ["1-4 rw-p"], changes: ["1-2 rw-p => 1-4 rw-p"]),
    Case(name: "grown downwards", before: ["3-4 rw-p"], after: ["1-4 rw-p"], changes: ["3-4 rw-p => 1-4 rw-p"]),
    Case(name: "shrunk at the end", before: ["1-4 rw-p"], after: ["1-2 rw-p"], changes: ["1-4 rw-p => 1-2 rw-p"]),
    Case(name: "shrunk at the start", before: ["1-4 rw-p"], after: ["3-4 rw-p"], changes: ["1-4 rw-p => 3-4 rw-p"]),
    Case(
      name: "file shrunk at the start", before: ["1-4 r--p f@0"], after: ["2-4 r--p f@1"],
      changes: ["1-4 r--p f@0 => 2-4 r--p f@1"]),
    Case(
      name: "munmap in the middle", before: ["1-4 rw-p"], after: ["1-2 rw-p", "3-4 rw-p"], changes: ["- 2-3 rw-p"]),
    Case(
      name: "munmap in the middle of a file", before: ["1-4 r--p f@5"], after: ["1-2 r--p f@5", "3-4 r--p f@7"],
      changes: ["- 2-3 r--p f@6"]),
    Case(name: "mmap fills a gap", before: ["1-2 rw-p", "3-4 rw-p"], after: ["1-4 rw-p"], changes: ["+ 2-3 rw-p"]),
    Case(
      name: "mprotect of the middle", before: ["1-4 rw-p"], after: ["1-2 rw-p", "2-3 r--p", "3-4 rw-p"],
      changes: ["2-3 rw-p -> 2-3 r--p"]),
    Case(
      name: "mprotect back", before: ["1-2 rw-p", "2-3 r--p", "3-4 rw-p"], after: ["1-4 rw-p"],
      changes: ["2-3 r--p -> 2-3 rw-p"]),
    Case(
      name: "mprotect of the middle of a file", before: ["1-4 rw-p f@0"],
      after: ["1-2 rw-p f@0", "2-3 r--p f@1", "3-4 rw-p f@2"], changes: ["2-3 rw-p f@1 -> 2-3 r--p f@1"]),
    Case(name: "mprotect of all", before: ["1-4 rw-p"], after: ["1-4 ---p"], changes: ["1-4 rw-p -> 1-4 ---p"]),
    Case(
      name: "mprotect over two equal ones", before: ["1-2 rw-p", "2-4 rw-p"], after: ["1-4 r--p"],
      changes: ["1-4 rw-p -> 1-4 r--p"]),
    Case(
      name: "mprotect over two different ones", before: ["1-2 rw-p", "2-4 r-xp"], after: ["1-4 r--p"],
      changes: ["1-2 rw-p -> 1-2 r--p", "2-4 r-xp -> 2-4 r--p"]),
    Case(name: "split only", before: ["1-4 rw-p"], after: ["1-2 rw-p", "2-4 rw-p"], changes: []),
    Case(name: "merge only", before: ["1-2 rw-p f@0", "2-4 rw-p f@1"], after: ["1-4 rw-p f@0"], changes: []),
    Case(
      name: "MAP_FIXED of a file over memory", before: ["1-4 rw-p"], after: ["1-2 rw-p", "2-3 rw-p f@0", "3-4 rw-p"],
      changes: ["2-3 rw-p -> 2-3 rw-p f@0"]),
    Case(
      name: "the same file from elsewhere", before: ["1-3 r--p f@0"], after: ["1-3 r--p f@4"],
      changes: ["1-3 r--p f@0 -> 1-3 r--p f@4"]),
    Case(
      name: "moved by mremap", before: ["1-3 rw-p"], after: ["7-9 rw-p"], changes: ["- 1-3 rw-p", "+ 7-9 rw-p"]),
    Case(
      name: "moved by a page", before: ["1-3 r--p f@0"], after: ["2-4 r--p f@0"],
      changes: ["- 1-2 r--p f@0", "2-3 r--p f@1 -> 2-3 r--p f@0", "+ 3-4 r--p f@1"]),
    Case(
      name: "grown at both ends", before: ["2-3 rw-p"], after: ["1-4 rw-p"], changes: ["+ 1-2 rw-p", "+ 3-4 rw-p"]),
    Case(
      name: "grown and partly protected", before: ["1-3 rw-p"], after: ["1-2 r--p", "2-4 rw-p"],
      changes: ["1-2 rw-p -> 1-2 r--p", "+ 3-4 rw-p"]),
    Case(
      name: "exec", before: ["1-3 r-xp f@0", "3-5 rw-p", "8-9 rw-p"], after: ["2-4 r-xp g@0", "7-9 rw-p"],
      changes: [
        "- 1-2 r-xp f@0", "2-3 r-xp f@1 -> 2-3 r-xp g@0", "3-4 rw-p -> 3-4 r-xp g@1", "- 4-5 rw-p",
        "8-9 rw-p => 7-9 rw-p",
      ]),
  ]

  @Test(arguments: cases)
  func `changes are the fewest ranges that differ`(_ row: Case) throws {
    let changes = try map(row.after).changes(from: map(row.before))
    #expect(changes.map(written) == row.changes)
  }

  @Test(arguments: cases)
  func `seen backwards the same ranges change`(_ row: Case) throws {
    let there = try map(row.after).changes(from: map(row.before))
    let back = try map(row.before).changes(from: map(row.after))
    #expect(there.map(\.range) == back.map(\.range))
  }

  @Test func `the range of a resize is what was gained or lost`() throws {
    let grown = try #require(map(["1-4 rw-p"]).changes(from: map(["1-2 rw-p"])).first)
    #expect(grown.range == 0x2000..<0x4000)
    let shrunk = try #require(map(["3-4 rw-p"]).changes(from: map(["1-4 rw-p"])).first)
    #expect(shrunk.range == 0x1000..<0x3000)
  }

  @Test func `addresses at the very top do not overflow`() throws {
    let old = try MemoryMap(parsing: "fffffffffffff000-ffffffffffffffff r--p fffffffffffff000 01:01 7 /f\n".utf8)
    let new = try MemoryMap(parsing: "ffffffffffffff00-ffffffffffffffff r--p ffffffffffffff00 01:01 7 /f\n".utf8)
    #expect(new.changes(from: old).map(\.range) == [0xffff_ffff_ffff_f000..<0xffff_ffff_ffff_ff00])
  }

  /// Each page of random maps, looked up on its own, is the reference for the sweep.
  @Test func `changes cover exactly the pages that differ`() throws {
    var generator = SeededGenerator(state: 11)
    for _ in 0..<500 {
      let old = try randomMap(&generator)
      let new = try randomMap(&generator)
      let changes = new.changes(from: old)
      for page in UInt64(0)..<24 {
        let address = page * 0x1000
        let differs = meaning(of: address, in: old) != meaning(of: address, in: new)
        #expect(changes.filter { $0.range.contains(address) }.count == (differs ? 1 : 0))
      }
      #expect(changes.map(\.range.lowerBound) == changes.map(\.range.lowerBound).sorted())
    }
  }
}

private func meaning(of address: UInt64, in map: MemoryMap) -> [String]? {
  map.mapping(containing: address).map {
    [$0.permissions.description, $0.path, $0.inode == 0 ? "" : "\(address - $0.start + $0.offset)"]
  }
}

private func randomMap(_ generator: inout SeededGenerator) throws -> MemoryMap {
  var page = Int.random(in: 0..<4, using: &generator)
  var lines: [String] = []
  while page < 20 {
    let end = page + Int.random(in: 1..<4, using: &generator)
    let file = Bool.random(using: &generator) ? " f@\(page - page % 2)" : ""
    lines.append("\(page)-\(end) \(Bool.random(using: &generator) ? "rw-p" : "r--p")\(file)")
    page = end + Int.random(in: 0..<2, using: &generator)
  }
  return try map(lines)
}

private func map(_ lines: [String]) throws -> MemoryMap {
  let text = lines.map { line in
    let words = line.split(separator: " ")
    let ends = words[0].split(separator: "-")
    let file = words.count > 2 ? words[2].split(separator: "@") : []
    let backing = file.count == 2 ? "\(hex(file[1])) 08:01 \(file[0] == "f" ? 7 : 8) /\(file[0])" : "0 00:00 0 "
    return "\(hex(ends[0]))-\(hex(ends[1])) \(words[1]) \(backing)\n"
  }
  return try MemoryMap(parsing: text.joined().utf8)
}

/// Page numbers are decimal in the tables above and hexadecimal in maps.
private func hex(_ pages: Substring) -> String {
  String((Int(pages) ?? 0) * 0x1000, radix: 16)
}

private func written(_ change: MappingChange) -> String {
  switch change {
  case .added(let mapping): "+ \(written(mapping))"
  case .removed(let mapping): "- \(written(mapping))"
  case .changed(let old, let new): "\(written(old)) -> \(written(new))"
  case .resized(let old, let new): "\(written(old)) => \(written(new))"
  }
}

private func written(_ mapping: Mapping) -> String {
  let file = mapping.isAnonymous ? "" : " \(mapping.path.dropFirst())@\(mapping.offset / 0x1000)"
  return "\(mapping.start / 0x1000)-\(mapping.end / 0x1000) \(mapping.permissions)\(file)"
}
