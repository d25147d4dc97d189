import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// Calls that come back at once, and the subject's own loads and stores.
@Suite(.serialized) @TracerThread
struct CallTests {
  @Test func getpidReturnsThePid() throws {
    let bench = try Bench()
    let completion = try bench.call(Call.getpid)
    #expect(completion.outcome == .returned(UInt64(bench.subject.pid)))
    #expect(completion.events.isEmpty)
    #expect(bench.subject.activity == .parked)
  }

  @Test(arguments: [5000, UInt64(UInt32.max), .max]) func anUnknownNumberGivesENOSYS(number: UInt64) throws {
    #expect(try Bench().call(number).outcome == .failed(.noSyscall))
  }

  @Test func onlyTheLast4095ValuesAreErrors() throws {
    let bench = try Bench()
    let path = try bench.place(Array("/proc/self/mem".utf8) + [0])
    let descriptor = try bench.value(2, path, 0)
    // This file's offsets are addresses, so lseek returns any value.
    for offset: UInt64 in [0, 1 << 62, 1 << 63, .max - 4095, .max - 8191] {
      #expect(try bench.call(Call.lseek, descriptor, offset, 0).outcome == .returned(offset))
    }
    #expect(try bench.call(Call.lseek, 99, 0, 0).outcome == .failed(.badDescriptor))
    #expect(try bench.call(Call.lseek, descriptor, 0, 99).outcome == .failed(.invalid))
    #expect(try bench.value(Call.mmap, 0, 4096, 3, 0x22, .max, 0) > 0x1000_0000)
  }

  @Test func allSixArgumentsArrive() throws {
    let bench = try Bench()
    let name = try bench.place(Array("six".utf8) + [0])
    let file = try bench.value(Call.memfd_create, name, 0)
    _ = try bench.value(Call.ftruncate, file, 16384)
    let address: UInt64 = 0x1234_0000
    #expect(try bench.value(Call.mmap, address, 8192, 1, 0x12, file, 4096) == address)
    let maps = ProcessList.text(of: "/proc/\(bench.subject.pid)/maps") ?? ""
    #expect(maps.contains("12340000-12342000 r--p 00001000 ") && maps.contains("/memfd:six"))
  }

  @Test func theClobberedRegistersDoNotDisturbTheNextCall() throws {
    let bench = try Bench()
    for _ in 0..<3 {
      #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
      let registers = try bench.subject.registers()
      let rcx = registers.named.first { $0.name == "rcx" }?.value
      #expect(rcx == registers.instructionPointer, "rcx holds the return address")
    }
  }

  @Test func aRegisterThatACallSetStaysSet() throws {
    let bench = try Bench()
    let base = try bench.map()
    _ = try bench.value(Call.getpid)
    _ = try bench.value(Call.arch_prctl, 0x1002, base)
    _ = try bench.value(Call.getpid)
    _ = try bench.value(Call.getpid)
    #expect(try bench.subject.registers().named.first { $0.name == "fs_base" }?.value == base)
  }

  @Test func aTouchedPageCostsOneMinorFaultOfTheSubject() throws {
    let bench = try Bench()
    func faults() -> Int {
      let stat = ProcessList.text(of: "/proc/\(bench.subject.pid)/stat") ?? ""
      return Int(stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")[8]) ?? -1
    }
    let memory = try bench.map(8 * 4096)
    // Running its code once faults the code page in.
    try bench.routine(.park)
    let before = faults()
    for _ in 0..<20 { try bench.call(Call.getpid) }
    #expect(faults() == before, "calls cost none")
    try bench.routine(.touch(address: memory, pages: 1))
    #expect(faults() == before + 1)
    try bench.routine(.touch(address: memory, pages: 1))
    #expect(faults() == before + 1, "it is there now")
    try bench.routine(.fill(byte: 65, address: memory + 4096, count: 3 * 4096))
    #expect(faults() == before + 4)
    #expect(bench.subject.readMemory(at: memory + 4096, atMost: 4) == [65, 65, 65, 65])
  }

  @Test func routinesMoveBytesWithTheSubjectsOwnInstructions() throws {
    let bench = try Bench()
    let memory = try bench.map()
    let source = try bench.place(Array("hello".utf8))
    #expect(try bench.routine(.store(source: source, address: memory + 8, count: 5)).outcome == .returned(0))
    #expect(bench.subject.readMemory(at: memory + 8, atMost: 6) == Array("hello".utf8) + [0])
    #expect(try bench.routine(.load(address: memory, count: 4096)).outcome == .returned(0))
    #expect(try bench.routine(.touch(address: 0, pages: 0)).outcome == .returned(0), "nothing to do")
  }

  @Test func memoryIsReadOnlyAsItsProtectionAllows() throws {
    let bench = try Bench()
    let memory = try bench.map(3 * 4096)
    try bench.routine(.fill(byte: 7, address: memory, count: 3 * 4096))
    #expect(bench.subject.readMemory(at: memory, atMost: 12288).count == 12288, "positive control")
    _ = try bench.value(Call.mprotect, memory + 4096, 4096, 0)
    #expect(bench.subject.readMemory(at: memory + 4096, atMost: 16).isEmpty)
    #expect(bench.subject.readMemory(at: memory + 4000, atMost: 200).count == 96, "up to the page")
    #expect(bench.subject.readMemory(at: memory, atMost: 12288).count == 4096)
    #expect(!bench.subject.writeMemory([1], at: memory + 4096))
    _ = try bench.value(Call.mprotect, memory + 4096, 4096, 1)
    #expect(bench.subject.readMemory(at: memory + 4096, atMost: 1) == [7])
    #expect(!bench.subject.writeMemory([1], at: memory + 4096), "read-only")
    #expect(bench.subject.readMemory(at: .max - 3, atMost: 64).isEmpty)
  }
}
