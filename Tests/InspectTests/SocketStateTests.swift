import Glibc
import LinuxABI
import Testing

@testable import Inspect

/// States, queues and epoll lists: from captured text and bytes, and from sockets of this very process.
@Suite struct SocketStateTests {
  @Test(
    arguments: [
      ("0A 00000000:00000002", SocketState.listen, 2, nil), ("01 00000003:00000005", .established, 5, 3),
      ("06 00000000:00000000", .timeWait, 0, 0), ("08 00000000:0000000A", .closeWait, 10, 0),
    ] as [(String, SocketState, UInt32, UInt32?)])
  func aRowOfTheTextHasStateAndQueues(_ middle: String, _ state: SocketState, _ receive: UInt32, _ send: UInt32?) throws
  {
    let line = "1: 0100007F:1F90 0100007F:9286 \(middle) 00:00000000 00000000 0 0 4711 1 0 20 4"
    let status = try #require(SocketRecord(inetLine: Cursor(Array(line.utf8)[...]))?.status)
    #expect(status.state == state && status.receiveQueue == receive && status.sendQueue == send)
  }

  @Test func everyStateHasItsName() {
    #expect(SocketState.allCases.count == 12)
    #expect(SocketState.timeWait.rawValue == 6 && SocketState.closing.rawValue == 11)
    #expect(Set(SocketState.allCases.map(\.name)).count == 11)
  }

  @Test func aUnixSocketTellsItsQueueAndWhatIsOver() throws {
    var pair: [Int32] = [-1, -1]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0)
    defer { pair.forEach { close($0) } }
    #expect(send(pair[0], "hello", 5, 0) == 5)
    shutdown(pair[0], Int32(SHUT_WR))
    let inodes = pair.map { descriptor -> UInt64 in
      var status = stat()
      fstat(descriptor, &status)
      return UInt64(status.st_ino)
    }
    let second = try #require(try SocketDiagnostics().unixSocket(inode: inodes[1])?.status)
    #expect(second.receiveQueue == 5 && second.shutdown == 1 && second.state == .established && second.type == 1)
    #expect(try SocketDiagnostics().unixSocket(inode: inodes[0])?.status?.shutdown == 2)
    let probe = try #require(try Proc.probe(getpid(), pair[1], inode: inodes[1])?.status)
    #expect(probe.receiveQueue == 5 && probe.state == .established)
  }

  @Test func aDescriptorThatIsNoSocketIsRefused() {
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    #expect(throws: InspectError.unreadable(path: "fd \(file) of \(getpid())", .notSocket)) {
      _ = try Proc.probe(getpid(), file, inode: 0)
    }
  }

  @Test func anEpollEntryIsTakenApart() throws {
    let entry = try #require(EpollEntry("       5 events: c0000019 data: 100000006  pos:0 ino:2d sdev:c"))
    #expect(entry.target == 5 && entry.data == 0x1_0000_0006 && entry.inode == 0x2d)
    #expect(entry.isEdgeTriggered && entry.isOneShot && !entry.isDisarmed)
    #expect(EpollEntry("5 events: 40000000 data: 0")?.isDisarmed == true)
    for wrong in ["", "5", "x events: 1 data: 2", "5 events: zz data: 2", "5 data: 1 events: 2"] {
      #expect(EpollEntry(wrong) == nil)
    }
  }
}
