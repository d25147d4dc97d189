import Glibc
import Inspect
import LinuxABI

/// Follows a path the way the kernel does for a subject (`man 7 path_resolution`), component by component, to find the
/// one at which it fails. Looks through /proc/PID/cwd, /proc/PID/root and /proc/PID/fd, so it starts where the subject
/// starts, whatever its working directory and root are.
struct PathWalk {
  /// Where the walk ended.
  enum End: Hashable {
    /// Every component is there.
    case found(FileStatus)
    /// The last component, or one on the way, does not exist in the directory that was reached.
    case missing(name: String, in: String, isLast: Bool)
    /// A component that should be a directory is something else.
    case notDirectory(name: String, FileStatus)
    /// The subject may not search this directory: it lacks x.
    case unsearchable(directory: String, FileStatus)
    case tooManyLinks(name: String)
    case nameTooLong(name: String)
  }

  struct FileStatus: Hashable {
    let mode: UInt32
    let uid: UInt32
    let gid: UInt32
    let device: UInt64

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isSymlink: Bool { mode & S_IFMT == S_IFLNK }
    /// `drwxr-x---`
    var permissions: String {
      let letters = ["r", "w", "x"]
      return (0..<9).map { mode & (0o400 >> UInt32($0)) != 0 ? letters[$0 % 3] : "-" }.joined()
    }
  }

  let end: End
  /// The directory that holds the last component, as it was reached, and its status.
  let parent: (path: String, status: FileStatus)?
  /// The last component's name.
  let lastName: String
  /// The path without symbolic links and without `..`, as seen from the subject's root: of the file, or of the name that
  /// does not exist yet.
  let reached: String

  /// `base` is a directory's path in /proc for relative paths: /proc/PID/cwd or /proc/PID/fd/N.
  init(
    _ path: String, pid: Int32, root: String, base: String, baseName: String, credentials: Credentials, followLast: Bool
  ) {
    var real = path.hasPrefix("/") ? root : base
    var shown = path.hasPrefix("/") ? "/" : baseName
    var rest = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)[...]
    let needsDirectory = path.hasSuffix("/")
    var links = 0
    var parent: (String, FileStatus)?
    var last = ""
    guard var status = Self.status(real + "/.") else {
      (end, self.parent, lastName, reached) = (.missing(name: baseName, in: baseName, isLast: true), nil, "", shown)
      return
    }
    while let name = rest.popFirst() {
      guard status.isDirectory else {
        (end, self.parent, lastName, reached) = (.notDirectory(name: shown, status), parent, last, shown)
        return
      }
      guard credentials.allows(1, status) else {
        (end, self.parent, lastName, reached) = (.unsearchable(directory: shown, status), parent, last, shown)
        return
      }
      last = name
      if name == "." { continue }
      if name == ".." {
        guard shown != "/", let above = Self.status(real + "/../.") else { continue }
        (real, shown, status) = (real + "/..", Self.directory(of: shown), above)
        continue
      }
      parent = (shown, status)
      // These two links mean whoever looks: the subject, not the shell.
      let own = shown == "/proc" ? name == "self" ? "\(pid)" : name == "thread-self" ? "\(pid)/task/\(pid)" : nil : nil
      let next = real + "/" + (own ?? name)
      guard name.utf8.count <= 255 else {
        (end, self.parent, lastName, reached) = (.nameTooLong(name: name), parent, last, shown)
        return
      }
      guard let found = Self.status(next) else {
        (end, self.parent, lastName, reached) = (
          .missing(name: name, in: shown, isLast: rest.isEmpty), parent, last, Self.join(shown, name)
        )
        return
      }
      if found.isSymlink, !rest.isEmpty || followLast || needsDirectory {
        links += 1
        guard links <= 40, let target = Self.link(next) else {
          (end, self.parent, lastName, reached) = (.tooManyLinks(name: name), parent, last, shown)
          return
        }
        if target.hasPrefix("/") {
          real = root
          shown = "/"
        }
        guard let here = Self.status(real + "/.") else { break }
        status = here
        rest = (target.split(separator: "/").map(String.init) + rest)[...]
        continue
      }
      real = next
      shown = Self.join(shown, own ?? name)
      status = found
    }
    if needsDirectory, !status.isDirectory {
      end = .notDirectory(name: shown, status)
    } else {
      end = .found(status)
    }
    self.parent = parent
    lastName = last
    reached = shown
  }

  private static func join(_ directory: String, _ name: String) -> String {
    directory == "/" ? "/" + name : directory + "/" + name
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  private static func status(_ path: String) -> FileStatus? {
    var found = stat()
    guard fstatat(AT_FDCWD, path, &found, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    return FileStatus(
      mode: found.st_mode, uid: found.st_uid, gid: found.st_gid, device: UInt64(found.st_dev))
  }

  private static func link(_ path: String) -> String? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink(path, &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// Who a subject is when files are concerned.
struct Credentials {
  let user: UInt32
  let group: UInt32
  let groups: [UInt32]
  /// CAP_DAC_OVERRIDE: permission bits do not stop it, but for x on files that have none.
  let overrides: Bool

  /// Somebody whom nothing stops: to find out where a path leads.
  static let almighty = Credentials()

  private init() {
    (user, group, groups, overrides) = (0, 0, [], true)
  }

  init(_ status: ProcessStatus) {
    user = status.uids.fileSystem
    group = status.gids.fileSystem
    groups = (status["Groups"] ?? "").split(separator: " ").compactMap { UInt32($0) }
    overrides = (status.capEff ?? 0) & (1 << 1) != 0
  }

  /// Whether bits of `wanted` (4 r, 2 w, 1 x) are all granted (`man 7 path_resolution`): by the owner's bits for the
  /// owner, the group's for members, the others' for all others.
  func allows(_ wanted: UInt32, _ file: PathWalk.FileStatus) -> Bool {
    if overrides, wanted & 1 == 0 || file.isDirectory || file.mode & 0o111 != 0 { return true }
    return file.mode >> shift(file) & wanted == wanted
  }

  /// Which of the three sets of bits counts.
  func role(_ file: PathWalk.FileStatus) -> String {
    switch shift(file) {
    case 6: "its owner"
    case 3: "its group"
    default: "others"
    }
  }

  private func shift(_ file: PathWalk.FileStatus) -> UInt32 {
    if file.uid == user { return 6 }
    return file.gid == group || groups.contains(file.gid) ? 3 : 0
  }
}
