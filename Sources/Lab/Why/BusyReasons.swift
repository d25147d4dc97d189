import Inspect
import LinuxABI
import SyscallTable

// EBUSY: what is in use, registered or spent already.
extension Explanation {
  /// EBUSY that can be seen.
  func busyReason() -> [String] {
    if let group = groupInUse() { return group }
    switch row.name {
    case "rmdir", "rename", "renameat", "renameat2", "unlink", "unlinkat":
      let mounts = (try? lab.proc.mounts(subject.pid)) ?? []
      for argument in paths {
        guard let walk = walk(argument), case .found = walk.end else { continue }
        if walk.reached == "/" {
          return ["\(argument.path) is the root directory, and that has no name that could change."]
        }
        if mounts.contains(where: { $0.point == walk.reached }) {
          return [
            "\(argument.path) is a mount point: something is mounted on it. cat /proc/self/mounts lists all of them."
          ]
        }
      }
      return ["One of the paths is the root directory or a mount point, of this or another mount namespace."]
    case "umount2":
      return usersOfMount(writing: false).map { "\($0) MNT_DETACH takes it away all the same." }.map { [$0] } ?? []
    case "mount", "mount_setattr": return busyMount()
    case "pivot_root":
      for argument in paths where walk(argument).map({ mountPoint(of: $0.reached) == "/" }) == true {
        return ["\(argument.path) lies on the mount that is the root now (/), and both have to lie on other ones."]
      }
      return []
    case "fsmount":
      guard let fd = descriptorArguments.first?.fd else { return [] }
      return [
        "The file system of fd \(fd) has been given its mount already: one fsmount gives one. Another takes another fsopen, or open_tree with OPEN_TREE_CLONE of the first."
      ]
    case "fcntl" where word("cmd") == 1031:
      return ["The pipe holds more than the new size would have room for: it has to be read first."]
    case "fcntl" where word("cmd") == 1033:
      return ["A shared writable mapping of the file exists, and F_SEAL_WRITE would be untrue: munmap comes first."]
    case "msync":
      return [
        "Part of the range is locked in memory (mlock), and MS_INVALIDATE would throw it out. \(subject.name) has \(((try? lab.proc.status(subject.pid))?.kilobytes("VmLck") ?? 0) * 1024) bytes locked."
      ]
    case "rseq":
      return [
        "\(subject.name) has this area registered already: one thread has one, and it is taken back with RSEQ_FLAG_UNREGISTER and the same sig."
      ]
    case "io_uring_register": return registeredAlready()
    case "sched_setattr": return deadlines()
    default: return []
    }
  }

  // MARK: Mounts

  /// Where the mount begins in which a path lies.
  private func mountPoint(of path: String) -> String? {
    (try? lab.proc.mounts(subject.pid))?.map(\.point)
      .filter { $0 == "/" || path == $0 || path.hasPrefix($0 + "/") }.max { $0.utf8.count < $1.utf8.count }
  }

  /// Who of the lab stands on the mount of the call's path, or has a file of it open.
  private func usersOfMount(writing: Bool) -> String? {
    guard let argument = paths.last(where: { $0.name != "source" }) ?? paths.first, let place = walk(argument)?.reached
    else { return nil }
    func isInside(_ path: String) -> Bool { path == place || path.hasPrefix(place + "/") }
    let files = lab.descriptors.descriptions.values.filter { isInside($0.target) && (!writing || $0.canWrite) }
      .flatMap { lab.descriptors.members(of: $0.label) }.map {
        "\($0.subject) has fd \($0.fd) open there\(writing ? " for writing" : "")"
      }
    let standing =
      writing
      ? []
      : lab.living.filter { ((try? lab.proc.cwd($0.pid)).map(isInside)) ?? false }.map {
        "\($0.name) has its working directory there"
      }
    let users = (files.sorted() + standing).prefix(4).joined(separator: ", ")
    return
      "\(argument.path) is in use: \(users.isEmpty ? "by somebody outside the lab, or by a mount on it" : users)."
  }

  private func busyMount() -> [String] {
    // MS_REMOUNT, and MOUNT_ATTR_RDONLY.
    if row.name == "mount_setattr" || (word("mountflags") ?? 0) & 32 != 0 {
      return usersOfMount(writing: true).map {
        ["\($0) A file system becomes read-only when no file of it is open for writing."]
      } ?? []
    }
    guard let argument = paths.first(where: { $0.name == "target" }), let place = walk(argument)?.reached,
      let mount = (try? lab.proc.mounts(subject.pid))?.last(where: { $0.point == place })
    else { return [] }
    return [
      "\(argument.path) has this file system on it already: \(Escapes.harmless(mount.source)), type \(Escapes.harmless(mount.type)), and the same one is not mounted twice on one place."
    ]
  }

  // MARK: Registered things

  /// What an operation of io_uring_register says of what is there (`man 2 io_uring_register`).
  private func registeredAlready() -> [String] {
    guard let fd = descriptorArguments.first?.fd else { return [] }
    let things: [UInt64: (what: String, back: String)] = [
      0: ("buffers", "IORING_UNREGISTER_BUFFERS"), 2: ("files", "IORING_UNREGISTER_FILES"),
      4: ("an eventfd", "IORING_UNREGISTER_EVENTFD"), 7: ("an eventfd", "IORING_UNREGISTER_EVENTFD"),
      13: ("files", "IORING_UNREGISTER_FILES"), 15: ("buffers", "IORING_UNREGISTER_BUFFERS"),
    ]
    guard let thing = things[(word("op") ?? words[safe: 1] ?? 0) & 0xffff_ffff] else { return [] }
    return ["The ring of fd \(fd) has \(thing.what) registered already; \(thing.back) takes that back."]
  }

  /// SCHED_DEADLINE: what was asked for, and what all deadline threads may have (`man 7 sched`).
  private func deadlines() -> [String] {
    guard let bytes = words[safe: 1].flatMap({ subject.exactly(48, at: $0) }) else { return [] }
    let (runtime, deadline, period) = (
      bytes[24..<32].littleEndianWord, bytes[32..<40].littleEndianWord, bytes[40..<48].littleEndianWord
    )
    func setting(_ name: String) -> String { (try? lab.proc.setting("kernel/\(name)")) ?? "unknown" }
    return [
      "sched_runtime=\(runtime) of \(period == 0 ? "sched_deadline=\(deadline)" : "sched_period=\(period)") ns does not fit beside the other deadline threads: together they may have \(setting("sched_rt_runtime_us")) of \(setting("sched_rt_period_us")) us on each processor (kernel.sched_rt_runtime_us)."
    ]
  }
}
