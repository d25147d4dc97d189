import SyscallTable

/// What all drawings in SVG have in common: elements with escaped text, a style for light and dark pages, and the file
/// around them with a title and a description for screen readers.
///
/// Text is set in a monospaced font, so that its width is known without measuring it. Classes begin with `d-`, because
/// several drawings, and plots, may stand in one page, whose styles are all in force everywhere.
struct SVGCanvas {
  /// Of one column at the size of ordinary text, 13 px, in px. Monospaced fonts are 0.6 em wide, or a little more.
  static let column = 7.9
  /// From one line of text to the next.
  static let line = 20.0

  private var elements: [String] = []
  private(set) var width = 0.0
  private(set) var height = 0.0

  /// How wide a text is.
  static func width(_ text: String) -> Double { Double(DisplayWidth.of(text)) * column }

  /// The drawing has to reach so far.
  mutating func reach(_ x: Double, _ y: Double) {
    width = max(width, x)
    height = max(height, y)
  }

  // MARK: Elements

  /// `y` is that of the base line.
  mutating func text(_ text: String, _ x: Double, _ y: Double, _ style: String = "", anchor: String? = nil) {
    guard !text.isEmpty else { return }
    let anchor = anchor.map { " text-anchor=\"\($0)\"" } ?? ""
    add(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(Self.classes(style))\(anchor)>\(Self.escaped(text))</text>"
    )
    reach(x + (anchor.isEmpty ? Self.width(text) : 0), y + 6)
  }

