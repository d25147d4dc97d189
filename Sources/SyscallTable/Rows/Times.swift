import LinuxABI

private let clock = Parameter("clockid", .word(.clocks), .required, "the clock")
private let timer = Parameter("timerid", .signed(bits: 32), .required, "the timer, as timer_create gave it")
private let badPointer = "an argument points outside the process's memory"

/// Rows for clocks, timers, the descriptors that stand for them, and futexes.
let timeRows: [Syscall] = [
  Syscall(
    228, "clock_gettime", [clock, .filled("tp", .timespec, "where the time goes")], .zero, [], changes: [],
    "Returns what a clock shows; programs read it without a syscall, through the vDSO.",
    errors: ["EINVAL": "there is no such clock", "EFAULT": badPointer]),
  Syscall(
    229, "clock_getres", [clock, .filled("res", .timespec, "where the resolution goes")], .zero, [], changes: [],
    "Returns how fine a clock's steps are.", errors: ["EINVAL": "there is no such clock", "EFAULT": badPointer]),
  Syscall(
    230, "clock_nanosleep",
    [
      clock, .flags(.timerFlags, "TIMER_ABSTIME to sleep until that time rather than for it"),
      Parameter("request", .pointer(.structure(.timespec), .input), .required, "how long, or until when"),
      Parameter(
        "remain", .pointer(.structure(.timespec), .output), .value(0),
        "where the time left goes when a signal cuts it short"),
    ],
    .zero, [], changes: [], "Sleeps by a clock, for a time or until one.",
    errors: [
      "EINTR": "a signal handler ran first; remain has the time that was left",
      "EINVAL": "tv_nsec is not in 0 to 999999999, tv_sec is negative, or there is no such clock",
      "EFAULT": badPointer,
    ]),
  Syscall(
    96, "gettimeofday",
    [
      .filled("tv", .timeval, "where the time goes"),
      Parameter("tz", .pointer(.structure(.timezone), .output), .value(0), "obsolete: NULL"),
    ],
    .zero, [], changes: [], "Returns the seconds and microseconds since 1970.", errors: ["EFAULT": badPointer]),
  Syscall(
    201, "time",
    [Parameter("tloc", .pointer(.scalar(.signed(bytes: 8)), .output), .value(0), "where the time goes as well")],
    .number, [], changes: [], "Returns the seconds since 1970.", errors: ["EFAULT": badPointer]),
  Syscall(
    37, "alarm", [Parameter("seconds", .unsigned(bits: 32), .required, "in how many seconds; 0 for not at all")],
    .number, [], changes: [],
    "Has SIGALRM sent after a number of seconds, and returns how many an earlier alarm still had."),
  Syscall(
    38, "setitimer",
    [
      Parameter(
        "which", .word(.intervalTimers), .required, "real time, the process's own, or with the kernel's for it"),
      Parameter("new_value", .pointer(.structure(.itimerval), .input), .required, "the first time and the interval"),
      .filled("old_value", .itimerval, "where the earlier setting goes"),
    ],
    .zero, [], changes: [], "Sets one of the process's three timers: SIGALRM, SIGVTALRM or SIGPROF when it runs out.",
    errors: ["EINVAL": "which is unknown, or tv_usec is not in 0 to 999999", "EFAULT": badPointer]),
  Syscall(
    36, "getitimer",
    [
      Parameter("which", .word(.intervalTimers), .required, "which timer"),
      .filled("curr_value", .itimerval, "where the time left and the interval go"),
    ],
    .zero, [], changes: [], "Returns how long one of the process's three timers still runs.",
    errors: ["EINVAL": "which is unknown", "EFAULT": badPointer]),
  Syscall(
    222, "timer_create",
    [
      clock,
      Parameter(
        "sevp", .pointer(.structure(.sigevent), .input), .value(0), "what happens at the end; NULL for SIGALRM"),
      Parameter("timerid", .pointer(.scalar(.signed(bytes: 4)), .output), .supplied, "where the timer's id goes"),
    ],
    .zero, [], changes: [], "Makes a timer, one of many, which tells by a signal that it ran out.",
    errors: [
      "EINVAL": "there is no such clock, notification or signal",
      "EAGAIN": "the limit on queued signals (RLIMIT_SIGPENDING) is reached",
      "EFAULT": badPointer,
    ]),
  Syscall(
    223, "timer_settime",
    [
      timer, .flags(.timerFlags, "TIMER_ABSTIME for a time of the clock"),
      Parameter("new_value", .pointer(.structure(.itimerspec), .input), .required, "the first time and the interval"),
      .filled("old_value", .itimerspec, "where the earlier setting goes"),
    ],
    .zero, [], changes: [], "Starts a timer, or stops it with a time of 0.",
    errors: ["EINVAL": "there is no such timer, or tv_nsec is not in 0 to 999999999", "EFAULT": badPointer]),
  Syscall(
    224, "timer_gettime", [timer, .filled("curr_value", .itimerspec, "where the time left and the interval go")],
    .zero, [], changes: [], "Returns how long a timer still runs.",
    errors: ["EINVAL": "there is no such timer", "EFAULT": badPointer]),
  Syscall(
    225, "timer_getoverrun", [timer], .number, [], changes: [],
    "Returns how often a timer ran out again before its signal was delivered.",
    errors: ["EINVAL": "there is no such timer"]),
  Syscall(
    226, "timer_delete", [timer], .zero, [], changes: [], "Removes a timer.",
    errors: ["EINVAL": "there is no such timer"]),
  Syscall(
    283, "timerfd_create", [clock, .flags(.timerDescriptorFlags, "close-on-exec, non-blocking")],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a timer that is a descriptor: a read returns how often it ran out since the last one.",
    errors: [
      "EINVAL": "there is no such clock, or flags has an unknown bit",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows",
    ]),
  Syscall(
    286, "timerfd_settime",
    [
      .fd("the timer"), .flags(.timerDescriptorSettings, "TFD_TIMER_ABSTIME for a time of the clock"),
      Parameter("new_value", .pointer(.structure(.itimerspec), .input), .required, "the first time and the interval"),
      .filled("old_value", .itimerspec, "where the earlier setting goes"),
    ],
    .zero, .descriptor, changes: .files, "Starts the timer that a descriptor stands for, or stops it with a time of 0.",
    errors: [
      "EBADF": "fd is not open", "EINVAL": "fd is no timerfd, or tv_nsec is not in 0 to 999999999",
      "ECANCELED": "the clock was set meanwhile (TFD_TIMER_CANCEL_ON_SET)", "EFAULT": badPointer,
    ]),
  Syscall(
    287, "timerfd_gettime",
    [.fd("the timer"), .filled("curr_value", .itimerspec, "where the time left and the interval go")],
    .zero, .descriptor, changes: [], "Returns how long the timer that a descriptor stands for still runs.",
    errors: ["EBADF": "fd is not open", "EINVAL": "fd is no timerfd", "EFAULT": badPointer]),
  Syscall(
    284, "eventfd", [Parameter("initval", .unsigned(bits: 32), .value(0), "what the counter starts with")],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a counter that is a descriptor: writes add to it, a read takes it back to 0.",
    errors: ["EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows"]),
  Syscall(
    290, "eventfd2",
    [
      Parameter("initval", .unsigned(bits: 32), .value(0), "what the counter starts with"),
      .flags(.eventFlags, "EFD_SEMAPHORE for reads that take 1, close-on-exec, non-blocking"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a counter that is a descriptor, with flags from the start.",
    errors: [
      "EINVAL": "flags has an unknown bit",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows",
    ]),
  Syscall(
    202, "futex",
    [
      .address("uaddr", "the number that threads agree on, 4 bytes"),
      Parameter("futex_op", .word(.futexOperations), .required, "what to do"),
      Parameter("val", FutexCommands.value, .value(0), "what uaddr must hold to wait, or how many to wake"),
      Parameter("timeout", FutexCommands.timeout, .value(0), "how long to wait, or how many to move to uaddr2"),
      Parameter("uaddr2", FutexCommands.second, .value(0), "the second number"),
      Parameter("val3", FutexCommands.third, .value(0), "what uaddr must still hold, or which waiters are meant"),
    ],
    .number, [], changes: [],
    "Sleeps while a number in memory has a value, or wakes those who sleep there: what locks are made of.",
    errors: [
      "EAGAIN": "uaddr does not hold val any more, so there is nothing to wait for",
      "ETIMEDOUT": "nobody woke the thread in time",
      "EINTR": "a signal handler ran first",
      "EFAULT": "uaddr cannot be read",
      "EINVAL": "uaddr is no multiple of 4, or the arguments do not fit the operation",
      "ENOSYS": "there is no such operation",
    ]),
]
