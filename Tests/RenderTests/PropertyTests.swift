import LinuxABI
import SyscallTable
import Testing

@testable import Inspect
@testable import Lab
@testable import Render

/// What holds for every view at every width and for every text.
struct PropertyTests {
  /// Views whose lines never exceed the width.
  private func laidOut(_ renderer: Renderer, _ tables: DescriptorTables) -> [String: [StyledLine]] {
    let subjects = ["P1", "P2", "P3", "P4"]
    return [
      "files": renderer.files(tables, subjects: subjects),
      "fds": subjects.flatMap { renderer.descriptors(tables, of: $0) },
      "maps": renderer.maps(Models.memoryMap(Models.map), changed: [.added(Models.map[1])]),
      "registers": renderer.registers([("rax", .max), ("orig_rax", 39), ("rcx", 0x7fff_ffff_ffff)]),
      "dump": renderer.dump([UInt8](repeating: 7, count: 100), at: 0x7fff_ffff_ff00),
    ]
  }

  /// The table's own texts are short and tame, so a few widths do.
  private func help(_ renderer: Renderer) -> [String: [StyledLine]] {
    let standard = SyscallTable.standard
    var views = ["syscalls": renderer.syscalls(standard.rows)]
    for row in standard.rows { views["help \(row.name)"] = renderer.help(for: row, alias: nil) }
    for errno in [Errno.accessDenied, .invalid] { views[errno.name] = renderer.help(for: errno, in: standard) }
    return views
  }

  @Test func `no line is wider than the terminal`() {
    for width in 40...200 {
      let renderer = Renderer(width: width)
      var views = [
        laidOut(renderer, Models.family), laidOut(renderer, Models.crowd), laidOut(renderer, Models.inheritance),
      ]
      if [40, 57, 80, 100, 200].contains(width) { views.append(help(renderer)) }
      for (view, lines) in views.joined() {
        let widest = lines.max { $0.width < $1.width }
        #expect((widest?.width ?? 0) <= width, "\(view) at \(width): \(widest?.plain ?? "")")
      }
    }
  }

  @Test func `the drawing is never broken by narrow, wide or long names`() {
    for width in 80...200 {
      let lines = Renderer(width: width).files(Models.crowd, subjects: ["P1", "P2"]).map(\.plain)
      let heads = lines.filter { $0.contains("▶") }.map { Array($0).lastIndex(of: "▶") }
      #expect(!heads.isEmpty)
    }
  }

  private static let hostile = "\u{1b}[31mred\u{1b}]0;title\u{7}\nnext\r\t\u{9b}2J\u{202e}gnp.exe\u{2066}\u{7f}\u{0}漢"

  private static let tables: DescriptorTables = {
    let text = hostile
    var tables = DescriptorTables(
      tables: ["P1": Models.table([(0, "a"), (1, "b"), (2, "a")]), text: Models.table([(0, "a")])],
      descriptions: [
        "a": Models.description("a", 2, text, Models.regular(5)), "b": Models.description("b", 1, text, nil),
      ])
    tables.flights = [.init(label: "b", receiver: text)]
    tables.closedByExec = [text: Models.table([(4, text)])]
    return tables
  }()

  private static let changes: [Change] = {
    let text = hostile
    let description = Models.description("a", 0, text, Models.regular(5))
    let mapping = Mapping(start: 4096, end: 8192, permissions: Models.readOnly, inode: 9, path: text)
    return [
      .opened(subject: text, fd: 3, closeOnExec: true, description, shared: false),
      .closed(subject: text, fd: 3, label: "a", target: text, last: false),
      .closed(subject: text, fd: 3, label: "b", target: text, last: false, byExec: true),
      .sent(label: text, receiver: text), .lost(label: text, isGone: true),
      .redirected(subject: text, fd: 3, from: "a", fromIsGone: true, to: description),
      .size(target: text, inode: 1, from: 0, to: 1), .links(target: text, inode: 1, from: 0, to: 1),
      .mapping(subject: text, .added(mapping)), .mapping(subject: text, .removed(mapping)),
      .mapping(subject: text, .changed(from: Models.map[1], to: mapping)),
      .mapping(subject: text, .resized(from: mapping, to: mapping)),
      .directory(subject: text, from: text, to: text), .root(subject: text, from: text, to: text),
      .child(name: text, pid: 7, parent: text, .fork),
    ]
  }()

