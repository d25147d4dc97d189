import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What belongs to the lab among files. In the shell's mount namespace a path tells. In one of a subject's own the same
// path can be anything, for the subject may mount: there the mount tells, and the inode.
extension Guard {
  /// Devices that may be opened for writing: what they take goes nowhere, or makes a new terminal.
  private static let harmless: Set<String> = ["/dev/null", "/dev/zero", "/dev/full", "/dev/tty", terminalMaker]
  /// The same by their numbers, with random and urandom and the mark of an overlay for what was removed (0, 0).
  private static let harmlessDevices: Set<Device> = [
    Device(major: 1, minor: 3), Device(major: 1, minor: 5), Device(major: 1, minor: 7), Device(major: 1, minor: 8),
    Device(major: 1, minor: 9), Device(major: 5, minor: 0), Device(major: 5, minor: 2), Device(major: 0, minor: 0),
  ]
  /// File systems whose content is their own: it is gone with the last mount. What an overlay keeps elsewhere was looked
  /// at when it was mounted.
  private static let ownContent: Set<String> = ["tmpfs", "ramfs", "overlay", "devpts"]

  /// Whether what a call does at the end of a path stays in the lab.
  func isLabs(_ walk: PathWalk, _ use: Use) -> Bool {
    let file = walk.place
    let isEntry = use.isEntry || file == nil
    guard let place = isEntry ? walk.parentPlace : file else { return false }
    if let file, !use.isEntry, file.status.isDevice {
      guard case .opens(let flags) = use, flags & 0o20000000 == 0 else {
        return isInside(place, walk.reached, entry: false)
      }
      return isHarmless(file, walk.reached)
    }
    // An entry lies in its directory; of the lab's directory itself only what is in it counts.
    let reached = isEntry && !isShells(place) ? walk.parent?.path ?? "/" : walk.reached
    return isInside(place, reached, entry: isEntry)
  }

  /// The file behind a descriptor, whose link says `target`.
  func isInside(descriptor word: UInt64, _ target: String) -> Bool {
    // Pipes, sockets and memory files have no path.
    guard target.hasPrefix("/") else { return true }
    let path = "/proc/\(subject.pid)/fd/\(Int32(truncatingIfNeeded: word))"
    guard let place = Place(opening: Array(path.utf8), follow: true) else { return isInside(target) }
    return isInside(place, target, entry: false)
  }

  func isInside(_ place: Place, _ reached: String, entry: Bool) -> Bool {
    if isShells(place) { return isInside(reached, entry: entry) || isOwnParameter(reached) }
    guard let id = place.mountID, let (owner, mount) = lab.mountInOwnNamespace(id) else {
      // A memory file lies on a mount of the kernel's that no namespace has.
      return place.status.links == 0 && reached.hasPrefix("/memfd:") && reached.hasSuffix(" (deleted)")
    }
    if Self.ownContent.contains(mount.type), !lab.shellMounts.contains(where: { $0.device == mount.device }) {
      return true
    }
    if mount.type == "proc" { return isOwnProcess(reached, mount, owner) }
    if place.isSame(as: lab.terminal.name) { return true }
    return isInLabDirectory(place, reached, mount)
  }

  /// Whether a place lies in the shell's mount namespace, where paths mean what they say.
  private func isShells(_ place: Place) -> Bool {
    guard let id = place.mountID else { return false }
    return lab.shellMounts.contains { $0.id == id }
  }

  /// Whether a file, or for `entry` the name itself, is the lab's, in the shell's mount namespace.
  func isInside(_ path: String, entry: Bool = false) -> Bool {
    if !path.hasPrefix("/") || path.hasPrefix("/memfd:") && path.hasSuffix(" (deleted)") { return true }
    let home = lab.directory.realPath
    if path.hasPrefix(home + "/") || path == home && !entry || path == lab.terminal.name { return true }
    if lab.controlGroups.owns(path) { return true }
    return lab.living.contains { path.hasPrefix("/proc/\($0.pid)/") }
  }

  /// Whether the file is the one that the shell finds in the lab's directory. Its path ends as that file's does, wherever
  /// the directory or a part of it is mounted; the inode decides.
  private func isInLabDirectory(_ place: Place, _ reached: String, _ mount: Mount) -> Bool {
    let home = lab.directory.realPath
    if let shells = Place(opening: Array(home.utf8)), shells.status.device == place.status.device,
      let id = shells.mountID, let below = lab.shellMounts.first(where: { $0.id == id }),
      home.hasPrefix(below.point)
    {
      // Where the lab's directory lies in its file system.
      let rest = below.point == "/" ? home : String(home.dropFirst(below.point.count))
      let root = (below.root == "/" ? "" : below.root) + rest
      if mount.device == below.device, mount.root == root || mount.root.hasPrefix(root + "/") { return true }
    }
    var rest = reached.split(separator: "/")[...]
    while true {
      if place.isSame(as: home + rest.map { "/" + $0 }.joined()) { return true }
      if rest.isEmpty { return false }
      rest = rest.dropFirst()
    }
  }

  private func isHarmless(_ file: Place, _ reached: String) -> Bool {
    if isShells(file) {
      if Self.harmless.contains(reached) || reached == lab.terminal.name { return true }
      if !isInside(reached) { return false }
    }
    if file.isSame(as: lab.terminal.name) || Self.harmlessDevices.contains(file.status.node) {
      return true
    }
    guard let id = file.mountID, let mount = lab.mountInOwnNamespace(id)?.mount else { return false }
    // Its terminals are those that its own ptmx has made.
    return mount.type == "devpts" && !lab.shellMounts.contains { $0.device == mount.device }
  }

  // MARK: proc

  /// Whether a path in a proc file system that a subject has mounted is about a process of the lab, or a setting of a
  /// namespace of the subject's own.
  private func isOwnProcess(_ reached: String, _ mount: Mount, _ owner: LabSubject) -> Bool {
    let top = (try? lab.proc.root(owner.pid)) ?? "/"
    let point = top == "/" ? mount.point : mount.point == "/" ? top : top + mount.point
    guard mount.root == "/", reached.hasPrefix(point + "/") else { return false }
    let rest = String(reached.dropFirst(point.count))
    if rest.hasPrefix("/sys/") { return isOwnParameter("/proc" + rest) }
    guard let number = rest.split(separator: "/").first.flatMap({ Int32($0) }) else { return false }
    let proc = Proc(root: "/proc/\(owner.pid)/root" + mount.point)
    guard let start = try? proc.stat(number).startTicks else { return false }
    return lab.living.contains { subject in
      subject.numbers.all.contains(number) && (try? lab.proc.stat(subject.pid))?.startTicks == start
    }
  }
}

extension PathWalk.FileStatus {
  var isDevice: Bool { [S_IFCHR, S_IFBLK].contains(mode & S_IFMT) }

  /// The device that a node stands for.
  var node: Device { Device(encoded: special) }
}

extension Place {
  /// Whether it is the file that the shell finds by this path.
  func isSame(as path: String?) -> Bool {
    var found = stat()
    guard let path, lstat(path, &found) == 0 else { return false }
    return UInt64(found.st_dev) == status.device && UInt64(found.st_ino) == inode
  }
}
