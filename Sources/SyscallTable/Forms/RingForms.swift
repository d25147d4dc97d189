import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/linux/io_uring.h`, in the order of strace: what the caller says, then what the kernel answers.
  static let ringParameters = StructureLayout(
    "io_uring_params", size: 120,
    [
      Field("flags", at: 8, .word(.ringSetupFlags, bytes: 4)),
      Field("sq_thread_cpu", at: 12, .hexadecimal(bytes: 4)),
      Field("sq_thread_idle", at: 16, .unsigned(bytes: 4)),
      Field("wq_fd", at: 24, .descriptor),
      Field("resv", at: 28, .array(.hexadecimal(bytes: 4), count: 3)),
      Field("sq_entries", at: 0, .unsigned(bytes: 4)),
      Field("cq_entries", at: 4, .unsigned(bytes: 4)),
      Field("features", at: 20, .word(.ringFeatures, bytes: 4)),
      Field("sq_off", at: 40, .structure(submissionOffsets)),
      Field("cq_off", at: 80, .structure(completionOffsets)),
    ])

  /// The same header.
  static let submissionOffsets = StructureLayout(
    "io_sqring_offsets", size: 40,
    [
      Field("head", at: 0, .unsigned(bytes: 4)),
      Field("tail", at: 4, .unsigned(bytes: 4)),
      Field("ring_mask", at: 8, .unsigned(bytes: 4)),
      Field("ring_entries", at: 12, .unsigned(bytes: 4)),
      Field("flags", at: 16, .unsigned(bytes: 4)),
      Field("dropped", at: 20, .unsigned(bytes: 4)),
      Field("array", at: 24, .unsigned(bytes: 4)),
      Field("resv1", at: 28, .hexadecimal(bytes: 4)),
      Field("user_addr", at: 32, .hexadecimal(bytes: 8)),
    ])

  /// The same header.
  static let completionOffsets = StructureLayout(
    "io_cqring_offsets", size: 40,
    [
      Field("head", at: 0, .unsigned(bytes: 4)),
      Field("tail", at: 4, .unsigned(bytes: 4)),
      Field("ring_mask", at: 8, .unsigned(bytes: 4)),
      Field("ring_entries", at: 12, .unsigned(bytes: 4)),
      Field("overflow", at: 16, .unsigned(bytes: 4)),
      Field("cqes", at: 20, .unsigned(bytes: 4)),
      Field("flags", at: 24, .unsigned(bytes: 4)),
      Field("resv1", at: 28, .hexadecimal(bytes: 4)),
      Field("user_addr", at: 32, .hexadecimal(bytes: 8)),
    ])

  /// The same header.
  static let ringFilesUpdate = StructureLayout(
    "io_uring_files_update", size: 16,
    [
      Field("offset", at: 0, .unsigned(bytes: 4)),
      Field("resv", at: 4, .hexadecimal(bytes: 4)),
      Field("fds", at: 8, .address),
    ])
}

/// `struct io_uring_params`: what ring is wanted, and after the call what ring there is.
struct RingParameters: MemoryForm {
  var noun: String { "an io_uring_params structure: {flags=0}" }
  var example: String { "{flags=0}" }
  var layouts: [StructureLayout] { [.ringParameters] }

  /// IORING_SETUP_ATTACH_WQ, with which another ring is named.
  private static let attached: UInt64 = 0x20
  private static let answers: Set<String> = ["sq_entries", "cq_entries", "features", "sq_off", "cq_off"]

  func room(_ words: [UInt64]) -> UInt64 { UInt64(StructureLayout.ringParameters.size) }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    text(address, answered: true, in: printer)
  }

  func unwritten<Memory>(_ address: UInt64, in printer: ValuePrinter<Memory>) -> String {
    text(address, answered: false, in: printer)
  }

  private func text<Memory>(_ address: UInt64, answered: Bool, in printer: ValuePrinter<Memory>) -> String {
    let layout = StructureLayout.ringParameters
    guard let bytes = printer.memory.exactly(layout.size, at: address) else { return hexadecimal(address) }
    let members = layout.fields.filter { field in
      switch field.name {
      case "wq_fd": layout.word("flags", bytes[...]) & Self.attached != 0
      case "resv": bytes[28..<40].contains { $0 != 0 }
      default: answered || !Self.answers.contains(field.name)
      }
    }.map { field in
      guard case .structure(let offsets) = field.type else { return field }
      return Field(field.name, at: field.offset, .structure(Self.shown(offsets, bytes[field.offset...])))
    }
    return printer.text(StructureLayout(layout.name, size: layout.size, members), bytes[...])
  }

  /// Offsets without the members that are 0 unless somebody means them.
  private static func shown(_ layout: StructureLayout, _ bytes: ArraySlice<UInt8>) -> StructureLayout {
    StructureLayout(
      layout.name, size: layout.size,
      layout.fields.filter { field in
        !["resv1", "user_addr"].contains(field.name) || layout.word(field.name, bytes) != 0
      })
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    return try encoder.placed(
      try encoder.structure(members, .ringParameters, at: expression.range), name, at: expression.range)
  }
}

/// Buffers for a ring, which are not read by the call itself: only their addresses are shown.
struct RingBuffers: MemoryForm {
  let count: Int

  var noun: String { "a list of buffers: [{iov_base=p, iov_len=4096}]" }
  var example: String { "[{iov_base=p, iov_len=4096}]" }
  var references: [Int] { [count] }

  func room(_ words: [UInt64]) -> UInt64 { 16 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    printer.buffers(Int(printer.words[count] & 0xffff_ffff), .input, address, contents: false)
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard expression.isArray else { throw encoder.mismatch(noun, name, expression) }
    return try encoder.vector(expression, .input, name)
  }
}

/// `struct io_uring_files_update` with the descriptors that it points to.
struct RingFilesUpdate: MemoryForm {
  let count: Int

  var noun: String { "an io_uring_files_update structure: {offset=0, fds=[3]}" }
  var example: String { "{offset=0, fds=[3]}" }
  var layouts: [StructureLayout] { [.ringFilesUpdate] }
  var references: [Int] { [count] }

  func room(_ words: [UInt64]) -> UInt64 { 16 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    let layout = StructureLayout.ringFilesUpdate
    guard let bytes = printer.memory.exactly(layout.size, at: address) else { return hexadecimal(address) }
    let pointer = layout.word("fds", bytes[...])
    let reserved = layout.word("resv", bytes[...])
    let between = reserved == 0 ? "" : ", resv=\(hexadecimal(reserved))"
    let type = ArgumentType.pointer(.array(.descriptor, .parameter(count)), .input)
    return "{offset=\(layout.word("offset", bytes[...]))\(between), fds=\(printer.text(type, pointer))}"
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    let layout = StructureLayout.ringFilesUpdate
    let list = members.first { $0.name == "fds" && $0.value.isArray }
    let rest = members.filter { $0.name != "fds" || !$0.value.isArray }
    var bytes = try encoder.structure(rest, layout, at: expression.range)
    var length: Int?
    if let list, case .array(let elements) = list.value.kind {
      let descriptors = try encoder.list(elements, .descriptor, "fds")
      bytes.replaceSubrange(
        8..<16, with: try encoder.placed(descriptors, name, at: list.range).address.littleEndianBytes)
      length = elements.count
    }
    return try encoder.placed(bytes, name, at: expression.range, length: length)
  }
}
