import Glibc
import LinuxABI

/// One control group: a directory in each hierarchy that matters. Its files go by their names of version 2
/// (`Documentation/admin-guide/cgroup-v2.rst`); where a controller is in a version 1 hierarchy its own files are read and
/// their content is written down as version 2 would have it.
public struct ControlGroup: Hashable, Sendable {
  public struct Directory: Hashable, Sendable {
    public let hierarchy: ControlGroupHierarchy
    public let path: String

    public init(hierarchy: ControlGroupHierarchy, path: String) {
      self.hierarchy = hierarchy
      self.path = path
    }
  }

  /// The content of a file, as version 2 has it, and the files that were read for it.
  public struct Reading: Hashable, Sendable {
    public let text: String
    public let files: [String]
    /// Where the counters stand in version 1, by their keys: `throttled_time in cpu.stat`.
    public var origins: [String: String] = [:]

    /// Lines `key number`, as memory.events and cpu.stat have them.
    public var counters: [String: UInt64] { ControlGroup.counters(in: text) }
  }

  public let directories: [Directory]

  public init(directories: [Directory]) {
    self.directories = directories
  }

  /// The directory where `controller`, by its version 2 name, can be used.
  public func directory(for controller: String) -> Directory? {
    if controller == "cgroup" { return directories.first { $0.hierarchy.version == .v2 } }
    return directories.first { directory in
      switch directory.hierarchy.version {
      case .v2: directory.hierarchy.controllers.contains(controller)
      case .v1: directory.hierarchy.controllers.contains(Self.oldName(of: controller))
      }
    }
  }

  /// blkio has become io; the others kept their names.
  static func oldName(of controller: String) -> String {
    controller == "io" ? "blkio" : controller
  }

  /// What stands before the first point: the controller, or `cgroup` for what each group has.
  public static func controller(of file: String) -> String {
    String(file.prefix { $0 != "." })
  }

  /// Process ids of the group itself, without those of groups in it.
  public var processes: [Int32] {
    var found: Set<Int32> = []
    for directory in directories {
      let text = (try? Self.text(of: directory.path + "/cgroup.procs")) ?? ""
      found.formUnion(text.lines().compactMap { Int32($0) })
    }
    return found.sorted()
  }

  // MARK: Files

  /// The whole of a file, as text.
  public static func text(of path: String) throws(InspectError) -> String {
    let handle = try Handle(path: path, flags: O_RDONLY)
    return String(decoding: try handle.contents(), as: UTF8.self)
  }

  static func words(in text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Lines `key number`; others are passed over.
  public static func counters(in text: String) -> [String: UInt64] {
    var found: [String: UInt64] = [:]
    for line in text.lines() {
      let parts = line.split(separator: " ")
      if parts.count == 2, let number = UInt64(parts[1]) { found[String(parts[0])] = number }
    }
    return found
  }

  /// Lines `8:0 rbytes=1 wbytes=2`, as io.stat and io.max have them, and `some avg10=0.00 total=0` of the pressure files:
  /// by the first word. Values need not be numbers.
  public static func nested(in text: String) -> [String: [String: String]] {
    var found: [String: [String: String]] = [:]
    for line in text.lines() {
      let parts = line.split(separator: " ")
      guard let key = parts.first else { continue }
      for part in parts.dropFirst() {
        let pair = part.split(separator: "=", maxSplits: 1)
        if pair.count == 2 { found[String(key), default: [:]][String(pair[0])] = String(pair[1]) }
      }
    }
    return found
  }

  /// What the file, by its version 2 name, says of this group; nil where nothing tells. A file's own name is good too:
  /// `memory.failcnt`.
  public func reading(of file: String) -> Reading? {
    guard let directory = directory(for: Self.controller(of: file)) else {
      return file.hasPrefix("cgroup.") ? oldCore(file) : plain(file, in: directories)
    }
    switch directory.hierarchy.version {
    case .v2: return plain(file, in: [directory])
    case .v1: return old(file, in: directory.path) ?? plain(file, in: directories)
    }
  }

  private func plain(_ file: String, in directories: [Directory]) -> Reading? {
    for directory in directories {
      let path = "\(directory.path)/\(file)"
      if let text = try? Self.text(of: path) { return Reading(text: text.trimmedEnd, files: [path]) }
    }
    return nil
  }
}

// MARK: Version 1

extension ControlGroup {
  /// Files that say the same under another name.
  static let renamed: [String: String] = [
    "memory.max": "memory.limit_in_bytes", "memory.current": "memory.usage_in_bytes",
    "memory.peak": "memory.max_usage_in_bytes", "pids.max": "pids.max", "cpuset.cpus": "cpuset.cpus",
    "cpuset.mems": "cpuset.mems", "cpuset.cpus.effective": "cpuset.effective_cpus",
    "cpuset.mems.effective": "cpuset.effective_mems", "io.weight": "blkio.bfq.weight",
  ]

