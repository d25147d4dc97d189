/// How many lines of traced programs are shown at a prompt: all that programs of ordinary size make, and of a program
/// that calls without end a part that leaves the prompt to be seen. The rest is counted, and told.
struct TraceFlow {
  /// Lines that are shown at once.
  static let burst = 2000
  /// Lines that are shown each second of a program that goes on.
  static let rate = 200

  private var room = Double(burst)
  /// Nanoseconds of the monotonic clock.
  private var last: Int64?
  private var leftOut = 0
  private var toldAt: Int64 = .min

  /// How many of `count` lines may be shown at the time `now`; `missed` were dropped before they came here.
  mutating func admit(_ count: Int, missed: Int, at now: Int64) -> Int {
    let seconds = Double(now - (last ?? now)) / 1e9
    last = now
    room = min(Double(Self.burst), room + seconds * Double(Self.rate))
    let shown = min(count, Int(room))
    room -= Double(shown)
    leftOut += count - shown + missed
    return shown
  }

  /// How many lines were left out since that was last told, nil where it is not to be told now: none were, or it was
  /// told less than a second ago.
  mutating func takeLeftOut(at now: Int64) -> Int? {
    guard leftOut > 0, toldAt == .min || now - toldAt >= 1_000_000_000 else { return nil }
    defer { leftOut = 0 }
    toldAt = now
    return leftOut
  }
}
