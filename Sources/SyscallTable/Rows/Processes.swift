import LinuxABI

private let status = Parameter("status", .signed(bits: 32), .value(0), "the exit status; a parent sees its low 8 bits")

/// Rows for processes: who a process is, how it is made, waited for, paused and ended.
let processRows: [Syscall] = [
  Syscall(
    39, "getpid", [], .process, [], changes: [],
    "Returns the process's id, the same in all of its threads."),
  Syscall(
    110, "getppid", [], .process, [], changes: [],
    "Returns the id of the parent, or of whoever adopted the process when its parent ended."),
  Syscall(
    186, "gettid", [], .process, [], changes: [],
    "Returns the calling thread's id, which in the first thread equals the process id."),
  Syscall(
    102, "getuid", [], .number, [], changes: [],
    "Returns the real user id: who started the process."),
  Syscall(
    107, "geteuid", [], .number, [], changes: [],
    "Returns the effective user id: whose rights the process acts with."),
  Syscall(
    104, "getgid", [], .number, [], changes: [],
    "Returns the real group id."),
  Syscall(
    108, "getegid", [], .number, [], changes: [],
    "Returns the effective group id, whose rights the process acts with."),
  Syscall(
    57, "fork", [], .process, .process, changes: .processes,
    "Makes a child that is a copy of the process: it returns the child's id in the parent and 0 in the child.",
    errors: [
      "EAGAIN": "the user's limit on processes (RLIMIT_NPROC) or the cgroup's pids limit is reached",
      "ENOMEM": "there is not enough memory for the child's page tables, its address space would be overcommitted, "
        + "or the pid namespace for children has lost its process 1",
    ]),
  Syscall(
    58, "vfork", [], .process, .process, changes: .processes,
    "Makes a child that borrows the parent's memory, and holds the parent until the child ends or runs a program.",
    errors: [
      "EAGAIN": "the user's limit on processes (RLIMIT_NPROC) or the cgroup's pids limit is reached",
      "ENOMEM":
        "there is not enough memory for the child's kernel structures, or the pid namespace for children has lost its process 1",
    ]),
  Syscall(
    61, "wait4",
    [
      Parameter(
        "pid", .process, .value(.max), "the child; -1 for any, 0 for any of this process group, -n for group n"),
      Parameter(
        "wstatus", .pointer(.scalar(.waitStatus), .output), .supplied,
        "how the child ended: the signal in the low 7 bits, the exit status in the next byte"),
      .flags(.waitOptions, "WNOHANG not to block; stops and continuations to report as well", named: "options"),
      Parameter(
        "rusage", .pointer(.structure(.rusage), .output), .value(0), "where the child's use of time and memory goes"),
    ],
    .process, .process, changes: .processes,
    "Waits for a child to end, takes its exit status and lets the kernel forget it.",
    errors: [
      "ECHILD": "there is no such child, it was waited for already, or SIGCHLD is ignored and children are not kept",
      "EINTR": "a signal handler ran before any child changed state",
      "EINVAL": "options has a bit that wait4 does not know",
      "EFAULT": "wstatus or rusage points to memory that cannot be written; the child is gone all the same",
    ]),
  Syscall(
    60, "exit", [status], .never, .process, changes: .processes,
    "Ends the calling thread, and the process with it when it was the last thread."),
  Syscall(
    231, "exit_group", [status], .never, .process, changes: .processes,
    "Ends the process with all of its threads."),
  Syscall(
    62, "kill",
    [
      Parameter("pid", .process, .required, "the process; 0 for this process group, -n for group n, -1 for all"),
      Parameter("sig", .signal, .required, "the signal, or 0 only to ask whether it could be sent"),
    ],
    .zero, [.signal, .process], changes: [.processes, .signals],
    "Sends a signal to a process or to a process group.",
    errors: [
      "ESRCH": "no process or group has that id; a zombie still counts as one",
      "EPERM": "the process belongs to another user, and this one may not send signals to it",
      "EINVAL": "there is no such signal",
    ]),
  Syscall(
    34, "pause", [], .zero, .signal, changes: [],
    "Sleeps until a signal handler has run or a signal ends the process.",
    errors: ["EINTR": "a signal handler ran: the only way in which pause returns"]),
  Syscall(
    35, "nanosleep",
    [
      Parameter("req", .pointer(.structure(.timespec), .input), .required, "how long to sleep"),
      Parameter(
        "rem", .pointer(.structure(.timespec), .output), .value(0),
        "where the time left goes when a signal cuts it short"
      ),
    ],
    .zero, [], changes: [],
    "Sleeps for a time given in seconds and nanoseconds.",
    errors: [
      "EINTR": "a signal handler ran first; rem has the time that was left",
      "EINVAL": "tv_nsec is not in 0 to 999999999, or tv_sec is negative",
      "EFAULT": "req cannot be read",
    ]),
  Syscall(
    24, "sched_yield", [], .zero, [], changes: [],
    "Lets other threads that are ready to run go first."),
  Syscall(
    63, "uname",
    [.filled("buf", .utsname, "where the names go")],
    .zero, [], changes: [],
    "Returns the names of the kernel and of the machine, and their versions.",
    errors: ["EFAULT": "buf points to memory that cannot be written"]),
]
