import Inspect
import Testing

struct DescriptorInfoTests {
  @Test func `position and flags of a file`() throws {
    let info = try DescriptorInfo(parsing: fixture("locked.fdinfo"))
    #expect(info.position == 5)
    #expect(info.flags == 0o2100002)
    #expect(info.closeOnExec)
    #expect(info.statusFlags == 0o100002)
    #expect(info.mountID == 27)
    #expect(info.inode == 16_230_193)
    #expect(info.extra.map(\.key) == ["lock", "lock"])
    #expect(info.extra.last?.value == "2: POSIX  ADVISORY  WRITE 7854 fe:00:16230193 1 3")
  }

  @Test func `an inherited descriptor is not closed on exec`() throws {
    let info = try DescriptorInfo(parsing: fixture("append.fdinfo"))
    #expect(!info.closeOnExec)
    #expect(info.statusFlags == 0o102001)
    #expect(info.extra.isEmpty)
  }

  @Test(arguments: [
    ("eventfd.fdinfo", "eventfd-count", "7"),
    ("epoll.fdinfo", "tfd", "4 events:       19 data:                4  pos:0 ino:13072 sdev:f"),
    ("timerfd.fdinfo", "settime flags", "00"),
    ("timerfd.fdinfo", "it_value", "(0, 0)"),
    ("signalfd.fdinfo", "sigmask", "0000000000004002"),
    ("pidfd.fdinfo", "Pid", "7854"),
  ])
  func `files of a kind add lines`(_ file: String, _ key: String, _ value: String) throws {
    #expect(try DescriptorInfo(parsing: fixture(file))[key] == value)
  }

  @Test func `every watch of an inotify is kept in order`() throws {
    let info = try DescriptorInfo(parsing: fixture("inotify.fdinfo"))
    #expect(info.extra.map(\.key) == ["inotify", "inotify"])
    #expect(info["inotify"]?.hasPrefix("wd:2 ino:13 ") == true)
  }

  @Test func `an older kernel gives position and flags only`() throws {
    let info = try DescriptorInfo(parsing: "pos:\t0\nflags:\t02\n".utf8)
    #expect(info.mountID == nil)
    #expect(info.inode == nil)
  }

  @Test(arguments: [
    "", "pos:\t0", "flags:\t02", "pos:\tx\nflags:\t02", "pos:\t0\nflags:\t09", "pos:\t0\nflags:",
    "pos:\t99999999999999999999\nflags:\t02", "pos:\t0\nflags:\t7777777777777777777777777",
  ])
  func `what is no fdinfo is refused`(_ text: String) {
    let error = #expect(throws: InspectError.self) { try DescriptorInfo(parsing: text.utf8) }
    #expect(error?.isMalformed == true)
  }

  @Test func `a negative position is one`() throws {
    #expect(try DescriptorInfo(parsing: "pos:\t-9223372036854775808\nflags:\t0".utf8).position == .min)
  }
}
