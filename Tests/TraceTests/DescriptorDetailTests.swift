import Glibc
import Testing

@testable import Trace

/// `-yy` with descriptors that the program inherits from this process.
@Suite struct DescriptorDetailTests {
  /// At a number that nothing else here has; closed by the caller.
  private static func inherited(_ descriptor: Int32) -> Int32 {
    defer { close(descriptor) }
    return fcntl(descriptor, F_DUPFD, 60)
  }

  private static func inode(_ descriptor: Int32) -> UInt64 {
    var status = stat()
    fstat(descriptor, &status)
    return UInt64(status.st_ino)
  }

  /// What stands behind descriptor 1 in the write that `sh` makes to a descriptor of ours.
  private static func name(_ descriptor: Int32) -> String? {
    let lines = TracedOutput.lines("trace -yy -e trace=write -o /dev/stdout bash -c 'echo q >&\(descriptor)'")
    return lines.first { $0.hasPrefix("write(1<") }?.dropFirst(7).split(separator: ", \"q").first.map(String.init)
  }

  private static func socket(_ family: Int32, _ type: __socket_type, _ number: Int32 = 0) -> Int32 {
    inherited(Glibc.socket(family, Int32(type.rawValue), number))
  }

  /// Bound to a port of the loopback address, which is returned.
  private static func bind(_ descriptor: Int32) -> UInt16 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = Glibc.bind(descriptor, address, length)
        _ = getsockname(descriptor, address, &length)
      }
    }
    return address.sin_port.bigEndian
  }

  @Test func aDeviceHasItsNumbers() {
    let lines = TracedOutput.lines("trace -yy -e trace=openat sh -c ': > /dev/null'")
    #expect(lines.contains { $0.hasSuffix("= 3</dev/null<char 1:3>>") })
    #expect(
      TracedOutput.lines("trace -y -e trace=openat sh -c ': > /dev/null'").contains { $0.hasSuffix("= 3</dev/null>") })
  }

  @Test func anUnboundSocketHasItsInodeForAnAddress() {
    let socket = Self.socket(AF_INET, SOCK_STREAM)
    defer { close(socket) }
    #expect(Self.name(socket) == "<TCP:[\(Self.inode(socket))]>")
  }

  @Test func aListeningSocketHasItsAddress() {
    let socket = Self.socket(AF_INET, SOCK_STREAM)
    defer { close(socket) }
    let port = Self.bind(socket)
    listen(socket, 1)
    #expect(Self.name(socket) == "<TCP:[127.0.0.1:\(port)]>")
  }

  @Test func aConnectionHasBothItsEnds() {
    let socket = Self.socket(AF_INET, SOCK_STREAM)
    defer { close(socket) }
    let port = Self.bind(socket)
    listen(socket, 1)
    let lines = TracedOutput.lines("trace -yy -e trace=write bash -c 'exec 3<>/dev/tcp/127.0.0.1/\(port); echo q >&3'")
    #expect(
      lines.contains { $0.hasPrefix("write(1<TCP:[127.0.0.1:") && $0.contains("->127.0.0.1:\(port)]>, \"q\\n\", 2)") },
      "\(lines)")
  }

  @Test func aConnectedUDPSocketHasBothItsEnds() {
    let lines = TracedOutput.lines("trace -yy -e trace=write bash -c 'exec 3<>/dev/udp/127.0.0.1/9; echo q >&3'")
    #expect(lines.contains { $0.hasPrefix("write(1<UDP:[127.0.0.1:") && $0.contains("->127.0.0.1:9]>") }, "\(lines)")
  }

  @Test func aWideAddressStandsInBrackets() throws {
    let socket = Self.socket(AF_INET6, SOCK_DGRAM)
    defer { close(socket) }
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_addr.__in6_u.__u6_addr8.15 = 1
    var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
    withUnsafeMutablePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = Glibc.bind(socket, address, length)
        _ = getsockname(socket, address, &length)
      }
    }
    #expect(Self.name(socket) == "<UDPv6:[[::1]:\(address.sin6_port.bigEndian)]>")
  }

  @Test func aPairOfUnixSocketsHasTheInodesOfBoth() {
    var pair: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    let (first, second) = (Self.inherited(pair[0]), Self.inherited(pair[1]))
    defer {
      close(first)
      close(second)
    }
    #expect(Self.name(first) == "<UNIX-STREAM:[\(Self.inode(first))->\(Self.inode(second))]>")
  }

  @Test(arguments: [("/tmp/sysh-socket-\(getpid())", false), ("sysh abstract \(getpid())", true)])
  func aUnixSocketHasItsName(_ path: String, isAbstract: Bool) {
    let socket = Self.socket(AF_UNIX, SOCK_DGRAM)
    defer { close(socket) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = (isAbstract ? [0] : []) + Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let bound = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(socket, $0, socklen_t(2 + bytes.count)) }
    }
    #expect(bound == 0)
    defer { unlink(path) }
    #expect(Self.name(socket) == "<UNIX:[\(Self.inode(socket)),\(isAbstract ? "@" : "")\"\(path)\"]>")
  }

  @Test func aNetlinkSocketHasItsProtocolAndPort() {
    let socket = Self.socket(AF_NETLINK, SOCK_RAW)
    defer { close(socket) }
    var address = [UInt8](repeating: 0, count: 12)
    address[0] = UInt8(AF_NETLINK)
    var length = socklen_t(12)
    address.withUnsafeMutableBytes { bytes in
      let address = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress
      _ = Glibc.bind(socket, address, length)
      _ = getsockname(socket, address, &length)
    }
    let port = address[4..<8].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    #expect(Self.name(socket) == "<NETLINK:[ROUTE:\(port)]>")
  }

  /// The program takes a socket of ours along; one of its own there is found in /proc.
  @Test(.enabled(if: geteuid() == 0, "a network namespace needs CAP_SYS_ADMIN"))
  func aSocketTakenIntoAnotherNetworkHasItsAddress() {
    let socket = Self.socket(AF_INET, SOCK_STREAM)
    defer { close(socket) }
    let port = Self.bind(socket)
    listen(socket, 1)
    let lines = TracedOutput.lines(
      "trace -yy -e trace=write -o /dev/stdout unshare -n bash -c 'echo q >&\(socket)'")
    #expect(lines.contains { $0.hasPrefix("write(1<TCP:[127.0.0.1:\(port)]>") }, "\(lines)")
  }

  @Test func whatIsNoSocketIsWrittenAsBefore() {
    let lines = TracedOutput.lines("trace -f -yy -e trace=read -o /dev/stdout sh -c 'echo a | { read x; }'")
    #expect(lines.contains { $0.contains("read(0<pipe:[") }, "\(lines)")
    #expect(
      TracedOutput.lines("trace -yy -e trace=close sh -c ': < /etc/passwd'").contains { $0.contains("3</etc/passwd>)") }
    )
  }
}
