import Inspect
import Testing

struct MutationTests {
  /// Every parser gets every mutation: none may trap, and each that throws says the text is malformed.
  @Test(arguments: try fixtureNames())
  func `no damage to a captured file traps a parser`(_ name: String) throws {
    let original = try fixture(name)
    let map = try MemoryMap(parsing: fixture("nasty.maps"))
    var generator = SeededGenerator(state: name.utf8.reduce(7) { $0 &* 31 &+ UInt64($1) })
    // A piece of a large file shows as much, two thousand times faster.
    let piece = original.prefix(1500)
    for _ in 0..<2000 {
      let damaged = mutate(Array(piece), &generator)
      readByAll(damaged)
      if let other = try? MemoryMap(parsing: damaged) { _ = (other.changes(from: map), map.changes(from: other)) }
    }
  }
}

private func readByAll(_ bytes: [UInt8]) {
  func attempt(_ body: () throws(InspectError) -> Void) {
    do throws(InspectError) { try body() } catch {
      if !error.isMalformed { Issue.record("\(error)") }
    }
  }
  attempt { () throws(InspectError) in _ = try ProcessStat(parsing: bytes) }
  attempt { () throws(InspectError) in
    let status = try ProcessStatus(parsing: bytes)
    _ = (status.vmSize, status.umask, status.capEff, status.cpusAllowedList, status.seccomp)
  }
  attempt { () throws(InspectError) in
    for mapping in try MemoryMap(parsing: bytes).mappings { _ = (mapping.size, mapping.isAnonymous) }
  }
  attempt { () throws(InspectError) in
    for entry in try SmapsEntry.entries(parsing: bytes) { _ = (entry.rss, entry.flags) }
  }
  attempt { () throws(InspectError) in _ = try DescriptorInfo(parsing: bytes).statusFlags }
  attempt { () throws(InspectError) in _ = try ResourceLimits(parsing: bytes)["open files"] }
  attempt { () throws(InspectError) in _ = try BlockedCall(parsing: bytes) }
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
