import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/linux/mount.h`.
  static let mountAttr = StructureLayout(
    "mount_attr", size: 32,
    [
      Field("attr_set", at: 0, .word(.mountAttributes, bytes: 8)),
      Field("attr_clr", at: 8, .word(.mountAttributes, bytes: 8)),
      Field("propagation", at: 16, .word(.mountPropagation, bytes: 8)),
      Field("userns_fd", at: 24, .unsigned(bytes: 8)),
    ])

  /// The same header. strace calls the second member `spare`, its name before Linux 6.18.
  static let statmountRequest = StructureLayout(
    "mnt_id_req", size: 32, requestFields(.hexadecimal(bytes: 8), .word(.statmountMask, bytes: 8)))
  static let listmountRequest = StructureLayout(
    "mnt_id_req", size: 32, requestFields(.word(.listedMounts, bytes: 8), .hexadecimal(bytes: 8)))

  private static func requestFields(_ mount: ScalarType, _ parameter: ScalarType) -> [Field] {
    [
      Field("size", at: 0, .unsigned(bytes: 4)),
      Field("mnt_ns_fd", at: 4, .hexadecimal(bytes: 4)),
      Field("mnt_id", at: 8, mount),
      Field("param", at: 16, parameter),
      Field("mnt_ns_id", at: 24, .hexadecimal(bytes: 8)),
    ]
  }

  /// The same header; texts follow the structure, and members that stand for them say where each begins.
  static let statmount = StructureLayout(
    "statmount", size: 512,
    [
      Field("size", at: 0, .unsigned(bytes: 4)),
      Field("mnt_opts", at: 4, .unsigned(bytes: 4)),
      Field("mask", at: 8, .word(.statmountMask, bytes: 8)),
      Field("sb_dev_major", at: 16, .unsigned(bytes: 4)),
      Field("sb_dev_minor", at: 20, .unsigned(bytes: 4)),
      Field("sb_magic", at: 24, .word(.fileSystemTypes, bytes: 8)),
      Field("sb_flags", at: 32, .word(.superblockFlags, bytes: 4)),
      Field("fs_type", at: 36, .unsigned(bytes: 4)),
      Field("mnt_id", at: 40, .hexadecimal(bytes: 8)),
      Field("mnt_parent_id", at: 48, .hexadecimal(bytes: 8)),
      Field("mnt_id_old", at: 56, .hexadecimal(bytes: 4)),
      Field("mnt_parent_id_old", at: 60, .hexadecimal(bytes: 4)),
      Field("mnt_attr", at: 64, .word(.mountAttributes, bytes: 8)),
      Field("mnt_propagation", at: 72, .word(.mountPropagations, bytes: 8)),
      Field("mnt_peer_group", at: 80, .hexadecimal(bytes: 8)),
      Field("mnt_master", at: 88, .hexadecimal(bytes: 8)),
      Field("propagate_from", at: 96, .hexadecimal(bytes: 8)),
      Field("mnt_root", at: 104, .unsigned(bytes: 4)),
      Field("mnt_point", at: 108, .unsigned(bytes: 4)),
      Field("mnt_ns_id", at: 112, .hexadecimal(bytes: 8)),
      Field("fs_subtype", at: 120, .unsigned(bytes: 4)),
      Field("sb_source", at: 124, .unsigned(bytes: 4)),
      Field("supported_mask", at: 144, .word(.statmountMask, bytes: 8)),
    ])
}

/// mount's flags, of which a pattern in the upper half was once the mark of a new kernel.
struct MountFlags: WordForm {
  private static let mark: UInt64 = 0xc0ed_0000

  var noun: String { "a mount flag" }
  var example: String { "MS_RDONLY" }
  var codecs: [WordCodec] { [.mountFlags] }
  var bits: Int { 64 }

  func text(_ word: UInt64) -> String {
    guard word & 0xffff_0000 == Self.mark else { return WordCodec.mountFlags.commented(word) }
    let rest = word & ~0xffff_0000
    return rest == 0 ? "MS_MGC_VAL" : "MS_MGC_VAL|\(WordCodec.mountFlags.commented(rest))"
  }
}

/// A text of mount's that the kernel does not look at when flags ask to change, to move or to bind a mount.
struct MountText: MemoryForm {
  /// The parameter with the flags.
  let flags: Int
  /// The flags with which only the address counts.
  let ignored: UInt64

  /// MS_BIND, MS_MOVE, and the four types of propagation.
  static let moving: UInt64 = 0x1e_3000
  static let remount: UInt64 = 0x20

  var noun: String { "a text" }
  var example: String { ignored & Self.remount == 0 ? "\"size=1m\"" : "\"tmpfs\"" }
  var references: [Int] { [flags] }

  func room(_ words: [UInt64]) -> UInt64 { 1 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    if isIgnored(printer.words[flags]) { return hexadecimal(address) }
    guard let found = printer.memory.string(at: address) else { return hexadecimal(address) }
    return Escapes.quoted(found.bytes, limit: printer.options.stringLimit)
  }

  private func isIgnored(_ word: UInt64) -> Bool {
    let flags = word & 0xffff_0000 == 0xc0ed_0000 ? word & ~0xffff_0000 : word
    // With MS_REMOUNT the others say what to change it to.
    let counted = flags & Self.remount != 0 ? Self.remount : Self.moving
    return flags & ignored & counted != 0
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    try encoder.placed(try encoder.wholeText(expression, noun, name) + [0], name, at: expression.range)
  }
}

/// A text that is printed whole like a path and need not be one: what is mounted.
struct WholeText: MemoryForm {
  var noun: String { "a text" }
  var example: String { "\"none\"" }

  func room(_ words: [UInt64]) -> UInt64 { 1 }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    guard let found = printer.memory.string(at: address) else { return hexadecimal(address) }
    return Escapes.quoted(found.bytes) + (found.ended ? "" : "...")
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    try encoder.placed(try encoder.wholeText(expression, noun, name) + [0], name, at: expression.range)
  }
}

/// `struct mnt_id_req`: which mount, and what of it. Its first member says how much of it there is.
struct MountRequest: MemoryForm {
  let layout: StructureLayout
  /// The sizes of its two versions (MNT_ID_REQ_SIZE_VER0 and VER1).
  private static let first = 24

  var noun: String { "a mnt_id_req structure: {mnt_id=...}" }
  var example: String { "{mnt_id=\(layout.fields[2].type.codecs.isEmpty ? "1" : "LSMT_ROOT")}" }
  var layouts: [StructureLayout] { [layout] }

  func room(_ words: [UInt64]) -> UInt64 { UInt64(layout.size) }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    guard let head = printer.memory.exactly(4, at: address) else { return hexadecimal(address) }
    let size = head[...].littleEndianWord
    guard size >= UInt64(Self.first) else { return "{size=\(size)}" }
    let known = min(Int(size), layout.size)
    guard let bytes = printer.memory.exactly(known, at: address) else { return "{size=\(size), ???}" }
    let whole = (bytes + [UInt8](repeating: 0, count: layout.size - known))[...]
    let members = layout.fields.filter { field in
      switch field.name {
      case "mnt_ns_fd": layout.word("mnt_ns_fd", whole) != 0
      case "mnt_ns_id": known == layout.size
      default: true
      }
    }
    return printer.text(StructureLayout(layout.name, size: layout.size, members), whole)
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    var bytes = try encoder.structure(members, layout, at: expression.range)
    if !members.contains(where: { $0.name == "size" || $0.name == nil }) { bytes[0] = UInt8(layout.size) }
    return try encoder.placed(bytes, name, at: expression.range)
  }
}

/// `struct statmount` and the texts behind it. Its mask says which members are there.
struct MountStatus: MemoryForm {
  /// The parameter with the size of the buffer.
  let size: Int

  var noun: String { "a buffer" }
  var layouts: [StructureLayout] { [.statmount] }
  var references: [Int] { [size] }

  func room(_ words: [UInt64]) -> UInt64 { words[size] }

  /// The members that each bit of the mask brings, in the order in which they are printed.
  private static let parts: [(bit: UInt64, members: [String])] = [
    (
      0x1, ["sb_dev_major", "sb_dev_minor", "sb_magic", "sb_flags"]
    ), (0x20, ["fs_type"]),
    (
      0x2,
      [
        "mnt_id", "mnt_parent_id", "mnt_id_old", "mnt_parent_id_old", "mnt_attr", "mnt_propagation", "mnt_peer_group",
        "mnt_master",
      ]
    ),
    (0x4, ["propagate_from"]), (0x8, ["mnt_root"]), (0x10, ["mnt_point"]), (0x40, ["mnt_ns_id"]),
    (0x100, ["fs_subtype"]), (0x200, ["sb_source"]), (0x1000, ["supported_mask"]),
  ]
  private static let texts: Set<String> = ["mnt_opts", "fs_type", "mnt_root", "mnt_point", "fs_subtype", "sb_source"]

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    let layout = StructureLayout.statmount
    let room = printer.words[size]
    guard room >= 4, let bytes = printer.memory.exactly(Int(min(room, UInt64(layout.size))), at: address) else {
      return hexadecimal(address)
    }
    let whole = (bytes + [UInt8](repeating: 0, count: layout.size - bytes.count))[...]
    let total = min(layout.word("size", whole), room, Arena.limit)
    let behind = total > UInt64(layout.size) ? Int(total) - layout.size : 0
    let texts = printer.memory.exactly(behind, at: address &+ UInt64(layout.size)) ?? []
    func member(_ name: String) -> String {
      let word = layout.word(name, whole)
      if Self.texts.contains(name) {
        guard word < UInt64(texts.count) else { return "\(name)=\(hexadecimal(word))" }
        return "\(name)=" + Escapes.quoted(texts[Int(word)...].prefix { $0 != 0 }, limit: printer.options.stringLimit)
      }
      guard let field = layout.fields.first(where: { $0.name == name }) else { return "" }
      let value = whole[field.offset..<(field.offset + field.type.size)]
      return "\(name)=\(printer.text(field.type, value))"
    }
    let mask = layout.word("mask", whole)
    let options = mask & 0x80 != 0 ? [member("mnt_opts")] : []
    let chosen = Self.parts.filter { mask & $0.bit != 0 }.flatMap(\.members)
    return "{" + ([member("size")] + options + [member("mask")] + chosen.map(member)).joined(separator: ", ") + "}"
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    throw encoder.mismatch(noun, name, expression)
  }
}
