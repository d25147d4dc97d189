import CLinux
import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// Signals and ends: of subjects, and of the tracer.
@Suite(.serialized) @TracerThread
struct EndTests {
  @Test func exitGroupEndsItWithItsStatus() throws {
    let bench = try Bench()
    #expect(try bench.call(Call.exit_group, 3).outcome == .exited(3))
    #expect(bench.subject.activity == .gone && bench.subject.end == .exited(3))
    #expect(throws: TraceError.gone) { try bench.call(Call.getpid) }
    #expect(bench.tracer.tracees.isEmpty)
  }

  @Test func aSignalToItselfKillsAfterKillReturned() throws {
    let bench = try Bench()
    let completion = try bench.call(Call.kill, UInt64(bench.subject.pid), 15)
    #expect(completion.outcome == .returned(0))
    #expect(completion.signals.map(\.signal) == [.terminate])
    #expect(completion.signals.first?.sender == bench.subject.pid)
    #expect(bench.subject.end == .killed(.terminate))
  }

  @Test func aWriteToAPipeWithoutReaderGivesEPIPEAndSIGPIPE() throws {
    let bench = try Bench()
    let pipe = try bench.pipe()
    _ = try bench.value(Call.close, pipe.read)
    let completion = try bench.call(Call.write, pipe.write, try bench.map(), 1)
    #expect(completion.outcome == .failed(.brokenPipe))
    #expect(completion.signals.map(\.signal) == [.pipe])
    #expect(bench.subject.end == .killed(.pipe))
  }

  @Test func aStoreToNothingIsItsOwnSegmentationFault() throws {
    let bench = try Bench()
    let completion = try bench.routine(.fill(byte: 1, address: 0x10, count: 1))
    #expect(completion.outcome == .killed(.segmentationFault))
    let fault = try #require(completion.signals.first)
    #expect(fault.address == 0x10 && fault.isFault && fault.code == 1, "SEGV_MAPERR")
  }

  @Test func aStoreToReadOnlyMemoryTellsThePermission() throws {
    let bench = try Bench()
    let memory = try bench.map(4096, protection: 1)
    let completion = try bench.routine(.touch(address: memory, pages: 1))
    #expect(completion.outcome == .killed(.segmentationFault))
    #expect(completion.signals.first?.address == memory && completion.signals.first?.code == 2, "SEGV_ACCERR")
  }

  @Test func aLoadBeyondTheEndOfAFileIsABusError() throws {
    let bench = try Bench()
    let name = try bench.place([UInt8](repeating: 0, count: 8))
    let file = try bench.value(Call.memfd_create, name, 0)
    let memory = try bench.value(Call.mmap, 0, 4096, 3, 1, file, 0)
    let completion = try bench.routine(.load(address: memory, count: 1))
    #expect(completion.outcome == .killed(.bus))
    #expect(completion.signals.first?.address == memory && completion.signals.first?.isFault == true)
  }

  @Test func unmappingItsCodeKillsItWhenItRunsAgain() throws {
    let bench = try Bench()
    #expect(try bench.call(Call.munmap, codePage, 4096).outcome == .returned(0))
    #expect(try bench.routine(.park).outcome == .killed(.segmentationFault))
  }

  private let codePage: UInt64 = 0x40_0000

  @Test(arguments: [true, false]) func SIGTRAPStaysAsTheLearnerLeftIt(blocked: Bool) throws {
    let bench = try Bench()
    let ignore = try bench.place(bytes(1) + bytes(0x0400_0000) + bytes(0) + bytes(0))
    _ = try bench.value(Call.sigaction, 5, ignore, 0, 8)
    let mask = try bench.place(bytes(blocked ? 1 << 4 : 0))
    _ = try bench.value(Call.sigprocmask, 2, mask, 0, 8)
    let memory = try bench.map()
    for _ in 0..<3 {
      try bench.call(Call.getpid)
      try bench.routine(.park)
      try bench.routine(.touch(address: memory, pages: 1))
      try bench.routine(.fill(byte: 1, address: memory, count: 64))
      #expect(bench.field("SigBlk") == (blocked ? "0000000000000010" : "0000000000000000"))
      #expect(bench.field("SigIgn") == "0000000000000010")
      #expect(bench.field("SigPnd") == "0000000000000000")
    }
  }

  @Test func aBlockedSignalWaitsAndComesWhenItIsUnblocked() throws {
    let bench = try Bench()
    let mask = try bench.place(bytes(1 << 14))
    _ = try bench.value(Call.sigprocmask, 0, mask, 0, 8)
    let sent = try bench.call(Call.kill, UInt64(bench.subject.pid), 15)
    #expect(sent.outcome == .returned(0) && sent.events.isEmpty)
    #expect(bench.subject.activity == .parked)
    #expect(bench.field("ShdPnd") == "0000000000004000")
    #expect(try bench.call(Call.sigprocmask, 1, mask, 0, 8).outcome == .returned(0))
    #expect(bench.subject.end == .killed(.terminate))
  }

  // MARK: Killed from outside

  @Test func aKillWhileParkedIsNoticed() throws {
    let bench = try Bench()
    kill(bench.subject.pid, SIGKILL)
    var deaths: [CallOutcome] = []
    #expect(
      eventually {
        deaths += bench.tracer.collectDeaths().map(\.completion.outcome); return !deaths.isEmpty
      })
    #expect(deaths == [.killed(.kill)] && bench.subject.activity == .gone)
  }

  @Test func aRequestToOneThatWasKilledWhileParkedEndsWithItsDeath() throws {
    for _ in 0..<20 {
      let bench = try Bench()
      kill(bench.subject.pid, SIGKILL)
      #expect(try bench.call(Call.getpid).outcome == .killed(.kill))
      #expect(throws: TraceError.gone) { try bench.call(Call.getpid) }
    }
  }

  @Test func aKillWhileBlockedEndsTheCall() throws {
    let bench = try Bench()
    try bench.call(Call.pause, patience: Bench.short)
    kill(bench.subject.pid, SIGKILL)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .killed(.kill))
    #expect(bench.tracer.tracees.isEmpty)
  }

  @Test func aKillAtTheEntryOfACallEndsIt() throws {
    let bench = try Bench()
    try bench.subject.begin(.call(RawCall(number: Call.getpid, arguments: [])))
    // It comes to its entry stop by itself; nobody takes that in before it is killed.
    #expect(eventually { ProcessList.entry(bench.subject.pid)?.state == "t" })
    kill(bench.subject.pid, SIGKILL)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .killed(.kill))
  }

  @Test func noSubjectSurvivesATracerThatIsKilled() throws {
    let terminal = try LabTerminal()
    let image = sysh_subject_image()
    defer { close(image) }
    var subject: Int32 = 0
    let tracer = "/".withCString { path in
      var what = sysh_launch(image: image, terminal: terminal.slave, directory: path, sandbox: -1)
      return sysh_fork_tracer(&what, Tracer.options, &subject)
    }
    try #require(tracer > 0 && subject > 0)
    defer {
      kill(tracer, SIGKILL)
      waitpid(tracer, nil, 0)
    }
    #expect(eventually { ProcessList.entry(subject)?.isSubject == true }, "positive control: it lives, and is seen")
    #expect(ProcessList.children(of: tracer).map(\.pid) == [subject])
    kill(tracer, SIGKILL)
    #expect(eventually { ["Z", "X", nil].contains(ProcessList.entry(subject)?.state) })
  }
}
