import LinuxABI

private let timeout = Parameter(
  "timeout", .pointer(.structure(.timespec), .input), .value(0), "until when to wait; NULL for as long as it takes")
private let clock = Parameter("clockid", .word(.clocks), .value(1), "the clock of the time limit")
private func mask(_ meaning: String) -> Parameter { Parameter("mask", .hexadecimal, .value(0xffff_ffff), meaning) }
private func flags(_ fallback: Parameter.Fallback = .value(0x82)) -> Parameter {
  Parameter("flags", .word(.futexWordFlags), fallback, "FUTEX_32 for 4 bytes, with FUTEX_PRIVATE_FLAG for this process")
}
private let waiting: KeyValuePairs<String, String> = [
  "EAGAIN": "the number does not hold val any more, so there is nothing to wait for",
  "ETIMEDOUT": "nobody woke the thread in time", "EINTR": "a signal handler ran first",
  "EINVAL": "flags, the clock or the alignment of the number is wrong", "EFAULT": "the number cannot be read",
]

/// Rows for threads that agree through memory: barriers, and the newer futex calls.
let barrierRows: [Syscall] = [
  Syscall(
    324, "membarrier",
    [
      Parameter("cmd", .word(.barrierCommands), .required, "which barrier, or to register for one"),
      .flags(.barrierFlags, "MEMBARRIER_CMD_FLAG_CPU for one CPU alone"),
      Parameter("cpu_id", .presentIf(parameter: 1, hasAny: 1, .signed(bits: 32)), .value(0), "that CPU"),
    ],
    .selected(
      byParameter: 0, [0: .described(.barrierSets, decimal: false), 0x200: .described(.barrierSets, decimal: false)],
      otherwise: .number),
    [], changes: [], "Has every thread of the machine or of the process pass a memory barrier.",
    errors: ["EINVAL": "cmd or flags is unknown", "EPERM": "the process has not registered for that barrier"]),
  Syscall(
    309, "getcpu",
    [
      Parameter("cpu", .pointer(.scalar(.unsigned(bytes: 4)), .output), .supplied, "where the CPU's number goes"),
      Parameter("node", .pointer(.scalar(.unsigned(bytes: 4)), .output), .supplied, "where the memory node's goes"),
      .address("tcache", "unused since Linux 2.6.24", .value(0)),
    ],
    .zero, [], changes: [], "Returns on which CPU the thread runs; programs ask the vDSO instead.",
    errors: ["EFAULT": "cpu or node cannot be written"]),
  Syscall(
    449, "futex_waitv",
    [
      Parameter(
        "waiters", .pointer(.structures(.futexWait, .parameter(1)), .input), .required,
        "the numbers: [{val=0, uaddr=p, flags=FUTEX_32}]"),
      Parameter("nr_futexes", .unsigned(bits: 32), .lengthOf(0), "how many, 128 at most"), .noFlags, timeout, clock,
    ],
    .number, [], changes: [], "Sleeps until one of several futexes is woken, and returns which.", errors: waiting),
  Syscall(
    454, "futex_wake",
    [
      .address("uaddr", "the number that threads agree on"), mask("which waiters are meant"),
      Parameter("nr", .signed(bits: 32), .value(1), "how many to wake"), flags(),
    ],
    .number, [], changes: [], "Wakes those who sleep at a futex, and returns how many.",
    errors: ["EINVAL": "flags, mask or the alignment of the number is wrong", "EFAULT": "the number cannot be read"]),
  Syscall(
    455, "futex_wait",
    [
      .address("uaddr", "the number that threads agree on"),
      Parameter("val", .hexadecimal, .required, "what it must hold"), mask("by whom to be woken"), flags(), timeout,
      clock,
    ],
    .zero, [], changes: [], "Sleeps while a number in memory has a value.", errors: waiting),
  Syscall(
    456, "futex_requeue",
    [
      Parameter(
        "waiters", .pointer(.structures(.futexWait, .fixed(2)), .input), .required,
        "from where to where: [{val=0, uaddr=p, flags=FUTEX_32}, {uaddr=q, flags=FUTEX_32}]"),
      .noFlags, Parameter("nr_wake", .signed(bits: 32), .value(1), "how many to wake"),
      Parameter("nr_requeue", .signed(bits: 32), .value(1), "how many more to move"),
    ],
    .number, [], changes: [], "Wakes some who sleep at a futex, and moves others to a second one.",
    errors: [
      "EAGAIN": "the first number does not hold val any more", "EINVAL": "flags or an alignment is wrong",
      "EFAULT": "a number cannot be read",
    ]),
]
