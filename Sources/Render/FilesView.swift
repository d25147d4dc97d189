import Inspect
import Lab

extension Renderer {
  /// The kernel's three tables side by side: descriptors of all subjects, the open file descriptions to which they lead,
  /// and the inodes behind those. Drawn with lines where they fit, otherwise as lists joined by letters.
  public func files(_ model: DescriptorModel, subjects: [String]) -> [StyledLine] {
    files(DescriptorTables(model), subjects: subjects)
  }

  func files(_ tables: DescriptorTables, subjects: [String]) -> [StyledLine] {
    let graph = FileGraph(tables, subjects: subjects)
    let drawing = columns >= 80 ? FileDrawing(graph, columns: columns) : nil
    return (drawing?.lines ?? list(graph)) + [StyledLine()] + wrap([.faint(Self.countNote)], indent: 0, firstIndent: 0)
      + doubt(tables, indent: 0)
  }

  /// The count is the lab's, and says so.
  private static let countNote =
    "Counted are the descriptors of the lab's subjects. Other processes can have more: a terminal or an inherited file "
    + "is open outside too."

  private func list(_ graph: FileGraph) -> [StyledLine] {
    var lines = [StyledLine([.styled("fd tables", .heading)])]
    for subject in graph.subjects {
      var spans: [Span] = [.name(subject.name)]
      for row in subject.rows {
        spans.append(.plain("  "))
        spans += row.isClosed ? struck(row.text) : [.plain(row.text), .plain("→"), .name(row.label)]
      }
      if subject.rows.isEmpty { spans.append(.faint("  \(subject.emptiness)")) }
      lines += wrap(spans, indent: 6, firstIndent: 2)
    }
    lines += wrap([.styled("open file descriptions", .heading)], indent: 0, firstIndent: 0)
    for box in graph.descriptions {
      let inode = graph.inodes[box.inode]
      lines += wrap(
        [.name(box.label), .plain("  \(box.access), \(box.details) → "), .name(inode.shortName)], indent: 6,
        firstIndent: 2)
    }
    lines.append(StyledLine([.styled("inodes", .heading)]))
    for inode in graph.inodes {
      let path =
        inode.target == inode.shortName ? [] : [Span.plain("  "), .value(inode.target.shortened(to: columns - 6))]
      lines += wrap([.name(inode.shortName)] + path + [.faint("  \(inode.kind)")], indent: 6, firstIndent: 2)
    }
    return lines
  }
}

/// The three tables as boxes and what joins them, in the order in which they are drawn: descriptions by their first
/// descriptor, inodes by their first description.
struct FileGraph: Sendable {
  struct Row: Sendable {
    /// `3`, or `10-59` for neighbours that lead to the same description.
    var text: String
    let label: String
    /// An exec has just closed it: it leads nowhere any more.
    var isClosed = false

    /// The number that rows are in the order of.
    var first: Int { Int(text.prefix { $0.isNumber }) ?? 0 }
  }

  struct Subject {
    let name: String
    let rows: [Row]
    let emptiness: String
  }

  struct Description {
    let label: String
    /// `read-only, non-blocking`.
    let access: String
    /// `offset 3, 2 descriptors`.
    let details: String
    /// Index into `inodes`.
    let inode: Int
  }

  struct Inode {
    let target: String
    /// `character device 136:3`.
    let kind: String
    let number: UInt64?

    /// A name for lists.
    var shortName: String { number.map { "inode \($0)" } ?? target }
  }

  private(set) var subjects: [Subject] = []
  private(set) var descriptions: [Description] = []
  private(set) var inodes: [Inode] = []

  /// Whether an exec has just closed something.
  var hasClosed: Bool { subjects.contains { $0.rows.contains(where: \.isClosed) } }

  private var found: [InodeKey: Int] = [:]

