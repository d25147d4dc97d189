import CLinux
import Glibc
import Inspect
import LinuxABI
import SyscallTable

/// The control groups of a lab. They are made below one directory a hierarchy, named after the shell's process, so that
/// a later shell recognises what a crash has left; and they go with the lab, however it ends.
public final class ControlGroups {
  /// What was done to a file or a directory below a control group mount.
  public enum Step: Hashable, Sendable {
    case made(path: String)
    case removed(path: String)
    /// `reads`: what the file said afterwards, nil where that tells nothing.
    case wrote(path: String, value: String, reads: String?)
    /// Something in words.
    case note(String)
  }

  /// The controllers of which each group gets a directory, by their version 2 names. cpuset follows when it is asked for:
  /// in version 1 nobody enters a cpuset before it has CPUs and memory nodes.
  static let wanted = ["memory", "cpu", "cpuacct", "pids", "io"]
  static let wantedLater = ["cpuset", "freezer", "devices"]

  let keeper: Keeper
  private let find: () -> [ControlGroupHierarchy]
  private let memberships: (Int32) -> [ControlGroupMembership]
  /// mkdir; a test's tree of plain files has to make the files of a group itself.
  private let makeDirectory: (String) -> Errno?
  /// The name of the directory that holds this shell's groups.
  public let topName: String

  /// Made groups by name, in their order.
  public internal(set) var made: [(name: String, group: ControlGroup)] = []
  /// Where this shell's groups are made, by the hierarchy's mount point.
  var tops: [String: String] = [:]
  /// What was written into files of others, to be taken back at the end.
  var enabled: [ControlGroupWrite] = []
  var hasLookedForAbandoned = false
  /// How many kills by the OOM killer in each group were told of.
  var kills: [String: UInt64] = [:]
  /// What was shown of each group last.
  var shown: [String: String] = [:]

  init(
    keeper: Keeper, label: String,
    hierarchies: @escaping () -> [ControlGroupHierarchy] = { ControlGroupHierarchy.mounted() },
    memberships: @escaping (Int32) -> [ControlGroupMembership] = { (try? Proc().controlGroups($0)) ?? [] },
    makeDirectory: @escaping (String) -> Errno? = { mkdir($0, 0o755) == 0 ? nil : Errno(rawValue: errno) }
  ) {
    self.keeper = keeper
    find = hierarchies
    self.memberships = memberships
    self.makeDirectory = makeDirectory
    let started = (try? Proc().stat(getpid()).startTicks) ?? 0
    topName = "sysh-\(getuid())-\(getpid())-\(started)-\(label)"
  }

  deinit { removeAll() }

  /// Read once: mounts of this kind do not change under a shell.
  public private(set) lazy var hierarchies: [ControlGroupHierarchy] = find()

  public func group(named name: String) -> ControlGroup? {
    made.first { $0.name == name }?.group
  }

  /// Throws a sentence when there is none of that name.
  func existing(_ name: String) throws(LabError) -> ControlGroup {
    if let group = group(named: name) { return group }
    let names = made.map(\.name).joined(separator: ", ")
    throw .refused(
      "There is no group \(Escapes.harmless(name)). "
        + (made.isEmpty ? "cgroup make \(Escapes.harmless(name)) makes one." : "There are: \(names)."))
  }

  /// The lab's group that a process is in, the innermost.
  public func name(ofGroupOf pid: Int32) -> String? {
    let places = memberships(pid).flatMap { membership in
      hierarchies.filter(membership.isIn).compactMap { $0.directory(of: membership.path) }
    }
    // In a group in it that was made by hand it is in it too.
    return made.filter { entry in
      entry.group.directories.contains { directory in
        places.contains { $0 == directory.path || $0.hasPrefix(directory.path + "/") }
      }
    }
    .max { $0.name.utf8.count < $1.name.utf8.count }?.name
  }

  /// Where a process is, as directories, by the hierarchy's mount point.
  public func places(of pid: Int32) -> [String: String] {
    let memberships = memberships(pid)
    return hierarchies.reduce(into: [:]) { all, hierarchy in
      guard let membership = memberships.first(where: { $0.isIn(hierarchy) }) else { return }
      all[hierarchy.mountPoint] = membership.path
    }
  }

  /// Whether a path is below a directory that this shell made for its groups.
  public func owns(_ path: String) -> Bool {
    tops.values.contains { path.hasPrefix($0 + "/") }
  }

  // MARK: Where groups can be made

