import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// SIGKILL from outside, at every kind of stop and between any two of them. Each time the tracer says how it ended, waits
/// for nobody that is dead, and goes on with the others.
@Suite(.serialized) @TracerThread
struct KillTests {
  /// Terminals of subjects besides the first: closing one would hang its session up.
  private final class Terminals {
    var all: [LabTerminal] = []
  }

  private let bench: Bench
  private let terminals = Terminals()

  init() throws {
    bench = try Bench()
  }

  /// One more subject, with a terminal that has no session yet.
  private func another() throws -> Tracee {
    let terminal = try LabTerminal()
    terminals.all.append(terminal)
    return try bench.tracer.launch(directory: "/", terminal: terminal.slave)
  }

  /// Lets the subject run into its next stop, which nobody takes in.
  private func comesToAStop(_ tracee: Tracee) -> Bool {
    eventually { ProcessList.entry(tracee.pid)?.state == "t" }
  }

  /// Takes in the stops up to the first that `isIt`, and leaves the subject in it, with its status not acted on.
  private func stop(_ tracee: Tracee, at isIt: (WaitStatus) -> Bool) throws -> WaitStatus {
    for _ in 0..<20 {
      var status: WaitStatus?
      #expect(
        eventually {
          status = tracee.nextStatus()
          return status != nil
        })
      let found = try #require(status)
      if isIt(found) { return found }
      #expect(tracee.advance(found) == nil, "it came to its end before the stop that was looked for")
    }
    throw Unexpected(outcome: .blocked)
  }

  private func kill(_ tracee: Tracee) {
    _ = Glibc.kill(tracee.pid, SIGKILL)
  }

  /// What has to be true of everyone who was killed, and of those who were not.
  private func expectItsEnd(_ tracee: Tracee) throws {
    #expect(
      eventually {
        _ = bench.tracer.wait(for: tracee, patience: 1_000_000)
        _ = bench.tracer.collectDeaths()
        return tracee.activity == .gone
      })
    #expect(tracee.end == .killed(.kill) && tracee.activity == .gone)
    #expect(bench.tracer.tracees[tracee.pid] == nil)
    #expect(throws: TraceError.gone) { try bench.call(Call.getpid, in: tracee) }
    let other = try another()
    #expect(try bench.value(Call.getpid, in: other) == UInt64(other.pid))
    bench.tracer.killAll()
    #expect(bench.tracer.tracees.isEmpty)
    #expect(eventually { ProcessList.children().allSatisfy { !$0.isSubject } }, "a subject is left behind")
  }

  // MARK: Stops that nobody has taken in yet

  @Test func atTheExitOfACall() throws {
    try bench.subject.begin(.call(RawCall(number: Call.getpid, arguments: [])))
    let entry = try stop(bench.subject) { $0 == .syscallStop }
    #expect(bench.subject.advance(entry) == nil)
    #expect(comesToAStop(bench.subject))
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test(arguments: [Call.fork, Call.vfork, Call.clone]) func atTheEventOfANewProcess(number: UInt64) throws {
    try bench.subject.begin(.call(RawCall(number: number, arguments: number == Call.clone ? [17] : [])))
    let entry = try stop(bench.subject) { $0 == .syscallStop }
    #expect(bench.subject.advance(entry) == nil)
    #expect(comesToAStop(bench.subject))
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test func atTheEventOfAnExec() throws {
    let path = try bench.place(Array("/bin/true".utf8) + [0])
    try bench.subject.begin(.call(RawCall(number: Call.execve, arguments: [path])))
    let entry = try stop(bench.subject) { $0 == .syscallStop }
    #expect(bench.subject.advance(entry) == nil)
    #expect(comesToAStop(bench.subject))
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test func atTheDeliveryOfASignal() throws {
    try bench.call(Call.pause, patience: Bench.short)
    Glibc.kill(bench.subject.pid, SIGUSR1)
    #expect(comesToAStop(bench.subject))
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  // MARK: Stops that the tracer has taken in and is about to act on

  @Test(arguments: [Call.getpid, Call.fork, Call.vfork]) func betweenAStopAndWhatIsDoneAboutIt(number: UInt64) throws {
    for stops in 0..<(number == Call.vfork ? 2 : 3) {
      let tracee = try another()
      try tracee.begin(.call(RawCall(number: number, arguments: [])))
      var seen = 0
      let status = try stop(tracee) { _ in
        seen += 1
        return seen > stops || number == Call.getpid && seen == 2
      }
      kill(tracee)
      #expect(eventually { ["Z", "X", nil].contains(ProcessList.entry(tracee.pid)?.state) })
      if let completion = tracee.advance(status) { #expect(completion.outcome != .blocked) }
      #expect(
        eventually {
          _ = bench.tracer.wait(for: tracee, patience: 1_000_000)
          _ = bench.tracer.collectDeaths()
          return tracee.activity == .gone
        })
      #expect(tracee.end == .killed(.kill))
    }
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test func betweenASignalAndItsDelivery() throws {
    try bench.call(Call.pause, patience: Bench.short)
    Glibc.kill(bench.subject.pid, SIGUSR1)
    let status = try stop(bench.subject) { $0 == .signalStop(Signal(rawValue: SIGUSR1)) }
    kill(bench.subject)
    #expect(eventually { ["Z", "X", nil].contains(ProcessList.entry(bench.subject.pid)?.state) })
    #expect(bench.subject.advance(status) == nil)
    try expectItsEnd(bench.subject)
  }

  // MARK: Rest

  @Test(arguments: [SIGSTOP, SIGTTIN, SIGTSTP]) func inAGroupStop(signal: Int32) throws {
    // Not an orphaned group's member, which the terminal's signals would not stop: its parent is in its session.
    let child = try bench.value(Call.fork)
    let tracee = try #require(bench.tracer.tracees[Int32(child)])
    try bench.call(Call.pause, in: tracee, patience: Bench.short)
    _ = try bench.value(109, child, child)
    Glibc.kill(tracee.pid, signal)
    #expect(
      eventually {
        _ = bench.tracer.collect()
        return tracee.activity == .stopped
      })
    kill(tracee)
    try expectItsEnd(tracee)
  }

  @Test func whileItStandsAtTheEntryOfAProgramsCall() throws {
    #expect(try bench.execute(["/bin/true"]).outcome == .replaced)
    _ = try bench.tracer.stepToCall(bench.subject, patience: Bench.generous)
    kill(bench.subject)
    #expect(eventually { ["Z", "X", nil].contains(ProcessList.entry(bench.subject.pid)?.state) })
    _ = try? bench.tracer.finishCall(bench.subject, patience: Bench.generous)
    try expectItsEnd(bench.subject)
  }

  @Test func heldAtTheFirstInstructionOfAProgram() throws {
    #expect(try bench.execute(["/bin/true"]).outcome == .replaced)
    kill(bench.subject)
    #expect(eventually { !bench.tracer.collectDeaths().isEmpty })
    try expectItsEnd(bench.subject)
  }

  // MARK: At work

  @Test func whileAProgramRuns() throws {
    #expect(try bench.execute(["/bin/sleep", "1000"]).outcome == .replaced)
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.fallsAsleep())
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test func inTheMiddleOfAFill() throws {
    let memory = try bench.value(Call.mmap, 0, 1 << 40, 3, 0x4022, .max, 0)
    // Four mebibytes again and again would take long; one terabyte in a row takes for ever, and is killed before it costs.
    try bench.subject.begin(.routine(.fill(byte: 1, address: memory, count: 1 << 40)))
    // Past the page fault of its first page, and nowhere near its last.
    #expect(eventually { bench.subject.readMemory(at: memory, atMost: 1) == [1] })
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test func inATimedLoop() throws {
    try bench.subject.begin(
      .routine(.time(TimedLoop(.call(RawCall(number: Call.getppid, arguments: [])), passes: 1 << 40))))
    #expect(eventually { ProcessList.entry(bench.subject.pid)?.state == "R" })
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test(arguments: ["pipe", "futex", "child", "time"]) func asleepInACall(place: String) throws {
    switch place {
    case "pipe":
      let pipe = try bench.pipe()
      try bench.call(Call.read, pipe.read, try bench.map(), 1, patience: Bench.short)
    case "futex": try bench.call(Call.futex, try bench.map(), 0, 0, 0, patience: Bench.short)
    case "child":
      _ = try bench.value(Call.fork)
      try bench.call(Call.wait4, .max, 0, 0, 0, patience: Bench.short)
    default: try bench.call(Call.nanosleep, try bench.place(bytes(1000) + bytes(0)), 0, patience: Bench.short)
    }
    #expect(bench.fallsAsleep())
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test func theParentOfAVfork() throws {
    try bench.call(Call.vfork, patience: Bench.short)
    #expect(eventually { ProcessList.entry(bench.subject.pid)?.state == "D" })
    kill(bench.subject)
    try expectItsEnd(bench.subject)
  }

  @Test func theChildOfAVforkLetsItsParentGoOn() throws {
    try bench.call(Call.vfork, patience: Bench.short)
    let child = try #require(bench.tracer.tracees.values.first { $0 !== bench.subject })
    kill(child)
    #expect(eventually { !bench.tracer.collectDeaths().isEmpty })
    #expect(
      bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .returned(UInt64(child.pid)))
    try expectItsEnd(child)
  }

  // MARK: Threads

  private func thread() throws -> Tracee {
    let stack = try bench.map(16384)
    let number = try bench.value(Call.clone, 0x50f00, stack + 16384)
    return try #require(bench.tracer.tracees[Int32(number)])
  }

  @Test(arguments: [false, true]) func oneThreadTakesTheOthersAlong(killsTheFirst: Bool) throws {
    let one = try thread()
    let two = try thread()
    try bench.call(Call.pause, in: two, patience: Bench.short)
    let victim = killsTheFirst ? bench.subject : one
    let killer = try another()
    _ = try bench.value(234, UInt64(bench.subject.pid), UInt64(victim.pid), 9, in: killer)
    var ended: Set<Int32> = []
    #expect(
      eventually {
        ended.formUnion((bench.tracer.collect() + bench.tracer.collectDeaths()).map(\.tracee.pid))
        return ended.count == 3
      }, "\(ended) of \([bench.subject.pid, one.pid, two.pid])")
    #expect([one, two].allSatisfy { $0.end == .killed(.kill) })
    try expectItsEnd(bench.subject)
  }

  @Test func aLeaderThatHasExitedBeforeItsThreads() throws {
    let other = try thread()
    try bench.call(Call.exit, 0, patience: Bench.short)
    kill(bench.subject)
    #expect(
      eventually {
        _ = bench.tracer.collect()
        _ = bench.tracer.collectDeaths()
        return bench.subject.activity == .gone && other.activity == .gone
      })
    #expect(other.end == .killed(.kill))
  }

  // MARK: Those who were being born

  /// Whom this thread traces, besides the tracees that the tracer knows.
  private var strangers: [Int32] {
    ProcessList.all().filter { process in
      bench.tracer.tracees[process.pid] == nil && process.state != "Z" && process.state != "X"
        && ProcessList.isTracedByUs(process.pid)
    }.map(\.pid)
  }

  @Test(arguments: [Call.fork, Call.vfork]) func aChildWhoseParentDiedOverItIsNotKept(number: UInt64) throws {
    try bench.subject.begin(.call(RawCall(number: number, arguments: [])))
    let entry = try stop(bench.subject) { $0 == .syscallStop }
    #expect(bench.subject.advance(entry) == nil)
    #expect(comesToAStop(bench.subject))
    #expect(eventually { strangers.count == 1 }, "positive control: nobody has heard of the child")
    kill(bench.subject)
    #expect(bench.tracer.wait(for: bench.subject, patience: Bench.generous)?.outcome == .killed(.kill))
    #expect(
      eventually {
        _ = bench.tracer.collectDeaths()
        return strangers.isEmpty
      })
  }

  @Test func aThreadNobodyHasHeardOfDoesNotHideTheEndOfItsProcess() throws {
    let stack = try bench.map(16384)
    try bench.subject.begin(.call(RawCall(number: Call.clone, arguments: [0x50f00, stack + 16384])))
    let entry = try stop(bench.subject) { $0 == .syscallStop }
    #expect(bench.subject.advance(entry) == nil)
    #expect(comesToAStop(bench.subject))
    #expect(ProcessList.names(in: "/proc/\(bench.subject.pid)/task").count == 2, "positive control")
    kill(bench.subject)
    #expect(eventually { ProcessList.entry(bench.subject.pid)?.state == "Z" })
    #expect(
      eventually {
        _ = bench.tracer.collect()
        _ = bench.tracer.collectDeaths()
        return bench.subject.activity == .gone
      })
    try expectItsEnd(bench.subject)
  }
}
