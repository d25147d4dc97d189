import Glibc
import TestSupport
import Testing

/// Completion and the signature line at a terminal. How the screen looks after all was tried in tmux; here it is that
/// the line comes, goes, and leaves the cursor alone.
@Suite(.serialized)
struct TypingHelpTerminalTests {
  /// Room is made, the cursor's place kept, the line drawn below, and the cursor goes back.
  private static let begins = "\u{1b}D\u{1b}[1A\u{1b}7\u{1b}[1B\r"
  private static let ends = "\u{1b}[J\u{1b}8"

  @Test func theSignatureStandsBelowTheLineAndGoesWhenItIsEntered() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("close ")
    try shell.expect(Self.begins + "close(>fd<)")
    try shell.expect(Self.ends)
    shell.send("9\r")
    // The row behind the line is cleared before the result is written there.
    let rest = try shell.expect("close(9) = -1 EBADF")
    #expect(rest.hasSuffix("\r\n\r\u{1b}[J"), "\(rest.debugDescription)")
    #expect(try shell.end() == .exited(0))
  }

  @Test func theArgumentAtTheCursorIsMarkedAsItMoves() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("open \"a\" ")
    try shell.expect("open(pathname, >[flags = O_RDONLY]<")
    shell.send("\u{1}\u{6}\u{6}\u{6}\u{6}\u{6}")
    try shell.expect("open(>pathname<, [flags = O_RDONLY]")
    // Where nothing is known it is taken away.
    shell.send("\u{1}")
    try shell.expect("\u{1b}7\u{1b}[1B\r\u{1b}[J\u{1b}8")
    #expect(try shell.end(by: "\u{3}\u{4}") == .exited(0))
  }

  @Test func searchingTheHistoryHidesIt() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("close ")
    try shell.expect("close(>fd<)")
    shell.send("\u{12}")
    let before = try shell.expect("reverse-i-search")
    #expect(!before.contains("close("))
    shell.send("zz")
    try shell.expect("failed reverse-i-search")
    shell.send("\u{7}")
    try shell.expect("close(>fd<)")
    #expect(try shell.end(by: "\u{3}\u{4}") == .exited(0))
  }

  @Test func aLineThatIsThrownAwayTakesItAlong() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("close ")
    try shell.expect("close(>fd<)")
    try shell.expect(Self.ends)
    shell.send("\u{3}")
    // Erased, and not drawn again before the new prompt.
    let rest = try shell.expect("P1> ")
    #expect(rest.hasPrefix("\u{1b}7\u{1b}[1B\r\u{1b}[J\u{1b}8") && !rest.contains("close("), "\(rest.debugDescription)")
    #expect(try shell.end() == .exited(0))
  }

  @Test func eventsAreNotPrintedIntoIt() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("nanosleep {tv_sec=0, tv_nsec=700000000}\r")
    try shell.expect("asleep")
    try shell.expect("P1> ")
    shell.send("close ")
    try shell.expect("close(>fd<)")
    let event = try shell.expect("nanosleep({tv_sec=0, tv_nsec=700000000}, NULL) = 0")
    #expect(event.contains("\u{1b}7\u{1b}[1B\r\u{1b}[J\u{1b}8"), "\(event.debugDescription)")
    // Line and signature are there again below it.
    try shell.expect("P1> close ")
    try shell.expect("close(>fd<)")
    #expect(try shell.end(by: "\u{3}\u{4}") == .exited(0))
  }

  @Test func aLineThatWrapsHasItBelowItsLastRow() throws {
    let shell = try PseudoTerminal.sysh(columns: 40)
    shell.send("write 1 \"" + String(repeating: "x", count: 60))
    try shell.expect(Self.begins + "write(fd, >buf<")
    // From the first row the last is one further down.
    shell.send("\u{1}\u{6}\u{6}\u{6}\u{6}\u{6}\u{6}")
    try shell.expect("\u{1b}[1B\u{1b}D\u{1b}[2A\u{1b}7\u{1b}[2B\rwrite(>fd<")
    #expect(try shell.end(by: "\u{3}\u{4}") == .exited(0))
  }

  @Test func itCanBeSwitchedOffAndStaysSo() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("set signature off\r")
    try shell.expect("P1> ")
    shell.send("reset\r")
    try shell.expect("P1> ")
    shell.send("close ")
    usleep(200_000)
    shell.send("9\r")
    let shown = try shell.expect("close(9)")
    #expect(!shown.contains("fd<"), "\(shown.debugDescription)")
    shell.send("set signature on\r")
    try shell.expect("P1> ")
    shell.send("close ")
    try shell.expect("close(>fd<)")
    #expect(try shell.end(by: "\u{3}\u{4}") == .exited(0))
  }

  @Test func aDumbTerminalHasNone() throws {
    let shell = try PseudoTerminal.sysh([], ["TERM": "dumb"])
    shell.send("close ")
    usleep(200_000)
    shell.send("9\r")
    let shown = try shell.expect("close(9)")
    #expect(!shown.contains("fd<") && !shell.screen.contains("\u{1b}"), "\(shown.debugDescription)")
    #expect(try shell.end() == .exited(0))
  }

  @Test func candidatesStandBelowTheLineWithWhatTheyAre() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("close \t\t")
    try shell.expect("0  /dev/pts/")
    try shell.expect("2  /dev/pts/")
    try shell.expect("P1> close ")
    try shell.expect("close(>fd<)")
    shell.send("\u{3}")
    try shell.expect("P1> ")
    // More than the screen holds are counted.
    shell.send("fcntl 0 \t\t\t")
    try shell.expect("F_DUPFD")
    shell.send("\u{3}")
    try shell.expect("P1> ")
    shell.send("help \t\t")
    try shell.expect("more; another letter leaves fewer")
    #expect(try shell.end(by: "\u{3}\u{4}") == .exited(0))
  }

  @Test func inTheMiddleOfALineTheRestStays() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("open  \"a\" O_WR O_x\u{1}")
    shell.send(String(repeating: "\u{6}", count: 14) + "\t")
    shell.send("\u{5}" + String(repeating: "\u{8}", count: 4) + "\r")
    try shell.expect("open(\"a\", O_WRONLY)")
    #expect(try shell.end() == .exited(0))
  }
}
