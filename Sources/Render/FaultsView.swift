import Inspect
import Lab

extension Renderer {
  /// Page faults of subjects, and what of them the last command caused.
  public func faults(_ counts: [FaultCount]) -> [StyledLine] {
    let rows = counts.map { count in
      [
        StyledLine([.name(count.subject)]), StyledLine([.value("\(count.minor)")]),
        StyledLine([.value("\(count.major)")]), StyledLine(since(count)),
      ]
    }
    let columns = [
      Column(), Column("minor", .right), Column("major", .right), Column("since the last command began", .wrapped),
    ]
    return table(rows, columns)
      + wrap(
        [.faint("A minor fault gets its page without a disk; a major one waits until the page is read.")], indent: 2,
        firstIndent: 2)
  }

  private func since(_ count: FaultCount) -> [Span] {
    guard let minor = count.minorSince, let major = count.majorSince else { return [.faint("not counted")] }
    if minor == 0, major == 0 { return [.plain("none")] }
    var parts: [String] = []
    if minor > 0 { parts.append("\(minor) minor") }
    if major > 0 { parts.append("\(major) major") }
    return [.changed("+" + parts.joined(separator: ", +"))]
  }

  /// What the last command copied, for whom, and what that did to the pages of the others.
  public func copyOnWrite(_ report: CopyOnWriteReport) -> [StyledLine] {
    var lines: [StyledLine] = []
    let writers = report.parts.filter { !$0.copied.isEmpty }.map(\.subject)
    // Who wrote comes before who was left with the page.
    let parts = report.parts.filter { !$0.copied.isEmpty } + report.parts.filter(\.copied.isEmpty)
    for part in parts { lines += self.part(part, report, writers) }
    for name in report.unknown {
      lines += wrap(
        [.name(name), .plain(" has too many pages in memory to remember, so they were not compared.")], indent: 4,
        firstIndent: 2)
    }
    if lines.isEmpty { return sentence("The last command copied no page and shared none.") }
    if writers.isEmpty { lines += sentence("Nothing was copied.") }
    let isGuess = !report.frames && report.parts.contains { !$0.copied.isEmpty || !$0.leftAlone.isEmpty }
    if isGuess {
      lines += wrap(
        [.faint("Frames are shown to root only. Who took a fault wrote; who took none kept the page.")], indent: 2,
        firstIndent: 2)
    }
    return lines
  }

  private func part(
    _ part: CopyOnWriteReport.Part, _ report: CopyOnWriteReport, _ writers: [String]
  ) -> [StyledLine] {
    var lines: [StyledLine] = []
    func say(_ spans: [Span]) {
      lines += wrap([.name(part.subject)] + spans, indent: 4, firstIndent: 2)
    }
    let faults = part.faults == 0 ? "no page fault" : Words.count(part.faults, "page fault")
    if let parent = part.newChildOf {
      say([
        .plain(" has "), .value(Words.count(part.shared.count, "private page")), .plain(" together with "),
        .name(parent), .plain(". The first write to one of them, by either, copies that page."),
      ])
    } else if !part.shared.isEmpty {
      say([
        .plain(" had "), .value(pages(part.shared, part)),
        .plain(" for itself and now shares \(part.shared.count == 1 ? "it" : "them"), with \(faults)."),
      ])
    }
    if !part.copied.isEmpty {
      say([
        .plain(" wrote and got a copy of its own of "), .value(pages(part.copied, part)), .plain(" (\(faults))."),
      ])
    }
    if !part.fresh.isEmpty {
      say([.plain(" got "), .value(pages(part.fresh, part)), .plain(" that it did not have before (\(faults)).")])
    }
    if !part.leftAlone.isEmpty { say(alone(part, report, writers)) }
    if lines.isEmpty, part.faults > 0 {
      say([
        .plain(" took \(faults) and got no other page: a page that is its own already is only made writable again.")
      ])
    }
    return lines
  }

  /// Why a page turned exclusive in a subject that did nothing.
  private func alone(
    _ part: CopyOnWriteReport.Part, _ report: CopyOnWriteReport, _ writers: [String]
  ) -> [Span] {
    let one = part.leftAlone.count == 1
    var spans: [Span] = [
      .plain(" keeps "), .value(pages(part.leftAlone, part)),
      .plain(", now exclusive, though it took no page fault: "),
    ]
    if part.faults > 0 { spans[2] = .plain(", now exclusive: ") }
    let others = writers.filter { $0 != part.subject }
    if !others.isEmpty {
      spans += [
        .name(others.joined(separator: " and ")),
        .plain(" left \(one ? "it" : "them") for \(one ? "a copy" : "copies")"),
      ]
    } else if !report.ended.isEmpty {
      spans += [.name(report.ended.joined(separator: " and ")), .plain(" ended")]
    } else {
      spans.append(.plain("the others let go of \(one ? "it" : "them")"))
    }
    spans.append(.plain(", and nobody else has \(one ? "it" : "them") any more. "))
    spans += [
      .name(part.subject),
      .plain("'s next write to \(one ? "it" : "each of them") takes one fault and copies nothing."),
    ]
    return spans
  }

  /// `1 page at 7f50…`, `3 pages, 7f50…-7f51…`, with the stack named.
  private func pages(_ set: PageSet, _ part: CopyOnWriteReport.Part) -> String {
    let places = set.ranges.prefix(4).map { range in
      let isStack = part.stack.map { $0.overlaps(range) } ?? false
      let text =
        range.upperBound - range.lowerBound == Page.size
        ? Words.address(range.lowerBound) : "\(Words.address(range.lowerBound))-\(Words.address(range.upperBound))"
      return text + (isStack ? " (stack)" : "")
    }
    let more = set.ranges.count > 4 ? " and elsewhere" : ""
    return Words.count(set.count, "page") + " at " + places.joined(separator: ", ") + more
  }
}

extension StyledLine.Span {
  static func changed(_ text: String) -> StyledLine.Span { .styled(text, .changed) }
}
