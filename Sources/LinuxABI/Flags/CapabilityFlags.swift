extension WordCodec {
  /// The version of the structures of `capset` (`man 2 capset`).
  public static let capabilityVersions = WordCodec(
    "capability version",
    oneOf: [
      Constant("_LINUX_CAPABILITY_VERSION_1", 0x1998_0330),
      Constant("_LINUX_CAPABILITY_VERSION_2", 0x2007_1026),
      Constant("_LINUX_CAPABILITY_VERSION_3", 0x2008_0522),
    ])

  /// The capabilities, numbers of bits in a set (`man 7 capabilities`).
  public static let capabilities = WordCodec(
    "capability",
    oneOf: [
      Constant("CAP_CHOWN", 0),
      Constant("CAP_DAC_OVERRIDE", 1),
      Constant("CAP_DAC_READ_SEARCH", 2),
      Constant("CAP_FOWNER", 3),
      Constant("CAP_FSETID", 4),
      Constant("CAP_KILL", 5),
      Constant("CAP_SETGID", 6),
      Constant("CAP_SETUID", 7),
      Constant("CAP_SETPCAP", 8),
      Constant("CAP_LINUX_IMMUTABLE", 9),
      Constant("CAP_NET_BIND_SERVICE", 10),
      Constant("CAP_NET_BROADCAST", 11),
      Constant("CAP_NET_ADMIN", 12),
      Constant("CAP_NET_RAW", 13),
      Constant("CAP_IPC_LOCK", 14),
      Constant("CAP_IPC_OWNER", 15),
      Constant("CAP_SYS_MODULE", 16),
      Constant("CAP_SYS_RAWIO", 17),
      Constant("CAP_SYS_CHROOT", 18),
      Constant("CAP_SYS_PTRACE", 19),
      Constant("CAP_SYS_PACCT", 20),
      Constant("CAP_SYS_ADMIN", 21),
      Constant("CAP_SYS_BOOT", 22),
      Constant("CAP_SYS_NICE", 23),
      Constant("CAP_SYS_RESOURCE", 24),
      Constant("CAP_SYS_TIME", 25),
      Constant("CAP_SYS_TTY_CONFIG", 26),
      Constant("CAP_MKNOD", 27),
      Constant("CAP_LEASE", 28),
      Constant("CAP_AUDIT_WRITE", 29),
      Constant("CAP_AUDIT_CONTROL", 30),
      Constant("CAP_SETFCAP", 31),
      Constant("CAP_MAC_OVERRIDE", 32),
      Constant("CAP_MAC_ADMIN", 33),
      Constant("CAP_SYSLOG", 34),
      Constant("CAP_WAKE_ALARM", 35),
      Constant("CAP_BLOCK_SUSPEND", 36),
      Constant("CAP_AUDIT_READ", 37),
      Constant("CAP_PERFMON", 38),
      Constant("CAP_BPF", 39),
      Constant("CAP_CHECKPOINT_RESTORE", 40),
    ])

  /// How a process treats capabilities on changes of user (`man 7 capabilities`).
  public static let secureBits = WordCodec(
    "secure bit",
    flags: [
      Constant("SECBIT_NOROOT", 0x1),
      Constant("SECBIT_NOROOT_LOCKED", 0x2),
      Constant("SECBIT_NO_SETUID_FIXUP", 0x4),
      Constant("SECBIT_NO_SETUID_FIXUP_LOCKED", 0x8),
      Constant("SECBIT_KEEP_CAPS", 0x10),
      Constant("SECBIT_KEEP_CAPS_LOCKED", 0x20),
      Constant("SECBIT_NO_CAP_AMBIENT_RAISE", 0x40),
      Constant("SECBIT_NO_CAP_AMBIENT_RAISE_LOCKED", 0x80),
      Constant("SECBIT_EXEC_RESTRICT_FILE", 0x100),
      Constant("SECBIT_EXEC_RESTRICT_FILE_LOCKED", 0x200),
      Constant("SECBIT_EXEC_DENY_INTERACTIVE", 0x400),
      Constant("SECBIT_EXEC_DENY_INTERACTIVE_LOCKED", 0x800),
    ])

  /// Which system a process believes itself to run on (`man 2 personality`): a field of eight bits, and flags.
  public static let personalities = WordCodec(
    "personality",
    fields: [
      Field(
        mask: 0xff,
        [
          Constant("PER_LINUX", 0x0),
          Constant("PER_BSD", 0x6),
          Constant("PER_LINUX32", 0x8),
          Constant("PER_RISCOS", 0xc),
          Constant("PER_OSF4", 0xf),
          Constant("PER_HPUX", 0x10),
          Constant("PER_MASK", 0xff),
        ])
    ],
    flags: [
      Constant("UNAME26", 0x2_0000),
      Constant("ADDR_NO_RANDOMIZE", 0x4_0000),
      Constant("FDPIC_FUNCPTRS", 0x8_0000),
      Constant("MMAP_PAGE_ZERO", 0x10_0000),
      Constant("ADDR_COMPAT_LAYOUT", 0x20_0000),
      Constant("READ_IMPLIES_EXEC", 0x40_0000),
      Constant("ADDR_LIMIT_32BIT", 0x80_0000),
      Constant("SHORT_INODE", 0x100_0000),
      Constant("WHOLE_SECONDS", 0x200_0000),
      Constant("STICKY_TIMEOUTS", 0x400_0000),
      Constant("ADDR_LIMIT_3GB", 0x800_0000),
    ], form: .allOnesAsNumber, family: "PER_")
}
