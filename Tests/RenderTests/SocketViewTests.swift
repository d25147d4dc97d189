import LinuxABI
import Testing

@testable import Inspect
@testable import Lab
@testable import Render

/// How sockets, their changes and epoll lists are drawn.
struct SocketViewTests {
  private static func inet(
    _ inode: UInt64, _ local: UInt16, _ remote: UInt16?, _ state: SocketState, _ receive: UInt32? = 0,
    _ send: UInt32? = 0, kind: SocketKind = .tcp
  ) -> SocketRecord {
    func end(_ port: UInt16) -> SocketEndpoint { SocketEndpoint(address: [127, 0, 0, 1], port: port) }
    return SocketRecord(
      inode: inode, details: .inet(local: end(local), remote: remote.map(end)),
      status: .init(
        kind: kind, type: kind == .tcp ? 1 : 2, state: state, receiveQueue: receive, sendQueue: send))
  }

  private static func unix(
    _ inode: UInt64, _ name: String, peer: UInt64?, _ state: SocketState, shutdown: UInt8 = 0, send: UInt32 = 0
  ) -> SocketRecord {
    var record = SocketRecord(
      inode: inode, details: .unix(name: Array(name.utf8), peer: peer),
      status: .init(kind: .unix, type: 1, state: state, receiveQueue: 0, sendQueue: send))
    record.status?.shutdown = shutdown
    return record
  }

  private static let server = [
    SocketTable.Holder(subject: "P1", fds: [3]), SocketTable.Holder(subject: "P2", fds: [3, 9]),
  ]

  private static let rows: [SocketTable.Row] = {
    func row(
      _ record: SocketRecord?, _ holders: [SocketTable.Holder], queue: [SocketTable.Holder] = [],
      _ peer: SocketTable.Peer = .none
    ) -> SocketTable.Row {
      SocketTable.Row(
        inode: record?.inode ?? 7, label: "b", record: record, holders: holders, queue: queue, peer: peer)
    }
    let client = [SocketTable.Holder(subject: "P2", fds: [4])]
    var waiting = inet(0, 8080, 40001, .timeWait)
    waiting.status?.remaining = 57_600
    return [
      row(inet(1, 8080, nil, .listen, 1, 128), server),
      row(inet(2, 40000, 8080, .established, 5, 0), client, .queue(server)),
      row(inet(0, 8080, 40000, .established), [], queue: server, .subjects(client)),
      row(inet(3, 5000, 53, .established, 768, 0, kind: .udp), client, .outside(inode: 4711)),
      row(unix(4, "/run/\u{1b}x", peer: nil, .listen), server),
      row(unix(5, "", peer: 6, .established, shutdown: 1, send: 768), client, .subjects(server)),
      row(inet(8, 0, nil, .close), client), row(nil, client),
      row(waiting, [], .buried(.finWait2)),
    ]
  }()

  @Test func socketsWithBothEnds() throws {
    let here = SocketTable(
      rows: Self.rows, sources: [.init(subjects: ["P1", "P2"], way: .diagnostics, isElsewhere: false)])
    let there = SocketTable(
      rows: [Self.rows[0]],
      sources: [
        .init(subjects: ["P1"], way: .diagnostics, isElsewhere: true),
        .init(subjects: ["P2"], way: .texts(of: 42), isElsewhere: true),
      ])
    try expectSnapshot("sockets") { $0.sockets(here) + $0.sockets(there) + $0.sockets(SocketTable()) }
  }

  @Test func whatACallChangedOfASocket() throws {
    let closed = Self.inet(1, 0, nil, .close)
    let listening = Self.inet(1, 8080, nil, .listen, 0, 4)
    let connected = Self.inet(2, 40000, 8080, .established)
    var half = Self.unix(5, "", peer: 6, .established)
    half.status?.shutdown = 1
    func change(_ from: SocketRecord?, _ to: SocketRecord, _ joined: SocketJoin? = nil) -> SocketChange {
      SocketChange(label: "b", from: from, to: to, joined: joined)
    }
    let changes = [
      change(closed, Self.inet(1, 8080, nil, .close)), change(Self.inet(1, 8080, nil, .close), listening),
      change(listening, Self.inet(1, 8080, nil, .listen, 2, 4)), change(closed, connected, .queue(of: "a")),
      change(nil, connected, .socket("c")), change(connected, Self.inet(2, 40000, 8080, .established, 1)),
      change(connected, Self.inet(2, 40000, 8080, .closeWait)), change(connected, Self.inet(2, 40000, nil, .close)),
      change(Self.inet(3, 9, 8, .established, kind: .udp), Self.inet(3, 9, 8, .established, 5, kind: .udp)),
      change(Self.unix(5, "", peer: 6, .established), half),
    ]
    try expectSnapshot("socket-changes") { renderer in
      changes.flatMap { renderer.change(.socket($0), tables: Models.family, of: "P1") }
        + renderer.socketChange(changes[0], of: nil, nil)
    }
  }

  @Test func socketsInTheTableOfDescriptors() throws {
    var tables = Models.family
    tables.descriptions["c"] = Models.description("c", 2, "socket:[4711]", Models.file(0o140000, inode: 4711))
    tables.socketNames["c"] = "TCP 127.0.0.1:8080 LISTEN"
    try expectSnapshot("socket-names") { $0.descriptors(tables, of: "P1") + $0.files(tables, subjects: ["P1"]) }
  }

  @Test func epollLists() throws {
    func row(_ line: String, _ label: String?, _ ready: UInt32?, _ holder: String = "P1") throws -> EpollList.Row {
      EpollList.Row(
        entry: try #require(EpollEntry(line)), label: label,
        holders: [.init(subject: holder, fds: [5])], target: label.map { _ in "pipe:[4711]" }, ready: ready)
    }
    let rows = [
      try row("5 events: 19 data: 5", "d", 1), try row("5 events: 8000001d data: 100000005", "d", 5),
      try row("6 events: 40000000 data: 6", "d", 1), try row("7 events: 10000019 data: 7", nil, nil),
      try row("5 events: 80002019 data: 5", "d", 0, "P2"),
    ]
    func list(_ rows: [EpollList.Row], _ isReadable: Bool?) -> EpollList {
      EpollList(subject: "P1", fd: 3, pid: 77, label: "c", rows: rows, isReadable: isReadable)
    }
    try expectSnapshot("epoll") { renderer in
      [list(rows, true), list(Array(rows[1...2]), false), list([], false), list([rows[0]], nil)].flatMap {
        renderer.epoll($0)
      }
    }
  }

  @Test func aSingleEdgeBesideNothingElseIsKnown() throws {
    let edge = EpollList.Row(
      entry: try #require(EpollEntry("5 events: 80000019 data: 5")), label: "d", holders: [], target: nil, ready: 1)
    func listing(_ rows: [EpollList.Row], _ isReadable: Bool?) -> [EpollList.Listing] {
      EpollList(subject: "P1", fd: 3, pid: 77, label: "c", rows: rows, isReadable: isReadable).rows.map(\.listing)
    }
    #expect(listing([edge], true) == [.yes] && listing([edge], false) == [.no] && listing([edge], nil) == [.unknown])
    #expect(listing([edge, edge], true) == [.unknown, .unknown])
  }
}
