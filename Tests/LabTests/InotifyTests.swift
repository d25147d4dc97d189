import TestSupport
import Testing

@testable import Lab

/// What a read of an inotify descriptor is told as.
@Suite(.serialized) @TracerThread
struct InotifyTests {
  @Test func eventsAreReadOutWithTheirNames() throws {
    let session = try Session()
    try session.run("i = inotify_init1")
    try session.run("inotify_add_watch i \".\" IN_CREATE|IN_MOVED_FROM|IN_MOVED_TO")
    try session.run("mkdir \"new\"")
    #expect(try session.run("read i").details == ["events: watch 1 IN_CREATE|IN_ISDIR \"new\""])
    try session.run("rename \"new\" \"old\"")
    let renamed = try #require(try session.run("read i").details.first)
    #expect(
      renamed.contains("IN_MOVED_FROM|IN_ISDIR \"new\" cookie") && renamed.contains("\"old\" cookie"), "\(renamed)")
    // A read of something else has no events.
    session.make("file", "0123456789abcdef0123456789abcdef")
    try session.run("f = open \"file\" O_RDONLY")
    #expect(try session.run("read f").details.isEmpty)
  }

  @Test func whatIsCutIsLeftOut() {
    let event: [UInt8] = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0x61, 0, 0, 0]
    #expect(InotifyEvent.events(in: event + event).map(\.name) == ["a", "a"])
    for length in 0..<event.count { #expect(InotifyEvent.events(in: Array(event.prefix(length))).isEmpty) }
    #expect(InotifyEvent.events(in: event + event.prefix(17)).count == 1)
  }
}
