import Lab
import Testing

@testable import Render

/// A traced call as one line of the screen.
struct TraceViewTests {
  private func line(_ text: String, width: Int, verbose: Bool = false) -> String {
    let call = ProgramTrace.Line(pid: 12, text: text, number: 0, isFailure: false)
    return Renderer(width: width).traced(call, subject: "P2", verbose: verbose).plain
  }

  private static let long =
    "openat(AT_FDCWD, \"/usr/share/locale/C.UTF-8/LC_MESSAGES/coreutils.mo\", O_RDONLY) = -1 ENOENT (No such file or directory)"

  @Test(arguments: [70, 75, 80, 100, 110])
  func aLongLineKeepsItsResultAndFitsTheScreen(_ width: Int) {
    let text = line(Self.long, width: width)
    #expect(text.count <= width)
    #expect(text.hasPrefix("P2  openat(AT_"))
    #expect(text.hasSuffix("... = -1 ENOENT (No such file or directory)"), "\(text)")
  }

  @Test func aLineThatFitsIsWhole() {
    #expect(line("close(3) = 0", width: 40) == "P2  close(3) = 0")
    #expect(line(Self.long, width: 200) == "P2  " + Self.long)
  }

  @Test func everythingIsShownWhereItIsAskedFor() {
    #expect(line(Self.long, width: 60, verbose: true) == "P2  " + Self.long)
  }

  @Test func aParenthesisInATextIsNotTheResult() {
    let text = line("write(1, \"f(x) = 7 and some more text that is long enough\", 52) = 52", width: 50)
    #expect(text.hasSuffix("... = 52") && text.count <= 50, "\(text)")
  }

  @Test func aResultThatLeavesNoRoomForTheCallIsShownWithAllOfIt() {
    // Nothing sensible is left of the call, so the terminal breaks the line.
    #expect(line(Self.long, width: 50).hasSuffix("(No such file or directory)"))
  }
}
