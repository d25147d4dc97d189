import LinuxABI

private let badPointer = "an argument points outside the process's memory"
private let header = Parameter(
  "hdrp", .pointer(.structure(.capabilityHeader), .input), .required, "the version, and whose they are; 0 for its own")

/// Rows for what a process may do: groups, capabilities, the personality that it runs under.
let privilegeRows: [Syscall] = [
  Syscall(
    116, "setgroups",
    [
      Parameter("size", .signed(bits: 32), .lengthOf(1), "how many groups"),
      Parameter("list", .pointer(.array(.owner, .parameter(0)), .input), .required, "the groups: [4, 24]"),
    ],
    .zero, [], changes: .processes, "Sets the supplementary groups.",
    errors: [
      "EPERM": "it needs CAP_SETGID, and a user namespace may forbid it",
      "EINVAL": "size is above 65536, or a group has no number in the user namespace", "EFAULT": "list cannot be read",
    ]),
  Syscall(
    122, "setfsuid", [Parameter("fsuid", .owner, .required, "the user for access to files; -1 only to ask")],
    .number, [], changes: .processes,
    "Sets the user whose rights to files count, and returns the one before, whether it was changed or not."),
  Syscall(
    123, "setfsgid", [Parameter("fsgid", .owner, .required, "the group for access to files; -1 only to ask")],
    .number, [], changes: .processes,
    "Sets the group whose rights to files count, and returns the one before, whether it was changed or not."),
  Syscall(
    125, "capget",
    [header, Parameter("datap", .pointer(.formatted(CapabilitySets(header: 0)), .output), .supplied, "where they go")],
    .zero, [], changes: [], "Returns the capabilities of a thread.",
    errors: [
      "EINVAL": "the version is unknown: the kernel has written the one it prefers over it",
      "ESRCH": "there is no such thread", "EFAULT": badPointer,
    ]),
  Syscall(
    126, "capset",
    [header, Parameter("datap", .pointer(.formatted(CapabilitySets(header: 0)), .input), .required, "the new sets")],
    .zero, [], changes: .processes, "Sets the capabilities of the calling thread, within those permitted to it.",
    errors: [
      "EPERM": "a capability was added to the permitted set, or another thread is meant",
      "EINVAL": "the version is unknown", "EFAULT": badPointer,
    ]),
  Syscall(
    135, "personality",
    [Parameter("persona", .word(.personalities), .value(0xffff_ffff), "the new one; 0xffffffff only to ask")],
    .described(.personalities, decimal: false), [], changes: .processes,
    "Sets which system a process believes itself to run on, and returns the setting before."),
  Syscall(
    172, "iopl", [Parameter("level", .signed(bits: 32), .required, "0 to 3; 3 allows every port")],
    .zero, [], changes: .processes, "Lets the process talk to hardware through every I/O port.",
    errors: [
      "EPERM": "it needs CAP_SYS_RAWIO", "EINVAL": "level is above 3", "ENOSYS": "the kernel was built without it",
    ]),
  Syscall(
    173, "ioperm",
    [
      Parameter("from", .hexadecimal, .required, "the first port"),
      Parameter("num", .hexadecimal, .required, "how many ports"),
      Parameter("turn_on", .signed(bits: 32), .required, "1 to allow them, 0 to forbid them"),
    ],
    .zero, [], changes: .processes, "Lets the process talk to hardware through some I/O ports.",
    errors: [
      "EPERM": "it needs CAP_SYS_RAWIO", "EINVAL": "there are 65536 ports",
      "ENOSYS": "the kernel was built without it",
    ]),
  Syscall(
    154, "modify_ldt",
    [
      Parameter("func", .signed(bits: 32), .required, "0 to read, 1 or 0x11 to write an entry, 2 to read the default"),
      Parameter(
        "ptr", .pointer(.formatted(Record.sizedSegment), .both), .required, "an entry, or where the table goes"),
      Parameter("bytecount", .unsigned(bits: 64), .value(16), "how many bytes ptr has"),
    ],
    .number, [], changes: .processes,
    "Reads or writes the process's table of segments; an error comes back as a number near 2 to the 32.",
    errors: ["ENOSYS": "func is unknown, or the kernel was built without it"]),
  Syscall(
    205, "set_thread_area",
    [Parameter("u_info", .pointer(.formatted(Record.segment), .input), .required, "the segment")],
    .zero, [], changes: [], "Sets a thread's segment on 32-bit x86; a 64-bit process has arch_prctl for it.",
    errors: ["ENOSYS": "always, in a 64-bit process"]),
  Syscall(
    211, "get_thread_area",
    [Parameter("u_info", .pointer(.formatted(Record.wantedSegment), .input), .required, "which segment")],
    .zero, [], changes: [], "Returns a thread's segment on 32-bit x86.",
    errors: ["ENOSYS": "always, in a 64-bit process"]),
]
