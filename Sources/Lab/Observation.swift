import Inspect
import LinuxABI
import SyscallTable
import Tracer

// What the lab looks at after a call: only where the row says that something can have changed.
extension Change {
  /// Whether it is that one of these descriptors was opened.
  fileprivate func opens(_ descriptors: Set<Int32>) -> Bool {
    guard case .opened(_, let fd, _, _, _, _) = self else { return false }
    return descriptors.contains(fd)
  }
}

extension Lab {
  /// How many open descriptors are few enough to read all of them after each call.
  private static let fewDescriptors = 64

  func changes(after call: PendingCall, _ outcome: CallOutcome, in subject: LabSubject) -> [Change] {
    // A failed call has changed nothing, but for what it may have done before it failed: those rows move data.
    var effects = call.row.effects
    if case .failed = outcome { effects = effects.intersection([.files, .mappings]) }
    if outcome == .replaced { effects = .all }
    var changes: [Change] = []
    noteIPCObject(call, outcome)
    descriptors.closedByExec = [:]
    if !effects.isDisjoint(with: [.descriptors, .files]) {
      let received = isReturn(outcome) ? receivedDescriptors(call, in: subject) : [:]
      let before = descriptors.descriptions
      changes += markMapped(
        descriptorChanges(of: subject, call, outcome, received), before,
        // An exec has taken away all that its caller had mapped.
        by: outcome == .replaced ? living.filter { $0 !== subject } : living)
      if outcome == .replaced { changes = descriptors.markClosedByExec(changes, subject.name) }
      if isReturn(outcome) || outcome == .replaced { changes += flightChanges(call, received: received, in: subject) }
    }
    changes += socketChanges(after: call, changes, in: subject)
    if outcome == .replaced {
      changes.append(executed(subject, held: true))
    } else if effects.contains(.mappings) {
      changes += mappingChanges(of: subject)
    }
    if call.row.name == "unshare" || call.row.name == "setns" { partDirectories(of: subject) }
    // prlimit64 may have been for another one.
    if ["setrlimit", "prlimit64"].contains(call.row.name) {
      for other in living { other.limits = try? proc.limits(other.pid) }
    }
    if effects.contains(.directory) { changes += directoryChanges(of: subject) }
    if !isFailure(outcome) {
      changes += namespaceChanges(of: subject, call) + mountChanges(of: subject, call)
      changes += nameChanges(after: call, of: subject)
    }
    return changes
  }

  /// Changes of the memory map since the last look. Called after routines too: a store can grow the stack.
  func mappingChanges(of subject: LabSubject) -> [Change] {
    guard let now = try? proc.maps(subject.pid) else {
      _ = noteUnseen([.map], of: subject)
      return []
    }
    defer { subject.maps = now }
    return now.changes(from: subject.maps).map { .mapping(subject: subject.name, $0) }
  }

  func directoryChanges(of subject: LabSubject) -> [Change] {
    var changes: [Change] = []
    if let now = try? proc.cwd(subject.pid), now != subject.directory {
      changes.append(.directory(subject: subject.name, from: subject.directory, to: now))
      subject.directory = now
    }
    if let now = try? proc.root(subject.pid), now != subject.root {
      changes.append(.root(subject: subject.name, from: subject.root, to: now))
      subject.root = now
    }
    if let now = try? proc.status(subject.pid).umask, now != subject.umask {
      changes.append(.umask(subject: subject.name, from: subject.umask, to: now))
      subject.umask = now
    }
    return changes
  }

  /// Tells of the last descriptors in `changes` whose file one of `users` still maps. `before`: the descriptions that
  /// they led to.
  private func markMapped(
    _ changes: [Change], _ before: [String: OpenFileDescription], by users: [LabSubject]
  ) -> [Change] {
    changes.map { change in
      guard case .closed(let owner, let fd, let label, let target, true, let byExec, _) = change,
        let file = before[label]?.file, file.kind == .regular
      else { return change }
      let isMapped = users.contains { subject in
        subject.maps.mappings.contains { $0.inode == file.inode && $0.device == file.device }
      }
      return .closed(
        subject: owner, fd: fd, label: label, target: target, last: true, byExec: byExec, isMapped: isMapped)
    }
  }

  private func isReturn(_ outcome: CallOutcome) -> Bool {
    if case .returned = outcome { return true }
    return false
  }

  private func isFailure(_ outcome: CallOutcome) -> Bool {
    if case .failed = outcome { return true }
    return false
  }

