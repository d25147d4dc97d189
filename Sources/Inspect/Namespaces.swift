import Glibc
import LinuxABI

/// The kinds of namespaces, by their names in /proc/PID/ns (`man 7 namespaces`).
public enum NamespaceKind: String, CaseIterable, Hashable, Sendable {
  case user, mnt, pid, net, uts, ipc, cgroup, time

  /// As prose calls it.
  public var noun: String {
    switch self {
    case .mnt: "mount"
    case .net: "network"
    case .uts: "UTS"
    case .ipc: "IPC"
    case .user, .pid, .cgroup, .time: rawValue
    }
  }

  /// The flag of unshare, clone and setns (`include/uapi/linux/sched.h`).
  public var flag: UInt64 {
    switch self {
    case .time: 0x80
    case .mnt: 0x2_0000
    case .cgroup: 0x200_0000
    case .uts: 0x400_0000
    case .ipc: 0x800_0000
    case .user: 0x1000_0000
    case .pid: 0x2000_0000
    case .net: 0x4000_0000
    }
  }

  public var flagName: String {
    switch self {
    case .mnt: "CLONE_NEWNS"
    case .user, .pid, .net, .uts, .ipc, .cgroup, .time: "CLONE_NEW\(rawValue.uppercased())"
    }
  }
}

/// One namespace: its kind, and its inode on nsfs, by which it is told from others as long as it exists.
public struct Namespace: Hashable, Sendable {
  public let kind: NamespaceKind
  public let inode: UInt64

  public init(kind: NamespaceKind, inode: UInt64) {
    self.kind = kind
    self.inode = inode
  }

  /// Reads what a link of /proc/PID/ns or the target of a descriptor says: `net:[4026531833]`.
  public init?(_ text: String) {
    guard text.hasSuffix("]"), let colon = text.firstIndex(of: ":"),
      let kind = NamespaceKind(rawValue: String(text[..<colon])),
      let inode = UInt64(text[colon...].dropFirst(2).dropLast())
    else { return nil }
    (self.kind, self.inode) = (kind, inode)
  }
}

/// A line of uid_map or gid_map (`man 7 user_namespaces`): `count` ids from `inside` on are those from `outside` on, as
/// the reader's user namespace numbers them.
public struct IDRange: Hashable, Sendable {
  public let inside: UInt32
  public let outside: UInt32
  public let count: UInt32

  public init(inside: UInt32, outside: UInt32, count: UInt32) {
    (self.inside, self.outside, self.count) = (inside, outside, count)
  }

  /// The lines of a whole map.
  static func all(in text: String, path: String = "uid_map") throws(InspectError) -> [IDRange] {
    try text.lines().map { line throws(InspectError) in
      let numbers = line.split(separator: " ").compactMap { UInt32($0) }
      guard numbers.count == 3 else { throw .malformed(path: path, problem: "a line is \"\(line)\"") }
      return IDRange(inside: numbers[0], outside: numbers[1], count: numbers[2])
    }
  }
}

extension Proc {
  /// The namespace of one kind that the process is in.
  public func namespace(_ pid: Int32, _ kind: NamespaceKind) throws(InspectError) -> Namespace {
    let text = try link(pid, "ns/\(kind.rawValue)")
    guard let namespace = Namespace(text) else {
      throw .malformed(path: path(pid, "ns/\(kind.rawValue)"), problem: "it leads to \"\(text)\"")
    }
    return namespace
  }

  /// All that can be read: a kernel may lack a kind, and a zombie has left most.
  public func namespaces(_ pid: Int32) -> [NamespaceKind: UInt64] {
    var found: [NamespaceKind: UInt64] = [:]
    for kind in NamespaceKind.allCases { found[kind] = (try? namespace(pid, kind))?.inode }
    return found
  }

  /// Where its children will be: differs from its own namespace after unshare or setns (pid and time only). Nil while a
  /// pid namespace has no process yet: the kernel shows no link then.
  public func namespaceForChildren(_ pid: Int32, _ kind: NamespaceKind) -> UInt64? {
    (try? link(pid, "ns/\(kind.rawValue)_for_children")).flatMap(Namespace.init)?.inode
  }

  /// /proc/PID/uid_map or gid_map: empty before somebody has written it.
  public func idMap(_ pid: Int32, group: Bool) throws(InspectError) -> [IDRange] {
    let file = group ? "gid_map" : "uid_map"
    return try IDRange.all(in: try text(pid, file), path: path(pid, file))
  }

  /// The pid or user namespaces that the process is in: its own first, each followed by its parent, as far as they can
  /// be asked for (NS_GET_PARENT, `man 2 ioctl_nsfs`).
  public func nested(_ kind: NamespaceKind, _ pid: Int32) -> [UInt64] {
    var file = open(path(pid, "ns/\(kind.rawValue)"), O_RDONLY | O_CLOEXEC)
    var found: [UInt64] = []
    while file >= 0 {
      guard let namespace = linkText(AT_FDCWD, "/proc/self/fd/\(file)").flatMap(Namespace.init) else { break }
      found.append(namespace.inode)
      let parent = ioctl(file, 0xb702)
      close(file)
      file = parent
    }
    if file >= 0 { close(file) }
    return found
  }
}
