extension WordCodec {
  /// The `st_mode` of a file and the mode of `mknod`: the type is a field, the permissions are octal digits
  /// (`man 7 inode`).
  public static let fileMode = WordCodec(
    "file mode",
    fields: [
      Field(
        mask: 0o170000,
        [
          Constant("S_IFSOCK", 0o140000),
          Constant("S_IFLNK", 0o120000),
          Constant("S_IFREG", 0o100000),
          Constant("S_IFBLK", 0o060000),
          Constant("S_IFDIR", 0o040000),
          Constant("S_IFCHR", 0o020000),
          Constant("S_IFIFO", 0o010000),
        ])
    ],
    flags: [
      Constant("S_ISUID", 0o4000),
      Constant("S_ISGID", 0o2000),
      Constant("S_ISVTX", 0o1000),
    ], octal: true)

  /// Which fields of `struct statx` are asked for, and which were filled (`man 2 statx`).
  public static let statxMask = WordCodec(
    "statx field",
    flags: [
      // These two contain the single ones that follow.
      Constant("STATX_ALL", 0xfff),
      Constant("STATX_BASIC_STATS", 0x7ff),
      Constant("STATX_TYPE", 0x1),
      Constant("STATX_MODE", 0x2),
      Constant("STATX_NLINK", 0x4),
      Constant("STATX_UID", 0x8),
      Constant("STATX_GID", 0x10),
      Constant("STATX_ATIME", 0x20),
      Constant("STATX_MTIME", 0x40),
      Constant("STATX_CTIME", 0x80),
      Constant("STATX_INO", 0x100),
      Constant("STATX_SIZE", 0x200),
      Constant("STATX_BLOCKS", 0x400),
      Constant("STATX_BTIME", 0x800),
      Constant("STATX_MNT_ID", 0x1000),
      Constant("STATX_DIOALIGN", 0x2000),
      Constant("STATX_MNT_ID_UNIQUE", 0x4000),
      Constant("STATX_SUBVOL", 0x8000),
      Constant("STATX_WRITE_ATOMIC", 0x10000),
      Constant("STATX_DIO_READ_ALIGN", 0x20000),
    ])

  /// The attributes of a file in `struct statx` (`man 2 statx`).
  public static let statxAttributes = WordCodec(
    "file attribute",
    flags: [
      Constant("STATX_ATTR_COMPRESSED", 0x4),
      Constant("STATX_ATTR_IMMUTABLE", 0x10),
      Constant("STATX_ATTR_APPEND", 0x20),
      Constant("STATX_ATTR_NODUMP", 0x40),
      Constant("STATX_ATTR_ENCRYPTED", 0x800),
      Constant("STATX_ATTR_AUTOMOUNT", 0x1000),
      Constant("STATX_ATTR_MOUNT_ROOT", 0x2000),
      Constant("STATX_ATTR_VERITY", 0x10_0000),
      Constant("STATX_ATTR_DAX", 0x20_0000),
      Constant("STATX_ATTR_WRITE_ATOMIC", 0x40_0000),
    ])
}
