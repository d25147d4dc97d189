import Inspect
import SyscallTable

/// What each subject's pages, mappings and fault counters were when the last command began. Views that say what a
/// command changed compare it with the kernel's answer of their own moment.
///
/// To read a page table costs 50 ns a page, so it is not read again after a command that cannot have changed it: one
/// that was no business of the memory manager and caused no page fault in any subject.
public struct PageMemory {
  public struct Entry {
    let pid: Int32
    public let minorFaults: UInt64
    public let majorFaults: UInt64
    /// Nil when there were more than are remembered.
    var pages: ResidentPages?
    let maps: MemoryMap
    /// Remembered from the first smaps on: to read it costs as much as the page table does.
    var smaps: [SmapsEntry]?
  }

  /// By the subject's name. A subject made by the last command has none.
  public private(set) var entries: [String: Entry] = [:]
  /// Whether a command has been run at all.
  public private(set) var isEmpty = true
  /// Somebody has looked at smaps, so what changes there is worth its price.
  var keepsSmaps = false
  /// How often page tables were read as a whole.
  private(set) var readings = 0
  /// The last command cannot have changed a page table without a page fault.
  private var isQuiet = false
  private var readAt: Int64 = 0

  /// As many pages are remembered over all subjects: 2 GiB. More would cost each command more time than it takes.
  static let pageLimit = 1 << 19
  /// As many subjects.
  static let subjectLimit = 64
  /// In nanoseconds. The kernel changes page tables for reasons of its own too (huge pages, migration, swap); what it does
  /// must not be laid at the door of a much later command.
  static let lifetime: Int64 = 1_000_000_000

  /// Called when a command begins. `row` is its call; nil for the subject's own loads and stores.
  mutating func take(_ subjects: [LabSubject], _ proc: Proc, before row: Syscall?, now: Int64) {
    isEmpty = false
    let watched = subjects.suffix(Self.subjectLimit)
    var counted: [String: Entry] = [:]
    for subject in watched {
      guard let stat = try? proc.stat(subject.pid) else { continue }
      // Who shares a memory map changes it for the others.
      let maps = watched.count > 1 ? (try? proc.maps(subject.pid)) ?? subject.maps : subject.maps
      counted[subject.name] = Entry(
        pid: subject.pid, minorFaults: stat.minorFaults, majorFaults: stat.majorFaults, pages: nil, maps: maps)
    }
    if isQuiet, now - readAt < Self.lifetime, isSame(counted) {
      for subject in watched { refreshStack(of: subject, proc) }
    } else {
      readings += 1
      readAt = now
      var room = Self.pageLimit
      for subject in watched {
        guard counted[subject.name] != nil else { continue }
        let pages = (try? proc.residentPages(subject.pid, limit: room)) ?? nil
        room -= pages?.count ?? 0
        counted[subject.name]?.pages = pages
        if keepsSmaps { counted[subject.name]?.smaps = try? proc.smaps(subject.pid) }
      }
      entries = counted
    }
    // Files that are cut reach into memory where they are mapped; the lab's own code page is never cut.
    let mapsFiles = entries.values.contains { $0.maps.mappings.contains { $0.inode != 0 && !$0.isCodeOfLab } }
    isQuiet =
      (row.map { $0.effects.isSubset(of: mapsFiles ? [] : [.descriptors, .files]) } ?? true)
      && watched.allSatisfy { $0.tracee.image == .subject && $0.tracee.activity == .parked }
  }

  /// Whether the same processes have the same maps and have taken no page fault.
  private func isSame(_ counted: [String: Entry]) -> Bool {
    counted.count == entries.count
      && counted.allSatisfy { name, entry in
        guard let known = entries[name] else { return false }
        return known.pid == entry.pid && known.minorFaults == entry.minorFaults
          && known.majorFaults == entry.majorFaults && known.maps == entry.maps && (!keepsSmaps || known.smaps != nil)
      }
  }

  /// The lab puts arguments into stacks, and those faults are not counted to the subject.
  private mutating func refreshStack(of subject: LabSubject, _ proc: Proc) {
    guard let stack = entries[subject.name]?.maps.mappings.first(where: { $0.path == "[stack]" }) else { return }
    let range = stack.start..<stack.end
    guard let pages = (try? proc.residentPages(subject.pid, in: range)) ?? nil else { return }
    entries[subject.name]?.pages?.replace(range, with: pages)
  }
}

extension Mapping {
  fileprivate var isCodeOfLab: Bool { path == "/memfd:subject (deleted)" }
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
  /// Called before each command that can change memory: a call, or the subject's own loads and stores (nil).
  func rememberPages(before row: Syscall?) {
    pageMemory.take(living, proc, before: row, now: Self.now())
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
