import Glibc
import TestSupport
import Testing

@testable import Shell

/// `explain`, `man`, and `set` at the prompt, and `sysh explain`.
@Suite(.serialized) @TracerThread
struct ExplainTests {
  private func inSession(_ body: (Transcript) throws -> Void) throws {
    let shell = try Transcript()
    defer { shell.session.lab.endAll() }
    try body(shell)
  }

  @Test func aLineIsExplainedAndNotRun() throws {
    try inSession { shell in
      let text = shell.unwrapped("explain close(0) = -1 EBADF (Bad file descriptor); fds # and all of it")
      #expect(text.contains("In short: descriptor 0 is not open"))
      #expect(shell.session.journal.entries.isEmpty)
      // Descriptor 0 was not closed.
      #expect(shell.text("fds").contains("  0 "))
    }
  }

  @Test func aLineOfALogThatIsNotFinishedIsNotTakenForTheBeginningOfACall() throws {
    try inSession { shell in
      #expect(shell.unwrapped("explain read(3,  <unfinished ...>").contains("has begun"))
      #expect(shell.unwrapped("explain [pid 4] <... read resumed>\"a\", 1) = 1").contains("reads 1 byte"))
      #expect(shell.unwrapped("explain read(3</tmp/#12 (deleted)>, \"a;b\"..., 9) = 9").contains("9 bytes"))
    }
  }

  @Test func aloneItExplainsTheLastCall() throws {
    try inSession { shell in
      #expect(shell.unwrapped("explain").contains("No call has been made yet."))
      _ = shell.run("close 99")
      #expect(shell.unwrapped("explain").contains("descriptor 99 is not open"))
      _ = shell.run("set names on")
      _ = shell.run("open \"/etc/hostname\"")
      #expect(shell.unwrapped("explain").contains("opens /etc/hostname for reading"))
    }
  }

  @Test func whatIsNoLineIsSaidInWords() throws {
    try inSession { shell in
      #expect(shell.unwrapped("explain open").contains("help open tells of the call"))
      #expect(shell.unwrapped("explain puts(\"x\") = 3").contains("no system call of Linux"))
      #expect(shell.results.last?.failed == true)
    }
  }

  @Test func theCommandExplainsALineOrALog() throws {
    let one = try Program.run(["explain", "close(9) = -1 EBADF (Bad file descriptor)"])
    #expect(one.status == 0 && one.text.contains("errno 9"), "\(one)")
    let signal = try Program.run(["explain", "+++ exited with 3 +++"])
    #expect(signal.status == 0 && signal.text.contains("status 3"), "\(signal)")
    let log = "[pid 7] read(3,  <unfinished ...>\n[pid 8] close(4) = 0\n[pid 7] <... read resumed>\"hi\", 9) = 2\n"
    let all = try Program.run(["explain"], input: Array(log.utf8))
    #expect(all.status == 0 && all.text.contains("read(3, \"hi\", 9) = 2"), "\(all)")
    let wrong = try Program.run(["explain"], input: Array("close(3) = 0\nnonsense\n".utf8))
    #expect(wrong.status == 2 && wrong.text.contains("line 2: "), "\(wrong)")
    #expect(wrong.text.contains("close(3) = 0"))
  }

  // MARK: man

  @Test(arguments: [
    ("open", "2 open"), ("fork", "2 fork"), ("wait", "2 wait"), ("newfstatat", "2 newfstatat"), ("7 pipe", "7 pipe"),
    ("ls", "ls"), ("exit", "2 exit"),
  ])
  func pagesAreLookedForInSectionTwoFirst(typed: String, first: String) throws {
    let words = typed.split(separator: " ").map(String.init)
    let pages = try ManualPage.candidates(words, .standard)
    #expect(pages.first?.command == "man \(first)")
  }

  @Test func namesOfTheKernelLeadToTheirPages() throws {
    #expect(try ManualPage.candidates(["rt_sigaction"], .standard).map(\.command).contains("man 2 sigaction"))
    #expect(try ManualPage.candidates(["pread64"], .standard).map(\.command).contains("man 2 pread"))
    #expect(try ManualPage.candidates(["newfstatat"], .standard).map(\.command).contains("man 2 fstatat"))
    #expect(throws: CommandProblem.self) { try ManualPage.candidates(["-k"], .standard) }
    #expect(throws: CommandProblem.self) { try ManualPage.candidates(["open;ls"], .standard) }
    #expect(throws: CommandProblem.self) { try ManualPage.candidates(["x", "open"], .standard) }
    #expect(throws: CommandProblem.self) { try ManualPage.candidates([], .standard) }
  }

