import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

extension Lab {
  /// The subject that a command goes to, alive and idle. A dead current subject is replaced; the next report says so.
  ///
  /// Throws `LabError.refused` with the reason when it cannot take a command now.
  func ready(_ name: String?) throws(LabError) -> LabSubject {
    noticeDeaths()
    let wanted = name ?? currentName
    guard let subject = subject(named: wanted) else {
      throw LabError.refused("There is no subject \(wanted). \(whoLives)")
    }
    if subject.end != nil {
      guard name == nil else { throw LabError.refused("\(wanted) has ended.") }
      return try replace(wanted)
    }
    switch subject.tracee.activity {
    case .parked:
      findArena(of: subject)
      return subject
    case .gone:
      throw LabError.refused(
        subject.tracee.isDetached
          ? "\(wanted) runs on its own, detached: no call can be made in it. switch goes to another subject; reset starts again."
          : "\(wanted) has ended.")
    case .free:
      throw LabError.refused("\(wanted) runs its program. Stop it first: interrupt \(wanted)")
    case .stopped:
      let signal = subject.tracee.stopSignal?.name ?? "a signal"
      let other = living.first { $0.name != wanted && $0.tracee.activity == .parked }?.name
      throw LabError.refused(
        "\(wanted) was stopped by \(signal), and a stopped process makes no calls. SIGCONT lets it go on: "
          + (other.map { "\($0): kill \(wanted) SIGCONT" } ?? "!kill -CONT \(subject.pid)"))
    case .working:
      throw LabError.refused(
        subject.isInHandler
          ? "\(wanted) is still in a handler, and makes no other calls until that returns. kill \(wanted) SIGKILL ends \(wanted)."
          : "\(wanted) is still in \(subject.occupation). Give it what it waits for, or break it off: interrupt \(wanted)"
      )
    }
  }

  /// Puts supplied arguments into the subject's memory, letting its stack grow where they reach below it.
  func place(_ arena: Arena, in subject: LabSubject) throws(LabError) {
    if arena.used > 64 << 10 || subject.part > 0 {
      // Since 6.5 process_vm_writev does not grow a stack; the subject's own store does. Not where there is no stack:
      // that store would kill it.
      let isThere =
        subject.tracee.image == .subject && subject.tracee.readMemory(at: subject.memory.top - 16, atMost: 1) != []
      if isThere { try growStack(of: subject, to: arena.bottom - 4096) }
    }
    // Without this a count longer than its text would hand over what earlier calls left there.
    if subject.arenaBottom < subject.arenaTop {
      let rest = [UInt8](repeating: 0, count: Int(subject.arenaTop - subject.arenaBottom))
      _ = subject.tracee.writeMemory(rest, at: subject.arenaBottom)
    }
    subject.arenaBottom = arena.bottom
    for (address, bytes) in arena.contents where !subject.tracee.writeMemory(bytes, at: address) {
      try refuseDying(subject)
      throw LabError.refused(
        "The arguments could not be placed in \(subject.name)'s stack: it is unmapped or read-only.")
    }
  }

  func growStack(of subject: LabSubject, to address: UInt64) throws(LabError) {
    if subject.maps.mapping(containing: address) != nil { return }
    if let stack = subject.maps.mapping(containing: subject.memory.top - 16), stack.end > address,
      let limit = (try? proc.limits(subject.pid))?["stack size"]?.soft, stack.end - address > limit
    {
      throw LabError.refused(
        "\(subject.name) has no room for arguments: the stack would have to grow beyond RLIMIT_STACK, \(limit) bytes."
      )
    }
    do {
      let touch = Request.routine(.touch(address: address, pages: 1))
      let completion = try tracer.run(touch, in: subject.tracee, patience: 1_000_000_000)
      if subject.end != nil, let report = background(subject, completion) { pendingReports.append(report) }
    } catch {}
    try refuseDying(subject)
    // The lab made it grow, not the call that follows.
    subject.maps = (try? proc.maps(subject.pid)) ?? subject.maps
  }

  /// Throws when the subject is dead or dying rather than unable.
  private func refuseDying(_ subject: LabSubject) throws(LabError) {
    let deadline = Self.now() + 500_000_000
    while subject.end == nil, Self.now() < deadline {
      switch try? proc.stat(subject.pid).state {
      case .zombie, .dead, nil: noticeDeaths()
      case .running, .sleeping, .diskSleep, .stopped, .tracingStop, .idle, .other: return
      }
    }
    throw LabError.refused("\(subject.name) has ended.")
  }

