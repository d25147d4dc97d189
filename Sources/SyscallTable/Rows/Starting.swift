import LinuxABI

/// Rows for the calls by which a C library sets itself up when a program starts.
let startingRows: [Syscall] = [
  Syscall(
    158, "arch_prctl",
    [
      Parameter("op", .word(.processorCommands), .required, "which of the processor's settings"),
      Parameter("addr", .hexadecimal, .value(0), "the new value, or where the present one goes"),
    ],
    .zero, [], changes: [],
    "Sets the base of a segment register: in FS the C library keeps the thread's own data.",
    errors: [
      "EINVAL": "there is no such command", "EPERM": "addr is outside the process's address space",
      "EFAULT": "addr cannot be written", "ENODEV": "the processor cannot fault on cpuid",
    ]),
  Syscall(
    218, "set_tid_address", [.address("tidptr", "the word that is cleared when the thread ends, and woken as a futex")],
    .process, [], changes: [],
    "Says where the end of this thread is to be noted, and returns its id."),
  Syscall(
    273, "set_robust_list",
    [
      .address("head", "the list of locks that the thread holds, as the C library keeps it"),
      .size("len", "sizeof(struct robust_list_head)", .value(24)),
    ],
    .zero, [], changes: [],
    "Says where the locks are listed that the kernel is to release if the thread dies.",
    errors: ["EINVAL": "len is not 24"]),
  Syscall(
    334, "rseq",
    [
      .address("rseq", "the area that the kernel keeps up to date"),
      Parameter("rseq_len", .hexadecimal, .value(32), "its size"),
      Parameter("flags", .hexadecimal, .value(0), "1 to take the registration back"),
      Parameter("sig", .hexadecimal, .value(0x5305_3053), "the word that stands before each abort handler"),
    ],
    .zero, [], changes: [],
    "Shares an area with the kernel in which a thread finds the CPU that it runs on (restartable sequences).",
    errors: [
      "EINVAL": "flags, the size or the alignment of the area is wrong", "EBUSY": "this area is registered already",
      "EPERM": "sig is not the one of the registration", "EFAULT": "the area cannot be written",
    ]),
  Syscall(
    318, "getrandom",
    [
      Parameter("buf", .pointer(.bytes(.parameter(1)), .output), .supplied, "where the bytes go"),
      .size("buflen", "how many bytes", .value(16)),
      .flags(.randomFlags, "GRND_NONBLOCK not to wait, GRND_RANDOM for the source behind /dev/random"),
    ],
    .number, [], changes: [],
    "Returns random bytes from the kernel, without a file to open.",
    errors: [
      "EAGAIN": "GRND_NONBLOCK was given, and the kernel has not gathered enough randomness since it started",
      "EINTR": "a signal handler ran before there was enough", "EINVAL": "flags has an unknown bit",
      "EFAULT": "buf cannot be written",
    ]),
]
