import LinuxABI

@testable import Inspect

/// The texts of /proc, and what the kernel answers about sockets. The first byte says which.
func fuzzProc(_ bytes: [UInt8]) {
  var input = FuzzInput(bytes)
  let kind = Int(input.byte()) % readers.count
  let rest = input.remainder()
  do {
    try readers[kind](rest)
  } catch {
    must((error as? InspectError)?.isDamage == true, "\(error)")
  }
}

extension InspectError {
  /// The text is not what it should be: the only thing that may be wrong with bytes in hand.
  fileprivate var isDamage: Bool {
    if case .malformed = self { return true }
    return false
  }
}

private let readers: [@Sendable ([UInt8]) throws -> Void] = [
  { _ = try ProcessStat(parsing: $0) },
  { bytes in
    let status = try ProcessStatus(parsing: bytes)
    _ = (status.vmSize, status.umask, status.capEff, status.cpusAllowedList, status.seccomp)
  },
  { bytes in
    // Against its own beginning, so that every kind of change is looked for.
    let map = try MemoryMap(parsing: bytes)
    let part = (try? MemoryMap(parsing: bytes.prefix(bytes.count / 2))) ?? MemoryMap()
    for change in map.changes(from: part) + part.changes(from: map) { _ = change.range }
    must(map.changes(from: map).isEmpty, "a map differs from itself")
    for mapping in map.mappings { _ = (mapping.size, mapping.isAnonymous, map.mapping(containing: mapping.end)) }
  },
  { for entry in try SmapsEntry.entries(parsing: $0) { _ = (entry.rss, entry.flags) } },
  { _ = try DescriptorInfo(parsing: $0).statusFlags },
  { _ = try ResourceLimits(parsing: $0)["open files"] },
  { _ = try BlockedCall(parsing: $0) },
  { bytes in
    let info = try MemoryInfo(parsing: bytes)
    _ = (info.used, info.buffersAndCache, info.available)
  },
  { _ = try MemoryRollup(parsing: $0).unique },
  { _ = try LoadAverage(parsing: $0) },
  { _ = try Uptime(parsing: $0) },
  { bytes in _ = try SystemStat(parsing: bytes).processors.map { ($0.total, $0.since($0).total) } },
  { _ = try PressureStall(parsing: $0) },
  { _ = try InterruptCounts(parsing: $0).rows.map(\.total) },
  { _ = ResidentPages(parsing: $0, from: 0x7f00_0000_0000) },
  { bytes in
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      _ = EpollEntry(String(line))
      _ = Namespace(String(line))
    }
  },
  { _ = SocketEndpoint(socketAddress: $0) },
  { bytes in
    for kind in SocketKind.allCases {
      let answer = SocketDiagnostics.Answer(bytes[...], kind)
      for record in answer.records { _ = (record.localName, record.remoteName) }
    }
  },
  { bytes in
    let mounts = try Mount.all(in: String(decoding: bytes, as: UTF8.self))
    for mount in mounts { _ = (mount.peerGroup, mount.master, mount.option("upperdir")) }
    mustKeepLines(bytes, mounts.count) { try Mount.all(in: String(decoding: $0, as: UTF8.self)).count }
  },
  { bytes in
    let locks = FileLock.all(in: bytes)
    mustKeepLines(bytes, locks.count) { FileLock.all(in: $0).count }
  },
  { bytes in
    for kind in SocketKind.allCases {
      let records = SocketRecord.all(kind, in: bytes)
      for record in records {
        for name in [record.localName, record.remoteName] { if let name { mustBeHarmless(name) } }
        mustBeHarmless(record.kindName)
      }
      if !bytes.isEmpty { mustKeepLines(bytes, records.count) { SocketRecord.all(kind, in: $0).count } }
    }
  },
  { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let groups = ControlGroupMembership.all(in: text)
    mustKeepLines(bytes, groups.count) { ControlGroupMembership.all(in: String(decoding: $0, as: UTF8.self)).count }
    for hierarchy in ControlGroupHierarchy.mounted(text, available: { [$0] }) {
      for group in groups { _ = (group.isIn(hierarchy), hierarchy.directory(of: group.path)) }
    }
  },
  { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    _ = (ControlGroup.counters(in: text), ControlGroup.nested(in: text), ControlGroup.words(in: text))
  },
  { _ = try IDRange.all(in: String(decoding: $0, as: UTF8.self)) },
  { bytes in
    for address in Proc.localAddresses(in: String(decoding: bytes, as: UTF8.self)) { _ = address }
    must(Proc.arguments(in: bytes).count <= bytes.count + 1, "more arguments than bytes")
  },
]

/// Behind another table a table has the rows that it has alone, and what was its heading may be one more: no line of it
/// swallows the next.
private func mustKeepLines(_ bytes: [UInt8], _ count: Int, _ read: ([UInt8]) throws -> Int) {
  // A line that is cut off is none.
  guard let last = bytes.lastIndex(of: 0x0a) else { return }
  let twice = (try? read(bytes[...last] + bytes)) ?? 0
  let once = (try? read(Array(bytes[...last]))) ?? 0
  must(twice == once + count || twice == once + count + 1, "\(once) rows and \(count) rows are \(twice)")
}
