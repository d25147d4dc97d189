import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Lab
@testable import Shell

/// Signals from sending over pending to delivery, as a learner sees them.
@Suite(.serialized) @TracerThread
struct SignalTests {
  let transcript: Transcript

  init() throws {
    transcript = try Transcript()
  }

  @Test func aHandlerRunsInTheSubjectAndReturnsThroughRtSigreturn() throws {
    let text = transcript.unwrapped("sigaction SIGUSR1 handler\nkill P1 SIGUSR1")
    #expect(text.contains("sa_flags=SA_RESTORER"))
    #expect(text.contains("SIGUSR1 default (terminate) → caught by a handler"))
    #expect(text.contains("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER"))
    #expect(text.contains("Sent by P1 itself. The handler of P1 ran, with [USR1] blocked"))
    // The mask is back, and the subject goes on.
    #expect(try transcript.signalState("P1").blocked == 0)
    #expect(transcript.run("getpid").count == 1)
  }

  @Test func theMaskOfAHandlerIsTheOneThatSigactionAskedFor() throws {
    let text = transcript.unwrapped(
      "sigprocmask SIG_BLOCK [HUP]\nsigaction SIGUSR1 {sa_handler=handler, sa_mask=[TERM], sa_flags=SA_NODEFER}\nkill P1 SIGUSR1"
    )
    #expect(text.contains("with [HUP TERM] blocked; its rt_sigreturn put the registers back, and the mask [HUP]."))
  }

  @Test func aHandlerDuringABlockedReadEndsItWithEINTR() throws {
    transcript.run("sigaction SIGUSR1 handler\nr, w = pipe\nfork\nread r 10")
    let text = transcript.unwrapped("P2: kill P1 SIGUSR1")
    #expect(text.contains("= -1 EINTR (Interrupted system call)"))
    #expect(text.contains("The handler of SIGUSR1 ran, so the call was broken off."))
    #expect(!text.contains("512"))
  }

  @Test func withSARestartTheReadGoesOnAndGetsItsData() throws {
    transcript.run("sigaction SIGUSR1 handler|SA_RESTART\nr, w = pipe\nfork\nread r 10")
    let text = transcript.unwrapped("P2: kill P1 SIGUSR1")
    #expect(text.contains("The call goes on, as SA_RESTART asks.") && !text.contains("EINTR"))
    #expect(transcript.unwrapped("P2: write w \"on\"").contains("read(3, \"on\", 10) = 2"))
  }

  @Test func aBlockedSignalIsPendingUntilItIsUnblocked() throws {
    transcript.run("fork\nsigaction SIGUSR1 handler")
    let masked = transcript.unwrapped("sigprocmask SIG_BLOCK [USR1]\nP2: kill P1 SIGUSR1")
    #expect(masked.contains("mask [] → [USR1]"))
    #expect(masked.contains("P1 SIGUSR1 is pending, sent by P2: P1 blocks it, so it waits"))
    #expect(transcript.unwrapped("signals P1").contains("SIGUSR1 was sent by P2 (SI_USER)"))
    #expect(transcript.unwrapped("sigpending").contains("[USR1]"))
    let delivered = transcript.unwrapped("sigprocmask SIG_UNBLOCK [USR1]")
    #expect(delivered.contains("Sent by P2. The handler of P1 ran"))
    #expect(try transcript.signalState("P1").pending == 0)
  }

  @Test func aSignalThatIsTakenIsNotDelivered() throws {
    transcript.run("sigprocmask SIG_BLOCK [USR1 USR2]\nkill P1 SIGUSR1")
    let taken = transcript.unwrapped("sigtimedwait [USR1]")
    #expect(taken.contains("= 10 (SIGUSR1)") || taken.contains("= 10"))
    #expect(taken.contains("SIGUSR1 is no longer pending: it was taken, not delivered"))
    let read = transcript.unwrapped("fd = signalfd4 -1 [USR2]\nkill P1 SIGUSR2\nread fd 128")
    #expect(read.contains("SIGUSR2 is no longer pending"))
  }

  @Test func aValueComesWithAQueuedSignal() {
    let text = transcript.unwrapped(
      "sigaction SIGUSR1 handler\nrt_sigqueueinfo P1 SIGUSR1 {si_signo=SIGUSR1, si_code=SI_QUEUE, si_pid=$P1, si_int=7}"
    )
    #expect(text.contains("si_code=SI_QUEUE") && text.contains("si_int=7"), "\(text)")
  }

