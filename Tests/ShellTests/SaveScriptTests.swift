import Curriculum
import Glibc
import Lab
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// A directory of its own for what a test saves; removed with all that is in it.
final class SavedFiles {
  let directory: String

  init() {
    var template = Array("\(Scratch.home)/saved-XXXXXX".utf8CString)
    mkdtemp(&template)
    directory = template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  deinit {
    for name in ProcessList.names(in: directory) { unlink("\(directory)/\(name)") }
    rmdir(directory)
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }
  func text(_ name: String) -> String { ProcessList.text(of: path(name)) ?? "" }
  var names: [String] { ProcessList.names(in: directory) }
}

/// Sessions that tests save: lines of lessons, and some that go where lessons do not.
enum SavedSamples {
  /// The lines that a lesson types, with the solutions of its exercises.
  static func lines(ofLesson name: String) throws -> [String] {
    let file = "\(Checkout.root)/Lessons/\(name).md"
    let text = try #require(ProcessList.text(of: file))
    return try LessonParser(file: file).parse(text).steps.flatMap { step -> [String] in
      switch step.activity {
      case .session(let script): script.map(\.text)
      case .attempt(let attempt): attempt.solution.map(\.value)
      case .reading, .prediction, .question: []
      }
    }
  }

  /// Calls that block and come back, are broken off, and subjects that end in each way.
  static let ends = """
    # A pipe between two
    r, w = pipe
    fork
    P2: read r 10
    write w "hi"       # P2 wakes
    P2: read r 10
    interrupt P2
    fork
    P3: poke 0 "x"
    wait4 P3
    P2: exit 3
    wait4 P2
    nanosleep {0, 200000000}
    await
    fork
    P4: pause
    kill P4 SIGTERM
    wait4 P4
    alarm 0
    exit 7
    getpid
    """

  /// Addresses by name and by number, a break that moves, and names that change their meaning.
  static let memory = """
    size = 2*PAGE
    p = mmap NULL size PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
    poke p "first"; peek p 5
    pages p
    q = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS
    mprotect p PAGE PROT_READ
    p = mmap 0x10000000 PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED
    munmap q PAGE
    p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
    b = brk 0
    brk b+PAGE
    sbrk PAGE
    getuid
    time
    getcwd
    f = open "/proc/self/status"
    read f
    maps
    """

  /// What could end a text, a fence or a line too early.
  static let hostile = """
    # ``` <script>alert(1)</script> & *stars* [a](http://x) --> \\
    # - no list, 1. none either
    ## The `open` of "strange" names
    f = open "```\\n# x\\33[31m \\"q\\" <b>&amp; <title> \\202\\250" O_RDWR|O_CREAT 0600
    write f "\\0\\1\\377```````\\n= 3\\n---\\n"
    # ```sysh
    # | a | b |
    # |---|---|
    pwrite64 f "ünïcode \u{202e}gnol\u{202c}" 0
    rename "no such" "`"
    getxattr "```" "user.x"
    """
}

/// `save FILE`: a script that, run again, gives the same.
@Suite(.serialized) @TracerThread
struct SaveScriptTests {
  /// Runs lines as somebody at a prompt would, and saves them under each of the names.
  private func save(_ lines: [String], _ files: SavedFiles, as names: String..., unguarded: Bool = false) throws {
    let transcript = try Transcript()
    transcript.session.isUnguarded = unguarded
    for line in lines { _ = transcript.session.execute(line) }
    for name in names {
      let text = transcript.text("save \"\(files.path(name))\"")
      try #require(!transcript.results[0].failed, "\(text)")
    }
  }

  /// The saved lines without the header.
  private func body(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).drop { !$0.isEmpty }.dropFirst()
      .dropLast()
  }

  @Test(arguments: ["06-fork", "08-inheritance", "12-signals"])
  func `the lines of a lesson, saved and run again, give the same`(lesson: String) throws {
    let files = SavedFiles()
    try save(try SavedSamples.lines(ofLesson: lesson), files, as: "again.sysh", "again.md")
    let script = try Program.run([files.path("again.sysh")])
    #expect(script.status == 0, "\(files.text("again.sysh"))\n\(script.text)")
    let check = try Program.run(["check", "--unguarded", files.path("again.md")])
    #expect(check.text.contains("1 passed, 0 failed, 0 skipped"), "\(files.text("again.md"))\n\(check.text)")
    // Whoever changes one result is told.
    #expect(files.text("again.sysh").split(separator: "\n").count { $0.contains(" = ") } > 10)
  }

