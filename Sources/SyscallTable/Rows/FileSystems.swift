import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/asm-generic/statfs.h`. strace shows `f_fsid` as the structure that it is.
  static let statfs = StructureLayout(
    "statfs", size: 120,
    [
      Field("f_type", at: 0, .word(.fileSystemTypes, bytes: 8)),
      Field("f_bsize", at: 8, .unsigned(bytes: 8)),
      Field("f_blocks", at: 16, .unsigned(bytes: 8)),
      Field("f_bfree", at: 24, .unsigned(bytes: 8)),
      Field("f_bavail", at: 32, .unsigned(bytes: 8)),
      Field("f_files", at: 40, .unsigned(bytes: 8)),
      Field("f_ffree", at: 48, .unsigned(bytes: 8)),
      Field("f_fsid", at: 56, .structure(fsid)),
      Field("f_namelen", at: 64, .unsigned(bytes: 8)),
      Field("f_frsize", at: 72, .unsigned(bytes: 8)),
      Field("f_flags", at: 80, .word(.fileSystemFlags, bytes: 8)),
    ])

  /// `include/uapi/asm-generic/posix_types.h`.
  private static let fsid = StructureLayout(
    "fsid", size: 8, [Field("val", at: 0, .array(.hexadecimal(bytes: 4), count: 2))])

  /// `include/uapi/linux/mman.h`.
  static let cachestatRange = StructureLayout(
    "cachestat_range", size: 16,
    [Field("off", at: 0, .hexadecimal(bytes: 8)), Field("len", at: 8, .unsigned(bytes: 8))])

  /// The same header.
  static let cachestat = StructureLayout(
    "cachestat", size: 40,
    [
      Field("nr_cache", at: 0, .unsigned(bytes: 8)),
      Field("nr_dirty", at: 8, .unsigned(bytes: 8)),
      Field("nr_writeback", at: 16, .unsigned(bytes: 8)),
      Field("nr_evicted", at: 24, .unsigned(bytes: 8)),
      Field("nr_recently_evicted", at: 32, .unsigned(bytes: 8)),
    ])
}

private let badPointer = "an argument points outside the process's memory"
private let quotaCommand = SpecialWord(QuotaCommand())
private let quotaErrors: KeyValuePairs<String, String> = [
  "EPERM": "the process may not administrate (CAP_SYS_ADMIN), and asks for more than a quota of its own",
  "EINVAL": "there is no such command or type of quota",
  "ESRCH": "no quotas of this type are on for the file system",
  "ENOSYS": "the kernel was built without quotas, or the file system has none",
  "EACCES": "Q_QUOTAON, and the quota file is not a regular file of that file system",
  "EFAULT": badPointer,
]
private let special = Parameter(
  "special", .pointer(.path, .input), .required, "the block device of the file system; NULL to sync all")
private let handle = SpecialMemory(FileHandle())

/// Rows for file systems as wholes: how full they are, quotas, swap space, accounting; and handles that find a file
/// without its path.
let fileSystemRows: [Syscall] = [
  Syscall(
    137, "statfs",
    [.path("any file of the file system", named: "path"), .filled("buf", .statfs, "where the answer goes")],
    .zero, .file, changes: [],
    "Returns what kind of file system a path lies on, how large it is, and how much of it is free.",
    errors: [
      "ENOENT": "the path does not exist", "ENOTDIR": "something on the way is not a directory",
      "EACCES": "a directory on the way lacks x", "EFAULT": badPointer,
    ]),
  Syscall(
    138, "fstatfs",
    [.fd("any open file of the file system"), .filled("buf", .statfs, "where the answer goes")],
    .zero, .descriptor, changes: [],
    "Returns what kind of file system an open file lies on, how large it is, and how much of it is free.",
    errors: ["EBADF": "fd is not open", "EFAULT": badPointer]),
  Syscall(
    451, "cachestat",
    [
      .fd("the open file"),
      Parameter(
        "cstat_range", .pointer(.structure(.cachestatRange), .input), .supplied,
        "which part of the file; a length of 0 means up to its end"),
      .filled("cstat", .cachestat, "where the answer goes"),
      Parameter("flags", .hexadecimal, .value(0), "none exist: 0"),
    ],
    .zero, .descriptor, changes: [],
    "Returns how many pages of a file lie in the page cache, and how many of them wait to be written.",
    errors: [
      "EBADF": "fd is not open", "EINVAL": "flags is not 0", "EFAULT": badPointer,
      "EOPNOTSUPP": "fd is a file of hugetlbfs",
      "EPERM": "the file is neither writable for the caller nor owned by it",
    ]),
  Syscall(
    452, "fchmodat2",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"),
      .permissions("the new permissions; the umask plays no part"),
      .flags(.atLinkOrTargetFlags, "AT_SYMLINK_NOFOLLOW for a link itself, AT_EMPTY_PATH"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Sets the permissions of a file as fchmodat does, with the flags that fchmodat lacks.",
    errors: [
      "EPERM": "the file belongs to another user, or is marked immutable",
      "ENOENT": "the path does not exist, or it is empty without AT_EMPTY_PATH",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "EOPNOTSUPP": "AT_SYMLINK_NOFOLLOW, and the path is a symbolic link: those have no permissions to set",
      "EINVAL": "an unknown flag",
    ]),
  Syscall(
    303, "name_to_handle_at",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"),
      Parameter("handle", .pointer(.special(handle), .both), .required, "the room for the handle: {handle_bytes=128}"),
      Parameter("mount_id", .pointer(.scalar(.signed(bytes: 4)), .output), .supplied, "where the mount's id goes"),
      .flags(.atHandleFlags, "AT_SYMLINK_FOLLOW to go through a link, AT_EMPTY_PATH, AT_HANDLE_FID and others"),
    ],
    .zero, [.file, .descriptor], changes: [],
    "Returns a handle by which the file system finds a file again, whatever its name is then.",
    errors: [
      "EOVERFLOW": "handle_bytes is too small; it then says how many there have to be",
      "EOPNOTSUPP": "the file system has no handles",
      "ENOENT": "the path does not exist, or it is empty without AT_EMPTY_PATH",
      "EINVAL": "handle_bytes is more than 128, or an unknown flag", "EFAULT": badPointer,
    ]),
  Syscall(
    304, "open_by_handle_at",
    [
      .fd("any open file of the file system", named: "mount_fd"),
      Parameter("handle", .pointer(.special(handle), .input), .required, "the handle of name_to_handle_at"),
      Parameter("flags", .word(.openFlags), .value(0), "the access mode and how to open"),
    ],
    .descriptor, .descriptor, changes: [.descriptors, .files],
    "Opens a file by its handle; no directory on the way is asked, so it takes a capability.",
    errors: [
      "EPERM": "the process lacks the privilege (CAP_DAC_READ_SEARCH)",
      "ESTALE": "the handle is no file of this file system any more",
      "EBADF": "mount_fd is not open", "EINVAL": "handle_bytes is 0 or more than 128", "EFAULT": badPointer,
    ]),
  Syscall(
    179, "quotactl",
    [
      Parameter("cmd", .special(quotaCommand), .required, "what to do, and for users, groups or projects"), special,
      Parameter("id", QuotaCommands.owner(by: 0), .value(0), "the user, group or project, or the format"),
      Parameter("addr", QuotaCommands.data(by: 0), .supplied, "what the command works with"),
    ],
    .zero, .file, changes: [],
    "Reads or changes how much of a file system each user, group or project may fill.",
    errors: quotaErrors),
  Syscall(
    443, "quotactl_fd",
    [
      .fd("any open file of the file system"),
      Parameter("cmd", .special(quotaCommand), .required, "what to do, and for users, groups or projects"),
      Parameter("id", QuotaCommands.owner(by: 1), .value(0), "the user, group or project, or the format"),
      Parameter("addr", QuotaCommands.data(by: 1), .supplied, "what the command works with"),
    ],
    .zero, .descriptor, changes: [],
    "Reads or changes quotas as quotactl does, of a file system that an open file names.",
    errors: quotaErrors),
  Syscall(
    167, "swapon",
    [
      .path("the block device or file", named: "path"),
      Parameter(
        "swapflags", .special(SpecialWord(SwapFlags())), .value(0), "SWAP_FLAG_PREFER and a priority, discarding"),
    ],
    .zero, .file, changes: [],
    "Lets the kernel move pages out of memory to a device or file.",
    errors: [
      "EPERM": "the process lacks the privilege (CAP_SYS_ADMIN)",
      "EINVAL": "the file is no swap space (mkswap), has holes, or a flag is unknown",
      "EBUSY": "it is in use as swap space already", "ENOENT": "the path does not exist",
    ]),
  Syscall(
    168, "swapoff", [.path("the block device or file", named: "path")],
    .zero, .file, changes: [],
    "Takes all pages back from a device or file, and uses it for swapping no more.",
    errors: [
      "EPERM": "the process lacks the privilege (CAP_SYS_ADMIN)",
      "EINVAL": "it is not in use as swap space", "ENOMEM": "its pages do not fit into memory",
      "ENOENT": "the path does not exist",
    ]),
  Syscall(
    163, "acct", [Parameter("filename", .pointer(.path, .input), .value(0), "the log; NULL to stop")],
    .zero, .file, changes: [],
    "Has the kernel append a record to a file whenever a process ends, or stops that.",
    errors: [
      "EPERM": "the process lacks the privilege (CAP_SYS_PACCT)", "ENOSYS": "the kernel was built without it",
      "ENOENT": "the file does not exist: it has to be there", "EACCES": "the file is no regular one",
    ]),
]
