import Glibc
import Lab
import LinuxABI
import Render
import SyscallTable

/// Does the entries of a journal again, in a lab that has just been reset, and compares.
///
/// Two things are not done again as they were. What reached outside the lab would reach it twice, so that takes a yes.
/// And a call that slept for long is not slept through: it is broken off where it came back the first time.
struct Replay {
  struct Difference {
    let text: String
    let sentence: String
  }

  let session: Session
  let entries: ArraySlice<Journal.Entry>
  /// What reached outside the lab is done again.
  let repeatsOutside: Bool
  /// Indices that are left out, because they would end a subject that lived on.
  let leftOut: Set<Int>
  private(set) var differences: [Difference] = []
  private(set) var notRepeated: [String] = []
  private(set) var programs: [String] = []
  /// The entry at which a subject ended that had not ended then.
  private(set) var fatal: Int?
  private var seen: [LateEnd] = []
  /// Nanoseconds that are left for waiting.
  private var budget: Int64 = 2_000_000_000
  private var ended: Set<String> = []

  init(_ session: Session, _ entries: ArraySlice<Journal.Entry>, repeatsOutside: Bool, leftOut: Set<Int>) {
    self.session = session
    self.entries = entries
    self.repeatsOutside = repeatsOutside
    self.leftOut = leftOut
  }

  private var lab: Lab { session.lab }

  /// Stops at the first entry that ends a subject against the record: what follows would miss it.
  mutating func run() {
    defer {
      lab.callPatience = Lab.patience
      session.replayMayReach = nil
    }
    for (index, entry) in zip(entries.indices, entries) {
      ended.formUnion(entry.ended)
      if entry.isOutside || entry.reached && !repeatsOutside {
        notRepeated.append(entry.text)
      } else if !leftOut.contains(index) {
        // `await` only lets time pass; what came back meanwhile is waited for below.
        if entry.command != "await" { repeatEntry(entry) }
      }
      for late in entry.lateEnds { waitFor(late, after: entry) }
      if !leftOut.contains(index), lab.subjects.contains(where: { $0.end != nil && !ended.contains($0.name) }) {
        fatal = index
        return
      }
    }
  }

  private mutating func repeatEntry(_ entry: Journal.Entry) {
    // One that blocked is asleep at once; one that did not is given time on a busy machine.
    lab.callPatience = entry.outcome == .blocked ? 3_000_000 : 500_000_000
    session.replayMayReach = entry.reached && repeatsOutside
    session.result = LineResult()
    let count = session.journal.entries.count
    session.perform(entry.statement, entry.text, of: entry.text)
    let made = session.journal.entries.count > count ? session.journal.entries.last : nil
    seen += made?.lateEnds ?? []
    if let sentence = difference(entry, made) { differences.append(Difference(text: entry.text, sentence: sentence)) }
    if entry.command == "cont" { programs.append(entry.text) }
    // A key that flushes the terminal's input must not overtake what a program was to read.
    if entry.command == "type" || entry.command == "key" {
      for subject in lab.living where subject.tracee.activity == .free { lab.watch(subject, patience: 1_000_000_000) }
      session.takeEvents()
    }
    // A read that got its data then and waits for it now would hold up all that follows.
    if made?.outcome == .blocked, entry.outcome != .blocked { breakOff(nil) }
  }

  /// What came out of another kind; nil when nothing did. Numbers such as process ids and addresses may differ.
  private func difference(_ entry: Journal.Entry, _ made: Journal.Entry?) -> String? {
    guard let made else { return session.result.problem ?? "It did nothing this time." }
    guard let then = entry.outcome, let now = made.outcome else { return nil }
    let isSame: Bool
    switch (then, now) {
    case (.returned(let first), .returned(let second)):
      let isDescriptor = entry.row?.result.isDescriptor ?? false
      // A row that moves data returns how much.
      let isCount = entry.row.map { $0.effects.contains(.files) && $0.result.isNumber } ?? false
      isSame = first == second || !(isDescriptor || isCount)
    case (.returned, _), (.failed, _), (.blocked, _), (.killed, _), (.exited, _), (.replaced, _): isSame = then == now
    }
    if !isSame {
      return "It gave \(Expectation.outcome(now).text) this time; it was \(Expectation.outcome(then).text)."
    }
    if entry.descriptors != made.descriptors {
      let list = { (numbers: [UInt64]) in numbers.map(String.init).joined(separator: " and ") }
      return "It gave descriptor \(list(made.descriptors)) this time; it was \(list(entry.descriptors))."
    }
    return nil
  }

  // MARK: What came late

  private mutating func take(_ late: LateEnd) -> LateEnd? {
    seen += lab.takeLateEnds()
    guard let index = seen.firstIndex(where: { $0.subject == late.subject && $0.call == late.call }) else { return nil }
    return seen.remove(at: index)
  }

  /// Waits for what came back or ended by itself after `entry`, for as long as the budget has.
  private mutating func waitFor(_ late: LateEnd, after entry: Journal.Entry) {
    guard let subject = lab.subject(named: late.subject) else { return }
    let delay = max(0, late.time - entry.start)
    let start = Lab.now()
    let isShort = delay <= budget
    let deadline = start + (isShort ? delay + 300_000_000 : 100_000_000)
    while true {
      if let again = take(late) {
        if again.outcome != late.outcome, !isSameKind(again.outcome, late.outcome) {
          let name = late.call ?? late.subject
          differences.append(
            Difference(
              text: "\(late.subject): \(name)",
              sentence: "It gave \(Expectation.outcome(again.outcome).text) this time; it was "
                + "\(Expectation.outcome(late.outcome).text)."))
        }
        break
      }
      let isUnderWay = late.call == nil ? subject.end == nil : subject.inFlight?.printer.row.name == late.call
      guard isUnderWay, Lab.now() < deadline else {
        if isUnderWay { giveUp(late, delay, waited: isShort) }
        break
      }
      _ = lab.wait(for: late.subject, patience: 5_000_000)
      if subject.inFlight == nil { usleep(1000) }
      session.takeEvents()
    }
    budget = max(0, budget - (Lab.now() - start))
  }

  private func isSameKind(_ first: CallOutcome, _ second: CallOutcome) -> Bool {
    if case .returned = first, case .returned = second { return true }
    return false
  }

  private mutating func giveUp(_ late: LateEnd, _ delay: Int64, waited: Bool) {
    let tenths = (delay + 50_000_000) / 100_000_000
    let time = "\(tenths / 10).\(tenths % 10) s"
    if let call = late.call {
      breakOff(late.subject)
      differences.append(
        Difference(
          text: "\(late.subject): \(call)",
          sentence: "It came back after \(time); "
            + (waited
              ? "this time it did not, and was broken off with EINTR."
              : "undo does not wait that long again and broke it off with EINTR.")))
    } else {
      differences.append(
        Difference(
          text: late.subject,
          sentence: tenths == 0
            ? "It had ended; this time it has not." : "It ended by itself after \(time); this time it has not yet."))
    }
  }

  private mutating func breakOff(_ name: String?) {
    _ = try? lab.interrupt(name)
    // No record has this end.
    _ = lab.takeLateEnds()
  }
}

extension ResultType {
  fileprivate var isDescriptor: Bool {
    if case .descriptor = self { true } else { false }
  }

  fileprivate var isNumber: Bool {
    if case .number = self { true } else { false }
  }
}
