import Inspect
import Lab

extension Renderer {
  /// The descriptor table of one subject: for each descriptor its own flag, and what its description and file are.
  public func descriptors(_ model: DescriptorModel, of subject: String) -> [StyledLine] {
    descriptors(DescriptorTables(model), of: subject)
  }

  func descriptors(_ tables: DescriptorTables, of subject: String) -> [StyledLine] {
    guard tables.tables[tables.owner(of: subject)] != nil else {
      return wrap([.name(subject), .plain(" has no descriptor table: it has ended.")], indent: 2, firstIndent: 2)
    }
    let entries = tables.entries(of: subject)
    guard !entries.isEmpty else {
      return wrap([.plain("No descriptor is open in "), .name(subject), .plain(".")], indent: 2, firstIndent: 2)
    }
    var columns = [
      Column("fd", .right), Column("flags"), Column("description"), Column("access, status"), Column("offset", .right),
      Column("leads to", .shortened),
    ]
    var kept = [0, 1, 2, 3, 4, 5]
    // Nobody has a flag: no column for it.
    if !entries.contains(where: \.closeOnExec) { kept.remove(at: 1) }
    columns = kept.map { columns[$0] }
    let rows = [true, false].map { withFacts in
      entries.map { entry in
        let cells = cells(of: entry, tables.descriptions[entry.label], withFacts: withFacts)
        return kept.map { cells[$0] }
      }
    }
    // What a file is gives way before its path does.
    let lines = table(fits(rows[0], columns) ? rows[0] : rows[1], columns, least: 14)
    let users = tables.users(of: subject)
    guard users.count > 1 else { return lines }
    return lines
      + wrap([.faint("One table, which \(Words.crowd(users)) use together.")], indent: 2, firstIndent: 2)
  }

  private func cells(
    of entry: DescriptorEntry, _ description: OpenFileDescription?, withFacts: Bool
  ) -> [StyledLine] {
    var target: [Span] = [.value(description?.target ?? "?")]
    if withFacts, let file = description?.file { target.append(.faint("  \(file.inWords)")) }
    return [
      StyledLine([.name("\(entry.number)")]),
      StyledLine([.plain(entry.closeOnExec ? "close-on-exec" : "")]),
      StyledLine([.name(entry.label)]),
      StyledLine([.plain(description?.accessInWords ?? "?")]),
      StyledLine([.value(description.map { $0.isSeekable ? "\($0.offset)" : "-" } ?? "?")]),
      StyledLine(target),
    ]
  }
}

extension FileIdentity {
  /// `character device 136:3`.
  var kindInWords: String {
    kind.shortNoun + (represents.map { " \($0)" } ?? "")
  }

  /// `character device 136:3, inode 6`.
  var inWords: String {
    "\(kindInWords), inode \(inode)"
  }
}
