import LinuxABI
import SyscallTable
import Testing

/// Lines as strace and `sysh trace` print them, and the sentences behind them.
@Suite struct CallExplainerTests {
  static let files: KeyValuePairs<String, String> = [
    #"openat(AT_FDCWD, "/etc/hostname", O_RDONLY|O_CLOEXEC) = 3"#:
      "opens /etc/hostname for reading; it is descriptor 3 now",
    #"openat(4</tmp/a dir>, "x", O_WRONLY|O_CREAT|O_TRUNC, 0644) = 5</tmp/a dir/x>"#:
      "opens x in descriptor 4 (/tmp/a dir), which it makes if need be, for writing, emptied; it is descriptor 5 now",
    #"open("log", O_WRONLY|O_CREAT|O_APPEND, 0644) = 3"#:
      "opens log, which it makes if need be, for writing at its end; it is descriptor 3 now",
    #"openat(AT_FDCWD, "lock", O_RDWR|O_CREAT|O_EXCL, 0600) = 3"#:
      "makes the file lock and opens it for reading and writing; it is descriptor 3 now",
    #"openat(AT_FDCWD, ".", O_RDONLY|O_NONBLOCK|O_CLOEXEC|O_DIRECTORY) = 3"#:
      "opens the directory .; it is descriptor 3 now",
    #"newfstatat(3</etc/ld.so.cache>, "", {st_mode=S_IFREG|0644, st_size=33643, ...}, AT_EMPTY_PATH) = 0"#:
      "looks at descriptor 3 (/etc/ld.so.cache): a file of 33643 bytes",
    #"newfstatat(AT_FDCWD, "/tmp", {st_mode=S_IFDIR|S_ISVTX|0777, st_size=4096, ...}, 0) = 0"#:
      "looks at /tmp: a directory",
    #"statx(AT_FDCWD, "a b", AT_STATX_SYNC_AS_STAT, STATX_MODE, {stx_mask=STATX_MODE, stx_mode=S_IFLNK|0777, stx_size=4, ...}) = 0"#:
      #"looks at "a b": a symbolic link"#,
    #"access("/etc/passwd", R_OK|W_OK) = 0"#: "asks whether it may read, write /etc/passwd: it may",
    #"access("/etc/passwd", F_OK) = 0"#: "asks whether /etc/passwd exists: it does",
    #"getdents64(3</tmp>, 0x55886b579b50 /* 5 entries */, 32768) = 128"#: "reads 5 entries of descriptor 3 (/tmp)",
    #"getdents64(3, 0x55886b579b50 /* 0 entries */, 32768) = 0"#: "there are no more entries in descriptor 3",
    #"getcwd("/tmp/ex", 4096) = 8"#: "asks for the working directory: /tmp/ex",
    #"readlink("/proc/self/exe", "/usr/bin/cat", 4096) = 12"#:
      "asks where the link /proc/self/exe leads: to /usr/bin/cat",
    #"unlinkat(AT_FDCWD, "d", AT_REMOVEDIR) = 0"#: "removes the directory d",
    #"renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_NOREPLACE) = 0"#: "renames a to b",
    #"umask(022) = 002"#: "takes the permissions 022 from files that it makes; it took 002 before",
    #"fchownat(AT_FDCWD, "x", 0, -1, 0) = 0"#: "gives x to user 0",
  ]

