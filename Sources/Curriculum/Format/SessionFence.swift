import SyscallTable

/// Reads a `sysh` fence: commands, each with the comments above it and the result under it.
struct SessionFence {
  let reading: FenceReading

  func parse(_ fence: Fence) -> [ScriptLine] {
    var script: [ScriptLine] = []
    var comments: [SourceLine] = []
    /// The command that a `=` line would belong to.
    var command: SourceLine?
    for line in fence.lines.map(\.trimmed) where !line.text.isEmpty {
      if line.text.hasPrefix("#") {
        comments.append(line)
        command = nil
      } else if line.text.hasPrefix("=") {
        guard let owner = command, let last = script.popLast() else {
          reading.report(line, "A result stands directly under its command; there is none above this one.")
          continue
        }
        command = nil
        script.append(
          ScriptLine(text: owner.text, comments: last.comments, result: result(line), place: last.place))
      } else {
        reading.checkCommand(line)
        let said = comments.map { $0.dropping(1).trimmed.text }
        script.append(ScriptLine(text: line.text, comments: said, result: nil, place: reading.place(line)))
        comments = []
        command = line
      }
    }
    if let comment = comments.first { reading.report(comment, "A comment stands above the command that it explains.") }
    if script.isEmpty { reading.problems.report(fence.place, "This fence is empty; write at least one command.") }
    return script
  }

  private func result(_ line: SourceLine) -> ExpectedResult? {
    let value = line.dropping(1).trimmed
    let place = reading.place(value)
    if value.text.isEmpty {
      if reading.acceptsBlankResults { return ExpectedResult(expectation: nil, place: place) }
      reading.report(line, "This result is empty; write it, or let sysh check --update fill it in.")
      return nil
    }
    if let expectation = Expectation(value.text) { return ExpectedResult(expectation: expectation, place: place) }
    reading.report(
      value,
      "\"\(value.text)\" is no result: write 3, -1 EBADF, blocked, killed SIGSEGV, exited 0, replaced, or a "
        + "placeholder <pid:P2>, <addr:p>, <fd:x>, <any>.")
    return nil
  }
}
