/// Which parameter each argument of an unfinished call is for, for completion and the signature under the cursor.
public struct ArgumentPlaces: Sendable {
  /// For each argument its parameter by index; nil where it is one too many.
  public let parameters: [Int?]
  private let words: [UInt64]

  /// Reads `arguments` as the encoder would. An argument that is not finished or not yet there is nil, and fits anywhere.
  /// `names` has what stands before the `=` of each, nil where nothing does.
  ///
  /// `isOpen`: more may follow between the parentheses of C, where every parameter has its place until fewer arguments
  /// than parameters are closed in.
  public init(
    _ arguments: [Expression?], names: [String?], of row: Syscall, table: SyscallTable, resolver: any ValueResolver,
    isOpen: Bool
  ) {
    // Ranges tell arguments apart, so one that is missing gets a range that no line has.
    let written = arguments.enumerated().map { index, argument in
      argument ?? Expression(.integer(0), (-1 - index)..<(-1 - index))
    }
    let encoder = Encoder(row, table: table, resolver: resolver, arenaTop: 0, nameRange: 0..<0)
    let present = row.parameters.indices.filter { index in
      if case .absent = row.parameters[index].type { return false }
      return true
    }
    let inOrder = written.indices.map { $0 < present.count ? present[$0] : nil }
    if names.contains(where: { $0 != nil }) {
      // Either all have names or none has, so one that has none yet gets the first that is left.
      let named = names.map { $0.flatMap(row.index(ofArgument:)) }
      var left = present.filter { !named.contains($0) }[...]
      parameters = zip(names, named).map { name, parameter in name == nil ? left.popFirst() : parameter }
    } else if isOpen {
      parameters = inOrder
    } else if let given = try? encoder.assign(written) {
      parameters = written.map { argument in given.firstIndex { $0?.range == argument.range } }
    } else {
      parameters = inOrder
    }
    var words = row.parameters.map { parameter -> UInt64 in
      if case .value(let value) = parameter.fallback { return value }
      return 0
    }
    let known = Set(
      zip(parameters, arguments).compactMap { index, argument -> Int? in
        guard let index, let argument, let word = encoder.word(argument.value, ofParameter: index) else { return nil }
        words[index] = word
        return index
      })
    self.words = words
    unresolved = Set(parameters.compactMap { $0 }).subtracting(known)
  }

  /// Parameters whose argument says nothing yet.
  private let unresolved: Set<Int>

  /// The type of a parameter, with what other arguments select where they are known.
  public func type(_ parameter: Int, of row: Syscall) -> ArgumentType {
    let type = row.parameters[parameter].type
    switch type {
    case .selected(let other, _, _):
      return unresolved.contains(other) ? type : type.resolved(words)
    case .presentIf(_, _, let inner): return inner
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
      .address, .pointer, .absent, .special:
      return type
    }
  }

  /// Whether the arguments so far say that the call has no such parameter: a command of fcntl that takes nothing.
  public func isAbsent(_ parameter: Int, of row: Syscall) -> Bool {
    switch row.parameters[parameter].type {
    case .absent: return true
    case .selected(let other, _, _):
      guard parameters.contains(other), !unresolved.contains(other) else { return false }
      if case .absent = row.parameters[parameter].type.resolved(words) { return true }
      return false
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
      .address, .pointer, .presentIf, .special:
      return false
    }
  }
}

extension Encoder {
  /// The value of an argument that selects the types of others; nil for what is no number.
  fileprivate func word(_ expression: Expression, ofParameter index: Int) -> UInt64? {
    switch row.parameters[index].type {
    case .word, .special, .signed, .unsigned, .hexadecimal:
      return try? scalar(expression, row.parameters[index].type, "")
    case .descriptor, .directory, .permissions, .process, .owner, .signal, .address, .pointer, .selected, .presentIf,
      .absent:
      return nil
    }
  }
}

extension Expression {
  /// Without its name.
  fileprivate var value: Expression {
    if case .named(_, let value) = kind { value } else { self }
  }
}
