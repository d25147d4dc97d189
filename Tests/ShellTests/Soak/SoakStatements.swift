import TestSupport

/// Random statements, weighted so that subjects live long enough for something to come of what they do: most make or use
/// descriptors, memory and signals, a few end subjects, and one in twenty is nonsense.
///
/// The same seed gives the same statements as long as the same subjects live: only their names are asked of the lab.
struct SoakStatements {
  private var random: SeededGenerator
  /// How many subjects may live before no more are made.
  static let crowd = 7

  init(seed: UInt64) {
    random = SeededGenerator(state: seed)
  }

  mutating func number(below limit: Int) -> Int {
    Int(random.next() % UInt64(limit))
  }

  private mutating func one(of words: [String]) -> String {
    words[number(below: words.count)]
  }

  /// Who there is, by name: what the next statement has to know of the session.
  struct Cast {
    var living: [String]
    /// Those that could take a call now.
    var idle: [String]
    var current: String
  }

  /// What every epoch begins with, so that most names mean something.
  static let prelude = [
    "f0, f1 = pipe", "f2 = open \"x\" O_RDWR|O_CREAT 0644", "f3, f4 = socketpair AF_UNIX SOCK_STREAM 0",
    "f5 = memfd_create \"m\" 0", "f6 = dup f2", "f7 = open \".\" O_RDONLY|O_DIRECTORY",
    "a0 = mmap NULL 8*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0",
    "a1 = mmap NULL 8*PAGE PROT_READ|PROT_WRITE MAP_SHARED|MAP_ANONYMOUS -1 0", "ftruncate f2 8*PAGE",
    "a2 = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_SHARED f2 0",
    "a3 = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE f2 0", "mkdir \"d\" 0755",
  ]

  /// The next statement, for a session with that cast.
  mutating func next(_ cast: Cast) -> String {
    // Everybody is busy: somebody is woken or ended.
    if cast.idle.isEmpty, !cast.living.isEmpty, number(below: 4) != 0 {
      return fill(one(of: ["interrupt %S", "interrupt %S", "interrupt", "cont %S", "key ^D", "reset"]), cast.living)
    }
    var left = number(below: Self.total)
    for (weight, lines) in Self.kinds {
      left -= weight
      guard left < 0 else { continue }
      // A crowd does not multiply.
      if cast.living.count > Self.crowd, lines == Self.births { return fill(one(of: Self.ends), cast.living) }
      let line = fill(one(of: lines), cast.living)
      return lines == Self.views || lines == Self.whole || lines == Self.programs ? line : addressed(line, cast)
    }
    return nonsense()
  }

  /// The line for the current subject, or for another: mostly for one that can take it.
  private mutating func addressed(_ line: String, _ cast: Cast) -> String {
    let isBusy = !cast.idle.contains(cast.current)
    guard number(below: 8) < (isBusy ? 7 : 3),
      let other = (number(below: 10) == 0 ? cast.living : cast.idle).randomElement(using: &random)
    else { return line }
    // `a, b = pipe` in another one: the name stands behind the targets.
    guard let equals = line.range(of: " = ") else { return "\(other): \(line)" }
    return "\(line[..<equals.upperBound])\(other): \(line[equals.upperBound...])"
  }

  /// Puts names and numbers in the place of the letters behind `%`.
  private mutating func fill(_ pattern: String, _ living: [String]) -> String {
    var text = ""
    var isLetter = false
    for character in pattern {
      guard isLetter else {
        if character == "%" { isLetter = true } else { text.append(character) }
        continue
      }
      isLetter = false
      switch character {
      case "f": text += "f\(number(below: 8))"
      case "d": text += "\(number(below: 14))"
      case "a": text += "a\(number(below: 4))"
      case "n": text += "\(number(below: 40))"
      case "p": text += "\(1 + number(below: 6))*PAGE"
      case "F": text += one(of: ["x", "y", "z", "d/w", "d", "nowhere/at/all", "/etc/hostname", "/dev/null", "."])
      case "S": text += living.randomElement(using: &random) ?? "P1"
      case "G": text += one(of: Self.signals)
      case "M": text += one(of: ["PROT_NONE", "PROT_READ", "PROT_READ|PROT_WRITE", "PROT_READ|PROT_WRITE|PROT_EXEC"])
      default: text.append(character)
      }
    }
    return text
  }

