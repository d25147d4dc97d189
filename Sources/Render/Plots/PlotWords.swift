import Glibc
import Lab

/// Numbers of a plot as they are written: beside an axis, and as figures.
struct PlotWords {
  /// Only characters that every terminal has.
  var isASCII = false

  /// Beside an axis, whose title names the unit where the number does not.
  func tick(_ value: Double, _ unit: Plot.Unit) -> String {
    if value == 0 { return "0" }
    return switch unit {
    case .count, .mebibytes, .milliseconds: Self.grouped(value)
    case .bytes: Self.size(value)
    case .nanoseconds: time(value)
    }
  }

  /// In a table.
  func figure(_ value: Double, _ unit: Plot.Unit) -> String {
    switch unit {
    case .count, .mebibytes: Self.grouped(value)
    case .bytes: Self.size(value)
    case .nanoseconds: time(value)
    case .milliseconds: value == value.rounded() ? Self.grouped(value) : Self.fixed(value, 1)
    }
  }

  /// The axis with its unit.
  static func title(_ axis: Plot.Axis) -> String {
    switch axis.unit {
    case .count, .bytes, .nanoseconds: axis.title
    case .mebibytes: "\(axis.title), MiB"
    case .milliseconds: "\(axis.title), ms"
    }
  }

  /// The unit alone, for a narrow column.
  static func short(_ unit: Plot.Unit) -> String {
    switch unit {
    case .count: "n"
    case .bytes: "bytes"
    case .mebibytes: "MiB"
    case .nanoseconds: "time"
    case .milliseconds: "ms"
    }
  }

  /// Three digits and their unit: `87.2 ns`, `1.23 µs`, `541 µs`.
  private func time(_ nanoseconds: Double) -> String {
    let units = ["ns", isASCII ? "us" : "µs", "ms", "s"]
    var value = nanoseconds
    var unit = 0
    // 999.6 would be written as 1000.
    while value >= 999.5, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return "\(Self.three(value)) \(units[unit])"
  }

  private static func three(_ value: Double) -> String {
    let text = value < 9.995 ? fixed(value, 2) : value < 99.95 ? fixed(value, 1) : grouped(value)
    guard text.contains(".") else { return text }
    // Ticks are round numbers: 1 ms, and not 1.00 ms.
    return value == value.rounded() ? grouped(value) : text
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = digits == 2 ? 100.0 : 10.0
    let whole = Int((max(0, value) * scale).rounded())
    let rest = String(whole % Int(scale))
    return "\(whole / Int(scale))." + String(repeating: "0", count: digits - rest.count) + rest
  }

  static func grouped(_ value: Double) -> String {
    if value != 0, value < 1 { return fixed(value, 2) }
    var text = String(Int(min(value, 1e15).rounded()))
    var index = text.count - 3
    while index > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: index))
      index -= 3
    }
    return text
  }

  private static func size(_ bytes: Double) -> String {
    let bytes = UInt64(max(0, min(bytes, 1e18)).rounded())
    return bytes < 1024 ? "\(bytes) B" : Words.size(bytes)
  }
}
