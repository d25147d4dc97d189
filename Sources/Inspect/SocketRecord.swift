import Glibc

/// One socket as the kernel lists it, found by its inode: the number in `socket:[4711]`.
public struct SocketRecord: Hashable, Sendable {
  public enum Details: Hashable, Sendable {
    /// `remote` is nil where the socket is not connected.
    case inet(local: SocketEndpoint, remote: SocketEndpoint?)
    /// The name that it is bound to, as the bytes of `sun_path`: an abstract one begins with NUL. `peer` is the inode of
    /// the socket at the other end.
    case unix(name: [UInt8], peer: UInt64?)
    /// `port` is what `nl_pid` of its address is.
    case netlink(protocolNumber: UInt8, port: UInt32)
  }

  /// What it is besides its addresses.
  public struct Status: Hashable, Sendable {
    public let kind: SocketKind
    /// `SOCK_STREAM` 1, `SOCK_DGRAM` 2, `SOCK_RAW` 3, `SOCK_SEQPACKET` 5; nil where the source does not tell.
    public var type: UInt8?
    public var state: SocketState
    /// Bytes that have come and were not read; of a socket that listens, connections that wait to be accepted. Of
    /// datagrams sock_diag counts the memory that they take. Nil where the source does not tell.
    public var receiveQueue: UInt32?
    /// Bytes sent and not acknowledged; of a socket that listens its backlog; of a Unix socket memory.
    public var sendQueue: UInt32?
    /// Of a Unix socket: which directions are over, 1 receiving, 2 sending (`UNIX_DIAG_SHUTDOWN`). TCP has states for it.
    public var shutdown: UInt8 = 0
    /// Milliseconds until a connection in TIME-WAIT is forgotten; nil where the source does not tell.
    public var remaining: UInt32?

    public init(
      kind: SocketKind, type: UInt8? = nil, state: SocketState, receiveQueue: UInt32? = nil, sendQueue: UInt32? = nil
    ) {
      self.kind = kind
      self.type = type
      self.state = state
      self.receiveQueue = receiveQueue
      self.sendQueue = sendQueue
    }
  }

  /// 0 for what no descriptor leads to: a connection that was not accepted yet, and one that is only being buried.
  public let inode: UInt64
  public var details: Details
  public var status: Status?
  /// Of a Unix socket that listens: the inodes of those whose connections wait to be accepted.
  public var waiting: [UInt64] = []

  public init(inode: UInt64, details: Details, status: Status? = nil, waiting: [UInt64] = []) {
    self.inode = inode
    self.details = details
    self.status = status
    self.waiting = waiting
  }
}

/// States of TCP, which the other families borrow (`include/net/tcp_states.h`).
public enum SocketState: UInt8, Hashable, Sendable, CaseIterable {
  case established = 1, synSent, synReceived, finWait1, finWait2, timeWait, close, closeWait, lastAck, listen, closing
  /// A request that has got no answer to its answer yet; ss shows it like `synReceived`.
  case newSynReceived

  /// As RFC 9293 writes it.
  public var name: String {
    switch self {
    case .established: "ESTABLISHED"
    case .synSent: "SYN-SENT"
    case .synReceived, .newSynReceived: "SYN-RECEIVED"
    case .finWait1: "FIN-WAIT-1"
    case .finWait2: "FIN-WAIT-2"
    case .timeWait: "TIME-WAIT"
    case .close: "CLOSED"
    case .closeWait: "CLOSE-WAIT"
    case .lastAck: "LAST-ACK"
    case .listen: "LISTEN"
    case .closing: "CLOSING"
    }
  }
}

/// An address and a port of IPv4 or IPv6.
public struct SocketEndpoint: Hashable, Sendable {
  /// 4 or 16 bytes in the network's order.
  public let address: [UInt8]
  public let port: UInt16

  public init(address: [UInt8], port: UInt16) {
    self.address = address
    self.port = port
  }

  /// Nobody: what an unconnected socket has for its other end.
  public var isNone: Bool { port == 0 && address.allSatisfy { $0 == 0 } }
}

extension SocketEndpoint: CustomStringConvertible {
  /// `127.0.0.1:80`, `[::1]:80`.
  public var description: String {
    let isWide = address.count == 16
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(isWide ? AF_INET6 : AF_INET, address, &text, socklen_t(text.count)) != nil else { return "?" }
    let host = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return isWide ? "[\(host)]:\(port)" : "\(host):\(port)"
  }
}

/// What sockets can be listed of.
public enum SocketKind: Hashable, Sendable, CaseIterable {
  case tcp, udp, tcp6, udp6, udpLite, udpLite6, raw, raw6, unix, netlink

  /// The one type that sockets of the kind have; nil for Unix sockets.
  var type: UInt8? {
    switch self {
    case .tcp, .tcp6: 1
    case .udp, .udp6, .udpLite, .udpLite6: 2
    case .raw, .raw6, .netlink: 3
    case .unix: nil
    }
  }

  /// Whether addresses are those of IPv6.
  public var isWide: Bool {
    switch self {
    case .tcp6, .udp6, .udpLite6, .raw6: true
    case .tcp, .udp, .udpLite, .raw, .unix, .netlink: false
    }
  }
}
