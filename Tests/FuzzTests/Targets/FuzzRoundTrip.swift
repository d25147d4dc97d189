import LinuxABI

@testable import SyscallTable
@testable import Tracer

/// What is printed of a call can be typed: printed, read and printed again it is the same text, whatever stood in registers
/// and memory.
func fuzzRoundTrip(_ bytes: [UInt8]) {
  var input = FuzzInput(bytes)
  let row = input.row()
  let how = input.byte()
  var options = CallPrinter.Options()
  options.verbose = how & 1 != 0
  options.stringLimit = how & 2 != 0 ? 256 : 32
  options.names = how & 4 != 0
  var words = input.words(of: row, named: how & 16 != 0)
  let memory = Overlaid(base: HostileMemory(bytes: input.remainder()), contents: [])
  for (index, parameter) in row.parameters.enumerated() {
    switch parameter.type.resolved(words) {
    // Counts are kept small, so that what they count can be there.
    case .unsigned where how & 32 != 0: words[index] %= 30
    default: break
    }
  }
  // Where the kernel's answer takes the place of what was given, only a success shows it.
  let answers = row.parameters.contains { parameter in
    switch parameter.type.resolved(words) {
    case .pointer(.structure, .both), .pointer(.formatted, .both): true
    default: false
    }
  }
  let outcome: CallOutcome = answers ? .returned(0) : .failed(.badDescriptor)
  let text = CallPrinter(row, words, memory: memory, options: options).text(outcome, memory: memory)
  do throws(InputError) {
    guard let call = try TypedCall(text).encoded(row) else {
      return must(false, "\(text.debugDescription) is no call")
    }
    let overlaid = Overlaid(base: memory.base, contents: call.arena.contents)
    let again = CallPrinter(row, call.words, memory: overlaid, options: options).text(outcome, memory: overlaid)
    must(again == text, "printed:  \(text)\nand read: \(again)")
  } catch {
    must(text.contains("..."), "\(text.debugDescription) cannot be read: \(error.message)")
  }
}

/// `name(arguments) = result`, its arguments read.
private struct TypedCall {
  let arguments: [Expression]
  let nameRange: Range<Int>

  init(_ text: String) throws(InputError) {
    let bytes = Array(text.utf8)
    var tokens = try Lexer.tokens(bytes)[...]
    guard let head = tokens.popFirst() else {
      throw InputError("A line begins with a call.", at: 0..<bytes.count)
    }
    nameRange = head.range
    var parser = ExpressionParser(tokens, end: bytes.count)
    arguments = try parser.parenthesized().arguments
  }

  func encoded(_ row: Syscall) throws(InputError) -> EncodedCall? {
    var encoder = Encoder(
      row, table: .standard, resolver: Nobody(), arenaTop: 0x7fff_0000_0000, nameRange: nameRange)
    return try encoder.encode(arguments)
  }

  private struct Nobody: ValueResolver {
    func value(ofVariable name: String) -> UInt64? { nil }
    func process(named name: String) -> UInt64? { nil }
    var names: [String] { [] }
  }
}

/// Memory with what a call had placed over it.
private struct Overlaid: RemoteMemory {
  let base: HostileMemory
  let contents: [(address: UInt64, bytes: [UInt8])]

  func bytes(at address: UInt64, atMost count: Int) -> [UInt8] {
    for part in contents where address >= part.address && address - part.address <= UInt64(part.bytes.count) {
      let start = Int(address - part.address)
      let found = Array(part.bytes[start...].prefix(count))
      // Behind it memory goes on as it was.
      return found.count < count
        ? found + base.bytes(at: part.address + UInt64(part.bytes.count), atMost: count - found.count) : found
    }
    return base.bytes(at: address, atMost: count)
  }
}

/// The image of the vDSO, which a tracee may have overwritten.
func fuzzImages(_ bytes: [UInt8]) {
  for (name, _) in Vdso.functions(in: bytes) { must(name.utf8.count < bytes.count, "a name longer than the image") }
}
