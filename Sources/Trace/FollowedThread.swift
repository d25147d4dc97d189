import CLinux
import SyscallTable

/// One thread of a traced program, as the tracer knows it.
final class FollowedThread {
  /// Its thread id.
  let pid: Int32
  /// Its process, the id of the thread group's leader.
  var process: Int32
  let log: TraceLog
  /// Its id as it stands before each line of a file.
  let column: String
  /// What is shown of values; descriptors are looked up in this thread's table.
  let printing: CallPrinter.Options

  /// Between the entry and the exit of a call.
  var isInCall = false
  var number = 0
  /// It goes into the summary.
  var isCounted = false
  /// The call, where it is shown.
  var printer: CallPrinter?
  /// The same, where the short way serves, and how many arguments are in the beginning.
  var plain: PlainCall?
  var begun = 0
  /// Its name, its text up to the first argument that the kernel fills, and what stands before it on the line.
  var name: String { plain?.row.name ?? printer?.row.name ?? "" }
  var beginning: [UInt8] = []
  /// The text comes from elsewhere than the registers, and is complete at the entry.
  var isSpecial = false
  var leader = ""
  /// Six words, whatever the call takes.
  var arguments = [UInt64](repeating: 0, count: 6)
  /// Its line was broken off, and its end needs a line of its own.
  var isResumed = false
  var entered: Int64 = 0
  var instruction: UInt64 = 0
  var lastNumber: Int?
  /// For `-k`: the functions that led to the call, once they are known.
  var stack: [String]?
  /// For `--explain`: what the descriptors among the arguments are.
  var descriptorNames: [Int32: String] = [:]

  /// Calls made so far by number, where that is asked for.
  var made: [Int: Int] = [:]
  /// What is done to the call under way.
  var tampering: Tampering?

  /// The CPU mask that it had, while it shares the tracer's CPU.
  var ownMask: cpu_set_t?
  /// It chose its CPUs itself, or has looked at them: it is left alone.
  var keepsMask = false

  /// Its first stop was seen.
  var isKnown = false
  /// It is let go at its next stop.
  var isLeaving = false
  /// Followed only so that its calls under a filter can be made.
  var isSilent = false
  /// Told that its calls are of another table.
  var isForeign = false

  /// Whether the call under way is shown.
  var isShown: Bool { plain != nil || printer != nil }

  /// Whether the kernel has yet to fill an argument of the call under way.
  var hasMore: Bool { plain.map { begun < $0.row.parameters.count } ?? printer?.hasMore ?? false }

  /// The call is no longer shown, or has not begun. A printer is large, and most calls have none.
  func forgetText() {
    if printer != nil { printer = nil }
    plain = nil
  }

  init(pid: Int32, process: Int32, log: TraceLog, printing: CallPrinter.Options) {
    self.pid = pid
    self.process = process
    self.log = log
    let number = String(pid)
    column = number + String(repeating: " ", count: max(0, 5 - number.utf8.count)) + " "
    self.printing = printing
  }
}
