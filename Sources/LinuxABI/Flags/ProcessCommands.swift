extension WordCodec {
  /// The commands of `prctl` (`man 2 prctl`).
  public static let processCommands = WordCodec(
    "prctl command",
    oneOf: [
      Constant("PR_SET_PDEATHSIG", 1),
      Constant("PR_GET_PDEATHSIG", 2),
      Constant("PR_GET_DUMPABLE", 3),
      Constant("PR_SET_DUMPABLE", 4),
      Constant("PR_GET_KEEPCAPS", 7),
      Constant("PR_SET_KEEPCAPS", 8),
      Constant("PR_SET_NAME", 15),
      Constant("PR_GET_NAME", 16),
      Constant("PR_GET_SECCOMP", 21),
      Constant("PR_SET_SECCOMP", 22),
      Constant("PR_CAPBSET_READ", 23),
      Constant("PR_CAPBSET_DROP", 24),
      Constant("PR_GET_TSC", 25),
      Constant("PR_SET_TSC", 26),
      Constant("PR_GET_SECUREBITS", 27),
      Constant("PR_SET_SECUREBITS", 28),
      Constant("PR_SET_TIMERSLACK", 29),
      Constant("PR_GET_TIMERSLACK", 30),
      Constant("PR_SET_CHILD_SUBREAPER", 36),
      Constant("PR_GET_CHILD_SUBREAPER", 37),
      Constant("PR_SET_NO_NEW_PRIVS", 38),
      Constant("PR_GET_NO_NEW_PRIVS", 39),
      Constant("PR_GET_TID_ADDRESS", 40),
      Constant("PR_SET_THP_DISABLE", 41),
      Constant("PR_GET_THP_DISABLE", 42),
    ])

  /// Whether a process may be dumped and traced (`man 2 prctl`).
  public static let dumpModes = WordCodec(
    "dump mode",
    oneOf: [
      Constant("SUID_DUMP_DISABLE", 0),
      Constant("SUID_DUMP_USER", 1),
      Constant("SUID_DUMP_ROOT", 2),
    ])
}
