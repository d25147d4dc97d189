import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// What calls change of sockets, and the table of sockets with both ends joined.
@Suite(.serialized) @TracerThread
struct SocketTests {
  let session: Session

  init() throws {
    session = try Session()
  }

  /// A socket of P1 that listens at a free port of the loopback address, and its port.
  private func listen(_ backlog: Int = 8) throws -> UInt16 {
    try session.run("s = socket AF_INET")
    try session.run(#"bind s {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("127.0.0.1")}"#)
    try session.run("listen s \(backlog)")
    let row = try #require(session.lab.socketTable().rows.first)
    guard case .inet(let local, nil) = row.record?.details else { throw Unexpected(what: "\(row)") }
    return local.port
  }

  private func address(_ port: UInt16) -> String {
    #"{sa_family=AF_INET, sin_port=htons(\#(port)), sin_addr=inet_addr("127.0.0.1")}"#
  }

  /// The label of `fd` in P1, for expectations.
  private func letter(_ name: String, _ subject: String = "P1") -> String {
    session.label(Int32(session.value(name)), subject) ?? "?"
  }

  @Test(.enabled(if: Machine.opensThreads, "Linux before 6.9 has no PIDFD_THREAD"))
  func aSocketThatOnlyAThreadHasIsRead() throws {
    try session.run("clone CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD")
    try session.run("P1.2: unshare CLONE_FILES")
    try session.run("s = P1.2: socket AF_UNIX SOCK_STREAM 0")
    try session.run(#"P1.2: bind s {sa_family=AF_UNIX, sun_path="name"}"#)
    let row = try #require(session.lab.socketTable().rows.first { $0.holders.contains { $0.subject == "P1.2" } })
    #expect(row.record?.details == .unix(name: Array("name".utf8), peer: nil))
  }

  @Test func theLifeOfAConnectionIsToldSocketBySocket() throws {
    let port = try listen(8)
    let (s, row) = (letter("s"), try #require(session.lab.socketTable().rows.first))
    #expect(row.record?.status?.state == .listen && row.record?.status?.sendQueue == 8)
    try session.run("fork")
    try session.run("c = P2: socket AF_INET")
    let connected = try session.changes("P2: connect c \(address(port))")
    let c = letter("c", "P2")
    #expect(connected == ["socket \(s) queue 0 to 1", "socket \(c) ESTABLISHED local peer queued \(s)"])
    let accepted = try session.changes("k = accept s")
    let k = letter("k")
    #expect(
      accepted.dropFirst() == ["socket \(s) queue 1 to 0", "socket \(k) ESTABLISHED local peer joined \(c)"])
    #expect(try session.changes("P2: send c \"hello\"") == ["socket \(k) queue 0 to 5"])
    #expect(try session.changes("recv k 2") == ["socket \(k) queue 5 to 3"])
    #expect(try session.changes("recv k") == ["socket \(k) queue 3 to 0"])
    // Half closed: the other direction goes on.
    let halved = try session.changes("P2: shutdown c SHUT_WR")
    #expect(halved == ["socket \(c) FIN-WAIT-2", "socket \(k) CLOSE-WAIT"], "\(halved)")
    #expect(try session.changes("send k \"bye\"") == ["socket \(c) queue 0 to 3"])
    #expect(try session.changes("close k") == ["closed 4 \(k) last", "socket \(c) CLOSED peer"])
    let left = session.lab.socketTable().rows.filter { $0.holders.isEmpty }
    #expect(left.map { $0.record?.status?.state } == [.timeWait])
  }

  @Test func bothEndsAreJoinedInTheTable() throws {
    let port = try listen()
    try session.run("fork")
    try session.run("c = P2: socket AF_INET")
    try session.run("P2: connect c \(address(port))")
    let waiting = session.lab.socketTable().rows
    #expect(waiting.count == 3 && waiting[2].holders.isEmpty && waiting[2].queue.map(\.subject) == ["P1", "P2"])
    #expect(waiting[1].peer == .queue([.init(subject: "P1", fds: [3]), .init(subject: "P2", fds: [3])]))
    try session.run("k = accept s")
    try session.run("u, v = socketpair")
    let rows = session.lab.socketTable().rows
    #expect(rows.count == 5)
    // One description with two holders.
    #expect(rows[0].holders.map(\.subject) == ["P1", "P2"] && rows[0].peer == .none)
    #expect(rows[1].holders == [.init(subject: "P1", fds: [4])])
    #expect(rows[1].peer == .subjects([.init(subject: "P2", fds: [4])]))
    #expect(rows[2].peer == .subjects([.init(subject: "P1", fds: [6])]))
    #expect(rows[3].peer == .subjects([.init(subject: "P1", fds: [5])]))
    #expect(session.lab.socketTable(of: ["P2"]).rows.map(\.holders.count) == [2, 1])
  }

  @Test func aDeathIsToldOfTheSocketsOfOthers() throws {
    try session.run("u, v = socketpair")
    try session.run("fork")
    try session.run("close v")
    try session.run("P2: close u")
    let report = try session.run("P2: exit_group 0")
    #expect(report.changes.map(\.words) == ["socket \(letter("u")) over 3"])
  }

  @Test func whatASleeperTakesAtOnceIsNoGrowthOfAQueue() throws {
    try session.run("u, v = socketpair")
    try session.run("fork")
    #expect(try session.run("P2: recv v 10").outcome == .blocked)
    #expect(try session.changes("send u \"x\"").isEmpty)
    #expect(try session.report().outcome == .returned(1))
  }

  @Test func aSocketOfAnotherNetworkNamespaceIsReadThere() throws {
    try #require(try session.outcome("unshare CLONE_NEWUSER|CLONE_NEWNET") == "0")
    try session.run("s = socket AF_INET")
    try session.run("ioctl s SIOCSIFFLAGS {ifr_name=\"lo\", ifr_flags=IFF_UP}")
    // A port that is surely free there.
    #expect(
      try session.changes("bind s \(address(7))") == ["socket \(letter("s")) local"])
    try session.run("listen s 3")
    let table = session.lab.socketTable()
    #expect(table.sources == [.init(subjects: ["P1"], way: .diagnostics, isElsewhere: true)])
    #expect(table.rows.first?.record?.status?.sendQueue == 3)
    #expect(table.rows.first?.record?.localName == "127.0.0.1:7")
  }

  @Test func callsWithoutASocketLookAtNone() throws {
    try session.run("u, v = socketpair")
    // Outside the lab's sight something comes into v; a call on a pipe does not notice.
    try session.run("r, w = pipe")
    let inode = try #require(session.lab.descriptors.description(of: 4, in: "P1")?.file?.inode)
    session.lab.descriptors.socketRecords[inode]?.status?.receiveQueue = 99
    #expect(try session.changes("write w \"x\"").isEmpty)
    #expect(try session.changes("send u \"x\"") == ["socket \(letter("v")) queue 99 to 1"])
  }
}
