import Lab

extension Renderer {
  /// What each thing costs, with a bar that shows how the costs compare, and the comparisons in words.
  public func bench(_ report: BenchReport, descriptors: DescriptorModel? = nil) -> [StyledLine] {
    bench(report, tables: descriptors.map(DescriptorTables.init))
  }

  func bench(_ report: BenchReport, tables: DescriptorTables?) -> [StyledLine] {
    var lines: [StyledLine] = []
    if let started = report.started { lines += sentence(started) }
    if let first = report.first { lines += self.report(first, tables: tables) }
    lines += table(of: report)
    lines += signals(report.signals, to: report.subject)
    for change in report.changes { lines += self.change(change, tables: tables, of: report.subject) }
    for sentence in comparisons(report.costs) + report.notes { lines += self.sentence(sentence) }
    if !report.costs.isEmpty { lines += wrap(Self.method(report), indent: 2, firstIndent: 2) }
    if let death = report.death { lines += end(death, prefix: nil) }
    return lines
  }

  private func table(of report: BenchReport) -> [StyledLine] {
    let costs = report.costs.sorted { Self.rank($0) < Self.rank($1) }
    // What the lab's own hand costs would leave no room for the others.
    let longest = costs.filter { $0.kind != .held }.map(\.least).max() ?? 0
    let isTransfer = costs.contains { $0.bytes ?? 0 > 1 }
    var rows = costs.map { cost in
      var cells = [
        StyledLine([cost.kind == .call ? .strong(cost.what) : .plain(cost.what)]),
        StyledLine([.value(Self.nanoseconds(cost.least))]), StyledLine([.faint(Self.nanoseconds(cost.median))]),
        StyledLine([.plain(cost.kind == .loop ? "" : Self.rate(cost.least))]),
      ]
      if isTransfer { cells.append(StyledLine([.plain(Self.transfer(cost))])) }
      return cells
    }
    var columns = [Column(), Column("ns", .right), Column("median", .right), Column("a second", .right)]
    if isTransfer { columns.append(Column("bytes/s", .right)) }
    let over = costs.map { Self.excess($0, longest) }
    let room = room(beside: rows, columns) - (over.map(\.count).max() ?? 0)
    let length = min(Self.longestBar, max(Self.shortestBar, room))
    for index in costs.indices {
      let bar = Self.bar(costs[index], longest, length) + over[index]
      rows[index].append(StyledLine([.styled(bar, costs[index].kind == .call ? .changed : .faint)]))
    }
    return table(rows, columns + [Column("", .shortened)])
  }

  private static let longestBar = 20
  /// Fewer cells tell nothing.
  private static let shortestBar = 8

  /// From the cheapest kind to the dearest, as they are read.
  private static func rank(_ cost: Cost) -> Int {
    switch cost.kind {
    case .loop: 0
    case .function: 1
    case .vdso: 2
    case .call: 3
    case .loads: 4
    case .held: 5
    }
  }

  /// What a bar that is cut at its end has behind it: how many of the longest one it would take.
  private static func excess(_ cost: Cost, _ longest: Double) -> String {
    longest > 0 && cost.least > longest ? "» ×\(grouped(cost.least / longest))" : ""
  }

  private static func bar(_ cost: Cost, _ longest: Double, _ length: Int) -> String {
    guard longest > 0 else { return "" }
    let eighths = Int((min(cost.least / longest, 1) * Double(length * 8)).rounded())
    if eighths == 0 { return "▏" }
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + partial
  }

  /// Three digits, as far as they mean anything: `0.31`, `87.2`, `7210`.
  static func nanoseconds(_ value: Double) -> String {
    if value < 0.005 { return "0" }
    if value < 10 { return fixed(value, 2) }
    return value < 1000 ? fixed(value, 1) : grouped(value)
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = digits == 2 ? 100.0 : 10.0
    let whole = Int((value * scale).rounded())
    let rest = String(whole % Int(scale))
    return "\(whole / Int(scale))." + String(repeating: "0", count: digits - rest.count) + rest
  }

  private static func grouped(_ value: Double) -> String {
    var text = String(Int(value.rounded()))
    var index = text.count - 3
    while index > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: index))
      index -= 3
    }
    return text
  }

  /// `11.5 million`.
  private static func rate(_ nanoseconds: Double) -> String {
    guard nanoseconds > 0 else { return "" }
    let rate = 1e9 / nanoseconds
    if rate >= 1e6 { return fixed(min(rate / 1e6, 99_999), 1) + " million" }
    return rate >= 10 ? grouped(rate) : fixed(rate, 1)
  }

  private static func transfer(_ cost: Cost) -> String {
    guard let bytes = cost.bytes, cost.least > 0 else { return "" }
    let rate = Double(bytes) / cost.least
    return rate >= 1 ? fixed(rate, 1) + " GB" : fixed(rate * 1000, 1) + " MB"
  }

  /// `57 times`, `3.3 times`.
  private static func times(_ ratio: Double) -> String {
    (ratio >= 10 ? grouped(ratio) : fixed(ratio, 1)) + " times"
  }

  private func comparisons(_ costs: [Cost]) -> [String] {
    guard let call = costs.first(where: { $0.kind == .call }), call.least > 0 else {
      let loads = costs.filter { $0.kind == .loads }
      guard loads.count == 2, loads[1].least > 0 else { return [] }
      return ["The first pass took \(Self.times(loads[0].least / loads[1].least)) as long as the later ones."]
    }
    var parts: [String] = []
    if let function = costs.first(where: { $0.kind == .function }), function.least > 0 {
      parts.append("\(Self.times(call.least / function.least)) a function call")
    }
    if let vdso = costs.last(where: { $0.kind == .vdso }), vdso.least > 0 {
      parts.append("\(Self.times(call.least / vdso.least)) \(vdso.what)")
    }
    var sentences: [String] = []
    if !parts.isEmpty { sentences.append("One \(call.name) costs as much as \(parts.joined(separator: ", or ")).") }
    if let held = costs.first(where: { $0.kind == .held && $0.name == call.name }) {
      // Two stops are lost in what a call of half a millisecond varies by.
      let isLost = held.least < call.least * 1.1
      sentences.append(
        isLost
          ? "Held by the lab, as calls typed here are, it takes as long: what two stops cost is little beside the call."
          : "Held by the lab, as calls typed here are, it takes \(Self.times(held.least / call.least)) as long: two stops each. strace pays the same."
      )
    }
    return sentences
  }

  private static func method(_ report: BenchReport) -> [Span] {
    let isLoop = report.costs.contains { $0.kind == .loop }
    return [
      .faint(
        "ns: the best of the rounds, for one pass\(isLoop ? ", the empty loop taken off" : ""). The time stamp counter ran at \(fixed(report.ticksPerNanosecond, 2)) ticks a ns, held against CLOCK_MONOTONIC."
      )
    ]
  }
}
