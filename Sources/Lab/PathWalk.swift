import CLinux
import Glibc
import Inspect
import LinuxABI

/// Follows a path the way the kernel does for a subject (`man 7 path_resolution`), component by component, to find the
/// one at which it fails. It starts where the subject starts, through /proc/PID/cwd, root and fd, and goes on from
/// directory to directory by descriptors (O_PATH), never by building up a path: that would end at PATH_MAX, and a path
/// of a few hundred `..` would lead somewhere else than the kernel goes.
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
    let links: UInt64
    /// Of a device node.
    let special: UInt64

    var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
    var isSymlink: Bool { mode & S_IFMT == S_IFLNK }
    /// `rwxr-x---`
    var permissions: String {
      let letters = ["r", "w", "x"]
      return (0..<9).map { mode & (0o400 >> UInt32($0)) != 0 ? letters[$0 % 3] : "-" }.joined()
    }
  }

  /// Where a walk begins: what to open, and how it is called, as seen from the shell's root.
  struct Start {
    let path: String
    let name: String
  }

  private(set) var end: End
  /// The directory that holds the last component, as it was reached, and its status.
  private(set) var parent: (path: String, status: FileStatus)?
  private(set) var parentPlace: Place?
  /// The file that was found.
  private(set) var place: Place?
  /// The path without symbolic links and without `..`, seen from the shell's root: of the file, or of the name that does
  /// not exist yet.
  private(set) var reached: String
  /// The last symbolic link that was followed, and what it says.
  private(set) var lastLink: (name: String, target: String)?
  /// The directories that were gone through, in order.
  private(set) var trail: [(path: String, status: FileStatus)] = []

  /// `base` is where relative paths start, `root` where absolute ones do and where `..` ends.
  init(_ path: [UInt8], pid: Int32, root: Start, base: Start, credentials: Credentials, followLast: Bool) {
    let start = path.first == Self.slash ? root : base
    reached = start.name
    end = .missing(name: start.name, in: start.name, isLast: true)
    guard var here = Place(opening: Array(start.path.utf8)) else { return }
    var rest = Self.components(path)[...]
    let needsDirectory = path.last == Self.slash || rest.last == Self.dot || rest.last == Self.dots
    var links = 0
    while let component = rest.popFirst() {
      let name = String(decoding: component, as: UTF8.self)
      guard here.status.isDirectory else {
        end = .notDirectory(name: reached, here.status)
        return
      }
      if trail.last?.path != reached { trail.append((reached, here.status)) }
      guard credentials.allows(1, here.status) else {
        end = .unsearchable(directory: reached, here.status)
        return
      }
      if component == Self.dot { continue }
      if component == Self.dots {
        guard reached != root.name, reached != "/" else { continue }
        guard let above = Place(opening: Self.dots, in: here) else { return }
        (here, reached) = (above, Self.directory(of: reached))
        continue
      }
      parent = (reached, here.status)
      parentPlace = here
      guard component.count <= 255 else {
        end = .nameTooLong(name: name)
        return
      }
      // These two links mean whoever looks: the subject, not the shell.
      let own = here.isProcRoot ? Self.own(name, pid, here) : nil
      guard let next = Place(opening: own.map { Array($0.utf8) } ?? component, in: here) else {
        // What the shell may not search, a subject with capabilities of its own may.
        if errno == EACCES {
          end = .unsearchable(directory: reached, here.status)
          return
        }
        end = .missing(name: name, in: reached, isLast: rest.isEmpty)
        reached = Self.join(reached, name)
        return
      }
      guard next.status.isSymlink, !rest.isEmpty || followLast || needsDirectory else {
        (here, reached) = (next, Self.join(reached, own ?? name))
        continue
      }
      links += 1
      guard links <= 40, let text = next.target else {
        end = .tooManyLinks(name: name)
        return
      }
      let target = String(decoding: text, as: UTF8.self)
      lastLink = (name, target)
      if next.isProc, target.hasPrefix("/") || target.contains(":") {
        guard let there = Place(opening: component, in: here, follow: true) else {
          end = errno == EACCES ? .unsearchable(directory: reached, here.status) : end
          return
        }
        // A link of /proc/PID is no path: the kernel goes straight to what it stands for.
        (here, reached) = (there, target)
        continue
      }
      if target.hasPrefix("/") {
        guard let top = Place(opening: Array(root.path.utf8)) else { return }
        (here, reached) = (top, root.name)
      }
      rest = (Self.components(text) + rest)[...]
    }
    place = here
    end = needsDirectory && !here.status.isDirectory ? .notDirectory(name: reached, here.status) : .found(here.status)
  }

  /// What `self` and `thread-self` stand for in this proc file system, which shows the numbers of one pid namespace. Nil
  /// for another name; for a process that it does not show, a name that is not there.
  private static func own(_ name: String, _ pid: Int32, _ proc: Place) -> String? {
    guard name == "self" || name == "thread-self" else { return nil }
    let number = proc.number(of: pid).map(String.init) ?? "none"
    return name == "self" ? number : "\(number)/task/\(number)"
  }

  /// What is free on the file system of the last directory.
  var space: statvfs? { parentPlace?.space }

  // Names are bytes: one that is no text is still found.
  private static let slash = UInt8(ascii: "/")
  private static let dot = [UInt8(ascii: ".")]
  private static let dots = [UInt8(ascii: "."), UInt8(ascii: ".")]

  private static func components(_ path: [UInt8]) -> [[UInt8]] {
    path.split(separator: slash).map(Array.init)
  }

  private static func join(_ directory: String, _ name: String) -> String {
    directory == "/" ? "/" + name : directory + "/" + name
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }
}

