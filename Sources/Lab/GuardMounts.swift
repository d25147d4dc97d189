import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What a subject in a mount namespace of its own may do there. A new mount is its own affair unless it propagates to
// mounts outside, its file system is shared with the machine, or what is written into it lands elsewhere.
extension Guard {
  /// Whether the subject is in a namespace of this kind that the lab has made.
  func isApart(_ kind: NamespaceKind) -> Bool {
    lab.isOwn(kind, of: subject)
  }

  /// mount, umount2, pivot_root, open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, open_tree_attr.
  static let mountCalls: Set<Int> = [165, 166, 155, 428, 429, 430, 431, 432, 433, 442, 467]

  /// File systems that are new with each mount, or show what belongs to the namespaces of the subject. All others may
  /// be the machine's: on a disk, or like cgroup and securityfs there only once.
  private static let ownTypes: Set<String> = [
    "tmpfs", "ramfs", "proc", "sysfs", "overlay", "devpts", "mqueue",
  ]

  private enum Flag {
    static let remount: UInt64 = 32
    static let bind: UInt64 = 4096
    static let move: UInt64 = 8192
    /// MS_UNBINDABLE, MS_PRIVATE, MS_SLAVE, MS_SHARED.
    static let propagation: UInt64 = 0x1e_0000
  }

  /// What a call on mounts would reach outside, for a subject with a mount namespace of its own.
  var mountTarget: String? {
    if let hidden { return hidden }
    switch row.number {
    case 165: return newMount
    case 166:
      guard let mount = mount(at: words[safe: 0], nil) else { return nil }
      // MNT_FORCE breaks off requests of the file system, for all its users.
      if (words[safe: 1] ?? 0) & 1 != 0, !isPrivate(mount) { return "end what others do on \(mount.type)" }
      return spread(from: mounts.first { $0.id == mount.parent }, "unmount \(Escapes.harmless(mount.point))")
    case 429:
      // Taking a mount away is seen by the peers of the one on which it stands.
      if let moved = mount(at: words[safe: 1], words[safe: 0]),
        let reach = spread(from: mounts.first { $0.id == moved.parent }, "move \(Escapes.harmless(moved.point))")
      {
        return reach
      }
      return spread(at: words[safe: 3], words[safe: 2])
    case 430: return text(words[safe: 0]).flatMap(type)
    case 431: return option
    case 433:
      guard let mount = mount(at: words[safe: 1], words[safe: 0]), !isPrivate(mount) else { return nil }
      return "change the file system \(Escapes.harmless(mount.point)) for all who use it"
    default: return nil
    }
  }

  /// A path that leads where the shell may not look, and the subject may.
  private var hidden: String? {
    for path in Explanation(lab: lab, subject: subject, row: row, words: words).paths {
      let walk = PathWalk(
        path.bytes, pid: subject.pid, root: path.root, base: path.base, credentials: .almighty, followLast: true)
      if case .unsearchable(let directory, _) = walk.end {
        return "reach into \(Escapes.harmless(directory)), where the lab cannot look"
      }
    }
    return nil
  }

  private var newMount: String? {
    let flags = words[safe: 3] ?? 0
    if flags & Flag.remount != 0 {
      // With MS_BIND the flags of this mount change, without it those of the file system.
      guard flags & Flag.bind == 0, let mount = mount(at: words[safe: 1], nil), !isPrivate(mount) else { return nil }
      return "change the file system \(Escapes.harmless(mount.point)) for all who use it"
    }
    if flags & Flag.bind == 0, flags & Flag.propagation != 0 { return nil }
    if flags & Flag.move != 0, let moved = mount(at: words[safe: 0], nil),
      let reach = spread(from: mounts.first { $0.id == moved.parent }, "move \(Escapes.harmless(moved.point))")
    {
      return reach
    }
    if flags & (Flag.bind | Flag.move) == 0 {
      guard let name = text(words[safe: 2]) else { return nil }
      if let reach = type(name) { return reach }
      if name == "overlay", let reach = overlay(text(words[safe: 4]) ?? "") { return reach }
    }
    return spread(at: words[safe: 1], nil)
  }

  private func type(_ name: String) -> String? {
    if Self.ownTypes.contains(name) { return nil }
    let known = (try? String(decoding: Proc().bytes(getpid(), "../filesystems"), as: UTF8.self)) ?? name
    guard known.split(whereSeparator: { $0 == "\n" || $0 == "\t" }).contains(Substring(name)) else { return nil }
    return "mount a file system of type \(Escapes.harmless(name)), which others may use too"
  }

  // MARK: Overlay

  /// An overlay writes into its upper and its work directory.
  private func overlay(_ options: String) -> String? {
    for option in options.split(separator: ",") {
      for name in ["upperdir", "workdir"] where option.hasPrefix(name + "=") {
        if let reach = layer(name, String(option.dropFirst(name.count + 1))) { return reach }
      }
    }
    return nil
  }

