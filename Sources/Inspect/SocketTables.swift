import Glibc
import LinuxABI

// Sockets as text (`man 5 proc_pid_net`): of whatever network namespace a process is in, without a socket in there.
extension Proc {
  /// The sockets of a kind in the network namespace of `pid`. Of Unix sockets the text does not tell the peers.
  public func sockets(_ kind: SocketKind, of pid: Int32) throws(InspectError) -> [SocketRecord] {
    let file =
      switch kind {
      case .tcp: "tcp"
      case .tcp6: "tcp6"
      case .udp: "udp"
      case .udp6: "udp6"
      case .udpLite: "udplite"
      case .udpLite6: "udplite6"
      case .raw: "raw"
      case .raw6: "raw6"
      case .unix: "unix"
      case .netlink: "netlink"
      }
    return SocketRecord.all(kind, in: try bytes(pid, "net/\(file)"))
  }
}

extension SocketRecord {
  /// The sockets of a whole table, whose first line has the headings.
  static func all(_ kind: SocketKind, in bytes: [UInt8]) -> [SocketRecord] {
    var cursor = Cursor(bytes[...])
    _ = cursor.line()
    var found: [SocketRecord] = []
    while let line = cursor.line() {
      let record =
        switch kind {
        case .unix: SocketRecord(unixLine: line)
        case .netlink: SocketRecord(netlinkLine: line)
        default: SocketRecord(inetLine: line, kind)
        }
      if let record { found.append(record) }
    }
    return found
  }

  /// `0: 0100007F:07E8 00000000:0000 0A ... inode ...`: ports are numbers, addresses are words of 4 bytes in the
  /// processor's order.
  init?(inetLine line: Cursor, _ kind: SocketKind = .tcp) {
    var line = line
    var words: [Cursor] = []
    while words.count < 10, let word = line.word() { words.append(word) }
    guard words.count == 10, let local = SocketEndpoint(words[1]), let remote = SocketEndpoint(words[2]),
      let inode = words[9].number()
    else { return nil }
    self.init(inode: inode, details: .inet(local: local, remote: remote.isNone ? nil : remote))
    var queues = words[4]
    guard let state = UInt8(words[3].text, radix: 16).flatMap(SocketState.init) else { return }
    let send = queues.upTo(UInt8(ascii: ":")).flatMap { UInt32(String($0.text), radix: 16) }
    status = Status(
      kind: kind, type: kind.type, state: state, receiveQueue: UInt32(queues.text, radix: 16),
      // What stands there for a socket that listens is not its backlog.
      sendQueue: state == .listen ? nil : send)
  }

  /// `00000000a863f4b1: 00000003 00000000 00000000 0001 03 676780 /run/x`
  init?(unixLine line: Cursor) {
    var line = line
    var words: [Cursor] = []
    while words.count < 7, let word = line.word() { words.append(word) }
    guard words.count == 7, let inode = words[6].number() else { return nil }
    var name = Array(line.rest.dropFirst())
    // An abstract name has @ in place of each NUL.
    if name.first == UInt8(ascii: "@") { name = name.map { $0 == UInt8(ascii: "@") ? 0 : $0 } }
    self.init(inode: inode, details: .unix(name: name, peer: nil))
    guard let flags = words[3].number(radix: 16), let type: UInt8 = words[4].integer(), let state = words[5].number()
    else { return }
    // __SO_ACCEPTCON, and SS_CONNECTED of a `struct socket` (`net/unix/af_unix.c`, unix_seq_show).
    let listens = flags & 0x10000 != 0
    status = Status(kind: .unix, type: type, state: listens ? .listen : state == 3 ? .established : .close)
  }

  /// `000000008316479e 0 13737 00000000 0 0 0 2 0 400714`
  init?(netlinkLine line: Cursor) {
    var line = line
    var words: [Cursor] = []
    while let word = line.word() { words.append(word) }
    guard words.count == 10, let number: UInt8 = words[1].integer(), let inode = words[9].number() else { return nil }
    // The kernel writes the port as a signed number.
    guard let port: Int32 = words[2].integer() ?? words[2].number().map({ Int32(truncatingIfNeeded: $0) }) else {
      return nil
    }
    self.init(
      inode: inode, details: .netlink(protocolNumber: number, port: UInt32(bitPattern: port)),
      status: Status(kind: .netlink, type: 3, state: .close))
  }
}

extension SocketEndpoint {
  /// `0100007F:07E8`
  fileprivate init?(_ text: Cursor) {
    let bytes = Array(text.rest)
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), colon == 8 || colon == 32,
      let port = UInt16(String(decoding: bytes[(colon + 1)...], as: UTF8.self), radix: 16)
    else { return nil }
    var address: [UInt8] = []
    for start in stride(from: 0, to: colon, by: 8) {
      guard let word = UInt32(String(decoding: bytes[start..<(start + 8)], as: UTF8.self), radix: 16) else {
        return nil
      }
      address += withUnsafeBytes(of: word, Array.init)
    }
    self.init(address: address, port: port)
  }
}
