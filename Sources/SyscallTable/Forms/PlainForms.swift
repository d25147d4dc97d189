import LinuxABI

/// Memory of which strace shows only the address, whatever the call does with it.
struct OpaqueMemory: MemoryForm {
  /// Bytes supplied where the argument is left out.
  let size: UInt64
  /// strace takes the argument for a number, so that there is no NULL.
  var isWord = false
  var noun: String { "a text or an address" }
  var null: String { isWord ? "0" : "NULL" }

  func room(_ words: [UInt64]) -> UInt64 { size }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    hexadecimal(address)
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    try encoder.placed(try encoder.wholeText(expression, noun, name) + [0], name, at: expression.range)
  }
}

/// Bytes that are no text, each in hexadecimal; how many is said by another parameter.
struct HexadecimalBytes: MemoryForm {
  let length: Int
  var noun: String { "a text or an address" }
  var references: [Int] { [length] }

  func room(_ words: [UInt64]) -> UInt64 { words[length] }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    let total = Int(clamping: words(printer))
    let shown = min(total, max(0, printer.options.stringLimit), Int(Arena.limit))
    guard let bytes = printer.memory.exactly(shown, at: address) else { return hexadecimal(address) }
    return Escapes.hexadecimal(bytes) + (total > shown ? "..." : "")
  }

  private func words<Memory>(_ printer: ValuePrinter<Memory>) -> UInt64 {
    printer.words[length] & 0xffff_ffff
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    let text = try encoder.wholeText(expression, noun, name)
    return try encoder.placed(text, name, at: expression.range, length: text.count)
  }
}

/// A structure that may grow: another parameter says how large the caller's is. What it has beyond the structure that is
/// known here stands behind it as bytes, unless all of them are 0.
struct VersionedStructure: MemoryForm {
  let layout: StructureLayout
  let size: Int
  /// The size of the first version, below which there is no structure to speak of.
  let first: Int

  var noun: String { "a \(layout.name) structure: {...} or an address" }
  var example: String {
    guard let field = layout.fields.first else { return "{}" }
    return "{\(field.name)=\(field.type.codecs.first?.constants.first?.name ?? "0")}"
  }
  var layouts: [StructureLayout] { [layout] }
  var references: [Int] { [size] }
  /// The kernel refuses more than a page.
  private static var most: UInt64 { 4096 }

  func room(_ words: [UInt64]) -> UInt64 { min(max(words[size], UInt64(layout.size)), Self.most) }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    let claimed = printer.words[size]
    guard claimed >= UInt64(first) else { return hexadecimal(address) }
    let known = min(Int(clamping: claimed), layout.size)
    guard let bytes = printer.memory.exactly(known, at: address) else { return hexadecimal(address) }
    let padded = bytes + [UInt8](repeating: 0, count: layout.size - known)
    return printer.text(layout, padded[...], adding: rest(address, claimed, in: printer).map { [$0] } ?? [])
  }

  private func rest<Memory>(_ address: UInt64, _ claimed: UInt64, in printer: ValuePrinter<Memory>) -> String? {
    let end = Int(min(claimed, Self.most))
    guard end > layout.size else { return nil }
    guard let bytes = printer.memory.exactly(end - layout.size, at: address &+ UInt64(layout.size)) else {
      return "???"
    }
    guard bytes.contains(where: { $0 != 0 }) else { return nil }
    return "/* bytes \(layout.size)..\(end - 1) */ \(Escapes.hexadecimal(bytes))"
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(var members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    var rest: [UInt8] = []
    if let last = members.last, last.name == nil, case .string = last.value.kind {
      rest = try encoder.wholeText(last.value, noun, name)
      members.removeLast()
    }
    var bytes = try encoder.structure(members, layout, at: expression.range) + rest
    bytes += [UInt8](repeating: 0, count: max(0, Int(min(words[size], Self.most)) - bytes.count))
    return try encoder.placed(bytes, name, at: expression.range, length: layout.size)
  }
}

/// A device by its two numbers, packed into 32 bits as `struct stat` packs them (`man 3 makedev`).
struct DeviceNumber: WordForm {
  var noun: String { "a device number" }
  var example: String { "makedev(8, 1)" }

  func text(_ word: UInt64) -> String {
    let word = word & 0xffff_ffff
    return "makedev(\(hexadecimal(word >> 8 & 0xfff)), \(hexadecimal(word & 0xff | word >> 12 & 0xfff00)))"
  }
}

/// `struct linux_dirent` records (`man 2 getdents`), whose type stands in the last byte of each.
struct OldDirectoryEntries: MemoryForm {
  let size: Int
  var noun: String { "a buffer" }
  var references: [Int] { [size] }

  func room(_ words: [UInt64]) -> UInt64 { words[size] & 0xffff_ffff }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    let size = Int(min(printer.result ?? 0, Arena.limit))
    let entries = DirectoryEntry.allOld(in: printer.memory.bytes(at: address, atMost: size))
    guard printer.options.verbose else { return "\(hexadecimal(address)) /* \(entries.count) entries */" }
    return "[" + entries.map(\.oldText).joined(separator: ", ") + "]"
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    throw encoder.mismatch(noun, name, expression)
  }
}

extension DirectoryEntry {
  /// The records of getdents in a buffer as the kernel filled it; what does not hold together ends the list.
  static func allOld(in bytes: [UInt8]) -> [DirectoryEntry] {
    var entries: [DirectoryEntry] = []
    var start = 0
    while start + 18 <= bytes.count {
      let length = Int(bytes[start + 16]) | Int(bytes[start + 17]) << 8
      guard length > 19, start + length <= bytes.count else { break }
      let name = bytes[(start + 18)..<(start + length - 1)].prefix { $0 != 0 }
      entries.append(
        DirectoryEntry(
          inode: bytes[start..<(start + 8)].littleEndianWord,
          offset: Int64(bitPattern: bytes[(start + 8)..<(start + 16)].littleEndianWord),
          recordLength: UInt16(length), type: bytes[start + length - 1], name: Array(name)))
      start += length
    }
    return entries
  }

  /// The names in a buffer of getdents64, or with `old` of getdents.
  public static func names(in bytes: [UInt8], old: Bool) -> [[UInt8]] {
    (old ? allOld(in: bytes) : all(in: bytes)).map(\.name)
  }

  var oldText: String {
    "{d_ino=\(inode), d_off=\(offset), d_reclen=\(recordLength), d_name=\(Escapes.quoted(name)), d_type=\(typeName)}"
  }
}

extension ArgumentType {
  /// Whether the call lists a directory there.
  public var isDirectoryEntries: Bool {
    switch self {
    case .pointer(.directoryEntries, _): true
    case .pointer(.special(let special), _): special.form is OldDirectoryEntries
    default: false
    }
  }
}
