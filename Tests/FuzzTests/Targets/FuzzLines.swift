import LinuxABI
import SyscallTable

@testable import Shell

/// What is typed: the grammar, and the encoder for every call in the line.
func fuzzLine(_ bytes: [UInt8]) {
  let line = String(decoding: bytes, as: UTF8.self)
  let count = line.utf8.count
  let grammar = LineGrammar(table: .standard, commands: Command.shapes)
  do throws(InputError) {
    for (statement, text) in try grammar.parts(line) {
      // A statement's own text says the same: that is what undo and save keep.
      do throws(InputError) {
        let again = try grammar.parts(text)
        must(again.count == 1 && again[0].text == text, "\(text.debugDescription) reads as \(again.map(\.text))")
      } catch {
        must(false, "\(text.debugDescription) was read, and then \(error.message)")
      }
      if case .call(let call) = statement { encode(call, count) }
    }
  } catch {
    mustBeSensible(error, count)
  }
}

private func encode(_ call: CallStatement, _ count: Int) {
  guard let row = SyscallTable.standard.lookUp(call.name)?.row else { return }
  do throws(InputError) {
    var encoder = Encoder(
      row, table: .standard, resolver: FixedValues(), arenaTop: 1 << 40, nameRange: call.nameRange)
    let encoded = try encoder.encode(call.arguments)
    must(encoded.words.count == row.parameters.count, "\(encoded.words.count) words for \(row.name)")
    must(encoded.arena.used <= Arena.limit, "\(encoded.arena.used) bytes of arguments")
    mustBeHarmless(CallPrinter(row, encoded.words, memory: HostileMemory(bytes: [])).beginning)
  } catch {
    mustBeSensible(error, count)
  }
}

private struct FixedValues: ValueResolver {
  func value(ofVariable name: String) -> UInt64? { ["fd": 3, "p": 0x1000_0000, "f0": 3, "far": .max][name] }
  func process(named name: String) -> UInt64? { ["P1": 100, "P2": 200][name] }
  var names: [String] { ["fd", "p", "f0", "far", "P1", "P2"] }
}

/// A log of strace that is pasted: lines put together, taken apart, and their numbers made those of the session.
func fuzzStrace(_ bytes: [UInt8]) {
  var log = PastedLog()
  log.begin()
  log.program = 1000
  log.bind(descriptor: 3, to: 7)
  log.bind(address: 0x7f00_0000_0000, length: 8192, to: 0x7e00_0000_0000)
  log.bind(process: 1001, to: 4242)
  let grammar = LineGrammar(table: .standard, commands: Command.shapes)
  for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).prefix(
    200)
  {
    guard let whole = log.whole(String(line)) else { continue }
    do throws(InputError) {
      for statement in try grammar.statements(whole) {
        guard case .call(let call) = statement, let row = SyscallTable.standard.lookUp(call.name)?.row else { continue }
        var numbers = LogNumbers(log, row)
        let arguments = numbers.arguments(call.arguments, failsWithFault: bytes.count % 2 == 0)
        must(arguments.count == call.arguments.count, "\(arguments.count) arguments for \(call.arguments.count)")
      }
    } catch {
      mustBeSensible(error, whole.utf8.count)
    }
    while log.takeReleased() != nil {}
  }
}
