import Glibc
import TestSupport
import Testing

@testable import SyscallTable

/// `explain`: a line of strace piece by piece.
struct LineExplanationTests {
  private func part(_ name: String, of line: String) throws -> LineExplanation.Part {
    let explained = try LineExplanation(line)
    return try #require((explained.before + explained.arguments + explained.after).first { $0.name == name })
  }

  @Test func eachArgumentIsToldWithTheNamesInIt() throws {
    let line = #"openat(AT_FDCWD, "notes", O_WRONLY|O_CREAT|O_CLOEXEC, 0640) = 3"#
    let explained = try LineExplanation(line)
    #expect(explained.arguments.map(\.name) == ["dirfd", "pathname", "flags", "mode"])
    #expect(explained.arguments[2].names.map(\.name) == ["O_WRONLY", "O_CREAT", "O_CLOEXEC"])
    #expect(explained.arguments[2].names[2].meaning == "the descriptor is closed at execve")
    #expect(explained.arguments[3].meaning.hasSuffix("rw-r-----"))
    #expect(explained.after.map(\.meaning) == ["the new descriptor"])
    #expect(explained.sentence.contains("notes") && explained.sentence.contains("descriptor 3"))
  }

  @Test func whatStandsBeforeTheCallIsTold() throws {
    let line = "[pid 1234] 12:00:01.123456 [00007f1b4c5d6e7f] read(3</etc/hostname>, \"vm\\n\", 64) = 3 <0.000012>"
    let explained = try LineExplanation(line)
    #expect(
      explained.before.map(\.text) == ["1234", "12:00:01.123456", "0x00007f1b4c5d6e7f"], "\(explained.before)")
    #expect(explained.after.last?.text == "0.000012")
    #expect(explained.line == "read(3</etc/hostname>, \"vm\\n\", 64) = 3 <0.000012>")
    #expect(try LineExplanation("4711 1700000000.25 close(3) = 0").before.map(\.text) == ["4711", "1700000000.25"])
    #expect(try LineExplanation("     0.000123 close(3) = 0").before.first?.meaning.contains("line before") == true)
  }

  @Test func aCallThatWasInterruptedIsTakenTogether() throws {
    var reader = LogReader()
    let begun = try reader.explain("[pid 7] read(3,  <unfinished ...>", full: true)
    #expect(begun.sentence.contains("has begun"))
    _ = try reader.explain("[pid 8] close(4) = 0", full: true)
    let ended = try reader.explain("[pid 7] <... read resumed>\"hello\", 64) = 5", full: true)
    #expect(ended.line == "read(3, \"hello\", 64) = 5")
    #expect(ended.arguments.map(\.name) == ["fd", "buf", "count"])
    // Without its beginning what is there belongs to the last arguments.
    let alone = try LineExplanation("<... read resumed>\"hello\", 64) = 5")
    #expect(alone.arguments.map(\.text) == ["?", "\"hello\"", "64"])
  }

  @Test func signalsEndsAndStracesOwnWordsAreNoCalls() throws {
    let signal = try LineExplanation("--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---")
    #expect(signal.sentence == "it touched address 0, where it has no memory")
    #expect(signal.arguments.flatMap(\.names).map(\.name) == ["SIGSEGV", "SEGV_MAPERR"])
    #expect(try LineExplanation("[pid 9] +++ killed by SIGKILL +++").sentence == "SIGKILL has ended the process")
    #expect(try LineExplanation("strace: Process 12 attached").sentence.contains("follows"))
  }

  @Test func resultsOfAllKindsAreTold() throws {
    #expect(try part("=", of: "close(9) = -1 EBADF (Bad file descriptor)").meaning.contains("errno 9"))
    #expect(try part("=", of: "exit_group(0) = ?").meaning.contains("did not come back"))
    #expect(try part("=", of: "umask(022) = 022").meaning.contains("----w--w-"))
    #expect(try part("=", of: "poll([{fd=3, events=POLLIN}], 1, 5) = 0 (Timeout)").meaning == "the time was over")
    #expect(
      try part("=", of: "read(3, 0x7f0000000000, 64) = ? ERESTARTSYS (To be restarted if SA_RESTART is set)").meaning
        .contains("signal"))
    #expect(try part("=", of: "close(3) = -1 EIO (Input/output error) (INJECTED)").meaning.contains("strace put it"))
  }

  @Test func argumentsUnderNamesStandWhereTheyBelong() throws {
    let explained = try LineExplanation("open(flags=O_RDONLY, pathname=\"x\") = 3")
    #expect(explained.arguments.map(\.text) == ["\"x\"", "O_RDONLY"])
    #expect(explained.sentence == (try LineExplanation("open(\"x\", O_RDONLY) = 3")).sentence)
  }

  @Test(arguments: [
    ("", "no line"), ("hello world", "no line that strace prints"), ("open", "has none"),
    ("puts(\"x\") = 3", "no system call"), ("opne(\"x\") = 3", "no system call"), ("<... resumed", "no line"),
  ])
  func whatIsNoLineIsNamed(line: String, words: String) {
    let problem = #expect(throws: LineExplanation.Problem.self) { try LineExplanation(line) }
    #expect(problem?.message.contains(words) == true, "\(String(describing: problem))")
    #expect(problem?.advice.isEmpty == false)
  }

  @Test func whatWasCopiedWithAPromptIsUnderstood() throws {
    #expect(try LineExplanation("P1> close(3) = 0").line == "close(3) = 0")
    #expect(try LineExplanation("P2  read(4, \"hi\", 10) = 2").arguments.count == 3)
  }

  /// Every call in the logs of this machine's strace is explained, each argument by its own name.
  @Test(arguments: ["files", "network", "programs", "sockets", "system", "system-verbose"])
  func everyLineOfALogIsExplained(log: String) throws {
    let text = try Fixture.text("\(log).strace")
    var reader = LogReader()
    var count = 0
    for line in text.split(separator: "\n") where line.contains(" = ") && line.contains("(") && !line.hasPrefix("#") {
      do throws(LineExplanation.Problem) {
        let explained = try reader.explain(String(line), full: true)
        #expect(explained.arguments.allSatisfy { $0.meaning != "more than the call takes" }, "\(line)\n\(explained)")
        #expect(!explained.after.isEmpty, "\(line)")
        count += 1
      } catch {
        // A call that only other processors have.
        #expect(error.message.contains("no system call"), "\(line)\n\(error)")
      }
    }
    #expect(count > 10)
  }

  @Test func anythingAtAllCanBeAsked() {
    var random = SeededGenerator(state: 11)
    let pieces = [
      "read(", "<... ", "resumed>", "<unfinished ...>", "\"", "\\", "{", "}", "[", "]", ")", " = ", "-1 ", "3", "<",
      ">", ",", "--- SIG", "+++ ", "[pid ", "é", "0x", "/*", "*/", "P1> ", "NULL",
    ]
    var reader = LogReader()
    for _ in 0..<3000 {
      let line = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        pieces.randomElement(using: &random) ?? ""
      }.joined()
      _ = try? reader.explain(line, full: true)
    }
  }
}

private enum Fixture {
  struct Missing: Error {}

  static func text(_ name: String) throws -> String {
    let path = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Fixtures/\(name)"
    guard let file = fopen(path, "r") else { throw Missing() }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }
}
