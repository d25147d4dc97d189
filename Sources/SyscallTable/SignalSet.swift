import LinuxABI

/// A set of signals as a word, signal n at bit n-1, and the text that strace prints for it: `[INT TERM]`, and
/// `~[KILL STOP]` when two thirds of all or more are members.
public enum SignalSet {
  public static func text(_ set: UInt64) -> String {
    let inverted = set.nonzeroBitCount >= 64 * 2 / 3
    let shown = inverted ? ~set : set
    let names = (0..<64).filter { shown >> UInt64($0) & 1 != 0 }.map { bit in
      String(Signal(rawValue: Int32(bit) + 1).name.dropFirst(3))
    }
    return (inverted ? "~[" : "[") + names.joined(separator: " ") + "]"
  }
}

extension Encoder {
  /// The set that `[INT TERM]` or `~[KILL]` names; members may be numbers, and have `SIG` in front or not.
  func signalSet(_ expression: Expression, _ name: String) throws(InputError) -> UInt64 {
    switch expression.kind {
    case .prefix(.complement, let members): return ~(try signalSet(members, name))
    case .array(let members):
      var set: UInt64 = 0
      for member in members {
        if case .string([], elided: true) = member.kind { throw .cut(member) }
        let signal = try scalar(member, .signal, name)
        guard (1...64).contains(signal) else {
          throw InputError("Signals have numbers from 1 to 64.", at: member.range)
        }
        set |= 1 << (signal - 1)
      }
      return set
    default:
      throw InputError("\(name) is a set of signals: [INT TERM], ~[KILL], [].", at: expression.range)
    }
  }

  /// The mask of the CPUs in a list, as long as the highest number needs, in whole words of the kernel.
  func processors(_ members: [Expression], _ name: String) throws(InputError) -> [UInt8] {
    var mask = [UInt8](repeating: 0, count: 8)
    for member in members {
      if case .string([], elided: true) = member.kind { throw .cut(member) }
      let number = try evaluation.word(member)
      guard number < 8192 else { throw InputError("\(name) has CPU numbers below 8192.", at: member.range) }
      while mask.count * 8 <= Int(number) { mask += [UInt8](repeating: 0, count: 8) }
      mask[Int(number / 8)] |= 1 << UInt8(number % 8)
    }
    return mask
  }

  /// A NULL-terminated array of pointers to texts (`man 2 execve`); a number among them is a pointer as it is.
  mutating func strings(_ elements: [Expression], _ name: String) throws(InputError) -> Placed {
    var table: [UInt8] = []
    for element in elements {
      guard case .string(let text, let elided) = element.kind else {
        table += try evaluation.word(element).littleEndianBytes
        continue
      }
      if elided { throw .cut(element) }
      guard let address = arena.place(text + [0]) else {
        throw tooLarge(UInt64(text.count) + 1, name, at: element.range)
      }
      table += address.littleEndianBytes
    }
    table += [UInt8](repeating: 0, count: 8)
    guard let address = arena.place(table) else { throw tooLarge(UInt64(table.count), name, at: nameRange) }
    return Placed(address: address, length: elements.count)
  }
}

extension Expression {
  var isStructure: Bool {
    if case .structure = kind { return true }
    return false
  }

  var isArray: Bool {
    if case .array = kind { return true }
    return false
  }
}

extension ValuePrinter {
  /// The most texts of a vector that are looked at: the kernel takes more, and nobody types them.
  private static var mostStrings: Int { 4096 }

  /// An argument vector or an environment. Unreadable memory ends a list early, with `...` for what is not known.
  func strings(_ address: UInt64, environment: Bool) -> String {
    var pointers: [UInt64] = []
    var ended = false
    while pointers.count < Self.mostStrings, let bytes = memory.exactly(8, at: address &+ UInt64(pointers.count) * 8) {
      let pointer = bytes[...].littleEndianWord
      if pointer == 0 {
        ended = true
        break
      }
      pointers.append(pointer)
    }
    if pointers.isEmpty, !ended { return hexadecimal(address) }
    if environment, !options.verbose {
      let count = "\(pointers.count) var\(pointers.count == 1 ? "" : "s")\(ended ? "" : ", unterminated")"
      return "\(hexadecimal(address)) /* \(count) */"
    }
    let shown = pointers.prefix(options.verbose ? Self.mostStrings : max(1, options.stringLimit))
    var parts = shown.map { pointer in
      memory.string(at: pointer).map { Escapes.quoted($0.bytes, limit: options.stringLimit) } ?? hexadecimal(pointer)
    }
    if shown.count < pointers.count || !ended { parts.append("...") }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  /// The CPUs of a mask, by number.
  func processors(_ size: Int, at address: UInt64) -> String {
    guard let mask = memory.exactly(min(size, 1024), at: address), size > 0 else {
      return size == 0 ? "[]" : hexadecimal(address)
    }
    let numbers = (0..<(mask.count * 8)).filter { mask[$0 / 8] >> ($0 % 8) & 1 != 0 }
    return "[" + numbers.map(String.init).joined(separator: " ") + "]"
  }
}
