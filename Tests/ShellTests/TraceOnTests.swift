import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// `trace on`: the calls of programs while `cont` lets them run.
@Suite(.serialized) @TracerThread
struct TraceOnTests {
  private func sh(_ script: String) -> String {
    "execve \"/bin/sh\" [\"sh\", \"-c\", \"\(script)\"] []"
  }

  /// The lines of calls that P1 and its family made.
  private func calls(_ lines: [String], _ name: String, by who: String = "P1") -> [String] {
    lines.filter { $0.hasPrefix("\(who)  \(name)(") }
  }

  /// What is shown by itself, until it is what `isOver` waits for.
  private func news(_ transcript: Transcript, until isOver: ([String]) -> Bool) -> [String] {
    var all: [String] = []
    _ = eventually {
      all += transcript.lines { transcript.session.takeEvents() }
      return isOver(all)
    }
    return all
  }

  private static let cat = "execve \"/bin/cat\" [\"cat\"] []"

  @Test func itShowsTheCallsOfAProgramThatRunsFromThenOn() throws {
    let transcript = try Transcript()
    let before = transcript.run("execve \"/bin/cat\" [\"cat\", \"/etc/hostname\"] []")
    #expect(calls(before, "mmap").isEmpty)
    let lines = transcript.run("trace on\ncont")
    #expect(calls(lines, "openat").contains { $0.contains("/etc/hostname") })
    #expect(calls(lines, "exit_group") == ["P1  exit_group(0) = ?"])
    #expect(lines.contains("+++ exited with 0 +++") || lines.contains { $0.contains("exited with 0") })
  }

  @Test func onlyTheChosenCallsAreShown() throws {
    let transcript = try Transcript()
    let lines = transcript.run("trace on write,exit_group\nexecve \"/bin/cat\" [\"cat\", \"/etc/hostname\"] []\ncont")
    let shown = lines.filter { $0.hasPrefix("P1  ") && $0.contains("(") && $0.contains(" = ") }
    #expect(calls(shown, "write").count == 1)
    #expect(shown.count == 2, "\(shown)")
  }

  @Test func childrenAndTheirThreadsAreSeenToo() throws {
    let transcript = try Transcript()
    let lines = transcript.run("trace on write,execve\n\(sh("/bin/echo one; /bin/echo two; exit 0"))\ncont")
    let writers = Set(lines.filter { $0.contains("  write(1, ") }.compactMap { $0.split(separator: " ").first })
    #expect(writers.count == 2, "\(lines)")
    #expect(!writers.contains("P1"))
  }

  @Test func offEndsIt() throws {
    let transcript = try Transcript()
    let lines = transcript.run("trace on\ntrace off\nexecve \"/bin/true\"\ncont")
    #expect(calls(lines, "exit_group").isEmpty)
    #expect(transcript.text("trace").contains("are not shown"))
    #expect(transcript.text("trace on\ntrace").contains("are shown while cont"))
  }

  @Test func resetEndsItToo() throws {
    let transcript = try Transcript()
    transcript.run("trace on\nreset")
    #expect(transcript.text("trace").contains("are not shown"))
    #expect(calls(transcript.run("execve \"/bin/true\"\ncont"), "exit_group").isEmpty)
  }

  @Test func whatRunsAlreadyIsToldToBeInterrupted() throws {
    let transcript = try Transcript()
    transcript.run("\(Self.cat)\ncont")
    #expect(transcript.unwrapped("trace on").contains("What runs now was let run before; interrupt it first."))
    var lines = transcript.run("interrupt\ncont\ntype \"abc\\n\"\nkey ^D")
    lines += news(transcript) { (lines + $0).contains { $0.contains("exited with 0") } }
    #expect(calls(lines, "write").contains { $0.contains("abc") }, "\(lines)")
  }

  @Test func aWrongSetIsOneSentence() throws {
    let transcript = try Transcript()
    transcript.run("trace on nosuch")
    #expect(transcript.results.last?.problem == "There is no syscall or set called nosuch.")
    #expect(transcript.results.last?.failed == true)
  }

