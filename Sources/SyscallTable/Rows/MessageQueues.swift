import LinuxABI

private let queue = Parameter.fd("the queue's descriptor", named: "mqdes")
private let name = Parameter(
  "name", .pointer(.network(.name), .input), .required,
  "the queue's name, for the kernel without the slash of the C library")
private let attributes = StructureLayout.mqAttr
private let notOpen = "mqdes is no message queue, or not open in this direction"
private let limit = Parameter(
  "abs_timeout", .pointer(.structure(.timespec), .input), .value(0),
  "until when, on CLOCK_REALTIME; NULL for ever")
private let stream = "STREAMS never came into this kernel: it always answers ENOSYS"
private let streamParameters = ["fd", "ctlptr", "dataptr", "bandp", "flags"].map {
  Parameter($0, .address, .value(0), "not looked at")
}

/// Rows for POSIX message queues, and two calls of STREAMS that have a number only.
let messageQueueRows: [Syscall] = [
  Syscall(
    240, "mq_open",
    [
      name, Parameter("oflag", .word(.openFlags), .value(0), "the access mode, O_CREAT, O_EXCL, O_NONBLOCK"),
      Parameter(
        "mode", .presentIf(parameter: 1, hasAny: 0x40, .permissions), .value(0o600),
        "permissions of a queue that this call makes, less the umask"),
      Parameter(
        "attr", .presentIf(parameter: 1, hasAny: 0x40, .pointer(.structure(attributes), .input)), .value(0),
        "how many messages of what size it holds: {mq_maxmsg=10, mq_msgsize=100}; NULL for the usual"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Opens or makes a message queue, in which the message of the highest priority comes first.",
    errors: [
      "ENOENT": "no queue has the name, and O_CREAT was not given",
      "EEXIST": "a queue has the name, and O_CREAT and O_EXCL were both given",
      "EACCES": "the permissions do not allow it, or the name has a slash",
      "EINVAL": "the attributes are out of range, or the name is empty",
      "ENOSPC": "the limit of queues is reached (/proc/sys/fs/mqueue/queues_max)",
      "EMFILE": "no descriptor is left below the limit, or the user's queues would hold more than RLIMIT_MSGQUEUE",
      "ENAMETOOLONG": "the name is too long", "EFAULT": "name or attr points to memory that cannot be read",
    ]),
  Syscall(
    241, "mq_unlink", [name],
    .zero, [], changes: [],
    "Removes the name of a message queue; the queue ends with its last descriptor.",
    errors: [
      "ENOENT": "no queue has the name", "EACCES": "the name has a slash, or the queue is somebody else's",
      "EFAULT": "name points to memory that cannot be read",
    ]),
  Syscall(
    242, "mq_timedsend",
    [
      queue, Parameter("msg_ptr", .pointer(.bytes(.parameter(2)), .input), .required, "the message"),
      .size("msg_len", "how many bytes", .lengthOf(1)),
      Parameter("msg_prio", .unsigned(bits: 32), .value(0), "its priority: the highest is received first"), limit,
    ],
    .zero, .descriptor, changes: .files,
    "Puts a message into a queue; waits while the queue is full.",
    errors: [
      "EBADF": notOpen, "EMSGSIZE": "the message is longer than the queue's messages can be",
      "EAGAIN": "the queue is full, and the descriptor is non-blocking",
      "ETIMEDOUT": "the time came before there was room",
      "EINVAL": "msg_prio is 32768 or more, or the time is out of range",
      "EINTR": "a signal handler ran before there was room", "EFAULT": "msg_ptr or the time cannot be read",
    ]),
  Syscall(
    243, "mq_timedreceive",
    [
      queue, Parameter("msg_ptr", .pointer(.bytes(.parameter(2)), .output), .supplied, "where the message goes"),
      .size("msg_len", "how much room there is: at least the size of the queue's messages", .value(8192)),
      Parameter("msg_prio", .pointer(.scalar(.unsigned(bytes: 4)), .output), .supplied, "where its priority goes"),
      limit,
    ],
    .number, .descriptor, changes: .files,
    "Takes the oldest message of the highest priority out of a queue; waits while there is none.",
    errors: [
      "EBADF": notOpen, "EMSGSIZE": "msg_len is smaller than the queue's messages can be",
      "EAGAIN": "the queue is empty, and the descriptor is non-blocking", "ETIMEDOUT": "the time came before a message",
      "EINTR": "a signal handler ran before a message came", "EINVAL": "the time is out of range",
      "EFAULT": "msg_ptr or msg_prio cannot be written",
    ]),
  Syscall(
    244, "mq_notify",
    [
      queue,
      Parameter(
        "sevp", .pointer(.structure(.sigevent), .input), .value(0),
        "the signal that tells of the next message in an empty queue; NULL to take that back"),
    ],
    .zero, .descriptor, changes: [],
    "Asks to be told once, when a message comes into an empty queue for which nobody waits.",
    errors: [
      "EBADF": "mqdes is no message queue", "EBUSY": "another process is to be told already",
      "EINVAL": "the way to be told, or the signal, is unknown", "EFAULT": "sevp points to memory that cannot be read",
    ]),
  Syscall(
    245, "mq_getsetattr",
    [
      queue,
      Parameter(
        "newattr", .pointer(.structure(attributes), .input), .value(0),
        "new flags, O_NONBLOCK or none; NULL to leave them"),
      .filled("oldattr", attributes, "where the attributes go as they were"),
    ],
    .zero, .descriptor, changes: .files,
    "Tells how large a message queue is and how full, and sets its one flag.",
    errors: [
      "EBADF": "mqdes is no message queue", "EINVAL": "mq_flags has another bit than O_NONBLOCK",
      "EFAULT": "newattr or oldattr points outside the process's memory",
    ]),
  Syscall(
    181, "getpmsg", streamParameters, .number, .network, changes: [], "Would take a message from a stream.",
    errors: ["ENOSYS": stream]),
  Syscall(
    182, "putpmsg", streamParameters, .number, .network, changes: [], "Would put a message into a stream.",
    errors: ["ENOSYS": stream]),
]
