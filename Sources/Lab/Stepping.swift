import LinuxABI
import SyscallTable
import Tracer

// `step`: a program of a subject makes its next call, which is shown as a typed one is.
extension Lab {
  /// Lets the program of a subject run through its next call and tells what came of it; first, in reports of their own,
  /// what happened before that call. A call that blocks is reported as such, and its result comes from `collect`.
  ///
  /// Throws when the subject runs no program, or is not held.
  public func step(_ name: String?) throws(LabError) -> [CallReport] {
    let subject = try program(name)
    switch subject.tracee.activity {
    case .free:
      throw .refused("\(subject.name) runs. interrupt \(subject.name) holds it, and then step goes on call by call.")
    case .stopped:
      throw .refused(
        "\(subject.name) was stopped by a signal. SIGCONT lets it go on: kill \(subject.name) SIGCONT")
    case .working:
      throw .refused(
        "\(subject.name) is still in \(subject.occupation). Give it what it waits for, or: interrupt \(subject.name)")
    case .gone, .parked: break
    }
    rememberPages(before: nil)
    let completion: Completion?
    do {
      completion = try tracer.stepToCall(subject.tracee, patience: Self.patience)
    } catch {
      completion = afterFailure(error, subject)
    }
    // It computes, and makes no call for now.
    guard let completion else { return [] }
    if let reports = stepReports(subject, completion) { return reports }
    return background(subject, completion).map { [$0] } ?? []
  }

  /// What a completion means for a program that is being stepped; nil when it has nothing to do with that.
  func stepNews(_ subject: LabSubject, _ completion: Completion) -> CallReport? {
    guard var reports = stepReports(subject, completion), !reports.isEmpty else { return nil }
    let last = reports.removeLast()
    pendingReports += reports
    return last
  }

  private func stepReports(_ subject: LabSubject, _ completion: Completion) -> [CallReport]? {
    if let entry = completion.entry {
      let before = Completion(outcome: .blocked, events: completion.events.filter { !$0.isEntry })
      return (background(subject, before).map { [$0] } ?? []) + [make(entry, subject)]
    }
    guard let flight = subject.inFlight, flight.isStep else { return nil }
    if completion.outcome == .blocked, !completion.events.contains(.held), !completion.events.contains(.brokenInto) {
      return nil
    }
    subject.inFlight = nil
    var report = finishedStep(subject, flight, completion)
    let time = Self.now() - flight.since
    report.blockedFor = flight.isReported && completion.outcome != .blocked ? time : nil
    return [report]
  }

  /// Lets the program make the call at whose entry it stands.
  private func make(_ entry: CallEntry, _ subject: LabSubject) -> CallReport {
    let row = table[number: Int(clamping: entry.number)] ?? Self.unknownRow(entry.number)
    let pending = PendingCall(row: row, words: entry.arguments, targets: [], alias: nil)
    let printer = CallPrinter(row, entry.arguments, memory: subject, options: printing)
    subject.maps = (try? proc.maps(subject.pid)) ?? subject.maps
    rememberBeforeExec(pending, of: subject)
    var flight = CallInFlight(printer: printer, call: pending, since: Self.now(), isStep: true)
    subject.inFlight = flight
    var completion: Completion?
    do {
      completion = try tracer.finishCall(subject.tracee, patience: Self.patience)
      while completion == nil, (try? proc.stat(subject.pid).state) == .running,
        Self.now() - flight.since < 2_000_000_000
      {
        completion = tracer.wait(for: subject.tracee, patience: 20_000_000)
      }
    } catch {
      completion = afterFailure(error, subject)
    }
    let isOver = completion.map {
      $0.outcome != .blocked || $0.events.contains(.held) || $0.events.contains(.brokenInto)
    }
    if let completion, isOver == true {
      subject.inFlight = nil
      return finishedStep(subject, flight, completion)
    }
    flight.isReported = true
    subject.inFlight = flight
    let before = last
    defer { last = before }
    return blocked(subject, printer, completion ?? Completion(outcome: .blocked, events: takeChildren(of: subject)))
  }

  /// Children that a call made before it blocked: vfork waits for its child.
  private func takeChildren(of subject: LabSubject) -> [TraceEvent] {
    tracer.takeNews(of: subject.tracee)
  }

  private func finishedStep(_ subject: LabSubject, _ flight: CallInFlight, _ completion: Completion) -> CallReport {
    let pending = flight.call
    if completion.outcome == .blocked {
      let wasAsked = completion.events.contains(.held)
      var report = CallReport(
        subject: subject.name, pid: subject.pid, row: pending.row, text: flight.printer.beginning, outcome: .blocked)
      report.waiting = Waiting(
        channel: nil, state: .tracingStop,
        advice: wasAsked
          ? "When it goes on, the kernel makes the call again: cont \(subject.name) or step \(subject.name)."
          : "A signal broke in. step \(subject.name) delivers it; then the call ends with EINTR or is made again.")
      report.signals = deliveries(completion, to: subject)
      report.changes = adoptions(completion, parent: subject)
      return report
    }
    // The last result and `_` are those of what was typed.
    let (earlier, variables) = (last, self.variables)
    defer { (last, self.variables) = (earlier, variables) }
    return finished(subject, pending, flight.printer, completion)
  }

  /// A call that the table does not know, with its registers as they are.
  static func unknownRow(_ number: UInt64) -> Syscall {
    let parameters = (1...6).map { Parameter("argument \($0)", .hexadecimal, .required, "a word") }
    return Syscall(
      Int(clamping: number), "syscall_0x" + String(number, radix: 16), parameters, .number, [], changes: .all,
      "A call by its number.")
  }
}

extension Completion {
  var entry: CallEntry? {
    for case .entered(let entry) in events { return entry }
    return nil
  }
}

extension TraceEvent {
  fileprivate var isEntry: Bool {
    switch self {
    case .entered: true
    case .child, .signal, .executed, .groupStop, .continued, .held, .brokenInto: false
    }
  }
}
