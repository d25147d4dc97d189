import LinuxABI
import SyscallTable
import TestSupport
import Testing

@testable import Shell

/// Lines to statements, and mistakes to sentences.
struct LineGrammarTests {
  private let grammar = LineGrammar(table: .standard, commands: Command.shapes)

  private func call(_ line: String) throws -> CallStatement {
    let statements = try grammar.statements(line)
    guard statements.count == 1, case .call(let call) = statements[0] else {
      throw InputError("no call", at: 0..<0)
    }
    return call
  }

  @Test(arguments: [
    "open \"/etc/hostname\" O_RDONLY",
    "open(\"/etc/hostname\", O_RDONLY)",
    "open(\"/etc/hostname\",O_RDONLY)",
    "  open  \"/etc/hostname\"\tO_RDONLY   # a comment",
    "open /etc/hostname O_RDONLY",
    "open \"/etc/hostname\" /* where */ O_RDONLY",
  ])
  func bothSpellingsGiveTheSameCall(_ line: String) throws {
    let call = try call(line)
    #expect(call.name == "open")
    #expect(
      call.arguments.map(\.kind) == [.string(Array("/etc/hostname".utf8), elided: false), .name("O_RDONLY")])
    #expect(call.targets.isEmpty)
    #expect(call.expectation == nil)
  }

  @Test func resultsAreNamedBeforeTheCall() throws {
    #expect(try call("fd = open \"x\"").targets == ["fd"])
    #expect(try call("r, w = pipe").targets == ["r", "w"])
    #expect(try call("r,w=pipe()").targets == ["r", "w"])
  }

  @Test func aSubjectStandsBeforeAColon() throws {
    #expect(try call("P2: close 3").subject == "P2")
    #expect(try call("n = P2: read 3 10").subject == "P2")
    #expect(try call("n = P2: read 3 10").targets == ["n"])
    #expect(try call("P2: n = read 3 10").subject == "P2")
    #expect(try call("P2: n = read 3 10").targets == ["n"])
    #expect(try call("P2: r, w = pipe").targets == ["r", "w"])
    #expect(try call("P2: read 3 10 = 4").targets.isEmpty)
    #expect(try call("P2: read 3 10 = 4").expectation?.text == "4")
  }

  @Test(arguments: [
    ("close 9 = -1 EBADF", "-1 EBADF"),
    ("close(9) = -1 EBADF (Bad file descriptor)", "-1 EBADF (Bad file descriptor)"),
    ("openat(AT_FDCWD, \"/etc/ld.so.cache\", O_RDONLY|O_CLOEXEC) = 3", "3"),
    ("close(3)                                = 0", "0"),
    ("read 3 10 = blocked", "blocked"),
    ("getpid = <pid:P1>", "<pid:P1>"),
  ])
  func whatFollowsTheEqualsSignIsAnExpectation(_ line: String, _ text: String) throws {
    #expect(try call(line).expectation?.text == text)
  }

  @Test func aQuestionMarkExpectsNothing() throws {
    #expect(try call("exit_group(0) = ?").expectation == nil)
  }

  @Test(arguments: [
    "close(3) = 0", "[pid  4711] close(3) = 0", "4711  close(3) = 0", "12:34:56 close(3) = 0",
    "12:34:56.123456 close(3) = 0 <0.000012>", "4711  1700000000.123456 close(3)            = 0 <0.000012>",
    "     0.000031 close(3) = 0",
  ])
  func whatStraceWritesAroundACallIsPassedOver(_ line: String) throws {
    let call = try call(line)
    #expect(call.name == "close")
    #expect(call.arguments.map(\.kind) == [.integer(3)])
    #expect(call.expectation?.expectation == .outcome(.returned(0)))
  }

  @Test func linesOfStraceThatAreNoCallsAreNothing() throws {
    #expect(try grammar.statements("+++ superseded by execve in pid 12 +++").isEmpty)
    #expect(try grammar.statements("strace: Process 12 attached").isEmpty)
    #expect(try grammar.statements("--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED} ---").isEmpty)
  }

  @Test(arguments: [
    ("+++ exited with 3 +++", CallOutcome.exited(3), nil), ("[pid  12] +++ exited with 0 +++", .exited(0), 12),
    ("12 +++ killed by SIGTERM +++", .killed(Signal(rawValue: 15)), 12),
    ("+++ killed by SIGSEGV (core dumped) +++", .killed(.segmentationFault), nil),
  ])
  func theEndOfAProgramIsRead(_ line: String, _ outcome: CallOutcome, _ process: UInt64?) throws {
    guard case .end(let read, let from)? = try grammar.statements(line).first else {
      Issue.record("\(line)")
      return
    }
    #expect(read == outcome)
    #expect(from == process)
  }

  @Test func semicolonsSeparateAndTextsMayHoldThem() throws {
    #expect(try grammar.statements("getpid; getppid ;; getuid").count == 3)
    #expect(try grammar.statements("write 1 \"a;b\"").count == 1)
    #expect(try grammar.statements("cat a; fds").count == 2)
    #expect(try grammar.statements("!echo a; echo b").count == 1)
    #expect(try grammar.statements("   ").isEmpty)
    #expect(try grammar.statements("# only a comment; getpid").isEmpty)
  }

  @Test func variablesTakeExpressions() throws {
    guard case .assignment(let name, _) = try grammar.statements("size = 4*PAGE")[0] else {
      Issue.record("no assignment")
      return
    }
    #expect(name == "size")
    guard case .assignment = try grammar.statements("q = p + PAGE")[0] else {
      Issue.record("no assignment")
      return
    }
  }

  @Test func namesThatMeanSomethingCannotBeVariables() throws {
    for line in ["fds = 3", "x = fds", "PAGE = 1", "NULL = getpid", "a, open = pipe"] {
      #expect(throws: InputError.self) { try grammar.statements(line) }
    }
  }

  /// Line, a word of the sentence, the text at which it points, a word of the advice.
  private static let mistakes: [(String, String, String, String?)] = [
    ("opne \"x\"", "no call or command named opne", "opne", "open"),
    ("open(\"x\"", "not closed", "(", "Close"),
    ("open \"x", "no end", "\"x", "double quote"),
    ("open \"\\q\"", "no escape", "\\q", "\\n"),
    ("close 12x", "not a number", "12x", nil),
    ("close 08", "not a number", "08", "octal"),
    ("close 0xg", "not a number", "0xg", "hexadecimal"),
    ("open \"x\" ? ", "means nothing", "?", nil),
    ("open \"x\", O_RDONLY", "comma", ",", "Write open("),
    ("close(3) 4", "may follow", "4", nil),
    ("close(3) = maybe", "no result", " maybe", "EN"),
    ("close(3) =", "missing", "", nil),
    ("3 + 4", "begins with", "3", nil),
    ("fd = ", "missing", "", nil),
    ("malloc 10", "no syscall", "malloc", "brk"),
    ("ls", "no syscall", "ls", "!ls"),
    ("x = {1", "not closed", "{", "Close"),
  ]

  @Test(arguments: mistakes)
  func eachMistakeHasItsSentenceAndPointsAtItsPlace(_ row: (String, String, String, String?)) throws {
    let (line, sentence, place, advice) = row
    let error = #expect(throws: InputError.self) { try grammar.statements(line) }
    guard let error else { return }
    #expect(error.message.contains(sentence), "\(error.message)")
    let bytes = Array(line.utf8)
    #expect(error.range.upperBound <= bytes.count)
    #expect(String(decoding: bytes[error.range], as: UTF8.self).hasPrefix(place), "\(error.range)")
    if let advice { #expect(error.advice?.contains(advice) == true, "\(error.advice ?? "none")") }
  }

  @Test(arguments: ["./\u{11} ", "/\u{1b}[31m", "$x\u{7}", "cat\u{1} | x", "open \u{9b}31m"])
  func aMistakeRepeatsNoControlCharacter(line: String) {
    let error = #expect(throws: InputError.self) { try grammar.statements(line) }
    for text in [error?.message, error?.advice] {
      #expect(text?.unicodeScalars.contains { $0.value < 0x20 || (0x7f...0x9f).contains($0.value) } != true)
    }
  }

  @Test func randomLinesNeverTrapAndAlwaysPointInsideTheLine() {
    var random = SeededGenerator(state: 11)
    let pieces = [
      "open", "\"", "(", ")", " ", "=", ";", ",", "fd", "3", "0x", "P1:", "{", "}", "[", "]", "|", "-", "#", "\\", "!",
      "é", "\u{1b}", "cat", "<pid:x>", "/*",
    ]
    for _ in 0..<3_000 {
      let line = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      do throws(InputError) {
        _ = try grammar.statements(line)
      } catch {
        #expect(error.range.lowerBound >= 0 && error.range.upperBound <= line.utf8.count, "\(line)")
        #expect(!error.message.isEmpty)
      }
    }
  }
}
