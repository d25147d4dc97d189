import LinuxABI

// What clone3 writes through the pointers in its structure. strace shows it behind the structure in the parent.
extension ValuePrinter {
  /// ` => {pidfd=[3], parent_tid=[26798]}`, and the empty text for every other argument or when nothing was written.
  func madeIds(of row: Syscall, _ index: Int) -> String {
    let layout = StructureLayout.cloneArgs
    guard row.name == "clone3", index == 0, result ?? 0 > 0,
      let bytes = memory.exactly(layout.size, at: words[0])
    else { return "" }
    let flags = layout.word("flags", bytes[...])
    // CLONE_PIDFD, CLONE_PARENT_SETTID.
    let written = [("pidfd", 0x1000), ("parent_tid", 0x10_0000)].filter { flags & $0.1 != 0 }.map { name, _ in
      let place = layout.word(name, bytes[...])
      let id = memory.exactly(4, at: place).map { Int32(truncatingIfNeeded: $0[...].littleEndianWord) }
      return "\(name)=\(id.map { "[\($0)]" } ?? hexadecimal(place))"
    }
    return written.isEmpty ? "" : " => {\(written.joined(separator: ", "))}"
  }
}
