import Testing

/// The command line of `sysh trace`.
@Suite struct TraceCommandTests {
  @Test(arguments: ["trace --help", "trace -h", "trace -f --help"])
  func helpIsHelpAndNoProgram(_ line: String) {
    #expect(TracedOutput.lines(line).contains { $0.hasPrefix("USAGE: sysh trace") })
  }

  @Test func anUnknownOptionIsNoProgram() {
    let lines = TracedOutput.lines("trace --nothing true")
    #expect(lines.contains { $0.contains("There is no option --nothing.") }, "\(lines)")
  }

  @Test func twoDashesEndTheOptions() {
    let lines = TracedOutput.lines("trace -q -- sh -c 'exit 3'; echo status $?")
    #expect(lines.contains { $0.hasPrefix("execve(") } && lines.last == "status 3", "\(lines)")
    #expect(TracedOutput.lines("trace --").contains { $0.contains("Name a program to run") })
  }
}
