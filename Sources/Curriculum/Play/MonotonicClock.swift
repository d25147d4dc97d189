import Glibc

/// Time that never goes back, for limits.
public enum MonotonicClock {
  /// The time since some fixed moment (`clock_gettime(CLOCK_MONOTONIC)`).
  public static func now() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
