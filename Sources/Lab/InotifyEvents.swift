import Inspect
import LinuxABI
import SyscallTable

/// An event as an inotify descriptor gives it (`man 7 inotify`, `struct inotify_event`): four words and a name that is
/// filled up with NULs.
struct InotifyEvent: Hashable {
  /// Which watch it belongs to: what inotify_add_watch returned; -1 for an overflow of the queue.
  let watch: Int32
  let mask: UInt32
  /// The same in both halves of a rename, 0 otherwise.
  let cookie: UInt32
  let name: String

  /// All that stand in `bytes`; what is cut at the end is left out.
  static func events(in bytes: [UInt8]) -> [InotifyEvent] {
    var rest = bytes[...]
    var found: [InotifyEvent] = []
    while rest.count >= 16 {
      func word(_ offset: Int) -> UInt32 {
        UInt32(rest.dropFirst(offset).prefix(4).littleEndianWord)
      }
      let length = Int(word(12))
      guard length <= rest.count - 16 else { break }
      let name = rest.dropFirst(16).prefix(length).prefix { $0 != 0 }
      found.append(
        InotifyEvent(
          watch: Int32(bitPattern: word(0)), mask: word(4), cookie: word(8), name: String(decoding: name, as: UTF8.self)
        ))
      rest = rest.dropFirst(16 + length)
    }
    return found
  }

  /// `watch 1 IN_CREATE "new"`.
  var text: String {
    var words = ["watch \(watch)", WordCodec.inotifyEvents.text(UInt64(mask))]
    if !name.isEmpty { words.append(Escapes.quoted(Array(name.utf8))) }
    if cookie != 0 { words.append("cookie \(cookie)") }
    return words.joined(separator: " ")
  }
}

extension Lab {
  /// What a read of an inotify descriptor gave; nil for every other call.
  func inotifyDetails(_ call: PendingCall, _ size: UInt64, _ subject: LabSubject) -> String? {
    guard call.row.name == "read", let fd = call.words.first.map({ Int32(truncatingIfNeeded: $0) }),
      descriptors.description(of: fd, in: subject.name)?.target == "anon_inode:inotify"
    else { return nil }
    let events = InotifyEvent.events(in: subject.bytes(at: call.words[1], atMost: Int(min(size, Arena.limit))))
    return events.isEmpty ? nil : "events: " + events.map(\.text).joined(separator: "; ")
  }
}
