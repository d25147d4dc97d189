/// Reads arguments from tokens. Two spellings share it: between parentheses arguments are separated by commas, as words
/// they are separated by space.
public struct ExpressionParser {
  public private(set) var tokens: ArraySlice<Token>
  /// Where the line ends, for messages about something missing.
  private let end: Int
  private var depth = 0
  private var operators = 0

  public init(_ tokens: ArraySlice<Token>, end: Int) {
    self.tokens = tokens
    self.end = end
  }

  private func here() -> Range<Int> {
    tokens.first?.range ?? end..<end
  }

  private mutating func take(_ symbol: String) -> Token? {
    guard let token = tokens.first, token.isSymbol(symbol) else { return nil }
    tokens.removeFirst()
    return token
  }

  /// Arguments as words, until a token in `stops` or the end.
  public mutating func words(until stops: Set<String>) throws(InputError) -> [Expression] {
    var result: [Expression] = []
    while let token = tokens.first {
      if case .symbol(let text) = token.kind {
        if stops.contains(text) { break }
        if text == "," {
          throw InputError(
            "A comma stands between arguments only inside parentheses.", at: token.range,
            advice: "Write open(\"a\", O_RDONLY) or open \"a\" O_RDONLY.")
        }
      }
      result.append(try expression(asWord: true))
    }
    return result
  }

  /// Arguments between parentheses; the opening one is the next token.
  public mutating func parenthesized() throws(InputError) -> (arguments: [Expression], closing: Token) {
    let opening = here()
    _ = take("(")
    var result: [Expression] = []
    if let closing = take(")") { return (result, closing) }
    while true {
      result.append(try within(opening, ")") { parser throws(InputError) in try parser.alternatives() })
      if let closing = take(")") { return (result, closing) }
      if take(",") != nil { continue }
      guard tokens.first != nil else { throw Self.unclosed(")", opening) }
      throw InputError("A comma or ) is missing here.", at: here())
    }
  }

  /// A bracket that is opened at `range` and waits for `closing`.
  private static func unclosed(_ closing: String, _ range: Range<Int>) -> InputError {
    let noun = closing == ")" ? "parenthesis" : closing == "]" ? "bracket" : "brace"
    return InputError(
      "This \(noun) is not closed.", at: range, advice: "Close it with \(closing).", missing: closing)
  }

  /// Reads something inside brackets. What is missing where the input ends may come in a further line, so the mistake is
  /// then the bracket that is open.
  private mutating func within<Result>(
    _ opening: Range<Int>, _ closing: String, _ body: (inout ExpressionParser) throws(InputError) -> Result
  ) throws(InputError) -> Result {
    do throws(InputError) {
      return try body(&self)
    } catch {
      throw tokens.isEmpty && error.range == end..<end ? Self.unclosed(closing, opening) : error
    }
  }

  /// Where two constants have one value, strace prints both: `BTRFS_IOC_CLONE or FICLONE`.
  private mutating func alternatives() throws(InputError) -> Expression {
    if let token = tokens.first, case .name(let name) = token.kind, let equals = tokens.dropFirst().first,
      equals.isSymbol("=")
    {
      tokens.removeFirst(2)
      let value = try expression(asWord: false)
      return Expression(.named(name, value), token.range.lowerBound..<value.range.upperBound)
    }
    let first = try expression(asWord: false)
    var all = [first]
    while let token = tokens.first, token.kind == .name("or") {
      tokens.removeFirst()
      all.append(try expression(asWord: false))
    }
    guard let last = all.last, all.count > 1 else { return first }
    return Expression(.call("or", all), first.range.lowerBound..<last.range.upperBound)
  }

  public mutating func expression(asWord: Bool) throws(InputError) -> Expression {
    depth += 1
    defer { depth -= 1 }
    if depth > 64 { throw InputError("This is nested too deeply.", at: here()) }
    return try infix(minimum: 1, asWord: asWord)
  }

  private func infixOperator(asWord: Bool) -> Expression.Operator? {
    guard let token = tokens.first, case .symbol(let text) = token.kind,
      let found = Expression.Operator(rawValue: text), found != .complement
    else { return nil }
    // As a word, `a -1` is two arguments and `a - 1` one.
    if asWord, found == .minus, token.spaced, let next = tokens.dropFirst().first, !next.spaced { return nil }
    return found
  }

  private mutating func infix(minimum: Int, asWord: Bool) throws(InputError) -> Expression {
    var left = try prefix(asWord: asWord)
    while let found = infixOperator(asWord: asWord), found.precedence >= minimum {
      // A chain of operators is as deep a tree as it is long: what walks the tree must not run out of stack.
      operators += 1
      if operators > 400 { throw InputError("This expression is too long.", at: here()) }
      tokens.removeFirst()
      let right = try infix(minimum: found.precedence + 1, asWord: asWord)
      left = Expression(.infix(found, left, right), left.range.lowerBound..<right.range.upperBound)
    }
    return left
  }

  private mutating func prefix(asWord: Bool) throws(InputError) -> Expression {
    guard let token = tokens.first else { throw InputError("An argument is missing here.", at: end..<end) }
    if token.isSymbol("-") || token.isSymbol("~") {
      tokens.removeFirst()
      depth += 1
      defer { depth -= 1 }
      if depth > 64 { throw InputError("This is nested too deeply.", at: token.range) }
      let operand = try prefix(asWord: asWord)
      let range = token.range.lowerBound..<operand.range.upperBound
      return Expression(.prefix(token.isSymbol("-") ? .minus : .complement, operand), range)
    }
    return try primary(token)
  }

