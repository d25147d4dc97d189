import LinuxABI
import SyscallTable

/// A seccomp filter (`man 2 seccomp`): a program of classic BPF that gets the call's number and arguments and answers what
/// becomes of it. The lab keeps those that its subjects have loaded, and asks them as the kernel does, because the kernel
/// does not say who refused a call.
struct SeccompFilter {
  private struct Instruction {
    let code: UInt16
    let whenTrue: UInt8
    let whenFalse: UInt8
    let operand: UInt32
  }

  private let program: [Instruction]

  /// Reads `struct sock_fprog` from memory (`include/uapi/linux/filter.h`).
  init?(at address: UInt64, in memory: some RemoteMemory) {
    guard let header = memory.exactly(16, at: address) else { return nil }
    let count = Int(header[0]) | Int(header[1]) << 8
    let start = header[8..<16].littleEndianWord
    guard count > 0, let bytes = memory.exactly(count * 8, at: start) else { return nil }
    program = (0..<count).map { index in
      let word = bytes[(index * 8)..<(index * 8 + 8)].littleEndianWord
      return Instruction(
        code: UInt16(truncatingIfNeeded: word), whenTrue: UInt8(truncatingIfNeeded: word >> 16),
        whenFalse: UInt8(truncatingIfNeeded: word >> 24), operand: UInt32(truncatingIfNeeded: word >> 32))
    }
  }

  /// What it answers to a call; nil for a program with instructions that are not understood here.
  func answer(number: Int, arguments: [UInt64], instructionPointer: UInt64 = 0) -> UInt32? {
    // struct seccomp_data: number, architecture (AUDIT_ARCH_X86_64), instruction pointer, six arguments.
    var data: [UInt32] = [UInt32(truncatingIfNeeded: number), 0xc000_003e]
    for word in [instructionPointer] + (0..<6).map({ arguments[safe: $0] ?? 0 }) {
      data += [UInt32(truncatingIfNeeded: word), UInt32(truncatingIfNeeded: word >> 32)]
    }
    var (accumulator, index, scratch): (UInt32, UInt32, [UInt32]) = (0, 0, Array(repeating: 0, count: 16))
    var counter = 0
    while let instruction = program[safe: counter] {
      counter += 1
      let operand = instruction.operand
      let source = instruction.code & 8 != 0 ? index : operand
      switch instruction.code {
      case 0x20:
        guard operand % 4 == 0, let word = data[safe: Int(operand / 4)] else { return nil }
        accumulator = word
      case 0x00: accumulator = operand
      case 0x01: index = operand
      case 0x80: accumulator = 64
      case 0x60, 0x61:
        guard let word = scratch[safe: Int(operand)] else { return nil }
        if instruction.code == 0x60 { accumulator = word } else { index = word }
      case 0x02, 0x03:
        guard scratch.indices.contains(Int(operand)) else { return nil }
        scratch[Int(operand)] = instruction.code == 0x02 ? accumulator : index
      case 0x07: index = accumulator
      case 0x87: accumulator = index
      case 0x06: return operand
      case 0x16: return accumulator
      case 0x05: counter += Int(operand)
      case 0x15, 0x1d: counter += Int(accumulator == source ? instruction.whenTrue : instruction.whenFalse)
      case 0x25, 0x2d: counter += Int(accumulator > source ? instruction.whenTrue : instruction.whenFalse)
      case 0x35, 0x3d: counter += Int(accumulator >= source ? instruction.whenTrue : instruction.whenFalse)
      case 0x45, 0x4d: counter += Int(accumulator & source != 0 ? instruction.whenTrue : instruction.whenFalse)
      case 0x04, 0x0c: accumulator &+= source
      case 0x14, 0x1c: accumulator &-= source
      case 0x44, 0x4c: accumulator |= source
      case 0x54, 0x5c: accumulator &= source
      case 0xa4, 0xac: accumulator ^= source
      case 0x64, 0x6c: accumulator = source < 32 ? accumulator << source : 0
      case 0x74, 0x7c: accumulator = source < 32 ? accumulator >> source : 0
      default: return nil
      }
    }
    return nil
  }
}

extension Signal {
  /// SIGSYS, by which a filter ends a process.
  static let badCall = Signal(rawValue: 31)
}

extension Lab {
  /// Keeps a filter that a call has just loaded: seccomp(SECCOMP_SET_MODE_FILTER), prctl(PR_SET_SECCOMP,
  /// SECCOMP_MODE_FILTER).
  func noteFilter(_ call: PendingCall, _ outcome: CallOutcome, _ subject: LabSubject) {
    guard case .returned = outcome else { return }
    let isFilter =
      call.row.number == 317 && call.words[safe: 0] == 1
      || call.row.number == 157 && call.words[safe: 0] == 22 && call.words[safe: 1] == 2
    guard isFilter, let address = call.words[safe: 2], let filter = SeccompFilter(at: address, in: subject) else {
      return
    }
    for member in threads(of: subject.process) where member === subject || (call.words[safe: 1] ?? 0) & 1 != 0 {
      member.filters.insert(filter, at: 0)
    }
  }

  /// The sentence for a call that a filter has ended its caller for.
  func filterReason(_ call: PendingCall, _ subject: LabSubject) -> String? {
    guard let answer = subject.filterAnswer(call.row.number, call.words),
      [0x8000_0000, 0, 0x3_0000].contains(answer & 0xffff_0000)
    else { return nil }
    return
      "A seccomp filter of \(subject.name) answers \(call.row.name) with SIGSYS. The kernel did not run the call."
  }
}

extension LabSubject {
  /// What its filters answer: of several answers the strictest counts, which is the least as a signed number.
  func filterAnswer(_ number: Int, _ words: [UInt64]) -> UInt32? {
    let answers = filters.map { $0.answer(number: number, arguments: words) }
    guard !answers.isEmpty, !answers.contains(nil) else { return nil }
    return answers.compactMap(\.self).min {
      Int32(bitPattern: $0 & 0xffff_0000) < Int32(bitPattern: $1 & 0xffff_0000)
    }
  }
}

extension Explanation {
  /// A refusal that a filter has made.
  func filterReason(_ errno: Errno) -> String? {
    guard let answer = subject.filterAnswer(row.number, words), answer & 0xffff_0000 == 0x5_0000,
      answer & 0xffff == UInt32(bitPattern: errno.rawValue)
    else { return nil }
    return
      "A seccomp filter of \(subject.name) answers \(row.name) with \(errno.name). The kernel did not look at the call any further."
  }
}
