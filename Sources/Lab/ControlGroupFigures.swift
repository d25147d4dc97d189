import Glibc
import Inspect
import LinuxABI

/// What is shown of a control group: rows by the version 2 names of files.
public struct ControlGroupFigures: Hashable, Sendable {
  public struct Row: Hashable, Sendable {
    /// `memory.max`, or `memory.events oom_kill`.
    public let name: String
    public let value: String
    /// What it was when it was shown last, if that was something else.
    public let before: String?
    /// What it is called in version 1, where it was read there: `memory.limit_in_bytes`, `throttled_time`.
    public let source: String?

    public init(name: String, value: String, before: String? = nil, source: String? = nil) {
      self.name = name
      self.value = value
      self.before = before
      self.source = source
    }
  }

  public let name: String
  /// Names of subjects in it, and numbers of other processes.
  public let members: [String]
  public let rows: [Row]

  public init(name: String, members: [String], rows: [Row]) {
    self.name = name
    self.members = members
    self.rows = rows
  }
}

/// Where subjects are, hierarchy by hierarchy.
public struct ControlGroupPlaces: Hashable, Sendable {
  public struct Place: Hashable, Sendable {
    /// Several of one version, where all subjects are in groups of the same paths.
    public let hierarchies: [ControlGroupHierarchy]
    /// As /proc/PID/cgroup has it.
    public let path: String
    public let subjects: [String]

    public init(hierarchies: [ControlGroupHierarchy], path: String, subjects: [String]) {
      self.hierarchies = hierarchies
      self.path = path
      self.subjects = subjects
    }
  }

  public let places: [Place]
  public let groups: [ControlGroupFigures]
  /// Why the lab can make no groups here; nil when it can.
  public let obstacle: String?
  /// The directory below which its groups are.
  public let top: String

  public init(places: [Place], groups: [ControlGroupFigures], obstacle: String?, top: String) {
    self.places = places
    self.groups = groups
    self.obstacle = obstacle
    self.top = top
  }
}

/// Which rows of a group are wanted.
public enum ControlGroupDetail: Sendable {
  /// Limits that are set, and what stands against them.
  case summary
  /// What happened.
  case events
  case everything

  /// Files, each with the keys that are taken from it; none: the whole text.
  fileprivate var files: [(file: String, keys: [String])] {
    let events: [(String, [String])] = [
      ("memory.events", ["low", "high", "max", "oom", "oom_kill", "oom_group_kill"]), ("pids.events", ["max"]),
      ("cpu.stat", ["nr_periods", "nr_throttled", "throttled_usec"]), ("cgroup.events", ["populated", "frozen"]),
    ]
    switch self {
    case .events: return events
    case .summary:
      return [
        ("memory.max", []), ("memory.current", []), ("cpu.max", []), ("cpu.stat", ["nr_throttled", "throttled_usec"]),
        ("pids.max", []), ("pids.current", []), ("io.max", []), ("cpuset.cpus", []), ("cgroup.freeze", []),
        ("memory.events", ["oom_kill"]), ("pids.events", ["max"]),
      ]
    case .everything:
      return [
        ("memory.max", []), ("memory.current", []), ("memory.peak", []), ("memory.high", []), ("memory.swap.max", []),
        ("memory.stat", ["anon", "file"]), ("memory.events", ["max", "oom_kill"]), ("cpu.max", []),
        ("cpu.weight", []), ("cpu.stat", ["usage_usec", "nr_periods", "nr_throttled", "throttled_usec"]),
        ("pids.max", []), ("pids.current", []), ("pids.events", ["max"]), ("io.max", []), ("io.stat", []),
        ("cpuset.cpus", []), ("cgroup.freeze", []), ("cgroup.events", ["populated", "frozen"]),
        ("cpu.pressure", []), ("memory.pressure", []), ("io.pressure", []),
      ]
    }
  }
}

extension ControlGroups {
  /// Reads a group's files. What differs from what was shown last has that beside it.
  func figures(
    _ name: String, _ group: ControlGroup, _ detail: ControlGroupDetail, naming: (Int32) -> String
  ) -> ControlGroupFigures {
    var rows: [ControlGroupFigures.Row] = []
    for (file, keys) in detail.files {
      guard let reading = group.reading(of: file) else { continue }
      if !keys.isEmpty {
        let counters = reading.counters
        for key in keys {
          guard let value = counters[key] else { continue }
          if detail.isSummary, value == 0 { continue }
          rows.append(row(name, "\(file) \(key)", "\(value)", reading.origins[key]))
        }
        continue
      }
      for text in reading.text.lines().map(String.init) {
        if detail.isSummary, Self.saysNothing(file, text) { continue }
        if file.hasSuffix(".pressure") {
          // `some`: that anybody had to wait; `full`, that all had to, is a part of it.
          guard text.hasPrefix("some ") else { continue }
        }
        rows.append(row(name, file, text, Self.source(of: reading, file)))
      }
    }
    return ControlGroupFigures(name: name, members: group.processes.map(naming), rows: rows)
  }

  private func row(_ group: String, _ name: String, _ value: String, _ source: String?) -> ControlGroupFigures.Row {
    let key = "\(group) \(name)"
    let before = shown[key]
    shown[key] = value
    // Several lines of one file, a device each, are not told apart.
    let isSeveral = name == "io.stat" || name == "io.max" || name.hasSuffix(".pressure")
    return ControlGroupFigures.Row(
      name: name, value: value, before: before == value || isSeveral ? nil : before, source: source)
  }

  /// The files' own names where they are not the one that was asked for.
  private static func source(of reading: ControlGroup.Reading, _ file: String) -> String? {
    let names = reading.files.compactMap { $0.split(separator: "/").last.map(String.init) }
    if names == [file] || names.isEmpty { return nil }
    // The many files of blkio.
    let list = names.joined(separator: ", ")
    guard list.utf8.count > 40, names.count > 1, let first = names.first else { return list }
    return names.dropFirst().reduce(first) { $0.commonPrefix(with: $1) } + "*"
  }

  /// A limit that limits nothing.
  private static func saysNothing(_ file: String, _ text: String) -> Bool {
    switch file {
    case "memory.max", "pids.max": text == "max"
    case "cpu.max": text.hasPrefix("max")
    case "cgroup.freeze": text == "0"
    default: text.isEmpty
    }
  }
}

extension ControlGroupDetail {
  fileprivate var isSummary: Bool {
    switch self {
    case .summary: true
    case .events, .everything: false
    }
  }
}

extension String {
  fileprivate func commonPrefix(with other: String) -> String {
    String(zip(self, other).prefix { $0 == $1 }.map(\.0))
  }
}
