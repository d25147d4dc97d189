import Glibc
import Lab
import LinuxABI
import SyscallTable
import TestSupport
import Testing

@testable import Shell

/// What TAB offers and what it puts in, with a lab behind it. `‸` is the cursor.
@Suite(.serialized) @TracerThread
struct CompletionTests {
  private let transcript: Transcript
  private let completer: Completer

  init() throws {
    transcript = try Transcript()
    completer = Completer(session: transcript.session)
  }

  private func split(_ line: String) -> (line: String, cursor: Int) {
    let parts = line.split(separator: "‸", maxSplits: 1, omittingEmptySubsequences: false)
    return (parts.joined(), parts[0].utf8.count)
  }

  private func candidates(_ line: String) -> [Completion.Candidate] {
    let (line, cursor) = split(line)
    return completer.completion(line, cursor: cursor).candidates
  }

  private func texts(_ line: String) -> [String] { candidates(line).map(\.text) }

  /// The line after TAB, the cursor in it.
  private func completed(_ text: String) -> String {
    let (line, cursor) = split(text)
    let bytes = Array(line.utf8)
    let completion = completer.completion(line, cursor: cursor)
    guard let done = CompletedLine(completion, line: bytes, cursor: cursor) else { return text }
    return done.common + "‸" + String(decoding: bytes[(cursor + done.skipped)...], as: UTF8.self)
  }

  @Test(arguments: [
    // Names of calls and commands.
    ("getdents6‸", "getdents64 ‸"), ("getpp‸", "getppid‸"), ("P1: getdents6‸", "P1: getdents64 ‸"),
    ("fd = epoll_create‸", "fd = epoll_create‸"), ("getdents6‸(3)", "getdents64‸(3)"),
    ("sched_getaff‸", "sched_getaffinity ‸"),
    // Flags and values: no space behind a flag, since another may follow.
    ("open \"a\" O_WRO‸", "open \"a\" O_WRONLY‸"), ("open \"a\" O_RDWR|O_CRE‸", "open \"a\" O_RDWR|O_CREAT‸"),
    ("open(\"a\", o_wro‸", "open(\"a\", O_WRONLY‸"), ("lseek 0 0 SEEK_C‸", "lseek 0 0 SEEK_CUR‸"),
    ("lseek(0, 0, SEEK_C‸", "lseek(0, 0, SEEK_CUR)‸"), ("lseek(0, 0, SEEK_C‸)", "lseek(0, 0, SEEK_CUR‸)"),
    ("openat(AT_FD‸", "openat(AT_FDCWD, ‸"), ("openat AT_FD‸", "openat AT_FDCWD ‸"),
    ("socket(AF_NETL‸", "socket(AF_NETLINK‸"), ("socket AF_NETL‸ SOCK_RAW", "socket AF_NETLINK‸ SOCK_RAW"),
    ("open \"a\" O_WR‸ONLY", "open \"a\" O_WRONLY‸"), ("open \"a\" O_D‸", "open \"a\" O_D‸"),
    // In structures, lists and behind names.
    ("open(flags=O_WRO‸", "open(flags=O_WRONLY‸"), ("mmap(length=1, fla‸", "mmap(length=1, flags=‸"),
    ("mmap(length=1, flags=MAP_PRIVA‸", "mmap(length=1, flags=MAP_PRIVATE‸"),
    ("bind 0 {sa_fam‸", "bind 0 {sa_family=‸"),
    ("bind 0 {sa_family=AF_INET, sin_p‸", "bind 0 {sa_family=AF_INET, sin_port=‸"),
    ("bind 0 {sa_family=AF_NETL‸", "bind 0 {sa_family=AF_NETLINK, ‸"),
    ("bind 0 {sa_family=AF_INET, sin_port=ht‸", "bind 0 {sa_family=AF_INET, sin_port=htons(‸"),
    ("poll [{fd=0, events=POLLI‸}] 1", "poll [{fd=0, events=POLLIN‸}] 1"), ("nanosleep {tv_s‸", "nanosleep {tv_sec=‸"),
    ("rt_sigprocmask SIG_BL‸ [INT]", "rt_sigprocmask SIG_BLOCK‸ [INT]"),
    ("rt_sigprocmask SIG_BLOCK [INT USR1 TER‸", "rt_sigprocmask SIG_BLOCK [INT USR1 TERM‸"),
    ("clone(child_stack=NULL, flags=CLONE_VM|SIGCH‸", "clone(child_stack=NULL, flags=CLONE_VM|SIGCHLD‸"),
    ("clone(child_st‸", "clone(child_stack=‸"),
    ("kill P1 SIGTER‸", "kill P1 SIGTERM‸"), ("kill(P1, SIGTER‸", "kill(P1, SIGTERM)‸"),
    ("kill P‸ SIGTERM", "kill P1‸ SIGTERM"),
    ("sigaction SIGUSR1 hand‸", "sigaction SIGUSR1 handler‸"),
    // Behind ; and in the middle, results, raw numbers.
    ("getpid; getdents6‸", "getpid; getdents64 ‸"), ("close 9 = -1 EINT‸", "close 9 = -1 EINTR‸"),
    ("getpid = <an‸", "getpid = <any>‸"),
    ("syscall 3‸", "syscall 3‸"), ("peek $rs‸", "peek $rs‸"), ("peek $rsp‸", "peek $rsp ‸"),
    ("size = 4*PAG‸", "size = 4*PAGE‸"),
    // Commands.
    ("sysctl kernel.hostn‸", "sysctl kernel.hostname‸"), ("sysctl kern‸", "sysctl kernel.‸"),
    ("set verb‸", "set verbose ‸"),
    ("set verbose of‸", "set verbose off‸"), ("plot waiti‸", "plot waiting‸"), ("cgroup mak‸", "cgroup make ‸"),
    ("help getdents6‸", "help getdents64‸"), ("help EBADF‸", "help EBADF‸"), ("man getdents6‸", "man getdents64 ‸"),
    ("trace o‸", "trace o‸"),
    ("trace on %netw‸", "trace on %network‸"), ("trace on read,%netw‸", "trace on read,%network‸"),
    ("key ^‸", "key ^‸"),
    ("bench getdents6‸", "bench getdents64 ‸"), ("bench lseek 0 0 SEEK_C‸", "bench lseek 0 0 SEEK_CUR‸"),
    ("deny getdents6‸", "deny getdents64 ‸"),
    ("fds ‸", "fds ‸"), ("# open‸", "# open‸"), ("nonsense ‸", "nonsense ‸"), ("signals SIGTER‸", "signals SIGTERM ‸"),
  ])
  func aWordGoesOnAsTheGrammarWants(line: String, result: String) {
    #expect(completed(line) == result, "\(candidates(line).prefix(6).map(\.text))")
  }