  static let descriptors: KeyValuePairs<String, String> = [
    #"read(3</etc/hostname>, "vm\n", 4096) = 3"#: "reads 3 bytes from descriptor 3 (/etc/hostname)",
    #"read(0</dev/pts/0<char 136:0>>, "", 4096) = 0"#: "finds the end of standard input (/dev/pts/0)",
    #"read(5<pipe:[4711]>, "", 4096) = 0"#: "finds the end of descriptor 5 (a pipe): its other side is closed",
    #"write(1</dev/null<char 1:3>>, "hi, (you)\n", 10) = 4"#: "writes 4 of 10 bytes to standard output (/dev/null)",
    #"write(3</tmp/x\76\n\74y>(deleted), "h", 1) = 1"#:
      #"writes 1 byte to descriptor 3 (/tmp/x\76\n\74y, which has no name any more)"#,
    #"write(16<anon_inode:[eventfd]>, "12345678", 8) = 8"#: "writes 8 bytes to descriptor 16 (an event counter)",
    #"writev(2, [{iov_base="a, ]", iov_len=4}, {iov_base="b", iov_len=1}], 2) = 5"#:
      "writes 5 bytes from 2 buffers to standard error",
    #"pread64(3, "\6\0"..., 784, 64) = 784"#: "reads 784 bytes from descriptor 3, from offset 64",
    #"close(7<UNIX-STREAM:[400694->400695]>) = 0"#: "closes descriptor 7 (a connected Unix socket)",
    #"close(6<TCP:[127.0.0.1:49371->127.0.0.1:35252]>) = 0"#:
      "closes descriptor 6 (TCP, 127.0.0.1:49371 to 127.0.0.1:35252)",
    #"close(11<UNIX-STREAM:[400705,"/tmp/ex/sock"]>) = 0"#:
      "closes descriptor 11 (the Unix socket /tmp/ex/sock)",
    #"close(4<TCP:[402455]>) = 0"#: "closes descriptor 4 (a TCP socket)",
    #"close(15</usr/bin/[>) = 0"#: "closes descriptor 15 (/usr/bin/[)",
    #"close_range(3, 4294967295, 0) = 0"#: "closes every descriptor from 3 on",
    #"lseek(3, 0, SEEK_CUR) = 12"#: "asks where in descriptor 3 it is: at 12",
    #"lseek(3, -4, SEEK_END) = 8"#: "goes to offset 8 of descriptor 3",
    #"dup2(4, 1) = 1"#: "makes standard output the same as descriptor 4",
    #"dup(1) = 5"#: "makes descriptor 5 a second one for standard output",
    #"fcntl(1, F_GETFL) = 0x8001 (flags O_WRONLY|O_LARGEFILE)"#:
      "asks how standard output was opened: O_WRONLY|O_LARGEFILE",
    #"fcntl(3, F_SETFD, FD_CLOEXEC) = 0"#: "has descriptor 3 closed at the next execve",
    #"fcntl(3, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0"#:
      "locks descriptor 3 against all others",
    #"ioctl(1, TIOCGWINSZ, {ws_row=24, ws_col=80, ws_xpixel=0, ws_ypixel=0}) = 0"#:
      "asks how large the terminal is: 24 rows of 80 columns",
    #"ioctl(3, FIONREAD, [17]) = 0"#: "asks how much there is to read from descriptor 3: 17 bytes",
    #"pipe2([3<pipe:[9]>, 4<pipe:[9]>], O_CLOEXEC) = 0"#:
      "makes a pipe: what is written to descriptor 4 is read from descriptor 3",
    #"socketpair(AF_UNIX, SOCK_STREAM, 0, [7, 8]) = 0"#: "makes two connected sockets, descriptors 7 and 8",
  ]

