import LinuxABI

/// The size in bytes of `struct open_how`: the version of the structure that these rows know.
private let openHowSize: UInt64 = 24

/// Rows for opening files and for what is known of them: attributes, permissions, size.
let fileRows: [Syscall] = [
  Syscall(
    2, "open", [.path("the file")] + Parameter.openFlagsAndMode(at: 1),
    .descriptor, [.file, .descriptor], changes: [.descriptors, .files],
    "Opens a file and returns the lowest descriptor that is free.",
    errors: [
      "ENOENT": "the file does not exist and O_CREAT is missing, or a directory on the way does not exist",
      "EACCES": "a directory on the way lacks x, or the file or its directory lacks the permission that flags need",
      "EEXIST": "O_CREAT|O_EXCL, and the name exists already",
      "EISDIR": "the path is a directory, and flags ask to write or to create",
      "ENOTDIR": "something on the way is not a directory, or O_DIRECTORY was given and the file is none",
      "ELOOP": "too many symbolic links, or O_NOFOLLOW and the path is one",
      "EMFILE": "the process has as many descriptors as it may (RLIMIT_NOFILE)",
      "ENXIO": "O_WRONLY|O_NONBLOCK on a FIFO that nobody has open for reading",
    ]),
  Syscall(
    257, "openat", [.dirfd(), .path("the file")] + Parameter.openFlagsAndMode(at: 2),
    .descriptor, [.file, .descriptor], changes: [.descriptors, .files],
    "Opens a file, its path starting at a directory that is open already.",
    errors: [
      "ENOENT": "the file does not exist and O_CREAT is missing, or a directory on the way does not exist",
      "EACCES": "a directory on the way lacks x, or the file or its directory lacks the permission that flags need",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "ENOTDIR": "the path is relative and dirfd is not a directory, or something on the way is none",
      "EEXIST": "O_CREAT|O_EXCL, and the name exists already",
      "EISDIR": "the path is a directory, and flags ask to write or to create",
      "ELOOP": "too many symbolic links, or O_NOFOLLOW and the path is one",
      "EMFILE": "the process has as many descriptors as it may (RLIMIT_NOFILE)",
    ]),
  Syscall(
    85, "creat",
    [
      .path("the file"),
      .permissions("permissions of a file that this call makes, less the umask", default: .value(0o666)),
    ],
    .descriptor, [.file, .descriptor], changes: [.descriptors, .files],
    "Makes or empties a file and opens it for writing: open with O_CREAT|O_WRONLY|O_TRUNC.",
    errors: [
      "EACCES": "a directory on the way lacks x, the last one lacks w, or the file exists and may not be written",
      "EISDIR": "the path is a directory",
      "ENOENT": "a directory on the way does not exist",
      "ETXTBSY": "the file is a program that is running",
      "EROFS": "the file system is mounted read-only",
      "EMFILE": "the process has as many descriptors as it may (RLIMIT_NOFILE)",
    ]),
  Syscall(
    437, "openat2",
    [
      .dirfd(),
      .path("the file"),
      Parameter("how", .pointer(.structure(.openHow), .input), .supplied, "flags, mode, and how far the path may lead"),
      .size("size", "the size of the structure", .value(openHowSize)),
    ],
    .descriptor, [.file, .descriptor], changes: [.descriptors, .files],
    "Opens a file like openat, refuses unknown flags, and can keep the path from leaving a directory.",
    errors: [
      "EINVAL": "an unknown flag, a mode without O_CREAT, or a size smaller than the first version of the structure",
      "E2BIG": "size is larger than this kernel knows, and the rest of the structure is not zero",
      "EXDEV": "the path leaves dirfd (RESOLVE_BENEATH) or the mount (RESOLVE_NO_XDEV)",
      "ELOOP": "the path has a symbolic link, and resolve forbids them",
      "EAGAIN": "RESOLVE_CACHED, and the path is not wholly in the kernel's cache",
      "ENOENT": "the file, or a directory on the way, does not exist",
    ]),
  Syscall(
    4, "stat", [.path("the file"), .filled("statbuf", .stat, "where the attributes go")],
    .zero, .file, changes: [],
    "Returns the attributes of the file that a path leads to: type, permissions, owner, size, times.",
    errors: [
      "ENOENT": "the path does not exist, or is a symbolic link to nothing",
      "EACCES": "a directory on the way lacks x; the file itself needs no permission",
      "ENOTDIR": "something on the way is not a directory",
      "ELOOP": "too many symbolic links",
      "EFAULT": "pathname or statbuf points outside the process's memory",
    ]),
  Syscall(
    6, "lstat", [.path("the file or link"), .filled("statbuf", .stat, "where the attributes go")],
    .zero, .file, changes: [],
    "Returns the attributes of what a path names, of a symbolic link itself rather than its target.",
    errors: [
      "ENOENT": "the path does not exist",
      "EACCES": "a directory on the way lacks x",
      "ENOTDIR": "something on the way is not a directory",
      "EFAULT": "pathname or statbuf points outside the process's memory",
    ]),
  Syscall(
    5, "fstat", [.fd("the open file"), .filled("statbuf", .stat, "where the attributes go")],
    .zero, .descriptor, changes: [],
    "Returns the attributes of an open file, even of one that has no name any more.",
    errors: [
      "EBADF": "fd is not open",
      "EFAULT": "statbuf points to memory that cannot be written",
    ]),
  Syscall(
    262, "newfstatat",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"),
      .filled("statbuf", .stat, "where the attributes go"),
      .flags(.atStatFlags, "AT_SYMLINK_NOFOLLOW to look at a link itself"),
    ],
    .zero, [.file, .descriptor], changes: [],
    "Returns the attributes of a file, its path starting at an open directory; stat() of today's glibc is this call.",
    errors: [
      "ENOENT": "the path does not exist, or it is empty without AT_EMPTY_PATH",
      "EACCES": "a directory on the way lacks x",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "ENOTDIR": "the path is relative and dirfd is not a directory, or something on the way is none",
      "EINVAL": "an unknown flag",
    ]),
  Syscall(
    332, "statx",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"),
      .flags(.atStatxFlags, "whether to follow a link, and how fresh a network file's attributes must be"),
      Parameter("mask", .word(.statxMask), .value(0xfff), "the attributes that are wanted"),
      .filled("statxbuf", .statx, "where the attributes go; stx_mask says which are there"),
    ],
    .zero, [.file, .descriptor], changes: [],
    "Returns chosen attributes of a file, among them some that stat lacks, such as the time of its birth.",
    errors: [
      "ENOENT": "the path does not exist, or it is empty without AT_EMPTY_PATH",
      "EACCES": "a directory on the way lacks x",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "ENOTDIR": "the path is relative and dirfd is not a directory, or something on the way is none",
      "EINVAL": "an unknown flag, both ways of syncing at once, or a reserved bit in mask",
    ]),
  Syscall(
    21, "access", [.path("the file"), .flags(.accessModes, "what to check; F_OK only that it exists", named: "mode")],
    .zero, .file, changes: [],
    "Asks whether the real user may read, write or execute a file.",
    errors: [
      "EACCES": "the file lacks a permission that was asked for, or a directory on the way lacks x",
      "ENOENT": "the path does not exist, or is a symbolic link to nothing",
      "ENOTDIR": "something on the way is not a directory",
      "EROFS": "W_OK, and the file system is mounted read-only",
      "EINVAL": "mode has a bit beyond R_OK|W_OK|X_OK",
    ]),
  Syscall(
    269, "faccessat",
    [.dirfd(), .path("the file"), .flags(.accessModes, "what to check; F_OK only that it exists", named: "mode")],
    .zero, [.file, .descriptor], changes: [],
    "Asks like access, the path starting at an open directory; the call has no flags, whatever the C library's has.",
    errors: [
      "EACCES": "the file lacks a permission that was asked for, or a directory on the way lacks x",
      "ENOENT": "the path does not exist, or is a symbolic link to nothing",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "ENOTDIR": "the path is relative and dirfd is not a directory, or something on the way is none",
    ]),
  Syscall(
    439, "faccessat2",
    [
      .dirfd(), .path("the file"), .flags(.accessModes, "what to check; F_OK only that it exists", named: "mode"),
      .flags(.atAccessFlags, "AT_EACCESS to ask for the effective user instead of the real one"),
    ],
    .zero, [.file, .descriptor], changes: [],
    "Asks like faccessat, with flags: for the effective user, or of a symbolic link itself.",
    errors: [
      "EACCES": "the file lacks a permission that was asked for, or a directory on the way lacks x",
      "ENOENT": "the path does not exist, or is a symbolic link to nothing",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "EINVAL": "an unknown flag, or a bit in mode beyond R_OK|W_OK|X_OK",
    ]),
  Syscall(
    90, "chmod", [.path("the file"), .permissions("the new permissions; the umask plays no part")],
    .zero, .file, changes: .files,
    "Sets the permissions of a file.",
    errors: [
      "EPERM": "the file belongs to another user, or is marked immutable",
      "ENOENT": "the path does not exist",
      "EACCES": "a directory on the way lacks x",
      "EROFS": "the file system is mounted read-only",
    ]),
  Syscall(
    91, "fchmod", [.fd("the open file"), .permissions("the new permissions; the umask plays no part")],
    .zero, .descriptor, changes: .files,
    "Sets the permissions of an open file; descriptors that are open already keep the access that they have.",
    errors: [
      "EPERM": "the file belongs to another user, or is marked immutable",
      "EBADF": "fd is not open, or open with O_PATH",
      "EROFS": "the file system is mounted read-only",
    ]),
  Syscall(
    268, "fchmodat", [.dirfd(), .path("the file"), .permissions("the new permissions; the umask plays no part")],
    .zero, [.file, .descriptor], changes: .files,
    "Sets the permissions of a file, its path starting at an open directory.",
    errors: [
      "EPERM": "the file belongs to another user, or is marked immutable",
      "ENOENT": "the path does not exist",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "ENOTDIR": "the path is relative and dirfd is not a directory, or something on the way is none",
    ]),
  Syscall(
    92, "chown", [.path("the file"), .owner, .group],
    .zero, .file, changes: .files,
    "Sets the owner and the group of a file, and clears its set-user-id bit on the way.",
    errors: [
      "EPERM": "only root gives files away; an owner may only change the group, to one that he is in",
      "ENOENT": "the path does not exist",
      "EACCES": "a directory on the way lacks x",
      "EROFS": "the file system is mounted read-only",
    ]),
  Syscall(
    93, "fchown", [.fd("the open file"), .owner, .group],
    .zero, .descriptor, changes: .files,
    "Sets the owner and the group of an open file.",
    errors: [
      "EPERM": "only root gives files away; an owner may only change the group, to one that he is in",
      "EBADF": "fd is not open, or open with O_PATH",
      "EROFS": "the file system is mounted read-only",
    ]),
  Syscall(
    94, "lchown", [.path("the file or link"), .owner, .group],
    .zero, .file, changes: .files,
    "Sets the owner and the group of what a path names, of a symbolic link itself rather than its target.",
    errors: [
      "EPERM": "only root gives files away; an owner may only change the group, to one that he is in",
      "ENOENT": "the path does not exist",
      "EACCES": "a directory on the way lacks x",
    ]),
  Syscall(
    260, "fchownat",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"), .owner,
      Parameter("group", .owner, .required, "the new group, or -1 to leave it"),
      .flags(.atLinkOrTargetFlags, "AT_SYMLINK_NOFOLLOW to change a link itself"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Sets the owner and the group of a file, its path starting at an open directory.",
    errors: [
      "EPERM": "only root gives files away; an owner may only change the group, to one that he is in",
      "ENOENT": "the path does not exist, or it is empty without AT_EMPTY_PATH",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "EINVAL": "an unknown flag",
    ]),
  Syscall(
    280, "utimensat",
    [
      .dirfd(),
      .path("the file; NULL for dirfd itself"),
      Parameter(
        "times", .pointer(.structures(.timespec, .fixed(2)), .input), .value(0),
        "the times of last access and last change; NULL for now"),
      .flags(.atLinkOrTargetFlags, "AT_SYMLINK_NOFOLLOW to change a link itself"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Sets the times at which a file was last read and last changed.",
    errors: [
      "EPERM": "the file belongs to another user, and the time asked for is not now",
      "EACCES": "the file belongs to another user and may not be written, so that it cannot be set to now either",
      "ENOENT": "the path does not exist",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "EINVAL": "a tv_nsec is out of range, or a flag unknown",
    ]),
  Syscall(
    76, "truncate", [.path("the file"), .offset("length", "the new size; what is added reads as zeroes")],
    .zero, .file, changes: .files,
    "Sets the size of a file: cuts its end off, or adds a hole.",
    errors: [
      "EACCES": "the file may not be written, or a directory on the way lacks x",
      "EINVAL": "length is negative, or the file is not a regular one",
      "EISDIR": "the path is a directory",
      "ENOENT": "the path does not exist",
      "EFBIG": "length is beyond what the file system or RLIMIT_FSIZE allows",
      "ETXTBSY": "the file is a program that is running",
    ]),
  Syscall(
    77, "ftruncate", [.fd("the open file"), .offset("length", "the new size; what is added reads as zeroes")],
    .zero, .descriptor, changes: .files,
    "Sets the size of an open file; its offset stays, even beyond the new end.",
    errors: [
      "EINVAL": "fd is not open for writing, is not a regular file, or length is negative",
      "EBADF": "fd is not open, or open with O_PATH",
      "EFBIG": "length is beyond what the file system or RLIMIT_FSIZE allows",
      "EPERM": "the file is sealed against this change, or may only be appended to",
    ]),
  Syscall(
    319, "memfd_create",
    [
      Parameter("name", .pointer(.string, .input), .required, "a name to show in /proc; it need not be unique"),
      .flags(.memoryFileFlags, "close-on-exec, whether seals are allowed, huge pages"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a file that lives in memory, has no path, and vanishes with its last reference.",
    errors: [
      "EINVAL": "an unknown flag, or a name longer than 249 bytes",
      "EMFILE": "the process has as many descriptors as it may (RLIMIT_NOFILE)",
      "EFAULT": "name points outside the process's memory",
      "ENOMEM": "there is not enough memory for a new file",
    ]),
]