  private mutating func nonsense() -> String {
    let letters = Array("abcfP1 \"'(){}[]=,;:|*$#\\\u{e9}\u{1b}\t0x9-+<!")
    return String((0..<number(below: 24)).map { _ in letters[number(below: letters.count)] })
      .split(separator: "!").joined()
  }

  // MARK: What is typed

  private static let total = kinds.reduce(5) { $0 + $1.weight }

  private static let kinds: [(weight: Int, lines: [String])] = [
    (20, opening), (12, descriptors), (10, sockets), (14, memory), (8, stores), (8, births), (5, waiting),
    (6, signalling),
    (4, ends), (5, places), (9, views), (3, programs), (3, whole), (3, mistakes),
  ]

  private static let opening = [
    "%f = open \"%F\" O_RDWR|O_CREAT 0644", "%f = open \"%F\" O_RDONLY|O_CLOEXEC", "%f = open \"%F\" O_WRONLY|O_APPEND",
    "%f, %f = pipe", "%f, %f = pipe2 O_CLOEXEC|O_NONBLOCK", "%f = dup %f", "dup2 %f %d", "dup3 %f %d O_CLOEXEC",
    "%f = memfd_create \"m\" MFD_CLOEXEC", "%f = eventfd2 %n EFD_NONBLOCK", "%f = epoll_create1",
    "%f = timerfd_create CLOCK_MONOTONIC TFD_NONBLOCK", "%f = signalfd4 -1 [USR1] 8 SFD_NONBLOCK",
    "%f = inotify_init1 IN_NONBLOCK",
    "%f = open \".\" O_RDONLY|O_DIRECTORY", "%f = pidfd_open %S", "%f = fcntl %f F_DUPFD %d",
    "%f = fcntl %f F_DUPFD_CLOEXEC %d",
  ]

  private static let descriptors = [
    "close %f", "close %d", "close %f", "read %f %n", "write %f \"some text\"", "pread64 %f %n 2",
    "pwrite64 %f \"abc\" 3 %n",
    "lseek %f %n SEEK_SET", "lseek %f -3 SEEK_END", "fcntl %f F_SETFL O_NONBLOCK|O_APPEND", "fcntl %f F_SETFL 0",
    "fcntl %f F_SETFD FD_CLOEXEC", "fcntl %f F_SETFD 0", "fcntl %f F_GETFL", "ftruncate %f %n", "truncate \"%F\" %n",
    "close_range %d %d 0", "close_range %d %d CLOSE_RANGE_CLOEXEC",
    "epoll_ctl %f EPOLL_CTL_ADD %f {events=EPOLLIN, data={u32=1}}",
    "epoll_ctl %f EPOLL_CTL_DEL %f NULL", "epoll_wait %f NULL 4 0", "inotify_add_watch %f \".\" IN_ALL_EVENTS",
    "fstat %f", "getdents64 %f",
    "sendfile %f %f NULL %n", "splice %f NULL %f NULL %n SPLICE_F_NONBLOCK", "tee %f %f %n SPLICE_F_NONBLOCK",
    "flock %f LOCK_EX|LOCK_NB",
    "copy_file_range %f NULL %f NULL %n", "ioctl %f FIONBIO 1", "ioctl %f FIOCLEX", "fallocate %f 0 0 %n",
  ]

