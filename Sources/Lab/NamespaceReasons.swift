import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Reasons that lie in namespaces: who may do what in which, and whom one sees from there.
extension Explanation {
  func namespaceReason(_ errno: Errno) -> String? {
    switch errno {
    case .noProcess: noSuchProcess()
    case .outOfMemory: endedNamespace()
    case .notPermitted: mapReason() ?? rightsReason()
    case .invalid: mapReason() ?? mountReason()
    case .overflow where ((try? lab.proc.idMap(subject.pid, group: false)) ?? []).isEmpty:
      "A new file belongs to its maker, and \(subject.name)'s user number means nothing in its user namespace: the map is empty. idmap writes one."
    case .busy where row.number == 155: "new_root has to be another mount than the root, and put_old must not be it."
    default: nil
    }
  }

  // MARK: Numbers

  /// For a number that no process has for the caller.
  func unseen(_ number: Int32) -> String {
    if number == CallerNames.nobody {
      return
        "\(subject.name) does not see that process: it is not in \(subject.name)'s pid namespace, so it has no number there."
    }
    return "There is no process \(number) in \(subject.name)'s pid namespace."
  }

  private func noSuchProcess() -> String? {
    guard subject.numbers.depth > 0 else { return nil }
    for (_, type, word) in arguments {
      guard case .process = type else { continue }
      let number = Int32(truncatingIfNeeded: word)
      if number > 0, lab.process(numbered: number, for: subject) == nil { return unseen(number) }
    }
    return nil
  }

  /// fork after process 1 of the namespace has ended (kernel/pid.c, alloc_pid).
  func endedNamespace() -> String? {
    guard [56, 57, 58, 435].contains(row.number),
      subject.namespaces.forChildren[.pid] != subject.namespaces.own[.pid]
        || subject.numbers.depth > 0
    else { return nil }
    return
      "The pid namespace for \(subject.name)'s children has lost its process 1. With that one all its processes were killed, and it takes no new ones; unshare CLONE_NEWPID makes no second one here either."
  }

  // MARK: Rights

  /// Refusals that no capability of the caller's own would change. Which capability is missing is told elsewhere.
  private func rightsReason() -> String? {
    let isAdministrator = ((try? lab.proc.status(subject.pid))?.capEff ?? 0) & (1 << 21) != 0
    switch row.number {
    case 272, 56, 435: return userNamespaceReason()
    case 308: return isAdministrator ? enterReason() : nil
    case 116:
      guard (try? lab.proc.text(subject.pid, "setgroups"))?.hasPrefix("deny") == true else { return nil }
      return "setgroups is denied in \(subject.name)'s user namespace: /proc/\(subject.pid)/setgroups says so."
    case 165: return isAdministrator && !isShells(.mnt) ? mountDenied() : nil
    default: return nil
    }
  }

  private func isShells(_ kind: NamespaceKind) -> Bool {
    guard let own = try? lab.proc.namespace(subject.pid, kind) else { return false }
    return (try? lab.proc.namespace(Lab.shellPid, kind)) == own
  }

  /// A user namespace needs no capability, and is refused all the same.
  private func userNamespaceReason() -> String? {
    var flags = word("flags") ?? 0
    if row.number == 435, let address = words.first { flags = subject.exactly(8, at: address)?.littleEndianWord ?? 0 }
    guard flags & NamespaceKind.user.flag != 0 else { return nil }
    if (try? lab.proc.idMap(subject.pid, group: false))?.isEmpty == true {
      return
        "\(subject.name)'s ids mean nothing in its user namespace, which has no map yet (idmap writes one), and whoever makes a user namespace needs ids that do."
    }
    if subject.root != "/" { return "\(subject.name) is in a chroot, and from there no user namespace may be made." }
    return "The machine forbids user namespaces to those without privileges."
  }

  private func enterReason() -> String? {
    guard let fd = descriptorArguments.first?.fd, let target = (try? lab.proc.descriptor(subject.pid, fd))?.target,
      let namespace = Namespace(target)
    else { return nil }
    return
      "Entering a \(namespace.kind.noun) namespace needs CAP_SYS_ADMIN in the user namespace that owns it, and in \(subject.name)'s own\(namespace.kind == .mnt ? ", where CAP_SYS_CHROOT is needed too" : "")."
  }

  // MARK: Maps of ids