  @Test func aCoreDumpIsToldOnlyWhenOneWasWritten() throws {
    let pattern = try transcript.session.lab.proc.setting("kernel/core_pattern")
    let without = transcript.unwrapped(
      "fork\nP2: setrlimit RLIMIT_CORE {0, RLIM64_INFINITY}\nkill P2 SIGQUIT\nwait4 -1")
    #expect(without.contains("+++ killed by SIGQUIT +++") && !without.contains("WCOREDUMP"))
    // A pattern that begins with a pipe hands the dump to a program whatever the limit says (man 5 core).
    guard !pattern.hasPrefix("|") else { return }
    let with = transcript.unwrapped(
      "fork\nP3: setrlimit RLIMIT_CORE {RLIM64_INFINITY, RLIM64_INFINITY}\nkill P3 SIGQUIT\nwait4 -1")
    guard with.contains("RLIM64_INFINITY}) = 0") else { return }
    #expect(with.contains("+++ killed by SIGQUIT (core dumped) +++") && with.contains("&& WCOREDUMP(s)"), "\(with)")
    #expect(with.contains("Its memory was kept as core_pattern says: \(pattern)"))
  }

  @Test func anIgnoredSignalDoesNothing() throws {
    let text = transcript.unwrapped("sigaction SIGTERM SIG_IGN\nkill P1 SIGTERM\ngetpid")
    #expect(text.contains("SIGTERM default (terminate) → ignored"))
    #expect(text.contains("P1 ignores it (SIG_IGN): nothing happens."))
    #expect(transcript.session.lab.current?.end == nil)
    // The control: back at its default it ends the subject.
    #expect(transcript.unwrapped("sigaction SIGTERM SIG_DFL\nkill P1 SIGTERM").contains("+++ killed by SIGTERM +++"))
  }

  @Test(arguments: ["SIGKILL", "SIGSTOP"]) func noActionCanBeGivenToKillAndStop(name: String) {
    #expect(transcript.unwrapped("sigaction \(name) handler").contains("= -1 EINVAL"))
  }

  @Test func aStoppedSubjectMakesNoCallsUntilSIGCONT() throws {
    transcript.run("fork")
    let stopped = transcript.unwrapped("P2: kill P1 SIGSTOP\ngetpid")
    #expect(stopped.contains("--- stopped by SIGSTOP ---"))
    #expect(stopped.contains("P1 was stopped by SIGSTOP, and a stopped process makes no calls."))
    #expect(stopped.contains("P2: kill P1 SIGCONT"))
    #expect(transcript.unwrapped("tree").contains("stopped by SIGSTOP (T)"))
    let goesOn = transcript.unwrapped("P2: kill P1 SIGCONT\ngetpid")
    #expect(goesOn.contains("Sent by P2. P1 goes on.") && goesOn.contains("getpid() ="))
  }

  @Test func aSignalToAStoppedSubjectIsToldToWait() {
    let text = transcript.unwrapped("fork\nkill P2 SIGSTOP\nkill P2 SIGTERM")
    #expect(text.contains("P2 SIGTERM is pending") && text.contains("P2 is stopped, so it waits"))
    let more = transcript.unwrapped("kill P2 SIGTERM\nkill P2 SIGCONT")
    #expect(more.contains("this one is lost") && more.contains("killed by SIGTERM") && !more.contains("so it waits"))
  }

  @Test func aSignalToASleeperInStateDIsToldToWait() {
    let text = transcript.unwrapped("fork\nP2: sigaction SIGTERM handler\nP2: vfork\nkill P2 SIGTERM")
    #expect(text.contains("P2 SIGTERM is pending") && text.contains("P2 sleeps in state D, so it waits"))
    // One that wakes the sleeper does not wait.
    let end = transcript.unwrapped("kill P2 SIGKILL")
    #expect(end.contains("killed by SIGKILL") && !end.contains("so it waits"))
  }

