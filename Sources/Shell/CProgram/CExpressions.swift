import LinuxABI
import SyscallTable

/// Writes expressions of the session's language as C. What stands in the line under a name stays a name.
struct CExpressions {
  let names: CNames
  let table: SyscallTable
  /// The expressions are strace's, with addresses where a name was typed, or nothing.
  var isShown = false

  private var evaluation: Evaluation { Evaluation(resolver: names, table: table) }

  func word(_ expression: Expression, codec: WordCodec? = nil) throws(CProblem) -> UInt64 {
    do {
      return try evaluation.word(expression, codec: codec)
    } catch {
      throw CProblem("\(error.message)")
    }
  }

  /// How numbers are written.
  enum Style {
    case decimal, hexadecimal, octal
  }

  /// A number or a pointer.
  struct Term {
    var text: String
    var isPointer = false
    /// Has an operator outside parentheses.
    var isCompound = false
    /// Nothing but a literal number.
    var isLiteral = false

    var inside: String { isCompound ? "(\(text))" : text }
  }

  /// A number of any kind, where C converts it to what the call wants.
  func value(_ expression: Expression, codec: WordCodec? = nil, style: Style = .decimal) throws(CProblem) -> String {
    try number(try term(expression, codec, style, isLong: try isLong(expression, codec)))
  }

  /// The same, and whether it is an address that a variable leads to.
  func assigned(_ expression: Expression) throws(CProblem) -> Term {
    try term(expression, nil, .decimal, isLong: try isLong(expression, nil))
  }

  private func number(_ term: Term) throws(CProblem) -> String {
    term.isPointer ? "(long)\(term.inside)" : term.text
  }

  /// An address: a pointer as it is, a number by a cast, 0 as NULL.
  func pointer(_ expression: Expression) throws(CProblem) -> String {
    let isNumber = if case .integer = expression.kind { true } else { false }
    if isShown, case .integer(let address) = expression.kind, address > 0xffff {
      if let (name, offset) = names.place(of: address) {
        return try names.use(name) + (offset == 0 ? "" : " + \(offset)")
      }
      // The shell's sbrk asks where the heap ends, and moves that.
      if let last = names.values["_"]?.word, last > 0xffff, address >= last, address - last < 1 << 30 {
        let name = try names.use("_")
        return names.isPointer("_") ? "\(name) + \(address - last)" : "(void *)(\(name) + \(address - last))"
      }
    }
    let term = try term(expression, nil, isNumber ? .hexadecimal : .decimal, isLong: true)
    if term.isPointer { return term.text }
    return try word(expression) == 0 ? "NULL" : "(void *)\(term.inside)"
  }

  /// Whether an intermediate result would not fit into an int.
  private func isLong(_ expression: Expression, _ codec: WordCodec?) throws(CProblem) -> Bool {
    let value = Int64(bitPattern: try word(expression, codec: codec))
    return Int32(exactly: value) == nil
  }

