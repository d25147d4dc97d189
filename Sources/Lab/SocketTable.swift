import Glibc
import Inspect

/// The subjects' sockets, with both ends joined: the model behind `sockets`.
public struct SocketTable: Sendable {
  /// Descriptors of one table that lead to a socket.
  public struct Holder: Hashable, Sendable {
    public let subject: String
    public let fds: [Int32]
  }

  /// Where the other end is.
  public enum Peer: Hashable, Sendable {
    /// Not connected, or the kernel does not tell.
    case none
    case subjects([Holder])
    /// In the accept queue of a socket of the subjects.
    case queue([Holder])
    /// In a process that is no subject.
    case outside(inode: UInt64)
    /// Nobody has it any more; the kernel finishes the connection.
    case buried(SocketState)
  }

  public struct Row: Hashable, Sendable {
    /// 0 for what no descriptor leads to.
    public let inode: UInt64
    /// The letter of its open file description, where a subject has it.
    public let label: String?
    /// Nil for a family that sysh does not read.
    public let record: SocketRecord?
    public var holders: [Holder] = []
    /// Whose accept queue it waits in.
    public var queue: [Holder] = []
    public var peer = Peer.none
  }

  /// Where the records of a network namespace came from.
  public struct Source: Hashable, Sendable {
    public enum Way: Hashable, Sendable {
      case diagnostics
      /// /proc/PID/net, which tells neither backlogs nor the peers of Unix sockets.
      case texts(of: Int32)
    }

    public let subjects: [String]
    public let way: Way
    /// Another network namespace than the shell's.
    public let isElsewhere: Bool
  }

  public var rows: [Row] = []
  public var sources: [Source] = []

  public init(rows: [Row] = [], sources: [Source] = []) {
    self.rows = rows
    self.sources = sources
  }
}

extension Lab {
  /// The sockets of the subjects in `names`, of all when that is nil, and then also connections that they have left to
  /// the kernel: those in accept queues, and those that are being buried, as far as a port tells that they were the lab's.
  public func socketTable(of names: [String]? = nil) -> SocketTable {
    _ = descriptors.refreshSockets()
    let holders = socketHolders()
    let labels = descriptors.sockets.mapValues(\.label)
    var table = SocketTable()
    var listed: [SocketRecord] = []
    let spaces = Dictionary(grouping: living) { (try? proc.link($0.pid, "ns/net")) ?? "" }
    let ours = try? proc.link(getpid(), "ns/net")
    for (space, subjects) in spaces.sorted(by: { ($0.value.first?.name ?? "") < ($1.value.first?.name ?? "") }) {
      guard let first = subjects.first else { continue }
      let (records, way) = sockets(in: first.pid, isElsewhere: space != ours)
      listed += records
      if names.map({ !Set($0).isDisjoint(with: subjects.map(\.name)) }) ?? true {
        table.sources.append(.init(subjects: subjects.map(\.name), way: way, isElsewhere: space != ours))
      }
    }
    let known = Dictionary(
      listed.filter { $0.inode != 0 }.map { ($0.inode, $0) }, uniquingKeysWith: { first, _ in first })
    for (inode, held) in holders {
      table.rows.append(
        .init(
          inode: inode, label: labels[inode], record: known[inode] ?? descriptors.socketRecords[inode], holders: held))
    }
    table.rows.sort { SocketTable.isBefore($0, $1) }
    table.rows += unheld(listed, table.rows)
    let everything = table.rows
    for index in table.rows.indices { table.rows[index].peer = peer(of: everything[index], everything, listed) }
    if let names {
      let users = Set(names.map { descriptors.owner(of: $0) })
      table.rows = table.rows.filter { $0.holders.contains { users.contains($0.subject) } }
    }
    return table
  }

  /// Who has each socket, by inode.
  private func socketHolders() -> [UInt64: [SocketTable.Holder]] {
    var found: [UInt64: [SocketTable.Holder]] = [:]
    for (subject, table) in descriptors.read.sorted(by: { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }) {
      let sockets = table.values.filter { $0.identity?.kind == .socket }
      for (inode, members) in Dictionary(grouping: sockets, by: { $0.identity?.inode ?? 0 }) {
        found[inode, default: []].append(.init(subject: subject, fds: members.map(\.number).sorted()))
      }
    }
    return found
  }

