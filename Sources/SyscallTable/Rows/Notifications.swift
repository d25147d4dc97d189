import LinuxABI

private let tooManyDescriptors = "the process has as many descriptors as RLIMIT_NOFILE allows"

/// Rows for being told what happens to files: inotify for some of them, fanotify for whole mounts too.
let notificationRows: [Syscall] = [
  Syscall(
    253, "inotify_init", [], .descriptor, .descriptor, changes: .descriptors,
    "Makes a descriptor from which events of files can be read.",
    errors: ["EMFILE": "the user has as many instances as fs.inotify.max_user_instances allows"]),
  Syscall(
    294, "inotify_init1", [.flags(.inotifyFlags, "close-on-exec, non-blocking")],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a descriptor from which events of files can be read, with flags from the start.",
    errors: [
      "EINVAL": "an unknown flag", "EMFILE": "the user has as many instances as fs.inotify.max_user_instances allows",
    ]),
  Syscall(
    254, "inotify_add_watch",
    [
      .fd("the inotify instance"), .path("the file or directory to watch"),
      Parameter("mask", .word(.inotifyEvents), .required, "the events to be told of"),
    ],
    .number, [.file, .descriptor], changes: .files,
    "Watches a file, or a directory with what happens in it, and returns the watch's number.",
    errors: [
      "ENOENT": "the path does not exist", "EACCES": "the file may not be read",
      "EINVAL": "mask has no event, or fd is no inotify instance", "EBADF": "fd is not open",
      "ENOSPC": "the user has as many watches as fs.inotify.max_user_watches allows",
      "EEXIST": "IN_MASK_CREATE, and the file is watched already", "ENOTDIR": "IN_ONLYDIR, and it is no directory",
    ]),
  Syscall(
    255, "inotify_rm_watch",
    [.fd("the inotify instance"), Parameter("wd", .signed(bits: 32), .required, "the watch's number")],
    .zero, .descriptor, changes: .files,
    "Ends a watch; an IN_IGNORED event says so to the reader.",
    errors: ["EBADF": "fd is not open", "EINVAL": "there is no such watch, or fd is no inotify instance"]),
  Syscall(
    300, "fanotify_init",
    [
      .flags(.fanotifyFlags, "whether to be told or to be asked, and what events say"),
      Parameter("event_f_flags", .word(.openFlags), .value(0), "how the files that events bring are opened"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a descriptor from which events of files can be read, each with an open file or a handle of it.",
    errors: [
      "EPERM": "the process lacks the privilege (CAP_SYS_ADMIN), and flags do not ask for handles alone",
      "EINVAL": "an unknown flag or class, or flags that do not go together", "EMFILE": tooManyDescriptors,
    ]),
  Syscall(
    301, "fanotify_mark",
    [
      .fd("the fanotify instance", named: "fanotify_fd"),
      Parameter(
        "flags", .word(.fanotifyMarks), .required, "add, remove or flush; a file, its mount or its file system"),
      Parameter("mask", .word(.fanotifyEvents, bits: 64), .value(0), "the events"),
      Parameter(
        "dirfd", .special(SpecialWord(FanotifyDirectory())), .value(UInt64(bitPattern: -100)),
        "the directory where a relative path starts, AT_FDCWD, or FAN_NOFD"),
      Parameter("pathname", .pointer(.path, .input), .value(0), "the file; NULL for dirfd itself"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Adds or removes events of a file, of a mount or of a whole file system.",
    errors: [
      "EINVAL": "flags or mask do not fit together or this instance, or fanotify_fd is none",
      "EPERM": "a mount or a file system is meant, and the process lacks the privilege (CAP_SYS_ADMIN)",
      "ENOENT": "the path does not exist, or what is to be removed is not marked", "EBADF": "fanotify_fd is not open",
      "ENOTDIR": "FAN_MARK_ONLYDIR, and it is no directory",
      "ENOSPC": "the instance has as many marks as it may",
    ]),
]
