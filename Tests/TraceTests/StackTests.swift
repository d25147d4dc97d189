import Glibc
import Testing

@testable import Trace

/// `-k`.
@Suite(.enabled(if: StackLibrary() != nil, "libdw.so.1 is not installed (package libdw1)"))
struct StackTests {
  /// The lines below the first that begins so.
  private func stack(below beginning: String, _ lines: [String]) throws -> [String] {
    let place = try #require(lines.firstIndex { $0.contains(beginning) }, "\(lines)")
    return Array(lines[(place + 1)...].prefix { $0.hasPrefix(" > ") })
  }

  @Test func belowACallAreTheFunctionsThatLedToIt() throws {
    let lines = TracedOutput.lines("trace -k -e trace=write,exit_group -o /dev/stdout sh -c 'echo hi'")
    for call in ["write(1", "exit_group(0)"] {
      let stack = try stack(below: call, lines)
      #expect(stack.first?.contains("/libc.so.6(") == true, "\(lines)")
      #expect(stack.contains { $0.contains("(__libc_start_main") }, "\(lines)")
      #expect(stack.allSatisfy { $0.contains(") [0x") && $0.hasSuffix("]") })
    }
  }

  @Test func aProgramThatWasExecutedHasAStackOfItsOwn() throws {
    let lines = TracedOutput.lines("trace -f -k -e trace=write,execve -o /dev/stdout sh -c 'cat /etc/hostname; :'")
    let write = try stack(below: "write(1", lines)
    #expect(write.contains { $0.contains("/cat(") } && !write.contains { $0.contains("/dash(") }, "\(lines)")
    // The shell's stack at the execve, not the new program's.
    let exec = try stack(below: #"execve("/usr/bin/cat"#, lines)
    #expect(exec.first?.contains("(execve+0x") == true, "\(lines)")
  }

  @Test func theLaunchByTheTracerHasNoStack() throws {
    let lines = TracedOutput.lines("trace -k -e trace=execve true")
    #expect(try stack(below: "execve(", lines).isEmpty)
  }

  @Test func anObjectHasItsStackAsAMember() {
    let lines = TracedOutput.lines("trace -k --json -e trace=write sh -c 'echo hi >&2'")
    #expect(lines.contains { $0.contains(#""call":"write""#) && $0.contains(#","stack":["/"#) }, "\(lines)")
  }

  @Test func withoutTheLibraryThereIsNone() {
    #expect(StackLibrary(named: "libdw-that-is-not-there.so.1") == nil)
    // One that is there and is another library.
    #expect(StackLibrary(named: "libc.so.6") == nil)
  }
}
