import LinuxABI

@testable import SyscallTable

/// Memory that repeats some bytes for ever, ends where it likes, and has holes.
struct HostileMemory: RemoteMemory {
  let bytes: [UInt8]
  /// No more than this is read at once.
  var most = 1 << 16

  func bytes(at address: UInt64, atMost count: Int) -> [UInt8] {
    must(count >= 0 && count <= 1 << 20, "\(count) bytes are asked for")
    guard !bytes.isEmpty, address >> 12 % 7 != 3 else { return [] }
    let start = Int(address % UInt64(bytes.count))
    var found = Array(bytes[start...].prefix(min(count, most)))
    // Whole copies, where a byte at a time would take most of a run.
    while found.count < min(count, most) { found += bytes.prefix(min(count, most) - found.count) }
    return found
  }
}

extension FuzzInput {
  /// Any row of the table.
  mutating func row() -> Syscall {
    let rows = SyscallTable.standard.rows
    return rows[Int(UInt16(byte()) | UInt16(byte()) << 8) % rows.count]
  }

  /// Any registers. `named`: those that have constants hold one, so that what depends on a command or a family is reached.
  mutating func words(of row: Syscall, named: Bool) -> [UInt64] {
    row.parameters.map { parameter in
      let word = word()
      guard case .word(let codec, _) = parameter.type, named, !codec.constants.isEmpty else { return word }
      return codec.constants[Int(word % UInt64(codec.constants.count))].value
    }
  }
}

/// A call of any row, with any registers and any memory, printed as strace would.
func fuzzPrinters(_ bytes: [UInt8]) {
  var input = FuzzInput(bytes)
  let row = input.row()
  let how = input.byte()
  var options = CallPrinter.Options()
  options.verbose = how & 1 != 0
  options.stringLimit = [32, 0, 1, 4096, -1, Int.max, 7, 256][Int(how >> 1) & 7]
  let words = input.words(of: row, named: how & 16 != 0)
  let result = input.word()
  var memory = HostileMemory(bytes: input.remainder())
  if how & 32 != 0 { memory.most = Int(how >> 6) * 13 }
  let printer = CallPrinter(row, words, memory: memory, options: options)
  mustBeHarmless(printer.beginning)
  for outcome in [CallOutcome.returned(result), .failed(Errno(rawValue: Int32(result & 4095))), .blocked] {
    let text = printer.text(outcome, memory: memory)
    mustBeHarmless(text)
    must(text.utf8.count < 8 << 20, "\(text.utf8.count) bytes for a call of \(row.name)")
  }
}

/// A line of any program's log, said in a sentence.
func fuzzExplain(_ bytes: [UInt8]) {
  for text in String(decoding: bytes, as: UTF8.self).split(separator: "\n").prefix(100) {
    guard let line = CallLine(text) else { continue }
    let sentence = CallExplainer(line) { "fd \($0)" }.sentence
    must(sentence.utf8.count < 64 << 10 + 4 * text.utf8.count, "\(sentence.utf8.count) bytes about \(text.utf8.count)")
  }
}
