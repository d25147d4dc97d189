import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// What a line shows, on the real kernel. Results are compared where they do not depend on the machine.
@Suite(.serialized) @TracerThread
struct SessionTests {
  @Test func theFirstSessionOfEveryLearner() throws {
    let transcript = try Transcript()
    let lines = transcript.run(
      """
      fd = open "/etc/passwd" O_RDONLY
      read fd 4
      close fd
      close fd
      """)
    #expect(lines[0] == "open(\"/etc/passwd\", O_RDONLY) = 3")
    #expect(lines[1].hasPrefix("  + fd 3 → description "))
    #expect(lines[1].contains("read-only, offset 0 → /etc/passwd"))
    #expect(lines[2] == "read(3, \"root\", 4) = 4")
    #expect(lines[3].contains("offset 0 → 4"))
    #expect(lines[4] == "close(3) = 0")
    #expect(lines[5].contains("- fd 3"))
    #expect(lines[6] == "close(3) = -1 EBADF (Bad file descriptor)")
    #expect(lines[7].contains("fd 3 is not open in P1; open are 0 1 2."))
    #expect(lines.count == 8)
  }

  @Test func anExpectationThatHoldsSaysNothingAndOneThatFailsShowsBothValues() throws {
    let transcript = try Transcript()
    #expect(transcript.run("dup 0 = 3").count == 2)
    #expect(!transcript.results[0].failed)
    let lines = transcript.run("dup 0 = 9")
    #expect(transcript.results[0].failed)
    #expect(lines.last == "The line expects 9, and the kernel gave 4.")
  }

  @Test func placeholdersKeepTheirFirstValue() throws {
    let transcript = try Transcript()
    transcript.run("getpid = <pid:me>\ngetpid = <pid:me>\ngetppid = <pid:me>")
    #expect(transcript.results.map(\.failed) == [false, false, true])
  }

  @Test func aMistakeInTheMiddleOfALineStopsItThereAndKeepsWhatWasDone() throws {
    let transcript = try Transcript()
    transcript.run("dup 0; dup 77x; dup 0")
    #expect(transcript.results[0].misunderstood)
    // The grammar is read whole before anything runs, so nothing of the line was done.
    #expect(transcript.session.lab.descriptors.tables["P1"]?.count == 3)
    transcript.run("dup 0; dup nothing; dup 0")
    #expect(transcript.session.lab.descriptors.tables["P1"]?.count == 4)
  }

  @Test func severalResultsAndVariablesAndTheLastResult() throws {
    let transcript = try Transcript()
    transcript.run(
      "r, w = pipe\nn = write w \"hello\"\nread r n\nsize = 4*PAGE\np = mmap NULL size PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS\npoke p \"hi\""
    )
    #expect(transcript.results.allSatisfy { !$0.failed && !$0.misunderstood })
    let lab = transcript.session.lab
    #expect(lab.variables["r"]?.word == 3)
    #expect(lab.variables["w"]?.word == 4)
    #expect(lab.variables["n"]?.word == 5)
    #expect(lab.variables["size"]?.word == 16384)
    #expect(transcript.text("peek p 2").contains("68 69"))
    #expect(transcript.text("close r\ndup 0\nclose _").contains("close(3) = 0"))
  }

  @Test func whatASubjectWritesToItsTerminalIsMarkedAsTheSubjects() throws {
    let transcript = try Transcript()
    let lines = transcript.run("write 1 \"one\\ntwo\\x1b[31m\\n\"")
    #expect(lines.contains("terminal│ one"))
    // An escape sequence of a subject never reaches the learner's terminal.
    #expect(lines.contains("terminal│ two\\033[31m"))
  }

  @Test func aliasesSayWhichCallReallyRuns() throws {
    let transcript = try Transcript()
    let text = transcript.text("exit 3")
    #expect(text.contains("exit_group"))
    #expect(text.contains("+++ exited with 3 +++"))
    #expect(transcript.results[0].outcome == .exited(3))
  }

