import Inspect
import Lab
import LinuxABI
import SyscallTable
import Trace

/// What can stand at the cursor: names of calls and commands at the start, then by the type of the argument.
struct Completer {
  let session: Session

  typealias Candidate = LineEditor.Candidate

  func candidates(before: String, word: String) -> [Candidate] {
    let segment = String(before.split(separator: ";", omittingEmptySubsequences: false).last ?? "")
    var text = segment.trimmedStart
    // `fd = `, `r, w = ` and `P2:` come before the call.
    if let equals = text.lastAssignment { text = String(text[equals...]).trimmedStart }
    if let colon = text.firstIndex(of: ":"), session.lab.subject(named: String(text[..<colon])) != nil {
      text = String(text[text.index(after: colon)...]).trimmedStart
    }
    guard let end = text.firstIndex(where: { $0 == " " || $0 == "(" }) else { return heads(text + word) }
    let head = String(text[..<end])
    let arguments = String(text[text.index(after: end)...])
    if let command = Command.named(head) { return self.arguments(of: command, arguments, word) }
    if head == "syscall" { return variables() }
    guard let (row, _) = session.lab.table.lookUp(head) else { return [] }
    return self.arguments(of: row, arguments, word, isCall: text[end] == "(")
  }

  private func heads(_ word: String) -> [Candidate] {
    let calls = session.lab.table.rows.map { Candidate(text: $0.name, description: $0.summary) }
    let aliases = session.lab.table.aliases.filter { session.lab.table[$0.name] == nil }
      .map { Candidate(text: $0.name, description: "runs \($0.target)") }
    let commands = Command.all.map { Candidate(text: $0.name, description: $0.summary) }
    return (calls + aliases + commands).filter { $0.text.hasPrefix(word) }.sorted { $0.text < $1.text }
  }

  private func variables() -> [Candidate] {
    session.lab.variables.all.map { Candidate(text: $0.name, description: "= \(Int64(bitPattern: $0.word))") }
  }

  private func arguments(of command: Command, _ arguments: String, _ word: String) -> [Candidate] {
    switch command.completion {
    case .nothing:
      return command.name == "set"
        ? session.settings.rows.map { Candidate(text: $0.name, description: $0.meaning) } : []
    case .topics:
      return heads("") + session.lab.table.constants.keys.sorted().map { Candidate(text: $0) }
        + Errno.names.map { Candidate(text: $0) }
    case .subjects: return session.lab.living.map { Candidate(text: $0.name, description: "pid \($0.pid)") }
    case .paths: return paths(word)
    case .lessons: return session.learning?.lessonIDs().map { Candidate(text: $0.id, description: $0.title) } ?? []
    case .values: return variables()
    case .traceSets:
      guard arguments.contains("on") else { return ["on", "off"].map { Candidate(text: $0) } }
      return CallSet.setNames.map { Candidate(text: "%\($0)") }
        + session.lab.table.rows.map { Candidate(text: $0.name, description: $0.summary) }
    }
  }

  /// By the type of the parameter at which the cursor stands.
  private func arguments(of row: Syscall, _ arguments: String, _ word: String, isCall: Bool) -> [Candidate] {
    if arguments.filter({ $0 == "\"" }).count % 2 == 1 { return paths(word) }
    let bytes = Array(arguments.utf8)
    guard let tokens = try? Lexer.tokens(bytes) else { return [] }
    var parser = ExpressionParser(tokens[...], end: bytes.count)
    var given: [Expression] = []
    while !parser.tokens.isEmpty {
      if isCall, let comma = parser.tokens.first, comma.kind == .symbol(",") {
        parser = ExpressionParser(parser.tokens.dropFirst(), end: bytes.count)
        continue
      }
      guard let next = try? parser.expression(asWord: !isCall) else { break }
      given.append(next)
    }
    // After `O_RDWR|` the same argument goes on.
    let goesOn = tokens.last?.kind == .symbol("|")
    var index = goesOn ? openArgument(row, tokens) : given.count
    let inputs = row.parameters.indices.filter { index in
      if case .supplied = row.parameters[index].fallback { return false }
      return true
    }
    if given.count < inputs.count, index < inputs.count { index = inputs[index] }
    guard index < row.parameters.count else { return [] }
    return values(of: row.parameters[index].type, word)
  }

