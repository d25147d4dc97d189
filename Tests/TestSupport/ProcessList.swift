import Glibc

/// A process as /proc shows it.
public struct ProcessEntry: Hashable, Sendable {
  public let pid: Int32
  public let parent: Int32
  public let name: String
  /// `R`, `S`, `t`, `Z`, ...
  public let state: Character
  /// Where /proc/PID/exe leads; empty for zombies and for processes of others.
  public let executable: String

  /// Whether it runs the lab's own image.
  public var isSubject: Bool { executable.hasPrefix("/memfd:subject") }
}

/// What runs at this moment, to show that nothing was left behind.
public enum ProcessList {
  public static func all() -> [ProcessEntry] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    var found: [ProcessEntry] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let pid = Int32(name), let process = Self.entry(pid) { found.append(process) }
    }
    return found.sorted { $0.pid < $1.pid }
  }

  /// One process, nil when there is none of that number.
  public static func entry(_ pid: Int32) -> ProcessEntry? {
    guard let stat = text(of: "/proc/\(pid)/stat"), let open = stat.firstIndex(of: "("),
      let close = stat.lastIndex(of: ")")
    else { return nil }
    let fields = stat[stat.index(after: close)...].split(separator: " ")
    guard fields.count > 1, let state = fields[0].first, let parent = Int32(fields[1]) else { return nil }
    return ProcessEntry(
      pid: pid, parent: parent, name: String(stat[stat.index(after: open)..<close]), state: state,
      executable: link("/proc/\(pid)/exe"))
  }

  public static func children(of parent: Int32 = getpid()) -> [ProcessEntry] {
    all().filter { $0.parent == parent }
  }

  /// Processes that run the lab's image, of whichever parent.
  public static func subjects() -> [ProcessEntry] {
    all().filter(\.isSubject)
  }

  /// Whether a thread of this process traces it: TracerPid is that thread's own number.
  public static func isTracedByUs(_ pid: Int32) -> Bool {
    let line = (text(of: "/proc/\(pid)/status") ?? "").split(separator: "\n").first { $0.hasPrefix("TracerPid:\t") }
    guard let tracer = line?.dropFirst(11), tracer != "0" else { return false }
    return names(in: "/proc/self/task").contains(String(tracer))
  }

  /// The content of a file, nil when it cannot be read.
  public static func text(of path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      if count < 0 { return nil }
      if count == 0 { return String(decoding: all, as: UTF8.self) }
      all += buffer[..<count]
    }
  }

  /// Where a symbolic link leads, empty when it cannot be read.
  public static func link(_ path: String) -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { text in text.baseAddress.map { readlink(path, $0, text.count) } ?? -1 }
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : ""
  }

  /// Names in a directory, `.` and `..` left out.
  public static func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var found: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { found.append(name) }
    }
    return found.sorted()
  }
}

/// Looks again and again until `condition` holds; false when it did not within `seconds`. For what the kernel does in
/// its own time: a condition, never a sleep of a length that somebody guessed.
public func eventually(within seconds: Double = 10, _ condition: () throws -> Bool) rethrows -> Bool {
  let clock = ContinuousClock()
  let end = clock.now + .milliseconds(Int(seconds * 1000))
  while true {
    if try condition() { return true }
    if clock.now >= end { return false }
    usleep(1000)
  }
}