  private func descriptorChanges(
    of subject: LabSubject, _ call: PendingCall, _ outcome: CallOutcome, _ received: [Int32: String]
  ) -> [Change] {
    var given: Set<Int32> = []
    if case .returned(let value) = outcome, Variable.Kind(call.row.result, call.words) == .descriptor {
      given.insert(Int32(truncatingIfNeeded: value))
    }
    guard let touched = touchedDescriptors(call, outcome, subject)?.union(given).union(received.keys)
    else {
      return refreshed(subject, replaced: given, received: received)
    }
    var changes = refreshed(subject, touched: touched, replaced: given, received: received)
    // The kernel's count tells whether anything else was opened or closed.
    if (try? proc.descriptorCount(subject.pid)) != descriptors.table(of: subject.name)?.count {
      changes += refreshed(subject)
    }
    return changes
  }

  private func refreshed(
    _ subject: LabSubject, touched: Set<Int32>? = nil, replaced: Set<Int32> = [], received: [Int32: String] = [:]
  ) -> [Change] {
    let wasKnown = descriptors.table(of: subject.name) != nil
    do {
      let changes = try descriptors.refresh(
        subject.name, pid: subject.pid, touched: touched, replaced: replaced, received: received)
      return wasKnown ? changes : changes.filter { $0.opens(replaced) }
    } catch {
      if noteUnseen([.descriptors, .descriptions], of: subject) { descriptors.forgetTable(of: subject.name) }
      return []
    }
  }

  /// The descriptors that the call named or gave; nil to look at all of them, where they are few or the call can reach
  /// any: by number alone, as a range, or through a path that leads to the file behind one.
  private func touchedDescriptors(_ call: PendingCall, _ outcome: CallOutcome, _ subject: LabSubject) -> Set<Int32>? {
    guard let known = descriptors.table(of: subject.name)?.count, known > Self.fewDescriptors else { return nil }
    guard outcome != .replaced, call.row.name != "close_range", call.row.effects != .all else { return nil }
    var touched: Set<Int32> = []
    for (index, parameter) in call.row.parameters.enumerated() {
      switch parameter.type {
      case .descriptor, .directory: touched.insert(Int32(truncatingIfNeeded: call.words[index]))
      case .pointer(.path, .input):
        if Variable.Kind(call.row.result, call.words) != .descriptor { return nil }
        if Explanation(lab: self, subject: subject, row: call.row, words: call.words).openFlags.map({ $0 & 0o1000 != 0 }
        ) == true {
          return nil
        }
      case .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal, .address, .pointer,
        .selected, .presentIf, .absent, .special:
        break
      }
    }
    if case .returned = outcome, let pair = call.row.outputPair, let bytes = subject.exactly(8, at: call.words[pair]) {
      for start in [0, 4] {
        touched.insert((0..<4).reversed().reduce(Int32(0)) { $0 << 8 | Int32(bytes[start + $1]) })
      }
    }
    return touched
  }

  /// What a subject that does not come back sleeps in.
  func waiting(_ subject: LabSubject, _ completion: Completion) -> Waiting {
    for case .groupStop(let signal) in completion.events {
      let advice = "\(signal.name) stopped it. SIGCONT lets it go on: kill \(subject.name) SIGCONT"
      return Waiting(channel: nil, state: .stopped, advice: advice)
    }
    let state = (try? proc.stat(subject.pid).state) ?? .sleeping
    let channel = (try? proc.waitChannel(subject.pid)) ?? nil
    let advice: String
    switch state {
    case .running: advice = "It is still working; its result appears when it comes."
    case .diskSleep where subject.inFlight?.call.row.name == "vfork" || channel == "kernel_clone":
      advice = "It sleeps until its child calls execve or ends. interrupt cannot break it off."
    case .diskSleep: advice = "It waits for a device and cannot be interrupted."
    case .stopped: advice = "It is stopped until a SIGCONT."
    case .sleeping, .tracingStop, .zombie, .dead, .idle, .other:
      advice = waitAdvice(subject)
    }
    return Waiting(channel: channel, state: state, advice: advice)
  }

  // MARK: What happens by itself

  /// Reports of calls that came back, and of subjects that ended, since the last look. Never waits.
  public func collect() -> [CallReport] {
    var reports = pendingReports
    pendingReports = []
    let news = tracer.collect() + tracer.collectDeaths()
    reports += overruns()
    for (tracee, completion) in news {
      guard let subject = subject(ofProcess: tracee.pid) else { continue }
      if let report = background(subject, completion) { reports.append(report) }
    }
    forgetEnded()
    return reports
  }

