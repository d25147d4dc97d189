import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Reasons for failures of socket calls, found in the socket and in whoever else has to do with its address.
extension Explanation {
  /// The descriptors that the call was to send with SCM_RIGHTS.
  var sentDescriptors: [(name: String, fd: Int32)] {
    arguments.flatMap { _, type, word -> [(name: String, fd: Int32)] in
      guard case .pointer(.message, .input) = type else { return [] }
      return ControlMessages.descriptors(ofMessageAt: word, in: subject).map { ("cmsg_data", $0) }
    }
  }

  func notSocket() -> [String] {
    descriptorArguments.prefix(1).compactMap { _, fd in
      entry(fd)?.file.map { "fd \(fd) leads to \($0.kind.noun), and this call works on sockets only." }
    }
  }

  /// The socket that the call works on: its first descriptor.
  var socket: (fd: Int32, record: SocketRecord)? {
    guard let fd = descriptorArguments.first?.fd, let description = entry(fd), description.file?.kind == .socket,
      let record = lab.descriptors.socketRecord(description.label)
    else { return nil }
    return (fd, record)
  }

  func socketReason(_ errno: Errno) -> String? {
    guard let (fd, record) = socket else { return nil }
    switch errno {
    case .connectionRefused: return refused(fd, record)
    case .addressInUse: return inUse(record)
    case .addressNotAvailable: return notAvailable()
    case .networkUnreachable: return unreachable()
    case .notConnected: return notConnected(fd, record)
    case .isConnected where record.status?.state == .listen:
      return "fd \(fd) listens: others connect to it, and it connects to nobody."
    case .isConnected:
      return "fd \(fd) is connected already, to \(record.remoteName ?? partner(record) ?? "another socket")."
    case .destinationRequired:
      return "fd \(fd) is connected to nobody, and the call names no address: connect it, or say where to with sendto."
    case .notSupported where record.status?.type == 2 && ["listen", "accept", "accept4"].contains(row.name):
      return "fd \(fd) is \(record.kindName): datagrams make no connections, so there is nothing to accept."
    case .wouldBlock: return wouldBlock(fd, record)
    case .brokenPipe: return broken(fd, record)
    case .connectionReset:
      return
        "The other side broke the connection off with a reset: it closed its socket while something that it had not read was in the queue, or asked for that (SO_LINGER 0)."
    case .invalid: return invalidState(fd, record)
    case .inProgress:
      return
        "fd \(fd) has O_NONBLOCK, so the connection is made meanwhile: poll for POLLOUT, then ask SO_ERROR how it went."
    case .already: return "A connect of fd \(fd) before this one is still under way."
    case .noEntry where row.name == "connect" || row.name.hasPrefix("send"):
      guard case .unix(let name) = target else { return nil }
      return
        "There is no file \(SocketRecord.text(ofName: name)): nobody has bound a socket to that path, or it was unlinked."
    case .accessDenied where row.name == "bind":
      guard case .inet(let endpoint) = target, endpoint.port < 1024 else { return nil }
      return "Ports below 1024 are privileged (net.ipv4.ip_unprivileged_port_start): they need CAP_NET_BIND_SERVICE."
    default: return nil
    }
  }

  // MARK: Addresses

  enum Target {
    case inet(SocketEndpoint)
    case unix([UInt8])
  }

  /// The address that the call names.
  var target: Target? {
    for (index, argument) in arguments.enumerated() {
      guard case .pointer(.socketAddress(let length), .input) = argument.type, words[index] != 0,
        let bytes = subject.exactly(Int(min(words[length] & 0xffff_ffff, 128)), at: words[index]), bytes.count > 2
      else { continue }
      if let endpoint = SocketEndpoint(socketAddress: bytes) { return .inet(endpoint) }
      guard bytes[..<2].littleEndianWord == 1 else { return nil }
      let name = Array(bytes.dropFirst(2))
      return .unix(name.first == 0 ? name : Array(name.prefix { $0 != 0 }))
    }
    return nil
  }

  /// `P1 3`, `P1 3 and P2 3`.
  func list(_ holders: [SocketTable.Holder]) -> String {
    holders.map { "\($0.subject) \($0.fds.map(String.init).joined(separator: " "))" }.joined(separator: " and ")
  }

  /// The verb of a sentence about them.
  func verb(_ holders: [SocketTable.Holder], _ one: String, _ several: String) -> String {
    holders.count == 1 ? one : several
  }

  private func partner(_ record: SocketRecord) -> String? {
    switch lab.socketTable().rows.first(where: { $0.inode == record.inode && $0.inode != 0 })?.peer {
    case .subjects(let holders): list(holders)
    case .queue(let holders): "what waits in the accept queue of \(list(holders))"
    case .none?, .outside, .buried, nil: nil
    }
  }

