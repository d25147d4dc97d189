import SyscallTable

/// What strace writes around a call, so that its lines can be pasted as they are: `[pid 123]` or the process id of `-o`,
/// time stamps of `-t`, `-tt`, `-ttt` and `-r` before it, the time of `-T` behind it, and the lines that are no calls.
enum StraceLine {
  /// Whether the text tells of a signal or an end: `--- SIGCHLD {...} ---`, `+++ exited with 0 +++`.
  static func isEvent(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.starts(with: Array("--- SIG".utf8)) || bytes.starts(with: Array("+++ ".utf8))
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
