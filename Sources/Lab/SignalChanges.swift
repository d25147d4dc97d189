import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// What a process does with signals, as /proc/PID/status has it (`man 5 proc_pid_status`): bit 0 is signal 1.
public struct SignalState: Hashable, Sendable {
  public let blocked: UInt64
  public let ignored: UInt64
  public let caught: UInt64
  /// The part of `pending` that was sent to the thread, and that which was sent to its process: a signal can wait once
  /// in each.
  let threadPending: UInt64
  let processPending: UInt64
  /// How many of each signal wait, where the kernel tells: of a subject that the lab holds.
  let counts: [Signal: Int]

  public var pending: UInt64 { threadPending | processPending }

  init(_ status: ProcessStatus, waiting: [SignalDelivery] = []) {
    blocked = status.blocked
    ignored = status.ignored
    caught = status.caught
    threadPending = status.pending
    processPending = status.sharedPending
    counts = Dictionary(waiting.map { ($0.signal, 1) }, uniquingKeysWith: +)
  }

  /// What waits already where a signal sent by that call would wait.
  fileprivate func pendingWhere(_ row: Syscall) -> UInt64 {
    ["tkill", "tgkill", "rt_tgsigqueueinfo"].contains(row.name) ? threadPending : processPending
  }

  /// What happens when `signal` is delivered.
  public func disposition(of signal: Signal) -> Disposition {
    let bit = signal.bit
    return caught & bit != 0 ? .caught : ignored & bit != 0 ? .ignored : .default
  }
}

/// Why a signal waits (`man 7 signal`).
public enum PendingReason: Hashable, Sendable {
  case blocked
  /// Its receiver is stopped, and only SIGCONT and SIGKILL reach it.
  case stopped
  /// Its receiver sleeps in state D. Of a traced process no signal but SIGKILL ends that, and SIGKILL not always
  /// (kernel/signal.c, complete_signal).
  case uninterruptible
}

/// A signal disposition (`man 7 signal`).
public enum Disposition: Hashable, Sendable {
  case `default`
  case ignored
  case caught
}

extension Signal {
  /// Its bit in a set as the kernel writes it, 0 for a number that is no signal.
  public var bit: UInt64 {
    (1...64).contains(rawValue) ? 1 << UInt64(rawValue - 1) : 0
  }
}

extension Lab {
  /// The states that a call can change: those of all subjects when it can send signals, its own when it can only change
  /// its mask or its dispositions, or take a signal that waits.
  func signalStates(before call: PendingCall, in subject: LabSubject) -> [String: SignalState] {
    let changesOwn = call.row.effects.contains(.signals) || subject.hasPendingSignals
    guard changesOwn else { return [:] }
    let concerned = call.row.effects.contains([.signals, .processes]) ? living : [subject]
    return states(of: concerned)
  }

  private func states(of subjects: [LabSubject]) -> [String: SignalState] {
    var states: [String: SignalState] = [:]
    for subject in subjects where subject.end == nil {
      // Who is ending has no memory any more; what the kernel does to its signals then is nobody's change.
      guard let status = try? proc.status(subject.pid), status.vmSize != nil else { continue }
      let waiting = (status.pending | status.sharedPending) == 0 ? [] : pendingSignals(of: subject)
      let state = SignalState(status, waiting: waiting)
      subject.hasPendingSignals = state.pending != 0
      states[subject.name] = state
    }
    return states
  }

  /// What `call`, made by `caller`, made different since `before`. A signal that was delivered at once is told by its
  /// delivery; told here is one that stays pending because its receiver blocks it. `delivered` are those that the caller
  /// got during the call, which may have let in what it blocks before and after (sigsuspend, ppoll).
  func signalChanges(
    since before: [String: SignalState], by call: PendingCall, of caller: LabSubject, delivered: [SignalDelivery]
  ) -> [Change] {
    guard !before.isEmpty else { return [] }
    let now = states(of: subjects.filter { before[$0.name] != nil })
    var changes: [Change] = []
    for subject in subjects {
      guard let old = before[subject.name], let new = now[subject.name] else { continue }
      // Nobody changes the mask of another; one that waits in rt_sigsuspend or rt_sigtimedwait shows a passing one.
      if old.blocked != new.blocked, subject === caller {
        changes.append(.signalMask(subject: subject.name, from: old.blocked, to: new.blocked))
      }
      for signal in Signal.members(of: (old.caught ^ new.caught) | (old.ignored ^ new.ignored)) {
        changes.append(
          .disposition(
            subject: subject.name, signal, from: old.disposition(of: signal), to: new.disposition(of: signal)))
      }
      for signal in Signal.members(of: new.pending & ~old.pending) {
        guard let reason = reasonToWait(signal, of: subject, new) else { continue }
        changes.append(pending(signal, of: subject, waiting: new.counts[signal] ?? 1, because: reason))
      }
      if let signal = call.signalSent(to: subject, by: caller), last.isSuccess,
        old.pending & new.pending & signal.bit != 0
      {
        let (earlier, later) = (old.counts[signal] ?? 0, new.counts[signal] ?? 0)
        if later > earlier {
          let reason = reasonToWait(signal, of: subject, new) ?? .blocked
          changes.append(pending(signal, of: subject, waiting: later, because: reason))
        } else if signal.rawValue < Signal.firstRealTime, signal.bit & old.pendingWhere(call.row) != 0 {
          changes.append(.alreadyPending(subject: subject.name, signal))
        }
      }
      for signal in Signal.members(of: old.pending & ~new.pending & new.blocked)
      where subject !== caller || !delivered.contains(where: { $0.signal == signal }) {
        changes.append(.noLongerPending(subject: subject.name, signal))
      }
    }
    return changes
  }

  private func pending(
    _ signal: Signal, of subject: LabSubject, waiting: Int, because reason: PendingReason
  ) -> Change {
    let info = pendingSignals(of: subject).last { $0.signal == signal }
    return .pending(subject: subject.name, signal, sender: info?.senderName, waiting: waiting, because: reason)
  }

  /// Nil for a signal that is on its way: its delivery follows.
  private func reasonToWait(_ signal: Signal, of subject: LabSubject, _ state: SignalState) -> PendingReason? {
    if signal.bit & state.blocked != 0 { return .blocked }
    if signal == .kill || signal == .continue { return nil }
    if subject.tracee.activity == .stopped { return .stopped }
    return subject.inFlight != nil && (try? proc.stat(subject.pid))?.state == .diskSleep ? .uninterruptible : nil
  }
}

extension PendingCall {
  /// The signal that the call sends to `subject` by its own number, not by that of a group.
  func signalSent(to subject: LabSubject, by caller: LabSubject) -> Signal? {
    var target: Int32?
    var signal: Int32?
    guard row.effects.contains([.signals, .processes]) else { return nil }
    for (parameter, word) in zip(row.parameters, words) {
      switch parameter.type {
      case .process: target = Int32(truncatingIfNeeded: word)
      case .signal: signal = Int32(truncatingIfNeeded: word)
      case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .owner, .address, .pointer,
        .selected, .presentIf, .absent, .special:
        break
      }
    }
    guard let target, target == subject.numbers.seen(by: caller.numbers), let signal, signal > 0 else { return nil }
    return Signal(rawValue: signal)
  }
}

extension Optional<CallOutcome> {
  fileprivate var isSuccess: Bool {
    if case .returned = self { return true }
    return false
  }
}
