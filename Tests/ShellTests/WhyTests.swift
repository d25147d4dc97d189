import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// `why` as a learner reads it.
@Suite(.serialized) @TracerThread
struct WhyTests {
  private func why(after script: String, _ name: String = "") throws -> String {
    let transcript = try Transcript()
    transcript.run(script)
    return transcript.unwrapped(name.isEmpty ? "why" : "why \(name)")
  }

  @Test func aClosedDescriptorIsToldWithTheCommandsThatOpenedAndClosedIt() throws {
    let text = try why(after: "creat \"x\"\nopen \"x\" O_RDONLY\nmaps\nclose 4\nread 4 10")
    #expect(text.hasPrefix("command 4: read 4 10 read(4, "))
    #expect(text.contains("fd 4 is not open in P1; open are 0 1 2 3."))
    #expect(text.contains("command 2: open \"x\" O_RDONLY opened fd 4"))
    #expect(text.contains("command 3: close 4 closed fd 4, which led to "))
    #expect(text.contains("What would make it work open \"x\" O_RDONLY"))
  }

  @Test func whatTheParentOpenedAfterTheForkWasNeverOpenInTheChild() throws {
    let text = try why(after: "fork\ncreat \"x\"\nP2: read 3 10")
    #expect(text.contains("fd 3 was never open in P2: command 1 (fork) made P2 before P1 opened its fd 3 by command 2"))
  }

  @Test func whatTheParentClosedBeforeTheForkWasNeverOpenInTheChild() throws {
    let text = try why(after: "creat \"x\"\nclose 3\nfork\nP2: write 3 \"x\"")
    #expect(text.contains("P1 had closed it by command 2 (close 3), before command 3 (fork) made P2"))
  }

  @Test func aRefusalForWantOfARightSpeaksOfNoOffsets() throws {
    let text = try why(after: "adjtimex 0x10\nfork\nP2: setsid\nP2: setsid")
    #expect(text.contains("a leader cannot begin a session"))
    #expect(!text.contains("is a regular file, which has an offset"))
  }

  @Test func theRemedyForAnotherSubjectNamesIt() throws {
    let text = try why(after: "fork\nP2: ioctl 0 TIOCSCTTY 0")
    #expect(text.contains("What would make it work P2: setsid"))
  }

  @Test func whoIgnoresSIGTTINIsNotCalledOrphaned() throws {
    let text = try why(after: "fork\nP2: setpgid 0 0\nP2: sigaction SIGTTIN SIG_IGN\nP2: read 0 10")
    #expect(text.contains("but P2 ignores that signal, so the read fails instead."))
    #expect(!text.contains("orphaned"))
  }

  @Test func aNumberThatNobodyCanHaveIsCalledSo() throws {
    let most = try #require(Int(try Proc().setting("kernel/pid_max")))
    let text = try why(after: "kill \(most + 1) SIGTERM")
    #expect(text.contains("nobody can have \(most + 1)"))
  }

  @Test func whatIsMendedByNowIsSaid() throws {
    let text = try why(after: "read 3 10\nopen \"/etc/passwd\" O_RDONLY")
    #expect(text.hasPrefix("The last call did not fail. This is about the last failure:"))
    #expect(text.contains("By now Fd 3 is open in P1"))
  }

  @Test func aRemovedFileIsToldWithWhoMadeAndRemovedIt() throws {
    let text = try why(after: "creat \"x\"\nunlink \"x\"\nopen \"x\" O_RDONLY")
    #expect(text.contains("command 1: creat \"x\" made "))
    #expect(text.contains("command 2: unlink \"x\" removed "))
    #expect(text.contains("creat \"x\" makes an empty file there"))
  }

  @Test func aLoweredLimitIsToldWithItsCommandAndHowToRaiseIt() throws {
    let text = try why(after: "setrlimit RLIMIT_NOFILE {rlim_cur=3, rlim_max=9}\ndup 0")
    #expect(text.contains("RLIMIT_NOFILE of P1: soft 3, hard 9."))
    #expect(text.contains("command 1: setrlimit RLIMIT_NOFILE {rlim_cur=3, rlim_max=9} set that limit of P1"))
    #expect(text.contains("setrlimit RLIMIT_NOFILE {rlim_cur=9, rlim_max=9}"))
  }

  @Test func theAdviceForALimitWorks() throws {
    let transcript = try Transcript()
    transcript.run("setrlimit RLIMIT_NOFILE {rlim_cur=3, rlim_max=9}\ndup 0")
    transcript.run("setrlimit RLIMIT_NOFILE {rlim_cur=9, rlim_max=9}\ndup 0")
    #expect(transcript.results.last?.outcome == .returned(3))
  }

  @Test func aFullPipeIsToldWithItsFillAndWhoCouldRead() throws {
    let text = try why(
      after: """
        r, w = pipe2 O_NONBLOCK
        fcntl w F_SETPIPE_SZ 4096
        p = mmap NULL 2*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
        write w p 4096
        write w "x"
        """)
    #expect(text.contains("held 4096 of 4096 bytes"))
    #expect(text.contains("command 1: r, w = pipe2 O_NONBLOCK opened fd 4 with O_NONBLOCK"))
    #expect(text.contains("read 3 4096 makes room"))
  }

