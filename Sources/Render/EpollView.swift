import Inspect
import Lab
import LinuxABI

extension Renderer {
  /// The interest list of an epoll descriptor, and what can be known of its ready list.
  public func epoll(_ list: EpollList) -> [StyledLine] {
    let title: [Span] = [
      .name(list.subject), .plain(" "), .name("fd \(list.fd)"), .plain(" → description "), .name(list.label),
      .plain(": an epoll list of \(list.rows.count == 1 ? "1 entry" : "\(list.rows.count) entries")"),
    ]
    var lines = wrap(title, indent: 6, firstIndent: 2)
    if list.rows.isEmpty {
      lines += sentence(
        "epoll_ctl \(list.fd) EPOLL_CTL_ADD FD {events=EPOLLIN, data=FD} puts a descriptor onto it.")
      return lines
    }
    let rows = list.rows.map { row -> [StyledLine] in
      [
        StyledLine([.name("\(row.entry.target)")]), StyledLine([.plain(Self.events(row.entry.events & 0x0fff_ffe7))]),
        StyledLine([.plain(mode(row.entry))]), StyledLine([.value(data(row.entry.data))]),
        StyledLine([.value(row.ready.map { $0 == 0 ? "no" : Self.events($0) } ?? "?")]), StyledLine([listing(row)]),
        StyledLine(target(row, of: list.subject)),
      ]
    }
    let columns = [
      Column("fd", .right), Column("waits for"), Column("mode"), Column("data", .right), Column("ready now"),
      Column("on ready list"), Column("leads to", .shortened),
    ]
    lines += table(rows, columns, least: 14)
    switch list.isReadable {
    case true?: lines += sentence("epoll_wait would return at once.")
    case false?: lines += sentence("epoll_wait would wait: the ready list is empty.")
    case nil: break
    }
    let note =
      "The list is from /proc/\(list.pid)/fdinfo/\(list.fd). Ready: poll(2) with no time, through descriptors borrowed for it (pidfd_getfd), which takes nothing from any list. The ready list itself the kernel shows to epoll_wait alone: it follows from poll on the epoll descriptor."
    return lines + wrap([.faint(note)], indent: 2, firstIndent: 2)
  }

  /// `EPOLLIN|EPOLLOUT`.
  static func events(_ events: UInt32) -> String {
    events == 0 ? "nothing" : WordCodec.epollEvents.text(UInt64(events))
  }

  private func mode(_ entry: EpollEntry) -> String {
    var words = [entry.isEdgeTriggered ? "edge" : "level"]
    if entry.isOneShot { words.append(entry.isDisarmed ? "one-shot, disarmed" : "one-shot") }
    if entry.isExclusive { words.append("exclusive") }
    return words.joined(separator: ", ")
  }

  private func data(_ data: UInt64) -> String {
    data <= 0xffff_ffff ? "\(data)" : Words.hexadecimal(data)
  }

  private func listing(_ row: EpollList.Row) -> Span {
    switch row.listing {
    case .yes: .value("yes")
    case .no: row.ready ?? 0 != 0 && row.entry.isEdgeTriggered ? .plain("no, told already") : .plain("no")
    case .unknown: .plain("unknown")
    }
  }

  private func target(_ row: EpollList.Row, of subject: String) -> [Span] {
    guard let label = row.label else { return [.faint("nothing that a subject has open")] }
    var spans: [Span] = [.name(label), .plain("  "), .value(row.target ?? "?")]
    if !row.holders.contains(where: { $0.subject == subject && $0.fds.contains(row.entry.target) }) {
      spans += [.faint("  held by ")] + holders(row.holders)
    }
    return spans
  }
}
