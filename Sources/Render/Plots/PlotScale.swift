import Glibc
import Lab

/// Where the values of an axis stand, from 0 at its beginning to 1 at its end, and which of them are written beside it.
struct PlotScale: Hashable {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let isLogarithmic: Bool

  /// `most`: how many ticks there is room for.
  init(_ axis: Plot.Axis, _ values: [Double], most: Int) {
    let most = max(2, most)
    switch axis.scale {
    case .linear:
      isLogarithmic = false
      (low, high, ticks) = Self.linear(values, most)
    case .decades:
      isLogarithmic = true
      (low, high, ticks) = Self.decades(values.filter { $0 > 0 }, most)
    case .doublings:
      isLogarithmic = true
      (low, high, ticks) = Self.doublings(values.filter { $0 > 0 }, most)
    }
  }

  func position(_ value: Double) -> Double {
    let place =
      isLogarithmic
      ? (log(max(value, low)) - log(low)) / (log(high) - log(low))
      : (value - low) / (high - low)
    return min(max(place, 0), 1)
  }

  /// From 0 to a multiple of 1, 2 or 5 times a power of ten.
  private static func linear(_ values: [Double], _ most: Int) -> (Double, Double, [Double]) {
    let largest = max(values.max() ?? 1, 1e-9)
    let step = roundedUp(largest / Double(most - 1))
    // What lies a hair above the last tick is drawn at it: a clock is never read at the very moment.
    let count = max(1, Int((largest / step - 0.05).rounded(.up)))
    return (0, Double(count) * step, (0...count).map { Double($0) * step })
  }

  /// Bounds at 1, 2 or 5 times a power of ten, ticks at the powers; where that leaves fewer than two, at 1, 2 and 5.
  private static func decades(_ values: [Double], _ most: Int) -> (Double, Double, [Double]) {
    guard let least = values.min(), let largest = values.max() else { return (1, 10, [1, 10]) }
    let low = roundedDown(least)
    var high = roundedUp(largest)
    if high <= low { high = roundedUp(low * 1.5) }
    let exponents = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let within = { (tick: Double) in tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9) }
    let powers = exponents.map { pow(10, Double($0)) }.filter(within)
    if powers.count >= 2 { return (low, high, thinned(powers, most)) }
    let finer = exponents.flatMap { exponent in [1, 2, 5].map { $0 * pow(10, Double(exponent)) } }.filter(within)
    return (low, high, thinned(finer, most))
  }

  private static func doublings(_ values: [Double], _ most: Int) -> (Double, Double, [Double]) {
    guard let least = values.min(), let largest = values.max() else { return (1, 2, [1, 2]) }
    let first = Int(log2(least).rounded(.down))
    let last = max(first + 1, Int(log2(largest).rounded(.up)))
    let ticks = thinned((first...last).map { exp2(Double($0)) }, most)
    return (exp2(Double(first)), exp2(Double(last)), ticks)
  }

  /// Every nth, the first among them.
  private static func thinned(_ ticks: [Double], _ most: Int) -> [Double] {
    let step = (ticks.count + most - 1) / most
    return ticks.enumerated().filter { $0.offset % max(1, step) == 0 }.map(\.element)
  }

  private static func roundedUp(_ value: Double) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    return power * ([1, 2, 5].first { value <= $0 * power * (1 + 1e-9) } ?? 10)
  }

  private static func roundedDown(_ value: Double) -> Double {
    let power = pow(10, log10(value).rounded(.down))
    return power * ([5, 2].first { value >= $0 * power * (1 - 1e-9) } ?? 1)
  }
}
