import LinuxABI

private let badPointer = "an argument points outside the process's memory"
private let noPrivilege = "the process may not mount here (CAP_SYS_ADMIN in the namespace that owns the mounts)"
private let mountAttributes = SpecialMemory(VersionedStructure(layout: .mountAttr, size: 4, first: 32))

/// Rows for mounting: mount and umount2 in one step each, and the calls that take it apart, with a descriptor for what
/// is not mounted yet.
let mountRows: [Syscall] = [
  Syscall(
    165, "mount",
    [
      Parameter(
        "source", .pointer(.special(SpecialMemory(WholeText())), .input), .required,
        "what to mount: a device, a directory to bind, or any word for a file system without one"),
      .path("the directory to mount on", named: "target"),
      Parameter(
        "filesystemtype",
        .pointer(
          .special(SpecialMemory(MountText(flags: 3, ignored: MountText.moving | MountText.remount))), .input),
        .value(0), "the type, a name of /proc/filesystems"),
      Parameter(
        "mountflags", .special(SpecialWord(MountFlags())), .value(0), "MS_BIND, MS_REMOUNT, MS_RDONLY and others"),
      Parameter(
        "data", .pointer(.special(SpecialMemory(MountText(flags: 3, ignored: MountText.moving))), .input), .value(0),
        "options of the file system, with commas between"),
    ],
    .zero, .file, changes: [],
    "Puts a file system, or with MS_BIND a part of one, on a directory; other flags change a mount or move it.",
    errors: [
      "EPERM": noPrivilege, "ENODEV": "the kernel knows no such file system type",
      "ENOTBLK": "the type needs a block device, and source is none",
      "EINVAL": "source holds no such file system, or target is no mount (MS_REMOUNT, MS_MOVE, a propagation type)",
      "EBUSY": "source is mounted there already, or files are open for writing (MS_REMOUNT|MS_RDONLY)",
      "ENOENT": "source or target does not exist", "ENOTDIR": "target is not a directory", "EFAULT": badPointer,
    ]),
  Syscall(
    166, "umount2",
    [.path("the mount point", named: "target"), .flags(.unmountFlags, "MNT_DETACH not to wait until it is unused")],
    .zero, .file, changes: [],
    "Takes a file system off the directory on which it is mounted.",
    errors: [
      "EPERM": noPrivilege, "EBUSY": "files on it are open, or a process stands there: MNT_DETACH goes on all the same",
      "EINVAL": "target is no mount point, or flags do not go together",
      "EAGAIN": "MNT_EXPIRE marked it now; a second call unmounts it if nobody used it meanwhile",
      "ENOENT": "target does not exist",
    ]),
  Syscall(
    155, "pivot_root",
    [
      .path("the mount that becomes the root", named: "new_root"),
      .path("the directory below it where the old root goes", named: "put_old"),
    ],
    .zero, .file, changes: .directory,
    "Makes a mount the root of all paths of the mount namespace, and puts the old root below it.",
    errors: [
      "EPERM": noPrivilege, "EBUSY": "new_root or put_old lies on the mount that is the root now",
      "EINVAL": "new_root is no mount point, put_old is not below it, or a mount is shared",
      "ENOTDIR": "new_root or put_old is not a directory", "ENOENT": "new_root or put_old does not exist",
    ]),
  Syscall(
    428, "open_tree",
    [
      .dirfd(named: "dfd"), .path("the mount, or a directory in it", named: "filename"),
      .flags(.openTreeFlags, "OPEN_TREE_CLONE for a copy that is mounted nowhere, AT_RECURSIVE with what is below"),
    ],
    .descriptor, [.file, .descriptor], changes: .descriptors,
    "Returns a descriptor for a mount, or for a copy of it that move_mount can put somewhere.",
    errors: [
      "EPERM": "OPEN_TREE_CLONE, and \(noPrivilege)", "ENOENT": "the path does not exist",
      "EBADF": "the path is relative, and dfd is neither open nor AT_FDCWD", "EINVAL": "an unknown flag",
    ]),
  Syscall(
    467, "open_tree_attr",
    [
      .dirfd(named: "dfd"), .path("the mount, or a directory in it", named: "filename"),
      .flags(.openTreeFlags, "OPEN_TREE_CLONE for a copy that is mounted nowhere, AT_RECURSIVE with what is below"),
      Parameter(
        "uattr", .pointer(.special(mountAttributes), .input), .value(0), "the attributes that the copy shall have"),
      .size("usize", "the size of the structure; 0 without one", .lengthOf(3)),
    ],
    .descriptor, [.file, .descriptor], changes: .descriptors,
    "Returns a descriptor as open_tree does, and changes attributes of the copy before anybody sees it.",
    errors: [
      "EPERM": noPrivilege, "ENOENT": "the path does not exist",
      "EINVAL": "an unknown flag or attribute, or attributes without OPEN_TREE_CLONE",
      "EBADF": "the path is relative, and dfd is neither open nor AT_FDCWD",
    ]),
  Syscall(
    429, "move_mount",
    [
      .dirfd(named: "from_dfd"),
      .path("the mount; empty, with MOVE_MOUNT_F_EMPTY_PATH, for from_dfd itself", named: "from_pathname"),
      .dirfd(named: "to_dfd"),
      .path("the directory to mount on; empty, with MOVE_MOUNT_T_EMPTY_PATH, for to_dfd itself", named: "to_pathname"),
      .flags(.moveMountFlags, "how to walk the two paths, and others"),
    ],
    .zero, [.file, .descriptor], changes: [],
    "Mounts what a descriptor of fsmount or open_tree holds, or moves a mount to another directory.",
    errors: [
      "EPERM": noPrivilege, "ENOENT": "a path does not exist, or it is empty without its flag",
      "EINVAL": "the source is no mount or stands on a shared one, or only one of the two is a directory",
      "EBADF": "a path is relative, and its descriptor is neither open nor AT_FDCWD",
      "ENOTDIR": "what should be a directory on a path is none", "ELOOP": "the target lies below the source",
    ]),
  Syscall(
    430, "fsopen",
    [
      Parameter("fs_name", .pointer(.string, .input), .required, "the type, a name of /proc/filesystems"),
      .flags(.fsopenFlags, "FSOPEN_CLOEXEC"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Begins a file system: returns a descriptor that takes its options from fsconfig.",
    errors: [
      "EPERM": noPrivilege, "ENODEV": "the kernel knows no such file system type", "EINVAL": "an unknown flag",
      "EMFILE": "the process has as many descriptors as RLIMIT_NOFILE allows", "EFAULT": badPointer,
    ]),
  Syscall(
    431, "fsconfig",
    [
      .fd("the file system, from fsopen or fspick"),
      Parameter("cmd", .word(.fsconfigCommands), .required, "what kind of option this is, or FSCONFIG_CMD_CREATE"),
      Parameter("key", FileSystemSetup.key, .value(0), "the option's name"),
      Parameter("value", FileSystemSetup.value, .value(0), "the option's value"),
      Parameter("aux", FileSystemSetup.auxiliary, .value(0), "the length of bytes, or where a path starts"),
    ],
    .zero, [.file, .descriptor], changes: [],
    "Gives an option to a file system that is being set up, or makes it from what was given.",
    errors: [
      "EINVAL": "the file system has no such option or value; a read of fd says more", "EBADF": "fd is not open",
      "EBUSY": "the file system was made already", "EOPNOTSUPP": "there is no such command",
      "EPERM": noPrivilege, "EFAULT": badPointer,
    ]),
  Syscall(
    432, "fsmount",
    [
      .fd("the file system, after FSCONFIG_CMD_CREATE", named: "fs_fd"), .flags(.fsmountFlags, "FSMOUNT_CLOEXEC"),
      Parameter("attr_flags", .word(.mountAttributes), .value(0), "what the mount allows"),
    ],
    .descriptor, .descriptor, changes: .descriptors,
    "Makes a mount of a file system that was set up; it is nowhere until move_mount puts it on a directory.",
    errors: [
      "EBUSY": "the file system has not been made yet, or has its mount already", "EBADF": "fs_fd is not open",
      "EINVAL": "fs_fd is no file system, or an unknown flag", "EPERM": noPrivilege,
    ]),
  Syscall(
    433, "fspick",
    [
      .dirfd(named: "dfd"), .path("the mount", named: "path"),
      .flags(.fspickFlags, "close-on-exec, how to walk the path"),
    ],
    .descriptor, [.file, .descriptor], changes: .descriptors,
    "Returns a descriptor with which fsconfig changes a file system that is mounted.",
    errors: [
      "EPERM": noPrivilege, "EINVAL": "the path is no mount point, or an unknown flag",
      "ENOENT": "the path does not exist", "EBADF": "the path is relative, and dfd is neither open nor AT_FDCWD",
    ]),
  Syscall(
    442, "mount_setattr",
    [
      .dirfd(), .path("the mount; empty, with AT_EMPTY_PATH, for dirfd itself"),
      .flags(.atMountFlags, "AT_RECURSIVE for all mounts below too"),
      Parameter("attr", .pointer(.special(mountAttributes), .input), .required, "what to set and what to clear"),
      .size("size", "the size of the structure", .lengthOf(3)),
    ],
    .zero, [.file, .descriptor], changes: [],
    "Changes what a mount allows, of a whole tree of mounts at once if asked.",
    errors: [
      "EPERM": noPrivilege, "EINVAL": "the path is no mount, or an attribute, a flag or their combination is unknown",
      "EBUSY": "MOUNT_ATTR_RDONLY, and files are open for writing", "ENOENT": "the path does not exist",
      "E2BIG": "size is larger than this kernel knows, and the rest of the structure is not zero",
      "EFAULT": badPointer,
    ]),
  Syscall(
    457, "statmount",
    [
      Parameter(
        "req", .pointer(.special(SpecialMemory(MountRequest(layout: .statmountRequest))), .input), .required,
        "which mount, by its unique id, and which members: {mnt_id=..., param=STATMOUNT_MNT_BASIC}"),
      Parameter(
        "buf", .pointer(.special(SpecialMemory(MountStatus(size: 2))), .output), .supplied, "where the answer goes"),
      .size("bufsize", "the size of buf", .value(4096)),
      Parameter("flags", .hexadecimal, .value(0), "none exist: 0"),
    ],
    .zero, [], changes: [],
    "Returns what /proc/self/mountinfo says about one mount, without text to take apart.",
    errors: [
      "ENOENT": "no mount that the caller can see has this id", "EOVERFLOW": "the texts do not fit into bufsize",
      "EINVAL": "req or flags is wrong", "EPERM": "the mount lies outside the caller's root", "EFAULT": badPointer,
    ]),
  Syscall(
    458, "listmount",
    [
      Parameter(
        "req", .pointer(.special(SpecialMemory(MountRequest(layout: .listmountRequest))), .input), .required,
        "below which mount to look: {mnt_id=LSMT_ROOT}"),
      Parameter(
        "mnt_ids", .pointer(.array(.hexadecimal(bytes: 8), .filled(parameter: 2)), .output), .supplied,
        "where the ids go"),
      .size("nr_mnt_ids", "how many ids mnt_ids has room for", .value(64)),
      .flags(.listmountFlags, "LISTMOUNT_REVERSE for the newest first"),
    ],
    .number, [], changes: [],
    "Returns the unique ids of the mounts below one, and how many there are.",
    errors: [
      "ENOENT": "no mount that the caller can see has this id", "EINVAL": "req or flags is wrong",
      "EFAULT": badPointer,
    ]),
]

/// The arguments of fsconfig, by its command.
enum FileSystemSetup {
  private static func selected(_ cases: [String: ArgumentType], otherwise: ArgumentType) -> ArgumentType {
    var types: [UInt64: ArgumentType] = [:]
    for command in WordCodec.fsconfigCommands.constants {
      types[command.value] = cases[command.name] ?? otherwise
    }
    return .selected(byParameter: 1, types, otherwise: otherwise)
  }

  private static let text = ArgumentType.pointer(.string, .input)
  private static let path = ArgumentType.pointer(.path, .input)

  static let key = selected(
    [
      "FSCONFIG_SET_FLAG": text, "FSCONFIG_SET_STRING": text, "FSCONFIG_SET_BINARY": text, "FSCONFIG_SET_PATH": text,
      "FSCONFIG_SET_PATH_EMPTY": text, "FSCONFIG_SET_FD": text,
    ], otherwise: .address)

  static let value = selected(
    [
      "FSCONFIG_SET_STRING": text, "FSCONFIG_SET_PATH": path, "FSCONFIG_SET_PATH_EMPTY": path,
      "FSCONFIG_SET_BINARY": .pointer(.special(SpecialMemory(HexadecimalBytes(length: 4))), .input),
    ], otherwise: .address)

  static let auxiliary = selected(
    ["FSCONFIG_SET_PATH": .directory, "FSCONFIG_SET_PATH_EMPTY": .directory, "FSCONFIG_SET_FD": .descriptor],
    otherwise: .signed(bits: 32))
}
