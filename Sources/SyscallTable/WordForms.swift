import LinuxABI

extension WordCodec {
  /// The word with its names. Of a number without any name strace tells where it looked: `0x9 /* SEEK_??? */`.
  public func commented(_ word: UInt64) -> String {
    if let text = formed(word) { return text }
    let text = text(word)
    // Of a set, 0 is that nothing is set; of an enumeration it is a value like others.
    if permissionBits != 0 { return text }
    let isNameless = word == 0 ? isEnumeration && text == "0" : text.hasPrefix("0x")
    guard isNameless, let family = family ?? commonPrefix, !family.isEmpty else { return text }
    // Among the levels of options strace asks with two marks.
    return "\(text) /* \(family.hasSuffix("?") ? family : family + "???") */"
  }

  /// The word as its form writes it; nil where the names alone do.
  func formed(_ word: UInt64) -> String? {
    switch form {
    case .names: return nil
    case .allOnesAsNumber: return word == 0xffff_ffff ? hexadecimal(word) : nil
    case .numberAndName:
      let number = Int32(truncatingIfNeeded: word)
      // The level behind the last prints everything (`man 2 syslog`).
      let isBeyond = word == 8 && constants.last?.name == "LOGLEVEL_DEBUG"
      let name = isBeyond ? "LOGLEVEL_DEBUG+1" : constants.first { $0.value == word }?.name
      return "\(number) /* \(name ?? "\(family ?? commonPrefix ?? "")???") */"
    case .nameOrDecimal:
      let number = word & 0xffff_ffff
      if let name = constants.first(where: { $0.value == number })?.name { return name }
      let decimal = String(Int32(truncatingIfNeeded: word))
      return family.map { "\(decimal) /* \($0)??? */" } ?? decimal
    case .priority:
      let level = word & 0x1fff
      let number = word >> 13
      let name = constants.first { $0.value == number }?.name
      return "IOPRIO_PRIO_VALUE(\(name ?? "\(hexadecimal(number)) /* IOPRIO_CLASS_??? */"), \(level))"
    case .eightTimes:
      // Names stand for indices; what lies between two members counts from the one before.
      guard let last = constants.last?.value, word < (last + 7) * 8 else { return hexadecimal(word) }
      let index = min(word / 8, last)
      let name = constants.first { $0.value == index }?.name ?? String(index)
      let rest = word - index * 8
      return "8*\(name)" + (rest == 0 ? "" : "+\(rest)")
    case .parts:
      // include/uapi/asm-generic/ioctl.h.
      let number = word & 0xffff_ffff
      if constants.contains(where: { $0.value == number }) { return nil }
      let parts = [number >> 8 & 0xff, number & 0xff, number >> 16 & 0x3fff].map(hexadecimal)
      return "_IOC(\(WordCodec.ioctlDirections.text(number >> 30)), \(parts.joined(separator: ", ")))"
    case .version:
      return "KERNEL_VERSION(\(word >> 16), \(word >> 8 & 0xff), \(word & 0xff))"
    }
  }
}
