extension WordCodec {
  private static let sharing = [
    Constant("CLONE_VM", 0x100),
    Constant("CLONE_FS", 0x200),
    Constant("CLONE_FILES", 0x400),
    Constant("CLONE_SIGHAND", 0x800),
    Constant("CLONE_PIDFD", 0x1000),
    Constant("CLONE_PTRACE", 0x2000),
    Constant("CLONE_VFORK", 0x4000),
    Constant("CLONE_PARENT", 0x8000),
    Constant("CLONE_THREAD", 0x1_0000),
    Constant("CLONE_NEWNS", 0x2_0000),
    Constant("CLONE_SYSVSEM", 0x4_0000),
    Constant("CLONE_SETTLS", 0x8_0000),
    Constant("CLONE_PARENT_SETTID", 0x10_0000),
    Constant("CLONE_CHILD_CLEARTID", 0x20_0000),
    Constant("CLONE_UNTRACED", 0x80_0000),
    Constant("CLONE_CHILD_SETTID", 0x100_0000),
    Constant("CLONE_NEWCGROUP", 0x200_0000),
    Constant("CLONE_NEWUTS", 0x400_0000),
    Constant("CLONE_NEWIPC", 0x800_0000),
    Constant("CLONE_NEWUSER", 0x1000_0000),
    Constant("CLONE_NEWPID", 0x2000_0000),
    Constant("CLONE_NEWNET", 0x4000_0000),
    Constant("CLONE_IO", 0x8000_0000),
  ]

  /// The flags of `clone`: what parent and child share, and in the low byte the signal that tells of the child's end
  /// (`man 2 clone`).
  public static let cloneFlags = WordCodec(
    "clone flag",
    fields: [Field(mask: 0xff, (1..<32).map { Constant(Signal(rawValue: $0).name, UInt64($0)) })],
    flags: sharing, fieldsFollow: true)

  /// The signal that tells of a child's end (`man 2 clone`).
  public static let exitSignals = WordCodec(
    "exit signal", oneOf: (1..<32).map { Constant(Signal(rawValue: $0).name, UInt64($0)) })

  /// The flags of `clone3`, which has the signal in a member of its own (`man 2 clone`).
  public static let clone3Flags = WordCodec(
    "clone3 flag",
    flags: sharing + [
      Constant("CLONE_NEWTIME", 0x80),
      Constant("CLONE_CLEAR_SIGHAND", 0x1_0000_0000),
      Constant("CLONE_INTO_CGROUP", 0x2_0000_0000),
    ])

  /// What `unshare` can make the caller's own (`man 2 unshare`).
  public static let unshareFlags = WordCodec(
    "unshare flag",
    flags: [
      Constant("CLONE_VM", 0x100),
      Constant("CLONE_FS", 0x200),
      Constant("CLONE_FILES", 0x400),
      Constant("CLONE_SIGHAND", 0x800),
      Constant("CLONE_THREAD", 0x1_0000),
      Constant("CLONE_NEWNS", 0x2_0000),
      Constant("CLONE_SYSVSEM", 0x4_0000),
      Constant("CLONE_NEWCGROUP", 0x200_0000),
      Constant("CLONE_NEWUTS", 0x400_0000),
      Constant("CLONE_NEWIPC", 0x800_0000),
      Constant("CLONE_NEWUSER", 0x1000_0000),
      Constant("CLONE_NEWPID", 0x2000_0000),
      Constant("CLONE_NEWNET", 0x4000_0000),
      Constant("CLONE_NEWTIME", 0x80),
    ])

  /// The kinds of namespace that `setns` enters (`man 2 setns`).
  public static let namespaceTypes = WordCodec(
    "namespace type",
    flags: [
      Constant("CLONE_NEWTIME", 0x80),
      Constant("CLONE_NEWNS", 0x2_0000),
      Constant("CLONE_NEWCGROUP", 0x200_0000),
      Constant("CLONE_NEWUTS", 0x400_0000),
      Constant("CLONE_NEWIPC", 0x800_0000),
      Constant("CLONE_NEWUSER", 0x1000_0000),
      Constant("CLONE_NEWPID", 0x2000_0000),
      Constant("CLONE_NEWNET", 0x4000_0000),
    ])

  /// The flags of `execveat` (`man 2 execveat`).
  public static let executionFlags = WordCodec(
    "execveat flag",
    flags: [
      Constant("AT_SYMLINK_NOFOLLOW", 0x100),
      Constant("AT_EMPTY_PATH", 0x1000),
      Constant("AT_EXECVE_CHECK", 0x1_0000),
    ])

  /// Whom `waitid` waits for (`man 2 waitid`).
  public static let waitTargets = WordCodec(
    "kind of id",
    oneOf: [
      Constant("P_ALL", 0),
      Constant("P_PID", 1),
      Constant("P_PGID", 2),
      Constant("P_PIDFD", 3),
    ])

  /// The flags of `pidfd_open` (`man 2 pidfd_open`).
  public static let pidfdFlags = WordCodec(
    "pidfd flag",
    flags: [
      Constant("PIDFD_NONBLOCK", 0x800),
      Constant("PIDFD_THREAD", 0x80),
    ])

  /// Whom `pidfd_send_signal` reaches (`man 2 pidfd_send_signal`).
  public static let pidfdSignalFlags = WordCodec(
    "pidfd signal flag",
    flags: [
      Constant("PIDFD_SIGNAL_THREAD", 0x1),
      Constant("PIDFD_SIGNAL_THREAD_GROUP", 0x2),
      Constant("PIDFD_SIGNAL_PROCESS_GROUP", 0x4),
    ])
}
