import Foundation
import Testing

@testable import Render

/// Compares what a view gives at three widths with a file in Fixtures. `SYSH_RECORD=1` writes the files instead, and
/// fails, so that a run that recorded is never taken for one that passed.
func expectSnapshot(
  _ name: String, sourceLocation: SourceLocation = #_sourceLocation, _ view: (Renderer) -> [StyledLine]
) throws {
  let text =
    [60, 100, 160].map { width in
      let lines = view(Renderer(width: width)).map(\.plain)
      return (["width \(width)" + String(repeating: ".", count: width - "width \(width)".count)] + lines)
        .joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name).txt")
  if ProcessInfo.processInfo.environment["SYSH_RECORD"] == "1" {
    try text.write(to: file, atomically: true, encoding: .utf8)
    Issue.record("recorded \(name)", sourceLocation: sourceLocation)
    return
  }
  let recorded = try String(contentsOf: file, encoding: .utf8)
  #expect(text == recorded, "\(name) differs from its snapshot:\n\(text)", sourceLocation: sourceLocation)
}
