import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Who has an address that somebody wants.
extension Explanation {
  func inUse(_ record: SocketRecord) -> String? {
    let rows = lab.socketTable().rows
    switch target {
    case .unix(let name):
      let shown = SocketRecord.text(ofName: name)
      // What accept gave has the name too, and holds it no longer than its connection.
      let owner = rows.first { row in
        row.record.map { has($0, name) && $0.status?.state != .established } == true
      }
      if name.first == 0 {
        return owner.map { "\(list($0.holders)) \(verb($0.holders, "has", "have")) the name \(shown)." }
          ?? "Another socket has the name \(shown)."
      }
      return owner.map {
        "\(list($0.holders)) \(verb($0.holders, "is", "are")) bound to \(shown): the file exists, and bind makes a new one."
      }
        ?? "The file \(shown) exists, and bind makes a new one. A socket that is closed leaves its file behind: unlink removes it."
    case .inet(let endpoint): return inUse(endpoint, record, rows)
    case nil:
      guard row.name == "listen", case .inet(let local, _) = record.details else { return nil }
      let other = rows.first { $0.inode != record.inode && $0.record?.accepts(local) == true }
      return other.map { "\(list($0.holders)) \(verb($0.holders, "listens", "listen")) at \(local) already." }
    }
  }

  private func inUse(_ endpoint: SocketEndpoint, _ record: SocketRecord, _ rows: [SocketTable.Row]) -> String? {
    let own = rows.first { row in
      row.inode != record.inode && !row.holders.isEmpty && row.record?.status?.kind == record.status?.kind
        && row.record.map { holds($0, endpoint) } == true
    }
    if let own {
      return
        "\(list(own.holders)) \(verb(own.holders, "has", "have")) \(own.record?.localName ?? "it") (\(own.record?.kindName ?? ""), \(own.record?.status?.state.name ?? "open"))."
    }
    guard let kind = record.status?.kind else { return nil }
    let others = lab.sockets(kind, near: subject).filter { $0.inode != record.inode && holds($0, endpoint) }
    if let foreign = others.first(where: { $0.inode != 0 }) {
      let owners = lab.proc.owners(ofSocket: foreign.inode).prefix(3).map { pid in
        "\((try? lab.proc.stat(pid).comm).map(Escapes.harmless) ?? "process") (pid \(pid))"
      }
      let who = owners.isEmpty ? "A process that cannot be looked into" : owners.joined(separator: " and ")
      return
        "\(who), outside the lab, has \(foreign.localName ?? "it"), state \(foreign.status?.state.name ?? "unknown")."
    }
    guard let left = others.first else { return nil }
    let time = left.status?.remaining.map { " for \(($0 + 500) / 1000) s more" } ?? ""
    return
      "A connection of that port, \(left.localName ?? "") to \(left.remoteName ?? "nobody"), is in \(left.status?.state.name ?? "")\(time), though no descriptor is left of it. SO_REUSEADDR would allow it if both had it: the socket that had the port then, and this one before its bind (setsockopt \(descriptorArguments.first?.fd ?? 0) SOL_SOCKET SO_REUSEADDR [1])."
  }
}
