import Inspect

/// The pages of a range of addresses in a subject and in its relatives, at one moment.
public struct PageReport: Sendable {
  public struct Row: Sendable {
    public let subject: String
    /// The parts of its memory map in the range; an exec'd relative can have something else there, or nothing.
    public let mappings: [Mapping]
    public let pages: ResidentPages
    /// What was there when the last command began, where that is known.
    public let before: ResidentPages?
    /// The subject whose memory it uses, not a copy of it: vfork, clone with CLONE_VM.
    public let sameMemoryAs: String?
  }

  /// The subject that was asked about.
  public let subject: String
  /// Whole pages.
  public let range: Range<UInt64>
  /// The mapping of the asked subject in which the range begins.
  public let mapping: Mapping?
  /// The asked subject and its relatives, in the order in which they were made.
  public let rows: [Row]
  /// Relatives that are not shown.
  public let leftOut: Int

  public var pageCount: UInt64 { (range.upperBound - range.lowerBound) / Page.size }
}

extension Lab {
  /// More rows than this say no more.
  private static let rowLimit = 8

  /// The same pages in a subject, its ancestors and its descendants: those with which it can share memory since a fork.
  ///
  /// Throws `LabError.refused` with a sentence when the range is none or the page tables cannot be read.
  public func pages(at address: UInt64, length: UInt64, of subject: LabSubject) throws(LabError) -> PageReport {
    let first = address & ~(Page.size - 1)
    guard length > 0, address < Proc.userAddresses.upperBound,
      length <= Proc.userAddresses.upperBound - address
    else { throw .refused("These addresses are not those of a process: it has them up to 0x7fffffffefff.") }
    let range = first..<(address + length + Page.size - 1) & ~(Page.size - 1)
    let family = family(of: subject)
    let shown = family.count > Self.rowLimit ? nearest(to: subject, in: family) : family
    var rows: [PageReport.Row] = []
    for member in shown {
      guard let pages = (try? proc.residentPages(member.pid, in: range)) ?? nil else {
        if member === subject {
          throw .refused("The page table of \(subject.name) cannot be read: /proc/\(subject.pid)/pagemap.")
        }
        continue
      }
      let map = (try? proc.maps(member.pid)) ?? member.maps
      let entry = pageMemory.entries[member.name]
      rows.append(
        PageReport.Row(
          subject: member.name,
          mappings: map.mappings.filter { $0.start < range.upperBound && $0.end > range.lowerBound }, pages: pages,
          before: entry?.pid == member.pid ? entry?.pages : nil,
          sameMemoryAs: rows.map(\.subject).first { sharesMemory(member, self.subject(named: $0)) }))
    }
    let own = rows.first { $0.subject == subject.name }
    return PageReport(
      subject: subject.name, range: range, mapping: own?.mappings.first { $0.contains(first) }, rows: rows,
      leftOut: family.count - rows.count)
  }

  /// Living subjects that descend from the same one.
  func family(of subject: LabSubject) -> [LabSubject] {
    let first = ancestor(of: subject)
    return living.filter { ancestor(of: $0) == first }
  }

  private func ancestor(of subject: LabSubject) -> String {
    var oldest = subject.name
    while let parent = self.subject(named: oldest)?.parent { oldest = parent }
    return oldest
  }

  /// The subject, its parent and its latest children.
  private func nearest(to subject: LabSubject, in family: [LabSubject]) -> [LabSubject] {
    let children = family.filter { $0.parent == subject.name }.suffix(Self.rowLimit - 2).map(\.name)
    return family.filter { $0 === subject || $0.name == subject.parent || children.contains($0.name) }
  }

  func sharesMemory(_ subject: LabSubject, _ other: LabSubject?) -> Bool {
    guard let other else { return false }
    return (try? DescriptionComparer.shareMemory(subject.pid, other.pid)) ?? false
  }

  /// How many pages a new child and its parent have together until one of them writes; nil when they have one memory, or
  /// the page table cannot be read, or there are none.
  func pagesShared(_ child: LabSubject, _ parent: LabSubject) -> Int? {
    guard !sharesMemory(child, parent), let pages = (try? proc.residentPages(child.pid)) ?? nil else { return nil }
    var count = 0
    pages.forEach(in: Proc.userAddresses) { _, page in
      if page.isCopyOnWrite { count += 1 }
    }
    return count == 0 ? nil : count
  }
}
