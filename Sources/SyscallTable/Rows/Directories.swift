import LinuxABI

private let node = Parameter(
  "mode", .word(.fileMode), .required, "the type (S_IFIFO, S_IFREG, ...) and the permissions, less the umask")

/// The device number for `mode`, parameter `index`: S_IFCHR and S_IFBLK share the bit 020000, other types lack it.
private func deviceNumber(modeAt index: Int) -> Parameter {
  Parameter(
    "dev", .presentIf(parameter: index, hasAny: 0o020000, .special(SpecialWord(DeviceNumber()))), .value(0),
    "the device's number: major times 256 plus minor")
}

/// Rows for names: directories, links, renaming, and where a process stands in the tree.
let directoryRows: [Syscall] = [
  Syscall(
    83, "mkdir",
    [.path("the directory to make"), .permissions("its permissions, less the umask", default: .value(0o777))],
    .zero, .file, changes: .files,
    "Makes an empty directory.",
    errors: [
      "EEXIST": "the name exists already, as whatever kind of file",
      "ENOENT": "the directory that should hold it does not exist",
      "EACCES": "the directory that should hold it lacks w or x, or one on the way lacks x",
      "ENOTDIR": "something on the way is not a directory",
      "EROFS": "the file system is mounted read-only",
    ]),
  Syscall(
    258, "mkdirat",
    [
      .dirfd(), .path("the directory to make"),
      .permissions("its permissions, less the umask", default: .value(0o777)),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Makes an empty directory, its path starting at an open one.",
    errors: [
      "EEXIST": "the name exists already, as whatever kind of file",
      "ENOENT": "the directory that should hold it does not exist, or dirfd's has been removed",
      "EACCES": "the directory that should hold it lacks w or x, or one on the way lacks x",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "ENOTDIR": "the path is relative and dirfd is not a directory, or something on the way is none",
    ]),
  Syscall(
    84, "rmdir", [.path("the directory to remove")],
    .zero, .file, changes: .files,
    "Removes an empty directory; a process that stands in it stays there, in a directory without a name.",
    errors: [
      "ENOTEMPTY": "the directory has entries besides the dot and the two dots",
      "ENOTDIR": "the path, or something on the way, is not a directory",
      "ENOENT": "the path does not exist",
      "EBUSY": "something is mounted on it",
      "EACCES": "the directory that holds it lacks w or x",
      "EPERM": "the directory that holds it is sticky, and both belong to other users",
      "EINVAL": "the path ends in a dot, the directory's name for itself",
    ]),
  Syscall(
    87, "unlink", [.path("the name to remove")],
    .zero, .file, changes: .files,
    "Removes a name; the file goes with its last name, once no process has it open.",
    errors: [
      "ENOENT": "the name does not exist, or a directory on the way does not",
      "EACCES": "the directory that holds it lacks w or x: the file's own permissions do not matter",
      "EISDIR": "the path is a directory: rmdir removes those",
      "EPERM": "the directory that holds it is sticky, and file and directory belong to other users",
      "ENOTDIR": "something on the way is not a directory",
      "EROFS": "the file system is mounted read-only",
    ]),
  Syscall(
    263, "unlinkat",
    [.dirfd(), .path("the name to remove"), .flags(.atUnlinkFlags, "AT_REMOVEDIR to act as rmdir")],
    .zero, [.file, .descriptor], changes: .files,
    "Removes a name, or with AT_REMOVEDIR an empty directory, its path starting at an open directory.",
    errors: [
      "ENOENT": "the name does not exist, or a directory on the way does not",
      "EISDIR": "the path is a directory and AT_REMOVEDIR was not given",
      "ENOTDIR": "AT_REMOVEDIR and not a directory, or the path is relative and dirfd is none",
      "ENOTEMPTY": "AT_REMOVEDIR, and the directory has entries",
      "EACCES": "the directory that holds it lacks w or x",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
    ]),
  Syscall(
    82, "rename",
    [.path("the name now", named: "oldpath"), .path("the name afterwards", named: "newpath")],
    .zero, .file, changes: .files,
    "Gives a file another name in one step, and replaces what had that name before.",
    errors: [
      "ENOENT": "oldpath does not exist, or a directory of newpath does not",
      "EXDEV": "the two lie on different mounts: a rename moves no data",
      "EACCES": "one of the two directories lacks w or x",
      "EISDIR": "newpath is a directory, and oldpath is not",
      "ENOTDIR": "oldpath is a directory, and newpath exists and is not; or something on the way is none",
      "ENOTEMPTY": "newpath is a directory with entries",
      "EINVAL": "a directory cannot become a part of itself",
      "EBUSY": "one of the two is a mount point",
    ]),
  Syscall(
    264, "renameat",
    [
      .dirfd(named: "olddirfd"), .path("the name now", named: "oldpath"),
      .dirfd(named: "newdirfd"), .path("the name afterwards", named: "newpath"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Renames a file, the paths starting at open directories.",
    errors: [
      "ENOENT": "oldpath does not exist, or a directory of newpath does not",
      "EXDEV": "the two lie on different mounts: a rename moves no data",
      "EACCES": "one of the two directories lacks w or x",
      "EBADF": "a path is relative, and its directory descriptor is neither open nor AT_FDCWD",
      "ENOTEMPTY": "newpath is a directory with entries",
    ]),
  Syscall(
    316, "renameat2",
    [
      .dirfd(named: "olddirfd"), .path("the name now", named: "oldpath"),
      .dirfd(named: "newdirfd"), .path("the name afterwards", named: "newpath"),
      .flags(.renameFlags, "whether to refuse to replace, or to swap the two"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Renames a file, and can refuse to replace another or swap two names in one step.",
    errors: [
      "EEXIST": "RENAME_NOREPLACE, and newpath exists",
      "ENOENT": "oldpath does not exist, or with RENAME_EXCHANGE one of the two does not",
      "EINVAL": "an unknown flag, RENAME_EXCHANGE beside another flag, or a file system that knows none",
      "EXDEV": "the two lie on different mounts: a rename moves no data",
      "EPERM": "a directory that holds one of the names is sticky, and file and directory belong to other users",
    ]),
  Syscall(
    86, "link",
    [.path("the file", named: "oldpath"), .path("its additional name", named: "newpath")],
    .zero, .file, changes: .files,
    "Gives a file one more name; none of its names is the real one.",
    errors: [
      "EEXIST": "newpath exists; link never replaces",
      "EXDEV": "the two lie on different mounts: a name points into its own file system",
      "EPERM": "oldpath is a directory, or another user's file that this one may not link (fs.protected_hardlinks)",
      "ENOENT": "oldpath does not exist, or a directory of newpath does not",
      "EACCES": "the directory of newpath lacks w or x, or one on the way lacks x",
      "EMLINK": "the file has as many names as its file system allows",
    ]),
  Syscall(
    265, "linkat",
    [
      .dirfd(named: "olddirfd"), .path("the file; empty, with AT_EMPTY_PATH, for olddirfd itself", named: "oldpath"),
      .dirfd(named: "newdirfd"), .path("its additional name", named: "newpath"),
      .flags(.atNewLinkFlags, "AT_SYMLINK_FOLLOW to link what a symbolic link leads to"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Gives a file one more name, the paths starting at open directories; it can name a file made with O_TMPFILE.",
    errors: [
      "EEXIST": "newpath exists; linkat never replaces",
      "EXDEV": "the two lie on different mounts: a name points into its own file system",
      "ENOENT": "oldpath does not exist, a directory of newpath does not, or the file's last name is gone",
      "EPERM": "oldpath is a directory, or another user's file that this one may not link (fs.protected_hardlinks)",
      "EBADF": "a path is relative, and its directory descriptor is neither open nor AT_FDCWD",
      "EINVAL": "an unknown flag",
    ]),
  Syscall(
    88, "symlink",
    [.path("what the link says; it need not exist", named: "target"), .path("the link to make", named: "linkpath")],
    .zero, .file, changes: .files,
    "Makes a symbolic link: a file that holds a path.",
    errors: [
      "EEXIST": "linkpath exists; symlink never replaces",
      "ENOENT": "a directory of linkpath does not exist, or target is empty",
      "EACCES": "the directory of linkpath lacks w or x, or one on the way lacks x",
      "EROFS": "the file system is mounted read-only",
    ]),
  Syscall(
    266, "symlinkat",
    [
      .path("what the link says; it need not exist", named: "target"), .dirfd(named: "newdirfd"),
      .path("the link to make", named: "linkpath"),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Makes a symbolic link, its own path starting at an open directory.",
    errors: [
      "EEXIST": "linkpath exists; symlinkat never replaces",
      "ENOENT": "a directory of linkpath does not exist, or target is empty",
      "EBADF": "linkpath is relative, and newdirfd is neither open nor AT_FDCWD",
      "EACCES": "the directory of linkpath lacks w or x, or one on the way lacks x",
    ]),
  Syscall(
    89, "readlink",
    [
      .path("the symbolic link"),
      Parameter(
        "buf", .pointer(.bytes(.parameter(2)), .output), .supplied, "where the path goes, without a NUL at its end"),
      Parameter("bufsiz", .unsigned(bits: 64), .value(4096), "the size of buf; a longer path is cut without notice"),
    ],
    .number, .file, changes: [],
    "Returns the path that a symbolic link holds.",
    errors: [
      "EINVAL": "the file is not a symbolic link, or bufsiz is not positive",
      "ENOENT": "the path does not exist",
      "EACCES": "a directory on the way lacks x",
      "ENOTDIR": "something on the way is not a directory",
    ]),
  Syscall(
    267, "readlinkat",
    [
      .dirfd(), .path("the symbolic link; empty for dirfd itself, opened with O_PATH|O_NOFOLLOW"),
      Parameter(
        "buf", .pointer(.bytes(.parameter(3)), .output), .supplied, "where the path goes, without a NUL at its end"),
      Parameter("bufsiz", .unsigned(bits: 64), .value(4096), "the size of buf; a longer path is cut without notice"),
    ],
    .number, [.file, .descriptor], changes: [],
    "Returns the path that a symbolic link holds, its own path starting at an open directory.",
    errors: [
      "EINVAL": "the file is not a symbolic link, or bufsiz is not positive",
      "ENOENT": "the path does not exist, or it is empty and dirfd is not a symbolic link",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
      "ENOTDIR": "the path is relative and dirfd is not a directory, or something on the way is none",
    ]),
  Syscall(
    133, "mknod", [.path("the file to make"), node, deviceNumber(modeAt: 1)],
    .zero, .file, changes: .files,
    "Makes a file of any kind but directory and link: a FIFO, a device, a socket or a plain file.",
    errors: [
      "EEXIST": "the name exists already",
      "EPERM": "a device, without the right to make devices (CAP_MKNOD), or a directory",
      "EINVAL": "mode has a type that mknod does not make",
      "ENOENT": "the directory that should hold it does not exist",
      "EACCES": "the directory that should hold it lacks w or x",
    ]),
  Syscall(
    259, "mknodat", [.dirfd(), .path("the file to make"), node, deviceNumber(modeAt: 2)],
    .zero, [.file, .descriptor], changes: .files,
    "Makes a FIFO, a device, a socket or a plain file, its path starting at an open directory.",
    errors: [
      "EEXIST": "the name exists already",
      "EPERM": "a device, without the right to make devices (CAP_MKNOD), or a directory",
      "EINVAL": "mode has a type that mknodat does not make",
      "ENOENT": "the directory that should hold it does not exist",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD",
    ]),
  Syscall(
    217, "getdents64",
    [
      .fd("the open directory"),
      Parameter("dirp", .pointer(.directoryEntries(.parameter(2)), .output), .supplied, "where the entries go"),
      Parameter("count", .unsigned(bits: 32), .value(32768), "the size of dirp in bytes"),
    ],
    .number, .descriptor, changes: .files,
    "Reads the next entries of a directory, as many as fit; 0 means that there are no more.",
    errors: [
      "ENOTDIR": "fd is not a directory",
      "EBADF": "fd is not open, or open with O_PATH",
      "EINVAL": "dirp is too small for the next entry",
      "ENOENT": "the directory has been removed",
      "EFAULT": "dirp points to memory that cannot be written",
    ]),
  Syscall(
    79, "getcwd",
    [
      Parameter("buf", .pointer(.path, .output), .supplied, "where the path goes, with a NUL at its end"),
      .size("size", "the size of buf", .value(4096)),
    ],
    .number, .file, changes: [],
    "Returns the path of the working directory; the result counts the NUL.",
    errors: [
      "ERANGE": "the path and its NUL do not fit into size bytes",
      "ENOENT": "the working directory has been removed",
      "EFAULT": "buf points to memory that cannot be written",
    ]),
  Syscall(
    80, "chdir", [.path("the new working directory", named: "path")],
    .zero, .file, changes: .directory,
    "Makes a directory the one where relative paths start.",
    errors: [
      "ENOENT": "the path does not exist",
      "ENOTDIR": "the path, or something on the way, is not a directory",
      "EACCES": "the directory, or one on the way, lacks x",
      "ELOOP": "too many symbolic links",
    ]),
  Syscall(
    81, "fchdir", [.fd("the open directory")],
    .zero, .descriptor, changes: .directory,
    "Makes an open directory the working directory.",
    errors: [
      "EBADF": "fd is not open",
      "ENOTDIR": "fd is not a directory",
      "EACCES": "the directory lacks x",
    ]),
  Syscall(
    161, "chroot", [.path("the new root", named: "path")],
    .zero, .file, changes: .directory,
    "Makes a directory the one where absolute paths start; the working directory stays, even outside.",
    errors: [
      "EPERM": "the process lacks the privilege (CAP_SYS_CHROOT)",
      "ENOENT": "the path does not exist",
      "ENOTDIR": "the path, or something on the way, is not a directory",
      "EACCES": "the directory, or one on the way, lacks x",
    ]),
  Syscall(
    95, "umask", [Parameter("mask", .permissions, .required, "the permissions that new files shall not have")],
    .octal, [], changes: .directory,
    "Sets the mask that is taken from the permissions of new files, and returns the one before."),
]
