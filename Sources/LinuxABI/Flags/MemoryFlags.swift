extension WordCodec {
  /// What may be done with a page (`man 2 mprotect`).
  public static let protection = WordCodec(
    "protection",
    flags: [
      Constant("PROT_READ", 0x1),
      Constant("PROT_WRITE", 0x2),
      Constant("PROT_EXEC", 0x4),
      Constant("PROT_SEM", 0x8),
      Constant("PROT_GROWSDOWN", 0x100_0000),
      Constant("PROT_GROWSUP", 0x200_0000),
    ],
    aliases: [
      Constant("PROT_NONE", 0x0)
    ], zero: "PROT_NONE")

  /// The flags of `mmap` (`man 2 mmap`). Whether a mapping is shared is a field of four bits, not two flags, and so is
  /// the size of huge pages.
  public static let mappingFlags = WordCodec(
    "mapping flag",
    fields: [
      Field(
        mask: 0xf,
        [
          Constant("MAP_SHARED", 0x1),
          Constant("MAP_PRIVATE", 0x2),
          Constant("MAP_SHARED_VALIDATE", 0x3),
          Constant("MAP_DROPPABLE", 0x8),
        ]),
      Field(
        mask: 0xfc00_0000,
        [
          Constant("MAP_HUGE_16KB", 0x3800_0000),
          Constant("MAP_HUGE_64KB", 0x4000_0000),
          Constant("MAP_HUGE_512KB", 0x4c00_0000),
          Constant("MAP_HUGE_1MB", 0x5000_0000),
          Constant("MAP_HUGE_2MB", 0x5400_0000),
          Constant("MAP_HUGE_8MB", 0x5c00_0000),
          Constant("MAP_HUGE_16MB", 0x6000_0000),
          Constant("MAP_HUGE_32MB", 0x6400_0000),
          Constant("MAP_HUGE_256MB", 0x7000_0000),
          Constant("MAP_HUGE_512MB", 0x7400_0000),
          Constant("MAP_HUGE_1GB", 0x7800_0000),
          Constant("MAP_HUGE_2GB", 0x7c00_0000),
          Constant("MAP_HUGE_16GB", 0x8800_0000),
        ]),
    ],
    flags: [
      Constant("MAP_FIXED", 0x10),
      Constant("MAP_ANONYMOUS", 0x20),
      Constant("MAP_32BIT", 0x40),
      Constant("MAP_ABOVE4G", 0x80),
      Constant("MAP_NORESERVE", 0x4000),
      Constant("MAP_POPULATE", 0x8000),
      Constant("MAP_NONBLOCK", 0x1_0000),
      Constant("MAP_GROWSDOWN", 0x100),
      Constant("MAP_DENYWRITE", 0x800),
      Constant("MAP_EXECUTABLE", 0x1000),
      Constant("MAP_LOCKED", 0x2000),
      Constant("MAP_STACK", 0x2_0000),
      Constant("MAP_HUGETLB", 0x4_0000),
      Constant("MAP_SYNC", 0x8_0000),
      Constant("MAP_FIXED_NOREPLACE", 0x10_0000),
    ],
    aliases: [
      Constant("MAP_ANON", 0x20),
      Constant("MAP_FILE", 0x0),
    ])

  /// The flags of `mremap` (`man 2 mremap`).
  public static let remapFlags = WordCodec(
    "mremap flag",
    flags: [
      Constant("MREMAP_MAYMOVE", 0x1),
      Constant("MREMAP_FIXED", 0x2),
      Constant("MREMAP_DONTUNMAP", 0x4),
    ])

  /// The flags of `msync` (`man 2 msync`).
  public static let memorySyncFlags = WordCodec(
    "msync flag",
    flags: [
      Constant("MS_SYNC", 0x4),
      Constant("MS_ASYNC", 0x1),
      Constant("MS_INVALIDATE", 0x2),
    ])

  /// The flags of `mlockall` (`man 2 mlockall`).
  public static let lockAllFlags = WordCodec(
    "mlockall flag",
    flags: [
      Constant("MCL_CURRENT", 0x1),
      Constant("MCL_FUTURE", 0x2),
      Constant("MCL_ONFAULT", 0x4),
    ])

  /// The advice of `madvise` (`man 2 madvise`).
  public static let memoryAdvice = WordCodec(
    "memory advice",
    oneOf: [
      Constant("MADV_NORMAL", 0),
      Constant("MADV_RANDOM", 1),
      Constant("MADV_SEQUENTIAL", 2),
      Constant("MADV_WILLNEED", 3),
      Constant("MADV_DONTNEED", 4),
      Constant("MADV_FREE", 8),
      Constant("MADV_REMOVE", 9),
      Constant("MADV_DONTFORK", 10),
      Constant("MADV_DOFORK", 11),
      Constant("MADV_MERGEABLE", 12),
      Constant("MADV_UNMERGEABLE", 13),
      Constant("MADV_HUGEPAGE", 14),
      Constant("MADV_NOHUGEPAGE", 15),
      Constant("MADV_DONTDUMP", 16),
      Constant("MADV_DODUMP", 17),
      Constant("MADV_WIPEONFORK", 18),
      Constant("MADV_KEEPONFORK", 19),
      Constant("MADV_COLD", 20),
      Constant("MADV_PAGEOUT", 21),
      Constant("MADV_POPULATE_READ", 22),
      Constant("MADV_POPULATE_WRITE", 23),
      Constant("MADV_DONTNEED_LOCKED", 24),
      Constant("MADV_COLLAPSE", 25),
      Constant("MADV_HWPOISON", 100),
      Constant("MADV_SOFT_OFFLINE", 101),
      Constant("MADV_GUARD_INSTALL", 102),
      Constant("MADV_GUARD_REMOVE", 103),
    ])
}
