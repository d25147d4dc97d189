import Glibc
import Inspect
import LinuxABI

/// What a call changed of one socket. Sockets are looked at one by one, through a descriptor borrowed of the subject, so
/// that the cost follows the lab's sockets and not the machine's.
public struct SocketChange: Hashable, Sendable {
  /// The letter of the socket's open file description; a socket has only one.
  public let label: String
  /// Nil for one that was not there before.
  public let from: SocketRecord?
  public let to: SocketRecord
  /// Who is at the other end, when that is new.
  public var joined: SocketJoin?
  /// Somebody sleeps in a call on it and is just taking from its queue.
  public var isBeingRead = false
}

/// Where the other end of a connection is.
public enum SocketJoin: Hashable, Sendable {
  /// In a socket of the subjects, by letter.
  case socket(String)
  /// In the accept queue of a socket of the subjects, by letter: nobody has a descriptor of it yet.
  case queue(of: String)
}

/// A socket of the subjects, and one descriptor that leads to it.
struct SocketHolder {
  let subject: String
  let fd: Int32
  let pid: Int32
  let label: String

  /// In the order in which letters are given.
  func isBefore(_ other: SocketHolder) -> Bool {
    (label.utf8.count, label) < (other.label.utf8.count, other.label)
  }
}

/// A socket as it was at the last look and as it is.
struct SocketReading {
  let holder: SocketHolder
  let was: SocketRecord?
  let now: SocketRecord
}

extension DescriptorModel {
  /// Every socket of the subjects by inode.
  var sockets: [UInt64: SocketHolder] {
    var found: [UInt64: SocketHolder] = [:]
    for (subject, table) in read {
      for (fd, descriptor) in table {
        guard let file = descriptor.identity, file.kind == .socket, let pid = pids[subject],
          let label = tables[subject]?[fd]?.label
        else { continue }
        if let known = found[file.inode], (known.subject, known.fd) < (subject, fd) { continue }
        found[file.inode] = SocketHolder(subject: subject, fd: fd, pid: pid, label: label)
      }
    }
    return found
  }

  /// What is known of the socket to which a description leads.
  public func socketRecord(_ label: String) -> SocketRecord? {
    guard let file = descriptions[label]?.file, file.kind == .socket else { return nil }
    return socketRecords[file.inode]
  }

  /// Reads sockets again, all or those in `only`, and gives what each was like before. Those that nobody has any more are
  /// forgotten.
  mutating func refreshSockets(_ only: Set<UInt64>? = nil) -> [SocketReading] {
    let holders = sockets
    socketRecords = socketRecords.filter { holders[$0.key] != nil }
    var found: [SocketReading] = []
    let wanted = holders.filter { only?.contains($0.key) ?? true }
    for (inode, holder) in wanted.sorted(by: { $0.value.isBefore($1.value) }) {
      let was = socketRecords[inode]
      guard let now = socket(inode, holder, was) else { continue }
      socketRecords[inode] = now
      if case .inet(let local, _) = now.details, local.port != 0 { portsUsed.insert(local.port) }
      found.append(SocketReading(holder: holder, was: was, now: now))
    }
    return found
  }

  /// Whom a Unix socket is joined with, and which of its directions are over, only sock_diag tells.
  private func socket(_ inode: UInt64, _ holder: SocketHolder, _ was: SocketRecord?) -> SocketRecord? {
    guard var now = try? Proc.probe(holder.pid, holder.fd, inode: inode) else { return nil }
    guard case .unix(let name, _) = now.details, now.status?.state != .close || was?.status?.state == .established
    else {
      return now
    }
    let isOurs = (try? proc.link(holder.pid, "ns/net")) == (try? proc.link(getpid(), "ns/net"))
    guard let listed = try? SocketDiagnostics(inNamespaceOf: isOurs ? nil : holder.pid).unixSocket(inode: inode) else {
      return now
    }
    if case .unix(_, let peer) = listed.details { now.details = .unix(name: name, peer: peer) }
    now.waiting = listed.waiting
    now.status?.shutdown = listed.status?.shutdown ?? 0
    if now.status?.state == .listen {
      now.status?.receiveQueue = listed.status?.receiveQueue
      now.status?.sendQueue = listed.status?.sendQueue
    }
    return now
  }

  /// Where the other end of a connected socket is, as far as the subjects have it.
  public func join(of record: SocketRecord) -> SocketJoin? {
    let holders = sockets
    switch record.details {
    case .unix(_, let peer):
      if let peer, let holder = holders[peer] { return .socket(holder.label) }
      let queue = socketRecords.values.first { $0.waiting.contains(record.inode) }
      return queue.flatMap { holders[$0.inode] }.map { .queue(of: $0.label) }
    case .inet(let local, let remote?):
      let others = socketRecords.values.filter { $0.inode != record.inode && $0.status?.kind == record.status?.kind }
      if let peer = others.first(where: { $0.details == .inet(local: remote, remote: local) }) {
        return holders[peer.inode].map { .socket($0.label) }
      }
      guard record.status?.state == .established, let listener = others.first(where: { $0.accepts(remote) }) else {
        return nil
      }
      return (listener.status?.receiveQueue ?? 0) > 0 ? holders[listener.inode].map { .queue(of: $0.label) } : nil
    case .inet, .netlink: return nil
    }
  }
}

extension SocketRecord {
  /// Whether it listens where somebody connects to: at that address, or at its port of every address.
  func accepts(_ endpoint: SocketEndpoint) -> Bool {
    guard status?.state == .listen, case .inet(let local, _) = details, local.port == endpoint.port else {
      return false
    }
    return local == endpoint || local.address.allSatisfy { $0 == 0 }
  }
}
