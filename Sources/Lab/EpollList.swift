import Inspect
import LinuxABI

/// An epoll descriptor's interest list, and as much of its ready list as can be known: the model behind `epoll`.
///
/// The kernel shows the interest list in fdinfo, and the ready list to epoll_wait alone, which takes from it. What can be
/// asked without taking anything is poll(2): of each file whether it is ready, and of the epoll descriptor whether an entry
/// of its ready list is. Both together decide, except for edge-triggered entries beside others.
public struct EpollList: Sendable {
  public enum Listing: Hashable, Sendable {
    case yes, no
    /// Ready, but edge-triggered, and other entries are ready too: epoll_wait may have told of it already.
    case unknown
  }

  public struct Row: Hashable, Sendable {
    public let entry: EpollEntry
    /// The letter of the description that is waited for; nil when no descriptor of the subjects leads to it.
    public let label: String?
    public let holders: [SocketTable.Holder]
    /// What the description leads to.
    public let target: String?
    /// Events that poll(2) reports now, of those waited for and errors; nil where it cannot be asked.
    public let ready: UInt32?
    public var listing = Listing.unknown
  }

  public let subject: String
  public let fd: Int32
  public let pid: Int32
  public let label: String
  public var rows: [Row]
  /// Whether epoll_wait would return at once; nil where it cannot be asked.
  public let isReadable: Bool?

  public init(subject: String, fd: Int32, pid: Int32, label: String, rows: [Row], isReadable: Bool?) {
    self.subject = subject
    self.fd = fd
    self.pid = pid
    self.label = label
    self.isReadable = isReadable
    self.rows = rows
    let ready = rows.filter { ($0.ready ?? 1) != 0 && !$0.entry.isDisarmed }
    for (index, row) in rows.enumerated() {
      if row.entry.isDisarmed || row.ready == 0 || isReadable == false {
        self.rows[index].listing = .no
      } else if let events = row.ready, events != 0, isReadable == true, !row.entry.isEdgeTriggered || ready.count == 1
      {
        self.rows[index].listing = .yes
      }
    }
  }
}

extension OpenFileDescription {
  public var isEpoll: Bool { target == "anon_inode:[eventpoll]" }
}

extension Lab {
  /// The epoll descriptors of a subject, ascending; of several that lead to one description the first.
  public func epollDescriptors(of subject: LabSubject) -> [Int32] {
    var seen: Set<String> = []
    return (descriptors.table(of: subject.name) ?? [:]).values.sorted { $0.number < $1.number }.filter { entry in
      descriptors.descriptions[entry.label]?.isEpoll == true && seen.insert(entry.label).inserted
    }.map(\.number)
  }

  /// What the epoll descriptor `fd` of a subject waits for; nil when it is none.
  public func epollList(_ fd: Int32, of subject: LabSubject) -> EpollList? {
    guard let description = descriptors.description(of: fd, in: subject.name), description.isEpoll,
      let info = try? proc.descriptor(subject.pid, fd).info
    else { return nil }
    var counts: [Int32: Int] = [:]
    let rows = info.epollEntries.map { entry -> EpollList.Row in
      let offset = counts[entry.target, default: 0]
      counts[entry.target] = offset + 1
      let label = watched(entry, offset, by: subject, fd)
      let members = label.map { descriptors.members(of: $0) } ?? []
      let holders = Dictionary(grouping: members, by: \.subject).map {
        SocketTable.Holder(subject: $0.key, fds: $0.value.map(\.fd).sorted())
      }.sorted { ($0.subject.utf8.count, $0.subject) < ($1.subject.utf8.count, $1.subject) }
      return EpollList.Row(
        entry: entry, label: label, holders: holders, target: label.flatMap { descriptors.descriptions[$0]?.target },
        ready: members.first.flatMap { member in
          descriptors.pids[member.subject].flatMap { readiness($0, member.fd, entry) }
        })
    }
    let own = try? Proc.readiness(subject.pid, fd, events: 1)
    return EpollList(
      subject: subject.name, fd: fd, pid: subject.pid, label: description.label, rows: rows,
      isReadable: own.map { $0 & 1 != 0 })
  }

  private func readiness(_ pid: Int32, _ fd: Int32, _ entry: EpollEntry) -> UInt32? {
    // EPOLLIN and its like have the numbers of POLLIN; EPOLLERR and EPOLLHUP are always waited for.
    let wanted = Int16(truncatingIfNeeded: entry.events)
    return (try? Proc.readiness(pid, fd, events: wanted)).map { UInt32(UInt16(bitPattern: $0)) }
  }

  /// The letter of the description behind an entry, as the kernel tells it: the number may have been closed since, and
  /// lead elsewhere.
  private func watched(_ entry: EpollEntry, _ offset: Int, by subject: LabSubject, _ epoll: Int32) -> String? {
    let owner = descriptors.owner(of: subject.name)
    var candidates: [(subject: String, fd: Int32)] = [(owner, entry.target)]
    for (name, table) in descriptors.read {
      candidates += table.values.filter { $0.identity?.inode == entry.inode }.map { (name, $0.number) }
    }
    for candidate in candidates {
      guard let pid = descriptors.pids[candidate.subject],
        let label = descriptors.tables[candidate.subject]?[candidate.fd]?.label
      else { continue }
      let isIt = try? DescriptionComparer.isWatched(
        pid, candidate.fd, by: subject.pid, epoll, target: entry.target, offset: offset)
      if isIt == true { return label }
    }
    return nil
  }
}
