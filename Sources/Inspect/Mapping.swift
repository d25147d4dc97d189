/// What a mapping permits and whether writes to it are seen by others: `rw-p`.
public struct Permissions: Hashable, Sendable {
  public let read: Bool
  public let write: Bool
  public let execute: Bool
  /// MAP_SHARED, where otherwise it is MAP_PRIVATE.
  public let shared: Bool

  public init(read: Bool, write: Bool, execute: Bool, shared: Bool) {
    self.read = read
    self.write = write
    self.execute = execute
    self.shared = shared
  }
}

extension Permissions: CustomStringConvertible {
  /// As in /proc/PID/maps.
  public var description: String {
    "\(read ? "r" : "-")\(write ? "w" : "-")\(execute ? "x" : "-")\(shared ? "s" : "p")"
  }
}

/// A range of addresses with the same permissions and the same content behind it: a line of /proc/PID/maps.
public struct Mapping: Hashable, Sendable {
  public let start: UInt64
  /// The first address after it.
  public let end: UInt64
  public let permissions: Permissions
  /// Where in the file the mapping begins, in bytes; 0 without a file.
  public let offset: UInt64
  /// The device that the file is on, 0:0 without a file.
  public let device: Device
  /// 0 without a file.
  public let inode: UInt64
  /// A path, perhaps with ` (deleted)` after it, a name in brackets (`[stack]`, `[heap]`, `[anon:NAME]`), or nothing.
  public let path: String

  public init(
    start: UInt64, end: UInt64, permissions: Permissions, offset: UInt64 = 0,
    device: Device = Device(major: 0, minor: 0),
    inode: UInt64 = 0, path: String = ""
  ) {
    self.start = start
    self.end = end
    self.permissions = permissions
    self.offset = offset
    self.device = device
    self.inode = inode
    self.path = path
  }

  /// Its length in bytes.
  public var size: UInt64 { end &- start }

  /// Whether no file is behind it: private anonymous memory, the heap, the stack, the vdso. Shared anonymous memory is a
  /// file to the kernel, `/dev/zero (deleted)`.
  public var isAnonymous: Bool { inode == 0 && !path.hasPrefix("/") }

  /// Whether the file behind it has been removed.
  public var isDeleted: Bool { inode != 0 && path.hasSuffix(" (deleted)") }

  public func contains(_ address: UInt64) -> Bool {
    address >= start && address < end
  }
}

extension Mapping {
  /// Reads a line of maps, which smaps has too; nil when it is none.
  init?(line: Cursor) {
    var line = line
    guard let start = line.upTo(UInt8(ascii: "-"))?.number(radix: 16),
      let end = line.upTo(UInt8(ascii: " "))?.number(radix: 16), start < end,
      let permissions = line.upTo(UInt8(ascii: " ")).flatMap(Permissions.init),
      let offset = line.upTo(UInt8(ascii: " "))?.number(radix: 16),
      let major = line.upTo(UInt8(ascii: ":"))?.number(radix: 16).flatMap(UInt32.init(exactly:)),
      let minor = line.upTo(UInt8(ascii: " "))?.number(radix: 16).flatMap(UInt32.init(exactly:)),
      let inode = line.word()?.number()
    else { return nil }
    line.skipBlanks()
    self.init(
      start: start, end: end, permissions: permissions, offset: offset, device: Device(major: major, minor: minor),
      inode: inode, path: pathText(line))
  }
}

extension Permissions {
  fileprivate init?(_ text: Cursor) {
    let letters = Array(text.rest)
    guard letters.count == 4 else { return nil }
    func flag(_ index: Int, _ yes: Unicode.Scalar, _ no: Unicode.Scalar) -> Bool? {
      letters[index] == UInt8(ascii: yes) ? true : letters[index] == UInt8(ascii: no) ? false : nil
    }
    guard let read = flag(0, "r", "-"), let write = flag(1, "w", "-"), let execute = flag(2, "x", "-"),
      let shared = flag(3, "s", "p")
    else { return nil }
    self.init(read: read, write: write, execute: execute, shared: shared)
  }
}

/// The kernel escapes newlines in paths and nothing else, not even backslashes (`fs/proc/task_mmu.c`, seq_path).
private func pathText(_ cursor: Cursor) -> String {
  let escape = Array("\\012".utf8)
  guard cursor.rest.contains(UInt8(ascii: "\\")) else { return cursor.text }
  var bytes: [UInt8] = []
  var rest = cursor.rest
  while let byte = rest.first {
    let isEscape = rest.starts(with: escape)
    bytes.append(isEscape ? UInt8(ascii: "\n") : byte)
    rest = rest.dropFirst(isEscape ? escape.count : 1)
  }
  return String(decoding: bytes, as: UTF8.self)
}
