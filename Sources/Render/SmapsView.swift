import Inspect

extension Renderer {
  /// A mapping with what of it is in memory: its entry in /proc/PID/smaps in words (`man 5 proc_pid_smaps`).
  public func smaps(_ entry: SmapsEntry) -> [StyledLine] {
    let mapping = entry.mapping
    let heading = wrap(
      [
        .value(Words.range(mapping)),
        .plain("  \(Words.size(mapping.size))  \(mapping.permissions)  \(mapping.shortName)"),
      ], indent: 4, firstIndent: 2)
    let always: [(String, String)] = [
      ("Rss", "in memory"), ("Pss", "in memory, each page divided by the number of its users"),
      ("Shared_Clean", "others have these pages too; as the file has them"),
      ("Shared_Dirty", "others have these pages too; written to"),
      ("Private_Clean", "nobody else has these pages; as the file has them"),
      ("Private_Dirty", "nobody else has these pages; written to"),
      ("Anonymous", "pages without a file behind them"), ("Swap", "moved out to a disk"),
    ]
    let sometimes: [(String, String)] = [
      ("AnonHugePages", "in huge pages of 2 MiB"), ("ShmemPmdMapped", "shared memory in huge pages"),
      ("Locked", "locked into memory by mlock"), ("LazyFree", "given back by madvise, taken when memory is short"),
    ]
    let shown = always + sometimes.filter { entry.kilobytes($0.0) ?? 0 > 0 }
    let rows = shown.map { key, meaning in
      [
        StyledLine([.name(key)]),
        StyledLine([entry.kilobytes(key).map { .value($0 == 0 ? "0" : Words.size($0 * 1024)) } ?? .faint("unknown")]),
        StyledLine([.faint(meaning)]),
      ]
    }
    let columns = [Column(), Column("", .right), Column("", .wrapped)]
    return heading + table(rows, columns) + flags(entry)
  }

  private func flags(_ entry: SmapsEntry) -> [StyledLine] {
    guard !entry.flags.isEmpty else { return [] }
    var spans: [Span] = [.name("VmFlags")]
    for (index, flag) in entry.flags.enumerated() {
      spans += [.plain(index == 0 ? "  " : ", "), .value(flag)]
      if let meaning = Self.flagMeanings[flag] { spans.append(.plain(" \(meaning)")) }
    }
    return wrap(spans, indent: 4, firstIndent: 2)
  }

  /// The kernel's two letters (`fs/proc/task_mmu.c`, show_smap_vma_flags).
  private static let flagMeanings: [String: String] = [
    "rd": "readable", "wr": "writable", "ex": "executable", "sh": "shared", "mr": "may be made readable",
    "mw": "may be made writable", "me": "may be made executable", "ms": "may be shared", "gd": "grows downwards",
    "pf": "page frames without accounting", "lo": "locked", "io": "memory of a device", "sr": "read in sequence",
    "rr": "read at random", "dc": "not copied by fork", "de": "not enlarged by mremap", "ac": "counted as committed",
    "nr": "no swap reserved", "ht": "huge pages of hugetlbfs", "sf": "synchronous page faults",
    "wf": "wiped by fork", "dd": "left out of core dumps", "sd": "soft-dirty", "mm": "mixed map",
    "hg": "huge pages wanted", "nh": "no huge pages", "mg": "may be merged by KSM",
    "um": "userfaultfd for missing pages",
    "uw": "userfaultfd for writes", "ss": "shadow stack", "sl": "sealed",
  ]
}