  @Test func aBlockedCallIsExplainedWhileItWaits() throws {
    let text = try why(after: "r, w = pipe\nread r 10")
    #expect(text.contains("command 2: read r 10"))
    #expect(text.contains("in the kernel function "))
    #expect(text.contains("P1 itself holds the only write end (fd 4), and it is asleep: nobody can end this wait."))
  }

  @Test func aCallThatCameBackIsNoMishapAnyMore() throws {
    let text = try why(after: "r, w = pipe\nfork\nP2: read r 10\nwrite w \"x\"")
    #expect(text.hasPrefix("Nothing has failed so far."))
  }

  @Test func aFaultIsToldWithItsAddressAndWhatUnmappedIt() throws {
    let text = try why(
      after: """
        p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
        munmap p PAGE
        poke p "x"
        """)
    #expect(text.contains("SIGSEGV ended P1."))
    #expect(text.contains("Nothing was mapped at 0x"))
    #expect(text.contains("command 2: munmap p PAGE unmapped "))
  }

  @Test func aSignalIsToldWithItsSender() throws {
    let text = try why(after: "fork\nkill P2 SIGTERM")
    #expect(text.contains("command 2: kill P2 SIGTERM"))
    #expect(text.contains("SIGTERM ended P2. P1 sent it."))
  }

  @Test func aLineThatWasNotUnderstoodIsExplainedByItsPlace() throws {
    let text = try why(after: "opne \"x\"")
    #expect(text.contains("Not understood, so nothing was run"))
    #expect(text.contains("It is about opne, at column 1."))
    #expect(text.contains("Did you mean open?"))
  }

  @Test func failuresAreFoundByNumberSubjectErrnoAndCall() throws {
    let transcript = try Transcript()
    transcript.run("close 77\nopen \"nope\" O_RDONLY\nfork\nP2: close 88\ngetpid")
    #expect(transcript.unwrapped("why 1").contains("command 1: close 77"))
    #expect(transcript.unwrapped("why P2").contains("command 4: P2: close 88"))
    #expect(transcript.unwrapped("why P1").contains("command 2: open"))
    #expect(transcript.unwrapped("why ENOENT").contains("command 2: open"))
    #expect(transcript.unwrapped("why close").contains("command 4: P2: close 88"))
    #expect(transcript.text("why 5") == "Command 5, getpid, did not fail.")
    #expect(transcript.text("why EPIPE").hasPrefix("No call has failed with EPIPE so far."))
    #expect(transcript.text("why 9").contains("There is no command 9: they have the numbers 1 to 5."))
    #expect(transcript.text("why frob").contains("why takes the number of a command"))
    #expect(transcript.results.last?.misunderstood == true)
  }

  @Test func withoutAFailureItSaysSo() throws {
    #expect(try why(after: "") == "Nothing has failed so far.")
    #expect(try why(after: "getpid").hasPrefix("Nothing has failed so far. The last call was getpid() = "))
  }

  @Test func theNumbersAreThoseOfHistory() throws {
    let transcript = try Transcript()
    transcript.run("getpid\nmaps\nvars\nclose 77")
    #expect(transcript.text("history").contains("2  close 77"))
    #expect(transcript.text("why").hasPrefix("command 2: close 77"))
  }

  @Test func whatUndoTakesBackIsForgottenAndWhatItReplaysIsNot() throws {
    let transcript = try Transcript()
    transcript.run("open \"/etc/passwd\" O_RDONLY\nclose 3\nread 3 10\nclose 99\nundo")
    let text = transcript.unwrapped("why")
    #expect(text.contains("command 3: read 3 10"))
    #expect(text.contains("command 2: close 3 closed fd 3"))
    transcript.run("undo 3")
    #expect(transcript.text("why") == "Nothing has failed so far.")
  }

  @Test func afterAResetTheOldHistoryIsNotMixedIn() throws {
    let transcript = try Transcript()
    transcript.run("open \"/etc/passwd\" O_RDONLY\nclose 3\nreset\nread 3 10")
    let text = transcript.unwrapped("why")
    #expect(text.contains("fd 3 was never open in P1"))
    #expect(!text.contains("command 2"))
  }

  @Test func aReadOnlyDescriptorIsToldWithItsOpening() throws {
    let text = try why(after: "creat \"x\"\nopen \"x\" O_RDONLY\nwrite 4 \"x\"")
    #expect(text.contains("fd 4 is open, but for reading only (O_RDONLY)."))
    #expect(text.contains("command 2: open \"x\" O_RDONLY opened fd 4, O_RDONLY"))
    #expect(text.contains("open \"x\" O_RDWR opens the same file once more"))
  }

  @Test(.disabled(if: geteuid() == 0, "root passes over permission bits: it has CAP_DAC_OVERRIDE"))
  func aClosedDirectoryIsToldWithItsModeAndMended() throws {
    let transcript = try Transcript()
    transcript.run("mkdir \"d\" 0700\ncreat \"d/x\"\nchmod \"d\" 0\nopen \"d/x\" O_RDONLY")
    let text = transcript.unwrapped("why")
    #expect(text.contains("without CAP_DAC_OVERRIDE"))
    #expect(text.contains("command 3: chmod \"d\" 0 set the mode of "))
    #expect(text.contains("chmod \"d\" 0100 adds what is missing"))
    transcript.run("chmod \"d\" 0100\nopen \"d/x\" O_RDONLY")
    #expect(transcript.results.last?.outcome == .returned(4))
    transcript.run("chmod \"d\" 0700")
  }
}
