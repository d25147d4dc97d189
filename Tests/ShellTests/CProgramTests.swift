import Glibc
import TestSupport
import Testing

@testable import Shell

/// Sessions saved as C, compiled with every warning an error, and run: the program says itself whether each result was
/// the session's.
@Suite(.serialized)
struct CProgramTests {
  /// A C compiler, if the machine has one: gcc, or the clang that comes with Swift.
  static let compiler: String? = {
    let places = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":") + ["/opt/swift/usr/bin"]
    return ["gcc", "clang"].lazy.compactMap { name in
      places.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }.first
  }()

  struct Scene: CustomTestStringConvertible {
    let name: String
    let lines: String
    /// What the program's output has.
    var prints: [String] = []
    var isOptimised = false
    var testDescription: String { name }
  }

  static let scenes: [Scene] = [
    Scene(
      name: "copy-on-write",
      lines: """
        p = mmap NULL 2*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
        poke p "A"
        fork
        P2: poke p "B"
        P2: peek p 1
        peek p 1
        P2: exit_group 3
        wait4 P2
        munmap p+PAGE PAGE
        poke p+64 "text"
        poke p p+64 8
        poke p+8 4 8
        writev 1 p 1
        peek p 16
        """, prints: ["P1    writev 1 p 1  = 4", "P2    ends with exit status 3", "P1    wait4 P2  = P2"]),
    Scene(
      name: "a pipeline",
      lines: """
        r, w = pipe2 O_CLOEXEC
        o = open "out" O_RDWR|O_CREAT 0644
        fork
        P2: dup2 r 0
        P2: dup2 o 1
        P2: execve "/bin/cat" ["cat"] []
        close r
        write w "through the pipe\\n"
        cont P2
        close w
        wait4 P2
        lseek o 0
        read o 100
        """, prints: ["which is held", "P1    read o 100  = 17"], isOptimised: true),
    Scene(
      name: "files, their errors, and texts that are no good in C",
      lines: """
        open "missing" O_RDONLY
        log = open "a\\"b\\\\c\\n??=\\xff" O_RDWR|O_CREAT 0600
        unix = write log "\\x00\\x01*/ /* ??= \\"quoted\\" %s\\n\\377z9"
        index = lseek log 0
        read log
        write log "abc" 20
        fstat log
        close log
        close log
        mkdir "d" 0755
        open "d" O_WRONLY
        syscall 39
        syscall 9999
        syscall 1 1 "raw\\n" 4
        pipe NULL
        getppid
        brk 0
        brk _+4096
        write 1 "on the terminal\\n"
        """,
      prints: ["= -1 ENOENT", "= -1 EISDIR", "= -1 ENOSYS", "= -1 EFAULT", "On the terminal:\nraw\non the terminal"],
      isOptimised: true),
    Scene(
      name: "deaths by memory",
      lines: """
        p = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS
        fork
        P2: poke p "x"
        wait4 P2
        mprotect p PAGE PROT_READ|PROT_WRITE
        fill p 0x41 100
        touch p
        munmap p PAGE
        peek p 1
        getpid
        """,
      prints: ["P2    is killed by Segmentation fault", "P1    is killed by Segmentation fault", "P3    getpid  = P3"]),
    Scene(
      name: "signals",
      lines: """
        sigaction SIGUSR1 handler|SA_NODEFER
        kill P1 SIGUSR1
        sigprocmask SIG_BLOCK [USR2 TERM]
        kill P1 SIGUSR2
        sigpending
        sigtimedwait [USR2]
        r, w = pipe
        fork
        P2: read r 10
        kill P2 SIGUSR1
        P2: read r 10
        write w "wake"
        kill P2 SIGKILL
        wait4 P2
        """, prints: ["P2    read r 10  blocks", "P2    read r 10  = -1 EINTR", "P2    read r 10  = 4"]),
    Scene(
      name: "a call that is broken off, and one that stays blocked",
      lines: """
        r, w = pipe
        fork
        read r 10
        P2: write w "hi"
        read r 10
        interrupt P1
        late = P2: open "late" O_RDWR|O_CREAT 0600
        write late "x"
        P2: write late "x"
        size = 2*PAGE
        mmap NULL size PROT_NONE MAP_PRIVATE|MAP_ANONYMOUS
        read r 10
        """, prints: ["P1    read r 10  = -1 EINTR", "P1    write late \"x\"  = -1 EBADF", "P1    read r 10  blocks\n"]),
    Scene(
      name: "threads and a futex",
      lines: """
        w = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
        t = clone CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM
        P1.2: futex w FUTEX_WAIT 0
        futex w FUTEX_WAKE 1
        P1.2: gettid
        P1.2: exit 0
        """, prints: ["P1.2  futex w FUTEX_WAIT 0  = 0", "P1.2  gettid  = P1.2"], isOptimised: true),
    Scene(
      name: "sockets, polling and timers",
      lines: """
        a, b = socketpair AF_UNIX SOCK_STREAM
        write a "ping"
        read b 10
        e = epoll_create1
        epoll_ctl e EPOLL_CTL_ADD a {events=EPOLLIN, data={u32=7}}
        write b "x"
        epoll_wait e 10 0
        poll [{fd=3, events=POLLIN}] 1 0
        s = socket AF_INET SOCK_STREAM
        bind s {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}
        listen s 5
        getsockname s
        writev a ["one", "two"]
        readv b [3, 10]
        sendmsg a {msg_iov=["m"], msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[e]}]}
        recvmsg b
        t = timerfd_create CLOCK_MONOTONIC
        timerfd_settime t 0 {it_interval={0, 0}, it_value={0, 1000000}}
        read t 8
        nanosleep {0, 1000000}
        getrlimit RLIMIT_NOFILE
        n = eventfd2 5
        read n 8
        """),
    Scene(
      name: "vfork, held programs and their calls",
      lines: """
        c = vfork
        P2: exit_group 7
        wait4 c
        fork
        P3: execve "/bin/cat" ["cat"] []
        P3: getpid
        P3: dup2 1 9
        P3: close 42
        P3: exit_group 5
        wait4 P3
        fork
        P4: execve "/nonexistent" [] []
        P4: execve "/bin/sh" ["sh", "-c", "exit 4"] []
        cont P4
        wait4 P4
        """, prints: ["P1    c = vfork  blocks", "P3    close 42  = -1 EBADF", "P4    ends with exit status 4"]),
    Scene(
      name: "the terminal, and a process under a filter",
      lines: """
        read 0 100
        type "hello\\n"
        sigaction SIGINT handler
        read 0 100
        key ^C
        fork
        P2: prctl PR_SET_SECCOMP SECCOMP_MODE_STRICT
        P2: write 1 "x"
        P2: getpid
        wait4 P2
        """, prints: ["P1    read 0 100  = 6", "P1    read 0 100  = -1 EINTR", "P2    is killed by Killed"]),
    Scene(
      name: "only the present session, and commands that make several calls",
      lines: """
        open "x" O_RDWR|O_CREAT 0600
        fork
        reset
        x = open "x" O_RDWR|O_CREAT 0600
        getpid
        undo
        nice 5
        sbrk 4096
        wait
        setrlimit RLIMIT_CORE {0, 0}
        poll [{fd=x, events=POLLIN|POLLOUT}] 1 0
        select 8 [3] NULL NULL {0, 0}
        exit 3
        getpid
        """, prints: ["P1    ends with exit status 3", "P2    getpid  = P2", "All 11 steps"]),
  ]

  /// The session as a program.
  static func saved(_ lines: String, as name: String, mayFail: Bool = false) throws -> (source: String, said: String) {
    let source = "\(Scratch.home)/\(name).c"
    let (text, status) = try Program.run(["-c", lines + "\nsave \(source) replace"])
    try #require((mayFail || status == 0) && Built.exists(source), "\(text)")
    return (source, text)
  }

  /// Compiles a program and runs it.
  static func outcome(of source: String, optimised: Bool = false) throws -> (text: String, status: Int32) {
    let compiler = try #require(compiler)
    let program = String(source.dropLast(2))
    let options = ["-std=gnu17", "-Wall", "-Wextra", "-Werror", optimised ? "-O2" : "-O0", "-o", program, source]
    let compiled = try Built.run(options, program: compiler)
    try #require(compiled.status == 0, "\(compiled.text)")
    return try Built.run(["60", program], environment: ["TMPDIR=\(Scratch.home)"], program: "/usr/bin/timeout")
  }

  @Test(.enabled(if: compiler != nil, "gcc or clang"), arguments: scenes)
  func `a session saved as C gives the same results`(_ scene: Scene) throws {
    let name = "scene\(Self.scenes.firstIndex { $0.name == scene.name } ?? 0)"
    let (source, said) = try Self.saved(scene.lines, as: name)
    #expect(!said.contains("Not in the program"))
    let (text, status) = try Self.outcome(of: source, optimised: scene.isOptimised)
    #expect(status == 0, "\(text)")
    #expect(text.contains(" steps gave what the session saw."))
    for line in scene.prints { #expect(text.contains(line), "\(line) is missing in:\n\(text)") }
  }

  /// The lines of a lesson's sysh fences, in order.
  private static func lines(of lesson: String) throws -> String {
    let text = String(decoding: try bytes(of: "\(Checkout.root)/Lessons/\(lesson).md"), as: UTF8.self)
    var isInside = false
    var lines: [Substring] = []
    for line in text.split(separator: "\n") {
      if line.hasPrefix("```") { isInside = line.hasPrefix("```sysh") } else if isInside { lines.append(line) }
    }
    return lines.filter { !$0.hasPrefix("=") && !$0.hasPrefix("#") }.joined(separator: "\n")
  }

  @Test(.enabled(if: compiler != nil, "gcc or clang"), arguments: ["06-fork", "18-multiplexing"])
  func `a lesson's lines give the same results in C`(_ lesson: String) throws {
    let (source, said) = try Self.saved(try Self.lines(of: lesson), as: lesson, mayFail: true)
    #expect(!said.contains("Not in the program"))
    let (text, status) = try Self.outcome(of: source)
    #expect(status == 0, "\(text)")
  }

  @Test(.enabled(if: compiler != nil, "gcc or clang"))
  func `a result that is not the session's is told and makes the program fail`() throws {
    let (source, _) = try Self.saved(
      "f = open \"f\" O_RDWR|O_CREAT 0600\nwrite f \"hello\"\nlseek f 0\nread f\nfork\nP2: exit_group 3\nwait4 P2\nclose 9",
      as: "control")
    var text = String(decoding: try Self.bytes(of: source), as: UTF8.self)
    for (right, wrong) in [
      ("same_bytes(4, buf, \"hello\", 5)", "same_bytes(4, buf, \"hellx\", 5)"),
      ("failed(8, result, EBADF)", "failed(8, result, EINVAL)"),
      ("\"the wait status\", wstatus, W_EXITCODE(3, 0)", "\"the wait status\", wstatus, W_EXITCODE(4, 0)"),
      ("returned(2, result, 5)", "returned(2, result, 6)"),
      ("dies(P2, 6, W_EXITCODE(3, 0))", "dies(P2, 6, W_EXITCODE(2, 0))"),
    ] {
      #expect(text.contains(right))
      text = text.replacing(right, with: wrong)
    }
    let changed = "\(Scratch.home)/changed.c"
    let file = open(changed, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    #expect(write(file, text, text.utf8.count) == text.utf8.count)
    close(file)
    let (output, status) = try Self.outcome(of: changed)
    #expect(status == 1)
    #expect(output.contains("write f \"hello\"  = 5    DIFFERENT: the session saw 6"))
    #expect(output.contains("read f  = 5    DIFFERENT: the session saw other contents (the bytes)"))
    #expect(output.contains("close 9  = -1 EBADF    DIFFERENT: the session saw -1 EINVAL"))
    #expect(output.contains("its wait status is 0x300 here, and was 0x200"))
    #expect(output.contains("5 of 8 steps gave something else"))
  }

  @Test func `what cannot be written in C is named, in the file and by save`() throws {
    let (source, said) = try Self.saved(
      "getpid\npeek $rsp 8\nx = mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS\n!true\ny = 3", as: "omissions")
    #expect(said.contains("Not in the program: peek $rsp 8 ($rsp is a register"))
    #expect(said.contains("Not in the program: !true (it ran outside the lab)."))
    let text = String(decoding: try Self.bytes(of: source), as: UTF8.self)
    #expect(text.contains(" * Not in the program:\n *     peek $rsp 8\n"))
    let (empty, status) = try Program.run(["-c", "save \(Scratch.home)/empty.c"])
    #expect(status != 0 && empty.contains("Nothing was done yet that a C program could do."))
  }

  private static func bytes(of path: String) throws -> [UInt8] {
    try Built.run([path], program: "/bin/cat").text.utf8.map { $0 }
  }
}

struct CWordsTests {
  @Test func `a literal holds any bytes`() {
    #expect(CWords.literal(Array("a\"\\\n\t".utf8) + [0, 0x37, 0xff]) == #""a\"\\\n\t\0007\377""#)
    #expect(CWords.literal("what???".utf8) == #""what?\?\?""#)
  }

  @Test func `nothing in a comment ends it or joins the next line`() {
    #expect(CWords.comment("a */ b /* c ??/ \\") == "a * / b / * c ? ?/ \\ ")
    #expect(CWords.comment("a\nb\u{1b}[2J") == "a.b.[2J")
  }

  @Test(arguments: ["log", "unix", "new_", "int", "stage", "step", "y0", "MAX", "_x", "stdin"])
  func `a name that means something else to C gets an underscore`(_ name: String) {
    #expect(name == "new_" || CWords.variable(name) == name + "_")
    #expect(CWords.variable("fd") == "fd")
  }

  @Test func `numbers that do not fit into an int say so`() {
    #expect(CWords.number(5) == "5")
    #expect(CWords.number(.max) == "-1")
    #expect(CWords.number(1 << 40) == "1099511627776L")
    #expect(CWords.number(1 << 63) == "(-9223372036854775807L - 1)")
  }
}
