import SyscallTable
import Testing

@testable import Render

private struct Session: ValueResolver {
  func value(ofVariable name: String) -> UInt64? { name == "p" ? 0x7f50_0000_0000 : nil }
  func process(named name: String) -> UInt64? { name == "P2" ? 4243 : nil }
  let names = ["p", "P2"]
}

struct ExampleTests {
  @Test(arguments: SyscallTable.standard.rows.map(\.name))
  func `the example in help is understood when it is typed`(name: String) throws {
    let row = try #require(SyscallTable.standard[name])
    let line = CallExample.arguments(for: row).joined(separator: " ")
    var parser = ExpressionParser(try Lexer.tokens(Array(line.utf8))[...], end: line.utf8.count)
    let arguments = try parser.words(until: [])
    var encoder = Encoder(
      row, table: .standard, resolver: Session(), arenaTop: 0x7fff_0000_0000, nameRange: 0..<0)
    do {
      _ = try encoder.encode(arguments)
    } catch {
      Issue.record("\(CallExample.words(for: row)): \(error.message)")
    }
  }
}
