import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// Programs that are let go, and that end with the tracer all the same.
@Suite(.serialized) @TracerThread
struct DetachingTests {
  private func alive(_ pid: Int32) -> Bool {
    ProcessList.entry(pid).map { $0.state != "Z" && $0.state != "X" } ?? false
  }

  private func tracer(of pid: Int32) -> String? {
    ProcessList.text(of: "/proc/\(pid)/status")?.split(separator: "\n").first { $0.hasPrefix("TracerPid:") }?
      .split(separator: "\t").last.map(String.init)
  }

  private func ends(_ bench: Bench) -> [CallOutcome] {
    bench.tracer.collectDeaths().map(\.completion.outcome)
  }

  @Test func aDetachedProgramRunsUntracedAndItsEndIsSeen() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/sh", "-c", "read word; exit 5"])
    #expect(tracer(of: bench.subject.pid) != "0", "positive control")
    try bench.tracer.detach(bench.subject)
    #expect(tracer(of: bench.subject.pid) == "0")
    #expect(bench.subject.isDetached && bench.tracer.tracees.isEmpty)
    #expect(ends(bench).isEmpty)
    bench.terminal.type(Array("go\n".utf8))
    var found: [CallOutcome] = []
    #expect(
      eventually {
        found += ends(bench)
        return !found.isEmpty
      })
    #expect(found == [.exited(5)] && bench.subject.end == .exited(5))
  }

  @Test func theStatusOfASubjectsDetachedChildIsReadFromItsZombie() throws {
    let bench = try Bench()
    let completion = try bench.call(Call.fork)
    guard case .child(let pid, _) = completion.events.first, let child = bench.tracer.tracees[pid] else {
      Issue.record("no child")
      return
    }
    _ = try bench.execute(["/bin/sleep", "600"], in: child)
    try bench.tracer.detach(child)
    #expect(eventually { tracer(of: pid) == "0" })
    #expect(ends(bench).isEmpty)
    kill(pid, SIGTERM)
    var found: [CallOutcome] = []
    #expect(
      eventually {
        found += ends(bench)
        return !found.isEmpty
      })
    #expect(found == [.killed(.terminate)])
    #expect(ProcessList.entry(pid)?.state == "Z", "its parent has not waited for it")
    #expect(try bench.value(Call.wait4, UInt64(pid), 0, 0, 0) == UInt64(pid))
  }

  @Test func asItIsBeforeItsFirstInstructionSoItRuns() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/sleep", "0.1"])
    // A call was injected, and it was held in the middle of its sleep: both have to leave no trace.
    _ = try bench.value(Call.getpid)
    try bench.tracer.runFreely(bench.subject)
    #expect(bench.fallsAsleep())
    _ = try bench.tracer.interrupt(bench.subject, patience: Bench.generous)
    _ = try bench.value(Call.getpid)
    try bench.tracer.detach(bench.subject)
    var found: [CallOutcome] = []
    #expect(
      eventually {
        found += ends(bench)
        return !found.isEmpty
      })
    #expect(found == [.exited(0)])
  }

  @Test func aSubjectsOwnCodeIsNotLetGo() throws {
    let bench = try Bench()
    #expect(throws: TraceError.self) { try bench.tracer.detach(bench.subject) }
    #expect(bench.subject.activity == .parked)
  }

  @Test func killingEverythingEndsWhatWasLetGoAndItsChildren() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/sh", "-c", "sleep 600 & (sleep 600 & exec true); sleep 600"])
    try bench.tracer.detach(bench.subject)
    let session = bench.subject.pid
    func members() -> [Int32] {
      ProcessList.all().filter { $0.name == "sleep" && sessionOf($0.pid) == session && alive($0.pid) }.map(\.pid)
    }
    // The control: all three sleep, and the second of them is an orphan that only its session gives away.
    #expect(eventually { members().count == 3 })
    let pids = members()
    #expect(pids.contains { ProcessList.entry($0)?.parent != session })
    bench.tracer.killAll()
    #expect(bench.subject.end == .killed(.kill))
    #expect(eventually { pids.allSatisfy { !alive($0) } && !alive(session) })
    #expect(ProcessList.children().allSatisfy { $0.name != "sysh-guardian" })
  }

  @Test func aGuardianThatWasKilledLeavesNothingBehindEither() throws {
    let bench = try Bench()
    _ = try bench.execute(["/bin/sleep", "600"])
    try bench.tracer.detach(bench.subject)
    let guardian = try #require(ProcessList.children().first { $0.name == "sysh-guardian" })
    kill(guardian.pid, SIGKILL)
    #expect(eventually { !alive(guardian.pid) })
    #expect(alive(bench.subject.pid), "positive control: nothing else ends it")
    bench.tracer.killAll()
    #expect(!alive(bench.subject.pid) && bench.subject.end == .killed(.kill))
  }

  private func sessionOf(_ pid: Int32) -> Int32? {
    guard let stat = ProcessList.text(of: "/proc/\(pid)/stat"), let close = stat.lastIndex(of: ")") else { return nil }
    let fields = stat[stat.index(after: close)...].split(separator: " ")
    return fields.count > 3 ? Int32(fields[3]) : nil
  }
}
