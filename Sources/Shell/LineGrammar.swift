import SyscallTable

/// Reads a line: commands separated by `;`, in words or as C (DESIGN section 3). It knows the names of calls and commands
/// and nothing of the state, so a line can be checked without a lab.
public struct LineGrammar: Sendable {
  let table: SyscallTable
  /// Commands by name, and whether each takes the rest of the line as it stands.
  let commands: [String: CommandShape]
  /// The beginning of a command's name may stand for it: for lines that somebody types, which a script is to survive.
  var acceptsPrefixes = false

  /// How a command reads what follows its name.
  public enum CommandShape: Sendable {
    /// Words as they stand, up to `;`: paths, names.
    case text
    /// Expressions.
    case values
    /// The whole rest of the line as it stands, `;` and `#` too: a line of somebody else's.
    case line
  }

  /// All statements of a line.
  ///
  /// Throws `InputError` for the first mistake.
  public func statements(_ line: String) throws(InputError) -> [Statement] {
    try parts(line).map(\.statement)
  }

  /// All statements of a line, each with its own text as it can be typed again: on one line, commands by their whole name.
  ///
  /// Throws `InputError` for the first mistake.
  func parts(_ line: String) throws(InputError) -> [(statement: Statement, text: String)] {
    let bytes = Array(line.utf8)
    var found: [(statement: Statement, text: String)] = []
    for segment in segments(bytes) {
      let read: Statement?
      do throws(InputError) {
        read = try statement(bytes, segment)
      } catch {
        throw error.missing == nil ? ForeignLine.mistake(bytes, segment, self) ?? error : error
      }
      guard let statement = read else { continue }
      var text = bytes[segment]
      if case .command(let command) = statement {
        if let mistake = ForeignLine.mistake(in: command) { throw mistake }
        if command.abbreviation != nil {
          text.replaceSubrange(command.nameRange, with: Array(command.name.utf8))
        }
      }
      found.append((statement, LineFolding.folded(String(decoding: text, as: UTF8.self)).trimmedSpaces))
    }
    return found
  }

  private func statement(_ bytes: [UInt8], _ segment: Range<Int>) throws(InputError) -> Statement? {
    let prefix = Array(bytes[..<segment.upperBound])
    guard let beginning = prefix[segment].firstIndex(where: { ![0x20, 0x09, 0x0d, 0x0a].contains($0) }) else {
      return nil
    }
    let call = StraceLine.callStart(prefix, from: beginning)
    if StraceLine.isEvent(prefix[call...]) {
      let process = StraceLine.process(prefix[beginning..<call])
      return StraceLine.end(prefix[call...]).map { .end($0, process: process) }
    }
    if prefix[call] == 0x21 { return .command(raw("!", call..<(call + 1), nil, prefix, after: call + 1)) }
    if let command = textCommand(prefix, call, subject: nil) { return .command(command) }
    let first = CDeclaration.name(prefix, from: call) ?? call

    let expected = expectationStart(prefix, from: first)
    let tokens = try tokens(expected.map { Array(prefix[..<$0]) } ?? prefix, from: first)
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
      throw noName(head.range)
    }
    if targets.isEmpty, !isCall(rest), let full = command(name), case .values? = commands[full] {
      var command = try valuesCommand(full, head, subject, rest.dropFirst(), prefix, expectation)
      command.abbreviation = full == name ? nil : name
      return .command(command)
    }
    guard table.lookUp(name) != nil || name == "syscall" else {
      if commands[name] != nil {
        // free(p) is what somebody types who means the library's function.
        if isCall(rest), ForeignHabits.advice(for: name) != nil { throw unknown(name, head.range) }
        throw InputError(
          isCall(rest)
            ? "\(name) is a command of the shell: it takes no parentheses and has no result."
            : "\(name) is a command of the shell: it has no result.", at: head.range,
          advice: "Type \(name) by itself.")
      }
      if targets.count == 1, subject == nil, !isCall(rest) { return try assignment(targets[0], rest, prefix.count) }
      throw unknown(name, head.range)
    }
    let isC = isCall(rest)
    let arguments = try arguments(rest.dropFirst(), end: expected ?? prefix.count)
    if !isC, let mistake = ForeignLine.signalFirst(name, arguments) { throw mistake }
    let form = CallStatement.Form(
      isWholeCall: isC && expected != nil,
      isPrinted: call > beginning || expected.map { StraceLine.isPadded(prefix, before: $0) } ?? false,
      process: StraceLine.process(prefix[beginning..<call]))
    return .call(
      CallStatement(
        targets: targets.map(\.name), subject: subject, name: name, nameRange: head.range, arguments: arguments,
        expectation: expectation, form: form))
  }

  /// The tokens of a statement. Of one that begins with nothing known that is the mistake, rather than the quote in it
  /// that has no end: nobody shall be asked to go on with it.
  private func tokens(_ bytes: [UInt8], from first: Int) throws(InputError) -> [Token] {
    do throws(InputError) {
      return try Lexer.tokens(bytes, from: first)
    } catch {
      guard error.missing != nil,
        let before = try? Lexer.tokens(Array(bytes[..<error.range.lowerBound]), from: first)
      else { throw error }
      var rest = before[...]
      _ = takeSubject(&rest)
      let targets = try assignmentTargets(&rest)
      _ = takeSubject(&rest)
      guard let head = rest.first else { throw targets.isEmpty ? noName(error.range) : error }
      guard case .name(let name) = head.kind else { throw targets.isEmpty ? noName(head.range) : error }
      guard isKnown(name) || command(name) != nil || targets.count == 1 && !isCall(rest) else {
        throw unknown(name, head.range)
      }
      throw error
    }
  }

  private func noName(_ range: Range<Int>) -> InputError {
    InputError(
      "A line begins with a call or a command, and this is neither.", at: range, advice: "help lists both.")
  }

  /// Whether the tokens are a name and, without space, a parenthesis.
  private func isCall(_ tokens: ArraySlice<Token>) -> Bool {
    guard let next = tokens.dropFirst().first else { return false }
    return next.kind == .symbol("(") && !next.spaced
  }
}