  private func refused(_ fd: Int32, _ record: SocketRecord) -> String? {
    guard row.name == "connect", let target else {
      return
        "A datagram that was sent before came back: no socket has the address \(record.remoteName ?? "that it went to"). The error waited for the next call."
    }
    let rows = lab.socketTable().rows
    switch target {
    case .inet(let endpoint):
      if let owner = rows.first(where: { $0.record.map { holds($0, endpoint) && $0.status?.state == .close } == true })
      {
        return
          "\(list(owner.holders)) \(verb(owner.holders, "has", "have")) the address \(endpoint), but nobody listens there."
      }
      if let far = rows.first(where: { $0.record?.accepts(endpoint) == true }), let other = far.holders.first?.subject {
        return
          "\(list(far.holders)) \(verb(far.holders, "listens", "listen")) at \(endpoint), but in the network namespace of \(other); \(subject.name) is in another, where nobody does."
      }
      let listeners = rows.filter { $0.record?.status?.state == .listen && $0.record?.localName != nil }.prefix(3)
      let known = listeners.map {
        "\(list($0.holders)) \(verb($0.holders, "listens", "listen")) at \($0.record?.localName ?? "")"
      }
      return "Nobody listens at \(endpoint)." + (known.isEmpty ? "" : " " + known.joined(separator: "; ") + ".")
    case .unix(let name):
      let shown = SocketRecord.text(ofName: name)
      if let owner = rows.first(where: { $0.record.map { has($0, name) } == true }) {
        return owner.record?.status?.type != record.status?.type
          ? "\(list(owner.holders)) \(verb(owner.holders, "has", "have")) the name \(shown), with a socket of another type (\(owner.record?.kindName ?? "?"))."
          : "\(list(owner.holders)) \(verb(owner.holders, "has", "have")) the name \(shown), but nobody listens there."
      }
      return name.first == 0
        ? "No socket has the name \(shown)."
        : "The file \(shown) is there, but no socket behind it: whoever had bound it has closed it, and nobody removed the file."
    }
  }

  func holds(_ record: SocketRecord, _ endpoint: SocketEndpoint) -> Bool {
    guard case .inet(let local, _) = record.details, local.port == endpoint.port, local.port != 0 else { return false }
    return local == endpoint || local.address.allSatisfy { $0 == 0 } || endpoint.address.allSatisfy { $0 == 0 }
  }

  func has(_ record: SocketRecord, _ name: [UInt8]) -> Bool {
    guard case .unix(let own, _) = record.details else { return false }
    return own == name
  }

  private func notAvailable() -> String? {
    guard case .inet(let endpoint) = target else { return nil }
    if row.name == "connect", endpoint.port != 0 {
      return
        "No local port is left for a connection to \(endpoint) (net.ipv4.ip_local_port_range), or none may be used."
    }
    guard endpoint.address.count == 4, let own = lab.proc.localAddresses(of: subject.pid) else { return nil }
    let host = endpoint.address.map(String.init).joined(separator: ".")
    let known = own.isEmpty ? "none at all, since no interface is up" : own.joined(separator: ", ")
    return "\(host) is no address of \(subject.name)'s network namespace, which has \(known)."
  }

  func unreachable() -> String? {
    guard lab.proc.localAddresses(of: subject.pid)?.isEmpty == true else {
      return "No route leads there from \(subject.name)'s network namespace (/proc/\(subject.pid)/net/route)."
    }
    return
      "No interface of \(subject.name)'s network namespace is up, not even lo: ioctl \(descriptorArguments.first?.fd ?? 0) SIOCSIFFLAGS {ifr_name=\"lo\", ifr_flags=IFF_UP} takes that up."
  }

  // MARK: States

  private func notConnected(_ fd: Int32, _ record: SocketRecord) -> String? {
    switch record.status?.state {
    case .listen: "fd \(fd) listens: it has no peer itself. What accept gives is connected."
    case .close where record.localName != nil && record.status?.kind == .tcp:
      "fd \(fd) is not connected, or no longer: its state is CLOSED."
    case .synSent: "The connection of fd \(fd) is not made yet: its state is SYN-SENT."
    default: "fd \(fd) is connected to nobody: connect comes first."
    }
  }

  private func wouldBlock(_ fd: Int32, _ record: SocketRecord) -> String? {
    let because =
      (word("flags") ?? 0) & 0x40 != 0 && row.categories.contains(.network)
      ? "MSG_DONTWAIT was given"
      : (entry(fd)?.statusFlags ?? 0) & 0o4000 != 0
        ? "fd \(fd) has O_NONBLOCK" : "the time set with SO_RCVTIMEO or SO_SNDTIMEO is up"
    let what: String
    switch row.name {
    case "accept", "accept4": what = "no connection waits in its accept queue"
    case "connect": what = "the queue of who listens there is full"
    case let name where name.hasPrefix("recv") || name.contains("read"): what = "nothing has come"
    default:
      what =
        "there is no room: \(partner(record).map { "\($0) has not read what came" } ?? "the other side has not read")"
    }
    return "\(because), and \(what)."
  }

  private func broken(_ fd: Int32, _ record: SocketRecord) -> String? {
    let end = " SIGPIPE comes with this error, unless MSG_NOSIGNAL is given."
    let state = record.status?.state
    let isOwn =
      state == .finWait1 || state == .finWait2 || state == .lastAck || (record.status?.shutdown ?? 0) & 2 != 0
    if isOwn, record.status?.shutdown != 3 {
      return "\(subject.name)'s side was shut down for sending (shutdown SHUT_WR)." + end
    }
    if state == .close, record.localName == nil, record.status?.kind == .tcp {
      return "fd \(fd) was never connected." + end
    }
    return "The other end of fd \(fd) is closed: nobody is left to read." + end
  }

  private func invalidState(_ fd: Int32, _ record: SocketRecord) -> String? {
    switch row.name {
    case "accept", "accept4":
      guard record.status?.state != .listen else { return nil }
      return
        "fd \(fd) does not listen (its state is \(record.status?.state.name ?? "unknown")): listen \(fd) comes first."
    case "bind":
      return record.localName.map { "fd \(fd) has an address already, \($0), and a socket gets one only once." }
    case "listen":
      if let peer = record.remoteName { return "fd \(fd) is connected, to \(peer), and can no longer listen." }
      return record.localName == nil ? "fd \(fd) has no address yet: bind comes first." : nil
    default: return nil
    }
  }
}