  @Test func descriptorsAreThoseOfTheSubjectWithWhatTheyLeadTo() throws {
    transcript.run(
      "mkdir \"inner\"\nfd = open \"/etc/hostname\" O_RDONLY\nout = open \"new\" O_WRONLY|O_CREAT\nd = open \"inner\" O_RDONLY\nfork\nP2: close fd\nsize = 5"
    )
    #expect(texts("close ‸") == ["0", "1", "2", "3", "4", "5", "fd", "out", "d", "size"])
    #expect(texts("P2: close ‸").prefix(6) == ["0", "1", "2", "4", "5", "size"])
    let read = candidates("read ‸")
    #expect(read.first { $0.text == "3" }?.description == "/etc/hostname, read-only")
    // What cannot be read comes last, and what cannot be written for a write.
    #expect(read.map(\.text).firstIndex(of: "4") == 5 && texts("write ‸").firstIndex(of: "3") == 4)
    #expect(texts("openat ‸").prefix(2) == ["AT_FDCWD", "5"])
    #expect(texts("poll [{fd=‸").prefix(4) == ["0", "1", "2", "3"])
    #expect(texts("close o‸") == ["out"])
  }

  @Test func whatIsGivenIsNotOfferedAgain() {
    #expect(!texts("open \"a\" O_RDWR|O_APPEND|‸").contains("O_APPEND"))
    // The access modes exclude each other.
    #expect(!texts("open \"a\" O_RDWR|O_APPEND|‸").contains("O_RDONLY"))
    #expect(texts("open \"a\" O_RDWR|‸").contains("O_APPEND"))
    #expect(texts("open \"a\" ‸").contains("O_RDONLY"))
    #expect(texts("bind 0 {sa_family=AF_INET, sin_port=htons(1), ‸") == ["sin_addr="])
    #expect(texts("bind 0 {‸") == ["sa_family=", "sun_path=", "sa_data="])
    #expect(!texts("rt_sigprocmask SIG_BLOCK [INT ‸").contains("INT"))
    #expect(texts("rt_sigprocmask SIG_BLOCK [INT ‸").contains("TERM"))
    #expect(texts("rt_sigprocmask SIG_BLOCK [SIGT‸").contains("SIGTERM"))
    #expect(candidates("kill P1 SIGUSR1‸").first?.description == "free for programs")
    #expect(!texts("clone(flags=0, ‸").contains("flags="))
  }

