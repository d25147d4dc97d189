import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Reasons that lie in the directory tree.
extension Explanation {
  struct PathArgument {
    let name: String
    let path: String
    let base: String
    let baseName: String
  }

  /// Path arguments with where they start.
  var paths: [PathArgument] {
    var found: [PathArgument] = []
    for (index, argument) in arguments.enumerated() {
      guard case .pointer(.path, .input) = argument.type,
        let text = subject.string(at: argument.word)
      else { continue }
      var base = "/proc/\(subject.pid)/cwd"
      var baseName = subject.directory
      if index > 0, case .directory = arguments[index - 1].type {
        let fd = Int32(truncatingIfNeeded: arguments[index - 1].word)
        if fd != -100 {
          base = "/proc/\(subject.pid)/fd/\(fd)"
          baseName = entry(fd)?.target ?? "fd \(fd)"
        }
      }
      found.append(
        PathArgument(
          name: argument.parameter.name, path: String(decoding: text.bytes, as: UTF8.self), base: base,
          baseName: baseName))
    }
    return found
  }

  private var credentials: Credentials? {
    (try? lab.proc.status(subject.pid)).map(Credentials.init)
  }

  /// Whether the call acts on the last component itself rather than on what it leads to.
  private var actsOnName: Bool {
    [
      "unlink", "unlinkat", "rmdir", "rename", "renameat", "renameat2", "lstat", "readlink", "readlinkat", "symlink",
      "symlinkat", "link", "linkat", "mkdir", "mkdirat", "lchown", "mknod", "mknodat",
    ].contains(row.name) || openFlags.map { $0 & 0o200 != 0 && $0 & 0o100 != 0 || $0 & 0o400000 != 0 } == true
  }

  /// Whether the call makes the last component, so that it may be missing.
  private func creates(_ argument: PathArgument) -> Bool {
    if openFlags.map({ $0 & 0o100 != 0 }) == true { return true }
    if ["mkdir", "mkdirat", "creat", "mknod", "mknodat"].contains(row.name) { return true }
    return ["newpath", "newname", "linkpath"].contains(argument.name)
  }

  private var openFlags: UInt64? {
    ["open", "openat"].contains(row.name) ? word("flags") : nil
  }

  func walk(_ argument: PathArgument) -> PathWalk? {
    guard let credentials else { return nil }
    return PathWalk(
      argument.path, pid: subject.pid, root: "/proc/\(subject.pid)/root", base: argument.base,
      baseName: argument.baseName,
      credentials: credentials, followLast: !actsOnName)
  }

  func pathReasons(_ errno: Errno) -> [String] {
    for argument in paths {
      if argument.path.isEmpty, errno == .noEntry { return ["The path is empty, and an empty path names nothing."] }
      guard let walk = walk(argument) else { continue }
      if let reason = reason(errno, argument, walk) { return [reason] }
    }
    return pairReason(errno) ?? descriptorReason(errno)
  }

  private func reason(_ errno: Errno, _ argument: PathArgument, _ walk: PathWalk) -> String? {
    switch errno {
    case .noEntry:
      guard case .missing(let name, let directory, let isLast) = walk.end, !isLast || !creates(argument) || actsOnName
      else { return nil }
      if isLast, creates(argument) { return nil }
      let near =
        NearestName.match(name, in: names(in: directory, argument)).map { " There is \(Escapes.harmless($0))." } ?? ""
      let place = "\(Escapes.harmless(directory)) has no entry \(Escapes.harmless(name))."
      let hint = isLast && openFlags != nil && near.isEmpty ? " O_CREAT would make it." : ""
      return isLast ? place + near + hint : place + near + " The path goes through it."
    case .notDirectory:
      if case .notDirectory(let name, let status) = walk.end {
        return "\(Escapes.harmless(name)) is \(noun(status)), not a directory, so nothing can be below it."
      }
      if case .found(let status) = walk.end, !status.isDirectory {
        return "\(Escapes.harmless(argument.path)) is \(noun(status)), and this call wants a directory."
      }
      return nil
    case .accessDenied: return denied(argument, walk)
    case .exists:
      guard case .found(let status) = walk.end, creates(argument) || row.name.hasPrefix("rename") else { return nil }
      let advice = openFlags != nil ? " O_CREAT|O_EXCL wants to be the one that makes it." : ""
      return "\(Escapes.harmless(argument.path)) exists already: it is \(noun(status)).\(advice)"
    case .isDirectory:
      guard case .found(let status) = walk.end, status.isDirectory else { return nil }
      let advice =
        row.name.hasPrefix("unlink")
        ? "rmdir removes directories" : "a directory's content is changed by making, renaming and removing entries"
      return "\(Escapes.harmless(argument.path)) is a directory: \(advice)."
    case .linkLoop:
      if case .tooManyLinks(let name) = walk.end {
        return "\(Escapes.harmless(name)) is a symbolic link in a circle, or one of more than 40 on this path."
      }
      return openFlags.map { $0 & 0o400000 != 0 } == true
        ? "\(Escapes.harmless(argument.path)) is a symbolic link, and O_NOFOLLOW refuses to follow one." : nil
    case .nameTooLong:
      if argument.path.utf8.count >= 4096 {
        return "The path has \(argument.path.utf8.count) bytes; the most is 4095 (PATH_MAX)."
      }
      if case .nameTooLong(let name) = walk.end {
        return "A name in the path has \(name.utf8.count) bytes; the most is 255."
      }
      return nil
    case .notEmpty:
      guard case .found(let status) = walk.end, status.isDirectory else { return nil }
      let inside = names(in: nil, argument)
      guard !inside.isEmpty else { return nil }
      let shown = inside.sorted().prefix(6).map { Escapes.harmless($0) }.joined(separator: " ")
      return
        "\(Escapes.harmless(argument.path)) still has \(inside.count == 1 ? "an entry" : "\(inside.count) entries"): \(shown)\(inside.count > 6 ? " ..." : "")."
    case .notPermitted:
      guard case .found(let status) = walk.end, let credentials else { return nil }
      if row.name.hasPrefix("link"), status.isDirectory { return "A directory cannot have a second hard link." }
      if row.name.contains("chmod") || row.name.contains("chown"), status.uid != credentials.user {
        return
          "\(Escapes.harmless(argument.path)) belongs to user \(status.uid), and the subject is user \(credentials.user): only the owner may do this."
      }
      return nil
    case .readOnlyFileSystem: return "The file system of \(Escapes.harmless(argument.path)) is mounted read-only."
    case .busy: return "\(Escapes.harmless(argument.path)) is in use, as a mount point or as somebody's root."
    default: return nil
    }
  }

