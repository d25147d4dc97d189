/// A lock on a file, or a request for one that waits: a line of /proc/locks (`man 5 proc_locks`, `fs/locks.c`).
public struct FileLock: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// flock: it belongs to the open file description.
    case flock
    /// fcntl F_SETLK: it belongs to the process.
    case process
    /// fcntl F_OFD_SETLK: it belongs to the open file description.
    case description
  }

  public let kind: Kind
  /// It waits for the lock in the line above it.
  public let isWaiting: Bool
  public let isWrite: Bool
  /// The process that asked for it; nil for locks of descriptions, which the kernel writes as -1.
  public let pid: Int32?
  public let device: Device
  public let inode: UInt64

  /// The locks of a whole table.
  static func all(in bytes: [UInt8]) -> [FileLock] {
    var cursor = Cursor(bytes[...])
    var found: [FileLock] = []
    while let line = cursor.line() {
      if let lock = FileLock(line: line) { found.append(lock) }
    }
    return found
  }

  /// Nil for a line of another kind: leases and delegations.
  init?(line: Cursor) {
    var line = line
    var words: [String] = []
    while let word = line.word() { words.append(word.text) }
    guard words.count > 1 else { return nil }
    isWaiting = words[1] == "->"
    let fields = words.dropFirst(isWaiting ? 2 : 1)
    guard fields.count >= 5 else { return nil }
    let first = fields.startIndex
    switch fields[first] {
    case "FLOCK": kind = .flock
    case "POSIX": kind = .process
    case "OFDLCK": kind = .description
    default: return nil
    }
    isWrite = fields[first + 2] == "WRITE"
    guard let number = Int32(fields[first + 3]) else { return nil }
    pid = number > 0 ? number : nil
    let file = fields[first + 4].split(separator: ":")
    guard file.count == 3, let major = UInt32(file[0], radix: 16), let minor = UInt32(file[1], radix: 16),
      let inode = UInt64(file[2])
    else { return nil }
    device = Device(major: major, minor: minor)
    self.inode = inode
  }
}

extension Proc {
  /// All locks on files and all that wait for one, /proc/locks.
  public func fileLocks() throws(InspectError) -> [FileLock] {
    let handle = try Handle(path: root + "/locks", flags: 0)
    return FileLock.all(in: try handle.contents())
  }
}
