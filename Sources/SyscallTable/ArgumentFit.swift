import LinuxABI

// Whether what was typed can be meant for a parameter, where arguments were left out and two readings are possible.
extension Encoder {
  /// Whether no argument is plainly meant for another parameter than the one at its position.
  func suit(_ arguments: [Expression], _ positions: [Int]) -> Bool {
    zip(arguments, positions).allSatisfy { argument, index in suits(argument, row.parameters[index].type) }
  }

  /// False for NULL where no address can stand, for a structure or a list where no memory is meant, for a named
  /// constant where no word of its family can, and for a variable that is too large for a word of 32 bits.
  private func suits(_ argument: Expression, _ type: ArgumentType) -> Bool {
    switch argument.kind {
    case .infix(.or, let left, let right): return suits(left, type) && suits(right, type)
    case .name(let name) where evaluation.resolver.value(ofVariable: name) == nil:
      switch type {
      case .word(let codec, _): return name != "NULL" && (codec.value(of: name) != nil || noun(name) == nil)
      case .pointer(_, .output), .address: return noun(name) == nil
      case .pointer, .selected, .presentIf, .absent: return true
      case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .process, .owner, .signal:
        return name != "NULL"
      }
    case .structure, .array:
      switch type {
      case .pointer, .selected, .presentIf, .absent: return true
      case .word, .address, .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .process, .owner,
        .signal:
        return false
      }
    case .name(let name):
      // No option is as large as an address: `wait4 -1 s` names the buffer.
      guard case .word(_, 32) = type, let value = evaluation.resolver.value(ofVariable: name) else { return true }
      return UInt32(exactly: value) != nil || Int32(exactly: Int64(bitPattern: value)) != nil
    case .integer, .subject, .prefix, .infix, .string, .call, .named: return true
    }
  }

  private func noun(_ constant: String) -> String? {
    evaluation.table.constants[constant] == nil ? nil : evaluation.table.noun(of: constant)
  }
}
