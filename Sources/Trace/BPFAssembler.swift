import CLinux

/// Makes the words that `bpf(2)` loads out of lines with names for the places to jump to.
///
/// A word is the opcode in its lowest byte, then the destination and source registers (four bits each), the offset
/// (16 bits, signed) and the constant (32 bits, signed). Only loading a map takes two words; jumps count words.
enum BPFAssembler {
  /// A mistake in a program of ours.
  enum Mistake: Error, Equatable {
    case unknownLabel(String)
    case repeatedLabel(String)
    /// The label stands further away than an offset reaches.
    case tooFar(String)
  }

  static func assemble(_ lines: [BPFLine]) throws(Mistake) -> [UInt64] {
    var places: [String: Int] = [:]
    var place = 0
    for line in lines {
      if case .label(let name) = line {
        guard places.updateValue(place, forKey: name) == nil else { throw .repeatedLabel(name) }
      }
      place += line.length
    }
    var words: [UInt64] = []
    for line in lines {
      words += try line.words { name throws(Mistake) in
        guard let target = places[name] else { throw .unknownLabel(name) }
        // From the word after the jump.
        guard let offset = Int16(exactly: target - words.count - 1) else { throw .tooFar(name) }
        return offset
      }
    }
    return words
  }
}

extension BPFLine {
  fileprivate var length: Int {
    switch self {
    case .label: 0
    case .map: 2
    case .move, .arithmetic, .load, .store, .atomicAdd, .jump, .jumpIf, .call, .exit: 1
    }
  }

  fileprivate func words(
    _ offset: (String) throws(BPFAssembler.Mistake) -> Int16
  ) throws(BPFAssembler.Mistake) -> [UInt64] {
    switch self {
    case .label: []
    case .move(let to, let from): [word(BPF_ALU64 | BPF_MOV, to, 0, from)]
    case .arithmetic(let operation, let to, let from): [word(BPF_ALU64 | operation.code, to, 0, from)]
    case .load(let to, let size, let base, let offset):
      [word(BPF_LDX | BPF_MEM | size.code, to, offset, source: base.rawValue, constant: 0)]
    case .store(let size, let base, let offset, .register(let from)):
      [word(BPF_STX | BPF_MEM | size.code, base, offset, source: from.rawValue, constant: 0)]
    case .store(let size, let base, let offset, .constant(let value)):
      [word(BPF_ST | BPF_MEM | size.code, base, offset, source: 0, constant: value)]
    case .atomicAdd(let base, let offset, let from):
      [word(BPF_STX | BPF_ATOMIC | BPF_DW, base, offset, source: from.rawValue, constant: BPF_ADD)]
    case .map(let to, let descriptor):
      // The constant's upper half would follow in the second word.
      [
        word(
          BPF_LD | BPF_IMM | BPF_DW, to, 0, source: UInt8(BPF_PSEUDO_MAP_FD), constant: descriptor), 0,
      ]
    case .jump(let label): [word(BPF_JMP | BPF_JA, .r0, try offset(label), source: 0, constant: 0)]
    case .jumpIf(let left, let comparison, let right, let label):
      [word(BPF_JMP | comparison.code, left, try offset(label), right)]
    case .call(let helper):
      [word(BPF_JMP | BPF_CALL, .r0, 0, source: 0, constant: Int32(bitPattern: helper.rawValue))]
    case .exit: [word(BPF_JMP | BPF_EXIT, .r0, 0, source: 0, constant: 0)]
    }
  }
}

/// An instruction whose source is a register (BPF_X) or a constant (BPF_K).
private func word(_ code: Int32, _ to: BPFRegister, _ offset: Int16, _ from: BPFOperand) -> UInt64 {
  switch from {
  case .register(let register): word(code | BPF_X, to, offset, source: register.rawValue, constant: 0)
  case .constant(let value): word(code | BPF_K, to, offset, source: 0, constant: value)
  }
}

private func word(_ code: Int32, _ to: BPFRegister, _ offset: Int16, source: UInt8, constant: Int32) -> UInt64 {
  UInt64(code) | UInt64(to.rawValue) << 8 | UInt64(source) << 12 | UInt64(UInt16(bitPattern: offset)) << 16
    | UInt64(UInt32(bitPattern: constant)) << 32
}
