import LinuxABI

private let ends = Parameter(
  "pipefd", .pointer(.array(.descriptor, .fixed(2)), .output), .supplied,
  "where the two descriptors go: the read end, then the write end")

/// Rows for pipes, and for moving data between descriptors inside the kernel.
let pipeRows: [Syscall] = [
  Syscall(
    22, "pipe", [ends],
    .zero, .descriptor, changes: .descriptors,
    "Makes a pipe and returns two descriptors: what is written to the second is read from the first.",
    errors: [
      "EMFILE": "fewer than two descriptors are left below the limit (RLIMIT_NOFILE)",
      "ENFILE": "the system's limit on open files, or the user's limit on memory in pipes, is reached",
      "EFAULT": "pipefd points to memory that cannot be written",
    ]),
  Syscall(
    293, "pipe2",
    [ends, .flags(.pipeFlags, "close-on-exec, non-blocking, or packets instead of a stream")],
    .zero, .descriptor, changes: .descriptors,
    "Makes a pipe whose two descriptors have flags from the start.",
    errors: [
      "EINVAL": "flags has a bit that pipe2 does not know",
      "EMFILE": "fewer than two descriptors are left below the limit (RLIMIT_NOFILE)",
      "ENFILE": "the system's limit on open files, or the user's limit on memory in pipes, is reached",
      "EFAULT": "pipefd points to memory that cannot be written",
    ]),
  Syscall(
    275, "splice",
    [
      .fd("where data comes from", named: "fd_in"),
      .offsetPointer("off_in", "the offset to read at; NULL for a pipe, or to use the file's own"),
      .fd("where data goes", named: "fd_out"),
      .offsetPointer("off_out", "the offset to write at; NULL for a pipe, or to use the file's own"),
      .size("len", "how many bytes at most"),
      .flags(.spliceFlags, "hints, and SPLICE_F_NONBLOCK not to wait for the pipe"),
    ],
    .number, .descriptor, changes: .files,
    "Moves data between a pipe and another descriptor without copying it through the process.",
    errors: [
      "EINVAL": "neither end is a pipe, both are the same pipe, or fd_out is open with O_APPEND",
      "ESPIPE": "an offset was given for a pipe",
      "EBADF": "a descriptor is not open in the direction that it is used in",
      "EAGAIN": "the pipe is empty or full, and waiting was ruled out",
      "EPIPE": "fd_out is a pipe that nobody reads any more; SIGPIPE comes with it",
    ]),
  Syscall(
    276, "tee",
    [
      .fd("the pipe to copy from", named: "fd_in"),
      .fd("the pipe to copy to", named: "fd_out"),
      .size("len", "how many bytes at most"),
      .flags(.spliceFlags, "SPLICE_F_NONBLOCK not to wait for either pipe"),
    ],
    .number, .descriptor, changes: .files,
    "Duplicates what stands in one pipe into another, and leaves it in the first.",
    errors: [
      "EINVAL": "a descriptor is not a pipe, or both are the same pipe",
      "EBADF": "a descriptor is not open in the direction that it is used in",
      "EAGAIN": "there is nothing to copy or no room for it, and waiting was ruled out",
    ]),
  Syscall(
    278, "vmsplice",
    [
      .fd("the pipe"),
      Parameter("iov", .pointer(.vector(.parameter(2)), .input), .required, "the memory, as an array of struct iovec"),
      .size("nr_segs", "how many entries iov has", .lengthOf(1)),
      .flags(.spliceFlags, "SPLICE_F_GIFT to give the pages away, SPLICE_F_NONBLOCK not to wait"),
    ],
    .number, .descriptor, changes: .files,
    "Puts pages of the process's memory into a pipe without copying them.",
    errors: [
      "EBADF": "fd is not open, or not a pipe",
      "EFAULT": "the memory that iov describes cannot be read",
      "EAGAIN": "the pipe is full, and waiting was ruled out",
      "EINVAL": "nr_segs is more than 1024, or flags has an unknown bit",
      "EPIPE": "nobody reads the pipe any more; SIGPIPE comes with it",
    ]),
  Syscall(
    40, "sendfile",
    [
      .fd("where data goes: a file, pipe or socket", named: "out_fd"),
      .fd("the file that it comes from", named: "in_fd"),
      .offsetPointer("offset", "where to read, moved on by the call; NULL to use and move the file's own offset"),
      .size("count", "how many bytes at most"),
    ],
    .number, [.descriptor, .network], changes: .files,
    "Copies data from a file to another descriptor inside the kernel.",
    errors: [
      "EBADF": "in_fd is not open for reading, or out_fd not for writing",
      "EINVAL": "in_fd is of a kind that cannot be read through the page cache, or out_fd is open with O_APPEND",
      "ESPIPE": "an offset was given, but in_fd cannot seek",
      "EAGAIN": "out_fd is non-blocking and cannot take data now",
      "EPIPE": "out_fd is a pipe or socket that nobody reads any more; SIGPIPE comes with it",
    ]),
  Syscall(
    326, "copy_file_range",
    [
      .fd("the file to copy from", named: "fd_in"),
      .offsetPointer("off_in", "where to read, moved on by the call; NULL to use and move the file's own offset"),
      .fd("the file to copy to", named: "fd_out"),
      .offsetPointer("off_out", "where to write, moved on by the call; NULL to use and move the file's own offset"),
      .size("len", "how many bytes at most"),
      Parameter("flags", .unsigned(bits: 32), .value(0), "must be 0"),
    ],
    .number, .descriptor, changes: .files,
    "Copies part of a file to another inside the kernel, sharing blocks where the file system can.",
    errors: [
      "EBADF": "fd_in is not open for reading, fd_out not for writing, or fd_out is open with O_APPEND",
      "EINVAL": "a descriptor is not a regular file, the ranges overlap in one file, or flags is not 0",
      "EISDIR": "a descriptor is a directory",
      "EXDEV": "the files lie on file systems of different types",
      "ENOSPC": "the disk of fd_out is full",
    ]),
]
