/// Functions of the C library that make the call of their name and nothing else, with the kernel's parameters in the
/// kernel's order. All other calls are made by `syscall`.
///
/// Not here although the library has them: those that it changes. exit runs what atexit registered, brk and getpriority
/// return something else, getpid's relatives by `rt_` have other sets of signals, stat makes another call, and the errors
/// of clock_nanosleep are its result.
struct CFunction {
  let name: String
  let header: String

  init(_ name: String, _ header: String) {
    self.name = name
    self.header = header
  }

  /// By the row's name.
  static let all: [String: CFunction] = {
    var all: [String: CFunction] = [:]
    for (header, names) in byHeader {
      for name in names.split(separator: " ") { all[String(name)] = CFunction(String(name), header) }
    }
    for (row, name, header) in [
      ("pread64", "pread", "unistd.h"), ("pwrite64", "pwrite", "unistd.h"), ("eventfd2", "eventfd", "sys/eventfd.h"),
      ("umount2", "umount2", "sys/mount.h"),
    ] { all[row] = CFunction(name, header) }
    return all
  }()

  private static let byHeader: [String: String] = [
    "unistd.h": """
    read write close lseek pipe pipe2 dup dup2 dup3 fork vfork getpid getppid getuid geteuid getgid getegid setuid setgid \
    setreuid setregid setpgid getpgid getsid setsid getpgrp link linkat symlink symlinkat unlink unlinkat rmdir access \
    chdir fchdir chown fchown lchown fchownat truncate ftruncate fsync fdatasync readlink readlinkat execve pause alarm \
    setresuid setresgid chroot acct
    """,
    "fcntl.h": "open openat creat fcntl splice tee vmsplice fallocate",
    "sys/stat.h": "mkdir mkdirat chmod fchmod umask mknod mknodat",
    "stdio.h": "rename renameat",
    "sys/mman.h": "mmap munmap mprotect madvise msync mincore mlock munlock mlockall munlockall mremap memfd_create",
    "sys/uio.h": "readv writev preadv pwritev",
    "sys/wait.h": "wait4",
    "signal.h": "kill sigaltstack",
    "sys/socket.h": """
    socket socketpair bind listen accept accept4 connect getsockname getpeername sendto recvfrom shutdown setsockopt \
    getsockopt sendmsg recvmsg
    """,
    "poll.h": "poll",
    "sys/epoll.h": "epoll_create epoll_create1 epoll_ctl epoll_wait",
    "sys/timerfd.h": "timerfd_create timerfd_settime timerfd_gettime",
    "sys/inotify.h": "inotify_init inotify_init1 inotify_add_watch inotify_rm_watch",
    "sys/file.h": "flock",
    "sys/ioctl.h": "ioctl",
    "sys/prctl.h": "prctl",
    "sys/resource.h": "getrlimit setrlimit getrusage",
    "sys/time.h": "setitimer getitimer",
    "sys/sendfile.h": "sendfile",
    "sys/mount.h": "mount",
    "sched.h": "unshare setns sched_yield",
    "time.h": "nanosleep clock_gettime clock_getres",
    "sys/utsname.h": "uname",
  ]
}

/// In which header the C library says what a constant is.
enum CHeaders {
  private static let families: [(prefixes: String, header: String)] = [
    ("O_ F_ S_I AT_ SPLICE_F_ FALLOC_FL_ FD_CLOEXEC SEEK_", "fcntl.h"),
    ("R_OK W_OK X_OK F_OK", "unistd.h"),
    ("PROT_ MAP_ MS_ASYNC MS_SYNC MS_INVALIDATE MADV_ MCL_ MREMAP_ MFD_", "sys/mman.h"),
    ("SIG SA_ SS_ SI_", "signal.h"),
    ("CLONE_ SCHED_", "sched.h"),
    ("WNOHANG WUNTRACED WCONTINUED WEXITED WSTOPPED WNOWAIT __W P_ALL P_PID P_PGID", "sys/wait.h"),
    ("AF_ PF_ SOCK_ SOL_SOCKET SO_ MSG_ SHUT_ SCM_", "sys/socket.h"),
    ("IPPROTO_ INADDR_ IP_", "netinet/in.h"),
    ("TCP_", "netinet/tcp.h"),
    ("POLL", "poll.h"),
    ("EPOLL", "sys/epoll.h"),
    ("EFD_", "sys/eventfd.h"),
    ("TFD_", "sys/timerfd.h"),
    ("SFD_", "sys/signalfd.h"),
    ("IN_", "sys/inotify.h"),
    ("LOCK_", "sys/file.h"),
    ("PR_", "sys/prctl.h"),
    ("RLIMIT_ RUSAGE_ PRIO_", "sys/resource.h"),
    ("ITIMER_", "sys/time.h"),
    ("CLOCK_ TIMER_ABSTIME", "time.h"),
    ("MS_ MNT_ UMOUNT_", "sys/mount.h"),
    ("FUTEX_", "linux/futex.h"),
    ("TIOC FIONREAD FIONBIO TC", "sys/ioctl.h"),
    ("GRND_", "sys/random.h"),
  ]

