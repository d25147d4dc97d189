import Lab
import Testing

@testable import Render

/// The drawing of a plot on a terminal: what it shows, and that it keeps to the screen.
struct PlotViewTests {
  static let waiting: Plot = {
    var plot = Plot(
      "waiting", title: "One call that waits for many descriptors",
      x: .init("descriptors waited for", .count, .decades),
      y: .init("time a call", .nanoseconds, .decades))
    let counts = [10.0, 100, 1000, 1024, 10_000]
    plot.series = [
      Plot.Series(
        "select", points: zip(counts, [530, 2750, 26_300, 26_600]).map { Plot.Point(x: $0, y: $1) },
        end: "1024: fd_set is full"),
      Plot.Series("poll", points: zip(counts, [392, 2660, 24_600, 25_200, 295_000]).map { Plot.Point(x: $0, y: $1) }),
      Plot.Series(
        "epoll", points: counts.map { Plot.Point(x: $0, y: 266, median: $0 == 1000 ? 900 : 270) }),
    ]
    plot.notes = ["select ends at 1024 because the C library's fd_set has so many bits."]
    plot.method = "The timeout is 0."
    return plot
  }()

  static let forks: Plot = {
    var plot = Plot(
      "fork", title: "fork of a process <large & small>", x: .init("resident memory", .mebibytes, .doublings),
      y: .init("time a fork", .nanoseconds, .linear))
    plot.series = [
      Plot.Series("small pages", points: [1, 2, 4, 8, 512].map { Plot.Point(x: $0, y: 50_000 + $0 * 10_000) })
    ]
    return plot
  }()

  @Test func `three series are drawn with their figures`() throws {
    try expectSnapshot("plot-waiting") { $0.plot(Self.waiting) }
  }

  @Test func `one series on a linear axis is drawn`() throws {
    try expectSnapshot("plot-fork") { $0.plot(Self.forks) }
  }

  @Test func `without UTF-8 it is drawn in ASCII`() throws {
    try expectSnapshot("plot-ascii") { $0.plot(Self.waiting, glyphs: .ascii) }
    let lines = Renderer(width: 100).plot(Self.waiting, glyphs: .ascii).map(\.plain)
    #expect(lines.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } })
    let drawn = Renderer(width: 100).plot(Self.waiting).map(\.plain).joined()
    #expect(drawn.utf8.contains { $0 >= 0x80 }, "positive control")
  }

