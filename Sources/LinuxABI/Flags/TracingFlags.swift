extension WordCodec {
  /// The requests of `ptrace` (`man 2 ptrace`).
  public static let traceRequests = WordCodec(
    "ptrace request",
    oneOf: [
      Constant("PTRACE_TRACEME", 0),
      Constant("PTRACE_PEEKTEXT", 1),
      Constant("PTRACE_PEEKDATA", 2),
      Constant("PTRACE_PEEKUSER", 3),
      Constant("PTRACE_POKETEXT", 4),
      Constant("PTRACE_POKEDATA", 5),
      Constant("PTRACE_POKEUSER", 6),
      Constant("PTRACE_CONT", 7),
      Constant("PTRACE_KILL", 8),
      Constant("PTRACE_SINGLESTEP", 9),
      Constant("PTRACE_GETREGS", 12),
      Constant("PTRACE_SETREGS", 13),
      Constant("PTRACE_GETFPREGS", 14),
      Constant("PTRACE_SETFPREGS", 15),
      Constant("PTRACE_ATTACH", 16),
      Constant("PTRACE_DETACH", 17),
      Constant("PTRACE_GETFPXREGS", 18),
      Constant("PTRACE_SETFPXREGS", 19),
      Constant("PTRACE_OLDSETOPTIONS", 21),
      Constant("PTRACE_SYSCALL", 24),
      Constant("PTRACE_GET_THREAD_AREA", 25),
      Constant("PTRACE_SET_THREAD_AREA", 26),
      Constant("PTRACE_ARCH_PRCTL", 30),
      Constant("PTRACE_SYSEMU", 31),
      Constant("PTRACE_SYSEMU_SINGLESTEP", 32),
      Constant("PTRACE_SINGLEBLOCK", 33),
      Constant("PTRACE_SETOPTIONS", 0x4200),
      Constant("PTRACE_GETEVENTMSG", 0x4201),
      Constant("PTRACE_GETSIGINFO", 0x4202),
      Constant("PTRACE_SETSIGINFO", 0x4203),
      Constant("PTRACE_GETREGSET", 0x4204),
      Constant("PTRACE_SETREGSET", 0x4205),
      Constant("PTRACE_SEIZE", 0x4206),
      Constant("PTRACE_INTERRUPT", 0x4207),
      Constant("PTRACE_LISTEN", 0x4208),
      Constant("PTRACE_PEEKSIGINFO", 0x4209),
      Constant("PTRACE_GETSIGMASK", 0x420a),
      Constant("PTRACE_SETSIGMASK", 0x420b),
      Constant("PTRACE_SECCOMP_GET_FILTER", 0x420c),
      Constant("PTRACE_SECCOMP_GET_METADATA", 0x420d),
      Constant("PTRACE_GET_SYSCALL_INFO", 0x420e),
      Constant("PTRACE_GET_RSEQ_CONFIGURATION", 0x420f),
      Constant("PTRACE_SET_SYSCALL_USER_DISPATCH_CONFIG", 0x4210),
      Constant("PTRACE_GET_SYSCALL_USER_DISPATCH_CONFIG", 0x4211),
      Constant("PTRACE_SET_SYSCALL_INFO", 0x4212),
    ])

  /// What a tracer wants to hear of (`man 2 ptrace`, PTRACE_SETOPTIONS).
  public static let traceOptions = WordCodec(
    "ptrace option",
    flags: [
      Constant("PTRACE_O_TRACESYSGOOD", 0x1),
      Constant("PTRACE_O_TRACEFORK", 0x2),
      Constant("PTRACE_O_TRACEVFORK", 0x4),
      Constant("PTRACE_O_TRACECLONE", 0x8),
      Constant("PTRACE_O_TRACEEXEC", 0x10),
      Constant("PTRACE_O_TRACEVFORKDONE", 0x20),
      Constant("PTRACE_O_TRACEEXIT", 0x40),
      Constant("PTRACE_O_TRACESECCOMP", 0x80),
      Constant("PTRACE_O_EXITKILL", 0x10_0000),
      Constant("PTRACE_O_SUSPEND_SECCOMP", 0x20_0000),
    ])

  /// The registers in the kernel's area of a process, by index (`sys/reg.h`).
  public static let userRegisters = WordCodec(
    "register",
    oneOf: [
      Constant("R15", 0),
      Constant("R14", 1),
      Constant("R13", 2),
      Constant("R12", 3),
      Constant("RBP", 4),
      Constant("RBX", 5),
      Constant("R11", 6),
      Constant("R10", 7),
      Constant("R9", 8),
      Constant("R8", 9),
      Constant("RAX", 10),
      Constant("RCX", 11),
      Constant("RDX", 12),
      Constant("RSI", 13),
      Constant("RDI", 14),
      Constant("ORIG_RAX", 15),
      Constant("RIP", 16),
      Constant("CS", 17),
      Constant("EFL", 18),
      Constant("RSP", 19),
      Constant("SS", 20),
    ], form: .eightTimes)

  /// Sets of registers, by the types of notes in core files (`man 5 elf`).
  public static let registerSets = WordCodec(
    "register set",
    oneOf: [
      Constant("NT_PRSTATUS", 1),
      Constant("NT_FPREGSET", 2),
      Constant("NT_PRPSINFO", 3),
      Constant("NT_PRXREG", 4),
      Constant("NT_PLATFORM", 5),
      Constant("NT_AUXV", 6),
      Constant("NT_386_TLS", 512),
      Constant("NT_386_IOPERM", 513),
      Constant("NT_X86_XSTATE", 514),
      Constant("NT_X86_SHSTK", 516),
      Constant("NT_PRXFPREG", 0x46e6_2b7f),
    ], form: .names, family: "NT_")

  /// Which queue of signals is looked at (`man 2 ptrace`, PTRACE_PEEKSIGINFO).
  public static let signalQueues = WordCodec(
    "signal queue",
    flags: [
      Constant("PTRACE_PEEKSIGINFO_SHARED", 0x1)
    ])

  /// Where a tracee stands in a call (`man 2 ptrace`, PTRACE_GET_SYSCALL_INFO).
  public static let syscallStops = WordCodec(
    "syscall stop",
    oneOf: [
      Constant("PTRACE_SYSCALL_INFO_NONE", 0),
      Constant("PTRACE_SYSCALL_INFO_ENTRY", 1),
      Constant("PTRACE_SYSCALL_INFO_EXIT", 2),
      Constant("PTRACE_SYSCALL_INFO_SECCOMP", 3),
    ])

  /// Processors as the audit system numbers them (`linux/audit.h`).
  public static let auditArchitectures = WordCodec(
    "architecture",
    oneOf: [
      Constant("AUDIT_ARCH_X86_64", 0xc000_003e),
      Constant("AUDIT_ARCH_I386", 0x4000_0003),
    ])

  /// What `kcmp` compares (`man 2 kcmp`).
  public static let comparedResources = WordCodec(
    "compared resource",
    oneOf: [
      Constant("KCMP_FILE", 0),
      Constant("KCMP_VM", 1),
      Constant("KCMP_FILES", 2),
      Constant("KCMP_FS", 3),
      Constant("KCMP_SIGHAND", 4),
      Constant("KCMP_IO", 5),
      Constant("KCMP_SYSVSEM", 6),
      Constant("KCMP_EPOLL_TFD", 7),
    ])
}
