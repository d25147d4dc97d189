/// What the kernel tells of an open descriptor: /proc/PID/fdinfo/N (`man 5 proc_pid_fdinfo`, `fs/proc/fd.c`).
///
/// Position, status flags and the extra lines belong to the open file description, close-on-exec to the descriptor.
public struct DescriptorInfo: Hashable, Sendable {
  public struct Line: Hashable, Sendable {
    public let key: String
    public let value: String
  }

  /// Offset of the next read or write, in bytes; 0 for what has none.
  public let position: Int64
  /// As open(2) takes them, with O_CLOEXEC for the descriptor. On x86-64 the kernel adds O_LARGEFILE (0100000).
  public let flags: UInt64
  /// The mount that the file was opened on: the first number of a line in /proc/PID/mountinfo. Since Linux 3.15.
  public let mountID: UInt64?
  /// Since Linux 5.14.
  public let inode: UInt64?
  /// The lines that files of one kind have, in the kernel's order and as often as it writes them: `eventfd-count`, `tfd`
  /// (epoll), `inotify`, `lock`, `clockid`, `Pid` (pidfd).
  public let extra: [Line]

  /// FD_CLOEXEC, which execve obeys.
  public var closeOnExec: Bool { flags & Self.closeOnExecFlag != 0 }

  /// Access mode and status flags, which F_GETFL tells: `flags` without O_CLOEXEC.
  public var statusFlags: UInt64 { flags & ~Self.closeOnExecFlag }

  /// The value of the first extra line of that key.
  public subscript(key: String) -> String? {
    extra.first { $0.key == key }?.value
  }

  /// Reads the content of `path`.
  public init(parsing bytes: some Sequence<UInt8>, path: String = "fdinfo") throws(InspectError) {
    guard let info = DescriptorInfo(Cursor(Array(bytes)[...])) else {
      throw .malformed(path: path, problem: "pos or flags is missing or no number")
    }
    self = info
  }

  private static let closeOnExecFlag: UInt64 = 0o2000000
}

extension DescriptorInfo {
  /// Makes no string unless there are extra lines: a table may have a hundred thousand of these.
  init?(_ cursor: Cursor) {
    var cursor = cursor
    var position: Int64?
    var flags: UInt64?
    var mountID: UInt64?
    var inode: UInt64?
    var extra: [Line] = []
    while let line = cursor.line() {
      if line.starts(with: "pos:") {
        position = Cursor(line.rest.dropFirst(4)).trimmed.integer()
      } else if line.starts(with: "flags:") {
        flags = Cursor(line.rest.dropFirst(6)).trimmed.number(radix: 8)
      } else if line.starts(with: "mnt_id:") {
        mountID = Cursor(line.rest.dropFirst(7)).trimmed.number()
      } else if line.starts(with: "ino:") {
        inode = Cursor(line.rest.dropFirst(4)).trimmed.number()
      } else if let line = Line(line.trimmed) {
        extra.append(line)
      }
    }
    guard let position, let flags else { return nil }
    self.init(position: position, flags: flags, mountID: mountID, inode: inode, extra: extra)
  }

  private init(position: Int64, flags: UInt64, mountID: UInt64?, inode: UInt64?, extra: [Line]) {
    self.position = position
    self.flags = flags
    self.mountID = mountID
    self.inode = inode
    self.extra = extra
  }
}

extension DescriptorInfo.Line {
  /// Most lines are `key:<blank>value`; inotify and fanotify write `inotify wd:1 ino:2`, where the key is the first word.
  fileprivate init?(_ line: Cursor) {
    var line = line
    guard !line.isAtEnd else { return nil }
    var keyed = line
    if let key = keyed.upTo(UInt8(ascii: ":")), keyed.rest.first.map({ $0 <= UInt8(ascii: " ") }) ?? true {
      self.init(key: key.text, value: keyed.trimmed.text)
    } else {
      guard let key = line.word() else { return nil }
      self.init(key: key.text, value: line.trimmed.text)
    }
  }
}
