/// A mapping with what of it is in memory: an entry of /proc/PID/smaps (`man 5 proc_pid_smaps`).
///
/// Sizes are in kB and nil where the kernel does not tell them.
public struct SmapsEntry: Hashable, Sendable {
  public let mapping: Mapping
  let lines: KeyedLines

  /// A size in kB by the name that the kernel gives it: `Rss`, `Private_Dirty`.
  public func kilobytes(_ key: String) -> UInt64? { lines.kilobytes(key) }

  /// In memory.
  public var rss: UInt64? { kilobytes("Rss") }
  /// In memory, each page divided by the number of its users.
  public var pss: UInt64? { kilobytes("Pss") }
  /// Pages mapped by more than one process and not written since they were read from their file.
  public var sharedClean: UInt64? { kilobytes("Shared_Clean") }
  public var sharedDirty: UInt64? { kilobytes("Shared_Dirty") }
  public var privateClean: UInt64? { kilobytes("Private_Clean") }
  public var privateDirty: UInt64? { kilobytes("Private_Dirty") }
  /// Pages without a file behind them; in a private mapping of a file, those that were written.
  public var anonymous: UInt64? { kilobytes("Anonymous") }
  public var referenced: UInt64? { kilobytes("Referenced") }
  public var anonymousHugePages: UInt64? { kilobytes("AnonHugePages") }
  public var swap: UInt64? { kilobytes("Swap") }
  public var locked: UInt64? { kilobytes("Locked") }
  public var pageSize: UInt64? { kilobytes("KernelPageSize") }
  /// Two letters each, `rd`, `wr`, `dc` (not copied by fork): `fs/proc/task_mmu.c`, show_smap_vma_flags.
  public var flags: [String] { lines["VmFlags"]?.split(separator: " ").map(String.init) ?? [] }
}

extension Proc {
  /// /proc/PID/smaps by ascending address. Walks every page table: costs far more than maps.
  public func smaps(_ pid: Int32) throws(InspectError) -> [SmapsEntry] {
    try SmapsEntry.entries(parsing: bytes(pid, "smaps"), path: path(pid, "smaps"))
  }
}

extension SmapsEntry {
  /// Reads the content of `path`.
  public static func entries(
    parsing bytes: some Sequence<UInt8>, path: String = "smaps"
  ) throws(InspectError) -> [SmapsEntry] {
    var cursor = Cursor(Array(bytes)[...])
    var entries: [SmapsEntry] = []
    var open: (mapping: Mapping, lines: KeyedLines)?
    while let line = cursor.line() {
      if let mapping = Mapping(line: line) {
        if let open { entries.append(SmapsEntry(mapping: open.mapping, lines: open.lines)) }
        open = (mapping, KeyedLines())
      } else if open?.lines.add(line) != true {
        throw .malformed(path: path, problem: "\"\(line.text)\" is neither a mapping nor a value of one")
      }
    }
    if let open { entries.append(SmapsEntry(mapping: open.mapping, lines: open.lines)) }
    return entries
  }
}
