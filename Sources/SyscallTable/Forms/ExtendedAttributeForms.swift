import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/linux/xattr.h`.
  static let xattrArgs = StructureLayout(
    "xattr_args", size: 16,
    [
      Field("value", at: 0, .address),
      Field("size", at: 8, .unsigned(bytes: 4)),
      Field("flags", at: 12, .word(.xattrFlags, bytes: 4)),
    ])
}

/// The value of an extended attribute, often a text with its NUL, which is not shown. Another parameter says how long it
/// is, or how much room there is; of what the kernel wrote the result says how long it is.
struct AttributeValue: MemoryForm {
  let length: Int
  /// What no attribute is longer than (`include/uapi/linux/limits.h`, XATTR_SIZE_MAX).
  static let most: UInt64 = 65536

  var noun: String { "a text or an address" }
  var example: String { "\"value\"" }
  var references: [Int] { [length] }

  func room(_ words: [UInt64]) -> UInt64 { words[length] }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    if direction == .input { return Self.text(printer.words[length], address, in: printer) }
    // A call that only asks for the length writes nothing; strace 6.1 shows what stands there all the same.
    guard printer.words[length] != 0 else { return hexadecimal(address) }
    return Self.text(printer.result ?? 0, address, in: printer)
  }

  static func text<Memory>(_ length: UInt64, _ address: UInt64, in printer: ValuePrinter<Memory>) -> String {
    guard address != 0 else { return "NULL" }
    guard length <= most else { return hexadecimal(address) }
    let limit = max(0, printer.options.stringLimit)
    let shown = min(Int(length), limit)
    guard var bytes = printer.memory.exactly(shown, at: address) else { return hexadecimal(address) }
    if bytes.last == 0 { bytes.removeLast() }
    return Escapes.quoted(bytes) + (Int(length) > limit ? "..." : "")
  }

  /// The bytes, with the NUL that was not shown when `length` counts it.
  static func bytes(_ text: [UInt8], length: UInt64) -> [UInt8] {
    UInt64(text.count) + 1 == length ? text + [0] : text
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    let text = try encoder.wholeText(expression, noun, name)
    return try encoder.placed(
      Self.bytes(text, length: words[length]), name, at: expression.range, length: text.count)
  }
}

/// The names of all attributes of a file, each with its NUL (`man 2 listxattr`).
struct AttributeNames: MemoryForm {
  let size: Int
  var noun: String { "a buffer" }
  var references: [Int] { [size] }

  func room(_ words: [UInt64]) -> UInt64 { words[size] }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    guard printer.words[size] != 0, let result = printer.result else { return hexadecimal(address) }
    return printer.quoted(Int(clamping: result), at: address) ?? hexadecimal(address)
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    throw encoder.mismatch(noun, name, expression)
  }
}

/// `struct xattr_args` of setxattrat and getxattrat, with the value that it points to.
struct AttributeArguments: MemoryForm {
  /// The parameter with the size of the structure.
  let size: Int

  var noun: String { "an xattr_args structure: {value=\"v\", size=1}" }
  var example: String { "{value=\"v\"}" }
  var layouts: [StructureLayout] { [.xattrArgs] }
  var references: [Int] { [size] }

  func room(_ words: [UInt64]) -> UInt64 { UInt64(StructureLayout.xattrArgs.size) }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    text(address, in: printer) { direction == .input ? $0 : printer.result ?? 0 }
  }

  func unwritten<Memory>(_ address: UInt64, in printer: ValuePrinter<Memory>) -> String {
    text(address, in: printer) { _ in nil }
  }

  /// `length` says from the size given how many bytes of the value there are; nil for its address alone.
  private func text<Memory>(
    _ address: UInt64, in printer: ValuePrinter<Memory>, length: (UInt64) -> UInt64?
  ) -> String {
    let layout = StructureLayout.xattrArgs
    guard printer.words[size] >= UInt64(layout.size), let bytes = printer.memory.exactly(layout.size, at: address)
    else { return hexadecimal(address) }
    let pointer = layout.word("value", bytes[...])
    let size = layout.word("size", bytes[...])
    let shown = size == 0 ? nil : length(size)
    let value = shown.map { AttributeValue.text($0, pointer, in: printer) } ?? printer.text(.address, bytes[..<8])
    let flags = printer.named(layout.word("flags", bytes[...]), .xattrFlags)
    return "{value=\(value), size=\(size), flags=\(flags)}"
  }

  /// A value that is left out is room for what the kernel writes, as much as `size` says.
  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    let layout = StructureLayout.xattrArgs
    let rest = members.filter { $0.name != "value" || !$0.value.isText }
    var bytes = try encoder.structure(rest, layout, at: expression.range)
    let size = layout.word("size", bytes[...])
    var pointer = layout.word("value", bytes[...])
    var length = size
    if let text = members.first(where: { $0.name == "value" && $0.value.isText }) {
      let value = AttributeValue.bytes(try encoder.wholeText(text.value, noun, name), length: size)
      let room = [UInt8](repeating: 0, count: max(0, Int(min(size, AttributeValue.most)) - value.count))
      pointer = try encoder.placed(value + room, name, at: text.range).address
      if !members.contains(where: { $0.name == "size" }) { length = UInt64(value.count) }
    } else if pointer == 0, size > 0, !members.contains(where: { $0.name == "value" }) {
      let room = [UInt8](repeating: 0, count: Int(min(size, AttributeValue.most)))
      pointer = try encoder.placed(room, name, at: expression.range).address
    }
    bytes.replaceSubrange(0..<12, with: pointer.littleEndianBytes + length.littleEndianBytes.prefix(4))
    return try encoder.placed(bytes, name, at: expression.range, length: layout.size)
  }
}

extension Expression {
  var isText: Bool {
    if case .string = kind { return true }
    return false
  }
}