  @Test(arguments: [SavedSamples.ends, SavedSamples.memory, SavedSamples.hostile])
  func `so do sessions that wait, die, map memory and have strange texts`(lines: String) throws {
    let files = SavedFiles()
    try save(lines.split(separator: "\n").map(String.init), files, as: "again.sysh", "again.md")
    let script = try Program.run([files.path("again.sysh")])
    #expect(script.status == 0, "\(files.text("again.sysh"))\n\(script.text)")
    let check = try Program.run(["check", files.path("again.md")])
    #expect(check.text.contains("1 passed, 0 failed, 0 skipped"), "\(files.text("again.md"))\n\(check.text)")
    #expect(!files.text("again.sysh").contains("\u{1b}") && !files.text("again.sysh").contains("\u{202e}"))
  }

  @Test func `a result that is not given again fails the script`() throws {
    let files = SavedFiles()
    try save(["fd = open \"x\" O_RDWR|O_CREAT", "write fd \"abc\""], files, as: "again.sysh")
    let wrong = files.text("again.sysh").replacing("= 3\nwrite fd \"abc\" = 3", with: "= 3\nwrite fd \"abc\" = 4")
    #expect(wrong != files.text("again.sysh"))
    let run = try Program.run([], input: Array(wrong.utf8))
    #expect(run.status == 1 && run.text.contains("The line expects 4, and the kernel gave 3."))
  }