  private func layer(_ name: String, _ path: String) -> String? {
    let refusal = "write into \(Escapes.harmless(path)), the overlay's \(name), which is outside the lab"
    // A backslash takes the meaning from the character behind it, in a way of overlayfs's own.
    if path.contains("\\") { return refusal }
    let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
    let argument = explanation.path(Array(path.utf8), named: name, directory: nil)
    let walk = PathWalk(
      argument.bytes, pid: subject.pid, root: argument.root, base: argument.base, credentials: .almighty,
      followLast: true)
    switch walk.end {
    case .found: return isLabs(walk, .changes) ? nil : refusal
    case .unsearchable: return refusal
    case .missing, .notDirectory, .tooManyLinks, .nameTooLong: return nil
    }
  }

  private var option: String? {
    guard let key = text(words[safe: 2]), key == "upperdir" || key == "workdir" else { return nil }
    switch (words[safe: 1] ?? 0) & 0xffff_ffff {
    case 1: return text(words[safe: 3]).flatMap { layer(key, $0) }
    case 3, 4:
      let directory = words[safe: 4]
      guard let value = words[safe: 3] else { return nil }
      let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
      return explanation.path(at: value, named: key, directory: directory).flatMap { reach($0, .changes) }
    case 5:
      guard let fd = words[safe: 4],
        let target = (try? lab.proc.descriptor(subject.pid, Int32(truncatingIfNeeded: fd)))?.target
      else { return nil }
      return isInside(descriptor: fd, target) ? nil : "write into \(Escapes.harmless(target)), which is outside the lab"
    default: return nil
    }
  }

  // MARK: Which mount

  private var mounts: [Mount] { (try? lab.proc.mounts(subject.pid)) ?? [] }

  private func text(_ address: UInt64?) -> String? {
    guard let address, address != 0, let text = subject.string(at: address), text.ended else { return nil }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// The mount through which the subject reaches a path.
  private func mount(at address: UInt64?, _ directory: UInt64?) -> Mount? {
    guard let id = place(address, directory)?.mountID else { return nil }
    return mounts.first { $0.id == id }
  }

  private func place(_ address: UInt64?, _ directory: UInt64?) -> Place? {
    guard let address, address != 0 else { return nil }
    let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
    guard let path = explanation.path(at: address, named: "target", directory: directory) else { return nil }
    // An empty path is the descriptor itself.
    let bytes = path.bytes.isEmpty ? [UInt8(ascii: ".")] : path.bytes
    return PathWalk(
      bytes, pid: subject.pid, root: path.root, base: path.base, credentials: .almighty, followLast: true
    ).place
  }

  /// Whether the file system is mounted nowhere but in the lab's namespaces.
  private func isPrivate(_ mount: Mount) -> Bool {
    !lab.shellMounts.contains { $0.device == mount.device }
      && ["tmpfs", "ramfs", "overlay", "devpts", "proc"].contains(mount.type)
  }

  // MARK: Propagation

  private func spread(at address: UInt64?, _ directory: UInt64?) -> String? {
    // A path that leads nowhere fails by itself.
    guard let place = place(address, directory) else { return nil }
    guard let id = place.mountID, let mount = mounts.first(where: { $0.id == id }) else {
      return "mount on a place that belongs to no mount of \(subject.name)'s"
    }
    return spread(from: mount, "make a mount")
  }

  /// Why something that happens on `mount` would be seen outside: it is shared, and outside are its peers or slaves.
  private func spread(from mount: Mount?, _ what: String) -> String? {
    guard let group = mount?.peerGroup, let point = mount?.point else { return nil }
    for namespace in foreignMounts where namespace.contains(where: { $0.peerGroup == group || $0.master == group }) {
      return
        "\(what) that appears outside too: \(Escapes.harmless(point)) is still shared with mounts there (shared:\(group)). mount \"none\" \"/\" NULL MS_REC|MS_PRIVATE keeps them apart; without that it would be seen outside"
    }
    return nil
  }

  /// The mounts of every mount namespace that is not the lab's, as far as they can be read.
  private var foreignMounts: [[Mount]] {
    var seen: Set<UInt64> = []
    var found = [lab.shellMounts]
    if let own = (try? lab.proc.namespace(getpid(), .mnt))?.inode { seen.insert(own) }
    try? DirectoryListing.forEachNumber(in: lab.proc.root) { pid in
      guard let namespace = try? lab.proc.namespace(pid, .mnt), !lab.ownNamespaces.contains(namespace),
        seen.insert(namespace.inode).inserted, let mounts = try? lab.proc.mounts(pid)
      else { return }
      found.append(mounts)
    }
    return found
  }

  // MARK: Entering

  /// What setns would enter: a namespace that is neither the lab's nor the shell's.
  var namespaceTarget: String? {
    guard row.number == 308, let fd = words.first.map({ Int32(truncatingIfNeeded: $0) }), !isPowerless,
      let descriptor = try? lab.proc.descriptor(subject.pid, fd)
    else { return nil }
    if let pid = descriptor.info["Pid"].flatMap({ Int32($0) }) {
      guard pid > 0, pid != getpid(), let name = foreignProcess(pid) else { return nil }
      return "enter namespaces of \(name)"
    }
    guard let namespace = Namespace(descriptor.target), !lab.ownNamespaces.contains(namespace),
      (try? lab.proc.namespace(getpid(), namespace.kind)) != namespace
    else { return nil }
    return "enter \(descriptor.target), a namespace that the lab did not make"
  }
}