  /// A call that is not over when patience ends blocks only if it sleeps. One that waits for a processor, on a busy
  /// machine, or for a disk, or copies a lot, is given two seconds.
  func outlast(_ completion: Completion, _ subject: LabSubject, since start: Int64, orDisk: Bool = false) -> Completion
  {
    guard completion.outcome == .blocked, !completion.events.contains(where: \.isGroupStop) else { return completion }
    while Self.now() - start < 2_000_000_000 * slowness, let state = try? proc.stat(subject.pid).state,
      state == .running || state == .tracingStop || state == .diskSleep && orDisk
    {
      if let end = tracer.wait(for: subject.tracee, patience: 20_000_000) {
        return Completion(
          outcome: end.outcome, events: completion.events + end.events, time: end.time, crossing: end.crossing)
      }
    }
    return completion
  }

  /// vfork, and clone with CLONE_VFORK: until the child execs or ends the parent sleeps in the state that otherwise means
  /// a disk, or that something is waited for until no processor looks at it any more (RCU: namespaces, mounts).
  private func waitsForChild(_ pending: PendingCall, _ subject: LabSubject) -> Bool {
    let first = pending.words.first ?? 0
    return switch pending.row.number {
    case 56: first & 0x4000 != 0
    case 58: true
    case 435: (subject.exactly(8, at: first)?.littleEndianWord ?? 0x4000) & 0x4000 != 0
    default: false
    }
  }

  func run(_ pending: PendingCall, stack: UInt64?, in subject: LabSubject) -> CallReport {
    lookAtReceivers()
    let printer = CallPrinter(pending.row, pending.words, memory: subject, options: printing)
    let call = RawCall(number: UInt64(pending.row.number), arguments: pending.words, stackPointer: stack)
    let start = Self.now()
    let signals = signalStates(before: pending, in: subject)
    subject.tracee.recordsCrossings = recordsCrossings
    rememberBeforeExec(pending, of: subject)
    rememberMounts(before: pending, of: subject)
    let completion: Completion
    do {
      let inTime = try tracer.run(.call(call), in: subject.tracee, patience: callPatience)
      completion = outlast(inTime, subject, since: start, orDisk: !waitsForChild(pending, subject))
    } catch {
      completion = afterFailure(error, subject)
    }
    if let heir = heir(of: subject) { return takenOver(subject, by: heir, pending, printer, completion) }
    if completion.outcome == .blocked, let end = endOfNamespace(subject) {
      return finished(
        subject, pending, printer, Completion(outcome: end.outcome, events: completion.events + end.events))
    }
    if completion.outcome == .blocked, let status = endBeforeOthers(subject, pending) {
      return finished(subject, pending, printer, Completion(outcome: status, events: completion.events))
    }
    if completion.outcome == .blocked {
      subject.inFlight = CallInFlight(printer: printer, call: pending, since: start)
      return blocked(subject, printer, completion)
    }
    var report = finished(subject, pending, printer, completion)
    // What an exec does to signals is told with all that it does.
    if report.exec == nil {
      report.changes += signalChanges(since: signals, by: pending, of: subject, delivered: report.signals)
    }
    postponeNewsOfChildren(in: &report)
    if case .returned = completion.outcome { awaitKilled(by: pending, of: subject) }
    return report
  }

  /// A request that the tracer refused: the subject died under it.
  func afterFailure(_ error: TraceError, _ subject: LabSubject) -> Completion {
    if let death = tracer.wait(for: subject.tracee, patience: 500_000_000) { return death }
    return Completion(outcome: subject.end ?? .killed(.kill))
  }

  func blocked(_ subject: LabSubject, _ printer: CallPrinter, _ completion: Completion) -> CallReport {
    last = .blocked
    var report = CallReport(
      subject: subject.name, pid: subject.pid, row: subject.inFlight?.call.row, text: printer.beginning,
      outcome: .blocked)
    report.arguments = subject.inFlight?.call.words ?? []
    report.waiting = waiting(subject, completion)
    report.changes = adoptions(completion, parent: subject)
    return report
  }

  /// The report of a call that came back, with everything that it changed.
  func finished(
    _ subject: LabSubject, _ pending: PendingCall, _ printer: CallPrinter, _ completion: Completion
  ) -> CallReport {
    let outcome = completion.outcome
    last = outcome
    let before = subject.maps
    var report = CallReport(
      subject: subject.name, pid: subject.pid, row: pending.row, text: printer.text(outcome, memory: subject),
      outcome: outcome)
    report.alias = pending.alias
    report.arguments = pending.words
    if timesCalls { report.time = completion.time }
    report.crossing = completion.crossing
    report.signals = deliveries(completion, to: subject)
    if outcome == .failed(.interrupted), let signal = report.signals.first(where: { $0.effect == .handled })?.signal {
      report.reasons = [Explanation.interruption(of: pending.row.name, by: signal)]
    }
    report.changes = adoptions(completion, parent: subject)
    if subject.end == nil {
      report.details = details(pending, outcome, subject)
      if outcome == .replaced, case let ended = endOtherThreads(of: subject), !ended.isEmpty {
        report.details.append(
          "A new program begins with one thread, so \(ended.joined(separator: ", ")) \(ended.count == 1 ? "has" : "have") ended."
        )
      }
      report.changes += changes(after: pending, outcome, in: subject)
      if outcome == .replaced { report.exec = execReport(subject) }
      if case .failed(let errno) = outcome, report.reasons.isEmpty {
        report.reasons = Explanation(lab: self, subject: subject, row: pending.row, words: pending.words).reasons(
          for: errno)
      }
      assign(pending, outcome, subject)
      noteFilter(pending, outcome, subject)
    } else if subject.end == .killed(.badCall), let reason = filterReason(pending, subject) {
      report.reasons = [reason]
    }
    if let death = death(of: subject, completion) {
      report.death = death
      report.changes += socketChangesAfterDeath()
    } else if pending.row.effects.contains(.mappings), let end = lostCode(subject, before) {
      report.signals += deliveries(end, to: subject)
      report.death = death(of: subject, end)
    }
    return report
  }

