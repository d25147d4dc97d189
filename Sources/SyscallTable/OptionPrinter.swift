import LinuxABI

// Values of socket options. What strace shows depends on the option and on how long the value is.
extension ValuePrinter {
  func option(_ value: OptionValue, _ length: Int, _ direction: Direction, _ address: UInt64) -> String {
    direction == .output
      ? answer(value, Int(clamping: lengthWritten(words[length])), address)
      : setting(value, Int(Int32(truncatingIfNeeded: words[length])), address)
  }

  private func setting(_ value: OptionValue, _ length: Int, _ address: UInt64) -> String {
    switch value {
    case .any, .error, .answer: return bytesOrNumber(length, address)
    case .number, .netlink, .list: return length < 4 ? hexadecimal(address) : number(address)
    case .structure(let layout, let exactly), .request(let layout, let exactly):
      guard exactly ? length == layout.size : length >= layout.size,
        let bytes = memory.exactly(layout.size, at: address)
      else { return hexadecimal(address) }
      return text(layout, bytes[...])
    case .address: return hexadecimal(address)
    }
  }

  private func answer(_ value: OptionValue, _ length: Int, _ address: UInt64) -> String {
    guard length > 0 else { return hexadecimal(address) }
    switch value {
    case .any, .request: return bytesOrNumber(length, address)
    case .number where length < 4, .error where length < 4: return hexadecimalBytes(length, address)
    case .number, .netlink: return number(address)
    case .error:
      guard let bytes = memory.exactly(4, at: address) else { return hexadecimal(address) }
      let errno = Errno(rawValue: Int32(truncatingIfNeeded: bytes[...].littleEndianWord))
      return errno.rawValue == 0 || Errno(named: errno.name) == nil ? number(address) : "[\(errno.name)]"
    case .list:
      guard let bytes = memory.exactly(min(length / 4, 1024) * 4, at: address) else { return hexadecimal(address) }
      let numbers = stride(from: 0, to: bytes.count, by: 4).map { bytes[$0..<($0 + 4)].littleEndianWord }
      return "[" + numbers.map(String.init).joined(separator: ", ") + "]"
    case .structure(let layout, _), .answer(let layout):
      guard let bytes = memory.exactly(min(length, layout.size), at: address) else { return hexadecimal(address) }
      return part(of: layout, bytes[...])
    case .address: return hexadecimal(address)
    }
  }

  private func number(_ address: UInt64) -> String {
    guard let bytes = memory.exactly(4, at: address) else { return hexadecimal(address) }
    return "[\(Int32(truncatingIfNeeded: bytes[...].littleEndianWord))]"
  }

  private func bytesOrNumber(_ length: Int, _ address: UInt64) -> String {
    if length == 4 { return number(address) }
    return length < 0 ? hexadecimal(address) : quoted(length, at: address) ?? hexadecimal(address)
  }

  private func hexadecimalBytes(_ length: Int, _ address: UInt64) -> String {
    memory.exactly(length, at: address).map { $0[...].asHexadecimalText } ?? hexadecimal(address)
  }

  /// As many members as there are bytes for; the last may be cut, and then its bytes are shown.
  private func part(of layout: StructureLayout, _ bytes: ArraySlice<UInt8>) -> String {
    let whole = text(layout, bytes)
    let cut = layout.fields.first { $0.offset < bytes.count && $0.offset + $0.type.size > bytes.count }
    guard let cut else { return whole }
    let rest = "\(cut.name)=\(bytes.dropFirst(cut.offset).asHexadecimalText)"
    return whole == "{}" ? "{\(rest)}" : "\(whole.dropLast()), \(rest)}"
  }
}

extension ArraySlice<UInt8> {
  /// `"\x01\x02"`, as strace shows bytes of which no member could be read.
  fileprivate var asHexadecimalText: String {
    "\"" + map { "\\x" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\""
  }
}
