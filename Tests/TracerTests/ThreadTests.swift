import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// What ptrace does with several threads of one process, and with children that come out of order
/// (`man 2 ptrace`, "execve(2) under ptrace"; ENGINE.md, "Stops").
@Suite(.serialized) @TracerThread
struct ThreadTests {
  private func thread(of bench: Bench) throws -> Tracee {
    let stack = try bench.map(16384) + 16384
    // CLONE_VM, FS, FILES, SIGHAND, THREAD.
    for case .child(let pid, .clone) in try bench.call(Call.clone, 0x10f00, stack).events {
      return try #require(bench.tracer.tracees[pid])
    }
    throw Unexpected(outcome: .failed(.noProcess))
  }

  /// Whether the thread or its maker stops first is the scheduler's choice; on Linux 6.1 it was mostly the maker.
  @Test func aThreadThatIsSlowToArriveDoesNotHideThatItsMakerIsBack() throws {
    let bench = try Bench()
    for _ in 0..<50 {
      let stack = try bench.map(4096) + 4096
      let completion = try bench.call(Call.clone, 0x10f00, stack, patience: Bench.generous)
      guard case .returned = completion.outcome else {
        Issue.record("clone: \(completion.outcome)")
        return
      }
    }
  }

  @Test func anExecByAnotherThreadEndsAllOthersAndKeepsTheProcessNumber() throws {
    let bench = try Bench()
    let thread = try thread(of: bench)
    let parked = try self.thread(of: bench)
    let asleep = try self.thread(of: bench)
    #expect(try bench.call(Call.pause, in: asleep, patience: Bench.short).outcome == .blocked)
    #expect([thread, parked, asleep].allSatisfy { $0.process == bench.subject.pid })
    let completion = try bench.execute(["/bin/true"], in: thread)
    #expect(completion.outcome == .replaced)
    #expect(thread.heir === bench.subject && thread.activity == .gone)
    #expect(
      eventually {
        _ = bench.tracer.collect()
        _ = bench.tracer.collectDeaths()
        return parked.activity == .gone && asleep.activity == .gone
      })
    #expect(bench.tracer.tracees.keys.map { $0 } == [bench.subject.pid])
    #expect(bench.subject.activity == .parked && bench.subject.image != .subject)
    #expect(try bench.value(Call.gettid) == UInt64(bench.subject.pid))
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .exited(0))
  }

  @Test func anExecByAnotherThreadBringsAFirstThreadThatHadExitedBack() throws {
    let bench = try Bench()
    let thread = try thread(of: bench)
    #expect(try bench.call(Call.exit, 5, patience: Bench.short).outcome == .blocked, "no end is reported for it yet")
    #expect(ProcessList.entry(bench.subject.pid)?.state == "Z")
    #expect(try bench.value(Call.getpid, in: thread) == UInt64(bench.subject.pid))
    #expect(try bench.execute(["/bin/true"], in: thread).outcome == .replaced)
    #expect(try bench.value(Call.gettid) == UInt64(bench.subject.pid))
  }

  @Test func anExecByAnotherThreadWhileTheFirstOneSleepsInACall() throws {
    let bench = try Bench()
    let thread = try thread(of: bench)
    #expect(try bench.call(Call.pause, patience: Bench.short).outcome == .blocked)
    #expect(try bench.execute(["/bin/true"], in: thread).outcome == .replaced)
    #expect(bench.subject.activity == .parked)
    #expect(try bench.value(Call.gettid) == UInt64(bench.subject.pid))
  }

  @Test func theEndOfAllThreadsComesAlthoughTheOthersMustBeReapedFirst() throws {
    let bench = try Bench()
    let threads = try (0..<3).map { _ in try thread(of: bench) }
    #expect(try bench.call(Call.exit_group, 3).outcome == .exited(3))
    #expect(threads.allSatisfy { $0.activity == .gone })
    #expect(Set(bench.tracer.collect().map(\.tracee.pid)) == Set(threads.map(\.pid)), "their ends are told too")
    #expect(bench.tracer.tracees.isEmpty)
  }

  @Test func aFatalSignalToOneThreadEndsAll() throws {
    let bench = try Bench()
    let thread = try thread(of: bench)
    // tgkill of itself.
    let killed = try bench.call(234, UInt64(bench.subject.pid), UInt64(thread.pid), UInt64(SIGUSR1), in: thread)
    #expect(killed.signals.map(\.signal.rawValue) == [SIGUSR1])
    #expect(
      eventually {
        _ = bench.tracer.collect()
        _ = bench.tracer.collectDeaths()
        return bench.tracer.tracees.isEmpty
      })
    #expect(bench.subject.end == .killed(Signal(rawValue: SIGUSR1)))
  }

  /// Lets a fork go as far as the kernel takes it without us: the parent at its event, the child at its first stop, and
  /// neither has been waited for.
  private func halfwayThroughFork(_ bench: Bench) throws -> Int32 {
    try bench.subject.begin(.call(RawCall(number: Call.fork, arguments: [])))
    // The entry stop, and on.
    #expect(eventually { ProcessList.entry(bench.subject.pid)?.state == "t" })
    let status = try #require(bench.subject.nextStatus())
    #expect(status == .syscallStop)
    _ = bench.subject.advance(status)
    var child: Int32?
    let isThere = eventually {
      child = ProcessList.children(of: bench.subject.pid).first { $0.state == "t" }?.pid
      return child != nil && ProcessList.entry(bench.subject.pid)?.state == "t"
    }
    #expect(isThere)
    return try #require(child)
  }

  @Test func aChildsFirstStopBeforeItsParentsEventIsKeptUntilItIsNamed() throws {
    let bench = try Bench()
    let child = try halfwayThroughFork(bench)
    #expect(bench.tracer.tracees[child] == nil, "positive control: nobody has heard of it")
    let completion = bench.tracer.wait(for: bench.subject, patience: Bench.generous)
    #expect(completion?.outcome == .returned(UInt64(child)))
    #expect(completion?.events == [.child(pid: child, .fork)])
    let tracee = try #require(bench.tracer.tracees[child])
    #expect(tracee.activity == .parked)
    #expect(try bench.value(Call.getppid, in: tracee) == UInt64(bench.subject.pid))
  }

  @Test func aKillBeforeTheForkWasReportedLeavesNoChildBehind() throws {
    let bench = try Bench()
    let child = try halfwayThroughFork(bench)
    kill(bench.subject.pid, SIGKILL)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .killed(.kill))
    #expect(bench.tracer.tracees.isEmpty)
    #expect(ProcessList.entry(child)?.isSubject == true, "positive control: the child is there, and nobody's tracee")
    bench.tracer.killAll()
    #expect(eventually { ["Z", "X", nil].contains(ProcessList.entry(child)?.state) })
  }

  /// At the entry stop, in the kernel, and on the way out.
  @Test(arguments: [0, 1, 2]) func aKillInTheMiddleOfAnInjectionIsItsEnd(after stops: Int) throws {
    let bench = try Bench()
    try bench.subject.begin(.call(RawCall(number: Call.getpid, arguments: [])))
    for _ in 0..<stops {
      #expect(eventually { ProcessList.entry(bench.subject.pid)?.state == "t" })
      guard let status = bench.subject.nextStatus() else { break }
      _ = bench.subject.advance(status)
    }
    kill(bench.subject.pid, SIGKILL)
    if stops < 2 {
      #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .killed(.kill))
    } else {
      #expect(eventually { bench.tracer.collectDeaths().map(\.completion.outcome) == [.killed(.kill)] })
    }
    #expect(bench.subject.activity == .gone && bench.tracer.tracees.isEmpty)
  }

  @Test func aChildOfVforkWorksWhileItsParentIsSilent() throws {
    let bench = try Bench()
    #expect(try bench.call(Call.vfork, patience: Bench.short).outcome == .blocked)
    let child = try #require(bench.tracer.tracees.values.first { $0 !== bench.subject })
    for _ in 0..<20 { #expect(try bench.value(Call.getppid, in: child) == UInt64(bench.subject.pid)) }
    #expect(bench.tracer.collect().isEmpty, "the parent has nothing to say")
    #expect(try bench.tracer.interrupt(bench.subject, patience: Bench.short) == nil, "nor when it is asked")
    #expect(try bench.call(Call.exit_group, 0, in: child).outcome == .exited(0))
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(UInt64(child.pid)))
  }

  @Test func aProgramThatMakesTooManyProcessesIsKilledWithAllOfThem() throws {
    let bench = try Bench()
    bench.tracer.limit = 30
    #expect(try bench.execute(["/bin/sh", "-c", "f() { f | f; }; f"]).outcome == .replaced)
    try bench.tracer.runFreely(bench.subject)
    var most = 0
    var overruns: [Overrun] = []
    let isOver = eventually(within: 30) {
      _ = bench.tracer.collect()
      most = max(most, bench.tracer.tracees.count)
      overruns += bench.tracer.takeOverruns()
      return !overruns.isEmpty
    }
    #expect(isOver)
    #expect(most > 1, "positive control: there was a family")
    #expect(overruns.first?.family == bench.subject.pid && overruns.first?.killed ?? 0 > 30)
    #expect(bench.tracer.tracees.isEmpty)
    #expect(eventually { ProcessList.children().filter { $0.name == "sh" && $0.state != "Z" }.isEmpty })
  }
}
