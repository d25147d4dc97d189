import Inspect
import LinuxABI
import Tracer

// Signals on their way: sent, pending, delivered, and what they did.
extension Lab {
  /// Functions in the code page of a subject, by the names under which a learner's sigaction finds them.
  static let functions = ["handler": SubjectFunctions.handler, "restorer": SubjectFunctions.restorer]

  /// Lets parked subjects take the signals that wait for them: an ordinary process would have been woken by now, and one
  /// that the lab holds runs nothing by itself. Programs that are held keep theirs until they go on.
  /// The end or stop of one sends its parent a signal, so it goes on, round by round, until nobody has one left.
  func deliverSignals() -> [CallReport] {
    var reports: [CallReport] = []
    for _ in 0...living.count {
      let round = deliverWaitingSignals()
      if round.isEmpty { break }
      reports += round
    }
    return reports
  }

  private func deliverWaitingSignals() -> [CallReport] {
    var reports: [CallReport] = []
    for subject in living where subject.tracee.activity == .parked && subject.tracee.image == .subject {
      guard tracer.hasDeliverableSignals(subject.tracee) else { continue }
      let completion: Completion
      do {
        let start = Self.now()
        let inTime = try tracer.run(.routine(.park), in: subject.tracee, patience: Self.patience)
        completion = outlast(inTime, subject, since: start)
      } catch {
        completion = afterFailure(error, subject)
      }
      if let report = background(subject, completion) { reports.append(report) }
    }
    return reports
  }

  /// A SIGKILL ends its subject at once, but the kernel reports that a moment later: it is waited for, so that the next
  /// command finds no subject that is dying.
  func awaitKilled(by call: PendingCall, of caller: LabSubject) {
    let deadline = Self.now() + 500_000_000
    for victim in living where call.signalSent(to: victim, by: caller) == .kill {
      while victim.end == nil, Self.now() < deadline {
        noticeDeaths()
        noticeEnds(inNamespaceOf: victim)
        guard victim.end == nil, let completion = tracer.wait(for: victim.tracee, patience: 2_000_000) else { continue }
        if let report = background(victim, completion) { pendingReports.append(report) }
      }
    }
  }

  /// The signals of a completion with what each did, from the dispositions in /proc/PID/status (`man 7 signal`).
  func deliveries(_ completion: Completion, to subject: LabSubject) -> [SignalDelivery] {
    if completion.events.contains(.continued) { subject.wasContinued = true }
    let signals = completion.signals
    guard !signals.isEmpty else { return [] }
    let status = subject.end == nil ? try? proc.status(subject.pid) : nil
    var stops = completion.events.filter(\.isGroupStop).count
    return signals.enumerated().map { index, signal in
      var delivery = signal
      if signal.isSent || signal.signal == .child { delivery.senderName = name(ofProcess: signal.sender, for: subject) }
      let bit = signal.signal.bit
      if case .killed(let fatal) = subject.end, fatal == signal.signal, index == signals.count - 1 {
        delivery.effect = .ended(coreDumped: subject.tracee.coreDumped)
      } else if signal.handlerRun != nil || (status?.caught ?? 0) & bit != 0 {
        delivery.effect = .handled
      } else if (status?.ignored ?? 0) & bit != 0 {
        delivery.effect = .ignored
      } else {
        switch signal.signal.defaultAction {
        case .ignore: delivery.effect = .ignoredByDefault
        case .resume:
          delivery.effect = subject.wasContinued ? .continued : .ignoredByDefault
          subject.wasContinued = false
        case .stop:
          delivery.effect = stops > 0 ? .stopped : signal.signal == .stop ? nil : .notStopped
          stops -= 1
        case .terminate, .core: break
        }
      }
      return delivery
    }
  }

  /// The signals that wait for a subject because it blocks them, with who sent them where the kernel still knows
  /// (PTRACE_PEEKSIGINFO, `man 2 ptrace`): those of the thread and those of its process.
  public func pendingSignals(of subject: LabSubject) -> [SignalDelivery] {
    tracer.pendingSignals(subject.tracee).map { signal in
      var signal = signal
      if signal.isSent { signal.senderName = name(ofProcess: signal.sender, for: subject) }
      return signal
    }
  }

  /// The name of a subject with that pid, living or not.
  public func name(ofProcess pid: Int32) -> String? {
    subject(ofProcess: pid)?.name
  }

  /// The last, because the kernel gives a number again that is free.
  public func subject(ofProcess pid: Int32) -> LabSubject? {
    subjects.last { $0.pid == pid }
  }
}
