import CLinux
import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Trace

@Suite struct ProgramTests {
  @Test func aNameWithoutSlashIsFoundInThePath() throws {
    let program = try Program(["sh", "-c", "exit 7"])
    #expect(program.path.hasSuffix("/sh"))
    #expect(program.arguments == ["sh", "-c", "exit 7"])
  }

  @Test(arguments: [
    (["no-such-program-of-anybody"], Errno.noEntry), ([""], .noEntry), ([], .noEntry), (["./nowhere/at/all"], .noEntry),
  ])
  func whatIsNotThereIsNamed(_ command: [String], _ errno: Errno) {
    let error = #expect(throws: Program.NotFound.self) { try Program(command) }
    #expect(error?.errno == errno)
  }

  @Test func aProgramAtTheGateBeginsWhenItIsOpened() throws {
    var gate = try Program(["sh", "-c", "exit 7"]).start()
    var status: Int32 = 0
    #expect(waitpid(gate.pid, &status, WNOHANG) == 0)
    sysh_program_go(&gate)
    #expect(sysh_program_result(&gate) == 0)
    #expect(waitpid(gate.pid, &status, 0) == gate.pid)
    #expect(status == 7 << 8)
  }

  @Test func aProgramThatIsGivenUpEndsAndIsReaped() throws {
    var gate = try Program(["sh", "-c", "exit 7"]).start()
    sysh_program_stop(&gate)
    #expect(kill(gate.pid, 0) == -1)
  }

  @Test func aFileThatIsNoProgramIsReportedByTheExec() throws {
    var gate = try Program(["/etc/passwd"]).start()
    sysh_program_go(&gate)
    #expect(sysh_program_result(&gate) == -EACCES)
    #expect(waitpid(gate.pid, nil, 0) == gate.pid)
  }
}
