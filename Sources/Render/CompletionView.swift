import SyscallTable

extension Renderer {
  /// What TAB found: one a line with what it means where all have room, columns of names where they have not. `rows` is
  /// the height of the terminal; what does not fit is counted.
  public func completions(_ found: [(name: String, meaning: String)], rows: Int) -> [StyledLine] {
    // The prompt, what is below it, and the line that was typed stay on the screen.
    let most = max(3, rows - 3)
    let found = found.map { (name: Escapes.harmless($0.name), meaning: Escapes.harmless($0.meaning)) }
    let name = { (text: String) in StyledLine([.name(text.shortened(to: max(1, columns - 3)))]) }
    let widest = found.map { DisplayWidth.of($0.name) }.max() ?? 0
    if found.count <= most, found.contains(where: { !$0.meaning.isEmpty }) {
      let left = min(widest, columns / 2)
      return found.map { entry in
        guard !entry.meaning.isEmpty else { return StyledLine([StyledLine.spaces(2)] + name(entry.name).spans) }
        let shown = StyledLine([.name(entry.name.shortened(to: max(1, columns - 3)))])
        let room = columns - 1 - 2 - max(left, shown.width) - 2
        guard room >= 4 else { return StyledLine([StyledLine.spaces(2)] + shown.spans) }
        return StyledLine(
          [StyledLine.spaces(2)] + shown.padded(to: left).spans
            + [StyledLine.spaces(2), .faint(entry.meaning.beginning(of: room))])
      }
    }
    let across = max(1, (columns - 3) / (min(widest, columns - 3) + 2))
    let needed = (found.count + across - 1) / across
    // The last row says how many are left out.
    let height = needed <= most ? needed : most - 1
    let shown = Array(found.prefix(height * across))
    var lines = (0..<height).map { row in
      var spans: [Span] = [StyledLine.spaces(2)]
      for index in stride(from: row, to: shown.count, by: height) {
        spans += name(shown[index].name).padded(to: widest + 2).spans
      }
      return StyledLine(spans).trimmed
    }
    if shown.count < found.count {
      lines.append(
        StyledLine([.faint("  and \(found.count - shown.count) more; another letter leaves fewer")]).fitting(columns))
    }
    return lines
  }
}

extension StyledLine {
  fileprivate func fitting(_ columns: Int) -> StyledLine {
    StyledLine(spans.map { Span($0.text.beginning(of: columns - 1), $0.style) })
  }
}

extension String {
  /// Its beginning, with `…` where the end is missing.
  fileprivate func beginning(of room: Int) -> String {
    DisplayWidth.of(self) <= room ? self : prefix(columns: max(0, room - 1)) + "…"
  }
}
