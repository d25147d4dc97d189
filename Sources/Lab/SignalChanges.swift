import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// What a process does with signals, as /proc/PID/status has it (`man 5 proc_pid_status`): bit 0 is signal 1.
public struct SignalState: Hashable, Sendable {
  public let pending: UInt64
  public let blocked: UInt64
  public let ignored: UInt64
  public let caught: UInt64

  init(_ status: ProcessStatus) {
    pending = status.pending | status.sharedPending
    blocked = status.blocked
    ignored = status.ignored
    caught = status.caught
  }

  /// What happens when `signal` is delivered.
  public func disposition(of signal: Signal) -> Disposition {
    let bit = signal.bit
    return caught & bit != 0 ? .caught : ignored & bit != 0 ? .ignored : .default
  }
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
      guard let status = try? proc.status(subject.pid) else { continue }
      let state = SignalState(status)
      subject.hasPendingSignals = state.pending != 0
      states[subject.name] = state
    }
    return states
  }

  /// What became different since `before`. A signal that was delivered at once is told by its delivery; told here is one
  /// that stays pending because its receiver blocks it. `delivered` are those that the caller got during the call, which
  /// may have let in what it blocks before and after (sigsuspend, ppoll).
  func signalChanges(
    since before: [String: SignalState], delivered: [SignalDelivery], to caller: LabSubject
  ) -> [Change] {
    guard !before.isEmpty else { return [] }
    let now = states(of: subjects.filter { before[$0.name] != nil })
    var changes: [Change] = []
    for subject in subjects {
      guard let old = before[subject.name], let new = now[subject.name], old != new else { continue }
      if old.blocked != new.blocked {
        changes.append(.signalMask(subject: subject.name, from: old.blocked, to: new.blocked))
      }
      for signal in Signal.members(of: (old.caught ^ new.caught) | (old.ignored ^ new.ignored)) {
        changes.append(
          .disposition(
            subject: subject.name, signal, from: old.disposition(of: signal), to: new.disposition(of: signal)))
      }
      // What is pending and not blocked is on its way, and its delivery follows.
      for signal in Signal.members(of: new.pending & ~old.pending & new.blocked) {
        let info = pendingSignals(of: subject).last { $0.signal == signal }
        changes.append(.pending(subject: subject.name, signal, sender: info?.senderName))
      }
      for signal in Signal.members(of: old.pending & ~new.pending & new.blocked)
      where subject !== caller || !delivered.contains(where: { $0.signal == signal }) {
        changes.append(.noLongerPending(subject: subject.name, signal))
      }
    }
    return changes
  }
}