  private func denied(_ argument: PathArgument, _ walk: PathWalk) -> String? {
    guard let credentials else { return nil }
    switch walk.end {
    case .unsearchable(let directory, let status):
      return
        "\(Escapes.harmless(directory)) (\(status.permissions), owner \(status.uid)) lacks x for \(credentials.role(status)), and the subject is user \(credentials.user): it cannot go through."
    case .found(let status):
      var wanted: UInt32 = 0
      if let flags = openFlags {
        wanted = [4, 2, 6, 6][Int(flags & 3)]
        if flags & 0o1000 != 0 { wanted |= 2 }
      } else if row.name == "creat" || row.name == "truncate" {
        wanted = 2
      } else if row.name.hasPrefix("access") || row.name.hasPrefix("faccessat") {
        wanted = UInt32(truncatingIfNeeded: word("mode") ?? 0) & 7
      }
      if wanted != 0, !credentials.allows(wanted, status) {
        let missing = [(4, "r"), (2, "w"), (1, "x")].filter { bit, _ in
          wanted & UInt32(bit) != 0 && !credentials.allows(UInt32(bit), status)
        }.map(\.1).joined(separator: " and ")
        return
          "\(Escapes.harmless(argument.path)) (\(status.permissions), owner \(status.uid)) lacks \(missing) for \(credentials.role(status)), and the subject is user \(credentials.user)."
      }
      return parentDenied(walk, credentials)
    case .missing: return parentDenied(walk, credentials)
    case .notDirectory, .tooManyLinks, .nameTooLong: return nil
    }
  }

  private func parentDenied(_ walk: PathWalk, _ credentials: Credentials) -> String? {
    guard let (path, status) = walk.parent, !credentials.allows(2, status) else { return nil }
    return
      "The directory \(Escapes.harmless(path)) (\(status.permissions), owner \(status.uid)) lacks w for \(credentials.role(status)), and the subject is user \(credentials.user): entries cannot be made or removed there."
  }

  /// Errors that two paths make together.
  private func pairReason(_ errno: Errno) -> [String]? {
    let paths = paths
    guard paths.count == 2 else { return nil }
    if errno == .crossDevice {
      return [
        "\(Escapes.harmless(paths[0].path)) and \(Escapes.harmless(paths[1].path)) are on different file systems, and an entry can only name an inode of its own. Copy the file, then remove the old one."
      ]
    }
    guard let from = walk(paths[0]), let to = walk(paths[1]), case .found(let source) = from.end,
      case .found(let target) = to.end
    else { return nil }
    if errno == .isDirectory, target.isDirectory, !source.isDirectory {
      return [
        "\(Escapes.harmless(paths[1].path)) is a directory, and \(Escapes.harmless(paths[0].path)) is not: a file cannot take its place."
      ]
    }
    if errno == .notDirectory, source.isDirectory, !target.isDirectory {
      return [
        "\(Escapes.harmless(paths[0].path)) is a directory, and \(Escapes.harmless(paths[1].path)) is not: a directory cannot take its place."
      ]
    }
    return nil
  }

  /// Errors about a descriptor's file.
  private func descriptorReason(_ errno: Errno) -> [String] {
    for (_, fd) in descriptorArguments {
      guard let description = entry(fd) else { continue }
      let isDirectory = description.file?.kind == .directory
      if errno == .isDirectory, isDirectory {
        return ["fd \(fd) is a directory (\(Escapes.harmless(description.target))); getdents64 reads its entries."]
      }
      if errno == .notDirectory, !isDirectory {
        return [
          "fd \(fd) is \(description.file?.kind.noun ?? "something else") (\(Escapes.harmless(description.target))), not a directory."
        ]
      }
      if errno == .accessDenied, row.name == "mmap" {
        return [
          "fd \(fd) was opened with \(["O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"][Int(description.statusFlags & 3)]): a mapping needs a descriptor open for reading, and a shared writable one needs O_RDWR."
        ]
      }
      if errno == .crossDevice { return ["The two descriptors lead to different file systems."] }
    }
    return []
  }

  private func names(in directory: String?, _ argument: PathArgument) -> [String] {
    let path: String
    if let directory {
      path =
        directory.hasPrefix(argument.baseName)
        ? argument.base + directory.dropFirst(argument.baseName.count)
        : "/proc/\(subject.pid)/root" + directory
    } else {
      path =
        argument.path.hasPrefix("/") ? "/proc/\(subject.pid)/root" + argument.path : argument.base + "/" + argument.path
    }
    guard let stream = opendir(path) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream), names.count < 10_000 {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  private func noun(_ status: PathWalk.FileStatus) -> String {
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
