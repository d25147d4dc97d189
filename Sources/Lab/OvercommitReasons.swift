import Inspect

// Memory that the kernel did not promise (`mm/util.c`, __vm_enough_memory).
extension Explanation {
  /// Why a request for memory was too much for the machine, or nothing when it was not.
  func overcommitted() -> [String] {
    guard ["mmap", "mremap", "brk", "mprotect"].contains(row.name),
      let length = word("length") ?? word("new_size") ?? word("len"), let memory = try? lab.proc.systemMemory()
    else { return [] }
    switch memory.overcommit {
    case 0:
      guard length > memory.total else { return [] }
      let advice = row.name == "mmap" ? " MAP_NORESERVE asks for addresses without a promise." : ""
      return [
        "vm.overcommit_memory is 0: the kernel may promise more than there is, but not \(length) bytes at once when memory and swap are \(memory.total) together.\(advice)"
      ]
    case 2:
      guard memory.committed.addingReportingOverflow(length).partialValue > memory.commitLimit else { return [] }
      return [
        "vm.overcommit_memory is 2: the kernel promises \(memory.commitLimit) bytes in all (CommitLimit), and \(memory.committed) of them are promised already (Committed_AS)."
      ]
    default: return []
    }
  }
}
