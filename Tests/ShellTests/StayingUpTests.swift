import Glibc
import TestSupport
import Testing

/// The terminal, the disk and other shells go wrong, and the shell does not.
@Suite(.serialized)
struct StayingUpTests {
  private func start(_ environment: [String: String?] = [:], columns: Int32 = 80) throws -> PseudoTerminal {
    let state: [String: String?] = ["XDG_STATE_HOME": PseudoTerminal.freshState("staying")]
    return try .sysh([], state.merging(environment) { $1 }, columns: columns)
  }

  // MARK: The terminal

  @Test(arguments: ["", "unlink \"marker\"", "await\r", "!sleep 100\r"])
  func aTerminalThatVanishesTakesEverythingWithIt(typed: String) throws {
    let shell = try start()
    shell.send("getcwd\r")
    try shell.expect("getcwd(\"")
    let directory = try shell.expect("\"")
    shell.send("r, w = pipe\r")
    try shell.expect("pipe(")
    shell.send("open \"marker\" O_CREAT|O_RDWR\r")
    try shell.expect("open(\"marker\"")
    shell.send("fork\rread r 1\r")
    try shell.expect("asleep")
    try shell.expect("P1> ")
    shell.send(typed)
    usleep(100_000)
    let subjects = ProcessList.all().filter { entry in
      entry.isSubject && (entry.parent == shell.pid || ProcessList.entry(entry.parent)?.parent == shell.pid)
    }
    // Positive control: what is to be gone is there.
    #expect(subjects.count == 2)
    #expect(access(directory + "/marker", F_OK) == 0)
    shell.hangUp()
    #expect(try shell.waitForExit() == .exited(130))
    #expect(eventually { subjects.allSatisfy { ProcessList.entry($0.pid)?.isSubject != true } })
    #expect(eventually { access(directory, F_OK) != 0 })
  }

  @Test func controlZStopsTheShellAndFgBringsItBack() throws {
    let outer = try PseudoTerminal(
      ["/bin/bash", "--norc", "--noprofile", "-i"], environment: PseudoTerminal.shellEnvironment(["PS1": "outer$ "]))
    try outer.expect("outer$ ")
    outer.send("\(Program.path)\r")
    try outer.expect("P1> ")
    outer.send("getp")
    try outer.expect("getp")
    outer.send("\u{1a}")
    try outer.expect("Stopped")
    try outer.expect("outer$ ")
    // The other shell has a terminal in order: it echoes, and its lines end.
    outer.send("echo a$((1+1))b\r")
    try outer.expect("a2b\r\n")
    outer.send("fg\r")
    try outer.expect("P1> getp")
    outer.send("id\r")
    try outer.expect("getpid() = ")
    try outer.expect("P1> ")
    outer.send("!sleep 100\r")
    usleep(200_000)
    outer.send("\u{1a}")
    try outer.expect("Stopped")
    try outer.expect("outer$ ")
    outer.send("fg\r")
    usleep(200_000)
    outer.send("\u{3}")
    try outer.expect("P1> ")
    outer.send("quit\r")
    try outer.expect("outer$ ")
    outer.send("exit\r")
    _ = try outer.waitForExit()
  }

