import Inspect

/// Pages by their addresses, neighbours joined.
public struct PageSet: Hashable, Sendable {
  public private(set) var ranges: [Range<UInt64>] = []
  public private(set) var count = 0

  public init() {}

  /// Addresses come ascending.
  mutating func add(_ address: UInt64) {
    count += 1
    if let last = ranges.last, last.upperBound == address {
      ranges[ranges.count - 1] = last.lowerBound..<address + Page.size
    } else {
      ranges.append(address..<address + Page.size)
    }
  }

  public var isEmpty: Bool { count == 0 }
}

/// What became of the private pages of all subjects since the last command began.
public struct CopyOnWriteReport: Sendable {
  public struct Part: Sendable {
    /// Its name, or `P1 or P3` where several use one memory: the page table does not tell which of them it was.
    public let subject: String
    /// The subject that made it, when the last command did so.
    public let newChildOf: String?
    /// Minor and major.
    public let faults: UInt64
    /// Its entry led to a page that others had too, and leads to a page of its own now: it wrote, and got the copy.
    public var copied = PageSet()
    /// The page is the one it was, but nobody else has it any more.
    public var leftAlone = PageSet()
    /// Its own page is now another's as well: a fork.
    public var shared = PageSet()
    /// Nothing was there, or the page of zeroes.
    public var fresh = PageSet()
    /// Of those that were copied, the ones in the stack, where the lab puts what calls are given.
    public var stack: Range<UInt64>?
  }

  public var parts: [Part] = []
  /// Subjects that have ended since.
  public var ended: [String] = []
  /// Subjects with too many pages to remember, or that run another program now.
  public var unknown: [String] = []
  /// The frames were compared: without CAP_SYS_ADMIN they are hidden, and the fault counters tell who wrote.
  public var frames = false
}

extension Lab {
  /// Compares every subject's private mappings with what they were when the last command began. The cost follows the
  /// pages that differ: PAGEMAP_SCAN skips what is absent, and runs without a change are compared as a whole.
  public func copyOnWrite() -> CopyOnWriteReport {
    var report = CopyOnWriteReport()
    report.ended = pageMemory.entries.filter { subject(named: $0.key)?.end != nil }.map(\.key).sorted()
    var seen: [LabSubject] = []
    for subject in living.suffix(PageMemory.subjectLimit) {
      // Threads, and a child of vfork, have no memory of their own: theirs was compared.
      if seen.contains(where: { sharesMemory(subject, $0) }) { continue }
      seen.append(subject)
      let part =
        pageMemory.entries[subject.name].map { self.part(subject, $0, &report.frames) } ?? newcomer(subject)
      if let part { report.parts.append(part) } else { report.unknown.append(subject.name) }
    }
    return report
  }

  private func part(
    _ subject: LabSubject, _ entry: PageMemory.Entry, _ frames: inout Bool
  ) -> CopyOnWriteReport.Part? {
    guard let before = entry.pages,
      let now = (try? proc.residentPages(subject.pid, limit: PageMemory.pageLimit)) ?? nil,
      let map = try? proc.maps(subject.pid)
    else { return nil }
    let users = living.filter { $0 === subject || sharesMemory($0, subject) }
    var part = CopyOnWriteReport.Part(
      subject: users.map(\.name).joined(separator: " or "), newChildOf: nil, faults: newFaults(in: users))
    for mapping in map.mappings where !mapping.permissions.shared {
      if mapping.path == "[stack]" { part.stack = mapping.start..<mapping.end }
      // Memory of another program that was here before is no memory of this one.
      if let old = entry.maps.mapping(containing: mapping.start),
        old.inode != mapping.inode || old.path != mapping.path
      {
        continue
      }
      compare(before, now, in: mapping.start..<mapping.end, &part, &frames)
    }
    return part
  }

  /// Faults since the last command began.
  private func newFaults(in users: [LabSubject]) -> UInt64 {
    // The kernel adds up those of all threads of a process (`fs/proc/array.c`, do_task_stat).
    let processes = Dictionary(grouping: users, by: \.process).values.compactMap(\.first)
    return processes.compactMap { try? faults(of: $0) }.reduce(0) { $0 + ($1.minorSince ?? 0) + ($1.majorSince ?? 0) }
  }

  /// A child of the last command: what it shares with its parent.
  private func newcomer(_ subject: LabSubject) -> CopyOnWriteReport.Part? {
    guard !pageMemory.isEmpty, let parent = subject.parent, pageMemory.entries[parent] != nil,
      let stat = try? proc.stat(subject.pid),
      let now = (try? proc.residentPages(subject.pid, limit: PageMemory.pageLimit)) ?? nil
    else { return nil }
    var part = CopyOnWriteReport.Part(
      subject: subject.name, newChildOf: parent, faults: stat.minorFaults + stat.majorFaults)
    now.forEach(in: Proc.userAddresses) { address, page in
      if page.isCopyOnWrite { part.shared.add(address) }
    }
    return part
  }

  private func compare(
    _ before: ResidentPages, _ now: ResidentPages, in range: Range<UInt64>, _ part: inout CopyOnWriteReport.Part,
    _ frames: inout Bool
  ) {
    now.forEachChange(from: before, in: range) { address, was, page in
      guard page.isPresent, !page.isFile, !page.isZero else { return }
      if !was.isPresent || was.isZero {
        // What comes back from swap was there.
        if !was.isSwapped { part.fresh.add(address) }
        return
      }
      let known = was.frame != nil && page.frame != nil
      frames = frames || known
      switch (was.isExclusive && !was.isFile, page.isExclusive) {
      case (true, false): part.shared.add(address)
      case (false, true):
        // Without frames: whoever took a fault wrote, and who took none got nothing new.
        let isCopy = was.isFile || (known ? was.frame != page.frame : part.faults > 0)
        if isCopy { part.copied.add(address) } else { part.leftAlone.add(address) }
      case (false, false):
        // Copied, and shared again by a fork that followed, or with a third process before: only frames tell.
        if was.isFile || (known && was.frame != page.frame) { part.copied.add(address) }
      case (true, true): break
      }
    }
  }
}
