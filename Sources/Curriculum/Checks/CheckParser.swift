/// Reads a check, one method a rule of the grammar that `CheckExpression` states.
struct CheckParser {
  private let tokens: [CheckToken]
  private var index = 0
  private var depth = 0

  /// Deeper nesting than anyone writes; a bound, because a lesson file is untrusted.
  private static let deepest = 40

  /// `column` is where `text` begins in its line.
  static func parse(_ text: String, column: Int) throws(CheckSyntaxError) -> CheckExpression {
    var lexer = CheckLexer(text, column: column)
    var parser = CheckParser(tokens: try lexer.tokens())
    if parser.current.kind == .end {
      throw CheckSyntaxError(column: column, message: "There is nothing to check; write a fact, as in fd(3).open.")
    }
    let expression = try parser.or()
    guard parser.current.kind == .end else { throw parser.unexpected("Join checks with and, or.") }
    guard !expression.references.isEmpty else {
      throw CheckSyntaxError(column: column, message: "This check looks at no fact, so it can never change.")
    }
    return expression
  }

  private init(tokens: [CheckToken]) {
    self.tokens = tokens
  }

  /// The lexer always ends its list with `.end`, which `advance` never passes.
  private var current: CheckToken { tokens[index] }

  private mutating func advance() {
    if index < tokens.count - 1 { index += 1 }
  }

  private mutating func take(sign: String) -> Bool {
    guard current.kind == .sign(sign) else { return false }
    advance()
    return true
  }

  private mutating func take(word: String) -> Bool {
    guard current.kind == .word(word) else { return false }
    advance()
    return true
  }

  private func unexpected(_ advice: String) -> CheckSyntaxError {
    CheckSyntaxError(column: current.column, message: "Did not expect \(current.text) here. \(advice)")
  }

  private mutating func deeper() throws(CheckSyntaxError) {
    depth += 1
    guard depth <= Self.deepest else {
      throw CheckSyntaxError(column: current.column, message: "This check is too long; write several.")
    }
  }

  // MARK: The grammar

  private mutating func or() throws(CheckSyntaxError) -> CheckExpression {
    var left = try and()
    while take(word: "or") {
      try deeper()
      left = .junction(.or, left, try and())
    }
    return left
  }

  private mutating func and() throws(CheckSyntaxError) -> CheckExpression {
    var left = try not()
    while take(word: "and") {
      try deeper()
      left = .junction(.and, left, try not())
    }
    return left
  }

  private mutating func not() throws(CheckSyntaxError) -> CheckExpression {
    guard take(word: "not") else { return try comparison() }
    try deeper()
    return .not(try not())
  }

  private mutating func comparison() throws(CheckSyntaxError) -> CheckExpression {
    let left = try change()
    guard let order = takeOrder() else { return left }
    let right = try change()
    if case .sign(let sign) = current.kind, CheckExpression.Order(rawValue: sign) != nil {
      throw unexpected("Comparisons do not chain; write a < b and b < c.")
    }
    return .comparison(order, left, right)
  }

  private mutating func takeOrder() -> CheckExpression.Order? {
    guard case .sign(let sign) = current.kind, let order = CheckExpression.Order(rawValue: sign) else { return nil }
    advance()
    return order
  }

  private mutating func change() throws(CheckSyntaxError) -> CheckExpression {
    let column = current.column
    let value = try sum()
    for (word, expected) in [("changed", true), ("unchanged", false)] where take(word: word) {
      guard !value.references.isEmpty else {
        throw CheckSyntaxError(column: column, message: "A constant never changes; put a fact before \(word).")
      }
      return .change(of: value, expected: expected)
    }
    return value
  }

  private mutating func sum() throws(CheckSyntaxError) -> CheckExpression {
    var left = try product()
    while true {
      let sign: CheckExpression.Sum
      if take(sign: "+") { sign = .plus } else if take(sign: "-") { sign = .minus } else { return left }
      try deeper()
      left = .sum(sign, left, try product())
    }
  }

  private mutating func product() throws(CheckSyntaxError) -> CheckExpression {
    var left = try unary()
    while take(sign: "*") {
      try deeper()
      left = .sum(.times, left, try unary())
    }
    return left
  }

  private mutating func unary() throws(CheckSyntaxError) -> CheckExpression {
    guard take(sign: "-") else { return try primary() }
    try deeper()
    return .negative(try unary())
  }

  private mutating func primary() throws(CheckSyntaxError) -> CheckExpression {
    let token = current
    switch token.kind {
    case .integer(let value):
      advance()
      return .literal(.integer(value))
    case .string(let value):
      advance()
      return .literal(.string(value))
    case .sign("("):
      advance()
      try deeper()
      let inner = try or()
      guard take(sign: ")") else { throw unexpected("A closing parenthesis is missing.") }
      return inner
    case .word(let word): return try named(word, token.column)
    case .sign, .end: throw unexpected("A fact, a number or a string belongs here.")
    }
  }

  private mutating func named(_ word: String, _ column: Int) throws(CheckSyntaxError) -> CheckExpression {
    switch word {
    case "PAGE":
      advance()
      return .literal(.integer(4096))
    case "true", "false":
      advance()
      return .literal(.boolean(word == "true"))
    case "absent":
      advance()
      return .literal(.absent)
    case "and", "or", "not", "changed", "unchanged":
      throw unexpected("A fact, a number or a string belongs before it.")
    default:
      advance()
      let arguments = try arguments()
      return .fact(FactReference(name: word, arguments: arguments, property: try property(), column: column))
    }
  }

  private mutating func arguments() throws(CheckSyntaxError) -> [CheckExpression]? {
    guard take(sign: "(") else { return nil }
    try deeper()
    if take(sign: ")") { return [] }
    var list = [try sum()]
    while take(sign: ",") { list.append(try sum()) }
    guard take(sign: ")") else { throw unexpected("Arguments are separated by commas and end with ).") }
    return list
  }

  private mutating func property() throws(CheckSyntaxError) -> String? {
    guard take(sign: ".") else { return nil }
    guard case .word(let name) = current.kind else { throw unexpected("The name of a property follows the dot.") }
    advance()
    return name
  }
}