  /// A subject whose code page the call took away cannot return to it. Let it try, as any process would.
  private func lostCode(_ subject: LabSubject, _ before: MemoryMap) -> Completion? {
    guard subject.tracee.image == .subject, case .parked = subject.tracee.activity,
      let registers = try? subject.tracee.registers()
    else { return nil }
    let address = registers.instructionPointer
    if subject.maps.mapping(containing: address)?.permissions.execute == true { return nil }
    guard before.mapping(containing: address) != nil else { return nil }
    return (try? tracer.run(.routine(.park), in: subject.tracee, patience: Self.patience))
      ?? Completion(outcome: subject.end ?? .killed(.segmentationFault))
  }

  private func details(_ pending: PendingCall, _ outcome: CallOutcome, _ subject: LabSubject) -> [String] {
    let note = numberNote(pending, outcome, subject)
    if let decoded = waitDetails(pending, outcome, subject) { return [note, decoded].compactMap(\.self) }
    if let note { return [note] }
    guard case .returned(let size) = outcome, size > 0 else { return [] }
    if let note = pending.note { return [note] }
    if let events = inotifyDetails(pending, size, subject) { return [events] }
    for (index, parameter) in pending.row.parameters.enumerated() {
      guard parameter.type.isDirectoryEntries else { continue }
      let bytes = subject.bytes(at: pending.words[index], atMost: Int(min(size, Arena.limit)))
      let names = DirectoryEntry.names(in: bytes, old: pending.row.name == "getdents").map { Escapes.quoted($0) }
      return names.isEmpty ? [] : ["entries: " + names.joined(separator: " ")]
    }
    return []
  }

  /// Gives results their names.
  private func assign(_ pending: PendingCall, _ outcome: CallOutcome, _ subject: LabSubject) {
    guard case .returned(let value) = outcome else { return }
    var values = [value]
    var kind = Variable.Kind(pending.row.result, pending.words)
    if let index = pending.row.outputPair,
      let bytes = subject.exactly(8, at: pending.words[index])
    {
      values = [0, 4].map { start in
        bytes[start..<(start + 4)].littleEndianWord
      }
      kind = .descriptor
    }
    let length =
      pending.row.name == "mmap" || pending.row.name == "mremap"
      ? pending.words[safe: pending.row.name == "mmap" ? 1 : 2] : nil
    for (name, value) in zip(pending.targets, values) {
      variables.set(Variable(name: name, word: value, kind: kind, length: length, subject: subject.name))
    }
    variables.set(Variable(name: "_", word: value, kind: kind, length: length, subject: subject.name))
  }

  /// Nanoseconds of the monotonic clock.
  public static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

extension Syscall {
  /// The parameter through which the call gives a pair of descriptors (pipe), if it does.
  var outputPair: Int? {
    parameters.firstIndex { parameter in
      if case .pointer(.array(.descriptor, .fixed(2)), .output) = parameter.type { return true }
      return false
    }
  }

  /// How many names its results can be given.
  public var resultCount: Int {
    outputPair == nil ? 1 : 2
  }
}

extension Variable.Kind {
  init(_ type: ResultType, _ words: [UInt64]) {
    switch type {
    case .descriptor: self = .descriptor
    case .address: self = .address
    case .process: self = .process
    case .zero, .number, .octal, .word, .described, .never: self = .number
    case .selected(let index, let cases, let otherwise):
      self = Variable.Kind(cases[words[index] & 0xffff_ffff] ?? otherwise, words)
    }
  }
}

extension Completion {
  var signals: [SignalDelivery] {
    events.compactMap { event in
      switch event {
      case .signal(let delivery): delivery
      case .child, .executed, .groupStop, .continued, .entered, .held, .brokenInto: nil
      }
    }
  }
}

extension TraceEvent {
  var isGroupStop: Bool {
    switch self {
    case .groupStop: true
    case .child, .signal, .executed, .continued, .entered, .held, .brokenInto: false
    }
  }
}

extension Array {
  subscript(safe index: Int) -> Element? {
    indices.contains(index) ? self[index] : nil
  }
}
