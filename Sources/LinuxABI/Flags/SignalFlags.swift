extension WordCodec {
  /// What a signal does without a function of one's own (`man 2 sigaction`).
  public static let signalHandlers = WordCodec(
    "signal handler",
    oneOf: [
      Constant("SIG_DFL", 0),
      Constant("SIG_IGN", 1),
    ])

  /// The flags of `rt_sigaction` (`man 2 sigaction`).
  public static let signalActionFlags = WordCodec(
    "signal action flag",
    flags: [
      Constant("SA_RESTORER", 0x400_0000),
      Constant("SA_ONSTACK", 0x800_0000),
      Constant("SA_RESTART", 0x1000_0000),
      Constant("SA_NODEFER", 0x4000_0000),
      Constant("SA_RESETHAND", 0x8000_0000),
      Constant("SA_SIGINFO", 0x4),
      Constant("SA_NOCLDSTOP", 0x1),
      Constant("SA_NOCLDWAIT", 0x2),
      Constant("SA_EXPOSE_TAGBITS", 0x800),
    ])

  /// How `rt_sigprocmask` changes the mask (`man 2 sigprocmask`).
  public static let signalMaskOperations = WordCodec(
    "mask operation",
    oneOf: [
      Constant("SIG_BLOCK", 0),
      Constant("SIG_UNBLOCK", 1),
      Constant("SIG_SETMASK", 2),
    ])

  /// The state of an alternate signal stack (`man 2 sigaltstack`).
  public static let signalStackFlags = WordCodec(
    "signal stack flag",
    flags: [
      Constant("SS_ONSTACK", 0x1),
      Constant("SS_DISABLE", 0x2),
      Constant("SS_AUTODISARM", 0x8000_0000),
    ])

  /// Who or what sent a signal; the names for single signals are understood as well (`man 2 sigaction`).
  public static let signalCodes = WordCodec(
    "signal code",
    oneOf: [
      Constant("SI_USER", 0),
      Constant("SI_KERNEL", 0x80),
      Constant("SI_QUEUE", 0xffff_ffff),
      Constant("SI_TIMER", 0xffff_fffe),
      Constant("SI_MESGQ", 0xffff_fffd),
      Constant("SI_ASYNCIO", 0xffff_fffc),
      Constant("SI_SIGIO", 0xffff_fffb),
      Constant("SI_TKILL", 0xffff_fffa),
      Constant("SI_ASYNCNL", 0xffff_ffc4),
    ],
    aliases: childCodes.constants + segmentationFaultCodes.constants + busErrorCodes.constants)

  /// What happened to a child, as SIGCHLD and `waitid` tell it (`man 2 sigaction`).
  public static let childCodes = WordCodec(
    "child code",
    oneOf: [
      Constant("CLD_EXITED", 1),
      Constant("CLD_KILLED", 2),
      Constant("CLD_DUMPED", 3),
      Constant("CLD_TRAPPED", 4),
      Constant("CLD_STOPPED", 5),
      Constant("CLD_CONTINUED", 6),
    ])

  /// What was wrong with an address, as SIGSEGV tells it (`man 2 sigaction`).
  public static let segmentationFaultCodes = WordCodec(
    "SIGSEGV code",
    oneOf: [
      Constant("SEGV_MAPERR", 1),
      Constant("SEGV_ACCERR", 2),
      Constant("SEGV_BNDERR", 3),
      Constant("SEGV_PKUERR", 4),
    ])

  /// What was wrong with a memory access, as SIGBUS tells it (`man 2 sigaction`).
  public static let busErrorCodes = WordCodec(
    "SIGBUS code",
    oneOf: [
      Constant("BUS_ADRALN", 1),
      Constant("BUS_ADRERR", 2),
      Constant("BUS_OBJERR", 3),
      Constant("BUS_MCEERR_AR", 4),
      Constant("BUS_MCEERR_AO", 5),
    ])

  /// The flags of `signalfd4` (`man 2 signalfd`).
  public static let signalDescriptorFlags = WordCodec(
    "signalfd flag",
    flags: [
      Constant("SFD_CLOEXEC", 0x80000),
      Constant("SFD_NONBLOCK", 0x800),
    ])
}
