import Lab
import LinuxABI
import SyscallTable

/// Which command did what, and what went wrong: what `why` looks back at. Commands have the numbers that `history` gives
/// them. What a replay for `undo` does is not in it, for it is done again as it was.
///
/// It is not the `Journal`, which has what can be done again and nothing of what happens by itself; nor the `Transcript`,
/// which has what was on the screen.
final class Chronicle {
  /// Something that a command did, or that happened by itself after it.
  struct Event {
    /// Counts all that the session was told, from 1.
    let order: Int
    let number: Int
    /// The command as it was typed.
    let text: String
    /// Events before a reset are about subjects that are gone.
    let era: Int
    let changes: [Change]
    /// The call, where it was one.
    let report: CallReport?
    let death: Death?
  }

  struct Mishap {
    enum Kind {
      case failed(CallReport)
      case blocked(CallReport)
      case died(Death, [SignalDeliveryFact])
      case misunderstood(InputError, line: String)
      case refused(String, String?, line: String)
    }

    let kind: Kind
    let order: Int
    let era: Int
    /// The command, where it was one that the journal keeps.
    let command: (number: Int, text: String)?
  }

  /// The signal that ended a subject.
  struct SignalDeliveryFact {
    let signal: Signal
    let address: UInt64?
    let instruction: UInt64
  }

  /// How many of each are kept.
  static let limit = 5000

  private(set) var events: [Event] = []
  private(set) var mishaps: [Mishap] = []
  private(set) var era = 0
  private var order = 0
  /// The last call or store, and whether it went well.
  private(set) var lastWork: (text: String, wentWell: Bool)?

  // MARK: Keeping

  func note(_ report: CallReport, _ command: (number: Int, text: String)?) {
    add(report.changes, report, report.death, command)
    if !report.text.isEmpty, report.blockedFor == nil {
      lastWork = (report.text, !isFailure(report))
    }
    if let death = report.death {
      died(
        death,
        report.signals.filter { $0.effect.map { if case .ended = $0 { true } else { false } } ?? false }
          .map { .init(signal: $0.signal, address: $0.isFault ? $0.address : nil, instruction: $0.instructionPointer) },
        command)
    } else if case .failed = report.outcome {
      mishap(.failed(report), command)
    } else if report.outcome == .blocked, report.waiting != nil {
      mishap(.blocked(report), command)
    }
  }

  func note(_ report: MemoryReport, _ command: (number: Int, text: String)?) {
    add(report.changes, nil, report.death, command)
    lastWork = (command?.text ?? "", report.death == nil)
    guard let death = report.death else { return }
    died(
      death,
      report.signals.map {
        .init(signal: $0.signal, address: $0.isFault ? $0.address : nil, instruction: $0.instructionPointer)
      }, command)
  }

  private func died(_ death: Death, _ signals: [SignalDeliveryFact], _ command: (number: Int, text: String)?) {
    // Whoever exits by its own will has met with no mishap.
    guard case .killed = death.how else { return }
    mishap(.died(death, signals), command)
  }

  func mishap(_ kind: Mishap.Kind, _ command: (number: Int, text: String)?) {
    order += 1
    if mishaps.count >= 2 * Self.limit { mishaps.removeFirst(Self.limit) }
    mishaps.append(Mishap(kind: kind, order: order, era: era, command: command))
  }

  private func add(
    _ changes: [Change], _ report: CallReport?, _ death: Death?, _ command: (number: Int, text: String)?
  ) {
    order += 1
    guard let command else { return }
    if events.count >= 2 * Self.limit { events.removeFirst(Self.limit) }
    events.append(
      Event(
        order: order, number: command.number, text: command.text, era: era, changes: changes, report: report,
        death: death))
  }

  private func isFailure(_ report: CallReport) -> Bool {
    switch report.outcome {
    case .failed, .blocked, .killed: true
    case .returned, .exited, .replaced: false
    }
  }

  /// All subjects have ended, and others with their names begin.
  func startOver() {
    era += 1
    lastWork = nil
  }

  /// Commands after these were taken back.
  func keep(first count: Int) {
    events.removeAll { $0.number > count }
    mishaps.removeAll { $0.command.map { $0.number > count } ?? false }
    lastWork = nil
  }
}