  @Test(arguments: [20, 40, 41, 60, 79, 100, 139, 140, 200, 300])
  func `no line is wider than the screen`(width: Int) {
    for plot in [Self.waiting, Self.forks] {
      for glyphs in [PlotGlyphs.unicode, .ascii] {
        let lines = Renderer(width: width).plot(plot, glyphs: glyphs).map(\.plain)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines.joined(separator: "\n"))")
        // The drawing takes the width that there is.
        let axis = lines.first { $0.contains(glyphs.isASCII ? "+-" : "└") } ?? ""
        #expect(DisplayWidth.of(axis) >= width - 3, "\(axis)")
      }
    }
  }

  @Test(arguments: [40, 80, 160])
  func `each series has a mark of its own, and what falls together one for all`(width: Int) {
    let lines = Renderer(width: width).plot(Self.waiting).map(\.plain)
    let drawing = lines.filter { $0.contains("│") || $0.contains("┤") }
    // With few columns all points of select fall together with others.
    for mark in width < 60 ? ["x", "+", "#"] : ["o", "x", "+", "#"] {
      #expect(drawing.contains { $0.contains(mark) }, "\(mark)")
    }
    let legend = lines.prefix(5).joined(separator: " ").split(separator: " ").joined(separator: " ")
    for entry in ["o select", "x poll", "+ epoll", "# several at once"] { #expect(legend.contains(entry)) }
    // Without the others epoll falls together with nothing.
    var alone = Self.waiting
    alone.series = [Self.waiting.series[2]]
    #expect(!Renderer(width: width).plot(alone).map(\.plain).joined().contains("#"))
  }

  @Test func `the end of a series is marked down to the axis, with its reason`() {
    let lines = Renderer(width: 100).plot(Self.waiting).map(\.plain)
    #expect(lines.count { $0.contains("┊") } >= 5)
    #expect(lines.contains { $0.contains("┊") && $0.contains("1024: fd_set is full") })
  }

  @Test func `on a narrow screen the figures keep their headings`() {
    let lines = Renderer(width: 40).plotTable(Self.waiting).map(\.plain)
    #expect(lines.contains { $0.split(separator: " ") == ["n", "select", "poll", "epoll"] }, "\(lines)")
    #expect(lines.contains { $0.contains("10,000") && $0.contains("295 µs") })
  }

  @Test func `points are where their values are`() throws {
    var plot = Plot("x", title: "t", x: .init("x", .count, .linear), y: .init("y", .count, .linear))
    plot.series = [Plot.Series("s", points: [.init(x: 0, y: 0), .init(x: 100, y: 50), .init(x: 50, y: 100)])]
    let lines = Renderer(width: 80).plot(plot).map(\.plain).filter { $0.contains("│") || $0.contains("┤") }
    // 16 rows from 100 down to 0, and the axis in the same column of all.
    #expect(lines.count == 16)
    let cells = lines.map(Array.init)
    let axis = try #require(cells[0].firstIndex(of: "┤"))
    let marks = cells.map { row in row.firstIndex(of: "o").map { $0 - axis - 1 } }
    #expect(marks[15] == 0)
    // Half of the width that is left beside axis and edge.
    let middle = (80 - axis - 3) / 2
    #expect(marks[0].map { abs($0 - middle) <= 1 } == true, "\(marks)")
    #expect((marks[7] ?? marks[8]).map { abs($0 - 2 * middle) <= 2 } == true, "\(marks)")
    #expect(marks.compactMap(\.self).count == 3)
  }

  @Test func `nothing, one point, zero and enormous values are drawn too`() {
    let empty = Plot("x", title: "t", x: .init("x", .count, .decades), y: .init("y", .nanoseconds, .decades))
    #expect(!Renderer(width: 60).plot(empty).isEmpty)
    for scale in [Plot.Scale.linear, .decades, .doublings] {
      for value in [0.0, 1e-12, 1, 512, 1e18] {
        var plot = Plot("x", title: "t", x: .init("x", .bytes, scale), y: .init("y", .nanoseconds, scale))
        plot.series = [Plot.Series("s", points: [.init(x: value, y: value)])]
        let lines = Renderer(width: 60).plot(plot).map(\.plain)
        #expect(lines.contains { $0.contains("o") && ($0.contains("│") || $0.contains("┤")) }, "\(scale) \(value)")
        #expect(!PlotSVG.text(plot).contains("nan"))
      }
    }
  }

  @Test func `ticks are round numbers within the axis`() {
    func ticks(_ scale: Plot.Scale, _ values: [Double], _ most: Int) -> [Double] {
      PlotScale(.init("", .count, scale), values, most: most).ticks
    }
    #expect(ticks(.decades, [266, 295_000], 8) == [1000, 10_000, 100_000])
    #expect(ticks(.decades, [10, 10_000], 10) == [10, 100, 1000, 10_000])
    #expect(ticks(.decades, [260, 480], 8) == [200, 500])
    #expect(ticks(.doublings, [1, 1_048_576], 6) == [1, 16, 256, 4096, 65536, 1_048_576])
    #expect(ticks(.doublings, [1, 512], 20).count == 10)
    #expect(ticks(.linear, [3, 97], 6) == [0, 20, 40, 60, 80, 100])
    let scale = PlotScale(.init("", .count, .decades), [10, 1000], most: 5)
    #expect(scale.position(10) == 0 && scale.position(1000) == 1 && abs(scale.position(100) - 0.5) < 1e-9)
    #expect(scale.position(1) == 0 && scale.position(1e9) == 1, "nothing leaves the drawing")
  }

  @Test func `figures have three digits and their unit`() {
    let words = PlotWords()
    let times = [0.25, 87.24, 266, 999.4, 999.6, 1234, 541_000, 2.5e7, 3e9].map { words.figure($0, .nanoseconds) }
    #expect(times == ["0.25 ns", "87.2 ns", "266 ns", "999 ns", "1.00 µs", "1.23 µs", "541 µs", "25 ms", "3 s"])
    #expect(PlotWords(isASCII: true).tick(1e5, .nanoseconds) == "100 us")
    #expect([1, 512, 4096, 1_048_576].map { words.tick($0, .bytes) } == ["1 B", "512 B", "4 KiB", "1 MiB"])
    #expect(words.tick(10_000, .count) == "10,000")
  }
}
