import Curriculum
import TestSupport
import Testing

/// A lesson file is untrusted: whatever is in it, reading and playing it never traps.
@Suite struct FuzzTests {
  private static let pieces = [
    "---", "```", "~~~", "= ", "\n", "\r", "\r\n", "\0", "- [x] ", " :: ", "check: ", "eventually 2s: ", "#", "> ",
    "1. ", "((",
    "))", "\"", "\\", "<addr:p>", "<", "&#0;", "[a](b)", "**", "é", "👩‍👩‍👧", "\u{301}", "\t", ":", "{", "[", "&x", "*x",
    "| - |",
    "9223372036854775808", "-", "not ", "PAGE*", "wrong: ", "```try", "```predict", "```sysh", "```question",
    "answer: ", "next: ", "id: Q1", "    ",
  ]

  private func mutated(_ text: String, _ generator: inout SeededGenerator) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let place = Int.random(in: 0...scalars.count, using: &generator)
      let length = min(Int.random(in: 0...12, using: &generator), scalars.count - place)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: scalars.removeSubrange(place..<(place + length))
      case 1: scalars.insert(contentsOf: scalars[place..<(place + length)], at: place)
      case 2: scalars = Array(scalars.prefix(max(place, 120)))
      default:
        let piece = Self.pieces.randomElement(using: &generator) ?? ""
        scalars.replaceSubrange(place..<(place + length / 4), with: piece.unicodeScalars)
      }
    }
    return String(String.UnicodeScalarView(scalars))
  }

  @Test(arguments: 0..<8) func mutatedLessonsNeverTrap(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    var played = 0
    for _ in 0..<400 {
      let text = mutated(seed % 2 == 0 ? Text.complete : Text.interview("Q1", "Q2"), &generator)
      let lab = FakeLab()
      do throws(LessonErrors) {
        let lesson = try LessonParser(file: "x.md", vocabulary: lab).parse(text)
        let player = LessonPlayer(lesson: lesson, lab: lab, clock: lab.clock)
        _ = player.start()
        for _ in 0..<40 where !player.isOver { _ = player.handle("skip") }
        played += 1
      } catch {
        #expect(!error.diagnostics.isEmpty)
        for diagnostic in error.diagnostics {
          #expect(diagnostic.place.line >= 1 && diagnostic.place.column >= 1 && !diagnostic.message.isEmpty)
        }
      }
    }
    // Some mutants are still lessons, or the test would prove nothing about playing.
    #expect(played > 10)
  }

  @Test func updatesNeverTrapEither() {
    var generator = SeededGenerator(state: 99)
    for _ in 0..<300 {
      let lab = FakeLab()
      _ = try? LessonUpdater(lab: lab, clock: lab.clock).update(mutated(Text.complete, &generator), file: "x.md")
    }
  }

  @Test func deepNestingIsRefusedNotRecursedInto() {
    let deep: [String] = [
      String(repeating: "[", count: 4000), String(repeating: "- ", count: 2000), String(repeating: "{a: ", count: 900),
    ]
    for text in deep { #expect(!errors("---\nid: \(text)\n---\nx").isEmpty) }
    for mark in ["> ", "- ", "*a _b "] { _ = errors(Text.lesson(String(repeating: mark, count: 3000) + "x")) }
    _ = errors(Text.lesson(String(repeating: "[", count: 5000)))
  }
}
