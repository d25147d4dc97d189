import LinuxABI

/// `struct __user_cap_data_struct` (`man 2 capset`): three sets of capabilities. Since version 2 there are two of these
/// structures, the second with the upper 32 capabilities of each set; the version stands in another argument's memory.
struct CapabilitySets: PointeeFormat {
  /// The parameter that points to the header.
  let header: Int

  private static let members = ["effective", "permitted", "inheritable"]

  var noun: String { "a structure with sets of capabilities: {effective=1<<CAP_KILL, ...} or an address" }
  var example: String { "{effective=1<<CAP_KILL, permitted=1<<CAP_KILL, inheritable=0}" }
  var codecs: [WordCodec] { [.capabilities] }
  var records: [Record] { [] }
  func size(_ words: [UInt64]) -> UInt64 { 24 }

  func text<Memory: RemoteMemory>(
    _ printer: ValuePrinter<Memory>, _ address: UInt64, _ direction: Direction
  ) -> String? {
    guard let version = printer.memory.exactly(4, at: printer.words[header]) else { return nil }
    let halves: Int
    switch version[...].littleEndianWord {
    case 0x1998_0330: halves = 1
    case 0x2007_1026, 0x2008_0522: halves = 2
    default: return nil
    }
    guard let bytes = printer.memory.exactly(halves * 12, at: address) else { return nil }
    let sets = Self.members.enumerated().map { index, name in
      let parts = (0..<halves).map { half in
        bytes[(half * 12 + index * 4)..<(half * 12 + index * 4 + 4)].littleEndianWord << UInt64(half * 32)
      }
      return "\(name)=\(Self.text(parts.reduce(0, |)))"
    }
    return "{\(sets.joined(separator: ", "))}"
  }

  /// `1<<CAP_CHOWN|1<<CAP_KILL`; bits that no capability has follow as a number.
  private static func text(_ set: UInt64) -> String {
    var rest = set
    var parts: [String] = []
    for capability in WordCodec.capabilities.constants where rest >> capability.value & 1 != 0 {
      parts.append("1<<\(capability.name)")
      rest &= ~(1 << capability.value)
    }
    if rest != 0 { parts.append("\(hexadecimal(rest)) /* CAP_??? */") }
    return parts.isEmpty ? "0" : parts.joined(separator: "|")
  }

  func place(
    _ expression: Expression, _ encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw wrong(expression, name, encoder.row) }
    var bytes = [UInt8](repeating: 0, count: 24)
    for (index, member) in members.enumerated() {
      guard let place = member.name.map(Self.members.firstIndex(of:)) ?? index, place < 3 else {
        throw InputError(
          "\(name) has no such member.", at: member.range, advice: "It has effective, permitted and inheritable.")
      }
      let set = try encoder.evaluation.word(member.value, codec: .capabilities).littleEndianBytes
      bytes.replaceSubrange((place * 4)..<(place * 4 + 4), with: set[..<4])
      bytes.replaceSubrange((place * 4 + 12)..<(place * 4 + 16), with: set[4...])
    }
    return try encoder.put(bytes, expression, name)
  }
}
