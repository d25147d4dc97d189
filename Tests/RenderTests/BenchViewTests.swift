import LinuxABI
import SyscallTable
import Testing

@testable import Lab
@testable import Render
@testable import Tracer

struct BenchViewTests {
  @Test func `costs are compared by bars and in words`() throws {
    var report = BenchReport(subject: "P1")
    report.ticksPerNanosecond = 2.5951
    report.notes = ["It failed with EBADF each time: this is what the refusal costs."]
    report.costs = [
      Cost(.loop, what: "an empty loop", least: 0.24, median: 0.25),
      Cost(.function, what: "a function that returns at once", least: 1.19, median: 1.27),
      Cost(.vdso, "clock_gettime", what: "clock_gettime in the vDSO", least: 20.46, median: 21),
      Cost(.call, "read", what: "read", least: 94.24, median: 99.96),
      Cost(.held, "read", what: "read, held by the lab", least: 18_845.4, median: 1_234_567),
    ]
    try expectSnapshot("bench") { $0.bench(report, tables: nil) }
  }

  @Test func `calls that move bytes say how many a second`() throws {
    var report = BenchReport(subject: "P1")
    report.ticksPerNanosecond = 3
    report.costs = [
      Cost(.loads, "first", what: "load, the first pass", least: 80_000, median: 80_000, bytes: 65536),
      Cost(.loads, what: "load, every pass after that", least: 4096, median: 5000, bytes: 65536),
    ]
    try expectSnapshot("bench-load") { $0.bench(report, tables: nil) }
  }

  @Test(arguments: [80, 90, 100, 120])
  func `a bar gets the room that is left and is never cut in its middle`(width: Int) throws {
    var report = BenchReport(subject: "P1")
    report.ticksPerNanosecond = 3
    report.costs = [
      Cost(.function, what: "a function that returns at once", least: 0.9, median: 1),
      Cost(.call, "read", what: "read", least: 183.6, median: 193.9, bytes: 4096),
      Cost(.held, "read", what: "read, held by the lab", least: 27_559, median: 29_678, bytes: 4096),
    ]
    let lines = Renderer(width: width).bench(report, tables: nil).map(\.plain)
    let held = try #require(lines.first { $0.contains("» ×150") })
    #expect(!held.contains("…") && lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines)")
    // As long as that of the call, which it would exceed.
    let call = try #require(lines.first { $0.contains("  read  ") })
    #expect(held.count { $0 == "█" } == call.count { $0 == "█" } && held.contains("████████"), "\(lines)")
  }

  @Test func `a call that outweighs its stops is not said to be faster when held`() {
    func text(held: Double) -> String {
      var report = BenchReport(subject: "P1")
      report.costs = [
        Cost(.call, "pread64", what: "pread64", least: 487_993, median: 648_141),
        Cost(.held, "pread64", what: "pread64, held by the lab", least: held, median: held),
      ]
      return Renderer(width: 200).bench(report, tables: nil).map(\.plain).joined(separator: "\n")
    }
    #expect(text(held: 225_675).contains("it takes as long: what two stops cost is little beside the call."))
    #expect(text(held: 975_986).contains("it takes 2.0 times as long"))
  }

  @Test func `no cost is too small or too large for its column`() {
    let texts = [0, 0.001, 0.0149, 9.994, 9.996, 999.94, 999.96, 1e6, 1e12].map(Renderer.nanoseconds)
    #expect(
      texts == ["0", "0", "0.01", "9.99", "10.00", "999.9", "1000.0", "1,000,000", "1,000,000,000,000"])
    var report = BenchReport(subject: "P1")
    report.costs = [Cost(.call, "getpid", what: "getpid", least: 0, median: 0)]
    #expect(!Renderer(width: 20).bench(report, tables: nil).isEmpty)
  }

  private func registers(_ change: (inout Registers) -> Void) -> Registers {
    var registers = Registers()
    change(&registers)
    return registers
  }

  private func report(_ name: String, _ text: String, _ outcome: CallOutcome, _ crossing: Crossing) -> CallReport {
    var report = CallReport(
      subject: "P1", pid: 100, row: SyscallTable.standard[name], text: text, outcome: outcome)
    report.crossing = crossing
    return report
  }

  @Test func `the boundary shows what went in and what came back`() throws {
    let entry = registers {
      $0.load(RawCall(number: 1, arguments: [1, 0x7ffd_0000_1ff0, 3]))
      $0.callNumber = 1
      $0.instructionPointer = 0x4000b2
    }
    let exit = registers {
      $0.result = 3
      $0.raw.rcx = 0x4000b2
      $0.raw.r11 = 0x246
      $0.instructionPointer = 0x4000b2
    }
    let report = report("write", "write(1, \"hi\\n\", 3) = 3", .returned(3), Crossing(entry: entry, exit: exit))
    try expectSnapshot("crossing") { $0.report(report, tables: nil) }
  }

  @Test func `the boundary shows an errno raw and as the C library has it`() throws {
    let entry = registers {
      $0.load(RawCall(number: 3, arguments: [9, 0, 0, 7]))
      $0.callNumber = 3
      $0.instructionPointer = 0x4000b2
    }
    let exit = registers { $0.result = UInt64(bitPattern: -9) }
    let failed = report(
      "close", "close(9) = -1 EBADF (Bad file descriptor)", .failed(.badDescriptor), Crossing(entry: entry, exit: exit))
    try expectSnapshot("crossing-error") { $0.report(failed, tables: nil) }
    let gone = report("exit_group", "exit_group(9) = ?", .exited(9), Crossing(entry: entry))
    #expect(
      Renderer(width: 100).report(gone, tables: nil).map(\.plain).contains { $0.contains("did not come back") })
  }
}
