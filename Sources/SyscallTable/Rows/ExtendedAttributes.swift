import LinuxABI

private let name = Parameter(
  "name", .pointer(.string, .input), .required, "the attribute's name, with its namespace: \"user.x\"")
private let flags = Parameter.flags(.xattrFlags, "XATTR_CREATE to make it only, XATTR_REPLACE to change it only")
private let value = Parameter(
  "value", .pointer(.special(SpecialMemory(AttributeValue(length: 3))), .input), .required, "the bytes to keep")
private let valueSize = Parameter.size("size", "how many bytes", .lengthOf(2))
private let buffer = Parameter(
  "value", .pointer(.special(SpecialMemory(AttributeValue(length: 3))), .output), .supplied, "where the bytes go")
private let room = Parameter.size("size", "the size of value; 0 to ask only how large it has to be", .value(4096))
private let list = Parameter(
  "list", .pointer(.special(SpecialMemory(AttributeNames(size: 2))), .output), .supplied, "where the names go")
private let listSize = Parameter.size(
  "size", "the size of list; 0 to ask only how large it has to be", .value(4096))
private let path = Parameter.path("the file", named: "path")
private let link = Parameter.path("the file or link", named: "path")
private let atFlags = Parameter.flags(.atLinkOrTargetFlags, "AT_SYMLINK_NOFOLLOW for a link itself, AT_EMPTY_PATH")
private let badPointer = "an argument points outside the process's memory"

private let setErrors: KeyValuePairs<String, String> = [
  "EEXIST": "XATTR_CREATE, and the attribute exists already",
  "ENODATA": "XATTR_REPLACE, and the attribute does not exist",
  "EOPNOTSUPP": "the file system keeps no such attributes, or the name has no namespace that it knows",
  "EPERM": "the file is neither a regular one nor a directory, or the namespace takes a privilege",
  "EACCES": "the file may not be written",
  "ENOSPC": "the file system has no room for it beside the inode",
  "E2BIG": "the value is larger than 64 KiB",
  "EINVAL": "an unknown flag",
]
private let getErrors: KeyValuePairs<String, String> = [
  "ENODATA": "the file has no attribute of that name, or the caller may not see it",
  "ERANGE": "the value does not fit into size bytes",
  "EOPNOTSUPP": "the file system keeps no such attributes, or the name has no namespace that it knows",
  "EFAULT": badPointer,
]
private let listErrors: KeyValuePairs<String, String> = [
  "ERANGE": "the names do not fit into size bytes",
  "EOPNOTSUPP": "the file system keeps no extended attributes",
  "EFAULT": badPointer,
]
private let removeErrors: KeyValuePairs<String, String> = [
  "ENODATA": "the file has no attribute of that name",
  "EOPNOTSUPP": "the file system keeps no such attributes, or the name has no namespace that it knows",
  "EPERM": "the namespace takes a privilege",
  "EACCES": "the file may not be written",
]