  init(_ tables: DescriptorTables, subjects names: [String]) {
    var counts: [String: Int] = [:]
    let joinsFrom = names.count > 1 ? 3 : 5
    for entry in tables.tables.values.flatMap(\.values) { counts[entry.label, default: 0] += 1 }
    var drawn: Set<String> = []
    for name in names where drawn.insert(tables.owner(of: name)).inserted {
      let entries = tables.entries(of: name)
      subjects.append(
        Subject(
          name: Self.title(tables.users(of: name)),
          rows: Self.rows(entries, closed: tables.closedByExec(in: name), joinsFrom: joinsFrom),
          emptiness: tables.tables[tables.owner(of: name)] == nil ? "ended" : "none"))
      for entry in entries { add(entry.label, tables, counts) }
    }
    // A descriptor in flight is in no table: the queue of the socket to which it was sent has it.
    let receivers = Dictionary(grouping: tables.flights, by: \.receiver)
    for (receiver, flights) in receivers.sorted(by: { $0.key ?? "" < $1.key ?? "" }) {
      for flight in flights { add(flight.label, tables, counts) }
      subjects.append(
        Subject(
          name: receiver ?? "?", rows: flights.map { Row(text: "in flight", label: $0.label) }, emptiness: "none"))
    }
  }

  private mutating func add(_ label: String, _ tables: DescriptorTables, _ counts: [String: Int]) {
    guard !descriptions.contains(where: { $0.label == label }) else { return }
    let description = tables.descriptions[label]
    let travelling = tables.flights.filter { $0.label == label }.count
    let known = counts[label] ?? 0
    var count = Words.count(known, "descriptor")
    if travelling > 0 { count = known == 0 ? "\(travelling) in flight" : "\(count), \(travelling) in flight" }
    descriptions.append(
      Description(
        label: label, access: description?.accessInWords ?? "?", details: details(description, count),
        inode: inode(of: description, label, tables.socketNames[label])))
  }

  /// One table is drawn once, for all that use it.
  private static func title(_ users: [String]) -> String {
    users.count < 4 ? users.joined(separator: " ") : "\(users[0]) \(users[1]) +\(users.count - 2)"
  }

  private func details(_ description: OpenFileDescription?, _ count: String) -> String {
    guard let description, description.isSeekable else { return count }
    return "offset \(description.offset), \(count)"
  }

  private struct InodeKey: Hashable {
    let device: Device?
    let number: UInt64
    /// Anonymous files share one inode, and their target tells them apart; a file that cannot be reached is known by
    /// nothing else than its description.
    let target: String
  }

  private mutating func inode(of description: OpenFileDescription?, _ label: String, _ socket: String?) -> Int {
    let file = description?.file
    let key =
      file.map {
        InodeKey(device: $0.device, number: $0.inode, target: $0.kind == .anonymous ? description?.target ?? "" : "")
      }
      ?? InodeKey(device: nil, number: 0, target: label)
    if let index = found[key] { return index }
    found[key] = inodes.count
    inodes.append(
      Inode(
        target: socket ?? description?.target ?? "?", kind: file?.kindInWords ?? "not reachable", number: file?.inode))
    return inodes.count - 1
  }

  /// A row for each descriptor; of `joinsFrom` neighbours alike or more, one row for all.
  private static func rows(_ entries: [DescriptorEntry], closed: [DescriptorEntry], joinsFrom: Int) -> [Row] {
    var rows: [Row] = []
    var index = 0
    while index < entries.count {
      let first = entries[index]
      var end = index + 1
      while end < entries.count, entries[end].label == first.label, entries[end].closeOnExec == first.closeOnExec,
        entries[end].number == entries[end - 1].number + 1
      { end += 1 }
      let flag = first.closeOnExec ? " cloexec" : ""
      if end - index >= joinsFrom {
        rows.append(Row(text: "\(first.number)-\(entries[end - 1].number)\(flag)", label: first.label))
      } else {
        rows += entries[index..<end].map { Row(text: "\($0.number)\(flag)", label: first.label) }
      }
      index = end
    }
    rows += closed.map { Row(text: "\($0.number)", label: $0.label, isClosed: true) }
    return closed.isEmpty ? rows : rows.sorted { $0.first < $1.first }
  }
}
