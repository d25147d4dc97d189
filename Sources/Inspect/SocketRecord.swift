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

  public let inode: UInt64
  public let details: Details

  public init(inode: UInt64, details: Details) {
    self.inode = inode
    self.details = details
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
  var isNone: Bool { port == 0 && address.allSatisfy { $0 == 0 } }
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
public enum SocketKind: Hashable, Sendable {
  case tcp, udp, tcp6, udp6, udpLite, udpLite6, raw, raw6, unix, netlink

  var isWide: Bool {
    switch self {
    case .tcp6, .udp6, .udpLite6, .raw6: true
    case .tcp, .udp, .udpLite, .raw, .unix, .netlink: false
    }
  }
}
