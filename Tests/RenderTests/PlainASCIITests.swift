import Foundation
import TestSupport
import Testing

@testable import Render

/// What stands for our characters on a terminal without UTF-8.
struct PlainASCIITests {
  @Test func everyCharacterOfSourcesAndLessonsHasOneThatIsAsWide() throws {
    var seen: Set<Unicode.Scalar> = []
    for directory in ["Sources/Render", "Sources/Shell", "Sources/Lab", "Sources/Curriculum", "Lessons"] {
      let files = FileManager.default.enumerator(atPath: "\(Checkout.root)/\(directory)")
      while let file = files?.nextObject() as? String {
        guard file.hasSuffix(".swift") || file.hasSuffix(".md") else { continue }
        let text = try String(contentsOfFile: "\(Checkout.root)/\(directory)/\(file)", encoding: .utf8)
        seen.formUnion(text.unicodeScalars.filter { !$0.isASCII })
      }
    }
    #expect(seen.count > 30, "the sources were read")
    for scalar in seen {
      let shown = PlainASCII.text(String(scalar))
      #expect(shown != "?" && shown.utf8.count == DisplayWidth.of(scalar), "\(scalar) is \(shown)")
    }
  }

  @Test(arguments: [
    ("plain", "plain"), ("a → b", "a > b"), ("└─ P2", "+- P2"), ("é", "?"), ("日本", "????"), ("e\u{301}", "e"),
    ("█▒·", "#%."), ("\u{1b}[1m→\u{1b}[0m", "\u{1b}[1m>\u{1b}[0m"),
  ])
  func linesKeepTheirWidth(text: String, shown: String) {
    #expect(PlainASCII.text(text) == shown)
  }
}
