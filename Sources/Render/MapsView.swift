import Inspect

extension Renderer {
  /// The memory map, by ascending address; what the last call added, removed or changed is marked.
  public func maps(_ map: MemoryMap, changed: [MappingChange] = []) -> [StyledLine] {
    guard !map.mappings.isEmpty else { return sentence("There is no memory map: the process has ended.") }
    var rows = map.mappings.map { (start: $0.start, cells: cells($0, mark(of: $0, changed))) }
    for case .removed(let mapping) in changed {
      rows.append((mapping.start, cells(mapping, ("-", .removed))))
    }
    rows.sort { $0.start < $1.start }
    let columns = [
      Column(), Column("range"), Column("size", .right), Column("may"), Column("offset", .right),
      Column("what", .wrapped),
    ]
    return table(rows.map(\.cells), columns, indent: 0, least: 20) + total(map)
  }

  private func mark(of mapping: Mapping, _ changes: [MappingChange]) -> (text: String, style: TextStyle) {
    for change in changes where change.range.overlaps(mapping.start..<mapping.end) {
      switch change {
      case .added: return ("+", .added)
      case .changed, .resized: return ("~", .changed)
      case .removed: continue
      }
    }
    // A mapping that lost one of its ends does not contain what it lost.
    for case .resized(_, let to) in changes where to == mapping { return ("~", .changed) }
    // A blank, so that ranges stand below each other in a list too.
    return (" ", .plain)
  }

  private func cells(_ mapping: Mapping, _ mark: (text: String, style: TextStyle)) -> [StyledLine] {
    var what: [Span] = mapping.path.isEmpty ? [] : [.value(mapping.path)]
    if let meaning = mapping.meaning {
      what += (what.isEmpty ? [] : [.plain("  ")]) + [.faint(meaning)]
    }
    return [
      StyledLine([.styled(mark.text, mark.style)]),
      StyledLine([.value(Words.range(mapping))]),
      StyledLine([.plain(Words.size(mapping.size))]),
      StyledLine([.plain("\(mapping.permissions)")]),
      StyledLine([.plain(mapping.inode == 0 ? "" : mapping.offset == 0 ? "0" : Words.hexadecimal(mapping.offset))]),
      StyledLine(what),
    ]
  }

  /// As VmSize in /proc/PID/status has it.
  private func total(_ map: MemoryMap) -> [StyledLine] {
    let own = map.own
    let size = Words.size(own.reduce(0) { $0 &+ $1.size })
    let rest = own.count < map.mappings.count ? "; [vsyscall], which every process has, is not counted" : ""
    return wrap(
      [.strong(Words.count(own.count, "mapping")), .plain(", "), .strong(size), .plain(" of addresses\(rest).")],
      indent: 2, firstIndent: 2)
  }
}
