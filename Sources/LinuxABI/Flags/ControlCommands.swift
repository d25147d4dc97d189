extension WordCodec {
  /// The commands of `fcntl` (`man 2 fcntl`).
  public static let fcntlCommands = WordCodec(
    "fcntl command",
    oneOf: [
      Constant("F_DUPFD", 0),
      Constant("F_GETFD", 1),
      Constant("F_SETFD", 2),
      Constant("F_GETFL", 3),
      Constant("F_SETFL", 4),
      Constant("F_GETLK", 5),
      Constant("F_SETLK", 6),
      Constant("F_SETLKW", 7),
      Constant("F_SETOWN", 8),
      Constant("F_GETOWN", 9),
      Constant("F_SETSIG", 10),
      Constant("F_GETSIG", 11),
      Constant("F_SETOWN_EX", 15),
      Constant("F_GETOWN_EX", 16),
      Constant("F_GETOWNER_UIDS", 17),
      Constant("F_OFD_GETLK", 36),
      Constant("F_OFD_SETLK", 37),
      Constant("F_OFD_SETLKW", 38),
      Constant("F_SETLEASE", 1024),
      Constant("F_GETLEASE", 1025),
      Constant("F_NOTIFY", 1026),
      Constant("F_DUPFD_QUERY", 1027),
      Constant("F_CREATED_QUERY", 1028),
      Constant("F_DUPFD_CLOEXEC", 1030),
      Constant("F_SETPIPE_SZ", 1031),
      Constant("F_GETPIPE_SZ", 1032),
      Constant("F_ADD_SEALS", 1033),
      Constant("F_GET_SEALS", 1034),
      Constant("F_GET_RW_HINT", 1035),
      Constant("F_SET_RW_HINT", 1036),
      Constant("F_GET_FILE_RW_HINT", 1037),
      Constant("F_SET_FILE_RW_HINT", 1038),
    ])

  /// The type of a record lock, of an OFD lock or of a lease (`man 2 fcntl`).
  public static let lockTypes = WordCodec(
    "lock type",
    oneOf: [
      Constant("F_RDLCK", 0),
      Constant("F_WRLCK", 1),
      Constant("F_UNLCK", 2),
    ])

  /// The operations of `flock` (`man 2 flock`).
  public static let flockOperations = WordCodec(
    "flock operation",
    flags: [
      Constant("LOCK_SH", 0x1),
      Constant("LOCK_EX", 0x2),
      Constant("LOCK_NB", 0x4),
      Constant("LOCK_UN", 0x8),
    ])

  /// The seals of a memory file, for F_ADD_SEALS and F_GET_SEALS (`man 2 fcntl`).
  public static let fileSeals = WordCodec(
    "file seal",
    flags: [
      Constant("F_SEAL_SEAL", 0x1),
      Constant("F_SEAL_SHRINK", 0x2),
      Constant("F_SEAL_GROW", 0x4),
      Constant("F_SEAL_WRITE", 0x8),
      Constant("F_SEAL_FUTURE_WRITE", 0x10),
      Constant("F_SEAL_EXEC", 0x20),
    ])

  /// The directory events of F_NOTIFY (`man 2 fcntl`).
  public static let directoryEvents = WordCodec(
    "directory event",
    flags: [
      Constant("DN_ACCESS", 0x1),
      Constant("DN_MODIFY", 0x2),
      Constant("DN_CREATE", 0x4),
      Constant("DN_DELETE", 0x8),
      Constant("DN_RENAME", 0x10),
      Constant("DN_ATTRIB", 0x20),
      Constant("DN_MULTISHOT", 0x8000_0000),
    ])

  /// How long written data is expected to live, for F_SET_RW_HINT (`man 2 fcntl`).
  public static let writeLifetimes = WordCodec(
    "write lifetime",
    oneOf: [
      Constant("RWH_WRITE_LIFE_NOT_SET", 0),
      Constant("RWH_WRITE_LIFE_NONE", 1),
      Constant("RWH_WRITE_LIFE_SHORT", 2),
      Constant("RWH_WRITE_LIFE_MEDIUM", 3),
      Constant("RWH_WRITE_LIFE_LONG", 4),
      Constant("RWH_WRITE_LIFE_EXTREME", 5),
    ])

  /// Whom F_SETOWN_EX signals: a thread, a process or a group (`man 2 fcntl`).
  public static let ownerKinds = WordCodec(
    "owner kind",
    oneOf: [
      Constant("F_OWNER_TID", 0),
      Constant("F_OWNER_PID", 1),
      Constant("F_OWNER_PGRP", 2),
    ])
}
