import SyscallTable

extension Renderer {
  /// A line of strace's output taken apart: the line, each piece with what it means, and what it came to.
  public func explanation(_ explained: LineExplanation) -> [StyledLine] {
    var lines = wrap([.styled(explained.line, .call)], indent: 4, firstIndent: 0)
    if !explained.summary.isEmpty { lines += sentence(explained.summary) }
    let parts = explained.before + explained.arguments + explained.after
    let pieces = parts.filter { !$0.text.isEmpty }
    if !pieces.isEmpty {
      let heads = pieces.map { $0.name.isEmpty ? $0.text : $0.name }
      let width = min(heads.map(\.count).max() ?? 0, columns / 3)
      for (part, head) in zip(pieces, heads) {
        let padding = String(repeating: " ", count: max(1, width + 2 - head.count))
        var spans: [Span] = [.strong(head), .plain(padding)]
        if !part.name.isEmpty { spans += [.value(part.text), .plain("  ")] }
        lines += wrap(spans + [.plain(part.meaning)], indent: width + 6, firstIndent: 2)
        lines += names(part.names, indent: width + 6)
      }
    }
    for part in parts where part.text.isEmpty { lines += names(part.names, indent: 4) }
    if !explained.sentence.isEmpty {
      lines += wrap([.faint("In short: "), .plain(explained.sentence + ".")], indent: 4, firstIndent: 2)
    }
    return lines
  }

  private func names(_ names: [LineExplanation.Name], indent: Int) -> [StyledLine] {
    names.flatMap { name in
      wrap([.styled(name.name, .name), .plain("  "), .faint(name.meaning)], indent: indent + 2, firstIndent: indent)
    }
  }

  /// The sentence alone, below the line.
  public func sentence(of explained: LineExplanation) -> [StyledLine] {
    let line = wrap([.styled(explained.line, .call)], indent: 4, firstIndent: 0)
    return explained.sentence.isEmpty
      ? line : line + wrap([.faint("# "), .plain(explained.sentence)], indent: 6, firstIndent: 4)
  }
}
