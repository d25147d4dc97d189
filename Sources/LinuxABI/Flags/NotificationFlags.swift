extension WordCodec {
  /// The flags of `inotify_init1` (`man 2 inotify_init`).
  public static let inotifyFlags = WordCodec(
    "inotify flag",
    flags: [
      Constant("IN_NONBLOCK", 0x800),
      Constant("IN_CLOEXEC", 0x8_0000),
    ])

  /// What an inotify watch looks for, and how it is set (`man 7 inotify`).
  public static let inotifyEvents = WordCodec(
    "inotify event",
    flags: [
      Constant("IN_ACCESS", 0x1),
      Constant("IN_MODIFY", 0x2),
      Constant("IN_ATTRIB", 0x4),
      Constant("IN_CLOSE_WRITE", 0x8),
      Constant("IN_CLOSE_NOWRITE", 0x10),
      Constant("IN_OPEN", 0x20),
      Constant("IN_MOVED_FROM", 0x40),
      Constant("IN_MOVED_TO", 0x80),
      Constant("IN_CREATE", 0x100),
      Constant("IN_DELETE", 0x200),
      Constant("IN_DELETE_SELF", 0x400),
      Constant("IN_MOVE_SELF", 0x800),
      Constant("IN_UNMOUNT", 0x2000),
      Constant("IN_Q_OVERFLOW", 0x4000),
      Constant("IN_IGNORED", 0x8000),
      Constant("IN_ONLYDIR", 0x100_0000),
      Constant("IN_DONT_FOLLOW", 0x200_0000),
      Constant("IN_EXCL_UNLINK", 0x400_0000),
      Constant("IN_MASK_CREATE", 0x1000_0000),
      Constant("IN_MASK_ADD", 0x2000_0000),
      Constant("IN_ISDIR", 0x4000_0000),
      Constant("IN_ONESHOT", 0x8000_0000),
    ],
    aliases: [
      Constant("IN_CLOSE", 0x18),
      Constant("IN_MOVE", 0xc0),
      Constant("IN_ALL_EVENTS", 0xfff),
    ])

  /// The flags of `fanotify_init` (`man 2 fanotify_init`); the class is a field.
  public static let fanotifyFlags = WordCodec(
    "fanotify flag",
    fields: [
      Field(
        mask: 0xc,
        [
          Constant("FAN_CLASS_NOTIF", 0x0),
          Constant("FAN_CLASS_CONTENT", 0x4),
          Constant("FAN_CLASS_PRE_CONTENT", 0x8),
        ])
    ],
    flags: [
      Constant("FAN_CLOEXEC", 0x1),
      Constant("FAN_NONBLOCK", 0x2),
      Constant("FAN_UNLIMITED_QUEUE", 0x10),
      Constant("FAN_UNLIMITED_MARKS", 0x20),
      Constant("FAN_ENABLE_AUDIT", 0x40),
      Constant("FAN_REPORT_PIDFD", 0x80),
      Constant("FAN_REPORT_TID", 0x100),
      Constant("FAN_REPORT_FID", 0x200),
      Constant("FAN_REPORT_DIR_FID", 0x400),
      Constant("FAN_REPORT_NAME", 0x800),
      Constant("FAN_REPORT_TARGET_FID", 0x1000),
      Constant("FAN_REPORT_FD_ERROR", 0x2000),
      Constant("FAN_REPORT_MNT", 0x4000),
    ], family: "FAN_CLASS_")

  /// What `fanotify_mark` does, and to what (`man 2 fanotify_mark`).
  public static let fanotifyMarks = WordCodec(
    "fanotify mark flag",
    flags: [
      Constant("FAN_MARK_ADD", 0x1),
      Constant("FAN_MARK_REMOVE", 0x2),
      Constant("FAN_MARK_DONT_FOLLOW", 0x4),
      Constant("FAN_MARK_ONLYDIR", 0x8),
      Constant("FAN_MARK_MOUNT", 0x10),
      Constant("FAN_MARK_IGNORED_MASK", 0x20),
      Constant("FAN_MARK_IGNORED_SURV_MODIFY", 0x40),
      Constant("FAN_MARK_FLUSH", 0x80),
      Constant("FAN_MARK_FILESYSTEM", 0x100),
      Constant("FAN_MARK_EVICTABLE", 0x200),
      Constant("FAN_MARK_IGNORE", 0x400),
    ],
    aliases: [
      Constant("FAN_MARK_INODE", 0x0),
      Constant("FAN_MARK_MNTNS", 0x110),
    ])

  /// The events of fanotify (`man 7 fanotify`). FAN_DIR_MODIFY was taken back before it was released.
  public static let fanotifyEvents = WordCodec(
    "fanotify event",
    flags: [
      Constant("FAN_ACCESS", 0x1),
      Constant("FAN_MODIFY", 0x2),
      Constant("FAN_ATTRIB", 0x4),
      Constant("FAN_CLOSE_WRITE", 0x8),
      Constant("FAN_CLOSE_NOWRITE", 0x10),
      Constant("FAN_OPEN", 0x20),
      Constant("FAN_MOVED_FROM", 0x40),
      Constant("FAN_MOVED_TO", 0x80),
      Constant("FAN_CREATE", 0x100),
      Constant("FAN_DELETE", 0x200),
      Constant("FAN_DELETE_SELF", 0x400),
      Constant("FAN_MOVE_SELF", 0x800),
      Constant("FAN_OPEN_EXEC", 0x1000),
      Constant("FAN_Q_OVERFLOW", 0x4000),
      Constant("FAN_FS_ERROR", 0x8000),
      Constant("FAN_OPEN_PERM", 0x1_0000),
      Constant("FAN_ACCESS_PERM", 0x2_0000),
      Constant("FAN_OPEN_EXEC_PERM", 0x4_0000),
      Constant("FAN_DIR_MODIFY", 0x8_0000),
      Constant("FAN_PRE_ACCESS", 0x10_0000),
      Constant("FAN_MNT_ATTACH", 0x100_0000),
      Constant("FAN_MNT_DETACH", 0x200_0000),
      Constant("FAN_ONDIR", 0x4000_0000),
      Constant("FAN_EVENT_ON_CHILD", 0x800_0000),
      Constant("FAN_RENAME", 0x1000_0000),
    ],
    aliases: [
      Constant("FAN_CLOSE", 0x18),
      Constant("FAN_MOVE", 0xc0),
    ])
}
