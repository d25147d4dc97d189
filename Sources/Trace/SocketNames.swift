import CLinux
import Glibc
import Inspect
import SyscallTable
import Synchronization

/// What strace's `-yy` writes of a socket: `TCP:[127.0.0.1:40902->127.0.0.1:40781]`, `UNIX-STREAM:[4711->4712]`.
///
/// The protocol is an attribute of the socket; addresses come from the kernel's list of sockets where the thread is in
/// our own network namespace, and from its /proc/PID/net first otherwise. A socket that was made in yet another namespace
/// is in neither: it has its inode for an address, as one has that is not bound.
final class SocketNames: Sendable {
  /// Of connected sockets, by inode: these stay as they are until they are closed.
  private let known = Mutex<[UInt64: String]>([:])
  private let ourNamespace = try? Proc().link(getpid(), "ns/net")

  /// Nil for what strace writes as `socket:[4711]`: the kernel does not tell the protocol, or it is one of the rare ones.
  func text(of fd: Int32, in thread: Int32, inode: UInt64) -> String? {
    if let known = known.withLock({ $0[inode] }) { return known }
    guard let name = Self.protocolName("/proc/\(thread)/fd/\(fd)") else { return nil }
    // Others are sockets and nothing more to strace.
    guard let kind = Self.kind(name) else { return nil }
    guard let record = record(kind, inode, thread) else { return "\(name):[\(inode)]" }
    let (text, isSettled) = Self.text(record)
    if isSettled, kind != .udp, kind != .udp6 { known.withLock { $0[inode] = "\(name):[\(text)]" } }
    return "\(name):[\(text)]"
  }

  /// The extended attribute that each socket has (`net/socket.c`).
  private static func protocolName(_ path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: 64)
    let count = sysh_attribute(path, "system.sockprotoname", &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count).prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func kind(_ name: String) -> SocketKind? {
    switch name {
    case "TCP": .tcp
    case "TCPv6": .tcp6
    case "UDP": .udp
    case "UDPv6": .udp6
    case "UDP-Lite": .udpLite
    case "UDPLITEv6": .udpLite6
    case "RAW": .raw
    case "RAWv6": .raw6
    case "UNIX", "UNIX-STREAM": .unix
    case "NETLINK": .netlink
    default: nil
    }
  }

  private func record(_ kind: SocketKind, _ inode: UInt64, _ thread: Int32) -> SocketRecord? {
    let isOurs = ourNamespace != nil && ourNamespace == (try? Proc().link(thread, "ns/net"))
    if isOurs { return listed(kind, inode) ?? written(kind, inode, thread) }
    // A program takes sockets of our namespace along when it goes into another.
    return written(kind, inode, thread) ?? listed(kind, inode)
  }

  /// As the kernel lists it in our namespace.
  private func listed(_ kind: SocketKind, _ inode: UInt64) -> SocketRecord? {
    if kind == .unix { return try? SocketDiagnostics().unixSocket(inode: inode) }
    return try? SocketDiagnostics().sockets(kind).first { $0.inode == inode }
  }

  /// As the texts have it in the thread's namespace.
  private func written(_ kind: SocketKind, _ inode: UInt64, _ thread: Int32) -> SocketRecord? {
    try? Proc().sockets(kind, of: thread).first { $0.inode == inode }
  }

  /// What stands in the brackets, and whether it stays so.
  static func text(_ record: SocketRecord) -> (text: String, isSettled: Bool) {
    switch record.details {
    case .inet(let local, let remote?): return ("\(local)->\(remote)", true)
    case .inet(let local, nil): return ("\(local)", false)
    case .unix(let name, let peer):
      var text = String(record.inode)
      if let peer { text += "->\(peer)" }
      if name.first == 0 {
        text += ",@\(Escapes.quoted(Array(name.dropFirst())))"
      } else if !name.isEmpty {
        text += ",\(Escapes.quoted(name))"
      }
      return (text, peer != nil)
    case .netlink(let number, let port):
      return ("\(protocols[number] ?? String(number)):\(port)", false)
    }
  }

  /// `include/uapi/linux/netlink.h`
  private static let protocols: [UInt8: String] = [
    0: "ROUTE", 1: "UNUSED", 2: "USERSOCK", 3: "FIREWALL", 4: "SOCK_DIAG", 5: "NFLOG", 6: "XFRM", 7: "SELINUX",
    8: "ISCSI", 9: "AUDIT", 10: "FIB_LOOKUP", 11: "CONNECTOR", 12: "NETFILTER", 13: "IP6_FW", 14: "DNRTMSG",
    15: "KOBJECT_UEVENT", 16: "GENERIC", 18: "SCSITRANSPORT", 19: "ECRYPTFS", 20: "RDMA", 21: "CRYPTO", 22: "SMC",
  ]
}
