import LinuxABI
import TestSupport
import Testing

@testable import Lab
@testable import Shell

/// What several signals, several subjects and the kernel's own signals are told as, and in which order.
@Suite(.serialized) @TracerThread
struct SignalStoryTests {
  let transcript: Transcript

  init() throws {
    transcript = try Transcript()
  }

  /// Whether the texts stand in `text` in this order.
  private func inOrder(_ text: String, _ parts: String...) -> Bool {
    var rest = text[...]
    for part in parts {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return true
  }

  // MARK: Waiting signals

  @Test func aStandardSignalThatWaitsAlreadyIsLost() throws {
    transcript.run("fork\nsigprocmask SIG_BLOCK [USR1]")
    let first = transcript.unwrapped("P2: kill P1 SIGUSR1")
    #expect(first.contains("P1 SIGUSR1 is pending") && !first.contains("lost"))
    let second = transcript.unwrapped("P2: kill P1 SIGUSR1")
    #expect(second.contains("P1 SIGUSR1 was pending already, and it does not queue: this one is lost"))
    #expect(transcript.text("sigtimedwait [USR1] {0, 0}").contains("= 10"))
    #expect(transcript.text("sigtimedwait [USR1] {0, 0}").contains("EAGAIN"))
  }

  @Test func oneForTheThreadAndOneForTheProcessBothWait() {
    transcript.run("fork\nsigprocmask SIG_BLOCK [USR1]\nr, w = pipe\nkill P1 SIGUSR1\nread r 1")
    // P1 is in a call, so the kernel does not tell how many wait.
    #expect(!transcript.unwrapped("P2: tkill P1 SIGUSR1").contains("lost"))
    #expect(transcript.unwrapped("P2: tkill P1 SIGUSR1").contains("lost"))
  }

  @Test func aSignalOfZeroAndOneToAnotherSubjectLoseNothing() {
    transcript.run("fork\nsigprocmask SIG_BLOCK [USR1]\nkill P1 SIGUSR1")
    #expect(!transcript.unwrapped("P2: kill P1 0\nP2: kill P2 SIGWINCH\nkill P1 99").contains("lost"))
  }

  @Test func realTimeSignalsQueueAndAreCounted() {
    let text = transcript.unwrapped("sigprocmask SIG_BLOCK [RT_1]\nkill P1 SIGRT_1\nkill P1 SIGRT_1\nkill P1 SIGRT_1")
    #expect(text.contains("2 of it wait, in the order in which they came"))
    #expect(text.contains("3 of it wait") && !text.contains("lost"))
    #expect(
      transcript.text("sigtimedwait [RT_1] {0, 0}\nsigtimedwait [RT_1] {0, 0}\nsigtimedwait [RT_1]").contains("33"))
    #expect(transcript.text("sigtimedwait [RT_1] {0, 0}").contains("EAGAIN"))
  }

  @Test func theMaskThatAWaitSetsMeanwhileIsNoChange() {
    transcript.run("sigprocmask SIG_BLOCK [USR1]\nfork\nsigtimedwait [USR1]")
    let text = transcript.unwrapped("P2: kill P1 SIGUSR1")
    #expect(text.contains("= 10") && !text.contains("mask ["))
    // The control: a change that P1 makes is told.
    #expect(transcript.unwrapped("sigprocmask SIG_SETMASK []").contains("mask [USR1] → []"))
  }

  @Test func theMaskIsToldBeforeTheSignalThatItLetsThrough() {
    let text = transcript.unwrapped(
      "sigaction SIGUSR1 handler\nsigprocmask SIG_BLOCK [USR1]\nkill P1 SIGUSR1\nsigprocmask SIG_SETMASK []")
    #expect(inOrder(text, "mask [USR1] → []", "--- SIGUSR1", "The handler of P1 ran"))
  }

  @Test func aFullMaskIsShownByWhatItLacks() throws {
    let text = transcript.unwrapped("sigprocmask SIG_SETMASK ~[]\nsignals P1")
    #expect(text.contains("mask [] → ~[KILL STOP]") && text.contains("all but SIGKILL SIGSTOP"))
    #expect(try transcript.signalState("P1").blocked == ~(1 << 8 | 1 << 18))
  }

  // MARK: Parents and children

  @Test(arguments: ["SIGKILL", "SIGTERM", "SIGSTOP"]) func aParentHearsOfItsChildAfterTheChild(signal: String) {
    transcript.run("fork")
    let text = transcript.text("kill P2 \(signal)\ngetpid")
    let end = signal == "SIGSTOP" ? "P2  --- stopped by" : "P2  +++ killed by"
    #expect(inOrder(text, "kill(", end, "P1  --- SIGCHLD"), "\(text)")
  }

  @Test func aParentHearsOfAContinuationAfterIt() {
    transcript.run("fork\nkill P2 SIGSTOP\ngetpid")
    let text = transcript.text("kill P2 SIGCONT\ngetpid")
    #expect(inOrder(text, "kill(", "P2  --- SIGCONT", "si_code=CLD_CONTINUED"), "\(text)")
  }

