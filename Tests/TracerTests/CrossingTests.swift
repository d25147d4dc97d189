import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// The registers on both sides of a call, as the stops have them.
@Suite(.serialized) @TracerThread
struct CrossingTests {
  private func named(_ registers: Registers) -> [String: UInt64] {
    Dictionary(uniqueKeysWithValues: registers.named.map { ($0.name, $0.value) })
  }

  @Test func `registers are read at the entry and at the exit, when asked for`() throws {
    let bench = try Bench()
    #expect(try bench.call(Call.getpid).crossing == nil, "not asked for")
    bench.subject.recordsCrossings = true
    let completion = try bench.call(Call.lseek, 99, 11, 22, 33, 44, 55)
    #expect(completion.outcome == .failed(.badDescriptor))
    let crossing = try #require(completion.crossing)
    let entry = named(crossing.entry)
    #expect(["orig_rax", "rdi", "rsi", "rdx", "r10", "r8", "r9"].map { entry[$0] } == [8, 99, 11, 22, 33, 44, 55])
    let exit = named(try #require(crossing.exit))
    #expect(exit["rax"] == UInt64(bitPattern: -9))
    #expect(exit["rcx"] == exit["rip"], "the return address")
    #expect(exit["r11"] == exit["eflags"], "the flags")
    let code = bench.subject.readMemory(at: (exit["rip"] ?? 2) - 2, atMost: 2)
    #expect(code == [0x0f, 0x05], "the instruction before it")
  }

  @Test func `a call that blocks has its other side when it comes back`() throws {
    let bench = try Bench()
    bench.subject.recordsCrossings = true
    let ends = try bench.pipe()
    let place = try bench.place([0])
    #expect(try bench.call(Call.read, ends.read, place, 1, patience: Bench.short).outcome == .blocked)
    let completion = try bench.tracer.interrupt(bench.subject, patience: Bench.generous)
    #expect(completion?.outcome == .failed(.interrupted))
    let crossing = try #require(completion?.crossing)
    #expect(named(crossing.entry)["rdi"] == ends.read)
    #expect(crossing.exit.map { named($0)["rax"] } == UInt64(bitPattern: -4))
  }

  @Test func `a call that ends its subject has only one side`() throws {
    let bench = try Bench()
    bench.subject.recordsCrossings = true
    let crossing = try bench.call(Call.exit_group, 3).crossing
    #expect(crossing.map { named($0.entry)["rdi"] } == 3)
    #expect(crossing?.exit == nil)
  }
}
