import LinuxABI
import SyscallTable

/// What strace writes around a call, so that its lines can be pasted as they are: `[pid 123]` or the process id of `-o`,
/// time stamps of `-t`, `-tt`, `-ttt` and `-r` before it, the time of `-T` behind it, and the lines that are no calls.
enum StraceLine {
  /// Whether the text tells of a signal, an end or a process that strace follows: `--- SIGCHLD {...} ---`,
  /// `+++ exited with 0 +++`, `strace: Process 12 attached`.
  static func isEvent(_ bytes: ArraySlice<UInt8>) -> Bool {
    ["--- SIG", "--- stopped by ", "+++ ", "strace: Process "].contains { bytes.starts(with: Array($0.utf8)) }
  }

  /// How a program ended, from `+++ exited with 0 +++` or `+++ killed by SIGTERM +++`; nil for other events.
  static func end(_ bytes: ArraySlice<UInt8>) -> CallOutcome? {
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count >= 5, words[0] == "+++" else { return nil }
    switch (words[1], words[2]) {
    case ("exited", "with"): return Int32(words[3]).map { .exited($0) }
    case ("killed", "by"): return Signal(named: words[3]).map { .killed($0) }
    default: return nil
    }
  }

  /// Whether a call is separated from its result as strace puts results below each other, by two spaces or more.
  static func isPadded(_ bytes: [UInt8], before equals: Int) -> Bool {
    equals > 3 && bytes[equals - 1] == 0x20 && bytes[equals - 2] == 0x20
  }

  /// The process in what stands before a call: `[pid 12] `, or `12 ` as in a log of several programs.
  static func process(_ bytes: ArraySlice<UInt8>) -> UInt64? {
    let text = String(decoding: bytes, as: UTF8.self)
    let words = text.split { " []\t".contains($0) }
    guard let first = words.first else { return nil }
    return first == "pid" ? words.dropFirst().first.flatMap { UInt64($0) } : UInt64(first)
  }

  /// Where the call begins behind what stands before it; `start` when that is nothing strace writes.
  static func callStart(_ bytes: [UInt8], from start: Int) -> Int {
    var index = start
    if bytes[start...].starts(with: Array("[pid ".utf8)) {
      guard let end = bytes[start...].firstIndex(of: 0x5d) else { return start }
      index = end + 1
    }
    // Numbers with the signs of times and dates between them, each followed by space.
    while let next = skipSpace(bytes, index), (0x30...0x39).contains(bytes[next]) {
      var end = next
      while end < bytes.count, (0x30...0x3a).contains(bytes[end]) || bytes[end] == 0x2e { end += 1 }
      guard end < bytes.count, bytes[end] == 0x20 else { return start }
      index = end
    }
    guard index > start, let call = skipSpace(bytes, index) else { return start }
    if isEvent(bytes[call...]) { return call }
    // What follows has to be a call as C writes it; otherwise the numbers meant something else.
    var end = call
    while end < bytes.count, bytes[end].isLetterOrDigit || bytes[end] == 0x5f { end += 1 }
    return end > call && end < bytes.count && bytes[end] == 0x28 ? call : start
  }

  private static func skipSpace(_ bytes: [UInt8], _ start: Int) -> Int? {
    bytes[start...].firstIndex { $0 != 0x20 && $0 != 0x09 }
  }

  /// A result without the time that `-T` puts behind it: `3 <0.000012>`.
  static func withoutDuration(_ result: String) -> String {
    guard result.hasSuffix(">"), let open = result.lastIndex(of: "<"), open > result.startIndex else { return result }
    let inside = result[result.index(after: open)...].dropLast()
    guard !inside.isEmpty, inside.allSatisfy({ $0.isNumber || $0 == "." }) else { return result }
    return result[..<open].trimmedSpaces
  }
}