  private func openArgument(_ row: Syscall, _ tokens: [Token]) -> Int {
    row.parameters.firstIndex { parameter in
      parameter.type.codecs.contains { codec in
        tokens.contains { token in
          if case .name(let name) = token.kind { return codec.value(of: name) != nil }
          return false
        }
      }
    } ?? 0
  }

  private func values(of type: ArgumentType, _ word: String) -> [Candidate] {
    switch type {
    case .descriptor: return descriptors() + variables(.descriptor) + variables(.number)
    case .directory:
      return [Candidate(text: "AT_FDCWD", description: "the working directory")] + descriptors()
        + variables(.descriptor)
    case .word(let codec, _):
      return codec.constants.map { Candidate(text: $0.name, isWhole: codec.isEnumeration) } + variables(.number)
    case .process:
      return session.lab.living.map { Candidate(text: $0.name, description: "pid \($0.pid)") } + variables()
    case .signal: return (1..<32).map { Candidate(text: Signal(rawValue: $0).name) }
    case .address: return [Candidate(text: "NULL")] + variables(.address)
    case .pointer(.path, .input):
      return word.hasPrefix("/") || word.hasPrefix(".")
        ? paths(word) : [Candidate(text: "\"", isWhole: false)] + variables(.address)
    case .pointer: return variables(.address)
    case .selected(_, let cases, let otherwise):
      return (cases.values.flatMap(\.codecs) + otherwise.codecs).flatMap(\.constants).map { Candidate(text: $0.name) }
        + variables()
    case .presentIf(_, _, let inner): return values(of: inner, word)
    case .signed, .unsigned, .hexadecimal, .permissions, .owner, .absent: return variables()
    }
  }

  private func variables(_ kind: Variable.Kind) -> [Candidate] {
    session.lab.variables.all.filter {
      $0.kind == kind && $0.name != "_" && ($0.subject == nil || $0.subject == session.lab.currentName)
    }.map {
      Candidate(
        text: $0.name,
        description: kind == .address ? "= 0x" + String($0.word, radix: 16) : "= \(Int64(bitPattern: $0.word))")
    }
  }

  private func descriptors() -> [Candidate] {
    let table = session.lab.descriptors.table(of: session.lab.currentName) ?? [:]
    return table.values.sorted { $0.number < $1.number }.map { entry in
      let target = session.lab.descriptors.descriptions[entry.label]?.target ?? ""
      return Candidate(text: String(entry.number), description: Escapes.harmless(target))
    }
  }

  /// Files as the subject sees them.
  private func paths(_ word: String) -> [Candidate] {
    guard let subject = session.lab.current else { return [] }
    let slash = word.lastIndex(of: "/")
    let directory = slash.map { String(word[...$0]) } ?? ""
    let entries = ((try? DirectoryListing.entries(of: subject.pathFromOutside(directory))) ?? []).filter { entry in
      (directory + entry.name).hasPrefix(word) && Escapes.harmless(entry.name) == entry.name
    }
    let found = entries.prefix(500).map { entry in
      Candidate(text: directory + entry.name + (entry.isDirectory ? "/" : ""), isWhole: !entry.isDirectory)
    }
    return found.sorted { $0.text < $1.text }
  }
}

extension String {
  fileprivate var trimmedStart: String {
    String(drop { $0 == " " || $0 == "\t" })
  }

  /// The index behind an assignment's `=`: only names and commas stand before it.
  fileprivate var lastAssignment: Index? {
    guard let equals = firstIndex(of: "=") else { return nil }
    let before = self[..<equals]
    guard before.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "," || $0 == " " }) else { return nil }
    return index(after: equals)
  }
}
