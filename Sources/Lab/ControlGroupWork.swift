import CLinux
import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Limits, membership and the end of control groups.
extension ControlGroups {
  // MARK: Limits

  /// Writes a limit, by the file's version 2 name, and tells which files that were and what they say afterwards.
  ///
  /// Throws a sentence when no hierarchy has the controller, or the kernel refuses the value.
  public func set(_ name: String, _ file: String, _ value: String) throws(LabError) -> [Step] {
    _ = try existing(name)
    guard !file.contains("/") else {
      throw .refused("A file of a control group has a name without a slash: memory.max, cpu.max, pids.max.")
    }
    guard file != "cgroup.procs", file != "tasks", file != "cgroup.threads" else {
      throw .refused("Who is in a group is changed with cgroup enter \(name) SUBJECT.")
    }
    var steps = try add(ControlGroup.controller(of: file), to: name)
    let group = try existing(name)
    let writes: [ControlGroupWrite]
    do throws(ControlGroupProblem) {
      writes = try group.writes(value, to: file)
    } catch {
      throw .refused([error.sentence, error.advice].compactMap { $0 }.joined(separator: " "))
    }
    for write in writes { steps.append(try perform(write, group)) }
    return steps
  }

  private func perform(_ write: ControlGroupWrite, _ group: ControlGroup) throws(LabError) -> Step {
    do throws(InspectError) {
      try write.perform()
    } catch {
      guard case .unreadable(let path, let errno) = error else { throw .refused("\(error)") }
      throw .refused("\(Escapes.harmless(write.value)) was not written to \(path): \(refusal(errno, write, group))")
    }
    let text = (try? ControlGroup.text(of: write.path)).map { text in
      text.lines().map(String.init).joined(separator: "; ")
    }
    return .wrote(path: write.path, value: write.value, reads: text)
  }

  private func refusal(_ errno: Errno, _ write: ControlGroupWrite, _ group: ControlGroup) -> String {
    let name = "\(errno.name) (\(errno.message))."
    switch errno {
    case .invalid: return "\(name) The kernel takes no such value for this file here."
    case .busy where write.path.hasSuffix("memory.limit_in_bytes"):
      return "\(name) More than that is in use, and the kernel cannot get it back."
    case .busy where write.path.hasSuffix("subtree_control"):
      return "\(name) A group that has processes gives no controllers to groups in it: processes live in the leaves."
    case .busy where write.path.hasSuffix("cgroup.procs"):
      return
        "\(name) A group that gives controllers to groups in it takes no processes of its own: processes live in the leaves."
    case .accessDenied, .notPermitted: return "\(name) Only root may, or a user to whom this group was delegated."
    case .noSpace where write.path.hasSuffix("cgroup.procs"):
      return "\(name) A cpuset takes nobody before it has CPUs and memory nodes."
    case Errno(rawValue: ENODEV): return "\(name) /proc/partitions lists the devices; it wants a whole disk."
    default: return name
    }
  }

  /// Version 1: gives a group its directory in the hierarchy of a controller that it has none of yet, and brings its
  /// members there.
  private func add(_ controller: String, to name: String) throws(LabError) -> [Step] {
    guard let index = made.firstIndex(where: { $0.name == name }), Self.wantedLater.contains(controller),
      made[index].group.directory(for: controller) == nil,
      let hierarchy = hierarchies.first(where: { $0.version == .v1 && $0.controllers.contains(controller) })
    else { return [] }
    let members = made[index].group.processes
    var steps: [Step] = []
    if let slash = name.lastIndex(of: "/") { steps = try add(controller, to: String(name[..<slash])) }
    guard let directory = try make(name, in: hierarchy, &steps) else { return [] }
    if controller == "cpuset" {
      let parent = directory.path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
      let host = parent.split(separator: "/").dropLast().map { "/" + $0 }.joined()
      for (from, to) in [(host, parent), (parent, directory.path)] {
        for file in ["cpuset.mems", "cpuset.cpus"] {
          let value = words("\(from)/\(file)").joined()
          guard words("\(to)/\(file)").isEmpty, !value.isEmpty else { continue }
          steps.append(try perform(ControlGroupWrite(path: "\(to)/\(file)", value: value), made[index].group))
        }
      }
    }
    made[index].group = ControlGroup(directories: made[index].group.directories + [directory])
    for pid in members {
      let write = ControlGroupWrite(path: "\(directory.path)/cgroup.procs", value: "\(pid)")
      steps.append(try perform(write, made[index].group).withoutReading)
    }
    return steps
  }

  // MARK: Members

