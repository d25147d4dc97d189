import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/linux/aio_abi.h`.
  static let iocb = StructureLayout(
    "iocb", size: 64,
    [
      Field("aio_data", at: 0, .hexadecimal(bytes: 8)),
      Field("aio_key", at: 8, .unsigned(bytes: 4)),
      Field("aio_rw_flags", at: 12, .word(.transferFlags, bytes: 4)),
      Field("aio_lio_opcode", at: 16, .word(.aioCommands, bytes: 2)),
      Field("aio_reqprio", at: 18, .signed(bytes: 2)),
      Field("aio_fildes", at: 20, .descriptor),
      Field("aio_buf", at: 24, .hexadecimal(bytes: 8)),
      Field("aio_nbytes", at: 32, .unsigned(bytes: 8)),
      Field("aio_offset", at: 40, .signed(bytes: 8)),
      Field("aio_flags", at: 56, .word(.aioFlags, bytes: 4)),
      Field("aio_resfd", at: 60, .descriptor),
    ])

  /// The same header.
  static let ioEvent = StructureLayout(
    "io_event", size: 32,
    [
      Field("data", at: 0, .hexadecimal(bytes: 8)),
      Field("obj", at: 8, .hexadecimal(bytes: 8)),
      Field("res", at: 16, .signed(bytes: 8)),
      Field("res2", at: 24, .signed(bytes: 8)),
    ])
}

/// Where io_setup puts the context's id: it has to hold 0 before.
struct ContextPlace: MemoryForm {
  var noun: String { "a pointer to a context's id: [0] or an address" }

  func room(_ words: [UInt64]) -> UInt64 { 8 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    printer.memory.exactly(8, at: address).map { "[\(hexadecimal($0[...].littleEndianWord))]" } ?? hexadecimal(address)
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .array(let elements) = expression.kind, elements.count == 1 else {
      throw encoder.mismatch(noun, name, expression)
    }
    // What strace printed there came out of the call.
    return try encoder.placed([UInt8](repeating: 0, count: 8), name, at: expression.range)
  }
}

/// One `struct iocb`: what is to be done, by whom, with which memory. Members that its operation does not know are left
/// out.
struct ControlBlock: MemoryForm {
  /// Only what says which request it is (io_cancel).
  var headOnly = false

  var noun: String { "an iocb structure: {aio_lio_opcode=IOCB_CMD_PREAD, ...} or an address" }
  var example: String { "{aio_lio_opcode=IOCB_CMD_PWRITE, aio_fildes=3, aio_buf=\"hello\"}" }
  var layouts: [StructureLayout] { [.iocb] }

  func room(_ words: [UInt64]) -> UInt64 { UInt64(StructureLayout.iocb.size) }

  /// What stands behind the head of a request.
  private enum Kind {
    case bytes, text, buffers(written: Bool), poll, none

    init(_ operation: UInt64) {
      switch operation {
      case 0: self = .bytes
      case 1: self = .text
      case 5: self = .poll
      case 7: self = .buffers(written: false)
      case 8: self = .buffers(written: true)
      default: self = .none
      }
    }
  }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    let layout = StructureLayout.iocb
    guard let bytes = printer.memory.exactly(layout.size, at: address) else { return hexadecimal(address) }
    func word(_ name: String) -> UInt64 { layout.word(name, bytes[...]) }
    func member(_ name: String) -> String {
      guard let field = layout.fields.first(where: { $0.name == name }) else { return "" }
      return "\(name)=\(printer.text(field.type, bytes[field.offset..<(field.offset + field.type.size)]))"
    }
    var parts = [member("aio_data")]
    if word("aio_key") != 0 { parts.append(member("aio_key")) }
    if word("aio_rw_flags") != 0 { parts.append(member("aio_rw_flags")) }
    let operation = word("aio_lio_opcode")
    let name = WordCodec.aioCommands.text(operation)
    parts.append("aio_lio_opcode=\(name.hasPrefix("0x") ? "\(operation) /* IOCB_CMD_??? */" : name)")
    if word("aio_reqprio") != 0 { parts.append(member("aio_reqprio")) }
    parts.append(member("aio_fildes"))
    let count = word("aio_nbytes")
    let pointer = word("aio_buf")
    // A length that is negative as a number is no length.
    let isValid = Int64(bitPattern: count) >= 0
    var hasBuffer = false
    switch headOnly ? .none : Kind(operation) {
    case .none: break
    case .poll:
      parts.append("aio_buf=\(printer.named(pointer, .pollEvents))")
      parts += completion(bytes, member)
    case .text where isValid:
      let text = pointer == 0 ? "NULL" : printer.quoted(Int(clamping: count), at: pointer) ?? hexadecimal(pointer)
      parts += ["aio_buf=\(text)", member("aio_nbytes")]
      hasBuffer = true
    case .buffers(let written) where isValid:
      parts.append("aio_buf=\(buffers(pointer, count, written, in: printer))")
      hasBuffer = true
    case .bytes, .text, .buffers:
      parts += [member("aio_buf"), member("aio_nbytes")]
      hasBuffer = true
    }
    if hasBuffer { parts += [member("aio_offset")] + completion(bytes, member) }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private func buffers<Memory>(
    _ address: UInt64, _ count: UInt64, _ written: Bool, in printer: ValuePrinter<Memory>
  ) -> String {
    printer.buffers(Int(clamping: count), .input, address, contents: written)
  }

  /// Whom the completion is told to.
  private func completion(_ bytes: [UInt8], _ member: (String) -> String) -> [String] {
    let flags = StructureLayout.iocb.word("aio_flags", bytes[...])
    let descriptor = StructureLayout.iocb.word("aio_resfd", bytes[...])
    var parts = flags == 0 ? [] : [member("aio_flags")]
    if flags & 1 != 0 {
      parts.append(member("aio_resfd"))
    } else if descriptor != 0 {
      parts.append("aio_resfd=\(hexadecimal(descriptor))")
    }
    return parts
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    let layout = StructureLayout.iocb
    let buffer = members.first { $0.name == "aio_buf" }
    let rest = members.filter { $0.name != "aio_buf" }
    var bytes = try encoder.structure(rest, layout, at: expression.range)
    guard let buffer else { return try encoder.placed(bytes, name, at: expression.range) }
    var pointer: UInt64
    var length: Int?
    switch (buffer.value.kind, Kind(layout.word("aio_lio_opcode", bytes[...]))) {
    case (.string, _):
      let text = try encoder.wholeText(buffer.value, noun, name)
      pointer = try encoder.placed(text, name, at: buffer.range).address
      length = text.count
    case (.array, _):
      let placed = try encoder.vector(buffer.value, .input, "aio_buf")
      pointer = placed.address
      length = placed.length
    case (_, .poll): pointer = try encoder.evaluation.word(buffer.value, codec: .pollEvents)
    default: pointer = try encoder.evaluation.word(buffer.value)
    }
    bytes.replaceSubrange(24..<32, with: pointer.littleEndianBytes)
    if let length, !rest.contains(where: { $0.name == "aio_nbytes" }) {
      bytes.replaceSubrange(32..<40, with: UInt64(length).littleEndianBytes)
    }
    return try encoder.placed(bytes, name, at: expression.range)
  }
}

/// Pointers to requests, as many as another parameter says.
struct ControlBlocks: MemoryForm {
  let count: Int

  var noun: String { "a list of iocb structures: [{aio_lio_opcode=IOCB_CMD_PREAD, ...}]" }
  var example: String { "[\(ControlBlock().example)]" }
  var layouts: [StructureLayout] { [.iocb] }
  var references: [Int] { [count] }

  func room(_ words: [UInt64]) -> UInt64 { 8 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    guard Int64(bitPattern: printer.words[count]) >= 0 else { return hexadecimal(address) }
    return printer.list(.parameter(count), .input, 8, address) { bytes in
      let pointer = bytes.littleEndianWord
      return pointer == 0 ? "NULL" : ControlBlock().text(pointer, .input, in: printer)
    }
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .array(let elements) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    var pointers: [UInt8] = []
    for element in elements {
      if case .string([], elided: true) = element.kind { throw .cut(element) }
      let pointer =
        element.isStructure
        ? try ControlBlock().place(element, in: &encoder, words, name).address
        : try encoder.evaluation.word(element)
      pointers += pointer.littleEndianBytes
    }
    return try encoder.placed(pointers, name, at: expression.range, length: elements.count)
  }
}

/// A set of signals behind a pointer, and how long it is, as io_pgetevents takes both in one argument.
struct SizedSignalMask: MemoryForm {
  var noun: String { "a mask and its size: {sigmask=[INT], sigsetsize=8}" }
  var example: String { "{sigmask=[INT], sigsetsize=8}" }

  func room(_ words: [UInt64]) -> UInt64 { 16 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    guard let bytes = printer.memory.exactly(16, at: address) else { return hexadecimal(address) }
    let size = bytes[8...].littleEndianWord
    let mask = SignalMask.text(bytes[..<8].littleEndianWord, size: size, in: printer)
    return "{sigmask=\(mask), sigsetsize=\(size)}"
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind, members.count <= 2,
      let mask = members.first(where: { $0.name == "sigmask" }),
      members.allSatisfy({ $0.name == "sigmask" || $0.name == "sigsetsize" })
    else { throw encoder.mismatch(noun, name, expression) }
    let pointer = try SignalMask.place(mask.value, in: &encoder, name)
    let size = try members.first { $0.name == "sigsetsize" }.map { member throws(InputError) in
      try encoder.evaluation.word(member.value)
    }
    return try encoder.placed(
      pointer.littleEndianBytes + (size ?? 8).littleEndianBytes, name, at: expression.range)
  }
}

/// A set of signals whose length stands in another parameter: of another length than the kernel's only the address is
/// shown.
struct SignalMask: MemoryForm {
  let size: Int

  var noun: String { "a set of signals: [INT TERM]" }
  var example: String { "[INT TERM]" }
  var references: [Int] { [size] }

  func room(_ words: [UInt64]) -> UInt64 { 8 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    Self.text(address, size: printer.words[size], in: printer)
  }

  static func text<Memory>(_ address: UInt64, size: UInt64, in printer: ValuePrinter<Memory>) -> String {
    if address == 0 { return "NULL" }
    guard size == 8, let bytes = printer.memory.exactly(8, at: address) else { return hexadecimal(address) }
    return SignalSet.text(bytes[...].littleEndianWord)
  }

  static func place(_ expression: Expression, in encoder: inout Encoder, _ name: String) throws(InputError) -> UInt64 {
    switch expression.kind {
    case .array, .prefix(.complement, _):
      let set = try encoder.signalSet(expression, name)
      return try encoder.placed(set.littleEndianBytes, name, at: expression.range).address
    default: return try encoder.evaluation.word(expression)
    }
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard !expression.isStructure, !expression.isText else { throw encoder.mismatch(noun, name, expression) }
    return Encoder.Placed(address: try Self.place(expression, in: &encoder, name), length: 8)
  }
}
