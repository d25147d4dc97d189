import LinuxABI

private let notRoot = "it needs CAP_SYS_ADMIN"
private let badPointer = "an argument points outside the process's memory"
private let noModules = "the kernel was built without modules"
private let noKexec = "the kernel was built without kexec"
private let askedOfLog: Set<String> = ["SYSLOG_ACTION_READ", "SYSLOG_ACTION_READ_ALL", "SYSLOG_ACTION_READ_CLEAR"]
private let clockErrors: KeyValuePairs<String, String> = [
  "EPERM": "something is to be changed without CAP_SYS_TIME", "EINVAL": "a member is out of range",
  "EFAULT": badPointer,
]
private let timex = Parameter(
  "buf", .pointer(.structure(.timex), .both), .required, "what to change, {modes=0} for nothing, and the answer")

/// Rows for the machine as a whole: its log, its names, its clock, its modules, its end.
let administrationRows: [Syscall] = [
  Syscall(
    99, "sysinfo", [.filled("info", .sysinfo, "where the figures go")], .zero, [], changes: [],
    "Returns how long the machine has run, its load, its memory and how many threads there are.",
    errors: ["EFAULT": "info points to memory that cannot be written"]),
  Syscall(
    103, "syslog",
    [
      Parameter("type", .word(.logActions), .required, "what to do with the log"),
      Parameter(
        "bufp",
        byEach(of: .logActions, at: 0, otherwise: .address) { name in
          if askedOfLog.contains(name) { return .pointer(.bytes(.parameter(2)), .output) }
          return name == "SYSLOG_ACTION_CONSOLE_LEVEL" ? .address : .absent
        }, .value(0), "where the text goes"),
      Parameter(
        "len",
        byEach(of: .logActions, at: 0, otherwise: .signed(bits: 32)) { name in
          if askedOfLog.contains(name) { return .signed(bits: 32) }
          return name == "SYSLOG_ACTION_CONSOLE_LEVEL" ? .word(.logLevels) : .absent
        }, .value(0), "how many bytes, or the console's level"),
    ],
    .number, [], changes: [], "Reads or clears the kernel's log, or sets what of it the console shows.",
    errors: [
      "EPERM": "it needs CAP_SYSLOG", "EINVAL": "type is unknown, or len does not fit it",
      "EFAULT": "bufp cannot be written", "EINTR": "a signal handler ran while there was nothing to read",
    ]),
  Syscall(
    159, "adjtimex", [timex], .described(.clockStates, decimal: true), [], changes: [],
    "Returns how the machine's clock is disciplined, and changes it.", errors: clockErrors),
  Syscall(
    305, "clock_adjtime", [Parameter("clockid", .word(.clocks), .required, "the clock"), timex],
    .described(.clockStates, decimal: true), [], changes: [], "The same for any clock that can be adjusted.",
    errors: [
      "EPERM": "something is to be changed without CAP_SYS_TIME", "EINVAL": "there is no such clock",
      "EOPNOTSUPP": "that clock cannot be adjusted", "EFAULT": badPointer,
    ]),
  Syscall(
    164, "settimeofday",
    [
      Parameter("tv", .pointer(.structure(.timeval), .input), .required, "the time since 1970; NULL to leave it"),
      Parameter("tz", .pointer(.structure(.timezone), .input), .value(0), "obsolete: NULL"),
    ],
    .zero, [], changes: [], "Sets the machine's clock.",
    errors: ["EPERM": "it needs CAP_SYS_TIME", "EINVAL": "the time is out of range", "EFAULT": badPointer]),
  Syscall(
    227, "clock_settime",
    [
      Parameter("clockid", .word(.clocks), .required, "the clock"),
      Parameter("tp", .pointer(.structure(.timespec), .input), .required, "the time"),
    ],
    .zero, [], changes: [], "Sets a clock.",
    errors: [
      "EPERM": "it needs CAP_SYS_TIME", "EINVAL": "that clock cannot be set, or the time is out of range",
      "EFAULT": badPointer,
    ]),
  Syscall(
    169, "reboot",
    [
      Parameter("magic", .word(.rebootMagic), .required, "LINUX_REBOOT_MAGIC1: this is no slip"),
      Parameter("magic2", .word(.secondRebootMagic), .required, "LINUX_REBOOT_MAGIC2: nor is it one now"),
      Parameter("op", .word(.rebootCommands), .required, "what becomes of the machine"),
      Parameter(
        "arg",
        byEach(of: .rebootCommands, at: 2, otherwise: .absent) { name in
          name == "LINUX_REBOOT_CMD_RESTART2" ? .pointer(.string, .input) : .absent
        }, .value(0), "a word to the firmware, for LINUX_REBOOT_CMD_RESTART2"),
    ],
    .zero, [], changes: [], "Ends or restarts the machine at once, or says what Ctrl-Alt-Del does.",
    errors: ["EPERM": "it needs CAP_SYS_BOOT", "EINVAL": "a magic number or the command is wrong"]),
  Syscall(
    170, "sethostname",
    [
      Parameter("name", .pointer(.bytes(.parameter(1)), .input), .required, "the name"),
      Parameter("len", .unsigned(bits: 32), .lengthOf(0), "how many bytes it has, 64 at most"),
    ],
    .zero, [], changes: [], "Sets the machine's name, for all processes in the UTS namespace.",
    errors: ["EPERM": notRoot, "EINVAL": "len is above 64", "EFAULT": "name cannot be read"]),
  Syscall(
    171, "setdomainname",
    [
      Parameter("name", .pointer(.bytes(.parameter(1)), .input), .required, "the name"),
      Parameter("len", .unsigned(bits: 32), .lengthOf(0), "how many bytes it has, 64 at most"),
    ],
    .zero, [], changes: [], "Sets the machine's NIS domain name, for all processes in the UTS namespace.",
    errors: ["EPERM": notRoot, "EINVAL": "len is above 64", "EFAULT": "name cannot be read"]),
  Syscall(
    153, "vhangup", [], .zero, [], changes: [],
    "Hangs up the process's terminal: whoever had it open finds its end.",
    errors: ["EPERM": "it needs CAP_SYS_TTY_CONFIG"]),
  Syscall(
    175, "init_module",
    [
      .address("module_image", "the module, an ELF object in memory"), .size("len", "how many bytes it has"),
      .text("param_values", "its parameters, separated by spaces"),
    ],
    .zero, [], changes: [], "Loads a module into the kernel from memory.",
    errors: [
      "EPERM": "it needs CAP_SYS_MODULE", "ENOEXEC": "it is no module for this kernel", "EFAULT": badPointer,
      "ENOSYS": noModules,
    ]),
  Syscall(
    313, "finit_module",
    [
      .fd("the module's file"), .text("param_values", "its parameters, separated by spaces"),
      .flags(.moduleFlags, "which checks to leave out, or that it is compressed"),
    ],
    .zero, .descriptor, changes: [], "Loads a module into the kernel from a file.",
    errors: [
      "EPERM": "it needs CAP_SYS_MODULE", "EBADF": "fd is not open", "ENOEXEC": "it is no module for this kernel",
      "EFAULT": badPointer, "ENOSYS": noModules,
    ]),
  Syscall(
    176, "delete_module",
    [
      .text("name", "the module"),
      .flags(.moduleRemovalFlags, "O_NONBLOCK not to wait, with O_TRUNC even while it is in use"),
    ],
    .zero, [], changes: [], "Removes a module from the kernel.",
    errors: [
      "EPERM": "it needs CAP_SYS_MODULE", "ENOENT": "no module has that name", "EBUSY": "the module is in use",
      "EWOULDBLOCK": "other modules need it", "EFAULT": badPointer, "ENOSYS": noModules,
    ]),
  Syscall(
    246, "kexec_load",
    [
      .address("entry", "where the new kernel begins"), .size("nr_segments", "how many pieces", .lengthOf(2)),
      Parameter(
        "segments", .pointer(.structures(.kexecSegment, .parameter(1)), .input), .required,
        "what goes where: [{buf=p, bufsz=4096, mem=0x100000, memsz=4096}]"),
      Parameter("flags", .word(.kexecFlags, bits: 64), .value(0), "the processor, and what it is for"),
    ],
    .zero, [], changes: [], "Puts a kernel into memory, to be started in place of this one.",
    errors: [
      "EPERM": "it needs CAP_SYS_BOOT", "EINVAL": "flags or a piece is wrong",
      "EBUSY": "another kernel is being loaded",
      "EFAULT": badPointer, "ENOSYS": noKexec,
    ]),
  Syscall(
    320, "kexec_file_load",
    [
      .fd("the kernel's file", named: "kernel_fd"), .fd("the file with its first file system", named: "initrd_fd"),
      .size("cmdline_len", "how many bytes cmdline has, its NUL counted", .lengthOf(3)),
      Parameter("cmdline", .pointer(.bytes(.parameter(2)), .input), .required, "its parameters: \"root=/dev/vda\\0\""),
      Parameter("flags", .word(.kexecFileFlags, bits: 64), .value(0), "what it is for"),
    ],
    .zero, .descriptor, changes: [], "Puts a kernel into memory from a file, to be started in place of this one.",
    errors: [
      "EPERM": "it needs CAP_SYS_BOOT", "EBADF": "a descriptor is not open", "ENOEXEC": "it is no kernel",
      "EINVAL": "flags is wrong, or cmdline does not end in NUL", "ENOSYS": noKexec,
    ]),
]

