import LinuxABI

private let arguments = Parameter(
  "argv", .pointer(.strings(environment: false), .input), .required,
  "the program's arguments, its own name first: [\"cat\", \"-n\"]")
private let environment = Parameter(
  "envp", .pointer(.strings(environment: true), .input), .value(0),
  "the program's environment: [\"LANG=C\"]; NULL for an empty one")
private let executionErrors: KeyValuePairs<String, String> = [
  "ENOENT": "there is no such file, or the interpreter that it names (#! or the dynamic linker) is missing",
  "EACCES": "the file is not executable or not regular, a directory of the path may not be searched, or noexec",
  "ENOEXEC": "the file has no format that the kernel runs: a script without #!, or for another processor",
  "E2BIG": "the arguments and the environment are larger than the stack may take, or one is over 128 KiB",
  "EFAULT": "the path, argv or envp points outside the process's memory",
  "ETXTBSY": "the file is open for writing",
  "ENOMEM": "there is not enough memory to set up the new program",
]

/// Rows for making processes, running programs in them, and waiting for them.
let programRows: [Syscall] = [
  Syscall(
    59, "execve", [.path("the program"), arguments, environment],
    .zero, [.file, .process], changes: .all,
    "Replaces the process's program: memory, handlers and threads go, the id and the descriptors without FD_CLOEXEC stay.",
    errors: executionErrors),
  Syscall(
    322, "execveat",
    [
      .dirfd(), .path("the program; empty with AT_EMPTY_PATH for dirfd itself"), arguments, environment,
      .flags(.executionFlags, "AT_EMPTY_PATH to run the file that dirfd is, AT_SYMLINK_NOFOLLOW to refuse a link"),
    ],
    .zero, [.descriptor, .file, .process], changes: .all,
    "Runs a program like execve, found from a directory or given by a descriptor.",
    errors: [
      "ENOENT": "there is no such file, or dirfd is a script with FD_CLOEXEC that its interpreter cannot open",
      "EACCES": "the file is not executable or not regular, or a directory of the path may not be searched",
      "EBADF": "dirfd is not open, and the path is relative",
      "ELOOP": "the path ends in a symbolic link, and AT_SYMLINK_NOFOLLOW was given",
      "ENOEXEC": "the file has no format that the kernel runs",
      "EINVAL": "flags has a bit that execveat does not know",
      "EFAULT": "the path, argv or envp points outside the process's memory",
    ]),
  Syscall(
    56, "clone",
    [
      Parameter(
        "flags", .word(.cloneFlags, bits: 64), .value(17),
        "what is shared, and the signal that tells of the child's end"),
      .address("stack", "the end of the child's stack; NULL to go on where the caller stands", .value(0)),
      Parameter(
        "parent_tid", .presentIf(parameter: 0, hasAny: 0x10_1000, .pointer(.scalar(.signed(bytes: 4)), .output)),
        .supplied, "where the caller finds the child's id (CLONE_PARENT_SETTID) or its pidfd (CLONE_PIDFD)"),
      Parameter(
        "child_tid", .presentIf(parameter: 0, hasAny: 0x120_0000, .address), .required,
        "where the child finds its id (CLONE_CHILD_SETTID), or what is cleared at its end (CLONE_CHILD_CLEARTID)"),
      Parameter(
        "tls", .presentIf(parameter: 0, hasAny: 0x8_0000, .address), .required, "the child's thread area (CLONE_SETTLS)"
      ),
    ],
    .process, .process, changes: .processes,
    "Makes a child that shares as much with its parent as the flags say: from a process of its own to a thread.",
    errors: [
      "EINVAL": "flags contradict one another: CLONE_THREAD needs CLONE_SIGHAND, and that needs CLONE_VM",
      "EAGAIN": "the user's limit on processes (RLIMIT_NPROC) or the cgroup's pids limit is reached",
      "ENOMEM": "there is not enough memory for the child, or the pid namespace for children has lost its process 1",
      "EPERM": "a new namespace was asked for without the capability for it",
    ],
    labels: ["child_stack": 1, "flags": 0, "parent_tid": 2, "tls": 4, "child_tidptr": 3]),
  Syscall(
    435, "clone3",
    [
      Parameter("cl_args", .pointer(.structure(.cloneArgs), .input), .required, "what to share, and where things go"),
      .size("size", "sizeof(struct clone_args) as the caller knows it", .value(88)),
    ],
    .process, .process, changes: .processes,
    "Makes a child like clone, with every argument in one structure that can grow.",
    errors: [
      "EINVAL": "the flags contradict one another, the low byte of flags is used, or stack and stack_size do not fit",
      "E2BIG": "the structure has members, not 0, that this kernel does not know",
      "EEXIST": "set_tid names an id that is taken",
      "EAGAIN": "the user's limit on processes (RLIMIT_NPROC) or the cgroup's pids limit is reached",
      "ENOMEM": "there is not enough memory for the child, or the pid namespace for children has lost its process 1",
      "EPERM": "a new namespace or set_tid was asked for without the capability for it",
      "EFAULT": "cl_args cannot be read",
    ]),
  Syscall(
    247, "waitid",
    [
      Parameter("idtype", .word(.waitTargets), .required, "what id stands for"),
      Parameter(
        "id", .selected(byParameter: 0, [0: .process, 1: .process, 2: .process, 3: .descriptor], otherwise: .process),
        .value(0), "the child, the process group or the pidfd; nothing with P_ALL"),
      .filled("infop", .siginfo, "who changed and how: all zero when WNOHANG found nobody"),
      Parameter("options", .word(.waitOptions), .required, "which changes count: WEXITED, WSTOPPED, WCONTINUED"),
      Parameter(
        "rusage", .pointer(.structure(.rusage), .output), .value(0), "where the child's use of time and memory goes"),
    ],
    .zero, .process, changes: .processes,
    "Waits for a child to change, says what happened, and with WNOWAIT leaves it as it is.",
    errors: [
      "ECHILD": "there is no such child, or it was waited for already",
      "EINTR": "a signal handler ran before any child changed state",
      "EINVAL": "options has none of WEXITED, WSTOPPED and WCONTINUED, or idtype is unknown",
      "EAGAIN": "the pidfd is non-blocking and its process has not ended",
      "EBADF": "id is no pidfd, and idtype is P_PIDFD",
    ]),
  Syscall(
    434, "pidfd_open",
    [
      Parameter("pid", .process, .required, "the process"),
      .flags(.pidfdFlags, "PIDFD_NONBLOCK for waitid not to block, PIDFD_THREAD for a single thread"),
    ],
    .descriptor, [.process, .descriptor], changes: .descriptors,
    "Returns a descriptor that stands for a process, and never for another one that gets its id later.",
    errors: [
      "ESRCH": "there is no such process",
      "EINVAL": "pid is not positive, or no thread group's leader, or flags has an unknown bit",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows",
    ]),
  Syscall(
    424, "pidfd_send_signal",
    [
      .fd("the descriptor that stands for the process", named: "pidfd"),
      Parameter("sig", .signal, .required, "the signal, or 0 only to ask whether it could be sent"),
      Parameter(
        "info", .pointer(.structure(.siginfo), .input), .value(0), "what comes with it; NULL for what kill would send"),
      .flags(.pidfdSignalFlags, "to reach one thread, the process, or its process group"),
    ],
    .zero, [.signal, .process, .descriptor], changes: [.processes, .signals],
    "Sends a signal to the process that a descriptor stands for.",
    errors: [
      "EBADF": "pidfd is no pidfd",
      "ESRCH": "the process has ended and was waited for",
      "EPERM": "the process belongs to another user, or info claims what only the kernel may claim",
      "EINVAL": "there is no such signal, or flags has an unknown bit",
    ]),
  Syscall(
    438, "pidfd_getfd",
    [
      .fd("the descriptor that stands for the process", named: "pidfd"),
      Parameter("targetfd", .signed(bits: 32), .required, "the descriptor in that process"),
      Parameter("flags", .unsigned(bits: 32), .value(0), "must be 0"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Copies a descriptor out of another process: both then share one open file description.",
    errors: [
      "EBADF": "pidfd is no pidfd, or targetfd is not open in that process",
      "EPERM": "the caller might not trace that process",
      "ESRCH": "the process has ended",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows",
      "EINVAL": "flags is not 0",
    ]),
  Syscall(
    272, "unshare", [Parameter("flags", .word(.unshareFlags, bits: 64), .required, "what shall be the process's own")],
    .zero, .process, changes: [.descriptors, .directory, .processes],
    "Takes what the process shares with others and gives it a copy or a new namespace of its own.",
    errors: [
      "EPERM": "a new namespace needs CAP_SYS_ADMIN, which a new user namespace in the same call gives",
      "EINVAL": "flags has an unknown bit, or the process has several threads",
      "ENOSPC": "the limit on nested or existing namespaces is reached",
      "ENOMEM": "there is not enough memory for the copies",
    ]),
  Syscall(
    308, "setns",
    [
      .fd("a namespace (/proc/PID/ns/*) or a pidfd"),
      .flags(.namespaceTypes, "what fd must be, 0 for any; of a pidfd, which namespaces to enter", named: "nstype"),
    ],
    .zero, [.process, .descriptor], changes: [.directory, .processes],
    "Moves the process into a namespace that exists already.",
    errors: [
      "EBADF": "fd is not open",
      "EINVAL": "fd is no namespace, or of another type than nstype says",
      "EPERM": "the capability over that namespace is missing",
      "ESRCH": "the process of the pidfd has ended",
    ]),
]
