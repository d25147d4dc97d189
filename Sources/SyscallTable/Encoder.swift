import LinuxABI

/// A call ready to be made: registers, and the memory that they point to.
public struct EncodedCall: Sendable {
  public let row: Syscall
  public let words: [UInt64]
  public let arena: Arena
  /// For each parameter, whether sysh supplied memory for its output.
  public let supplied: [Bool]
}

/// Turns the text of a call into registers and memory, by the types of its row: the table read in one direction.
public struct Encoder {
  let row: Syscall
  let evaluation: Evaluation
  var arena: Arena
  /// Where the call's name stands, for messages about what is missing.
  let nameRange: Range<Int>

  public init(
    _ row: Syscall, table: SyscallTable, resolver: any ValueResolver, arenaTop: UInt64,
    arenaLimit: UInt64 = Arena.limit, nameRange: Range<Int>
  ) {
    self.row = row
    evaluation = Evaluation(resolver: resolver, table: table)
    arena = Arena(top: arenaTop, limit: arenaLimit)
    self.nameRange = nameRange
  }

  /// Encodes `arguments`, supplying what was left out.
  ///
  /// Throws `InputError` for a wrong count, a wrong type, an unknown name, or a value that has no default.
  public mutating func encode(_ arguments: [Expression]) throws(InputError) -> EncodedCall {
    let given = try assign(arguments)
    var words = [UInt64](repeating: 0, count: row.parameters.count)
    var lengths = [Int?](repeating: nil, count: row.parameters.count)
    var supplied = [Bool](repeating: false, count: row.parameters.count)

    // Numbers first, since they say how large buffers are and which type a selected argument has; then memory; then
    // what follows from memory, the lengths.
    for index in given.indices {
      guard let expression = given[index] else { continue }
      let type = row.parameters[index].type.resolved(words)
      if case .pointer = type { continue }
      if dependsOnLater(index) { continue }
      words[index] = try scalar(expression, type, row.parameters[index].name)
    }
    for index in given.indices where given[index] == nil {
      if case .value(let value) = row.parameters[index].fallback { words[index] = value }
    }
    for index in given.indices {
      let parameter = row.parameters[index]
      let type = parameter.type.resolved(words)
      guard case .pointer(let pointee, let direction) = type else {
        if let expression = given[index], dependsOnLater(index) {
          words[index] = try scalar(expression, type, parameter.name)
        }
        continue
      }
      if let expression = given[index] {
        let placed = try memory(expression, pointee, direction, words, parameter.name)
        words[index] = placed.address
        lengths[index] = placed.length
        supplied[index] = placed.supplied
      } else if case .message = pointee, isSupplied(parameter, direction) {
        words[index] = try message([], direction, parameter.name, at: nameRange).address
        supplied[index] = true
      } else if case .network(let pointee) = pointee, isSupplied(parameter, direction) {
        let placed = try network(nil, pointee, direction, words, parameter.name)
        words[index] = placed.address
        lengths[index] = placed.length
        supplied[index] = true
      } else if case .room = pointee, isSupplied(parameter, direction) {
        let room = suppliedRoom(index, words)
        guard let address = arena.place(Array(room.littleEndianBytes.prefix(4))) else {
          throw tooLarge(4, parameter.name, at: nameRange)
        }
        words[index] = address
        supplied[index] = true
      } else if isSupplied(parameter, direction) {
        let size = try suppliedSize(pointee, words, parameter.name, at: nameRange)
        guard let address = arena.reserve(size, filled: direction != .output) else {
          throw tooLarge(size, parameter.name, at: nameRange)
        }
        words[index] = address
        supplied[index] = true
      } else if case .value(let value) = parameter.fallback {
        words[index] = value
      }
    }
    for index in given.indices where given[index] == nil && !supplied[index] {
      let parameter = row.parameters[index]
      if case .absent = parameter.type.resolved(words) {
        words[index] = 0
        continue
      }
      switch parameter.fallback {
      case .value: break
      case .lengthOf(let buffer):
        // Nothing was given to be measured.
        if given[buffer] == nil, words[buffer] == 0 { break }
        guard let length = lengths[buffer] else { throw missing(parameter, because: row.parameters[buffer]) }
        words[index] = UInt64(length)
      case .required, .supplied: throw missing(parameter, because: nil)
      }
    }
    return EncodedCall(row: row, words: words, arena: arena, supplied: supplied)
  }

  /// Whether memory is supplied for an argument that was left out. A command's argument (fcntl, ioctl) is supplied
  /// exactly when the kernel fills it: a zeroed one to read from would set a terminal or a lock to zeroes.
  private func isSupplied(_ parameter: Parameter, _ direction: Direction) -> Bool {
    if case .selected = parameter.type { return direction == .output }
    if case .supplied = parameter.fallback { return true }
    return false
  }

