import Inspect
import LinuxABI
import SyscallTable

// Errors of calls on mounts: which mount a path lies on, and whether the path is where that stands.
extension Explanation {
  func wrongMount(_ errno: Errno) -> Finding? {
    switch (row.name, errno.name) {
    case ("mount", "EINVAL"):
      // MS_REMOUNT, MS_MOVE (whose mount is the source) and the propagation types want a mount.
      guard (word("mountflags") ?? 0) & (0x20 | 0x1e_0000) != 0 else { return nil }
      return noMount("target", #"mount "none" "dir" "tmpfs""#)
    case ("fspick", "EINVAL"): return noMount("path", nil)
    case ("mount_setattr", "EINVAL"): return noMount("path", nil)
    case ("move_mount", _): return refusedMove(errno)
    default: return nil
    }
  }

  /// The mount that a path lies on, and whether the path is its root.
  private func mount(of argument: PathArgument) -> (mount: Mount, isRoot: Bool, reached: String)? {
    guard let mounts = try? lab.proc.mounts(subject.pid), let walk = walk(argument), let id = walk.place?.mountID,
      let mount = mounts.first(where: { $0.id == id })
    else { return nil }
    let point = subject.root == "/" ? mount.point : subject.root + mount.point
    return (mount, walk.reached == point, walk.reached)
  }

  private func noMount(_ name: String, _ example: String?) -> Finding? {
    guard let argument = paths.first(where: { $0.name == name }) ?? paths.first,
      let (mount, isRoot, _) = mount(of: argument),
      !isRoot
    else { return nil }
    return Finding(
      "\(argument.path) is no mount point; it lies on the mount \(Escapes.harmless(mount.point)), of type \(mount.type)."
    ).mended(
      "mount \(quoted(argument.path)) \(quoted(argument.path)) NULL MS_BIND",
      "makes a mount of it, in a mount namespace of one's own"
    ).mended(nil, "The path of a mount: cat /proc/self/mountinfo lists them.")
  }

  private func refusedMove(_ errno: Errno) -> Finding? {
    let arguments = paths
    guard arguments.count == 2, let from = mount(of: arguments[0]), let to = mount(of: arguments[1]) else { return nil }
    let (source, target) = (arguments[0].path, arguments[1].path)
    switch errno.name {
    case "ELOOP":
      return Finding(
        "\(target) lies on the mount \(source) itself, and a mount cannot stand on something inside it."
      ).mended(nil, "A directory outside \(source).")
    case "ENOTDIR", "EINVAL":
      let kinds = arguments.compactMap { argument -> Bool? in
        guard let walk = walk(argument), case .found(let status) = walk.end else { return nil }
        return status.isDirectory
      }
      if !from.isRoot { return noMount(arguments[0].name, nil) }
      if kinds.count == 2, kinds[0] != kinds[1] {
        return Finding(
          "\(kinds[0] ? source : target) is a directory, and \(kinds[0] ? target : source) is none: a mount stands on the like of what it shows."
        ).mended(nil, kinds[0] ? "A directory to mount on." : "A file to mount on.")
      }
      if let parent = (try? lab.proc.mounts(subject.pid))?.first(where: { $0.id == from.mount.parent }),
        parent.peerGroup != nil
      {
        return Finding(
          "\(source) stands on \(Escapes.harmless(parent.point)), a shared mount, whose peers would have to see it go."
        ).mended("mount \"none\" \(quoted(parent.point)) NULL MS_PRIVATE", "takes it out of its peer group")
      }
      return to.mount.id == from.mount.id
        ? Finding("\(target) lies on the mount \(source) itself.") : nil
    default: return nil
    }
  }
}