  static let memory: KeyValuePairs<String, String> = [
    #"mmap(NULL, 33643, PROT_READ, MAP_PRIVATE, 3</etc/ld.so.cache>, 0) = 0x7f08d62ce000"#:
      "maps 33643 bytes of descriptor 3 (/etc/ld.so.cache), read-only and private",
    #"mmap(0x7f0869fcd000, 1400832, PROT_READ|PROT_EXEC, MAP_PRIVATE|MAP_FIXED|MAP_DENYWRITE, 3, 0x26000) = 0x7f0869fcd000"#:
      "maps 1368 KiB of descriptor 3 from 0x26000 on, readable and executable, private, in place of what was at 0x7f0869fcd000",
    #"mmap(NULL, 8388608, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_STACK, -1, 0) = 0x7f0000000000"#:
      "asks for 8 MiB for a thread's stack",
    #"mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000000000"#:
      "asks for 8192 bytes of fresh memory, readable and writable",
    #"mprotect(0x7f086a176000, 16384, PROT_READ) = 0"#: "makes 16 KiB at 0x7f086a176000 read-only",
    #"munmap(0x7f5f4c764000, 1048576) = 0"#: "gives back 1 MiB of memory at 0x7f5f4c764000",
    #"brk(NULL) = 0x559bec161000"#: "asks where the heap ends: at 0x559bec161000",
    #"brk(0x559bec182000) = 0x559bec182000"#: "moves the end of the heap to 0x559bec182000",
    #"brk(0x559bec182000) = 0x559bec161000"#: "fails to move the end of the heap, which stays at 0x559bec161000",
    #"arch_prctl(ARCH_SET_FS, 0x7f0869fa4740) = 0"#:
      "sets where this thread keeps data of its own (the FS register)",
    #"set_tid_address(0x7f0869fa4a10) = 14740"#: "asks that the end of this thread, 14740, be noted at 0x7f0869fa4a10",
    #"rseq(0x7f0869fa5060, 0x20, 0, 0x53053053) = 0"#:
      "shares an area with the kernel in which the thread sees its CPU",
    #"prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0"#:
      "asks for the limit on the stack: 8 MiB",
    #"prlimit64(0, RLIMIT_NOFILE, {rlim_cur=64, rlim_max=64}, NULL) = 0"#: "sets the limit on open files to 64",
    #"prlimit64(0, RLIMIT_CORE, NULL, {rlim_cur=RLIM64_INFINITY, rlim_max=RLIM64_INFINITY}) = 0"#:
      "asks for the limit on core files: none",
    #"getrandom("\204\210\17yX\246N\372", 8, GRND_NONBLOCK) = 8"#: "takes 8 random bytes from the kernel",
    #"futex(0x7f086a17ba4c, FUTEX_WAKE_PRIVATE, 2147483647) = 0"#: "wakes whoever sleeps at 0x7f086a17ba4c: nobody",
    #"futex(0x7f5f4d064990, FUTEX_WAIT_BITSET|FUTEX_CLOCK_REALTIME, 14992, NULL, FUTEX_BITSET_MATCH_ANY) = 0"#:
      "slept until another thread woke it at 0x7f5f4d064990",
  ]

