import CLinux
import Glibc
import LinuxABI

/// The kernel's list of the sockets in a network namespace, by netlink (`man 7 sock_diag`, `linux/inet_diag.h`,
/// `linux/unix_diag.h`, `linux/netlink_diag.h`).
///
/// For our own namespace it needs no privilege. Another has to be entered for it, by a child that does nothing else;
/// where that is not allowed, `/proc/PID/net` tells less (`Proc.sockets`).
public struct SocketDiagnostics: Sendable {
  /// The process in whose network namespace is asked; nil for our own.
  private let neighbour: Int32?

  public init(inNamespaceOf neighbour: Int32? = nil) {
    self.neighbour = neighbour
  }

  /// All sockets of a kind, bound or not as far as the kernel keeps them in a table. Throws `unreadable` where the kernel
  /// has no such interface (EPROTONOSUPPORT, ENOENT) or refuses.
  public func sockets(_ kind: SocketKind) throws(InspectError) -> [SocketRecord] {
    try ask(Self.request(kind, inode: nil), kind)
  }

  /// The Unix socket with that inode, for which the kernel need not list all; nil where there is none.
  public func unixSocket(inode: UInt64) throws(InspectError) -> SocketRecord? {
    do {
      return try ask(Self.request(.unix, inode: UInt32(truncatingIfNeeded: inode)), .unix).first
    } catch .unreadable(_, .noEntry) {
      return nil
    }
  }

  private func ask(_ request: [UInt8], _ kind: SocketKind) throws(InspectError) -> [SocketRecord] {
    let path = "sock_diag"
    let socket: Int32
    if let neighbour {
      socket = sysh_diagnostics_in(neighbour)
      guard socket >= 0 else { throw .unreadable(path: path, Errno(rawValue: -socket)) }
    } else {
      socket = Glibc.socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), Self.netlinkProtocol)
      guard socket >= 0 else { throw .unreadable(path: path, Errno(rawValue: errno)) }
    }
    defer { close(socket) }
    guard send(socket, request, request.count, 0) == request.count else {
      throw .unreadable(path: path, Errno(rawValue: errno))
    }
    var found: [SocketRecord] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 15)
    while true {
      let count = recv(socket, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .unreadable(path: path, Errno(rawValue: errno)) }
      let answer = Answer(buffer[..<count], kind)
      found += answer.records
      if let failure = answer.failure { throw .unreadable(path: path, failure) }
      if answer.isLast { return found }
    }
  }

  /// NETLINK_SOCK_DIAG.
  private static let netlinkProtocol: Int32 = 4
  /// SOCK_DIAG_BY_FAMILY.
  private static let messageType: UInt16 = 20

  /// A request message with its header. Without an inode it asks for all.
  static func request(_ kind: SocketKind, inode: UInt32?) -> [UInt8] {
    var body: [UInt8]
    let all = UInt32.max
    switch kind {
    case .unix:
      // Which to show: names, peers, who waits to be accepted, queues. A cookie of all ones matches every socket.
      let shown = UInt32(0x1 | 0x4 | 0x8 | 0x10)
      body = [UInt8(AF_UNIX), 0, 0, 0] + bytes(all) + bytes(inode ?? 0) + bytes(shown) + bytes(all) + bytes(all)
    case .netlink:
      body = [UInt8(AF_NETLINK), 0xff, 0, 0] + [UInt8](repeating: 0, count: 16)
    case .tcp, .tcp6: body = inet(kind, IPPROTO_TCP)
    case .udp, .udp6: body = inet(kind, IPPROTO_UDP)
    case .udpLite, .udpLite6: body = inet(kind, IPPROTO_UDPLITE)
    case .raw, .raw6: body = inet(kind, IPPROTO_RAW)
    }
    // NLM_F_REQUEST, and NLM_F_DUMP for all.
    let flags: UInt16 = inode == nil ? 0x301 : 0x1
    let header =
      bytes(UInt32(16 + body.count)) + bytes(messageType) + bytes(flags) + bytes(UInt32(1)) + bytes(UInt32(0))
    body.insert(contentsOf: header, at: 0)
    return body
  }

  /// All states, and no address that it must have.
  private static func inet(_ kind: SocketKind, _ number: Int) -> [UInt8] {
    [UInt8(kind.isWide ? AF_INET6 : AF_INET), UInt8(number), 0, 0] + bytes(UInt32.max)
      + [UInt8](repeating: 0, count: 48)
  }

  private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian, Array.init)
  }
}

extension SocketDiagnostics {
  /// What one datagram from the kernel holds.
  struct Answer {
    private(set) var records: [SocketRecord] = []
    /// No more follow.
    private(set) var isLast = false
    private(set) var failure: Errno?

