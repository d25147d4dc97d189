import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// Processes and threads that subjects make, and programs that they execute.
@Suite(.serialized) @TracerThread
struct ProcessTests {
  /// The tracee that a completion announces.
  private func child(_ completion: Completion, of bench: Bench, _ event: PtraceEvent) throws -> Tracee {
    for case .child(let pid, let how) in completion.events where how == event {
      return try #require(bench.tracer.tracees[pid])
    }
    throw Unexpected(outcome: completion.outcome)
  }

  @Test func theChildOfAForkIsParkedAndRunsCalls() throws {
    let bench = try Bench()
    let completion = try bench.call(Call.fork)
    let child = try child(completion, of: bench, .fork)
    #expect(completion.outcome == .returned(UInt64(child.pid)))
    #expect(child.activity == .parked)
    #expect(try child.registers().result == 0, "fork returns 0 in the child")
    #expect(ProcessList.entry(child.pid)?.parent == bench.subject.pid)
    #expect(try bench.value(Call.getppid, in: child) == UInt64(bench.subject.pid))
    #expect(try bench.value(Call.getpid, in: child) == UInt64(child.pid))
    #expect(try bench.call(Call.exit_group, 7, in: child).outcome == .exited(7))
    let status = try bench.place([0, 0, 0, 0])
    #expect(try bench.value(Call.wait4, .max, status, 0, 0) == UInt64(child.pid))
    #expect(bench.subject.readMemory(at: status, atMost: 4) == [0, 7, 0, 0])
  }

  @Test func theParentOfAVforkWaitsForTheChildsExec() throws {
    let bench = try Bench()
    let completion = try bench.call(Call.vfork, patience: Bench.short)
    #expect(completion.outcome == .blocked)
    let child = try child(completion, of: bench, .vfork)
    #expect(child.activity == .parked)
    #expect(try bench.value(Call.getppid, in: child) == UInt64(bench.subject.pid))
    // Nothing hangs on an interrupt that cannot take effect.
    #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.short) == nil)
    #expect(try bench.execute(["/bin/true"], in: child).outcome == .replaced)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(UInt64(child.pid)))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func theParentOfAVforkWaitsForTheChildsExit() throws {
    let bench = try Bench()
    let completion = try bench.call(Call.vfork, patience: Bench.short)
    let child = try child(completion, of: bench, .vfork)
    // They share their memory.
    let memory = try bench.value(Call.mmap, 0, 4096, 3, 0x22, .max, 0, in: child)
    try bench.routine(.fill(byte: 9, address: memory, count: 1), in: child)
    #expect(bench.subject.readMemory(at: memory, atMost: 1) == [9])
    #expect(try bench.call(Call.exit_group, 0, in: child).outcome == .exited(0))
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(UInt64(child.pid)))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  /// CLONE_VM, FS, FILES, SIGHAND, THREAD.
  private func thread(of bench: Bench) throws -> Tracee {
    let stack = try bench.map(16384) + 16384
    return try child(try bench.call(Call.clone, 0x10f00, stack), of: bench, .clone)
  }

  @Test func aThreadRunsCallsAndEndsAlone() throws {
    let bench = try Bench()
    let thread = try thread(of: bench)
    #expect(try bench.value(Call.gettid, in: thread) == UInt64(thread.pid))
    #expect(try bench.value(Call.getpid, in: thread) == UInt64(bench.subject.pid))
    #expect(ProcessList.names(in: "/proc/\(bench.subject.pid)/task").count == 2)
    #expect(try bench.call(Call.exit, 0, in: thread).outcome == .exited(0))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    #expect(bench.tracer.tracees.count == 1)
  }

