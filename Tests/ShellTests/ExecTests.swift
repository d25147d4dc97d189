import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// execve as the learner sees it: what it keeps and resets, what a program is given, why it fails.
@Suite(.serialized) @TracerThread
struct ExecTests {
  @Test func whatSurvivesAndWhatIsResetIsMeasuredOnBothSides() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      """
      keep = open "/etc/passwd"
      lose = open "/etc/passwd" O_CLOEXEC
      sigaction SIGUSR1 handler
      sigaction SIGINT SIG_IGN
      sigprocmask SIG_BLOCK [USR2]
      kill P1 SIGUSR2
      setpriority PRIO_PROCESS 0 5
      prlimit64 0 RLIMIT_NOFILE {rlim_cur=64, rlim_max=64}
      execve "/bin/cat" ["cat"] []
      """)
    #expect(
      text.contains(
        "kept process id, parent, group and session, working directory, root, umask; fds 0 1 2 3; ignored SIGINT; blocked SIGUSR2; pending SIGUSR2; nice 5; limit of open files 64"
      ), "\(text)")
    #expect(text.contains("handlers of SIGUSR1 → default"))
    #expect(text.contains("→ cat; fd 4 closed (close-on-exec)"))
    let status = try transcript.session.lab.proc.status(try #require(transcript.session.lab.current).pid)
    #expect(status.ignored & 1 << 1 != 0 && status.caught == 0 && status.name == "cat")
  }

  @Test func execAndMapsCountTheSameMappings() throws {
    let transcript = try Transcript()
    /// N of the sentence "N mappings, so much of addresses".
    func counted() throws -> Substring {
      let words = transcript.unwrapped("maps").split(separator: " ")
      return words[try #require(words.lastIndex(of: "mappings,")) - 1]
    }
    let before = try counted()
    let exec = transcript.unwrapped("execve \"/bin/cat\" [\"cat\"] []")
    let after = try counted()
    #expect(exec.contains("its memory is new: \(after) mappings."), "\(exec)")
    #expect(exec.contains("memory, \(before) mappings → \(after);"), "\(exec)")
  }

  @Test func whatHasItsUsualValueIsNotNamed() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("execve \"/bin/cat\" [\"cat\"] []")
    #expect(
      text.contains("kept process id, parent, group and session, working directory, root, umask; fds 0 1 2 reset"))
    #expect(!text.contains("handlers") && !text.contains("nice") && !text.contains("closed"))
  }

  @Test func aFailedExecTellsNothingOfThat() throws {
    let transcript = try Transcript()
    let text = transcript.text("execve \"/nowhere\" [\"x\"] []\ngetpid")
    #expect(text.contains("ENOENT") && !text.contains("kept"))
  }

  @Test func argsShowsTheStackAsTheProgramFindsIt() throws {
    let transcript = try Transcript()
    transcript.run("execve \"/bin/cat\" [\"a b\", \"c\"] [\"X=1\", \"Y=2\"]")
    let lines = transcript.run("args")
    func line(_ word: String) -> String? { lines.first { $0.contains(word) } }
    #expect(line("argc")?.contains(" 2 ") == true)
    #expect(line("argv[0]")?.contains("\"a b\"") == true && line("argv[1]")?.contains("\"c\"") == true)
    #expect(line("envp[1]")?.contains("\"Y=2\"") == true)
    #expect(line("AT_EXECFN")?.contains("\"/bin/cat\"") == true)
    #expect(line("AT_PAGESZ")?.contains("4096") == true)
    // The same bytes as the kernel gives to others.
    let pid = try #require(transcript.session.lab.current).pid
    #expect(ProcessList.text(of: "/proc/\(pid)/cmdline") == "a b\0c\0")
  }

  @Test func argsOfASubjectWithoutAProgramSaysSo() throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped("args").contains("has executed no program"))
  }

  @Test func aScriptGetsItsInterpreterAndItsPathAsArguments() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      """
      s = open "script" O_WRONLY|O_CREAT 0755
      write s "#!/bin/cat -n\\nhello\\n"
      close s
      execve "script" ["ignored", "x"] []
      """)
    #expect(text.contains("argc 4, argv [\"/bin/cat\", \"-n\", \"script\", \"x\"]"), "\(text)")
    #expect(text.contains("P1 is /usr/bin/cat now") || text.contains("P1 is /bin/cat now"))
  }

  @Test(arguments: [
    ("echo hi\\n", "ENOEXEC", "begins with \"echo hi\\n\""), ("", "ENOEXEC", "is empty"),
    ("#!\\n", "ENOEXEC", "no interpreter's path follows"),
    ("\\177ELFxx", "ENOEXEC", "is no program for this processor"),
    ("#!/no/such -x\\n", "ENOENT", "names the interpreter /no/such, which does not"),
  ])
  func aFileThatIsThereAndDoesNotRunIsExplained(content: String, errno: String, sentence: String) throws {
    let transcript = try Transcript()
    let write = content.isEmpty ? "" : "write s \"\(content)\"\n"
    let text = transcript.unwrapped(
      "s = open \"f\" O_WRONLY|O_CREAT 0755\n\(write)close s\nexecve \"f\" [\"f\"] []")
    #expect(text.contains(errno) && text.contains(sentence), "\(text)")
  }

  @Test func aFileWithoutXAndOneThatIsBeingWrittenAreExplained() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      """
      a = open "a" O_WRONLY|O_CREAT 0644
      execve "a" ["a"] []
      b = open "b" O_WRONLY|O_CREAT 0755
      execve "b" ["b"] []
      """)
    #expect(text.contains("EACCES") && text.contains("has mode 0644: nobody has x on it"), "\(text)")
    #expect(text.contains("ETXTBSY") && text.contains("b is open for writing (P1 fd 4)"), "\(text)")
  }
}

