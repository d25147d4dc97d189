import Lab

/// A plot as an SVG file: self-contained, for a light and a dark page, and readable without colour, since each series has a
/// mark and a dash of its own. Screen readers get its title and what its figures say (`<title>`, `<desc>`).
public struct PlotSVG {
  private static let width = 800.0
  private static let height = 500.0
  private static let left = 84.0
  private static let right = 776.0
  private static let top = 92.0
  private static let bottom = 432.0

  private let plot: Plot
  private let words = PlotWords()
  private let x: PlotScale
  private let y: PlotScale
  private var elements: [String] = []

  /// The whole file. Inside a page the style stands at its head, and `id` tells its drawings apart.
  public static func text(_ plot: Plot, id: String = "", isInPage: Bool = false) -> String {
    var svg = PlotSVG(plot)
    svg.draw()
    return svg.file(id, isInPage)
  }

  private init(_ plot: Plot) {
    self.plot = plot
    let points = plot.series.flatMap(\.points)
    x = PlotScale(plot.x, points.map(\.x), most: 10)
    y = PlotScale(plot.y, points.flatMap { [$0.y, $0.median] }, most: 9)
  }

  private func file(_ id: String, _ isInPage: Bool) -> String {
    let description = ([plot.series.map(\.name).joined(separator: ", ")] + plot.notes + [plot.method])
      .filter { !$0.isEmpty }.joined(separator: " ")
    let space = isInPage ? "" : " xmlns=\"http://www.w3.org/2000/svg\""
    let style = isInPage ? "" : "<style>\(Self.style)</style>\n"
    return """
      <svg\(space) viewBox="0 0 800 500" role="img" aria-labelledby="\(id)title \(id)description" class="plot">
      <title id="\(id)title">\(Self.escaped(plot.title))</title>
      <desc id="\(id)description">\(Self.escaped(description))</desc>
      \(style)<rect class="page" width="800" height="500"/>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// Colours that keep their contrast to the page, a darker set on light and a lighter one on dark.
  static let style = """

    .plot { color: #1a1a1a; font: 14px system-ui, sans-serif }
    .plot .page { fill: #ffffff } .plot text { fill: currentColor } .plot .title { font-size: 18px; font-weight: 600 }
    .plot .grid { stroke: currentColor; stroke-opacity: 0.15 } .plot .axis { stroke: currentColor; fill: none }
    .plot .guide { stroke: currentColor; stroke-dasharray: 2 4 } .plot .small { font-size: 12px }
    .plot .line { fill: none; stroke-width: 1.5 } .plot .mark { fill: none; stroke-width: 2 } .plot .spread { stroke-width: 1 }
    .plot .s0 { stroke: #8a1a7b } .plot .s1 { stroke: #1b6e20 } .plot .s2 { stroke: #0b5fa5 } .plot .s3 { stroke: #b3261e }
    .plot .s1.line { stroke-dasharray: 8 4 } .plot .s2.line { stroke-dasharray: 2 3 }
    .plot .s3.line { stroke-dasharray: 10 3 2 3 }
    @media (prefers-color-scheme: dark) {
      .plot { color: #e8e8e8 } .plot .page { fill: #16181c }
      .plot .s0 { stroke: #e08ad6 } .plot .s1 { stroke: #7fd184 } .plot .s2 { stroke: #7ab8f5 } .plot .s3 { stroke: #ff8a80 }
    }

    """
  private static let colours = 4

  // MARK: Drawing

  private mutating func draw() {
    add(text(plot.title, Self.left, 32, "title"))
    axes()
    for (index, series) in plot.series.enumerated() { draw(series, index) }
    legend()
  }

  private mutating func add(_ element: String) { elements.append(element) }

  private func across(_ value: Double) -> Double { Self.left + x.position(value) * (Self.right - Self.left) }
  private func up(_ value: Double) -> Double { Self.bottom - y.position(value) * (Self.bottom - Self.top) }

  private mutating func axes() {
    for tick in y.ticks {
      let at = up(tick)
      add(line("grid", Self.left, at, Self.right, at))
      add(text(words.tick(tick, plot.y.unit), Self.left - 8, at + 5, "small", anchor: "end"))
    }
    for tick in x.ticks {
      let at = across(tick)
      add(line("axis", at, Self.bottom, at, Self.bottom + 5))
      add(text(words.tick(tick, plot.x.unit), at, Self.bottom + 22, "small", anchor: "middle"))
    }
    add(
      "<path class=\"axis\" d=\"M\(Self.number(Self.left)) \(Self.number(Self.top))V\(Self.number(Self.bottom))H\(Self.number(Self.right))\"/>"
    )
    add(text(PlotWords.title(plot.y), 16, Self.top - 12, nil))
    add(text(PlotWords.title(plot.x), (Self.left + Self.right) / 2, Self.bottom + 48, nil, anchor: "middle"))
  }

  private mutating func draw(_ series: Plot.Series, _ index: Int) {
    let colour = "s\(index % Self.colours)"
    let places = series.points.map { (x: across($0.x), y: up($0.y), median: up($0.median)) }
    if let end = series.end, let last = places.last {
      add(line("guide", last.x, last.y, last.x, Self.bottom))
      let isRight = last.x > (Self.left + Self.right) / 2
      add(
        text(end, last.x + (isRight ? -8 : 8), (last.y + Self.bottom) / 2, "small", anchor: isRight ? "end" : "start"))
    }
    let path = places.map { "\(Self.number($0.x)) \(Self.number($0.y))" }.joined(separator: " ")
    if places.count > 1 { add("<polyline class=\"\(colour) line\" points=\"\(path)\"/>") }
    for place in places where place.y - place.median >= 1 {
      add(line("\(colour) spread", place.x, place.y, place.x, place.median))
      add(line("\(colour) spread", place.x - 4, place.median, place.x + 4, place.median))
    }
    // A mark for each of hundreds of points would be a smear.
    let step = max(1, places.count / 40)
    for (count, place) in places.enumerated() where count % step == 0 {
      add(mark(index, place.x, place.y, colour))
    }
  }

  private mutating func legend() {
    var at = Self.left
    for (index, series) in plot.series.enumerated() {
      let colour = "s\(index % Self.colours)"
      add(line("\(colour) line", at, 55, at + 34, 55))
      add(mark(index, at + 17, 55, colour))
      add(text(series.name, at + 42, 60, nil))
      // Letters of no known width: a generous guess.
      at += 42 + Double(series.name.count) * 8.5 + 24
    }
  }

  /// The same marks as on a terminal: a ring, a cross, a plus, a star, and after those a square and a diamond.
  private func mark(_ series: Int, _ x: Double, _ y: Double, _ colour: String) -> String {
    let place = "M\(Self.number(x)) \(Self.number(y))"
    let form: String
    switch series % PlotGlyphs.marks.count {
    case 0:
      return "<circle class=\"\(colour) mark\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"4\"/>"
    case 1: form = "m-4-4l8 8m0-8l-8 8"
    case 2: form = "m-5 0h10m-5-5v10"
    case 3: form = "m-5 0h10m-8-4l6 8m0-8l-6 8"
    case 4: form = "m-4-4h8v8h-8z"
    default: form = "m0-5l5 5l-5 5l-5-5z"
    }
    return "<path class=\"\(colour) mark\" d=\"\(place)\(form)\"/>"
  }

  // MARK: Elements

  private func line(_ name: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) -> String {
    let ends = [("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)].map { "\($0)=\"\(Self.number($1))\"" }
    return "<line class=\"\(name)\" \(ends.joined(separator: " "))/>"
  }

  private func text(_ text: String, _ x: Double, _ y: Double, _ name: String?, anchor: String? = nil) -> String {
    let attributes =
      (name.map { " class=\"\($0)\"" } ?? "") + (anchor.map { " text-anchor=\"\($0)\"" } ?? "")
    return "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(attributes)>\(Self.escaped(text))</text>"
  }

  /// At most one digit behind the point.
  private static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let rest = abs(tenths % 10)
    return (tenths < 0 && tenths > -10 ? "-" : "") + "\(tenths / 10)" + (rest == 0 ? "" : ".\(rest)")
  }

  /// As text between tags, and without characters that XML has no place for (XML 1.0, 2.2).
  static func escaped(_ text: String) -> String {
    Markup.escaped(text)
  }
}
