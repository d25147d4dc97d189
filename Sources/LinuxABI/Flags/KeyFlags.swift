extension WordCodec {
  /// Keys by what they are to the caller; others by serial number (`man 2 keyctl`).
  public static let keySerials = WordCodec(
    "key number",
    oneOf: [
      Constant("KEY_SPEC_THREAD_KEYRING", 0xffff_ffff),
      Constant("KEY_SPEC_PROCESS_KEYRING", 0xffff_fffe),
      Constant("KEY_SPEC_SESSION_KEYRING", 0xffff_fffd),
      Constant("KEY_SPEC_USER_KEYRING", 0xffff_fffc),
      Constant("KEY_SPEC_USER_SESSION_KEYRING", 0xffff_fffb),
      Constant("KEY_SPEC_GROUP_KEYRING", 0xffff_fffa),
      Constant("KEY_SPEC_REQKEY_AUTH_KEY", 0xffff_fff9),
      Constant("KEY_SPEC_REQUESTOR_KEYRING", 0xffff_fff8),
    ], form: .nameOrDecimal)

  /// The operations of `keyctl` (`man 2 keyctl`).
  public static let keyOperations = WordCodec(
    "keyctl operation",
    oneOf: [
      Constant("KEYCTL_GET_KEYRING_ID", 0),
      Constant("KEYCTL_JOIN_SESSION_KEYRING", 1),
      Constant("KEYCTL_UPDATE", 2),
      Constant("KEYCTL_REVOKE", 3),
      Constant("KEYCTL_CHOWN", 4),
      Constant("KEYCTL_SETPERM", 5),
      Constant("KEYCTL_DESCRIBE", 6),
      Constant("KEYCTL_CLEAR", 7),
      Constant("KEYCTL_LINK", 8),
      Constant("KEYCTL_UNLINK", 9),
      Constant("KEYCTL_SEARCH", 10),
      Constant("KEYCTL_READ", 11),
      Constant("KEYCTL_INSTANTIATE", 12),
      Constant("KEYCTL_NEGATE", 13),
      Constant("KEYCTL_SET_REQKEY_KEYRING", 14),
      Constant("KEYCTL_SET_TIMEOUT", 15),
      Constant("KEYCTL_ASSUME_AUTHORITY", 16),
      Constant("KEYCTL_GET_SECURITY", 17),
      Constant("KEYCTL_SESSION_TO_PARENT", 18),
      Constant("KEYCTL_REJECT", 19),
      Constant("KEYCTL_INSTANTIATE_IOV", 20),
      Constant("KEYCTL_INVALIDATE", 21),
      Constant("KEYCTL_GET_PERSISTENT", 22),
      Constant("KEYCTL_DH_COMPUTE", 23),
      Constant("KEYCTL_PKEY_QUERY", 24),
      Constant("KEYCTL_PKEY_ENCRYPT", 25),
      Constant("KEYCTL_PKEY_DECRYPT", 26),
      Constant("KEYCTL_PKEY_SIGN", 27),
      Constant("KEYCTL_PKEY_VERIFY", 28),
      Constant("KEYCTL_RESTRICT_KEYRING", 29),
      Constant("KEYCTL_MOVE", 30),
      Constant("KEYCTL_CAPABILITIES", 31),
      Constant("KEYCTL_WATCH_KEY", 32),
    ])

  /// Who may do what with a key: possessor, owner, group, others (`man 7 keyrings`).
  public static let keyPermissions = WordCodec(
    "key permission",
    flags: [
      Constant("KEY_POS_VIEW", 0x100_0000),
      Constant("KEY_POS_READ", 0x200_0000),
      Constant("KEY_POS_WRITE", 0x400_0000),
      Constant("KEY_POS_SEARCH", 0x800_0000),
      Constant("KEY_POS_LINK", 0x1000_0000),
      Constant("KEY_POS_SETATTR", 0x2000_0000),
      Constant("KEY_USR_VIEW", 0x1_0000),
      Constant("KEY_USR_READ", 0x2_0000),
      Constant("KEY_USR_WRITE", 0x4_0000),
      Constant("KEY_USR_SEARCH", 0x8_0000),
      Constant("KEY_USR_LINK", 0x10_0000),
      Constant("KEY_USR_SETATTR", 0x20_0000),
      Constant("KEY_GRP_VIEW", 0x100),
      Constant("KEY_GRP_READ", 0x200),
      Constant("KEY_GRP_WRITE", 0x400),
      Constant("KEY_GRP_SEARCH", 0x800),
      Constant("KEY_GRP_LINK", 0x1000),
      Constant("KEY_GRP_SETATTR", 0x2000),
      Constant("KEY_OTH_VIEW", 0x1),
      Constant("KEY_OTH_READ", 0x2),
      Constant("KEY_OTH_WRITE", 0x4),
      Constant("KEY_OTH_SEARCH", 0x8),
      Constant("KEY_OTH_LINK", 0x10),
      Constant("KEY_OTH_SETATTR", 0x20),
    ])

  /// Where a key goes that is asked for (`man 2 keyctl`, KEYCTL_SET_REQKEY_KEYRING).
  public static let requestedKeyrings = WordCodec(
    "default keyring",
    oneOf: [
      Constant("KEY_REQKEY_DEFL_NO_CHANGE", 0xffff_ffff),
      Constant("KEY_REQKEY_DEFL_DEFAULT", 0),
      Constant("KEY_REQKEY_DEFL_THREAD_KEYRING", 1),
      Constant("KEY_REQKEY_DEFL_PROCESS_KEYRING", 2),
      Constant("KEY_REQKEY_DEFL_SESSION_KEYRING", 3),
      Constant("KEY_REQKEY_DEFL_USER_KEYRING", 4),
      Constant("KEY_REQKEY_DEFL_USER_SESSION_KEYRING", 5),
      Constant("KEY_REQKEY_DEFL_GROUP_KEYRING", 6),
      Constant("KEY_REQKEY_DEFL_REQUESTOR_KEYRING", 7),
    ], form: .nameOrDecimal, family: "KEY_REQKEY_DEFL_")

  /// The flag of KEYCTL_MOVE (`man 3 keyctl_move`).
  public static let keyMoves = WordCodec(
    "key move flag",
    flags: [
      Constant("KEYCTL_MOVE_EXCL", 0x1)
    ], family: "KEYCTL_MOVE_")

  /// What the kernel's keyrings can do, the first byte (`man 3 keyctl_capabilities`).
  public static let keyAbilities = WordCodec(
    "keyring ability",
    flags: [
      Constant("KEYCTL_CAPS0_CAPABILITIES", 0x1),
      Constant("KEYCTL_CAPS0_PERSISTENT_KEYRINGS", 0x2),
      Constant("KEYCTL_CAPS0_DIFFIE_HELLMAN", 0x4),
      Constant("KEYCTL_CAPS0_PUBLIC_KEY", 0x8),
      Constant("KEYCTL_CAPS0_BIG_KEY", 0x10),
      Constant("KEYCTL_CAPS0_INVALIDATE", 0x20),
      Constant("KEYCTL_CAPS0_RESTRICT_KEYRING", 0x40),
      Constant("KEYCTL_CAPS0_MOVE", 0x80),
    ], family: "KEYCTL_CAPS0_")

  /// The second byte.
  public static let moreKeyAbilities = WordCodec(
    "further keyring ability",
    flags: [
      Constant("KEYCTL_CAPS1_NS_KEYRING_NAME", 0x1),
      Constant("KEYCTL_CAPS1_NS_KEY_TAG", 0x2),
      Constant("KEYCTL_CAPS1_NOTIFICATIONS", 0x4),
    ], family: "KEYCTL_CAPS1_")

  /// Whose priority at disks is meant (`man 2 ioprio_set`).
  public static let ioPriorityTargets = WordCodec(
    "I/O priority target",
    oneOf: [
      Constant("IOPRIO_WHO_PROCESS", 1),
      Constant("IOPRIO_WHO_PGRP", 2),
      Constant("IOPRIO_WHO_USER", 3),
    ], form: .names, family: "IOPRIO_WHO_")

  /// The classes of priority at disks (`man 2 ioprio_set`).
  public static let ioPriorityClasses = WordCodec(
    "I/O priority level",
    oneOf: [
      Constant("IOPRIO_CLASS_NONE", 0),
      Constant("IOPRIO_CLASS_RT", 1),
      Constant("IOPRIO_CLASS_BE", 2),
      Constant("IOPRIO_CLASS_IDLE", 3),
    ])

  /// The flags of `sched_setattr` (`man 2 sched_setattr`).
  public static let schedulingFlags = WordCodec(
    "scheduling flag",
    flags: [
      Constant("SCHED_FLAG_RESET_ON_FORK", 0x1),
      Constant("SCHED_FLAG_RECLAIM", 0x2),
      Constant("SCHED_FLAG_DL_OVERRUN", 0x4),
      Constant("SCHED_FLAG_KEEP_POLICY", 0x8),
      Constant("SCHED_FLAG_KEEP_PARAMS", 0x10),
      Constant("SCHED_FLAG_UTIL_CLAMP_MIN", 0x20),
      Constant("SCHED_FLAG_UTIL_CLAMP_MAX", 0x40),
    ])

  /// Policies alone, without SCHED_RESET_ON_FORK (`man 2 sched_get_priority_max`).
  public static let plainPolicies = WordCodec(
    "plain scheduling policy", oneOf: policies)
}
