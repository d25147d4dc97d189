import LinuxABI
import TestSupport
import Testing

@testable import SyscallTable

/// Names with fixed values.
struct FixedNames: ValueResolver {
  var variables: [String: UInt64] = ["fd": 3, "p": 0x1000_0000, "w": 5, "far": 0x7f00_0000_1000]
  var processes: [String: UInt64] = ["P1": 100, "P2": 200]

  func value(ofVariable name: String) -> UInt64? { variables[name] }
  func process(named name: String) -> UInt64? { processes[name] }
  var names: [String] { (Array(variables.keys) + processes.keys).sorted() }
}

/// Memory made of pages of 4096 bytes; what no page holds cannot be read.
struct PagedMemory: RemoteMemory {
  private var pages: [UInt64: [UInt8]] = [:]
  /// No honest caller asks for more at once.
  static let mostAtOnce = 1 << 20

  init(_ contents: [(address: UInt64, bytes: [UInt8])] = []) {
    for (address, bytes) in contents { write(bytes, at: address) }
  }

  mutating func write(_ bytes: [UInt8], at address: UInt64) {
    for (index, byte) in bytes.enumerated() {
      let place = address &+ UInt64(index)
      pages[place >> 12, default: [UInt8](repeating: 0, count: 4096)][Int(place & 4095)] = byte
    }
  }

  func overlaid(with contents: [(address: UInt64, bytes: [UInt8])]) -> PagedMemory {
    var all = self
    for (address, bytes) in contents { all.write(bytes, at: address) }
    return all
  }

  func bytes(at address: UInt64, atMost count: Int) -> [UInt8] {
    #expect((0...Self.mostAtOnce).contains(count), "\(count) bytes were asked for")
    var result: [UInt8] = []
    var place = address
    while result.count < min(count, Self.mostAtOnce), let page = pages[place >> 12] {
      let start = Int(place & 4095)
      let part = page[start..<min(4096, start + count - result.count)]
      result += part
      let (next, wrapped) = place.addingReportingOverflow(UInt64(part.count))
      if wrapped { break }
      place = next
    }
    return result
  }
}

extension SeededGenerator {
  /// True once in `outOf` times.
  mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &self) == 0 }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

/// A line of one call in either spelling, as far as the tests of the table need it; the shell has its own grammar.
struct TypedLine {
  static let arenaTop: UInt64 = 0x7fff_0000_0000

  let row: Syscall
  let arguments: [Expression]
  /// The text after `=`.
  let expectation: String?
  let nameRange: Range<Int>

  init(_ line: [UInt8]) throws(InputError) {
    var tokens = try Lexer.tokens(line)[...]
    guard let head = tokens.popFirst(), case .name(let name) = head.kind else {
      throw InputError("A line begins with a call.", at: 0..<line.count)
    }
    guard let row = SyscallTable.standard.lookUp(name)?.row else {
      throw InputError("There is no call named \(name).", at: head.range)
    }
    var parser = ExpressionParser(tokens, end: line.count)
    if let opening = tokens.first, opening.kind == .symbol("("), !opening.spaced {
      arguments = try parser.parenthesized().arguments
    } else {
      arguments = try parser.words(until: ["="])
    }
    if let rest = parser.tokens.first {
      guard rest.kind == .symbol("=") else { throw InputError("The call ends before this.", at: rest.range) }
      expectation = String(decoding: line[rest.range.upperBound...], as: UTF8.self)
    } else {
      expectation = nil
    }
    self.row = row
    nameRange = head.range
  }

  func encoded(_ names: FixedNames = FixedNames()) throws(InputError) -> EncodedCall {
    var encoder = Encoder(
      row, table: .standard, resolver: names, arenaTop: Self.arenaTop, nameRange: nameRange)
    return try encoder.encode(arguments)
  }
}

func encode(_ line: String) throws(InputError) -> EncodedCall {
  try TypedLine(Array(line.utf8)).encoded()
}

extension EncodedCall {
  var memory: PagedMemory { PagedMemory(arena.contents) }

  /// The text that is placed at the address in argument `index`.
  func placed(_ index: Int) -> [UInt8]? {
    arena.contents.first { $0.address == words[index] }?.bytes
  }

  func text(_ outcome: CallOutcome = .returned(0)) -> String {
    CallPrinter(row, words, memory: memory).text(outcome, memory: memory)
  }
}

/// Records an issue unless `body` fails with an `InputError`, and gives that.
func inputError(_ line: String, _ body: () throws(InputError) -> Void) -> InputError? {
  do {
    try body()
    Issue.record("\(line) is no mistake")
    return nil
  } catch {
    #expect(0 <= error.range.lowerBound && error.range.upperBound <= line.utf8.count, "\(line): \(error)")
    #expect(!error.message.isEmpty && error.message.hasSuffix("."), "\(error.message)")
    return error
  }
}

/// The part of `line` that an error is about.
func part(_ line: String, _ error: InputError) -> String {
  String(decoding: Array(line.utf8)[error.range], as: UTF8.self)
}
