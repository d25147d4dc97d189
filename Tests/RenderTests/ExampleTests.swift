import SyscallTable
import Testing

@testable import Render

private struct Session: ValueResolver {
  func value(ofVariable name: String) -> UInt64? { name == "p" ? 0x7f50_0000_0000 : nil }
  func process(named name: String) -> UInt64? { name == "P2" ? 4243 : nil }
  let names = ["p", "P2"]
}

/// The example lines of help.
struct ExampleTests {
  @Test(arguments: [
    "r, w = pipe", "p = mremap p PAGE 2*PAGE", "copy_file_range 3 NULL 4 NULL PAGE", "fd = dup2 3 5",
    "kill P2 SIGTERM", "rename \"notes\" \"copy\"", "pwrite64 3 \"hello\\n\" 0", "getpid", "umask 022",
    "poll [{fd=3, events=POLLIN}]",
  ])
  func `an example names its results and gives what must be given`(line: String) throws {
    let name = try #require(line.split(separator: " = ").last?.split(separator: " ").first)
    let row = try #require(SyscallTable.standard[String(name)])
    #expect(CallExample.words(for: row) == line)
  }

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
