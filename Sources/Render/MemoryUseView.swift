import Inspect
import Lab

extension Renderer {
  /// A process's memory in the figures that tools show: status, and smaps_rollup where it can be read.
  public func memoryUse(_ status: ProcessStatus, _ rollup: MemoryRollup?, of subject: String) -> [StyledLine] {
    func row(_ name: String, _ kilobytes: UInt64?, _ meaning: String, _ field: String) -> [StyledLine] {
      [
        StyledLine([.name(name)]), StyledLine([kilobytes.map { .value(size($0)) } ?? .faint("unknown")]),
        StyledLine([.plain(meaning)]), StyledLine([.faint(field)]),
      ]
    }
    let rows = [
      row("VSZ", status.vmSize, "all addresses that mean something", "VmSize"),
      row("RSS", status.vmRSS, "of that, in memory: the sum of the next three", "VmRSS"),
      row("  anon", status.kilobytes("RssAnon"), "no file behind it: heap, stack, written private pages", "RssAnon"),
      row("  file", status.kilobytes("RssFile"), "pages of files, also those that others map", "RssFile"),
      row("  shmem", status.kilobytes("RssShmem"), "shared memory and tmpfs", "RssShmem"),
      row("PSS", rollup?.pss, "its share of RSS: a page that n map counts 1/n", "Pss of smaps_rollup"),
      row("USS", rollup?.unique, "nobody else maps it: free again when it ends", "Private_* of smaps_rollup"),
      row("swap", status.vmSwap, "moved out to a disk", "VmSwap"),
      row("page tables", status.vmPageTables, "what the kernel needs to find all this", "VmPTE"),
      row("locked", status.vmLocked, "may not be moved out (mlock)", "VmLck"),
    ]
    let columns = [Column(), Column("", .right), Column("", .wrapped), Column()]
    return table(rows, columns)
      + source(
        "/proc/\(subject)/status and smaps_rollup", tools: "ps (VSZ, RSS), top (VIRT, RES, SHR), pmap -X and smem")
  }

  /// The table of free(1), and how its columns come from /proc/meminfo.
  public func freeMemory(_ info: MemoryInfo, sysinfo: SystemInfo?) -> [StyledLine] {
    func cells(_ name: String, _ values: [UInt64?]) -> [StyledLine] {
      [StyledLine([.strong(name)])] + values.map { StyledLine([$0.map { .value("\($0)") } ?? .plain("")]) }
    }
    let swapUsed = info.swapTotal > info.swapFree ? info.swapTotal - info.swapFree : 0
    let memory = [info.total, info.used, info.free, info.shared, info.buffersAndCache, info.available]
    let columns =
      [Column("KiB")] + ["total", "used", "free", "shared", "buff/cache", "available"].map { Column($0, .right) }
    var lines = table(
      [cells("Mem:", memory), cells("Swap:", [info.swapTotal, swapUsed, info.swapFree, nil, nil, nil])], columns,
      indent: 0)
    let meanings: [(String, String, String)] = [
      ("free", "MemFree", "used for nothing at all; a healthy machine has little of it, for the cache takes it"),
      (
        "available", info.available == nil ? "not told before Linux 3.14" : "MemAvailable",
        "what programs could still get: free, and the part of the cache that can be dropped"
      ),
      ("buff/cache", "Buffers + Cached + SReclaimable", "files kept in memory, and what the kernel can give back"),
      ("shared", "Shmem", "tmpfs and shared memory; it stands in Cached too, and cannot be dropped"),
      ("used", info.available == nil ? "the rest" : "MemTotal - MemAvailable", "what only an end or swap gives back"),
    ]
    let rows = meanings.map { name, field, meaning in
      [StyledLine([.name(name)]), StyledLine([.plain(field)]), StyledLine([.faint(meaning)])]
    }
    lines += table(rows, [Column(), Column(), Column("", .wrapped)])
    if let sysinfo {
      lines += wrap(
        [
          .plain("The call "), .name("sysinfo"), .plain(" gives total "), .value("\(sysinfo.total)"), .plain(", free "),
          .value("\(sysinfo.free)"), .plain(", buffers "), .value("\(sysinfo.buffers)"),
          .plain(" and swap, and knows neither the cache nor what is available."),
        ], indent: 2, firstIndent: 2)
    }
    return lines + source("/proc/meminfo", tools: "free, vmstat and top")
  }

  private func size(_ kilobytes: UInt64) -> String { kilobytes == 0 ? "0" : Words.size(kilobytes * 1024) }
}

/// What sysinfo(2) tells of memory, in kB.
public struct SystemInfo: Hashable, Sendable {
  public let total: UInt64
  public let free: UInt64
  public let buffers: UInt64

  public init(total: UInt64, free: UInt64, buffers: UInt64) {
    self.total = total
    self.free = free
    self.buffers = buffers
  }
}
