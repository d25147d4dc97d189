import Inspect
import LinuxABI
import TestSupport
import Testing

@testable import Lab

/// What is known of epoll descriptors, and that looking takes nothing from them.
@Suite(.serialized) @TracerThread
struct EpollTests {
  let session: Session

  init() throws {
    session = try Session()
    try session.run("ep = epoll_create1")
    try session.run("r, w = pipe")
  }

  private func add(_ fd: String, _ events: String) throws {
    #expect(try session.outcome("epoll_ctl ep EPOLL_CTL_ADD \(fd) {events=\(events), data={u64=\(fd)}}") == "0")
  }

  private func list() throws -> EpollList {
    let subject = try #require(session.lab.subject(named: "P1"))
    return try #require(session.lab.epollList(3, of: subject))
  }

  /// What is listed by fd.
  private func listing() throws -> [Int32: EpollList.Listing] {
    Dictionary(try list().rows.map { ($0.entry.target, $0.listing) }, uniquingKeysWith: { first, _ in first })
  }

  @Test func anEdgeIsThereUntilItIsToldAndLookingTakesItNot() throws {
    try add("r", "EPOLLIN|EPOLLET")
    #expect(try listing() == [4: .no] && list().isReadable == false)
    try session.run("write w \"xy\"")
    for _ in 0..<3 { #expect(try listing() == [4: .yes] && list().isReadable == true) }
    #expect(try session.outcome("epoll_wait ep 8 0") == "1")
  }

  @Test func anEdgeThatWasToldIsKnownToBeGone() throws {
    try add("r", "EPOLLIN|EPOLLET")
    try session.run("write w \"xy\"")
    #expect(try session.outcome("epoll_wait ep 8 0") == "1")
    let row = try #require(try list().rows.first)
    // Ready still, and listed no longer.
    #expect(row.ready == 1 && row.listing == .no)
  }

  @Test func levelsAreToldAgainAndOneShotsDisarmed() throws {
    try session.run("q, x = pipe")
    try add("r", "EPOLLIN")
    try add("q", "EPOLLIN|EPOLLONESHOT")
    try session.run("write w \"a\"")
    try session.run("write x \"a\"")
    #expect(try listing() == [4: .yes, 6: .yes])
    #expect(try session.outcome("epoll_wait ep 8 0") == "2")
    #expect(try listing() == [4: .yes, 6: .no])
    #expect(try list().rows.first { $0.entry.target == 6 }?.entry.isDisarmed == true)
  }

  @Test func besideALevelAnEdgeIsNotKnown() throws {
    try session.run("q, x = pipe")
    try add("r", "EPOLLIN")
    try add("q", "EPOLLIN|EPOLLET")
    try session.run("write w \"a\"")
    try session.run("write x \"a\"")
    #expect(try listing() == [4: .yes, 6: .unknown])
  }

  @Test func anEntryOutlivesItsNumberWhileSomebodyHasTheDescription() throws {
    try add("r", "EPOLLIN")
    try session.run("fork")
    try session.run("close r")
    let row = try #require(try list().rows.first)
    #expect(row.entry.target == 4 && row.holders == [.init(subject: "P2", fds: [4])])
    try session.run("write w \"a\"")
    #expect(try listing() == [4: .yes])
    // The number leads elsewhere now, and the entry does not follow it.
    try session.run("open \"other\" O_RDWR|O_CREAT 0600")
    #expect(try list().rows.first?.holders == [.init(subject: "P2", fds: [4])])
    try session.run("P2: close r")
    #expect(try list().rows.isEmpty)
  }
}