  private func everything(_ renderer: Renderer) -> [StyledLine] {
    let text = Self.hostile
    var report = Models.report(text + "(\"\(text)\") = \(text)", .failed(.noEntry), subject: text)
    report.alias = Alias(text, text, text)
    report.details = [text]
    report.reasons = [text]
    report.started = text
    report.blockedFor = 1
    report.death = Death(subject: text, how: .killed(.kill), cause: text)
    report.changes = Self.changes
    var blocked = Models.report(text, .blocked, subject: text)
    blocked.waiting = Waiting(channel: text, state: .sleeping, advice: text)
    var memory = MemoryReport(
      subject: text, work: .poke(address: 0, bytes: Array(text.utf8)), outcome: .returned(0))
    memory.changes = Self.changes
    var variables = Variables()
    variables.set(Variable(name: text, word: 3, kind: .descriptor, length: nil, subject: text))
    let mapping = Mapping(start: 4096, end: 8192, permissions: Models.readOnly, inode: 9, path: text)
    return renderer.report(report, tables: Self.tables) + renderer.report(blocked, tables: nil)
      + renderer.memory(memory, tables: Self.tables) + renderer.variables(variables)
      + renderer.files(Self.tables, subjects: ["P1", text, "\u{9b}gone"]) + renderer.descriptors(Self.tables, of: "P1")
      + renderer.descriptors(Self.tables, of: text) + renderer.descriptors(Self.tables, of: "\u{1b}gone")
      + renderer.maps(Models.memoryMap([mapping]), changed: [.removed(mapping)])
      + renderer.registers([(text, 5)]) + renderer.dump(Array(text.utf8), at: 0)
      + renderer.error(text, advice: text, line: text, range: 3..<9)
  }

  @Test func `no control character comes out, whatever goes in`() {
    for width in [20, 40, 79, 80, 100, 200] {
      for line in everything(Renderer(width: width)) {
        for scalar in line.plain.unicodeScalars {
          let value = scalar.value
          let isHarmful =
            value < 0x20 || (0x7f...0x9f).contains(value) || (0x202a...0x202e).contains(value)
            || (0x2066...0x2069).contains(value)
          #expect(!isHarmful, "U+\(String(value, radix: 16)) in \(line.plain.debugDescription)")
        }
      }
    }
  }

  @Test func `wrapping keeps every word and no line exceeds the width`() {
    let text =
      "words of 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 and e\u{301}\u{302} "
      + String(repeating: "/very-long-path", count: 20) + " \u{301} end"
    for width in 20...200 {
      for indent in [0, 2, 7, 300] {
        let lines = Renderer(width: width).wrap([.plain(text)], indent: indent, firstIndent: indent / 2)
        #expect(lines.allSatisfy { $0.width <= width })
        let kept = lines.map { $0.plain.filter { $0 != " " } }.joined()
        #expect(kept.unicodeScalars.elementsEqual(text.filter { $0 != " " }.unicodeScalars))
      }
    }
  }

  @Test func `the same model gives the same lines`() {
    let renderer = Renderer(width: 100)
    for row in SyscallTable.standard.rows {
      #expect(renderer.help(for: row, alias: nil) == renderer.help(for: row, alias: nil))
    }
    #expect(
      renderer.files(Models.crowd, subjects: ["P1", "P2"]) == renderer.files(Models.crowd, subjects: ["P1", "P2"]))
  }
}
