import CLinux
import LinuxABI

/// One line of an epoll descriptor's interest list, as fdinfo has it: `tfd: 5 events: 19 data: 5 pos:0 ino:2d sdev:c`
/// (`fs/eventpoll.c`, ep_show_fdinfo). The kernel shows which files are waited for; which of them are ready it shows to
/// nobody but epoll_wait.
public struct EpollEntry: Hashable, Sendable {
  /// The number under which epoll_ctl put it there. It may be closed by now, and lead elsewhere.
  public let target: Int32
  /// EPOLLIN and so on; EPOLLONESHOT disarms by taking all but its own and EPOLLET away.
  public let events: UInt32
  public let data: UInt64
  /// Of the file; anonymous ones share it.
  public let inode: UInt64?

  public var isEdgeTriggered: Bool { events & 1 << 31 != 0 }
  public var isOneShot: Bool { events & 1 << 30 != 0 }
  public var isExclusive: Bool { events & 1 << 28 != 0 }
  /// One-shot, and it has been told.
  public var isDisarmed: Bool { isOneShot && events & 0x0fff_ffff == 0 }

  /// From what stands behind `tfd:`.
  public init?(_ line: String) {
    var rest = Cursor(Array(line.utf8)[...])
    guard let target: Int32 = rest.word()?.integer(), rest.word()?.text == "events:",
      let events = rest.word()?.number(radix: 16), rest.word()?.text == "data:",
      let data = rest.word()?.number(radix: 16)
    else { return nil }
    self.target = target
    self.events = UInt32(truncatingIfNeeded: events)
    self.data = data
    var inode: UInt64?
    while let word = rest.word() {
      if word.starts(with: "ino:") { inode = Cursor(word.rest.dropFirst(4)).number(radix: 16) }
    }
    self.inode = inode
  }
}

extension DescriptorInfo {
  /// The interest list of an epoll descriptor, in the kernel's order; empty for everything else.
  public var epollEntries: [EpollEntry] {
    extra.compactMap { $0.key == "tfd" ? EpollEntry($0.value) : nil }
  }
}

extension DescriptionComparer {
  /// Whether a descriptor leads to the very description that an epoll descriptor waits for under the number `target`
  /// (KCMP_EPOLL_TFD). `offset`: which of several entries of that number.
  public static func isWatched(
    _ pid: Int32, _ fd: Int32, by owner: Int32, _ epoll: Int32, target: Int32, offset: Int
  ) throws(InspectError) -> Bool {
    let result = sysh_kcmp_epoll(pid, fd, owner, epoll, target, UInt32(offset))
    guard result >= 0 else { throw .incomparable(first: pid, second: owner, Errno(rawValue: -result)) }
    return result == 0
  }
}
