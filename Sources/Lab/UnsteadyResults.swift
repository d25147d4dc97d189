import LinuxABI
import SyscallTable

// Which results belong to one machine and one moment, so that whoever writes a session down must not promise them.
extension Lab {
  /// Calls whose number is another each time, or on another machine: clocks, what is left of a time, ids that the whole
  /// system gives out, and the length of the lab directory's name.
  private static let unsteady: Set<String> = [
    "time", "times", "alarm", "getcwd", "msgget", "semget", "shmget", "add_key", "request_key", "keyctl", "syslog",
    "io_getevents", "ptrace", "listmount", "migrate_pages",
  ]

  /// Whether another run of a call need not give the same number. Asked before it runs, while its descriptors are those
  /// that it names.
  public func isUnsteady(_ call: PreparedCall) -> Bool {
    if Self.unsteady.contains(call.row.name) { return true }
    guard case .number = call.row.result else { return false }
    // Kernel files and other people's directories have another length each time.
    let isListing = call.row.name.hasPrefix("getdents")
    for (parameter, word) in zip(call.row.parameters, call.pending.words) {
      guard case .descriptor = parameter.type,
        let target = descriptors.description(of: Int32(truncatingIfNeeded: word), in: call.subject.name)?.target
      else { continue }
      if isOfKernel(target) || isListing && !target.hasPrefix(directory.realPath) { return true }
    }
    let explanation = Explanation(lab: self, subject: call.subject, row: call.row, words: call.pending.words)
    return explanation.paths.contains { isOfKernel(String(decoding: $0.bytes, as: UTF8.self)) }
  }

  private func isOfKernel(_ path: String) -> Bool {
    path.hasPrefix("/proc/") || path.hasPrefix("/sys/")
  }

  /// Whether the process ids that a call gives are those of a pid namespace that a subject has made: they are given out
  /// from 1 there, and are the same each time.
  public func hasNumbersOfItsOwn(_ call: PreparedCall) -> Bool {
    call.subject.numbers.depth > 0
  }
}