/// A file on the way, held by an O_PATH descriptor.
final class Place {
  let status: PathWalk.FileStatus
  private let number: Int32
  let inode: UInt64

  init?(opening path: [UInt8], in directory: Place? = nil, follow: Bool = false) {
    // O_PATH, which Swift does not import.
    let flags = 0o10000000 | O_CLOEXEC | (follow || directory == nil ? 0 : O_NOFOLLOW)
    number = openat(directory?.number ?? AT_FDCWD, (path + [0]).map { CChar(bitPattern: $0) }, flags)
    var found = stat()
    guard number >= 0, fstat(number, &found) == 0 else {
      if number >= 0 { close(number) }
      return nil
    }
    status = PathWalk.FileStatus(
      mode: found.st_mode, uid: found.st_uid, gid: found.st_gid, device: UInt64(found.st_dev),
      links: UInt64(found.st_nlink), special: UInt64(found.st_rdev))
    inode = UInt64(found.st_ino)
  }

  deinit { if number >= 0 { close(number) } }

  /// On a proc file system, be it the shell's or another.
  var isProc: Bool { sysh_file_system_type(number) == 0x9fa0 }

  /// Which mount it was reached through; unique among all mounts of the machine.
  var mountID: Int? {
    (try? Proc().text(getpid(), "fdinfo/\(number)"))?.lines().first { $0.hasPrefix("mnt_id:") }
      .flatMap { Int($0.dropFirst(7).drop { $0 == "\t" || $0 == " " }) }
  }

  /// Whether the kernel denies writing to it, asked as the shell. Any other error than a denial decides nothing.
  var isWriteDenied: Bool {
    guard faccessat(AT_FDCWD, "/proc/self/fd/\(number)", W_OK, AT_EACCESS) != 0 else { return false }
    return errno == EACCES || errno == EROFS || errno == EPERM
  }

  /// The directory's number for a process that the shell knows as `pid`, in the root of a proc file system: found by its
  /// start, which no two processes of one number share.
  func number(of pid: Int32) -> Int32? {
    let proc = Proc(root: "/proc/self/fd/\(number)")
    guard let status = try? Proc().status(pid), let start = try? Proc().stat(pid).startTicks else { return nil }
    return ProcessNumbers(pid, status, Proc()).all.first { (try? proc.stat($0).startTicks) == start }
  }

  var space: statvfs? {
    var found = statvfs()
    return fstatvfs(number, &found) == 0 ? found : nil
  }

  var isProcRoot: Bool { inode == 1 && isProc }

  /// What a symbolic link says.
  var target: [UInt8]? {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlinkat(number, "", &buffer, buffer.count)
    return count < 0 ? nil : buffer[..<count].map { UInt8(bitPattern: $0) }
  }
}
