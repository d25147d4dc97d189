import Inspect
import Lab

extension Renderer {
  /// The descriptor table of one subject: for each descriptor its own flag, and what its description and file are.
  public func descriptors(_ model: DescriptorModel, of subject: String) -> [StyledLine] {
    descriptors(DescriptorTables(model), of: subject)
  }

  func descriptors(_ tables: DescriptorTables, of subject: String) -> [StyledLine] {
    guard tables.tables[tables.owner(of: subject)] != nil else {
      return wrap([.name(subject), .plain(" has no descriptor table that could be read.")], indent: 2, firstIndent: 2)
    }
    let entries = tables.entries(of: subject)
    let closed = tables.closedByExec(in: subject)
    guard !entries.isEmpty || !closed.isEmpty else {
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
      entries.map { entry -> [StyledLine] in
        let cells = cells(
          of: entry, tables.descriptions[entry.label], tables.socketNames[entry.label], withFacts: withFacts)
        return kept.map { cells[$0] }
      }
    }
    // What a file is gives way before its path does.
    let lines = entries.isEmpty ? [] : table(fits(rows[0], columns) ? rows[0] : rows[1], columns, least: 14)
    let users = tables.users(of: subject)
    let note =
      users.count > 1
      ? wrap([.faint("One table, which \(Words.crowd(users)) use together.")], indent: 2, firstIndent: 2) : []
    return lines + closed.flatMap { self.closed($0, tables) } + note + doubt(tables, indent: 2)
  }

  /// Said where kcmp is refused: what is not known is not drawn, and nobody shall take it for drawn.
  func doubt(_ tables: DescriptorTables, indent: Int) -> [StyledLine] {
    guard tables.descriptions.keys.contains(where: { !DescriptorModel.isCertain($0) }) else { return [] }
    return wrap(
      [
        .plain(
          "Which descriptors lead to one description is not known here: only kcmp tells, and it is refused, as in many containers. So each stands for itself, with a ? before its number."
        )
      ], indent: indent, firstIndent: indent)
  }

  private func closed(_ entry: DescriptorEntry, _ tables: DescriptorTables) -> [StyledLine] {
    let description: [Span] =
      tables.descriptions[entry.label] == nil
      ? [.plain("; description "), .name(entry.label), .plain(" is gone")]
      : [.plain("; it led to description "), .name(entry.label)]
    return wrap(struck("fd \(entry.number)") + description, indent: 6, firstIndent: 2)
  }

  private func cells(
    of entry: DescriptorEntry, _ description: OpenFileDescription?, _ socket: String?, withFacts: Bool
  ) -> [StyledLine] {
    var target: [Span] = [.value(description?.target ?? "?")]
    if let socket {
      target.append(.plain("  \(socket)"))
    } else if withFacts, let file = description?.file {
      target.append(.faint("  \(file.inWords)"))
    }
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
