import SyscallTable
import TestSupport
import Testing

@testable import Shell

/// Where the cursor stands, said by the line alone. `‸` is the cursor.
struct CursorContextTests {
  private static let grammar = LineGrammar(table: .standard, commands: Command.shapes)

  static func context(_ line: String) -> CursorContext {
    let parts = line.split(separator: "‸", maxSplits: 1, omittingEmptySubsequences: false)
    return CursorContext(parts.joined(), cursor: parts[0].utf8.count, grammar: grammar)
  }

  /// `open: flags, O_|` in short.
  private func told(_ line: String) -> String {
    let context = Self.context(line)
    let subject = context.subject.map { "\($0)/" } ?? ""
    let word = context.word.text.isEmpty ? "" : " <\(context.word.text)>"
    switch context.place {
    case .nothing: return "nothing"
    case .head(let mayBeCommand): return subject + (mayBeCommand ? "name" : "call") + word
    case .rawCall(let argument): return "\(subject)raw \(argument)" + word
    case .value: return "value" + word
    case .expectation(let row): return "result of \(row?.name ?? "?")" + word
    case .command(let command): return "\(subject)\(command.name) \(command.index)" + word
    case .call(let call):
      let names = call.parameters.map { call.row.parameters[$0].name }.joined(separator: "/")
      let spot = call.spot
      let member = spot.structure.map { ".\($0.current ?? "?")" } ?? spot.function.map { " \($0)()" } ?? ""
      return "\(subject)\(call.row.name): \(names)\(member)" + word
    }
  }

  @Test(arguments: [
    ("‸", "name"), ("  ‸", "name"), ("op‸", "name <op>"), ("op‸en", "name <op>"), ("# op‸", "nothing"),
    ("close 0 # se‸", "nothing"), ("close 0; op‸", "name <op>"), ("close 0;‸", "name"), ("P2: op‸", "P2/name <op>"),
    ("P‸2: open", "name <P>"), ("fd = op‸", "call <op>"), ("r, w = pi‸", "call <pi>"), ("r, ‸w = pipe", "nothing"),
    ("P2: r, w = pi‸", "P2/call <pi>"), ("r, w = P2: pi‸", "P2/call <pi>"), ("size = 4*PA‸", "call <4>"),
    ("12:00:01 open(‸)", "open: pathname"), ("[pid 12] close(‸", "close: fd"),
  ])
  func namesStandAtTheFront(line: String, place: String) {
    if line.hasPrefix("size") {
      #expect(told(line) == "value <PA>")
    } else {
      #expect(told(line) == place, "\(line)")
    }
  }

  @Test(arguments: [
    ("open ‸", "open: pathname"), ("open \"/e‸", "open: pathname </e>"),
    ("open \"/e tc‸\" O_RDONLY", "open: pathname </e tc>"),
    ("open \"a\" ‸", "open: flags"), ("open \"a\" O_R‸", "open: flags <O_R>"), ("open \"a\" O_RDWR|‸", "open: flags"),
    ("open \"a\" O_RDWR|O_C‸", "open: flags <O_C>"), ("open \"a\" O_RDWR | O_C‸ 0644", "open: flags <O_C>"),
    ("open \"a\" O_CREAT ‸", "open: mode"), ("open(\"a\", O_RDONLY, ‸", "open: mode"), ("open(\"a\",‸)", "open: flags"),
    ("open(‸", "open: pathname"), ("open(‸)", "open: pathname"), ("open (‸", "open: pathname"),
    ("open \"a\"‸", "open: pathname"), ("open(\"a\"‸, O_RDONLY)", "open: pathname"), ("open(\"a\")‸", "nothing"),
    ("open(\"a\", O_RDONLY) = ‸", "result of open"), ("open(\"a\") = -1 EN‸", "result of open <-1 EN>"),
    ("close 9 = ‸", "result of close"), ("fd = open ‸", "open: pathname"),
    ("P2: fd = open /et‸", "P2/open: pathname </et>"),
    ("read ‸", "read: fd"), ("read 3 ‸", "read: count/buf"), ("read 3 p ‸", "read: count"),
    ("read 3 ‸p 64", "read: buf"),
    ("read(3, ‸", "read: buf/count"), ("read(3, 6‸)", "read: count <6>"), ("read(3, p, ‸", "read: count"),
    ("read 3 ‸ 64", "read: buf"), ("write 1 \"hi\" ‸", "write: count"), ("pwrite64 1 \"hi\" ‸", "pwrite64: offset"),
    ("pwrite64(1, \"hi\", ‸", "pwrite64: count/offset"), ("close 1 2‸", "close:  <2>"), ("getpid ‸", "getpid: "),
    ("mmap NULL 4*PAGE ‸", "mmap: prot"), ("mmap NULL 4*‸", "mmap: length"), ("lseek 3 -‸", "lseek: offset"),
    ("lseek 3 4 -1‸", "lseek: whence <1>"), ("syscall 39 ‸", "raw 1"), ("openat(AT_FD‸", "openat: dirfd <AT_FD>"),
    ("exit ‸", "exit_group: status"), ("nosuchcall ‸", "nothing"),
  ])
  func argumentsAreCountedInBothSpellings(line: String, place: String) {
    #expect(told(line) == place, "\(line)")
  }

