import LinuxABI

private let resource = Parameter("resource", .word(.resources), .required, "what is limited")
private let which = Parameter("which", .word(.priorityTargets), .required, "what who stands for")
private let who = Parameter("who", .process, .value(0), "the process, process group or user; 0 for the caller's own")
private let pid = Parameter("pid", .process, .value(0), "the thread; 0 for the caller")
private let policyErrors: KeyValuePairs<String, String> = [
  "ESRCH": "there is no such thread",
  "EINVAL": "the policy is unknown, or the priority does not fit it: 1 to 99 for SCHED_FIFO and SCHED_RR, 0 otherwise",
  "EPERM": "a real-time policy needs CAP_SYS_NICE or RLIMIT_RTPRIO, another user's process the capability",
]

/// Rows for what a process may use: CPUs, priorities, limits, and what it has used.
let schedulingRows: [Syscall] = [
  Syscall(
    157, "prctl",
    [
      Parameter("option", .word(.processCommands), .required, "what to ask or change"),
      Parameter("arg2", ProcessControl.argument(0), .value(0), "what the command needs"),
      Parameter("arg3", ProcessControl.argument(1), .value(0), "what the command needs; 0 for most"),
      Parameter("arg4", ProcessControl.argument(2), .value(0), "what the command needs; 0 for most"),
      Parameter("arg5", ProcessControl.argument(3), .value(0), "what the command needs; 0 for most"),
    ],
    ProcessControl.result, [], changes: .processes,
    "Asks or changes one of many traits of a process: its name, who adopts its descendants, what its parent's end does.",
    errors: [
      "EINVAL": "the command is unknown, its argument is out of range, or an argument that must be 0 is not",
      "EPERM": "the command needs a capability",
      "EFAULT": "the argument points outside the process's memory",
    ]),
  Syscall(
    203, "sched_setaffinity",
    [
      pid, .size("cpusetsize", "how many bytes mask has", .lengthOf(2)),
      Parameter("mask", .pointer(.cpuSet(.parameter(1)), .input), .required, "the CPUs: [0 1]"),
    ],
    .zero, [], changes: [],
    "Says on which CPUs a thread may run.",
    errors: [
      "EINVAL": "none of the CPUs is there, or the cgroup leaves none of them",
      "ESRCH": "there is no such thread",
      "EPERM": "the thread belongs to another user",
      "EFAULT": "mask cannot be read",
    ]),
  Syscall(
    204, "sched_getaffinity",
    [
      pid, .size("cpusetsize", "how many bytes mask has", .value(128)),
      Parameter("mask", .pointer(.cpuSet(.filled(parameter: 1)), .output), .supplied, "where the CPUs go"),
    ],
    .number, [], changes: [],
    "Returns on which CPUs a thread may run; the result is the size of the kernel's mask in bytes.",
    errors: [
      "EINVAL": "cpusetsize is too small for the machine's CPUs, or no multiple of 8",
      "ESRCH": "there is no such thread",
      "EFAULT": "mask points to memory that cannot be written",
    ]),
  Syscall(
    144, "sched_setscheduler",
    [
      pid, Parameter("policy", .word(.schedulingPolicies), .required, "how the scheduler shall treat it"),
      Parameter(
        "param", .pointer(.scalar(.signed(bytes: 4)), .input), .required,
        "struct sched_param: the real-time priority, [0] for other policies"),
    ],
    .zero, [], changes: [],
    "Sets a thread's scheduling policy and real-time priority.", errors: policyErrors),
  Syscall(
    145, "sched_getscheduler", [pid], .word(.schedulingPolicies), [], changes: [],
    "Returns a thread's scheduling policy.", errors: ["ESRCH": "there is no such thread", "EINVAL": "pid is negative"]),
  Syscall(
    140, "getpriority", [which, who], .number, [], changes: [],
    "Returns 20 minus the nice value, so that no result is negative; of several processes, the highest.",
    errors: ["ESRCH": "nobody fits which and who", "EINVAL": "which is unknown"]),
  Syscall(
    141, "setpriority",
    [which, who, Parameter("prio", .signed(bits: 32), .required, "the nice value, from -20, first, to 19, last")],
    .zero, [], changes: [],
    "Sets the nice value of a process, a process group or all of a user's processes.",
    errors: [
      "ESRCH": "nobody fits which and who",
      "EACCES": "the nice value would fall below what RLIMIT_NICE allows",
      "EPERM": "a process belongs to another user",
      "EINVAL": "which is unknown",
    ]),
  Syscall(
    302, "prlimit64",
    [
      Parameter("pid", .process, .value(0), "the process; 0 for the caller"), resource,
      Parameter("new_limit", .pointer(.structure(.rlimit64), .input), .value(0), "the new limits; NULL to leave them"),
      .filled("old_limit", .rlimit64, "where the old limits go"),
    ],
    .zero, [], changes: [],
    "Returns and sets how much of a resource a process may use: the soft limit counts, the hard one bounds it.",
    errors: [
      "EINVAL": "resource is unknown, or the soft limit is above the hard one",
      "EPERM": "the hard limit would be raised, or the process belongs to another user",
      "ESRCH": "there is no such process",
      "EFAULT": "a limit points outside the process's memory",
    ]),
  Syscall(
    97, "getrlimit", [resource, .filled("rlim", .rlimit, "where the limits go")],
    .zero, [], changes: [],
    "Returns how much of a resource the process may use.",
    errors: ["EINVAL": "resource is unknown", "EFAULT": "rlim points to memory that cannot be written"]),
  Syscall(
    160, "setrlimit",
    [resource, Parameter("rlim", .pointer(.structure(.rlimit), .input), .required, "the soft and the hard limit")],
    .zero, [], changes: [],
    "Sets how much of a resource the process may use.",
    errors: [
      "EINVAL": "resource is unknown, or the soft limit is above the hard one",
      "EPERM": "the hard limit would be raised without CAP_SYS_RESOURCE",
      "EFAULT": "rlim cannot be read",
    ]),
  Syscall(
    98, "getrusage",
    [
      Parameter(
        "who", .word(.usageTargets), .value(0), "the process, its children that were waited for, or the thread"),
      .filled("usage", .rusage, "where the figures go"),
    ],
    .zero, [], changes: [],
    "Returns the time, the memory and the page faults that a process or its children have used.",
    errors: ["EINVAL": "who is unknown", "EFAULT": "usage points to memory that cannot be written"]),
  Syscall(
    100, "times", [.filled("buf", .tms, "where the times go, in clock ticks of 1/100 s")],
    .number, [], changes: [],
    "Returns the CPU time of the process and of its children that were waited for; the result counts ticks since boot.",
    errors: ["EFAULT": "buf points to memory that cannot be written"]),
]
