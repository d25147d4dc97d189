import Testing

/// Something that the lesson of a stranger tries. In its lines FILE is a file outside the lab, DIR its directory, HOP a
/// relative way there, VICTIM a process, SHELL the shell, ADDRESS eight bytes of its memory, PORT a port at which somebody
/// listens, NAME an abstract socket.
struct Attack: CustomTestStringConvertible, Sendable {
  let name: String
  let lines: [String]
  /// What the same lines change when nobody guards; nil where that would harm the machine, or the kernel refuses it here.
  let changes: Canaries.Kind?

  init(_ name: String, _ changes: Canaries.Kind?, _ lines: String...) {
    (self.name, self.changes, self.lines) = (name, changes, lines)
  }

  var testDescription: String { name }

  static let all: [Attack] = files + places + handles + processes + sockets + programs + machine + code

  private static let files: [Attack] = [
    Attack("unlink", .file, #"unlink "FILE""#),
    Attack("unlinkat", .file, #"unlinkat AT_FDCWD "FILE" 0"#),
    Attack("rmdir", .directory, #"rmdir "DIR/inner""#),
    Attack("rename away", .file, #"rename "FILE" "gone""#),
    Attack("rename over", .file, #"x = open "x" O_CREAT|O_WRONLY 0644"#, #"rename "x" "FILE""#),
    Attack("renameat2", .file, #"renameat2 AT_FDCWD "FILE" AT_FDCWD "DIR/other" 0"#),
    Attack("truncate", .file, #"truncate "FILE" 0"#),
    Attack("open with O_TRUNC", .file, #"open "FILE" O_RDONLY|O_TRUNC"#),
    Attack("open and write", .file, #"fd = open "FILE" O_WRONLY"#, #"write fd "mine""#),
    Attack("open and append", .file, #"fd = open "FILE" O_WRONLY|O_APPEND"#, #"write fd "mine""#),
    Attack("openat2", .file, #"fd = openat2 AT_FDCWD "FILE" {flags=O_WRONLY|O_TRUNC} 24"#),
    Attack("creat", .file, #"creat "FILE" 0644"#),
    Attack("a new file", .directory, #"open "DIR/new" O_CREAT|O_WRONLY 0644"#),
    Attack("a new directory", .directory, #"mkdir "DIR/new" 0755"#),
    Attack("a new link", .directory, #"symlink "x" "DIR/new""#),
    Attack("a new pipe", .directory, #"mknod "DIR/new" S_IFIFO|0600 0"#),
    Attack("a second name", .file, #"link "FILE" "mine""#),
    Attack("chmod", .file, #"chmod "FILE" 0"#),
    Attack("fchmodat", .file, #"fchmodat AT_FDCWD "FILE" 0"#),
    Attack("fchmod through a descriptor to read", .file, #"fd = open "FILE" O_RDONLY"#, "fchmod fd 0"),
    Attack("chown", nil, #"chown "FILE" 1 1"#),
    Attack("utimensat", .file, #"utimensat AT_FDCWD "FILE" [{tv_sec=1, tv_nsec=0}, {tv_sec=1, tv_nsec=0}] 0"#),
    Attack("futimens", .file, #"fd = open "FILE" O_RDONLY"#, "utimensat fd NULL NULL 0"),
    Attack("setxattr", nil, #"setxattr "FILE" "user.x" "v" 1 0"#),
    Attack("a write into a pipe of others", .messages, #"fd = open "DIR/pipe" O_WRONLY|O_NONBLOCK"#, #"write fd "x""#),
    Attack(
      "a shared mapping", .file, #"fd = open "FILE" O_RDWR"#, "p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_SHARED fd 0",
      #"poke p "mine""#, "msync p PAGE MS_SYNC", "munmap p PAGE", "utimensat fd NULL NULL 0"),
    Attack(
      "sendfile", .file, #"x = open "/etc/hostname" O_RDONLY"#, #"fd = open "FILE" O_WRONLY"#, "sendfile fd x NULL 4"),
    Attack("a lock", nil, #"fd = open "FILE" O_RDONLY"#, "flock fd LOCK_EX"),
    Attack(
      "an image of memory", nil, #"chdir "DIR""#,
      "prlimit 0 RLIMIT_CORE {rlim_cur=RLIM_INFINITY, rlim_max=RLIM_INFINITY} NULL", "kill P1 SIGQUIT"),
  ]

  private static let places: [Attack] = [
    Attack("a relative path", .file, #"unlink "HOP""#),
    Attack("dots through a directory of the lab", .file, #"mkdir "d" 0755"#, #"unlink "d/../HOP""#),
    Attack("the working directory", .file, #"chdir "DIR""#, #"unlink "file""#),
    Attack("fchdir", .file, #"d = open "DIR" O_RDONLY|O_DIRECTORY"#, "fchdir d", #"unlink "file""#),
    Attack("fchdir with O_PATH", .file, #"d = open "DIR" O_PATH"#, "fchdir d", #"unlink "file""#),
    Attack("a link to the file", .file, #"symlink "FILE" "l""#, #"open "l" O_WRONLY|O_TRUNC"#),
    Attack("a link to the directory", .file, #"symlink "DIR" "l""#, #"unlink "l/file""#),
    Attack(
      "links in a row", .file, #"symlink "DIR" "a""#, #"symlink "a" "b""#, #"symlink "b/file" "c""#, #"truncate "c" 0"#),
    Attack(
      "a link to what is not yet there", .directory, #"symlink "DIR/new" "l""#, #"open "l" O_CREAT|O_WRONLY 0644"#),
    Attack(
      "a link that is swapped", .file, #"x = open "x" O_CREAT|O_RDWR 0644"#, #"unlink "x""#, #"symlink "FILE" "x""#,
      #"truncate "x" 0"#),
    Attack(
      "a directory renamed under the path", .file, #"mkdir "d" 0755"#, #"rmdir "d""#, #"symlink "DIR" "d""#,
      #"unlink "d/file""#),
    Attack("unlinkat", .file, #"d = open "DIR" O_RDONLY|O_DIRECTORY"#, #"unlinkat d "file" 0"#),
    Attack(
      "a dup of a directory", .file, #"d = open "DIR" O_RDONLY|O_DIRECTORY"#, "e = dup d", #"unlinkat e "file" 0"#),
    Attack("a directory's parent", .file, #"d = open "DIR/inner" O_RDONLY|O_DIRECTORY"#, #"unlinkat d "../file" 0"#),
    Attack("/proc/self/root", .file, #"unlink "/proc/self/rootFILE""#),
    Attack("/proc/self/cwd", .file, #"unlink "/proc/self/cwd/HOP""#),
    Attack("/proc/PID/root of the shell", .file, #"unlink "/proc/SHELL/rootFILE""#),
    Attack(
      "/proc/self/fd of a directory", .file, #"d = open "DIR" O_RDONLY|O_DIRECTORY"#, #"unlink "/proc/self/fd/3/file""#),
    Attack(
      "/proc/self/fd opened anew", .file, #"fd = open "FILE" O_RDONLY"#, #"open "/proc/self/fd/3" O_WRONLY|O_TRUNC"#),
    Attack("/dev/fd of an O_PATH", .file, #"fd = open "FILE" O_PATH"#, #"open "/dev/fd/3" O_WRONLY|O_TRUNC"#),
    Attack(
      "/proc/PID/fd of the shell's process", .messages,
      #"fd = open "/proc/SHELL/cwd/../proc/self/rootDIR/pipe" O_WRONLY|O_NONBLOCK"#,
      #"fd = open "/proc/1/root/DIR/pipe" O_WRONLY|O_NONBLOCK"#,
      #"fd = open "/proc/SHELL/root/DIR/pipe" O_WRONLY|O_NONBLOCK"#, #"write fd "x""#),
    Attack("a child", .file, "fork", #"P2: unlink "FILE""#),
    Attack(
      "a thread with the same directory", .file,
      "s = mmap NULL 4*PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0",
      "clone CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD s+4*PAGE", #"P1.2: chdir "DIR""#,
      #"unlink "file""#),
    Attack("chroot", nil, #"chroot "DIR""#, #"unlink "/file""#),
    Attack("a user namespace", .file, "unshare CLONE_NEWUSER|CLONE_NEWNS", #"unlink "FILE""#),
    Attack(
      "a bind mount of its own", nil, "unshare CLONE_NEWUSER|CLONE_NEWNS", "idmap", #"mkdir "m" 0755"#,
      #"mount "none" "/" NULL MS_REC|MS_PRIVATE"#, #"mount "DIR" "m" NULL MS_BIND"#, #"unlink "m/file""#),
  ]

  private static let handles: [Attack] = [
    Attack("a number", .file, #"syscall 87 "FILE""#),
    Attack("a number with high bits", nil, #"syscall 4294967383 "FILE""#),
    Attack("a number for x32", nil, #"syscall 0x40000057 "FILE""#),
    Attack("openat by its number", .file, #"syscall 257 -100 "FILE" 0x201"#),
    Attack(
      "a descriptor from a socket", .file, #"d = open "DIR" O_RDONLY|O_DIRECTORY"#,
      "a, b = socketpair AF_UNIX SOCK_DGRAM 0",
      #"sendmsg a {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[d]}], msg_controllen=20, msg_flags=0} 0"#,
      "recvmsg b", #"unlinkat 6 "file" 0"#),
    Attack(
      "a file handle", nil, #"d = open "DIR" O_RDONLY|O_DIRECTORY"#,
      #"name_to_handle_at AT_FDCWD "FILE" {handle_bytes=128}"#,
      #"open_by_handle_at d {handle_bytes=8, handle_type=1, f_handle="\2\0\0\0\0\0\0\0"} O_RDWR"#),
    Attack(
      "io_uring", nil, "ring = io_uring_setup 4", "q = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_SHARED ring 0x10000000",
      "poke q [18, 0, 0, 0, 0x9c, 0xff, 0xff, 0xff]", #"poke q+128 "FILE\0""#, "poke q+16 q+128 8", "poke q+28 0x201 4",
      "io_uring_enter ring 1 0 0"),
    Attack("io_uring with a thread of the kernel's", nil, "ring = io_uring_setup 4 {flags=IORING_SETUP_SQPOLL}"),
  ]

  private static let processes: [Attack] = [
    Attack("kill", .process, "kill VICTIM SIGKILL"),
    Attack("stop", .process, "kill VICTIM SIGSTOP"),
    Attack("tkill", .process, "tkill VICTIM SIGKILL"),
    Attack("tgkill", .process, "tgkill VICTIM VICTIM SIGKILL"),
    Attack("kill by its number", .process, "syscall 62 VICTIM 9"),
    Attack("a queued signal", nil, "syscall 129 VICTIM 9 0x0"),
    Attack("a process descriptor", .process, "fd = pidfd_open VICTIM", "pidfd_send_signal fd SIGKILL"),
    Attack("the shell", nil, "kill SHELL SIGKILL"),
    Attack("everybody", nil, "kill -1 SIGKILL"),
    Attack("a process group", nil, "kill -SHELL SIGKILL"),
    Attack(
      "the owner of a descriptor", .process, "a, b = socketpair AF_UNIX SOCK_STREAM 0", "fcntl a F_SETOWN VICTIM",
      "fcntl a F_SETSIG SIGKILL", "fcntl a F_SETFL O_ASYNC", #"write b "x""#),
    Attack(
      "the owner of a descriptor, by struct f_owner_ex", nil, "a, b = socketpair AF_UNIX SOCK_STREAM 0",
      "fcntl a F_SETOWN_EX {type=F_OWNER_PID, pid=VICTIM}"),
    Attack("nice", .process, "setpriority PRIO_PROCESS VICTIM 7"),
    Attack("processors", nil, "sched_setaffinity VICTIM 8 [0]"),
    Attack("scheduling", .process, "sched_setscheduler VICTIM SCHED_IDLE [0]"),
    Attack("I/O priority", nil, "ioprio_set 1 VICTIM 0x6000"),
    Attack("limits", .process, "prlimit VICTIM RLIMIT_NOFILE {rlim_cur=10, rlim_max=10} NULL"),
    Attack(
      "the shell's memory", .memory,
      #"process_vm_writev SHELL [{iov_base="AAAAAAAA", iov_len=8}] 1 [{iov_base=ADDRESS, iov_len=8}] 1 0"#),
    Attack(
      "the shell's memory through /proc", .memory, #"fd = open "/proc/SHELL/mem" O_RDWR"#,
      #"pwrite64 fd "AAAAAAAA" 8 ADDRESS"#),
    Attack("ptrace", nil, "ptrace PTRACE_SEIZE VICTIM 0 0"),
    Attack("a descriptor of others", nil, "fd = pidfd_open VICTIM", "pidfd_getfd fd 0 0"),
    Attack(
      "advice about memory of others", nil, "fd = pidfd_open VICTIM",
      "process_madvise fd [{iov_base=0x1000, iov_len=4096}] 1 MADV_COLD 0"),
    Attack("kcmp", nil, "kcmp VICTIM SHELL KCMP_FILE 0 0"),
    Attack("oom_score_adj", nil, #"fd = open "/proc/VICTIM/oom_score_adj" O_WRONLY"#, #"write fd "500""#),
  ]

  private static let sockets: [Attack] = [
    Attack(
      "a listener", .messages, "s = socket AF_UNIX SOCK_STREAM 0",
      #"connect s {sa_family=AF_UNIX, sun_path="DIR/stream"}"#),
    Attack(
      "a listener, from its directory", .messages, #"chdir "DIR""#, "s = socket AF_UNIX SOCK_STREAM 0",
      #"connect s {sa_family=AF_UNIX, sun_path="stream"}"#),
    Attack(
      "a listener behind a link", .messages, #"symlink "DIR/stream" "s""#, "s = socket AF_UNIX SOCK_STREAM 0",
      #"connect s {sa_family=AF_UNIX, sun_path="s"}"#),
    Attack(
      "datagrams", .messages, "s = socket AF_UNIX SOCK_DGRAM 0",
      #"sendto s "x" 1 0 {sa_family=AF_UNIX, sun_path="DIR/datagrams"}"#),
    Attack(
      "a message", .messages, "s = socket AF_UNIX SOCK_DGRAM 0",
      #"sendmsg s {msg_name={sa_family=AF_UNIX, sun_path="DIR/datagrams"}, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=NULL, msg_controllen=0, msg_flags=0} 0"#
    ),
    Attack(
      "an abstract name", .messages, "s = socket AF_UNIX SOCK_STREAM 0",
      #"connect s {sa_family=AF_UNIX, sun_path=@"NAME"}"#),
    Attack(
      "loopback", .messages, "s = socket AF_INET SOCK_STREAM 0",
      #"connect s {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("127.0.0.1")}"#),
    Attack(
      "loopback without an address", .messages, "s = socket AF_INET SOCK_STREAM 0",
      #"connect s {sa_family=AF_INET, sin_port=htons(PORT), sin_addr=inet_addr("0.0.0.0")}"#),
    Attack(
      "loopback by IPv6", nil, "s = socket AF_INET6 SOCK_STREAM 0",
      #"connect s {sa_family=AF_INET6, sin6_port=htons(PORT), sin6_addr=inet_pton(AF_INET6, "::ffff:127.0.0.1")}"#),
    Attack(
      "another machine", nil, "s = socket AF_INET SOCK_DGRAM 0",
      #"sendto s "x" 1 0 {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("192.0.2.1")}"#),
    Attack(
      "an address for others", nil, "s = socket AF_INET SOCK_STREAM 0",
      #"bind s {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("0.0.0.0")}"#),
    Attack(
      "a socket file", .directory, "s = socket AF_UNIX SOCK_STREAM 0",
      #"bind s {sa_family=AF_UNIX, sun_path="DIR/mine"}"#),
  ]

  private static let programs: [Attack] = [
    Attack("execve", .file, #"execve "/bin/rm" ["rm", "FILE"] []"#, "cont"),
    Attack("execve of a link", .file, #"symlink "/bin/rm" "l""#, #"execve "l" ["rm", "FILE"] []"#, "cont"),
    Attack("execveat", .file, #"execveat AT_FDCWD "/bin/rm" ["rm", "FILE"] [] 0"#, "cont"),
    Attack(
      "execveat of a descriptor", .file, #"fd = open "/bin/rm" O_RDONLY"#,
      #"execveat fd "" ["rm", "FILE"] [] AT_EMPTY_PATH"#, "cont"),
    Attack(
      "a script in memory", .file, #"m = memfd_create "m""#, ##"write m "#!/bin/rm\n""##, "fchmod m 0700",
      #"execve "/proc/self/fd/3" ["rm", "FILE"] []"#, "execve \"/bin/sh\" [\"sh\", \"-c\", \"rm FILE\"] []", "cont"),
    Attack("a child that steps", .file, "vfork", #"P2: execve "/bin/rm" ["rm", "FILE"] []"#, "step P2 400"),
    Attack(
      "execve by its number", .file, #"p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0"#,
      #"poke p+64 "rm\0""#, #"poke p+128 "FILE\0""#, "poke p p+64 8", "poke p+8 p+128 8", #"syscall 59 "/bin/rm" p 0"#,
      "cont"),
    Attack("a command", .file, "!rm FILE"),
    Attack("trace", nil, "trace rm FILE"),
    Attack("save", .directory, "getpid", "save DIR/saved"),
  ]

  private static let machine: [Attack] = [
    Attack("mount", nil, #"mount "t" "DIR/inner" "tmpfs""#),
    Attack("umount", nil, #"umount2 "/proc" MNT_DETACH"#),
    Attack("pivot_root", nil, #"pivot_root "/" "/tmp""#),
    Attack("a new kind of mount", nil, #"fsopen "tmpfs""#),
    Attack("the host's name", nil, #"sethostname "hostile" 7"#),
    Attack("reboot", nil, "reboot 0xfee1dead 672274793 0x89abcdef"),
    Attack("swap", nil, #"swapon "FILE""#),
    Attack("accounting", nil, #"acct "FILE""#),
    Attack("quotas", nil, #"quotactl 0x800002 "/dev/vda" 0 NULL"#),
    Attack("another kernel", nil, "syscall 246 0 0 0 0"),
    Attack("a module", nil, #"syscall 175 0 0 "x""#),
    Attack("the clock", nil, "clock_settime CLOCK_REALTIME {tv_sec=1, tv_nsec=0}"),
    Attack("the kernel's log", nil, "syslog 5 NULL 0"),
    Attack("a parameter", nil, #"fd = open "/proc/sys/kernel/core_pattern" O_WRONLY"#, #"write fd "|/tmp/x""#),
    Attack("a parameter by its command", nil, "sysctl vm.swappiness=7"),
    Attack("sysrq", nil, #"fd = open "/proc/sysrq-trigger" O_WRONLY"#, #"write fd "h""#),
    Attack("a device", nil, #"open "/dev/mem" O_RDWR"#, #"open "/dev/vda" O_RDWR"#, #"open "/dev/kmsg" O_WRONLY"#),
    Attack("a terminal", nil, #"open "/dev/pts/0" O_RDWR"#, #"open "/dev/tty1" O_RDWR"#),
    Attack("a program in the kernel", nil, "syscall 321 5 0 0"),
    Attack("keys", nil, #"add_key "user" "hostile" "x" 1 KEY_SPEC_SESSION_KEYRING"#),
    Attack("shared memory", nil, "shmget 0x51515151 4096 IPC_CREAT|0600"),
    Attack("a message queue", nil, #"mq_open "hostile" O_CREAT|O_RDWR 0600 NULL"#),
    Attack("/dev/shm", nil, #"open "/dev/shm/hostile" O_CREAT|O_RDWR 0600"#),
    Attack("a namespace of others", nil, #"fd = open "/proc/1/ns/mnt" O_RDONLY"#, "setns fd 0"),
    Attack("an untraced child", nil, "clone CLONE_UNTRACED|SIGCHLD"),
    Attack(
      "questions to the learner's files", nil, "fd = fanotify_init FAN_CLASS_CONTENT O_RDONLY",
      #"fanotify_mark fd FAN_MARK_ADD FAN_OPEN_PERM AT_FDCWD "DIR""#),
    Attack(
      "a control group", nil, #"open "/sys/fs/cgroup/cgroup.procs" O_WRONLY"#, #"mkdir "/sys/fs/cgroup/hostile" 0755"#),
    Attack("limits of the lab", nil, "set memory 999G"),
  ]

  /// Machine code that unlinks FILE: mov eax, 87; mov rdi, path; syscall; ret.
  private static let unlinking: [String] = [
    "p = mmap NULL PAGE PROT_READ|PROT_WRITE|PROT_EXEC MAP_PRIVATE|MAP_ANONYMOUS -1 0", #"poke p+256 "FILE\0""#,
    "poke p [0xb8, 87, 0, 0, 0, 0x48, 0xbf]", "poke p+7 p+256 8", "poke p+15 [0x0f, 0x05, 0xc3]",
  ]
  private static let handled =
    "rt_sigaction SIGUSR1 {sa_handler=p, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=p}"

  private static let code: [Attack] = [
    attack("a handler with code of its own", unlinking + [handled, "kill P1 SIGUSR1"]),
    attack(
      "a restorer with code of its own",
      unlinking + [
        "rt_sigaction SIGUSR1 {sa_handler=p+17, sa_mask=[], sa_flags=SA_RESTORER, sa_restorer=p}", "kill P1 SIGUSR1",
      ]),
    attack(
      "a handler during a blocked call",
      unlinking + [handled, "r, w = pipe", "fork", "read r 1", "P2: kill P1 SIGUSR1"]),
    attack(
      "a handler in a child", unlinking + [handled, "fork", "P2: kill P2 SIGUSR1"]),
    Attack(
      "the lab's own code, through /proc/self/mem", nil, #"fd = open "/proc/self/mem" O_RDWR"#,
      #"pwrite64 fd "\xcc\xcc" 2 0x400100"#),
    Attack("the lab's own code, made writable", nil, "mprotect 0x400000 PAGE PROT_READ|PROT_WRITE|PROT_EXEC"),
    Attack(
      "the lab's own code, mapped over", nil,
      "mmap 0x400000 PAGE PROT_READ|PROT_WRITE|PROT_EXEC MAP_PRIVATE|MAP_ANONYMOUS|MAP_FIXED -1 0"),
    Attack("registers from the stack", nil, "rt_sigreturn"),
  ]

  private static func attack(_ name: String, _ lines: [String]) -> Attack {
    Attack(name: name, changes: .file, lines: lines)
  }

  private init(name: String, changes: Canaries.Kind?, lines: [String]) {
    (self.name, self.changes, self.lines) = (name, changes, lines)
  }
}