  private static let sockets = [
    "%f, %f = socketpair AF_UNIX SOCK_STREAM 0", "%f, %f = socketpair AF_UNIX SOCK_DGRAM|SOCK_NONBLOCK 0",
    "%f = socket AF_INET SOCK_STREAM|SOCK_NONBLOCK 0", "%f = socket AF_INET SOCK_DGRAM 0",
    "%f = socket AF_UNIX SOCK_STREAM 0",
    "bind %f {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}", "listen %f %n",
    "bind %f {sa_family=AF_INET, sin_port=htons(2711%d), sin_addr=inet_addr(\"127.0.0.1\")}",
    "connect %f {sa_family=AF_INET, sin_port=htons(2711%d), sin_addr=inet_addr(\"127.0.0.1\")}",
    "bind %f {sa_family=AF_UNIX, sun_path=\"s%d\"}", "connect %f {sa_family=AF_UNIX, sun_path=\"s%d\"}",
    "%f = accept4 %f NULL NULL SOCK_NONBLOCK",
    "shutdown %f SHUT_WR", "shutdown %f SHUT_RDWR", "getsockname %f", "sendto %f \"over\" 4 MSG_NOSIGNAL",
    "sendmsg %f {msg_iov=[\"x\"], msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[%f]}]}", "recvmsg %f {} MSG_DONTWAIT",
    "recvmsg %f",
    "recvfrom %f NULL %n MSG_DONTWAIT", "getsockopt %f SOL_SOCKET SO_ERROR",
  ]

  private static let memory = [
    "%a = mmap NULL %p %M MAP_PRIVATE|MAP_ANONYMOUS -1 0",
    "%a = mmap NULL %p PROT_READ|PROT_WRITE MAP_SHARED|MAP_ANONYMOUS -1 0",
    "%a = mmap NULL %p PROT_READ|PROT_WRITE MAP_SHARED %f 0", "%a = mmap NULL %p PROT_READ MAP_PRIVATE %f 0",
    "%a = mmap %a %p PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED -1 0", "munmap %a %p",
    "munmap %a+PAGE PAGE",
    "mprotect %a %p %M", "mprotect %a+PAGE PAGE %M", "%a = mremap %a 2*PAGE %p MREMAP_MAYMOVE", "mremap %a 4*PAGE PAGE",
    "madvise %a %p MADV_DONTNEED",
    "brk 0", "sbrk %p", "mlock %a PAGE", "munlock %a PAGE", "msync %a PAGE MS_SYNC", "mincore %a PAGE",
    "madvise %a %p MADV_WIPEONFORK", "read %f %a %n", "write %f %a %n", "getcwd",
  ]

  private static let stores = [
    "poke %a \"text\"", "poke %a %n 8", "peek %a %n", "fill %a 65 PAGE", "touch %a 2*PAGE", "touch %a",
    "peek %a+PAGE 8",
  ]

  private static let births = [
    "fork", "fork", "vfork", "clone SIGCHLD", "clone CLONE_FILES|SIGCHLD", "clone CLONE_FS|SIGCHLD",
    "clone CLONE_VM|SIGCHLD",
    "clone CLONE_VM|CLONE_SIGHAND|SIGCHLD", "clone CLONE_VM|CLONE_FILES|CLONE_FS|CLONE_SIGHAND|CLONE_THREAD",
    "clone CLONE_VM|CLONE_FILES|CLONE_FS|CLONE_SIGHAND|CLONE_THREAD", "clone CLONE_VM|CLONE_VFORK|SIGCHLD",
  ]

  private static let waiting = [
    "wait4 -1 NULL WNOHANG", "wait4 -1", "wait4 %S", "waitid P_ALL 0 NULL WEXITED|WNOHANG", "pause",
    "nanosleep {tv_sec=0, tv_nsec=1000}",
    "nanosleep {tv_sec=1000, tv_nsec=0}", "poll [{fd=%f, events=POLLIN}] 1 0", "futex %a FUTEX_WAIT 0",
    "futex %a FUTEX_WAKE 1",
    "interrupt %S", "interrupt %S", "interrupt", "flock %f LOCK_EX",
  ]

