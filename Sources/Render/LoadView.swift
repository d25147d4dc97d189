import Inspect

/// How busy the machine is, as one look at it found.
public struct LoadFigures: Sendable {
  public let load: LoadAverage
  public let uptime: Uptime
  public let stat: SystemStat
  /// The counters of the look before this one, and how many seconds ago that was.
  public let before: (stat: SystemStat, seconds: Double)?
  /// By the names cpu, memory, io; empty where the kernel does not tell.
  public let pressure: [(name: String, stall: PressureStall)]

  public init(
    load: LoadAverage, uptime: Uptime, stat: SystemStat, before: (stat: SystemStat, seconds: Double)?,
    pressure: [(name: String, stall: PressureStall)]
  ) {
    self.load = load
    self.uptime = uptime
    self.stat = stat
    self.before = before
    self.pressure = pressure
  }
}

extension Renderer {
  /// Load, processor time and pressure.
  public func load(_ figures: LoadFigures) -> [StyledLine] {
    let load = figures.load
    let count = figures.stat.processors.count - 1
    var lines = wrap(
      [
        .strong("load average "), .value(load.averages.joined(separator: "  ")),
        .plain(
          "  over 1, 5 and 15 minutes: tasks that run, wait for one of the \(Words.count(count, "processor")), or sleep in state D"
        ),
      ], indent: 4, firstIndent: 2)
    lines += wrap(
      [
        .strong("now "), .value("\(load.running)"), .plain(" of "), .value("\(load.total)"),
        .plain(" tasks run or wait for a processor; the last process made is "), .value("\(load.lastPid)"),
        .plain("  /proc/loadavg"),
      ], indent: 4, firstIndent: 2)
    lines += wrap(
      [.strong("up "), .value(Self.span(seconds: figures.uptime.seconds)), .plain("  /proc/uptime")], indent: 4,
      firstIndent: 2)
    lines += processors(figures)
    lines += counters(figures)
    lines += pressure(figures.pressure)
    return lines
      + source(
        "/proc/loadavg, uptime, stat and pressure", tools: "uptime and w, vmstat 1, mpstat -P ALL 1, and top's head")
  }

  /// `3 days 4:05`, `2:11`, `12 min`.
  static func span(seconds: Double) -> String {
    let minutes = Int(min(max(seconds, 0), 1e12)) / 60
    let (days, hours, rest) = (minutes / 1440, minutes / 60 % 24, minutes % 60)
    let clock = "\(hours):\(rest < 10 ? "0" : "")\(rest)"
    if days > 0 { return "\(Words.count(days, "day")) \(clock)" }
    return hours > 0 ? clock : "\(rest) min"
  }

  private func processors(_ figures: LoadFigures) -> [StyledLine] {
    let before = Dictionary(
      (figures.before?.stat.processors ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let rows = figures.stat.processors.map { now -> [StyledLine] in
      let times = before[now.name].map(now.since) ?? now
      let parts = [
        times.user, times.nice, times.system, times.waiting, times.interrupts, times.softInterrupts, times.stolen,
        times.idle,
      ]
      return [StyledLine([.name(now.name == "cpu" ? "all" : now.name)])]
        + parts.map { StyledLine([$0 == 0 ? .faint("0") : .value(Self.percent($0, of: times.total))]) }
    }
    let headings = ["usr", "nice", "sys", "iowait", "irq", "soft", "steal", "idle"]
    let when = figures.before.map { "the last \(Self.tenths($0.seconds)) s" } ?? "all the time since boot"
    return wrap(
      [.strong("processor time "), .plain("in percent of \(when)  /proc/stat, counted in ticks")], indent: 4,
      firstIndent: 2)
      + table(rows, [Column("cpu")] + headings.map { Column($0, .right) }, indent: 4)
  }

  private func counters(_ figures: LoadFigures) -> [StyledLine] {
    let stat = figures.stat
    var spans: [Span] = [
      .strong("r "), .value("\(stat.running)"), .plain(" runnable, "), .strong("b "), .value("\(stat.blocked)"),
      .plain(" waiting for a disk; since boot "), .value("\(stat.contextSwitches)"), .plain(" context switches (cs), "),
      .value("\(stat.interrupts)"), .plain(" interrupts (in), "), .value("\(stat.forks)"), .plain(" forks"),
    ]
    if let (before, seconds) = figures.before, seconds > 0 {
      let rates = [
        (stat.contextSwitches, before.contextSwitches), (stat.interrupts, before.interrupts),
        (stat.forks, before.forks),
      ].map { now, then in Int((Double(now > then ? now - then : 0) / seconds).rounded()) }
      spans += [.plain("; a second since the last look: "), .value("\(rates[0])"), .plain(" cs, ")]
      spans += [.value("\(rates[1])"), .plain(" in, "), .value("\(rates[2])"), .plain(" forks")]
    }
    return wrap(spans, indent: 4, firstIndent: 2)
  }

  private func pressure(_ all: [(name: String, stall: PressureStall)]) -> [StyledLine] {
    guard !all.isEmpty else {
      return sentence("This kernel tells no pressure: /proc/pressure needs CONFIG_PSI (Linux 4.20) and psi=1.")
    }
    let rows = all.flatMap { name, stall in
      [("some", Optional(stall.some)), ("full", stall.full)].compactMap { kind, line -> [StyledLine]? in
        guard let line else { return nil }
        return [StyledLine([.name(name)]), StyledLine([.plain(kind)])]
          + line.shares.map { StyledLine([$0 == "0.00" ? .faint($0) : .value($0)]) }
      }
    }
    return wrap(
      [
        .strong("pressure "),
        .plain("percent of the time in which some task, or all at once, waited for it  /proc/pressure"),
      ], indent: 4, firstIndent: 2)
      + table(
        rows, [Column("for"), Column("tasks")] + ["10 s", "60 s", "300 s"].map { Column($0, .right) }, indent: 4)
  }

  static func percent(_ part: UInt64, of whole: UInt64) -> String {
    whole == 0 ? "0.0" : tenths(Double(part) * 100 / Double(whole))
  }

  static func tenths(_ value: Double) -> String {
    let tenths = Int((min(max(value, 0), 1e12) * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }
}