  @Test func callsByNumberRunAndPrintLikeTheirRow() throws {
    let transcript = try Transcript()
    #expect(transcript.run("syscall 32 0")[0] == "dup(0) = 3")
    #expect(transcript.run("syscall dup 0")[0] == "dup(0) = 4")
    #expect(transcript.run("syscall 1000 1 2")[0] == "syscall_0x3e8(0x1, 0x2) = -1 ENOSYS (Function not implemented)")
  }

  @Test func aDeadSubjectIsReplacedAndTheLearnerIsTold() throws {
    let transcript = try Transcript()
    let death = transcript.text("poke 0 1")
    #expect(death.contains("--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---"))
    #expect(death.contains("+++ killed by SIGSEGV +++"))
    #expect(transcript.results[0].outcome == .killed(.segmentationFault))
    let next = transcript.run("dup 0")
    #expect(next[0].contains("P1 is gone") && next[0].contains("P2"))
    #expect(next[1] == "dup(0) = 3")
  }

  @Test func aBlockedCallGivesThePromptBackAndIsInterruptedOnRequest() throws {
    let transcript = try Transcript()
    let lines = transcript.run("r, w = pipe\nread r 10")
    #expect(lines.contains { $0.contains("read(3, ...") })
    #expect(lines.contains { $0.contains("pipe_read") })
    #expect(transcript.results[1].outcome == .blocked)
    #expect(transcript.text("interrupt").contains("= -1 EINTR (Interrupted system call)"))
    #expect(transcript.run("getpid = <any>").count == 1)
  }

  @Test func callsThatReachOutsideTheLabAreNotMadeWithoutAYes() throws {
    let transcript = try Transcript()
    // A file of our own outside the lab's directory, so that the subject's user may change it.
    let victim = Scratch.home + "/victim"
    transcript.session.isUnguarded = true
    transcript.run("v = creat \"\(victim)\" 0600\nclose v")
    transcript.session.isUnguarded = false
    let text = transcript.unwrapped("unlink \"\(victim)\"")
    #expect(text.contains("outside the lab"))
    #expect(transcript.results[0].failed)
    #expect(ProcessList.text(of: victim) != nil)
    transcript.session.confirm = { _ in true }
    transcript.run("unlink \"\(victim)\"")
    // Positive control: with a yes the very same call removes it.
    #expect(ProcessList.text(of: victim) == nil)
  }

  @Test func resetLeavesNothingOfTheSession() throws {
    let transcript = try Transcript()
    transcript.run("fd = open \"x\" O_CREAT|O_RDWR\nsyscall 57")
    #expect(transcript.session.lab.living.count == 2)
    transcript.run("reset")
    #expect(transcript.session.lab.living.map(\.name) == ["P1"])
    #expect(transcript.session.lab.variables.all.isEmpty)
    #expect(transcript.run("open \"x\"")[0] == "open(\"x\", O_RDONLY) = -1 ENOENT (No such file or directory)")
  }

  @Test func viewsSpeakOfTheSubjectThatWasAskedFor() throws {
    let transcript = try Transcript()
    transcript.run("syscall 57\nP2: dup 0")
    #expect(transcript.run("P2: fds").count > transcript.run("fds").count)
    #expect(transcript.text("fds P9").contains("no subject P9"))
    #expect(transcript.text("maps").contains("[stack]"))
    #expect(transcript.text("regs").contains("rax"))
    #expect(transcript.text("status").contains("P2"))
    #expect(transcript.text("cat /etc/passwd").contains("root:"))
    #expect(transcript.text("cat nofile").contains("No such file"))
    // Whoever opens /proc/self finds itself there, and the shell is not who was asked for.
    #expect(transcript.text("cat /proc/self/stat").hasPrefix("\(transcript.session.lab.current?.pid ?? 0) "))
  }

  @Test func helpKnowsEverythingThatCanBeTyped() throws {
    let transcript = try Transcript()
    for name in transcript.session.lab.table.names + Command.all.map(\.name) + ["ENOENT", "O_APPEND", "syscall"] {
      #expect(!transcript.text("help \(name)").isEmpty)
      #expect(!transcript.results[0].failed, "help \(name)")
    }
    #expect(transcript.text("help opne").contains("open"))
  }
}
