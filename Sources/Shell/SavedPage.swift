import Lab
import Render
import SyscallTable

/// A session as one HTML page that needs nothing else: no script, no picture, no font from elsewhere. Each command is a
/// section with an anchor; what was drawn from a model is drawn once more in SVG, and its characters stand folded below it.
/// The markup is well-formed XML too, so that a parser can hold it to account.
struct SavedPage {
  let text: String

  /// A table of contents stands before more commands than this.
  private static let shortest = 10

  init(_ turns: [Transcript.Turn], origin: Origin = .here) {
    let title = "A session of sysh, \(origin.date)"
    let sections = turns.map(Self.section).joined(separator: "\n")
    text = """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="generator" content="sysh \(BuildFacts.version)"/>
      <title>\(Markup.escaped(title))</title>
      <style>\(PageStyle.text)\(Drawing.pageStyle)</style>
      </head>
      <body>
      <header>
      <h1>A session of sysh</h1>
      <p>\(Markup.escaped(origin.sentence)), as \(Markup.escaped(origin.user)). Each call was made by a real process on this kernel; what is shown is what came back.</p>
      </header>
      \(turns.count > Self.shortest ? Self.contents(turns) : "")<main>
      \(sections)
      </main>
      </body>
      </html>

      """
  }

  private static func contents(_ turns: [Transcript.Turn]) -> String {
    let entries = turns.map { turn in
      "<li value=\"\(turn.number)\"><a href=\"#c\(turn.number)\"><code>\(Markup.escaped(shortened(turn.line)))</code></a></li>"
    }
    return """
      <nav aria-label="Commands">
      <details>
      <summary>\(turns.count) commands</summary>
      <ol>
      \(entries.joined(separator: "\n"))
      </ol>
      </details>
      </nav>

      """
  }

  private static func shortened(_ line: String) -> String {
    line.count > 80 ? line.prefix(79) + "…" : line
  }

  // MARK: A command

  private static func section(_ turn: Transcript.Turn) -> String {
    if let note = note(turn) { return note }
    let anchor = "<a class=\"number\" href=\"#c\(turn.number)\">\(turn.number)</a>"
    let prompt = "<span class=\"prompt\">\(Markup.escaped(turn.subject))&gt;</span>"
    let line = "<code>\(prompt) \(Markup.escaped(turn.line.trimmedSpaces))</code>"
    var parts = ["<section id=\"c\(turn.number)\">", "<h2>\(anchor) \(line)</h2>"]
    // What a call shows is sentences, which may be broken anew; what a view shows stands in columns.
    let isFixed = turn.events.isEmpty
    var next = 0
    for (index, drawn) in turn.drawings.enumerated() where drawn.lines.upperBound <= turn.shown.count {
      parts += output(turn.shown[next..<drawn.lines.lowerBound], isFixed: isFixed)
      parts += figure(drawn.drawing, turn.shown[drawn.lines], id: "c\(turn.number)d\(index)")
      next = drawn.lines.upperBound
    }
    parts += output(turn.shown[next...], isFixed: isFixed)
    return (parts + ["</section>"]).joined(separator: "\n")
  }

  /// A line that is nothing but a comment is what somebody says to the reader; with two marks it is a heading.
  private static func note(_ turn: Transcript.Turn) -> String? {
    let line = turn.line.trimmedSpaces
    let text = line.drop { $0 == "#" }.trimmedSpaces
    guard line.hasPrefix("#"), turn.shown.isEmpty else { return nil }
    let isHeading = line.hasPrefix("##")
    let element = isHeading ? "<h2 class=\"part\">\(Markup.escaped(text))</h2>" : "<p>\(Markup.escaped(text))</p>"
    return "<section id=\"c\(turn.number)\" class=\"note\">\n\(element)\n</section>"
  }

  private static func figure(_ drawing: Drawing, _ lines: ArraySlice<StyledLine>, id: String) -> [String] {
    [
      "<figure>",
      "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"\(Markup.escaped(drawing.title))\">",
      drawing.element(id: id) + "</div>",
      "<details>", "<summary>in characters</summary>",
    ] + output(lines, isFixed: true) + ["</details>", "</figure>"]
  }

  private static func output(_ lines: ArraySlice<StyledLine>, isFixed: Bool) -> [String] {
    guard !lines.isEmpty else { return [] }
    let text = lines.map(spans).joined(separator: "\n")
    return [isFixed ? "<pre class=\"fixed\" tabindex=\"0\">\(text)</pre>" : "<pre>\(text)</pre>"]
  }

  private static func spans(_ line: StyledLine) -> String {
    line.spans.map { span in
      let text = Markup.escaped(span.text)
      return span.text.isEmpty ? "" : PageStyle.name(span.style).map { "<span class=\"\($0)\">\(text)</span>" } ?? text
    }.joined()
  }
}

