import Lab
import LinuxABI
import SyscallTable

extension Renderer {
  /// What a subject's own loads and stores came to: the bytes or what was done, the page faults on the way, then
  /// signals, its end and changes.
  public func memory(_ report: MemoryReport, descriptors: DescriptorModel? = nil) -> [StyledLine] {
    memory(report, tables: descriptors.map(DescriptorTables.init))
  }

  func memory(_ report: MemoryReport, tables: DescriptorTables?) -> [StyledLine] {
    var lines: [StyledLine] = []
    if let started = report.started { lines += sentence(started) }
    switch report.work {
    case .peek(let address, let count):
      lines += dump(report.bytes, at: address)
      if report.death != nil {
        lines += done(report, "loading", Words.count(count, "byte"), "from", address)
      } else {
        if report.bytes.count < count {
          lines += sentence("Only \(report.bytes.count) of \(Words.count(count, "byte")) could be read.")
        }
        if faults(report) != nil || report.bytes.isEmpty {
          lines += done(report, "loaded", Words.count(count, "byte"), "from", address)
        }
      }
    case .poke(let address, let bytes):
      let text: [Span] = [.plain(": "), .value(Escapes.quoted(bytes, limit: 32))]
      lines += done(report, verb(report, "stored", "storing"), Words.count(bytes.count, "byte"), "at", address, text)
    case .fill(let byte, let address, let count):
      let text: [Span] = [.plain(" with "), .value(Words.hexadecimal(UInt64(byte)))]
      lines += done(report, verb(report, "filled", "filling"), Words.count(count, "byte"), "at", address, text)
    case .touch(let address, let count):
      let first = address & ~4095
      let last = count == 0 ? first : (address &+ count &- 1) & ~4095
      let pages = (last &- first) / 4096 + 1
      lines += done(report, verb(report, "touched", "touching"), Words.count(pages, "page"), "from", first)
    }
    lines += signals(report.signals, to: report.subject)
    for change in report.changes { lines += self.change(change, tables: tables, of: report.subject) }
    if let death = report.death { lines += end(death) }
    return lines
  }

  private func verb(_ report: MemoryReport, _ past: String, _ present: String) -> String {
    report.death == nil ? past : present
  }

  private func done(
    _ report: MemoryReport, _ verb: String, _ what: String, _ preposition: String, _ address: UInt64,
    _ rest: [Span] = []
  ) -> [StyledLine] {
    let was = report.death == nil ? " " : " was "
    var spans: [Span] = [
      .name(report.subject), .plain("\(was)\(verb) "), .value(what), .plain(" \(preposition) "),
      .value(Words.hexadecimal(address)),
    ]
    spans += rest
    // What it took is not known of a subject that is gone.
    if report.death == nil { spans.append(.faint("  (\(faults(report) ?? "no page fault"))")) }
    return wrap(spans, indent: 4, firstIndent: 2)
  }

  /// `1 minor fault`; nil when there was none.
  private func faults(_ report: MemoryReport) -> String? {
    var parts: [String] = []
    if report.minorFaults > 0 { parts.append(Words.count(report.minorFaults, "minor fault")) }
    if report.majorFaults > 0 { parts.append(Words.count(report.majorFaults, "major fault")) }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  // MARK: Dump

  /// Address, bytes in hexadecimal, and the same as ASCII. Rows that repeat the one before are one `*`, as in hexdump.
  func dump(_ bytes: [UInt8], at address: UInt64) -> [StyledLine] {
    let digits = Words.address(address &+ UInt64(bytes.count)).utf8.count
    // Two blanks before the address, the bytes and the text, a half-way gap, two bars.
    let around = 2 + digits + 2 + 2 + 2
    let perRow = [16, 8, 4].first { (count: Int) in around + 4 * count <= columns } ?? 2
    var lines: [StyledLine] = []
    var previous: ArraySlice<UInt8> = []
    for start in stride(from: 0, to: bytes.count, by: perRow) {
      let row = bytes[start..<min(start + perRow, bytes.count)]
      let isLast = start + perRow >= bytes.count
      if !isLast, row.elementsEqual(previous) {
        if lines.last?.plain != "  *" { lines.append(StyledLine([.plain("  "), .faint("*")])) }
        continue
      }
      previous = row
      lines.append(dumpRow(row, at: address &+ UInt64(start), digits: digits, perRow: perRow))
    }
    return lines
  }

  private func dumpRow(_ row: ArraySlice<UInt8>, at address: UInt64, digits: Int, perRow: Int) -> StyledLine {
    var hex = ""
    var text = ""
    for (index, byte) in row.enumerated() {
      if index > 0 { hex += perRow == 16 && index == 8 ? "  " : " " }
      let value = String(byte, radix: 16)
      hex += value.utf8.count == 1 ? "0" + value : value
      text += (0x20...0x7e).contains(byte) ? String(UnicodeScalar(byte)) : "."
    }
    let width = perRow * 3 - 1 + (perRow == 16 ? 1 : 0)
    let padding = String(repeating: " ", count: max(0, width - hex.utf8.count))
    let place = Words.address(address)
    let before = String(repeating: " ", count: max(0, digits - place.utf8.count))
    return StyledLine([
      .plain("  "), .faint(before + place), .plain("  "), .value(hex), .plain(padding + "  |"), .value(text),
      .plain("|"),
    ])
  }
}
