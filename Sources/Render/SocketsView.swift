import Inspect
import Lab

extension Renderer {
  /// The subjects' sockets: who has each, its state, queues and addresses, and where its other end is.
  public func sockets(_ table: SocketTable) -> [StyledLine] {
    guard !table.rows.isEmpty else {
      return sentence("No subject has a socket. s = socket AF_INET SOCK_STREAM makes one.")
    }
    let rows = table.rows.map { row -> [StyledLine] in
      let status = row.record?.status
      return [
        StyledLine(holders(of: row)), StyledLine([.plain(row.record?.kindName ?? "other family")]),
        StyledLine([.plain(state(of: row.record))]), StyledLine([.value(status?.receiveQueue.map(String.init) ?? "-")]),
        StyledLine([.value(status?.sendQueue.map(String.init) ?? "-")]), StyledLine([.value(local(row.record))]),
        StyledLine(peer(of: row)),
      ]
    }
    let columns = [
      Column("held by"), Column("kind"), Column("state"), Column("recv-q", .right), Column("send-q", .right),
      Column("local address"), Column("other end", .wrapped),
    ]
    return self.table(rows, columns, least: 12) + notes(table)
  }

  /// `P1 3, P2 3`.
  func holders(_ holders: [SocketTable.Holder]) -> [Span] {
    let spans = holders.map { [Span.name("\($0.subject) \(Words.list($0.fds.map(String.init), limit: 4))")] }
    return Array(spans.joined(separator: [.plain(", ")]))
  }

  private func holders(of row: SocketTable.Row) -> [Span] {
    if !row.holders.isEmpty { return holders(row.holders) }
    return row.queue.isEmpty ? [.faint("nobody")] : [.faint("queue of ")] + holders(row.queue)
  }

  private func state(of record: SocketRecord?) -> String {
    guard let status = record?.status else { return "-" }
    switch (status.kind, status.state) {
    case (.tcp, _), (.tcp6, _):
      return status.state.name + (status.remaining.map { ", \(($0 + 500) / 1000) s" } ?? "")
    // The other families borrow three of TCP's states.
    case (_, .listen): return "LISTEN"
    case (_, .established):
      return ["connected", "receives no more", "sends no more", "shut down"][Int(status.shutdown & 3)]
    default: return "unconnected"
    }
  }

  private func local(_ record: SocketRecord?) -> String {
    if let name = record?.localName { return name }
    if case .unix = record?.details { return "unnamed" }
    return record == nil ? "?" : "none"
  }

  private func peer(of row: SocketTable.Row) -> [Span] {
    let address: [Span] = row.record?.remoteName.map { [.value($0), .plain(" ")] } ?? []
    switch row.peer {
    case .none: return address
    case .subjects(let other): return address + [.plain("↔ ")] + holders(other)
    case .queue(let other): return address + [.plain("↔ queue of ")] + holders(other)
    case .outside(let inode):
      return address + [.plain("↔ "), .faint("a process outside the lab, socket:[\(inode)]")]
    case .buried(let state): return address + [.plain("↔ "), .faint("nobody, \(state.name)")]
    }
  }

  private func notes(_ table: SocketTable) -> [StyledLine] {
    var notes: [String] = []
    let states = table.rows.compactMap(\.record?.status)
    if states.contains(where: { $0.state == .listen }) {
      notes.append("LISTEN: recv-q is how many connections wait to be accepted, send-q the backlog.")
    }
    let counts = states.contains { status in
      switch status.kind {
      case .udp, .udp6: (status.receiveQueue ?? 0) > 0
      case .unix: status.state != .listen && (status.sendQueue ?? 0) > 0
      default: false
      }
    }
    if counts {
      notes.append("Of UDP's recv-q and of a Unix socket's send-q the kernel counts memory, more than the bytes.")
    }
    for source in table.sources {
      let place = source.isElsewhere ? " in the network namespace of \(Words.crowd(source.subjects))" : ""
      switch source.way {
      case .diagnostics:
        notes.append("From sock_diag\(place), as ss has it (ss -tuxanp); netstat reads /proc/net/tcp, udp and unix.")
      case .texts(let pid):
        notes.append(
          "From /proc/\(pid)/net/tcp, udp and unix\(place), as netstat has it; sock_diag could not be asked there. They tell neither backlogs nor the peers of Unix sockets."
        )
      }
    }
    return notes.flatMap { wrap([.faint($0)], indent: 2, firstIndent: 2) }
  }
}
