import LinuxABI
import SyscallTable
import TestSupport
import Testing

@testable import Lab

/// A call between being understood and being made.
@Suite(.serialized) @TracerThread
struct PreparedCallTests {
  let session: Session

  init() throws {
    session = try Session()
  }

  @Test func whatWasJudgedIsWhatRuns() throws {
    try session.run("fd = dup 0")
    let call = try session.lab.prepare(session.request("close fd"))
    // A question can stand between the two, and the name can mean something else by then.
    session.lab.setVariable("fd", 0)
    #expect(try session.lab.run(call).text == "close(3) = 0")
  }

  @Test func aCallThatIsNotMadeLeavesNoTrace() throws {
    try session.run("dup 0")
    let calls = session.lab.callsMade
    let last = session.lab.last
    #expect(try session.objection("kill 1 9")?.contains("process 1 ") == true)
    #expect(throws: InputError.self) { try session.lab.prepare(session.request("close nothing")) }
    #expect(session.lab.callsMade == calls)
    #expect(session.lab.last == last)
    #expect(session.lab.variables["_"]?.word == 3)
  }

  @Test func aMistakeDoesNotReplaceASubjectThatHasEnded() throws {
    try session.run("exit_group 3")
    #expect(throws: InputError.self) { try session.lab.prepare(session.request("open 3x nothing")) }
    #expect(session.lab.living.isEmpty)
    // The replacement has its stack elsewhere: the path has to be found there.
    #expect(try session.outcome("open \"/etc/passwd\" O_RDONLY") == "3")
    #expect(session.lab.currentName == "P2")
  }

  @Test func aSubjectThatDiesBeforeItsCallRefusesIt() throws {
    let call = try session.lab.prepare(session.request("getpid"))
    session.lab.endAll()
    #expect(throws: LabError.refused("P1 has ended.")) { try session.lab.run(call) }
  }

  @Test func aSubjectThatIsNotThereIsWhatTheSentenceIsAbout() throws {
    #expect(try session.refusal("P7: chdir \"/\"") == "There is no subject P7. There is only P1.")
  }
}
