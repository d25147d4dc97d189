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
  private var absent: Set<String> = []
  /// Descriptors whose contents change by themselves.
  private var volatileDescriptors: Set<UInt64> = []
  /// Processes whose calls go through a filter.
  private var filtered: Set<String> = []

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
    script.flush()
  }

  private func omit(_ entry: Journal.Entry, _ reason: String) {
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

  private func write(_ entry: Journal.Entry, at index: Int) throws(CProblem) {
    switch entry.statement {
    case .assignment(let name, let expression): try assign(name, expression)
    case .end: break
    case .call:
      for report in entry.reports { try write(report, entry, at: index) }
    case .command(let command):
      if entry.isOutside { throw CProblem("it ran outside the lab") }
      for report in entry.memory { try write(report, command, entry) }
      for report in entry.reports { try write(report, entry, at: index) }
      if entry.memory.isEmpty, entry.reports.isEmpty { try write(command, entry, at: index) }
    }
  }

  private func assign(_ name: String, _ expression: Expression) throws(CProblem) {
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
  private(set) var current = "P1"

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
  private func text(of entry: Journal.Entry, without subject: String) -> String {
    entry.text.hasPrefix(subject + ":") ? entry.text.dropFirst(subject.count + 1).trimmedSpaces : entry.text
  }

  // MARK: Calls

  private func write(_ report: CallReport, _ entry: Journal.Entry, at index: Int) throws(CProblem) {
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

  private func isFollowedByCont(_ index: Int, _ subject: String) -> Bool {
    guard entries.indices.contains(index + 1) else { return false }
    return entries[index + 1].command == "cont"
  }

  private static func targets(_ entry: Journal.Entry, _ report: CallReport) -> [String] {
    guard case .call(let call) = entry.statement, entry.reports.count == 1 else { return [] }
    return call.targets
  }

  /// A call made in a program that is held: the supervisor lets it make it.
  private func writeHeld(_ row: Syscall, _ report: CallReport, _ entry: Journal.Entry) throws(CProblem) {
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
  private func call(_ row: Syscall, _ report: CallReport, _ entry: Journal.Entry) throws(CProblem) -> CCall {
    let expressions = CExpressions(names: names, table: table)
    if case .call(let typed) = entry.statement, typed.name == "syscall", entry.reports.count == 1 {
      // Its arguments are words, whatever the row says that they mean.
      let plain = Syscall(row.number, row.name, [], row.result, [], changes: [], row.summary)
      if let call = encode(plain, [], expressions, report) { return call }
    }
    if let typed = statement(entry.text), entry.reports.count == 1, table.lookUp(typed.name)?.row.number == row.number {
      if let call = encode(row, typed.arguments, expressions, report) { return call }
    }
    if let shown = statement(report.text), let call = encode(row, shown.arguments, expressions, report) { return call }
    throw CProblem("its arguments cannot be told from what was typed")
  }

  private func encode(
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

  private func text(_ call: inout CCall, _ report: CallReport, _ entry: Journal.Entry) throws(CProblem) -> String {
    if case .call(let typed) = entry.statement, typed.name == "syscall", entry.reports.count == 1,
      let statement = statement(entry.text)
    {
      return try rawText(statement.arguments)
    }
    if call.row.name == "clone" || call.row.name == "clone3" { return try cloneText(&call, report) }
    return try call.text()
  }

  /// `syscall 39`: the number as it was typed.
  private func rawText(_ arguments: [Expression]) throws(CProblem) -> String {
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
    return "syscall(\(parts.joined(separator: ", ")))"
  }

  // MARK: Late ends

  /// A blocked call that came back, or a subject that ended.
  private func end(_ late: LateEnd) {
    if late.isDeath {
      end(late.subject, late.outcome)
      return
    }
    guard late.call != nil, let call = pending.removeValue(forKey: late.subject) else { return }
    let report = takeLate(call.report, late.outcome)
    names.process = late.subject
    call.finish(late.outcome, report)
    script.event("returns(\(CScript.cName(late.subject)), \(call.number));")
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

  // MARK: Results

  private func finishOrWait(
    _ step: CScript.Step, _ number: Int, _ value: String, _ call: CCall, _ report: CallReport, _ entry: Journal.Entry,
    _ targets: [String], isFollowedByCont: Bool
  ) {
    let name = CScript.cName(report.subject)
    let finish = { [self] (outcome: CallOutcome, late: CallReport?) in
      var finished = call
      if let late { finished.printed = printed(late, of: call.row, call.words) }
      step.comparison = comparison(number, finished, late ?? report, outcome, value)
      if case .returned(let word) = outcome {
        step.comparison = nameResults(targets, word, finished, entry, late ?? report) + step.comparison
      }
    }
    switch report.outcome {
    case .blocked:
      pending[report.subject] = Pending(number: number, step: step, report: report, finish: finish)
      script.event("blocks(\(name), \(number));")
    case .returned, .failed:
      finish(report.outcome, nil)
      script.runs(report.subject, number)
      noteDescriptors(call, report.outcome)
      // Another process may have been killed by it, itself even.
      if let death = report.death { end(report.subject, death.how) }
    case .exited, .killed:
      step.comparison = ["succeeded(\(number), \(value));"]
      script.event("dies(\(name), \(number), \(report.outcome.waitStatus ?? "0"));")
      ended.insert(report.subject)
    case .replaced:
      step.comparison = ["failed(\(number), \(value), 0);"]
      // Nothing happens before it goes on, so nobody has to hold it.
      script.event("\(isFollowedByCont ? "becomes" : "becomes_held")(\(name), \(number));")
      programs[report.subject] = false
      if !isFollowedByCont { wasHeld.insert(report.subject) }
    }
  }

  private func comparison(
    _ number: Int, _ call: CCall, _ report: CallReport, _ outcome: CallOutcome, _ value: String
  ) -> [String] {
    if case .returned(let word) = outcome, word != 0,
      let child = children(report).first ?? newcomer(of: report, word)
    {
      return ["made_process(\(number), \(value), \(CScript.cName(child)));"]
    }
    let comparison = CComparison(
      number: number, call: call, names: names,
      processNamed: { [names, script] pid in
        names.processes.first { $0.value == pid && script.actor($0.key) != nil }?.key
      }, isVolatile: isVolatile(call))
    var lines = comparison.lines(outcome, value: value)
    if let status = Self.waitStatus(report.text), case .returned = outcome,
      let index = call.row.parameters.indices.first(where: { call.row.parameters[$0].type.isWaitStatus }),
      let local = call.locals[index]
    {
      let isOwn = call.given[index]?.isAddress ?? false
      lines.insert(
        "same_number(\(number), \"the wait status\", \(isOwn ? "*(int *)(\(local))" : local), \(status));", at: 0)
    }
    return lines
  }

  /// The child of a vfork, which was told of when its maker fell asleep.
  private func newcomer(of report: CallReport, _ word: UInt64) -> String? {
    guard ["vfork", "clone", "clone3"].contains(report.row?.name) else { return nil }
    return names.processes.first { $0.value == word && script.actor($0.key) != nil }?.key
  }

  /// The status that strace prints, by the macros of <sys/wait.h>.
  static func waitStatus(_ text: String) -> String? {
    func after(_ mark: String) -> String? {
      guard let range = text.range(of: mark) else { return nil }
      return String(text[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }
    if let status = after("WEXITSTATUS(s) == ") { return "W_EXITCODE(\(status), 0)" }
    if let signal = after("WTERMSIG(s) == ") {
      return "W_EXITCODE(0, \(signal))" + (text.contains("WCOREDUMP") ? " | WCOREFLAG" : "")
    }
    if let signal = after("WSTOPSIG(s) == ") { return "W_STOPCODE(\(signal))" }
    return text.contains("{WIFCONTINUED(s)}") ? "__W_CONTINUED" : nil
  }

  /// Gives the results their names, in the session and in C.
  private func nameResults(
    _ targets: [String], _ word: UInt64, _ call: CCall, _ entry: Journal.Entry, _ report: CallReport
  ) -> [String] {
    var lines: [String] = []
    let kind = Self.kind(call.row, call.words)
    let length = Self.length(of: call)
    if targets.count == 2 || call.row.name.hasPrefix("pipe") || call.row.name == "socketpair" {
      let pair = call.row.parameters.indices.last { index in
        if case .pointer(.array(.descriptor, .fixed(2)), .output) = call.row.parameters[index].type { return true }
        return false
      }
      if let pair, let local = call.locals[pair], !targets.isEmpty {
        for (index, name) in targets.enumerated() {
          names.set(name, index < entry.descriptors.count ? entry.descriptors[index] : 0, .descriptor)
          let isOwn = call.given[pair]?.isAddress ?? false
          lines.append("\(names.target(name)) = \(isOwn ? "((int *)\(local))" : local)[\(index)];")
        }
      }
    } else if let name = targets.first {
      names.set(name, word, kind, length: length)
      if isFork(call.row) { lines.append("\(names.target(name)) = result;") }
    }
    names.set("_", word, kind, length: length)
    if names.lastIsNeeded {
      let value = targets.count == 1 && !isFork(call.row) ? targets.first.map(names.target) ?? "result" : "result"
      lines.append("\(names.target("_")) = \(names.isPointer("_") && value == "result" ? "(char *)" : "")\(value);")
    }
    return lines
  }

  static func kind(_ row: Syscall, _ words: [UInt64]) -> CNames.Kind {
    var type = row.result
    if case .selected(let index, let cases, let otherwise) = type {
      type = cases[words[index] & 0xffff_ffff] ?? otherwise
    }
    return switch type {
    case .descriptor: .descriptor
    case .address: .address
    case .process: .process
    case .zero, .number, .octal, .word, .described, .selected, .never: .number
    }
  }

  private static func length(of call: CCall) -> UInt64 {
    switch call.row.name {
    case "mmap": call.words[1]
    case "mremap": call.words[2]
    default: 0
    }
  }

  func isFork(_ row: Syscall) -> Bool {
    ["fork", "vfork", "clone", "clone3"].contains(row.name)
  }

  func children(_ report: CallReport) -> [String] {
    report.changes.compactMap { if case .child(let name, _, _, _, _, _) = $0 { name } else { nil } }
  }

  // MARK: What changes by itself

  private static let volatileMakers: Set<String> = [
    "timerfd_create", "signalfd4", "signalfd", "inotify_init", "inotify_init1", "fanotify_init", "perf_event_open",
    "userfaultfd", "io_uring_setup", "pidfd_open", "bpf", "getrandom", "sysinfo", "times", "getrusage",
  ]

  private func isVolatile(_ call: CCall) -> Bool {
    if Self.volatileMakers.contains(call.row.name) && call.row.result.isNoDescriptor { return true }
    for (index, parameter) in call.row.parameters.enumerated() {
      switch parameter.type {
      case .descriptor where volatileDescriptors.contains(call.words[index] & 0xffff_ffff):
        return !["close", "dup", "dup2", "dup3", "lseek", "fcntl", "ioctl"].contains(call.row.name)
      case .pointer(.path, .input):
        if case .string(let bytes, _)? = call.given[index]?.kind, Self.isVolatile(bytes),
          Self.kind(call.row, call.words) != .descriptor
        {
          return true
        }
      default: continue
      }
    }
    return false
  }

  private static func isVolatile(_ path: [UInt8]) -> Bool {
    let text = String(decoding: path, as: UTF8.self)
    return ["/proc", "/sys", "/dev/random", "/dev/urandom", "/dev/pts"].contains { text.hasPrefix($0) }
      || text == "." || text == ".." || text == "/" || text.hasPrefix("/tmp")
  }

  private func noteDescriptors(_ call: CCall, _ outcome: CallOutcome) {
    guard case .returned(let word) = outcome, Self.kind(call.row, call.words) == .descriptor else { return }
    var changes = Self.volatileMakers.contains(call.row.name)
    if call.row.name.hasPrefix("dup") || call.row.name == "fcntl" {
      changes = volatileDescriptors.contains(call.words[0])
    }
    for (index, parameter) in call.row.parameters.enumerated() {
      if case .pointer(.path, .input) = parameter.type, case .string(let bytes, _)? = call.given[index]?.kind,
        Self.isVolatile(bytes)
      {
        changes = true
      }
    }
    if changes { volatileDescriptors.insert(word) } else { volatileDescriptors.remove(word) }
  }
}

extension ResultType {
  fileprivate var isNoDescriptor: Bool {
    if case .descriptor = self { false } else { true }
  }
}

extension ArgumentType {
  /// The family of names of a word.
  fileprivate var wordCodec: WordCodec? {
    if case .word(let codec, _) = self { codec } else { nil }
  }

  fileprivate var isWaitStatus: Bool {
    if case .pointer(.scalar(.waitStatus), _) = self { true } else { false }
  }
}

extension String {
  /// Where a text stands in this one.
  fileprivate func range(of text: String) -> Range<String.Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
