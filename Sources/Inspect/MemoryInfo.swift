import Glibc

/// What the machine's memory is used for: /proc/meminfo (`man 5 proc_meminfo`, `fs/proc/meminfo.c`). Sizes in kB, which
/// are KiB.
public struct MemoryInfo: Hashable, Sendable {
  public let total: UInt64
  /// Used for nothing at all.
  public let free: UInt64
  let lines: KeyedLines

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "meminfo") throws(InspectError) {
    let lines = KeyedLines(Cursor(Array(bytes)[...]))
    guard let total = lines.kilobytes("MemTotal"), let free = lines.kilobytes("MemFree") else {
      throw .malformed(path: path, problem: "MemTotal or MemFree is missing")
    }
    self.total = total
    self.free = free
    self.lines = lines
  }

  /// A size by the kernel's name for it; nil where this kernel does not tell it.
  public func kilobytes(_ key: String) -> UInt64? { lines.kilobytes(key) }

  /// The kernel's estimate of what programs could still get without swapping. Since Linux 3.14.
  public var available: UInt64? { kilobytes("MemAvailable") }
  public var buffers: UInt64 { kilobytes("Buffers") ?? 0 }
  public var cached: UInt64 { kilobytes("Cached") ?? 0 }
  /// Of the kernel's own objects, those that it can give back.
  public var reclaimable: UInt64 { kilobytes("SReclaimable") ?? 0 }
  /// Memory of tmpfs and shared anonymous mappings; a part of `cached`.
  public var shared: UInt64 { kilobytes("Shmem") ?? 0 }
  public var swapTotal: UInt64 { kilobytes("SwapTotal") ?? 0 }
  public var swapFree: UInt64 { kilobytes("SwapFree") ?? 0 }
  /// The column buff/cache of free(1).
  public var buffersAndCache: UInt64 { buffers &+ cached &+ reclaimable }
  /// The column used of free(1), since procps 4.0; without MemAvailable what is neither free nor cache.
  public var used: UInt64 {
    let rest = available ?? (free &+ buffersAndCache)
    return total > rest ? total - rest : 0
  }
}

extension Proc {
  /// /proc/meminfo.
  public func memoryInfo() throws(InspectError) -> MemoryInfo {
    try MemoryInfo(parsing: machineBytes("meminfo"), path: "\(root)/meminfo")
  }

  /// The whole of a file that is not about one process: /proc/NAME.
  func machineBytes(_ name: String) throws(InspectError) -> [UInt8] {
    try Handle(path: "\(root)/\(name)", flags: O_RDONLY).contents()
  }
}
