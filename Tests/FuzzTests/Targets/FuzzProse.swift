import SyscallTable

@testable import Curriculum
@testable import Render
@testable import Shell

/// The Markdown of a lesson on a terminal of any width.
func fuzzProse(_ bytes: [UInt8]) {
  var input = FuzzInput(bytes)
  let columns = input.columns()
  let text = String(decoding: input.remainder(), as: UTF8.self)
  let view = LessonView(renderer: Renderer(width: columns), subject: "P1", isBatch: false)
  // Narrower terminals are drawn on as if they had 20 columns.
  let width = max(columns, 20)
  for piece in pieces(text) {
    switch piece {
    case .blocks(let blocks, _):
      mustFit(view.lines(.prose(blocks)), columns: width) { $0.spans.contains { $0.style == .value } }
      for case .paragraph(let spans) in blocks { mustKeepWords(spans, view) }
    case .heading(let block, let title, _):
      mustFit(view.lines(.prose([.paragraph([]), block])), columns: width)
      for line in view.lines(.stepStarts(number: 1, of: 2, name: title)) { mustBeHarmless(Theme.plain.string(line)) }
    case .rule: break
    case .fence(let fence):
      for line in fence.lines {
        must(line.number >= 1 && line.column >= 1, "a line of a fence nowhere")
        mustFit(view.lines(.notice(line.text)) + view.lines(.wrongTry(line.text)), columns: width)
      }
    }
  }
}

private func pieces(_ text: String) -> [MarkdownReader.Piece] {
  let problems = DiagnosticList(file: "x.md")
  var reader = MarkdownReader(source: SourceLines(text), problems: problems)
  let pieces = reader.read(after: 0)
  for problem in problems.all {
    must(problem.place.line >= 1 && problem.place.column >= 1 && !problem.message.isEmpty, "\(problem)")
  }
  return pieces
}

/// Breaking lines loses nothing but blanks.
private func mustKeepWords(_ spans: [Curriculum.Span], _ view: LessonView) {
  let shown = view.lines(.prose([.paragraph(spans)])).map(\.plain).joined()
  let meant = Escapes.harmless(spans.plainText)
  must(shown.withoutBlanks == meant.withoutBlanks, "\(meant.debugDescription) is shown as \(shown.debugDescription)")
}

/// A comment of a session, written into a lesson: one paragraph that reads as it was typed.
func fuzzComments(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self).trimmedSpaces
  guard !text.isEmpty else { return }
  let written = LessonProse.escaped(text)
  must(!written.utf8.contains(0x0a), "\(written.debugDescription) is more than one line")
  let found = pieces(written)
  let meant = Escapes.harmless(text).withoutBlanks
  guard !meant.isEmpty else { return }
  guard found.count == 1, case .blocks(let blocks, _) = found[0], blocks.count == 1,
    case .paragraph(let spans) = blocks[0]
  else { return must(false, "\(written.debugDescription) is no paragraph") }
  // What stands between two backquotes is code, which loses them.
  let read = spans.plainText.withoutBlanks
  must(
    read.filterScalars { $0 != "`" } == meant.filterScalars { $0 != "`" },
    "\(text.debugDescription) reads as \(spans.plainText.debugDescription)")
}