  /// More than any machine has: the most pages that a counter holds, in bytes (`include/linux/page_counter.h`).
  static let unlimitedBytes: UInt64 = 0x7fff_ffff_ffff_f000

  private func old(_ file: String, in path: String) -> Reading? {
    switch file {
    case "memory.events": return memoryEvents(path)
    case "memory.stat": return memoryStat(path)
    case "cpu.max": return processorLimit(path)
    case "cpu.weight":
      return read(path, "cpu.shares") { UInt64($0).map { "\(max(1, ($0 * 100 + 512) / 1024))" } }
    case "cpu.stat": return processorStat(path)
    case "io.stat": return ioStat(path)
    case "io.max": return ioLimits(path)
    default:
      guard let name = Self.renamed[file] else { return nil }
      return read(path, name) { text in
        file == "memory.max" && UInt64(text).map { $0 >= Self.unlimitedBytes } == true ? "max" : text
      }
    }
  }

  /// One file, its text translated.
  private func read(_ directory: String, _ name: String, _ translate: (String) -> String?) -> Reading? {
    let path = "\(directory)/\(name)"
    guard let text = try? Self.text(of: path), let translated = translate(text.trimmedEnd) else { return nil }
    return Reading(text: translated, files: [path])
  }

  private func memoryEvents(_ directory: String) -> Reading? {
    let control = "\(directory)/memory.oom_control"
    guard let text = try? Self.text(of: control) else { return nil }
    var lines: [String] = []
    var files: [String] = []
    // How often the limit was hit.
    if let hits = try? Self.text(of: "\(directory)/memory.failcnt") {
      lines.append("max \(hits.trimmedEnd)")
      files.append("\(directory)/memory.failcnt")
    }
    if let kills = Self.counters(in: text)["oom_kill"] { lines.append("oom_kill \(kills)") }
    return Reading(
      text: lines.joined(separator: "\n"), files: files + [control],
      origins: ["max": "memory.failcnt", "oom_kill": "memory.oom_control"])
  }

  private func memoryStat(_ directory: String) -> Reading? {
    var reading = read(directory, "memory.stat") { text in
      text.lines().map { line -> String in
        switch line.prefix(while: { $0 != " " }) {
        case "rss": "anon" + line.dropFirst(3)
        case "cache": "file" + line.dropFirst(5)
        default: String(line)
        }
      }.joined(separator: "\n")
    }
    reading?.origins = ["anon": "rss", "file": "cache"]
    return reading
  }

  private func processorLimit(_ directory: String) -> Reading? {
    let files = ["cpu.cfs_quota_us", "cpu.cfs_period_us"].map { "\(directory)/\($0)" }
    guard let quota = try? Self.text(of: files[0]), let period = try? Self.text(of: files[1]) else { return nil }
    let share = quota.trimmedEnd == "-1" ? "max" : quota.trimmedEnd
    return Reading(text: "\(share) \(period.trimmedEnd)", files: files)
  }