  func term(
    _ expression: Expression, _ codec: WordCodec?, _ style: Style, isLong: Bool
  ) throws(CProblem) -> Term {
    switch expression.kind {
    case .integer(let value):
      let text =
        switch style {
        case .decimal: CWords.number(value)
        case .hexadecimal: value < 10 ? "\(value)" : CWords.hexadecimal(value)
        case .octal: CWords.octal(value)
        }
      let needsSuffix = isLong && !text.hasSuffix("L") && !text.hasSuffix(")")
      return Term(text: text + (needsSuffix ? "L" : ""), isLiteral: true)
    case .name(let name): return try term(named: name, codec, expression)
    case .subject(let name):
      guard names.processes[name] != nil else {
        throw CProblem("$\(name) is a register, and what stands in one is the compiler's affair")
      }
      return Term(text: "pid_of(\(CScript.cName(name)))")
    case .prefix(let sign, let operand):
      let inner = try number(try term(operand, codec, style, isLong: isLong))
      let isPlain = inner.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5f }
      return Term(text: sign.rawValue + (isPlain ? inner : "(\(inner))"))
    case .infix(let sign, let left, let right):
      let first = try term(left, codec, style, isLong: isLong)
      let second = try term(right, codec, style, isLong: isLong)
      if first.isPointer, !second.isPointer, sign == .plus || sign == .minus {
        let offset = try term(right, codec, style, isLong: try self.isLong(right, codec)).inside
        return Term(text: "\(first.text) \(sign.rawValue) \(offset)", isPointer: true, isCompound: true)
      }
      if second.isPointer, !first.isPointer, sign == .plus {
        let offset = try term(left, codec, style, isLong: try self.isLong(left, codec)).inside
        return Term(text: "\(second.text) + \(offset)", isPointer: true, isCompound: true)
      }
      let (a, b) = (try number(first), try number(second))
      let isChain = sign == .or && !first.isPointer && !second.isPointer && isOr(left)
      let firstText = first.isPointer ? "(\(a))" : isChain ? a : first.inside
      return Term(
        text: "\(firstText) \(sign.rawValue) \(second.isPointer ? "(\(b))" : second.inside)", isCompound: true)
    case .call("or", let alternatives):
      for alternative in alternatives {
        if let term = try? term(alternative, codec, style, isLong: isLong) { return term }
      }
      throw CProblem("none of its names is known")
    case .call(let function, let arguments): return try call(function, arguments, expression)
    case .string, .structure, .array, .named:
      throw CProblem("a number was expected where a text or a list stands")
    }
  }

  private func isOr(_ expression: Expression) -> Bool {
    if case .infix(.or, _, _) = expression.kind { return true }
    if case .infix = expression.kind { return false }
    return true
  }

  private func term(named name: String, _ codec: WordCodec?, _ expression: Expression) throws(CProblem) -> Term {
    // The order of Evaluation: the family's own names, variables, names that every expression knows, others.
    if let value = codec?.value(of: name) { return constant(name, value) }
    if names.values[name] != nil {
      return Term(text: try names.use(name), isPointer: names.isPointer(name))
    }
    if names.functions[name] != nil { return Term(text: "(long)\(name)", isCompound: true) }
    switch name {
    case "NULL", "false": return Term(text: "0", isLiteral: true)
    case "true": return Term(text: "1", isLiteral: true)
    default: break
    }
    if let value = StandardNames.values[name] {
      names.constants[name] = value
      return Term(text: name)
    }
    if let value = table.constants[name] { return constant(name, value) }
    if name == "AT_FDCWD" { return Term(text: name) }
    if names.processes[name] != nil { return Term(text: "pid_of(\(CScript.cName(name)))") }
    if let signal = Signal(named: name) { return Term(text: self.signal(UInt64(signal.rawValue))) }
    throw CProblem("the program does not have \(name)")
  }

  func constant(_ name: String, _ value: UInt64) -> Term {
    names.constants[name] = value
    return Term(text: name)
  }

  /// A signal by its name. Those of real time are numbers, because the C library takes the first two for itself.
  func signal(_ number: UInt64) -> String {
    (1..<32).contains(number) ? Signal(rawValue: Int32(number)).name : CWords.number(number)
  }

  private func call(
    _ function: String, _ arguments: [Expression], _ expression: Expression
  ) throws(CProblem) -> Term {
    switch function {
    case "htons", "htonl", "ntohs", "ntohl":
      return Term(text: "\(function)(\(try value(arguments[0])))")
    case "inet_addr", "if_nametoindex":
      guard case .string(let bytes, false) = arguments.first?.kind else { throw CProblem("\(function) takes a text") }
      return Term(text: "\(function)(\(CWords.literal(bytes)))")
    case "makedev": return Term(text: "makedev(\(try value(arguments[0])), \(try value(arguments[1])))")
    default: return Term(text: CWords.hexadecimal(try word(expression)), isLiteral: true)
    }
  }
}
