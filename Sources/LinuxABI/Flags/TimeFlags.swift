extension WordCodec {
  /// The clocks (`man 2 clock_gettime`).
  public static let clocks = WordCodec(
    "clock",
    oneOf: [
      Constant("CLOCK_REALTIME", 0),
      Constant("CLOCK_MONOTONIC", 1),
      Constant("CLOCK_PROCESS_CPUTIME_ID", 2),
      Constant("CLOCK_THREAD_CPUTIME_ID", 3),
      Constant("CLOCK_MONOTONIC_RAW", 4),
      Constant("CLOCK_REALTIME_COARSE", 5),
      Constant("CLOCK_MONOTONIC_COARSE", 6),
      Constant("CLOCK_BOOTTIME", 7),
      Constant("CLOCK_REALTIME_ALARM", 8),
      Constant("CLOCK_BOOTTIME_ALARM", 9),
      Constant("CLOCK_TAI", 11),
    ])

  /// Whether a time is one of the clock or one from now (`man 2 timer_settime`).
  public static let timerFlags = WordCodec(
    "timer flag",
    flags: [
      Constant("TIMER_ABSTIME", 0x1)
    ])

  /// The three timers that every process has (`man 2 setitimer`).
  public static let intervalTimers = WordCodec(
    "interval timer",
    oneOf: [
      Constant("ITIMER_REAL", 0),
      Constant("ITIMER_VIRTUAL", 1),
      Constant("ITIMER_PROF", 2),
    ])

  /// How a timer tells that it ran out (`man 7 sigevent`).
  public static let timerNotifications = WordCodec(
    "notification",
    oneOf: [
      Constant("SIGEV_SIGNAL", 0),
      Constant("SIGEV_NONE", 1),
      Constant("SIGEV_THREAD", 2),
      Constant("SIGEV_THREAD_ID", 4),
    ])

  /// The flags of `timerfd_create` (`man 2 timerfd_create`).
  public static let timerDescriptorFlags = WordCodec(
    "timerfd flag",
    flags: [
      Constant("TFD_CLOEXEC", 0x80000),
      Constant("TFD_NONBLOCK", 0x800),
    ])

  /// The flags of `timerfd_settime` (`man 2 timerfd_create`).
  public static let timerDescriptorSettings = WordCodec(
    "timerfd setting",
    flags: [
      Constant("TFD_TIMER_ABSTIME", 0x1),
      Constant("TFD_TIMER_CANCEL_ON_SET", 0x2),
    ])

  /// The flags of `eventfd2` (`man 2 eventfd`).
  public static let eventFlags = WordCodec(
    "eventfd flag",
    flags: [
      Constant("EFD_SEMAPHORE", 0x1),
      Constant("EFD_CLOEXEC", 0x80000),
      Constant("EFD_NONBLOCK", 0x800),
    ])

  /// The operations of `futex`: each private to the process or not, some on the real-time clock (`man 2 futex`).
  public static let futexOperations = WordCodec(
    "futex operation",
    fields: [
      Field(
        mask: 0xffff_feff,
        [
          Constant("FUTEX_WAIT", 0),
          Constant("FUTEX_WAKE", 1),
          Constant("FUTEX_FD", 2),
          Constant("FUTEX_REQUEUE", 3),
          Constant("FUTEX_CMP_REQUEUE", 4),
          Constant("FUTEX_WAKE_OP", 5),
          Constant("FUTEX_LOCK_PI", 6),
          Constant("FUTEX_UNLOCK_PI", 7),
          Constant("FUTEX_TRYLOCK_PI", 8),
          Constant("FUTEX_WAIT_BITSET", 9),
          Constant("FUTEX_WAKE_BITSET", 10),
          Constant("FUTEX_WAIT_REQUEUE_PI", 11),
          Constant("FUTEX_CMP_REQUEUE_PI", 12),
          Constant("FUTEX_LOCK_PI2", 13),
          Constant("FUTEX_WAIT_PRIVATE", 128),
          Constant("FUTEX_WAKE_PRIVATE", 129),
          Constant("FUTEX_REQUEUE_PRIVATE", 131),
          Constant("FUTEX_CMP_REQUEUE_PRIVATE", 132),
          Constant("FUTEX_WAKE_OP_PRIVATE", 133),
          Constant("FUTEX_LOCK_PI_PRIVATE", 134),
          Constant("FUTEX_UNLOCK_PI_PRIVATE", 135),
          Constant("FUTEX_TRYLOCK_PI_PRIVATE", 136),
          Constant("FUTEX_WAIT_BITSET_PRIVATE", 137),
          Constant("FUTEX_WAKE_BITSET_PRIVATE", 138),
          Constant("FUTEX_WAIT_REQUEUE_PI_PRIVATE", 139),
          Constant("FUTEX_CMP_REQUEUE_PI_PRIVATE", 140),
          Constant("FUTEX_LOCK_PI2_PRIVATE", 141),
        ])
    ],
    flags: [
      Constant("FUTEX_CLOCK_REALTIME", 0x100)
    ])

  /// Which of the waiters are meant (`man 2 futex`, FUTEX_WAIT_BITSET).
  public static let futexBits = WordCodec(
    "set of waiters",
    flags: [
      Constant("FUTEX_BITSET_MATCH_ANY", 0xffff_ffff)
    ])
}