  mutating func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String, radius: Double = 4) {
    let place = "x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
    let size = "width=\"\(Self.number(width))\" height=\"\(Self.number(height))\""
    add("<rect \(place) \(size) rx=\"\(Self.number(radius))\"\(Self.classes(style))/>")
    reach(x + width, y + height)
  }

  /// `data` as in the `d` of a path, within what was reached otherwise.
  mutating func path(_ data: String, _ style: String) {
    add("<path d=\"\(data)\"\(Self.classes(style))/>")
  }

  /// From one place to another with an arrow's head at the end, level at both ends.
  mutating func arrow(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    let tip = x2 - 7
    let middle = (x1 + tip) / 2
    path(
      "M\(Self.pair(x1, y1))C\(Self.pair(middle, y1)) \(Self.pair(middle, y2)) \(Self.pair(tip, y2))",
      "d-line \(style)")
    path("M\(Self.pair(x2, y2))l-9-4.5v9z", "d-tip \(style)")
  }

  private mutating func add(_ element: String) { elements.append(element) }

  private static func classes(_ style: String) -> String { style.isEmpty ? "" : " class=\"\(style)\"" }

  // MARK: The file

  /// The whole drawing. `id` tells apart the drawings of one page; inside a page the style stands at its head, and the
  /// name space goes without saying.
  func file(title: String, description: String, id: String, isInPage: Bool) -> String {
    let margin = 16.0
    let (width, height) = ((self.width + margin).rounded(.up), (self.height + margin).rounded(.up))
    let size = "\(Self.number(width)) \(Self.number(height))"
    let space = isInPage ? "" : " xmlns=\"http://www.w3.org/2000/svg\""
    let style = isInPage ? "" : "<style>\(Self.style)</style>\n"
    return """
      <svg\(space) viewBox="0 0 \(size)" width="\(Self.number(width))" height="\(Self.number(height))" role="img" aria-labelledby="\(id)title \(id)description" class="drawing">
      <title id="\(id)title">\(Self.escaped(title))</title>
      <desc id="\(id)description">\(Self.escaped(description))</desc>
      \(style)<rect class="d-page" width="\(Self.number(width))" height="\(Self.number(height))"/>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// How many colours there are for lines that have to be told apart: `d-c0` and so on.
  static let colours = 6

  /// Colours that keep their contrast to the page, a darker set on light and a lighter one on dark.
  static let style = """

    .drawing { color: #1a1a1a; font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
    .drawing text { fill: currentColor; white-space: pre } .d-page { fill: #ffffff }
    .drawing .d-head { font-weight: 600 } .drawing .d-faint { opacity: 0.72 } .drawing .d-small { font-size: 11px }
    .drawing .d-struck { text-decoration: line-through } .drawing .d-strong { font-weight: 600 }
    .d-box { fill: #f4f5f7; stroke: #8a8f98 } .d-rule { stroke: #8a8f98; fill: none }
    .d-dashed { stroke-dasharray: 4 3 } .d-line { fill: none; stroke-width: 1.6 } .d-tip { stroke: none }
    .d-c0 { stroke: #8a1a7b } .d-c1 { stroke: #1b6e20 } .d-c2 { stroke: #0b5fa5 } .d-c3 { stroke: #b3261e }
    .d-c4 { stroke: #8a5a00 } .d-c5 { stroke: #00696e }
    .d-tip.d-c0, .drawing text.d-c0 { fill: #8a1a7b; stroke: none } .d-tip.d-c1, .drawing text.d-c1 { fill: #1b6e20; stroke: none }
    .d-tip.d-c2, .drawing text.d-c2 { fill: #0b5fa5; stroke: none } .d-tip.d-c3, .drawing text.d-c3 { fill: #b3261e; stroke: none }
    .d-tip.d-c4, .drawing text.d-c4 { fill: #8a5a00; stroke: none } .d-tip.d-c5, .drawing text.d-c5 { fill: #00696e; stroke: none }
    .d-exclusive { fill: #1b6e20; stroke: #1b6e20 } .d-shared { fill: #cfe3f7; stroke: #0b5fa5 }
    .d-hatch { stroke: #0b5fa5; fill: none } .d-joint { fill: #0b5fa5; stroke: none }
    .d-other { fill: #f3e1f0; stroke: #8a1a7b } .d-absent { fill: none; stroke: #8a8f98; stroke-dasharray: 3 3 }
    .d-unmapped { fill: none; stroke: none } .d-changed { fill: none; stroke: #b3261e; stroke-width: 2 }
    .d-mark { fill: #b3261e; stroke: none }
    @media (prefers-color-scheme: dark) {
      .drawing { color: #e8e8e8 } .d-page { fill: #16181c } .d-box { fill: #23262c; stroke: #7d838d }
      .d-c0 { stroke: #e08ad6 } .d-c1 { stroke: #7fd184 } .d-c2 { stroke: #7ab8f5 } .d-c3 { stroke: #ff8a80 }
      .d-c4 { stroke: #e6b450 } .d-c5 { stroke: #6fd3d8 }
      .d-tip.d-c0, .drawing text.d-c0 { fill: #e08ad6 } .d-tip.d-c1, .drawing text.d-c1 { fill: #7fd184 }
      .d-tip.d-c2, .drawing text.d-c2 { fill: #7ab8f5 } .d-tip.d-c3, .drawing text.d-c3 { fill: #ff8a80 }
      .d-tip.d-c4, .drawing text.d-c4 { fill: #e6b450 } .d-tip.d-c5, .drawing text.d-c5 { fill: #6fd3d8 }
      .d-exclusive { fill: #7fd184; stroke: #7fd184 } .d-shared { fill: #1d3b57; stroke: #7ab8f5 }
      .d-hatch { stroke: #7ab8f5 } .d-joint { fill: #7ab8f5 }
      .d-other { fill: #43253f; stroke: #e08ad6 } .d-changed { stroke: #ff8a80 } .d-mark { fill: #ff8a80 }
    }

    """

  // MARK: Words

  /// At most one digit behind the point.
  static func number(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    let rest = abs(tenths % 10)
    return (tenths < 0 && tenths > -10 ? "-" : "") + "\(tenths / 10)" + (rest == 0 ? "" : ".\(rest)")
  }

  static func pair(_ x: Double, _ y: Double) -> String { "\(number(x)) \(number(y))" }

  /// As text between tags and inside quoted attributes, without characters that XML has no place for (XML 1.0, 2.2).
  static func escaped(_ text: String) -> String {
    Markup.escaped(text)
  }
}