  /// Nanoseconds become microseconds; the time used is counted by another controller, cpuacct.
  private func processorStat(_ directory: String) -> Reading? {
    let path = "\(directory)/cpu.stat"
    guard let text = try? Self.text(of: path) else { return nil }
    var lines: [String] = []
    var files = [path]
    var origins = ["throttled_usec": "throttled_time"]
    if let accounts = self.directory(for: "cpuacct")?.path {
      for (name, key) in [
        ("cpuacct.usage", "usage_usec"), ("cpuacct.usage_user", "user_usec"), ("cpuacct.usage_sys", "system_usec"),
      ] {
        guard let used = try? Self.text(of: "\(accounts)/\(name)"), let number = UInt64(used.trimmedEnd) else {
          continue
        }
        lines.append("\(key) \(number / 1000)")
        files.append("\(accounts)/\(name)")
        origins[key] = name
      }
    }
    let counters = Self.counters(in: text)
    for key in ["nr_periods", "nr_throttled"] { if let value = counters[key] { lines.append("\(key) \(value)") } }
    if let time = counters["throttled_time"] { lines.append("throttled_usec \(time / 1000)") }
    return Reading(text: lines.joined(separator: "\n"), files: files, origins: origins)
  }

  private func ioStat(_ directory: String) -> Reading? {
    var devices: [String: [String: UInt64]] = [:]
    var files: [String] = []
    for (name, suffix) in [("io_service_bytes", "bytes"), ("io_serviced", "ios")] {
      let path = "\(directory)/blkio.throttle.\(name)_recursive"
      guard let text = try? Self.text(of: path) else { continue }
      files.append(path)
      for line in text.lines() {
        let parts = line.split(separator: " ")
        guard parts.count == 3, let number = UInt64(parts[2]) else { continue }
        guard let letter = ["Read": "r", "Write": "w", "Discard": "d"][parts[1]] else { continue }
        devices[String(parts[0]), default: [:]][letter + suffix] = number
      }
    }
    guard !files.isEmpty else { return nil }
    let keys = ["rbytes", "wbytes", "rios", "wios", "dbytes", "dios"]
    let lines = devices.sorted { $0.key < $1.key }.map { device, values in
      device + keys.map { " \($0)=\(values[$0] ?? 0)" }.joined()
    }
    return Reading(text: lines.joined(separator: "\n"), files: files)
  }

  /// io.max's keys and the files of version 1, which have a line for each device that is limited.
  static let throttles: [(key: String, file: String)] = [
    ("rbps", "blkio.throttle.read_bps_device"), ("wbps", "blkio.throttle.write_bps_device"),
    ("riops", "blkio.throttle.read_iops_device"), ("wiops", "blkio.throttle.write_iops_device"),
  ]

  private func ioLimits(_ directory: String) -> Reading? {
    var devices: [String: [String: String]] = [:]
    var files: [String] = []
    for (key, name) in Self.throttles {
      let path = "\(directory)/\(name)"
      guard let text = try? Self.text(of: path) else { continue }
      files.append(path)
      for line in text.lines() {
        let parts = line.split(separator: " ")
        if parts.count == 2 { devices[String(parts[0]), default: [:]][key] = String(parts[1]) }
      }
    }
    guard !files.isEmpty else { return nil }
    let lines = devices.sorted { $0.key < $1.key }.map { device, values in
      device + Self.throttles.map { " \($0.key)=\(values[$0.key] ?? "max")" }.joined()
    }
    return Reading(text: lines.joined(separator: "\n"), files: files)
  }

  /// What each version 2 group has, from version 1 where there is no other.
  private func oldCore(_ file: String) -> Reading? {
    let states = directory(for: "freezer").flatMap { read($0.path, "freezer.state") { $0 } }
    switch file {
    case "cgroup.events":
      let frozen = states.map { "\nfrozen \($0.text == "FROZEN" ? 1 : 0)" } ?? ""
      return Reading(
        text: "populated \(processes.isEmpty ? 0 : 1)\(frozen)",
        files: directories.prefix(1).map { $0.path + "/cgroup.procs" } + (states?.files ?? []))
    case "cgroup.freeze":
      return states.map { Reading(text: $0.text == "THAWED" ? "0" : "1", files: $0.files) }
    default: return plain(file, in: directories)
    }
  }
}

extension String {
  /// Without blanks and line ends at its end.
  var trimmedEnd: String {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...last])
  }
}
