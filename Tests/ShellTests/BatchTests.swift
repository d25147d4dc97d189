import Glibc
import TestSupport
import Testing

/// The program as scripts use it: its output and its exit status.
@Suite(.serialized)
struct BatchTests {
  @Test func commandsOnTheCommandLineFilesAndPipesReadAlike() throws {
    let script = "fd = open \"a\" O_CREAT|O_RDWR\nwrite fd \"hello\"\nlseek fd 0\nread fd\n"
    let file = Scratch.home + "/script.sysh"
    let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    write(descriptor, script, script.utf8.count)
    close(descriptor)
    func plain(_ text: String) -> [String] {
      text.split(separator: "\n").filter { !$0.hasPrefix("  ") }.map(String.init)
    }
    let fromArgument = try Program.run(["-c", script])
    let fromFile = try Program.run([file])
    let fromPipe = try Program.run([], input: Array(script.utf8))
    #expect(
      plain(fromArgument.text) == [
        "open(\"a\", O_RDWR|O_CREAT, 0666) = 3", "write(3, \"hello\", 5) = 5", "lseek(3, 0, SEEK_SET) = 0",
        "read(3, \"hello\", 4096) = 5",
      ])
    #expect(plain(fromFile.text) == plain(fromArgument.text))
    #expect(plain(fromPipe.text) == plain(fromArgument.text))
    #expect([fromArgument.status, fromFile.status, fromPipe.status] == [0, 0, 0])
  }

  @Test func linesMayEndWithACarriageReturn() throws {
    let run = try Program.run(["-c", "close 8\r\nclose 9\r\n"])
    #expect(run.text.contains("close(8)") && run.text.contains("close(9)"), "\(run.text)")
  }

  @Test func optionsOfEveryCommandMayStandBeforeIt() throws {
    let inOrder = try Program.run([
      "check", "--lessons", "\(Checkout.root)/Lessons", "\(Checkout.root)/Lessons/01-tour.md",
    ])
    let before = try Program.run([
      "--lessons", "\(Checkout.root)/Lessons", "check", "\(Checkout.root)/Lessons/01-tour.md",
    ])
    #expect(before.text == inOrder.text && before.status == 0)
    #expect(before.text.contains("1 passed"))
    // A script of that name, and what is no option of every command, are left as they stand.
    #expect(try Program.run(["--plain", "no-such-script"]).text.contains("no-such-script"))
  }

  @Test(arguments: [
    ("getpid", 0),
    ("close 9", 0),
    ("close 9 = -1 EBADF", 0),
    ("openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 3", 0),
    ("openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY|O_CLOEXEC) = 4", 1),
    ("close 9 = 0", 1),
    ("opne \"x\"", 2),
    ("close 9 = 0\nopne", 2),
    ("quit\nopne", 0),
  ])
  func theExitStatusTellsHowItWent(_ script: String, _ status: Int32) throws {
    #expect(try Program.run(["-c", script]).status == status)
  }

  @Test func aBlockedCallAtTheEndIsReportedAndEnded() throws {
    let run = try Program.run(["-c", "getpid; r, w = pipe; read r 10"])
    #expect(run.text.contains("= blocked"))
    #expect(run.status == 0)
    // Only our own subject is looked for: another sysh may run on this machine. That a subject is seen while it lives
    // is shown in TerminalTests.killedByWhateverSignalItLeavesNoSubject.
    let line = run.text.split(separator: "\n").first ?? ""
    let pid = try #require(Int32(line.split(separator: " ").last ?? ""))
    #expect(eventually { ProcessList.entry(pid)?.isSubject != true })
  }

  @Test func theLabsDirectoryIsGoneAfterwards() throws {
    let run = try Program.run(["-c", "getcwd; mkdir \"d\"; open \"d/f\" O_CREAT"])
    let path = run.text.split(separator: "\"")[1]
    #expect(path.contains("sysh-"))
    #expect(access(String(path), F_OK) != 0)
  }

  @Test func aThousandRandomLinesGetASentenceEach() throws {
    var random = SeededGenerator(state: 3)
    for _ in 0..<20 {
      var input: [UInt8] = []
      for _ in 0..<50 {
        // 0x21 would run whatever follows in a shell outside the lab, and 0x23 is a comment, which needs no sentence.
        var line = (0..<Int.random(in: 1...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        line = line.filter { $0 != 0x0a && $0 != 0x21 && $0 != 0x23 && $0 != 0x3b }
        input += [UInt8(ascii: "z")] + line + [0x0a]
      }
      let run = try Program.run(["--plain"], input: input)
      #expect(run.status == 2)
      let sentences = run.text.split(separator: "\n").filter { !$0.hasPrefix(" ") && $0.hasSuffix(".") }
      #expect(sentences.count >= 50)
      // Nothing of it reaches the terminal raw.
      #expect(!run.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x7f })
    }
  }

  @Test func colourComesOnlyWhereItIsWanted() throws {
    #expect(try !Program.run(["-c", "close 9"]).text.contains("\u{1b}"))
    #expect(try Program.run(["--color", "always", "-c", "close 9"]).text.contains("\u{1b}[31m"))
    #expect(try !Program.run(["--plain", "--color", "always", "-c", "close 9"]).text.contains("\u{1b}"))
  }

  @Test func anUnreadableScriptAndContradictoryArgumentsSaySo() throws {
    let missing = try Program.run(["/nonexistent/script"])
    #expect(missing.text.contains("/nonexistent/script") && missing.text.contains("No such file"))
    #expect(missing.status == 2)
    let both = try Program.run(["-c", "getpid", "file"])
    #expect(both.text.contains("not both"))
    #expect(both.status == 2)
    #expect(try Program.run(["--no-such-option"]).status == 2)
  }

  @Test func aLineLongerThanAnyMessageIsNoProblem() throws {
    let run = try Program.run([], input: Array(("open \"" + String(repeating: "a", count: 50_000) + "\"\n").utf8))
    #expect(run.text.contains("ENAMETOOLONG"))
  }

  @Test func theTableCanBeListed() throws {
    #expect(try Program.run(["syscalls", "openat"]).text.contains("257"))
    #expect(try Program.run(["syscalls", "nosuch"]).status == 1)
  }
}
