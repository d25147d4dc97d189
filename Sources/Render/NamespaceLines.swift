import Inspect
import Lab

extension Renderer {
  /// A process that is in another namespace than before.
  func namespaceChange(_ change: NamespaceChange) -> [StyledLine] {
    var spans: [Span] = [.plain("\(change.kind.noun) namespace \(change.from) → ")]
    spans.append(change.to.map { .value("\($0)") } ?? .plain("a new one"))
    let others = Words.crowd(change.others)
    if change.isForChildren {
      spans += [
        .plain(": "), .name(change.subject), .plain(" itself stays; the children that it makes from now on are in it"),
      ]
      if change.to == nil { spans.append(.plain(", the first one as its process 1")) }
    } else {
      spans += [.plain(": "), .name(change.subject)]
      spans.append(.plain(change.others.isEmpty ? " is alone in it" : " is in it with \(others)"))
      if let number = change.number { spans.append(.plain(", as process \(number)")) }
    }
    return marked(.changed, spans)
  }
}
