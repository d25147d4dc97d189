import LinuxABI
import Testing

@testable import SyscallTable

/// A call made of registers, what memory holds when it begins and when it ends, and what strace 6.1 printed for it.
struct CallSample: CustomTestStringConvertible {
  static let at: UInt64 = 0x7f00_0000_1000

  let text: String
  let words: [UInt64]
  let outcome: CallOutcome
  var before: [(address: UInt64, bytes: [UInt8])] = []
  var after: [(address: UInt64, bytes: [UInt8])] = []
  var verbose = false

  init(
    _ text: String, _ words: [UInt64], _ outcome: CallOutcome, before: [UInt8] = [], after: [UInt8]? = nil,
    verbose: Bool = false
  ) {
    self.text = text
    self.words = words
    self.outcome = outcome
    self.before = [(CallSample.at, before)]
    self.after = [(CallSample.at, after ?? before)]
    self.verbose = verbose
  }

  var testDescription: String { text }

  static func little(_ values: [UInt64]) -> [UInt8] { values.flatMap(\.littleEndianBytes) }

  static func stat(mode: UInt64, size: UInt64 = 0, device: UInt64 = 0) -> [UInt8] {
    little([6, 3, 1, mode, 0, device, size, 4096, 0, 1_795_214_280, 485_157_358, 0, 0, 1, 0, 0, 0, 0])
  }

  static let long = [UInt8](repeating: 120, count: 40)
  static let mixed = Array("a\n\t\r\u{b}\u{c}\"\\\u{1}\u{1}8\u{1}7".utf8) + [0xff, 0x7f, 0, 122]
  static let m = UInt64(bitPattern: -1)
  static let here = UInt64(bitPattern: -100)

