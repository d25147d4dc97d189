import Glibc
import Lab
import LinuxABI
import Render
import SyscallTable

// `await`: what a subject is at comes to its end before the next line.
extension Session {
  /// `await`, `await P2`, `await P2 = 2`, `await P2 = exited 0`.
  ///
  /// With a result, and in a lesson, it is no mistake that the call has come back already: whoever wrote the line cannot
  /// know how fast the next one is typed.
  func wait(_ command: CommandStatement) throws {
    let (named, written) = try awaited(command)
    let name = named ?? lab.subjects.last { $0.inFlight != nil }?.name ?? lab.currentName
    guard let subject = lab.subject(named: name) else {
      throw CommandProblem("There is no subject \(Escapes.harmless(name)).", advice: lab.whoLives)
    }
    let waitsForEnd = written?.expectation.isEnd ?? false
    if subject.inFlight == nil, !waitsForEnd {
      guard written != nil || isInLesson, let outcome = lastOutcome(of: name) else {
        throw CommandProblem(
          subject.isInHandler
            ? "\(name) is in no call: its handler runs, and has not returned."
            : "\(name) is not in a call: there is nothing to wait for.")
      }
      return came(outcome, written)
    }
    // In slices, so that a key press (Ctrl-C) or the end of a script's patience ends it.
    let deadline = isBatch ? Lab.now() + 10_000_000_000 * lab.slowness : .max
    while Lab.now() < deadline {
      if waitsForEnd, let end = subject.end { return came(end, written) }
      if let report = lab.wait(for: name, patience: 100_000_000) {
        tell(report)
        if waitsForEnd, subject.end == nil { continue }
        return came(subject.end ?? report.outcome, written)
      }
      if subject.inFlight == nil {
        usleep(10_000)
        takeEvents()
      } else {
        // Events are taken when it is over: they would take its report along.
        keepLimits()
      }
      if learning?.interruptRequested() == true { return }
    }
    throw CommandProblem(
      subject.inFlight == nil ? "\(name) has not ended." : "\(name) is still blocked.",
      advice: subject.inFlight == nil ? nil : "interrupt \(name) breaks the call off.")
  }

  /// The subject that is named, and the result that is expected.
  private func awaited(_ command: CommandStatement) throws -> (String?, CallStatement.Written?) {
    let parts = command.rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = command.subject ?? parts.first.map { $0.trimmedSpaces } ?? ""
    guard parts.count > 1 else { return (name.isEmpty ? nil : name, nil) }
    let text = parts[1].trimmedSpaces
    guard let expectation = Expectation(text) else {
      throw InputError(
        "\(Escapes.harmless(text)) is no result.", at: command.restRange,
        advice: "await P2 = 3, await P2 = -1 EINTR, await P2 = exited 0")
    }
    return (name.isEmpty ? nil : name, .init(expectation: expectation, text: text, range: command.restRange))
  }

  /// What the last call of a subject gave; nil where it has made none.
  private func lastOutcome(of name: String) -> CallOutcome? {
    if let end = lab.subject(named: name)?.end { return end }
    for turn in transcript.turns.reversed() {
      for case .call(let report) in turn.events.reversed() where report.subject == name && report.row != nil {
        return report.outcome
      }
    }
    return nil
  }

  private func came(_ outcome: CallOutcome, _ written: CallStatement.Written?) {
    noteOutcome(outcome)
    changedSomething()
    if let written { compare(written) }
  }
}

extension Expectation {
  /// Of a subject rather than of a call.
  fileprivate var isEnd: Bool {
    switch self {
    case .outcome(.killed), .outcome(.exited): true
    case .outcome, .placeholder: false
    }
  }
}
