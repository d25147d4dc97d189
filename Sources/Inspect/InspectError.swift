import LinuxABI

/// Why the state of a process could not be read.
public enum InspectError: Error, Hashable, Sendable {
  /// The file or directory at `path` could not be opened or read. ENOENT and ESRCH mean, below /proc/PID, that the
  /// process has gone; EACCES and EPERM that this process may not look at it (`man 2 ptrace`, access mode checking).
  case unreadable(path: String, Errno)
  /// The text at `path` is not what the kernel writes there.
  case malformed(path: String, problem: String)
  /// kcmp(2) would not compare: EPERM without ptrace access to both processes, ENOSYS in a kernel built without
  /// CONFIG_KCMP, EBADF for a descriptor that is not open, ESRCH for a process that has gone.
  case incomparable(first: Int32, second: Int32, Errno)
}

extension InspectError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path, let errno): "cannot read \(path): \(errno.message)"
    case .malformed(let path, let problem): "\(path) does not read as expected: \(problem)"
    case .incomparable(let first, let second, let errno):
      "cannot compare processes \(first) and \(second): \(errno.message)"
    }
  }
}
