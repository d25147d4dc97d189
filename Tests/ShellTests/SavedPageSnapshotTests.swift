import Foundation
import LinuxABI
import Render
import Testing

@testable import Inspect
@testable import Lab
@testable import Shell

/// One page, byte by byte. `SYSH_RECORD=1` writes it anew and fails, so that a run that recorded is never taken for one
/// that passed.
struct SavedPageSnapshotTests {
  private func node(_ name: String, _ pid: Int32, _ activity: ProcessNode.Activity, _ children: [ProcessNode] = [])
    -> ProcessNode
  {
    ProcessNode(
      name: name, pid: pid, command: "memfd:subject", state: .tracingStop, activity: activity, session: 10, group: 10,
      threads: 1, waitStatus: nil, outsideParent: name == "P1" ? (9, "sysh") : nil, children: children)
  }

  @Test func `a page with all styles and a drawing is as it was`() throws {
    let transcript = Shell.Transcript()
    transcript.begin("## A \"page\" <of> everything", in: "P1")
    transcript.begin("# & what is said of it", in: "P1")
    transcript.begin("write fd \"</pre><script>\"", in: "P1")
    let styles: [TextStyle] = [
      .plain, .call, .value, .name, .success, .failure, .added, .removed, .changed, .faint, .strong, .emphasis,
      .heading,
      .link, .struck, .series(1), .series(6),
    ]
    transcript.show([StyledLine(styles.map { .init("<\($0)> ", $0) }), StyledLine(), StyledLine("\u{1b}[31m\u{202e}")])
    transcript.begin("tree", in: "P2")
    let tree = [node("P1", 10, .held, [node("P2", 11, .zombie(.exited(3)))])]
    let lines = Renderer(width: 80).tree(tree)
    transcript.note(.tree(tree), lines: lines.count)
    transcript.show(lines)
    let origin = Origin(date: "2026-11-26 12:00", kernel: "Linux 6.18.0 x86_64", user: "learner")
    let text = SavedPage(transcript.turns, origin: origin).text
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/page.html")
    if ProcessInfo.processInfo.environment["SYSH_RECORD"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("recorded page.html")
      return
    }
    #expect(text == (try String(contentsOf: file, encoding: .utf8)), "The page differs from its snapshot.")
  }
}