  /// All sockets of the kinds that the lab has, in the network namespace of a process.
  private func sockets(in pid: Int32, isElsewhere: Bool) -> ([SocketRecord], SocketTable.Source.Way) {
    var kinds = Set(descriptors.socketRecords.values.compactMap { $0.status?.kind })
    if !descriptors.portsUsed.isEmpty { kinds.insert(.tcp) }
    let diagnostics = SocketDiagnostics(inNamespaceOf: isElsewhere ? pid : nil)
    do {
      return (try kinds.flatMap { kind throws(InspectError) in try diagnostics.sockets(kind) }, .diagnostics)
    } catch {
      return (kinds.flatMap { (try? proc.sockets($0, of: pid)) ?? [] }, .texts(of: pid))
    }
  }

  /// All sockets of a kind in the network namespace of a subject; none where nobody tells.
  func sockets(_ kind: SocketKind, near subject: LabSubject) -> [SocketRecord] {
    let isOurs = (try? proc.link(subject.pid, "ns/net")) == (try? proc.link(getpid(), "ns/net"))
    return (try? SocketDiagnostics(inNamespaceOf: isOurs ? nil : subject.pid).sockets(kind))
      ?? (try? proc.sockets(kind, of: subject.pid)) ?? []
  }

  /// Connections without a descriptor that were or will be the subjects'.
  private func unheld(_ listed: [SocketRecord], _ rows: [SocketTable.Row]) -> [SocketTable.Row] {
    let listeners = rows.filter { $0.record?.status?.state == .listen }
    return listed.compactMap { record -> SocketTable.Row? in
      guard record.inode == 0, case .inet(let local, let remote) = record.details else { return nil }
      var row = SocketTable.Row(inode: 0, label: nil, record: record)
      let state = record.status?.state
      if state == .established || state == .closeWait || state == .synReceived || state == .newSynReceived,
        let listener = listeners.first(where: { $0.record?.accepts(local) == true })
      {
        row.queue = listener.holders
        return row
      }
      let isKnown =
        descriptors.portsUsed.contains(local.port) || remote.map { descriptors.portsUsed.contains($0.port) } == true
      return isKnown ? row : nil
    }.sorted { ($0.record?.localName ?? "") < ($1.record?.localName ?? "") }
  }

  private func peer(of row: SocketTable.Row, _ rows: [SocketTable.Row], _ listed: [SocketRecord]) -> SocketTable.Peer {
    switch row.record?.details {
    case .unix(_, let peer):
      if let peer, let other = rows.first(where: { $0.inode == peer }) { return .subjects(other.holders) }
      if let listener = rows.first(where: { $0.record?.waiting.contains(row.inode) == true }) {
        return .queue(listener.holders)
      }
      return peer.map { .outside(inode: $0) } ?? .none
    case .inet(let local, let remote?):
      func isOther(_ record: SocketRecord?) -> Bool { record?.details == .inet(local: remote, remote: local) }
      if let other = rows.first(where: { isOther($0.record) && $0.record?.status?.kind == row.record?.status?.kind }) {
        if !other.holders.isEmpty { return .subjects(other.holders) }
        if !other.queue.isEmpty { return .queue(other.queue) }
        return .buried(other.record?.status?.state ?? .close)
      }
      return listed.first { isOther($0) && $0.inode != 0 }.map { .outside(inode: $0.inode) } ?? .none
    case .inet, .netlink, nil: return .none
    }
  }
}

extension SocketTable {
  /// By the first subject that has it, then by number.
  static func isBefore(_ first: Row, _ second: Row) -> Bool {
    guard let one = first.holders.first, let other = second.holders.first else { return !first.holders.isEmpty }
    return (one.subject.utf8.count, one.subject, one.fds.first ?? 0)
      < (other.subject.utf8.count, other.subject, other.fds.first ?? 0)
  }
}
