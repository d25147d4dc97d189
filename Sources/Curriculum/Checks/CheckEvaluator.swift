/// Why a check cannot be decided: a sentence. A check that cannot be decided does not hold.
struct CheckProblem: Error, Hashable {
  let message: String
}

/// What watched facts were at the start of a step. A fact that could not be told then was absent.
struct Baseline: Hashable {
  var values: [CheckExpression: FactValue] = [:]
}

/// What a fact was and is, for showing why a check holds or does not.
public struct FactReading: Hashable, Sendable {
  /// As the check writes it.
  public let fact: String
  /// Its value at the start of the step, when the check looks at it.
  public let before: FactValue?
  public let now: FactAnswer

  /// `fd(1).offset is 5` or `frame(P2, p) was 0x1000, is 0x2000`.
  public var text: String {
    switch now {
    case .problem(let message): return "\(fact) cannot be told: \(message)"
    case .value(let value):
      guard let before else { return "\(fact) is \(written(value))" }
      return before == value
        ? "\(fact) is unchanged: \(written(value))" : "\(fact) was \(written(before)), is \(written(value))"
    }
  }

  /// Permission bits are read in octal, everything else as it is.
  private func written(_ value: FactValue) -> String {
    guard case .integer(let number) = value, number >= 0, fact.hasSuffix(".mode") || fact.hasPrefix("umask") else {
      return value.text
    }
    return "0" + String(number, radix: 8)
  }
}

/// Evaluates checks against the real state.
struct CheckEvaluator {
  let lab: any LessonLab
  var baseline = Baseline()

  /// Records what the checks' watched facts are now.
  static func baseline(of expressions: [CheckExpression], in lab: any LessonLab) -> Baseline {
    let evaluator = CheckEvaluator(lab: lab)
    var baseline = Baseline()
    for watched in expressions.flatMap(\.watched) {
      baseline.values[watched] = (try? evaluator.value(of: watched)) ?? .absent
    }
    return baseline
  }

  /// Whether the expression is true now: a true boolean, a number other than zero, or anything that is not absent.
  func holds(_ expression: CheckExpression) throws(CheckProblem) -> Bool {
    switch try value(of: expression) {
    case .boolean(let value): value
    case .integer(let number): number != 0
    case .string: true
    case .absent: false
    }
  }

  func value(of expression: CheckExpression) throws(CheckProblem) -> FactValue {
    switch expression {
    case .literal(let value): return value
    case .fact(let fact): return try value(of: fact)
    case .negative(let inner): return try arithmetic(.minus, .integer(0), value(of: inner))
    case .sum(let sign, let left, let right): return try arithmetic(sign, value(of: left), value(of: right))
    case .comparison(let order, let left, let right):
      return .boolean(try compare(order, value(of: left), value(of: right)))
    case .not(let inner): return .boolean(!(try holds(inner)))
    case .junction(.and, let left, let right):
      if !(try holds(left)) { return .boolean(false) }
      return .boolean(try holds(right))
    case .junction(.or, let left, let right):
      if try holds(left) { return .boolean(true) }
      return .boolean(try holds(right))
    case .change(let inner, let expected):
      let now = try value(of: inner)
      return .boolean((now != baseline.values[inner] ?? .absent) == expected)
    }
  }

  /// Every fact of the expression with its values, each once.
  func readings(of expression: CheckExpression) -> [FactReading] {
    var seen = Set<String>()
    return expression.references.filter { seen.insert($0.text).inserted }.map { fact in
      let now: FactAnswer
      do throws(CheckProblem) { now = .value(try value(of: fact)) } catch { now = .problem(error.message) }
      let before = baseline.values.first { $0.key.text == fact.text }
      return FactReading(fact: fact.text, before: before?.value, now: now)
    }
  }

  // MARK: Parts

  private func value(of fact: FactReference) throws(CheckProblem) -> FactValue {
    if fact.isVariable(in: lab) {
      guard let value = lab.variable(fact.name) else {
        throw CheckProblem(message: "There is no variable \(fact.name).")
      }
      return value
    }
    var arguments: [FactValue] = []
    for argument in fact.arguments ?? [] { arguments.append(try self.argument(argument)) }
    switch lab.fact(fact.name, arguments, property: fact.property) {
    case .value(let value): return value
    case .problem(let message): throw CheckProblem(message: message)
    }
  }

  /// A bare word is a variable or, failing that, its own name; the words of a sum are variables.
  private func argument(_ expression: CheckExpression) throws(CheckProblem) -> FactValue {
    guard case .fact(let fact) = expression, fact.isBare else { return try value(of: expression) }
    return lab.variable(fact.name) ?? .string(fact.name)
  }

  private func arithmetic(
    _ sign: CheckExpression.Sum, _ left: FactValue, _ right: FactValue
  ) throws(CheckProblem) -> FactValue {
    guard case .integer(let left) = left, case .integer(let right) = right else {
      throw CheckProblem(message: "\(left.text) \(sign.rawValue) \(right.text) is not arithmetic on two numbers.")
    }
    let (result, overflow) =
      switch sign {
      case .plus: left.addingReportingOverflow(right)
      case .minus: left.subtractingReportingOverflow(right)
      case .times: left.multipliedReportingOverflow(by: right)
      }
    guard !overflow else { throw CheckProblem(message: "\(left) \(sign.rawValue) \(right) does not fit 64 bits.") }
    return .integer(result)
  }

  private func compare(
    _ order: CheckExpression.Order, _ left: FactValue, _ right: FactValue
  ) throws(CheckProblem) -> Bool {
    switch (order, left, right) {
    case (.equal, .absent, _), (.equal, _, .absent): return left == right
    case (.different, .absent, _), (.different, _, .absent): return left != right
    // What is not there is neither more nor less than anything.
    case (_, .absent, _), (_, _, .absent): return false
    case (_, .integer(let left), .integer(let right)): return Self.order(order, left, right)
    case (_, .string(let left), .string(let right)): return Self.order(order, left, right)
    case (.equal, .boolean(let left), .boolean(let right)): return left == right
    case (.different, .boolean(let left), .boolean(let right)): return left != right
    case (_, .integer, _), (_, .string, _), (_, .boolean, _):
      throw CheckProblem(message: "\(left.text) \(order.rawValue) \(right.text) compares two different kinds of value.")
    }
  }

  private static func order<Value: Comparable>(
    _ order: CheckExpression.Order, _ left: Value, _ right: Value
  ) -> Bool {
    switch order {
    case .equal: left == right
    case .different: left != right
    case .less: left < right
    case .atMost: left <= right
    case .greater: left > right
    case .atLeast: left >= right
    }
  }
}
