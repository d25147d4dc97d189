import CLinux
import LinuxABI

/// A descriptor of a process.
public struct DescriptorReference: Hashable, Sendable {
  public let pid: Int32
  public let number: Int32

  public init(pid: Int32, number: Int32) {
    self.pid = pid
    self.number = number
  }
}

/// Tells whether descriptors lead to the same open file description, by asking the kernel (`man 2 kcmp`) and never by
/// guessing from names: two opens of a file look alike in /proc and have positions of their own.
///
/// kcmp needs ptrace access to both processes (EPERM without) and CONFIG_KCMP (ENOSYS without): `obstacle` tells in
/// advance. Hold the processes still meanwhile: the order that the kernel gives holds for as long as a description lives.
public enum DescriptionComparer {
  public enum Order: Hashable, Sendable {
    /// One and the same: dup, fork, SCM_RIGHTS.
    case same
    case less
    case greater
    /// Different, and the kernel gives no order.
    case unordered
  }

  /// The open file descriptions behind two descriptors (KCMP_FILE).
  public static func compare(
    _ pid1: Int32, _ fd1: Int32, _ pid2: Int32, _ fd2: Int32
  ) throws(InspectError) -> Order {
    try order(pid1, pid2, SYSH_KCMP_FILE, fd1, fd2)
  }

  /// Whether two processes (or threads) use one descriptor table: CLONE_FILES.
  public static func shareDescriptorTable(_ pid1: Int32, _ pid2: Int32) throws(InspectError) -> Bool {
    try order(pid1, pid2, SYSH_KCMP_FILES, 0, 0) == .same
  }

  /// Whether two processes (or threads) use one address space: CLONE_VM, vfork.
  public static func shareMemory(_ pid1: Int32, _ pid2: Int32) throws(InspectError) -> Bool {
    try order(pid1, pid2, SYSH_KCMP_VM, 0, 0) == .same
  }

  /// Whether two processes (or threads) have one working directory, root and umask together: CLONE_FS.
  public static func shareDirectories(_ pid1: Int32, _ pid2: Int32) throws(InspectError) -> Bool {
    try order(pid1, pid2, SYSH_KCMP_FS, 0, 0) == .same
  }

  /// Whether two processes (or threads) have one table of signal actions: CLONE_SIGHAND.
  public static func shareSignalActions(_ pid1: Int32, _ pid2: Int32) throws(InspectError) -> Bool {
    try order(pid1, pid2, SYSH_KCMP_SIGHAND, 0, 0) == .same
  }

  /// Why processes cannot be compared, nil when they can: ENOSYS, EPERM, or ESRCH for one that has gone.
  public static func obstacle(_ pid1: Int32, _ pid2: Int32) -> Errno? {
    let result = sysh_kcmp(pid1, pid2, SYSH_KCMP_FILES, 0, 0)
    return result < 0 ? Errno(rawValue: -result) : nil
  }

  private static func order(
    _ pid1: Int32, _ pid2: Int32, _ type: sysh_kcmp_type, _ first: Int32, _ second: Int32
  ) throws(InspectError) -> Order {
    switch sysh_kcmp(pid1, pid2, type, first, second) {
    case 0: return .same
    case 1: return .less
    case 2: return .greater
    case let result where result < 0:
      throw .incomparable(first: pid1, second: pid2, Errno(rawValue: -result))
    default: return .unordered
    }
  }
}
