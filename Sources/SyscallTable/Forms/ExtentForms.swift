import LinuxABI

private typealias Field = StructureLayout.Field

extension StructureLayout {
  /// `include/uapi/linux/fiemap.h`, without the extents that follow it.
  static let fiemap = StructureLayout(
    "fiemap", size: 32,
    [
      Field("fm_start", at: 0, .unsigned(bytes: 8)),
      Field("fm_length", at: 8, .unsigned(bytes: 8)),
      Field("fm_flags", at: 16, .word(.extentMapFlags, bytes: 4)),
      Field("fm_mapped_extents", at: 20, .unsigned(bytes: 4)),
      Field("fm_extent_count", at: 24, .unsigned(bytes: 4)),
    ])

  /// The same header.
  static let fiemapExtent = StructureLayout(
    "fiemap_extent", size: 56,
    [
      Field("fe_logical", at: 0, .unsigned(bytes: 8)),
      Field("fe_physical", at: 8, .unsigned(bytes: 8)),
      Field("fe_length", at: 16, .unsigned(bytes: 8)),
      Field("fe_flags", at: 40, .word(.extentFlags, bytes: 4)),
    ])

  /// `include/uapi/linux/fs.h`.
  static let fsxattr = StructureLayout(
    "fsxattr", size: 28,
    [
      Field("fsx_xflags", at: 0, .word(.extendedInodeFlags, bytes: 4)),
      Field("fsx_extsize", at: 4, .unsigned(bytes: 4)),
      Field("fsx_nextents", at: 8, .unsigned(bytes: 4)),
      Field("fsx_projid", at: 12, .hexadecimal(bytes: 4)),
      Field("fsx_cowextsize", at: 16, .unsigned(bytes: 4)),
    ])

  /// The same as FS_IOC_FSSETXATTR reads it: how many extents there are is no setting.
  static let fsxattrRequest = StructureLayout(
    "fsxattr", size: 28, fsxattr.fields.filter { $0.name != "fsx_nextents" })

  /// The same header.
  static let fstrimRange = StructureLayout(
    "fstrim_range", size: 24,
    [
      Field("start", at: 0, .hexadecimal(bytes: 8)),
      Field("len", at: 8, .unsigned(bytes: 8)),
      Field("minlen", at: 16, .unsigned(bytes: 8)),
    ])
}

/// `struct fiemap` of FS_IOC_FIEMAP: which part of a file, and after the call the extents in which it lies.
struct ExtentMap: MemoryForm {
  var noun: String { "a fiemap structure: {fm_length=-1, fm_extent_count=4}" }
  var example: String { "{fm_length=-1, fm_extent_count=4}" }
  var layouts: [StructureLayout] { [.fiemap, .fiemapExtent] }
  var codecs: [WordCodec] { [.extentMapFlags, .extentFlags] }

  private static let asked: Set<String> = ["fm_start", "fm_length", "fm_flags", "fm_extent_count"]
  /// More extents than this are not supplied with room, nor shown.
  private static let most: UInt64 = 1024

  func room(_ words: [UInt64]) -> UInt64 { UInt64(StructureLayout.fiemap.size) }

  func text<Memory>(_ address: UInt64, _ direction: Direction, in printer: ValuePrinter<Memory>) -> String {
    let layout = StructureLayout.fiemap
    guard let bytes = printer.memory.exactly(layout.size, at: address) else { return hexadecimal(address) }
    let flags = printer.named(layout.word("fm_flags", bytes[...]), .extentMapFlags)
    let mapped = layout.word("fm_mapped_extents", bytes[...])
    let extents =
      printer.options.verbose ? "fm_extents=\(extents(address &+ UInt64(layout.size), mapped, in: printer))" : "..."
    return "\(question(bytes, in: printer)) => {fm_flags=\(flags), fm_mapped_extents=\(mapped), \(extents)}"
  }

  func unwritten<Memory>(_ address: UInt64, in printer: ValuePrinter<Memory>) -> String {
    guard let bytes = printer.memory.exactly(StructureLayout.fiemap.size, at: address) else {
      return hexadecimal(address)
    }
    return question(bytes, in: printer)
  }

  private func question<Memory>(_ bytes: [UInt8], in printer: ValuePrinter<Memory>) -> String {
    let members = StructureLayout.fiemap.fields.filter { Self.asked.contains($0.name) }
    return printer.text(StructureLayout("fiemap", size: bytes.count, members), bytes[...])
  }

  private func extents<Memory>(_ address: UInt64, _ count: UInt64, in printer: ValuePrinter<Memory>) -> String {
    let type = ArgumentType.pointer(
      .structures(.fiemapExtent, .fixed(Int(min(count, Self.most)))), .input)
    return printer.text(type, address)
  }

  func place(
    _ expression: Expression, in encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw encoder.mismatch(noun, name, expression) }
    let bytes = try encoder.structure(members, .fiemap, at: expression.range)
    let count = min(StructureLayout.fiemap.word("fm_extent_count", bytes[...]), Self.most)
    let room = [UInt8](repeating: 0, count: Int(count) * StructureLayout.fiemapExtent.size)
    return try encoder.placed(bytes + room, name, at: expression.range)
  }
}
