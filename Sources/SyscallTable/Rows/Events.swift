import LinuxABI

/// Rows for what counts events and runs programs inside the kernel.
let eventRows: [Syscall] = [
  Syscall(
    298, "perf_event_open",
    [
      Parameter("attr", .pointer(.formatted(Record.eventAttributes), .input), .required, "what is counted, and how"),
      Parameter("pid", .process, .value(0), "whose events: 0 for its own, -1 for everybody's"),
      Parameter("cpu", .signed(bits: 32), .value(0xffff_ffff), "on which CPU; -1 for any"),
      Parameter("group_fd", .descriptor, .value(0xffff_ffff), "the first counter of a group, or -1"),
      Parameter("flags", .word(.eventOpenFlags, bits: 64), .value(0), "close-on-exec, and what pid and group_fd mean"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a counter of events, as a descriptor: page faults, cycles, context switches.",
    errors: [
      "EACCES": "/proc/sys/kernel/perf_event_paranoid forbids it without CAP_PERFMON",
      "ENOENT": "there is no such event here", "EINVAL": "an argument is out of range",
      "ENODEV": "the CPU cannot count that", "ESRCH": "there is no such process",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows", "E2BIG": "attr.size is not known",
      "EFAULT": "attr cannot be read",
    ]),
  Syscall(
    321, "bpf",
    [
      Parameter("cmd", .word(.programCommands), .required, "what to do"),
      Parameter("attr", ProgramCommands.attributes, .required, "what the command needs"),
      Parameter("size", .unsigned(bits: 32), .lengthOf(1), "how many bytes attr has"),
    ],
    .number, .descriptor, changes: .descriptors,
    "Loads programs into the kernel, and makes the maps that they share with processes.",
    errors: [
      "EPERM": "it needs CAP_BPF", "EINVAL": "cmd or a member is unknown", "EBADF": "a descriptor is not open",
      "ENOENT": "the map has no such element", "EACCES": "the program may not be loaded: the log says why",
      "E2BIG": "attr or the program is too long", "EFAULT": "attr cannot be read",
    ]),
]
