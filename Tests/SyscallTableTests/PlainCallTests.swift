import LinuxABI
import TestSupport
import Testing

@testable import SyscallTable

/// The short way to a call's text gives the same text as the long one.
@Suite struct PlainCallTests {
  private static let plain = SyscallTable.standard.rows.filter { PlainCall($0, options: .init()) != nil }.map(\.name)

  @Test func theCallsThatProgramsMakeMostAreAmongThem() {
    #expect(
      Set(Self.plain).isSuperset(of: [
        "read", "write", "close", "openat", "lseek", "mmap", "munmap", "mprotect", "brk", "pread64", "access",
      ]))
  }

  @Test(arguments: plain)
  func theTextIsThatOfTheCallPrinter(_ name: String) throws {
    let row = try #require(SyscallTable.standard[name])
    var generator = ArgumentGenerator(seed: UInt64(row.number) + 77)
    for round in 0..<300 {
      generator.fill(row)
      var options = CallPrinter.Options()
      options.stringLimit = round % 4 == 3 ? 200 : 32
      let plain = try #require(PlainCall(row, options: options))
      let words = generator.words + [UInt64](repeating: 0, count: 6 - generator.words.count)
      let value: Int64 = round % 3 == 0 ? -Int64(round % 130 + 1) : Int64(round % 50)
      let isError = value < 0
      let outcome: CallOutcome =
        isError ? .failed(Errno(rawValue: Int32(-value))) : .returned(UInt64(bitPattern: value))
      let printer = CallPrinter(row, words, memory: generator.memory, options: options)
      var text: [UInt8] = []
      let begun = plain.begin(words, memory: generator.memory, into: &text)
      #expect(String(decoding: text, as: UTF8.self) == printer.beginning)
      #expect((begun < row.parameters.count) == printer.hasMore)
      plain.finish(words, begun: begun, result: value, isError: isError, memory: generator.memory, into: &text)
      text += Array(" = ".utf8)
      plain.writeResult(value, isError: isError, into: &text)
      #expect(String(decoding: text, as: UTF8.self) == printer.text(outcome, memory: generator.memory))
    }
  }

  @Test(arguments: [0, 1, 9, 10, 99, 100, 12345, -1, -10, .min, .max] as [Int64])
  func numbersAreWritten(_ value: Int64) {
    var text: [UInt8] = []
    PlainCall.decimal(value, &text)
    #expect(String(decoding: text, as: UTF8.self) == String(value))
    text = []
    PlainCall.hexadecimal(UInt64(bitPattern: value), &text)
    #expect(String(decoding: text, as: UTF8.self) == hexadecimal(UInt64(bitPattern: value)))
  }

  @Test func everyByteIsEscapedAsByTheOtherWay() {
    for first in 0...255 {
      for second in [0, 0x30, 0x37, 0x38, 0x61, 0xff] {
        let bytes = [UInt8(first), UInt8(second)]
        var text: [UInt8] = []
        bytes.withUnsafeBytes { Escapes.quote($0, into: &text) }
        #expect(String(decoding: text, as: UTF8.self) == Escapes.quoted(bytes))
      }
    }
  }
}