/// How the page looks: styles of text become classes, with colours that keep their contrast on light and on dark.
enum PageStyle {
  static func name(_ style: TextStyle) -> String? {
    switch style {
    case .plain: nil
    case .call: "call"
    case .value: "value"
    case .name: "name"
    case .success: "success"
    case .failure: "failure"
    case .added: "added"
    case .removed: "removed"
    case .changed: "changed"
    case .faint: "faint"
    case .strong: "strong"
    case .emphasis: "emphasis"
    case .heading: "heading"
    case .link: "link"
    case .struck: "struck"
    case .series(let number): "series\(number % 4)"
    }
  }

  static let text = """

    :root { color-scheme: light dark; --page: #ffffff; --ink: #1a1a1a; --faint: #5c6370; --edge: #d5d8dd; --box: #f4f5f7;
      --green: #1b6e20; --red: #b3261e; --blue: #0b5fa5; --violet: #8a1a7b }
    @media (prefers-color-scheme: dark) {
      :root { --page: #16181c; --ink: #e8e8e8; --faint: #a4abb6; --edge: #3a3f47; --box: #1e2126;
        --green: #7fd184; --red: #ff8a80; --blue: #7ab8f5; --violet: #e08ad6 }
    }
    * { box-sizing: border-box }
    body { margin: 0 auto; padding: 1rem; max-width: 62rem; background: var(--page); color: var(--ink);
      font: 1rem/1.5 system-ui, sans-serif }
    h1 { font-size: 1.5rem; margin: 0.5rem 0 } header p { color: var(--faint); margin: 0 0 1.5rem }
    nav { margin-bottom: 1.5rem } nav ol { padding-left: 3rem; margin: 0.5rem 0 }
    a { color: var(--blue) } nav a { text-decoration: none } nav a:hover { text-decoration: underline }
    code, pre { font: 0.85rem/1.5 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace }
    section { margin-bottom: 1.25rem; scroll-margin-top: 1rem }
    section h2 { margin: 0; font-size: 1rem; font-weight: 400; display: flex; gap: 0.75rem; align-items: baseline }
    section h2 code { font-weight: 600; overflow-wrap: anywhere; white-space: pre-wrap }
    section h2.part { font-size: 1.2rem; font-weight: 600; margin-top: 2rem } .note p { margin: 0 }
    .number { color: var(--faint); font-size: 0.75rem; text-decoration: none; min-width: 1.5rem; text-align: right }
    .prompt { color: var(--faint); font-weight: 400 }
    pre { margin: 0.35rem 0 0; padding: 0.5rem 0.75rem; border-left: 3px solid var(--edge); background: var(--box);
      white-space: pre-wrap; overflow-wrap: anywhere }
    pre.fixed { white-space: pre; overflow-x: auto; overflow-wrap: normal }
    figure { margin: 0.35rem 0 0 } .scroll { overflow-x: auto; border: 1px solid var(--edge); border-radius: 6px }
    .scroll svg { display: block } .plot { width: 100%; min-width: 36rem; height: auto }
    summary { cursor: pointer; color: var(--faint); font-size: 0.85rem; padding: 0.25rem 0 }
    .call, .strong, .heading { font-weight: 600 } .value, .changed { color: var(--blue) }
    .name, .series0 { color: var(--violet) } .success, .added, .series1 { color: var(--green) }
    .series2 { color: var(--blue) } .failure, .removed, .struck, .series3 { color: var(--red) }
    .faint { color: var(--faint) } .emphasis { font-style: italic } .link { text-decoration: underline }
    .struck { text-decoration: line-through }
    @media print {
      :root { --page: #ffffff; --ink: #000000; --faint: #444444; --edge: #aaaaaa; --box: #ffffff;
        --green: #1b6e20; --red: #b3261e; --blue: #0b5fa5; --violet: #8a1a7b }
      body { max-width: none; padding: 0 } nav, figure details { display: none } section { break-inside: avoid }
      pre, pre.fixed { white-space: pre-wrap } .scroll { overflow: visible; border: 0 }
      .scroll svg { max-width: 100%; height: auto }
    }

    """
}

extension Session {
  /// All that the session has shown, but for the lines that only saved it.
  func savedPage() throws(CommandProblem) -> String {
    let turns = transcript.turns.filter { turn in
      let line = turn.line.trimmedSpaces
      return !line.hasPrefix("save ") && !(line.isEmpty && turn.shown.isEmpty)
    }
    guard !turns.isEmpty else { throw CommandProblem("Nothing has been shown yet, so there is nothing to save.") }
    return SavedPage(turns).text
  }

  func savedDrawing() throws(CommandProblem) -> String {
    guard let drawing = transcript.lastDrawing else {
      throw CommandProblem(
        "Nothing has been drawn yet, so there is nothing to save.", advice: "files, tree, pages p and plot draw.")
    }
    return drawing.svg
  }
}
