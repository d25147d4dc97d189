import LinuxABI

private func process(_ name: String, _ meaning: String) -> Parameter { Parameter(name, .process, .required, meaning) }
private func compared(_ slot: ArgumentType) -> ArgumentType {
  byEach(of: .comparedResources, at: 2) { name in
    switch name {
    case "KCMP_FILE": .unsigned(bits: 64)
    case "KCMP_EPOLL_TFD": slot
    default: .absent
    }
  }
}

/// Rows by which one process looks into another.
let tracingRows: [Syscall] = [
  Syscall(
    101, "ptrace",
    [
      Parameter("op", .word(.traceRequests), .required, "what to do with the tracee"),
      Parameter("pid", TraceRequests.process, .value(0), "the tracee, which must be stopped for most of it"),
      Parameter("addr", TraceRequests.address, .value(0), "an address, a register, or what the request needs"),
      Parameter("data", TraceRequests.data, .value(0), "what to write, where the answer goes, or a signal"),
    ],
    .number, [], changes: .all,
    "Stops, looks into, changes and drives another process: what debuggers and this shell are made of.",
    errors: [
      "ESRCH": "there is no such process, it is not traced by the caller, or it does not stand still",
      "EPERM": "it may not be traced: it has a tracer already, as every subject has, or belongs to another user",
      "EIO": "the request is unknown, the address cannot be read, or PTRACE_SEIZE got an address or unknown options",
      "EINVAL": "an option or a signal is unknown",
      "EFAULT": "addr or data points outside the memory that is meant",
    ]),
  Syscall(
    312, "kcmp",
    [
      process("pid1", "the first process"), process("pid2", "the second"),
      Parameter("type", .word(.comparedResources), .required, "what of the two is compared"),
      Parameter("idx1", compared(.unsigned(bits: 64)), .value(0), "the first one's descriptor"),
      Parameter(
        "idx2", compared(.pointer(.structure(.epollSlot), .input)), .value(0), "the second one's descriptor"),
    ],
    .number, [], changes: [],
    "Tells whether two processes share a resource: 0 if so, 1 and 2 for an order among those that do not.",
    errors: [
      "EPERM": "it needs the right to trace both", "ESRCH": "one of the processes does not exist",
      "EBADF": "a descriptor is not open", "EINVAL": "type is unknown",
    ]),
  Syscall(
    310, "process_vm_readv",
    [
      process("pid", "the process to read from"),
      Parameter("local_iov", .pointer(.vector(.parameter(2)), .output), .required, "where the bytes go: [16]"),
      .size("liovcnt", "how many buffers that are", .lengthOf(1)),
      Parameter(
        "remote_iov", .pointer(.structures(.iovec, .parameter(4)), .input), .required,
        "from where: [{iov_base=p, iov_len=16}]"),
      .size("riovcnt", "how many places that are", .lengthOf(3)),
      .size("flags", "0", .value(0)),
    ],
    .number, [], changes: [], "Reads another process's memory without stopping it.",
    errors: [
      "EFAULT": "nothing is at the first of the places", "ESRCH": "there is no such process",
      "EPERM": "it needs the right to trace the process", "EINVAL": "there are too many buffers, or flags is not 0",
    ]),
  Syscall(
    311, "process_vm_writev",
    [
      process("pid", "the process to write to"),
      Parameter("local_iov", .pointer(.vector(.parameter(2)), .input), .required, "the bytes: [\"a\"]"),
      .size("liovcnt", "how many buffers that are", .lengthOf(1)),
      Parameter(
        "remote_iov", .pointer(.structures(.iovec, .parameter(4)), .input), .required,
        "where to: [{iov_base=p, iov_len=1}]"),
      .size("riovcnt", "how many places that are", .lengthOf(3)),
      .size("flags", "0", .value(0)),
    ],
    .number, [], changes: [], "Writes another process's memory without stopping it.",
    errors: [
      "EFAULT": "the first of the places cannot be written", "ESRCH": "there is no such process",
      "EPERM": "it needs the right to trace the process", "EINVAL": "there are too many buffers, or flags is not 0",
    ]),
  Syscall(
    274, "get_robust_list",
    [
      Parameter("pid", .process, .value(0), "the thread; 0 for the caller"),
      Parameter("head_ptr", .pointer(.scalar(.address), .output), .supplied, "where the list's address goes"),
      Parameter("len_ptr", .pointer(.scalar(.unsigned(bytes: 8)), .output), .supplied, "where its size goes"),
    ],
    .zero, [], changes: [], "Returns where a thread lists the locks that the kernel releases if it dies.",
    errors: [
      "EPERM": "it needs the right to trace the thread", "ESRCH": "there is no such thread",
      "EFAULT": "an answer cannot be written",
    ]),
  Syscall(
    335, "uretprobe", [], .number, [], changes: [],
    "Comes back from a function that the kernel probes; called from elsewhere it ends the process with SIGILL."),
  Syscall(
    336, "uprobe", [], .number, [], changes: [],
    "Enters a probe that the kernel set in a program; only the kernel's own trampoline may call it.",
    errors: ["ENXIO": "it was not called from the trampoline"]),
  Syscall(
    219, "restart_syscall", [], .number, [], changes: [],
    "Goes on with a call that a stop interrupted, for the time that was left; the kernel itself makes it.",
    errors: ["EINTR": "there is nothing to go on with"]),
]

