import Inspect
import LinuxABI
import SyscallTable

// E2BIG where the figures can be told: the texts of execve, and structures that say their own size.
extension Explanation {
  func tooBigReason() -> String? {
    switch row.name {
    case "execve", "execveat": return longArguments()
    // These two say what the kernel knows where the size stood that it did not take.
    case "sched_setattr": return wordAt(words[safe: 1], 0).map { refusedSize("size", $0, least: 48) }
    case "perf_event_open": return wordAt(words.first, 4).map { refusedSize("attr.size", $0, least: 64) }
    case "landlock_restrict_self":
      return "\(subject.name) has 16 rulesets above it already, the most there can be, and no call takes one away."
    case "openat2", "clone3", "mount_setattr", "file_setattr", "setxattrat", "open_tree_attr",
      "landlock_create_ruleset":
      guard let size = word("size") ?? word("usize"), size > 4096 else { return nil }
      return "size is \(size), and the structure may have a page, 4096 bytes, at most."
    default: return nil
    }
  }

  private func wordAt(_ address: UInt64?, _ offset: UInt64) -> UInt64? {
    address.flatMap { subject.exactly(4, at: $0 &+ offset) }?.littleEndianWord
  }

  private func refusedSize(_ name: String, _ known: UInt64, least: UInt64) -> String {
    "\(name) was below \(least), which the first version of the structure has, or above 4096, or what lies behind the members that this kernel knows is not 0. The kernel has written there how many bytes it knows: \(known)."
  }

  /// Which text is too long, or how much all are together (`fs/exec.c`, MAX_ARG_STRLEN and bprm_stack_limits).
  private func longArguments() -> String? {
    let stack = (try? lab.proc.limits(subject.pid))?["stack size"]?.soft ?? .max
    let most = max(131072, min(stack / 4, 6 << 20))
    var sum: UInt64 = 0
    for name in ["argv", "envp"] {
      guard let table = word(name), table != 0 else { continue }
      for index in 0..<UInt64(65536) {
        guard let pointer = subject.exactly(8, at: table &+ index * 8)?.littleEndianWord, pointer != 0 else { break }
        let length = textLength(pointer, most: 131073)
        if length > 131071 {
          return
            "Text \(index) of \(name) has 131072 bytes or more without its NUL, and one text has 131071 at most (MAX_ARG_STRLEN)."
        }
        sum += length + 9
        if sum > most { break }
      }
    }
    return sum > most
      ? "The texts of argv and envp with their pointers have more than \(most) bytes: a quarter of RLIMIT_STACK (\(stack == .max ? "unlimited" : "\(stack)")), but 131072 at least and 6 MiB at most."
      : nil
  }

  private func textLength(_ address: UInt64, most: UInt64) -> UInt64 {
    var length: UInt64 = 0
    while length < most {
      let part = subject.bytes(at: address &+ length, atMost: 4096)
      if let end = part.firstIndex(of: 0) { return length + UInt64(end) }
      if part.isEmpty { break }
      length += UInt64(part.count)
    }
    return length
  }
}