  private mutating func primary(_ token: Token) throws(InputError) -> Expression {
    tokens.removeFirst()
    switch token.kind {
    case .integer(let value): return Expression(.integer(value), token.range)
    case .path(let text): return Expression(.string(Array(text.utf8), elided: false), token.range)
    case .string(let bytes):
      if let dots = tokens.first, dots.isSymbol("..."), !dots.spaced {
        tokens.removeFirst()
        return Expression(.string(bytes, elided: true), token.range.lowerBound..<dots.range.upperBound)
      }
      return Expression(.string(bytes, elided: false), token.range)
    case .name(let name):
      if let opening = tokens.first, opening.isSymbol("("), !opening.spaced {
        let (arguments, closing) = try nested { parser throws(InputError) in try parser.parenthesized() }
        return Expression(.call(name, arguments), token.range.lowerBound..<closing.range.upperBound)
      }
      return Expression(.name(name), token.range)
    case .symbol("$"):
      guard let next = tokens.first, case .name(let name) = next.kind, !next.spaced else {
        throw InputError("$ stands before a subject or a register.", at: token.range, advice: "Write $P1 or $rsp.")
      }
      tokens.removeFirst()
      return Expression(.subject(name), token.range.lowerBound..<next.range.upperBound)
    case .symbol("&"):
      // Where a function of C puts its result: inet_pton(AF_INET6, "::1", &sin6_addr).
      guard let next = tokens.first, case .name(let name) = next.kind, !next.spaced else {
        throw InputError("An argument is missing before &.", at: token.range)
      }
      tokens.removeFirst()
      let range = token.range.lowerBound..<next.range.upperBound
      return Expression(.call("&", [Expression(.name(name), next.range)]), range)
    case .symbol("("):
      let inner = try within(token.range, ")") { parser throws(InputError) in try parser.expression(asWord: false) }
      guard let closing = take(")") else {
        throw tokens.isEmpty
          ? Self.unclosed(")", token.range) : InputError("A ) is missing here.", at: here(), advice: "Close it with ).")
      }
      return Expression(inner.kind, token.range.lowerBound..<closing.range.upperBound)
    case .symbol("["):
      return try afterwards(
        try within(token.range, "]") { parser throws(InputError) in try parser.array(from: token) })
    case .symbol("{"):
      return try afterwards(
        try within(token.range, "}") { parser throws(InputError) in try parser.structure(from: token) })
    case .symbol(let text):
      if ["<", ">", "?"].contains(text) {
        throw InputError(
          "The character \(text) means nothing here.", at: token.range, advice: "Texts stand in double quotes.")
      }
      throw InputError("An argument is missing before \(text).", at: token.range)
    }
  }

  private mutating func nested<Result>(
    _ body: (inout ExpressionParser) throws(InputError) -> Result
  ) throws(InputError) -> Result {
    depth += 1
    defer { depth -= 1 }
    if depth > 64 { throw InputError("This is nested too deeply.", at: here()) }
    return try body(&self)
  }

  /// strace prints memory that a call reads and writes as `[0] => [5]` or `[128 => 16]`. The second is what came out of the call: it is
  /// read, and has no part in the argument.
  private mutating func afterwards(_ before: Expression) throws(InputError) -> Expression {
    guard take("=>") != nil else { return before }
    let after = try expression(asWord: false)
    return Expression(before.kind, before.range.lowerBound..<after.range.upperBound)
  }

  private mutating func array(from opening: Token) throws(InputError) -> Expression {
    var elements: [Expression] = []
    while true {
      if let closing = take("]") {
        return Expression(.array(elements), opening.range.lowerBound..<closing.range.upperBound)
      }
      if take(",") != nil { continue }
      if let dots = take("...") {
        // What was cut off a list is a text of which nothing is left: every use of it as an input says so.
        elements.append(Expression(.string([], elided: true), dots.range))
        continue
      }
      guard tokens.first != nil else { throw Self.unclosed("]", opening.range) }
      let element = try afterwards(try expression(asWord: false))
      // strace -v names the places in c_cc: [[VINTR]=0x3, ...], all of them in order.
      elements.append(take("=") == nil ? element : try expression(asWord: false))
    }
  }

  private mutating func structure(from opening: Token) throws(InputError) -> Expression {
    var members: [Expression.Member] = []
    while true {
      if let closing = take("}") {
        return Expression(.structure(members), opening.range.lowerBound..<closing.range.upperBound)
      }
      // strace separates the conditions of a wait status by && and ==.
      if take(",") != nil || take("...") != nil || take("&&") != nil || take("==") != nil { continue }
      guard let token = tokens.first else { throw Self.unclosed("}", opening.range) }
      if case .name(let name) = token.kind, let equals = tokens.dropFirst().first, equals.isSymbol("=") {
        tokens.removeFirst(2)
        // A hardware address without bytes: mr_address=}.
        if tokens.first?.isSymbol("}") == true || tokens.first?.isSymbol(",") == true { continue }
        members.append(.init(name: name, value: try afterwards(try expression(asWord: false)), range: token.range))
      } else {
        let value = try expression(asWord: false)
        members.append(.init(name: nil, value: value, range: value.range))
      }
    }
  }
}
