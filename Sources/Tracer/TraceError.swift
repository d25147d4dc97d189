import LinuxABI

/// A failed operation on a tracee.
public enum TraceError: Error, Hashable, Sendable {
  /// The tracee is dead or dying: ESRCH from any request (`man 2 ptrace`).
  case gone
  /// It is inside a call, so it cannot be asked for anything else.
  case busy
  /// It runs by itself and was not stopped.
  case running
  /// A request failed for another reason.
  case failed(String, Errno)

  static func check(_ result: Int32, _ operation: String) throws(TraceError) {
    if result >= 0 { return }
    if result == -3 { throw .gone }
    throw .failed(operation, Errno(rawValue: -result))
  }
}
