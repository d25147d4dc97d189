import Inspect

/// A control group of the lab's for one subject, with a limit on its CPU time (`man 7 cgroups`). Whoever made it removes it,
/// and it goes with the shell like every group of the lab, however that ends.
struct LimitedGroup {
  /// In microseconds, the kernel's own choice when nobody else makes one.
  static let period = 100_000

  private let groups: ControlGroups
  private let name: String

  /// Throws a sentence that says what lacks.
  init(among groups: ControlGroups) throws(PlotStop) {
    if let obstacle = groups.obstacle(to: "cpu") { throw .problem(obstacle) }
    let names = ["plot"] + (1...99).map { "plot-\($0)" }
    self.groups = groups
    // The learner may have a group of this name.
    name = names.first { groups.group(named: $0) == nil } ?? "plot"
    _ = try Self.asked { () throws(LabError) in try groups.make(name) }
  }

  /// Allows `quota` microseconds of each period, nil for no limit: the file, and what was written to it.
  @discardableResult
  func set(_ quota: Int?) throws(PlotStop) -> (path: String, value: String) {
    let steps = try Self.asked { () throws(LabError) in
      try groups.set(name, "cpu.max", "\(quota.map(String.init) ?? "max") \(Self.period)")
    }
    for case .wrote(let path, let value, _) in steps where !path.hasSuffix("_period_us") { return (path, value) }
    return ("cpu.max", "")
  }

  func enter(_ pid: Int32) throws(PlotStop) {
    _ = try Self.asked { () throws(LabError) in try groups.enter(name, pid) }
  }

  /// In how many periods it was stopped so far.
  var throttled: UInt64? {
    groups.group(named: name)?.reading(of: "cpu.stat")?.counters["nr_throttled"]
  }

  /// When its subject has ended.
  func remove() {
    _ = try? groups.remove(name) { "\($0)" }
  }

  private static func asked<Answer>(_ body: () throws(LabError) -> Answer) throws(PlotStop) -> Answer {
    do throws(LabError) {
      return try body()
    } catch {
      guard case .refused(let sentence) = error else { throw .problem("The control group cannot be made.") }
      throw .problem(sentence)
    }
  }
}
