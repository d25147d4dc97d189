import Lab
import LinuxABI
import SyscallTable

/// Writes a session's journal as a C program: statement by statement, each into the process that made it.
final class CScriptBuilder {
  /// A call that has not come back.
  struct Pending {
    let number: Int
    let step: CScript.Step
    let report: CallReport
    /// Writes the comparison, and gives the results their names.
    let finish: (CallOutcome, CallReport?) -> Void
  }

  let entries: ArraySlice<Journal.Entry>
  let grammar: LineGrammar
  var table: SyscallTable { grammar.table }
  /// Reports of calls that came back late, in order.
  var late: [CallReport]
  let names: CNames
  var script = CScript()
  var pending: [String: Pending] = [:]
  /// Subjects that run a program of their own, and whether it was let go.
  var programs: [String: Bool] = [:]
  /// Those of them that the supervisor holds or has held.
  var wasHeld: Set<String> = []
  var ended: Set<String> = []
  /// Subjects of which the program does not have a process, although the session had.
  var absent: Set<String> = []
  /// Descriptors whose contents change by themselves.
  var volatileDescriptors: Set<UInt64> = []
  /// Processes whose calls go through a filter.
  var filtered: Set<String> = []

  init(
    _ entries: ArraySlice<Journal.Entry>, _ grammar: LineGrammar, late: [CallReport], functions: [String: UInt64],
    after earlier: CNames?
  ) {
    self.entries = entries
    self.grammar = grammar
    self.late = late
    names = CNames(functions: functions, after: earlier)
  }

  func build() {
    for index in entries.indices {
      let entry = entries[index]
      do throws(CProblem) {
        try write(entry, at: index)
      } catch {
        omit(entry, error.reason)
      }
      // A call that a command broke off has been told of.
      for late in entry.lateEnds { end(late) }
      for name in entry.ended.sorted() where !ended.contains(name) { end(name) }
    }
    for (name, call) in pending.sorted(by: { $0.value.number < $1.value.number }) where !ended.contains(name) {
      call.finish(.blocked, nil)
      script.event("still_blocked(\(CScript.cName(name)), \(call.number));")
    }
    for call in pending.values where call.step.comparison.isEmpty { call.finish(.blocked, nil) }
    for index in script.actors.indices {
      script.actors[index].isFiltered = filtered.contains(script.actors[index].name)
    }
    script.flush()
  }

  func omit(_ entry: Journal.Entry, _ reason: String) {
    script.omissions.append(CScript.Omission(statement: entry.text, reason: reason))
    if case .call(let call) = entry.statement { names.missing.formUnion(call.targets) }
    if case .assignment(let name, _) = entry.statement { names.missing.insert(name) }
    for report in entry.reports {
      for case .child(let name, _, _, _, _, _) in report.changes { absent.insert(name) }
      if report.death != nil { ended.insert(report.subject) }
      absent.formUnion(report.outcome == .replaced ? [report.subject] : [])
    }
    for report in entry.memory where report.death != nil { ended.insert(report.subject) }
  }

  // MARK: Statements

  func write(_ entry: Journal.Entry, at index: Int) throws(CProblem) {
    switch entry.statement {
    case .assignment(let name, let expression): try assign(name, expression)
    case .end: break
    case .call:
      for report in entry.reports { try write(report, entry, at: index) }
    case .command(let command):
      if entry.isOutside { throw CProblem("it ran outside the lab") }
      // All of a command's calls or none: half of them would leave descriptors behind.
      if entry.reports.count > 1 {
        for report in entry.reports { if let row = report.row { _ = try call(row, report, entry) } }
      }
      for report in entry.memory { try write(report, command, entry) }
      for report in entry.reports { try write(report, entry, at: index) }
      if entry.memory.isEmpty, entry.reports.isEmpty { try write(command, entry, at: index) }
    }
  }

  func assign(_ name: String, _ expression: Expression) throws(CProblem) {
    let expressions = CExpressions(names: names, table: table)
    let value = try expressions.word(expression)
    let target = current
    names.process = target
    let index = try actor(target)
    let term = try expressions.assigned(expression)
    let rest = term.isPointer ? names.place(of: value).map { names.rest(behind: $0) } ?? 1 : 0
    let text = term.isPointer ? term.text : try expressions.value(expression)
    names.set(name, value, term.isPointer ? .address : .number, length: rest)
    let cast = term.isPointer && !names.isPointer(name) ? "(long)(\(text))" : text
    script.actors[index].steps.append(CScript.Step(["\(names.target(name)) = \(cast);"]))
  }

  /// The subject that did something last.
  var current = "P1"

  /// The index of a subject's process, which is begun if it is one that the lab started.
  func actor(_ name: String) throws(CProblem) -> Int {
    if let index = script.actor(name) { return index }
    if absent.contains(name) { throw CProblem("the program does not have \(name)") }
    names.begin(name, madeBy: nil, sharesMemory: false)
    script.actors.append(CScript.Actor(name: name, maker: nil))
    script.event("start(\(CScript.cName(name)), run_\(CScript.cName(name)));")
    return script.actors.count - 1
  }

  /// A new step of a subject's: its process, its number, and the line that waits for its turn.
  func begin(_ subject: String, _ entry: Journal.Entry) throws(CProblem) -> (actor: Int, number: Int, line: String) {
    let index = try actor(subject)
    current = subject
    names.process = subject
    let text = text(of: entry, without: subject)
    let number = script.newStep()
    let function = filtered.contains(subject) ? "filtered_step" : "step"
    return (index, number, "\(function)(\(number), \(CWords.literal(text.utf8)));")
  }

  /// What was typed, without the subject before it.
  func text(of entry: Journal.Entry, without subject: String) -> String {
    entry.text.hasPrefix(subject + ":") ? entry.text.dropFirst(subject.count + 1).trimmedSpaces : entry.text
  }

  // MARK: Late ends

  /// A blocked call that came back, or a subject that ended.
  func end(_ late: LateEnd) {
    if late.isDeath {
      end(late.subject, late.outcome)
      return
    }
    guard late.call != nil, let call = pending.removeValue(forKey: late.subject) else { return }
    let report = takeLate(call.report, late.outcome)
    names.process = late.subject
    call.finish(late.outcome, report)
    script.returns(late.subject, call.number)
  }

  func takeLate(_ blocked: CallReport, _ outcome: CallOutcome) -> CallReport? {
    guard
      let index = late.firstIndex(where: {
        $0.subject == blocked.subject && $0.pid == blocked.pid && $0.row?.number == blocked.row?.number
          && $0.outcome == outcome
      })
    else { return nil }
    return late.remove(at: index)
  }

  func end(_ name: String, _ outcome: CallOutcome? = nil) {
    guard ended.insert(name).inserted else { return }
    if let call = pending.removeValue(forKey: name) { call.finish(.blocked, nil) }
    guard script.actor(name) != nil, !absent.contains(name) else { return }
    if let status = outcome?.waitStatus {
      script.event("ends(\(CScript.cName(name)), \(status));")
    } else {
      script.event("ended(\(CScript.cName(name)));")
    }
  }
}
