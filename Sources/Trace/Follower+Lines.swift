import CLinux
import LinuxABI
import SyscallTable

// What stands before and beside a call.
extension Follower {
  /// The process id, the times, the number and the instruction pointer, as far as they are wanted.
  func leader(_ thread: FollowedThread) -> String {
    var text = ""
    if followsChildren, options.following != .separately {
      if !tellsAtOnce {
        text = thread.column
      } else if threads.count > 1 {
        let pid = String(thread.pid)
        text = "[pid \(String(repeating: " ", count: max(0, 5 - pid.utf8.count)))\(pid)] "
      }
    } else if options.following == .threads, threads.count > 1, visibleCount > 1 {
      text = "[pid \(thread.pid)] "
    }
    if options.clock != .none || options.relative {
      let now = Moment.now()
      if options.clock != .none { text += now.text(options.clock) + " " }
      if options.relative {
        let since = lastLine.map { now.monotonic - $0 } ?? 0
        lastLine = now.monotonic
        let seconds = Moment.seconds(since)
        let padded = String(repeating: " ", count: max(0, 13 - seconds.utf8.count)) + seconds
        text += options.clock == .none ? "\(padded) " : "(+\(padded)) "
      }
    }
    if options.numbers {
      let number = String(thread.number)
      text += "[\(String(repeating: " ", count: max(0, 4 - number.utf8.count)))\(number)] "
    }
    if options.instructionPointer {
      let digits = String(thread.instruction, radix: 16)
      text += "[\(String(repeating: "0", count: max(0, 16 - digits.utf8.count)))\(digits)] "
    }
    return text
  }

  private var visibleCount: Int { threads.values.reduce(0) { $0 + ($1.isSilent ? 0 : 1) } }

  /// A line that is no call.
  func writeEvent(_ thread: FollowedThread, _ text: String, _ kind: String, _ number: Int32) {
    guard options.counts != .only else { return }
    let explanation = explanation(thread, ofEvent: text)
    if options.form == .json { return writeEventObject(thread, kind, number, explanation) }
    thread.log.line(leader(thread), text + Self.remark(explanation))
  }

  /// A remark of strace's own kind in the log.
  func note(_ thread: FollowedThread, _ text: String) {
    guard options.counts != .only, options.form == .text, !thread.isSilent else { return }
    thread.log.line(leader(thread), text)
  }

  /// Whether the call has to do with the paths that are asked for (`-P`).
  func isWritten(_ thread: FollowedThread, _ words: [UInt64]) -> Bool {
    guard !options.paths.isEmpty else { return true }
    guard let row = thread.plain?.row ?? thread.printer?.row else { return false }
    let memory = TraceeMemory(pid: thread.pid)
    let names = DescriptorNames(thread: thread.pid)
    return row.parameters.indices.contains { index in
      switch row.parameters[index].type {
      case .descriptor, .directory:
        return names.path(Int32(truncatingIfNeeded: words[index])).map(options.paths.contains) ?? false
      case .pointer(.path, .input):
        guard let found = memory.string(at: words[index], limit: 4096) else { return false }
        return options.paths.contains(String(decoding: found.bytes, as: UTF8.self))
      default: return false
      }
    }
  }
}
