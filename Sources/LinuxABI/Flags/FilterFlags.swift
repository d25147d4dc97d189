extension WordCodec {
  /// The operations of `seccomp` (`man 2 seccomp`).
  public static let filterOperations = WordCodec(
    "seccomp operation",
    oneOf: [
      Constant("SECCOMP_SET_MODE_STRICT", 0),
      Constant("SECCOMP_SET_MODE_FILTER", 1),
      Constant("SECCOMP_GET_ACTION_AVAIL", 2),
      Constant("SECCOMP_GET_NOTIF_SIZES", 3),
    ], family: "SECCOMP_SET_MODE_")

  /// The flags of SECCOMP_SET_MODE_FILTER (`man 2 seccomp`).
  public static let filterFlags = WordCodec(
    "seccomp filter flag",
    flags: [
      Constant("SECCOMP_FILTER_FLAG_TSYNC", 0x1),
      Constant("SECCOMP_FILTER_FLAG_LOG", 0x2),
      Constant("SECCOMP_FILTER_FLAG_SPEC_ALLOW", 0x4),
      Constant("SECCOMP_FILTER_FLAG_NEW_LISTENER", 0x8),
      Constant("SECCOMP_FILTER_FLAG_TSYNC_ESRCH", 0x10),
      Constant("SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV", 0x20),
    ])

  /// What a filter does with a call, in the upper half of its result (`man 2 seccomp`).
  public static let filterActions = WordCodec(
    "seccomp action",
    oneOf: [
      Constant("SECCOMP_RET_KILL_PROCESS", 0x8000_0000),
      Constant("SECCOMP_RET_KILL_THREAD", 0),
      Constant("SECCOMP_RET_TRAP", 0x3_0000),
      Constant("SECCOMP_RET_ERRNO", 0x5_0000),
      Constant("SECCOMP_RET_USER_NOTIF", 0x7fc0_0000),
      Constant("SECCOMP_RET_TRACE", 0x7ff0_0000),
      Constant("SECCOMP_RET_LOG", 0x7ffc_0000),
      Constant("SECCOMP_RET_ALLOW", 0x7fff_0000),
    ])

  /// The modes of PR_SET_SECCOMP (`man 2 prctl`).
  public static let filterModes = WordCodec(
    "seccomp mode",
    oneOf: [
      Constant("SECCOMP_MODE_DISABLED", 0),
      Constant("SECCOMP_MODE_STRICT", 1),
      Constant("SECCOMP_MODE_FILTER", 2),
    ])

  /// The classes of a filter's instructions (`linux/filter.h`).
  public static let filterClasses = WordCodec(
    "filter instruction",
    oneOf: [
      Constant("BPF_LD", 0),
      Constant("BPF_LDX", 1),
      Constant("BPF_ST", 2),
      Constant("BPF_STX", 3),
      Constant("BPF_ALU", 4),
      Constant("BPF_JMP", 5),
      Constant("BPF_RET", 6),
      Constant("BPF_MISC", 7),
    ])

  /// The sizes that a filter loads.
  public static let filterSizes = WordCodec(
    "filter load size",
    oneOf: [
      Constant("BPF_W", 0),
      Constant("BPF_H", 8),
      Constant("BPF_B", 16),
    ])

  /// Where a filter loads from.
  public static let filterModesOfLoad = WordCodec(
    "filter addressing mode",
    oneOf: [
      Constant("BPF_IMM", 0),
      Constant("BPF_ABS", 32),
      Constant("BPF_IND", 64),
      Constant("BPF_MEM", 96),
      Constant("BPF_LEN", 128),
      Constant("BPF_MSH", 160),
    ])

  /// The arithmetic of a filter.
  public static let filterArithmetic = WordCodec(
    "filter operator",
    oneOf: [
      Constant("BPF_ADD", 0),
      Constant("BPF_SUB", 16),
      Constant("BPF_MUL", 32),
      Constant("BPF_DIV", 48),
      Constant("BPF_OR", 64),
      Constant("BPF_AND", 80),
      Constant("BPF_LSH", 96),
      Constant("BPF_RSH", 112),
      Constant("BPF_NEG", 128),
      Constant("BPF_MOD", 144),
      Constant("BPF_XOR", 160),
    ])

  /// The jumps of a filter.
  public static let filterJumps = WordCodec(
    "filter jump",
    oneOf: [
      Constant("BPF_JA", 0),
      Constant("BPF_JEQ", 16),
      Constant("BPF_JGT", 32),
      Constant("BPF_JGE", 48),
      Constant("BPF_JSET", 64),
    ])

  /// What a filter computes with.
  public static let filterSources = WordCodec(
    "filter operand",
    oneOf: [
      Constant("BPF_K", 0),
      Constant("BPF_X", 8),
    ])

  /// What a filter returns.
  public static let filterReturns = WordCodec(
    "filter return value",
    oneOf: [
      Constant("BPF_K", 0),
      Constant("BPF_X", 8),
      Constant("BPF_A", 16),
    ])

  /// How a filter moves its accumulator.
  public static let filterMoves = WordCodec(
    "filter register move",
    oneOf: [
      Constant("BPF_TAX", 0),
      Constant("BPF_TXA", 128),
    ])

  /// The flag of `landlock_create_ruleset` (`man 2 landlock_create_ruleset`).
  public static let rulesetFlags = WordCodec(
    "landlock ruleset flag",
    flags: [
      Constant("LANDLOCK_CREATE_RULESET_VERSION", 0x1),
      Constant("LANDLOCK_CREATE_RULESET_ERRATA", 0x2),
    ], family: "LANDLOCK_CREATE_RULESET_")

  /// What a landlock rule is about (`man 2 landlock_add_rule`).
  public static let ruleTypes = WordCodec(
    "landlock rule type",
    oneOf: [
      Constant("LANDLOCK_RULE_PATH_BENEATH", 1),
      Constant("LANDLOCK_RULE_NET_PORT", 2),
    ], family: "LANDLOCK_RULE_")

  /// What landlock can forbid with files (`man 7 landlock`).
  public static let fileAccess = WordCodec(
    "landlock file right",
    flags: [
      Constant("LANDLOCK_ACCESS_FS_EXECUTE", 0x1),
      Constant("LANDLOCK_ACCESS_FS_WRITE_FILE", 0x2),
      Constant("LANDLOCK_ACCESS_FS_READ_FILE", 0x4),
      Constant("LANDLOCK_ACCESS_FS_READ_DIR", 0x8),
      Constant("LANDLOCK_ACCESS_FS_REMOVE_DIR", 0x10),
      Constant("LANDLOCK_ACCESS_FS_REMOVE_FILE", 0x20),
      Constant("LANDLOCK_ACCESS_FS_MAKE_CHAR", 0x40),
      Constant("LANDLOCK_ACCESS_FS_MAKE_DIR", 0x80),
      Constant("LANDLOCK_ACCESS_FS_MAKE_REG", 0x100),
      Constant("LANDLOCK_ACCESS_FS_MAKE_SOCK", 0x200),
      Constant("LANDLOCK_ACCESS_FS_MAKE_FIFO", 0x400),
      Constant("LANDLOCK_ACCESS_FS_MAKE_BLOCK", 0x800),
      Constant("LANDLOCK_ACCESS_FS_MAKE_SYM", 0x1000),
      Constant("LANDLOCK_ACCESS_FS_REFER", 0x2000),
      Constant("LANDLOCK_ACCESS_FS_TRUNCATE", 0x4000),
      Constant("LANDLOCK_ACCESS_FS_IOCTL_DEV", 0x8000),
    ])

  /// What landlock can forbid with networks (`man 7 landlock`).
  public static let networkAccess = WordCodec(
    "landlock network right",
    flags: [
      Constant("LANDLOCK_ACCESS_NET_BIND_TCP", 0x1),
      Constant("LANDLOCK_ACCESS_NET_CONNECT_TCP", 0x2),
    ])

  /// What landlock can keep inside (`man 7 landlock`).
  public static let ruleScopes = WordCodec(
    "landlock scope",
    flags: [
      Constant("LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET", 0x1),
      Constant("LANDLOCK_SCOPE_SIGNAL", 0x2),
    ])

  /// The flags of `landlock_restrict_self` (`man 2 landlock_restrict_self`).
  public static let restrictionFlags = WordCodec(
    "landlock restriction flag",
    flags: [
      Constant("LANDLOCK_RESTRICT_SELF_LOG_SAME_EXEC_OFF", 0x1),
      Constant("LANDLOCK_RESTRICT_SELF_LOG_NEW_EXEC_ON", 0x2),
      Constant("LANDLOCK_RESTRICT_SELF_LOG_SUBDOMAINS_OFF", 0x4),
    ])

  /// What of a security module's state is asked for (`linux/lsm.h`).
  public static let securityAttributes = WordCodec(
    "security attribute",
    oneOf: [
      Constant("LSM_ATTR_CURRENT", 100),
      Constant("LSM_ATTR_EXEC", 101),
      Constant("LSM_ATTR_FSCREATE", 102),
      Constant("LSM_ATTR_KEYCREATE", 103),
      Constant("LSM_ATTR_PREV", 104),
      Constant("LSM_ATTR_SOCKCREATE", 105),
    ])

  /// The flag of `lsm_get_self_attr` (`linux/lsm.h`).
  public static let securityQueryFlags = WordCodec(
    "security query flag",
    flags: [
      Constant("LSM_FLAG_SINGLE", 0x1)
    ], family: "LSM_FLAG_")

  /// The security modules (`linux/lsm.h`).
  public static let securityModules = WordCodec(
    "security module",
    oneOf: [
      Constant("LSM_ID_UNDEF", 0),
      Constant("LSM_ID_CAPABILITY", 100),
      Constant("LSM_ID_SELINUX", 101),
      Constant("LSM_ID_SMACK", 102),
      Constant("LSM_ID_TOMOYO", 103),
      Constant("LSM_ID_APPARMOR", 104),
      Constant("LSM_ID_YAMA", 105),
      Constant("LSM_ID_LOADPIN", 106),
      Constant("LSM_ID_SAFESETID", 107),
      Constant("LSM_ID_LOCKDOWN", 108),
      Constant("LSM_ID_BPF", 109),
      Constant("LSM_ID_LANDLOCK", 110),
      Constant("LSM_ID_IMA", 111),
      Constant("LSM_ID_EVM", 112),
      Constant("LSM_ID_IPE", 113),
    ])
}
