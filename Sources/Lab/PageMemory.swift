import Inspect

/// What each subject's pages, mappings and fault counters were when the last command began. Views that say what a
/// command changed compare it with the kernel's answer of their own moment.
public struct PageMemory {
  public struct Entry {
    let pid: Int32
    public let minorFaults: UInt64
    public let majorFaults: UInt64
    /// Nil when there were more than are remembered.
    let pages: ResidentPages?
    let maps: MemoryMap
  }

  /// By the subject's name. A subject made by the last command has none.
  public private(set) var entries: [String: Entry] = [:]
  /// Whether a command has been run at all.
  public private(set) var isEmpty = true

  /// As many pages are remembered over all subjects: 2 GiB. More would cost each command more time than it takes.
  static let pageLimit = 1 << 19
  /// As many subjects.
  static let subjectLimit = 64

  mutating func take(_ subjects: [LabSubject], _ proc: Proc) {
    isEmpty = false
    entries = [:]
    var room = Self.pageLimit
    for subject in subjects.suffix(Self.subjectLimit) {
      guard let stat = try? proc.stat(subject.pid) else { continue }
      let pages = (try? proc.residentPages(subject.pid, limit: room)) ?? nil
      room -= pages?.count ?? 0
      entries[subject.name] = Entry(
        pid: subject.pid, minorFaults: stat.minorFaults, majorFaults: stat.majorFaults, pages: pages, maps: subject.maps
      )
    }
  }
}

/// The page faults of a subject.
public struct FaultCount: Hashable, Sendable {
  public let subject: String
  /// Since it began, served without waiting for a disk.
  public let minor: UInt64
  /// Those that had to read.
  public let major: UInt64
  /// The part that came since the last command began; nil when that was not counted.
  public let minorSince: UInt64?
  public let majorSince: UInt64?
}

extension Lab {
  /// Called before each command that can change memory.
  func rememberPages() {
    pageMemory.take(living, proc)
  }

  /// From /proc/PID/stat, minflt and majflt (`man 5 proc_pid_stat`). What the lab puts into a subject's memory is
  /// counted to the lab (`mm/memory.c`, mm_account_fault).
  ///
  /// Throws `LabError.refused` when the subject has gone.
  public func faults(of subject: LabSubject) throws(LabError) -> FaultCount {
    guard let stat = try? proc.stat(subject.pid) else { throw .refused("\(subject.name) has ended.") }
    let known = pageMemory.entries[subject.name]
    // Who was made by the last command has all its faults from then.
    let isNew = known == nil && !pageMemory.isEmpty && living.count <= PageMemory.subjectLimit
    return FaultCount(
      subject: subject.name, minor: stat.minorFaults, major: stat.majorFaults,
      minorSince: known.map { stat.minorFaults &- $0.minorFaults } ?? (isNew ? stat.minorFaults : nil),
      majorSince: known.map { stat.majorFaults &- $0.majorFaults } ?? (isNew ? stat.majorFaults : nil))
  }
}
