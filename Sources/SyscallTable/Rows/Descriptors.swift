import LinuxABI

private let readBuffer = Parameter(
  "buf", .pointer(.bytes(.parameter(2)), .output), .supplied, "where the bytes go")
private let writeBuffer = Parameter(
  "buf", .pointer(.bytes(.parameter(2)), .input), .required, "the bytes to write")
private let readCount = Parameter.size("count", "how many bytes at most", .value(4096))
private let writeCount = Parameter.size("count", "how many bytes", .lengthOf(1))
private let readVector = Parameter(
  "iov", .pointer(.vector(.parameter(2)), .output), .required, "the buffers to fill, as an array of struct iovec")
private let writeVector = Parameter(
  "iov", .pointer(.vector(.parameter(2)), .input), .required, "the buffers to write, as an array of struct iovec")
private let vectorCount = Parameter.size("iovcnt", "how many buffers there are", .lengthOf(1))
/// The high half of the offset on 32-bit processors; x86-64 ignores the register.
private let highOffset = Parameter("pos_h", .absent, .value(0), "unused on 64-bit processors")
private let oldDescriptor = Parameter.fd("the open descriptor", named: "oldfd")
private let newDescriptor = Parameter.fd("the number that the copy shall have", named: "newfd")

/// Rows for descriptors: reading, writing, duplicating, controlling, and bringing data to the disk.
let descriptorRows: [Syscall] = [
  Syscall(
    0, "read", [.fd("where to read"), readBuffer, readCount],
    .number, .descriptor, changes: .files,
    "Reads bytes from where the offset stands and moves it on; 0 means the end.",
    errors: [
      "EBADF": "fd is not open, or not open for reading",
      "EISDIR": "fd is a directory: getdents64 reads those",
      "EAGAIN": "fd is non-blocking and has nothing to read now",
      "EINTR": "a signal handler ran before anything came",
      "EFAULT": "buf points to memory that cannot be written",
      "EINVAL": "fd cannot be read, or wants another size or alignment (O_DIRECT, timerfd)",
      "EIO": "a background process read from its terminal and could not be stopped, or the disk failed",
    ]),
  Syscall(
    1, "write", [.fd("where to write"), writeBuffer, writeCount],
    .number, .descriptor, changes: .files,
    "Writes bytes where the offset stands, or at the end with O_APPEND, and moves it on; it may write fewer than asked.",
    errors: [
      "EBADF": "fd is not open, or not open for writing",
      "EPIPE": "nobody reads the pipe or socket any more; SIGPIPE comes with it",
      "EAGAIN": "fd is non-blocking and has no room now",
      "EINTR": "a signal handler ran before anything was written",
      "EFAULT": "buf points to memory that cannot be read",
      "EFBIG": "the file would pass RLIMIT_FSIZE (SIGXFSZ comes with it) or what the file system allows",
      "ENOSPC": "the disk is full",
      "EPERM": "the file is sealed against writing",
    ]),
  Syscall(
    17, "pread64", [.fd("where to read"), readBuffer, readCount, .offset("offset", "where in the file to start")],
    .number, .descriptor, changes: [],
    "Reads from a place of its own; the file's offset neither counts nor moves.",
    errors: [
      "EBADF": "fd is not open, or not open for reading",
      "ESPIPE": "fd is a pipe, a socket or a terminal, which have no places",
      "EINVAL": "offset is negative",
      "EISDIR": "fd is a directory",
      "EFAULT": "buf points to memory that cannot be written",
    ]),
  Syscall(
    18, "pwrite64", [.fd("where to write"), writeBuffer, writeCount, .offset("offset", "where in the file to start")],
    .number, .descriptor, changes: .files,
    "Writes at a place of its own and leaves the file's offset alone; with O_APPEND, Linux appends all the same.",
    errors: [
      "EBADF": "fd is not open, or not open for writing",
      "ESPIPE": "fd is a pipe, a socket or a terminal, which have no places",
      "EINVAL": "offset is negative",
      "EFBIG": "the file would pass RLIMIT_FSIZE (SIGXFSZ comes with it) or what the file system allows",
      "ENOSPC": "the disk is full",
    ]),
  Syscall(
    19, "readv", [.fd("where to read"), readVector, vectorCount],
    .number, .descriptor, changes: .files,
    "Reads into several buffers in one call, filling each before the next.",
    errors: [
      "EBADF": "fd is not open, or not open for reading",
      "EINVAL": "iovcnt is more than 1024, or the lengths add up to more than a signed number holds",
      "EFAULT": "iov or a buffer points outside the process's memory",
      "EAGAIN": "fd is non-blocking and has nothing to read now",
    ]),
  Syscall(
    20, "writev", [.fd("where to write"), writeVector, vectorCount],
    .number, .descriptor, changes: .files,
    "Writes several buffers in one call, one after another, with nothing from others between them.",
    errors: [
      "EBADF": "fd is not open, or not open for writing",
      "EINVAL": "iovcnt is more than 1024, or the lengths add up to more than a signed number holds",
      "EFAULT": "iov or a buffer points outside the process's memory",
      "EPIPE": "nobody reads the pipe or socket any more; SIGPIPE comes with it",
    ]),
  Syscall(
    295, "preadv",
    [.fd("where to read"), readVector, vectorCount, .offset("offset", "where in the file to start")],
    .number, .descriptor, changes: [],
    "Reads into several buffers from a place of its own.",
    errors: [
      "EBADF": "fd is not open, or not open for reading",
      "ESPIPE": "fd is a pipe, a socket or a terminal, which have no places",
      "EINVAL": "offset is negative, or iovcnt is more than 1024",
    ]),
  Syscall(
    296, "pwritev",
    [.fd("where to write"), writeVector, vectorCount, .offset("offset", "where in the file to start")],
    .number, .descriptor, changes: .files,
    "Writes several buffers at a place of its own.",
    errors: [
      "EBADF": "fd is not open, or not open for writing",
      "ESPIPE": "fd is a pipe, a socket or a terminal, which have no places",
      "EINVAL": "offset is negative, or iovcnt is more than 1024",
    ]),
  Syscall(
    327, "preadv2",
    [
      .fd("where to read"), readVector, vectorCount,
      .offset("offset", "where in the file to start, or -1 to use and move the file's offset", .value(.max)),
      highOffset,
      .flags(.transferFlags, "RWF_NOWAIT not to wait for a disk, and others"),
    ],
    .number, .descriptor, changes: .files,
    "Reads into several buffers, with flags for this one call.",
    errors: [
      "EAGAIN": "RWF_NOWAIT, and the data is not in memory",
      "EBADF": "fd is not open, or not open for reading",
      "EOPNOTSUPP": "a flag that is unknown, or that this file does not know",
      "EINVAL": "offset is less than -1, or iovcnt is more than 1024",
    ]),
  Syscall(
    328, "pwritev2",
    [
      .fd("where to write"), writeVector, vectorCount,
      .offset("offset", "where in the file to start, or -1 to use and move the file's offset", .value(.max)),
      highOffset,
      .flags(.transferFlags, "RWF_APPEND, RWF_DSYNC and others, for this call alone"),
    ],
    .number, .descriptor, changes: .files,
    "Writes several buffers, with flags for this one call.",
    errors: [
      "EBADF": "fd is not open, or not open for writing",
      "EOPNOTSUPP": "a flag that is unknown, or that this file does not know",
      "EINVAL": "offset is less than -1, or iovcnt is more than 1024",
    ]),
  Syscall(
    3, "close", [.fd("the descriptor to close")],
    .zero, .descriptor, changes: .descriptors,
    "Frees a descriptor; the open file description ends with the last descriptor that refers to it.",
    errors: [
      "EBADF": "fd is not open",
      "EINTR": "a signal came meanwhile; on Linux the descriptor is closed all the same, so do not try again",
      "EIO": "data written earlier could not be stored, and only now it shows",
    ]),
  Syscall(
    436, "close_range",
    [
      Parameter("first", .unsigned(bits: 32), .required, "the first descriptor"),
      Parameter("last", .unsigned(bits: 32), .value(0xffff_ffff), "the last one; the default is all from first on"),
      .flags(.closeRangeFlags, "CLOSE_RANGE_CLOEXEC to mark them close-on-exec instead"),
    ],
    .zero, .descriptor, changes: .descriptors,
    "Closes all descriptors of a range; numbers that are not open do not matter.",
    errors: [
      "EINVAL": "first is greater than last, or flags has an unknown bit",
      "ENOMEM": "CLOSE_RANGE_UNSHARE, and there is no memory for a table of its own",
    ]),
  Syscall(
    8, "lseek",
    [
      .fd("the open file"), .offset("offset", "how far from the origin; it may be negative"),
      Parameter("whence", .word(.seekOrigins), .value(0), "the origin: start, offset now, end, next data or next hole"),
    ],
    .number, .descriptor, changes: .files,
    "Moves the file offset and returns where it then is; beyond the end is allowed.",
    errors: [
      "ESPIPE": "fd is a pipe, a socket or a terminal, which have no places",
      "EINVAL": "whence is unknown, or the result would be negative",
      "ENXIO": "SEEK_DATA or SEEK_HOLE from beyond the end, or no data follows",
      "EBADF": "fd is not open",
    ]),
  Syscall(
    32, "dup", [oldDescriptor],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes the lowest free number another descriptor of the same open file: offset and status flags are shared.",
    errors: [
      "EBADF": "oldfd is not open",
      "EMFILE": "the process has as many descriptors as it may (RLIMIT_NOFILE)",
    ]),
  Syscall(
    33, "dup2", [oldDescriptor, newDescriptor],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes newfd another descriptor of the same open file, and closes what newfd was before.",
    errors: [
      "EBADF": "oldfd is not open, or newfd is negative or beyond the limit (RLIMIT_NOFILE)",
      "EBUSY": "another thread is opening a file under newfd at the same moment",
    ]),
  Syscall(
    292, "dup3",
    [oldDescriptor, newDescriptor, .flags(.duplicateFlags, "O_CLOEXEC to close the copy when a program is run")],
    .descriptor, .descriptor, changes: .descriptors,
    "Does what dup2 does and can set close-on-exec at once; equal numbers are refused.",
    errors: [
      "EINVAL": "oldfd equals newfd, or flags has a bit other than O_CLOEXEC",
      "EBADF": "oldfd is not open, or newfd is negative or beyond the limit (RLIMIT_NOFILE)",
      "EBUSY": "another thread is opening a file under newfd at the same moment",
    ]),
  Syscall(
    72, "fcntl",
    [
      .fd("the open descriptor"),
      Parameter("cmd", .word(.fcntlCommands), .required, "what to do"),
      Parameter("arg", DescriptorCommands.fcntlArgument, .required, "what the command works with"),
    ],
    DescriptorCommands.fcntlResult, .descriptor, changes: [.descriptors, .files],
    "Reads or changes what belongs to a descriptor or to its open file: flags, locks, seals, a pipe's size.",
    errors: [
      "EBADF": "fd is not open, not open in the way that a lock needs, or no pipe (F_SETPIPE_SZ)",
      "EINVAL": "the command is unknown, or does not fit this file or this argument",
      "EAGAIN": "F_SETLK, and another process holds a lock in the way",
      "EMFILE": "F_DUPFD, and no descriptor is free from arg on",
      "EDEADLK": "F_SETLKW, and the holder waits for a lock of ours",
      "EPERM": "the limit on pipe sizes is passed, or the file is sealed or not open for writing (F_ADD_SEALS)",
      "EBUSY": "F_SETPIPE_SZ below what the pipe holds, or F_SEAL_WRITE while a writable mapping exists",
    ]),
  Syscall(
    16, "ioctl",
    [
      .fd("the open file, most often a device"),
      Parameter("request", .word(.ioctlCommands), .required, "what to do"),
      Parameter("argp", DescriptorCommands.ioctlArgument, .supplied, "what the command works with"),
    ],
    DescriptorCommands.ioctlResult, .descriptor, changes: [.descriptors, .files],
    "Asks something of a device or a file that has no syscall of its own.",
    errors: [
      "ENOTTY": "this kind of file does not know the command: it is not a terminal, say",
      "EBADF": "fd is not open, or open with O_PATH",
      "EFAULT": "argp points outside the process's memory",
      "EINVAL": "the argument does not fit the command",
      "EPERM": "the command needs a privilege, or a terminal that belongs to the session",
      "EOPNOTSUPP": "the file system cannot do it, as FICLONE on most",
    ]),
  Syscall(
    73, "flock",
    [.fd("the open file"), Parameter("operation", .word(.flockOperations), .required, "shared, exclusive or unlock")],
    .zero, .descriptor, changes: .files,
    "Locks a file for those who ask; the lock belongs to the open file description, so copies of fd share it.",
    errors: [
      "EWOULDBLOCK": "LOCK_NB, and another open file description holds a lock in the way",
      "EINTR": "a signal handler ran while waiting",
      "EINVAL": "operation is not one of LOCK_SH, LOCK_EX and LOCK_UN",
      "EBADF": "fd is not open",
    ]),
  Syscall(
    74, "fsync", [.fd("the open file")],
    .zero, .descriptor, changes: [],
    "Waits until the file's data and attributes are on the disk.",
    errors: [
      "EINVAL": "fd has no disk behind it: a pipe, a socket, a terminal",
      "EIO": "the disk failed to take something written earlier, by whomever",
      "ENOSPC": "the disk was full when the data was to be written",
      "EBADF": "fd is not open",
    ]),
  Syscall(
    75, "fdatasync", [.fd("the open file")],
    .zero, .descriptor, changes: [],
    "Waits until the file's data is on the disk, and of its attributes those that reading it needs, such as the size.",
    errors: [
      "EINVAL": "fd has no disk behind it: a pipe, a socket, a terminal",
      "EIO": "the disk failed to take something written earlier, by whomever",
      "EBADF": "fd is not open",
    ]),
  Syscall(
    162, "sync", [], .zero, [], changes: [],
    "Writes everything that waits to be written, on all file systems."),
  Syscall(
    306, "syncfs", [.fd("any open file of the file system")],
    .zero, .descriptor, changes: [],
    "Writes everything that waits to be written on the file system of an open file.",
    errors: [
      "EBADF": "fd is not open",
      "EIO": "the disk failed to take something written earlier",
    ]),
  Syscall(
    277, "sync_file_range",
    [
      .fd("the open file"), .offset("offset", "where to start", .value(0)),
      .offset("nbytes", "how many bytes; 0 for all up to the end", .value(0)),
      .flags(.syncRangeFlags, "start writing, and what to wait for"),
    ],
    .zero, .descriptor, changes: [],
    "Writes part of a file's data to the disk, without its attributes: no promise that it survives a crash.",
    errors: [
      "EBADF": "fd is not open",
      "EINVAL": "offset or nbytes is negative, or flags has an unknown bit",
      "ESPIPE": "fd is neither a file, a directory nor a block device",
      "EIO": "the disk failed",
    ]),
  Syscall(
    221, "fadvise64",
    [
      .fd("the open file"), .offset("offset", "where to start"),
      .offset("len", "how many bytes; 0 for all up to the end"),
      Parameter("advice", .word(.fileAdvice), .required, "how it will be read"),
    ],
    .zero, .descriptor, changes: [],
    "Tells the kernel how a file will be read, so that it reads ahead more, less, or forgets what it has cached.",
    errors: [
      "EBADF": "fd is not open",
      "ESPIPE": "fd is a pipe",
      "EINVAL": "the advice is unknown, or len is negative",
    ]),
  Syscall(
    187, "readahead",
    [
      .fd("the open file"), .offset("offset", "where to start"),
      .size("count", "how many bytes"),
    ],
    .zero, .descriptor, changes: [],
    "Starts reading part of a file into the page cache, where a later read finds it.",
    errors: [
      "EBADF": "fd is not open, or not open for reading",
      "EINVAL": "fd is not a regular file or a block device",
    ]),
  Syscall(
    285, "fallocate",
    [
      .fd("the open file"), .flags(.allocationFlags, "what to do with the range; 0 reserves it", named: "mode"),
      .offset("offset", "where to start"), .offset("len", "how many bytes"),
    ],
    .zero, .descriptor, changes: .files,
    "Reserves disk space for part of a file, or punches a hole, or removes or inserts a range.",
    errors: [
      "EBADF": "fd is not open, or not open for writing",
      "EINVAL": "offset is negative, len is not positive, or a range to remove or insert is not in whole blocks",
      "EOPNOTSUPP": "the file system cannot do that, or the flags do not go together",
      "ENODEV": "fd is not a regular file",
      "ESPIPE": "fd is a pipe",
      "ENOSPC": "the disk has no room for the reservation",
      "EPERM": "the file is sealed, or may only be appended to",
    ]),
]