  @Test func subjectsAreTheLivingOnes() throws {
    transcript.run("fork\nfork\nP2: exit 0")
    #expect(texts("switch ‸") == ["P1", "P3"])
    #expect(texts("wait4 ‸").first == "P3", "children first")
    #expect(texts("kill P‸ SIGTERM") == ["P1", "P3"])
    #expect(texts("P‸").contains("P3: "))
    #expect(texts("kill $‸").contains("P3") && texts("kill $‸").contains("rsp"))
  }

  @Test func addressesHaveNames() {
    transcript.run("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0")
    let found = candidates("munmap ‸")
    #expect(found.first?.text == "p" && found.contains { $0.text == "$rsp" } && found.contains { $0.text == "NULL" })
    #expect(found.contains { $0.description.hasPrefix("rw-p") && $0.description.hasSuffix("[stack]") })
    #expect(texts("peek ‸").first == "p")
    #expect(texts("read 0 p‸").contains("p"))
  }

  @Test func likelyErrorsComeFirstBehindAResult() {
    let found = candidates("open \"x\" = ‸")
    #expect(found.first?.text == "<fd:x>")
    #expect(found.contains { $0.text == "-1 ENOENT" && !$0.description.isEmpty })
    #expect(texts("open \"x\" = -1 EXD‸") == ["-1 EXDEV"])
    #expect(texts("kill P1 9 = ki‸").contains("killed SIGKILL"))
  }

  @Test func pathsAreWhatTheSubjectSees() throws {
    transcript.run(
      "mkdir \"sub\"\nmkdir \"sub/deep\"\nopen \"sub/with space\" O_WRONLY|O_CREAT\nopen \"sub/nasty\\33[2J\\377\" O_WRONLY|O_CREAT\nopen \"sub/quo\\\"te\" O_WRONLY|O_CREAT"
    )
    #expect(completed("stat \"su‸") == "stat \"sub/‸")
    #expect(completed("stat \"sub/wi‸") == "stat \"sub/with space\" ‸")
    #expect(completed("stat(\"sub/wi‸") == "stat(\"sub/with space\"‸")
    #expect(completed("stat(\"sub/wi‸\")") == "stat(\"sub/with space‸\")")
    #expect(completed("stat \"sub/na‸") == "stat \"sub/nasty\\33[2J\\377\" ‸")
    #expect(candidates("stat \"sub/na‸").first?.shown?.contains("\u{1b}") == false)
    #expect(completed("stat \"sub/quo‸") == "stat \"sub/quo\\\"te\" ‸")
    #expect(completed("stat \"sub/nasty\\33‸") == "stat \"sub/nasty\\33[2J\\377\" ‸")
    #expect(completed("stat ./sub/wi‸") == "stat \"./sub/with space\" ‸")
    #expect(completed("cat sub/wi‸") == "cat sub/with space‸")
    #expect(completed("cat \"sub/wi‸") == "cat \"sub/with space\"‸")
    // What was completed is the file.
    #expect(transcript.text("stat \"sub/nasty\\33[2J\\377\"").contains("st_mode=S_IFREG"))
    // By a descriptor of a directory, and from another working directory.
    transcript.run("d = open \"sub\" O_RDONLY|O_DIRECTORY")
    #expect(completed("openat d \"wi‸") == "openat d \"with space\" ‸")
    #expect(completed("openat AT_FDCWD \"su‸") == "openat AT_FDCWD \"sub/‸")
    transcript.run("chdir \"sub\"")
    #expect(completed("stat \"de‸") == "stat \"deep/‸")
    #expect(completed("execve \"/bin/ech‸") == "execve \"/bin/echo\" ‸")
    #expect(texts("execve \"/etc/pass‸").isEmpty, "no program")
    #expect(completed("stat \"/etc/host‸name\"").hasPrefix("stat \"/etc/host"))
  }

