import LinuxABI

private typealias Field = StructureLayout.Field

/// Structures of the calls that administer processes and the kernel.
extension StructureLayout {
  /// `include/uapi/linux/sysinfo.h`.
  static let sysinfo = StructureLayout(
    "sysinfo", size: 112,
    [
      Field("uptime", at: 0, .signed(bytes: 8)),
      Field("loads", at: 8, .array(.unsigned(bytes: 8), count: 3)),
      Field("totalram", at: 32, .unsigned(bytes: 8)),
      Field("freeram", at: 40, .unsigned(bytes: 8)),
      Field("sharedram", at: 48, .unsigned(bytes: 8)),
      Field("bufferram", at: 56, .unsigned(bytes: 8)),
      Field("totalswap", at: 64, .unsigned(bytes: 8)),
      Field("freeswap", at: 72, .unsigned(bytes: 8)),
      Field("procs", at: 80, .unsigned(bytes: 2)),
      Field("totalhigh", at: 88, .unsigned(bytes: 8)),
      Field("freehigh", at: 96, .unsigned(bytes: 8)),
      Field("mem_unit", at: 104, .unsigned(bytes: 4)),
    ])

  /// `include/uapi/linux/capability.h`.
  static let capabilityHeader = StructureLayout(
    "__user_cap_header_struct", size: 8,
    [Field("version", at: 0, .word(.capabilityVersions, bytes: 4)), Field("pid", at: 4, .process)])

  /// `include/uapi/linux/timex.h`, `struct __kernel_timex`.
  static let timex = StructureLayout(
    "timex", size: 208,
    [
      Field("modes", at: 0, .word(.clockAdjustments, bytes: 4)),
      Field("offset", at: 8, .signed(bytes: 8)),
      Field("freq", at: 16, .signed(bytes: 8)),
      Field("maxerror", at: 24, .unsigned(bytes: 8)),
      Field("esterror", at: 32, .unsigned(bytes: 8)),
      Field("status", at: 40, .word(.clockStatus, bytes: 4)),
      Field("constant", at: 48, .signed(bytes: 8)),
      Field("precision", at: 56, .unsigned(bytes: 8)),
      Field("tolerance", at: 64, .signed(bytes: 8)),
      Field("time", at: 72, .structure(timeval)),
      Field("tick", at: 88, .signed(bytes: 8)),
      Field("ppsfreq", at: 96, .signed(bytes: 8)),
      Field("jitter", at: 104, .signed(bytes: 8)),
      Field("shift", at: 112, .signed(bytes: 4)),
      Field("stabil", at: 120, .signed(bytes: 8)),
      Field("jitcnt", at: 128, .signed(bytes: 8)),
      Field("calcnt", at: 136, .signed(bytes: 8)),
      Field("errcnt", at: 144, .signed(bytes: 8)),
      Field("stbcnt", at: 152, .signed(bytes: 8)),
      Field("tai", at: 160, .signed(bytes: 4)),
    ])

  /// `arch/x86/include/asm/user_64.h`, as the C library's sys/user.h has it.
  static let userRegisters = StructureLayout(
    "user_regs_struct", size: 216,
    [
      "r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi", "rdi", "orig_rax",
      "rip", "cs", "eflags", "rsp", "ss", "fs_base", "gs_base", "ds", "es", "fs", "gs",
    ].enumerated().map { Field($1, at: $0 * 8, .hexadecimal(bytes: 8)) })

  /// `include/uapi/linux/uio.h`: a buffer by its address, where its contents are not the call's business.
  static let iovec = StructureLayout(
    "iovec", size: 16, [Field("iov_base", at: 0, .address), Field("iov_len", at: 8, .unsigned(bytes: 8))])

  /// `include/uapi/linux/ptrace.h`.
  static let peekSignalsArguments = StructureLayout(
    "ptrace_peeksiginfo_args", size: 16,
    [
      Field("off", at: 0, .unsigned(bytes: 8)),
      Field("flags", at: 8, .word(.signalQueues, bytes: 4)),
      Field("nr", at: 12, .signed(bytes: 4)),
    ])

  /// The same header.
  static let filterMetadata = StructureLayout(
    "seccomp_metadata", size: 16,
    [Field("filter_off", at: 0, .unsigned(bytes: 8)), Field("flags", at: 8, .word(.filterFlags, bytes: 8))])

  /// `include/uapi/linux/kcmp.h`.
  static let epollSlot = StructureLayout(
    "kcmp_epoll_slot", size: 12,
    [
      Field("efd", at: 0, .descriptor), Field("tfd", at: 4, .descriptor), Field("toff", at: 8, .unsigned(bytes: 4)),
    ])

  /// `include/uapi/linux/kexec.h`.
  static let kexecSegment = StructureLayout(
    "kexec_segment", size: 32,
    [
      Field("buf", at: 0, .address), Field("bufsz", at: 8, .unsigned(bytes: 8)),
      Field("mem", at: 16, .address), Field("memsz", at: 24, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/linux/sysctl.h`.
  static let sysctlArguments = StructureLayout(
    "__sysctl_args", size: 80,
    [
      Field("name", at: 0, .address), Field("nlen", at: 8, .signed(bytes: 4)), Field("oldval", at: 16, .address),
      Field("oldlenp", at: 24, .address), Field("newval", at: 32, .address),
      Field("newlen", at: 40, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/linux/seccomp.h`.
  static let notificationSizes = StructureLayout(
    "seccomp_notif_sizes", size: 6,
    [
      Field("seccomp_notif", at: 0, .unsigned(bytes: 2)), Field("seccomp_notif_resp", at: 2, .unsigned(bytes: 2)),
      Field("seccomp_data", at: 4, .unsigned(bytes: 2)),
    ])

  /// `include/uapi/linux/futex.h`.
  static let futexWait = StructureLayout(
    "futex_waitv", size: 24,
    [
      Field("val", at: 0, .hexadecimal(bytes: 8)), Field("uaddr", at: 8, .address),
      Field("flags", at: 16, .word(.futexWordFlags, bytes: 4)),
    ])
}
