import Inspect
import TestSupport
import Testing

struct MutationTests {
  /// The parsers that read the file undamaged get every mutation, all the others one in ten. None may trap, and one that
  /// throws says that the text is malformed.
  @Test(arguments: try fixtureNames())
  func `no damage to a captured file traps a parser`(_ name: String) throws {
    // A piece of a large file shows as much, two thousand times faster.
    let piece = Array(try fixture(name).prefix(1500))
    let own = Parser.allCases.filter { (try? $0.read(piece)) != nil }
    var generator = SeededGenerator(state: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    for round in 0..<2000 {
      let damaged = mutate(piece, &generator)
      for parser in round % 10 == 0 ? Parser.allCases : own {
        do {
          try parser.read(damaged)
        } catch {
          if (error as? InspectError)?.isMalformed != true { Issue.record(error) }
        }
      }
    }
  }
}

private enum Parser: CaseIterable {
  case stat, status, maps, smaps, fdinfo, limits, syscall
  case memoryInfo, rollup, loadAverage, uptime, systemStat, pressure, interrupts

  func read(_ bytes: [UInt8]) throws {
    switch self {
    case .stat: _ = try ProcessStat(parsing: bytes)
    case .status:
      let status = try ProcessStatus(parsing: bytes)
      _ = (status.vmSize, status.umask, status.capEff, status.cpusAllowedList, status.seccomp)
    case .maps:
      let map = try MemoryMap(parsing: bytes)
      let none = try MemoryMap(parsing: [])
      for mapping in map.mappings { _ = (mapping.size, mapping.isAnonymous, map.mapping(containing: mapping.end)) }
      for change in map.changes(from: none) + none.changes(from: map) { _ = change.range }
    case .smaps: for entry in try SmapsEntry.entries(parsing: bytes) { _ = (entry.rss, entry.flags) }
    case .fdinfo: _ = try DescriptorInfo(parsing: bytes).statusFlags
    case .limits: _ = try ResourceLimits(parsing: bytes)["open files"]
    case .syscall: _ = try BlockedCall(parsing: bytes)
    case .memoryInfo:
      let info = try MemoryInfo(parsing: bytes)
      _ = (info.used, info.buffersAndCache, info.available)
    case .rollup: _ = try MemoryRollup(parsing: bytes).unique
    case .loadAverage: _ = try LoadAverage(parsing: bytes)
    case .uptime: _ = try Uptime(parsing: bytes)
    case .systemStat:
      let stat = try SystemStat(parsing: bytes)
      _ = stat.processors.map { ($0.total, $0.since($0).total) }
    case .pressure: _ = try PressureStall(parsing: bytes)
    case .interrupts: _ = try InterruptCounts(parsing: bytes).rows.map(\.total)
    }
  }
}

private func mutate(_ original: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
  var bytes = original
  let telling = Array("0123456789af-: \n\t()\\xkB".utf8)
  for _ in 0..<Int.random(in: 1...4, using: &generator) {
    let place = bytes.isEmpty ? 0 : Int.random(in: 0..<bytes.count, using: &generator)
    switch Int.random(in: 0..<6, using: &generator) {
    case 0 where !bytes.isEmpty: bytes[place] = .random(in: .min ... .max, using: &generator)
    case 1 where !bytes.isEmpty: bytes[place] = telling.randomElement(using: &generator) ?? 0
    case 2: bytes.insert(telling.randomElement(using: &generator) ?? 0, at: place)
    case 3 where !bytes.isEmpty: bytes.removeSubrange(place..<min(bytes.count, place + 9))
    case 4: bytes.removeLast(bytes.count - place)
    default: bytes.insert(contentsOf: Array("99999999999999999999".utf8), at: place)
    }
  }
  return bytes
}
