import Glibc
import LinuxABI
import Tracer

/// What a limit on CPU time does to a subject that never rests: its CPU time against the clock, without a limit and with two.
struct ThrottlePlot {
  /// Microseconds in each period of a tenth of a second.
  private static let quotas: [Int?] = [nil, 50_000, 20_000]
  /// Microseconds of the clock.
  private static let length: Int64 = 600_000
  private static let pause: UInt32 = 5_000

  private let subject: PlotSubject
  private let groups: ControlGroups

  init(in subject: PlotSubject, among groups: ControlGroups) {
    self.subject = subject
    self.groups = groups
  }

  static var plot: Plot {
    var plot = Plot(
      "throttle", title: "A process that never rests, in a group with a CPU limit",
      x: .init("time by the clock", .milliseconds, .linear), y: .init("CPU time used", .milliseconds, .linear))
    plot.series = quotas.map { Plot.Series(name($0)) }
    plot.method =
      "CPU time is the process's own clock (clock_getcpuclockid), read every 5 ms. Whatever else runs here takes a part of the processors too."
    return plot
  }

  private static func name(_ quota: Int?) -> String {
    quota.map { "\($0 / 1000) of \(LimitedGroup.period / 1000) ms" } ?? "no limit"
  }

  func measure(into plot: inout Plot) throws(PlotStop) {
    let group = try LimitedGroup(among: groups)
    defer {
      subject.tracer.killAll()
      group.remove()
    }
    try group.set(nil)
    // On any processor, not only on the one that the shell keeps for itself and its subjects.
    let mask = try subject.memory(4096)
    try subject.write([UInt8](repeating: 0xff, count: 128), at: mask)
    try subject.call("sched_setaffinity", 0, 128, mask)
    try group.enter(subject.tracee.pid)
    var clock = clockid_t()
    guard clock_getcpuclockid(subject.tracee.pid, &clock) == 0 else {
      throw .problem("The CPU time of the subject that measures could not be read.")
    }
    try subject.spin()
    for quota in Self.quotas {
      let (path, value) = try group.set(quota)
      subject.tell("\(value) in \(path)")
      let before = group.throttled
      try sample(clock, Self.name(quota), &plot)
      guard quota != nil, let before, let after = group.throttled else { continue }
      plot.notes.append("\(value) in \(path): it was throttled in \(after - before) periods (cpu.stat).")
    }
  }

  private func sample(_ clock: clockid_t, _ name: String, _ plot: inout Plot) throws(PlotStop) {
    let start = Lab.now()
    let used = Self.nanoseconds(clock)
    plot.add(.init(x: 0, y: 0), to: name)
    while true {
      usleep(Self.pause)
      try subject.check()
      let now = Lab.now() - start
      let x = Double(now) / 1e6
      plot.add(.init(x: x, y: Double(Self.nanoseconds(clock) - used) / 1e6), to: name)
      if now >= Self.length * 1000 { return }
    }
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  static func conclude(_ plot: inout Plot) {
    guard let last = plot.series.last, last.name != name(nil), let point = last.points.last else { return }
    plot.notes.append(
      "With \(last.name) it had \(Int(point.y.rounded())) ms of CPU in \(Int(point.x.rounded())): in each period it runs at full speed until its share is used up, and then stands still until the next one."
    )
  }
}
