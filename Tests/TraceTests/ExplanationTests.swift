import Glibc
import Testing

/// `--explain` with real programs.
@Suite struct ExplanationTests {
  @Test func aCallIsExplainedWithWhatItsDescriptorsAre() {
    let lines = TracedOutput.lines("trace --explain sh -c 'read x < /etc/passwd'")
    #expect(lines.contains { $0.hasSuffix(#"= 3 # opens /etc/passwd for reading; it is descriptor 3 now"#) })
    #expect(lines.contains { $0.hasSuffix(" # closes descriptor 3 (/etc/passwd)") })
    #expect(lines.contains { $0.contains(" from standard input (/etc/passwd)") })
    #expect(lines.contains { $0.hasSuffix("= ? # ends the process with status 0") })
    #expect(lines.last?.hasSuffix("+++ # the process has ended; its parent learns the status 0") == true)
    #expect(lines.allSatisfy { $0.contains(" # ") })
  }

  @Test func childrenAndTheirSignalsAreExplained() {
    let lines = TracedOutput.lines("trace -f --explain -e trace=%process -o /dev/stdout sh -c '(exit 3); true'")
    #expect(lines.contains { $0.contains(" changes; ") && $0.hasSuffix(" exited with 3") })
    #expect(lines.contains { $0.contains("--- SIGCHLD ") && $0.hasSuffix(" exited with 3") })
  }

  @Test func anObjectHasItsExplanationAsAMember() {
    let lines = TracedOutput.lines("trace --json --explain -e trace=openat sh -c 'read x < /etc/passwd'")
    #expect(
      lines.contains {
        $0.contains(#""call":"openat""#)
          && $0.contains(#""explanation":"opens /etc/passwd for reading; it is descriptor 3 now""#)
      })
    #expect(!TracedOutput.lines("trace --json -e trace=openat true").contains { $0.contains("explanation") })
  }

  @Test func anExplainedLineIsStillALineForSysh() throws {
    let lines = TracedOutput.lines("trace --explain -e trace=access,openat sh -c 'read x < /nowhere/at/all'")
    let line = try #require(lines.first { $0.contains(#""/nowhere/at/all""#) })
    #expect(line.contains(" # there is no /nowhere/at/all"))
    var path = Array("/tmp/sysh-explained-XXXXXX".utf8CString)
    let file = mkstemp(&path)
    let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      close(file)
      unlink(name)
    }
    let bytes = Array("\(line)\n".utf8)
    #expect(write(file, bytes, bytes.count) == bytes.count)
    let shown = TracedOutput.lines("\(name); echo status $?")
    #expect(shown.last == "status 0", "\(shown)")
  }
}
