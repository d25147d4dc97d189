import LinuxABI

private let context = Parameter.address("ctx_id", "the context, as io_setup gave it")
private let badPointer = "an argument points outside the process's memory"
private let noContext = "there is no such context"
private let events = Parameter(
  "events", .pointer(.structures(.ioEvent, .filled(parameter: 2)), .output), .supplied, "where the events go")
private let least = Parameter(
  "min_nr", .signed(bits: 64), .value(1), "how many events to wait for; 0 only to look")
private let most = Parameter("nr", .signed(bits: 64), .value(16), "how many events at most")
private let timeout = Parameter(
  "timeout", .pointer(.structure(.timespec), .input), .value(0), "how long to wait; NULL for ever")
private let eventErrors: KeyValuePairs<String, String> = [
  "EINVAL": "\(noContext), min_nr or nr is negative, or min_nr is greater than nr",
  "EINTR": "a signal handler ran first", "EFAULT": badPointer,
]

/// Rows for starting reads and writes without waiting for them: the older interface, io_uring, and two kinds of memory
/// that are descriptors.
let asynchronousRows: [Syscall] = [
  Syscall(
    206, "io_setup",
    [
      Parameter("nr_events", .unsigned(bits: 32), .required, "how many requests can be under way at once"),
      Parameter(
        "ctx_idp", .pointer(.special(SpecialMemory(ContextPlace())), .both), .supplied,
        "where the context's id goes; it has to hold 0 before"),
    ],
    .zero, .memory, changes: .mappings,
    "Makes a context for requests, and maps the ring in which their results are put.",
    errors: [
      "EINVAL": "nr_events is 0, or ctx_idp does not point to 0", "EFAULT": badPointer,
      "EAGAIN": "all contexts together would pass fs.aio-max-nr",
    ]),
  Syscall(
    207, "io_destroy", [context], .zero, .memory, changes: .mappings,
    "Ends a context: cancels what can be cancelled and waits for the rest.", errors: ["EINVAL": noContext]),
  Syscall(
    209, "io_submit",
    [
      context, Parameter("nr", .signed(bits: 64), .lengthOf(2), "how many requests there are"),
      Parameter(
        "iocbpp", .pointer(.special(SpecialMemory(ControlBlocks(count: 1))), .input), .required,
        "pointers to the requests: [{aio_lio_opcode=IOCB_CMD_PREAD, ...}]"),
    ],
    .number, [], changes: .files,
    "Starts requests, and returns how many it started; without O_DIRECT most file systems do them at once.",
    errors: [
      "EINVAL": "\(noContext), nr is negative, or the first request is not valid",
      "EBADF": "the file of the first request is not open", "EFAULT": badPointer,
      "EAGAIN": "as many requests are under way as the context has room for",
    ]),
  Syscall(
    208, "io_getevents", [context, least, most, events, timeout], .number, [], changes: [],
    "Takes results of requests out of a context, and waits for them if there are too few.", errors: eventErrors),
  Syscall(
    333, "io_pgetevents",
    [
      context, least, most, events, timeout,
      Parameter(
        "sig", .pointer(.special(SpecialMemory(SizedSignalMask())), .input), .value(0),
        "the signals held back meanwhile: {sigmask=[INT], sigsetsize=8}"),
    ],
    .number, [], changes: [],
    "Takes results as io_getevents does, with another signal mask while it waits.", errors: eventErrors),
  Syscall(
    210, "io_cancel",
    [
      context,
      Parameter(
        "iocb", .pointer(.special(SpecialMemory(ControlBlock(headOnly: true))), .input), .required,
        "the request, at the address where it was submitted"),
      .filled("result", .ioEvent, "where its result would go"),
    ],
    .zero, [], changes: [],
    "Tries to cancel a request; hardly any kind of request can be.",
    errors: [
      "EINVAL": "\(noContext), or the request is under way no more or cannot be cancelled",
      "EINPROGRESS": "it is being cancelled, and its result comes like all others", "EFAULT": badPointer,
    ]),
  Syscall(
    425, "io_uring_setup",
    [
      Parameter("entries", .unsigned(bits: 32), .required, "how many requests the submission ring holds"),
      Parameter(
        "params", .pointer(.special(SpecialMemory(RingParameters())), .both), .supplied,
        "what is wanted, {flags=0}; the kernel answers there how the rings lie in memory"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes two rings in memory that kernel and process share: requests go in one, results come out of the other.",
    errors: [
      "EINVAL": "entries is 0 or too many, or flags do not go together", "EFAULT": badPointer,
      "EPERM": "kernel.io_uring_disabled forbids it", "EMFILE": "the process has as many descriptors as it may",
      "ENOMEM": "the rings would pass RLIMIT_MEMLOCK",
    ]),
  Syscall(
    426, "io_uring_enter",
    [
      .fd("the ring"), Parameter("to_submit", .unsigned(bits: 32), .value(0), "how many requests to start"),
      Parameter("min_complete", .unsigned(bits: 32), .value(0), "how many results to wait for"),
      .flags(.ringEnterFlags, "IORING_ENTER_GETEVENTS to wait, and others"),
      Parameter(
        "sig", .pointer(.special(SpecialMemory(SignalMask(size: 5))), .input), .value(0),
        "the signals held back while it waits; with IORING_ENTER_EXT_ARG an address of more"),
      .size("argsz", "the size of what sig points to", .value(8)),
    ],
    .number, [.descriptor, .signal], changes: .files,
    "Starts the requests that stand in a ring, and waits for results.",
    errors: [
      "EBADF": "fd is not open", "EOPNOTSUPP": "fd is no ring", "EINVAL": "an unknown flag, or argsz is wrong",
      "EINTR": "a signal handler ran first",
      "EBADFD": "the ring was made disabled and has not been enabled",
    ]),
  Syscall(
    427, "io_uring_register",
    [
      .fd("the ring"), Parameter("opcode", .word(.ringRegisterCommands), .required, "what to make known to the ring"),
      Parameter("arg", RingCommands.argument, .value(0), "what the operation works with"),
      Parameter("nr_args", .unsigned(bits: 32), .lengthOf(2), "how many arg has"),
    ],
    .number, [.descriptor, .memory], changes: .files,
    "Makes files, buffers and others known to a ring once, so that no request has to look them up again.",
    errors: [
      "EBADF": "fd or a descriptor in arg is not open", "EINVAL": "arg or nr_args does not fit the operation",
      "EBUSY": "something of this kind is registered already", "ENXIO": "nothing of this kind is registered",
      "EFAULT": badPointer, "EOPNOTSUPP": "fd is no ring",
    ]),
  Syscall(
    323, "userfaultfd", [.flags(.userFaultFlags, "UFFD_USER_MODE_ONLY, close-on-exec, non-blocking")],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a descriptor through which a program is told of its own page faults, and serves them.",
    errors: [
      "EPERM": "faults of the kernel were asked for without a privilege: UFFD_USER_MODE_ONLY leaves them out",
      "EINVAL": "an unknown flag",
    ]),
  Syscall(
    447, "memfd_secret", [.flags(.secretMemoryFlags, "O_CLOEXEC")], .descriptor, .descriptor, changes: .descriptors,
    "Makes a file of memory that not even the kernel can read once it is mapped.",
    errors: ["EINVAL": "an unknown flag", "ENOSYS": "the kernel was started without it (secretmem.enable)"]),
]

/// The argument of io_uring_register, by its operation. Of operations that are not here the address is shown.
enum RingCommands {
  private static let types: [String: ArgumentType] = [
    "IORING_REGISTER_BUFFERS": .pointer(.special(SpecialMemory(RingBuffers(count: 3))), .input),
    "IORING_REGISTER_FILES": .pointer(.array(.descriptor, .parameter(3)), .input),
    "IORING_REGISTER_EVENTFD": .pointer(.array(.descriptor, .parameter(3)), .input),
    "IORING_REGISTER_EVENTFD_ASYNC": .pointer(.array(.descriptor, .parameter(3)), .input),
    "IORING_REGISTER_FILES_UPDATE": .pointer(.special(SpecialMemory(RingFilesUpdate(count: 3))), .input),
    "IORING_REGISTER_IOWQ_AFF": .pointer(.cpuSet(.parameter(3)), .input),
  ]

  static let argument: ArgumentType = {
    var cases: [UInt64: ArgumentType] = [:]
    for command in WordCodec.ringRegisterCommands.constants { cases[command.value] = types[command.name] ?? .address }
    return .selected(byParameter: 1, cases, otherwise: .address)
  }()
}
