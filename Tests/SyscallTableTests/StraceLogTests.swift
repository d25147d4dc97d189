import Foundation
import LinuxABI
import Testing

import enum SyscallTable.Expectation
import struct SyscallTable.Expression
@testable import SyscallTable

/// What strace printed for programs (Fixtures/programs.strace: strace 6.1 on cat, ls, cp, python3, shells and a probe of
/// many calls) is read, and printed again as it was.
struct StraceLogTests {
  /// Calls in the log that have no row.
  private static let withoutRow: Set<String> = [
    "rt_sigreturn"
  ]

  private func lines() throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let log = try String(contentsOf: folder.appending(path: "Fixtures/programs.strace"), encoding: .utf8)
    return log.split(separator: "\n").map(String.init).filter { line in
      !Self.withoutRow.contains(String(line.prefix { $0 != "(" }))
    }
  }

  /// A `...` in what the call reads: strace did not say what followed.
  private func isCut(_ call: TypedLine) -> Bool {
    zip(call.row.parameters, call.arguments).contains { parameter, argument in
      guard case .pointer(_, .input) = parameter.type else { return false }
      return isCut(argument)
    }
  }

  private func isCut(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .string(_, let elided): elided
    case .array(let elements): elements.contains(where: isCut)
    case .structure(let members): members.contains { isCut($0.value) }
    case .named(_, let value): isCut(value)
    case .integer, .name, .subject, .prefix, .infix, .call: false
    }
  }

  @Test func everyLineOfACallInTheTableIsRead() throws {
    let lines = try lines()
    #expect(lines.count > 300)
    var cut = 0
    for line in lines {
      do {
        let call = try TypedLine(Array(line.utf8))
        if isCut(call) {
          cut += 1
          let error = inputError(line) { () throws(InputError) in _ = try call.encoded() }
          #expect(error?.message == "This was cut short (...), so what followed is not known.", "\(line)")
        } else {
          _ = try call.encoded()
        }
      } catch {
        Issue.record("\(line)\n\(error)")
      }
    }
    #expect(cut > 0)
  }

  @Test func everyResultIsRead() throws {
    for line in try lines() {
      let call = try TypedLine(Array(line.utf8))
      guard let text = call.expectation, text != " ?" else { continue }
      let expectation = try #require(Expectation(text), "\(line)")
      #expect(Expectation(expectation.text) == expectation)
      #expect(Expectation("\(text)\r\n") == expectation)
    }
  }

  /// The argument that the row prints from memory as the kernel left it, which a test without a kernel has not.
  private func hasFilledOutput(_ call: EncodedCall, _ outcome: CallOutcome) -> Bool {
    guard case .returned = outcome else { return false }
    return zip(call.row.parameters, call.words).contains { parameter, word in
      parameter.type.resolved(call.words).isPrintedAfterwards && word != 0
    }
  }

  @Test func whatACallReadsIsPrintedAsStracePrintedIt() throws {
    var compared = 0
    for line in try lines() {
      let typed = try TypedLine(Array(line.utf8))
      // Of these the row knows only numbers, or a moved offset would be needed.
      if isCut(typed) || line.contains("makedev") || line.contains("_IOC(") || line.contains("=>")
        || line.contains(" or ")
      {
        continue
      }
      let call = try typed.encoded()
      let outcome: CallOutcome
      switch typed.expectation.flatMap(Expectation.init) {
      case .outcome(let known): outcome = known
      case .placeholder, nil: outcome = .exited(0)
      }
      if hasFilledOutput(call, outcome) { continue }
      // How many variables an environment has stands in memory that is not there.
      #expect(call.text(outcome) == line.replacing(" /* 35 vars */", with: ""))
      compared += 1
    }
    #expect(compared > 150, "\(compared)")
  }
}