  private static let signals = [
    "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGCONT", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTERM", "SIGKILL", "SIGWINCH",
    "SIGRT_3", "SIGHUP", "SIGTTIN", "0",
  ]

  private static let signalling = [
    "kill %S %G", "kill %S SIGUSR1", "tgkill %S %S %G", "rt_sigaction SIGUSR1 handler", "rt_sigaction %G SIG_IGN",
    "rt_sigaction %G SIG_DFL",
    "rt_sigaction SIGUSR2 handler|SA_RESTART", "rt_sigaction SIGTERM handler", "rt_sigprocmask SIG_BLOCK [USR1 TERM]",
    "rt_sigprocmask SIG_UNBLOCK [USR1]", "rt_sigprocmask SIG_SETMASK []", "rt_sigprocmask SIG_SETMASK ~[]",
    "rt_sigpending",
    "rt_sigtimedwait [USR1] NULL {tv_sec=0, tv_nsec=0}", "kill $%S SIGCONT", "sigaltstack",
  ]

  private static let ends = [
    "exit_group %n", "exit %n", "kill %S SIGKILL", "kill %S SIGKILL", "kill %S SIGTERM", "kill %S SIGTERM",
    "wait4 -1 NULL WNOHANG",
  ]

  private static let places = [
    "mkdir \"d\" 0755", "chdir \"d\"", "chdir \"..\"", "chdir \".\"", "rmdir \"d\"", "umask 0%d", "umask 022",
    "unlink \"%F\"", "unlink \"x\"",
    "rename \"x\" \"y\"", "link \"x\" \"z\"", "symlink \"x\" \"l\"", "setpgid 0 0", "setsid", "getpgid",
    "unshare CLONE_FILES", "unshare CLONE_FS",
    "unshare CLONE_NEWUTS", "unshare CLONE_NEWUSER", "prctl PR_SET_CHILD_SUBREAPER 1", "fchdir %f",
    "setpriority PRIO_PROCESS 0 %d",
    "prlimit64 0 RLIMIT_NOFILE {rlim_cur=12, rlim_max=1024}",
    "prlimit64 0 RLIMIT_NOFILE {rlim_cur=1024, rlim_max=1024}", "access \"%F\" R_OK",
    "sched_yield", "getppid", "kill 1 SIGTERM", "unlink \"/etc/hostname\"", "open \"/etc/passwd\" O_RDWR",
  ]

  private static let views = [
    "fds", "files", "maps", "pages %a %p", "tree", "sockets", "signals", "signals %S", "status", "status %S", "limits",
    "ns", "vars", "faults", "smaps",
    "regs", "cow", "history", "why", "help", "cat /proc/self/status", "switch %S", "switch %S", "switch %S", "args",
  ]

  private static let programs = [
    "execve \"/bin/true\" [\"true\"] []", "execve \"/bin/cat\" [\"cat\"] []",
    "execve \"/bin/sleep\" [\"sleep\", \"1000\"] []",
    "execve \"/nowhere\" [\"x\"] []", "cont %S", "cont", "step %S", "step %S 3", "interrupt %S", "type \"typed\\n\"",
    "key ^C", "key ^Z", "key ^D",
    "trace on", "trace off",
  ]

  private static let whole = [
    "undo", "undo 2", "reset", "reset", "set registers on", "set registers off", "set times on", "set times off",
    "%f = 3; close %f; fds",
  ]

  private static let mistakes = [
    "open", "opne \"x\" O_RDONLY", "%f = ", "close f99", "read %f %n %n %n %n", "kill P999 SIGTERM",
    "open \"x\" O_NOTHING", "poke 0 \"x\"", "peek 16 8",
    "fill 0 1 1", "touch 4096", "mmap NULL 0 PROT_READ MAP_PRIVATE %f 0", "syscall %n %n", "syscall 999",
    "read %d 0x10 %n", "write %f 0x10 %n",
    "getcwd 0x10 10", "openat %f \"x\" O_RDONLY", "munmap 1 1", "fcntl %f 77 1",
  ]
}
