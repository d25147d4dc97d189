import LinuxABI

private let pid = Parameter("pid", .process, .value(0), "the thread; 0 for the caller")
private let policy = Parameter("policy", .word(.plainPolicies), .required, "the policy")
private let noFlags = Parameter("flags", .unsigned(bits: 32), .value(0), "0: there are none yet")
private let noThread = "there is no such thread"

/// Rows for the scheduler beyond policies, and for turns at disks.
let prioritiesRows: [Syscall] = [
  Syscall(
    142, "sched_setparam",
    [
      pid,
      Parameter(
        "param", .pointer(.scalar(.signed(bytes: 4)), .input), .required,
        "struct sched_param: the real-time priority, [0] for policies without one"),
    ],
    .zero, [], changes: [], "Sets a thread's real-time priority and leaves its policy.",
    errors: [
      "EINVAL": "the priority does not fit the policy: 1 to 99 for SCHED_FIFO and SCHED_RR, 0 otherwise",
      "ESRCH": noThread, "EPERM": "it needs CAP_SYS_NICE or RLIMIT_RTPRIO", "EFAULT": "param cannot be read",
    ]),
  Syscall(
    143, "sched_getparam",
    [
      pid,
      Parameter(
        "param", .pointer(.scalar(.signed(bytes: 4)), .output), .supplied, "struct sched_param: where the priority goes"
      ),
    ],
    .zero, [], changes: [], "Returns a thread's real-time priority.",
    errors: ["ESRCH": noThread, "EINVAL": "pid is negative or param is NULL", "EFAULT": "param cannot be written"]),
  Syscall(
    146, "sched_get_priority_max", [policy], .number, [], changes: [],
    "Returns the highest priority of a policy.", errors: ["EINVAL": "there is no such policy"]),
  Syscall(
    147, "sched_get_priority_min", [policy], .number, [], changes: [],
    "Returns the lowest priority of a policy.", errors: ["EINVAL": "there is no such policy"]),
  Syscall(
    148, "sched_rr_get_interval", [pid, .filled("tp", .timespec, "where the time goes")], .zero, [], changes: [],
    "Returns how long a thread runs before another of its priority has its turn.",
    errors: ["ESRCH": noThread, "EINVAL": "pid is negative", "EFAULT": "tp cannot be written"]),
  Syscall(
    314, "sched_setattr",
    [
      pid,
      Parameter(
        "attr", .pointer(.formatted(Record.schedulingAttributes), .input), .required, "policy, priority and times"),
      noFlags,
    ],
    .zero, [], changes: [], "Sets a thread's policy with all that belongs to it: nice value, priority, deadline.",
    errors: [
      "EINVAL": "a member or flags is out of range", "ESRCH": noThread, "EPERM": "it needs CAP_SYS_NICE",
      "E2BIG": "a member is set that this kernel does not know", "EBUSY": "the deadlines of all threads cannot be met",
      "EFAULT": "attr cannot be read",
    ]),
  Syscall(
    315, "sched_getattr",
    [
      pid,
      Parameter(
        "attr", .pointer(.formatted(Record.schedulingAttributes), .output), .supplied, "where the attributes go"),
      Parameter("size", .unsigned(bits: 32), .value(56), "how many bytes attr has, 48 or more"), noFlags,
    ],
    .zero, [], changes: [], "Returns a thread's policy with all that belongs to it.",
    errors: [
      "EINVAL": "size is below 48 or above a page, or flags is not 0", "ESRCH": noThread,
      "EFAULT": "attr cannot be written",
    ]),
  Syscall(
    251, "ioprio_set",
    [
      Parameter("which", .word(.ioPriorityTargets), .required, "what who stands for"),
      Parameter("who", .process, .required, "the thread, process group or user; 0 for the caller's own"),
      Parameter("ioprio", .word(.ioPriorities), .required, "IOPRIO_PRIO_VALUE(class, level), level 0 first, 7 last"),
    ],
    .zero, [], changes: [], "Sets whose turn comes first at disks.",
    errors: [
      "EINVAL": "which or the class is unknown", "ESRCH": "nobody fits which and who",
      "EPERM": "the process belongs to another user, or IOPRIO_CLASS_RT lacks CAP_SYS_NICE",
    ]),
  Syscall(
    252, "ioprio_get",
    [
      Parameter("which", .word(.ioPriorityTargets), .required, "what who stands for"),
      Parameter("who", .process, .required, "the thread, process group or user; 0 for the caller's own"),
    ],
    .described(.ioPriorities, decimal: true), [], changes: [], "Returns whose turn comes first at disks.",
    errors: ["EINVAL": "which is unknown", "ESRCH": "nobody fits which and who"]),
]