/// A program call by call.
@Suite(.serialized) @TracerThread
struct StepTests {
  @Test func eachStepShowsOneCallAndWhatItChanged() throws {
    let transcript = try Transcript()
    transcript.run("execve \"/bin/cat\" [\"cat\", \"/etc/passwd\"] []")
    #expect(transcript.text("step").contains("brk(NULL) = 0x"))
    let text = transcript.text("step 200")
    #expect(text.contains("openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY) = 3"))
    #expect(text.contains("+ fd 3"))
    #expect(text.contains("terminal│ root:"))
    #expect(text.contains("exit_group(0) = ?") && text.contains("+++ exited with 0 +++"))
    #expect(transcript.session.lab.subject(named: "P1")?.end == .exited(0))
  }

  @Test func theLastResultStaysThatOfTheTypedCall() throws {
    let transcript = try Transcript()
    transcript.run("fork\nx = getpid\nP2: execve \"/bin/true\" [\"true\"] []\nP1: getppid\nstep P2 3")
    let lab = transcript.session.lab
    #expect(lab.variables["_"]?.word == UInt64(getpid()))
    #expect(lab.last == .returned(UInt64(getpid())))
  }

  @Test func aStepThatBlocksGivesThePromptBackAndItsResultComes() throws {
    let transcript = try Transcript()
    transcript.run("execve \"/bin/cat\" [\"cat\"] []")
    let blocked = transcript.unwrapped("step 200")
    #expect(blocked.contains("read(0, ... blocked in") && blocked.contains("of 200 steps were made"), "\(blocked)")
    #expect(transcript.unwrapped("step").contains("P1 is still in read"))
    #expect(
      transcript.unwrapped("interrupt P1").contains("P1 is held. When it goes on, the kernel makes the call again"))
    transcript.run("getpid")
    #expect(transcript.results.last?.failed == false, "calls can be made in between")
    #expect(transcript.text("step").contains("read(0, ..."))
    let result = "P1  read(0, \"hi\\n\","
    #expect(transcript.text("type \"hi\\n\"", until: result).contains(result))
    #expect(transcript.text("step").contains("write(1, \"hi\\n\", 3) = 3"))
    // From a blocked step it can be let run.
    transcript.run("step\ncont\nkey ^D")
    #expect(
      eventually {
        transcript.run("status")
        return transcript.session.lab.subject(named: "P1")?.end == .exited(0)
      })
  }

  @Test func childrenOfASteppedProgramAreHeldAndCanBeSteppedToo() throws {
    let transcript = try Transcript()
    transcript.run("fork\nP2: execve \"/bin/sh\" [\"sh\", \"-c\", \"(exit 3); exit 4\"] []")
    var text = ""
    for _ in 0..<200 where transcript.session.lab.subject(named: "P3") == nil { text += transcript.text("step P2") }
    #expect(text.contains("P3") && text.contains("child of P2"), "\(text)")
    #expect(transcript.session.lab.subject(named: "P3")?.tracee.activity == .parked)
    #expect(transcript.text("step P3 100").contains("exit_group(3) = ?"))
    #expect(
      transcript.unwrapped("tree").contains("zombie, exited with 3 (wait status 0x0300): it stays until P2 waits"))
    transcript.run("step P2 100")
    #expect(transcript.session.lab.subject(named: "P2")?.end == .exited(4))
  }

  @Test(arguments: [
    ("step", "has no program of its own"), ("step P9", "There is no subject P9"), ("step 0", "1 to 1000"),
    ("step 9999999999999999999999", "1 to 1000"), ("step P1 2 3", "a subject and a number"),
    ("step P1 P2", "a subject and a number"),
  ])
  func whatCannotBeSteppedIsSaid(line: String, sentence: String) throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped(line).contains(sentence))
    #expect(transcript.results[0].failed)
  }

  @Test func aProgramThatRunsIsHeldFirst() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("execve \"/bin/cat\" [\"cat\"] []\ncont\nstep")
    #expect(text.contains("interrupt P1 holds it"), "\(text)")
  }
}

