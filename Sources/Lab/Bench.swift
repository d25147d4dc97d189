import Glibc
import LinuxABI
import SyscallTable
import Tracer

/// What one way of doing something costs, measured in a subject's own loop.
public struct Cost: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// A syscall in the loop, at full speed.
    case call
    /// The same function in the vDSO, which does not enter the kernel.
    case vdso
    /// A call of a function that returns at once.
    case function
    /// The loop itself. It is taken off all others.
    case loop
    /// A syscall held by the lab, two stops each, as those typed at the prompt are.
    case held
    /// Loads of the subject's own, eight bytes each.
    case loads
  }

  public let kind: Kind
  /// The call's name, for `call`, `vdso` and `held`.
  public let name: String
  /// What is done, in words.
  public let what: String
  /// Nanoseconds for each pass: the least of all rounds, and their median.
  public let least: Double
  public let median: Double
  /// Bytes that each pass moves, where it moves some.
  public var bytes: UInt64?

  public init(
    _ kind: Kind, _ name: String = "", what: String, least: Double, median: Double, bytes: UInt64? = nil
  ) {
    self.kind = kind
    self.name = name
    self.what = what
    self.least = least
    self.median = median
    self.bytes = bytes
  }
}

/// What a measurement came to.
public struct BenchReport {
  public let subject: String
  /// The call as it was made once before it was repeated; nil where none was typed.
  public var first: CallReport?
  /// In the order in which they are shown.
  public var costs: [Cost] = []
  /// Ticks of the time stamp counter in a nanosecond.
  public var ticksPerNanosecond = 0.0
  /// What is worth knowing besides; one sentence each.
  public var notes: [String] = []
  /// What the repeated call has changed.
  public var changes: [Change] = []
  public var signals: [SignalDelivery] = []
  /// Why there is nothing to show: a sentence.
  public var problem: String?
  /// How the subject ended, if the loop ended it.
  public var death: Death?
  public var started: String?

  public init(subject: String) {
    self.subject = subject
  }
}

extension Lab {
  /// A sentence that says why a call cannot be repeated, nil when it can.
  public func obstacleToRepeating(_ prepared: PreparedCall) -> String? {
    let row = prepared.row
    let name = row.name
    if name.contains("write"), let fd = prepared.pending.words.first.flatMap(Int32.init(exactly:)),
      let entry = descriptors.table(of: prepared.subject.name)?[fd],
      let target = descriptors.descriptions[entry.label]?.target, target.hasPrefix("/dev/pts/")
    {
      return "fd \(fd) leads to the terminal, which \(name) would flood and then wait for. A file or /dev/null will do."
    }
    switch row.result {
    case .never: return "\(name) does not come back, so it cannot be repeated."
    case .zero, .number, .descriptor, .address, .process, .octal, .word, .described, .selected: break
    }
    switch name {
    case "fork", "vfork", "clone", "clone3": return "\(name) would make a process each time, until no more can be made."
    case "execve", "execveat": return "\(name) replaces the program that would repeat it."
    case "rt_sigreturn", "restart_syscall":
      return "\(name) belongs to the kernel's own way back, so it cannot be repeated."
    case "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal":
      // With signal 0 nothing is sent.
      if !prepared.sendsNothing {
        return
          "\(name) would send a signal each time. bench repeats it with signal 0, which only looks whether it could."
      }
    case "dup2", "dup3", "brk", "sbrk", "munmap": break
    default:
      let kind = Variable.Kind(row.result, prepared.pending.words)
      if row.outputPair != nil || kind == .descriptor {
        return "\(name) would leave a new descriptor behind each time, until the table is full."
      }
      if kind == .address, row.effects.contains(.mappings) {
        return "\(name) would leave a new mapping behind each time."
      }
    }
    return nil
  }

  /// Makes a call once, as always, and then again and again in the subject's own loop; beside it a function call, a
  /// function of the vDSO and the same call held by the lab.
  ///
  /// Throws `LabError.refused` with a sentence when the call cannot be repeated.
  public func bench(_ prepared: PreparedCall) throws(LabError) -> BenchReport {
    if let obstacle = obstacleToRepeating(prepared) { throw .refused(obstacle) }
    let subject = prepared.subject
    try wantOwnCode(subject)
    let first = try run(prepared)
    var report = BenchReport(subject: subject.name)
    report.first = first
    let row = prepared.row
    switch first.outcome {
    case .returned, .failed: break
    case .blocked:
      _ = try? interrupt(subject.name)
      report.problem = "\(row.name) blocks here, so it cannot be repeated; it was broken off."
      return report
    case .killed, .exited, .replaced: return report
    }
    var bench = LoopBench(lab: self, subject: subject, stack: prepared.stack ?? subject.arenaBottom &- 256)
    let words = prepared.pending.words
    let call = RawCall(number: UInt64(row.number), arguments: words, stackPointer: prepared.stack)
    let printer = CallPrinter(prepared.pending.row, words, memory: subject, options: printing)
    do {
      try bench.measureSurroundings(withClock: row.name != "clock_gettime")
      if let function = bench.vdso[row.name] {
        let arguments = (words[safe: 0] ?? 0, words[safe: 1] ?? 0, words[safe: 2] ?? 0)
        try bench.measure(
          .vdso, row.name, "\(row.name) in the vDSO", .function(function, arguments: arguments))
      }
      let last = try bench.measure(.call, row.name, row.name, .call(call))
      bench.note(first.outcome, last, row)
      try bench.measureHeld(call, row.name)
    } catch {
      take(error, bench, &report, "\(printer.row.name)")
    }
    if report.problem == nil { bench.finish(&report) }
    report.changes = subject.end == nil ? changes(after: prepared.pending, first.outcome, in: subject) : []
    lastBench = report
    return report
  }

