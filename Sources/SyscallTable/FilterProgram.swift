import LinuxABI

/// `struct sock_fprog` (`linux/filter.h`): a program of classic BPF, which decides about calls or packets. Instructions
/// are written with the macros of that header, and only where everything is asked for; the program's address stands for
/// them otherwise.
struct FilterProgram: PointeeFormat {
  var noun: String {
    "a sock_fprog structure: {len=1, filter=[BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)]} or an address"
  }
  var example: String { "{len=1, filter=[BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)]}" }
  var codecs: [WordCodec] {
    [
      .filterActions, .filterClasses, .filterSizes, .filterModesOfLoad, .filterArithmetic, .filterJumps, .filterSources,
      .filterReturns, .filterMoves,
    ]
  }
  var records: [Record] { [] }
  func size(_ words: [UInt64]) -> UInt64 { 16 }

  // MARK: Printing

  func text<Memory: RemoteMemory>(
    _ printer: ValuePrinter<Memory>, _ address: UInt64, _ direction: Direction
  ) -> String? {
    guard let bytes = printer.memory.exactly(16, at: address) else { return nil }
    let count = bytes[..<2].littleEndianWord
    let program = bytes[8...].littleEndianWord
    let listed = printer.options.verbose ? instructions(count, at: program, printer) : nil
    return "{len=\(count), filter=\(listed ?? (program == 0 ? "NULL" : hexadecimal(program)))}"
  }

  private func instructions<Memory: RemoteMemory>(
    _ count: UInt64, at address: UInt64, _ printer: ValuePrinter<Memory>
  ) -> String? {
    // BPF_MAXINSNS
    let shown = Int(min(count, 4096))
    guard address != 0, let bytes = printer.memory.exactly(shown * 8, at: address) else { return nil }
    var parts = (0..<shown).map { Self.text(bytes[($0 * 8)..<($0 * 8 + 8)].littleEndianWord) }
    if count > 4096 { parts.append("...") }
    return "[\(parts.joined(separator: ", "))]"
  }

  /// One instruction: 16 bits of code, 8 each for the jumps if true and if false, 32 of operand.
  private static func text(_ instruction: UInt64) -> String {
    let code = instruction & 0xffff
    let operand = instruction >> 32
    let isReturn = code & 7 == 6
    let value = isReturn ? returned(operand) : hexadecimal(operand)
    let jumps = instruction >> 16 & 0xffff
    if jumps == 0 { return "BPF_STMT(\(text(ofCode: code)), \(value))" }
    return "BPF_JUMP(\(text(ofCode: code)), \(value), \(hexadecimal(jumps & 0xff)), \(hexadecimal(jumps >> 8)))"
  }

  private static func returned(_ value: UInt64) -> String {
    let action = WordCodec.filterActions.commented(value & 0xffff_0000)
    return value & 0xffff == 0 ? action : "\(action)|\(hexadecimal(value & 0xffff))"
  }

  private static func text(ofCode code: UInt64) -> String {
    var parts: [String] = []
    var rest = code
    func take(_ mask: UInt64, _ codec: WordCodec) {
      let part = code & mask
      parts.append(codec.constants.first { $0.value == part }?.name ?? "\(hexadecimal(part)) /* BPF_??? */")
      rest &= ~mask
    }
    take(0x07, .filterClasses)
    switch code & 7 {
    case 0, 1:
      take(0x18, .filterSizes)
      take(0xe0, .filterModesOfLoad)
    case 4:
      take(0x08, .filterSources)
      take(0xf0, .filterArithmetic)
    case 5:
      take(0x08, .filterSources)
      take(0xf0, .filterJumps)
    case 6: take(0x18, .filterReturns)
    case 7: take(0xf8, .filterMoves)
    default: break
    }
    if rest != 0 { parts.append("\(hexadecimal(rest)) /* BPF_??? */") }
    return parts.joined(separator: "|")
  }

  // MARK: Reading

  func place(
    _ expression: Expression, _ encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw wrong(expression, name, encoder.row) }
    var count: UInt64?
    var program: UInt64 = 0
    for (index, member) in members.enumerated() {
      switch member.name ?? (index == 0 ? "len" : "filter") {
      case "len":
        count = try encoder.fitting(
          try encoder.evaluation.word(member.value), 16, member.value, "len",
          advice: "A program has at most 4096 instructions.")
      case "filter":
        guard case .array(let instructions) = member.value.kind else {
          program = try encoder.evaluation.word(member.value)
          continue
        }
        var bytes: [UInt8] = []
        for instruction in instructions { bytes += try self.instruction(instruction, encoder).littleEndianBytes }
        program = try encoder.put(bytes, member.value, "filter").address
        count = count ?? UInt64(instructions.count)
      default:
        throw InputError("\(name) has no such member.", at: member.range, advice: "It has len and filter.")
      }
    }
    return try encoder.put(((count ?? 0) & 0xffff).littleEndianBytes + program.littleEndianBytes, expression, name)
  }

  private func instruction(_ expression: Expression, _ encoder: Encoder) throws(InputError) -> UInt64 {
    if case .string([], elided: true) = expression.kind { throw .cut(expression) }
    let parts: [Expression]
    switch expression.kind {
    case .call("BPF_STMT", let given) where given.count == 2: parts = given
    case .call("BPF_JUMP", let given) where given.count == 4: parts = given
    default:
      throw InputError(
        "An instruction is BPF_STMT(code, k) or BPF_JUMP(code, k, jump if true, jump if false).", at: expression.range)
    }
    var word: UInt64 = 0
    for (part, (shift, width)) in zip(parts, [(0, 16), (32, 32), (16, 8), (24, 8)]) {
      let value = try encoder.fitting(
        try encoder.evaluation.word(part), width, part, "This part", advice: "Jumps reach 255 instructions ahead.")
      word |= (value & (1 << UInt64(width) - 1)) << UInt64(shift)
    }
    return word
  }
}
