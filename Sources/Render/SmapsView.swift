import Inspect
import Lab

extension Renderer {
  /// A mapping with what of it is in memory: its entry in /proc/PID/smaps in words (`man 5 proc_pid_smaps`). Where it is
  /// known what a figure was when the last command began, and it was another, both are shown.
  public func smaps(_ row: MemoryFigures.Row) -> [StyledLine] {
    let (entry, before) = (row.entry, row.before)
    let mapping = entry.mapping
    let heading = wrap(
      [
        .value(Words.range(mapping)),
        .plain("  \(Words.size(mapping.size))  \(mapping.permissions)  \(mapping.shortName)"),
      ], indent: 4, firstIndent: 2)
    let always: [(String, String)] = [
      ("Rss", "in memory"), ("Pss", "in memory, each page divided by the number of its users"),
      ("Shared_Clean", "others have these pages too; can be dropped as they are"),
      ("Shared_Dirty", "others have these pages too; written to"),
      ("Private_Clean", "nobody else has these pages; can be dropped as they are"),
      ("Private_Dirty", "nobody else has these pages; written to"),
      ("Anonymous", "pages without a file behind them"), ("Swap", "moved out to a disk"),
    ]
    let sometimes: [(String, String)] = [
      ("AnonHugePages", "in huge pages of 2 MiB"), ("ShmemPmdMapped", "shared memory in huge pages"),
      ("Locked", "locked into memory by mlock"), ("LazyFree", "given back by madvise, taken when memory is short"),
    ]
    let shown =
      always
      + sometimes.filter { key, _ in entry.kilobytes(key) ?? 0 > 0 || before?.kilobytes(key) ?? 0 > 0 }
    let rows = shown.map { key, meaning in
      [
        StyledLine([.name(key)]), StyledLine(figure(entry.kilobytes(key), before?.kilobytes(key))),
        StyledLine([.faint(meaning)]),
      ]
    }
    let columns = [Column(), Column("", .right), Column("", .wrapped)]
    return heading + table(rows, columns) + flags(entry, before)
  }

  /// All mappings of a subject, a line each, and what they come to.
  public func smaps(_ figures: MemoryFigures) -> [StyledLine] {
    // It belongs to no process and is never counted.
    let shown = figures.rows.filter { $0.entry.mapping.path != "[vsyscall]" }
    let rows = shown.map { row in
      [
        mark(row, figures.isCompared), StyledLine([.value(Words.address(row.entry.mapping.start))]),
        StyledLine([.plain(Words.size(row.entry.mapping.size))]),
      ] + sums(row) + [StyledLine([.plain("\(row.entry.mapping.permissions)  \(row.entry.mapping.shortName)")])]
    }
    let total = MemorySums(shown.map(\.entry))
    let last = [StyledLine(" "), StyledLine([.strong("all")]), StyledLine([.plain(size(total.size))])] + total.cells
    let columns =
      [Column(), Column("at"), Column("size", .right)]
      + ["Rss", "Pss", "private", "shared", "swap", "huge"].map { Column($0, .right) } + [Column("what", .wrapped)]
    var lines = table(rows + [last + [StyledLine()]], columns, indent: 0)
    let vmSize = figures.vmSize.map { size($0) } ?? "unknown"
    lines += wrap(
      [
        .name(figures.subject), .plain(" has "), .value(vmSize),
        .plain(" of addresses (VmSize). "), .value(size(total.rss)),
        .plain(" of them are in memory (Rss), and its fair share of that, with pages divided among their users, is "),
        .value(size(total.pss)), .plain(" (Pss)."),
      ], indent: 2, firstIndent: 2)
    let isChanged = rows.contains { $0[0].plain != " " }
    if isChanged {
      lines += wrap(
        [.faint("+ and ~ mark what the last command added or changed; smaps ADDRESS says from what to what.")],
        indent: 2, firstIndent: 2)
    }
    return lines
  }

  private func figure(_ now: UInt64?, _ before: UInt64?) -> [Span] {
    guard let now else { return [.faint("unknown")] }
    guard let before, before != now else { return [.value(size(now))] }
    return [.value(size(before)), .changed(" → \(size(now))")]
  }

  private func size(_ kilobytes: UInt64) -> String {
    kilobytes == 0 ? "0" : Words.size(kilobytes * 1024)
  }

  private func mark(_ row: MemoryFigures.Row, _ isCompared: Bool) -> StyledLine {
    guard isCompared else { return StyledLine(" ") }
    guard let before = row.before else { return StyledLine([.styled("+", .added)]) }
    let isSame =
      row.entry.mapping == before.mapping && MemorySums([row.entry]) == MemorySums([before])
      && row.entry.flags == before.flags
    return isSame ? StyledLine(" ") : StyledLine([.changed("~")])
  }

  private func sums(_ row: MemoryFigures.Row) -> [StyledLine] {
    let now = MemorySums([row.entry])
    guard let before = row.before.map({ MemorySums([$0]) }) else { return now.cells }
    return zip(now.cells, before.cells).map { now, before in
      now == before ? now : StyledLine([.changed(now.plain)])
    }
  }

  private func flags(_ entry: SmapsEntry, _ before: SmapsEntry?) -> [StyledLine] {
    guard !entry.flags.isEmpty else { return [] }
    var spans: [Span] = [.name("VmFlags")]
    var separator = "  "
    func add(_ flag: String, _ mark: Span?) {
      spans.append(.plain(separator))
      if let mark { spans.append(mark) }
      spans.append(.value(flag))
      if let meaning = Self.flagMeanings[flag] { spans.append(.plain(" \(meaning)")) }
      separator = ", "
    }
    for flag in entry.flags {
      add(flag, before?.flags.contains(flag) == false ? .styled("+", .added) : nil)
    }
    for flag in before?.flags ?? [] where !entry.flags.contains(flag) { add(flag, .styled("-", .removed)) }
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

/// The figures of a line, in kB.
private struct MemorySums: Hashable {
  var (size, rss, pss, own, shared, swap, huge) = (
    UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0), UInt64(0)
  )

  init(_ entries: [SmapsEntry]) {
    for entry in entries {
      size += entry.mapping.size / 1024
      rss += entry.rss ?? 0
      pss += entry.pss ?? 0
      own += (entry.privateClean ?? 0) + (entry.privateDirty ?? 0)
      shared += (entry.sharedClean ?? 0) + (entry.sharedDirty ?? 0)
      swap += entry.swap ?? 0
      huge +=
        ["AnonHugePages", "ShmemPmdMapped", "FilePmdMapped", "Private_Hugetlb", "Shared_Hugetlb"]
        .compactMap { entry.kilobytes($0) }.reduce(0, +)
    }
  }

  var cells: [StyledLine] {
    [rss, pss, own, shared, swap, huge].map { kilobytes in
      StyledLine([kilobytes == 0 ? .faint("0") : .value(Words.size(kilobytes * 1024))])
    }
  }
}