  @Test func withoutPeopleToControlJobsControlZDoesNothing() throws {
    let shell = try start()
    shell.send("getp")
    try shell.expect("getp")
    shell.send("\u{1a}")
    try shell.expect("P1> getp")
    shell.send("id\r")
    try shell.expect("getpid() = ")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  @Test(arguments: ["dumb", nil, "nonsense"] as [String?])
  func everyTerminalWorks(name: String?) throws {
    let shell = try start(["TERM": name, "NO_COLOR": name == "nonsense" ? "1" : nil])
    shell.send("open(\"/etc/hostname\",\r")
    try shell.expect("..> ")
    shell.send("O_RDONLY)\r")
    try shell.expect("O_RDONLY) = 3")
    try shell.expect("P1> ")
    shell.send("files\r")
    try shell.expect("/etc/hostname")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
    if name == "dumb" || name == nil { #expect(!shell.screen.contains("\u{1b}"), "\(shell.screen.debugDescription)") }
  }

  @Test(arguments: ["C", "POSIX", "de_DE.ISO-8859-1", nil] as [String?])
  func withoutUTF8EverythingIsASCII(locale: String?) throws {
    let shell = try start(["LANG": locale])
    for line in [
      "fd = open \"/etc/hostname\"", "read fd", "files", "p = mmap NULL 3*PAGE", "poke p \"hi\"", "fork",
      "pages p 3*PAGE",
      "cow", "tree", "maps", "set registers on", "getpid", "status", "learn", "quiz list", "help open",
      "set",
    ] {
      shell.send(line + "\r")
      try shell.expect("P1> ")
    }
    #expect(try shell.end() == .exited(0))
    let others = Set(shell.screen.unicodeScalars.filter { !$0.isASCII })
    #expect(others.isEmpty, "\(others)")
    #expect(shell.screen.contains("+ fd 3 > description"))
    #expect(shell.screen.contains("Drawings are made of ASCII signs. \(locale == nil ? "None of" : "LANG is")"))
  }

  @Test(arguments: ["C.UTF-8", "en_US.UTF-8", "xx_YY.utf8"])
  func withUTF8DrawingsAndLettersAreWhole(locale: String) throws {
    let shell = try start(["LANG": locale])
    shell.send("fd = open \"é\" O_CREAT|O_RDWR\r")
    try shell.expect("P1> ")
    #expect(shell.screen.contains("open \"é\""), "\(shell.screen.debugDescription)")
    #expect(shell.screen.contains("→ description"))
    // A letter of two bytes goes by one key.
    shell.send("getpidé\u{7f}\r")
    try shell.expect("getpid() = ")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  @Test(arguments: [40, 300] as [Int32])
  func viewsKeepToTheTerminal(columns: Int32) throws {
    let shell = try start(columns: columns)
    for line in [
      "fd = open \"/etc/hostname\"", "r, w = pipe", "fork", "files", "fds", "maps", "status", "learn", "tree", "limits",
      "set registers on", "getpid", "opne", "help close",
    ] {
      shell.send(line + "\r")
      let shown = try shell.expect("P1> ")
      let lines = shown.split(whereSeparator: \.isNewline).dropFirst().filter { !$0.contains("\u{1b}") }
      // What strace would print stays on one line.
      let wide = lines.filter { $0.unicodeScalars.count > columns && !$0.contains(") = ") }
      #expect(wide.isEmpty, "\(line): \(wide)")
    }
    #expect(try shell.end() == .exited(0))
  }

  @Test func aQuestionIsAnsweredNoWhereTheInputEnds() throws {
    let victim = Scratch.home + "/ended"
    close(open(victim, O_CREAT | O_WRONLY, 0o600))
    let shell = try start()
    shell.send("unlink \"\(victim)\"\r")
    try shell.expect("[y/N] ")
    shell.send("\u{4}")
    try shell.expect("not made")
    try shell.expect("P1> ")
    shell.send("unlink \"\(victim)\"\r")
    try shell.expect("[y/N] ")
    shell.hangUp()
    #expect(try shell.waitForExit() == .exited(130))
    #expect(access(victim, F_OK) == 0)
  }

  // MARK: The disk

  private func write(_ text: String, to path: String) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    #expect(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
  }

  private func content(_ path: String) -> String {
    let file = open(path, O_RDONLY)
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// No file of the shell may grow beyond 4 KiB from here on, so that writing fails as on a full disk (`man 2 setrlimit`,
  /// RLIMIT_FSIZE); a subject's image is smaller.
  private func fillDisk(of shell: PseudoTerminal) throws {
    let result = try Program.run(["--pid", "\(shell.pid)", "--fsize=4096"], program: "/usr/bin/prlimit")
    try #require(result.status == 0, "\(result.text)")
  }

  @Test func aFullDiskCostsASentenceEachAndNothingThatWasThere() throws {
    let state = Scratch.home + "/full-\(UInt64.random(in: 0 ... .max))"
    for directory in [state, state + "/sysh"] { mkdir(directory, 0o700) }
    let typed = (0..<600).map { "close \($0)\n" }.joined()
    let played =
      "sysh progress 1\n" + (0..<100).map { "l\($0) step=3 finished=no stale=no date=2026-11-24T02:57:41Z\n" }.joined()
    let saved = String(repeating: "getpid\n", count: 700)
    write(typed, to: state + "/sysh/history")
    write(played, to: state + "/sysh/progress")
    write(saved, to: state + "/saved")
    let shell = try start(["XDG_STATE_HOME": state, "SYSH_LESSONS": Checkout.root + "/Lessons"])
    try fillDisk(of: shell)
    shell.send("write 1 \"\(String(repeating: "x", count: 5000))\"\r")
    let first = try shell.expect("write(1")
    #expect(
      first.split(whereSeparator: \.isNewline).joined(separator: " ").contains(
        "What you type cannot be kept for the next"))
    try shell.expect("P1> ")
    shell.send("getuid\r")
    #expect(try !shell.expect("getuid() = ").contains("cannot be kept"), "it is said once")
    try shell.expect("P1> ")
    shell.send("save \(state)/saved replace\r")
    try shell.expect("large.")
    try shell.expect("P1> ")
    shell.send("learn tour\r")
    try shell.expect("tour 1/")
    shell.send("\r\r\r\r\r")
    try shell.expect("Your progress could not be kept")
    try shell.expect("tour 2/")
    shell.send("quit\r")
    let left = try shell.expect("The lesson is left. Your place could not be kept")
    #expect(!left.contains("Your progress"), "it is said once")
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
    #expect(content(state + "/sysh/history") == typed)
    #expect(content(state + "/sysh/progress") == played)
    #expect(content(state + "/saved") == saved)
    #expect(try Program.run([state], program: "/bin/ls").text == "saved\nsysh\n", "no half-written file is left")
  }

  @Test func withoutAHomeTheShellSaysItOnce() throws {
    let shell = try start(["HOME": nil, "XDG_STATE_HOME": nil])
    shell.send("getpid\r")
    #expect(try shell.expect("getpid() = ").contains("HOME is not set"))
    try shell.expect("P1> ")
    shell.send("getuid\r")
    #expect(try !shell.expect("getuid() = ").contains("HOME is not set"))
    try shell.expect("P1> ")
    #expect(try shell.end() == .exited(0))
  }

  // MARK: Where output goes

  @Test func outputThatNobodyReadsEndsAScriptQuietly() throws {
    let script = String(repeating: "getpid\n", count: 2000)
    let shell = "printf '%s' \"$SCRIPT\" | \(Program.path) | head -1; echo ${PIPESTATUS[1]}"
    let result = try Program.run(["-c", shell], environment: ["SCRIPT=\(script)"], program: "/bin/bash")
    let lines = result.text.split(separator: "\n")
    #expect(lines.count == 2 && lines[0].hasPrefix("getpid() = ") && lines[1] == "1", "\(result.text)")
  }

  @Test func outputThatCannotBeWrittenIsNoSuccess() throws {
    let result = try Program.run(["-c", "\(Program.path) -c getpid > /dev/full; echo $?"], program: "/bin/bash")
    #expect(result.text == "sysh: What came out cannot be written: No space left on device.\n1\n", "\(result.text)")
    let closed = try Program.run(["-c", "\(Program.path) -c getpid >&-; echo $?"], program: "/bin/bash")
    #expect(closed.text == "sysh: What came out cannot be written: Bad file descriptor.\n1\n", "\(closed.text)")
  }
}