  @Test func newsOfOneChildComesInTheOrderOfItsLife() {
    transcript.run("fork\nkill P2 SIGSTOP\nkill P2 SIGTERM\ngetpid")
    let text = transcript.text("kill P2 SIGCONT\ngetpid")
    #expect(inOrder(text, "P2  +++ killed by SIGTERM", "si_code=CLD_CONTINUED"), "\(text)")
    // The second SIGCHLD is dropped where the first one still waits: of a standard signal one is pending at most.
    if text.contains("si_code=CLD_KILLED") {
      #expect(inOrder(text, "si_code=CLD_CONTINUED", "si_code=CLD_KILLED"), "\(text)")
    }
  }

  @Test func aHandlersRunIsToldWithItsOwnSignal() {
    // Behind the SIGTERM comes the SIGCHLD of the child, before the handler returns.
    transcript.run("fork\nP2: sigaction SIGTERM handler\nP2: vfork\nkill P2 SIGTERM")
    let text = transcript.unwrapped("P3: exit_group 0")
    #expect(inOrder(text, "--- SIGTERM", "with [TERM] blocked", "--- SIGCHLD", "Its default action is to do nothing"))
    #expect(!text.contains("The handler of P2 runs."))
  }

  // MARK: Exceptions

  @Test(arguments: ["SIGKILL", "SIGSTOP"]) func whyNoActionCanBeGivenToKillAndStopIsSaid(name: String) {
    #expect(transcript.unwrapped("sigaction \(name) handler").contains("What \(name) does cannot be changed"))
  }

  @Test func aNumberThatIsNoSignalIsNamed() {
    #expect(transcript.unwrapped("kill P1 99").contains("There is no signal 99: they have the numbers 1 to 64."))
  }

  @Test func anUninterruptibleSleepPutsSIGTERMOffAndNotSIGKILL() throws {
    let blocked = transcript.unwrapped("fork\nP2: vfork")
    #expect(blocked.contains("uninterruptible sleep, state D"))
    #expect(transcript.unwrapped("tree").contains("asleep in kernel_clone (D)"))
    transcript.run("kill P2 SIGTERM\ngetpid")
    #expect(transcript.end("P2") == nil)
    #expect(try transcript.signalState("P2").pending == Signal.terminate.bit)
    transcript.run("kill P2 SIGKILL\ngetpid")
    #expect(transcript.end("P2") == .killed(.kill))
  }

  @Test func SIGKILLReleasesALockAndLeavesWhatWasWritten() {
    transcript.run("fork\nP2: open \"job\" O_RDWR|O_CREAT 0644\nP2: flock 3 LOCK_EX\nmine = open \"job\" O_RDWR")
    // The control: the lock is held.
    #expect(transcript.text("flock mine LOCK_EX|LOCK_NB").contains("EAGAIN"))
    transcript.run("P2: write 3 \"half\"\nkill P2 SIGKILL")
    #expect(transcript.text("flock mine LOCK_EX|LOCK_NB").contains("= 0"))
    #expect(transcript.text("cat job").contains("half"))
  }

  // MARK: Waits, and signals that nobody sent

  @Test func pauseSaysWhichSignalEndsIt() {
    #expect(transcript.unwrapped("fork\npause").contains("it catches none: sigaction gives one a handler"))
    transcript.run("interrupt P1\nsigaction SIGUSR2 handler")
    #expect(transcript.unwrapped("pause").contains("P2: kill P1 SIGUSR2."))
    #expect(transcript.unwrapped("P2: kill P1 SIGUSR2").contains("That is the only way in which pause returns."))
  }

  @Test func aKeyTellsAtOnceWhatItDid() {
    transcript.run("fork\nP2: setpgid 0 0\nioctl 0 TIOCSPGRP [$P2]\nP2: read 0 10")
    let stopped = transcript.unwrapped("key ^Z")
    #expect(stopped.contains("P2 --- stopped by SIGTSTP ---"), "\(stopped)")
    #expect(stopped.contains("Sent by the terminal to its foreground process group."))
    transcript.run("kill P2 SIGCONT")
    #expect(transcript.unwrapped("key ^C").contains("The terminal sent SIGINT to its foreground process group"))
  }

  @Test func whenTheLeaderOfTheSessionEndsSIGHUPSaysWhy() {
    let text = transcript.unwrapped("fork\nP2: kill P1 SIGKILL\nP2: getpid")
    #expect(text.contains("The leader of its session has ended"), "\(text)")
  }

  @Test func aSignalIsExplainedByItsName() {
    #expect(transcript.unwrapped("help SIGKILL").contains("cannot be caught, blocked or ignored"))
    #expect(transcript.unwrapped("help SIGRT_1").contains("real-time"))
  }
}
