extension WordCodec {
  /// Where an offset counts from (`man 2 lseek`).
  public static let seekOrigins = WordCodec(
    "seek origin",
    oneOf: [
      Constant("SEEK_SET", 0),
      Constant("SEEK_CUR", 1),
      Constant("SEEK_END", 2),
      Constant("SEEK_DATA", 3),
      Constant("SEEK_HOLE", 4),
    ])

  /// The flags of the descriptor itself, as F_GETFD and F_SETFD know them: there is one.
  public static let descriptorFlags = WordCodec(
    "descriptor flag",
    flags: [
      Constant("FD_CLOEXEC", 0x1)
    ])

  /// The flags of `close_range` (`man 2 close_range`).
  public static let closeRangeFlags = WordCodec(
    "close_range flag",
    flags: [
      Constant("CLOSE_RANGE_UNSHARE", 0x2),
      Constant("CLOSE_RANGE_CLOEXEC", 0x4),
    ])

  /// The flags of `splice`, `tee` and `vmsplice` (`man 2 splice`).
  public static let spliceFlags = WordCodec(
    "splice flag",
    flags: [
      Constant("SPLICE_F_MOVE", 0x1),
      Constant("SPLICE_F_NONBLOCK", 0x2),
      Constant("SPLICE_F_MORE", 0x4),
      Constant("SPLICE_F_GIFT", 0x8),
    ])

  /// The flags of `preadv2` and `pwritev2` (`man 2 preadv2`).
  public static let transferFlags = WordCodec(
    "read or write flag",
    flags: [
      Constant("RWF_HIPRI", 0x1),
      Constant("RWF_DSYNC", 0x2),
      Constant("RWF_SYNC", 0x4),
      Constant("RWF_NOWAIT", 0x8),
      Constant("RWF_APPEND", 0x10),
      Constant("RWF_NOAPPEND", 0x20),
      Constant("RWF_ATOMIC", 0x40),
      Constant("RWF_DONTCACHE", 0x80),
    ])

  /// The flags of `fallocate` (`man 2 fallocate`).
  public static let allocationFlags = WordCodec(
    "fallocate flag",
    flags: [
      Constant("FALLOC_FL_KEEP_SIZE", 0x1),
      Constant("FALLOC_FL_PUNCH_HOLE", 0x2),
      Constant("FALLOC_FL_NO_HIDE_STALE", 0x4),
      Constant("FALLOC_FL_COLLAPSE_RANGE", 0x8),
      Constant("FALLOC_FL_ZERO_RANGE", 0x10),
      Constant("FALLOC_FL_INSERT_RANGE", 0x20),
      Constant("FALLOC_FL_UNSHARE_RANGE", 0x40),
      Constant("FALLOC_FL_WRITE_ZEROES", 0x80),
    ],
    aliases: [
      Constant("FALLOC_FL_ALLOCATE_RANGE", 0)
    ])

  /// The flags of `sync_file_range` (`man 2 sync_file_range`).
  public static let syncRangeFlags = WordCodec(
    "sync_file_range flag",
    flags: [
      Constant("SYNC_FILE_RANGE_WAIT_BEFORE", 0x1),
      Constant("SYNC_FILE_RANGE_WRITE", 0x2),
      Constant("SYNC_FILE_RANGE_WAIT_AFTER", 0x4),
    ],
    aliases: [
      Constant("SYNC_FILE_RANGE_WRITE_AND_WAIT", 0x7)
    ])

  /// The advice of `fadvise64` (`man 2 posix_fadvise`).
  public static let fileAdvice = WordCodec(
    "access pattern",
    oneOf: [
      Constant("POSIX_FADV_NORMAL", 0),
      Constant("POSIX_FADV_RANDOM", 1),
      Constant("POSIX_FADV_SEQUENTIAL", 2),
      Constant("POSIX_FADV_WILLNEED", 3),
      Constant("POSIX_FADV_DONTNEED", 4),
      Constant("POSIX_FADV_NOREUSE", 5),
    ])
}
