import Glibc
import LinuxABI
import TestSupport
import Testing
import Tracer

@testable import Lab

@Suite(.serialized) @TracerThread
struct BlockedTests {
  let session: Session

  init() throws {
    session = try Session()
    try session.run("r, w = pipe")
  }

  @Test func aReadOfAnEmptyPipeGivesTheFunctionItSleepsIn() throws {
    let clock = ContinuousClock()
    let start = clock.now
    let report = try session.run("read r 10")
    #expect(report.outcome == .blocked && report.text == "read(3, ")
    #expect(clock.now - start < .seconds(5))
    #expect(report.waiting?.channel?.contains("pipe_read") == true)
    #expect(
      report.waiting?.advice
        == "P1 itself holds the only write end (fd 4), and it is asleep: nobody can end this wait. interrupt P1 breaks it off."
    )
    #expect(
      try session.refusal("getpid") == "P1 is still in read. Give it what it waits for, or break it off: interrupt P1")
    #expect(throws: LabError.self) { try session.lab.work(.peek(address: 0, count: 1), in: nil) }
  }

  @Test func dataFromAnotherSubjectCompletesIt() throws {
    try session.run("syscall 57")
    #expect(try session.run("got = read r 10").outcome == .blocked)
    #expect(try session.outcome("P2: write w \"hi\"") == "2")
    let report = try session.report()
    #expect(report.subject == "P1" && report.outcome == .returned(2))
    #expect(report.text == "read(3, \"hi\", 10) = 2")
    #expect((report.blockedFor ?? 0) > 0 && session.value("got") == 2)
    #expect(try session.outcome("getpid") == "\(session.lab.current?.pid ?? 0)")
  }

  @Test func interruptGivesEINTR() throws {
    try session.run("read r 10")
    let report = try session.lab.interrupt(nil)
    #expect(report.outcome == .failed(.interrupted) && report.blockedFor != nil)
    #expect(throws: LabError.refused("P1 is not in a call: there is nothing to interrupt.")) {
      try session.lab.interrupt(nil)
    }
    #expect(try session.outcome("write w \"x\"") == "1")
    #expect(try session.outcome("read r 10") == "1")
  }

  @Test func aLockIsHandedFromParentToChild() throws {
    session.make("x")
    try session.run("a = open \"x\" O_RDWR")
    try session.run("flock a LOCK_EX")
    try session.run("syscall 57")
    try session.run("b = P2: open \"x\" O_RDWR")
    #expect(try session.run("P2: flock 6 LOCK_EX").outcome == .blocked)
    // The child's copy of a shares the lock; unlocking either releases it.
    try session.run("flock a LOCK_UN")
    let report = try session.report()
    #expect(report.subject == "P2" && report.outcome == .returned(0))
  }

  @Test func aSleepReturnsByItself() throws {
    #expect(try session.run("nanosleep {tv_sec=0, tv_nsec=200000000}").outcome == .blocked)
    let report = try session.report()
    #expect(report.outcome == .returned(0) && (report.blockedFor ?? 0) > 100_000_000)
    #expect(session.lab.wait(for: nil, patience: 0) == nil)
  }

  @Test func endAllLeavesNothing() throws {
    try session.run("syscall 57")
    #expect(try session.run("read r 10").outcome == .blocked)
    let pids = session.lab.living.map(\.pid)
    // The control: they are there, and seen.
    #expect(pids.count == 2 && pids.allSatisfy { ProcessList.entry($0)?.isSubject == true })
    session.lab.endAll()
    #expect(session.lab.living.isEmpty)
    // An orphan waits for init to bury it.
    #expect(eventually { pids.allSatisfy { ProcessList.entry($0).map { $0.state == "Z" } ?? true } })
    #expect(throws: LabError.self) { try session.lab.interrupt("P1") }
    #expect(try session.run("getpid").started?.hasPrefix("P1 is gone") == true)
  }
  @Test func anUnknownSubjectIsRefused() throws {
    #expect(try session.refusal("P9: getpid") == "There is no subject P9. There is only P1.")
  }
}
