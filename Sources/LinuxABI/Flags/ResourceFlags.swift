extension WordCodec {
  /// No limit at all (`man 2 getrlimit`).
  public static let limits = WordCodec(
    "limit",
    oneOf: [
      Constant("RLIM64_INFINITY", .max)
    ])

  /// What is limited (`man 2 getrlimit`).
  public static let resources = WordCodec(
    "resource",
    oneOf: [
      Constant("RLIMIT_CPU", 0),
      Constant("RLIMIT_FSIZE", 1),
      Constant("RLIMIT_DATA", 2),
      Constant("RLIMIT_STACK", 3),
      Constant("RLIMIT_CORE", 4),
      Constant("RLIMIT_RSS", 5),
      Constant("RLIMIT_NPROC", 6),
      Constant("RLIMIT_NOFILE", 7),
      Constant("RLIMIT_MEMLOCK", 8),
      Constant("RLIMIT_AS", 9),
      Constant("RLIMIT_LOCKS", 10),
      Constant("RLIMIT_SIGPENDING", 11),
      Constant("RLIMIT_MSGQUEUE", 12),
      Constant("RLIMIT_NICE", 13),
      Constant("RLIMIT_RTPRIO", 14),
      Constant("RLIMIT_RTTIME", 15),
    ])

  /// Whose use `getrusage` tells (`man 2 getrusage`).
  public static let usageTargets = WordCodec(
    "usage target",
    oneOf: [
      Constant("RUSAGE_SELF", 0),
      Constant("RUSAGE_CHILDREN", 0xffff_ffff),
      Constant("RUSAGE_BOTH", 0xffff_fffe),
      Constant("RUSAGE_THREAD", 1),
    ])

  /// Whose priority is meant (`man 2 getpriority`).
  public static let priorityTargets = WordCodec(
    "priority target",
    oneOf: [
      Constant("PRIO_PROCESS", 0),
      Constant("PRIO_PGRP", 1),
      Constant("PRIO_USER", 2),
    ])

  static let policies: [Constant] = [
    Constant("SCHED_OTHER", 0),
    Constant("SCHED_FIFO", 1),
    Constant("SCHED_RR", 2),
    Constant("SCHED_BATCH", 3),
    Constant("SCHED_IDLE", 5),
    Constant("SCHED_DEADLINE", 6),
    Constant("SCHED_EXT", 7),
  ]

  /// How the scheduler treats a thread (`man 7 sched`).
  public static let schedulingPolicies = WordCodec(
    "scheduling policy",
    fields: [Field(mask: 0xbfff_ffff, policies)],
    flags: [
      Constant("SCHED_RESET_ON_FORK", 0x4000_0000)
    ],
    aliases: [
      Constant("SCHED_NORMAL", 0)
    ])
}
