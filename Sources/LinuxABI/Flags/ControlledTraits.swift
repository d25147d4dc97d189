extension WordCodec {
  /// What becomes of accesses to addresses that are no multiple of their size (`man 2 prctl`, PR_SET_UNALIGN).
  public static let unalignedAccess = WordCodec(
    "unaligned access setting",
    flags: [
      Constant("PR_UNALIGN_NOPRINT", 0x1),
      Constant("PR_UNALIGN_SIGBUS", 0x2),
    ])

  /// Whether the time stamp counter may be read (`man 2 prctl`, PR_SET_TSC).
  public static let timeStampAccess = WordCodec(
    "time stamp setting",
    oneOf: [
      Constant("PR_TSC_ENABLE", 1),
      Constant("PR_TSC_SIGSEGV", 2),
    ])

  /// Whether a policy for broken memory is set (`man 2 prctl`, PR_MCE_KILL).
  public static let brokenMemoryChanges = WordCodec(
    "broken memory command",
    oneOf: [
      Constant("PR_MCE_KILL_CLEAR", 0),
      Constant("PR_MCE_KILL_SET", 1),
    ], form: .names, family: "PR_MCE_KILL_")

  /// When a process ends whose memory broke (`man 2 prctl`, PR_MCE_KILL).
  public static let brokenMemoryPolicies = WordCodec(
    "broken memory policy",
    oneOf: [
      Constant("PR_MCE_KILL_LATE", 0),
      Constant("PR_MCE_KILL_EARLY", 1),
      Constant("PR_MCE_KILL_DEFAULT", 2),
    ])

  /// The parts of a memory map that PR_SET_MM moves (`man 2 prctl`).
  public static let mapParts = WordCodec(
    "memory map part",
    oneOf: [
      Constant("PR_SET_MM_START_CODE", 1),
      Constant("PR_SET_MM_END_CODE", 2),
      Constant("PR_SET_MM_START_DATA", 3),
      Constant("PR_SET_MM_END_DATA", 4),
      Constant("PR_SET_MM_START_STACK", 5),
      Constant("PR_SET_MM_START_BRK", 6),
      Constant("PR_SET_MM_BRK", 7),
      Constant("PR_SET_MM_ARG_START", 8),
      Constant("PR_SET_MM_ARG_END", 9),
      Constant("PR_SET_MM_ENV_START", 10),
      Constant("PR_SET_MM_ENV_END", 11),
      Constant("PR_SET_MM_AUXV", 12),
      Constant("PR_SET_MM_EXE_FILE", 13),
      Constant("PR_SET_MM_MAP", 14),
      Constant("PR_SET_MM_MAP_SIZE", 15),
    ], form: .names, family: "PR_SET_MM_")

  /// Changes of the ambient capabilities (`man 2 prctl`, PR_CAP_AMBIENT).
  public static let ambientChanges = WordCodec(
    "ambient capability command",
    oneOf: [
      Constant("PR_CAP_AMBIENT_IS_SET", 1),
      Constant("PR_CAP_AMBIENT_RAISE", 2),
      Constant("PR_CAP_AMBIENT_LOWER", 3),
      Constant("PR_CAP_AMBIENT_CLEAR_ALL", 4),
    ], form: .names, family: "PR_CAP_AMBIENT_")

  /// Kinds of speculation (`man 2 prctl`, PR_GET_SPECULATION_CTRL).
  public static let speculations = WordCodec(
    "speculation",
    oneOf: [
      Constant("PR_SPEC_STORE_BYPASS", 0),
      Constant("PR_SPEC_INDIRECT_BRANCH", 1),
      Constant("PR_SPEC_L1D_FLUSH", 2),
    ], form: .names, family: "PR_SPEC_")

  /// Whether a kind of speculation is allowed (`man 2 prctl`).
  public static let speculationControls = WordCodec(
    "speculation setting",
    flags: [
      Constant("PR_SPEC_PRCTL", 0x1),
      Constant("PR_SPEC_ENABLE", 0x2),
      Constant("PR_SPEC_DISABLE", 0x4),
      Constant("PR_SPEC_FORCE_DISABLE", 0x8),
      Constant("PR_SPEC_DISABLE_NOEXEC", 0x10),
    ])

  /// Whether calls go to the process itself (`man 2 prctl`, PR_SET_SYSCALL_USER_DISPATCH).
  public static let dispatchModes = WordCodec(
    "dispatch mode",
    oneOf: [
      Constant("PR_SYS_DISPATCH_OFF", 0),
      Constant("PR_SYS_DISPATCH_ON", 1),
      Constant("PR_SYS_DISPATCH_INCLUSIVE_ON", 2),
    ])

  /// Who shares a core's threads with whom (`man 2 prctl`, PR_SCHED_CORE).
  public static let coreSharing = WordCodec(
    "core sharing command",
    oneOf: [
      Constant("PR_SCHED_CORE_GET", 0),
      Constant("PR_SCHED_CORE_CREATE", 1),
      Constant("PR_SCHED_CORE_SHARE_TO", 2),
      Constant("PR_SCHED_CORE_SHARE_FROM", 3),
    ], form: .names, family: "PR_SCHED_CORE_")

  /// What of a mapping PR_SET_VMA changes (`man 2 prctl`).
  public static let mappingTraits = WordCodec(
    "mapping trait",
    oneOf: [
      Constant("PR_SET_VMA_ANON_NAME", 0)
    ])
}
