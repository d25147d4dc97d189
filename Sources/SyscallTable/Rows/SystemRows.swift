import LinuxABI

/// Rows for privileges, tracing, the placement of memory, keys, security and the kernel's own administration.
let systemRows: [Syscall] =
  privilegeRows + prioritiesRows + tracingRows + administrationRows + obsoleteRows + placementRows + barrierRows
  + keyRows + securityRows + eventRows

extension Parameter {
  /// A text that the kernel reads.
  static func text(_ name: String, _ meaning: String, _ fallback: Fallback = .required) -> Parameter {
    Parameter(name, .pointer(.string, .input), fallback, meaning)
  }

  /// Flags of which none is known, 0 when left out.
  static let noFlags = Parameter("flags", .hexadecimal, .value(0), "0: there are none yet")
}

/// One type for each value of an enumeration that another parameter holds.
func byEach(
  of codec: WordCodec, at parameter: Int, otherwise: ArgumentType = .hexadecimal, _ type: (String) -> ArgumentType
) -> ArgumentType {
  let cases = codec.fields.flatMap(\.values).map { ($0.value, type($0.name)) }
  return .selected(byParameter: parameter, Dictionary(uniqueKeysWithValues: cases), otherwise: otherwise)
}
