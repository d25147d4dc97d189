import LinuxABI
import Testing

@testable import Inspect
@testable import Lab
@testable import Render

/// What an execve kept and reset, and what a program finds on its stack.
struct ExecViewTests {
  private func signals(pending: UInt64 = 0, blocked: UInt64 = 0, ignored: UInt64 = 0, caught: UInt64 = 0) throws
    -> SignalState
  {
    func set(_ name: String, _ value: UInt64) -> String { "\(name):\t\(String(value, radix: 16))\n" }
    let text =
      "Name:\tx\nState:\tS\nTgid:\t1\nPid:\t1\nPPid:\t1\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n"
      + "FDSize:\t64\nThreads:\t1\n" + set("SigPnd", 0) + set("ShdPnd", pending) + set("SigBlk", blocked)
      + set("SigIgn", ignored) + set("SigCgt", caught)
    return SignalState(try ProcessStatus(parsing: text.utf8))
  }

  private func state(
    name: String, mappings: Int, descriptors: [Int32: Bool], signals: SignalState, nice: Int32 = 0, user: UInt32 = 1000,
    threads: Int = 1, parent: Int32 = 7, limits: [ResourceLimit] = []
  ) -> ExecState {
    ExecState(
      pid: 42, parent: parent, group: 42, session: 42, directory: "/home", root: "/", umask: 0o22, nice: nice,
      signals: signals, limits: limits, descriptors: descriptors, mappings: mappings, name: name, threads: threads,
      users: Identities(real: 1000, effective: user, saved: user, fileSystem: user),
      groups: Identities(real: 100, effective: 100, saved: 100, fileSystem: 100))
  }

  private let start = ProgramStart(
    stackPointer: 0x7ffe_0000_0ff0, argumentCount: 2, arguments: ["cat", "x\u{1b}y"], environment: ["LANG=C"],
    auxiliary: [
      .init(key: 6, value: 4096, text: nil), .init(key: 31, value: 0x7ffe_0000_1fe0, text: "/bin/cat"),
      .init(key: 999, value: 16, text: nil),
    ], isComplete: true)

  @Test func `usual values are one sentence`() throws {
    let plain = try signals()
    let report = ExecReport(
      subject: "P1", before: state(name: "memfd:subject", mappings: 6, descriptors: [0: false], signals: plain),
      after: state(name: "cat", mappings: 13, descriptors: [0: false], signals: plain), ownLimits: [], start: nil)
    try expectSnapshot("exec-plain") { $0.exec(report) }
  }

  @Test func `what is not usual is named on the side where it belongs`() throws {
    let limit = ResourceLimit(name: "Max open files", soft: 64, hard: 64, units: "files")
    let report = ExecReport(
      subject: "P1",
      before: state(
        name: "memfd:subject", mappings: 6, descriptors: [0: false, 3: false, 4: true, 5: true],
        signals: try signals(pending: 0x800, blocked: 0x800, ignored: 2, caught: 0x4200), nice: 5, threads: 3,
        limits: [limit]),
      after: state(
        name: "sudo", mappings: 30, descriptors: [0: false, 3: false],
        signals: try signals(pending: 0x800, blocked: 0x800, ignored: 2), nice: 5, user: 0, limits: [limit]),
      ownLimits: [limit], start: start)
    try expectSnapshot("exec-changed") { $0.exec(report) }
  }

  @Test func `something that did not survive is not listed as kept`() throws {
    let plain = try signals()
    let report = ExecReport(
      subject: "P1", before: state(name: "a", mappings: 6, descriptors: [:], signals: plain, nice: 3),
      after: state(name: "a", mappings: 6, descriptors: [:], signals: plain, nice: 4, parent: 8), ownLimits: [],
      start: nil)
    let text = Renderer(width: 200).exec(report).map(\.plain).joined(separator: "\n")
    let kept = text.split(separator: "\n")[0]
    #expect(!kept.contains("parent") && !kept.contains("nice"))
    #expect(text.contains("parent 7 → 8; nice 3 → 4"))
  }

  @Test func `the stack of a program, lowest address first`() throws {
    try expectSnapshot("exec-stack") { $0.programStart(start) }
  }
}