  @Test func aSubjectWhoseHandlerRunsIsNotSaidToBeInACall() {
    // A handler that jumps to itself.
    transcript.run(
      """
      code = mmap NULL PAGE PROT_READ|PROT_WRITE|PROT_EXEC MAP_PRIVATE|MAP_ANONYMOUS
      poke code [0xeb 0xfe]
      fork
      P2: sigaction SIGUSR1 {sa_handler=code, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=restorer}
      kill P2 SIGUSR1
      """)
    #expect(transcript.unwrapped("interrupt P2").contains("its handler runs, and has not returned. kill P2 SIGKILL"))
    #expect(transcript.unwrapped("P2: getpid").contains("P2 is still in a handler"))
    #expect(transcript.unwrapped("await P2").contains("its handler runs, and has not returned"))
    #expect(transcript.unwrapped("tree").contains("in a handler"))
    #expect(transcript.unwrapped("status").contains("is in a handler"))
    #expect(transcript.unwrapped("kill P2 SIGKILL").contains("P2 +++ killed by SIGKILL"))
    #expect(transcript.unwrapped("interrupt P1").contains("P1 is not in a call"))
  }

  @Test func signalsWithNamesShowsTheirRowsOnly() {
    let lines = transcript.run("signals TERM SIGKILL chld")
    #expect(lines.count == 4)
    #expect(lines[1].contains("15  SIGTERM  terminate") && lines[2].contains("9  SIGKILL"))
    #expect(lines[3].contains("17  SIGCHLD  ignore"))
    #expect(transcript.text("signals TERM NONE").contains("There is no subject TERM NONE."))
  }

  @Test func aParentIsToldOfAStopAndOfAContinuation() {
    transcript.run("fork\nP2: kill P2 SIGSTOP")
    #expect(transcript.unwrapped("wait4 P2 NULL WUNTRACED").contains("NULL, WSTOPPED, NULL) = "))
    transcript.run("kill P2 SIGCONT")
    #expect(transcript.unwrapped("wait4 P2 NULL WCONTINUED|WNOHANG").contains("WNOHANG|WCONTINUED, NULL) = "))
  }

  @Test func anAlarmRingsWhileTheSubjectIsHeld() {
    transcript.run("sigaction SIGALRM handler\nsetitimer ITIMER_REAL {{0, 0}, {0, 20000}}")
    var text = ""
    _ = eventually {
      text += transcript.text("getpid")
      return text.contains("--- SIGALRM")
    }
    #expect(text.contains("--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL"), "\(text)")
    #expect(transcript.unwrapped("getpid\nsigpending").contains("[]"))
  }

  // MARK: The terminal

  @Test func ctrlCReachesTheForegroundGroupAlone() throws {
    transcript.run("sigaction SIGINT SIG_IGN\nfork\nP2: setpgid 0 0\nP2: sigaction SIGINT SIG_DFL\nP2: pause")
    // The control: in the background it hears nothing.
    transcript.run("key ^C")
    #expect(transcript.end("P2") == nil)
    transcript.run("ioctl 0 TIOCSPGRP [$P2]\nkey ^C\ngetpid")
    #expect(transcript.end("P2") == .killed(.interrupt))
    #expect(transcript.end("P1") == nil)
  }

  @Test func ctrlZStopsTheJobAndTheShellOfTheLessonCanContinueIt() throws {
    transcript.run("fork\nP2: setpgid 0 0\nioctl 0 TIOCSPGRP [$P2]\nP2: read 0 10")
    let text = transcript.unwrapped("key ^Z\ngetpid")
    #expect(text.contains("P2 --- stopped by SIGTSTP ---"), "\(text)")
    let goesOn = transcript.unwrapped("kill P2 SIGCONT\ntype \"hi\\n\"\ngetpid")
    #expect(goesOn.contains("P2 read(0, \"hi\\n\", 10) = 3"), "\(goesOn)")
  }

