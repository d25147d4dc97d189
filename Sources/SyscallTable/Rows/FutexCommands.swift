import LinuxABI

/// The operations of futex: what its arguments are for each.
enum FutexCommands {
  private static let timed: Set<UInt64> = [0, 6, 9, 11, 13]
  private static let withoutValue: Set<UInt64> = [6, 7, 8, 13]
  /// REQUEUE, CMP_REQUEUE, WAKE_OP and CMP_REQUEUE_PI give a second count where others have a timeout.
  private static let counted: Set<UInt64> = [3, 4, 5, 12]

  /// By operation, whether private or shared and whichever the clock.
  private static func selected(_ type: (UInt64) -> ArgumentType) -> ArgumentType {
    var cases: [UInt64: ArgumentType] = [:]
    for constant in WordCodec.futexOperations.fields.flatMap(\.values) {
      cases[constant.value] = type(constant.value & 0x7f)
      cases[constant.value | 0x100] = type(constant.value & 0x7f)
    }
    return .selected(byParameter: 1, cases, otherwise: .hexadecimal)
  }

  static let value = selected { withoutValue.contains($0) ? .absent : .unsigned(bits: 32) }
  static let timeout = selected { operation in
    if timed.contains(operation) { return .pointer(.structure(.timespec), .input) }
    return counted.contains(operation) ? .unsigned(bits: 32) : .absent
  }
  static let second = selected { counted.contains($0) || $0 == 11 ? .address : .absent }
  static let third = selected { operation in
    switch operation {
    case 4, 12: .unsigned(bits: 32)
    case 5: .hexadecimal
    case 9, 10: .word(.futexBits)
    default: .absent
    }
  }
}
