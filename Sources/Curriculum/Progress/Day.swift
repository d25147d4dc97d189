import Glibc

/// A day of the calendar, in days since 1 January 1970.
public struct Day: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let number: Int

  public init(number: Int) {
    self.number = number
  }

  /// Today where the learner is (`TZ`, localtime_r(3)).
  public static func today() -> Day {
    var parts = tm()
    var now = time(nil)
    localtime_r(&now, &parts)
    // The calendar's day, counted as if it were one of UTC: no hour is lost or added on the way.
    (parts.tm_hour, parts.tm_min, parts.tm_sec, parts.tm_isdst) = (0, 0, 0, 0)
    return Day(number: timegm(&parts) / 86_400)
  }

  /// Reads `2026-11-27`; nil for what is no day.
  init?(_ text: Substring) {
    guard text.utf8.count == 10, let seconds = UTCDate.seconds(text + "T00:00:00Z") else { return nil }
    number = seconds / 86_400
  }

  public var description: String { String(UTCDate.text(number * 86_400).prefix(10)) }

  static func + (day: Day, days: Int) -> Day { Day(number: day.number + days) }

  public static func < (left: Day, right: Day) -> Bool { left.number < right.number }
}
