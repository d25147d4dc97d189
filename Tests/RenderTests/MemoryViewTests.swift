import LinuxABI
import Testing

@testable import Lab
@testable import Render

struct MemoryViewTests {
  private func report(_ work: MemoryWork, bytes: [UInt8] = [], faults: UInt64 = 0) -> MemoryReport {
    var report = MemoryReport(subject: "P1", work: work, outcome: .returned(0))
    report.bytes = bytes
    report.minorFaults = faults
    return report
  }

  @Test func `peek shows bytes as numbers and as text`() throws {
    let bytes = Array("hello, world\n".utf8) + [UInt8](repeating: 0, count: 64) + [0xff, 0x80, 0x41]
    let report = report(.peek(address: 0x7f50_0000_0000, count: UInt64(bytes.count)), bytes: bytes, faults: 1)
    try expectSnapshot("peek") { $0.memory(report, tables: nil) }
  }

  @Test func `stores tell what was done and what it cost`() {
    func text(_ report: MemoryReport) -> [String] { Renderer(width: 100).memory(report, tables: nil).map(\.plain) }
    let place: UInt64 = 0x7f50_0000_0000
    #expect(
      text(report(.poke(address: place, bytes: Array("hi\u{1b}".utf8)), faults: 1))
        == ["  P1 stored 3 bytes at 0x7f5000000000: \"hi\\33\"  (1 minor fault)"])
    #expect(
      text(report(.fill(byte: 0x41, address: place, count: 4096)))
        == ["  P1 filled 4096 bytes at 0x7f5000000000 with 0x41  (no page fault)"])
    #expect(
      text(report(.touch(address: place + 4095, count: 2), faults: 2))
        == ["  P1 touched 2 pages from 0x7f5000000000  (2 minor faults)"])
  }

  @Test func `a fault that ends the subject`() {
    var report = report(.poke(address: 0, bytes: [1]))
    report.outcome = .killed(.segmentationFault)
    report.signals = [Models.delivery(11, code: 1)]
    report.death = Death(subject: "P1", how: .killed(.segmentationFault), cause: "It touched address 0x0.")
    #expect(
      Renderer(width: 100).memory(report, tables: nil).map(\.plain) == [
        "  P1 was storing 1 byte at 0x0: \"\\1\"",
        "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---", "+++ killed by SIGSEGV +++",
        "  P1 has ended. It touched address 0x0.",
      ])
  }
}
