extension WordCodec {
  /// The flags of `mount` (`man 2 mount`; `include/uapi/linux/mount.h`). Those from MS_SUBMOUNT on are the kernel's own.
  /// MS_MGC_VAL filled the upper half before Linux 2.4, and is passed over there.
  public static let mountFlags = WordCodec(
    "mount flag",
    flags: [
      Constant("MS_RDONLY", 0x1),
      Constant("MS_NOSUID", 0x2),
      Constant("MS_NODEV", 0x4),
      Constant("MS_NOEXEC", 0x8),
      Constant("MS_SYNCHRONOUS", 0x10),
      Constant("MS_REMOUNT", 0x20),
      Constant("MS_MANDLOCK", 0x40),
      Constant("MS_DIRSYNC", 0x80),
      Constant("MS_NOSYMFOLLOW", 0x100),
      Constant("MS_NOATIME", 0x400),
      Constant("MS_NODIRATIME", 0x800),
      Constant("MS_BIND", 0x1000),
      Constant("MS_MOVE", 0x2000),
      Constant("MS_REC", 0x4000),
      Constant("MS_SILENT", 0x8000),
      Constant("MS_POSIXACL", 0x1_0000),
      Constant("MS_UNBINDABLE", 0x2_0000),
      Constant("MS_PRIVATE", 0x4_0000),
      Constant("MS_SLAVE", 0x8_0000),
      Constant("MS_SHARED", 0x10_0000),
      Constant("MS_RELATIME", 0x20_0000),
      Constant("MS_KERNMOUNT", 0x40_0000),
      Constant("MS_I_VERSION", 0x80_0000),
      Constant("MS_STRICTATIME", 0x100_0000),
      Constant("MS_LAZYTIME", 0x200_0000),
      Constant("MS_SUBMOUNT", 0x400_0000),
      Constant("MS_NOREMOTELOCK", 0x800_0000),
      Constant("MS_NOSEC", 0x1000_0000),
      Constant("MS_BORN", 0x2000_0000),
      Constant("MS_ACTIVE", 0x4000_0000),
      Constant("MS_NOUSER", 0x8000_0000),
    ],
    aliases: [
      Constant("MS_MGC_VAL", 0xc0ed_0000)
    ])

  /// The flags of `umount2` (`man 2 umount`).
  public static let unmountFlags = WordCodec(
    "unmount flag",
    flags: [
      Constant("MNT_FORCE", 0x1),
      Constant("MNT_DETACH", 0x2),
      Constant("MNT_EXPIRE", 0x4),
      Constant("UMOUNT_NOFOLLOW", 0x8),
    ], family: "MNT_")

  /// The flags of `open_tree` and `open_tree_attr`. The kernel refuses AT_REMOVEDIR and AT_SYMLINK_FOLLOW, which strace
  /// names all the same.
  public static let openTreeFlags = WordCodec(
    "open_tree flag",
    flags: [
      Constant("OPEN_TREE_CLONE", 0x1),
      Constant("OPEN_TREE_CLOEXEC", 0x8_0000),
      Constant("AT_SYMLINK_NOFOLLOW", 0x100),
      Constant("AT_REMOVEDIR", 0x200),
      Constant("AT_SYMLINK_FOLLOW", 0x400),
      Constant("AT_NO_AUTOMOUNT", 0x800),
      Constant("AT_EMPTY_PATH", 0x1000),
      Constant("AT_RECURSIVE", 0x8000),
    ], family: "OPEN_TREE_")

  /// The flags of `move_mount`.
  public static let moveMountFlags = WordCodec(
    "move_mount flag",
    flags: [
      Constant("MOVE_MOUNT_F_SYMLINKS", 0x1),
      Constant("MOVE_MOUNT_F_AUTOMOUNTS", 0x2),
      Constant("MOVE_MOUNT_F_EMPTY_PATH", 0x4),
      Constant("MOVE_MOUNT_T_SYMLINKS", 0x10),
      Constant("MOVE_MOUNT_T_AUTOMOUNTS", 0x20),
      Constant("MOVE_MOUNT_T_EMPTY_PATH", 0x40),
      Constant("MOVE_MOUNT_SET_GROUP", 0x100),
      Constant("MOVE_MOUNT_BENEATH", 0x200),
    ])

  /// The flags of `fsopen`.
  public static let fsopenFlags = WordCodec("fsopen flag", flags: [Constant("FSOPEN_CLOEXEC", 0x1)])

  /// The commands of `fsconfig`.
  public static let fsconfigCommands = WordCodec(
    "fsconfig command",
    oneOf: [
      Constant("FSCONFIG_SET_FLAG", 0),
      Constant("FSCONFIG_SET_STRING", 1),
      Constant("FSCONFIG_SET_BINARY", 2),
      Constant("FSCONFIG_SET_PATH", 3),
      Constant("FSCONFIG_SET_PATH_EMPTY", 4),
      Constant("FSCONFIG_SET_FD", 5),
      Constant("FSCONFIG_CMD_CREATE", 6),
      Constant("FSCONFIG_CMD_RECONFIGURE", 7),
      Constant("FSCONFIG_CMD_CREATE_EXCL", 8),
    ])

