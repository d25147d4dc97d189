import Lab

/// Parentage as boxes below each other, each set in under its parent, with what it does and in which session and group it
/// is. Who has ended, or is only a thread, has a dashed outline.
struct TreeSVG {
  private var canvas = SVGCanvas()
  private var sentences: [String] = []
  private var y = 24.0

  private static let left = 16.0
  private static let indent = 34.0
  private static let height = 2 * SVGCanvas.line + 8

  init(_ roots: [ProcessNode]) {
    if roots.isEmpty { canvas.text("There are no subjects.", Self.left, y + 12) }
    for root in roots {
      if let parent = root.outsideParent {
        let text = "child of process \(parent.pid) (\(parent.command))"
        canvas.text(text, Self.left, y + 8, "d-faint")
        y += 18
      }
      draw(root, 0, parent: nil)
    }
  }

  func text(title: String, id: String, isInPage: Bool) -> String {
    canvas.file(title: title, description: sentences.joined(separator: " "), id: id, isInPage: isInPage)
  }

  private mutating func draw(_ node: ProcessNode, _ depth: Int, parent: ProcessNode?) {
    let words = TreeWords(node, parent)
    let x = Self.left + Double(depth) * Self.indent
    let width = max(SVGCanvas.width(words.name), SVGCanvas.width(words.state)) + 20
    let top = y
    canvas.box(x, top, width, Self.height, "d-box" + (words.isFaded ? " d-dashed" : ""))
    canvas.text(words.name, x + 10, top + 19, "d-strong")
    canvas.text(words.state, x + 10, top + 39, "d-faint")
    sentences.append("\(words.name): \(words.state)" + (parent.map { ", under \($0.name)." } ?? "."))
    y += Self.height + 12
    let trunk = x + 14
    for child in node.children {
      let middle = y + Self.height / 2
      canvas.path(
        "M\(SVGCanvas.pair(trunk, top + Self.height))V\(SVGCanvas.number(middle))"
          + "H\(SVGCanvas.number(x + Self.indent))", "d-rule")
      draw(child, depth + 1, parent: node)
    }
  }
}

/// What a process of the tree is and does, in words.
private struct TreeWords {
  let name: String
  let state: String
  let isFaded: Bool

  init(_ node: ProcessNode, _ parent: ProcessNode?) {
    let renderer = Renderer(width: 400)
    name = "\(node.name) (\(renderer.numbers(node)))"
    var parts = [renderer.what(node, parent)]
    if node.isThread {
      parts.append("thread")
    } else {
      if node.session != parent?.session { parts.append("session \(node.session)") }
      if node.group != parent?.group { parts.append("group \(node.group)") }
      if node.threads > 1 { parts.append("\(node.threads) threads") }
    }
    state = parts.joined(separator: ", ")
    if case .zombie = node.activity { isFaded = true } else { isFaded = node.isThread }
  }
}
