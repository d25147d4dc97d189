import Inspect
import Lab

extension Renderer {
  /// The descriptor table of one subject: for each descriptor its own flag, and what its description and file are.
  public func descriptors(_ model: DescriptorModel, of subject: String) -> [StyledLine] {
    descriptors(DescriptorTables(model), of: subject)
  }

  func descriptors(_ tables: DescriptorTables, of subject: String) -> [StyledLine] {
    guard tables.tables[subject] != nil else {
      return wrap([.name(subject), .plain(" has no descriptor table: it has ended.")], indent: 2, firstIndent: 2)
    }
    let entries = tables.entries(of: subject)
    guard !entries.isEmpty else {
      return wrap([.plain("No descriptor is open in "), .name(subject), .plain(".")], indent: 2, firstIndent: 2)
    }
    let rows = entries.map { entry -> [StyledLine] in
      let description = tables.descriptions[entry.label]
      return [
        StyledLine([.name("\(entry.number)")]),
        StyledLine([.plain(entry.closeOnExec ? "close-on-exec" : "")]),
        StyledLine([.name(entry.label)]),
        StyledLine([.plain(description?.accessInWords ?? "?")]),
        StyledLine([.value(description.map { $0.isSeekable ? "\($0.offset)" : "-" } ?? "?")]),
        StyledLine(description.map(fileSpans) ?? [.plain("?")]),
      ]
    }
    let columns = [
      Column("fd", .right), Column("flags"), Column("description"), Column("access, status"), Column("offset", .right),
      Column("leads to", .shortened),
    ]
    // Nobody has a flag: no column for it.
    if entries.contains(where: \.closeOnExec) { return table(rows, columns, least: 14) }
    let kept = [0, 2, 3, 4, 5]
    return table(rows.map { row in kept.map { row[$0] } }, kept.map { columns[$0] }, least: 14)
  }

  /// `/etc/hostname  regular file, inode 7`; on a narrow terminal the path alone.
  private func fileSpans(_ description: OpenFileDescription) -> [Span] {
    guard columns >= 90, let file = description.file else { return [.value(description.target)] }
    return [.value(description.target), .faint("  \(file.inWords)")]
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
