import Glibc
import TestSupport
import Testing

/// The shell at a terminal, driven as a person would.
@Suite(.serialized)
struct TerminalTests {
  @Test func itGreetsRunsCallsAndLeavesAtQuit() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("dup 0\r")
    try shell.expect("dup(0) = 3")
    try shell.expect("+ fd 3")
    try shell.expect("P1> ")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  @Test(arguments: [44, 80] as [Int32])
  func theGreetingBreaksBetweenWords(columns: Int32) throws {
    let shell = try PseudoTerminal.sysh(columns: columns, prompt: nil)
    let greeting = try shell.expect("P1> ")
    let lines = greeting.split(separator: "\r\n").filter { !$0.contains("\u{1b}") }
    #expect(greeting.contains("New here:  learn tour") && lines.count >= 3, "\(greeting.debugDescription)")
    #expect(lines.allSatisfy { $0.count <= columns }, "\(greeting.debugDescription)")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  @Test func controlDLeaves() throws {
    let shell = try PseudoTerminal.sysh()
    #expect(try shell.end() == .exited(0))
  }

  @Test func controlCClearsTheLineAndReachesNoSubject() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("close 0")
    try shell.expect("close 0")
    shell.send("\u{3}")
    try shell.expect("P1> ")
    shell.send("fds\r")
    try shell.expect("/dev/pts/")
    try shell.expect("P1> ")
    shell.send("getpid\r")
    try shell.expect("getpid() = ")
    #expect(try shell.end(by: "quit\r") == .exited(0))
    #expect(!shell.screen.contains("has ended"))
  }

  @Test func tabCompletesCallsFlagsDescriptorsVariablesAndPaths() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("getdents6\t")
    try shell.expect("getdents64 ")
    shell.send("\u{3}")
    try shell.expect("P1> ")
    shell.send("open \"solitary\" O_WRO\t|O_CRE\t\r")
    try shell.expect("open(\"solitary\", O_WRONLY|O_CREAT, 0666) = 3")
    try shell.expect("P1> ")
    shell.send("number = 3\r")
    try shell.expect("P1> ")
    // Descriptors are listed with what they are.
    shell.send("close \t\t")
    try shell.expect("3 ")
    try shell.expect("/solitary")
    shell.send("\u{3}")
    try shell.expect("P1> ")
    shell.send("close numb\t\r")
    try shell.expect("close(3) = 0")
    try shell.expect("P1> ")
    shell.send("stat \"soli\t\r")
    try shell.expect("stat(\"solitary\", {st_mode=S_IFREG|0644")
    #expect(try shell.end() == .exited(0))
  }

  @Test func aResultThatComesLaterIsPrintedAboveTheLineBeingTyped() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("nanosleep {tv_sec=1, tv_nsec=0}\r")
    try shell.expect("asleep")
    try shell.expect("P1> ")
    shell.send("get")
    try shell.expect("get")
    // The half-typed line is cleared before anything is printed in its place.
    let event = try shell.expect("nanosleep({tv_sec=1, tv_nsec=0}, NULL) = 0")
    #expect(event.hasPrefix("\r") && event.contains("\u{1b}[K"), "\(event.debugDescription)")
    // The half-typed line is there again, and goes on.
    try shell.expect("P1> get")
    shell.send("pid\r")
    try shell.expect("getpid() = ")
    #expect(try shell.end() == .exited(0))
  }

  @Test func anAlarmRingsAtThePromptWithoutACommand() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("sigaction SIGALRM handler\r")
    try shell.expect("caught by a handler")
    shell.send("alarm 1\r")
    try shell.expect("alarm(1) = 0")
    try shell.expect("--- SIGALRM {si_signo=SIGALRM, si_code=SI_KERNEL} ---")
    #expect(try shell.end() == .exited(0))
  }

  @Test func aLessonBegunInAnotherOneTakesItsPlace() throws {
    let shell = try PseudoTerminal.sysh(["--lessons", Checkout.root + "/Lessons"], ["XDG_STATE_HOME": Scratch.home])
    shell.send("learn tour\r")
    try shell.expect("[Enter] types: getpid")
    try shell.expect("tour 1/")
    shell.send("learn descriptors\r")
    let rest = try shell.expect("descriptors 1/")
    #expect(rest.contains("[Enter] types: fds") && !rest.contains("[Enter] types: getpid"), "\(rest)")
    shell.send("quit\r")
    try shell.expect("learn descriptors goes on with it.")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  @Test func aNewWidthIsTakenOver() throws {
    let shell = try PseudoTerminal.sysh(columns: 160)
    shell.send("set signature off\r")
    try shell.expect("P1> ")
    shell.send("read 9 1\r")
    let wide = try shell.expect("P1> ")
    shell.resize(rows: 24, columns: 44)
    usleep(100_000)
    shell.send("close 77\r")
    let narrow = try shell.expect("P1> ")
    #expect(wide.contains("fd 9 is not open in P1; open are 0 1 2."))
    let longest = narrow.split(whereSeparator: \.isNewline).map(\.count).max() ?? 0
    #expect(longest <= 60)
    #expect(try shell.end() == .exited(0))
  }

  @Test func historySurvivesAKill() throws {
    let state = Scratch.home + "/state-\(getpid())"
    let first = try PseudoTerminal.sysh([], ["XDG_STATE_HOME": state])
    first.send("getppid\r")
    try first.expect("getppid() = ")
    try first.expect("P1> ")
    kill(first.pid, SIGKILL)
    _ = try first.waitForExit()
    let second = try PseudoTerminal.sysh([], ["XDG_STATE_HOME": state])
    second.send("\u{1b}[A\r")
    try second.expect("getppid() = ")
    #expect(try second.end() == .exited(0))
  }

  @Test func aCallThatReachesOutsideTheLabIsAskedAbout() throws {
    let victim = Scratch.home + "/asked"
    close(open(victim, O_CREAT | O_WRONLY, 0o600))
    let shell = try PseudoTerminal.sysh()
    shell.send("unlink \"\(victim)\"\r")
    try shell.expect("[y/N] ")
    shell.send("n\r")
    try shell.expect("not made")
    try shell.expect("P1> ")
    #expect(access(victim, F_OK) == 0)
    shell.send("unlink \"\(victim)\"\r")
    try shell.expect("[y/N] ")
    shell.send("y\r")
    try shell.expect("= 0")
    #expect(access(victim, F_OK) != 0)
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  @Test func killedByWhateverSignalItLeavesNoSubject() throws {
    for signal in [SIGKILL, SIGTERM, SIGHUP] {
      let shell = try PseudoTerminal.sysh()
      shell.send("r, w = pipe\rsyscall 57\rread r 1\r")
      try shell.expect("asleep")
      // Positive control: the subjects are seen while the shell lives.
      let subjects = ProcessList.all().filter { entry in
        entry.isSubject && (entry.parent == shell.pid || ProcessList.entry(entry.parent)?.parent == shell.pid)
      }
      #expect(subjects.count == 2)
      kill(shell.pid, signal)
      _ = try shell.waitForExit()
      #expect(eventually { subjects.allSatisfy { ProcessList.entry($0.pid)?.isSubject != true } }, "signal \(signal)")
    }
  }

  @Test func aDumbTerminalGetsNoEscapeSequences() throws {
    let shell = try PseudoTerminal.sysh([], ["TERM": "dumb", "NO_COLOR": ""])
    shell.send("dup 0\r")
    try shell.expect("dup(0) = 3")
    #expect(try shell.end(by: "quit\r") == .exited(0))
    #expect(!shell.screen.contains("\u{1b}"))
  }
}