  /// Whether the argument's type needs another argument that stands behind it.
  private func dependsOnLater(_ index: Int) -> Bool {
    switch row.parameters[index].type {
    case .selected(let other, _, _), .presentIf(let other, _, _): other > index
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
      .address, .pointer, .absent, .special:
      false
    }
  }

  // MARK: Which argument is which

  /// For each parameter the expression given for it. Fewer arguments than parameters: output buffers are left out
  /// first, then lengths that follow from a text, then what stands at the end.
  func assign(_ arguments: [Expression]) throws(InputError) -> [Expression?] {
    let parameters = row.parameters
    var given = [Expression?](repeating: nil, count: parameters.count)
    if try assignByName(arguments, &given) { return given }
    // What is absent in every form of the call (the high half of preadv2's offset) nobody writes.
    var positions = parameters.indices.filter { index in
      if case .absent = parameters[index].type { return false }
      return true
    }
    positions.removeAll(where: absentBetween(arguments).contains)
    guard arguments.count <= positions.count else {
      let extra = arguments[positions.count]
      let takes =
        switch positions.count {
        case 0: "no arguments"
        case 1: "one argument"
        default: "\(positions.count) arguments"
        }
      throw InputError(
        "\(row.name) takes \(takes), and \(arguments.count) were given.", at: extra.range,
        advice: "It is \(row.signature).")
    }
    if arguments.count < positions.count {
      let inputs = positions.filter { index in
        // A message says how much room it has: it is for recvmsg to fill, and still the caller's to write.
        if case .pointer(.message, _) = parameters[index].type, arguments.dropFirst(index).first?.isStructure == true {
          return true
        }
        if case .supplied = parameters[index].fallback {
          switch parameters[index].type {
          case .pointer(_, .output), .pointer(.room, _): return false
          default: break
          }
        }
        return true
      }
      // `wait4 P2 NULL WUNTRACED` begins with the buffer all the same: what was typed tells.
      if arguments.count <= inputs.count, suit(arguments, inputs) || !suit(arguments, positions) {
        positions = inputs
      }
    }
    if arguments.count < positions.count {
      // A text brings its own length: `pwrite64 fd "abc" 0` means offset 0.
      let without = positions.filter { index in
        guard case .lengthOf(let text) = parameters[index].fallback else { return true }
        let rest = positions.filter { $0 != index }
        return !zip(rest, arguments).contains { $0 == text && $1.bringsLength }
      }
      if arguments.count <= without.count, suit(arguments, without) || !suit(arguments, positions) {
        positions = without
      }
    }
    for (index, expression) in arguments.enumerated() { given[positions[index]] = expression }
    return given
  }

  /// Takes arguments under the names by which strace prints them (`Syscall.labels`); false where none has a name.
  private func assignByName(_ arguments: [Expression], _ given: inout [Expression?]) throws(InputError) -> Bool {
    guard !row.labels.isEmpty, arguments.contains(where: \.isNamed) else { return false }
    for argument in arguments {
      guard case .named(let name, let value) = argument.kind else {
        throw InputError(
          "Either all arguments have names or none has.", at: argument.range, advice: "It is \(row.signature).")
      }
      guard let (_, index) = row.labels.first(where: { $0.name == name }) else {
        throw InputError(
          "\(row.name) has no argument called \(name).", at: argument.range,
          advice: "There are \(row.labels.map(\.name).joined(separator: ", ")).")
      }
      guard given[index] == nil else { throw InputError("\(name) was given twice.", at: argument.range) }
      given[index] = value
    }
    return true
  }

  /// Parameters that the command given leaves out although others follow (futex: FUTEX_LOCK_PI has no val).
  private func absentBetween(_ arguments: [Expression]) -> Set<Int> {
    var words = [UInt64](repeating: 0, count: row.parameters.count)
    for parameter in row.parameters {
      guard case .selected(let index, _, _) = parameter.type, arguments.indices.contains(index) else { continue }
      switch row.parameters[index].type {
      case .word, .special:
        guard let word = try? scalar(arguments[index], row.parameters[index].type, "") else { continue }
        words[index] = word
      default: continue
      }
    }
    let present = row.parameters.map { parameter in
      if case .selected = parameter.type, case .absent = parameter.type.resolved(words) { return false }
      return true
    }
    let last = present.lastIndex(of: true) ?? 0
    return Set(present.indices.filter { !present[$0] && $0 < last })
  }

  private func missing(_ parameter: Parameter, because buffer: Parameter?) -> InputError {
    let reason = buffer.map { " It follows from \($0.name) only when that is a text." } ?? ""
    return InputError(
      "\(row.name) needs \(parameter.name): \(parameter.meaning.withoutFullStop).\(reason)",
      at: nameRange, advice: "It is \(row.signature).")
  }

