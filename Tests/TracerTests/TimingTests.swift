import CLinux
import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// The subject's timed loops: what they run, how they end, and that they leave nothing behind.
@Suite(.serialized) @TracerThread
struct TimingTests {
  private func time(
    _ bench: Bench, _ body: TimedLoop.Body, passes: UInt64, patience: Int64 = Bench.generous
  ) throws -> (timing: LoopTiming?, completion: Completion) {
    try bench.tracer.time(
      TimedLoop(body, passes: passes), in: bench.subject, expected: 0, patience: patience)
  }

  @Test func `a loop makes its call as often as asked, with all its arguments`() throws {
    let bench = try Bench()
    let name = try bench.place(Array("loop".utf8) + [0])
    let file = try bench.value(Call.memfd_create, name, 0)
    let text = try bench.place(Array("abc".utf8))
    // pwrite64 with an offset: four arguments. Then write, which moves the offset by each pass.
    let place = try time(bench, .call(RawCall(number: 18, arguments: [file, text, 3, 7])), passes: 100)
    #expect(place.completion.outcome == .returned(0))
    #expect(place.timing?.lastResult == 3)
    #expect(try bench.value(Call.lseek, file, 0, 2) == 10)
    let written = try time(bench, .call(RawCall(number: 1, arguments: [file, text, 3])), passes: 1000)
    #expect(written.timing?.lastResult == 3)
    #expect(try bench.value(Call.lseek, file, 0, 2) == 3010)
    #expect(bench.subject.activity == .parked)
  }

  @Test func `no pass of a loop stops`() throws {
    let bench = try Bench()
    func switches() -> Int {
      let count = { Int(bench.field($0).split(separator: "\t").last ?? "") ?? 0 }
      return count("voluntary_ctxt_switches")
    }
    let call = RawCall(number: Call.getpid, arguments: [])
    let before = switches()
    for _ in 0..<1000 { try bench.call(Call.getpid) }
    let held = switches() - before
    #expect(held >= 2000, "positive control: a stop gives the processor up")
    _ = try time(bench, .call(call), passes: 1000)
    #expect(switches() - before - held < 20)
  }

