import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// Looks at a call after its arguments are fixed and before it runs, and says when it reaches outside the lab: every
/// call is real, and a learner's slip must not remove a file of theirs. What to do about it (ask, refuse, go on) is the
/// shell's business.
///
/// The subject is held while the guard looks, so what it resolves is what the kernel will resolve. A call that the
/// kernel will refuse by itself is let through, because its errno is worth seeing; in doubt the guard objects.
struct Guard {
  let lab: Lab
  let subject: LabSubject
  let row: Syscall
  let words: [UInt64]

  /// What the call would reach, as a clause that completes "This call would ..."; nil when it stays inside.
  var objection: String? {
    machineTarget ?? processTarget ?? ownerTarget ?? lockTarget ?? coreTarget ?? socketTarget ?? ipcTarget
      ?? openFileTarget ?? memberTarget ?? pathTarget
  }

  // MARK: Paths

  /// What a call does with a path.
  enum Use {
    /// Makes the name, which must be free; removes it; makes it anew or replaces it; gives its file another name.
    case makes, removes, replaces, links
    /// Changes the file's attributes or extent.
    case changes
    case opens(flags: UInt64)

    /// Whether it is the entry that counts, rather than the file behind it.
    var isEntry: Bool {
      switch self {
      case .makes, .removes, .replaces: true
      case .links, .changes, .opens: false
      }
    }
  }

  private static let uses: [String: [String: Use]] = [
    "mkdir": ["pathname": .makes], "mkdirat": ["pathname": .makes], "mknod": ["pathname": .makes],
    "mknodat": ["pathname": .makes], "symlink": ["linkpath": .makes], "symlinkat": ["linkpath": .makes],
    "link": ["oldpath": .links, "newpath": .makes], "linkat": ["oldpath": .links, "newpath": .makes],
    "rename": ["oldpath": .removes, "newpath": .replaces], "renameat": ["oldpath": .removes, "newpath": .replaces],
    "renameat2": ["oldpath": .removes, "newpath": .replaces], "unlink": ["pathname": .removes],
    "unlinkat": ["pathname": .removes], "rmdir": ["pathname": .removes], "truncate": ["pathname": .changes],
    "chmod": ["pathname": .changes], "fchmodat": ["pathname": .changes], "chown": ["pathname": .changes],
    "lchown": ["pathname": .changes], "fchownat": ["pathname": .changes], "utimensat": ["pathname": .changes],
    "utime": ["filename": .changes], "utimes": ["filename": .changes], "futimesat": ["pathname": .changes],
    "fchmodat2": ["pathname": .changes], "setxattr": ["path": .changes], "lsetxattr": ["path": .changes],
    "removexattr": ["path": .changes], "lremovexattr": ["path": .changes], "setxattrat": ["pathname": .changes],
    "removexattrat": ["pathname": .changes], "file_setattr": ["pathname": .changes],
  ]
  /// Of these, the calls that change a symbolic link itself.
  private static let onLinks: Set<String> = ["lchown", "lsetxattr", "lremovexattr"]

  private var pathTarget: String? {
    let explanation = Explanation(lab: lab, subject: subject, row: row, words: words)
    for path in explanation.paths {
      if let use = use(of: path, explanation.openFlags), let reach = reach(path, use) { return reach }
    }
    return nil
  }

  private func use(of path: Explanation.PathArgument, _ flags: UInt64?) -> Use? {
    guard let flags else { return Self.uses[row.name]?[path.name] }
    // Writing, creating, truncating, or a nameless file made in that directory; O_PATH opens nothing.
    let writes = flags & 0o10000000 == 0 && (flags & 3 != 0 || flags & 0o1100 != 0)
    return writes ? .opens(flags: flags) : nil
  }

  /// Whether the last component is followed when it is a symbolic link.
  private func follows(_ use: Use) -> Bool {
    let flags = row.parameters.firstIndex { $0.name == "flags" }.flatMap { words[safe: $0] } ?? 0
    switch use {
    case .makes, .removes, .replaces: return false
    case .links: return flags & 0x400 != 0
    case .changes: return !Self.onLinks.contains(row.name) && flags & 0x100 == 0
    case .opens(let flags): return flags & 0o400000 == 0 && flags & 0o300 != 0o300
    }
  }

