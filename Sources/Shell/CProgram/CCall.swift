import LinuxABI
import SyscallTable

/// One call of the session as C: declarations of what its arguments point to, and the expression that makes it.
struct CCall {
  let row: Syscall
  /// What was typed for each parameter, nil where sysh supplied it.
  let given: [Expression?]
  let encoded: EncodedCall
  let expressions: CExpressions
  /// What strace's text of the finished call has for each parameter.
  var printed: [Int: Expression] = [:]
  /// The words that the session's call had, where that is known.
  var seen: [UInt64] = []

  var declarations: [String] = []
  var headers: Set<String> = []
  /// The local variable behind each pointer, and what its value is: for looking at what the kernel wrote.
  var locals: [Int: String] = [:]
  /// Made by `syscall`, because the library's function would be warned of or means something else.
  var isRaw = false
  var usesMemory = false
  /// Addresses of what sysh placed for arguments that have a variable of their own here.
  var ownObjects: Set<UInt64> = []

  init(_ row: Syscall, given: [Expression?], encoded: EncodedCall, expressions: CExpressions) {
    self.row = row
    self.given = given
    self.encoded = encoded
    self.expressions = expressions
  }

  var words: [UInt64] { encoded.words }
  var names: CNames { expressions.names }

  func type(_ index: Int) -> ArgumentType { row.parameters[index].type.resolved(words) }

  /// The call, `open("notes", O_RDONLY)` or `syscall(SYS_brk, 0)`.
  mutating func text() throws(CProblem) -> String {
    var arguments: [String] = []
    for index in row.parameters.indices {
      if case .absent = type(index) { arguments.append("") } else { arguments.append(try argument(index)) }
    }
    // prctl's and a raw call's missing arguments would be whatever the registers hold; sysh passes 0.
    let isVariadic = row.name != "prctl" && CFunction.all[row.name] != nil
    if isVariadic { while arguments.last == "" { arguments.removeLast() } }
    if row.name == "prctl" { arguments = arguments.map { $0.isEmpty ? "0" : $0 } }
    if let special = try specialForm(arguments) { return special }
    if usesMemory { declareMemory() }
    let isComplete = !arguments.contains("")
    if let function = CFunction.all[row.name], !isRaw, isComplete {
      headers.insert(function.header)
      return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }
    let widened = row.parameters.indices.prefix(arguments.count).map { wide(arguments[$0], $0) }
    return "syscall(\((["SYS_\(row.name)"] + widened).joined(separator: ", ")))"
  }

  /// An argument of `syscall`, which takes words of 64 bits: an int among them leaves the upper half to chance.
  func wide(_ text: String, _ index: Int) -> String {
    if text.isEmpty { return "0" }
    switch type(index) {
    case .signed(64), .unsigned(64), .hexadecimal, .address, .word(_, 64), .special, .owner, .directory, .descriptor,
      .process:
      if text.hasPrefix("-") || names.isIntText(text) { return "(long)\(text)" }
      return text
    case .signed, .unsigned, .permissions, .word, .signal, .pointer, .selected, .presentIf, .absent: return text
    }
  }

  // MARK: Arguments

  mutating func argument(_ index: Int) throws(CProblem) -> String {
    let parameter = row.parameters[index]
    let type = type(index)
    if case .pointer(let pointee, let direction) = type { return try pointer(index, pointee, direction) }
    // The library's parameter may be an int where the kernel's is a word.
    if type.isIntInC, Int32(exactly: Int64(bitPattern: words[index])) == nil { isRaw = true }
    guard let expression = given[index] else { return try standard(words[index], type) }
    switch type {
    case .address: return try expressions.pointer(expression)
    case .word(let codec, _): return try expressions.value(expression, codec: codec)
    case .permissions: return try expressions.value(expression, style: .octal)
    case .hexadecimal: return try expressions.value(expression, style: .hexadecimal)
    case .signal:
      if case .name(let name) = expression.kind, names.values[name] == nil {
        return expressions.signal(words[index])
      }
      return try expressions.value(expression)
    case .process:
      // In a pid namespace a process has another number, which is the same in every run.
      if expression.isProcessName, seen.indices.contains(index), seen[index] != words[index] {
        return CWords.number(seen[index])
      }
      return try expressions.value(expression)
    case .descriptor, .directory, .signed, .unsigned, .owner: return try expressions.value(expression)
    case .special:
      return (try? expressions.value(expression)) ?? CWords.hexadecimal(words[index])
    case .pointer, .selected, .presentIf, .absent: throw CProblem("its \(parameter.name) has no form in C")
    }
  }

  /// What stands for an argument that was left out.
  func standard(_ word: UInt64, _ type: ArgumentType) throws(CProblem) -> String {
    switch type {
    case .word(let codec, _) where !codec.text(word).contains("0x"):
      let text = codec.text(word)
      for name in text.split(separator: "|").map(String.init) where codec.value(of: name) != nil {
        _ = expressions.constant(name, codec.value(of: name) ?? 0)
      }
      // Some words are written with what is no name in C: a name and a comment, a class and a level.
      let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit || $0 == 0x5f || $0 == 0x7c }
      return isPlain ? text.split(separator: "|").joined(separator: " | ") : CWords.number(word)
    case .permissions: return CWords.octal(word)
    case .address: return word == 0 ? "NULL" : "(void *)\(CWords.hexadecimal(word))"
    case .hexadecimal, .special: return word < 10 ? "\(word)" : CWords.hexadecimal(word)
    case .directory where word == UInt64(bitPattern: -100): return "AT_FDCWD"
    case .signal: return expressions.signal(word)
    case .descriptor, .directory, .signed, .unsigned, .word, .process, .owner, .pointer, .selected, .presentIf, .absent:
      return CWords.number(word)
    }
  }
}

extension ArgumentType {
  /// Whether the C library may well declare it an int.
  fileprivate var isIntInC: Bool {
    switch self {
    case .signed(64), .unsigned(64), .hexadecimal, .address, .pointer, .absent, .special: false
    case .signed, .unsigned, .descriptor, .directory, .permissions, .word, .process, .owner, .signal, .selected,
      .presentIf:
      true
    }
  }
}

extension Expression {
  /// `P2`, `$P2`.
  var isProcessName: Bool {
    switch kind {
    case .name, .subject: true
    case .integer, .prefix, .infix, .string, .structure, .array, .call, .named: false
    }
  }

  /// Whether it stands for an address or a number rather than for memory.
  var isAddress: Bool {
    switch kind {
    case .integer, .name, .subject, .infix: true
    case .prefix(_, let operand): operand.isAddress
    case .string, .structure, .array, .call, .named: false
    }
  }

  /// The parts of `a|b|c`.
  func alternatives(into parts: inout [Expression]) {
    guard case .infix(.or, let left, let right) = kind else {
      parts.append(self)
      return
    }
    left.alternatives(into: &parts)
    right.alternatives(into: &parts)
  }
}