  /// Moves a process with all its threads into a group, in every hierarchy where the group has a directory. What it has
  /// been charged for so far stays where it was charged.
  public func enter(_ name: String, _ pid: Int32) throws(LabError) -> [Step] {
    let group = try existing(name)
    return try move(pid, to: group.directories.map(\.path), group)
  }

  /// Moves a process back to where the shell is.
  public func leave(_ pid: Int32) throws(LabError) -> [Step] {
    guard let name = name(ofGroupOf: pid) else {
      throw .refused("It is in no group of the lab's. cgroup shows where it is.")
    }
    let group = try existing(name)
    let homes = places(of: getpid())
    let paths = group.directories.compactMap { directory in
      homes[directory.hierarchy.mountPoint].flatMap(directory.hierarchy.directory)
    }
    return try move(pid, to: paths, group)
  }

  private func move(_ pid: Int32, to paths: [String], _ group: ControlGroup) throws(LabError) -> [Step] {
    var steps: [Step] = []
    for path in paths {
      steps.append(try perform(ControlGroupWrite(path: path + "/cgroup.procs", value: "\(pid)"), group).withoutReading)
    }
    return steps
  }

  // MARK: The end

  /// Removes a group that is empty.
  ///
  /// Throws a sentence when the kernel refuses: with processes in it, or groups.
  public func remove(_ name: String, naming: (Int32) -> String) throws(LabError) -> [Step] {
    let group = try existing(name)
    let members = group.processes
    var steps: [Step] = []
    for directory in group.directories {
      // A member that has just ended may be on its way out.
      var failure: Errno?
      for _ in 0..<(members.isEmpty ? 100 : 1) {
        failure = rmdir(directory.path) == 0 ? nil : Errno(rawValue: errno)
        if failure != .busy { break }
        usleep(2000)
      }
      if let failure, failure != .noEntry {
        let inner = made.map(\.name).filter { $0.hasPrefix(name + "/") }
        let reason =
          !members.isEmpty
          ? "In it \(members.count == 1 ? "is" : "are") \(members.map(naming).joined(separator: ", ")); a group goes when its last process has ended or has left: cgroup leave."
          : inner.isEmpty ? "A group goes when nothing is in it." : "In it is the group \(inner[0])."
        throw .refused("rmdir \(directory.path): \(failure.name) (\(failure.message)). \(reason)")
      }
      steps.append(.removed(path: directory.path))
    }
    made.removeAll { $0.name == name }
    kills[name] = nil
    shown = shown.filter { !$0.key.hasPrefix(name + " ") }
    return steps
  }

  /// Ends what is in the groups of this shell and removes them.
  public func removeAll() {
    for top in tops.values { _ = sysh_group_remove(top, 3_000_000_000) }
    for write in enabled { try? write.perform() }
    tops = [:]
    enabled = []
    made = []
    kills = [:]
    shown = [:]
  }

  /// Removes what shells of this user left that are gone, if a crash took their keeper too. Only looked for when a group
  /// is made.
  func removeAbandoned() {
    guard !hasLookedForAbandoned else { return }
    hasLookedForAbandoned = true
    for hierarchy in hierarchies {
      var budget = 4096
      for path in Self.abandoned(below: hierarchy.mountPoint, depth: 0, &budget) {
        _ = sysh_group_remove(path, 200_000_000)
      }
    }
  }

  private static func abandoned(below path: String, depth: Int, _ budget: inout Int) -> [String] {
    guard depth < 8, let entries = try? DirectoryListing.entries(of: path) else { return [] }
    var found: [String] = []
    for entry in entries where entry.isDirectory {
      budget -= 1
      guard budget > 0 else { break }
      let inner = "\(path)/\(entry.name)"
      if isAbandoned(entry.name) {
        found.append(inner)
      } else if !entry.name.hasPrefix("sysh-") {
        found += abandoned(below: inner, depth: depth + 1, &budget)
      }
    }
    return found
  }

  /// `sysh-UID-PID-START-LABEL` of this user whose process is no more: its number is free, or another's, which started
  /// at another time.
  static func isAbandoned(_ name: String, proc: Proc = Proc()) -> Bool {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 5, parts[0] == "sysh", UInt32(parts[1]) == getuid(), let pid = Int32(parts[2]),
      let start = UInt64(parts[3])
    else { return false }
    guard let stat = try? proc.stat(pid) else { return !proc.exists(pid) }
    return stat.startTicks != start
  }
}

extension ControlGroups.Step {
  /// cgroup.procs is a list; what it says afterwards is shown by cgroup.
  fileprivate var withoutReading: ControlGroups.Step {
    guard case .wrote(let path, let value, _) = self else { return self }
    return .wrote(path: path, value: value, reads: nil)
  }
}
