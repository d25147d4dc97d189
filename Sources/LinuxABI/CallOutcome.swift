/// How a syscall ended, or that it has not.
public enum CallOutcome: Hashable, Sendable {
  /// It succeeded; the result register.
  case returned(UInt64)
  /// It returned -errno.
  case failed(Errno)
  /// It has not come back: the process is asleep in it.
  case blocked
  /// The process died of a signal, in the call or on its way out of it.
  case killed(Signal)
  /// The process ended with this exit status (exit, exit_group).
  case exited(Int32)
  /// execve succeeded: the program that made the call is gone.
  case replaced
}
