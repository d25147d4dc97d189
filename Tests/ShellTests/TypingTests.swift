import Glibc
import TestSupport
import Testing

/// What is typed at the prompt and how it comes to a line: several lines, pastes, keys of one's own, history.
@Suite(.serialized)
struct TypingTests {
  private func start(_ environment: [String: String?] = [:]) throws -> PseudoTerminal {
    try .sysh([], ["XDG_STATE_HOME": PseudoTerminal.freshState("typing")].merging(environment) { $1 })
  }

  /// A text as a terminal hands it over that marks pastes.
  private func paste(_ text: String) -> String { "\u{1b}[200~\(text)\u{1b}[201~" }

  // MARK: Several lines

  @Test func anOpenBracketGoesOnAtAPromptOfTheSameWidth() throws {
    let shell = try start()
    shell.send("open(\"/etc/hostname\",\r")
    try shell.expect("A parenthesis is open: go on here and close it with ), or drop it with Ctrl-C.")
    try shell.expect("\n..> ")
    shell.send("O_RDONLY)\r")
    try shell.expect("open(\"/etc/hostname\", O_RDONLY) = 3")
    try shell.expect("P1> ")
    // One entry, on one line, that can be edited.
    shell.send("\u{1b}[A")
    try shell.expect("open(\"/etc/hostname\", O_RDONLY)")
    shell.send("\u{7f}|O_CLOEXEC)\r")
    try shell.expect("open(\"/etc/hostname\", O_RDONLY|O_CLOEXEC) = 4")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  @Test func aStrayQuoteCanBeDroppedByControlCAndByControlD() throws {
    let shell = try start()
    shell.send("write 1 \"hello\r")
    try shell.expect("A text is open")
    try shell.expect("..> ")
    shell.send("quit\r")
    try shell.expect("..> ")
    shell.send("half\u{3}")
    try shell.expect("P1> ")
    shell.send("read(0,\r")
    try shell.expect("..> ")
    shell.send("\u{4}")
    try shell.expect("A parenthesis is open when the input ended, so nothing of it was run.")
    try shell.expect("P1> ")
    shell.send("getpid\r")
    try shell.expect("getpid() = ")
    try shell.expect("P1> ")
    #expect(!shell.screen.contains("write(1"))
    #expect(try shell.end() == .exited(0))
  }

  @Test func aMistakeInTheSecondLineIsShownInTheSecondLine() throws {
    let shell = try start()
    shell.send("open(\"/etc/hostname\",\r")
    try shell.expect("..> ")
    shell.send("O_RDONY)\r")
    let shown = try shell.expect("Did you mean O_RDONLY?")
    #expect(shown.contains("\n  O_RDONY)\r\n  ^~~~~~~\r\n"), "\(shown.debugDescription)")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  @Test func scriptsPipesAndCommandsGoOnTooAndNameTheLineThatStaysOpen() throws {
    let whole = try Program.run(["-c", "open(\"/etc/hostname\",\n  # why not\n  O_RDONLY)\ngetpid \\\n; getuid"])
    #expect(whole.status == 0)
    #expect(whole.text.contains("open(\"/etc/hostname\", O_RDONLY) = 3") && whole.text.contains("getuid() = "))
    let open = try Program.run([], input: Array("getpid\nfd = open(\"x\",\nO_RDONLY\n\n".utf8))
    #expect(open.status == 2)
    #expect(open.text.contains("This parenthesis is not closed."), "\(open.text)")
    #expect(open.text.contains("The input ends here; what is open was opened in line 2."), "\(open.text)")
    // The line with the bracket is the one that is shown.
    #expect(open.text.contains("  fd = open(\"x\",\n           ^"), "\(open.text)")
  }

  // MARK: Pastes

  @Test func aPasteRunsAtTheEnterKeyLineByLine() throws {
    let shell = try start()
    shell.send(paste("getpp\tid\ngetpid\n\topen(\"/etc/hostname\",\n\tO_RDONLY)\nint fd = dup(3);\n"))
    try shell.expect("dup(3);")
    usleep(100_000)
    #expect(!shell.screen.contains("getpid() = "))
    shell.send("\r")
    try shell.expect("getpid() = ")
    try shell.expect("open(\"/etc/hostname\", O_RDONLY) = 3")
    try shell.expect("dup(3) = 4")
    try shell.expect("P1> ")
    #expect(!shell.screen.contains("go on here"))
    #expect(shell.screen.contains("getpp could be") || shell.screen.contains("Did you mean getppid?"))
    #expect(try shell.end() == .exited(0))
  }

  /// Ctrl-C in a paste makes the terminal throw away what came before, perhaps with the mark that ends the paste.
  @Test(arguments: ["", "\u{3}"])
  func controlBytesInAPasteDoNothing(more: String) throws {
    let shell = try start()
    shell.send(paste("getpid\u{7}\u{1b}[A\u{1}\u{1b}]0;title\u{7}\(more)"))
    usleep(300_000)
    shell.send("\r")
    try shell.expect("P1> ")
    shell.send("getuid\r")
    try shell.expect("getuid() = ")
    try shell.expect("P1> ")
    #expect(!shell.screen.contains("\u{1b}]0;title") && !shell.screen.contains("getpid() = "))
    #expect(try shell.end() == .exited(0))
  }

  // MARK: Beginnings

  @Test func theBeginningOfACommandIsToldOnceAndNoVariableIsTakenForOne() throws {
    let shell = try start()
    shell.send("hist\r")
    try shell.expect("hist is short for history.")
    try shell.expect("P1> ")
    shell.send("hist\r")
    #expect(try !shell.expect("P1> ").contains("short for"))
    shell.send("fd = 7\rfd\r")
    try shell.expect("fd is a variable, 7 now")
    try shell.expect("P1> ")
    shell.send("exit\r")
    try shell.expect("quit or Ctrl-D ends the shell.")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  // MARK: Keys of one's own

  @Test func inputrcIsRead() throws {
    let file = Scratch.home + "/inputrc"
    let text = """
      $if sysh
      "\\C-o": "getpid\\C-m"
      $endif
      $if bash
      "\\C-o": "getuid\\C-m"
      $endif
      "\\e[A": beginning-of-line

      """
    let written = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    write(written, text, text.utf8.count)
    close(written)
    let shell = try start(["INPUTRC": file])
    shell.send("\u{f}")
    try shell.expect("getpid() = ")
    try shell.expect("P1> ")
    // Up goes to the beginning here, and not to another line.
    shell.send("pid\u{1b}[Aget\r")
    try shell.expect("getpid() = ")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  @Test func viModeEdits() throws {
    let file = Scratch.home + "/inputrc-vi"
    let text = "set editing-mode vi\nset keyseq-timeout 20\n"
    let written = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    write(written, text, text.utf8.count)
    close(written)
    let shell = try start(["INPUTRC": file])
    shell.send("Xgetpid\u{1b}")
    usleep(100_000)
    shell.send("0x\r")
    try shell.expect("getpid() = ")
    try shell.expect("P1> ")
    #expect(try shell.end(by: "quit\r") == .exited(0))
  }

  // MARK: History

  @Test func upLooksForLinesThatBeginAsTyped() throws {
    let shell = try start()
    for line in ["dup 0", "getpid", "getuid", " getgid"] {
      shell.send(line + "\r")
      try shell.expect(" = ")
      try shell.expect("P1> ")
    }
    shell.send("du\u{1b}[A\r")
    try shell.expect("dup(0) = 4")
    try shell.expect("P1> ")
    // The line that began with a blank was not kept; an empty line repeats nothing.
    shell.send("\u{1b}[A\u{1b}[A\r")
    try shell.expect("getuid() = ")
    try shell.expect("P1> ")
    shell.send("\r")
    #expect(try !shell.expect("P1> ").contains("="))
    shell.send("\u{12}getp\r")
    try shell.expect("getpid() = ")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  @Test func twoShellsKeepEachOthersLines() throws {
    let state = Scratch.home + "/two-\(UInt64.random(in: 0 ... .max))"
    let shells = try (0..<2).map { _ in try start(["XDG_STATE_HOME": state]) }
    for number in 0..<6 {
      shells[number % 2].send("umask \(number)\r")
      try shells[number % 2].expect("P1> ")
    }
    kill(shells[0].pid, SIGKILL)
    _ = try shells[0].waitForExit()
    #expect(try shells[1].end() == .exited(0))
    let file = open(state + "/sysh/history", O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &bytes, bytes.count)
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split(separator: "\n").map(String.init)
    #expect(lines == (0..<6).map { "umask \($0)" })
  }
}