  @Test func `registers are afterwards what they were`() throws {
    let bench = try Bench()
    try bench.call(Call.getpid)
    let before = try bench.subject.registers().named
    _ = try time(bench, .call(RawCall(number: Call.getpid, arguments: [])), passes: 10)
    let after = try bench.subject.registers().named
    for (old, new) in zip(before, after) where old.name != "orig_rax" {
      #expect(old.value == new.value, "\(old.name)")
    }
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func `a loop that blocks is broken off, and the subject goes on`() throws {
    let bench = try Bench()
    let ends = try bench.pipe()
    let place = try bench.place([0])
    let read = RawCall(number: 0, arguments: [ends.read, place, 1])
    let result = try time(bench, .call(read), passes: 10, patience: 30_000_000)
    #expect(result.timing == nil)
    #expect(result.completion.outcome == .failed(.interrupted))
    #expect(bench.subject.activity == .parked)
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    // Its write end is whole, and so is its read end.
    #expect(try bench.value(1, ends.write, place, 1) == 1)
    #expect(try bench.value(0, ends.read, place, 1) == 1)
  }

  @Test func `a loop without end is broken off`() throws {
    let bench = try Bench()
    let result = try time(bench, .nothing, passes: 1 << 62, patience: 30_000_000)
    #expect(result.timing == nil && result.completion.outcome == .failed(.interrupted))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func `a signal that kills ends the loop too`() throws {
    let bench = try Bench()
    let ends = try bench.pipe()
    _ = try bench.value(3, ends.read)
    let place = try bench.place([0])
    let result = try time(bench, .call(RawCall(number: 1, arguments: [ends.write, place, 1])), passes: 10)
    #expect(result.timing == nil && result.completion.outcome == .killed(.pipe))
  }

  @Test func `a loop over memory that is not there is the subject's own fault`() throws {
    let bench = try Bench()
    let result = try time(bench, .loads(address: 0x1000, words: 8), passes: 2)
    #expect(result.timing == nil && result.completion.outcome == .killed(.segmentationFault))
    #expect(result.completion.signals.first?.address == 0x1000)
  }

  @Test func `a stop signal ends the loop and keeps its process stopped`() throws {
    let bench = try Bench()
    let stop = RawCall(number: 62, arguments: [UInt64(bench.subject.pid), 19])
    let result = try time(bench, .call(stop), passes: 1 << 40)
    #expect(result.timing == nil)
    #expect(bench.subject.activity == .stopped)
    #expect(result.completion.events.contains(.groupStop(.stop)))
    #expect(kill(bench.subject.pid, SIGCONT) == 0)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous) != nil)
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func `each select of a loop watches the whole set`() throws {
    let bench = try Bench()
    let ready = try bench.pipe()
    let quiet = try bench.pipe()
    let place = try bench.map()
    #expect(try bench.value(Call.write, ready.write, place, 1) == 1)
    // Both read ends are watched; the answer, which names one of them, is written over the set.
    let both = bytes(1 << ready.read | 1 << quiet.read)
    #expect(bench.subject.writeMemory(both, at: place + 64))
    let select = RawCall(number: 23, arguments: [quiet.read + 1, place + 128, 0, 0, place + 192])
    let result = try time(bench, .select(select, copy: place + 64, words: 1), passes: 5)
    #expect(result.timing?.lastResult == 1)
    #expect(bench.subject.readMemory(at: place + 128, atMost: 8) == bytes(1 << ready.read))
    #expect(bench.subject.readMemory(at: place + 64, atMost: 8) == both)
    #expect(try bench.value(Call.write, quiet.write, place, 1) == 1)
    #expect(try time(bench, .select(select, copy: place + 64, words: 1), passes: 5).timing?.lastResult == 2)
  }

  @Test func `a loop of forks leaves no child and counts the forks alone`() throws {
    let bench = try Bench()
    // CLONE_UNTRACED.
    let result = try time(bench, .forks(flags: 0x0080_0000), passes: 5)
    let child = Int32(truncatingIfNeeded: result.timing?.lastResult ?? 0)
    #expect(child > 0 && child != bench.subject.pid)
    #expect(ProcessList.entry(child) == nil)
    #expect(ProcessList.children(of: bench.subject.pid).isEmpty)
    #expect((result.timing?.ticks ?? 0) > 0)
    #expect(result.completion.signals.isEmpty, "a child without an exit signal sends none")
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func `a fork that is refused ends the loop with its errno`() throws {
    let bench = try Bench()
    // CLONE_SIGHAND without CLONE_VM.
    let result = try time(bench, .forks(flags: 0x0080_0800), passes: 5)
    #expect(result.timing.flatMap { Errno(result: $0.lastResult) } == .invalid)
    #expect(bench.subject.activity == .parked)
  }

  @Test func `more passes take more ticks`() throws {
    let bench = try Bench()
    let few = try #require(try time(bench, .nothing, passes: 1000).timing)
    let many = try #require(try time(bench, .nothing, passes: 50_000_000).timing)
    #expect(many.ticks > few.ticks)
  }

  @Test func `the vDSO is found, and its functions answer like the call`() throws {
    let bench = try Bench()
    let functions = Vdso.functions(of: bench.subject)
    let function = try #require(functions["clock_gettime"])
    #expect(functions["time"] != nil && functions["getcpu"] != nil)
    let maps = ProcessList.text(of: "/proc/\(bench.subject.pid)/maps") ?? ""
    let line = try #require(maps.split(separator: "\n").first { $0.hasSuffix("[vdso]") })
    let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
    #expect(ends.count == 2 && function >= ends[0] && function < ends[1])
    let place = try bench.place([UInt8](repeating: 0, count: 64))
    let aligned = (place &- 4096) & ~15
    func seconds() -> UInt64 {
      bench.subject.readMemory(at: place, atMost: 8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let loop = TimedLoop(.function(function, arguments: (1, place, 0)), passes: 3, stackPointer: aligned)
    let result = try bench.tracer.time(loop, in: bench.subject, expected: 0, patience: Bench.generous)
    #expect(result.timing?.lastResult == 0)
    let first = seconds()
    #expect(first > 0)
    _ = try bench.value(228, 1, place)
    #expect(seconds() >= first && seconds() <= first + 60)
  }

  @Test func `an image that is no vDSO has no functions`() throws {
    let bench = try Bench()
    let base = try #require(Vdso.base(of: bench.subject.pid))
    let image = bench.subject.readMemory(at: base, atMost: 32 << 10)
    #expect(!Vdso.functions(in: image).isEmpty, "positive control")
    var generator = SeededGenerator(state: 7)
    for round in 0..<3000 {
      var bytes = Array(image.prefix(round % 3 == 0 ? Int.random(in: 0...image.count, using: &generator) : image.count))
      for _ in 0..<8 where !bytes.isEmpty {
        let limit = round % 2 == 0 ? min(bytes.count, 2048) : bytes.count
        bytes[Int.random(in: 0..<limit, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      _ = Vdso.functions(in: bytes)
    }
    #expect(Vdso.functions(in: []).isEmpty)
    #expect(Vdso.functions(in: [UInt8](repeating: 0x7f, count: 4096)).isEmpty)
  }

  @Test func `the subject's code fits into its page`() {
    #expect(sysh_subject_end_address() <= UInt64(SYSH_SUBJECT_BASE) + 4096)
  }
}
