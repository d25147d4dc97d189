import LinuxABI

/// The functions of the vDSO (`man 7 vdso`): code that the kernel maps into each process, which answers some calls without
/// entering the kernel.
public enum Vdso {
  /// Where it was mapped at the program's start: AT_SYSINFO_EHDR of /proc/PID/auxv (`man 3 getauxval`).
  static func base(of pid: Int32) -> UInt64? { AuxiliaryVector.value(33, of: pid) }

  /// Addresses by the call's name (`clock_gettime`, not `__vdso_clock_gettime`), read from the tracee's own image of it.
  /// Empty where it is not mapped any more.
  public static func functions(of tracee: Tracee) -> [String: UInt64] {
    guard let base = base(of: tracee.pid) else { return [:] }
    return functions(in: tracee.readMemory(at: base, atMost: 32 << 10)).mapValues { base &+ $0 }
  }

  /// Offsets of the functions in an ELF image (`man 5 elf`) that is loaded as its file is. An image that is no such thing
  /// has none.
  ///
  /// The dynamic section is all that a loader may rely on, so the symbols are found by it and not by section headers. Their
  /// number stands in no entry; DT_HASH has one for each, and the string table follows on the symbols where there is none.
  static func functions(in image: [UInt8]) -> [String: UInt64] {
    let image = ImageReader(bytes: image)
    guard image.word(0, 4) == 0x464c_457f, image.word(4, 1) == 2, let headers = image.word(32, 8),
      let headerSize = image.word(54, 2), let headerCount = image.word(56, 2)
    else { return [:] }
    var dynamic: Range<UInt64>?
    for index in 0..<headerCount {
      let header = headers &+ index &* headerSize
      guard image.word(header, 4) == 2, let offset = image.word(header &+ 8, 8),
        let size = image.word(header &+ 32, 8), size < 1 << 20, offset < 1 << 20
      else { continue }
      dynamic = offset..<offset + size
    }
    guard let dynamic else { return [:] }
    var entries: [UInt64: UInt64] = [:]
    for entry in stride(from: dynamic.lowerBound, to: dynamic.upperBound, by: 16) {
      guard let tag = image.word(entry, 8), tag != 0, let value = image.word(entry + 8, 8) else { break }
      entries[tag] = value
    }
    // DT_SYMTAB, DT_STRTAB, DT_HASH.
    guard let symbols = entries[6], let strings = entries[5] else { return [:] }
    let count =
      entries[4].flatMap { image.word($0 &+ 4, 4) } ?? (strings > symbols ? (strings - symbols) / 24 : 0)
    var found: [String: UInt64] = [:]
    for index in 0..<min(count, 1024) {
      let symbol = symbols &+ index &* 24
      guard let name = image.word(symbol, 4), let info = image.word(symbol &+ 4, 1), info & 15 == 2,
        let value = image.word(symbol &+ 8, 8), let text = image.text(strings &+ name), text.hasPrefix("__vdso_")
      else { continue }
      found[String(text.dropFirst("__vdso_".count))] = value
    }
    return found
  }
}

/// Reads little-endian words of an image, none beyond its end.
private struct ImageReader {
  let bytes: [UInt8]

  func word(_ offset: UInt64, _ size: Int) -> UInt64? {
    guard let start = Int(exactly: offset), start <= bytes.count - size else { return nil }
    return bytes[start..<start + size].littleEndianWord
  }

  /// The text up to its 0.
  func text(_ offset: UInt64) -> String? {
    guard let start = Int(exactly: offset), start < bytes.count, let end = bytes[start...].firstIndex(of: 0) else {
      return nil
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
