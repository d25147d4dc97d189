import Foundation
import LinuxABI
import TestSupport
import Testing

@testable import SyscallTable

/// Whatever is typed, and whatever a process's memory holds, nothing traps.
struct FuzzTests {
  /// Reads and encodes `line` for `row` and for the call that it names. Every failure is an `InputError` about a part of
  /// the line; how far it came is the result: 0 not read, 1 read, 2 encoded.
  private func follow(_ line: [UInt8], _ row: Syscall) -> Int {
    var reached = 0
    do throws(InputError) {
      var parser = ExpressionParser(try Lexer.tokens(line)[...], end: line.count)
      let arguments = try parser.words(until: ["="])
      reached = 1
      var encoder = Encoder(row, table: .standard, resolver: FixedNames(), arenaTop: 1 << 40, nameRange: 0..<line.count)
      let call = try encoder.encode(arguments)
      reached = 2
      #expect(call.words.count == row.parameters.count)
      #expect(call.arena.used <= Arena.limit)
      _ = call.text()
    } catch {
      check(error, line)
    }
    do throws(InputError) {
      let typed = try TypedLine(line)
      reached = max(reached, 1)
      let call = try typed.encoded()
      reached = 2
      _ = call.text()
      if let text = typed.expectation { _ = SyscallTableTests.expectation(text) }
    } catch {
      check(error, line)
    }
    return reached
  }

  private func check(_ error: InputError, _ line: [UInt8]) {
    if error.range.lowerBound < 0 || error.range.upperBound > line.count || error.message.isEmpty {
      Issue.record("\(error) in \(line)")
    }
    if error.message.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
      Issue.record("\(error) could act on a terminal")
    }
  }

  @Test func randomBytesAreRefusedOrRead() {
    var random = SeededGenerator(state: 42)
    let alphabet = Array("()[]{},;:=$|&+-*<>~./\"\\#' \tabPO_x0189".utf8)
    for round in 0..<5000 {
      let length = Int.random(in: 0...80, using: &random)
      let line =
        round % 2 == 0
        ? random.bytes(length) : (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      guard let row = SyscallTable.standard.rows.randomElement(using: &random) else { continue }
      _ = follow(line, row)
    }
  }

  @Test func changedLinesAreRefusedOrRead() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let log = try String(contentsOf: folder.appending(path: "Fixtures/programs.strace"), encoding: .utf8)
    let lines = log.split(separator: "\n").map { Array($0.utf8) }
    let pieces = [
      "((((", "----", "[[[[", "{{{{", "...", "\"", "\\x", "0xffffffffffffffff", "-1", "1<<63", ",", "/*", "é", "|",
    ]
    var random = SeededGenerator(state: 43)
    var reached = [0, 0, 0]
    for _ in 0..<5000 {
      guard var line = lines.randomElement(using: &random),
        let row = SyscallTable.standard.rows.randomElement(using: &random)
      else { continue }
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        let place = Int.random(in: 0...line.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: line.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 1: line.removeSubrange(place..<min(line.count, place + Int.random(in: 0...5, using: &random)))
        case 2: line.insert(contentsOf: Array((pieces.randomElement(using: &random) ?? "").utf8), at: place)
        default: line += lines.randomElement(using: &random)?.prefix(place) ?? []
        }
      }
      reached[follow(line, row)] += 1
    }
    #expect(reached.allSatisfy { $0 > 250 }, "\(reached)")
  }

  /// Memory that is readable everywhere and full of noise, or cut off after some bytes.
  private struct Noise: RemoteMemory {
    let seed: UInt64
    let most: Int

    func bytes(at address: UInt64, atMost count: Int) -> [UInt8] {
      #expect((0...PagedMemory.mostAtOnce).contains(count), "\(count) bytes were asked for")
      var random = SeededGenerator(state: seed &+ address)
      let extreme: [UInt8] = seed % 2 == 0 ? [0xff, 0, 0x7f, 0x80] : []
      let size = min(count, most, 1 << 16)
      // Eight bytes of each random word: one word a byte made this the slowest test of all.
      return [UInt8](unsafeUninitializedCapacity: size) { buffer, initialized in
        var word: UInt64 = 0
        for index in 0..<size {
          word = index % 8 == 0 ? random.next() : word >> 8
          let byte = UInt8(truncatingIfNeeded: word)
          buffer[index] = extreme.isEmpty ? byte : extreme[Int(byte & 3)]
        }
        initialized = size
      }
    }
  }

  @Test(arguments: SyscallTable.standard.rows.map(\.name))
  func hostileRegistersAndMemoryArePrinted(name: String) throws {
    let row = try #require(SyscallTable.standard[name])
    let extremes: [UInt64] = [
      0, 1, 2, 8, 31, 33, 4095, 4096, 4097, 1 << 20, 1 << 31, 1 << 32, 0xffff_ffff, 1 << 63, (1 << 63) - 1, .max,
      .max - 1,
      .max - 4095, 0x7ff8_0000_0000_0000, 0xfff8_0000_0000_0000,
    ]
    var random = SeededGenerator(state: UInt64(row.number))
    for round in 0..<60 {
      var words = row.parameters.map { parameter -> UInt64 in
        if case .word(let codec, _) = parameter.type, round % 3 != 0 {
          return codec.constants.randomElement(using: &random)?.value ?? 0
        }
        return extremes.randomElement(using: &random) ?? 0
      }
      if round % 10 == 9 { words.removeLast(min(words.count, 2)) }
      let memory = Noise(seed: random.next(), most: [0, 1, 3, 16, 40, 1 << 16].randomElement(using: &random) ?? 0)
      var options = CallPrinter.Options()
      options.verbose = round % 2 == 0
      options.stringLimit = [-5, 0, 1, 32, 4096, Int.max].randomElement(using: &random) ?? 32
      let result = extremes.randomElement(using: &random) ?? 0
      let printer = CallPrinter(row, words, memory: memory, options: options)
      #expect(printer.beginning.hasPrefix("\(name)("))
      #expect(!printer.beginning.contains(", ,"))
      let outcomes: [CallOutcome] = [
        .returned(result), .failed(.badAddress), .failed(Errno(rawValue: 4095)), .blocked, .killed(.kill), .exited(-1),
        .replaced,
      ]
      for outcome in outcomes {
        #expect(printer.text(outcome, memory: memory).utf8.count < 8 << 20)
      }
    }
  }

  @Test func anyBytesAreDirectoryEntriesOrNone() {
    var random = SeededGenerator(state: 9)
    for _ in 0..<2000 {
      let bytes = random.bytes(Int.random(in: 0...200, using: &random))
      for entry in DirectoryEntry.all(in: bytes) { #expect(entry.name.count < bytes.count && !entry.text.isEmpty) }
    }
    // A length of zero would never end, and one beyond the buffer would read what is not there.
    for length in [0, 1, 18, 19, 41, 0xffff] {
      var bytes = [UInt8](repeating: 65, count: 40)
      bytes[16] = UInt8(length & 0xff)
      bytes[17] = UInt8(length >> 8)
      #expect(DirectoryEntry.all(in: bytes).isEmpty)
    }
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00+0000"), (-1, "1969-12-31T23:59:59+0000"), (951_782_400, "2000-02-29T00:00:00+0000"),
      (253_402_300_799, "9999-12-31T23:59:59+0000"), (.max, "beyond the year 9999"), (.min, "beyond the year 9999"),
      (4_107_542_400, "2100-03-01T00:00:00+0000"),
    ] as [(Int64, String)])
  func datesAreThoseOfTheCalendar(seconds: Int64, text: String) {
    #expect(CalendarDate(seconds).text == text)
  }
}