/// Programs that are let go.
@Suite(.serialized) @TracerThread
struct DetachTests {
  @Test func aDetachedProgramStaysInSightUntilItsEnd() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "fork\nP2: execve \"/bin/sleep\" [\"sleep\", \"600\"] []\ndetach P2\nstatus\ntree\nP2: getpid\ndetach P2")
    #expect(text.contains("P2 is let go") && text.contains("runs on its own, detached"))
    #expect(text.contains("runs sleep on its own, detached"))
    #expect(text.contains("no call can be made in it") && text.contains("the lab cannot hold it any more"))
    #expect(transcript.text("wait4 P2").contains("blocked"))
    transcript.run("interrupt P1\nkill P2 SIGTERM")
    #expect(eventually { transcript.text("tree").contains("zombie, killed by SIGTERM (wait status 0x000f)") })
    #expect(transcript.text("wait4 P2").contains("WTERMSIG(s) == SIGTERM"))
  }

  @Test func aSubjectWithoutAProgramIsNotLetGo() throws {
    let transcript = try Transcript()
    #expect(transcript.unwrapped("detach").contains("P1 cannot be let go: it has no program of its own"))
    #expect(transcript.results[0].failed)
  }

  private func lives(_ seconds: String) -> Bool {
    ProcessList.all().contains {
      $0.state != "Z" && ProcessList.text(of: "/proc/\($0.pid)/cmdline") == "sleep\0\(seconds)\0"
    }
  }

  private func script(_ seconds: String, _ last: String) -> String {
    """
    execve "/bin/sh" ["sh", "-c", "sleep \(seconds) & sleep \(seconds) & wait"] []
    detach
    !for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do grep -lsxzF \(seconds) /proc/[0-9]*/cmdline | grep -q . && break; sleep 0.1; done; grep -lsxzF \(seconds) /proc/[0-9]*/cmdline | wc -l
    \(last)
    """
  }

  @Test func itEndsWithTheShell() throws {
    let seconds = "600.\(getpid())1"
    let (text, status) = try Program.run(["-c", script(seconds, "")])
    #expect(status == 0 && text.contains("\n2\n") || text.contains("\n3\n"), "positive control: it ran: \(text)")
    #expect(eventually { !lives(seconds) })
  }

  @Test func itEndsWithAShellThatIsKilled() throws {
    let seconds = "600.\(getpid())2"
    let (text, status) = try Program.run(["-c", script(seconds, "!kill -9 $PPID")])
    #expect(status == 128 + 9, "positive control: the shell was killed")
    #expect(text.contains("\n2\n") || text.contains("\n3\n"), "positive control: it ran: \(text)")
    #expect(eventually { !lives(seconds) })
  }
}