  @Test func anExecutedProgramTakesInjectedCallsAndThenRunsUnharmed() throws {
    let bench = try Bench()
    let completion = try bench.execute(["/bin/true"])
    #expect(completion.outcome == .replaced)
    #expect(completion.events == [.executed])
    guard case .foreign(.some) = bench.subject.image else {
      Issue.record("no syscall instruction was found in the vdso")
      return
    }
    let before = try bench.subject.registers()
    for _ in 0..<3 { #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid)) }
    let after = try bench.subject.registers()
    #expect(before.named.map(\.value) == after.named.map(\.value))
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
  }

  @Test func aFailedExecLeavesTheSubjectAsItWas() throws {
    let bench = try Bench()
    #expect(try bench.execute(["/nowhere"]).outcome == .failed(.noEntry))
    #expect(bench.subject.image == .subject)
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
  }

  @Test func aSleepingProgramIsStoppedUsedAndResumedUnharmed() throws {
    let bench = try Bench()
    #expect(try bench.execute(["/bin/sleep", "1"]).outcome == .replaced)
    let clock = ContinuousClock()
    let start = clock.now
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.sleeps(in: "nanosleep"))
    for _ in 0..<5 {
      #expect(bench.fallsAsleep())
      #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .returned(0))
      for _ in 0..<3 { #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid)) }
      try bench.tracer.runFreely(bench.subject)
    }
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
    #expect(clock.now - start >= .milliseconds(990), "it slept its whole time")
  }

  @Test func anInterruptOfACallDoesNotStopTheProgramThatRunsAfterwards() throws {
    let bench = try Bench()
    #expect(try bench.execute(["/bin/true"]).outcome == .replaced)
    #expect(try bench.call(Call.pause, patience: Bench.short).outcome == .blocked)
    #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .failed(.interrupted))
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
  }

  @Test func aProgramThatIsStoppedAndContinuedRunsToItsEnd() throws {
    let bench = try Bench()
    #expect(try bench.execute(["/bin/sleep", "0.2"]).outcome == .replaced)
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.fallsAsleep())
    kill(bench.subject.pid, SIGSTOP)
    #expect(bench.tracer.wait(for: bench.subject, patience: 10 * Bench.short) == nil)
    #expect(["T", "t"].contains(ProcessList.entry(bench.subject.pid)?.state))
    kill(bench.subject.pid, SIGCONT)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
  }

  @Test func aGroupStopIsKeptAcrossAnInjection() throws {
    let bench = try Bench()
    #expect(try bench.execute(["/bin/sleep", "0.2"]).outcome == .replaced)
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.fallsAsleep())
    kill(bench.subject.pid, SIGSTOP)
    #expect(bench.tracer.wait(for: bench.subject, patience: 10 * Bench.short) == nil)
    #expect(bench.subject.activity == .stopped)
    // Held by the tracer it makes a call; let go, it is stopped as before.
    #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.generous)?.outcome == .returned(0))
    #expect(try bench.value(Call.getpid) == UInt64(bench.subject.pid))
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.tracer.wait(for: bench.subject, patience: 10 * Bench.short) == nil)
    #expect(bench.subject.activity == .stopped)
    #expect(["T", "t"].contains(ProcessList.entry(bench.subject.pid)?.state))
    kill(bench.subject.pid, SIGCONT)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
  }

  @Test func aChildInjectedIntoAProgramGoesOnAsThatProgram() throws {
    let bench = try Bench()
    #expect(try bench.execute(["/bin/true"]).outcome == .replaced)
    let child = try child(try bench.call(Call.fork), of: bench, .fork)
    #expect(try bench.value(Call.getppid, in: child) == UInt64(bench.subject.pid))
    try bench.tracer.runFreely(child)
    #expect(bench.tracer.wait(for: child, patience: Bench.generous)?.outcome == .exited(0))
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
  }

  @Test func killingEverythingLeavesNothingNotEvenGrandchildren() throws {
    let bench = try Bench()
    let child = try child(try bench.call(Call.fork), of: bench, .fork)
    let grandchild = try self.child(try bench.call(Call.fork, in: child), of: bench, .fork)
    try bench.call(Call.vfork, in: grandchild, patience: Bench.short)
    let pids = Set(bench.tracer.tracees.keys)
    #expect(pids.count == 4)
    #expect(pids.isSubset(of: ProcessList.subjects().map(\.pid)), "positive control")
    bench.tracer.killAll()
    #expect(bench.tracer.tracees.isEmpty)
    // Orphans are reaped by their new parent in its own time.
    let gone = eventually { ProcessList.all().allSatisfy { !pids.contains($0.pid) || $0.state == "Z" } }
    #expect(gone)
  }
}
