import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// Programs that are stepped from one of their calls to the next.
@Suite(.serialized) @TracerThread
struct SteppingTests {
  private let brk: UInt64 = 12

  private func entry(_ completion: Completion?) throws -> CallEntry {
    for case .entered(let entry) in try #require(completion).events { return entry }
    throw Unexpected(outcome: completion?.outcome ?? .blocked)
  }

  /// Steps until `number` is about to be made, and gives its entry.
  private func step(_ bench: Bench, to number: UInt64) throws -> CallEntry {
    for _ in 0..<500 {
      let entry = try entry(try bench.tracer.stepToCall(bench.subject, patience: Bench.generous))
      if entry.number == number { return entry }
      _ = try bench.tracer.finishCall(bench.subject, patience: Bench.generous)
    }
    throw Unexpected(outcome: .blocked)
  }

  @Test func aStepStopsAtTheEntryWithItsArgumentsAndAtTheExitWithItsResult() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/true"])
    let first = try entry(try bench.tracer.stepToCall(bench.subject, patience: Bench.generous))
    #expect(first.number == brk && first.arguments.first == 0, "the dynamic linker asks where the heap ends")
    #expect(first.arguments.count == 6)
    #expect(bench.subject.activity == .working, "nothing can be injected at an entry")
    #expect(throws: TraceError.self) { try bench.call(Call.getpid) }
    guard case .returned(let end) = try bench.tracer.finishCall(bench.subject, patience: Bench.generous)?.outcome else {
      Issue.record("brk(NULL) did not return")
      return
    }
    #expect(end > 0 && bench.subject.activity == .parked)
    // Held behind its call it takes injected calls, and goes on unharmed.
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    var outcome: CallOutcome?
    for _ in 0..<500 where bench.subject.end == nil {
      if try bench.tracer.stepToCall(bench.subject, patience: Bench.generous)?.events.isEmpty == false {
        outcome = try bench.tracer.finishCall(bench.subject, patience: Bench.generous)?.outcome
      }
    }
    #expect(outcome == .exited(0) && bench.subject.end == .exited(0))
  }

  @Test func aBlockedStepThatIsInterruptedMakesItsCallAgain() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/cat"])
    let read = try step(bench, to: Call.read)
    // The reads of the dynamic linker are of files; this one is of the terminal.
    guard read.arguments[0] != 0 else {
      Issue.record("cat read its input before its libraries")
      return
    }
    var entry = read
    while entry.arguments[0] != 0 {
      _ = try bench.tracer.finishCall(bench.subject, patience: Bench.generous)
      entry = try step(bench, to: Call.read)
    }
    for _ in 0..<3 {
      #expect(try bench.tracer.finishCall(bench.subject, patience: Bench.short) == nil, "it blocks")
      let held = try #require(try bench.tracer.interrupt(bench.subject, patience: Bench.generous))
      #expect(held.events.contains(.held) && bench.subject.activity == .parked)
      #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
      let again = try self.entry(try bench.tracer.stepToCall(bench.subject, patience: Bench.generous))
      #expect(again == entry, "the same call with the same arguments")
    }
    bench.terminal.type(Array("x\n".utf8))
    #expect(try bench.tracer.finishCall(bench.subject, patience: Bench.generous)?.outcome == .returned(2))
  }

  @Test func aSignalBreaksIntoAStepAndIsDeliveredByTheNext() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/sleep", "60"])
    // clock_nanosleep
    _ = try step(bench, to: 230)
    #expect(try bench.tracer.finishCall(bench.subject, patience: Bench.short) == nil)
    kill(bench.subject.pid, SIGTERM)
    let broken = try #require(bench.tracer.wait(for: bench.subject, patience: Bench.generous))
    #expect(broken.events.contains(.brokenInto) && bench.subject.activity == .parked)
    let end = try #require(try bench.tracer.stepToCall(bench.subject, patience: Bench.generous))
    #expect(end.signals.map(\.signal) == [.terminate] && bench.subject.end == .killed(.terminate))
  }

  @Test func anAbandonedStepRunsOnFreely() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/sleep", "0.2"])
    _ = try step(bench, to: 230)
    #expect(try bench.tracer.finishCall(bench.subject, patience: Bench.short) == nil)
    bench.tracer.abandonStep(bench.subject)
    #expect(bench.subject.activity == .free)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
  }
}