  func background(_ subject: LabSubject, _ completion: Completion) -> CallReport? {
    if subject.endIsTold, subject.end != nil { return nil }
    if let report = stepNews(subject, completion) { return report }
    if completion.outcome == .blocked {
      var children = adoptions(completion, parent: subject)
      if completion.events.contains(.executed) { children.append(executed(subject, held: false)) }
      guard !children.isEmpty || !completion.signals.isEmpty || completion.events.contains(.continued) else {
        return nil
      }
      var report = CallReport(
        subject: subject.name, pid: subject.pid, row: nil, text: "", outcome: .blocked)
      report.changes = children
      report.signals = deliveries(completion, to: subject)
      report.callGoesOn = subject.inFlight != nil && report.signals.contains { $0.effect == .handled }
      return report
    }
    if let flight = subject.inFlight {
      subject.inFlight = nil
      var report = finished(subject, flight.call, flight.printer, completion)
      noteLateEnd(of: subject, flight.call.row.name, completion.outcome)
      report.blockedFor = Self.now() - flight.since
      return report
    }
    // Children that a program made on its way to its end.
    let children = adoptions(completion, parent: subject)
    let death = death(of: subject, completion)
    guard death != nil || !completion.signals.isEmpty || !children.isEmpty else { return nil }
    if let death { noteLateEnd(of: subject, nil, death.how) }
    var report = CallReport(subject: subject.name, pid: subject.pid, row: nil, text: "", outcome: completion.outcome)
    report.changes = children + (death == nil ? [] : socketChangesAfterDeath())
    report.signals = deliveries(completion, to: subject)
    report.death = death
    return report
  }

  /// Lets calls in flight that are able to go on do so, and reports them: after a write to a pipe, the read that waited
  /// for it. Returns as soon as all that remain are asleep.
  public func settle() -> [CallReport] {
    var reports = collect()
    let deadline = Self.now() + 200_000_000
    for subject in subjects where subject.inFlight != nil {
      while subject.inFlight != nil, Self.now() < deadline {
        guard (try? proc.stat(subject.pid).state) == .running else { break }
        guard let completion = tracer.wait(for: subject.tracee, patience: 2_000_000) else { continue }
        if let report = background(subject, completion) { reports.append(report) }
      }
    }
    for subject in living where subject.inFlight == nil && subject.tracee.image == .subject {
      reports += comeToRest(subject, deadline: deadline)
    }
    return inNaturalOrder(reports + collect() + deliverSignals())
  }

  /// A subject without a call may be on its way to where it rests: it was continued a moment ago. One that is stopped is
  /// given a millisecond to be seen to go on.
  private func comeToRest(_ subject: LabSubject, deadline: Int64) -> [CallReport] {
    var reports: [CallReport] = []
    func wait(_ patience: Int64) {
      guard let completion = tracer.wait(for: subject.tracee, patience: patience) else { return }
      if let report = background(subject, completion) { reports.append(report) }
    }
    if subject.tracee.activity == .stopped { wait(1_000_000) }
    while subject.tracee.activity == .working, Self.now() < deadline { wait(2_000_000) }
    return reports
  }

  /// Waits for the call of `name`, or of the current subject, for at most `patience` nanoseconds. Nil when it is still
  /// blocked then or was idle.
  public func wait(for name: String?, patience: Int64) -> CallReport? {
    guard let subject = subject(named: name ?? currentName), subject.inFlight != nil,
      let completion = tracer.wait(for: subject.tracee, patience: patience)
    else { return nil }
    return background(subject, completion)
  }

  /// Breaks off the call in which a subject is blocked.
  ///
  /// Throws when it is in none, or cannot be interrupted.
  public func interrupt(_ name: String?) throws(LabError) -> CallReport {
    let wanted = name ?? subjects.last { $0.inFlight != nil }?.name ?? currentName
    guard let subject = subject(named: wanted) else {
      throw .refused("There is no subject \(wanted). \(whoLives)")
    }
    if subject.tracee.activity == .stopped {
      throw .refused(
        "\(wanted) is stopped by a signal; nothing reaches it but SIGCONT and SIGKILL. kill \(wanted) SIGCONT")
    }
    guard !subject.tracee.isDetached else {
      throw .refused("\(wanted) runs on its own, detached: the lab cannot hold it any more. kill reaches it.")
    }
    guard subject.inFlight != nil else {
      throw .refused(
        subject.isInHandler
          ? "\(wanted) is in no call of the lab's: its handler runs, and has not returned. kill \(wanted) SIGKILL ends \(wanted)."
          : "\(wanted) is not in a call: there is nothing to interrupt.")
    }
    let completion: Completion?
    do {
      completion = try tracer.interrupt(subject.tracee, patience: 300_000_000)
    } catch {
      completion = afterFailure(error, subject)
    }
    guard let completion, let report = background(subject, completion) else {
      let channel = ((try? proc.waitChannel(subject.pid)) ?? nil).map { " in \($0)" } ?? ""
      throw .refused("\(wanted) cannot be interrupted: it sleeps\(channel) and takes no signal there.")
    }
    return report
  }
}
