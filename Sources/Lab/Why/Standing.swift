import Glibc
import Inspect
import LinuxABI

// Whether what made a call fail is still so.
extension Lab {
  /// A sentence where the cause is gone by now; nil where it is not, or where nobody can tell. `name` is the subject that
  /// made the call.
  public func standing(_ circumstance: Circumstance, of errno: Errno, in name: String) -> String? {
    guard let subject = subject(named: name), subject.end == nil else { return nil }
    switch (circumstance, errno) {
    case (.descriptor(let fd), .badDescriptor):
      guard let description = descriptors.description(of: fd, in: name) else { return nil }
      let mode = ["O_RDONLY", "O_WRONLY", "O_RDWR", "O_RDWR"][Int(description.statusFlags & 3)]
      return "fd \(fd) is open in \(name), \(mode), and leads to \(description.target)."
    case (.path(let path), .noEntry): return exists(path) ? "\(path) exists." : nil
    case (.path(let path), .exists): return exists(path) ? nil : "there is no \(path) any more."
    case (.process(let pid), .noProcess): return proc.exists(pid) ? "there is a process \(pid)." : nil
    case (.limit(7), .tooManyFiles):
      guard let limit = (try? proc.limits(subject.pid))?["open files"]?.soft,
        let count = descriptors.table(of: name)?.count, UInt64(count) < limit
      else { return nil }
      return "\(count) descriptors are open, and the limit is \(limit)."
    case (.memory(let address), .badAddress), (.memory(let address), .outOfMemory):
      guard let mapping = (try? proc.maps(subject.pid))?.mapping(containing: address) else { return nil }
      return "0x\(String(address, radix: 16)) is mapped, \(mapping.permissions)."
    case (.children, .noChild):
      let children = subjects.filter { (try? proc.stat($0.pid).parent) == subject.pid }.map(\.name)
      return children.isEmpty ? nil : "\(name) has a child: \(children.joined(separator: ", "))."
    case (.pipe(let inode, readers: true), .brokenPipe):
      let isRead = descriptors.descriptions.values.contains { $0.file?.inode == inode && $0.canRead }
      return isRead ? "somebody holds a read end." : nil
    case (.statusFlags(let label), .wouldBlock):
      guard let description = descriptors.descriptions[label], description.statusFlags & 0o4000 == 0 else { return nil }
      return "description \(label) has no O_NONBLOCK any more."
    case (.descriptor, _), (.path, _), (.permissions, _), (.limit, _), (.process, _), (.children, _), (.memory, _),
      (.pipe, _), (.signal, _), (.credentials, _), (.statusFlags, _), (.lock, _), (.systemV, _):
      return nil
    }
  }

  private func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// What a blocked call sleeps in now, and who could wake it; nil when it is in none.
  public func whyItWaits(_ name: String) -> (text: String, since: Int64, waiting: Waiting)? {
    guard let subject = subject(named: name), subject.end == nil, let flight = subject.inFlight else { return nil }
    let state = (try? proc.stat(subject.pid).state) ?? .sleeping
    let channel = (try? proc.waitChannel(subject.pid)) ?? nil
    return (
      flight.printer.beginning, flight.since, Waiting(channel: channel, state: state, advice: waitAdvice(subject))
    )
  }
}