  // MARK: Numbers

  func scalar(_ expression: Expression, _ type: ArgumentType, _ name: String) throws(InputError) -> UInt64 {
    if case .string = expression.kind {
      throw InputError(
        "\(name) is \(type.noun), and this is a text.", at: expression.range, advice: "It is \(row.signature).")
    }
    switch type {
    case .word(let codec, let bits):
      return try fitting(try evaluation.word(expression, codec: codec), bits, expression, name)
    case .signal:
      if case .name(let text) = expression.kind, evaluation.resolver.value(ofVariable: text) == nil {
        if let signal = Signal(named: text) { return UInt64(signal.rawValue) }
        throw InputError(
          "There is no signal called \(text).", at: expression.range,
          advice: NearestName.advice(text, in: (1..<32).map { Signal(rawValue: $0).name }))
      }
      return try fitting(try evaluation.word(expression), 32, expression, name)
    case .process:
      if case .name(let text) = expression.kind, let pid = evaluation.resolver.process(named: text) { return pid }
      return try fitting(try evaluation.word(expression), 32, expression, name)
    case .directory:
      if case .name("AT_FDCWD") = expression.kind { return UInt64(bitPattern: -100) }
      return try fitting(try evaluation.word(expression), 32, expression, name)
    case .descriptor, .owner, .permissions:
      return try fitting(try evaluation.word(expression), 32, expression, name)
    case .signed(let bits), .unsigned(let bits):
      return try fitting(try evaluation.word(expression), bits, expression, name)
    case .special(let special):
      return try fitting(try special.form.word(expression, evaluation), special.form.bits, expression, name)
    case .hexadecimal, .address, .absent, .pointer, .selected, .presentIf:
      return try evaluation.word(expression)
    }
  }

  /// `value`, when it fits as a signed or as an unsigned number.
  func fitting(
    _ value: UInt64, _ bits: Int, _ expression: Expression, _ name: String, advice: String? = nil
  ) throws(InputError) -> UInt64 {
    if bits >= 64 || value >> UInt64(bits) == 0 || Int64(bitPattern: value) >> Int64(bits - 1) == -1 { return value }
    throw InputError(
      "\(name) has \(bits) bits, and \(Int64(bitPattern: value)) does not fit.", at: expression.range,
      advice: advice ?? "syscall \(row.number) ... passes any word as it is.")
  }

  func tooLarge(_ size: UInt64, _ name: String, at range: Range<Int>) -> InputError {
    if size <= arena.limit - 32 {
      return InputError(
        "The arguments need more memory than the \(arena.limit) bytes that sysh supplies.", at: range,
        advice: "Make memory of your own with mmap, and give its address.")
    }
    return InputError(
      "\(name) would be \(size) bytes, and sysh supplies at most \(arena.limit).", at: range,
      advice:
        "Make memory of your own: p = mmap NULL LENGTH PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS, and give p.")
  }
}

extension ArgumentType {
  /// The type for these argument words, with selections by other arguments made.
  public func resolved(_ words: [UInt64]) -> ArgumentType {
    switch self {
    case .selected(let index, let cases, let otherwise):
      return (cases[words[index] & 0xffff_ffff] ?? otherwise).resolved(words)
    case .presentIf(let index, let bits, let type):
      return words[index] & bits != 0 ? type.resolved(words) : .absent
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
      .address, .pointer, .absent, .special:
      return self
    }
  }

  /// What a sentence calls a value of this type.
  public var noun: String {
    switch self {
    case .descriptor: "a file descriptor"
    case .directory: "a directory's file descriptor or AT_FDCWD"
    case .signed, .unsigned, .hexadecimal: "a number"
    case .permissions: "permission bits"
    case .word(let codec, _): codec.noun.withArticle
    case .process: "a process id"
    case .owner: "a user or group id"
    case .signal: "a signal"
    case .address: "an address"
    case .special(let special): special.noun
    case .pointer(.path, _): "a path"
    case .pointer(.string, _): "a text"
    case .pointer: "a pointer"
    case .selected, .presentIf, .absent: "a value"
    }
  }
}

extension Syscall {
  /// The call as help shows it: `read(fd, buf, count)`, what may be left out in brackets.
  public var signature: String {
    let names = parameters.compactMap { parameter -> String? in
      if case .absent = parameter.type { return nil }
      return switch parameter.fallback {
      case .required: parameter.name
      case .value, .lengthOf, .supplied: "[\(parameter.name)]"
      }
    }
    return "\(name)(\(names.joined(separator: ", ")))"
  }
}

extension Expression {
  var isNamed: Bool {
    if case .named = kind { return true }
    return false
  }
}

extension String {
  var withoutFullStop: String {
    hasSuffix(".") ? String(dropLast()) : self
  }
}
