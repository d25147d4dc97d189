extension Renderer {
  /// Names below a prefix in columns; what has more below it ends in a dot.
  public func parameterList(_ entries: [(name: String, isDirectory: Bool)], below prefix: String) -> [StyledLine] {
    guard !entries.isEmpty else { return sentence("There is nothing below \(prefix.isEmpty ? "/proc/sys" : prefix).") }
    let names = entries.map { prefix + ($0.isDirectory ? $0.name + "." : $0.name) }
    let width = (names.map { DisplayWidth.of($0) }.max() ?? 0) + 2
    let across = max(1, (columns - 2) / max(width, 1))
    let height = (names.count + across - 1) / across
    return (0..<height).map { row in
      var spans: [Span] = [StyledLine.spaces(2)]
      for index in stride(from: row, to: names.count, by: height) {
        let isDirectory = entries[index].isDirectory
        let name = StyledLine([isDirectory ? .name(names[index]) : .plain(names[index])])
        spans += name.padded(to: width).spans
      }
      return StyledLine(spans).trimmed
    }
  }

  /// `from …; people use …`: the last line of every view of the machine.
  public func source(_ files: String, tools: String) -> [StyledLine] {
    wrap([.faint("from \(files); people use \(tools)")], indent: 4, firstIndent: 2)
  }
}
