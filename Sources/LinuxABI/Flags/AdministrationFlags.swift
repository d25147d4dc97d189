extension WordCodec {
  /// What `syslog` does with the kernel's log (`man 2 syslog`).
  public static let logActions = WordCodec(
    "log action",
    oneOf: [
      Constant("SYSLOG_ACTION_CLOSE", 0),
      Constant("SYSLOG_ACTION_OPEN", 1),
      Constant("SYSLOG_ACTION_READ", 2),
      Constant("SYSLOG_ACTION_READ_ALL", 3),
      Constant("SYSLOG_ACTION_READ_CLEAR", 4),
      Constant("SYSLOG_ACTION_CLEAR", 5),
      Constant("SYSLOG_ACTION_CONSOLE_OFF", 6),
      Constant("SYSLOG_ACTION_CONSOLE_ON", 7),
      Constant("SYSLOG_ACTION_CONSOLE_LEVEL", 8),
      Constant("SYSLOG_ACTION_SIZE_UNREAD", 9),
      Constant("SYSLOG_ACTION_SIZE_BUFFER", 10),
    ], form: .numberAndName)

  /// How urgent a line of the kernel's log is (`man 2 syslog`).
  public static let logLevels = WordCodec(
    "log level",
    oneOf: [
      Constant("LOGLEVEL_EMERG", 0),
      Constant("LOGLEVEL_ALERT", 1),
      Constant("LOGLEVEL_CRIT", 2),
      Constant("LOGLEVEL_ERR", 3),
      Constant("LOGLEVEL_WARNING", 4),
      Constant("LOGLEVEL_NOTICE", 5),
      Constant("LOGLEVEL_INFO", 6),
      Constant("LOGLEVEL_DEBUG", 7),
    ], form: .numberAndName)

  /// The first word that guards `reboot` against slips (`man 2 reboot`).
  public static let rebootMagic = WordCodec(
    "reboot magic number",
    oneOf: [
      Constant("LINUX_REBOOT_MAGIC1", 0xfee1_dead)
    ], family: "LINUX_REBOOT_MAGIC_")

  /// The second.
  public static let secondRebootMagic = WordCodec(
    "second reboot magic number",
    oneOf: [
      Constant("LINUX_REBOOT_MAGIC2", 0x2812_1969),
      Constant("LINUX_REBOOT_MAGIC2A", 0x512_1996),
      Constant("LINUX_REBOOT_MAGIC2B", 0x1604_1998),
      Constant("LINUX_REBOOT_MAGIC2C", 0x2011_2000),
    ], family: "LINUX_REBOOT_MAGIC_")

  /// The commands of `reboot` (`man 2 reboot`).
  public static let rebootCommands = WordCodec(
    "reboot command",
    oneOf: [
      Constant("LINUX_REBOOT_CMD_CAD_OFF", 0),
      Constant("LINUX_REBOOT_CMD_RESTART", 0x123_4567),
      Constant("LINUX_REBOOT_CMD_HALT", 0xcdef_0123),
      Constant("LINUX_REBOOT_CMD_CAD_ON", 0x89ab_cdef),
      Constant("LINUX_REBOOT_CMD_POWER_OFF", 0x4321_fedc),
      Constant("LINUX_REBOOT_CMD_RESTART2", 0xa1b2_c3d4),
      Constant("LINUX_REBOOT_CMD_SW_SUSPEND", 0xd000_fce2),
      Constant("LINUX_REBOOT_CMD_KEXEC", 0x4558_4543),
    ])

  /// The flags of `finit_module` (`man 2 finit_module`).
  public static let moduleFlags = WordCodec(
    "module flag",
    flags: [
      Constant("MODULE_INIT_IGNORE_MODVERSIONS", 0x1),
      Constant("MODULE_INIT_IGNORE_VERMAGIC", 0x2),
      Constant("MODULE_INIT_COMPRESSED_FILE", 0x4),
    ])

  /// The flags of `delete_module`, two of open's (`man 2 delete_module`).
  public static let moduleRemovalFlags = WordCodec(
    "module removal flag",
    flags: [
      Constant("O_NONBLOCK", 0x800),
      Constant("O_TRUNC", 0x200),
    ], family: "O_")

  /// The flags of `kexec_load`: the processor in the upper half (`man 2 kexec_load`).
  public static let kexecFlags = WordCodec(
    "kexec flag",
    fields: [
      Field(
        mask: 0xffff_0000,
        [
          Constant("KEXEC_ARCH_DEFAULT", 0x0),
          Constant("KEXEC_ARCH_386", 0x3_0000),
          Constant("KEXEC_ARCH_68K", 0x4_0000),
          Constant("KEXEC_ARCH_PARISC", 0xf_0000),
          Constant("KEXEC_ARCH_X86_64", 0x3e_0000),
          Constant("KEXEC_ARCH_PPC", 0x14_0000),
          Constant("KEXEC_ARCH_PPC64", 0x15_0000),
          Constant("KEXEC_ARCH_IA_64", 0x32_0000),
          Constant("KEXEC_ARCH_ARM", 0x28_0000),
          Constant("KEXEC_ARCH_S390", 0x16_0000),
          Constant("KEXEC_ARCH_SH", 0x2a_0000),
          Constant("KEXEC_ARCH_MIPS_LE", 0xa_0000),
          Constant("KEXEC_ARCH_MIPS", 0x8_0000),
          Constant("KEXEC_ARCH_AARCH64", 0xb7_0000),
          Constant("KEXEC_ARCH_RISCV", 0xf3_0000),
          Constant("KEXEC_ARCH_LOONGARCH", 0x102_0000),
        ])
    ],
    flags: [
      Constant("KEXEC_ON_CRASH", 0x1),
      Constant("KEXEC_PRESERVE_CONTEXT", 0x2),
      Constant("KEXEC_UPDATE_ELFCOREHDR", 0x4),
      Constant("KEXEC_CRASH_HOTPLUG_SUPPORT", 0x8),
    ])

  /// The flags of `kexec_file_load` (`man 2 kexec_file_load`).
  public static let kexecFileFlags = WordCodec(
    "kexec file flag",
    flags: [
      Constant("KEXEC_FILE_UNLOAD", 0x1),
      Constant("KEXEC_FILE_ON_CRASH", 0x2),
      Constant("KEXEC_FILE_NO_INITRAMFS", 0x4),
      Constant("KEXEC_FILE_DEBUG", 0x8),
      Constant("KEXEC_FILE_NO_CMA", 0x10),
      Constant("KEXEC_FILE_FORCE_DTB", 0x20),
    ])

  /// What `adjtimex` changes (`man 2 adjtimex`). The two of the old adjtime come whole, before their bits.
  public static let clockAdjustments = WordCodec(
    "clock adjustment",
    flags: [
      Constant("ADJ_OFFSET_SS_READ", 0xa001),
      Constant("ADJ_OFFSET_SINGLESHOT", 0x8001),
      Constant("ADJ_OFFSET", 0x1),
      Constant("ADJ_FREQUENCY", 0x2),
      Constant("ADJ_MAXERROR", 0x4),
      Constant("ADJ_ESTERROR", 0x8),
      Constant("ADJ_STATUS", 0x10),
      Constant("ADJ_TIMECONST", 0x20),
      Constant("ADJ_TAI", 0x80),
      Constant("ADJ_SETOFFSET", 0x100),
      Constant("ADJ_MICRO", 0x1000),
      Constant("ADJ_NANO", 0x2000),
      Constant("ADJ_TICK", 0x4000),
    ])

  /// How the clock is disciplined (`man 2 adjtimex`).
  public static let clockStatus = WordCodec(
    "clock status bit",
    flags: [
      Constant("STA_PLL", 0x1),
      Constant("STA_PPSFREQ", 0x2),
      Constant("STA_PPSTIME", 0x4),
      Constant("STA_FLL", 0x8),
      Constant("STA_INS", 0x10),
      Constant("STA_DEL", 0x20),
      Constant("STA_UNSYNC", 0x40),
      Constant("STA_FREQHOLD", 0x80),
      Constant("STA_PPSSIGNAL", 0x100),
      Constant("STA_PPSJITTER", 0x200),
      Constant("STA_PPSWANDER", 0x400),
      Constant("STA_PPSERROR", 0x800),
      Constant("STA_CLOCKERR", 0x1000),
      Constant("STA_NANO", 0x2000),
      Constant("STA_MODE", 0x4000),
      Constant("STA_CLK", 0x8000),
    ])

  /// What `adjtimex` returns (`man 2 adjtimex`).
  public static let clockStates = WordCodec(
    "clock state",
    oneOf: [
      Constant("TIME_OK", 0),
      Constant("TIME_INS", 1),
      Constant("TIME_DEL", 2),
      Constant("TIME_OOP", 3),
      Constant("TIME_WAIT", 4),
      Constant("TIME_ERROR", 5),
    ])
}
