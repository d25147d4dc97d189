import Glibc
import Inspect
import LinuxABI
import SyscallTable
import Tracer

// Subjects that come and go: children, threads, and how many there may be.
extension Lab {
  /// So many processes and threads may live in the lab at once. RLIMIT_NPROC would not hold root back.
  public static let processLimit = 256
  /// So many processes of one running program are told one by one.
  private static let familyShown = 8

  /// Throws `LabError.refused` for a call that would make one more than there may be.
  func refuseTooMany(_ row: Syscall) throws(LabError) {
    guard [56, 57, 58, 435].contains(row.number), tracer.tracees.count >= Self.processLimit else { return }
    throw .refused(
      "The lab holds \(tracer.tracees.count) processes and threads, as many as it lets live at once, so this \(row.name) was not made. kill and wait4 end some; reset ends all."
    )
  }

  /// Programs that made more processes than that, and were killed with all of them.
  func overruns() -> [CallReport] {
    tracer.takeOverruns().compactMap { overrun in
      guard let subject = subject(ofProcess: overrun.family) else { return nil }
      var report = CallReport(subject: subject.name, pid: subject.pid, row: nil, text: "", outcome: .killed(.kill))
      report.death = Death(
        subject: subject.name, how: .killed(.kill),
        cause:
          "Its program \(overrun.reason ?? "made more than the \(Self.processLimit) processes that the lab lets live at once"), so the lab killed it with everything that it had made: \(overrun.killed == 1 ? "one process" : "\(overrun.killed) processes")."
      )
      for member in subjects where member.tracee.end != nil { member.endIsTold = true }
      return report
    }
  }

  /// Children and threads that the call made become subjects.
  func adoptions(_ completion: Completion, parent maker: LabSubject) -> [Change] {
    var changes: [Change] = []
    for event in completion.events {
      guard case .child(let pid, let how) = event, let tracee = tracer.tracees[pid],
        !subjects.contains(where: { $0.pid == pid && $0.end == nil })
      else { continue }
      let leader =
        tracee.process == pid ? nil : subjects.last { $0.pid == tracee.process && $0.leader == nil }
      leader?.threadsNamed += 1
      let name = leader.map { "\($0.name).\($0.threadsNamed)" } ?? nextName()
      let child = LabSubject(name: name, tracee: tracee, parent: maker.process, leader: leader?.name)
      maker.mayShare = true
      let shared = settle(child, madeBy: maker)
      subjects.append(child)
      look(at: child)
      child.filters = maker.filters
      let entered = namespaceChanges(ofChild: child, madeBy: maker)
      if let family = tracee.family {
        familySizes[family, default: 0] += 1
        let size = familySizes[family] ?? 0
        if size == Self.familyShown + 1 {
          changes.append(.manyChildren(of: self.name(ofProcess: family) ?? maker.process))
        }
        if size > Self.familyShown { continue }
      }
      let pages = how == .vfork ? nil : pagesShared(child, maker)
      changes.append(
        .child(
          name: name, pid: number(of: child), parent: parentNow(of: child), how, pagesShared: pages, shares: shared))
      changes += entered
    }
    return changes
  }

  /// Whom the kernel calls its parent: with CLONE_PARENT that is the parent of its maker. Of a thread, its process.
  private func parentNow(of child: LabSubject) -> String {
    if let leader = child.leader { return leader }
    guard let parent = try? proc.stat(child.pid).parent else { return child.parent ?? "?" }
    return subjects.last { $0.pid == parent && $0.leader == nil }?.name ?? "process \(parent)"
  }

  // MARK: Threads

  /// All of a process's subjects: its first thread and the others.
  func threads(of process: String) -> [LabSubject] {
    subjects.filter { $0.process == process }
  }

  /// A first thread that has called exit while others go on: the kernel keeps it as a zombie, and reports its end when
  /// the last one has ended.
  func endBeforeOthers(_ subject: LabSubject, _ pending: PendingCall) -> CallOutcome? {
    guard pending.row.number == 60, subject.leader == nil, (try? proc.stat(subject.pid).state) == .zombie else {
      return nil
    }
    let outcome = CallOutcome.exited(Int32(truncatingIfNeeded: pending.words[0] & 0xff))
    subject.endedBeforeOthers = outcome
    return outcome
  }

