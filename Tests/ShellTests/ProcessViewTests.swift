import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// The tree of processes and the view of signals, on the real kernel.
@Suite(.serialized) @TracerThread
struct ProcessViewTests {
  @Test func aZombieStaysInTheTreeWithItsStatusUntilItsParentWaits() throws {
    let transcript = try Transcript()
    let before = transcript.text("fork\nP2: exit 3\ntree")
    #expect(before.contains("└─ P2"))
    #expect(before.contains("zombie, exited with 3 (wait status 0x0300): it stays until P1 waits for it"))
    let after = transcript.text("wait4 P2\ntree")
    #expect(after.contains("WEXITSTATUS(s) == 3"))
    #expect(!after.contains("zombie"))
  }

  @Test func anOrphanStandsUnderWhoeverTookItOver() throws {
    let transcript = try Transcript()
    #expect(transcript.text("fork\nP2: fork\ntree").contains("   └─ P3"))
    let text = transcript.text("P2: exit 0\ntree")
    #expect(!text.contains("   └─ P3"))
    #expect(text.contains("child of process"))
    #expect(text.contains("P3 ("))
  }

  @Test func aCallInFlightIsNamedWithWhatItSleepsIn() throws {
    let transcript = try Transcript()
    let text = transcript.text("r, w = pipe\nfork\nP2: read r 1\ntree")
    #expect(text.contains("in read, asleep in"))
  }

  /// What the table says is what the kernel does to a subject that has changed nothing.
  @Test(arguments: 1...31)
  func theDefaultActionsAreTheKernels(number: Int) throws {
    let signal = Signal(rawValue: Int32(number))
    let transcript = try Transcript()
    transcript.run("kill P1 \(number)")
    let subject = try #require(transcript.session.lab.subject(named: "P1"))
    switch signal.defaultAction {
    case .terminate, .core: #expect(subject.end == .killed(signal))
    case .ignore, .resume:
      #expect(subject.end == nil)
      #expect(transcript.results[0].outcome == .returned(0))
    case .stop:
      #expect(subject.end == nil)
      // A first subject leads a session of its own, so its process group is orphaned: nobody there could continue it,
      // and the kernel passes the terminal's stops over (kernel/signal.c, get_signal). SIGSTOP it does not.
      #expect(transcript.results[0].outcome == .returned(0))
      #expect(subject.tracee.activity == (signal == .stop ? .stopped : .parked))
    }
  }

  @Test func signalsShowsWhatIsBlockedAndWaits() throws {
    let transcript = try Transcript()
    // rt_sigprocmask(SIG_BLOCK, {SIGUSR1}): a mask of 8 bytes with bit 9 set.
    transcript.run("syscall 14 0 \"\\0\\2\\0\\0\\0\\0\\0\\0\" 0 8\nkill P1 SIGUSR1")
    let text = transcript.text("signals")
    #expect(text.contains("blocked     SIGUSR1"))
    #expect(text.contains("pending     SIGUSR1"))
    #expect(text.contains("ignored     none"))
    // Positive control of both: unblocked, the signal is delivered and its default action ends the subject.
    let end = transcript.text("syscall 14 2 \"\\0\\0\\0\\0\\0\\0\\0\\0\" 0 8")
    #expect(end.contains("+++ killed by SIGUSR1 +++"))
  }
}

/// What a blocked call is told to wait for.
@Suite(.serialized) @TracerThread
struct WaitAdviceTests {
  @Test func aReaderThatHoldsTheOnlyWriteEndIsTold() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("r, w = pipe\nread r 1")
    #expect(text.contains("P1 itself holds the only write end (fd 4), and it is asleep"), "\(text)")
  }

  @Test func theHolderOfTheOtherEndIsNamed() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("r, w = pipe\nfork\nP2: read r 1")
    #expect(text.contains("P1 holds a write end (fd 4)"), "\(text)")
    // And it is true: a write there ends the wait.
    #expect(transcript.text("write w \"x\"", until: "P2  read(3, \"x\", 1) = 1").contains("P2  read(3, \"x\", 1) = 1"))
  }

  @Test func sleepersThatHoldEachOthersEndsAreADeadlock() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("a, b = pipe\nc, d = pipe\nfork\nP2: read a 1\nread c 1")
    #expect(text.contains("asleep too: nobody can end this wait"), "\(text)")
  }

  @Test func aReadFromTheTerminalNamesType() throws {
    let transcript = try Transcript()
    #expect(transcript.text("read 0 10").contains("type \"text\\n\" gives it input"))
    let (echo, result) = ("terminal│ yes", "P1  read(0, \"yes\\n\", 10) = 4")
    let typed = transcript.text("type \"yes\\n\"", until: echo, result)
    #expect(typed.contains(echo) && typed.contains(result), "\(typed)")
  }

  @Test func aParentThatWaitsIsToldForWhom() throws {
    let transcript = try Transcript()
    #expect(transcript.text("fork\nwait4 -1").contains("waits for the end of P2"))
    #expect(transcript.text("P2: exit 5").contains("WEXITSTATUS(s) == 5"))
  }
}