  @Test func whatIsMissingForManIsSaid() throws {
    try inSession { shell in
      shell.session.runForeground = { _ in 127 << 8 }
      #expect(shell.unwrapped("man open").contains("apt install man-db"))
      var commands: [String] = []
      shell.session.runForeground = { command in
        commands.append(command)
        return command.hasPrefix("man -w") ? 16 << 8 : 0
      }
      #expect(shell.unwrapped("man open").contains("There is no manual page for open here."))
      #expect(commands.contains { $0.hasPrefix("man -w 2 open") })
      shell.session.runForeground = { command in
        commands.append(command)
        return command.hasPrefix("man -w 2 rt_") ? 16 << 8 : 0
      }
      #expect(shell.unwrapped("man rt_sigaction").contains("rt_sigaction is told of in man 2 sigaction."))
      #expect(commands.last == "man 2 sigaction")
    }
  }

  // MARK: set

  @Test func settingsAreListedShownAndChanged() throws {
    try inSession { shell in
      let all = shell.unwrapped("set")
      #expect(Setting.all.allSatisfy { all.contains($0.name) && all.contains($0.choices) })
      #expect(shell.unwrapped("set strings").contains("set strings 80"))
      #expect(shell.unwrapped("set strngs").contains("Did you mean strings?"))
      #expect(shell.unwrapped("set strings 0").contains("from 1 to 65536"))
      #expect(shell.unwrapped("set names maybe").contains("names is on or off."))
      for setting in Setting.all {
        #expect(setting.value(in: shell.session.settings) == setting.fallback)
        _ = shell.run(setting.example)
        #expect(setting.value(in: shell.session.settings) != setting.fallback, "\(setting.name)")
      }
    }
  }

  @Test func callsUnderNamesCanBeTypedAsTheyArePrinted() throws {
    try inSession { shell in
      _ = shell.run("set names on")
      let shown = shell.run("openat AT_FDCWD \"/etc/hostname\" O_RDONLY|O_CLOEXEC")[0]
      #expect(shown == "openat(dirfd=AT_FDCWD, pathname=\"/etc/hostname\", flags=O_RDONLY|O_CLOEXEC) = 3")
      #expect(shell.run("close(fd=3)")[0] == "close(fd=3) = 0")
      #expect(shell.run(shown)[0] == shown)
      #expect(shell.unwrapped("open(path=\"x\")").contains("open has no argument called path."))
    }
  }

  @Test func theFileOfSettingsIsReadAndItsMistakesAreNamed() {
    let found = SettingsFile.parse("# mine\nset strings 80 # long\n\nset nams on\nfds\n", from: "sysh.rc")
    #expect(found.settings.stringLimit == 80)
    #expect(found.problems.count == 2)
    #expect(found.problems.first == "sysh.rc line 4: There is no setting called nams. Did you mean names?")
    #expect(found.problems.last?.contains("line 5: Only lines such as") == true)
    let elsewhere = SettingsFile.parse("set strings 80\r\nset verbose on\r\nset nams on\r\n", from: "sysh.rc")
    #expect(elsewhere.settings.stringLimit == 80 && elsewhere.settings.verbose)
    #expect(elsewhere.problems.first?.hasPrefix("sysh.rc line 3:") == true)
    #expect(SettingsFile.read("/nowhere/sysh.rc") == nil)
    #expect(SettingsFile.read("/dev/zero")?.problems.count == 1)
  }

  @Test func thePromptTakesTheFileOfSettingsAndAScriptDoesNot() throws {
    let home = Scratch.home + "/rc-\(UInt32.random(in: 1...UInt32.max))"
    for directory in [home, home + "/sysh"] { mkdir(directory, 0o755) }
    let file = try #require(fopen(home + "/sysh/sysh.rc", "w"))
    fputs("set names on\nset nonsense 3\n", file)
    fclose(file)
    let shell = try PseudoTerminal.sysh([], ["XDG_CONFIG_HOME": home], prompt: "nonsense.")
    try shell.expect("P1> ")
    shell.send("close 9\r")
    try shell.expect("close(fd=9)")
    try shell.expect("P1> ")
    // A reset goes back to what the file says.
    shell.send("set names off; reset; close 9\r")
    try shell.expect("close(fd=9)")
    #expect(try shell.end(by: "quit\r") == .exited(0))
    #expect(try Program.run(["-c", "close 9"], environment: ["XDG_CONFIG_HOME=\(home)"]).text.contains("close(9)"))
  }
}
