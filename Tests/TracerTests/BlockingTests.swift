import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// Calls that do not come back by themselves.
@Suite(.serialized) @TracerThread
struct BlockingTests {
  /// Writes to a descriptor of the subject from here.
  private func write(_ text: String, to descriptor: UInt64, of bench: Bench) {
    let file = open("/proc/\(bench.subject.pid)/fd/\(descriptor)", O_WRONLY | O_CLOEXEC)
    defer { close(file) }
    #expect(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
  }

  @Test func aReadOfAnEmptyPipeIsBlockedAndDataFromOutsideEndsIt() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    let buffer = try bench.map()
    #expect(try bench.call(Call.read, pipe.read, buffer, 16, patience: Bench.short).outcome == .blocked)
    #expect(bench.subject.activity == .working)
    #expect(bench.sleeps(in: "pipe_read"))
    #expect(throws: TraceError.busy) { try bench.call(Call.getpid) }
    write("hello", to: pipe.write, of: bench)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(5))
    #expect(bench.subject.readMemory(at: buffer, atMost: 5) == Array("hello".utf8))
  }

  @Test func theEventLoopCollectsTheEndOfABlockedCall() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    let buffer = try bench.map()
    try bench.call(Call.read, pipe.read, buffer, 16, patience: Bench.short)
    #expect(bench.tracer.collect().isEmpty)
    write("abc", to: pipe.write, of: bench)
    var found: [(tracee: Tracee, completion: Completion)] = []
    #expect(
      eventually {
        found += bench.tracer.collect(); return !found.isEmpty
      })
    #expect(found.first?.tracee === bench.subject && found.first?.completion.outcome == .returned(3))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func patienceIsRespected() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    let clock = ContinuousClock()
    var best = Duration.seconds(1000)
    // The best of several: the machine may be busy.
    for _ in 0..<5 {
      let start = clock.now
      #expect(try bench.call(Call.read, pipe.read, 0, 1, patience: 100_000_000).outcome == .blocked)
      let spent = clock.now - start
      #expect(spent >= .milliseconds(99))
      best = min(best, spent)
      _ = try bench.tracer.interrupt(bench.subject, patience: Bench.generous)
    }
    #expect(best < .milliseconds(200))
  }

  @Test func anInterruptedCallFailsWithEINTRAndTheNextOneWorks() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    try bench.call(Call.read, pipe.read, 0, 1, patience: Bench.short)
    #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .failed(.interrupted))
    #expect(try bench.subject.registers().result == UInt64(bitPattern: -4))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    #expect(throws: TraceError.running) { try bench.tracer.interrupt(bench.subject, patience: 0) }
  }

  /// read (512), pause (514), nanosleep and poll (516), futex (512 or 516).
  @Test(arguments: ["read", "pause", "nanosleep", "poll", "poll for ever", "futex", "futex with a limit"])
  func noRestartCodeEverLeaks(kind: String) throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    let memory = try bench.map()
    #expect(bench.subject.writeMemory(bytes(1000) + bytes(0), at: memory))
    #expect(bench.subject.writeMemory(bytes(pipe.read | 1 << 32), at: memory + 64))
    for _ in 0..<100 {
      let blocked =
        switch kind {
        case "read": try bench.call(Call.read, pipe.read, memory + 256, 1, patience: 2_000_000)
        case "pause": try bench.call(Call.pause, patience: 2_000_000)
        case "nanosleep": try bench.call(Call.nanosleep, memory, 0, patience: 2_000_000)
        case "poll": try bench.call(Call.poll, memory + 64, 1, 1_000_000, patience: 2_000_000)
        case "poll for ever": try bench.call(Call.poll, memory + 64, 1, .max, patience: 2_000_000)
        case "futex": try bench.call(Call.futex, memory + 128, 128, 0, 0, patience: 2_000_000)
        default: try bench.call(Call.futex, memory + 128, 128, 0, memory, patience: 2_000_000)
        }
      #expect(blocked.outcome == .blocked)
      #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .failed(.interrupted))
      #expect(try bench.subject.registers().result == UInt64(bitPattern: -4))
      #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    }
  }

  /// With no patience at all the interrupt meets the call before it has begun as often as in its sleep.
  @Test func aCallBrokenOffOnItsWayInLeavesTheErrnoToo() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    for _ in 0..<200 {
      guard try bench.call(Call.read, pipe.read, 0, 1, patience: 0).outcome == .blocked else { continue }
      #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .failed(.interrupted))
      #expect(try bench.subject.registers().result == UInt64(bitPattern: -4))
      #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    }
  }

  @Test func anIgnoredSignalDoesNotEndASleep() throws {
    let bench = try Bench()
    let memory = try bench.map()
    #expect(bench.subject.writeMemory(bytes(0) + bytes(300_000_000), at: memory))
    #expect(try bench.call(Call.nanosleep, memory, 0, patience: Bench.short).outcome == .blocked)
    kill(bench.subject.pid, SIGWINCH)
    let completion = bench.tracer.wait(for: bench.subject, patience: Bench.generous)
    #expect(completion?.outcome == .returned(0))
    #expect(completion?.signals.map(\.signal.rawValue) == [SIGWINCH])
  }

  @Test func aHandlerRunsAndTheCallEndsAsItsFlagsSay() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    let buffer = try bench.map()
    for (flags, interrupts) in [(UInt64(0), true), (0x1000_0000, false)] {
      try bench.handle(SIGUSR1, flags: flags)
      try bench.call(Call.read, pipe.read, buffer, 4, patience: Bench.short)
      kill(bench.subject.pid, SIGUSR1)
      if interrupts {
        #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .failed(.interrupted))
      } else {
        #expect(bench.tracer.wait(for: bench.subject, patience: 4 * Bench.short) == nil)
        write("data", to: pipe.write, of: bench)
        #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(4))
      }
      #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    }
  }

  @Test func aHandlerThatReturnsToTheFaultForEverDoesNotHoldTheShell() throws {
    let bench = try Bench()
    try bench.handle(SIGSEGV, flags: 0)
    let request = Request.routine(.touch(address: 0, pages: 1))
    let completion = try bench.tracer.run(request, in: bench.subject, patience: Bench.short)
    #expect(completion.outcome == .blocked)
    #expect(completion.signals.count > 1)
    _ = bench.tracer.collect()
    // It goes on without end, but can be broken off.
    #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .failed(.interrupted))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func aLongRoutineCanBeInterrupted() throws {
    let bench = try Bench()
    let size: UInt64 = 1 << 40
    let memory = try bench.value(Call.mmap, 0, size, 1, 0x4022, .max, 0)
    let request = Request.routine(.load(address: memory, count: size))
    #expect(try bench.tracer.run(request, in: bench.subject, patience: 5_000_000).outcome == .blocked)
    #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .failed(.interrupted))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func aStoppedSubjectIsReportedRestsAndGoesOnAtSIGCONT() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    let buffer = try bench.map()
    try bench.call(Call.read, pipe.read, buffer, 4, patience: Bench.short)
    kill(bench.subject.pid, SIGSTOP)
    var events: [TraceEvent] = []
    let stopped = eventually {
      events += bench.tracer.collect().flatMap(\.completion.events)
      return events.contains(.groupStop(.stop))
    }
    #expect(stopped)
    // It rests: nothing more is reported, and its state stays.
    for _ in 0..<20 {
      #expect(bench.tracer.wait(for: bench.subject, patience: 1_000_000) == nil)
      #expect(bench.tracer.collect().isEmpty)
    }
    #expect(["T", "t"].contains(ProcessList.entry(bench.subject.pid)?.state))
    kill(bench.subject.pid, SIGCONT)
    write("on", to: pipe.write, of: bench)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(2))
  }

  @Test func aStopOfItselfComesWithTheCallAndEndsWithSIGCONT() throws {
    let bench = try Bench()
    let completion = try bench.call(Call.kill, UInt64(bench.subject.pid), 19, patience: 10 * Bench.short)
    #expect(completion.outcome == .returned(0))
    #expect(completion.events.contains(.groupStop(.stop)))
    #expect(bench.subject.activity == .stopped)
    kill(bench.subject.pid, SIGCONT)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(0))
    #expect(bench.subject.activity == .parked)
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }
}
