import LinuxABI

private let signal = Parameter("sig", .signal, .required, "the signal, or 0 only to ask whether it could be sent")
private let setSize = Parameter.size("sigsetsize", "sizeof(sigset_t): 8", .value(8))
private func set(_ name: String, _ meaning: String, _ fallback: Parameter.Fallback = .required) -> Parameter {
  Parameter(name, .pointer(.signalSet, .input), fallback, meaning)
}
private func filledSet(_ name: String, _ meaning: String) -> Parameter {
  Parameter(name, .pointer(.signalSet, .output), .supplied, meaning)
}
private let info = Parameter(
  "info", .pointer(.structure(.siginfo), .input), .required, "what comes with it: {si_signo=..., si_code=SI_QUEUE, ...}"
)
private let sendingErrors: KeyValuePairs<String, String> = [
  "ESRCH": "there is no such thread or process",
  "EPERM": "it belongs to another user, and this one may not send signals to it",
  "EINVAL": "there is no such signal, or an id is not positive",
]
private let queueErrors: KeyValuePairs<String, String> = [
  "ESRCH": "there is no such thread or process",
  "EPERM": "it belongs to another user, or info claims what only the kernel and kill may claim",
  "EINVAL": "there is no such signal",
  "EAGAIN": "the limit on queued signals (RLIMIT_SIGPENDING) is reached",
  "EFAULT": "info cannot be read",
]

/// Rows for signals: sending, handling, blocking and waiting for them.
let signalRows: [Syscall] = [
  Syscall(
    200, "tkill", [Parameter("tid", .process, .required, "the thread"), signal], .zero, [.signal, .process],
    changes: [.processes, .signals], "Sends a signal to one thread, whoever has its id by now: tgkill is safer.",
    errors: sendingErrors),
  Syscall(
    234, "tgkill",
    [
      Parameter("tgid", .process, .required, "the process"), Parameter("tid", .process, .required, "its thread"),
      signal,
    ],
    .zero, [.signal, .process], changes: [.processes, .signals], "Sends a signal to one thread of a process.",
    errors: sendingErrors),
  Syscall(
    129, "rt_sigqueueinfo", [Parameter("tgid", .process, .required, "the process"), signal, info],
    .zero, [.signal, .process], changes: [.processes, .signals],
    "Sends a signal to a process, with a value that its handler sees.",
    errors: queueErrors),
  Syscall(
    297, "rt_tgsigqueueinfo",
    [
      Parameter("tgid", .process, .required, "the process"), Parameter("tid", .process, .required, "its thread"),
      signal, info,
    ],
    .zero, [.signal, .process], changes: [.processes, .signals],
    "Sends a signal to one thread, with a value that its handler sees.",
    errors: queueErrors),
  Syscall(
    13, "rt_sigaction",
    [
      Parameter("signum", .signal, .required, "the signal"),
      Parameter(
        "act", .pointer(.structure(.sigaction), .input), .value(0),
        "what it shall do: handler, SIG_IGN or SIG_DFL, with flags as in handler|SA_RESTART; NULL to leave it"),
      Parameter("oldact", .pointer(.structure(.sigaction), .output), .supplied, "where the earlier action goes"),
      setSize,
    ],
    .zero, .signal, changes: .signals, "Says what a signal does: its default, nothing, or to run a function.",
    errors: [
      "EINVAL": "there is no such signal, it is SIGKILL or SIGSTOP, or sigsetsize is not 8",
      "EFAULT": "act or oldact points outside the process's memory",
    ]),
  Syscall(
    14, "rt_sigprocmask",
    [
      Parameter("how", .word(.signalMaskOperations), .value(0), "whether set is added, taken away or put in place"),
      set("set", "the signals: [INT TERM]; NULL to leave the mask", .value(0)),
      filledSet("oldset", "where the earlier mask goes"), setSize,
    ],
    .zero, .signal, changes: .signals, "Changes which signals the thread holds back, and returns which it did.",
    errors: [
      "EINVAL": "how is unknown, or sigsetsize is not 8", "EFAULT": "a set points outside the process's memory",
    ]),
  Syscall(
    127, "rt_sigpending", [filledSet("set", "where the signals go"), setSize], .zero, .signal, changes: [],
    "Returns the signals that have come and are held back.",
    errors: ["EINVAL": "sigsetsize is more than 8", "EFAULT": "set points to memory that cannot be written"]),
  Syscall(
    130, "rt_sigsuspend", [set("mask", "the signals held back meanwhile"), setSize], .zero, .signal, changes: [],
    "Sleeps with another mask until a handler has run, in one step, so that no signal slips between.",
    errors: [
      "EINTR": "a signal handler ran: the only way in which rt_sigsuspend returns",
      "EINVAL": "sigsetsize is not 8", "EFAULT": "mask cannot be read",
    ]),
  Syscall(
    128, "rt_sigtimedwait",
    [
      set("set", "the signals to take, which should be held back"),
      Parameter("info", .pointer(.structure(.siginfo), .output), .supplied, "where it goes what came with the signal"),
      Parameter("timeout", .pointer(.structure(.timespec), .input), .value(0), "how long to wait; NULL for ever"),
      setSize,
    ],
    .number, .signal, changes: .signals, "Takes a pending signal of a set without any handler, or waits for one.",
    errors: [
      "EAGAIN": "none came in time", "EINTR": "the handler of another signal ran",
      "EINVAL": "the timeout is negative or its tv_nsec not in 0 to 999999999", "EFAULT": "set cannot be read",
    ]),
  Syscall(
    15, "rt_sigreturn", [], .number, .signal, changes: [],
    "Goes back to where a signal handler interrupted the program; it is made at a handler's end and nowhere else."),
  Syscall(
    131, "sigaltstack",
    [
      Parameter("ss", .pointer(.structure(.sigaltstack), .input), .value(0), "the stack; NULL to leave it"),
      .filled("old_ss", .sigaltstack, "where the earlier one goes"),
    ],
    .zero, .signal, changes: [], "Sets the stack on which handlers with SA_ONSTACK run.",
    errors: [
      "EPERM": "the thread is running on that stack", "ENOMEM": "ss_size is less than MINSIGSTKSZ",
      "EINVAL": "ss_flags has an unknown bit", "EFAULT": "ss or old_ss points outside the process's memory",
    ]),
  Syscall(
    282, "signalfd",
    [
      Parameter("fd", .descriptor, .value(.max), "a signalfd to change, or -1 for a new one"),
      set("mask", "the signals to read from it, which should be held back"), setSize,
    ],
    .descriptor, [.descriptor, .signal], changes: .descriptors, "Makes a descriptor from which signals are read.",
    errors: [
      "EBADF": "fd is not open", "EINVAL": "fd is no signalfd, or sigsetsize is not 8",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows",
    ]),
  Syscall(
    289, "signalfd4",
    [
      Parameter("fd", .descriptor, .value(.max), "a signalfd to change, or -1 for a new one"),
      set("mask", "the signals to read from it, which should be held back"), setSize,
      .flags(.signalDescriptorFlags, "close-on-exec, non-blocking"),
    ],
    .descriptor, [.descriptor, .signal], changes: .descriptors,
    "Makes a descriptor from which signals are read, with flags from the start.",
    errors: [
      "EBADF": "fd is not open", "EINVAL": "fd is no signalfd, sigsetsize is not 8, or flags has an unknown bit",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows",
    ]),
]
