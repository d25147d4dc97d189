import Glibc

/// Moments as they stand before a line, and how long something took.
struct Moment {
  /// CLOCK_REALTIME and CLOCK_MONOTONIC, in nanoseconds.
  let real: Int64
  let monotonic: Int64

  static func now() -> Moment {
    Moment(real: nanoseconds(CLOCK_REALTIME), monotonic: nanoseconds(CLOCK_MONOTONIC))
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The time of day in the local zone, or seconds since 1970.
  func text(_ clock: TraceOptions.Clock) -> String {
    var seconds = time_t(real / 1_000_000_000)
    let micros = real % 1_000_000_000 / 1000
    if case .epoch = clock { return "\(seconds).\(Self.digits(micros, 6))" }
    var local = tm()
    localtime_r(&seconds, &local)
    let day = [local.tm_hour, local.tm_min, local.tm_sec].map { Self.digits(Int64($0), 2) }.joined(separator: ":")
    if case .microseconds = clock { return "\(day).\(Self.digits(micros, 6))" }
    return day
  }

  /// `0.000012`, in seconds.
  static func seconds(_ nanoseconds: Int64) -> String {
    let micros = max(0, nanoseconds) / 1000
    return "\(micros / 1_000_000).\(digits(micros % 1_000_000, 6))"
  }

  static func digits(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
  }
}