    init(_ datagram: ArraySlice<UInt8>, _ kind: SocketKind) {
      var rest = datagram
      while rest.count >= 16 {
        let length = Int(rest.word(0, 4))
        let type = rest.word(4, 2)
        // The end of a list, and what answers one question alone has no such end.
        let isPart = rest.word(6, 2) & 0x2 != 0
        guard length >= 16, length <= rest.count else { break }
        let body = rest.dropFirst(16).prefix(length - 16)
        switch type {
        case 2:
          let code = Int32(truncatingIfNeeded: Int64(body.word(0, 4)))
          if code != 0 { failure = Errno(rawValue: -code) }
          isLast = true
        case 3: isLast = true
        case 20:
          if let record = SocketRecord(message: body, kind) { records.append(record) }
          if !isPart { isLast = true }
        default: break
        }
        rest = rest.dropFirst((length + 3) & ~3)
      }
    }
  }
}

extension SocketRecord {
  /// From the body of a message about a socket of that kind; the family is its first byte.
  init?(message body: ArraySlice<UInt8>, _ kind: SocketKind) {
    switch body.first.map(Int32.init) {
    case AF_UNIX: self.init(unix: body)
    case AF_NETLINK:
      guard body.count >= 28 else { return nil }
      self.init(
        inode: body.word(16, 4),
        details: .netlink(protocolNumber: body[body.startIndex + 2], port: UInt32(body.word(4, 4))),
        status: Status(kind: kind, type: 3, state: .close))
    case AF_INET, AF_INET6:
      guard body.count >= 72, let state = SocketState(rawValue: UInt8(body.word(1, 1))) else { return nil }
      let size = body.first.map(Int32.init) == AF_INET6 ? 16 : 4
      func end(_ port: Int, _ address: Int) -> SocketEndpoint {
        SocketEndpoint(
          address: Array(body.dropFirst(address).prefix(size)),
          port: UInt16(truncatingIfNeeded: body.word(port, 2)).byteSwapped)
      }
      let remote = end(6, 24)
      self.init(
        inode: body.word(68, 4), details: .inet(local: end(4, 8), remote: remote.isNone ? nil : remote),
        status: Status(
          kind: kind, type: kind.type, state: state, receiveQueue: UInt32(body.word(56, 4)),
          sendQueue: UInt32(body.word(60, 4))))
      // idiag_timer 3 is that of TIME-WAIT.
      if body.word(2, 1) == 3 { status?.remaining = UInt32(body.word(52, 4)) }
    default: return nil
    }
  }

  private init?(unix body: ArraySlice<UInt8>) {
    guard body.count >= 16 else { return nil }
    var name: [UInt8] = []
    var peer: UInt64?
    var waiting: [UInt64] = []
    var status = Status(
      kind: .unix, type: UInt8(body.word(1, 1)), state: SocketState(rawValue: UInt8(body.word(2, 1))) ?? .close)
    for (type, value) in Self.attributes(body.dropFirst(16)) {
      switch type {
      case 0: name = Array(value)
      case 2 where value.count >= 4: peer = value.word(0, 4)
      case 3: waiting = stride(from: 0, to: value.count - 3, by: 4).map { value.word($0, 4) }
      case 4 where value.count >= 8:
        (status.receiveQueue, status.sendQueue) = (UInt32(value.word(0, 4)), UInt32(value.word(4, 4)))
      case 6: status.shutdown = value.first ?? 0
      default: break
      }
    }
    // A path may or may not have its NUL with it.
    if name.first != 0, let end = name.firstIndex(of: 0) { name.removeSubrange(end...) }
    self.init(
      inode: body.word(4, 4), details: .unix(name: name, peer: peer == 0 ? nil : peer), status: status, waiting: waiting
    )
  }

  /// `struct nlattr` records: length and type in two bytes each, then the value, padded to a multiple of 4.
  private static func attributes(_ bytes: ArraySlice<UInt8>) -> [(type: UInt64, value: ArraySlice<UInt8>)] {
    var rest = bytes
    var found: [(UInt64, ArraySlice<UInt8>)] = []
    while rest.count >= 4 {
      let length = Int(rest.word(0, 2))
      guard length >= 4, length <= rest.count else { break }
      found.append((rest.word(2, 2) & 0x3fff, rest.dropFirst(4).prefix(length - 4)))
      rest = rest.dropFirst((length + 3) & ~3)
    }
    return found
  }
}

extension ArraySlice<UInt8> {
  /// `count` bytes from `offset` on as a number in the processor's order; bytes that are not there are 0.
  fileprivate func word(_ offset: Int, _ count: Int) -> UInt64 {
    dropFirst(offset).prefix(count).littleEndianWord
  }
}