  @Test func savingIsOfferedFilesOfTheShell() throws {
    let file = Scratch.home + "/kept session.sysh"
    close(open(file, O_CREAT | O_WRONLY, 0o600))
    defer { unlink(file) }
    #expect(completed("save \(Scratch.home)/kept se‸") == "save \(file)‸")
    #expect(completed("save \(file) repl‸") == "save \(file) replace‸")
    #expect(completed("!ls \(Scratch.home)/kept‸") == "!ls \(Scratch.home)/kept\\ session.sysh ‸")
    #expect(texts("!tru‸").contains("true"))
  }

  @Test func nothingIsOfferedThatIsNotThere() {
    #expect(texts("close(0)‸").isEmpty && texts("open \"a\"‸").isEmpty && texts("close 0 0 ‸").isEmpty)
    #expect(texts("stat \"/nowhere/‸").isEmpty && texts("stat \"a\\‸").isEmpty)
  }

  @Test func lessonsThatCameAreOfferedAndTheOthersAreReadOnce() throws {
    #expect(completed("learn descr‸") == "learn descriptors‸" && completed("quiz Q1‸") == "quiz Q1‸")
    #expect(candidates("learn tour‸").first?.description.isEmpty == false)
    let directory = Scratch.home + "/lessons-\(UInt32.random(in: 1...UInt32.max))"
    func add(_ file: String) throws {
      let text = try #require(ProcessList.text(of: "\(Checkout.root)/Lessons/\(file)"))
      let copy = try #require(fopen("\(directory)/\(file)", "w"))
      fputs(text, copy)
      fclose(copy)
    }
    mkdir(directory, 0o700)
    try add("01-tour.md")
    // The kernel's clock for files has ticks, and two changes may fall into the same one.
    let past = [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)]
    utimensat(AT_FDCWD, directory, past, 0)
    let index = LessonIndex(directory: directory)
    #expect(index.lessons.map(\.id) == ["tour"] && index.isCurrent(directory))
    #expect(!index.isCurrent(nil) && !index.isCurrent("\(directory)/nowhere"))
    try add("17-sockets.md")
    #expect(!index.isCurrent(directory))
    #expect(LessonIndex(directory: directory).lessons.map(\.id) == ["tour", "sockets"])
  }

  /// Every prefix of lines as people type them, with the cursor anywhere, and the same with bytes thrown in.
  @Test func noLineIsTooStrange() throws {
    var lines = [
      "fd = open \"/etc/hostname\" O_RDONLY|O_CLOEXEC; read fd 64", "r, w = P1: pipe", "P1: write w \"hi\\n\" 3 = 3",
      "sendmsg(3, {msg_name=NULL, msg_iov=[{iov_base=\"x\", iov_len=1}], msg_control=[{cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[3]}]}, 0) = 1",
      "rt_sigaction(SIGTERM, {sa_handler=SIG_DFL, sa_mask=[INT], sa_flags=SA_RESTART}, NULL, 8)", "trace -e 'a;b' ls",
      "connect(3, {sa_family=AF_INET6, sin6_port=htons(80), inet_pton(AF_INET6, \"::1\", &sin6_addr)}, 28)",
      "clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7f) = 12", "cat /etc/passwd",
      "!ls 'a b' \"c",
      "fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0})", "poke p+8 [1, 2] 4",
      "x = -1 << 3 | ~4",
    ]
    for name in ["01-tour.md", "17-sockets.md"] {
      let text = ProcessList.text(of: "\(Checkout.root)/Lessons/\(name)") ?? ""
      lines += text.split(separator: "\n").map(String.init).filter { $0.contains("(") || $0.contains(" = ") }.prefix(10)
    }
    var random = SeededGenerator(state: 6)
    for line in lines {
      for length in stride(from: 0, through: line.utf8.count, by: 5) {
        var bytes = Array(line.utf8.prefix(length))
        if length % 2 == 0, !bytes.isEmpty {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 1...255, using: &random)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        let cursor = length % 5 == 0 ? Int.random(in: 0...text.utf8.count, using: &random) : text.utf8.count
        let completion = completer.completion(text, cursor: cursor)
        #expect(completion.range.upperBound <= text.utf8.count && completion.range.lowerBound >= 0)
        _ = CompletedLine(completion, line: Array(text.utf8), cursor: min(cursor, text.utf8.count))
        _ = Signature.model(completer.context(text, cursor: cursor))
      }
    }
  }
}
