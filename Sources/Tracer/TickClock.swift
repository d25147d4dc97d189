import CLinux

/// Turns ticks of the time stamp counter into nanoseconds, by holding it against CLOCK_MONOTONIC at both ends of the work
/// that is measured. Each end is read to within some ten nanoseconds, so a span of 20 ms gives the rate to one part in
/// a hundred thousand: far better than loops repeat.
public struct TickClock: Sendable {
  private let start = sysh_ticks_now()

  public init() {}

  /// Nanoseconds in a tick since the clock was made: meaningful once some milliseconds have gone by.
  public var nanosecondsPerTick: Double {
    let now = sysh_ticks_now()
    guard now.counter > start.counter else { return 0 }
    return Double(now.nanoseconds - start.nanoseconds) / Double(now.counter - start.counter)
  }

  /// Nanoseconds since the clock was made.
  public var elapsed: Int64 { sysh_ticks_now().nanoseconds - start.nanoseconds }
}