  static let processes: KeyValuePairs<String, String> = [
    #"execve("/usr/bin/sleep", ["sleep", "0.1"], 0x559bec161c80 /* 35 vars */) = 0"#:
      "the process runs /usr/bin/sleep from here on, with the argument 0.1",
    #"clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7fa3a2134a10) = 4711"#:
      "makes a process, 4711, a copy of itself",
    #"clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD, exit_signal=0, stack=0x7f5f4c864000}, 88) = 4712"#:
      "makes a thread, 4712",
    #"vfork() = 9"#: "makes a process that borrows its memory until it runs a program or ends, 9",
    #"wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 0}], 0, NULL) = 4711"#:
      "waits until one of its children changes; 4711 exited with 0",
    #"wait4(4711, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}], 0, NULL) = 4711"#:
      "waits until child 4711 changes; 4711 was killed by SIGSEGV",
    #"wait4(-1, 0x7ffe8036448c, WNOHANG, NULL) = 0"#: "asks whether one of its children has changed: not yet",
    #"waitid(P_PID, 12, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=12, si_uid=0, si_status=3, si_utime=0, si_stime=0}, WEXITED, NULL) = 0"#:
      "waits until child 12 changes; 12 exited with 3",
    #"exit_group(0) = ?"#: "ends the process with status 0",
    #"exit_group(256) = ?"#: "ends the process with status 0, the low byte of 256",
    #"getuid() = 0"#: "asks which user started it: 0, root",
    #"setpgid(0, 0) = 0"#: "puts the caller into a process group of its own",
    #"kill(4711, SIGTERM) = 0"#: "sends SIGTERM to process 4711",
    #"kill(-3, 0) = 0"#: "asks whether process group 3 is there: it is",
    #"tgkill(7, 8, SIGABRT) = 0"#: "sends SIGABRT to thread 8 of process 7",
    #"rt_sigaction(SIGINT, NULL, {sa_handler=SIG_DFL, sa_mask=[], sa_flags=0}, 8) = 0"#:
      "asks what SIGINT does: its default",
    #"rt_sigaction(SIGPIPE, {sa_handler=SIG_IGN, sa_mask=[PIPE], sa_flags=0}, NULL, 8) = 0"#:
      "ignores SIGPIPE from now on",
    #"rt_sigaction(SIGCHLD, {sa_handler=0x559bc2d89dc0, sa_mask=~[RTMIN RT_1], sa_flags=0}, NULL, 8) = 0"#:
      "has the function at 0x559bc2d89dc0 run when SIGCHLD comes",
    #"rt_sigprocmask(SIG_BLOCK, ~[RT_1], [INT TERM], 8) = 0"#: "holds back every signal but SIGRT_1 as well",
    #"rt_sigprocmask(SIG_SETMASK, [], NULL, 8) = 0"#: "holds back no signal any more",
    #"rt_sigprocmask(SIG_SETMASK, NULL, [INT TERM], 8) = 0"#: "asks which signals it holds back: SIGINT, SIGTERM",
    #"rt_sigreturn({mask=[]}) = -1 EINTR (Interrupted system call)"#:
      "the handler is done: the program goes on where the signal came, in a call that fails with EINTR",
    #"clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=1, tv_nsec=50000000}, NULL) = 0"#: "slept for 1.05 s",
    #"setitimer(ITIMER_REAL, {it_interval={tv_sec=0, tv_usec=0}, it_value={tv_sec=0, tv_usec=0}}, NULL) = 0"#:
      "stops its timer",
    #"alarm(1) = 0"#: "wants SIGALRM in 1 second",
  ]

  static let sockets: KeyValuePairs<String, String> = [
    #"socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 4"#: "makes a TCP socket; it is descriptor 4 now",
    #"bind(9<UDPv6:[400700]>, {sa_family=AF_INET6, sin6_port=htons(0), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}, 28) = 0"#:
      "gives descriptor 9 (a UDPv6 socket) the address ::1 port 0",
    #"connect(12, {sa_family=AF_UNIX, sun_path="/tmp/ex/sock"}, 15) = 0"#: "connects descriptor 12 to /tmp/ex/sock",
    #"connect(3, {sa_family=AF_UNIX, sun_path=@"nobody"}, 9) = -1 ECONNREFUSED (Connection refused)"#:
      "nobody listens at @nobody",
    #"connect(3, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}, 16) = -1 EINPROGRESS (Operation now in progress)"#:
      "descriptor 3 is being connected, and the program need not wait for that",
    #"accept4(4, {sa_family=AF_INET, sin_port=htons(35252), sin_addr=inet_addr("127.0.0.1")}, [16], SOCK_CLOEXEC) = 6"#:
      "accepts a connection of 127.0.0.1 port 35252 at descriptor 4; it is descriptor 6 now",
    #"sendto(5, "x", 1, 0, NULL, 0) = 1"#: "sends 1 byte through descriptor 5",
    #"recvfrom(6, "x", 1, 0, NULL, NULL) = 1"#: "reads 1 byte from descriptor 6",
    #"recvfrom(6, "", 1, 0, NULL, NULL) = 0"#:
      "receives nothing from descriptor 6: its other side is closed, or has sent an empty message",
    #"read(6<TCP:[127.0.0.1:1->127.0.0.1:2]>, "", 9) = 0"#:
      "finds the end of descriptor 6 (TCP, 127.0.0.1:1 to 127.0.0.1:2): its other side is closed",
    #"getsockopt(3, SOL_SOCKET, SO_ERROR, [0], [4]) = 0"#: "asks what went wrong with descriptor 3: nothing",
    #"poll([{fd=3, events=POLLIN}], 1, 100) = 1 ([{fd=3, revents=POLLIN}])"#:
      "waits until descriptor 3 is ready: it is",
    #"poll([{fd=3, events=POLLIN}, {fd=4, events=POLLIN}], 2, 20) = 0 (Timeout)"#:
      "waits until one of 2 descriptors is ready: none was within 20 ms",
    #"poll(NULL, 0, 20) = 0 (Timeout)"#: "sleeps for 20 ms",
    #"epoll_ctl(14, EPOLL_CTL_ADD, 6<TCP:[402455]>, {events=EPOLLIN, data={u32=6, u64=6}}) = 0"#:
      "has descriptor 14 watch descriptor 6 (a TCP socket)",
    #"epoll_wait(14<anon_inode:[eventpoll]>, [], 1023, 0) = 0"#:
      "looks whether one of those in descriptor 14 (an epoll set) is ready: none is",
  ]

