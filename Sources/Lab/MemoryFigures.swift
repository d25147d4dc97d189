import Inspect

/// The mappings of a subject with what of each is in memory, and what that was when the last command began.
public struct MemoryFigures: Sendable {
  public struct Row: Sendable {
    public let entry: SmapsEntry
    /// The same mapping then; nil when it was not there, or when nobody had looked at smaps before.
    public let before: SmapsEntry?

    public init(entry: SmapsEntry, before: SmapsEntry? = nil) {
      self.entry = entry
      self.before = before
    }
  }

  public let subject: String
  public let rows: [Row]
  /// The last command's beginning is known, so that a row without a `before` is a new mapping.
  public let isCompared: Bool
  /// In kB, of /proc/PID/status: all addresses, and what of them is in memory.
  public let vmSize: UInt64?

  public init(subject: String, rows: [Row], isCompared: Bool, vmSize: UInt64?) {
    self.subject = subject
    self.rows = rows
    self.isCompared = isCompared
    self.vmSize = vmSize
  }
}

extension Lab {
  /// /proc/PID/smaps of a subject. From the first time on it is remembered when a command begins.
  ///
  /// Throws `LabError.refused` when the kernel does not let it be read.
  public func memoryFigures(of subject: LabSubject) throws(LabError) -> MemoryFigures {
    let entries: [SmapsEntry]
    do {
      entries = try proc.smaps(subject.pid)
    } catch {
      throw .refused("The memory of \(subject.name) cannot be read: \(error)")
    }
    pageMemory.keepsSmaps = true
    let known = pageMemory.entries[subject.name]
    let old = known?.pid == subject.pid ? known?.smaps : nil
    let rows = entries.map { entry in
      MemoryFigures.Row(entry: entry, before: old?.first { $0.mapping.isSamePlace(as: entry.mapping) })
    }
    return MemoryFigures(
      subject: subject.name, rows: rows, isCompared: old != nil, vmSize: try? proc.status(subject.pid).vmSize)
  }

  /// What changed in the memory map of a subject since the last command began; empty for one that runs another program
  /// since, where everything did.
  public func mappingsChanged(in subject: LabSubject) -> [MappingChange] {
    guard let known = pageMemory.entries[subject.name], known.pid == subject.pid,
      let now = try? proc.maps(subject.pid)
    else { return [] }
    let isReplaced = known.maps.mappings.first { $0.path == "[stack]" }.map {
      now.mapping(containing: $0.end - 1) == nil
    }
    return isReplaced == true ? [] : now.changes(from: known.maps)
  }
}

extension Mapping {
  /// Whether it is the same mapping, perhaps longer or with other permissions: both begin at one place, or end there and
  /// grow downwards, and have the same content.
  fileprivate func isSamePlace(as other: Mapping) -> Bool {
    inode == other.inode && device == other.device && path == other.path
      && (start == other.start || end == other.end)
  }
}
