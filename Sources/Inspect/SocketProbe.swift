import CLinux
import Glibc
import LinuxABI

// Sockets asked one by one, through a descriptor that is borrowed for a moment (`man 2 pidfd_getfd`): a handful of calls
// whatever the machine has, in every network namespace, and of sockets too that no table lists because they have no
// address yet.
extension Proc {
  /// What the socket behind a descriptor says of itself: getsockname, getpeername, SO_ACCEPTCONN, TCP_INFO, SIOCINQ and
  /// SIOCOUTQ. The peer of a Unix socket it cannot tell. Of datagrams the receive queue is the size of the next one.
  ///
  /// Nil for families that have no place in `SocketRecord`. Throws without ptrace access, before Linux 5.6 (ENOSYS), and
  /// ENOTSOCK for what is no socket.
  public static func probe(_ pid: Int32, _ fd: Int32, inode: UInt64) throws(InspectError) -> SocketRecord? {
    var facts = sysh_socket_facts()
    let result = sysh_probe_socket(pid, fd, &facts)
    guard result == 0 else { throw .unreadable(path: "fd \(fd) of \(pid)", Errno(rawValue: -result)) }
    let local = withUnsafeBytes(of: facts.local) { Array($0.prefix(Int(facts.local_length))) }
    let remote = withUnsafeBytes(of: facts.remote) { Array($0.prefix(Int(facts.remote_length))) }
    guard let kind = SocketKind(domain: facts.domain, type: facts.type, number: facts.protocol) else { return nil }
    var status = SocketRecord.Status(
      kind: kind, type: UInt8(truncatingIfNeeded: facts.type),
      state: facts.listens != 0 ? .listen : facts.remote_length > 0 ? .established : .close)
    if facts.receive >= 0 { status.receiveQueue = UInt32(facts.receive) }
    if facts.send >= 0 { status.sendQueue = UInt32(facts.send) }
    if let state = SocketState(rawValue: UInt8(truncatingIfNeeded: facts.state)), facts.state > 0 {
      status.state = state
      if state == .listen { (status.receiveQueue, status.sendQueue) = (facts.waiting, facts.backlog) }
    }
    let details: SocketRecord.Details
    switch kind {
    case .unix: details = .unix(name: Self.unixName(local), peer: nil)
    case .netlink:
      let port = local.count >= 8 ? local[4..<8].littleEndianWord : 0
      details = .netlink(protocolNumber: UInt8(truncatingIfNeeded: facts.protocol), port: UInt32(port))
    default:
      guard let own = SocketEndpoint(socketAddress: local) else { return nil }
      details = .inet(local: own, remote: SocketEndpoint(socketAddress: remote))
    }
    return SocketRecord(inode: inode, details: details, status: status)
  }

  /// What poll(2) says of a descriptor of another process now.
  public static func readiness(_ pid: Int32, _ fd: Int32, events: Int16) throws(InspectError) -> Int16 {
    let result = sysh_poll_of(pid, fd, events)
    guard result >= 0 else { throw .unreadable(path: "fd \(fd) of \(pid)", Errno(rawValue: -result)) }
    return Int16(truncatingIfNeeded: result)
  }

  private static func unixName(_ address: [UInt8]) -> [UInt8] {
    let name = Array(address.dropFirst(2))
    return name.first == 0 ? name : Array(name.prefix { $0 != 0 })
  }
}

extension SocketKind {
  init?(domain: Int32, type: Int32, number: Int32) {
    switch (domain, Int(number)) {
    case (AF_UNIX, _): self = .unix
    case (AF_NETLINK, _): self = .netlink
    case (AF_INET, IPPROTO_TCP): self = .tcp
    case (AF_INET6, IPPROTO_TCP): self = .tcp6
    case (AF_INET, IPPROTO_UDP): self = .udp
    case (AF_INET6, IPPROTO_UDP): self = .udp6
    case (AF_INET, IPPROTO_UDPLITE): self = .udpLite
    case (AF_INET6, IPPROTO_UDPLITE): self = .udpLite6
    case (AF_INET, _) where type == 3: self = .raw
    case (AF_INET6, _) where type == 3: self = .raw6
    default: return nil
    }
  }
}

extension SocketEndpoint {
  /// From the bytes of a `sockaddr_in` or `sockaddr_in6`; nil for anything else.
  public init?(socketAddress bytes: [UInt8]) {
    guard bytes.count >= 16 else { return nil }
    let port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
    switch Int32(bytes[..<2].littleEndianWord) {
    case AF_INET: self.init(address: Array(bytes[4..<8]), port: port)
    case AF_INET6:
      guard bytes.count >= 28 else { return nil }
      self.init(address: Array(bytes[8..<24]), port: port)
    default: return nil
    }
  }
}