  static let failures: KeyValuePairs<String, String> = [
    #"execve("/usr/local/bin/ls", ["ls"], 0x7ffc7f207aa8 /* 35 vars */) = -1 ENOENT (No such file or directory)"#:
      "there is no program /usr/local/bin/ls",
    #"access("/etc/ld.so.preload", R_OK) = -1 ENOENT (No such file or directory)"#: "there is no /etc/ld.so.preload",
    #"openat(AT_FDCWD, "a/b", O_WRONLY|O_CREAT, 0644) = -1 ENOENT (No such file or directory)"#:
      "a directory on the way to a/b does not exist",
    #"openat(AT_FDCWD, "/etc/shadow", O_RDONLY) = -1 EACCES (Permission denied)"#:
      "fails: a directory on the way lacks x, or the file or its directory lacks the permission that flags need",
    #"mkdir("/tmp", 0777) = -1 EEXIST (File exists)"#: "/tmp exists already",
    #"ioctl(1<pipe:[9]>, TCGETS, 0x7ffef1a60cb0) = -1 ENOTTY (Inappropriate ioctl for device)"#:
      "standard output (a pipe) is no terminal",
    #"read(3, 0x7ffdf5289cf0, 8) = -1 EAGAIN (Resource temporarily unavailable)"#:
      "there is nothing to read from descriptor 3 now, and it does not wait for it",
    #"wait4(-1, 0x7ffe8036448c, WNOHANG, NULL) = -1 ECHILD (No child processes)"#: "there is no child to wait for",
    #"futex(0x10, FUTEX_WAIT_PRIVATE, 2, NULL) = -1 EAGAIN (Resource temporarily unavailable)"#:
      "the word at 0x10 is not 2 any more, so there is nothing to wait for",
    #"close(77) = -1 EBADF (Bad file descriptor)"#: "descriptor 77 is not open",
    #"getpid() = -1 EPERM (Operation not permitted)"#: "fails: operation not permitted",
    #"pause() = ? ERESTARTNOHAND (To be restarted if no handler)"#:
      "a signal came before it was done: it is made again, unless a handler runs",
  ]

  @Test(
    arguments: [files, descriptors, memory, processes, sockets, failures].flatMap { $0.map { ($0.key, $0.value) } })
  func saysWhatTheCallDid(_ line: String, _ sentence: String) throws {
    let call = try #require(CallLine(line))
    #expect(CallExplainer(call).sentence == sentence)
  }

