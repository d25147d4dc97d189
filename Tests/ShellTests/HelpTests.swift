import Glibc
import LinuxABI
import SyscallTable
import TestSupport
import Testing
import Trace

@testable import Shell

/// `help` for everything that can be typed.
@Suite(.serialized) @TracerThread
struct HelpTests {
  private func inSession(_ body: (Transcript) throws -> Void) throws {
    let shell = try Transcript()
    defer { shell.session.lab.endAll() }
    try body(shell)
  }

  @Test func everyNameHasAMeaning() throws {
    try inSession { shell in
      let session = shell.session
      let table = SyscallTable.standard
      var names = table.names + table.rows.map(\.name) + table.aliases.map(\.name)
      names += Command.all.map(\.name) + table.constants.keys + Errno.names + Setting.all.map(\.name)
      names += (1...64).map { Signal(rawValue: $0).name } + StandardNames.values.keys
      names += CallSet.setNames + CallSet.setNames.map { "%\($0)" }
      names += table.structures.flatMap { [$0.name] + $0.members.map(\.name) }
      names += ["handler", "restorer", "P1", "$P1", "rax", "$rsp", ";", "#", "_", "$P2", "!", "+", "~", "-", "▒", "█"]
      names += [
        "calls", "commands", "syscall", "keys", "json", "ioctls", "capabilities", "namespaces", "eacces", "sigterm",
        "term",
      ]
      names += session.lessonIndex.ids + session.lessonIndex.questionIDs
      #expect(session.lessonIndex.ids.count > 40 && session.lessonIndex.questionIDs.count > 50)
      names += TableBook.byArgument.keys
      let unknown = Set(names).filter { session.meanings(of: $0).isEmpty && !["calls", "commands"].contains($0) }
      #expect(unknown.sorted() == [])
      #expect(Set(names).count > 3500)
    }
  }