/// Rows for extended attributes: names and values that a file carries beside its data (`man 7 xattr`).
let extendedAttributeRows: [Syscall] = [
  Syscall(
    188, "setxattr", [path, name, value, valueSize, flags], .zero, .file, changes: .files,
    "Gives a file an extended attribute, a name with some bytes.", errors: setErrors),
  Syscall(
    189, "lsetxattr", [link, name, value, valueSize, flags], .zero, .file, changes: .files,
    "Gives a file an extended attribute, to a symbolic link itself rather than its target.", errors: setErrors),
  Syscall(
    190, "fsetxattr", [.fd("the open file"), name, value, valueSize, flags], .zero, .descriptor, changes: .files,
    "Gives an open file an extended attribute.", errors: setErrors),
  Syscall(
    191, "getxattr", [path, name, buffer, room], .number, .file, changes: [],
    "Returns the value of an extended attribute, and how many bytes it has.", errors: getErrors),
  Syscall(
    192, "lgetxattr", [link, name, buffer, room], .number, .file, changes: [],
    "Returns the value of an extended attribute, of a symbolic link itself rather than its target.",
    errors: getErrors),
  Syscall(
    193, "fgetxattr", [.fd("the open file"), name, buffer, room], .number, .descriptor, changes: [],
    "Returns the value of an extended attribute of an open file.", errors: getErrors),
  Syscall(
    194, "listxattr", [path, list, listSize], .number, .file, changes: [],
    "Returns the names of all extended attributes of a file, each with a NUL behind it.", errors: listErrors),
  Syscall(
    195, "llistxattr", [link, list, listSize], .number, .file, changes: [],
    "Returns the names of all extended attributes, of a symbolic link itself rather than its target.",
    errors: listErrors),
  Syscall(
    196, "flistxattr", [.fd("the open file"), list, listSize], .number, .descriptor, changes: [],
    "Returns the names of all extended attributes of an open file.", errors: listErrors),
  Syscall(
    197, "removexattr", [path, name], .zero, .file, changes: .files,
    "Removes an extended attribute of a file.", errors: removeErrors),
  Syscall(
    198, "lremovexattr", [link, name], .zero, .file, changes: .files,
    "Removes an extended attribute, of a symbolic link itself rather than its target.", errors: removeErrors),
  Syscall(
    199, "fremovexattr", [.fd("the open file"), name], .zero, .descriptor, changes: .files,
    "Removes an extended attribute of an open file.", errors: removeErrors),
  Syscall(
    463, "setxattrat",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"), atFlags, name,
      Parameter(
        "args", .pointer(.special(SpecialMemory(AttributeArguments(size: 5))), .input), .required,
        "the value, its size and the flags of setxattr: {value=\"v\"}"),
      .size("size", "the size of the structure", .value(16)),
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Gives a file an extended attribute, its path starting at an open directory.", errors: setErrors),
  Syscall(
    464, "getxattrat",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"), atFlags, name,
      Parameter(
        "args", .pointer(.special(SpecialMemory(AttributeArguments(size: 5))), .both), .required,
        "the room for the value: {size=100}"),
      .size("size", "the size of the structure", .value(16)),
    ],
    .number, [.file, .descriptor], changes: [],
    "Returns the value of an extended attribute, the path starting at an open directory.", errors: getErrors),
  Syscall(
    465, "listxattrat",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"), atFlags,
      Parameter(
        "list", .pointer(.special(SpecialMemory(AttributeNames(size: 4))), .output), .supplied,
        "where the names go"),
      .size("size", "the size of list; 0 to ask only how large it has to be", .value(4096)),
    ],
    .number, [.file, .descriptor], changes: [],
    "Returns the names of all extended attributes of a file, its path starting at an open directory.",
    errors: listErrors),
  Syscall(
    466, "removexattrat",
    [.dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"), atFlags, name],
    .zero, [.file, .descriptor], changes: .files,
    "Removes an extended attribute of a file, its path starting at an open directory.", errors: removeErrors),
  Syscall(
    468, "file_getattr",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"),
      Parameter(
        "attr", .pointer(.special(SpecialMemory(VersionedStructure(layout: .fileAttr, size: 3, first: 24))), .output),
        .supplied, "where the attributes go"),
      .size("size", "the size of the structure", .value(24)), atFlags,
    ],
    .zero, [.file, .descriptor], changes: [],
    "Returns the attributes of an inode that FS_IOC_FSGETXATTR knows, by a path and of every kind of file.",
    errors: [
      "EINVAL": "size is smaller than the first version of the structure, or a flag unknown",
      "EOPNOTSUPP": "the file system has no such attributes", "ENOENT": "the path does not exist",
      "EBADF": "the path is relative, and dirfd is neither open nor AT_FDCWD", "EFAULT": badPointer,
    ]),
  Syscall(
    469, "file_setattr",
    [
      .dirfd(), .path("the file; empty, with AT_EMPTY_PATH, for dirfd itself"),
      Parameter(
        "attr",
        .pointer(.special(SpecialMemory(VersionedStructure(layout: .fileAttrRequest, size: 3, first: 24))), .input),
        .required, "the attributes as they shall be: {fa_xflags=FS_XFLAG_NODUMP}"),
      .size("size", "the size of the structure", .value(24)), atFlags,
    ],
    .zero, [.file, .descriptor], changes: .files,
    "Sets the attributes of an inode that FS_IOC_FSSETXATTR knows, by a path and of every kind of file.",
    errors: [
      "EPERM": "the file belongs to another user, or immutable and append-only were changed without a privilege",
      "EINVAL": "size is smaller than the first version of the structure, or a flag unknown",
      "EOPNOTSUPP": "the file system has no such attributes, or not this one", "ENOENT": "the path does not exist",
      "E2BIG": "size is larger than this kernel knows, and the rest of the structure is not zero",
      "EFAULT": badPointer,
    ]),
]

extension StructureLayout {
  /// `include/uapi/linux/fs.h`.
  static let fileAttr = StructureLayout(
    "file_attr", size: 24,
    [
      Field("fa_xflags", at: 0, .word(.extendedInodeFlags, bytes: 8)),
      Field("fa_extsize", at: 8, .unsigned(bytes: 4)),
      Field("fa_nextents", at: 12, .unsigned(bytes: 4)),
      Field("fa_projid", at: 16, .hexadecimal(bytes: 4)),
      Field("fa_cowextsize", at: 20, .unsigned(bytes: 4)),
    ])

  /// The same as file_setattr reads it: how many extents there are is no setting.
  static let fileAttrRequest = StructureLayout(
    "file_attr", size: 24, fileAttr.fields.filter { $0.name != "fa_nextents" })
}
