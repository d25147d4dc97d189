import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/linux/utime.h`.
  static let utimbuf = StructureLayout(
    "utimbuf", size: 16, [Field("actime", at: 0, .time), Field("modtime", at: 8, .time)])
}

private let badPointer = "an argument points outside the process's memory"
private let times = Parameter(
  "times", .pointer(.structures(.timeval, .fixed(2)), .input), .value(0),
  "the times of last access and last change; NULL for now")
private let timeErrors: KeyValuePairs<String, String> = [
  "EPERM": "the file belongs to another user, and the time asked for is not now",
  "EACCES": "the file belongs to another user and may not be written, so that it cannot be set to now either",
  "ENOENT": "the path does not exist",
  "EINVAL": "a tv_usec is not in 0 to 999999",
]

private func word(_ name: String) -> Parameter {
  Parameter(name, .hexadecimal, .value(0), "any word")
}

/// Rows for file calls that have better successors, and for those that only their numbers are left of.
let oldFileRows: [Syscall] = [
  Syscall(
    78, "getdents",
    [
      .fd("the open directory"),
      Parameter(
        "dirp", .pointer(.special(SpecialMemory(OldDirectoryEntries(size: 2))), .output), .supplied,
        "where the entries go"),
      Parameter("count", .unsigned(bits: 32), .value(4096), "the size of dirp"),
    ],
    .number, .descriptor, changes: .files,
    "Reads entries of an open directory in the form before getdents64, with the type behind the name.",
    errors: [
      "EBADF": "fd is not open", "ENOTDIR": "fd is not a directory", "EINVAL": "count is too small for the next entry",
      "ENOENT": "the directory has been removed", "EFAULT": badPointer,
    ]),
  Syscall(
    132, "utime",
    [
      .path("the file", named: "filename"),
      Parameter(
        "times", .pointer(.structure(.utimbuf), .input), .value(0),
        "the times of last access and last change in whole seconds; NULL for now"),
    ],
    .zero, .file, changes: .files,
    "Sets the times at which a file was last read and last changed, to the second.",
    errors: [
      "EPERM": "the file belongs to another user, and the time asked for is not now",
      "EACCES": "the file belongs to another user and may not be written, so that it cannot be set to now either",
      "ENOENT": "the path does not exist",
    ]),
  Syscall(
    235, "utimes", [.path("the file", named: "filename"), times],
    .zero, .file, changes: .files,
    "Sets the times at which a file was last read and last changed, to the microsecond.",
    errors: timeErrors),
  Syscall(
    261, "futimesat", [.dirfd(), .path("the file; NULL for dirfd itself"), times],
    .zero, [.file, .descriptor], changes: .files,
    "Sets the times of a file, its path starting at an open directory; utimensat took its place.",
    errors: timeErrors),
  Syscall(
    136, "ustat",
    [
      Parameter(
        "dev", .special(SpecialWord(DeviceNumber())), .required, "the device of a mounted file system, as st_dev has it"
      ),
      Parameter(
        "ubuf", .pointer(.special(SpecialMemory(OpaqueMemory(size: 32))), .output), .supplied,
        "where the free blocks and inodes go"),
    ],
    .zero, [], changes: [],
    "Returns how much is free on a file system that is named by its device; statfs took its place.",
    errors: ["EINVAL": "no mounted file system has this device", "EFAULT": badPointer]),
  Syscall(
    139, "sysfs",
    [
      Parameter("option", .hexadecimal, .required, "1 for the index of a name, 2 for the name of an index, 3 to count"),
      Parameter(
        "arg1", .pointer(.special(SpecialMemory(OpaqueMemory(size: 64, isWord: true))), .input), .value(0),
        "the name of a file system type, or its index"),
      Parameter(
        "arg2", .pointer(.special(SpecialMemory(OpaqueMemory(size: 64, isWord: true))), .output), .supplied,
        "where the name of an index goes"),
    ],
    .number, [], changes: [],
    "Tells which file system types the kernel knows; /proc/filesystems took its place.",
    errors: ["EINVAL": "there is no such option, name or index", "EFAULT": badPointer]),
  Syscall(
    134, "uselib", [.path("the library", named: "library")], .zero, .file, changes: .mappings,
    "Mapped a library in the format before ELF; kernels of today refuse it.",
    errors: ["ENOSYS": "this kernel does not have the call any more"]),
  Syscall(
    212, "lookup_dcookie",
    [
      Parameter("cookie", .unsigned(bits: 64), .required, "what a profiler was told instead of a path"),
      Parameter("buffer", .pointer(.bytes(.parameter(2)), .output), .supplied, "where the path goes"),
      .size("len", "the size of buffer", .value(4096)),
    ],
    .number, [], changes: [],
    "Returned the path that a profiler's cookie stood for; kernels of today refuse it.",
    errors: ["ENOSYS": "this kernel does not have the call any more"]),
  Syscall(
    180, "nfsservctl", [word("cmd"), word("argp"), word("resp")], .number, [], changes: [],
    "Controlled the NFS server of the kernel, until Linux 3.1.",
    errors: ["ENOSYS": "this kernel does not have the call any more"]),
  Syscall(
    183, "afs_syscall", [word("arg1"), word("arg2"), word("arg3"), word("arg4"), word("arg5")], .number, [],
    changes: [], "A number kept free for the Andrew File System, which Linux never gave it.",
    errors: ["ENOSYS": "no kernel has this call"]),
  Syscall(
    214, "epoll_ctl_old", [word("epfd"), word("op"), word("fd"), word("event")], .number, [], changes: [],
    "A number of an early epoll_ctl, which no released kernel answers.",
    errors: ["ENOSYS": "no kernel has this call"]),
  Syscall(
    215, "epoll_wait_old", [word("epfd"), word("events"), word("maxevents"), word("timeout")], .number, [],
    changes: [], "A number of an early epoll_wait, which no released kernel answers.",
    errors: ["ENOSYS": "no kernel has this call"]),
]
