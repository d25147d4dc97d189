import LinuxABI
import TestSupport
import Testing

@testable import SyscallTable

/// What is printed can be typed: printed, read and printed again, a call is the same text.
struct RoundTripTests {
  /// Whether the kernel's answer takes the place of what was given (F_GETLK), so that only a success shows it.
  private func answersInPlace(_ row: Syscall, _ words: [UInt64]) -> Bool {
    row.parameters.contains { parameter in
      switch parameter.type.resolved(words) {
      case .pointer(.structure, .both), .pointer(.formatted, .both): return true
      default: break
      }
      return false
    }
  }

  @Test(arguments: SyscallTable.standard.rows.map(\.name))
  func everyCallIsTheSameAfterReadingWhatWasPrinted(name: String) throws {
    // `lookUp` gives a call's alias instead where there is one of the same name: exit is exit_group.
    let row = try #require(SyscallTable.standard[name])
    var generator = ArgumentGenerator(seed: UInt64(row.number) + 1)
    var read = 0
    for round in 0..<200 {
      generator.fill(row)
      var options = CallPrinter.Options()
      options.verbose = round % 2 == 1
      options.stringLimit = round % 4 == 3 ? 4096 : 32
      options.names = round % 5 == 4
      let outcome: CallOutcome = answersInPlace(row, generator.words) ? .returned(0) : .failed(.badDescriptor)
      let printer = CallPrinter(row, generator.words, memory: generator.memory, options: options)
      let text = printer.text(outcome, memory: generator.memory)
      do {
        let typed = try TypedLine(Array(text.utf8))
        var encoder = Encoder(
          row, table: .standard, resolver: FixedNames(), arenaTop: TypedLine.arenaTop, nameRange: typed.nameRange)
        let call = try encoder.encode(typed.arguments)
        // An environment prints as its address, which still has to hold it.
        let memory = generator.memory.overlaid(with: call.arena.contents)
        let again = CallPrinter(row, call.words, memory: memory, options: options).text(outcome, memory: memory)
        #expect(again == text)
        read += 1
      } catch {
        // What was cut cannot be read; everything else can.
        #expect(error.message.hasPrefix("This was cut short"), "\(text)\n\(error)")
        #expect(text.contains("..."), "\(text)")
      }
    }
    #expect(read > 100, "\(read)")
  }

  @Test func everyWordOfEveryFamilyIsTheSameAfterReadingItsText() throws {
    let evaluation = Evaluation(resolver: FixedNames(), table: .standard)
    let codecs = SyscallTable.standard.rows.flatMap(\.parameters).flatMap(\.type.codecs)
    var random = SeededGenerator(state: 5)
    var seen: Set<String> = []
    for codec in codecs where seen.insert(codec.noun + codec.zero).inserted {
      for round in 0..<300 {
        var word = codec.constants.shuffled(using: &random).prefix(round % 6).reduce(UInt64(0)) { $0 | $1.value }
        if round % 3 == 2 { word |= random.next() & random.next() & random.next() }
        if round % 7 == 0 { word = random.next() }
        let text = codec.text(word)
        var parser = ExpressionParser(try Lexer.tokens(Array(text.utf8))[...], end: text.utf8.count)
        let expressions = try parser.words(until: [])
        #expect(expressions.count == 1)
        for expression in expressions {
          #expect(try evaluation.word(expression, codec: codec) == word, "\(codec.noun) \(text)")
        }
      }
    }
    #expect(seen.count > 30)
  }

  @Test(
    arguments: [
      (#"open("x", O_RDONLY|0x40000000)"#, 1, 0x4000_0000),
      ("mmap(NULL, 1, PROT_READ|0x100, 0x8000000000000002, -1, 0)", 2, 0x101),
      ("mmap(NULL, 1, PROT_READ, MAP_PRIVATE|0x8000000000000000, -1, 0)", 3, 1 << 63 | 2),
      ("lseek(3, 0, 0x9 /* SEEK_??? */)", 2, 9), ("fcntl(3, 0x309 /* F_??? */, 0x5)", 1, 0x309),
    ] as [(String, Int, UInt64)])
  func unknownBitsSurvive(line: String, index: Int, word: UInt64) throws {
    let call = try encode(line)
    #expect(call.words[index] == word)
    if !line.hasPrefix("mmap") { #expect(call.text(.blocked) == line + " = blocked") }
  }
}
