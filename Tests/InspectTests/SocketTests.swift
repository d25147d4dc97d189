import Glibc
import LinuxABI
import Testing

@testable import Inspect

@Suite struct SocketTests {
  /// A socket bound to a port of the loopback address.
  private static func bound(_ type: __socket_type) -> (descriptor: Int32, port: UInt16, inode: UInt64) {
    let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = bind(descriptor, address, length)
        _ = getsockname(descriptor, address, &length)
      }
    }
    return (descriptor, address.sin_port.bigEndian, inode(descriptor))
  }

  private static func inode(_ descriptor: Int32) -> UInt64 {
    var status = stat()
    fstat(descriptor, &status)
    return UInt64(status.st_ino)
  }

  @Test(arguments: [SocketKind.tcp, .udp])
  func theKernelAndItsTextsTellTheSameOfASocket(_ kind: SocketKind) throws {
    let (descriptor, port, inode) = Self.bound(kind == .tcp ? SOCK_STREAM : SOCK_DGRAM)
    defer { close(descriptor) }
    if kind == .tcp { listen(descriptor, 1) }
    let record = SocketRecord(
      inode: inode, details: .inet(local: SocketEndpoint(address: [127, 0, 0, 1], port: port), remote: nil))
    let state = kind == .tcp ? SocketState.listen : .close
    for found in [try SocketDiagnostics().sockets(kind), try Proc().sockets(kind, of: getpid())] {
      let found = try #require(found.first { $0.inode == inode })
      #expect(found.bare == record)
      #expect(found.status?.state == state && found.status?.receiveQueue == 0)
    }
    let probe = try #require(try Proc.probe(getpid(), descriptor, inode: inode))
    #expect(probe.bare == record && probe.status?.state == state)
    // Only the texts do not tell the backlog.
    if kind == .tcp { #expect(probe.status?.sendQueue == 1) }
  }

  @Test func aUnixSocketIsFoundByItsInodeWithItsPeer() throws {
    var pair: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let inodes = pair.map(Self.inode)
    let wanted = SocketRecord(inode: inodes[0], details: .unix(name: [], peer: inodes[1]))
    #expect(try SocketDiagnostics().unixSocket(inode: inodes[0])?.bare == wanted)
    #expect(try SocketDiagnostics().sockets(.unix).map(\.bare).contains(wanted))
    let text = try Proc().sockets(.unix, of: getpid())
    #expect(text.map(\.bare).contains(SocketRecord(inode: inodes[0], details: .unix(name: [], peer: nil))))
    pair.forEach { close($0) }
    #expect(try SocketDiagnostics().unixSocket(inode: inodes[0]) == nil)
  }

  @Test func aNetlinkSocketIsListedOnceItIsBound() throws {
    let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue), 0)
    defer { close(descriptor) }
    let inode = Self.inode(descriptor)
    var address = [UInt8](repeating: 0, count: 12)
    address[0] = UInt8(AF_NETLINK)
    address.withUnsafeMutableBytes { bytes in
      _ = bind(descriptor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, 12)
    }
    let kernels = try #require(try SocketDiagnostics().sockets(.netlink).first { $0.inode == inode })
    let texts = try #require(try Proc().sockets(.netlink, of: getpid()).first { $0.inode == inode })
    #expect(kernels == texts)
    guard case .netlink(0, let port) = kernels.details else {
      Issue.record("\(kernels)")
      return
    }
    #expect(port != 0)
  }

  @Test func connectionsHaveTwoEnds() throws {
    let line =
      "   1: 0100007F:C7E9 0100007F:9286 01 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 20 4"
    let record = try #require(SocketRecord(inetLine: Cursor(Array(line.utf8)[...])))
    guard case .inet(let local, let remote) = record.details else {
      Issue.record("\(record)")
      return
    }
    #expect(record.inode == 4711)
    #expect("\(local)" == "127.0.0.1:51177")
    #expect(remote.map { "\($0)" } == "127.0.0.1:37510")
  }

  @Test(arguments: [
    ("00000000000000000000000001000000:E490", "[::1]:58512"),
    ("0000000000000000FFFF00000100007F:0050", "[::ffff:127.0.0.1]:80"),
  ])
  func wideAddressesAreWordsOfFourBytes(_ text: String, _ shown: String) throws {
    let line = "1: \(text) 00000000000000000000000000000000:0000 07 0:0 00:0 0 0 0 12 2 0 0"
    let record = try #require(SocketRecord(inetLine: Cursor(Array(line.utf8)[...])))
    guard case .inet(let local, nil) = record.details else {
      Issue.record("\(record)")
      return
    }
    #expect("\(local)" == shown)
  }

  @Test(arguments: [
    ("00000000a863f4b1: 00000002 00000000 00010000 0001 01 676780 /run/a b", Array("/run/a b".utf8)),
    ("00000000a863f4b1: 00000002 00000000 00010000 0001 01 676780 @abs@tract", [0] + Array("abs\0tract".utf8)),
    ("00000000a863f4b1: 00000003 00000000 00000000 0001 03 676780", []),
  ])
  func namesOfUnixSocketsAreTakenWhole(_ line: String, _ name: [UInt8]) {
    let record = SocketRecord(unixLine: Cursor(Array(line.utf8)[...]))
    #expect(record?.bare == SocketRecord(inode: 676780, details: .unix(name: name, peer: nil)))
  }

  @Test(arguments: ["", "1:", "1: 0:0 0:0 0 0 0 0 0 0 x", "1: 0100007F 0100007F:9286 01 0 0 0 0 0 4711 1"])
  func otherLinesAreNoSockets(_ line: String) {
    let cursor = Cursor(Array(line.utf8)[...])
    #expect(SocketRecord(inetLine: cursor) == nil)
    #expect(SocketRecord(netlinkLine: cursor) == nil)
  }

  @Test(arguments: [
    "", "00000000a863f4b1:", "a: 2 0 0 1 1 x /run/a", "Num       RefCount Protocol Flags    Type St Inode Path",
  ])
  func otherLinesAreNoUnixSockets(_ line: String) {
    #expect(SocketRecord(unixLine: Cursor(Array(line.utf8)[...])) == nil)
  }

  /// A message of a Unix socket with a name and a peer, in the kernel's bytes.
  private static let message: [UInt8] =
    [48, 0, 0, 0, 20, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    + [1, 1, 1, 0, 0x2a, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    + [7, 0, 0, 0, 0x2f, 0x61, 0x62, 0]
    + [8, 0, 2, 0, 0x2b, 0, 0, 0]

  @Test func messagesAreTakenApart() {
    let end: [UInt8] = [20, 0, 0, 0, 3, 0, 2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    let answer = SocketDiagnostics.Answer((Self.message + end)[...], .unix)
    #expect(answer.records.map(\.bare) == [SocketRecord(inode: 42, details: .unix(name: Array("/ab".utf8), peer: 43))])
    #expect(answer.isLast && answer.failure == nil)
    #expect(!SocketDiagnostics.Answer(Self.message[...], .unix).isLast)
    let refusal: [UInt8] = [20, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff]
    #expect(SocketDiagnostics.Answer(refusal[...], .unix).failure == .noEntry)
  }

  @Test func messagesThatAreCutHaveFewerRecordsAndNoMore() {
    for length in 0..<Self.message.count {
      #expect(SocketDiagnostics.Answer(Self.message.prefix(length), .unix).records.isEmpty)
    }
    // A length that lies.
    for byte in 0..<4 {
      var bytes = Self.message
      bytes[byte] = 0xff
      #expect(SocketDiagnostics.Answer(bytes[...], .unix).records.isEmpty)
    }
  }
}

extension SocketRecord {
  /// Without what only some of its sources tell.
  fileprivate var bare: SocketRecord { SocketRecord(inode: inode, details: details) }
}
