extension WordCodec {
  /// From which memory a thread's pages come, and how its nodes are numbered (`man 2 set_mempolicy`).
  public static let memoryPolicies = WordCodec(
    "memory policy",
    fields: [
      Field(
        mask: 0xffff_1fff,
        [
          Constant("MPOL_DEFAULT", 0x0),
          Constant("MPOL_PREFERRED", 0x1),
          Constant("MPOL_BIND", 0x2),
          Constant("MPOL_INTERLEAVE", 0x3),
          Constant("MPOL_LOCAL", 0x4),
          Constant("MPOL_PREFERRED_MANY", 0x5),
          Constant("MPOL_WEIGHTED_INTERLEAVE", 0x6),
        ])
    ],
    flags: [
      Constant("MPOL_F_STATIC_NODES", 0x8000),
      Constant("MPOL_F_RELATIVE_NODES", 0x4000),
      Constant("MPOL_F_NUMA_BALANCING", 0x2000),
    ])

  /// The flags of `mbind` and `move_pages` (`man 2 mbind`).
  public static let memoryMoves = WordCodec(
    "memory move flag",
    flags: [
      Constant("MPOL_MF_STRICT", 0x1),
      Constant("MPOL_MF_MOVE", 0x2),
      Constant("MPOL_MF_MOVE_ALL", 0x4),
    ], family: "MPOL_")

  /// The flags of `move_pages` (`man 2 move_pages`).
  public static let pageMoves = WordCodec(
    "page move flag",
    flags: [
      Constant("MPOL_MF_MOVE", 0x2),
      Constant("MPOL_MF_MOVE_ALL", 0x4),
    ], family: "MPOL_")

  /// What `get_mempolicy` asks for (`man 2 get_mempolicy`).
  public static let memoryPolicyQueries = WordCodec(
    "memory policy query",
    flags: [
      Constant("MPOL_F_NODE", 0x1),
      Constant("MPOL_F_ADDR", 0x2),
      Constant("MPOL_F_MEMS_ALLOWED", 0x4),
    ])

  /// The flag of `mlock2` (`man 2 mlock2`).
  public static let lockFlags = WordCodec(
    "mlock2 flag",
    flags: [
      Constant("MLOCK_ONFAULT", 0x1)
    ], family: "MLOCK_")

  /// What a protection key forbids (`man 7 pkeys`).
  public static let keyRights = WordCodec(
    "protection key right",
    flags: [
      Constant("PKEY_DISABLE_ACCESS", 0x1),
      Constant("PKEY_DISABLE_WRITE", 0x2),
      Constant("PKEY_DISABLE_EXECUTE", 0x4),
    ])

  /// The flags of `map_shadow_stack` (`Documentation/arch/x86/shstk.rst`).
  public static let shadowStackFlags = WordCodec(
    "shadow stack flag",
    flags: [
      Constant("SHADOW_STACK_SET_TOKEN", 0x1),
      Constant("SHADOW_STACK_SET_MARKER", 0x2),
    ])

  /// The commands of `membarrier` (`man 2 membarrier`).
  public static let barrierCommands = WordCodec(
    "membarrier command",
    oneOf: [
      Constant("MEMBARRIER_CMD_QUERY", 0),
      Constant("MEMBARRIER_CMD_GLOBAL", 1),
      Constant("MEMBARRIER_CMD_GLOBAL_EXPEDITED", 2),
      Constant("MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED", 4),
      Constant("MEMBARRIER_CMD_PRIVATE_EXPEDITED", 8),
      Constant("MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED", 16),
      Constant("MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE", 32),
      Constant("MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE", 64),
      Constant("MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ", 128),
      Constant("MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ", 256),
      Constant("MEMBARRIER_CMD_GET_REGISTRATIONS", 512),
    ])

  /// The same as a set, which `membarrier` answers with.
  public static let barrierSets = WordCodec(
    "membarrier command set",
    flags: [
      Constant("MEMBARRIER_CMD_GLOBAL", 0x1),
      Constant("MEMBARRIER_CMD_GLOBAL_EXPEDITED", 0x2),
      Constant("MEMBARRIER_CMD_REGISTER_GLOBAL_EXPEDITED", 0x4),
      Constant("MEMBARRIER_CMD_PRIVATE_EXPEDITED", 0x8),
      Constant("MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED", 0x10),
      Constant("MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE", 0x20),
      Constant("MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE", 0x40),
      Constant("MEMBARRIER_CMD_PRIVATE_EXPEDITED_RSEQ", 0x80),
      Constant("MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ", 0x100),
      Constant("MEMBARRIER_CMD_GET_REGISTRATIONS", 0x200),
    ])

  /// The flag of `membarrier` (`man 2 membarrier`).
  public static let barrierFlags = WordCodec(
    "membarrier flag",
    flags: [
      Constant("MEMBARRIER_CMD_FLAG_CPU", 0x1)
    ], family: "MEMBARRIER_CMD_FLAG_")

  /// The flags of the newer futex calls: the size of the number, and who shares it (`man 2 futex_waitv`).
  public static let futexWordFlags = WordCodec(
    "futex flag",
    fields: [
      Field(
        mask: 0x3,
        [
          Constant("FUTEX2_SIZE_U16", 0x1),
          Constant("FUTEX_32", 0x2),
          Constant("FUTEX2_SIZE_U64", 0x3),
        ])
    ],
    flags: [
      Constant("FUTEX_PRIVATE_FLAG", 0x80),
      Constant("FUTEX2_NUMA", 0x4),
      Constant("FUTEX2_MPOL", 0x8),
    ], family: "FUTEX_")
}