  /// The directory in a hierarchy below which this shell can make groups; nil when there is none.
  func host(in hierarchy: ControlGroupHierarchy) -> String? {
    guard let membership = memberships(getpid()).first(where: { $0.isIn(hierarchy) }),
      let own = hierarchy.directory(of: membership.path)
    else { return nil }
    switch hierarchy.version {
    case .v1: return canMake(in: own) ? own : nil
    case .v2: return delegatedHost(own, hierarchy)
    }
  }

  private func canMake(in directory: String) -> Bool {
    access(directory, W_OK | X_OK) == 0 && access(directory + "/cgroup.procs", W_OK) == 0
  }

  /// Version 2: a group that has processes of its own gives no controllers to groups in it ("no internal processes"), so
  /// the shell's own group will hardly do. Of its ancestors the nearest is taken that may be written and gives most; who
  /// moves a process needs the right to write cgroup.procs of the nearest common ancestor too, which this is.
  private func delegatedHost(_ own: String, _ hierarchy: ControlGroupHierarchy) -> String? {
    var candidates: [String] = []
    var path = own
    while path.hasPrefix(hierarchy.mountPoint) {
      candidates.append(path)
      guard path != hierarchy.mountPoint, let slash = path.lastIndex(of: "/") else { break }
      path = String(path[..<slash])
    }
    var best: (path: String, count: Int)?
    for candidate in candidates where canMake(in: candidate) {
      let gives = givable(in: candidate, isRoot: candidate == hierarchy.mountPoint)
      let count = gives.count { Self.wanted.contains($0) }
      if count > best?.count ?? -1 { best = (candidate, count) }
    }
    return best?.path
  }

  /// The wanted controllers that groups in `directory` can have.
  private func givable(in directory: String, isRoot: Bool) -> [String] {
    let has = words(directory + "/cgroup.controllers")
    let gives = words(directory + "/cgroup.subtree_control")
    let isEmpty = isRoot || words(directory + "/cgroup.procs").isEmpty
    return (Self.wanted + Self.wantedLater).filter { gives.contains($0) || isEmpty && has.contains($0) }
  }

