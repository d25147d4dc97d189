import SyscallTable

/// Reads a line: commands separated by `;`, in words or as C (DESIGN section 3). It knows the names of calls and commands
/// and nothing of the state, so a line can be checked without a lab.
public struct LineGrammar: Sendable {
  let table: SyscallTable
  /// Commands by name, and whether each takes the rest of the line as it stands.
  let commands: [String: CommandShape]

  /// How a command reads what follows its name.
  public enum CommandShape: Sendable {
    /// Words as they stand, up to `;`: paths, names.
    case text
    /// Expressions.
    case values
  }

  /// All statements of a line.
  ///
  /// Throws `InputError` for the first mistake.
  public func statements(_ line: String) throws(InputError) -> [Statement] {
    try parts(line).map(\.statement)
  }

  /// All statements of a line, each with its own text.
  ///
  /// Throws `InputError` for the first mistake.
  func parts(_ line: String) throws(InputError) -> [(statement: Statement, text: String)] {
    let bytes = Array(line.utf8)
    var found: [(statement: Statement, text: String)] = []
    for segment in segments(bytes) {
      guard let statement = try statement(bytes, segment) else { continue }
      found.append((statement, String(decoding: bytes[segment], as: UTF8.self).trimmedSpaces))
    }
    return found
  }

  /// The ranges between `;` outside texts, brackets and comments. `!` takes all that is left of the line.
  func segments(_ bytes: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    var index = 0
    var inText = false
    var depth = 0
    var empty = true
    while index < bytes.count {
      let byte = bytes[index]
      if empty, byte == 0x21 { break }
      if inText {
        if byte == 0x5c { index += 1 } else if byte == 0x22 { inText = false }
      } else {
        switch byte {
        case 0x22: inText = true
        // The command of `trace` is quoted as a shell quotes.
        case 0x27 where isTrace(bytes[start..<index]):
          index = bytes[(index + 1)...].firstIndex(of: 0x27) ?? index
        case 0x28, 0x5b, 0x7b: depth += 1
        case 0x29, 0x5d, 0x7d: depth -= 1
        case 0x23:
          result.append(start..<index)
          return result
        case 0x3b where depth <= 0:
          result.append(start..<index)
          start = index + 1
          empty = true
          index += 1
          continue
        default: break
        }
      }
      if byte != 0x20, byte != 0x09 { empty = false }
      index += 1
    }
    result.append(start..<bytes.count)
    return result
  }

