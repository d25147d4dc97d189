import Foundation
import LinuxABI
import Testing

import enum SyscallTable.Expectation
import struct SyscallTable.Expression
@testable import SyscallTable

/// What strace 6.1 printed for a program without privileges that makes the calls for processes, memory, time, privilege
/// and the kernel's administration, plainly (Fixtures/system.strace) and with `-v` (system-verbose.strace).
///
/// Left out of the logs is what reads otherwise here: names newer than strace 6.1; the commands of bpf that
/// `ProgramCommands` does not describe, and instructions of programs; the cache events of perf_event_open; the
/// floating-point registers of ptrace; commands of prctl for other processors; the errno of KEYCTL_REJECT; and comments
/// behind one half of a word (`KEXEC_ARCH_???`).
struct SystemLogTests {
  private func lines(_ name: String) throws -> [String] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    let log = try String(contentsOf: folder.appending(path: "Fixtures/\(name)"), encoding: .utf8)
    return log.split(separator: "\n").map(String.init)
  }

  private func isCut(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .string(_, let elided): elided
    case .array(let elements): elements.contains(where: isCut)
    case .structure(let members): members.contains { isCut($0.value) }
    case .call(_, let arguments): arguments.contains(where: isCut)
    case .named(_, let value): isCut(value)
    case .integer, .name, .subject, .prefix, .infix: false
    }
  }

  /// The argument that comes from memory as the kernel left it, which a test without a kernel has not.
  private func hasFilledOutput(_ call: EncodedCall, _ outcome: CallOutcome) -> Bool {
    guard case .returned = outcome else { return false }
    return zip(call.row.parameters, call.words).contains { parameter, word in
      parameter.type.resolved(call.words).isPrintedAfterwards && word != 0
    }
  }

  @Test(arguments: [("system.strace", false, 300), ("system-verbose.strace", true, 8)])
  func whatStracePrintedIsReadAndPrintedAgain(name: String, verbose: Bool, least: Int) throws {
    var compared = 0
    for line in try lines(name) {
      let typed: TypedLine
      let call: EncodedCall
      do {
        typed = try TypedLine(Array(line.utf8))
        if typed.arguments.contains(where: isCut) { continue }
        call = try typed.encoded()
      } catch {
        Issue.record("\(line)\n\(error)")
        continue
      }
      guard case .outcome(let outcome)? = typed.expectation.flatMap(Expectation.init) else { continue }
      if hasFilledOutput(call, outcome) { continue }
      var options = CallPrinter.Options()
      options.verbose = verbose
      let printer = CallPrinter(call.row, call.words, memory: call.memory, options: options)
      #expect(printer.text(outcome, memory: call.memory) == line)
      compared += 1
    }
    #expect(compared > least, "\(compared)")
  }
}