  func words(_ path: String) -> [String] {
    ((try? ControlGroup.text(of: path)) ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
  }

  /// Why this machine and user cannot limit with `controller` (by its version 2 name; nil: make groups at all), as a
  /// sentence; nil when they can.
  public func obstacle(to controller: String?) -> String? {
    let what = controller.map { "the control group controller \($0)" } ?? "control groups"
    let candidates = hierarchies.filter { hierarchy in
      guard let controller else { return hierarchy.version == .v2 || isWanted(hierarchy) }
      return hierarchy.controllers.contains(hierarchy.version == .v2 ? controller : Self.oldName(controller))
    }
    guard let first = candidates.first else {
      return "It needs \(what), and no mounted hierarchy has that."
    }
    let hosts = candidates.compactMap { hierarchy in host(in: hierarchy).map { (hierarchy, $0) } }
    guard let (hierarchy, host) = hosts.first else {
      return geteuid() == 0
        ? "It needs \(what), and \(first.mountPoint) cannot be written here."
        : "It needs \(what): only root, or a user to whom a part of \(first.mountPoint) was delegated, can make groups there, and uid \(geteuid()) has none."
    }
    if let controller, hierarchy.version == .v2,
      !givable(in: host, isRoot: host == hierarchy.mountPoint).contains(controller)
    {
      return "It needs \(what), which \(host) does not give to groups in it."
    }
    return nil
  }

  static func oldName(_ controller: String) -> String {
    controller == "io" ? "blkio" : controller
  }

  private func isWanted(_ hierarchy: ControlGroupHierarchy) -> Bool {
    Self.wanted.contains { hierarchy.controllers.contains(Self.oldName($0)) }
  }

  // MARK: Making

  /// Makes a group: a directory in each hierarchy that has a controller of use. `a/b` makes b in a.
  ///
  /// Throws a sentence when it cannot be made; nothing of it is left then.
  public func make(_ name: String) throws(LabError) -> [Step] {
    try check(name)
    if let obstacle = obstacle(to: nil) {
      throw .refused(obstacle.replacingPrefix("It needs", "cgroup make needs"))
    }
    removeAbandoned()
    var steps: [Step] = []
    var directories: [ControlGroup.Directory] = []
    do throws(LabError) {
      for hierarchy in hierarchies where hierarchy.version == .v2 || isWanted(hierarchy) {
        if let directory = try make(name, in: hierarchy, &steps) { directories.append(directory) }
      }
    } catch {
      for directory in directories { rmdir(directory.path) }
      throw error
    }
    let group = ControlGroup(directories: directories)
    made.append((name, group))
    for detail in [ControlGroupDetail.events, .everything] { _ = figures(name, group, detail, naming: { "\($0)" }) }
    return steps
  }

  private func check(_ name: String) throws(LabError) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isName = parts.allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5f || $0 == 0x2d } && part != "tasks"
    }
    guard isName, name.utf8.count <= 64 else {
      throw .refused(
        "\(Escapes.harmless(name)) is no name for a group. Letters, digits, _ and - make one; a/b is the group b in the group a."
      )
    }
    guard group(named: name) == nil else {
      throw .refused("There is a group \(name) already. cgroup stat \(name) shows it.")
    }
    if parts.count > 1 { _ = try existing(parts.dropLast().joined(separator: "/")) }
  }

  /// Nil where nothing can be made in that hierarchy.
  func make(
    _ name: String, in hierarchy: ControlGroupHierarchy, _ steps: inout [Step]
  ) throws(LabError) -> ControlGroup.Directory? {
    guard let top = try top(in: hierarchy, &steps) else { return nil }
    let path = "\(top)/\(name)"
    if hierarchy.version == .v2, let slash = name.lastIndex(of: "/") {
      try give(to: "\(top)/\(name[..<slash])", isOurs: true, &steps)
    }
    if let errno = makeDirectory(path) {
      throw .refused("\(path) cannot be made: \(errno.message).")
    }
    steps.append(.made(path: path))
    let own =
      hierarchy.version == .v1
      ? hierarchy
      : ControlGroupHierarchy(
        version: .v2, controllers: words(path + "/cgroup.controllers"), mountPoint: hierarchy.mountPoint,
        root: hierarchy.root)
    return ControlGroup.Directory(hierarchy: own, path: path)
  }

  /// The directory of this shell in a hierarchy, made if it is not there yet.
  private func top(
    in hierarchy: ControlGroupHierarchy, _ steps: inout [Step]
  ) throws(LabError) -> String? {
    if let top = tops[hierarchy.mountPoint] { return top }
    guard let host = host(in: hierarchy) else { return nil }
    let top = "\(host)/\(topName)"
    // First the promise that it goes, then the directory.
    try keeper.keep(group: top)
    if hierarchy.version == .v2 { try give(to: host, isOurs: false, &steps) }
    if let errno = makeDirectory(top) {
      throw .refused("\(top) cannot be made: \(errno.message).")
    }
    tops[hierarchy.mountPoint] = top
    steps.append(.made(path: top))
    if hierarchy.version == .v2 { try give(to: top, isOurs: true, &steps) }
    return top
  }

  /// Version 2: lets groups in `directory` have the controllers that it has itself (cgroup.subtree_control).
  private func give(to directory: String, isOurs: Bool, _ steps: inout [Step]) throws(LabError) {
    let has = words(directory + "/cgroup.controllers")
    let gives = words(directory + "/cgroup.subtree_control")
    // The kernel would give those that can be threaded, and no process could enter a group that has only them.
    let isInUse = isOurs && !words(directory + "/cgroup.procs").isEmpty
    let wanted = isInUse ? ["memory"] : Self.wanted + ["cpuset"]
    for controller in wanted where has.contains(controller) && !gives.contains(controller) {
      let write = ControlGroupWrite(path: directory + "/cgroup.subtree_control", value: "+\(controller)")
      if !isOurs { try keeper.keep(write: "-\(controller)", to: write.path) }
      do throws(InspectError) {
        try write.perform()
      } catch {
        steps.append(.note(refusedToGive(controller, directory, error)))
        continue
      }
      steps.append(
        .wrote(path: write.path, value: write.value, reads: words(write.path).joined(separator: " ")))
      if !isOurs { enabled.append(ControlGroupWrite(path: write.path, value: "-\(controller)")) }
    }
  }

  private func refusedToGive(_ controller: String, _ directory: String, _ error: InspectError) -> String {
    guard case .unreadable(let path, let errno) = error else { return "\(directory) does not give \(controller)." }
    let isInUse = errno == .busy && !words(directory + "/cgroup.procs").isEmpty
    return isInUse
      ? "+\(controller) was not written to \(path): EBUSY. The group has processes of its own, and in version 2 such a group gives no controllers to groups in it: processes live in the leaves."
      : "+\(controller) was not written to \(path): \(errno.name) (\(errno.message))."
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
  }
}

extension String {
  fileprivate func replacingPrefix(_ prefix: String, _ other: String) -> String {
    hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
  }
}
