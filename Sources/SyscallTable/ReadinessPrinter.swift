import LinuxABI

// What poll and ppoll say besides a number. strace shows the array as it was given before the result, and behind it
// only the entries that became ready.
extension ValuePrinter {
  /// ` ([{fd=3, revents=POLLIN}])`, ` (Timeout)` for a wait that ran out, and the empty text for every other row or
  /// when the call failed.
  func readiness(of row: Syscall) -> String {
    if let text = networkResult(of: row) { return text }
    if row.name == "rt_sigtimedwait", let result, result != 0 { return " (\(text(.signal, result)))" }
    guard let result, let index = row.parameters.firstIndex(where: { $0.type.isPollArray }) else { return "" }
    if result == 0 { return " (Timeout)" }
    let limit = options.verbose ? 1024 : 32
    let ready = readyEntries(at: words[index], of: Int(words[index + 1] & 0xffff_ffff), atMost: limit + 1)
    guard !ready.isEmpty else { return "" }
    var parts = ready.prefix(limit).map { entry in
      // Its name stands in the array already.
      let fd = Int32(truncatingIfNeeded: StructureLayout.pollfd.word("fd", entry))
      return "{fd=\(fd), revents=\(named(StructureLayout.pollfd.word("revents", entry), .pollEvents))}"
    }
    if ready.count > limit { parts.append("...") }
    return " ([" + parts.joined(separator: ", ") + "]\(timeLeft(row)))"
  }

  /// The first entries with `revents`. Read in pieces: the registers may claim billions of entries.
  private func readyEntries(at address: UInt64, of total: Int, atMost limit: Int) -> [ArraySlice<UInt8>] {
    let size = StructureLayout.pollfd.size
    let piece = 1024
    var ready: [ArraySlice<UInt8>] = []
    for first in stride(from: 0, to: total, by: piece) where ready.count < limit {
      let count = min(piece, total - first)
      guard let bytes = memory.exactly(count * size, at: address &+ UInt64(first * size)) else { break }
      let entries = stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<($0 + size)] }
      ready += entries.filter { StructureLayout.pollfd.word("revents", $0) != 0 }
    }
    return Array(ready.prefix(limit))
  }

  /// The kernel writes what is left of a time limit over it (`man 2 ppoll`, C library/kernel differences).
  func timeLeft(_ row: Syscall) -> String {
    guard
      let index = row.parameters.firstIndex(where: { parameter in
        if case .pointer(.structure(let layout), .input) = parameter.type {
          return layout.name == "timespec" || layout.name == "timeval"
        }
        return false
      }), words[index] != 0
    else { return "" }
    return ", left \(text(row.parameters[index].type, words[index]))"
  }
}

extension ArgumentType {
  fileprivate var isPollArray: Bool {
    if case .pointer(.structures(let layout, _), .both) = self { return layout.name == StructureLayout.pollfd.name }
    return false
  }
}
