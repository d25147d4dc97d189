import Glibc
import TestSupport
import Testing

@testable import Trace

/// `sysh count` as it is typed.
@Suite(.serialized) struct CountCommandTests {
  private static func arguments(_ way: Way) -> [String] {
    way == .stops ? ["--stops"] : []
  }

  @Test(arguments: Way.allowed)
  func itPrintsTheTableAndHowItCounted(_ way: Way) throws {
    let (screen, ending) = try SyshCount.run(Self.arguments(way) + ["-S", "calls", "/bin/true"])
    #expect(ending == .exited(0))
    let lines = screen.split(whereSeparator: \.isNewline).map(String.init)
    #expect(lines.first == "% time     seconds  usecs/call     calls    errors syscall")
    #expect(lines.contains { $0.hasSuffix(" total") })
    #expect(screen.contains(way == .bpf ? "Counted by BPF" : "Counted by stops: stops were asked for."))
    #expect(SyshCount.calls("execve", in: screen) == 1)
  }

  @Test(arguments: Way.allowed)
  func itEndsAsTheProgramDid(_ way: Way) throws {
    #expect(try SyshCount.run(Self.arguments(way) + ["sh", "-c", "exit 7"]).ending == .exited(7))
    let killed = try SyshCount.run(Self.arguments(way) + ["sh", "-c", "kill -TERM $$"])
    #expect(killed.ending == .killed(SIGTERM))
    #expect(SyshCount.calls("kill", in: killed.screen) == 1)
  }

  @Test(arguments: Way.allowed)
  func controlCReachesTheProgramAndTheTableIsPrinted(_ way: Way) throws {
    let terminal = try SyshCount.start(
      Self.arguments(way) + ["sh", "-c", "trap 'echo caught; exit 9' INT; echo ready; while :; do sleep 0.05; done"])
    try terminal.expect("ready")
    terminal.send("\u{3}")
    try terminal.expect("caught")
    try terminal.expect(" total")
    #expect(try terminal.waitForExit() == .exited(9))
  }

  @Test(arguments: Way.allowed)
  func aSignalFromAProcessIsPassedOn(_ way: Way) throws {
    let terminal = try SyshCount.start(
      Self.arguments(way) + ["sh", "-c", "trap 'echo caught; exit 9' TERM; echo ready; while :; do sleep 0.05; done"])
    try terminal.expect("ready")
    kill(terminal.pid, SIGTERM)
    try terminal.expect("caught")
    #expect(try terminal.waitForExit() == .exited(9))
  }

  @Test(arguments: Way.allowed)
  func whatIsLeftBehindIsNotWaitedForAfterControlC(_ way: Way) throws {
    let terminal = try SyshCount.start(
      Self.arguments(way) + ["sh", "-c", "trap '' INT; sleep 60 & echo child $! here; exit 3"])
    try terminal.expect("child ")
    let left = try #require(Int32(try terminal.expect(" here")))
    // The program was reaped.
    #expect(eventually { ProcessList.children(of: terminal.pid).isEmpty })
    terminal.send("\u{3}")
    try terminal.expect(" total")
    #expect(try terminal.waitForExit() == .exited(3))
    // It runs on, untraced.
    #expect(ProcessList.text(of: "/proc/\(left)/status")?.contains("TracerPid:\t0\n") == true)
    kill(left, SIGKILL)
  }

  @Test func whatStandsBehindTheCommandIsTheCommands() throws {
    let (screen, ending) = try SyshCount.run(["-e", "execve", "sh", "-c", "echo \"$@\"", "sh", "-p", "5", "--", "-o"])
    #expect(ending == .exited(0))
    #expect(screen.contains("-p 5 -- -o"))
  }

  @Test func theTableGoesToAFileWhichTheProgramDoesNotInherit() throws {
    let path = try Scratch.path("table")
    defer { unlink(path) }
    let (screen, ending) = try SyshCount.run(["-o", path, "sh", "-c", "ls -l /proc/self/fd; exit 2"])
    #expect(ending == .exited(2))
    #expect(!screen.contains("syscall"))
    #expect(!screen.contains(path))
    let text = try #require(ProcessList.text(of: path))
    #expect(text.hasPrefix("% time "))
    #expect(text.contains(" total\nCounted by "))
  }

  @Test(arguments: [
    (["-z", "ls"], "sysh count has no option -z."), ([], "Say what to count"),
    (["-p", "1", "ls"], "Give a command or -p PID, not both."), (["-S", "max-time", "ls"], "-S sorts by"),
    (["-U", "calls,foo", "ls"], "not foo."), (["-e", "foo", "ls"], "There is no syscall or set called foo"),
    (["-f", "--no-follow", "ls"], "exclude each other"),
  ])
  func aMistakeInTheOptionsIsNamed(_ arguments: [String], _ sentence: String) throws {
    let (screen, ending) = try SyshCount.run(arguments)
    #expect(ending == .exited(2))
    #expect(screen.contains(sentence))
  }

  @Test(arguments: Way.allowed)
  func whatCannotBeCountedIsASentence(_ way: Way) throws {
    let missing = try SyshCount.run(Self.arguments(way) + ["no-such-program-of-anybody"])
    #expect(missing.ending == .exited(1))
    #expect(missing.screen.contains("sysh count: no-such-program-of-anybody is no program that can be run: ENOENT"))
    let nobody = try SyshCount.run(Self.arguments(way) + ["-p", "4194303"])
    #expect(nobody.ending == .exited(1))
    #expect(nobody.screen.contains("sysh count: There is no process 4194303."))
  }

  @Test(arguments: Way.allowed)
  func aRunningProcessIsCountedToItsEnd(_ way: Way) throws {
    // It ends when its standard input does, which is when nobody holds the pipe's other end.
    var pipe: [Int32] = [0, 0]
    #expect(Glibc.pipe(&pipe) == 0)
    for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let other = try Bystander(["/bin/sh", "-c", "read line < /proc/\(getpid())/fd/\(pipe[0]); exit 0"])
    defer { other.end() }
    let terminal = try SyshCount.start(Self.arguments(way) + ["-p", "\(other.pid)"])
    #expect(eventually { SyshCount.isCounting(way, other.pid, in: terminal.pid) })
    usleep(100_000)
    close(pipe[1])
    close(pipe[0])
    #expect(eventually { ProcessList.entry(other.pid)?.state == "Z" })
    try terminal.expect(" total")
    #expect(try terminal.waitForExit() == .exited(0))
    #expect(SyshCount.calls("exit_group", in: terminal.screen) == 1)
  }
}