  /// How the subject ended, when it has, with the reason where the last signal tells one.
  func death(of subject: LabSubject, _ completion: Completion) -> Death? {
    guard let end = subject.end else { return nil }
    forget(subject)
    let fatal = completion.signals.last
    var cause: String?
    switch end {
    case .killed(let signal):
      if let fatal, fatal.signal == signal {
        cause = Explanation.cause(
          of: fatal, in: subject, sender: fatal.isSent ? name(ofProcess: fatal.sender, for: subject) : nil)
      } else if signal == .kill {
        cause =
          controlGroups.killCause(ofProcess: subject.tracee.process)
          ?? "SIGKILL gives no notice: nothing of it ran after that."
      }
    case .exited, .returned, .failed, .blocked, .replaced: cause = nil
    }
    if subject.tracee.coreDumped, let pattern = try? proc.setting("kernel/core_pattern") {
      let dump = "Its memory was kept as core_pattern says: \(Escapes.harmless(pattern))."
      cause = cause.map { "\($0) \(dump)" } ?? dump
    }
    let others = threads(of: subject.process).filter { $0 !== subject && !$0.endIsTold }
    guard !others.isEmpty || subject.leader != nil else {
      return Death(
        subject: subject.name, how: end, cause: cause, coreDumped: subject.tracee.coreDumped,
        orphans: orphans(of: subject))
    }
    awaitEnd(of: others)
    let alive = others.filter { $0.end == nil }
    if alive.isEmpty {
      for thread in others {
        forget(thread)
        thread.endIsTold = true
      }
      subject.endIsTold = true
      let names = threads(of: subject.process).filter { $0.leader != nil && others.contains($0) || $0 === subject }
      return Death(
        subject: subject.process, how: end, cause: cause, coreDumped: subject.tracee.coreDumped,
        orphans: orphans(of: subject), threads: names.map(\.name).filter { $0 != subject.process })
    }
    subject.endIsTold = subject.tracee.end != nil
    return Death(
      subject: subject.name, how: end, cause: cause, orphans: orphans(of: subject), survivors: alive.map(\.name))
  }

  /// Waits for threads that a group exit or a fatal signal is ending: SIGKILL is on its way to each of them
  /// (`kernel/signal.c`, zap_other_threads).
  private func awaitEnd(of threads: [LabSubject]) {
    let deadline = Self.now() + 1_000_000_000
    while Self.now() < deadline {
      for (tracee, completion) in tracer.collectDeaths() {
        // Their end is told together with the one that is being reported.
        guard let subject = subject(ofProcess: tracee.pid), !threads.contains(subject),
          let report = background(subject, completion)
        else { continue }
        pendingReports.append(report)
      }
      let dying = threads.filter { $0.end == nil && isDying($0) }
      guard let first = dying.first else { return }
      _ = tracer.wait(for: first.tracee, patience: 2_000_000)
    }
  }

  private func isDying(_ thread: LabSubject) -> Bool {
    guard let status = try? proc.status(thread.pid) else { return true }
    return status.state == .zombie || status.state == .dead || status.pending & Signal.kill.bit != 0
  }

  /// Drops what is known of one that has ended.
  private func forget(_ subject: LabSubject) {
    descriptors.remove(subject.name)
    subject.inFlight = nil
  }

  /// Ends that no report told of: threads that an exec in their process ended, descendants of a program that was killed.
  func forgetEnded() {
    for subject in subjects where subject.tracee.end != nil && descriptors.isKnown(subject.name) { forget(subject) }
  }

  // MARK: exec in a thread

  /// The first thread, when `subject` was another thread that has executed a program: it goes on under that one's number.
  func heir(of subject: LabSubject) -> LabSubject? {
    guard let tracee = subject.tracee.heir else { return nil }
    return subjects.last { $0.tracee === tracee }
  }

  /// The report of an exec by another thread than the first: all the others end, and it takes the first one's place.
  func takenOver(
    _ thread: LabSubject, by leader: LabSubject, _ pending: PendingCall, _ printer: CallPrinter,
    _ completion: Completion
  ) -> CallReport {
    leader.endedBeforeOthers = nil
    leader.endIsTold = false
    leader.inFlight = nil
    let ended = endOtherThreads(of: leader).filter { $0 != thread.name }
    if currentName == thread.name { currentName = leader.name }
    var report = finished(leader, pending, printer, completion)
    let rest = ended.isEmpty ? "the first thread has" : "the first thread and \(ended.joined(separator: ", ")) have"
    report.details.append(
      "\(thread.name) executed a program, and a new program begins with one thread: \(rest) ended, and \(thread.name) goes on as \(leader.name), process \(number(of: leader))."
    )
    return report
  }
}

extension Lab {
  /// Takes in the ends of the threads that an exec has ended, and says which they were.
  func endOtherThreads(of leader: LabSubject) -> [String] {
    let others = threads(of: leader.process).filter { $0 !== leader && !$0.endIsTold }
    awaitEnd(of: others)
    for other in others {
      forget(other)
      other.endIsTold = true
    }
    return others.map(\.name)
  }
}

extension LabSubject: Equatable {
  public static func == (left: LabSubject, right: LabSubject) -> Bool { left === right }
}
