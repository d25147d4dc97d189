import LinuxABI
import SyscallTable
import TestSupport
import Testing

@testable import Shell

/// What is accepted beside plain lines: statements of several lines, beginnings of names, C, habits of other places.
struct LineInputTests {
  private let script = LineGrammar(table: .standard, commands: Command.shapes)
  private var prompt: LineGrammar {
    var grammar = script
    grammar.acceptsPrefixes = true
    return grammar
  }

  // MARK: Several lines

  /// The first line, and what it waits for.
  private static let open: [(String, String)] = [
    ("open(\"x\",", ")"), ("open(\"x\"", ")"), ("open(\"x\", O_RDONLY|", ")"), ("open(", ")"), ("write 1 \"abc", "\""),
    ("x = [1, 2", "]"), ("nanosleep {tv_sec=1,", "}"), ("nanosleep {tv_sec=", "}"), ("getpid; open(\"x\"", ")"),
    ("fd = open(\"x\", # the file", ")"), ("P1: read(3,", ")"), ("poke p [1,", "]"), ("getpid /* why", "*/"),
    ("int fd = open(\"x\",", ")"), ("writev 1 [{iov_base=\"a", "\""),
  ]

  @Test(arguments: open)
  func whatIsOpenGoesOnInTheNextLine(_ row: (String, String)) {
    guard case .bracket(let closing, let offset)? = StatementReader.open(in: row.0, script) else {
      Issue.record("\(row.0) is not open")
      return
    }
    #expect(closing == row.1)
    #expect(offset < row.0.utf8.count)
  }

  @Test(arguments: [
    "getpid", "", "# it's (odd", "hello \"world", "what (is this", "\"", "(1, 2", "close(3))",
    "cat a\"b",
    "key ^\\", "!echo \"a", "cat (x", "read(3,  <unfinished ...>", "<... read resumed> \"a\", 1) = 1", "ls \"a",
    "printf(\"a",
    "strace: Process 12 attached", "# a comment \\", "open(\"x\", O_RDONLY) = 3", "malloc(10", "1 + (2",
  ])
  func nobodyIsAskedToGoOnWithAnythingElse(_ line: String) {
    #expect(StatementReader.open(in: line, script) == nil)
  }

  @Test func aBackslashJoinsLines() throws {
    var reader = StatementReader(script)
    #expect(reader.take("open \"/etc/hostname\" \\") == nil)
    #expect(reader.open == .line)
    let text = reader.take("  O_RDONLY") ?? ""
    #expect(reader.open == nil)
    #expect(LineFolding.folded(text) == "open \"/etc/hostname\"    O_RDONLY")
    #expect(try script.statements(text).count == 1)
    #expect(reader.take("getpid \\\r") == nil)
    #expect(reader.take("") == "getpid \\\n")
  }

  @Test func aMistakeInALaterLineEndsTheStatementAndIsShownThere() throws {
    var reader = StatementReader(script)
    #expect(reader.take("open(\"x\",") == nil)
    let text = reader.take("  close(3) 4)") ?? ""
    let error = #expect(throws: InputError.self) { try script.statements(text) }
    let place = try #require(error).range
    #expect(String(decoding: Array(text.utf8)[place], as: UTF8.self) == "4")
  }

  @Test func aQuoteThatIsNeverClosedDoesNotSwallowALongScript() {
    var reader = StatementReader(script)
    var taken = 0
    var text = reader.take("write 1 \"abc")
    while text == nil, taken < 1000 {
      taken += 1
      text = reader.take("getpid")
    }
    #expect(taken > 50 && taken < StatementReader.longest)
  }

  /// Several lines, and the same on one.
  private static let folds: [(String, String)] = [
    ("open(\"x\", # the (file\n O_RDONLY)", "open(\"x\",   O_RDONLY)"),
    ("write 1 \"a\nb\"", "write 1 \"a\\nb\""), ("write 1 \"a\\\nb\"", "write 1 \"ab\""),
    ("read /* the\nfd */ 3", "read /* the fd */ 3"), ("!echo a\\\nb", "!echo ab"), ("close \\\n3", "close  3"),
    ("getpid # x", "getpid # x"), ("poke p \"a\\\"\nb\"", "poke p \"a\\\"\\nb\""),
  ]

  @Test(arguments: folds)
  func onOneLineAStatementMeansTheSame(_ row: (String, String)) throws {
    #expect(LineFolding.folded(row.0) == row.1)
    #expect(try meaning(row.0) == meaning(row.1))
    #expect(try script.parts(row.0).map(\.text) == script.parts(row.1).map(\.text))
  }

