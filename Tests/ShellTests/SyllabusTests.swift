import SyscallTable
import TestSupport
import Testing

@testable import Curriculum

/// What the course promises, held against what the lessons say they teach and against what stands in them.
struct SyllabusTests {
  /// Each topic with its calls, commands, tools, files, flags and errors. A word has to be among the `teaches` of a lesson.
  private static let topics: [(topic: String, words: String)] = [
    ("tour", "open read write close fds quit"),
    ("boundary", "syscall getpid regs rax rdi rsi rdx r10 r8 r9"),
    ("cost", "bench vDSO"),
    ("descriptors", "dup dup2 pipe lseek files"),
    ("files", "O_CREAT O_EXCL O_TRUNC O_APPEND umask stat unlink rename fsync SEEK_HOLE"),
    ("fork", "fork getppid wait4 exit_group"),
    ("cow", "pages cow faults vfork"),
    ("inheritance", "O_CLOEXEC FD_CLOEXEC dup2 pipe2 execve"),
    ("exec", "execve args ENOENT ENOEXEC"),
    ("wait", "wait4 WNOHANG SIGCHLD PR_SET_CHILD_SUBREAPER tree"),
    ("threads", "clone CLONE_VM CLONE_FILES CLONE_FS CLONE_SIGHAND CLONE_THREAD gettid futex"),
    (
      "signals",
      """
      SIGHUP SIGINT SIGQUIT SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGTERM SIGCHLD SIGCONT SIGSTOP kill sigaction
      sigprocmask sigpending pause EINTR SA_RESTART EPIPE signals
      """
    ),
    ("sigkill", "SIGKILL SIGSTOP SIGTERM flock vfork"),
    ("shutdown", "rt_sigsuspend ppoll signalfd4 poll SIGTERM"),
    ("mmap", "mmap munmap msync mincore MAP_SHARED MAP_PRIVATE MAP_ANONYMOUS SIGBUS"),
    ("memory", "brk mprotect madvise MADV_DONTNEED MADV_FREE MADV_HUGEPAGE smaps PSS overcommit_memory SIGSEGV"),
    (
      "sockets",
      """
      socket bind listen accept connect send recv shutdown getsockname getpeername setsockopt socketpair sendmsg recvmsg
      SCM_RIGHTS EADDRINUSE ECONNREFUSED TIME_WAIT sockets /proc/net/tcp ss
      """
    ),
    ("multiplexing", "select poll epoll_create1 epoll_ctl epoll_wait EPOLLET EAGAIN fd_set epoll plot"),
    (
      "proc",
      """
      /proc/PID/cmdline /proc/PID/environ /proc/PID/fd /proc/PID/maps /proc/PID/status /proc/PID/stat /proc/PID/net
      /proc/cpuinfo /proc/meminfo interrupts /proc/loadavg /proc/net/tcp /proc/net/dev /proc/sys /sys
      """
    ),
    ("sysctl", "sysctl net.core.somaxconn /proc/sys /etc/sysctl.conf"),
    ("tracing", "trace strace ltrace -e -tt -c -p -f"),
    ("chatter", "readv sendfile io_uring_setup io_uring_enter perf"),
    (
      "namespaces",
      """
      unshare setns clone ns idmap CLONE_NEWPID CLONE_NEWNET CLONE_NEWNS CLONE_NEWUTS CLONE_NEWIPC CLONE_NEWUSER
      CLONE_NEWCGROUP CLONE_NEWTIME /proc/PID/ns /proc/PID/uid_map sethostname
      """
    ),
    (
      "cgroups",
      "cgroup memory.max cpu.max pids.max io.max cgroup.procs memory.events cpu.stat EAGAIN SIGKILL blkio net_cls"
    ),
    ("container", "mount pivot_root umount2 overlay prctl PR_SET_NO_NEW_PRIVS seccomp veth"),
    (
      "limits",
      """
      limits caps RLIMIT_NOFILE RLIMIT_NPROC RLIMIT_AS RLIMIT_CORE RLIMIT_STACK RLIMIT_FSIZE EMFILE setrlimit prlimit64
      capget capset
      """
    ),
    (
      "tools",
      """
      ps pstree top pidstat free vmstat pmap smem iostat iotop lsof fuser df du ss netstat tcpdump curl nmap perf dmesg
      journalctl load mem sysctl interrupts sockets
      """
    ),
    ("interview", "quiz"),
  ]

  private func lessons() throws -> [Lesson] {
    try LessonLibrary(path: Checkout.root + "/Lessons").entries.map { try $0.lesson.get() }
  }

  /// What stands below the front matter of a lesson.
  private func body(_ file: String) throws -> String {
    let lines = try TextFile.read(file).get().split(separator: "\n", omittingEmptySubsequences: false)
    let end = try #require(lines.dropFirst().firstIndex(of: "---"))
    return lines[(end + 1)...].joined(separator: "\n")
  }

  @Test func everyWordOfTheSyllabusIsTaughtInALesson() throws {
    let taught = Set(try lessons().flatMap { $0.front.teaches.map(\.value) })
    #expect(taught.count > 200)
    for (topic, words) in Self.topics {
      let missing = words.split(whereSeparator: \.isWhitespace).filter { !taught.contains(String($0)) }
      #expect(missing.isEmpty, "\(topic)")
    }
  }

  /// A lesson cannot promise what it does not have: each word of its `teaches` stands below its front matter, or another
  /// name of the same call does (`send` for sendto).
  @Test func whatALessonTeachesStandsInIt() throws {
    for lesson in try lessons() {
      let text = try body(lesson.file)
      let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
      let calls = Set(words.compactMap { SyscallTable.standard.lookUp(String($0))?.row.name })
      let missing = lesson.front.teaches.map(\.value).filter { !text.contains($0) && !calls.contains($0) }
      #expect(missing.isEmpty, "\(lesson.file)")
    }
    let tour = try body(Checkout.root + "/Lessons/01-tour.md")
    #expect(tour.contains("close") && !tour.contains("teaches:") && !tour.contains("CLONE_NEWPID"))
  }

  @Test func theEightQuestionsAreAnswered() throws {
    let lessons = try lessons()
    let answered = Set(lessons.flatMap { $0.front.answers.map(\.value) })
    #expect(answered == Set((1...8).map { "Q\($0)" }))
    let questions = lessons.flatMap { $0.questions.map(\.question.id.value) }
    #expect(Array(questions.prefix(8)) == (1...8).map { "Q\($0)" })
    #expect(questions.count >= 40)
    #expect(Set(questions).count == questions.count)
  }
}
