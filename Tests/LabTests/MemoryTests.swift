import LinuxABI
import TestSupport
import Testing
import Tracer

@testable import Lab

@Suite(.serialized) @TracerThread
struct MemoryTests {
  let session: Session

  init() throws {
    session = try Session()
  }

  private func faults(_ work: MemoryWork) throws -> UInt64 {
    let report = try session.lab.work(work, in: nil)
    #expect(report.death == nil)
    return report.minorFaults
  }

  @Test func mappingsThatComeChangeAndGoAreToldAndNothingElse() throws {
    #expect(try session.run("p = mmap NULL 4*PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS").changes.count == 1)
    #expect(try session.changes("getpid") == [])
    #expect(try !session.changes("mprotect p PAGE PROT_NONE").isEmpty)
    #expect(try session.changes("mprotect p PAGE PROT_NONE") == [])
    #expect(try !session.changes("q = mremap p+PAGE 3*PAGE 8*PAGE MREMAP_MAYMOVE").isEmpty)
    #expect(try !session.changes("munmap q 8*PAGE").isEmpty)
    #expect(try session.changes("munmap q 8*PAGE") == [])
    #expect(try session.changes("heap = brk") == [])
    #expect(try session.run("brk heap+PAGE").changes.count == 1)
    #expect(try session.failure("munmap 1 1").hasPrefix("-1 EINVAL"))
  }

  @Test func storesTakeTheFaultsThatTheirPagesNeed() throws {
    try session.map("p", 8)
    let p = session.value("p")
    #expect(try faults(.touch(address: p, count: 1)) == 1)
    #expect(try faults(.touch(address: p, count: 1)) == 0)
    #expect(try faults(.touch(address: p, count: 3 * 4096)) == 2)
    let far = p + 5 * 4096
    #expect(try faults(.peek(address: far, count: 16)) == 1)
    #expect(try faults(.poke(address: far, bytes: [1, 2, 3])) == 1)
    #expect(try faults(.poke(address: far, bytes: [1, 2, 3])) == 0)
    #expect(try session.lab.work(.peek(address: far, count: 4), in: nil).bytes == [1, 2, 3, 0])
    #expect(try faults(.fill(byte: 0x41, address: p + 6 * 4096, count: 8192)) == 2)
    #expect(try session.lab.work(.peek(address: p + 7 * 4096 + 4095, count: 1), in: nil).bytes == [0x41])
  }

  @Test func aStoreThroughASharedMappingReachesTheFileThatIsOpen() throws {
    session.make("x", "hello")
    try session.run("a = open \"x\" O_RDWR")
    try session.run("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_SHARED a 0")
    #expect(try session.lab.work(.poke(address: session.value("p"), bytes: Array("J".utf8)), in: nil).changes == [])
    #expect(ProcessList.text(of: session.path("x")) == "Jello")
  }

  @Test func largeArgumentsMakeTheStackGrow() throws {
    session.make("x")
    try session.run("zero = open \"/dev/zero\" O_RDONLY")
    #expect(try session.outcome("read zero 200000") == "200000")
    // That the stack grew was the lab's doing, not mmap's.
    #expect(try session.run("mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS").changes.count == 1)
    try session.run("a = open \"x\" O_RDWR")
    let text = String(repeating: "x", count: 300_000)
    #expect(try session.outcome("write a \"\(text)\"") == "300000")
    #expect(ProcessList.text(of: session.path("x")) == text)
    #expect(try session.outcome("pread64 a 300000 0") == "300000")
  }

  @Test func argumentsAreRefusedPolitelyWhereThereIsNoStack() throws {
    session.make("x")
    try session.map("p")
    let stack = session.lab.current?.maps.mappings.first { $0.path == "[stack]" }
    let start = try #require(stack).start
    let size = try #require(stack).end - start
    try session.run("munmap \(start) \(size)")
    #expect(try session.refusal("open \"x\" O_RDONLY").contains("could not be placed in P1's stack"))
    #expect(
      try session.refusal("write 1 \"\(String(repeating: "x", count: 100_000))\"").contains("could not be placed"))
    #expect(throws: LabError.self) {
      try session.lab.work(.poke(address: session.value("p"), bytes: [1]), in: nil)
    }
    #expect(try session.outcome("getpid") == "\(session.lab.current?.pid ?? 0)")
    #expect(throws: LabError.self) { try session.lab.work(.peek(address: 0, count: 1 << 40), in: nil) }
  }
}