  @Test(arguments: [
    ("bind 3 {‸", "bind: addr.?"), ("bind 3 {sa_f‸", "bind: addr.? <sa_f>"),
    ("bind 3 {sa_family=‸", "bind: addr.sa_family"),
    ("bind(3, {sa_family=AF_INET, sin_port=‸", "bind: addr.sin_port"),
    ("bind(3, {sa_family=AF_INET, sin_port=htons(‸", "bind: addr htons()"),
    ("bind(3, {sa_family=AF_INET, ‸}, 16)", "bind: addr.?"), ("poll [{fd=3, events=POLL‸", "poll: fds.events <POLL>"),
    ("poll [{fd=3, events=POLLIN|‸}] 1", "poll: fds.events"), ("poll([{fd=3}, {fd=‸", "poll: fds.fd"),
    ("execve \"/bin/cat\" [\"a\" \"b‸", "execve: argv <b>"),
    ("rt_sigprocmask SIG_BLOCK [USR1 ‸", "rt_sigprocmask: set"),
    ("rt_sigprocmask SIG_BLOCK [USR1 TE‸] NULL", "rt_sigprocmask: set <TE>"),
    ("clone(child_stack=NULL, flags=CLONE_V‸", "clone: flags <CLONE_V>"), ("clone(fl‸", "clone: flags/flags <fl>"),
    ("nanosleep {tv_sec=1, tv_‸", "nanosleep: req.? <tv_>"), ("nanosleep {1, ‸", "nanosleep: req.tv_nsec"),
  ])
  func theCursorIsFoundInsideOfBrackets(line: String, place: String) {
    if line == "clone(fl‸" {
      #expect(told(line).hasPrefix("clone: flags"), "\(told(line))")
    } else {
      #expect(told(line) == place, "\(line)")
    }
  }

  @Test(arguments: [
    ("help op‸", "help 0 <op>"), ("help ‸", "help 0"), ("switch P‸", "switch 0 <P>"),
    ("cgroup set a cpu‸", "cgroup 2 <cpu>"),
    ("P2: fds ‸", "P2/fds 0"), ("peek p ‸", "peek 1"), ("peek ‸", "peek 0"), ("peek p+8 1‸", "peek 1 <1>"),
    ("!ls /et‸", "! 1 </et>"), ("! ls ‸", "! 1"), ("cat \"/a b‸", "cat 0 <\"/a b>"), ("set str‸", "set 0 <str>"),
    ("trace -e 'a;b' /bin/‸", "trace 2 </bin/>"), ("free‸", "name <free>"), ("free ‸", "free 0"),
  ])
  func commandsHaveWords(line: String, place: String) {
    #expect(told(line) == place, "\(line)")
  }

  @Test(arguments: [
    ("open(flags=O_RD‸", "open: flags <O_RD>"), ("open(flags=‸", "open: flags"), ("open(flags=O_RDWR|‸", "open: flags"),
    ("mmap(length=1, ‸", "mmap: addr"), ("mmap(length=1, addr=NULL, ‸", "mmap: prot"),
    ("mmap(addr=NULL, fl‸", "mmap: flags <fl>"), ("mmap(addr=NULL, x‸", "mmap: length <x>"),
    ("mmap(‸, length=1)", "mmap: addr"), ("mmap(prot=PROT_READ, length=4‸)", "mmap: length <4>"),
    ("mmap(nosuch=1, ‸", "mmap: addr"), ("mmap(nosuch=‸", "mmap: "), ("close(fd=3, ‸", "close: "),
    ("write(count=1, buf=\"a\", ‸", "write: fd"),
    ("bind(addr={sa_family=‸", "bind: addr.sa_family"), ("bind(addrlen=16, addr={sa_family=‸", "bind: addr.sa_family"),
  ])
  func anArgumentWithANameIsWhereItsNameSays(line: String, place: String) {
    #expect(told(line) == place, "\(line)")
  }

  @Test func aCommandGivenByNameSaysWhatItsArgumentIs() {
    for (line, isKnown) in [("fcntl(cmd=F_SETFD, fd=3, arg=‸", true), ("fcntl(fd=3, arg=‸", false)] {
      guard case .call(let call) = Self.context(line).place, let parameter = call.parameter else {
        Issue.record("\(line) is no call")
        continue
      }
      if case .word(let codec) = call.places.type(parameter, of: call.row).shape {
        #expect(isKnown && codec.text(1) == "FD_CLOEXEC", "\(line)")
      } else {
        #expect(!isKnown, "\(line)")
      }
    }
  }

  @Test func whatIsGivenIsKnown() {
    guard case .call(let call) = Self.context("open \"a\" O_RDWR|(O_APPEND|O_CREAT)|O_‸").place else {
      Issue.record("no call")
      return
    }
    #expect(call.arguments.path.last.map { call.arguments.names(in: $0) } == ["O_RDWR", "O_APPEND", "O_CREAT"])
    guard case .call(let bind) = Self.context("bind 3 {sa_family=AF_INET, ‸").place else {
      Issue.record("no call")
      return
    }
    #expect(bind.spot.names.map(\.name) == ["sin_port", "sin_addr"])
  }

  @Test func everyParameterOfEveryRowIsFoundInBothSpellings() {
    for row in SyscallTable.standard.rows {
      guard SyscallTable.standard.lookUp(row.name)?.row.number == row.number else { continue }
      let present = row.parameters.indices.filter { index in
        if case .absent = row.parameters[index].type { false } else { true }
      }
      for (place, parameter) in present.enumerated() {
        for isC in [false, true] {
          let words = present.indices.map { $0 == place ? "x‸" : "x" }
          let line = isC ? "\(row.name)(\(words.joined(separator: ", ")))" : ([row.name] + words).joined(separator: " ")
          guard case .call(let call) = Self.context(line).place else {
            Issue.record("\(line) is no call")
            continue
          }
          #expect(call.parameter == parameter, "\(line)")
        }
      }
    }
  }
}
