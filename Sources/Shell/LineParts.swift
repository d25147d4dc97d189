import SyscallTable

// What stands around a call: its subject, the names of its results, its arguments.
extension LineGrammar {
  /// `P2:` at the front.
  func takeSubject(_ tokens: inout ArraySlice<Token>) -> String? {
    guard tokens.count > 1, case .name(let name) = tokens[tokens.startIndex].kind,
      tokens[tokens.startIndex + 1].kind == .symbol(":")
    else { return nil }
    tokens = tokens.dropFirst(2)
    return name
  }

  func assignmentTargets(
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

  func assignment(
    _ target: (name: String, range: Range<Int>), _ tokens: ArraySlice<Token>, _ end: Int
  ) throws(InputError) -> Statement {
    var parser = ExpressionParser(tokens, end: end)
    let value = try parser.expression(asWord: false)
    if let extra = parser.tokens.first {
      // `fd = opne "x"`
      if let head = tokens.first, case .name(let name) = head.kind, value.range == head.range,
        NearestName.match(name, in: table.names) != nil
      {
        throw unknown(name, head.range)
      }
      throw InputError("The value ends before this.", at: extra.range)
    }
    return .assignment(name: target.name, value)
  }

  func arguments(_ tokens: ArraySlice<Token>, end: Int) throws(InputError) -> [Expression] {
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
}