  @Test func aReadInTheBackgroundOfAnOrphanedGroupFailsAndSaysWhy() {
    let text = transcript.unwrapped("fork\nP2: setpgid 0 0\nioctl 0 TIOCSPGRP [$P2]\nread 0 10")
    #expect(text.contains("= -1 EIO"))
    #expect(
      text.contains("is in the background of its terminal, whose foreground group is P2's. SIGTTIN would stop it"))
  }

  // MARK: What was typed

  @Test func whatASignalShallDoIsAskedForByName() {
    #expect(
      transcript.unwrapped("sigaction SIGUSR1 SA_RESTART").contains("These are flags, and what the signal shall do"))
    #expect(transcript.unwrapped("sigaction SIGUSR1 handler|SA_RESTRAT").contains("SA_RESTART"))
    #expect(!transcript.results.map(\.misunderstood).contains(false))
  }

  @Test func helpExplainsSignalsAndTheFunctionsOfASubject() {
    #expect(
      transcript.unwrapped("help SIGTERM").contains(
        "SIGTERM = 15 When: a polite request to end. By default: terminate."))
    #expect(transcript.unwrapped("help kill").contains("kill(pid, sig)"))
    #expect(transcript.unwrapped("help SIGKILL").contains("No process can catch, block or ignore it"))
    #expect(transcript.unwrapped("help handler").contains("returns at once"))
    #expect(transcript.unwrapped("help P1").contains("P1 is a living subject"))
  }

  @Test func waitIsTheLibrarysAndTakesNoProcess() {
    #expect(
      transcript.unwrapped("fork\nP2: _exit 4\nwait").contains(
        "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 4}], 0, NULL)"))
    #expect(transcript.unwrapped("wait").contains("= -1 ECHILD"))
    #expect(transcript.unwrapped("wait P1").contains("wait takes no process"))
  }

  @Test func niceMovesTheProcessFromWhereItIs() throws {
    #expect(transcript.unwrapped("nice 3\nnice 4").contains("setpriority(PRIO_PROCESS, 0, 7) = 0"))
    #expect(transcript.unwrapped("getpriority PRIO_PROCESS").contains("= 13"))
    #expect(transcript.unwrapped("nice").contains("nice takes one argument"))
  }

  @Test func anAliasIsExplainedOnce() {
    #expect(transcript.text("sigpending").contains("sigpending runs rt_sigpending"))
    #expect(!transcript.text("sigpending").contains("sigpending runs rt_sigpending"))
  }

  @Test func whatSigsuspendLetsInIsToldAsDeliveredAndNotAsTaken() throws {
    transcript.run("sigaction SIGTERM handler\nsigprocmask SIG_BLOCK [TERM]\nkill P1 SIGTERM")
    let text = transcript.unwrapped("sigsuspend []")
    #expect(text.contains("The handler of P1 ran"))
    #expect(!text.contains("no longer pending"))
    // What a signalfd gives is taken indeed.
    transcript.run("s = signalfd4 -1 [TERM]\nkill P1 SIGTERM")
    #expect(transcript.unwrapped("rt_sigtimedwait [TERM]").contains("no longer pending: it was taken, not delivered"))
  }

  @Test func aSignalInTheGapIsLostForPauseAndKeptForPpoll() throws {
    transcript.run("sigaction SIGTERM handler\nkill P1 SIGTERM\nfork")
    #expect(transcript.unwrapped("pause").contains("P1 is asleep"))
    transcript.run("interrupt P1\nsigprocmask SIG_BLOCK [TERM]\nP2: kill P1 SIGTERM")
    let text = transcript.unwrapped("ppoll NULL 0 NULL []")
    #expect(text.contains("ppoll(NULL, 0, NULL, [], 8) = -1 EINTR"))
    #expect(try transcript.signalState("P1").blocked == 1 << 14)
    #expect(try transcript.signalState("P1").pending == 0)
  }

  @Test func aHandlerOfTheLearnersOwnCodeRunsWithItsCalls() throws {
    transcript.run(
      "code = mmap 0x500000 PAGE PROT_READ|PROT_WRITE|PROT_EXEC MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED_NOREPLACE -1 0\nr, w = pipe"
    )
    // write(w, code, 1)
    transcript.run("poke code [0xb8 1 0 0 0 0xbf w 0 0 0 0xbe 0 0 0x50 0 0xba 1 0 0 0 0x0f 0x05 0xc3]")
    transcript.run(
      "sigaction SIGTERM {sa_handler=code, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=restorer}\nkill P1 SIGTERM")
    let text = transcript.unwrapped("poll [{fd=r, events=POLLIN}]\nread r 9")
    #expect(text.contains("poll([{fd=3, events=POLLIN}], 1, -1) = 1 ([{fd=3, revents=POLLIN}])"))
    #expect(text.contains(#"read(3, "\270", 9) = 1"#))
  }
}

extension Transcript {
  /// What a subject does with signals, as /proc has it now.
  func signalState(_ name: String) throws -> SignalState {
    let subject = try #require(session.lab.subject(named: name))
    return SignalState(try session.lab.proc.status(subject.pid))
  }

  /// How a subject ended, nil while it lives.
  func end(_ name: String) -> CallOutcome? {
    session.lab.subject(named: name)?.end
  }
}