  /// Measures what costs nothing to set up: a function, the vDSO, getpid, one byte from /dev/zero and one to /dev/null.
  /// The two descriptors that it needs are closed again.
  public func bench(in name: String?) throws(LabError) -> BenchReport {
    var (report, bench) = try beginBench(in: name)
    do {
      try bench.measureSurroundings()
      if let getpid = call("getpid", [], bench) {
        try bench.measure(.call, "getpid", "getpid", .call(getpid))
        try bench.measureHeld(getpid, "getpid")
      }
      // CLOCK_MONOTONIC.
      if let time = call("clock_gettime", [1, bench.scratch], bench) {
        try bench.measure(.call, "clock_gettime", "clock_gettime by syscall", .call(time))
      }
      for (name, path, flags, what) in [
        ("read", "/dev/zero", UInt64(0o2000000), "read 1 byte from /dev/zero"),
        ("write", "/dev/null", 0o2000001, "write 1 byte to /dev/null"),
      ] {
        try bench.with(path, flags) { bench, descriptor throws(BenchStop) in
          guard let move = call(name, [descriptor, bench.scratch, 1], bench) else { return }
          try bench.measure(.call, name, what, .call(move))
        }
      }
    } catch {
      take(error, bench, &report, "The loop")
    }
    if report.problem == nil { bench.finish(&report) }
    lastBench = report
    return report
  }

  /// The report of a bench without a typed call, and the loops in its subject.
  private func beginBench(in name: String?) throws(LabError) -> (BenchReport, LoopBench) {
    let subject = try ready(name)
    try wantOwnCode(subject)
    rememberPages(before: nil)
    var report = BenchReport(subject: subject.name)
    report.started = takeStartNotice()
    return (report, LoopBench(lab: self, subject: subject, stack: (subject.arenaTop &- 8192) & ~15))
  }

  /// Lets the subject load a range of its memory again and again.
  public func benchLoads(at address: UInt64, count: UInt64, in name: String?) throws(LabError) -> BenchReport {
    guard count >= 8 else { throw .refused("bench load loads eight bytes at a time, so the length is 8 or more.") }
    guard count <= 1 << 32 else { throw .refused("At most 4 GiB can be loaded at once.") }
    var (report, bench) = try beginBench(in: name)
    let subject = bench.subject
    let bytes = count & ~7
    let before = try? proc.stat(subject.pid)
    do {
      try bench.measureLoads(at: address, bytes: bytes)
    } catch {
      take(error, bench, &report, "The loop")
    }
    if let before, let after = try? proc.stat(subject.pid), subject.end == nil {
      let faults = (after.minorFaults &- before.minorFaults) &+ (after.majorFaults &- before.majorFaults)
      if faults > 0 {
        report.notes.append(
          faults == 1
            ? "It took 1 page fault, in the first pass."
            : "It took \(faults) page faults, nearly all in the first pass.")
      }
    }
    if report.problem == nil { bench.finish(&report) }
    lastBench = report
    return report
  }

  private func call(_ name: String, _ arguments: [UInt64], _ bench: LoopBench) -> RawCall? {
    table[name].map { RawCall(number: UInt64($0.number), arguments: arguments, stackPointer: bench.stack) }
  }

  private func wantOwnCode(_ subject: LabSubject) throws(LabError) {
    guard subject.tracee.image == .subject else {
      throw .refused("\(subject.name) runs another program now, so the lab's timed loops are gone.")
    }
  }

  /// Why a measurement ended early.
  private func take(_ stop: BenchStop, _ bench: LoopBench, _ report: inout BenchReport, _ what: String) {
    let subject = bench.subject
    report.signals = stop.completion.signals
    report.death = death(of: subject, stop.completion)
    guard report.death == nil else { return }
    last = stop.completion.outcome
    if stop.completion.outcome == .blocked {
      report.problem = "\(what) does not come back and cannot be interrupted; \(subject.name) is busy until it does."
    } else if stop.completion.events.contains(where: \.isGroupStop) {
      report.problem = "A signal stopped \(subject.name) in the middle of the loop, so there is nothing to show."
    } else {
      report.problem =
        "\(what) blocks when it is repeated, or one takes longer than half a second. It was broken off, so there is nothing to show."
    }
  }
}

extension PreparedCall {
  /// A call that sends signals, with signal 0.
  fileprivate var sendsNothing: Bool {
    let index = pending.row.parameters.firstIndex { parameter in
      if case .signal = parameter.type { return true }
      return false
    }
    return index.map { pending.words[$0] == 0 } ?? false
  }
}
