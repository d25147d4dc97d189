import LinuxABI

/// A set of memory nodes, one bit each, in words of 64 (`man 2 mbind`): `[0x00000000000003]`. How many bits there are,
/// one more than counts, stands in another argument.
struct NodeMask: PointeeFormat {
  /// The parameter with the number of bits.
  let bits: Int

  var noun: String { "a mask of memory nodes: [0x1] or an address" }
  var example: String { "[0x1]" }
  var codecs: [WordCodec] { [] }
  var records: [Record] { [] }

  private func words(_ words: [UInt64]) -> Int {
    words[bits] < 2 ? 0 : Int(clamping: (words[bits] - 2) / 64 + 1)
  }

  /// The kernel takes masks of a page at most.
  func size(_ words: [UInt64]) -> UInt64 { UInt64(min(self.words(words), 512) * 8) }

  func text<Memory: RemoteMemory>(
    _ printer: ValuePrinter<Memory>, _ address: UInt64, _ direction: Direction
  ) -> String? {
    let count = words(printer.words)
    let shown = min(count, printer.options.verbose ? 1024 : 32)
    guard count > 0, let bytes = printer.memory.exactly(shown * 8, at: address) else { return nil }
    var parts = (0..<shown).map { printer.padded(bytes[($0 * 8)..<($0 * 8 + 8)].littleEndianWord, 16) }
    if shown < count { parts.append("...") }
    return "[\(parts.joined(separator: ", "))]"
  }

  func place(
    _ expression: Expression, _ encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .array(let elements) = expression.kind else { throw wrong(expression, name, encoder.row) }
    let bytes = try encoder.list(elements, .hexadecimal(bytes: 8), name)
    return try encoder.put(bytes + Self.zeroes(Int(size(words)) - bytes.count), expression, name)
  }

  private static func zeroes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: max(0, count)) }
}

/// What became of pages (`man 2 move_pages`): for each the node where it is, or an error: `[0, -EFAULT]`.
struct PageStatus: PointeeFormat {
  /// The parameter with the number of pages.
  let count: Int

  var noun: String { "a list of nodes: [0] or an address" }
  var example: String { "p" }
  var codecs: [WordCodec] { [] }
  var records: [Record] { [] }
  func size(_ words: [UInt64]) -> UInt64 { min(words[count], Arena.limit) * 4 }

  func text<Memory: RemoteMemory>(
    _ printer: ValuePrinter<Memory>, _ address: UInt64, _ direction: Direction
  ) -> String? {
    let total = Int(clamping: printer.words[count])
    let shown = min(total, printer.options.verbose ? 1024 : 32)
    guard let bytes = printer.memory.exactly(shown * 4, at: address) else { return nil }
    var parts = (0..<shown).map { index in
      let value = Int32(truncatingIfNeeded: bytes[(index * 4)..<(index * 4 + 4)].littleEndianWord)
      return value < 0 ? "-\(Errno(rawValue: 0 &- value).name)" : String(value)
    }
    if shown < total { parts.append("...") }
    return "[\(parts.joined(separator: ", "))]"
  }

  func place(
    _ expression: Expression, _ encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    throw wrong(expression, name, encoder.row)
  }
}

/// A list that the kernel fills and of which the result says how many there are. Each element has a family of its own,
/// the last one's for those behind.
struct AnsweredList: PointeeFormat {
  let families: [WordCodec]
  /// Bytes of an element.
  let width: Int
  /// How many there is room for when memory is supplied.
  let room: Int

  var noun: String { "memory for a list" }
  var example: String { "p" }
  var codecs: [WordCodec] { families }
  var records: [Record] { [] }
  func size(_ words: [UInt64]) -> UInt64 { UInt64(width * room) }

  func text<Memory: RemoteMemory>(
    _ printer: ValuePrinter<Memory>, _ address: UInt64, _ direction: Direction
  ) -> String? {
    let count = Int(clamping: min(printer.result ?? 0, 1024))
    guard let bytes = printer.memory.exactly(count * width, at: address) else { return nil }
    let parts = (0..<count).map { index -> String in
      let word = bytes[(index * width)..<((index + 1) * width)].littleEndianWord
      return (families.indices.contains(index) ? families[index] : families.last).map { $0.commented(word) }
        ?? hexadecimal(word)
    }
    return "[\(parts.joined(separator: ", "))]"
  }

  func place(
    _ expression: Expression, _ encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    throw wrong(expression, name, encoder.row)
  }
}
