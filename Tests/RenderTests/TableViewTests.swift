import LinuxABI
import SyscallTable
import Testing

@testable import Inspect
@testable import Lab
@testable import Render

/// Views that show what there is.
struct TableViewTests {
  @Test func `the descriptor table of a subject`() throws {
    try expectSnapshot("fds") { $0.descriptors(Models.family, of: "P1") }
  }

  @Test func `close-on-exec has a column where any descriptor has it`() throws {
    try expectSnapshot("fds-flags") { $0.descriptors(Models.crowd, of: "P1") }
  }

  @Test func `a subject with nothing open, and one whose table nobody could read`() {
    let renderer = Renderer(width: 80)
    #expect(renderer.descriptors(Models.crowd, of: "P3").map(\.plain) == ["  No descriptor is open in P3."])
    #expect(
      renderer.descriptors(Models.crowd, of: "P9").map(\.plain)
        == ["  P9 has no descriptor table that could be read."])
  }

  @Test func `the three tables of a parent and its child`() throws {
    try expectSnapshot("files") { $0.files(Models.family, subjects: ["P1", "P2"]) }
  }

  @Test func `the three tables with pipes, long paths, an empty table and an ended subject`() throws {
    try expectSnapshot("files-crowd") { $0.files(Models.crowd, subjects: ["P1", "P2", "P3", "P4"]) }
  }

  @Test func `the three tables after an exec, with descriptors in flight`() throws {
    try expectSnapshot("files-inheritance") { $0.files(Models.inheritance, subjects: ["P1", "P2"]) }
  }

  @Test func `every description is counted over all subjects, also those not drawn`() {
    let lines = Renderer(width: 100).files(Models.family, subjects: ["P2"]).map(\.plain)
    #expect(lines.contains { $0.contains("6 descriptors") })
    #expect(!lines.contains { $0.contains("P1") })
  }

  @Test func `the memory map with what the last call changed`() throws {
    let changed: [MappingChange] = [
      .added(Models.map[1]),
      .removed(Mapping(start: 0x7f50_0020_0000, end: 0x7f50_0020_1000, permissions: Models.readWrite)),
      .resized(
        from: Mapping(start: 0x7ffc_a93f_c000, end: 0x7ffc_a941_c000, permissions: Models.readWrite, path: "[stack]"),
        to: Models.map[3]),
    ]
    try expectSnapshot("maps") { $0.maps(Models.memoryMap(Models.map), changed: changed) }
  }

  @Test func `a process that has ended has no map`() {
    #expect(
      Renderer(width: 80).maps(MemoryMap(), changed: []).map(\.plain)
        == ["  There is no memory map: the process has ended."])
  }

  @Test func `registers with their roles at the boundary`() throws {
    let named: [(name: String, value: UInt64)] = [
      ("rax", UInt64(bitPattern: -9)), ("rcx", 0x40_0102), ("rdx", 64), ("rsi", 0x7ffc_a941_b000), ("rdi", 3),
      ("r10", 0), ("r8", UInt64(bitPattern: -1)), ("r9", 0), ("r11", 0x246), ("rsp", 0x7ffc_a941_bf00),
      ("rip", 0x40_0102), ("eflags", 0x246), ("orig_rax", UInt64(bitPattern: -1)),
    ]
    try expectSnapshot("registers") { $0.registers(named) }
  }

  @Test func `variables with what they are good for`() throws {
    var variables = Variables()
    variables.set(Variable(name: "fd", word: 3, kind: .descriptor, length: nil, subject: "P1"))
    variables.set(Variable(name: "p", word: 0x7f50_0000_0000, kind: .address, length: 8192, subject: "P1"))
    variables.set(Variable(name: "child", word: 4243, kind: .process, length: nil, subject: "P1"))
    variables.set(Variable(name: "_", word: UInt64(bitPattern: -5), kind: .number, length: nil, subject: "P1"))
    try expectSnapshot("variables") { $0.variables(variables) }
    #expect(Renderer(width: 120).variables(Variables()).count == 1)
  }

  @Test(arguments: ["open", "read", "mmap", "fcntl", "exit_group", "nanosleep"])
  func `help for a call`(name: String) throws {
    let row = try #require(SyscallTable.standard[name])
    try expectSnapshot("help-\(name)") { $0.help(for: row, alias: nil) }
  }

  @Test func `help for a library's name begins with what really runs`() throws {
    let found = try #require(SyscallTable.standard.lookUp("exit"))
    let lines = Renderer(width: 100).help(for: found.row, alias: found.alias).map(\.plain)
    #expect(lines[0].hasPrefix("exit runs exit_group: "))
  }

  @Test(arguments: ["EACCES", "EPIPE"])
  func `help for an errno`(name: String) throws {
    let errno = try #require(Errno(named: name))
    try expectSnapshot("help-\(name)") { $0.help(for: errno, in: .standard) }
  }

  @Test func `the table of calls`() throws {
    let rows = SyscallTable.standard.rows.filter { $0.name.hasPrefix("p") }
    try expectSnapshot("syscalls") { $0.syscalls(rows) }
    #expect(Renderer(width: 80).syscalls([]).map(\.plain) == ["  No call has a name like that."])
  }
}
