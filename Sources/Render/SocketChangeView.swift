import Inspect
import Lab

extension Renderer {
  /// `socket b  CLOSED → LISTEN, accept queue 0 of 128`.
  func socketChange(_ change: SocketChange, of called: String?, _ tables: DescriptorTables?) -> [StyledLine] {
    let (from, to) = (change.from, change.to)
    var parts: [[Span]] = []
    let state = to.status?.state
    if from?.status?.state != state, let state {
      let before: [Span] = from?.status.map { [.value(name($0)), .plain(" → ")] } ?? []
      if from != nil || state != .close { parts.append(before + [.value(to.status.map(name) ?? state.name)]) }
    }
    if let over = to.status?.shutdown, over != from?.status?.shutdown ?? 0 { parts.append([.plain(Self.over(over))]) }
    if from?.localName != to.localName { parts.append(difference("address ", from?.localName, to.localName)) }
    if from?.remoteName != to.remoteName { parts.append(difference("peer ", from?.remoteName, to.remoteName)) }
    if let joined = change.joined {
      switch joined {
      case .socket(let label): parts.append([.plain("joined with ")] + socket(label, of: called, tables))
      case .queue(let label):
        parts.append([.plain("in the accept queue of ")] + socket(label, of: called, tables))
      }
    }
    if state == .listen {
      let (waiting, backlog) = (to.status?.receiveQueue ?? 0, to.status?.sendQueue)
      let most: Span = .plain(backlog.map { ", backlog \($0)" } ?? "")
      if from?.status?.state != .listen {
        parts.append([.plain("accept queue "), .value("\(waiting)"), most])
      } else if let queue = change.queue {
        parts.append([.plain("accept queue "), .value("\(queue.from)"), .plain(" → "), .value("\(queue.to)"), most])
      }
    } else if let queue = change.queue {
      let name = to.status?.type == 2 ? "next message " : "receive queue "
      parts.append([
        .plain(name), .value("\(queue.from)"), .plain(" → "), .value(Words.count(queue.to, "byte")),
      ])
    }
    let who = tables.map { $0.members(of: change.label) } ?? []
    let owner: [Span] = who.isEmpty ? [] : [.plain(" (")] + socket(change.label, of: called, tables) + [.plain(")")]
    let head: [Span] = [.plain("socket "), .name(change.label)] + owner + [.plain("  ")]
    return marked(.changed, head + Array(parts.joined(separator: [.plain(", ")])))
  }

  private func name(_ status: SocketRecord.Status) -> String {
    switch (status.kind, status.state) {
    case (.tcp, _), (.tcp6, _), (_, .listen): status.state.name
    case (_, .established): "connected"
    default: "unconnected"
    }
  }

  /// Which directions of a Unix socket are over.
  static func over(_ shutdown: UInt8) -> String {
    ["both directions open", "nothing more to receive", "nothing more to send", "nothing more in either direction"][
      Int(shutdown & 3)]
  }

  private func difference(_ what: String, _ from: String?, _ to: String?) -> [Span] {
    guard let to else { return [.plain(what), .value(from ?? "none"), .plain(" → none")] }
    return from.map { [.plain(what), .value($0), .plain(" → "), .value(to)] } ?? [.plain(what), .value(to)]
  }
}
