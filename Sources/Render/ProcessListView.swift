import Lab

/// A line of `ps aux`, its cells as ps writes them.
public struct ProcessLine: Sendable {
  public let pid: Int32
  public let parent: Int32
  /// Its name in the lab.
  public let subject: String?
  public let user: String
  /// Percent with one digit behind the point: of one processor since it started, and of all memory.
  public let processor: String
  public let memory: String
  /// kB.
  public let virtual: UInt64
  public let resident: UInt64
  public let terminal: String
  public let state: String
  public let started: String
  /// `1:20`: minutes and seconds on processors.
  public let time: String
  public let command: String
  public let isKernelThread: Bool

  public init(
    pid: Int32, parent: Int32, subject: String?, user: String, processor: String, memory: String, virtual: UInt64,
    resident: UInt64, terminal: String, state: String, started: String, time: String, command: String,
    isKernelThread: Bool
  ) {
    self.pid = pid
    self.parent = parent
    self.subject = subject
    self.user = user
    self.processor = processor
    self.memory = memory
    self.virtual = virtual
    self.resident = resident
    self.terminal = terminal
    self.state = state
    self.started = started
    self.time = time
    self.command = command
    self.isKernelThread = isKernelThread
  }
}

extension Renderer {
  /// The processes of the machine. `limit`: how many lines there is room for, nil for all; subjects and their ancestors
  /// are shown before others, and kernel threads last.
  public func processes(_ all: [ProcessLine], asTree: Bool, limit: Int?) -> [StyledLine] {
    let chosen = limit.map { choose($0, of: all) } ?? all
    let ordered = asTree ? tree(of: chosen) : chosen.map { ($0, "") }
    let rows = ordered.map { line, stem -> [StyledLine] in
      [
        StyledLine([line.subject.map { .name($0) } ?? .plain("")]), StyledLine([.plain(line.user)]),
        StyledLine([.value("\(line.pid)")]), StyledLine([.plain(line.processor)]), StyledLine([.plain(line.memory)]),
        StyledLine([.plain("\(line.virtual)")]), StyledLine([.plain("\(line.resident)")]),
        StyledLine([.plain(line.terminal)]), StyledLine([.plain(line.state)]), StyledLine([.plain(line.started)]),
        StyledLine([.plain(line.time)]), StyledLine([.faint(stem), .plain(line.command)]),
      ]
    }
    let columns = [
      Column(), Column("USER"), Column("PID", .right), Column("%CPU", .right), Column("%MEM", .right),
      Column("VSZ", .right), Column("RSS", .right), Column("TTY"), Column("STAT"), Column("START"),
      Column("TIME", .right),
    ]
    // As ps does: a command is cut where the line ends.
    let room = max(16, room(beside: rows.map { Array($0.dropLast()) }, columns, indent: 0))
    let cut = rows.map { row in Array(row.dropLast()) + row.suffix(1).map { $0.cut(to: room) } }
    var lines = table(cut, columns + [Column("COMMAND", .shortened)], indent: 0)
    if chosen.count < all.count {
      let kernel = all.count { $0.isKernelThread }
      lines += sentence(
        "\(chosen.count) of \(all.count) processes fit on the screen; \(kernel) of all are threads of the kernel, in brackets. ps all shows every one, ps tree who made whom."
      )
    }
    lines += wrap(
      [
        .faint(
          "USER, VSZ and RSS from status (Uid, VmSize, VmRSS); %CPU, TTY, STAT, START and TIME from stat, with uptime; COMMAND from cmdline, which a process may rewrite."
        )
      ], indent: 2, firstIndent: 2)
    return lines
      + source("/proc/PID/stat, status and cmdline of every process", tools: "ps aux, ps -ef, pstree and top")
  }

  private func choose(_ limit: Int, of all: [ProcessLine]) -> [ProcessLine] {
    guard all.count > limit else { return all }
    let parents = Dictionary(all.map { ($0.pid, $0.parent) }, uniquingKeysWith: { first, _ in first })
    var family: Set<Int32> = []
    for line in all where line.subject != nil {
      var pid = line.pid
      while pid > 0, family.insert(pid).inserted { pid = parents[pid] ?? 0 }
    }
    func rank(_ line: ProcessLine) -> Int {
      line.subject != nil ? 0 : family.contains(line.pid) ? 1 : line.isKernelThread ? 3 : 2
    }
    // Of the others the latest: what a learner has just started.
    let ranked = all.sorted { (rank($0), -$0.pid) < (rank($1), -$1.pid) }
    return ranked.prefix(limit).sorted { $0.pid < $1.pid }
  }

  /// Children under their parents, with the stem in front of each.
  private func tree(of lines: [ProcessLine]) -> [(ProcessLine, String)] {
    let known = Set(lines.map(\.pid))
    let children = Dictionary(grouping: lines, by: \.parent)
    var result: [(ProcessLine, String)] = []
    func add(_ line: ProcessLine, _ first: String, _ rest: String) {
      result.append((line, first))
      let below = children[line.pid] ?? []
      for (index, child) in below.enumerated() {
        let isLast = index == below.count - 1
        add(child, rest + (isLast ? "└─ " : "├─ "), rest + (isLast ? "   " : "│  "))
      }
    }
    for line in lines where !known.contains(line.parent) { add(line, "", "") }
    return result
  }
}