  /// The flags of `fsmount`.
  public static let fsmountFlags = WordCodec("fsmount flag", flags: [Constant("FSMOUNT_CLOEXEC", 0x1)])

  /// What a mount allows and how it keeps access times: for `fsmount` and `mount_setattr`.
  public static let mountAttributes = WordCodec(
    "mount attribute",
    flags: [
      Constant("MOUNT_ATTR_RDONLY", 0x1),
      Constant("MOUNT_ATTR_NOSUID", 0x2),
      Constant("MOUNT_ATTR_NODEV", 0x4),
      Constant("MOUNT_ATTR_NOEXEC", 0x8),
      Constant("MOUNT_ATTR_NOATIME", 0x10),
      Constant("MOUNT_ATTR_STRICTATIME", 0x20),
      Constant("MOUNT_ATTR_NODIRATIME", 0x80),
      Constant("MOUNT_ATTR_IDMAP", 0x10_0000),
      Constant("MOUNT_ATTR_NOSYMFOLLOW", 0x20_0000),
    ],
    aliases: [
      Constant("MOUNT_ATTR_RELATIME", 0)
    ])

  /// With whom a mount shares what is mounted below it (`man 7 mount_namespaces`).
  public static let mountPropagation = WordCodec(
    "propagation type",
    oneOf: [
      Constant("MS_UNBINDABLE", 0x2_0000),
      Constant("MS_PRIVATE", 0x4_0000),
      Constant("MS_SLAVE", 0x8_0000),
      Constant("MS_SHARED", 0x10_0000),
    ])

  /// The same as `statmount` answers it: a mount may have more than one.
  public static let mountPropagations = WordCodec(
    "mount propagation",
    flags: [
      Constant("MS_SHARED", 0x10_0000),
      Constant("MS_SLAVE", 0x8_0000),
      Constant("MS_PRIVATE", 0x4_0000),
      Constant("MS_UNBINDABLE", 0x2_0000),
    ])

  /// The flags of `fspick`.
  public static let fspickFlags = WordCodec(
    "fspick flag",
    flags: [
      Constant("FSPICK_CLOEXEC", 0x1),
      Constant("FSPICK_SYMLINK_NOFOLLOW", 0x2),
      Constant("FSPICK_NO_AUTOMOUNT", 0x4),
      Constant("FSPICK_EMPTY_PATH", 0x8),
    ])

  /// The flags of `mount_setattr` (`man 2 mount_setattr`).
  public static let atMountFlags = WordCodec(
    "mount_setattr flag",
    flags: [
      Constant("AT_SYMLINK_NOFOLLOW", 0x100),
      Constant("AT_NO_AUTOMOUNT", 0x800),
      Constant("AT_EMPTY_PATH", 0x1000),
      Constant("AT_RECURSIVE", 0x8000),
    ])

  /// What `statmount` is asked for, and what it found.
  public static let statmountMask = WordCodec(
    "statmount field",
    flags: [
      Constant("STATMOUNT_SB_BASIC", 0x1),
      Constant("STATMOUNT_MNT_BASIC", 0x2),
      Constant("STATMOUNT_PROPAGATE_FROM", 0x4),
      Constant("STATMOUNT_MNT_ROOT", 0x8),
      Constant("STATMOUNT_MNT_POINT", 0x10),
      Constant("STATMOUNT_FS_TYPE", 0x20),
      Constant("STATMOUNT_MNT_NS_ID", 0x40),
      Constant("STATMOUNT_MNT_OPTS", 0x80),
      Constant("STATMOUNT_FS_SUBTYPE", 0x100),
      Constant("STATMOUNT_SB_SOURCE", 0x200),
      Constant("STATMOUNT_OPT_ARRAY", 0x400),
      Constant("STATMOUNT_OPT_SEC_ARRAY", 0x800),
      Constant("STATMOUNT_SUPPORTED_MASK", 0x1000),
      Constant("STATMOUNT_MNT_UIDMAP", 0x2000),
      Constant("STATMOUNT_MNT_GIDMAP", 0x4000),
    ])

  /// The flags of a file system, as `statmount` answers them.
  public static let superblockFlags = WordCodec(
    "file system flag",
    flags: [
      Constant("MS_RDONLY", 0x1),
      Constant("MS_SYNCHRONOUS", 0x10),
      Constant("MS_DIRSYNC", 0x80),
      Constant("MS_LAZYTIME", 0x200_0000),
    ])

  /// The mount below which `listmount` looks, when it is not named by its id.
  public static let listedMounts = WordCodec("mount", oneOf: [Constant("LSMT_ROOT", .max)], family: "")

  /// The flags of `listmount`.
  public static let listmountFlags = WordCodec("listmount flag", flags: [Constant("LISTMOUNT_REVERSE", 0x1)])

  /// The flags of `swapon` beside the priority (`man 2 swapon`).
  public static let swapFlags = WordCodec(
    "swap flag",
    flags: [
      Constant("SWAP_FLAG_PREFER", 0x8000),
      Constant("SWAP_FLAG_DISCARD", 0x1_0000),
      Constant("SWAP_FLAG_DISCARD_ONCE", 0x2_0000),
      Constant("SWAP_FLAG_DISCARD_PAGES", 0x4_0000),
    ])
}
