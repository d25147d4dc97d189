import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Lab

@Suite(.serialized) @TracerThread
struct DeathTests {
  let session: Session

  init() throws {
    session = try Session()
  }

  private func expectReplacement() throws {
    let report = try session.run("getpid")
    #expect(report.subject == "P2")
    #expect(report.started?.hasPrefix("P1 is gone, so P2 (pid ") == true)
    #expect(try session.run("getpid").started == nil)
    #expect(try session.refusal("P1: getpid") == "P1 has ended.")
    #expect(throws: LabError.self) { try session.lab.switchTo("P1") }
  }

  @Test func aStoreToNowhereKillsWithTheAddress() throws {
    let report = try session.lab.work(.poke(address: 0, bytes: [1]), in: nil)
    #expect(report.outcome == .killed(.segmentationFault))
    #expect(report.death?.cause?.contains("It touched address 0x0. Nothing is ever mapped there") == true)
    try expectReplacement()
  }

  @Test func aLoadPastTheEndOfAFileIsABusError() throws {
    session.make("x", "hello")
    try session.run("a = open \"x\" O_RDONLY")
    try session.run("p = mmap NULL 2*PAGE PROT_READ MAP_PRIVATE a 0")
    #expect(try session.lab.work(.peek(address: session.value("p"), count: 8), in: nil).bytes.count == 8)
    let report = try session.lab.work(.peek(address: session.value("p") + 4096, count: 1), in: nil)
    #expect(report.outcome == .killed(.bus))
    #expect(report.death?.cause?.contains("beyond the last page that the file has") == true)
    try expectReplacement()
  }

  @Test(arguments: ["munmap CODE PAGE", "mprotect CODE PAGE PROT_NONE", "syscall 11 CODE PAGE"])
  func withoutItsCodeItCannotGoOn(line: String) throws {
    let code = try #require(session.lab.current?.maps.mappings.first { $0.permissions.execute }).start
    let report = try session.run(
      line.split(separator: " ").map { $0 == "CODE" ? "\(code)" : String($0) }.joined(separator: " "))
    #expect(report.outcome == .returned(0))
    #expect(report.death?.how == .killed(.segmentationFault))
    #expect(report.death?.cause?.hasPrefix("It went on at") == true)
    try expectReplacement()
  }

  @Test(arguments: [("exit_group 3", 3), ("exit 4", 4), ("syscall 60 5", 5)])
  func itCanEndItself(line: String, status: Int32) throws {
    let report = try session.run(line)
    #expect(report.outcome == .exited(status) && report.death?.how == .exited(status))
    try expectReplacement()
  }

  @Test func aSignalToItselfEndsIt() throws {
    let report = try session.run("kill P1 SIGTERM")
    #expect(report.outcome == .returned(0))
    #expect(report.death?.how == .killed(.terminate) && report.death?.cause == "It sent the signal to itself.")
    try expectReplacement()
  }

  @Test func brokenPipeReportsTheErrorBeforeTheDeath() throws {
    try session.run("r, w = pipe")
    try session.run("close r")
    let report = try session.run("write w \"x\"")
    #expect(report.outcome == .failed(.brokenPipe))
    #expect(report.death?.how == .killed(.pipe))
    try expectReplacement()
  }

  @Test func killedFromOutsideWhileParkedIsNoticedByItself() throws {
    kill(try #require(session.lab.current).pid, SIGKILL)
    let report = try session.report()
    #expect(report.death?.how == .killed(.kill))
    try expectReplacement()
  }

  @Test func killedFromOutsideWhileParkedIsNoticedByTheNextCall() throws {
    let pid = try #require(session.lab.current).pid
    kill(pid, SIGKILL)
    _ = eventually { ProcessList.entry(pid).map { $0.state == "Z" } ?? true }
    try expectReplacement()
    #expect(session.lab.collect().first?.death?.how == .killed(.kill))
  }

  @Test func killedFromOutsideWhileBlockedEndsTheCall() throws {
    try session.run("r, w = pipe")
    #expect(try session.run("read r 1").outcome == .blocked)
    kill(try #require(session.lab.current).pid, SIGKILL)
    let report = try session.report()
    #expect(report.outcome == .killed(.kill) && report.death != nil && report.row?.name == "read")
    try expectReplacement()
  }

  @Test func variablesOutliveTheSubjectAndMistakesStartNone() throws {
    try session.map("p")
    let value = session.value("p")
    try session.run("exit 0")
    #expect(throws: (any Error).self) { try session.run("open nothing") }
    #expect(session.lab.living.isEmpty)
    #expect(session.value("p") == value && session.lab.variables["p"]?.subject == "P1")
    try expectReplacement()
  }

  @Test func resetStartsAnew() throws {
    session.make("x", "hello")
    try session.run("syscall 57")
    try session.run("p = getpid")
    try session.run("chmod \".\" 0")
    let before = session.lab.living.map(\.pid)
    #expect(before.count == 2)
    try session.lab.reset()
    #expect(session.lab.subjects.map(\.name) == ["P1"] && session.lab.currentName == "P1")
    #expect(session.lab.variables.all.isEmpty && session.lab.callsMade.isEmpty)
    #expect(ProcessList.names(in: session.lab.directory.path) == [])
    // An orphan waits for init to bury it.
    #expect(eventually { before.allSatisfy { ProcessList.entry($0).map { $0.state == "Z" } ?? true } })
    #expect(try session.changes("open \".\" O_RDONLY") == ["opened 3 b"])
  }
}
