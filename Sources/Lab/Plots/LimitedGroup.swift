import Glibc
import Inspect
import LinuxABI

/// A control group for one subject, with a limit on its CPU time: `cpu.max` in version 2, `cpu.cfs_quota_us` in version 1
/// (`man 7 cgroups`, Documentation/admin-guide/cgroup-v2.rst).
///
/// Whoever made it removes it. One whose shell was killed is empty, since the subject dies with the shell, and the next one
/// removes it: its name says who made it.
struct LimitedGroup {
  /// In microseconds, the kernel's own choice when nobody else makes one.
  static let period = 100_000

  let path: String
  private let isVersion2: Bool

  /// Throws a sentence that says what lacks.
  init() throws(PlotStop) {
    let text = Self.text("/proc/self/mountinfo")
    guard let place = Self.hierarchy(text, own: Self.text("/proc/self/cgroup"), Self.text) else {
      throw .problem("It needs the cpu controller of cgroups, and no hierarchy that is mounted here has it.")
    }
    isVersion2 = place.isVersion2
    Self.removeAbandoned(in: place.directory)
    let started = (try? Proc().stat(getpid()).startTicks) ?? 0
    path = "\(place.directory)/sysh-\(getuid())-\(getpid())-\(started)-plot"
    // In version 2 a group has the controllers that its parent hands down.
    if isVersion2, !Self.text("\(place.directory)/cgroup.subtree_control").split(separator: " ").contains("cpu") {
      try Self.write("+cpu", to: "\(place.directory)/cgroup.subtree_control")
    }
    if mkdir(path, 0o755) != 0, errno != EEXIST {
      let error = Errno(rawValue: errno)
      throw .problem(
        "It needs to make a control group in \(place.directory), and may not here: \(error.name) (\(error.message))."
          + (geteuid() == 0 ? "" : " Root may, as a rule."))
    }
  }

  /// The file that limits, and what is written to it for `quota` microseconds of each period; nil takes the limit away.
  func limit(_ quota: Int?) -> (file: String, value: String) {
    isVersion2
      ? ("cpu.max", "\(quota.map { "\($0)" } ?? "max") \(Self.period)") : ("cpu.cfs_quota_us", "\(quota ?? -1)")
  }

  func set(_ quota: Int?) throws(PlotStop) {
    let (file, value) = limit(quota)
    try Self.write(value, to: "\(path)/\(file)")
  }

  /// Gives it eight times the weight of a group of which nothing was said, against whatever else runs here.
  func prefer() throws(PlotStop) {
    try isVersion2 ? Self.write("800", to: "\(path)/cpu.weight") : Self.write("8192", to: "\(path)/cpu.shares")
  }

  func enter(_ pid: Int32) throws(PlotStop) {
    try Self.write("\(pid)", to: "\(path)/cgroup.procs")
  }

  /// In how many periods it was stopped so far.
  var throttled: Int? {
    let line = Self.text("\(path)/cpu.stat").split(separator: "\n").first { $0.hasPrefix("nr_throttled ") }
    return line?.split(separator: " ").last.flatMap { Int($0) }
  }

  /// A group that a dying process is still in cannot be removed yet.
  func remove() {
    for _ in 0..<200 {
      if rmdir(path) == 0 || errno != EBUSY { return }
      usleep(5000)
    }
  }

  // MARK: Files

  /// Where groups with a CPU limit can be made: below the own group in version 1, below the top in version 2, where a group
  /// with processes in it has no groups with controllers below it.
  static func hierarchy(
    _ mountInfo: String, own: String, _ read: (String) -> String
  ) -> (directory: String, isVersion2: Bool)? {
    for line in mountInfo.split(separator: "\n") {
      let words = line.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), dash > 4, words.count > dash + 3 else { continue }
      let place = String(words[4])
      switch words[dash + 1] {
      case "cgroup2":
        let controllers = read("\(place)/cgroup.controllers").split(whereSeparator: \.isWhitespace)
        if controllers.contains("cpu") { return (place, true) }
      case "cgroup" where words[dash + 3].split(separator: ",").contains("cpu"):
        let group =
          own.split(separator: "\n").map { $0.split(separator: ":", maxSplits: 2) }
          .first { $0.count == 3 && $0[1].split(separator: ",").contains("cpu") }?[2] ?? "/"
        let directory = group == "/" ? place : place + group
        // In a container the mount may begin below the path that /proc tells.
        return (read("\(directory)/cgroup.procs").isEmpty ? place : directory, false)
      default: continue
      }
    }
    return nil
  }

  private static func removeAbandoned(in directory: String) {
    guard let listing = opendir(directory) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      let parts = name.split(separator: "-")
      guard parts.count == 5, parts[0] == "sysh", parts[1] == "\(getuid())", parts[4] == "plot",
        let pid = Int32(parts[2]), kill(pid, 0) != 0, errno == ESRCH
      else { continue }
      rmdir("\(directory)/\(name)")
    }
  }

  private static func text(_ path: String) -> String {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 16384)
    while case let count = read(file, &buffer, buffer.count), count > 0 { all += buffer[..<count] }
    return String(decoding: all, as: UTF8.self)
  }

  private static func write(_ text: String, to path: String) throws(PlotStop) {
    let file = open(path, O_WRONLY | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    if file >= 0, Glibc.write(file, text, text.utf8.count) == text.utf8.count { return }
    let error = Errno(rawValue: errno)
    throw .problem(
      "It needs to write \(text) to \(path), and may not here: \(error.name) (\(error.message))."
        + (geteuid() == 0 ? "" : " Root may, as a rule."))
  }
}
