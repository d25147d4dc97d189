extension WordCodec {
  /// The flags of `open`, `openat` and `openat2`, and what F_GETFL gives back (`man 2 open`; the kernel's
  /// `include/uapi/asm-generic/fcntl.h`). The access mode is a field of two bits, not a set: O_RDWR is not
  /// O_RDONLY|O_WRONLY. O_LARGEFILE has the kernel's value; glibc's header says 0, as 64-bit programs never set it.
  public static let openFlags = WordCodec(
    "open flag",
    fields: [
      Field(
        mask: 0x3,
        [
          Constant("O_RDONLY", 0x0),
          Constant("O_WRONLY", 0x1),
          Constant("O_RDWR", 0x2),
          Constant("O_ACCMODE", 0x3),
        ])
    ],
    flags: [
      Constant("O_CREAT", 0x40),
      Constant("O_EXCL", 0x80),
      Constant("O_NOCTTY", 0x100),
      Constant("O_TRUNC", 0x200),
      Constant("O_APPEND", 0x400),
      Constant("O_NONBLOCK", 0x800),
      // Contains O_DSYNC.
      Constant("O_SYNC", 0x10_1000),
      Constant("O_DSYNC", 0x1000),
      Constant("O_DIRECT", 0x4000),
      Constant("O_LARGEFILE", 0x8000),
      Constant("O_NOFOLLOW", 0x2_0000),
      Constant("O_NOATIME", 0x4_0000),
      Constant("O_CLOEXEC", 0x8_0000),
      Constant("O_PATH", 0x20_0000),
      // Contains O_DIRECTORY.
      Constant("O_TMPFILE", 0x41_0000),
      Constant("O_DIRECTORY", 0x1_0000),
      Constant("O_ASYNC", 0x2000),
    ],
    aliases: [
      Constant("O_NDELAY", 0x800),
      Constant("FASYNC", 0x2000),
      Constant("O_RSYNC", 0x101000),
      Constant("O_FSYNC", 0x101000),
    ])

  /// The flags of `dup3` (`man 2 dup`).
  public static let duplicateFlags = WordCodec(
    "dup3 flag",
    flags: [
      Constant("O_CLOEXEC", 0x8_0000)
    ])

  /// The flags of `pipe2` (`man 2 pipe`).
  public static let pipeFlags = WordCodec(
    "pipe flag",
    flags: [
      Constant("O_NONBLOCK", 0x800),
      Constant("O_DIRECT", 0x4000),
      Constant("O_CLOEXEC", 0x8_0000),
    ],
    aliases: [
      // A pipe of watch_queue notifications (the kernel's `include/uapi/linux/watch_queue.h`): O_EXCL's bit.
      Constant("O_NOTIFICATION_PIPE", 0x80)
    ])

  /// The `resolve` field of `struct open_how`: how far a path may lead (`man 2 openat2`).
  public static let resolveFlags = WordCodec(
    "resolve flag",
    flags: [
      Constant("RESOLVE_NO_XDEV", 0x1),
      Constant("RESOLVE_NO_MAGICLINKS", 0x2),
      Constant("RESOLVE_NO_SYMLINKS", 0x4),
      Constant("RESOLVE_BENEATH", 0x8),
      Constant("RESOLVE_IN_ROOT", 0x10),
      Constant("RESOLVE_CACHED", 0x20),
    ])

  /// The flags of `memfd_create` (`man 2 memfd_create`). The size of a huge page is a field, its base-two logarithm.
  public static let memoryFileFlags = WordCodec(
    "memfd flag",
    fields: [
      Field(
        mask: 0xfc00_0000,
        [
          Constant("MFD_HUGE_64KB", 0x4000_0000),
          Constant("MFD_HUGE_512KB", 0x4c00_0000),
          Constant("MFD_HUGE_1MB", 0x5000_0000),
          Constant("MFD_HUGE_2MB", 0x5400_0000),
          Constant("MFD_HUGE_8MB", 0x5c00_0000),
          Constant("MFD_HUGE_16MB", 0x6000_0000),
          Constant("MFD_HUGE_32MB", 0x6400_0000),
          Constant("MFD_HUGE_256MB", 0x7000_0000),
          Constant("MFD_HUGE_512MB", 0x7400_0000),
          Constant("MFD_HUGE_1GB", 0x7800_0000),
          Constant("MFD_HUGE_2GB", 0x7c00_0000),
          Constant("MFD_HUGE_16GB", 0x8800_0000),
        ])
    ],
    flags: [
      Constant("MFD_CLOEXEC", 0x1),
      Constant("MFD_ALLOW_SEALING", 0x2),
      Constant("MFD_HUGETLB", 0x4),
      Constant("MFD_NOEXEC_SEAL", 0x8),
      Constant("MFD_EXEC", 0x10),
    ])
}