  func reach(_ path: Explanation.PathArgument, _ use: Use) -> String? {
    let walk = PathWalk(
      path.bytes, pid: subject.pid, root: path.root, base: path.base, credentials: .almighty, followLast: follows(use))
    var status: PathWalk.FileStatus?
    switch walk.end {
    case .found(let found): status = found
    case .missing(_, _, let isLast):
      if !isLast || walk.parent == nil { return nil }
    case .unsearchable(let directory, _):
      return isPowerless ? nil : "reach into \(Escapes.harmless(directory)), where the lab cannot look"
    case .notDirectory, .tooManyLinks, .nameTooLong: return nil
    }
    guard !isLabs(walk, use), !failsByItself(path, walk, status, use) else { return nil }
    let name = Escapes.harmless(walk.reached)
    switch use {
    case .opens:
      if let status, status.isDevice { return "open \(name) for writing, which is a device of the machine" }
      return "open \(name) for writing, which is outside the lab's directory"
    case .links: return "give \(name) a name in another directory, by which it can be changed"
    case .makes, .removes, .replaces, .changes: return "change \(name), which is outside the lab's directory"
    }
  }

  // MARK: Calls that fail

  /// Whether the kernel will refuse the call anyway, which is worth seeing and harms nothing.
  private func failsByItself(
    _ path: Explanation.PathArgument, _ walk: PathWalk, _ status: PathWalk.FileStatus?, _ use: Use
  ) -> Bool {
    // `.`, `..` and `/` are no entries that could be made, moved or removed.
    if use.isEntry, path.bytes.split(separator: 0x2f).last.map({ $0 == [0x2e] || $0 == [0x2e, 0x2e] }) ?? true {
      return true
    }
    switch (use, status) {
    case (.makes, nil), (.replaces, _): return isDenied(walk.parentPlace)
    case (.makes, _?), (.removes, nil), (.links, nil), (.changes, nil): return true
    case (.removes, _?): return isDenied(walk.parentPlace)
    case (.links, let file?): return file.isDirectory || isProtected(walk.place, file)
    case (.changes, let file?):
      let isOwners = row.name.contains("chmod") || row.name.contains("chown") || row.name == "file_setattr"
      guard isPowerless, row.name == "truncate" || file.uid != subjectUser else { return false }
      return isOwners || isDenied(walk.place)
    case (.opens(let flags), nil): return flags & 0o100 == 0 || isDenied(walk.parentPlace)
    case (.opens(let flags), let file?):
      if flags & 0o300 == 0o300 || file.isSymlink { return true }
      if file.isDirectory { return flags & 0o20200000 != 0o20200000 || isDenied(walk.place) }
      return isDenied(walk.place)
    }
  }

  /// Whether the kernel denies writing. Asked as the shell, so only for a subject that is the same user, and has no
  /// capability that would count for the file.
  private func isDenied(_ place: Place?) -> Bool {
    guard let place, subjectUser == geteuid(), place.isWriteDenied else { return false }
    return isPowerless || !isMapped(place.status.uid)
  }

  /// Whether a user has a number in the subject's user namespace: only over files of such users do capabilities count
  /// that one has there (`man 7 user_namespaces`).
  private func isMapped(_ user: UInt32) -> Bool {
    guard let map = try? lab.proc.idMap(subject.pid, group: false) else { return true }
    return map.contains { user >= $0.outside && user - $0.outside < $0.count }
  }

  /// `man 5 proc_sys_fs`, protected_hardlinks: who neither owns a file nor may write it cannot link it.
  private func isProtected(_ place: Place?, _ file: PathWalk.FileStatus) -> Bool {
    guard isPowerless, file.uid != subjectUser, isDenied(place) else { return false }
    let setting = open("/proc/sys/fs/protected_hardlinks", O_RDONLY | O_CLOEXEC)
    guard setting >= 0 else { return false }
    defer { close(setting) }
    var letter: UInt8 = 0
    return read(setting, &letter, 1) == 1 && letter == UInt8(ascii: "1")
  }

  var subjectUser: UInt32? {
    (try? lab.proc.status(subject.pid))?.uids.fileSystem
  }

  /// Without any capability.
  var isPowerless: Bool {
    (try? lab.proc.status(subject.pid))?.capEff == 0
  }
}

extension LabTerminal {
  /// The slave side's name: /dev/pts/N.
  var name: String? {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = readlink("/proc/self/fd/\(slave)", &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
