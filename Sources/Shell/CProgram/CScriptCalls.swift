import Lab
import LinuxABI
import SyscallTable

// Calls of the session as calls in C.
extension CScriptBuilder {
  func write(_ report: CallReport, _ entry: Journal.Entry, at index: Int) throws(CProblem) {
    guard let row = report.row else { throw CProblem("it was made by a number that has no name") }
    if absent.contains(report.subject) { throw CProblem("the program does not have \(report.subject)") }
    if let isLetGo = programs[report.subject] {
      if isLetGo { throw CProblem("it was made in the middle of a program that ran") }
      return try writeHeld(row, report, entry)
    }
    names.processes[report.subject] = UInt64(report.pid)
    names.process = report.subject
    _ = try actor(report.subject)
    var call = try call(row, report, entry)
    // A call that turns out to have no form in C must leave no number behind.
    let text = try text(&call, report, entry)
    let (actor, number, line) = try begin(report.subject, entry)
    let targets = Self.targets(entry, report)
    let (lines, value) = try makeCall(text, call, report, targets)
    let step = CScript.Step([line] + lines)
    script.actors[actor].steps.append(step)
    script.headers.formUnion(call.headers)
    finishOrWait(
      step, number, value, call, report, entry, targets, isFollowedByCont: isFollowedByCont(index, report.subject))
    if row.name == "seccomp" || row.name == "prctl", report.arguments.first == 22 || row.name == "seccomp" {
      if case .returned = report.outcome { filtered.insert(report.subject) }
    }
  }

  func isFollowedByCont(_ index: Int, _ subject: String) -> Bool {
    guard entries.indices.contains(index + 1), case .command(let next) = entries[index + 1].statement,
      next.name == "cont"
    else { return false }
    let named = next.rest.isEmpty ? next.subject : next.rest
    return named == nil || named == subject
  }

  static func targets(_ entry: Journal.Entry, _ report: CallReport) -> [String] {
    guard case .call(let call) = entry.statement, entry.reports.count == 1 else { return [] }
    return call.targets
  }

  /// A call made in a program that is held: the supervisor lets it make it.
  func writeHeld(_ row: Syscall, _ report: CallReport, _ entry: Journal.Entry) throws(CProblem) {
    let reason = "it was made in a program that was held, and only numbers can be passed there"
    guard Self.targets(entry, report).isEmpty, ![.blocked, .replaced].contains(report.outcome), !isFork(row) else {
      throw CProblem("it was made in a program that was held")
    }
    // The supervisor reads what processes have set.
    names.process = "the supervisor"
    let call = try call(row, report, entry)
    var arguments: [String] = []
    for (index, parameter) in row.parameters.enumerated() {
      switch parameter.type.resolved(call.words) {
      case .absent: continue
      case .pointer: throw CProblem(reason)
      default:
        guard let given = call.given[index] else {
          arguments.append(CWords.number(call.words[index]))
          continue
        }
        if case .signal = parameter.type {
          arguments.append(CWords.number(call.words[index]))
        } else {
          arguments.append(try call.expressions.value(given, codec: parameter.type.wordCodec))
        }
      }
    }
    guard arguments.count <= 3 else { throw CProblem(reason) }
    let number = script.newStep()
    let name = CScript.cName(report.subject)
    arguments += Array(repeating: "0", count: 3 - arguments.count)
    let line = CWords.literal(text(of: entry, without: report.subject).utf8)
    let start = "\(name), \(number), \(line), SYS_\(row.name), "
    if let status = report.outcome.waitStatus {
      script.event("dies_held(\(start)\(arguments[0]), \(arguments[1]), \(status));")
      ended.insert(report.subject)
      return
    }
    let value = "held_call(\(start)\(arguments.joined(separator: ", ")))"
    for line in comparison(number, call, report, report.outcome, value) { script.event(line) }
    script.event("tell(\(name), \(number));")
  }

  /// The call with its arguments as they were typed; where something else was typed, as strace shows them.
  func call(_ row: Syscall, _ report: CallReport, _ entry: Journal.Entry) throws(CProblem) -> CCall {
    let expressions = CExpressions(names: names, table: table)
    if case .call(let typed) = entry.statement, typed.name == "syscall", entry.reports.count == 1 {
      // Its arguments are words, whatever the row says that they mean.
      let plain = Syscall(row.number, row.name, [], row.result, [], changes: [], row.summary)
      if let call = encode(plain, [], expressions, report) { return call }
    }
    if let typed = statement(entry.text), entry.reports.count == 1, table.lookUp(typed.name)?.row.number == row.number {
      if let call = encode(row, typed.arguments, expressions, report) { return call }
    }
    var shownExpressions = expressions
    shownExpressions.isShown = true
    if let shown = statement(report.text), let call = encode(row, shown.arguments, shownExpressions, report) {
      return call
    }
    throw CProblem("its arguments cannot be told from what was typed")
  }

  func encode(
    _ row: Syscall, _ arguments: [Expression], _ expressions: CExpressions, _ report: CallReport
  ) -> CCall? {
    let top: UInt64 = 0x7fff_f000_0000
    var encoder = Encoder(row, table: table, resolver: names, arenaTop: top, nameRange: 0..<0)
    guard let given = try? encoder.assigned(arguments), let encoded = try? encoder.encode(arguments) else { return nil }
    var call = CCall(row, given: given, encoded: encoded, expressions: expressions)
    call.seen = report.arguments
    call.printed = printed(report, of: row, encoded.words)
    return call
  }

  /// What strace's text has for each parameter.
  func printed(_ report: CallReport, of row: Syscall, _ words: [UInt64]) -> [Int: Expression] {
    guard row.labels.isEmpty, let shown = statement(report.text) else { return [:] }
    let present = row.parameters.indices.filter {
      if case .absent = row.parameters[$0].type.resolved(words) { return false }
      return true
    }
    guard shown.arguments.count == present.count else { return [:] }
    return Dictionary(uniqueKeysWithValues: zip(present, shown.arguments))
  }

  func statement(_ text: String) -> CallStatement? {
    guard let parts = try? grammar.parts(text), case .call(let call)? = parts.first?.statement else { return nil }
    return call
  }

  func text(_ call: inout CCall, _ report: CallReport, _ entry: Journal.Entry) throws(CProblem) -> String {
    if case .call(let typed) = entry.statement, typed.name == "syscall", entry.reports.count == 1,
      let statement = statement(entry.text)
    {
      return try rawText(statement.arguments)
    }
    if call.row.name == "clone" || call.row.name == "clone3" { return try cloneText(&call, report) }
    return try call.text()
  }

  /// `syscall 39`: the number as it was typed.
  func rawText(_ arguments: [Expression]) throws(CProblem) -> String {
    let expressions = CExpressions(names: names, table: table)
    var parts: [String] = []
    for (index, argument) in arguments.enumerated() {
      if case .string(let bytes, false) = argument.kind {
        parts.append(CWords.literal(bytes))
      } else if index == 0, case .name(let name) = argument.kind, table.lookUp(name) != nil {
        parts.append("SYS_\(table.lookUp(name)?.row.name ?? name)")
      } else {
        let value = try expressions.value(argument)
        parts.append(index == 0 ? value : "(long)(\(value))")
      }
    }
    // What is left out is 0, as sysh passes it.
    let count =
      (try? expressions.word(arguments[0])).flatMap { word in
        Int(exactly: word).flatMap { table[number: $0]?.parameters.count }
      } ?? 0
    while parts.count <= count { parts.append("0L") }
    return "syscall(\(parts.joined(separator: ", ")))"
  }
}
