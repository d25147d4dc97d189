import LinuxABI

private typealias Field = StructureLayout.Field

/// Structures of processes and signals.
extension StructureLayout {
  /// `include/uapi/asm-generic/siginfo.h`. Members lie over one another; which of them mean something, the signal and
  /// its code say.
  static let siginfo = StructureLayout(
    "siginfo", size: 128,
    [
      Field("si_signo", at: 0, .signal),
      Field("si_code", at: 8, .word(.signalCodes, bytes: 4)),
      Field("si_errno", at: 4, .signed(bytes: 4)),
      Field("si_pid", at: 16, .process),
      Field("si_uid", at: 20, .owner),
      Field("si_status", at: 24, .signal),
      Field("si_utime", at: 32, .signed(bytes: 8)),
      Field("si_stime", at: 40, .signed(bytes: 8)),
      Field("si_timerid", at: 16, .hexadecimal(bytes: 4)),
      Field("si_overrun", at: 20, .signed(bytes: 4)),
      Field("si_int", at: 24, .signed(bytes: 4)),
      Field("si_ptr", at: 24, .address),
      Field("si_addr", at: 16, .address),
    ])

  /// `include/uapi/linux/sched.h`.
  static let cloneArgs = StructureLayout(
    "clone_args", size: 88,
    [
      Field("flags", at: 0, .word(.clone3Flags, bytes: 8)),
      Field("pidfd", at: 8, .address),
      Field("child_tid", at: 16, .address),
      Field("parent_tid", at: 24, .address),
      Field("exit_signal", at: 32, .word(.exitSignals, bytes: 8)),
      Field("stack", at: 40, .address),
      Field("stack_size", at: 48, .hexadecimal(bytes: 8)),
      Field("tls", at: 56, .address),
      Field("set_tid", at: 64, .address),
      Field("set_tid_size", at: 72, .unsigned(bytes: 8)),
      Field("cgroup", at: 80, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/linux/resource.h`.
  static let rlimit = StructureLayout("rlimit", size: 16, limitFields)
  /// The same with members that have 64 bits on every processor.
  static let rlimit64 = StructureLayout("rlimit64", size: 16, limitFields)

  private static let limitFields = [Field("rlim_cur", at: 0, .limit), Field("rlim_max", at: 8, .limit)]

  /// `include/uapi/linux/times.h`.
  static let tms = StructureLayout(
    "tms", size: 32,
    [
      Field("tms_utime", at: 0, .signed(bytes: 8)),
      Field("tms_stime", at: 8, .signed(bytes: 8)),
      Field("tms_cutime", at: 16, .signed(bytes: 8)),
      Field("tms_cstime", at: 24, .signed(bytes: 8)),
    ])

  /// `arch/x86/include/uapi/asm/signal.h`: not the C library's structure of this name.
  static let sigaction = StructureLayout(
    "sigaction", size: 32,
    [
      Field("sa_handler", at: 0, .handler),
      Field("sa_mask", at: 24, .signalSet),
      Field("sa_flags", at: 8, .word(.signalActionFlags, bytes: 8)),
      Field("sa_restorer", at: 16, .address),
    ])

  /// The same header.
  static let sigaltstack = StructureLayout(
    "sigaltstack", size: 24,
    [
      Field("ss_sp", at: 0, .address),
      Field("ss_flags", at: 8, .word(.signalStackFlags, bytes: 4)),
      Field("ss_size", at: 16, .unsigned(bytes: 8)),
    ])

  /// `include/uapi/asm-generic/siginfo.h`, `union sigval`.
  static let sigval = StructureLayout(
    "sigval", size: 8,
    [
      Field("sival_int", at: 0, .signed(bytes: 4)),
      Field("sival_ptr", at: 0, .address),
    ])

  /// The same header; what tells about a thread lies over what tells about a function.
  static let sigevent = StructureLayout(
    "sigevent", size: 64,
    [
      Field("sigev_value", at: 0, .structure(sigval)),
      Field("sigev_signo", at: 8, .signal),
      Field("sigev_notify", at: 12, .word(.timerNotifications, bytes: 4)),
      Field("sigev_notify_thread_id", at: 16, .process),
      Field("sigev_notify_function", at: 16, .address),
      Field("sigev_notify_attributes", at: 24, .address),
    ])

  /// `include/uapi/linux/time_types.h`, `struct __kernel_old_itimerval`.
  static let itimerval = StructureLayout(
    "itimerval", size: 32,
    [
      Field("it_interval", at: 0, .structure(timeval)),
      Field("it_value", at: 16, .structure(timeval)),
    ])

  /// The same header, `struct __kernel_itimerspec`.
  static let itimerspec = StructureLayout(
    "itimerspec", size: 32,
    [
      Field("it_interval", at: 0, .structure(timespec)),
      Field("it_value", at: 16, .structure(timespec)),
    ])

  /// `include/uapi/linux/time.h`.
  static let timezone = StructureLayout(
    "timezone", size: 8,
    [
      Field("tz_minuteswest", at: 0, .signed(bytes: 4)),
      Field("tz_dsttime", at: 4, .signed(bytes: 4)),
    ])
}
