import Lab
import LinuxABI
import SyscallTable

// Statements that are more than a call with its result: forks, loads and stores, commands.
extension CScriptBuilder {
  /// The lines that make a call, and the expression that has its result.
  func makeCall(
    _ text: String, _ call: CCall, _ report: CallReport, _ targets: [String]
  ) throws(CProblem) -> (lines: [String], value: String) {
    let mayFail: Bool
    if case .failed = report.outcome { mayFail = true } else { mayFail = false }
    if isFork(call.row) { return (try forkLines(text, call, report), "result") }
    if text.hasPrefix("_exit(") { return (["\(text);"], "0") }
    let returnsPointer = text.hasPrefix("mmap(") || text.hasPrefix("mremap(")
    let isPair = targets.count == 2 || call.row.name.hasPrefix("pipe") || call.row.name == "socketpair"
    guard let target = targets.first, !isPair, !mayFail else {
      return (call.declarations + ["result = \(returnsPointer ? "(long)" : "")\(text);"], "result")
    }
    // Its kind counts among those of the variable.
    let name = names.target(target)
    let isPointer = Self.kind(call.row, call.words) == .address
    let isVariablePointer = isPointer && names.isPointer(target)
    let cast = isVariablePointer == returnsPointer ? "" : isVariablePointer ? "(char *)" : "(long)"
    return (call.declarations + ["\(name) = \(cast)\(text);"], isVariablePointer ? "(long)\(name)" : name)
  }

  private func forkLines(_ text: String, _ call: CCall, _ report: CallReport) throws(CProblem) -> [String] {
    let child = children(report).first
    var lines = call.declarations + ["result = \(text);"]
    if !text.hasPrefix("clone(") {
      lines += ["if (result == 0)", "    \(child.map { "run_\(CScript.cName($0))" } ?? "rest")();"]
    } else if let child {
      let name = CScript.cName(child)
      lines.insert("static char stack_of_\(name)[65536] __attribute__((aligned(16)));", at: 0)
    }
    if let child {
      let shares = text.hasPrefix("clone(") || call.row.name == "vfork"
      names.begin(child, madeBy: report.subject, sharesMemory: shares)
      if filtered.contains(report.subject) { filtered.insert(child) }
      for case .child(let name, let pid, _, _, _, _) in report.changes where name == child {
        names.processes[name] = UInt64(pid)
      }
      script.actors.append(
        CScript.Actor(name: child, maker: report.subject, hasOwnStack: text.hasPrefix("clone(")))
    }
    return lines
  }

  /// clone by the library's function where the child stands on a stack of its own, by the kernel's call where it comes
  /// back twice as from fork.
  func cloneText(_ call: inout CCall, _ report: CallReport) throws(CProblem) -> String {
    let isNew = call.row.name == "clone3"
    let flags: UInt64
    if isNew {
      guard let first = statement(report.text)?.arguments.first, case .structure(let members) = first.kind,
        let given = members.first(where: { $0.name == "flags" })
      else { throw CProblem("its structure cannot be read") }
      flags = try call.expressions.word(given.value, codec: .clone3Flags)
      if flags & 0x100 != 0, flags & 0x4000 == 0 {
        throw CProblem("the C library has no clone3 that gives the child a stack of its own")
      }
      return try call.text()
    }
    flags = call.words[0]
    if flags & 0x100 == 0, call.words[1] == 0 { return try call.text() }
    guard let child = children(report).first else {
      if case .failed = report.outcome { return try call.text() }
      throw CProblem("nobody knows the thread that it made")
    }
    script.headers.insert("sched.h")
    let name = CScript.cName(child)
    let arguments = try cloneArguments(&call)
    let rest =
      flags & 0x128_0000 != 0 || flags & 0x10_0000 != 0 ? ", \(arguments.parent), NULL, \(arguments.child)" : ""
    if flags & 0x8_0000 != 0 {
      throw CProblem("the C library's thread-local data would stand in memory of the session's")
    }
    return "clone(begin_\(name), stack_of_\(name) + sizeof stack_of_\(name), \(arguments.flags), NULL\(rest))"
  }

  private func cloneArguments(
    _ call: inout CCall
  ) throws(CProblem) -> (flags: String, parent: String, child: String) {
    func text(_ name: String) throws(CProblem) -> String {
      guard let index = call.row.parameters.firstIndex(where: { $0.name.contains(name) }),
        let given = call.given[index],
        given.isAddress
      else { return "NULL" }
      let text = try call.expressions.pointer(given)
      return text == "NULL" ? text : "(void *)(\(text))"
    }
    guard let flags = call.given[0] else { throw CProblem("its flags cannot be read") }
    return (
      try call.expressions.value(flags, codec: .cloneFlags), try text("parent_tid"), try text("child_tid")
    )
  }

  // MARK: Memory

