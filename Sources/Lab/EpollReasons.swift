import Inspect
import LinuxABI
import SyscallTable

// Reasons for failures of epoll's calls.
extension Explanation {
  func epollReason(_ errno: Errno) -> String? {
    guard row.name.hasPrefix("epoll_"), let epfd = descriptorArguments.first?.fd, let list = entry(epfd) else {
      return nil
    }
    if errno == .invalid, !list.isEpoll {
      return "fd \(epfd) is no epoll descriptor: it leads to \(Escapes.harmless(list.target))."
    }
    guard row.name == "epoll_ctl", let fd = descriptorArguments.last?.fd, let target = entry(fd) else {
      guard errno == .invalid, let most = word("maxevents"), Int32(truncatingIfNeeded: most) <= 0 else { return nil }
      return "maxevents is \(Int32(truncatingIfNeeded: most)), and has to be positive."
    }
    let entries = lab.epollList(epfd, of: subject)?.rows ?? []
    let known = entries.map { "\($0.entry.target)" }
    let listed = known.isEmpty ? "which is empty" : "which has \(known.joined(separator: " "))"
    switch errno {
    case .exists:
      let entry = entries.first { $0.entry.target == fd && $0.label == target.label }
      let events = entry.map { " for \(EpollList.names($0.entry))" } ?? ""
      return
        "fd \(fd) is on the list already\(events): EPOLL_CTL_MOD changes that. A duplicate under another number could be added."
    case .noEntry:
      let other = entries.first { $0.label == target.label && $0.entry.target != fd }
      if let other {
        return
          "fd \(fd) is not on the list. Its description is, under the number \(other.entry.target): an entry is a description and the number by which it was added."
      }
      return entries.contains { $0.entry.target == fd }
        ? "The list has a fd \(fd), but of another description: that number was closed since, and what it led to then lives on."
        : "fd \(fd) is not on the list, \(listed)."
    case .notPermitted:
      return
        "fd \(fd) leads to \(target.file?.kind.noun ?? "a file") (\(Escapes.harmless(target.target))), which is always ready: epoll takes only what can be waited for."
    case .badAddress where (word("event") ?? 0) == 0:
      return "event is NULL, and the list needs to know what to wait for: {events=EPOLLIN, data=\(fd)}."
    case .invalid where fd == epfd: return "An epoll descriptor cannot wait for itself."
    case .linkLoop:
      return "fd \(fd) already waits, directly or through others, for fd \(epfd): they would wait in a circle."
    default: return nil
    }
  }
}

extension EpollList {
  /// `EPOLLIN|EPOLLET`, without what is always waited for.
  public static func names(_ entry: EpollEntry) -> String {
    let events = entry.events & ~0x18
    return events == 0 ? "nothing" : WordCodec.epollEvents.text(UInt64(events))
  }
}