  /// write into uid_map, gid_map and setgroups (`man 7 user_namespaces`).
  private func mapReason() -> String? {
    guard [1, 18, 20].contains(row.number), let fd = descriptorArguments.first?.fd,
      let target = (try? lab.proc.descriptor(subject.pid, fd))?.target,
      let file = target.split(separator: "/").last, ["uid_map", "gid_map", "setgroups"].contains(file),
      let owner = target.split(separator: "/").dropLast().last.flatMap({ Int32($0) })
    else { return nil }
    if file == "setgroups" {
      return "setgroups can be denied only before gid_map is written, and cannot be allowed again after that."
    }
    let isGroup = file == "gid_map"
    if (try? lab.proc.idMap(owner, group: isGroup))?.isEmpty == false {
      return "\(file) has been written already, and that can be done once."
    }
    if isShells(.user), owner == subject.pid {
      return "This is the machine's first user namespace, whose map is fixed."
    }
    if isGroup, (try? lab.proc.text(owner, "setgroups"))?.hasPrefix("allow") == true {
      return
        "Without CAP_SETGID outside, gid_map may be written only after \"deny\" was written to setgroups: otherwise dropping a group could open files that are closed to its members."
    }
    let text =
      row.number == 1 ? words[safe: 1].flatMap { subject.exactly(Int(min(words[safe: 2] ?? 0, 4096)), at: $0) } : nil
    let lines = text.map { String(decoding: $0, as: UTF8.self).lines() } ?? []
    let own = isGroup ? getegid() : geteuid()
    if lines.count > 1 { return "Without privileges outside, the map has one line: INSIDE \(own) 1." }
    return
      "Without privileges outside, the line is INSIDE \(own) 1: one id, and it is the one that \(subject.name) has outside. idmap writes it."
  }

  // MARK: Mounts

  /// EPERM for one who has the capability: file systems that show more than the subject may see.
  private func mountDenied() -> String? {
    guard row.number == 165 else { return nil }
    let type = word("filesystemtype").flatMap { subject.string(at: $0) }.map {
      String(decoding: $0.bytes, as: UTF8.self)
    }
    switch type {
    case "proc" where isShells(.pid) && !isShells(.user):
      return
        "proc shows a pid namespace, and \(subject.name) is in the shell's. After unshare CLONE_NEWPID its child may mount it."
    case "proc", "sysfs":
      if type == "sysfs", isShells(.net), !isShells(.user) {
        return "sysfs shows a network namespace, and \(subject.name) is in the shell's: it needs CLONE_NEWNET too."
      }
      return
        "Something is mounted on parts of the \(type ?? "file system") that \(subject.name) sees, to hide them; a fresh one would show them, so the kernel refuses. It has to be mounted before the old root is gone."
    case .some(let name) where !isShells(.user):
      return "\(Escapes.harmless(name)) may be mounted only with privileges in the machine's first user namespace."
    default: return nil
    }
  }

  /// A layer of an overlay is copied without what is mounted below it, which a user namespace may not see bare
  /// (fs/namespace.c, clone_private_mount).
  private func layerReason() -> String? {
    guard row.number == 165, word("filesystemtype").flatMap({ subject.string(at: $0) })?.bytes == Array("overlay".utf8),
      let data = word("data").flatMap({ subject.string(at: $0) }), let mounts = try? lab.proc.mounts(subject.pid),
      !isShells(.user),
      let lower = String(decoding: data.bytes, as: UTF8.self).split(separator: ",").first(where: {
        $0.hasPrefix("lowerdir=")
      })
    else { return nil }
    for layer in lower.dropFirst(9).split(separator: ":") {
      let prefix = layer == "/" ? "/" : layer + "/"
      guard let below = mounts.first(where: { $0.point.hasPrefix(prefix) && $0.point != "/" }) else { continue }
      return
        "Below \(Escapes.harmless(String(layer))) other mounts stand, \(Escapes.harmless(below.point)) for one, and an overlay would show what they hide. In a user namespace a layer must have no mounts below it."
    }
    return nil
  }

  private func mountReason() -> String? {
    if let reason = layerReason() { return reason }
    guard let mounts = try? lab.proc.mounts(subject.pid), let path = paths.first(where: { $0.name != "put_old" }),
      let walk = walk(path), let id = walk.place?.mountID, let mount = mounts.first(where: { $0.id == id })
    else { return nil }
    let isMountPoint = walk.reached == (subject.root == "/" ? mount.point : subject.root + mount.point)
    switch row.number {
    case 166:
      if !isMountPoint {
        return "\(path.path) is no mount point; it lies on the mount \(Escapes.harmless(mount.point))."
      }
      if !isShells(.user) {
        return
          "\(path.path) came with the copy of the tree when \(subject.name)'s mount namespace was made. Taking it away would show what it hides, so in a user namespace it is locked."
      }
      return nil
    case 155:
      if !isMountPoint {
        return "\(path.path) is no mount point. A directory becomes one when it is mounted on itself: MS_BIND."
      }
      if let shared = mounts.first(where: { $0.point == "/" || $0.id == mount.id && $0.peerGroup != nil }),
        shared.peerGroup != nil
      {
        return
          "\(Escapes.harmless(shared.point)) is a shared mount, and the change would be seen by its peers: MS_REC|MS_PRIVATE first."
      }
      return nil
    default: return nil
    }
  }
}
