import Glibc
import LinuxABI

/// The kernel's view of processes: /proc (`man 5 proc`), or a directory that looks like it.
///
/// Each reader below takes a process (or thread) number and reads afresh; a process that has gone is
/// `InspectError.unreadable` with ENOENT or ESRCH. Nothing here changes a process, but reading needs ptrace access to it
/// for most files of another user.
public struct Proc: Hashable, Sendable {
  public let root: String

  public init(root: String = "/proc") {
    self.root = root
  }

  func path(_ pid: Int32, _ file: String) -> String {
    "\(root)/\(pid)/\(file)"
  }

  /// The whole of /proc/PID/FILE.
  public func bytes(_ pid: Int32, _ file: String) throws(InspectError) -> [UInt8] {
    let handle = try Handle(path: path(pid, file), flags: O_RDONLY)
    return try handle.contents()
  }

  /// The whole of /proc/PID/FILE; bytes that are not UTF-8 are replaced by U+FFFD.
  public func text(_ pid: Int32, _ file: String) throws(InspectError) -> String {
    String(decoding: try bytes(pid, file), as: UTF8.self)
  }

  /// The text of the link /proc/PID/NAME (`exe`, `fd/3`, `ns/pid`), which need not be a path: `pipe:[4711]`.
  public func link(_ pid: Int32, _ name: String) throws(InspectError) -> String {
    let path = path(pid, name)
    guard let text = linkText(AT_FDCWD, path) else { throw .unreadable(path: path, Errno(rawValue: errno)) }
    return text
  }

  /// The text of a link that is no process's: `self`, which is the reader's number in the PID namespace of this /proc.
  public func link(_ name: String) throws(InspectError) -> String {
    guard let text = linkText(AT_FDCWD, "\(root)/\(name)") else {
      throw .unreadable(path: "\(root)/\(name)", Errno(rawValue: errno))
    }
    return text
  }

  /// A kernel parameter: the content of /proc/sys/NAME without its newline (`man 5 proc_sys`).
  public func setting(_ name: String) throws(InspectError) -> String {
    let handle = try Handle(path: "\(root)/sys/\(name)", flags: O_RDONLY)
    var bytes = try handle.contents()
    if bytes.last == 0x0a { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether there is such a process; a zombie is one.
  public func exists(_ pid: Int32) -> Bool {
    access(path(pid, "stat"), F_OK) == 0
  }
}

extension Proc {
  /// The working directory; ends in ` (deleted)` when it has been removed.
  public func cwd(_ pid: Int32) throws(InspectError) -> String {
    try link(pid, "cwd")
  }

  /// The root directory (`man 2 chroot`).
  public func root(_ pid: Int32) throws(InspectError) -> String {
    try link(pid, "root")
  }

  /// The program's file; ENOENT for kernel threads and zombies, which have none.
  public func executable(_ pid: Int32) throws(InspectError) -> String {
    try link(pid, "exe")
  }

  /// Numbers of the process's threads, ascending.
  public func threads(of pid: Int32) throws(InspectError) -> [Int32] {
    var found: [Int32] = []
    try DirectoryListing.forEachNumber(in: path(pid, "task")) { found.append($0) }
    return found.sorted()
  }

  /// The live and zombie children of all threads of the process, ascending. Reliable only while the children are
  /// stopped or held (`man 5 proc_tid_children`). Needs CONFIG_PROC_CHILDREN, otherwise ENOENT.
  public func children(of pid: Int32) throws(InspectError) -> [Int32] {
    var found: [Int32] = []
    for thread in try threads(of: pid) {
      let file = "task/\(thread)/children"
      var cursor = Cursor(try bytes(pid, file)[...])
      while let word = cursor.word() {
        guard let child: Int32 = word.integer() else {
          throw .malformed(path: path(pid, file), problem: "\"\(word.text)\" is not a process number")
        }
        found.append(child)
      }
    }
    return found.sorted()
  }
}