  private func meaning(_ text: String) throws -> [String] {
    try script.statements(text).map { statement in
      switch statement {
      case .call(let call): "\(call.name) \(call.arguments.map { plain($0) })"
      case .command(let command):
        "\(command.name) \(command.arguments.isEmpty ? command.rest : "\(command.arguments.map { plain($0) })")"
      case .assignment(let name, let value): "\(name) \(plain(value))"
      case .end(let outcome, _): "\(outcome)"
      }
    }
  }

  /// Without the places, which differ.
  private func plain(_ expression: Expression) -> String {
    switch expression.kind {
    case .array(let elements): "\(elements.map { plain($0) })"
    case .infix(let sign, let left, let right): "\(plain(left))\(sign)\(plain(right))"
    case .prefix(let sign, let operand): "\(sign)\(plain(operand))"
    case .structure(let members): "\(members.map { "\($0.name ?? "")=\(plain($0.value))" })"
    case .call(let name, let arguments): "\(name)\(arguments.map { plain($0) })"
    case .named(let name, let value): "\(name)=\(plain(value))"
    case .integer, .string, .name, .subject: "\(expression.kind)"
    }
  }

  @Test func randomInputFoldsToTheSameMeaningAndIsNeverAskedForTwice() {
    var random = SeededGenerator(state: 5)
    let pieces = [
      "open", "\"", "(", ")", " ", "=", ";", ",", "fd", "3", "[", "]", "|", "#", "\\", "\\\n", "\n", "/*", "*/",
      "/etc/*",
      "write", "'", "!", "{", "}", "x", "\\\"", "trace ",
    ]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 1...14, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
      let folded = LineFolding.folded(text)
      #expect(!folded.contains("\n") || text.contains("!"), "\(text.debugDescription)")
      if let open = StatementReader.open(in: text, script), case .bracket(_, let offset) = open {
        #expect(offset <= text.utf8.count)
      }
    }
  }

  // MARK: Beginnings of names

  @Test(arguments: [
    ("hist", "history"), ("hel", "help"), ("undo", "undo"), ("lear", "learn"), ("mount", nil), ("vars", "vars"),
  ])
  func theBeginningOfACommandRunsIt(_ row: (String, String?)) throws {
    let statement = try #require(prompt.parts(row.0).first)
    if case .command(let command) = statement.statement {
      #expect(command.name == row.1)
      #expect(statement.text == row.1, "the journal has the whole name")
    } else {
      #expect(row.1 == nil)
    }
  }

  @Test func noBeginningRunsACall() throws {
    for name in SyscallTable.standard.names {
      for length in 2...max(2, name.utf8.count) {
        let typed = String(name.prefix(length))
        guard !prompt.isKnown(typed), let command = prompt.command(typed) else { continue }
        Issue.record("\(typed) runs \(command), and \(name) begins so too")
      }
    }
    // Positive control: there are beginnings that do run something.
    #expect(prompt.command("histo") == "history")
  }

  @Test func severalAreListedAndAScriptWritesNamesWhole() throws {
    let error = #expect(throws: InputError.self) { try prompt.statements("sig") }
    #expect(try #require(error).message.contains("sigaction") && error?.message.contains("signals") == true)
    let strict = #expect(throws: InputError.self) { try script.statements("hist") }
    #expect(try #require(strict).advice == "Did you mean history?")
    #expect(throws: InputError.self) { try prompt.statements("hist()") }
  }

  // MARK: C

  @Test(arguments: [
    "int fd = open(\"x\", O_RDONLY);", "const int fd=open(\"x\", O_RDONLY)",
    "  static  int fd = open(\"x\", O_RDONLY) ;",
    "ssize_t fd = open(\"x\", O_RDONLY);", "unsigned long int fd = open(\"x\", O_RDONLY);",
    "struct file *fd = open(\"x\", O_RDONLY);",
  ])
  func aDeclarationIsPassedOver(_ line: String) throws {
    let statements = try script.statements(line)
    guard statements.count == 1, case .call(let call) = statements[0] else {
      Issue.record("no call")
      return
    }
    #expect(call.targets == ["fd"])
    #expect(call.name == "open")
    #expect(call.expectation == nil)
    #expect(!call.form.isPrinted)
  }

  @Test func wordsOfTypesAreNamesLikeOthers() throws {
    #expect(try script.statements("size_t length = 4*PAGE;").count == 1)
    guard case .assignment("int", _)? = try script.statements("int = 3").first else {
      Issue.record("no assignment")
      return
    }
  }

  // MARK: Habits

  /// Line, a word of the message, a word of the advice.
  private static let habits: [(String, String, String)] = [
    ("ls", "no syscall", "!ls"), ("ls -l /tmp", "no syscall", "!ls -l /tmp"),
    ("grep 'a b' x", "no syscall", "!grep 'a b' x"),
    ("malloc 10", "no syscall", "brk and mmap"), ("p = malloc(10);", "no syscall", "mmap"),
    ("free(p)", "no syscall", "munmap"),
    ("printf(\"%d\\n\", x);", "no syscall", "write"), ("putchar('x');", "no syscall", "write"),
    ("fopen \"x\"", "no syscall", "open"),
    ("sudo ls", "no syscall", "user"), ("cd /tmp", "no syscall", "chdir"), ("pwd", "no syscall", "getcwd"),
    ("echo hi", "no syscall", "write 1"), ("strace ls", "no syscall", "trace"), ("gdb -p 1", "no syscall", "regs"),
    ("help()", "no parentheses", "help"), ("quit()", "no parentheses", "quit"), ("?", "no command", "help"),
    ("clear", "no syscall", "Ctrl-L"), ("bash", "no syscall", "!bash"), ("export A=1", "no syscall", "execve"),
    ("$HOME", "another shell", "!echo $HOME"), ("cat < file", "Redirection", "cat file"),
    ("cat a | wc", "joins programs", "pipe"),
    ("fds | wc", "joins programs", "!COMMAND"), ("getpid &", "not needed", "await"),
    ("read 0 &", "not needed", "await"),
    ("x == 3", "compares nothing", "x = 3"), ("if (fd < 0) {", "no syscall", "control flow"),
    ("}", "Blocks", "control flow"),
    ("int fd;", "no syscall", "gets a value"), ("char buf[64];", "no syscall", "supplied"),
    ("perror(\"x\");", "no syscall", "help ENOENT"),
    ("errno", "no syscall", "why"), ("sleep 1", "no syscall", "nanosleep {tv_sec=1"),
    ("usleep(100)", "no syscall", "nanosleep"),
    ("pthread_create", "no syscall", "clone CLONE_VM"), ("system(\"ls\")", "no syscall", "fork"),
    ("popen", "no syscall", "pipe"),
    ("strerror(2)", "no syscall", "ENOENT"), ("getenv(\"HOME\")", "no syscall", "args"),
    ("scanf", "no syscall", "read 0"),
    ("memcpy", "no syscall", "poke"), ("memset(p, 0, 64)", "no syscall", "fill p 0 64"), (":q", "vi", "quit"),
    (":wq!", "vi", "quit"),
    ("logout", "no syscall", "quit"), ("// x", "comment of C++", "#"),
    ("./a.out", "no call", "execve \"./a.out\" [\"a.out\"]"),
    ("kill -9 P2", "process first", "kill P2 SIGKILL"), ("kill -KILL 4711", "process first", "kill 4711 SIGKILL"),
    ("getpid && fork", "joined by ;", "fork; getpid"), ("write 1 \"a\" > x", "Redirection", "dup2"),
    ("return 0;", "no syscall", "control"),
  ]

  @Test(arguments: habits)
  func habitsOfOtherPlacesAreAnswered(_ row: (String, String, String)) throws {
    let error = #expect(throws: InputError.self) { try prompt.statements(row.0) }
    guard let error else { return }
    #expect(error.message.contains(row.1), "\(row.0): \(error.message)")
    #expect(error.advice?.contains(row.2) == true, "\(row.0): \(error.advice ?? "no advice")")
    #expect(error.range.upperBound <= row.0.utf8.count && !error.range.isEmpty)
  }

  @Test func noCallOrCommandIsTakenForAHabit() {
    for name in SyscallTable.standard.names + Command.all.map(\.name) where name != "free" {
      #expect(ForeignHabits.advice(for: name) == nil, "\(name) exists")
    }
  }

  /// What advice says can be typed: everything behind the last colon that begins with a call or a command.
  @Test func whatAnAnswerOffersCanBeTyped() throws {
    for row in Self.habits {
      guard let advice = (#expect(throws: InputError.self) { try prompt.statements(row.0) })?.advice,
        let offer = advice.split(separator: ": ").last, advice.contains(": "), !advice.hasSuffix(".")
      else { continue }
      #expect(throws: Never.self, "\(advice)") { try script.statements(String(offer.replacing("try ", with: ""))) }
    }
  }

  @Test func whatTheShellHasIsLeftAlone() throws {
    for line in [
      "kill -1 9", "kill(-9, 1)", "cat a|b", "!ls | wc", "trace ls > x", "x = 1 | 2", "getpid = <pid:P1>", "wait4 -1",
    ] {
      #expect(throws: Never.self, "\(line)") { try script.statements(line) }
    }
  }
}
