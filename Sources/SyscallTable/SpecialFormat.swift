import LinuxABI

/// Memory behind a pointer whose form follows from more than its type: from another argument, or from what stands in
/// it. It says itself how it is printed and how it is made from what was typed.
protocol PointeeFormat: Sendable {
  /// What a sentence calls it: `a user_desc structure: {...} or an address`.
  var noun: String { get }
  /// What may be typed for it, for `help`.
  var example: String { get }
  /// The codecs of what it holds.
  var codecs: [WordCodec] { get }
  /// The structures of the kernel's headers that it is made of, for the test that holds them against these.
  var records: [Record] { get }
  /// How many bytes are supplied for it, and how many a call reaches.
  func size(_ words: [UInt64]) -> UInt64
  /// nil where it cannot be read: the address stands for it then.
  func text<Memory: RemoteMemory>(
    _ printer: ValuePrinter<Memory>, _ address: UInt64, _ direction: Direction
  ) -> String?
  /// Puts what was typed into the arena.
  func place(
    _ expression: Expression, _ encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed
}

/// A format as a row holds it.
public struct SpecialFormat: Sendable {
  let format: any PointeeFormat

  /// What may be typed for it, for `help`.
  public var example: String { format.example }

  /// How many bytes a call reaches through it, at least 1.
  public func extent(_ words: [UInt64]) -> UInt64 { max(1, format.size(words)) }
}

extension Pointee {
  static func formatted(_ format: any PointeeFormat) -> Pointee { .formatted(SpecialFormat(format: format)) }
}

extension PointeeFormat {
  func wrong(_ expression: Expression, _ name: String, _ row: Syscall) -> InputError {
    InputError(
      "\(name) is \(noun), and this is \(expression.noun).", at: expression.range, advice: "It is \(row.signature).")
  }
}

extension Encoder {
  /// Bytes in the arena, as an argument.
  mutating func put(
    _ bytes: [UInt8], length: Int? = nil, _ expression: Expression, _ name: String
  ) throws(InputError) -> Placed {
    guard let address = arena.place(bytes) else { throw tooLarge(UInt64(bytes.count), name, at: expression.range) }
    return Placed(address: address, length: length)
  }
}
