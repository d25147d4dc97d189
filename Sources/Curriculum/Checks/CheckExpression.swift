/// The language of `check:` and `how:` lines, parsed.
///
/// ```
/// expression := or          or  := and { "or" and }          and := not { "and" not }
/// not        := "not" not | comparison
/// comparison := change [ ( == != < <= > >= ) change ]
/// change     := sum [ "changed" | "unchanged" ]              against the value at the start of the step
/// sum        := product { ( + - ) product }                  product := unary { * unary }
/// unary      := "-" unary | primary
/// primary    := integer | "string" | true | false | absent | PAGE | fact | "(" or ")"
/// fact       := name [ "(" sum { "," sum } ")" ] [ "." property ]
/// ```
/// A bare name is a fact when there is one of that name that takes no arguments, else a variable: `fd` is a variable even
/// though `fd(3)` is a fact. As an argument of a fact a bare name is a
/// variable when there is one of that name, else a string: the name of a subject or of a syscall.
indirect enum CheckExpression: Hashable, Sendable {
  enum Sum: String, Hashable, Sendable, CaseIterable {
    case plus = "+"
    case minus = "-"
    case times = "*"
  }

  enum Order: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case different = "!="
    case atMost = "<="
    case atLeast = ">="
    case less = "<"
    case greater = ">"
  }

  enum Junction: String, Hashable, Sendable {
    case and, or
  }

  case literal(FactValue)
  case fact(FactReference)
  case negative(CheckExpression)
  case sum(Sum, CheckExpression, CheckExpression)
  case comparison(Order, CheckExpression, CheckExpression)
  case not(CheckExpression)
  case junction(Junction, CheckExpression, CheckExpression)
  /// `changed` and, with `expected` false, `unchanged`.
  case change(of: CheckExpression, expected: Bool)
}

/// `name(arguments).property`, or a bare name.
struct FactReference: Hashable, Sendable {
  let name: String
  /// Nil when there are no parentheses.
  let arguments: [CheckExpression]?
  let property: String?
  /// Column in the file's line.
  let column: Int

  var isBare: Bool { arguments == nil && property == nil }

  /// Whether it stands for a variable rather than a fact.
  func isVariable(in vocabulary: any LessonVocabulary) -> Bool {
    isBare && !(vocabulary.signature(ofFact: name)?.arguments.contains(0) ?? false)
  }
}

extension CheckExpression {
  /// The expression as a check would write it, in as few parentheses as are always right.
  var text: String {
    switch self {
    case .literal(let value): value.text
    case .fact(let fact): fact.text
    case .negative(let inner): "-" + inner.grouped
    case .sum(let sign, let left, let right): "\(left.grouped) \(sign.rawValue) \(right.grouped)"
    case .comparison(let order, let left, let right): "\(left.grouped) \(order.rawValue) \(right.grouped)"
    case .not(let inner): "not " + inner.grouped
    case .junction(let word, let left, let right): "\(left.grouped) \(word.rawValue) \(right.grouped)"
    case .change(let inner, let expected): "\(inner.grouped) \(expected ? "changed" : "unchanged")"
    }
  }

  private var grouped: String {
    switch self {
    case .literal, .fact: text
    case .negative, .sum, .comparison, .not, .junction, .change: "(\(text))"
    }
  }

  /// The subexpressions that `changed` and `unchanged` compare with their value at the start.
  var watched: [CheckExpression] {
    switch self {
    case .literal, .fact: []
    case .negative(let inner), .not(let inner): inner.watched
    case .sum(_, let left, let right), .comparison(_, let left, let right), .junction(_, let left, let right):
      left.watched + right.watched
    case .change(let inner, _): [inner] + inner.watched
    }
  }

  /// The facts and variables it reads, from left to right. Those inside arguments are not listed by themselves.
  var references: [FactReference] {
    switch self {
    case .literal: []
    case .fact(let fact): [fact]
    case .negative(let inner), .not(let inner), .change(let inner, _): inner.references
    case .sum(_, let left, let right), .comparison(_, let left, let right), .junction(_, let left, let right):
      left.references + right.references
    }
  }
}

extension FactReference {
  /// `frame(P2, p + 4096).present`
  var text: String {
    let list = arguments.map { "(" + $0.map(\.text).joined(separator: ", ") + ")" } ?? ""
    return name + list + (property.map { "." + $0 } ?? "")
  }
}

/// How strings are written in checks.
enum CheckText {
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0": result += "\\0"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
