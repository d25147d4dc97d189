/// What was measured for a drawing: series of points, and what its axes mean. It knows nothing of screens; Render draws it
/// for a terminal or as SVG.
public struct Plot: Hashable, Sendable {
  /// What the numbers of an axis count.
  public enum Unit: Hashable, Sendable {
    /// A plain number of things.
    case count
    case bytes
    case mebibytes
    /// Shown as ns, µs, ms or s, whatever fits.
    case nanoseconds
    case milliseconds
  }

  /// How far apart the numbers of an axis stand.
  public enum Scale: Hashable, Sendable {
    case linear
    /// Logarithmic, with marks at 10, 100, 1000.
    case decades
    /// Logarithmic, with marks at powers of two.
    case doublings
  }

  public struct Axis: Hashable, Sendable {
    public let title: String
    public let unit: Unit
    public let scale: Scale

    public init(_ title: String, _ unit: Unit, _ scale: Scale) {
      self.title = title
      self.unit = unit
      self.scale = scale
    }
  }

  public struct Point: Hashable, Sendable {
    public let x: Double
    /// What is drawn: of several rounds the least.
    public let y: Double
    /// The median of the rounds; as much as `y` where there was only one.
    public let median: Double

    public init(x: Double, y: Double, median: Double? = nil) {
      self.x = x
      self.y = y
      self.median = median ?? y
    }
  }

  public struct Series: Hashable, Sendable {
    public let name: String
    /// In the order of their x.
    public var points: [Point] = []
    /// Why there are no more of them, in a few words, where that is part of what the drawing has to tell.
    public var end: String?

    public init(_ name: String, points: [Point] = [], end: String? = nil) {
      self.name = name
      self.points = points
      self.end = end
    }
  }

  /// The word by which it is asked for.
  public let name: String
  public let title: String
  public let x: Axis
  public let y: Axis
  public var series: [Series] = []
  /// What the figures say, and what is missing; one sentence each.
  public var notes: [String] = []
  /// How it was measured.
  public var method = ""

  public init(_ name: String, title: String, x: Axis, y: Axis) {
    self.name = name
    self.title = title
    self.x = x
    self.y = y
  }

  public var isEmpty: Bool { series.allSatisfy(\.points.isEmpty) }

  /// What a series has at an x that was measured; on a linear axis, where time runs, the last point up to it.
  public func point(of series: String, at x: Double) -> Point? {
    guard let points = self.series.first(where: { $0.name == series })?.points else { return nil }
    if self.x.scale != .linear { return points.first { $0.x == x } }
    guard let last = points.last, x <= last.x else { return nil }
    return points.last { $0.x <= x }
  }

  public func value(of series: String, at x: Double) -> Double? { point(of: series, at: x)?.y }

  mutating func add(_ point: Point, to name: String) {
    if let index = series.firstIndex(where: { $0.name == name }) {
      series[index].points.append(point)
    } else {
      series.append(Series(name, points: [point]))
    }
  }

  mutating func end(_ name: String, _ reason: String) {
    if let index = series.firstIndex(where: { $0.name == name }) { series[index].end = reason }
  }
}
