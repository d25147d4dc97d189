import Inspect
import Lab
import LinuxABI

extension Renderer {
  /// Parentage, states, sessions and process groups of the subjects.
  public func tree(_ roots: [ProcessNode]) -> [StyledLine] {
    guard !roots.isEmpty else { return sentence("There are no subjects.") }
    var lines: [StyledLine] = []
    for root in roots {
      if let parent = root.outsideParent {
        lines += wrap(
          [.faint("child of process \(parent.pid) (\(parent.command))")], indent: 2, firstIndent: 0)
      }
      lines += self.lines(root, first: "", rest: "", parent: nil)
    }
    return lines
  }

  private func lines(
    _ node: ProcessNode, first: String, rest: String, parent: ProcessNode?
  ) -> [StyledLine] {
    var spans: [Span] = [.faint(first), .name(node.name), .plain(" (\(numbers(node)))  "), .plain(what(node, parent))]
    // What a child has of its parent is not repeated: a session or a group of its own is news.
    if node.isThread { return wrap(spans + [.faint("  thread")], indent: rest.count + 4, firstIndent: 0) }
    if node.session != parent?.session { spans.append(.faint("  session \(node.session)")) }
    if node.group != parent?.group { spans.append(.faint("  group \(node.group)")) }
    if node.threads > 1 { spans.append(.plain("  \(node.threads) threads")) }
    var lines = wrap(spans, indent: rest.count + 4, firstIndent: 0)
    for (index, child) in node.children.enumerated() {
      let last = index == node.children.count - 1
      lines += self.lines(
        child, first: rest + (last ? "└─ " : "├─ "), rest: rest + (last ? "   " : "│  "), parent: node)
    }
    return lines
  }

  /// `5486, 1 inside`: in a nested pid namespace the outer number first.
  func numbers(_ node: ProcessNode) -> String {
    let inside = node.inside.map(String.init).joined(separator: " and ")
    return "\(node.pid)" + (inside.isEmpty ? "" : ", \(inside) inside")
  }

  func what(_ node: ProcessNode, _ parent: ProcessNode?) -> String {
    switch node.activity {
    case .held: return "held by the lab"
    case .programHeld: return "runs \(node.command), held by the lab"
    case .detached: return "runs \(node.command) on its own, detached (\(node.state.letter))"
    case .stopped(let signal): return "stopped by \(signal.name) (T)"
    case .running: return "runs \(node.command) (\(node.state.letter))"
    case .inCall(let call, let channel):
      let state = node.state == .diskSleep ? " (D)" : ""
      return "in \(call)" + (channel.map { ", asleep in \($0)\(state)" } ?? "")
    case .zombie(let end):
      if node.hasLivingThreads { return "its first thread has exited; the others go on" }
      let how: String
      switch end {
      case .exited(let status): how = "exited with \(status)"
      case .killed(let signal): how = "killed by \(signal.name)"
      case .returned, .failed, .blocked, .replaced: how = "ended"
      }
      let status = node.waitStatus.map { " (wait status \(Words.waitStatus($0)))" } ?? ""
      return "zombie, \(how)\(status): it stays until \(parent?.name ?? "its parent") waits for it"
    }
  }
}
