import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// What the subject is to do with its own instructions.
public enum MemoryWork: Sendable {
  case peek(address: UInt64, count: UInt64)
  case poke(address: UInt64, bytes: [UInt8])
  case fill(byte: UInt8, address: UInt64, count: UInt64)
  case touch(address: UInt64, count: UInt64)
}

/// What came of it.
public struct MemoryReport {
  public let subject: String
  public let work: MemoryWork
  /// The bytes that a peek loaded.
  public var bytes: [UInt8] = []
  public var outcome: CallOutcome
  public var signals: [SignalDelivery] = []
  public var changes: [Change] = []
  public var death: Death?
  public var started: String?
  /// Minor and major page faults that it took (`man 5 proc_pid_stat`, minflt and majflt).
  public var minorFaults: UInt64 = 0
  public var majorFaults: UInt64 = 0
}

extension Lab {
  /// Lets a subject load or store with its own instructions, so that faults, signals and copies are its own.
  public func work(_ work: MemoryWork, in name: String?) throws(LabError) -> MemoryReport {
    let subject = try ready(name)
    guard subject.tracee.image == .subject else {
      throw .refused("\(subject.name) runs another program now, so the lab's own load and store routines are gone.")
    }
    switch work {
    case .fill(_, _, let count): try refuseMemory(count, "this fill")
    case .touch(_, let count): try refuseMemory(count, "this touch")
    case .peek, .poke: try refuseMemory(0, "this")
    }
    let before = try? proc.stat(subject.pid)
    let routine = try routine(for: work, subject)
    rememberPages(before: nil)
    let completion: Completion
    do {
      let inTime = try finish(routine, in: subject)
      // Terabytes take longer than anybody waits: broken off, like a call.
      completion =
        inTime.outcome == .blocked
        ? try tracer.interrupt(subject.tracee, patience: 1_000_000_000) ?? inTime : inTime
    } catch {
      completion = afterFailure(error, subject)
    }
    var report = MemoryReport(subject: subject.name, work: work, outcome: completion.outcome)
    report.started = takeStartNotice()
    report.signals = deliveries(completion, to: subject)
    report.death = death(of: subject, completion)
    last = completion.outcome
    guard report.death == nil else { return report }
    if let before, let after = try? proc.stat(subject.pid) {
      report.minorFaults = after.minorFaults &- before.minorFaults
      report.majorFaults = after.majorFaults &- before.majorFaults
    }
    if case .peek(let address, let count) = work {
      report.bytes = subject.bytes(at: address, atMost: Int(clamping: count))
    }
    report.changes = mappingChanges(of: subject)
    // A store to a shared mapping changes a file that may be open too.
    if let changes = try? descriptors.refresh(subject.name, pid: subject.pid) { report.changes += changes }
    return report
  }

  /// Runs a routine for ten seconds at most. Who is process 1 of a pid namespace, and is killed for it, ends only when
  /// the lab has taken in the others.
  private func finish(_ routine: Routine, in subject: LabSubject) throws(TraceError) -> Completion {
    let isFirst = subject.numbers.depth > 0 && subject.numbers.all.last == 1
    let completion = try tracer.run(
      .routine(routine), in: subject.tracee, patience: isFirst ? 100_000_000 : 10_000_000_000)
    guard isFirst, completion.outcome == .blocked else { return completion }
    return endOfNamespace(subject) ?? tracer.wait(for: subject.tracee, patience: 9_900_000_000) ?? completion
  }

  private func routine(for work: MemoryWork, _ subject: LabSubject) throws(LabError) -> Routine {
    switch work {
    case .peek(let address, let count):
      guard count <= 1 << 20 else { throw .refused("At most 1048576 bytes can be shown at once.") }
      return .load(address: address, count: count)
    case .fill(let byte, let address, let count): return .fill(byte: byte, address: address, count: count)
    case .touch(let address, let count):
      let first = address & ~4095
      let last = count == 0 ? first : (address &+ count &- 1) & ~4095
      return .touch(address: address, pages: (last &- first) / 4096 + 1)
    case .poke(let address, let bytes):
      // The bytes lie in the subject's stack first; its own instructions move them from there.
      let source = (subject.arenaTop &- UInt64(bytes.count)) & ~15
      let most = min(64 << 10, subject.arenaLimit)
      guard bytes.count <= most else { throw .refused("At most \(most) bytes can be poked at once.") }
      if subject.part > 0 { try growStack(of: subject, to: source - 4096) }
      guard subject.tracee.writeMemory(bytes, at: source) else {
        throw .refused(
          "The bytes could not be placed in \(subject.name)'s stack first, where its store takes them from: it is unmapped or read-only."
        )
      }
      return .store(source: source, address: address, count: UInt64(bytes.count))
    }
  }
}