  static let all: [CallSample] = [
    .init(
      #"open("missing", O_RDONLY) = -1 ENOENT (No such file or directory)"#, [at, 0, 7], .failed(.noEntry),
      before: Array("missing\0".utf8)),
    .init(#"open("x", O_RDWR|O_CREAT|O_TRUNC, 0644) = 3"#, [at, 0x242, 0o644], .returned(3), before: [120, 0]),
    .init(#"open(0x8, O_RDONLY) = -1 EFAULT (Bad address)"#, [8, 0], .failed(.badAddress)),
    .init(#"open(NULL, O_RDONLY) = -1 EFAULT (Bad address)"#, [0, 0], .failed(.badAddress)),
    .init(
      #"openat(AT_FDCWD, "x", O_RDWR|O_TMPFILE, 007) = 7"#, [here, at, 0x41_0002, 7], .returned(7), before: [120, 0]),
    .init(
      #"openat(AT_FDCWD, "x", O_RDONLY|O_CLOEXEC) = 5"#, [0xffff_ff9c, at, 0x80000, 7], .returned(5), before: [120, 0]),
    .init(#"write(4, "a\n\t\r\v\f\"\\\1\18\0017\377\177\0z", 17) = 17"#, [4, at, 17], .returned(17), before: mixed),
    .init(#"write(4, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 40) = 40"#, [4, at, 40], .returned(40), before: long),
    .init(#"write(4, "", 0) = 0"#, [4, at, 0], .returned(0)),
    .init(#"write(4, 0x8, 3) = -1 EFAULT (Bad address)"#, [4, 8, 3], .failed(.badAddress)),
    .init(#"read(4, "xxx", 64) = 3"#, [4, at, 64], .returned(3), before: [], after: [120, 120, 120, 9, 9]),
    .init(#"read(4, "", 64) = 0"#, [4, at, 64], .returned(0)),
    .init("read(99, 0x7f0000001000, 10) = -1 EBADF (Bad file descriptor)", [99, at, 10], .failed(.badDescriptor)),
    .init("read(4, NULL, 10) = -1 EFAULT (Bad address)", [4, 0, 10], .failed(.badAddress)),
    .init("pipe([8, 9]) = 0", [at], .returned(0), after: little([8 | 9 << 32])),
    .init("pipe(0x8) = -1 EFAULT (Bad address)", [8], .failed(.badAddress)),
    .init("pipe2([11, 12], O_NONBLOCK|O_CLOEXEC) = 0", [at, 0x80800], .returned(0), after: little([11 | 12 << 32])),
    .init(
      "fstat(4, {st_mode=S_IFREG|0644, st_size=59, ...}) = 0", [4, at], .returned(0),
      after: stat(mode: 0o100644, size: 59)),
    .init("fstat(4, {st_mode=S_IFREG|000, st_size=0, ...}) = 0", [4, at], .returned(0), after: stat(mode: 0o100000)),
    .init(
      "fstat(4, {st_mode=S_IFCHR|0666, st_rdev=makedev(0x1, 0x3), ...}) = 0", [4, at], .returned(0),
      after: stat(mode: 0o020666, size: 9, device: 0x103)),
    .init(
      "fstat(4, {st_dev=makedev(0, 0x6), st_ino=3, st_mode=S_IFCHR|0666, st_nlink=1, st_uid=0, st_gid=0, st_blksize=4096, st_blocks=0, st_rdev=makedev(0x1, 0x3), st_atime=1795214280 /* 2026-11-20T22:38:00.485157358+0000 */, st_atime_nsec=485157358, st_mtime=0, st_mtime_nsec=0, st_ctime=1 /* 1970-01-01T00:00:01+0000 */, st_ctime_nsec=0}) = 0",
      [4, at], .returned(0), after: stat(mode: 0o020666, size: 9, device: 0x103), verbose: true),
    .init(
      #"newfstatat(AT_FDCWD, 0x8, 0x7f0000001000, AT_SYMLINK_NOFOLLOW) = -1 ENOENT (No such file or directory)"#,
      [here, 8, at, 0x100], .failed(.noEntry)),
    .init("fcntl(4, F_GETFD) = 0", [4, 1, 9], .returned(0)),
    .init("fcntl(4, F_GETFD) = 0x1 (flags FD_CLOEXEC)", [4, 1, 0], .returned(1)),
    .init("fcntl(4, F_GETFL) = 0x8002 (flags O_RDWR|O_LARGEFILE)", [4, 3], .returned(0x8002)),
    .init("fcntl(4, F_GETFL) = 0 (flags O_RDONLY)", [4, 3], .returned(0)),
    .init("fcntl(4, F_SETFL, O_RDONLY|O_NONBLOCK) = 0", [4, 4, 0x800], .returned(0)),
    .init("fcntl(4, F_DUPFD, 50) = 50", [4, 0, 50], .returned(50)),
    .init("fcntl(4, F_GETLEASE) = 0x2 (F_UNLCK)", [4, 1025], .returned(2)),
    .init("fcntl(13, F_GET_SEALS) = 0x1 (seals F_SEAL_SEAL)", [13, 1034], .returned(1)),
    .init("fcntl(13, F_GET_SEALS) = 0", [13, 1034], .returned(0)),
    .init("fcntl(4, 0x309 /* F_??? */, 0x5) = -1 EINVAL (Invalid argument)", [4, 777, 5], .failed(.invalid)),
    .init(
      "fcntl(4, F_SETLK, {l_type=F_WRLCK, l_whence=SEEK_SET, l_start=0, l_len=0}) = 0", [4, 6, at], .returned(0),
      before: little([1, 0, 0, 0]), after: [9]),
    .init(
      "fcntl(4, F_GETLK, {l_type=F_UNLCK, l_whence=SEEK_SET, l_start=0, l_len=0, l_pid=0}) = 0", [4, 5, at],
      .returned(0), before: little([1, 0, 0, 0]), after: little([2, 0, 0, 0])),
    .init(
      "fcntl(4, F_GETLK, 0x7f0000001000) = -1 EBADF (Bad file descriptor)", [4, 5, at], .failed(.badDescriptor),
      before: little([1, 0, 0, 0])),
    .init(#"getcwd("/tmp/st", 4096) = 8"#, [at, 4096], .returned(8), after: Array("/tmp/st\0zz".utf8)),
    .init("getcwd(0x7f0000001000, 1) = -1 ERANGE (Numerical result out of range)", [at, 1], .failed(.range)),
    .init(
      #"readlink(NULL, "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"..., 4096) = 40"#, [0, at, 4096], .returned(40), after: long),
    .init("lseek(4, -5, SEEK_END) = 54", [4, UInt64(bitPattern: -5), 2], .returned(54)),
    .init("lseek(4, 0, 0x9 /* SEEK_??? */) = -1 EINVAL (Invalid argument)", [4, 0, 9], .failed(.invalid)),
    .init(
      "mmap(NULL, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7fb67b1ed000",
      [0, 8192, 3, 0x22, m, 0], .returned(0x7fb6_7b1e_d000)),
    .init(
      "mmap(0x10000000, 4096, PROT_NONE, MAP_PRIVATE, 4, 0x1000) = 0x7fb67a59e000",
      [0x1000_0000, 4096, 0, 2, 4, 0x1000], .returned(0x7fb6_7a59_e000)),
    .init(
      "mremap(0x10000000, 4096, 8192, MREMAP_MAYMOVE|MREMAP_FIXED, 0x20000000) = 0x20000000",
      [0x1000_0000, 4096, 8192, 3, 0x2000_0000], .returned(0x2000_0000)),
    .init("mremap(0x10001000, 4096, 4096, 0) = 0x10001000", [0x1000_1000, 4096, 4096, 0, 5], .returned(0x1000_1000)),
    .init("brk(NULL) = 0x557eceb93000", [0], .returned(0x557e_ceb9_3000)),
    .init(
      "getdents64(14, 0x7f0000001000 /* 1 entries */, 32768) = 24", [14, at, 32768], .returned(24),
      after: little([7, 8, 24 | 4 << 16 | 46 << 24])),
    .init(
      #"getdents64(14, [{d_ino=7, d_off=8, d_reclen=24, d_type=DT_DIR, d_name="."}], 32768) = 24"#, [14, at, 32768],
      .returned(24), after: little([7, 8, 24 | 4 << 16 | 46 << 24]), verbose: true),
    .init("getdents64(14, 0x7f0000001000 /* 0 entries */, 32768) = 0", [14, at, 32768], .returned(0)),
    .init(
      "getdents64(14, 0x7f0000001000, 32768) = -1 ENOTDIR (Not a directory)", [14, at, 32768], .failed(.notDirectory)),
    .init("mincore(0x10000000, 8192, [0, 1]) = 0", [0x1000_0000, 8192, at], .returned(0), after: [0, 1]),
    .init("umask(000) = 022", [0], .returned(0o22)), .init("umask(007) = 000", [7], .returned(0)),
    .init("umask(022) = 007", [0o22], .returned(7)),
    .init("chown(NULL, -1, 0) = 0", [0, m, 0], .returned(0)), .init("kill(-1, SIGTERM) = 0", [m, 15], .returned(0)),
    .init("kill(999999, SIGRT_2) = -1 ESRCH (No such process)", [999_999, 34], .failed(.noProcess)),
    .init("kill(5, 0) = 0", [5, 0], .returned(0)), .init("exit_group(3) = ?", [3], .exited(3)),
    .init("close_range(100, 4294967295, 0) = 0", [100, 0xffff_ffff, 0], .returned(0)),
    .init(
      "wait4(-1, [{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 20974", [m, at, 0, 0], .returned(20974),
      after: [0, 3, 0, 0]),
    .init(
      "wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGTERM}], 0, NULL) = 20974", [m, at, 0, 0], .returned(20974),
      after: [15, 0, 0, 0]),
    .init(
      "wait4(-1, [{WIFSIGNALED(s) && WTERMSIG(s) == SIGSEGV && WCOREDUMP(s)}], 0, NULL) = 9", [m, at, 0, 0],
      .returned(9), after: [0x8b, 0, 0, 0]),
    .init(
      "wait4(-1, [{WIFSTOPPED(s) && WSTOPSIG(s) == SIGSTOP}], WSTOPPED, NULL) = 9", [m, at, 2, 0], .returned(9),
      after: [0x7f, 19, 0, 0]),
    .init(
      "wait4(-1, [{WIFCONTINUED(s)}], WCONTINUED, NULL) = 9", [m, at, 8, 0], .returned(9), after: [0xff, 0xff, 0, 0]),
    .init("wait4(-1, 0x7f0000001000, WNOHANG, NULL) = 0", [m, at, 1, 0], .returned(0)),
    .init(
      "nanosleep({tv_sec=0, tv_nsec=18446744073709551615}, 0x8) = -1 EINVAL (Invalid argument)", [at, 8],
      .failed(.invalid), before: little([0, m])),
    .init(
      "nanosleep({tv_sec=0, tv_nsec=200000000}, 0x7f0000001000) = 0", [at, at], .returned(0),
      before: little([0, 200_000_000])),
    .init(
      "clock_nanosleep(CLOCK_REALTIME, 0, {tv_sec=1, tv_nsec=5}, {tv_sec=0, tv_nsec=7}) = -1 EINTR (Interrupted system call)",
      [0, 0, at, at], .failed(.interrupted), before: little([1, 5]), after: little([0, 7])),
    .init(
      "clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, {tv_sec=1, tv_nsec=5}, 0x7f0000001000) = -1 EINTR (Interrupted system call)",
      [0, 1, at, at], .failed(.interrupted), before: little([1, 5])),
    .init(
      "rt_sigtimedwait([USR1], NULL, NULL, 8) = 10 (SIGUSR1)", [at, 0, 0, 8], .returned(10), before: little([1 << 9])),
    .init(
      "utimensat(4, NULL, [{tv_sec=1700000000, tv_nsec=5} /* 2023-11-14T22:13:20.000000005+0000 */, UTIME_OMIT], 0) = 0",
      [4, 0, at, 0], .returned(0), before: little([1_700_000_000, 5, 0, 0x3fff_fffe])),
    .init(
      "openat2(AT_FDCWD, NULL, {flags=O_RDONLY, resolve=0}, 24) = 15", [here, 0, at, 24], .returned(15),
      before: little([0, 0, 0])),
    .init(
      "openat2(AT_FDCWD, NULL, {flags=O_RDWR|O_CREAT, mode=0600, resolve=RESOLVE_BENEATH}, 24) = 16",
      [here, 0, at, 24], .returned(16), before: little([0x42, 0o600, 8])),
    .init("sendfile(13, 4, [0] => [3], 3) = 3", [13, 4, at, 3], .returned(3), before: little([0]), after: little([3])),
    .init(
      "copy_file_range(4, [3], 13, NULL, 5, 0) = -1 EXDEV (Invalid cross-device link)", [4, at, 13, 0, 5, 0],
      .failed(.crossDevice), before: little([3])),
    .init(
      "splice(4, [3], 12, NULL, 3, SPLICE_F_MOVE) = 3", [4, at, 12, 0, 3, 1], .returned(3), before: little([3]),
      after: little([6])),
    .init("ioctl(11, FIONREAD, [3]) = 0", [11, 0x541b, at], .returned(0), after: little([3])),
    .init("ioctl(4, FIOCLEX) = 0", [4, 0x5451, 7], .returned(0)),
    .init(
      "ioctl(1, _IOC(_IOC_READ, 0x54, 0x1, 0x4), 0x8) = -1 ENOTTY (Inappropriate ioctl for device)",
      [1, 0x8004_5401, 8], .failed(.notTerminal)),
    .init(
      "ioctl(1, _IOC(_IOC_READ|_IOC_WRITE, 0x2c, 0x3, 0x5), 0x3) = -1 ENOTTY (Inappropriate ioctl for device)",
      [1, 0xc005_2c03, 3], .failed(.notTerminal)),
    .init(
      "ioctl(1, _IOC(_IOC_NONE, 0, 0, 0), 0) = -1 ENOTTY (Inappropriate ioctl for device)", [1, 0, 0],
      .failed(.notTerminal)),
    .init("ioctl(4, TCGETS, 0x8) = -1 ENOTTY (Inappropriate ioctl for device)", [4, 0x5401, 8], .failed(.notTerminal)),
    .init(
      "rt_sigprocmask(SIG_UNBLOCK, ~[], [SYS RTMIN RT_31 RT_32], 8) = 0", [1, at + 8, at, 8], .returned(0),
      before: little([0, m]), after: little([3 << 30 | 3 << 62])),
    .init(
      "rt_sigaction(SIGUSR1, {sa_handler=SIG_IGN, sa_mask=[HUP QUIT], sa_flags=0}, NULL, 8) = 0", [10, at, 0, 8],
      .returned(0), before: little([1, 0, 9, 5])),
    .init(
      "rt_sigqueueinfo(4408, SIGUSR2, {si_signo=SIGUSR2, si_code=SI_QUEUE, si_pid=5, si_uid=6, si_int=7, si_ptr=0x7}) = 0",
      [4408, 12, at], .returned(0),
      before: little([12, 0xffff_ffff, 5 | 6 << 32, 7] + [UInt64](repeating: 0, count: 12))),
    .init(
      "waitid(P_PID, 5160, {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=5160, si_uid=0, si_status=3, si_utime=0, si_stime=0}, WEXITED|WNOWAIT, NULL) = 0",
      [1, 5160, at, 0x100_0004, 0], .returned(0),
      after: little([17, 1, 5160, 3] + [UInt64](repeating: 0, count: 12))),
    .init("sched_getaffinity(0, 128, [0 1]) = 32", [0, 128, at], .returned(32), after: little([3, 0, 0, 0])),
    .init("getgroups(40, []) = 0", [40, at], .returned(0)),
    .init("prctl(PR_GET_PDEATHSIG, [SIGTERM]) = 0", [2, at], .returned(0), after: little([15])),
    .init("prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) = 1", [39, 0, 0, 0, 0], .returned(1)),
    .init(
      "prlimit64(0, RLIMIT_STACK, NULL, {rlim_cur=8192*1024, rlim_max=RLIM64_INFINITY}) = 0", [0, 3, 0, at],
      .returned(0), after: little([8192 * 1024, m])),
    .init(
      "futex(0x8, FUTEX_WAIT_BITSET_PRIVATE|FUTEX_CLOCK_REALTIME, 5, {tv_sec=0, tv_nsec=5}, FUTEX_BITSET_MATCH_ANY) = -1 EAGAIN (Resource temporarily unavailable)",
      [8, 0x189, 5, at, 0, 0xffff_ffff], .failed(.wouldBlock), before: little([0, 5])),
    .init("futex(0x8, FUTEX_LOCK_PI, NULL) = -1 EFAULT (Bad address)", [8, 6, 1, 0, 0, 0], .failed(.badAddress)),
    .init(
      "timer_create(CLOCK_MONOTONIC, {sigev_signo=SIGUSR2, sigev_notify=SIGEV_SIGNAL}, NULL) = -1 EFAULT (Bad address)",
      [1, at, 0], .failed(.badAddress), before: little([0, 12, 0, 0, 0, 0, 0, 0])),
    .init(
      "poll([{fd=3, events=POLLIN|POLLPRI|POLLOUT|POLLERR|POLLHUP|POLLNVAL|POLLRDNORM|POLLRDBAND|POLLWRNORM|POLLWRBAND|POLLMSG|POLLREMOVE|POLLRDHUP|POLL_BUSY_LOOP|0x4800}], 1, 0) = 0 (Timeout)",
      [at, 1, 0], .returned(0), before: little([3 | 0xffff << 32])),
    .init(
      "poll([{fd=3, events=0}, {fd=-1}, {fd=4, events=POLLOUT}], 3, 1000) = 1 ([{fd=4, revents=POLLOUT}])",
      [at, 3, 1000], .returned(1), before: little([3 | 0x55 << 48, 0xffff_ffff | 1 << 32, 4 | 4 << 32]),
      after: little([3, 0xffff_ffff | 1 << 32, 4 | 0x4_0004 << 32])),
    .init("poll(0x8, 1, 0) = -1 EFAULT (Bad address)", [8, 1, 0], .failed(.badAddress)),
    .init("poll(NULL, 0, 5) = 0 (Timeout)", [0, 0, 5], .returned(0)),
    .init("poll([], 0, 5) = 0 (Timeout)", [at, 0, 5], .returned(0)),
    .init(
      "poll([{fd=99, events=POLLIN|0x4000}], 1, -1) = 1 ([{fd=99, revents=POLLNVAL}])", [at, 1, m], .returned(1),
      before: little([99 | 0x4001 << 32]), after: little([99 | 0x20_4001 << 32])),
    .init(
      "ppoll([{fd=3, events=POLLIN}], 1, {tv_sec=5, tv_nsec=0}, [TERM], 8) = 1 ([{fd=3, revents=POLLIN}], left {tv_sec=4, tv_nsec=999998788})",
      [at, 1, at + 8, at + 24, 8], .returned(1), before: little([3 | 1 << 32, 5, 0, 1 << 14]),
      after: little([3 | 0x1_0001 << 32, 4, 999_998_788, 1 << 14])),
    .init(
      "ppoll([{fd=3, events=POLLIN}], 1, {tv_sec=0, tv_nsec=0}, NULL, 0) = 0 (Timeout)", [at, 1, at + 8, 0, 0],
      .returned(0), before: little([3 | 1 << 32, 0, 0])),
    .init(
      "ppoll([{fd=4, events=POLLOUT}], 1, NULL, NULL, 8) = 1 ([{fd=4, revents=POLLOUT}])", [at, 1, 0, 0, 8],
      .returned(1), before: little([4 | 4 << 32]), after: little([4 | 0x4_0004 << 32])),
    .init("unshare(CLONE_FS|CLONE_FILES) = 0", [0x600], .returned(0)),
    .init("clone(child_stack=NULL, flags=SIGCHLD) = 2298", [17, 0, 7, 8, 9], .returned(2298)),
    .init(
      "clone(child_stack=0x557bd6f2a080, flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM|CLONE_SETTLS|CLONE_PARENT_SETTID|CLONE_CHILD_CLEARTID, parent_tid=[2299], tls=0x1234000, child_tidptr=0x557bd6f0a064) = 2299",
      [0x3d0f00, 0x557b_d6f2_a080, at, 0x557b_d6f0_a064, 0x123_4000], .returned(2299), before: [],
      after: [0xfb, 8, 0, 0]),
    .init(
      "clone(child_stack=NULL, flags=CLONE_PIDFD|SIGCHLD, parent_tid=[3]) = 2302", [0x1011, 0, at], .returned(2302),
      before: [], after: [3, 0, 0, 0]),
    .init(
      "clone(child_stack=NULL, flags=CLONE_THREAD|CLONE_SETTLS, tls=NULL) = -1 EINVAL (Invalid argument)",
      [0x9_0000, 0, 8, 9, 0], .failed(.invalid)),
    .init(
      "clone(child_stack=NULL, flags=CLONE_THREAD|CLONE_PARENT_SETTID, parent_tid=0x8) = -1 EINVAL (Invalid argument)",
      [0x11_0000, 0, 8, 9, 0], .failed(.invalid)),
    .init("getpid() = 20924", [], .returned(20924)), .init("read(4, NULL, 0) = ?", [4], .killed(.kill)),
  ]
}
