import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/linux/fs.h`, `struct file_handle`, without the bytes that follow it.
  static let fileHandle = StructureLayout(
    "file_handle", size: 8,
    [
      Field("handle_bytes", at: 0, .unsigned(bytes: 4)),
      Field("handle_type", at: 4, .signed(bytes: 4)),
    ])
}

/// `struct file_handle` (`man 2 open_by_handle_at`): how many bytes there are, of what type, and the bytes. For
/// name_to_handle_at the length says how much room there is, and afterwards how much was needed.
struct FileHandle: MemoryForm {
  /// The most bytes that a handle has (`include/linux/exportfs.h`, MAX_HANDLE_SZ).
  static let most = 128

  var noun: String { "a file_handle structure: {handle_bytes=128} or an address" }
  var example: String { "{handle_bytes=8, handle_type=1, f_handle=\"\\x01\"}" }
  var layouts: [StructureLayout] { [.fileHandle] }

  func room(_ words: [UInt64]) -> UInt64 { UInt64(StructureLayout.fileHandle.size + Self.most) }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    guard let header = header(address, in: printer) else { return hexadecimal(address) }
    return
      "{\(length(header.length, in: printer)), handle_type=\(header.type), f_handle=\(bytes(header.length, address, in: printer))}"
  }

  /// After a failure only the length counts: the one that would be needed, when the room was too small.
  func unwritten<Memory>(_ address: UInt64, in printer: ValuePrinter<Memory>) -> String {
    guard let header = header(address, in: printer) else { return hexadecimal(address) }
    guard printer.failure == .overflow else { return "{handle_bytes=\(printer.room ?? header.length)}" }
    return "{\(length(header.length, in: printer))}"
  }

  private func header<Memory>(
    _ address: UInt64, in printer: ValuePrinter<Memory>
  ) -> (length: UInt64, type: Int32)? {
    guard let bytes = printer.memory.exactly(8, at: address) else { return nil }
    return (bytes[..<4].littleEndianWord, Int32(truncatingIfNeeded: bytes[4...].littleEndianWord))
  }

  private func length<Memory>(_ length: UInt64, in printer: ValuePrinter<Memory>) -> String {
    guard let room = printer.room, room != length else { return "handle_bytes=\(length)" }
    return "handle_bytes=\(room) => \(length)"
  }

  private func bytes<Memory>(_ length: UInt64, _ address: UInt64, in printer: ValuePrinter<Memory>) -> String {
    let shown = Int(min(length, UInt64(Self.most)))
    guard let bytes = printer.memory.exactly(shown, at: address &+ 8) else { return "???" }
    return Escapes.hexadecimal(bytes) + (length > UInt64(shown) ? "..." : "")
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    let handle = members.first { $0.name == "f_handle" }
    let bytes = try handle.map { member throws(InputError) in
      try encoder.text(member.value, "f_handle", atMost: Self.most)
    }
    let rest = members.filter { $0.name != "f_handle" }
    var header = try encoder.structure(rest, .fileHandle, at: expression.range)
    if let bytes, !rest.contains(where: { $0.name == "handle_bytes" }) { header[0] = UInt8(bytes.count) }
    let data = bytes ?? []
    // Room for the answer, also where a printed answer is typed again.
    let padding = [UInt8](repeating: 0, count: Self.most - data.count)
    return try encoder.placed(header + data + padding, name, at: expression.range)
  }
}
