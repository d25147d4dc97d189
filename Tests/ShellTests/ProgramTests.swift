import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// A subject that executes a program: held, let go, stopped again.
@Suite(.serialized) @TracerThread
struct ProgramTests {
  @Test func execHoldsTheNewProgramAndShowsWhatSurvived() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      """
      keep = open "/etc/passwd"
      lose = open "/etc/passwd" O_CLOEXEC
      me = getpid
      syscall 59 "/bin/cat"
      """)
    #expect(transcript.results.last?.outcome == .replaced)
    #expect(text.contains("- fd 4"))
    #expect(!text.contains("- fd 3"))
    #expect(text.contains("/cat now, still process"))
    // Calls can still be made, in the program's own memory, and it does not notice.
    transcript.run("getpid = <any>\nx = getpid")
    #expect(transcript.session.lab.variables["x"]?.word == transcript.session.lab.variables["me"]?.word)
    #expect(transcript.text("write 1 \"injected\\n\"").contains("terminal│ injected"))
  }

  @Test func contLetsTheProgramRunWithItsOutputShown() throws {
    let transcript = try Transcript()
    let text = transcript.text("fd = open \"/etc/passwd\"\ndup2 fd 0\nsyscall 59 \"/bin/cat\"\ngetpid\ncont")
    #expect(text.contains("terminal│ root:"))
    #expect(text.contains("+++ exited with 0 +++"))
    #expect(transcript.session.lab.subject(named: "P1")?.end == .exited(0))
  }

  @Test func aProgramThatWaitsForInputIsStoppedCalledIntoAndGoesOnUnharmed() throws {
    let transcript = try Transcript()
    #expect(transcript.text("syscall 59 \"/bin/cat\"\ncont").contains("P1 runs"))
    #expect(transcript.text("getpid").contains("runs its program"))
    for _ in 0..<3 {
      #expect(transcript.text("interrupt").contains("P1 is held"))
      transcript.run("x = getpid")
      #expect(transcript.session.lab.variables["x"]?.word == UInt64(transcript.session.lab.current?.pid ?? 0))
      transcript.run("cont")
    }
    let text = transcript.text("type \"once more\\n\"\nkey ^D\nstatus")
    #expect(text.contains("terminal│ once more"))
    // Had the interrupted read leaked an errno, cat would have said so and failed.
    #expect(eventually { transcript.text("status").contains("exited 0") })
  }

  @Test func contOfASubjectWithoutAProgramSaysWhatGivesItOne() throws {
    let transcript = try Transcript()
    #expect(transcript.text("cont").contains("execve gives it one"))
    #expect(transcript.results[0].failed)
  }

  @Test func aProgramsChildrenRunWithIt() throws {
    let transcript = try Transcript()
    // sh -c needs arguments, which a raw execve of the shell gets from its standard input instead.
    let text = transcript.text(
      """
      r, w = pipe
      write w "cat /etc/passwd | head -n 1; exit 7\\n"
      dup2 r 0
      close w
      close r
      syscall 59 "/bin/sh"
      cont
      """)
    #expect(text.contains("terminal│ root:"), "\(text)")
    #expect(eventually { transcript.text("status").contains("exited 7") })
  }
}
