import Foundation
import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// Logs that strace made of whole programs, pasted line by line. Fixtures/cat.strace, ls.strace and cp.strace are of
/// `cat a.txt`, `ls -l dir` and `cp a.txt b.txt` on the machine on which sysh was written (strace 6.1, kernel 6.18).
@Suite(.serialized) @TracerThread
struct PastedLogTests {
  /// What the three programs find in their directory.
  private static let files = """
    fd = open "a.txt" O_CREAT|O_RDWR 0644
    write fd "hello\\nworld\\n"
    close fd
    mkdir "dir"
    fd = open "dir/one" O_CREAT 0644
    close fd
    fd = open "dir/two" O_CREAT 0644
    close fd
    """

  private static func log(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: "Fixtures/\(name).strace"), encoding: .utf8)
  }

  /// Whether the libraries are those of the machine on which the logs were made.
  private nonisolated static let isThatMachine = [
    ("/etc/ld.so.cache", 33643), ("/lib/x86_64-linux-gnu/libc.so.6", 1_926_232),
  ].allSatisfy { path, size in
    var status = stat()
    return stat(path, &status) == 0 && status.st_size == size
  }

  private struct Pasted {
    var counts: [PastedLog.Verdict: Int] = [:]
    var differences: [String] = []
    var lines: [String] = []
    var misunderstood = 0
  }

  /// Pastes a log, and gives how its lines came out before the one that ends it.
  private func paste(_ log: String, after preparation: String = Self.files) throws -> Pasted {
    let transcript = try Transcript()
    transcript.run(preparation)
    var pasted = Pasted()
    for line in log.split(separator: "\n") where !line.contains("+++ exited") {
      pasted.lines += transcript.run(String(line))
      let result = transcript.results.last
      if result?.misunderstood == true { pasted.misunderstood += 1 }
      if result?.failed == true { pasted.differences.append(result?.problem ?? "") }
    }
    pasted.counts = transcript.session.log.counts
    let closing = transcript.run("+++ exited with 0 +++")
    #expect(closing.contains { $0.hasPrefix("Of the log's") }, "\(closing)")
    #expect(!transcript.session.log.isOpen)
    return pasted
  }

  @Test(arguments: [("cat", 119), ("ls", 199), ("cp", 170)])
  func everyLineIsUnderstood(_ name: String, _ calls: Int) throws {
    let pasted = try paste(try Self.log(name))
    #expect(pasted.misunderstood == 0)
    #expect(pasted.counts.values.reduce(0, +) == calls)
    // The program itself, and what is done to its image and to its loader.
    #expect(pasted.counts[.leftOut] == 3)
  }

  @Test(
    .enabled(if: isThatMachine, "The sizes of files in these logs are those of another system."),
    arguments: [("cat", 115, 1), ("ls", 193, 3), ("cp", 166, 1)])
  func everyLineComesOutAsItSays(_ name: String, _ held: Int, _ given: Int) throws {
    let pasted = try paste(try Self.log(name))
    // cp asks who it is, and the log is root's.
    let mine = name == "cp" && geteuid() != 0 ? 1 : 0
    #expect(pasted.counts[.held] == held - mine)
    #expect(pasted.counts[.givenOtherwise] == given)
    #expect(pasted.differences.count == mine, "\(pasted.differences)")
  }

  private nonisolated static let strace = access("/usr/bin/strace", X_OK) == 0

  @Test(.enabled(if: strace, "strace is not installed."))
  func aLogMadeNowRunsAndHolds() throws {
    let directory = Scratch.home + "/pasted"
    mkdir(directory, 0o700)
    let source = directory + "/a.txt"
    try "hello\nworld\n".write(toFile: source, atomically: false, encoding: .utf8)
    let strace = try Program.run(
      ["trace", "-o", directory + "/sysh.log", "/bin/cat", source])
    #expect(strace.status == 0)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/strace")
    process.arguments = ["-o", directory + "/strace.log", "cat", "a.txt"]
    process.currentDirectoryURL = URL(filePath: directory)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    for name in ["strace.log", "sysh.log"] {
      let log = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
      let pasted = try paste(log, after: "chdir \"\(directory)\"")
      let calls = log.split(separator: "\n").count { !$0.hasPrefix("+++") }
      #expect(pasted.misunderstood == 0)
      #expect(pasted.differences == [], "\(name)")
      #expect(pasted.counts.values.reduce(0, +) == calls)
      #expect(pasted.counts[.held, default: 0] >= calls - 8, "\(pasted.counts)")
    }
  }

  @Test(arguments: [
    (
      "newfstatat(3, \"\", {st_mode=S_IFREG|0644, st_size=12, ...}",
      "newfstatat(3, \"\", {st_mode=S_IFREG|0644, st_size=13, ...}",
      "The line says st_size=13, and the kernel gave st_size=12."
    ),
    (
      "read(3, \"hello\\nworld\\n\", 131072)", "read(3, \"hellO\\nworld\\n\", 131072)",
      "The line says \"hellO\\nworld\\n\", and the kernel gave \"hello\\nworld\\n\"."
    ),
    ("write(1, \"hello\\nworld\\n\", 12)          = 12", "write(1, \"hello\\nworld\\n\", 12)          = 11", nil),
    ("fadvise64(3, 0, 0, POSIX_FADV_SEQUENTIAL) = 0", "fadvise64(3, 0, 0, POSIX_FADV_SEQUENTIAL) = -1 EBADF", nil),
    (
      "openat(AT_FDCWD, \"a.txt\", O_RDONLY)     = 3", "openat(AT_FDCWD, \"a.txt\", O_RDONLY)     = -1 ENOENT",
      "The line expects -1 ENOENT, and the kernel gave 3."
    ),
  ])
  func aFalsifiedLineIsFound(_ line: String, _ falsified: String, _ sentence: String?) throws {
    let log = try Self.log("cat")
    try #require(log.contains(line))
    let truth = try paste(log)
    let pasted = try paste(log.replacing(line, with: falsified))
    let found = pasted.differences.filter { !truth.differences.contains($0) }
    let given = pasted.counts[.givenOtherwise, default: 0] - truth.counts[.givenOtherwise, default: 0]
    if let sentence { #expect(found == [sentence]) } else { #expect(found.count + given == 1, "\(found)") }
    // The log goes on.
    #expect(pasted.counts.values.reduce(0, +) == 119)
  }

  @Test func oldAddressesMeanWhatWasMadeHere() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      """
      mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ff82fcbb000
      mprotect(0x7ff82fcbc000, 4096, PROT_READ) = 0
      mmap(0x7ff82fcbb000, 4096, PROT_READ, MAP_PRIVATE|MAP_FIXED|MAP_ANONYMOUS, -1, 0) = 0x7ff82fcbb000
      munmap(0x7ff82fcbb000, 8192) = 0
      mprotect(0x55d5c0000000, 4096, PROT_READ) = 0
      """)
    #expect(!transcript.results.contains { $0.failed || $0.misunderstood }, "\(text)")
    #expect(transcript.session.log.counts == [.held: 4, .leftOut: 1])
    #expect(text.contains("0x55d5c0000000 belongs to what the program had before"))
    #expect(!text.contains("0x7ff82fcbb000"))
  }

  @Test func oldDescriptorsMeanWhatWasOpenedHere() throws {
    let transcript = try Transcript()
    transcript.run(
      """
      open "mine" O_CREAT
      openat(AT_FDCWD, "theirs", O_RDWR|O_CREAT, 0600)           = 3
      write(3, "abc", 3)                      = 3
      pipe2([5, 6], 0)                        = 0
      write(6, "through the pipe and more than th"..., 40) = 40
      read(5, "through the pipe and more than th"..., 64) = 40
      dup(6)                                  = 7
      close(3)                                = 0
      """)
    #expect(!transcript.results.contains { $0.failed || $0.misunderstood })
    #expect(transcript.session.log.counts == [.held: 7])
    #expect(transcript.text("fds").contains("mine"))
    // What is typed means what it says.
    #expect(transcript.text("close(3)").contains("close(3) = 0"))
  }

  @Test func aLineThatSomebodyTypesIsNoLog() throws {
    let transcript = try Transcript()
    transcript.run("openat(AT_FDCWD, \"/etc/passwd\", O_RDONLY) = 4")
    #expect(transcript.results.last?.problem == "The line expects 4, and the kernel gave 3.")
    #expect(!transcript.session.log.isOpen)
  }

  @Test func aTextThatWasCutIsFilledWithDots() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "writev(1, [{iov_base=\"abc\"..., iov_len=5}, {iov_base=\"d\", iov_len=1}], 2)   = 6")
    #expect(text.contains("abc..d"))
    #expect(text.contains("its other 2 bytes are dots here"))
    #expect(transcript.session.log.counts == [.held: 1])
  }

  @Test func aCallThatWaitsForWhatDoesNotComeIsBrokenOff() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped(
      "read(0, \"typed then\\n\", 1024)          = 11\ngetppid()                               = 1")
    #expect(text.contains("The line expects 11, and the kernel gave -1 EINTR: descriptor 0 is the lab's terminal here"))
    #expect(transcript.session.log.counts == [.givenOtherwise: 1, .held: 1])
  }

  @Test func linesThatAnotherProcessBrokeOffArePutTogether() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      """
      [pid 100] close(9 <unfinished ...>
      [pid 100] <... close resumed>)          = -1 EBADF (Bad file descriptor)
      [pid 100] +++ exited with 3 +++
      """)
    #expect(text.contains("close(9) = -1 EBADF"))
    #expect(transcript.results.last?.problem == "The log's program ended as exited 3; here there was no end.")
  }

  @Test func theLinesOfEachProcessRunInItsSubject() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      """
      100   mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7fd10b50b000
      100   pipe2([3, 4], 0)                  = 0
      100   clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD <unfinished ...>
      101   close(3 <unfinished ...>
      100   <... clone resumed>, child_tidptr=0x7fd10b50ba10) = 101
      101   <... close resumed>)              = 0
      100   close(4)                          = 0
      100   read(3,  <unfinished ...>
      101   write(4, "hi", 2)                 = 2
      100   <... read resumed>"hi", 10)       = 2
      101   exit_group(7)                     = ?
      101   +++ exited with 7 +++
      100   wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 7}], 0, NULL) = 101
      100   rt_sigreturn({mask=[]})           = 101
      100   exit_group(0)                     = ?
      """)
    #expect(!transcript.results.contains { $0.failed || $0.misunderstood }, "\(text)")
    #expect(transcript.session.log.counts == [.held: 10, .leftOut: 1], "\(text)")
  }

  @Test func aHandlerOfTheLogsProgramIsTheLabsHere() throws {
    let transcript = try Transcript()
    let text = transcript.text(
      """
      rt_sigaction(SIGUSR1, {sa_handler=0x558398521dc0, sa_mask=~[RTMIN RT_1], sa_flags=SA_RESTORER, sa_restorer=0x7fd10b54a050}, NULL, 8)   = 0
      kill $P1 SIGUSR1
      getuid
      """)
    #expect(!transcript.results.contains { $0.failed || $0.misunderstood }, "\(text)")
    #expect(transcript.session.log.counts == [.held: 1])
    #expect(transcript.session.lab.current?.end == nil, "\(text)")
  }

  @Test func undoBringsBackWhatTheLogMade() throws {
    let transcript = try Transcript()
    transcript.run(
      """
      mmap(NULL, 4096, PROT_READ, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7ff82fcbb000
      munmap(0x7ff82fcbb000, 4096) = 0
      undo
      munmap(0x7ff82fcbb000, 4096) = 0
      """)
    #expect(!transcript.results.contains { $0.failed || $0.misunderstood })
    #expect(transcript.session.log.counts == [.held: 2])
  }

  @Test func theExitStatusTellsOfADifference() throws {
    let log = "close(9)                                = -1 EBADF (Bad file descriptor)\n"
    let alike = try Program.run([], input: Array(log.utf8))
    #expect(alike.status == 0)
    #expect(alike.text.contains("Of the log's 1 call: 1 came out as the log says."))
    let different = try Program.run([], input: Array(log.replacing("EBADF", with: "EINTR").utf8))
    #expect(different.status == 1)
    #expect(different.text.contains("Of the log's 1 call: 1 differed."))
  }

  @Test func aLogIsPastedAtThePromptInOnePiece() throws {
    let terminal = try PseudoTerminal.sysh()
    let log = "close(9)                                = -1 EBADF (Bad file descriptor)\ngetuid()   = -2\n"
    terminal.send("\u{1b}[200~" + log + "\u{1b}[201~\r")
    try terminal.expect("The line expects -2")
    terminal.send("+++ exited with 0 +++\r")
    try terminal.expect("Of the log's 2 calls: 1 came out as the log says; 1 differed.")
    #expect(try terminal.end(by: "quit\r") == .exited(0))
  }
}
