import SyscallTable

// What is written after `=` behind a call.
extension LineGrammar {
  /// Where the `=` of an expectation stands: the first one outside texts, comments and brackets that does not belong to
  /// an assignment. What follows it is no expression, so it is not cut into tokens.
  func expectationStart(_ bytes: [UInt8], from start: Int) -> Int? {
    var depth = 0
    // Only names and commas stand before the = of an assignment.
    var mayAssign = true
    for piece in LinePieces(bytes, start..<bytes.count) {
      switch piece.kind {
      case .text: mayAssign = false
      case .byte(0x28), .byte(0x5b), .byte(0x7b):
        depth += 1
        mayAssign = false
      case .byte(0x29), .byte(0x5d), .byte(0x7d): depth -= 1
      case .byte(0x3d) where depth <= 0:
        let here = piece.range.lowerBound
        if !mayAssign || !isNameList(bytes[start..<here]) { return here }
        mayAssign = false
      case .byte, .comment, .remark, .joint: break
      }
    }
    return nil
  }

  /// `fd`, `r, w`, `P2: fd`: names separated by commas, perhaps behind a subject.
  func isNameList(_ bytes: ArraySlice<UInt8>) -> Bool {
    let list = bytes.firstIndex(of: 0x3a).map { bytes[($0 + 1)...] } ?? bytes
    return list.split(separator: 0x2c, omittingEmptySubsequences: false).allSatisfy { part in
      let name = String(decoding: part, as: UTF8.self).trimmedSpaces
      return !name.isEmpty && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5f }
        && commands[name] == nil && table.lookUp(name) == nil || part.isEmpty
    }
  }

  func expectation(_ bytes: [UInt8], after start: Int) throws(InputError) -> CallStatement.Written? {
    let text = StraceLine.withoutDuration(String(decoding: bytes[start...], as: UTF8.self).trimmedSpaces)
    // strace writes ? for calls that do not return, and for those that are made again after a signal.
    if text == "?" || text.hasPrefix("? ") { return nil }
    let range = start..<bytes.count
    guard let expectation = Expectation(text) else {
      throw InputError(
        text.isEmpty ? "The expected result is missing." : "\(Escapes.harmless(text)) is no result.", at: range,
        advice:
          "Results are = 3, = -1 ENOENT, = blocked, = killed SIGSEGV, = exited 3, or a placeholder such as <fd:x>.")
    }
    return .init(expectation: expectation, text: text, range: range)
  }
}
