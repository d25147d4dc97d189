import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// `trace COMMAND`: what `sysh trace` does outside, in the shell. The shell runs itself again for it, so these tests need
/// the program.
@Suite(.serialized)
struct TraceOutsideTests {
  private func run(_ script: String) throws -> (lines: [String], status: Int32) {
    let run = try Program.run([], input: Array((script + "\n").utf8))
    return (run.text.split(separator: "\n").map(String.init), run.status)
  }

  @Test func theLogAndTheOutputOfTheProgramAreShown() throws {
    let (lines, status) = try run(
      "fd = open \"note\" O_CREAT|O_WRONLY 0644\nwrite fd \"hello\\n\"\ntrace -e %file cat note")
    #expect(lines.contains("openat(AT_FDCWD, \"note\", O_RDONLY)      = 3"), "\(lines)")
    #expect(lines.contains("hello"))
    #expect(!lines.contains { $0.hasPrefix("read(") })
    #expect(status == 0)
  }

  @Test func whatTheProgramWritesCannotDriveTheTerminal() throws {
    let (lines, _) = try run("trace -e exit_group sh -c 'printf \"\\033[2Jx;y\\rz\\n\"; exit 3'")
    #expect(lines.contains { $0.contains("x;y") }, "\(lines)")
    #expect(lines.contains("exit_group(3)                           = ?"))
    #expect(!lines.joined().unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test(arguments: [
    ("trace --bogus ls", "There is no option --bogus."),
    ("trace -e nosuch ls", "There is no syscall or set called nosuch."),
    ("trace 'ls", "A quote is not closed."),
  ])
  func aMistakeIsASentence(_ line: String, _ sentence: String) throws {
    let (lines, status) = try run(line)
    #expect(lines.joined(separator: " ").hasPrefix(sentence), "\(lines)")
    #expect(!lines.contains { $0.contains("Usage") })
    #expect(status == 1)
  }

  @Test func aProgramThatIsNotThereIsASentence() throws {
    let (lines, _) = try run("trace nosuchprogram")
    #expect(lines == ["sysh trace: nosuchprogram cannot be run: No such file or directory."])
  }

  @Test func aSubjectIsTheLabsToTrace() throws {
    let (lines, _) = try run("trace -p $P1")
    #expect(lines.count == 1 && lines[0].contains("cannot be traced"), "\(lines)")
  }

  @Test func whoeverIsLeftBehindIsNotWaitedFor() throws {
    let clock = ContinuousClock()
    let start = clock.now
    // One that keeps the pipe open in silence, and one that writes as long as it can.
    let (lines, _) = try run(
      "trace -e exit_group sh -c 'sleep 30 & exec 2>&-; echo $!'\ntrace -e exit_group sh -c 'yes & echo over'\ngetpid")
    #expect(lines.last { !$0.hasPrefix(" ") }?.hasPrefix("getpid() = ") == true)
    #expect(clock.now - start < .seconds(20))
    let sleeper = try #require(lines.compactMap { Int32($0) }.first, "\(lines.prefix(5))")
    kill(sleeper, SIGKILL)
  }

  @Test func controlCEndsItAndThePromptIsBack() throws {
    let shell = try PseudoTerminal.sysh()
    shell.send("trace sleep 60\r")
    // The call in which it sleeps is not over, and so is no line yet.
    try shell.expect("brk(NULL)")
    try shell.expect("brk(0x")
    shell.send("\u{3}")
    try shell.expect("P1> ")
    shell.send("getuid\r")
    try shell.expect("getuid() = ")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  // MARK: Lessons

  private func lesson(_ line: String) throws -> String {
    let file = Scratch.home + "/01-foreign.md"
    let text = """
      ---
      format: 1
      id: foreign
      title: Foreign
      minutes: 1
      teaches: [getpid]
      ---
      A lesson from somewhere.

      ```sysh
      \(line)
      ```
      """
    let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    write(descriptor, text, text.utf8.count)
    close(descriptor)
    return file
  }

  @Test(arguments: ["!touch ran", "trace -o /dev/null touch ran"])
  func aLessonFromElsewhereRunsNoProgramsUnasked(_ line: String) throws {
    let marker = Scratch.home + "/ran"
    unlink(marker)
    let file = try lesson(line.replacing("ran", with: marker))
    let refused = try Program.run(["check", file])
    #expect(refused.status == 1)
    #expect(refused.text.contains("This line of the lesson would run a program outside the lab"), "\(refused.text)")
    #expect(!Program.exists(marker))
    let allowed = try Program.run(["check", "--unguarded", file])
    #expect(allowed.status == 0, "\(allowed.text)")
    #expect(Program.exists(marker))
  }

  @TracerThread @Test func whatTheLearnerTypesInALessonRuns() throws {
    let transcript = try Transcript()
    defer { withExtendedLifetime(transcript) {} }
    let session = transcript.session
    var commands: [String] = []
    var questions = 0
    session.runForeground = {
      commands.append($0)
      return 0
    }
    session.confirm = { _ in
      questions += 1
      return questions > 1
    }
    let bridge = LessonBridge(session: session, theme: .plain)
    _ = bridge.run("!true", from: nil)
    #expect(commands == ["true"] && questions == 0)
    let file = try lesson("!false")
    guard case .problem = bridge.run("!false", from: file).result else {
      Issue.record("it was run")
      return
    }
    #expect(commands == ["true"] && questions == 1)
    // The second question is answered with yes.
    _ = bridge.run("!false", from: file)
    #expect(commands == ["true", "false"] && questions == 2)
    _ = bridge.run("!id", from: Checkout.root + "/Lessons/01-tour.md")
    #expect(commands.last == "id" && questions == 2)
  }

  @Test func aLinkIntoOursIsOursAndAFileBesideThemIsNot() throws {
    let lessons = Checkout.root + "/Lessons"
    let first = try #require(ProcessList.names(in: lessons).first { $0.hasSuffix(".md") })
    #expect(StatePaths.isBundled("\(lessons)/\(first)"))
    #expect(StatePaths.isBundled("\(lessons)/../Lessons/\(first)"))
    #expect(!StatePaths.isBundled(try lesson("getpid")))
    #expect(!StatePaths.isBundled(lessons))
    #expect(!StatePaths.isBundled("\(lessons)/none.md"))
  }
}
