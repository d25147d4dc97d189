import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Reasons that lie in the directory tree.
extension Explanation {
  struct PathArgument {
    let name: String
    let bytes: [UInt8]
    /// Where an absolute path starts, and a relative one.
    let root: PathWalk.Start
    let base: PathWalk.Start

    /// As it is shown.
    var path: String { Escapes.harmless(String(decoding: bytes, as: UTF8.self)) }
  }

  /// Path arguments with where they start, which is looked up anew: processes can share a working directory.
  var paths: [PathArgument] {
    var found: [PathArgument] = []
    for (index, argument) in arguments.enumerated() {
      guard case .pointer(.path, .input) = argument.type else { continue }
      var directory: UInt64?
      if index > 0, case .directory = arguments[index - 1].type { directory = arguments[index - 1].word }
      if let path = path(at: argument.word, named: argument.parameter.name, directory: directory) { found.append(path) }
    }
    return found
  }

  /// The path at an address; nil when there is no readable text.
  func path(at address: UInt64, named name: String, directory: UInt64?) -> PathArgument? {
    subject.string(at: address).map { path($0.bytes, named: name, directory: directory) }
  }

  func path(_ bytes: [UInt8], named name: String, directory: UInt64?) -> PathArgument {
    let own = "/proc/\(subject.pid)"
    let root = PathWalk.Start(path: "\(own)/root", name: (try? lab.proc.root(subject.pid)) ?? subject.root)
    var base = PathWalk.Start(path: "\(own)/cwd", name: (try? lab.proc.cwd(subject.pid)) ?? subject.directory)
    if let fd = directory.map({ Int32(truncatingIfNeeded: $0) }), fd != -100 {
      base = PathWalk.Start(
        path: "\(own)/fd/\(fd)", name: (try? lab.proc.descriptor(subject.pid, fd))?.target ?? "fd \(fd)")
    }
    return PathArgument(name: name, bytes: bytes, root: root, base: base)
  }

  var credentials: Credentials? {
    // access asks for the user who started the process.
    let real = row.name == "access" || row.name == "faccessat" || row.name == "faccessat2" && word("flags") == 0
    return (try? lab.proc.status(subject.pid)).map { Credentials($0, real: real) }
  }

  /// Whether the call acts on the last component itself rather than on what it leads to.
  var actsOnName: Bool {
    changesParent
      || [
        "lstat", "readlink", "readlinkat", "lchown", "lsetxattr", "lgetxattr", "llistxattr", "lremovexattr",
      ].contains(row.name)
      || openFlags.map { $0 & 0o300 == 0o300 || $0 & 0o400000 != 0 } == true
  }

  /// Whether the call makes or removes entries, for which their directory needs w.
  var changesParent: Bool {
    [
      "unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "symlink", "symlinkat", "link", "linkat",
      "mkdir", "mkdirat", "mknod", "mknodat",
    ].contains(row.name)
  }

  /// Whether the call makes the last component, so that it may be missing.
  func creates(_ argument: PathArgument) -> Bool {
    if openFlags.map({ $0 & 0o100 != 0 }) == true { return true }
    if ["mkdir", "mkdirat", "mknod", "mknodat"].contains(row.name) { return true }
    return ["newpath", "linkpath"].contains(argument.name)
  }

  /// The flags of a call that opens a file.
  var openFlags: UInt64? {
    switch row.name {
    case "open", "openat": return word("flags")
    case "creat": return 0o1101
    case "openat2":
      // The first member of struct open_how.
      guard let address = word("how"), let bytes = subject.exactly(8, at: address) else { return 0 }
      return bytes.littleEndianWord
    default: return nil
    }
  }

  func walk(_ argument: PathArgument) -> PathWalk? {
    guard let credentials else { return nil }
    return PathWalk(
      argument.bytes, pid: subject.pid, root: argument.root, base: argument.base, credentials: credentials,
      followLast: !actsOnName)
  }

  /// What a symbolic link will say, which is not looked up.
  func isText(_ argument: PathArgument) -> Bool { argument.name == "target" && row.name.hasPrefix("symlink") }

  func pathReasons(_ errno: Errno) -> [String] {
    if let reason = pairReason(errno) { return [reason] }
    for argument in paths {
      if argument.bytes.isEmpty, errno == .noEntry { return ["The path is empty, and an empty path names nothing."] }
      guard !isText(argument), let walk = walk(argument) else { continue }
      if let reason = reason(errno, argument, walk) { return [reason] }
    }
    return descriptorReason(errno)
  }