  @Test func aBlockedCallIsShownWhenItComesBack() throws {
    let transcript = try Transcript()
    let first = transcript.run("trace on read\n\(Self.cat)\ncont")
    #expect(!calls(first, "read").contains { $0.hasPrefix("P1  read(0") })
    var then = transcript.run("type \"xyz\\n\"\nkey ^D")
    then += news(transcript) { (then + $0).contains { $0.contains("exited with 0") } }
    #expect(calls(then, "read").contains { $0.contains("\"xyz\\n\"") }, "\(then)")
    // The end is told below the calls that came before it.
    let end = try #require(then.firstIndex { $0.contains("exited with 0") })
    #expect(!then[end...].contains { $0.hasPrefix("P1  read(") }, "\(then)")
  }

  @Test func aProgramKilledInACallLeavesNothing() throws {
    let transcript = try Transcript()
    transcript.run("fork")
    transcript.run("trace on\nP2: \(Self.cat)\ncont P2")
    var lines = transcript.run("kill P2 SIGKILL")
    lines += news(transcript) { (lines + $0).contains { $0.contains("killed by SIGKILL") } }
    #expect(lines.contains { $0.contains("SIGKILL") }, "\(lines)")
    #expect(!lines.contains { $0.hasPrefix("P2  read(0") && $0.contains(" = ") })
  }

  @Test func stepInterruptContAndDetachWorkAsWithoutIt() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      """
      trace on read,write
      \(Self.cat)
      step
      cont
      interrupt
      x = getpid
      cont
      type "abc\\n"
      """)
    #expect(!transcript.results.contains { $0.failed || $0.misunderstood }, "\(text)")
    #expect(transcript.session.lab.variables["x"]?.word == UInt64(transcript.session.lab.current?.pid ?? 0))
    // The call that was made from here is no call of the program's.
    #expect(!text.contains("P1  getpid("))
    transcript.run("interrupt\ndetach")
    #expect(transcript.results.last?.failed == false)
    let untraced = transcript.run("type \"def\\n\"\nkey ^D")
    let end = news(transcript) { (untraced + $0).contains { $0.contains("has ended") || $0.contains("exited") } }
    #expect(calls(untraced + end, "write").isEmpty)
  }

  @Test func undoBringsItBackAsItWas() throws {
    let transcript = try Transcript()
    transcript.run("trace on write\ngetpid\nundo")
    #expect(transcript.text("trace").contains("are shown while cont"))
    transcript.run("undo")
    #expect(transcript.text("trace").contains("are not shown"))
  }

  @Test func aProgramThatCallsWithoutEndLeavesThePromptAlive() throws {
    let shell = try PseudoTerminal.sysh()
    try shell.enter("fork")
    try shell.enter("P2: execve \"/bin/dd\" [\"dd\", \"if=/dev/zero\", \"of=/dev/null\", \"bs=1\"] []")
    try shell.enter("trace on")
    shell.send("cont P2\r")
    try shell.expect("write(1, \"\\0\", 1) = 1")
    try shell.expect("were left out: there are too many to be shown", timeout: 30)
    let memory = residentSize(shell.pid)
    let lines = shell.screen.split(separator: "\n").count
    #expect(lines < 3 * TraceFlow.burst, "\(lines)")
    try shell.enter("getuid", "getuid() = ")
    try shell.enter("interrupt P2", "P2 is held")
    #expect(residentSize(shell.pid) < memory + 16_384)
    try shell.enter("trace off")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  /// KiB.
  private func residentSize(_ pid: Int32) -> Int {
    let status = ProcessList.text(of: "/proc/\(pid)/status") ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
  }

  @Test func setsAreCompletedAfterOn() throws {
    let completer = Completer(session: try Transcript().session)
    let texts = completer.completion("trace on %f", cursor: 11).candidates.map(\.text)
    #expect(texts.contains("%file"))
  }
}
