import LinuxABI

/// A line of /proc/PID/mountinfo: one mount (`man 5 proc_pid_mountinfo`).
public struct Mount: Hashable, Sendable {
  public let id: Int
  /// The mount that it stands on; itself for the root of the tree.
  public let parent: Int
  /// Of its file system: `254:0`.
  public let device: String
  /// Which directory of the file system it shows.
  public let root: String
  /// Where it stands, as seen from the root of the process.
  public let point: String
  /// Of this mount alone: `rw,nosuid`.
  public let options: String
  /// Propagation: `shared:1`, `master:2`, `propagate_from:3`, `unbindable`. Empty for a private mount.
  public let propagation: [String]
  public let type: String
  public let source: String
  /// Of the file system, wherever it is mounted.
  public let fileSystemOptions: String
}

extension Mount {
  /// The peer group in which mounts made on this one appear at all members; nil when it is not shared.
  public var peerGroup: Int? { group("shared:") }
  /// The peer group from which it receives mounts; nil when it is no slave.
  public var master: Int? { group("master:") }

  private func group(_ prefix: String) -> Int? {
    propagation.first { $0.hasPrefix(prefix) }.flatMap { Int($0.dropFirst(prefix.count)) }
  }

  /// The value of an option of the file system, `upperdir`.
  public func option(_ name: String) -> String? {
    fileSystemOptions.split(separator: ",").first { $0.hasPrefix(name + "=") }.map {
      String($0.dropFirst(name.count + 1))
    }
  }

  /// The mounts of a whole table.
  static func all(in text: String, path: String = "mountinfo") throws(InspectError) -> [Mount] {
    try text.lines().map { line throws(InspectError) in
      guard let mount = Mount(line) else { throw .malformed(path: path, problem: "a line is \"\(line)\"") }
      return mount
    }
  }

  init?(_ line: Substring) {
    let fields = line.parts(" ", keepingEmpty: true).map(String.init)
    guard let dash = fields.firstIndex(of: "-"), dash >= 6, fields.count >= dash + 4, let id = Int(fields[0]),
      let parent = Int(fields[1])
    else { return nil }
    self.id = id
    self.parent = parent
    device = fields[2]
    root = Self.unescaped(fields[3])
    point = Self.unescaped(fields[4])
    options = fields[5]
    propagation = Array(fields[6..<dash])
    type = fields[dash + 1]
    source = Self.unescaped(fields[dash + 2])
    fileSystemOptions = fields[dash + 3]
  }

  /// Blanks, tabs, newlines and backslashes stand there as `\040` and so on (fs/proc_namespace.c, mangle).
  private static func unescaped(_ text: String) -> String {
    guard text.contains("\\") else { return text }
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = rest.prefix(3)
      if byte == UInt8(ascii: "\\"), digits.count == 3, digits.allSatisfy({ (0x30...0x37).contains($0) }) {
        bytes.append(UInt8(truncatingIfNeeded: digits.reduce(0) { $0 << 3 | UInt32($1 - 0x30) }))
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension Proc {
  /// The mounts that the process can reach from its root, in the kernel's order.
  public func mounts(_ pid: Int32) throws(InspectError) -> [Mount] {
    try Mount.all(in: try text(pid, "mountinfo"), path: path(pid, "mountinfo"))
  }
}
