import Glibc
import LinuxABI

/// A mounted hierarchy of control groups (`man 7 cgroups`): one with all controllers in version 2, one for each
/// controller or a few of them in version 1, and both beside each other on some machines.
public struct ControlGroupHierarchy: Hashable, Sendable {
  public enum Version: String, Hashable, Sendable {
    case v1, v2
  }

  public let version: Version
  /// By the names that the kernel has for them in that version: `memory`, `cpu`, `io` or `blkio`. Empty for version 1
  /// hierarchies that only group (`name=systemd`), and for version 2 where other hierarchies have taken all of them.
  public let controllers: [String]
  public let mountPoint: String
  /// What of the hierarchy is mounted there: `/` but in some containers.
  public let root: String

  public init(version: Version, controllers: [String], mountPoint: String, root: String = "/") {
    self.version = version
    self.controllers = controllers
    self.mountPoint = mountPoint
    self.root = root
  }

  /// All that are mounted, from the text of /proc/PID/mountinfo, without those in which nothing can be limited or
  /// counted. `available` gives the controllers of a version 2 mount point, which mountinfo does not tell.
  public static func mounted(_ mountInfo: String, available: (String) -> [String]) -> [ControlGroupHierarchy] {
    var found: [ControlGroupHierarchy] = []
    for line in mountInfo.lines() {
      let halves = line.parts(" ")
      guard let dash = halves.firstIndex(of: "-"), dash >= 6, halves.count > dash + 3 else { continue }
      let place = unescaped(halves[4])
      let root = unescaped(halves[3])
      if found.contains(where: { $0.mountPoint == place }) { continue }
      switch halves[dash + 1] {
      case "cgroup2":
        found.append(
          ControlGroupHierarchy(version: .v2, controllers: available(place), mountPoint: place, root: root))
      case "cgroup":
        let options = halves[dash + 3].split(separator: ",").map(String.init)
        let controllers = options.filter { known.contains($0) }
        if controllers.isEmpty { continue }
        found.append(ControlGroupHierarchy(version: .v1, controllers: controllers, mountPoint: place, root: root))
      default: continue
      }
    }
    return found
  }

  /// Those that this process sees.
  public static func mounted(proc: Proc = Proc()) -> [ControlGroupHierarchy] {
    let text = (try? proc.text(getpid(), "mountinfo")) ?? ""
    return mounted(text) { place in
      ControlGroup.words(in: (try? ControlGroup.text(of: place + "/cgroup.controllers")) ?? "")
    }
  }

  /// Options of a version 1 mount that name controllers (`kernel/cgroup`, SUBSYS).
  private static let known: Set<String> = [
    "cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "net_cls", "net_prio", "blkio", "perf_event", "hugetlb",
    "pids", "rdma", "misc",
  ]

  /// mountinfo writes blanks and backslashes as three octal digits.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      if byte == 0x5c, rest.count >= 3, let code = UInt8(String(decoding: rest.prefix(3), as: UTF8.self), radix: 8) {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The directory of the group that /proc/PID/cgroup calls `path`; nil when the mount does not show it.
  public func directory(of path: String) -> String? {
    guard !path.split(separator: "/").contains("..") else { return nil }
    if root == "/" { return path == "/" ? mountPoint : mountPoint + path }
    guard path == root || path.hasPrefix(root + "/") else { return nil }
    return mountPoint + path.dropFirst(root.count)
  }
}

/// Where a process is in one hierarchy: a line of /proc/PID/cgroup.
public struct ControlGroupMembership: Hashable, Sendable {
  /// Empty for version 2.
  public let controllers: [String]
  public let path: String

  /// Parses the text of /proc/PID/cgroup. Lines of another form are passed over.
  public static func all(in text: String) -> [ControlGroupMembership] {
    text.lines().compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3, parts[2].hasPrefix("/") else { return nil }
      return ControlGroupMembership(
        controllers: parts[1].split(separator: ",").map(String.init), path: String(parts[2]))
    }
  }

  public func isIn(_ hierarchy: ControlGroupHierarchy) -> Bool {
    switch hierarchy.version {
    case .v2: controllers.isEmpty
    case .v1: hierarchy.controllers.contains { controllers.contains($0) }
    }
  }
}

extension Proc {
  /// The groups that a process is in, one a hierarchy. A process that has ended is in the root of version 1 hierarchies.
  public func controlGroups(_ pid: Int32) throws(InspectError) -> [ControlGroupMembership] {
    ControlGroupMembership.all(in: try text(pid, "cgroup"))
  }
}
