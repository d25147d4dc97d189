/// What of a process's memory is in memory, all mappings together: /proc/PID/smaps_rollup (`man 5 proc_pid_smaps`, since
/// Linux 4.14). Sizes in kB.
public struct MemoryRollup: Hashable, Sendable {
  public let rss: UInt64
  /// Each page divided by the number of its users.
  public let pss: UInt64
  let lines: KeyedLines

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "smaps_rollup") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    guard let first = cursor.line(), first.text.hasSuffix("[rollup]") else {
      throw .malformed(path: path, problem: "it does not begin with a line for [rollup]")
    }
    let lines = KeyedLines(cursor)
    guard let rss = lines.kilobytes("Rss"), let pss = lines.kilobytes("Pss") else {
      throw .malformed(path: path, problem: "Rss or Pss is missing")
    }
    self.rss = rss
    self.pss = pss
    self.lines = lines
  }

  public func kilobytes(_ key: String) -> UInt64? { lines.kilobytes(key) }
  /// Nobody else has these pages: what would be free again if the process ended (USS of smem).
  public var unique: UInt64 { (kilobytes("Private_Clean") ?? 0) &+ (kilobytes("Private_Dirty") ?? 0) }
}

extension Proc {
  /// /proc/PID/smaps_rollup. Walks every page table, as smaps does; ESRCH for a process without memory of its own.
  public func memoryRollup(_ pid: Int32) throws(InspectError) -> MemoryRollup {
    try MemoryRollup(parsing: bytes(pid, "smaps_rollup"), path: path(pid, "smaps_rollup"))
  }
}
