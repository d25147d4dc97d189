import SyscallTable

// The shell's own commands in a line.
extension LineGrammar {
  /// A command that takes the rest of its segment as text.
  func textCommand(_ bytes: [UInt8], _ start: Int, subject: String?) -> CommandStatement? {
    var end = start
    while end < bytes.count, bytes[end] == 0x5f || bytes[end].isLetterOrDigit { end += 1 }
    let typed = String(decoding: bytes[start..<end], as: UTF8.self)
    guard let name = command(typed) else { return nil }
    switch commands[name] {
    case .text, .line: break
    case .values, nil: return nil
    }
    // `x = 3` and `cat(…)` are not this command.
    if end < bytes.count, bytes[end] != 0x20, bytes[end] != 0x09 { return nil }
    var command = raw(name, start..<end, subject, bytes, after: end)
    command.abbreviation = typed == name ? nil : typed
    // help = asks about the sign.
    return name != "help" && (command.rest.hasPrefix("=") || command.rest.hasPrefix(",")) ? nil : command
  }

  func raw(
    _ name: String, _ range: Range<Int>, _ subject: String?, _ bytes: [UInt8], after start: Int
  ) -> CommandStatement {
    let text = LineFolding.withoutJoints(bytes[start...])
    let first = bytes[start...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? bytes.count
    return CommandStatement(
      name: name, nameRange: range, subject: subject, rest: text.trimmedSpaces, restRange: first..<bytes.count,
      arguments: [], expectation: nil)
  }

  func valuesCommand(
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

  // MARK: Names

  /// The command that a typed name runs: its own, or where prefixes are accepted the only one that begins so.
  ///
  /// A call is never made by a prefix: which calls there are depends on the kernel's table, so the only one today could be
  /// another one tomorrow, and every call is real. A prefix with which a call begins too runs nothing.
  func command(_ typed: String) -> String? {
    if commands[typed] != nil { return typed }
    guard acceptsPrefixes, !isKnown(typed), ForeignHabits.advice(for: typed) == nil else { return nil }
    let found = names(beginningWith: typed)
    return found.count == 1 && commands[found[0]] != nil ? found[0] : nil
  }

  /// Whether a line may begin with the name.
  func isKnown(_ name: String) -> Bool {
    table.lookUp(name) != nil || name == "syscall" || commands[name] != nil
  }

  /// Calls and commands that begin with two letters or more.
  func names(beginningWith typed: String) -> [String] {
    guard typed.utf8.count > 1 else { return [] }
    return (table.names + commands.keys).filter { $0.hasPrefix(typed) }.sorted()
  }

  func unknown(_ name: String, _ range: Range<Int>) -> InputError {
    if let habit = ForeignHabits.advice(for: name) {
      let what = commands[name] == nil ? "no syscall and no command of sysh" : "no syscall"
      return InputError("\(name) is \(what).", at: range, advice: habit)
    }
    let begun = names(beginningWith: name)
    if begun.count > 1 {
      let shown = begun.prefix(6).joined(separator: ", ")
      return InputError(
        "\(name) could be \(begun.count > 6 ? "\(shown) and \(begun.count - 6) others" : begun.orList).", at: range,
        advice: "Type more of the name, or TAB to complete it.")
    }
    let near = begun.first.map { "Did you mean \($0)?" } ?? NearestName.advice(name, in: table.names + commands.keys)
    return InputError(
      "There is no call or command named \(name).", at: range,
      advice: near ?? "help lists what can be typed; syscall N makes any call by its number.")
  }
}

extension [String] {
  /// `a, b or c`
  var orList: String {
    count < 2 ? joined() : dropLast().joined(separator: ", ") + " or " + self[count - 1]
  }
}
