import TestSupport
import Testing

/// The helper with which other tests drive the shell.
struct PseudoTerminalTests {
  @Test func aProgramGetsItsEnvironmentSizeAndEnding() throws {
    let shell = try PseudoTerminal(
      ["/bin/sh"], environment: ["PATH": "/usr/bin:/bin", "PS1": "> ", "COLOUR": "green"], rows: 31, columns: 77)
    try shell.expect("> ")
    shell.send("stty size; echo $COLOUR\r")
    try shell.expect("31 77\r\ngreen")
    shell.resize(rows: 10, columns: 20)
    shell.send("stty size\r")
    try shell.expect("10 20")
    shell.send("ls /proc/self/fd | tr '\\n' ' '\r")
    try shell.expect("0 1 2 3 ")
    shell.send("exit 5\r")
    #expect(try shell.waitForExit() == .exited(5))
    #expect(shell.screen.contains("green"))
  }

  @Test func keysGoThroughTheLineDiscipline() throws {
    let program = try PseudoTerminal(["/bin/cat"])
    program.send("hello\r")
    try program.expect("hello\r\nhello")
    program.send("\u{3}")
    #expect(try program.waitForExit() == .killed(2))
  }

  @Test func whatDoesNotAppearIsMissed() throws {
    let program = try PseudoTerminal(["/bin/echo", "something else"])
    #expect(throws: PseudoTerminal.Failure.self) { try program.expect("something more", timeout: 0.5) }
    #expect(throws: PseudoTerminal.Failure.self) { try PseudoTerminal(["/nowhere"]) }
  }
}
