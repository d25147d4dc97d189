import Glibc
import LinuxABI

@testable import Inspect
@testable import Lab
@testable import Render
@testable import Tracer

/// Models built by hand: no process, no /proc.
enum Models {
  static func file(
    _ kind: mode_t, inode: UInt, device: UInt = 0x801, size: Int = 0, represents: UInt = 0
  ) -> FileIdentity {
    var status = Glibc.stat()
    status.st_mode = kind | 0o644
    status.st_ino = inode
    status.st_dev = device
    status.st_size = size
    status.st_nlink = 1
    status.st_rdev = represents
    return FileIdentity(status)
  }

  static func regular(_ inode: UInt) -> FileIdentity { file(S_IFREG, inode: inode, size: 3) }

  static let terminal = file(S_IFCHR, inode: 6, device: 0x18, represents: 0x8803)

  static func description(
    _ label: String, _ flags: UInt64, _ target: String, _ file: FileIdentity?, offset: Int64 = 0
  ) -> OpenFileDescription {
    OpenFileDescription(label: label, statusFlags: flags | 0o100000, offset: offset, target: target, file: file)
  }

  static func table(_ labels: [(Int32, String)], closeOnExec: Set<Int32> = []) -> [Int32: DescriptorEntry] {
    Dictionary(
      uniqueKeysWithValues: labels.map {
        ($0, DescriptorEntry(number: $0, closeOnExec: closeOnExec.contains($0), label: $1))
      })
  }

  /// P1 has a terminal, a file with a duplicate, and a second opening of that file; P2 is its child.
  static let family: DescriptorTables = {
    let labels: [(Int32, String)] = [(0, "a"), (1, "a"), (2, "a"), (3, "b"), (4, "b"), (5, "c")]
    return DescriptorTables(
      tables: ["P1": table(labels), "P2": table(labels)],
      descriptions: [
        "a": description("a", 2, "/dev/pts/3", terminal),
        "b": description("b", 0, "/etc/hostname", regular(131077), offset: 3),
        "c": description("c", 0, "/etc/hostname", regular(131077)),
      ])
  }()

  /// A pipe between two processes, ended and empty ones, many descriptors, long paths.
  static let crowd: DescriptorTables = {
    let many = (10..<16).map { (Int32($0), "d") }
    let long = "/home/learner/" + String(repeating: "a-directory-with-a-long-name/", count: 8) + "ファイル.txt"
    return DescriptorTables(
      tables: [
        "P1": table([(0, "a"), (3, "b"), (4, "c")] + many, closeOnExec: [3, 4]),
        "P2": table([(0, "a"), (3, "b"), (7, "e"), (8, "f")]), "P3": [:],
      ],
      descriptions: [
        "a": description("a", 2, "/dev/pts/3", terminal),
        "b": description("b", 0, "pipe:[4711]", file(S_IFIFO, inode: 4711, device: 0xd)),
        "c": description("c", 1 | 0o4000, "pipe:[4711]", file(S_IFIFO, inode: 4711, device: 0xd)),
        "d": description("d", 1 | 0o2000 | 0o4000 | 0o4010000, long, regular(99)),
        "e": description("e", 2, "anon_inode:[eventpoll]", file(0, inode: 12, device: 0xe)),
        "f": description("f", 0o10000000, "/gone", nil),
      ])
  }()

  /// The same after an exec of P2, with a descriptor on its way to a socket.
  static let inheritance: DescriptorTables = {
    var tables = crowd
    tables.closedByExec = ["P2": table([(4, "c"), (9, "z")], closeOnExec: [4, 9])]
    tables.descriptions["g"] = description("g", 2, "socket:[815]", file(S_IFSOCK, inode: 815, device: 0x8))
    tables.tables["P1"]?[20] = DescriptorEntry(number: 20, closeOnExec: false, label: "g")
    tables.descriptions["h"] = description("h", 0, "/etc/hostname", regular(131077), offset: 3)
    tables.flights = [.init(label: "h", receiver: "g"), .init(label: "b", receiver: nil)]
    return tables
  }()

  static let map: [Mapping] = [
    Mapping(
      start: 0x40_0000, end: 0x40_1000,
      permissions: Permissions(read: true, write: false, execute: true, shared: false),
      device: Device(major: 0, minor: 1), inode: 1027, path: "/memfd:subject (deleted)"),
    Mapping(start: 0x7f50_0000_0000, end: 0x7f50_0000_2000, permissions: readWrite),
    Mapping(
      start: 0x7f50_0010_0000, end: 0x7f50_0010_1000,
      permissions: Permissions(read: true, write: false, execute: false, shared: true), offset: 0x3000,
      device: Device(major: 8, minor: 1), inode: 131077, path: "/etc/hostname"),
    Mapping(start: 0x7ffc_a93f_b000, end: 0x7ffc_a941_c000, permissions: readWrite, path: "[stack]"),
    Mapping(
      start: 0x7ffc_a950_8000, end: 0x7ffc_a950_a000,
      permissions: Permissions(read: true, write: false, execute: true, shared: false), path: "[vdso]"),
    Mapping(
      start: 0xffff_ffff_ff60_0000, end: 0xffff_ffff_ff60_1000,
      permissions: Permissions(read: false, write: false, execute: true, shared: false), path: "[vsyscall]"),
  ]

  static let readWrite = Permissions(read: true, write: true, execute: false, shared: false)
  static let readOnly = Permissions(read: true, write: false, execute: false, shared: false)

  static func memoryMap(_ mappings: [Mapping]) -> MemoryMap {
    let lines = mappings.map { mapping in
      let start = String(mapping.start, radix: 16)
      let end = String(mapping.end, radix: 16)
      let offset = String(mapping.offset, radix: 16)
      // As the kernel writes it.
      let path = mapping.path.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\012")
      return "\(start)-\(end) \(mapping.permissions) \(offset) 00:01 \(mapping.inode) \(path)\n"
    }
    return (try? MemoryMap(parsing: lines.joined().utf8)) ?? MemoryMap()
  }

  static func report(_ text: String, _ outcome: CallOutcome, subject: String = "P1") -> CallReport {
    CallReport(subject: subject, pid: 4242, row: nil, text: text, outcome: outcome)
  }

  static func delivery(
    _ signal: Int32, code: Int32, sender: Int32 = 0, user: UInt32 = 0, address: UInt64 = 0
  ) -> SignalDelivery {
    SignalDelivery(
      signal: Signal(rawValue: signal), code: code, sender: sender, user: user, address: address,
      instructionPointer: 0x40_0000)
  }
}