  func write(_ report: MemoryReport, _ command: CommandStatement, _ entry: Journal.Entry) throws(CProblem) {
    if let program = programs[report.subject] {
      throw CProblem("it was made in a program\(program ? "" : " that was held")")
    }
    names.process = report.subject
    _ = try actor(report.subject)
    let expressions = CExpressions(names: names, table: grammar.table)
    guard case .command(let again)? = (try? grammar.parts(entry.text))?.first?.statement,
      let first = again.arguments.first
    else { throw CProblem("its address cannot be read") }
    var address = try expressions.pointer(first)
    if address.hasPrefix("(void *)"), case .returned = report.outcome {
      guard let place = names.place(of: try expressions.word(first)) else {
        throw CProblem("what lies at a number of its own, without a variable, is another thing in another program")
      }
      address = try names.use(place.name) + (place.offset == 0 ? "" : " + \(place.offset)")
    }
    let length = again.arguments.count > 1 ? try? expressions.value(again.arguments[1]) : nil
    let action: String
    switch report.work {
    case .peek(_, let count): action = "load(\(address), \(length ?? "\(count)"));"
    case .poke(_, let bytes):
      // A number may be an address, which is another one in the next run.
      let source =
        again.arguments.count > 2
        ? "(char *)&(long){ \(try expressions.value(again.arguments[1])) }" : CWords.literal(bytes)
      action = "store(\(address), \(source), \(bytes.count));"
    case .fill(let byte, _, let count):
      let size = again.arguments.count > 2 ? try expressions.value(again.arguments[2]) : "\(count)"
      action = "fill(\(address), \(CWords.number(UInt64(byte))), \(size));"
    case .touch(_, let count): action = "touch(\(address), \(length ?? "\(count)"));"
    }
    let (index, number, line) = try begin(report.subject, entry)
    let step = CScript.Step([line, action])
    if case .peek = report.work, case .returned = report.outcome, !report.bytes.isEmpty, !holdsAddress(report.bytes) {
      step.lines[1] = "same_bytes(\(number), \(address), \(CWords.literal(report.bytes)), \(report.bytes.count));"
    }
    step.comparison = ["did(\(number));"]
    script.actors[index].steps.append(step)
    if report.death != nil, let status = report.death?.how.waitStatus {
      script.event("dies(\(CScript.cName(report.subject)), \(number), \(status));")
      ended.insert(report.subject)
    } else {
      script.runs(report.subject, number)
    }
  }

  /// Whether a word of what was loaded is an address that the session has, so that it differs from run to run.
  private func holdsAddress(_ bytes: [UInt8]) -> Bool {
    stride(from: 0, to: bytes.count - 7, by: 8).contains { start in
      let word = bytes[start..<(start + 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return word > 0xffff && names.place(of: word) != nil
    }
  }

  // MARK: Commands

  /// Commands that change how sysh shows things, and nothing in a process.
  private static let silent: Set<String> = ["switch", "set", "await", "free", "history", "trace"]

  func write(_ command: CommandStatement, _ entry: Journal.Entry, at index: Int) throws(CProblem) {
    switch command.name {
    case let name where Self.silent.contains(name): break
    case "type":
      guard case .command(let again)? = (try? grammar.parts(entry.text))?.first?.statement,
        case .string(let bytes, _)? = again.arguments.first?.kind
      else { throw CProblem("its text cannot be read") }
      script.event("tells(nobody, \(CWords.literal(entry.text.utf8)));")
      script.event("types(\(CWords.literal(bytes)), \(bytes.count));")
    case "key":
      let letter = command.rest.uppercased().utf8.last ?? 0
      script.event("tells(nobody, \(CWords.literal(entry.text.utf8)));")
      script.event("types(\(CWords.literal([letter & 0x1f])), 1);")
    case "cont", "detach":
      let name = command.rest.isEmpty ? command.subject ?? current : command.rest
      guard programs[name] != nil, script.actor(name) != nil else {
        throw CProblem("the program does not have \(name)")
      }
      programs[name] = true
      if wasHeld.contains(name) { script.event("continues(\(CScript.cName(name)));") }
      if command.name == "cont" { script.event("settles(\(CScript.cName(name)));") }
    case "interrupt":
      let given = command.rest.isEmpty ? command.subject : command.rest
      let name = given ?? pending.max { $0.value.number < $1.value.number }?.key ?? current
      guard let call = pending.removeValue(forKey: name) else { throw CProblem("it stopped a running program") }
      let outcome = entry.outcome ?? .failed(.interrupted)
      names.process = name
      call.finish(outcome, takeLate(call.report, outcome))
      script.interrupts = true
      script.event("interrupts(\(CScript.cName(name)), \(call.number));")
    default: throw CProblem("sysh did it itself, not one of the session's processes")
    }
  }
}
