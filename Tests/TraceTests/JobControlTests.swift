import Glibc
import TestSupport
import Testing

/// `sysh trace` as a job of an interactive shell.
@Suite(.serialized) struct JobControlTests {
  static let bash = "/bin/bash"

  @Test(.enabled(if: access(bash, X_OK) == 0, "there is no /bin/bash, which has job control"))
  func keysStopTheJobContinueItAndEndItAsIfNobodyTraced() throws {
    let shell = try PseudoTerminal([Self.bash, "--norc", "--noprofile", "-i"])
    // Marks are put together by the shell, so that what is typed does not hold them.
    shell.send("PS1=; \(Built.path) trace -e trace=read,write /bin/cat\n")
    try shell.expect("read(0, ")
    shell.send("one\n")
    try shell.expect("write(1, \"one")
    shell.send("\u{1a}")
    try shell.expect("--- stopped by SIGTSTP ---")
    shell.send("jobs; echo ja'wo'hl\n")
    try shell.expect("Stopped")
    try shell.expect("jawohl")
    shell.send("fg\n")
    try shell.expect("--- SIGCONT {")
    shell.send("two\n")
    try shell.expect("write(1, \"two")
    shell.send("\u{3}")
    try shell.expect("+++ killed by SIGINT +++")
    shell.send("echo st'at'us=$?\n")
    try shell.expect("status=130")
    shell.send("exit\n")
    _ = try shell.waitForExit()
  }
}