/// The requests of ptrace: what its arguments are for each.
private enum TraceRequests {
  private static let resuming: Set<String> = [
    "PTRACE_CONT", "PTRACE_DETACH", "PTRACE_SINGLESTEP", "PTRACE_SYSCALL", "PTRACE_SYSEMU", "PTRACE_SYSEMU_SINGLESTEP",
    "PTRACE_SINGLEBLOCK",
  ]
  private static let bare: Set<String> = [
    "PTRACE_TRACEME", "PTRACE_KILL", "PTRACE_ATTACH", "PTRACE_INTERRUPT", "PTRACE_LISTEN",
  ]
  private static let withSize: Set<String> = [
    "PTRACE_GETSIGMASK", "PTRACE_SETSIGMASK", "PTRACE_SECCOMP_GET_FILTER", "PTRACE_SECCOMP_GET_METADATA",
    "PTRACE_GET_SYSCALL_INFO", "PTRACE_SET_SYSCALL_INFO",
  ]
  private static let withoutAddress: Set<String> = [
    "PTRACE_GETREGS", "PTRACE_SETREGS", "PTRACE_GETFPREGS", "PTRACE_SETFPREGS",
  ]

  static let process = byEach(of: .traceRequests, at: 0, otherwise: .process) { name in
    name == "PTRACE_TRACEME" ? .absent : .process
  }

  static let address = byEach(of: .traceRequests, at: 0, otherwise: .address) { name in
    if bare.contains(name) || withoutAddress.contains(name) { return .absent }
    if withSize.contains(name) { return .unsigned(bits: 64) }
    return switch name {
    case "PTRACE_PEEKUSER", "PTRACE_POKEUSER": .word(.userRegisters, bits: 64)
    case "PTRACE_GETREGSET", "PTRACE_SETREGSET": .word(.registerSets)
    case "PTRACE_PEEKSIGINFO": .pointer(.structure(.peekSignalsArguments), .input)
    default: .address
    }
  }

  static let data = byEach(of: .traceRequests, at: 0, otherwise: .address) { name in
    if bare.contains(name) { return .absent }
    if resuming.contains(name) { return .signal }
    return switch name {
    case "PTRACE_PEEKTEXT", "PTRACE_PEEKDATA", "PTRACE_PEEKUSER": .pointer(.scalar(.hexadecimal(bytes: 8)), .output)
    case "PTRACE_POKETEXT", "PTRACE_POKEDATA", "PTRACE_POKEUSER": .hexadecimal
    case "PTRACE_GETREGS": .pointer(.structure(.userRegisters), .output)
    case "PTRACE_SETREGS": .pointer(.structure(.userRegisters), .input)
    case "PTRACE_SETOPTIONS", "PTRACE_OLDSETOPTIONS", "PTRACE_SEIZE": .word(.traceOptions, bits: 64)
    case "PTRACE_GETEVENTMSG": .pointer(.scalar(.unsigned(bytes: 8)), .output)
    case "PTRACE_GETSIGINFO": .pointer(.structure(.siginfo), .output)
    case "PTRACE_SETSIGINFO": .pointer(.structure(.siginfo), .input)
    case "PTRACE_GETREGSET", "PTRACE_SETREGSET": .pointer(.structure(.iovec), .input)
    case "PTRACE_GETSIGMASK": .pointer(.signalSet, .output)
    case "PTRACE_SETSIGMASK": .pointer(.signalSet, .input)
    case "PTRACE_SECCOMP_GET_METADATA": .pointer(.structure(.filterMetadata), .input)
    case "PTRACE_GET_SYSCALL_INFO": .pointer(.formatted(Record.syscallInfo), .output)
    default: .address
    }
  }
}