  private func isTrace(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: Array("trace ".utf8))
  }

  private func statement(_ bytes: [UInt8], _ segment: Range<Int>) throws(InputError) -> Statement? {
    let prefix = Array(bytes[..<segment.upperBound])
    guard let beginning = prefix[segment].firstIndex(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }) else {
      return nil
    }
    let first = StraceLine.callStart(prefix, from: beginning)
    if StraceLine.isEvent(prefix[first...]) {
      let process = StraceLine.process(prefix[beginning..<first])
      return StraceLine.end(prefix[first...]).map { .end($0, process: process) }
    }
    if prefix[first] == 0x21 { return .command(raw("!", first..<(first + 1), nil, prefix, after: first + 1)) }
    if let command = textCommand(prefix, first, subject: nil) { return .command(command) }

    let expected = expectationStart(prefix, from: first)
    let tokens = try Lexer.tokens(expected.map { Array(prefix[..<$0]) } ?? prefix, from: first)
    guard !tokens.isEmpty else { return nil }
    let expectation =
      try expected.map { start throws(InputError) in try self.expectation(prefix, after: start + 1) } ?? nil
    var rest = tokens[...]
    // The subject stands before the names of the results or behind them.
    var subject = takeSubject(&rest)
    let targets = try assignmentTargets(&rest)
    if subject == nil { subject = takeSubject(&rest) }
    if let subject, targets.isEmpty, let next = rest.first,
      let command = textCommand(prefix, next.range.lowerBound, subject: subject)
    {
      return .command(command)
    }
    guard let head = rest.first else {
      let end = prefix.count
      throw InputError("A call or a command is missing here.", at: end..<end)
    }
    guard case .name(let name) = head.kind else {
      if targets.count == 1, subject == nil { return try assignment(targets[0], rest, prefix.count) }
      throw InputError(
        "A line begins with a call or a command, and this is neither.", at: head.range,
        advice: "help lists both.")
    }
    if targets.isEmpty, let shape = commands[name], case .values = shape, !isCall(rest) {
      return .command(try valuesCommand(name, head, subject, rest.dropFirst(), prefix, expectation))
    }
    guard table.lookUp(name) != nil || name == "syscall" else {
      if commands[name] != nil {
        // free(p) is what somebody types who means the library's function.
        if isCall(rest), ForeignHabits.advice(for: name) != nil { throw unknown(name, head.range) }
        throw InputError(
          "\(name) is a command of the shell: it has no result.", at: head.range, advice: "Type \(name) by itself.")
      }
      if targets.count == 1, subject == nil, !isCall(rest) { return try assignment(targets[0], rest, prefix.count) }
      throw unknown(name, head.range)
    }
    let isC = isCall(rest)
    let arguments = try arguments(rest.dropFirst(), end: expected ?? prefix.count)
    let form = CallStatement.Form(
      isWholeCall: isC && expected != nil,
      isPrinted: first > beginning || expected.map { StraceLine.isPadded(prefix, before: $0) } ?? false,
      process: StraceLine.process(prefix[beginning..<first]))
    return .call(
      CallStatement(
        targets: targets.map(\.name), subject: subject, name: name, nameRange: head.range, arguments: arguments,
        expectation: expectation, form: form))
  }

  /// Whether the tokens are a name and, without space, a parenthesis.
  private func isCall(_ tokens: ArraySlice<Token>) -> Bool {
    guard let next = tokens.dropFirst().first else { return false }
    return next.kind == .symbol("(") && !next.spaced
  }

  private func unknown(_ name: String, _ range: Range<Int>) -> InputError {
    if let habit = ForeignHabits.advice(for: name) {
      let what = commands[name] == nil ? "no syscall and no command of sysh" : "no syscall"
      return InputError("\(name) is \(what).", at: range, advice: habit)
    }
    let known = table.names + commands.keys
    return InputError(
      "There is no call or command named \(name).", at: range,
      advice: NearestName.advice(name, in: known)
        ?? "help lists what can be typed; syscall N makes any call by its number.")
  }

  // MARK: Parts

  /// `P2:` at the front.
  private func takeSubject(_ tokens: inout ArraySlice<Token>) -> String? {
    guard tokens.count > 1, case .name(let name) = tokens[tokens.startIndex].kind,
      tokens[tokens.startIndex + 1].kind == .symbol(":")
    else { return nil }
    tokens = tokens.dropFirst(2)
    return name
  }

  private func assignmentTargets(
    _ tokens: inout ArraySlice<Token>
  ) throws(InputError) -> [(name: String, range: Range<Int>)] {
    var look = tokens
    var names: [(name: String, range: Range<Int>)] = []
    while let token = look.first, case .name(let name) = token.kind {
      names.append((name, token.range))
      look = look.dropFirst()
      guard let separator = look.first else { return [] }
      if separator.kind == .symbol("=") {
        look = look.dropFirst()
        for (name, range) in names {
          if table.lookUp(name) != nil || commands[name] != nil || StandardNames.values[name] != nil || name == "_" {
            throw InputError(
              "\(name) already means something, so it cannot be a variable.", at: range, advice: "Choose another name.")
          }
        }
        tokens = look
        return names
      }
      guard separator.kind == .symbol(",") else { return [] }
      look = look.dropFirst()
    }
    return []
  }

  private func assignment(
    _ target: (name: String, range: Range<Int>), _ tokens: ArraySlice<Token>, _ end: Int
  ) throws(InputError) -> Statement {
    var parser = ExpressionParser(tokens, end: end)
    let value = try parser.expression(asWord: false)
    if let extra = parser.tokens.first {
      throw InputError("The value ends before this.", at: extra.range)
    }
    return .assignment(name: target.name, value)
  }

  private func arguments(_ tokens: ArraySlice<Token>, end: Int) throws(InputError) -> [Expression] {
    var parser = ExpressionParser(tokens, end: end)
    guard let opening = tokens.first, opening.kind == .symbol("("), !opening.spaced else {
      return try parser.words(until: [])
    }
    let arguments = try parser.parenthesized().arguments
    if let extra = parser.tokens.first {
      throw InputError("Nothing but = and a result may follow the call.", at: extra.range)
    }
    return arguments
  }

  /// Where the `=` of an expectation stands: the first one outside texts, comments and brackets that does not belong to
  /// an assignment. What follows it is no expression, so it is not cut into tokens.
  private func expectationStart(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    var depth = 0
    // Only names and commas stand before the = of an assignment.
    var mayAssign = true
    while index < bytes.count {
      let byte = bytes[index]
      switch byte {
      case 0x22:
        index += 1
        while index < bytes.count, bytes[index] != 0x22 { index += bytes[index] == 0x5c ? 2 : 1 }
        mayAssign = false
      case 0x2f where index + 1 < bytes.count && bytes[index + 1] == 0x2a:
        index += 2
        while index + 1 < bytes.count, bytes[index] != 0x2a || bytes[index + 1] != 0x2f { index += 1 }
        index += 1
      case 0x28, 0x5b, 0x7b:
        depth += 1
        mayAssign = false
      case 0x29, 0x5d, 0x7d: depth -= 1
      case 0x3d where depth <= 0:
        if !mayAssign || !isNameList(bytes[start..<index]) { return index }
        mayAssign = false
      default: break
      }
      index += 1
    }
    return nil
  }

  /// `fd`, `r, w`, `P2: fd`: names separated by commas, perhaps behind a subject.
  private func isNameList(_ bytes: ArraySlice<UInt8>) -> Bool {
    let list = bytes.firstIndex(of: 0x3a).map { bytes[($0 + 1)...] } ?? bytes
    return list.split(separator: 0x2c, omittingEmptySubsequences: false).allSatisfy { part in
      let name = String(decoding: part, as: UTF8.self).trimmedSpaces
      return !name.isEmpty && name.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5f }
        && commands[name] == nil && table.lookUp(name) == nil || part.isEmpty
    }
  }

  private func expectation(_ bytes: [UInt8], after start: Int) throws(InputError) -> CallStatement.Written? {
    let text = StraceLine.withoutDuration(String(decoding: bytes[start...], as: UTF8.self).trimmedSpaces)
    // strace writes ? for calls that do not return, and for those that are made again after a signal.
    if text == "?" || text.hasPrefix("? ") { return nil }
    let range = start..<bytes.count
    guard let expectation = Expectation(text) else {
      throw InputError(
        text.isEmpty ? "The expected result is missing." : "\(Escapes.harmless(text)) is no result.", at: range,
        advice:
          "Results are = 3, = -1 ENOENT, = blocked, = killed SIGSEGV, = exited 3, or a placeholder such as <fd:x>.")
    }
    return .init(expectation: expectation, text: text, range: range)
  }

  // MARK: Commands

  /// A command that takes the rest of its segment as text.
  private func textCommand(_ bytes: [UInt8], _ start: Int, subject: String?) -> CommandStatement? {
    var end = start
    while end < bytes.count, bytes[end] == 0x5f || bytes[end].isLetterOrDigit { end += 1 }
    let name = String(decoding: bytes[start..<end], as: UTF8.self)
    guard let shape = commands[name], case .text = shape else { return nil }
    // `x = 3` and `cat(…)` are not this command.
    if end < bytes.count, bytes[end] != 0x20, bytes[end] != 0x09 { return nil }
    let command = raw(name, start..<end, subject, bytes, after: end)
    return command.rest.hasPrefix("=") || command.rest.hasPrefix(",") ? nil : command
  }

  private func raw(
    _ name: String, _ range: Range<Int>, _ subject: String?, _ bytes: [UInt8], after start: Int
  ) -> CommandStatement {
    let text = String(decoding: bytes[start...], as: UTF8.self)
    let first = bytes[start...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.count
    return CommandStatement(
      name: name, nameRange: range, subject: subject, rest: text.trimmedSpaces, restRange: first..<bytes.count,
      arguments: [], expectation: nil)
  }

  private func valuesCommand(
    _ name: String, _ head: Token, _ subject: String?, _ tokens: ArraySlice<Token>, _ bytes: [UInt8],
    _ expectation: CallStatement.Written?
  ) throws(InputError) -> CommandStatement {
    let arguments = try arguments(tokens, end: bytes.count)
    let start = head.range.upperBound
    return CommandStatement(
      name: name, nameRange: head.range, subject: subject,
      rest: String(decoding: bytes[start...], as: UTF8.self).trimmedSpaces, restRange: start..<bytes.count,
      arguments: arguments, expectation: expectation)
  }
}

/// Answers to names that belong to other programs and libraries.
enum ForeignHabits {
  static func advice(for name: String) -> String? {
    switch name {
    case "ls", "grep", "echo", "vi", "less", "rm", "cp", "mv": "Programs run with !: try !\(name)"
    case "cd": "The subject's working directory is changed by chdir \"DIR\"."
    case "pwd": "getcwd tells the subject's working directory."
    case "malloc", "free", "calloc", "realloc": "It is the C library's; it gets memory by brk and mmap."
    case "printf", "puts", "fopen", "fwrite", "fread", "fclose":
      "It is the C library's; underneath are open, read, write and close."
    case "sudo": "sysh makes calls as the user who started it."
    default: nil
    }
  }
}

extension UInt8 {
  var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
  }
}