  /// Nil where the program must say itself what it is.
  static func header(of constant: String) -> String? {
    families.first { family in
      family.prefixes.split(separator: " ").contains { constant.hasPrefix($0) }
    }?.header
  }

  /// Those among them that headers older than 2024 lack, or which another header of the kernel's has. A definition in the
  /// program stands behind `#ifndef`, so it never quarrels with a newer header.
  static func needsDefinition(_ constant: String) -> Bool {
    header(of: constant) == nil || !classic.contains(constant)
  }

  /// What every C library that the program may meet has as a macro or an enumerator of this name.
  private static let classic: Set<String> = Set(
    """
    O_RDONLY O_WRONLY O_RDWR O_CREAT O_EXCL O_NOCTTY O_TRUNC O_APPEND O_NONBLOCK O_DSYNC O_SYNC O_ASYNC O_DIRECT \
    O_DIRECTORY O_NOFOLLOW O_NOATIME O_CLOEXEC O_PATH O_TMPFILE F_DUPFD F_DUPFD_CLOEXEC F_GETFD F_SETFD F_GETFL F_SETFL \
    F_GETLK F_SETLK F_SETLKW F_OFD_GETLK F_OFD_SETLK F_OFD_SETLKW F_RDLCK F_WRLCK F_UNLCK F_SETOWN F_GETOWN F_SETSIG \
    F_GETSIG F_SETPIPE_SZ F_GETPIPE_SZ F_SETLEASE F_GETLEASE F_NOTIFY F_ADD_SEALS F_GET_SEALS FD_CLOEXEC SEEK_SET SEEK_CUR \
    SEEK_END SEEK_DATA SEEK_HOLE AT_FDCWD AT_SYMLINK_NOFOLLOW AT_REMOVEDIR AT_SYMLINK_FOLLOW AT_EMPTY_PATH AT_EACCESS \
    S_IFMT S_IFREG S_IFDIR S_IFLNK S_IFIFO S_IFSOCK S_IFCHR S_IFBLK S_ISUID S_ISGID S_ISVTX SPLICE_F_MOVE \
    SPLICE_F_NONBLOCK SPLICE_F_MORE FALLOC_FL_KEEP_SIZE FALLOC_FL_PUNCH_HOLE R_OK W_OK X_OK F_OK PROT_NONE PROT_READ \
    PROT_WRITE PROT_EXEC MAP_SHARED MAP_PRIVATE MAP_SHARED_VALIDATE MAP_FIXED MAP_ANONYMOUS MAP_ANON MAP_GROWSDOWN \
    MAP_LOCKED MAP_NORESERVE MAP_POPULATE MAP_NONBLOCK MAP_STACK MAP_HUGETLB MAP_FIXED_NOREPLACE MS_ASYNC MS_SYNC \
    MS_INVALIDATE MADV_NORMAL MADV_RANDOM MADV_SEQUENTIAL MADV_WILLNEED MADV_DONTNEED MADV_FREE MADV_REMOVE MADV_DONTFORK \
    MADV_DOFORK MADV_HUGEPAGE MADV_NOHUGEPAGE MADV_WIPEONFORK MADV_KEEPONFORK MCL_CURRENT MCL_FUTURE MREMAP_MAYMOVE \
    MREMAP_FIXED MFD_CLOEXEC MFD_ALLOW_SEALING SIG_BLOCK SIG_UNBLOCK SIG_SETMASK SIG_DFL SIG_IGN SA_NOCLDSTOP \
    SA_NOCLDWAIT SA_SIGINFO SA_ONSTACK SA_RESTART SA_NODEFER SA_RESETHAND SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT \
    SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP \
    SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS CLONE_VM CLONE_FS CLONE_FILES \
    CLONE_SIGHAND CLONE_PTRACE CLONE_VFORK CLONE_PARENT CLONE_THREAD CLONE_NEWNS CLONE_SYSVSEM CLONE_SETTLS \
    CLONE_PARENT_SETTID CLONE_CHILD_CLEARTID CLONE_UNTRACED CLONE_CHILD_SETTID CLONE_NEWUTS CLONE_NEWIPC CLONE_NEWUSER \
    CLONE_NEWPID CLONE_NEWNET CLONE_IO SCHED_OTHER SCHED_FIFO SCHED_RR WNOHANG WUNTRACED WCONTINUED WEXITED WSTOPPED \
    WNOWAIT __WALL __WCLONE AF_UNSPEC AF_UNIX AF_LOCAL AF_INET AF_INET6 AF_NETLINK AF_PACKET SOCK_STREAM SOCK_DGRAM \
    SOCK_RAW SOCK_SEQPACKET SOCK_CLOEXEC SOCK_NONBLOCK SOL_SOCKET SO_REUSEADDR SO_TYPE SO_ERROR SO_BROADCAST SO_SNDBUF \
    SO_RCVBUF SO_KEEPALIVE SO_LINGER SO_REUSEPORT SO_PASSCRED SO_PEERCRED SO_RCVLOWAT SO_RCVTIMEO SO_SNDTIMEO \
    SO_ACCEPTCONN SO_DOMAIN SO_PROTOCOL MSG_OOB MSG_PEEK MSG_DONTROUTE MSG_TRUNC MSG_DONTWAIT MSG_WAITALL MSG_NOSIGNAL \
    MSG_MORE MSG_CMSG_CLOEXEC MSG_ERRQUEUE SHUT_RD SHUT_WR SHUT_RDWR IPPROTO_IP IPPROTO_TCP IPPROTO_UDP IPPROTO_ICMP \
    TCP_NODELAY TCP_CORK POLLIN POLLPRI POLLOUT POLLERR POLLHUP POLLNVAL POLLRDHUP EPOLLIN EPOLLPRI EPOLLOUT EPOLLERR \
    EPOLLHUP EPOLLRDHUP EPOLLONESHOT EPOLLET EPOLLEXCLUSIVE EPOLL_CTL_ADD EPOLL_CTL_DEL EPOLL_CTL_MOD EPOLL_CLOEXEC \
    EFD_SEMAPHORE EFD_CLOEXEC EFD_NONBLOCK TFD_CLOEXEC TFD_NONBLOCK TFD_TIMER_ABSTIME SFD_CLOEXEC SFD_NONBLOCK IN_ACCESS \
    IN_MODIFY IN_ATTRIB IN_CLOSE_WRITE IN_CLOSE_NOWRITE IN_OPEN IN_MOVED_FROM IN_MOVED_TO IN_CREATE IN_DELETE \
    IN_DELETE_SELF IN_MOVE_SELF IN_CLOEXEC IN_NONBLOCK LOCK_SH LOCK_EX LOCK_NB LOCK_UN PR_SET_PDEATHSIG PR_GET_PDEATHSIG \
    PR_SET_NAME PR_GET_NAME PR_SET_DUMPABLE PR_GET_DUMPABLE PR_SET_SECCOMP PR_GET_SECCOMP PR_SET_NO_NEW_PRIVS \
    PR_GET_NO_NEW_PRIVS PR_SET_CHILD_SUBREAPER PR_GET_CHILD_SUBREAPER RLIMIT_CPU RLIMIT_FSIZE RLIMIT_DATA RLIMIT_STACK \
    RLIMIT_CORE RLIMIT_RSS RLIMIT_NPROC RLIMIT_NOFILE RLIMIT_MEMLOCK RLIMIT_AS RUSAGE_SELF RUSAGE_CHILDREN ITIMER_REAL \
    ITIMER_VIRTUAL ITIMER_PROF CLOCK_REALTIME CLOCK_MONOTONIC CLOCK_PROCESS_CPUTIME_ID CLOCK_THREAD_CPUTIME_ID \
    CLOCK_BOOTTIME TIMER_ABSTIME MS_RDONLY MS_NOSUID MS_NODEV MS_NOEXEC MS_REMOUNT MS_BIND MS_MOVE MS_REC MS_PRIVATE \
    MS_SLAVE MS_SHARED MNT_FORCE MNT_DETACH FUTEX_WAIT FUTEX_WAKE FUTEX_REQUEUE FUTEX_CMP_REQUEUE FUTEX_PRIVATE_FLAG \
    FUTEX_WAIT_PRIVATE FUTEX_WAKE_PRIVATE TIOCGWINSZ TIOCSWINSZ TIOCSCTTY TIOCGPGRP TIOCSPGRP TIOCNOTTY FIONREAD FIONBIO \
    TCGETS TCSETS
    """.split(separator: " ").map(String.init))
}
