/// The address space of a process: /proc/PID/maps (`man 5 proc_pid_maps`, `fs/proc/task_mmu.c`).
public struct MemoryMap: Hashable, Sendable {
  /// Ascending and without overlap.
  public let mappings: [Mapping]

  /// Those that belong to the process: all but [vsyscall], which the kernel adds to the text of every map
  /// (`arch/x86/entry/vsyscall/vsyscall_64.c`, get_gate_vma). VmSize and vm.max_map_count do not count it either.
  public var own: [Mapping] { mappings.filter { $0.path != "[vsyscall]" } }

  /// The map of a process that has none: a zombie, a kernel thread.
  public init() {
    mappings = []
  }

  /// Reads the content of `path`. An empty one is that of a kernel thread or a zombie.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "maps") throws(InspectError) {
    var cursor = Cursor(Array(bytes)[...])
    var mappings: [Mapping] = []
    while let line = cursor.line() {
      guard let mapping = Mapping(line: line) else {
        throw .malformed(path: path, problem: "\"\(line.text)\" is not a mapping")
      }
      if let last = mappings.last, mapping.start < last.end {
        throw .malformed(path: path, problem: "\"\(line.text)\" does not lie after the mapping before it")
      }
      mappings.append(mapping)
    }
    self.mappings = mappings
  }

  /// The mapping that the address lies in, or nil: an access there is a SIGSEGV.
  public func mapping(containing address: UInt64) -> Mapping? {
    var low = 0
    var high = mappings.count
    while low < high {
      let middle = (low + high) / 2
      if mappings[middle].end <= address { low = middle + 1 } else { high = middle }
    }
    guard low < mappings.count, mappings[low].contains(address) else { return nil }
    return mappings[low]
  }
}

extension Proc {
  /// /proc/PID/maps.
  public func maps(_ pid: Int32) throws(InspectError) -> MemoryMap {
    try MemoryMap(parsing: bytes(pid, "maps"), path: path(pid, "maps"))
  }
}