  @Test func `lines are what was typed, with what they gave`() throws {
    let files = SavedFiles()
    try save(
      [
        "# the first", "fd = open \"x\" O_RDWR|O_CREAT; write fd \"abc\"   # three bytes", "openn \"x\"", "dup 99",
        "fds",
        "dup fd = 7", "openat(AT_FDCWD, \"x\", O_RDONLY) = 5", "help open", "!true", "fork", "P2: getppid", "switch P2",
        "history", "quit",
      ], files, as: "s.sysh", "s.txt")
    #expect(
      body(files.text("s.sysh")) == [
        "# the first", "# three bytes", "fd = open \"x\" O_RDWR|O_CREAT = 3", "write fd \"abc\" = 3",
        "dup 99 = -1 EBADF",
        "fds", "dup fd = 4", "openat(AT_FDCWD, \"x\", O_RDONLY) = 5", "!true", "fork = <pid:P2>",
        "P2: getppid = <pid:P1>", "switch P2",
      ])
    #expect(files.text("s.sysh").hasPrefix("#!/usr/bin/env sysh\n# A session of 20"))
    #expect(body(files.text("s.txt")) == body(files.text("s.sysh")))
    var status = stat()
    #expect(stat(files.path("s.sysh"), &status) == 0 && status.st_mode & 0o500 == 0o500, "it can be run")
  }

  @Test func `what was taken back is not in it, nor what a reset ended`() throws {
    let files = SavedFiles()
    try save(
      [
        "getpid", "reset", "# kept", "dup 0", "# a line of its own stays", "dup 1", "fds  # gone too", "dup 2", "maps",
        "undo 2",
        "maps",
      ], files, as: "s.sysh")
    #expect(body(files.text("s.sysh")) == ["# kept", "dup 0 = 3", "# a line of its own stays", "maps"])
  }

  @Test func `a call that came back late is awaited where it did`() throws {
    let files = SavedFiles()
    try save(["r, w = pipe", "fork", "P2: read r 10", "write w \"hi\"", "P2: exit 3", "wait4 P2"], files, as: "s.sysh")
    #expect(
      body(files.text("s.sysh")) == [
        "r, w = pipe = 0", "fork = <pid:P2>", "P2: read r 10 = blocked", "write w \"hi\" = 2", "await P2 = 2",
        "P2: exit 3 = exited 3", "wait4 P2 = <pid:P2>",
      ])
  }

  @Test func `await compares what came, also when it has come already`() throws {
    let transcript = try Transcript()
    transcript.run("r, w = pipe\nfork\nP2: read r 10\nwrite w \"hi\"")
    #expect(transcript.text("await P2 = 2").isEmpty)
    #expect(!transcript.results[0].failed && transcript.results[0].outcome == .returned(2))
    #expect(transcript.text("await P2 = 3") == "The line expects 3, and the kernel gave 2.")
    #expect(transcript.text("await P2").contains("P2 is not in a call: there is nothing to wait for."))
    #expect(transcript.text("await P2 = nonsense").contains("nonsense is no result."))
    #expect(transcript.text("await P9 = 2").contains("There is no subject P9."))
    transcript.run("P2: read r 10\nkill P2 SIGKILL\nawait P2 = killed SIGKILL")
    #expect(transcript.results.allSatisfy { !$0.failed })
    #expect(transcript.text("await P2 = exited 0") == "The line expects exited 0, and the kernel gave killed SIGKILL.")
    transcript.run("nanosleep {0, 150000000}\nawait P1 = 0")
    #expect(!transcript.results[1].failed && transcript.results[1].outcome == .returned(0))
  }

  @Test func `a log that was pasted can be run again`() throws {
    let files = SavedFiles()
    let log = """
      openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 5
      mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f2d0f6a3000
      munmap(0x7f2d0f6a3000, 8192)            = 0
      openat(AT_FDCWD, "/no/such", O_RDONLY)  = -1 ENOENT (No such file or directory)
      """
    try save(log.split(separator: "\n").map(String.init), files, as: "s.sysh", "s.md")
    let script = try Program.run([files.path("s.sysh")])
    #expect(script.status == 0, "\(files.text("s.sysh"))\n\(script.text)")
    let check = try Program.run(["check", files.path("s.md")])
    #expect(check.text.contains("1 passed, 0 failed, 0 skipped"), "\(files.text("s.md"))\n\(check.text)")
  }

  @Test func `numbers that were copied from the screen become names`() throws {
    let files = SavedFiles()
    let transcript = try Transcript()
    func value(_ line: String) -> UInt64 {
      transcript.run(line)
      if case .returned(let value)? = transcript.results[0].outcome { return value }
      return 0
    }
    let address = value("mmap NULL 2*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS")
    transcript.run("poke 0x\(String(address, radix: 16)) \"a\"\nmunmap \(address + 4096) 4096")
    let child = value("fork")
    transcript.run("kill(\(child), SIGTERM)\nsave \(files.path("s.sysh"))")
    #expect(
      body(files.text("s.sysh")) == [
        "m1 = mmap NULL 2*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS = <addr:m1>", "poke m1 \"a\"",
        "munmap m1+0x1000 4096 = 0", "fork = <pid:P2>", "kill($P2, SIGTERM) = 0", "await P2 = killed SIGTERM",
      ])
    #expect(try Program.run([files.path("s.sysh")]).status == 0)
  }

  @Test func `a mark of Markdown is escaped whatever combines with it`() {
    #expect(LessonProse.escaped("a `\u{301} b") == "a \\`\u{301} b")
    #expect(LessonProse.escaped("*\u{301}a*") == "\\*\u{301}a\\*")
    #expect(LessonProse.escaped("-\u{301} a") == "\\-\u{301} a")
    #expect(LessonProse.escaped("1.\u{301} a `b` c_d") == "1\\.\u{301} a `b` c_d")
  }

  @Test func `a line of a log that came out otherwise is written as it came out`() throws {
    let files = SavedFiles()
    let log = """
      mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f2d0f6a3000
      openat(AT_FDCWD, "/no/such", O_RDONLY)  = 3
      munmap(0x7f2d0f6a3000, 4096)            = 0
      """
    try save(log.split(separator: "\n").map(String.init), files, as: "s.sysh")
    let text = files.text("s.sysh")
    #expect(text.contains("P1: openat(AT_FDCWD, \"/no/such\", O_RDONLY) = -1 ENOENT\n"), "\(text)")
    #expect(text.contains("\nmunmap(0x7f2d0f6a3000, 4096)            = 0\n"))
    #expect(try Program.run([files.path("s.sysh")]).status == 0)
  }
}
