import Inspect

/// Interrupts, the work they leave for later, and context switches, as one look found them.
public struct InterruptFigures: Sendable {
  public struct Look: Sendable {
    public let hard: InterruptCounts
    public let soft: InterruptCounts?
    public let stat: SystemStat

    public init(hard: InterruptCounts, soft: InterruptCounts?, stat: SystemStat) {
      self.hard = hard
      self.soft = soft
      self.stat = stat
    }
  }

  public let now: Look
  /// The look before this one, and how many seconds ago that was.
  public let before: (look: Look, seconds: Double)?

  public init(now: Look, before: (look: Look, seconds: Double)?) {
    self.now = now
    self.before = before
  }
}

extension Renderer {
  /// How many interrupts are listed before the rest is summed up.
  static let interruptRows = 12

  /// Interrupts by processor, the busiest first: since boot, and from the second look on since the one before.
  public func interrupts(_ figures: InterruptFigures) -> [StyledLine] {
    var lines: [StyledLine] = []
    if let (_, seconds) = figures.before {
      lines += wrap(
        [.strong("in the last \(Self.tenths(seconds)) s"), .plain(", the busiest first")], indent: 4, firstIndent: 2)
    } else {
      lines += wrap(
        [
          .strong("since boot"),
          .plain(", the busiest first; asked again, interrupts shows what came on top since now"),
        ],
        indent: 4, firstIndent: 2)
    }
    let before = figures.before?.look
    lines += counts(figures.now.hard, before?.hard, limit: Self.interruptRows, "interrupt")
    if let soft = figures.now.soft {
      lines += wrap(
        [.strong("softirqs"), .plain(", what an interrupt left for later  /proc/softirqs")], indent: 4, firstIndent: 2)
      lines += counts(soft, before?.soft, limit: 6, "softirq")
    }
    let (now, then) = (figures.now.stat, before?.stat)
    func since(_ value: UInt64, _ old: UInt64?) -> String { "\(old.map { value > $0 ? value - $0 : 0 } ?? value)" }
    lines += wrap(
      [
        .strong("together "), .value(since(now.interrupts, then?.interrupts)), .plain(" interrupts (intr), "),
        .value(since(now.softInterrupts ?? 0, then?.softInterrupts ?? nil)), .plain(" softirqs, "),
        .value(since(now.contextSwitches, then?.contextSwitches)), .plain(" context switches (ctxt)  /proc/stat"),
      ], indent: 4, firstIndent: 2)
    return lines
      + source("/proc/interrupts, softirqs and stat", tools: "vmstat (in, cs), vmstat -s and mpstat -I ALL")
  }

  private func counts(
    _ now: InterruptCounts, _ before: InterruptCounts?, limit: Int, _ noun: String
  ) -> [StyledLine] {
    let old = Dictionary((before?.rows ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = now.rows.map { row -> (row: InterruptCounts.Row, counts: [UInt64]) in
      guard let then = old[row.name], then.counts.count == row.counts.count else { return (row, row.counts) }
      return (row, zip(row.counts, then.counts).map { $0 > $1 ? $0 - $1 : 0 })
    }.filter { $0.counts.contains { $0 > 0 } }
    // A stable order for equal counts: as the kernel lists them.
    let busiest = rows.enumerated().sorted { first, second in
      let (a, b) = (first.element.counts.reduce(0, &+), second.element.counts.reduce(0, &+))
      return a == b ? first.offset < second.offset : a > b
    }.map(\.element)
    guard !busiest.isEmpty else { return sentence("No \(noun) came.", indent: 4) }
    // Of many processors only the sum: the file has them all.
    let isWide = now.processors.count > 8
    let cells = busiest.prefix(limit).map { row, counts -> [StyledLine] in
      let numbers = isWide || counts.count < now.processors.count ? [counts.reduce(0, &+)] : counts
      let padded = numbers.map { StyledLine([$0 == 0 ? .faint("0") : .value("\($0)")]) }
      let missing = isWide ? 0 : now.processors.count - padded.count
      return [StyledLine([.name(row.name)])] + padded + Array(repeating: StyledLine(), count: missing)
        + [StyledLine([.plain(row.what)])]
    }
    let numbers = isWide ? [Column("all", .right)] : now.processors.map { Column($0, .right) }
    var lines = table(Array(cells), [Column("name")] + numbers + [Column("", .wrapped)], indent: 4)
    if busiest.count > limit {
      let rest = busiest.dropFirst(limit).reduce(UInt64(0)) { $0 &+ $1.counts.reduce(0, &+) }
      lines += wrap(
        [.faint("and \(rest) of \(busiest.count - limit) more kinds")], indent: 4, firstIndent: 4)
    }
    return lines
  }
}