  @Test func helpOnEveryKindOfNameIsShown() throws {
    try inSession { shell in
      let table = SyscallTable.standard
      var names = table.rows.enumerated().filter { $0.offset % 12 == 0 }.map(\.element.name)
      names += table.constants.keys.sorted().enumerated().filter { $0.offset % 150 == 0 }.map(\.element)
      names += table.structures.enumerated().filter { $0.offset % 9 == 0 }.map(\.element.name)
      names += Command.all.map(\.name) + HelpPage.all.flatMap(\.names) + Setting.all.map(\.name)
      names += ["calls", "commands", "EACCES", "SIGTERM", "SIGRT_4", "PAGE", "13", "0", "open flags", "P1", "rax"]
      names += [
        "signal TERM", "struct stat", "setting strings", "strings setting", "stat st_size", "Q4", "tour", "%file",
      ]
      for name in names {
        let lines = shell.run("help \(name)")
        #expect(shell.results.last?.failed == false && shell.results.last?.misunderstood == false, "help \(name)")
        #expect(
          !lines.isEmpty && lines.allSatisfy { $0.count <= 100 }, "help \(name)\n\(lines.joined(separator: "\n"))")
      }
    }
  }

  /// Every word in logs of this machine's strace that is no part of a text.
  @Test func everyWordOfALogHasHelp() throws {
    try inSession { shell in
      var unknown: Set<String> = []
      for log in ["files", "network", "programs", "sockets", "system", "system-verbose"] {
        let text = try Self.fixture("SyscallTableTests/Fixtures/\(log).strace")
        // Constants that the table does not have stand in these logs on purpose.
        for word in Self.words(text)
        where word.contains(where: \.isLowercase) && shell.session.meanings(of: word).isEmpty { unknown.insert(word) }
      }
      #expect(unknown.subtracting(Self.onlyPrinted).sorted() == [])
    }
  }

  /// What strace prints and sysh has no structure for, so that it cannot be typed: loop devices, userfaultfd's requests,
  /// and some of io_uring_register's.
  private static let onlyPrinted: Set<String> = [
    "__reserved", "api", "bgid", "block_size", "dest_count", "dest_fd", "last_op", "lo_crypt_name", "lo_encrypt_key",
    "lo_encrypt_key_size", "lo_encrypt_type", "lo_file_name", "lo_flags", "lo_number", "lo_offset", "ops", "ops_len",
    "register_op", "resv2", "ring_addr", "tags",
  ]

  /// Names in the calls of a log: outside of texts, comments, decorations, and of the words behind a result.
  private static func words(_ log: String) -> Set<String> {
    var found: Set<String> = []
    for line in log.split(separator: "\n") where !line.hasPrefix("#") {
      var word = ""
      var isText = false
      var isComment = false
      var last: Character = " "
      func finish() {
        if let first = word.first, !first.isNumber, word.count > 1 { found.insert(word) }
        word = ""
      }
      for character in line {
        defer { last = character }
        if isText {
          isText = !(character == "\"" && last != "\\")
        } else if isComment {
          isComment = !(character == "/" && last == "*")
        } else if character == "\"" {
          finish()
          isText = true
        } else if character == "*", last == "/" {
          isComment = true
        } else if character.isLetter || character.isNumber || character == "_" {
          word.append(character)
        } else if character == "=", last == " " {
          // The result and its comment, which is English.
          break
        } else {
          finish()
        }
      }
      finish()
    }
    return found
  }

  private static func fixture(_ path: String) throws -> String {
    let file = try #require(fopen("\(Checkout.root)/Tests/\(path)", "r"))
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func everyCommandHasExamplesAndEveryReferenceLeadsSomewhere() throws {
    try inSession { shell in
      #expect(Command.all.map(\.name).filter { CommandHelp.all[$0] == nil } == [])
      #expect(CommandHelp.all.keys.filter { Command.named($0) == nil }.sorted() == [])
      let related = CommandHelp.all.values.flatMap(\.related) + HelpPage.all.flatMap(\.related)
      for name in Set(related) {
        _ = shell.run("help \(name)")
        #expect(shell.results.last?.failed == false, "help \(name)")
      }
      let names = HelpPage.all.flatMap(\.names)
      #expect(Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }.keys.sorted() == [])
    }
  }

  @Test func theExamplesOfEveryPageCanBeTypedAsTheyStand() throws {
    let pages = HelpPage.all.map { ($0.name, $0.examples) } + CommandHelp.all.map { ($0.key, $0.value.examples) }
    for (name, examples) in pages where !examples.isEmpty {
      try inSession { shell in
        for example in examples {
          // All are understood; those that need a person, a right or a file of the learner's are not run.
          #expect(throws: Never.self, "\(name): \(example.line)") {
            try shell.session.grammar.statements(example.line)
          }
          switch example.place {
          case .prompt, .writesFile, .root: continue
          case .mistake:
            let lines = shell.run(example.line)
            let result = shell.results.last
            var isError = result?.failed == true || result?.misunderstood == true
            if case .failed? = result?.outcome { isError = true }
            #expect(isError, "\(name): \(example.line)\n\(lines.joined(separator: "\n"))")
          case .anywhere:
            let lines = shell.run(example.line)
            let result = shell.results.last
            #expect(
              result?.failed == false && result?.misunderstood == false,
              "\(name): \(example.line)\n\(lines.joined(separator: "\n"))")
          }
        }
      }
    }
  }

  @Test(.enabled(if: geteuid() == 0, "veth and idmap need root"))
  func examplesThatNeedRootRunAsRoot() throws {
    for (name, help) in CommandHelp.all {
      let examples = help.examples.filter { if case .root = $0.place { true } else { false } }
      guard !examples.isEmpty else { continue }
      try inSession { shell in
        for example in examples {
          let text = shell.text(example.line)
          #expect(shell.results.last?.failed == false, "\(name): \(example.line)\n\(text)")
        }
      }
    }
  }

  @Test func theOverviewFitsOneScreen() throws {
    try inSession { shell in
      let session = shell.session
      for (width, rows) in [(80, 40), (100, 40), (40, 80)] {
        session.renderer = .init(width: width)
        let lines = shell.run("help")
        #expect(lines.count <= rows, "\(width): \(lines.count)")
        #expect(lines.allSatisfy { $0.count <= width }, "\(lines.joined(separator: "\n"))")
      }
      session.renderer = .init(width: 100)
      let commands = shell.run("help commands")
      #expect(Command.all.allSatisfy { command in commands.contains { $0.hasPrefix("  \(command.name) ") } })
    }
  }

  @Test func whatHelpDoesNotKnowLeadsOn() throws {
    let cases = [
      ("help opn", "Did you mean open?"), ("help sched", "There are sched_get"), ("help qqqq", "help alone"),
      ("help malloc", "C library"), ("help O_CRAET", "O_CREAT"), ("help 99999", "no help"), ("help fdss", "fds"),
      ("help CAP_SYS", "CAP_SYS_ADMIN"),
    ]
    try inSession { shell in
      for (line, words) in cases {
        let text = shell.unwrapped(line)
        #expect(text.contains(words), "\(text)")
        #expect(shell.results.last?.failed == true)
      }
    }
  }

  @Test func aNameWithSeveralMeaningsSaysSo() throws {
    try inSession { shell in
      #expect(shell.unwrapped("help strings").contains("help setting strings"))
      #expect(shell.unwrapped("help 13").contains("EACCES"))
      #expect(shell.unwrapped("help 13").contains("SIGPIPE"))
      #expect(shell.unwrapped("help open flags").contains("O_CREAT make the file"))
      #expect(shell.unwrapped("help open").contains("Played in: learn tour"))
      _ = shell.run("fd = dup 0")
      #expect(shell.unwrapped("help fd").contains("fd"))
    }
  }

  @Test func aSignCanBeAskedAboutThoughItEndsALine() throws {
    try inSession { shell in
      #expect(shell.unwrapped("help #").contains("comment"))
      #expect(shell.unwrapped("help ;").contains("two commands"))
      #expect(shell.unwrapped("help open; getpid # and so on").contains("getpid() ="))
    }
  }
}
