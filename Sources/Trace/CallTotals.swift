public struct CallTotals: Sendable {
  public struct Entry: Sendable { public var calls = 0, errors = 0, nanoseconds: Int64 = 0 }
  public private(set) var entries: [Int: Entry] = [:]
  mutating func add(_ number: Int, failed: Bool, nanoseconds: Int64) {
    entries[number, default: Entry()].calls += 1
    if failed { entries[number, default: Entry()].errors += 1 }
    entries[number, default: Entry()].nanoseconds += nanoseconds
  }
}
