import TestSupport
import Testing

@testable import Lab
@testable import Render

/// The drawing of the three tables says what the tables say: every line is followed as a reader follows it.
struct DrawingTests {
  private func randomTables(_ dice: inout SeededGenerator) -> DescriptorTables {
    let labels = ["a", "b", "c", "d", "e", "f", "g", "h"].prefix(Int.random(in: 1...8, using: &dice))
    var tables = DescriptorTables(tables: [:], descriptions: [:])
    for label in labels {
      let inode = UInt.random(in: 1...4, using: &dice)
      tables.descriptions[label] = Models.description(label, 0, "/file/\(inode)", Models.regular(inode))
    }
    for subject in 1...Int.random(in: 1...4, using: &dice) {
      let count = Int32.random(in: 0...9, using: &dice)
      tables.tables["P\(subject)"] = Models.table(
        (0..<count).map { ($0, labels.randomElement(using: &dice) ?? "a") })
    }
    return tables
  }

  /// From `column` to the right, up where the line joins another, and on to the arrow: the word behind it.
  private func follow(_ lines: [[Character]], _ row: Int, _ column: Int) -> (word: String, column: Int)? {
    var row = row
    var column = column
    var said: Character?
    while row >= 0, column < lines[row].count {
      switch lines[row][column] {
      case "─", "│", "┬": column += 1
      case let letter where letter.isLetter && lines[row][column - 1] == "─":
        // A line that joins another says where it leads.
        said = letter
        column += 1
      case "┤", "╯":
        repeat { row -= 1 } while row >= 0 && "│┤".contains(lines[row][column])
        guard row >= 0, lines[row][column] == "┬" else { return nil }
        column += 1
      case "▶":
        let rest = lines[row][(column + 1)...].drop { $0 == " " }
        let word = String(rest.prefix { $0 != " " })
        return said.map { String($0) == word } ?? true ? (word, column) : nil
      default: return nil
      }
    }
    return nil
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `every line leads from a descriptor to its description and on to its inode`(seed: UInt64) throws {
    var dice = SeededGenerator(state: seed)
    let tables = randomTables(&dice)
    let subjects = tables.tables.keys.sorted()
    let graph = FileGraph(tables, subjects: subjects)
    let drawing = try #require(FileDrawing(graph, columns: 100))
    let lines = drawing.lines.map { Array($0.plain) }

    // A descriptor's number stands in the fifth column.
    let rows = lines.indices.filter { lines[$0].count > 4 && lines[$0][4].isNumber }
    let expected = graph.subjects.flatMap(\.rows)
    try #require(rows.count == expected.count)
    for (row, wanted) in zip(rows, expected) {
      let start = try #require(lines[row].firstIndex(of: "─"))
      #expect(follow(lines, row, start)?.word == wanted.label)
    }
    var reached: Set<String> = []
    for row in lines.indices {
      guard let arrow = lines[row].firstIndex(of: "▶"), let text = lines[row][arrow...].firstIndex(where: \.isLetter),
        let start = lines[row][text...].firstIndex(of: "─")
      else { continue }
      let label = String(lines[row][text])
      let description = try #require(tables.descriptions[label])
      #expect(follow(lines, row, start)?.word == description.target)
      reached.insert(label)
    }
    #expect(reached == Set(expected.map(\.label)))
  }

  @Test func `more lanes than can be followed make a list`() {
    let labels = (0..<30).map { (Int32($0), DescriptorModel.letters($0)) }
    let tables = DescriptorTables(
      tables: ["P1": Models.table(labels), "P2": Models.table(labels)],
      descriptions: Dictionary(
        uniqueKeysWithValues: labels.map { number, label in
          (label, Models.description(label, 0, "/file/\(number)", Models.regular(UInt(number) + 1)))
        }))
    let lines = Renderer(width: 200).files(tables, subjects: ["P1", "P2"]).map(\.plain)
    #expect(lines.contains { $0.contains("29→ad") })
    #expect(!lines.contains { $0.contains("▶") })
  }
}