  private func reason(_ errno: Errno, _ argument: PathArgument, _ walk: PathWalk) -> String? {
    switch errno {
    case .noEntry: return missing(argument, walk)
    case .notDirectory:
      if case .notDirectory(let name, let status) = walk.end {
        return "\(Escapes.harmless(name)) is \(noun(status)), not a directory, so nothing can be below it."
      }
      guard case .found(let status) = walk.end, !status.isDirectory else { return nil }
      return "\(argument.path) is \(noun(status)), and this call wants a directory."
    case .accessDenied: return denied(argument, walk)
    case .exists:
      guard case .found(let status) = walk.end, creates(argument) || row.name.hasPrefix("rename") else { return nil }
      let advice = openFlags != nil ? " With O_CREAT|O_EXCL the call has to be the one that makes it." : ""
      return "\(argument.path) exists already: it is \(noun(status)).\(advice)"
    case .isDirectory:
      guard case .found(let status) = walk.end, status.isDirectory else { return nil }
      let advice =
        row.name.hasPrefix("unlink")
        ? "rmdir removes directories" : "a directory's content is changed by making, renaming and removing entries"
      return "\(argument.path) is a directory: \(advice)."
    case .linkLoop:
      if case .tooManyLinks(let name) = walk.end {
        return "\(Escapes.harmless(name)) is a symbolic link in a circle, or one of more than 40 on this path."
      }
      guard case .found(let status) = walk.end, status.isSymlink, openFlags.map({ $0 & 0o400000 != 0 }) == true else {
        return nil
      }
      return "\(argument.path) is a symbolic link, and O_NOFOLLOW refuses to follow one."
    case .nameTooLong:
      if argument.bytes.count >= 4096 { return "The path is longer than 4095 bytes, which is the most (PATH_MAX)." }
      guard case .nameTooLong(let name) = walk.end else { return nil }
      return "A name in the path has \(name.utf8.count) bytes; the most is 255."
    case .notEmpty:
      return crowded(argument, walk)
    case .notPermitted: return notPermitted(argument, walk)
    case .readOnlyFileSystem: return "The file system of \(argument.path) is mounted read-only."
    default: return nil
    }
  }

  /// A directory that should be empty, and what is in it.
  func crowded(_ argument: PathArgument, _ walk: PathWalk) -> String? {
    guard case .found(let status) = walk.end, status.isDirectory else { return nil }
    let inside = names(in: walk.reached)
    guard !inside.isEmpty else { return nil }
    let shown = inside.sorted().prefix(6).map { Escapes.harmless($0) }.joined(separator: " ")
    let count = inside.count == 1 ? "an entry" : "\(inside.count) entries"
    return "\(argument.path) still has \(count): \(shown)\(inside.count > 6 ? " ..." : "")."
  }

  private func missing(_ argument: PathArgument, _ walk: PathWalk) -> String? {
    guard case .missing(let name, let directory, let isLast) = walk.end else { return nil }
    if let parent = walk.parent, parent.status.links == 0 {
      return "\(Escapes.harmless(parent.path)) was removed: nothing is in it, and nothing can be made in it."
    }
    if walk.parent == nil || isLast && creates(argument) { return nil }
    let link = walk.lastLink.map {
      "\(Escapes.harmless($0.name)) is a symbolic link to \(Escapes.harmless($0.target)). "
    }
    let near = NearestName.match(name, in: names(in: directory)).map { " There is \(Escapes.harmless($0))." } ?? ""
    let place = "\(link ?? "")\(Escapes.harmless(directory)) has no entry \(Escapes.harmless(name))."
    if !isLast { return place + near + " The path goes through it." }
    return place + near + ((openFlags ?? 0) & 3 != 0 && near.isEmpty ? " O_CREAT would make it." : "")
  }

  private func denied(_ argument: PathArgument, _ walk: PathWalk) -> String? {
    guard let credentials else { return nil }
    let who = "the subject is user \(credentials.user)"
    switch walk.end {
    case .unsearchable(let directory, let status):
      return
        "\(Escapes.harmless(directory)) (\(owned(status))) lacks x for \(credentials.role(status)), and \(who): it cannot go through."
    case .found(let status):
      let wanted = wanted(status)
      if wanted != 0, !credentials.allows(wanted, status) {
        let missing = [(4, "r"), (2, "w"), (1, "x")].filter { bit, _ in
          wanted & UInt32(bit) != 0 && !credentials.allows(UInt32(bit), status)
        }.map(\.1).joined(separator: " and ")
        return "\(argument.path) (\(owned(status))) lacks \(missing) for \(credentials.role(status)), and \(who)."
      }
      return changesParent ? parentDenied(walk, credentials) : nil
    case .missing(_, _, let isLast): return isLast && creates(argument) ? parentDenied(walk, credentials) : nil
    case .notDirectory, .tooManyLinks, .nameTooLong: return nil
    }
  }