  @Test func aCallWithoutASentenceOfItsOwnHasTheSummaryOfItsRow() throws {
    for row in SyscallTable.standard.rows where !row.summary.isEmpty {
      let names = row.parameters.map { _ in "0" }
      let text = CallExplainer(CallLine(name: row.name, arguments: names, result: "0")).sentence
      #expect(!text.isEmpty && text.first?.isUppercase == false && !text.hasSuffix("."), "\(row.name): \(text)")
    }
    #expect(CallExplainer(CallLine(name: "tee", arguments: [], result: "0")).sentence.hasPrefix("duplicates"))
    #expect(CallExplainer(CallLine(name: "no_such_call", arguments: ["1"], result: "0")).sentence.isEmpty)
  }

  @Test func everyErrorOfARowIsExplainedInItsWordsOrBetter() {
    for row in SyscallTable.standard.rows {
      for error in row.errors {
        let line = CallLine(
          name: row.name, arguments: row.parameters.map { _ in "0" }, result: "-1 \(error.errno.name) (text)")
        let text = CallExplainer(line).sentence
        #expect(!text.isEmpty && text != "fails: \(error.errno.message)", "\(row.name) \(error.errno.name)")
      }
    }
  }

  @Test func descriptorsWithoutANameInTheLineAreAskedFor() throws {
    let line = try #require(CallLine(#"read(3, "", 10) = 0"#))
    let explainer = CallExplainer(line) { $0 == 3 ? "socket:[12]" : nil }
    #expect(explainer.sentence == "finds the end of descriptor 3 (a socket): its other side is closed")
  }

  @Test(arguments: [
    (
      "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=4711, si_uid=0, si_status=0, si_utime=0, si_stime=0} ---",
      "child 4711 exited with 0"
    ),
    (
      "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_KILLED, si_pid=4711, si_uid=0, si_status=SIGKILL, si_utime=0, si_stime=0} ---",
      "child 4711 was killed by SIGKILL"
    ),
    (
      "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=0x10} ---",
      "it touched 0x10, where it has no memory"
    ),
    ("--- SIGTERM {si_signo=SIGTERM, si_code=SI_USER, si_pid=12, si_uid=0} ---", "process 12 sent it SIGTERM"),
    ("--- SIGINT {si_signo=SIGINT, si_code=SI_KERNEL} ---", "somebody pressed the key for SIGINT at its terminal"),
    ("--- stopped by SIGTSTP ---", "SIGTSTP has stopped the process, which goes on with SIGCONT"),
    ("+++ exited with 3 +++", "the process has ended; its parent learns the status 3"),
    ("+++ killed by SIGSEGV (core dumped) +++", "SIGSEGV has ended the process"),
    ("anything else", ""),
  ])
  func saysWhatAnEventTells(_ line: String, _ sentence: String) {
    #expect(SignalExplainer.sentence(line, isThread: false) == sentence)
  }

  @Test func theEndOfAThreadIsNotTheProcesss() {
    #expect(SignalExplainer.sentence("+++ exited with 0 +++", isThread: true) == "the thread has ended")
  }

  /// Whatever stands in a line, taking it apart ends, and gives back all of it.
  @Test(arguments: [
    "f(", "f(\"", "f([{<\"\\", "f(1</a", "f(a, b", "f())", "f(3<TCP:[1->2", ")", "", "f(\"\\\"", "f(1<<3)",
  ])
  func brokenLinesAreTakenAsFarAsTheyGo(_ line: String) {
    let call = CallLine(line)
    #expect((call == nil) == !line.hasPrefix("f("))
    if let call { #expect(CallExplainer(call).sentence.isEmpty) }
  }

  @Test func aLineIsTakenApartWhereItsArgumentsEnd() {
    let line = CallLine(#"write(1<TCP:[[::1]:1->[::1]:2]>, "a, \") = 3", {x=[1, 2], y=f(3)}) = -1 EPIPE (Broken pipe)"#)
    #expect(line?.arguments == ["1<TCP:[[::1]:1->[::1]:2]>", #""a, \") = 3""#, "{x=[1, 2], y=f(3)}"])
    #expect(line?.result == "-1 EPIPE (Broken pipe)")
  }
}