private func word(_ number: Int) -> Parameter {
  Parameter("arg\(number)", .hexadecimal, .value(0), "a word that nobody looks at")
}

private func obsolete(_ number: Int, _ name: String, _ count: Int, _ summary: String) -> Syscall {
  Syscall(
    number, name, (1...count).map(word), .zero, [], changes: [], summary,
    errors: ["ENOSYS": "always: the number is kept, and nothing is behind it"])
}

/// Rows for numbers that have no call any more, or never had one.
let obsoleteRows: [Syscall] = [
  Syscall(
    156, "_sysctl",
    [Parameter("args", .pointer(.structure(.sysctlArguments), .input), .required, "which setting, by numbers")],
    .zero, [], changes: [], "Read and wrote the kernel's settings until Linux 5.5; they are files in /proc/sys.",
    errors: ["ENOSYS": "always: the number is kept, and nothing is behind it"]),
  obsolete(174, "create_module", 2, "Made room for a module until Linux 2.6; init_module does all of it."),
  obsolete(177, "get_kernel_syms", 1, "Returned the kernel's symbols until Linux 2.6; they are in /proc/kallsyms."),
  obsolete(178, "query_module", 5, "Told about modules until Linux 2.6; they are in /proc/modules and /sys/module."),
  obsolete(184, "tuxcall", 3, "Was kept for a web server in the kernel, which Linux never had."),
  obsolete(185, "security", 3, "Was kept for security modules, which never used it."),
  obsolete(236, "vserver", 5, "Was kept for virtual servers, which became namespaces."),
]