  /// The permission bits that the call needs on the file itself: 4 r, 2 w, 1 x.
  func wanted(_ status: PathWalk.FileStatus) -> UInt32 {
    if let flags = openFlags {
      if flags & 0o10000000 != 0 { return 0 }
      if status.isDirectory, flags & 0o20200000 == 0o20200000 { return 3 }
      return [4, 2, 6, 6][Int(flags & 3)] | (flags & 0o1000 != 0 ? 2 : 0)
    }
    switch row.name {
    case "truncate": return 2
    case "access", "faccessat", "faccessat2": return UInt32(truncatingIfNeeded: word("mode") ?? 0) & 7
    case "chdir", "chroot": return 1
    default: return 0
    }
  }

  private func parentDenied(_ walk: PathWalk, _ credentials: Credentials) -> String? {
    guard let (path, status) = walk.parent, !credentials.allows(2, status) else { return nil }
    return
      "The directory \(Escapes.harmless(path)) (\(owned(status))) lacks w for \(credentials.role(status)), and the subject is user \(credentials.user): entries cannot be made or removed there."
  }

  private func notPermitted(_ argument: PathArgument, _ walk: PathWalk) -> String? {
    guard case .found(let status) = walk.end, let credentials else { return nil }
    if row.name.hasPrefix("link"), argument.name == "oldpath", status.isDirectory {
      return "A directory cannot have a second hard link."
    }
    if row.name.contains("chmod") || row.name.contains("chown") {
      return ownership(argument.path, owner: status.uid, credentials)
    }
    // The sticky bit, as on /tmp.
    if changesParent, let (path, parent) = walk.parent, parent.mode & 0o1000 != 0, status.uid != credentials.user,
      parent.uid != credentials.user
    {
      return
        "\(Escapes.harmless(path)) has the sticky bit: there only the owner of an entry, user \(status.uid), or of the directory may remove or rename it, and the subject is user \(credentials.user)."
    }
    return nil
  }

  private func ownership(_ name: String, owner: UInt32, _ credentials: Credentials) -> String? {
    if owner != credentials.user {
      return
        "\(name) belongs to user \(owner), and the subject is user \(credentials.user): only the owner may do this."
    }
    guard row.name.contains("chown"), let new = word("owner").map({ UInt32(truncatingIfNeeded: $0) }), new != .max,
      new != owner
    else { return nil }
    return "\(name) is the subject's own, but only root may give a file away."
  }

  func owned(_ status: PathWalk.FileStatus) -> String {
    "\(status.permissions), owner \(status.uid)"
  }

  /// Errors about a descriptor's file.
  private func descriptorReason(_ errno: Errno) -> [String] {
    for (_, fd) in descriptorArguments {
      guard let description = entry(fd) else { continue }
      let target = Escapes.harmless(description.target)
      let isDirectory = description.file?.kind == .directory
      if errno == .isDirectory, isDirectory {
        return ["fd \(fd) is a directory (\(target)); getdents64 reads its entries."]
      }
      if errno == .notDirectory, !isDirectory {
        return ["fd \(fd) is \(description.file?.kind.noun ?? "something else") (\(target)), not a directory."]
      }
      if errno == .accessDenied, row.name == "mmap" {
        let mode = ["O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"][Int(description.statusFlags & 3)]
        return [
          "fd \(fd) was opened with \(mode): a mapping needs a descriptor open for reading, and a shared writable one needs O_RDWR."
        ]
      }
      if errno == .notPermitted, row.name == "fchmod" || row.name == "fchown", let credentials {
        var status = stat()
        guard stat("/proc/\(subject.pid)/fd/\(fd)", &status) == 0 else { continue }
        if let reason = ownership(target, owner: status.st_uid, credentials) { return [reason] }
      }
    }
    return []
  }

  func names(in directory: String) -> [String] {
    ((try? DirectoryListing.entries(of: directory, limit: 10_000)) ?? []).map(\.name)
  }

  func noun(_ status: PathWalk.FileStatus) -> String {
    switch status.mode & S_IFMT {
    case S_IFDIR: "a directory"
    case S_IFLNK: "a symbolic link"
    case S_IFIFO: "a FIFO"
    case S_IFSOCK: "a socket"
    case S_IFCHR: "a character device"
    case S_IFBLK: "a block device"
    default: "a regular file"
    }
  }
}
