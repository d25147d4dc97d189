import CLinux

/// One line of a BPF program as it is written here: an instruction (Documentation/bpf/standardization/instruction-set.rst
/// of the kernel), or a label that jumps name. `BPFAssembler` makes the words of them that the kernel loads.
enum BPFLine: Sendable {
  case label(String)
  /// A register gets a constant or another's content.
  case move(BPFRegister, BPFOperand)
  case arithmetic(BPFArithmetic, BPFRegister, BPFOperand)
  /// A register gets what stands in memory at base + offset, zero-extended.
  case load(BPFRegister, BPFSize, BPFRegister, Int16)
  /// What an operand holds goes to memory at base + offset.
  case store(BPFSize, BPFRegister, Int16, BPFOperand)
  /// Adds the register to the eight bytes at base + offset, at once for all CPUs.
  case atomicAdd(BPFRegister, Int16, BPFRegister)
  /// The register gets the map of this descriptor, as the map helpers want it.
  case map(BPFRegister, Int32)
  case jump(to: String)
  case jumpIf(BPFRegister, BPFComparison, BPFOperand, to: String)
  /// Calls a helper (`man 7 bpf-helpers`): r1 to r5 in and lost, r0 out.
  case call(bpf_func_id)
  case exit
}

/// r0 to r9, and the frame pointer r10, under which 512 bytes of stack lie.
enum BPFRegister: UInt8, Sendable {
  case r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, frame
}

/// A source: a register, or a constant that is sign-extended to 64 bits.
enum BPFOperand: Sendable, ExpressibleByIntegerLiteral {
  case register(BPFRegister)
  case constant(Int32)

  init(integerLiteral value: Int32) {
    self = .constant(value)
  }

  static let r0 = BPFOperand.register(.r0)
  static let r1 = BPFOperand.register(.r1)
  static let r6 = BPFOperand.register(.r6)
  static let r7 = BPFOperand.register(.r7)
  static let r8 = BPFOperand.register(.r8)
  static let r9 = BPFOperand.register(.r9)
  static let frame = BPFOperand.register(.frame)
}

enum BPFSize: Sendable {
  case word, doubleWord

  var code: Int32 {
    switch self {
    case .word: BPF_W
    case .doubleWord: BPF_DW
    }
  }
}

/// Arithmetic on 64 bits.
enum BPFArithmetic: Sendable {
  case add, subtract, and, shiftLeft, shiftRight

  var code: Int32 {
    switch self {
    case .add: BPF_ADD
    case .subtract: BPF_SUB
    case .and: BPF_AND
    case .shiftLeft: BPF_LSH
    case .shiftRight: BPF_RSH
    }
  }
}

/// Comparisons of 64 bits; less and greater are unsigned.
enum BPFComparison: Sendable {
  case equal, notEqual, less, greaterOrEqual

  var code: Int32 {
    switch self {
    case .equal: BPF_JEQ
    case .notEqual: BPF_JNE
    case .less: BPF_JLT
    case .greaterOrEqual: BPF_JGE
    }
  }
}
