import CLinux
import LinuxABI

/// An object of System V IPC as its namespace lists it in /proc/sysvipc (`man 5 proc_sysvipc`, `ipc/util.c`).
public struct SystemVObject: Hashable, Sendable {
  /// By the names of their tables.
  public enum Kind: String, Sendable { case shm, sem, msg }

  public let kind: Kind
  public let id: Int32
  /// The number by which processes find it; 0 is IPC_PRIVATE, and that of a removed segment that is still attached.
  public let key: UInt32
  /// The permissions, as of a file; segments have SHM_DEST, 01000, when they are to be removed by the last who unmaps.
  public let mode: UInt32
  public let owner: UInt32
  public let group: UInt32
  public let maker: UInt32
  public let makerGroup: UInt32
  /// Bytes of a segment, semaphores of a set, bytes that wait in a queue.
  public let size: UInt64
  /// How often a segment is attached, or how many messages wait in a queue; 0 for sets.
  public let count: UInt64

  init?(kind: Kind, line: Cursor) {
    var line = line
    var words: [String] = []
    while let word = line.word() { words.append(word.text) }
    // Behind the size segments and queues have the last two pids, segments first and queues behind their count.
    let places: (count: Int?, owner: Int) =
      switch kind {
      case .shm: (6, 7)
      case .sem: (nil, 4)
      case .msg: (4, 7)
      }
    guard words.count >= places.owner + 4, let key = Int32(words[0]), let id = Int32(words[1]),
      let mode = UInt32(words[2], radix: 8), let size = UInt64(words[3]), let owner = UInt32(words[places.owner]),
      let group = UInt32(words[places.owner + 1]), let maker = UInt32(words[places.owner + 2]),
      let makerGroup = UInt32(words[places.owner + 3])
    else { return nil }
    self.kind = kind
    (self.id, self.key, self.mode, self.size) = (id, UInt32(bitPattern: key), mode, size)
    (self.owner, self.group, self.maker, self.makerGroup) = (owner, group, maker, makerGroup)
    count = places.count.flatMap { UInt64(words[$0]) } ?? 0
  }
}

extension Proc {
  /// The objects of one kind in the IPC namespace of a process, ids of users as its user namespace numbers them.
  ///
  /// Throws `InspectError` where that namespace lets nobody in.
  public func systemVObjects(_ kind: SystemVObject.Kind, of pid: Int32) throws(InspectError) -> [SystemVObject] {
    var cursor = Cursor(Array(try ipcText("sysvipc/\(kind.rawValue)", of: pid).utf8)[...])
    _ = cursor.line()
    var found: [SystemVObject] = []
    while let line = cursor.line() {
      if let object = SystemVObject(kind: kind, line: line) { found.append(object) }
    }
    return found
  }

  /// A limit of the IPC namespace of a process: words of /proc/sys/kernel/NAME (`man 7 ipc`).
  public func ipcLimit(_ name: String, of pid: Int32) throws(InspectError) -> [UInt64] {
    try ipcText("sys/kernel/\(name)", of: pid).split { $0.isWhitespace }.compactMap { UInt64($0) }
  }

  /// How many bytes a message queue takes at once, msg_qbytes; nil where it cannot be asked.
  public func queueRoom(_ id: Int32, of pid: Int32) -> UInt64? {
    UInt64(exactly: sysh_ipc_queue_room(pid, id))
  }

  /// The values of a set of semaphores; nil where they cannot be asked.
  public func semaphores(_ id: Int32, of pid: Int32) -> [UInt16]? {
    var values = [UInt16](repeating: 0, count: 32000)
    let count = sysh_ipc_semaphores(pid, id, &values, values.count)
    return count < 0 ? nil : Array(values[..<Int(count)])
  }

  /// The POSIX message queue behind a descriptor: what it has room for, in messages, the most bytes of one, and how many
  /// messages wait. Nil where it cannot be asked.
  public func messageQueue(_ pid: Int32, _ fd: Int32) -> (most: Int, size: Int, held: Int)? {
    var found = sysh_mqueue()
    return sysh_mqueue(pid, fd, &found) == 0 ? (found.most, found.size, found.held) : nil
  }

  /// Whom mq_notify is to tell of the next message in the queue behind a descriptor; nil where nobody is, or it cannot be
  /// asked. Asking reads the queue's file, which sets its times.
  public func notified(_ pid: Int32, _ fd: Int32) -> Int32? {
    let number = sysh_mqueue_notified(pid, fd)
    return number > 0 ? number : nil
  }

  /// /proc/PID/status as a process of its own namespaces reads it: with the same numbers of users as `systemVObjects`.
  public func ownStatus(_ pid: Int32) throws(InspectError) -> ProcessStatus {
    try ProcessStatus(parsing: try ipcText("\(pid)/status", of: pid).utf8, path: path(pid, "status"))
  }

  /// A file of /proc, `sysvipc/shm`, as a process of the IPC namespace of `pid` reads it.
  public func ipcText(_ name: String, of pid: Int32) throws(InspectError) -> String {
    let path = "\(root)/\(name)"
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    let count = sysh_ipc_file(pid, path, &buffer, buffer.count)
    guard count >= 0 else { throw .unreadable(path: path, Errno(rawValue: Int32(-count))) }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
