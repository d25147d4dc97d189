import Glibc
import LinuxABI

@testable import Inspect
@testable import Lab
@testable import Render
@testable import Shell

/// Models drawn for a terminal and as SVG, and a session as a page: all of them well-formed, whatever files, programs and
/// series are called.
func fuzzDrawings(_ bytes: [UInt8]) {
  var input = FuzzInput(bytes)
  let kind = input.choice(3)
  let columns = input.columns()
  let renderer = Renderer(width: columns)
  let drawing: Drawing
  let lines: [StyledLine]
  switch kind {
  case 0:
    let tables = tables(&input)
    let subjects = tables.tables.keys.sorted()
    drawing = .files(tables, subjects: subjects)
    lines = renderer.files(tables, subjects: subjects)
  case 1:
    let roots = (0..<(1 + input.choice(3))).map { node(&input, number: $0, depth: 0) }
    drawing = .tree(roots)
    lines = renderer.tree(roots)
  default:
    let plot = plot(&input)
    drawing = .plot(plot)
    lines = renderer.plot(plot, glyphs: input.byte() & 1 == 0 ? .unicode : .ascii) + renderer.plotTable(plot)
  }
  // The numbers at a plot's axis stay whole, however little room that leaves.
  mustFit(lines, columns: max(columns, kind < 2 ? 20 : 60))
  mustBeMarkup(drawing.svg)
  let log = Transcript()
  log.begin(input.text(), in: "P1")
  log.note(drawing, lines: lines.count)
  log.show(lines)
  log.begin("#" + input.text(), in: "P1")
  log.begin(input.text(), in: "P2")
  log.show([StyledLine(input.text(), .struck)])
  mustBeMarkup(SavedPage(log.turns, origin: Origin(date: "2026", kernel: input.text(), user: input.text())).text)
}

private func mustBeMarkup(_ text: String) {
  must(MarkupReader.texts(text) != nil, "\(text) is not well-formed")
  must(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || (0x7f...0x9f).contains($0.value) }, "\(text)")
  for broken in ["=\"nan", "=\"-nan", "=\"inf", "=\"-inf", " nan", "nan,"] where !text.contains("nanx") {
    must(!text.contains(broken) || text.contains(">"), "\(broken) is no number")
  }
}

private func tables(_ input: inout FuzzInput) -> DescriptorTables {
  let labels = (0..<(1 + input.choice(6))).map { String(UnicodeScalar(0x61 + UInt8($0))) }
  var descriptions: [String: OpenFileDescription] = [:]
  for label in labels {
    var status = Glibc.stat()
    status.st_mode = [S_IFREG, S_IFDIR, S_IFIFO, S_IFSOCK, S_IFCHR, 0][input.choice(6)] | 0o644
    status.st_ino = UInt(input.choice(4))
    descriptions[label] = OpenFileDescription(
      label: label, statusFlags: UInt64(input.byte()) << 6 | UInt64(input.byte()), offset: Int64(input.byte()) << 20,
      target: input.text(), file: input.byte() & 3 == 0 ? nil : FileIdentity(status))
  }
  var all: [String: [Int32: DescriptorEntry]] = [:]
  for subject in 0..<(1 + input.choice(4)) {
    var table: [Int32: DescriptorEntry] = [:]
    for _ in 0..<input.choice(12) {
      let number = Int32(input.byte())
      table[number] = DescriptorEntry(
        number: number, closeOnExec: number & 1 == 0, label: labels[input.choice(labels.count)])
    }
    all["P\(subject + 1)"] = table
  }
  var tables = DescriptorTables(tables: all, descriptions: descriptions)
  for label in labels where input.byte() & 1 == 1 { tables.socketNames[label] = input.text() }
  if input.byte() & 1 == 1, let last = labels.last { tables.flights = [.init(label: last, receiver: labels[0])] }
  return tables
}

private func node(_ input: inout FuzzInput, number: Int, depth: Int) -> ProcessNode {
  let activities: [ProcessNode.Activity] = [
    .held, .programHeld, .detached, .inCall(input.text(), channel: input.text()), .running,
    .stopped(Signal(rawValue: Int32(input.byte()))), .zombie(.exited(Int32(input.byte()))),
  ]
  let children = depth < 5 ? input.choice(4) : 0
  return ProcessNode(
    name: "P\(number)", pid: Int32(input.byte()) << 14, command: input.text(), state: .sleeping,
    activity: activities[input.choice(activities.count)], session: Int32(input.byte()), group: Int32(input.byte()),
    threads: Int(input.byte()), waitStatus: input.byte() & 1 == 0 ? nil : Int32(input.byte()) << 8,
    outsideParent: depth == 0 ? (1, input.text()) : nil,
    children: (0..<children).map { node(&input, number: number * 4 + $0 + 1, depth: depth + 1) },
    isThread: input.byte() & 7 == 7)
}

private func plot(_ input: inout FuzzInput) -> Plot {
  let units: [Plot.Unit] = [.count, .bytes, .mebibytes, .nanoseconds, .milliseconds]
  let scales: [Plot.Scale] = [.linear, .decades, .doublings]
  func axis() -> Plot.Axis { .init(input.text(), units[input.choice(5)], scales[input.choice(3)]) }
  var plot = Plot("x", title: input.text(), x: axis(), y: axis())
  plot.series = (0..<input.choice(5)).map { _ in
    var series = Plot.Series(input.text(), end: input.byte() & 1 == 0 ? nil : input.text())
    series.points = (0..<input.choice(20)).map { _ in
      // Measured: never below nothing, never without bounds.
      func number() -> Double { Double(input.byte()) * pow(10, Double(input.choice(12)) - 3) }
      return .init(x: number(), y: number(), median: number())
    }.sorted { $0.x < $1.x }
    return series
  }
  plot.notes = [input.text()]
  plot.method = input.text()
  return plot
}
