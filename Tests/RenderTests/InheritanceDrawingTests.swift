import Testing

@testable import Lab
@testable import Render

/// What an exec closed and what is on its way through a socket, as the views of descriptors show it.
struct InheritanceDrawingTests {
  /// A parent with a pipe marked close-on-exec, and its child after an exec.
  private static let afterExec: DescriptorTables = {
    var tables = Models.family
    tables.tables["P1"] = Models.table([(0, "a"), (1, "a"), (2, "a"), (3, "b"), (4, "c")], closeOnExec: [3, 4])
    tables.tables["P2"] = Models.table([(0, "a"), (1, "a"), (2, "a")])
    tables.closedByExec = ["P2": Models.table([(3, "b"), (4, "z")], closeOnExec: [3, 4])]
    return tables
  }()

  private func lines(_ tables: DescriptorTables, width: Int) -> [StyledLine] {
    Renderer(width: width).files(tables, subjects: ["P1", "P2"])
  }

  @Test func `what an exec closed stays in the drawing, struck out and without an arrow`() throws {
    let lines = lines(Self.afterExec, width: 100)
    let closed = lines.filter { $0.plain.contains("✗ closed by exec") }
    #expect(closed.map { $0.plain.prefix(22) } == ["    3 ✗ closed by exec", "    4 ✗ closed by exec"])
    for line in closed {
      #expect(line.spans.contains { $0.style == .struck })
      #expect(Theme.color.string(line).contains("\u{1b}[9;31m"))
      #expect(!line.plain.contains("▶") && !line.plain.contains("─"))
    }
  }

  @Test func `where there is no room for words the mark is explained below`() throws {
    var tables = Self.afterExec
    // Each that both have takes a lane.
    tables.tables["P2"] = Models.table([(0, "a"), (1, "a"), (2, "a"), (5, "b"), (6, "c")])
    let text = lines(tables, width: 80).map(\.plain)
    try #require(text.contains { $0.contains("▶") })
    #expect(text.contains { $0.hasPrefix("    3 ✗ ") })
    #expect(text.contains("✗ closed by exec"))
  }

  @Test func `the list and the table say it too`() {
    let list = lines(Self.afterExec, width: 60).map(\.plain).joined(separator: "\n")
    #expect(list.contains("3 ✗ closed by exec") && list.contains("4 ✗ closed by exec"))
    let table = Renderer(width: 100).descriptors(Self.afterExec, of: "P2").map(\.plain)
    #expect(table.contains("  fd 3 ✗ closed by exec; it led to description b"))
    #expect(table.contains("  fd 4 ✗ closed by exec; description z is gone"))
  }

  @Test func `a number that is open again is not shown as closed`() {
    var tables = Self.afterExec
    tables.tables["P2"]?[3] = DescriptorEntry(number: 3, closeOnExec: false, label: "c")
    let text = lines(tables, width: 100).map(\.plain)
    #expect(text.filter { $0.contains("✗") }.count == 1)
  }

  @Test func `a description in flight is drawn from the socket that holds it`() throws {
    var tables = Models.family
    tables.tables = ["P1": Models.table([(0, "a")]), "P2": Models.table([(0, "a"), (3, "c")])]
    tables.flights = [.init(label: "b", receiver: "c")]
    let text = lines(tables, width: 100).map(\.plain)
    let row = try #require(text.firstIndex { $0.contains("in flight ─") })
    #expect(text[row].hasPrefix("c   in flight ──") && text[row].contains("▶ b  read-only"))
    #expect(text[row + 1].contains("offset 3, 1 in flight"))
  }

  @Test func `the lines of different descriptions have different colours`() {
    let lines = Renderer(width: 100).files(Models.family, subjects: ["P1", "P2"])
    let styles = Set(lines.flatMap(\.spans).filter { $0.text.contains("─") }.map(\.style))
    #expect(styles.isSuperset(of: [.series(0), .series(1), .series(2)]))
    #expect(Theme.plain.string(lines[1]) == lines[1].plain)
  }

  @Test func `changes tell of exec, of sending, of receiving and of what was thrown away`() {
    var tables = Models.family
    tables.flights = [.init(label: "z", receiver: "c")]
    let renderer = Renderer(width: 100)
    func text(_ change: Change) -> String {
      renderer.change(change, tables: tables, of: "P1").map(\.plain).joined(separator: "\n").replacing(
        "\n     ", with: "")
    }
    #expect(
      text(.closed(subject: "P1", fd: 7, label: "y", target: "/x", last: true, byExec: true))
        == "  - fd 7 ✗ closed by exec (description y: its last descriptor, so it is gone)")
    #expect(
      text(.closed(subject: "P1", fd: 7, label: "y", target: "/x", last: true, isMapped: true))
        == "  - fd 7 (description y: its last descriptor; a mapping of the file is left)")
    #expect(
      text(.closed(subject: "P1", fd: 7, label: "z", target: "/x", last: false))
        == "  - fd 7 (description z stays: it is in flight to fd 5 and P2 fd 5)")
    #expect(
      text(.sent(label: "b", receiver: "c"))
        == "  ~ description b is in flight to fd 5 and P2 fd 5 (sent by SCM_RIGHTS)")
    #expect(
      text(.sent(label: "b", receiver: nil))
        == "  ~ description b was sent by SCM_RIGHTS")
    #expect(
      text(.lost(label: "b", isGone: true))
        == "  - in flight, never received (description b: its last descriptor, so it is gone)")
    #expect(
      text(.lost(label: "c", isGone: false))
        == "  - in flight, never received (description c stays: fd 5 and P2 fd 5 lead to it)")
    let description = Models.description("b", 0, "/etc/hostname", Models.regular(131077))
    #expect(
      text(.opened(subject: "P1", fd: 3, closeOnExec: false, description, shared: true, received: true))
        == "  + fd 3 → description b, shared with fd 4, P2 fd 3 and P2 fd 4 (received by SCM_RIGHTS)")
  }
}
