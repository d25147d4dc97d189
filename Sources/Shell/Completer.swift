import Lab
import LinuxABI
import SyscallTable

/// What can stand at the cursor: names of calls and commands at the front, behind them what the type of the argument
/// allows in the present state of the lab.
struct Completer {
  typealias Candidate = Completion.Candidate

  let session: Session

  var lab: Lab { session.lab }

  func context(_ line: String, cursor: Int) -> CursorContext {
    CursorContext(line, cursor: cursor, grammar: session.grammar, resolver: lab)
  }

  /// `cursor` is a UTF-8 offset.
  func completion(_ line: String, cursor: Int) -> Completion {
    let context = self.context(line, cursor: cursor)
    var completion = Completion(range: context.word.range, end: context.word.end, candidates: [])
    switch context.place {
    case .nothing: return completion
    case .head(let mayBeCommand): completion.candidates = heads(context, mayBeCommand: mayBeCommand)
    case .call(let call):
      completion.candidates = CallCompleter(self, call, context).candidates
      completion.next = next(behind: call)
    case .command(let command): completion.candidates = CommandCompleter(self, command, context).candidates
    case .rawCall(let argument): completion.candidates = argument == 0 ? numbers(context.word) : names(context)
    case .value: completion.candidates = names(context)
    case .expectation(let row): completion.candidates = expectations(row, typed: context.word.text)
    }
    completion.candidates = Completion.matching(completion.candidates, context.word.text)
    return completion
  }

  /// Whose descriptors, files and memory are meant.
  func subject(_ context: CursorContext) -> LabSubject? {
    context.subject.flatMap { lab.subject(named: $0) } ?? lab.current
  }

  // MARK: The front of a command

  private func heads(_ context: CursorContext, mayBeCommand: Bool) -> [Candidate] {
    let calls = lab.table.rows.map { row in
      Candidate(text: row.name, description: row.summary, ending: row.parameters.isEmpty ? .nothing : .next)
    }
    let aliases = lab.table.aliases.filter { lab.table[$0.name] == nil }
      .map { Candidate(text: $0.name, description: "runs \($0.target)") }
    let raw = Candidate(text: "syscall", description: "Makes any call by its number.")
    guard mayBeCommand else {
      return ordered(calls + aliases + [raw]) + (context.word.text.isEmpty ? [] : names(context))
    }
    let commands = Command.all.map { command in
      Candidate(text: command.name, description: command.summary, ending: command.usage.isEmpty ? .nothing : .next)
    }
    let subjects =
      context.subject == nil && lab.living.count > 1
      ? lab.living.map { Candidate(text: "\($0.name): ", description: "a call in \($0.name)", ending: .nothing) } : []
    return ordered(calls + aliases + commands + [raw]) + subjects
  }

  private func ordered(_ candidates: [Candidate]) -> [Candidate] {
    candidates.sorted { $0.text < $1.text }
  }

  // MARK: What the grammar wants next

  func next(behind call: CursorCall) -> String {
    let path = call.arguments.path
    guard let inner = path.last, let first = path.first else { return "" }
    switch call.arguments.lists[inner.list].bracket {
    case .array: return ""
    case .function: return ")"
    case .group: return ""
    case .structure:
      return call.spot.structure.map { structure in
        let given = Set(call.arguments.members(of: inner).keys).union(structure.current.map { [$0] } ?? [])
        return structure.members.allSatisfy { given.contains($0.name) } ? "}" : ", "
      } ?? ""
    case .words, .parentheses: break
    }
    guard let parameter = call.parameter else { return "" }
    let later = call.row.parameters.indices.filter { $0 > parameter && !call.places.isAbsent($0, of: call.row) }
    let isLast = first.item + 1 >= call.arguments.lists[0].items.count
    if !call.isC { return later.isEmpty && isLast ? "" : " " }
    if later.isEmpty { return ")" }
    let isRequired = later.contains { if case .required = call.row.parameters[$0].fallback { true } else { false } }
    return isRequired || !isLast ? ", " : ""
  }

  // MARK: Names and numbers

  /// Whatever can be a number: variables, subjects, constants that the typed letters begin.
  func names(_ context: CursorContext) -> [Candidate] {
    if context.word.kind == .reference { return references(context) }
    let subjects = lab.living.map { Candidate(text: $0.name, description: "pid \($0.pid)") }
    let standard = StandardNames.values.sorted { $0.key < $1.key }.map {
      Candidate(text: $0.key, description: "= \($0.value)", ending: .nothing)
    }
    let constants =
      context.word.text.isEmpty
      ? [] : lab.table.constants.sorted { $0.key < $1.key }.map { Candidate(text: $0.key, ending: .nothing) }
    return variables(context) + subjects + standard + constants
  }

  /// Behind `$`: registers and subjects.
  func references(_ context: CursorContext) -> [Candidate] {
    let registers = (try? subject(context)?.tracee.registers())?.named ?? []
    return registers.map { Candidate(text: $0.name, description: "= 0x\(String($0.value, radix: 16))") }
      + lab.living.map { Candidate(text: $0.name, description: "pid \($0.pid)") }
  }

  /// The session's variables, those of a kind first if one is given, and none that belong to another subject.
  func variables(_ context: CursorContext, _ kinds: Variable.Kind...) -> [Candidate] {
    let owner = subject(context)?.name
    let usable = lab.variables.all.filter { variable in
      variable.name != "_" && (variable.subject == nil || variable.subject == owner)
        && (kinds.isEmpty || kinds.contains(variable.kind))
    }
    return usable.map { variable in
      let number = Int64(bitPattern: variable.word)
      let value = variable.kind == .address ? "0x\(String(variable.word, radix: 16))" : "\(number)"
      return Candidate(text: variable.name, description: "= \(value)")
    }
  }

  /// Numbers of calls, told by their first digits.
  private func numbers(_ word: CursorContext.Word) -> [Candidate] {
    guard !word.text.isEmpty else { return [] }
    return lab.table.rows.map { Candidate(text: "\($0.number)", description: $0.name) }
  }

  // MARK: Results

  private func expectations(_ row: Syscall?, typed: String) -> [Candidate] {
    var found: [Candidate] = []
    func add(_ text: String, _ description: String, _ ending: Candidate.Ending = .nothing) {
      found.append(Candidate(text: text, description: description, ending: ending))
    }
    switch row?.result {
    case .zero: add("0", "success")
    case .descriptor: add("<fd:x>", "a descriptor, the same wherever x is written")
    case .address: add("<addr:p>", "an address, the same wherever p is written")
    case .process: add("<pid:child>", "a process id, the same wherever child is written")
    case .number, .octal, .word, .described, .selected, .never, nil: break
    }
    add("<any>", "any success")
    let likely = row?.errors ?? []
    for error in likely { add("-1 \(error.errno.name)", error.when) }
    add("blocked", "the call does not come back")
    if case .never = row?.result { add("exited 0", "the process ends with this status") }
    if row?.name.hasPrefix("execve") == true { add("replaced", "another program is there") }
    if typed.hasPrefix("-1") {
      let rest = Errno.names.filter { name in !likely.contains { $0.errno.name == name } }
      for name in rest { add("-1 \(name)", Errno(named: name)?.message ?? "") }
    }
    if typed.hasPrefix("k") {
      for number: Int32 in 1..<32 {
        add("killed \(Signal(rawValue: number).name)", Signal(rawValue: number).meaning ?? "")
      }
    }
    return found
  }
}
