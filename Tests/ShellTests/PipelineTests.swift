import LinuxABI
import TestSupport
import Testing

@testable import Shell

/// `cat | wc -c` made by hand, as a shell makes it: pipe, fork, fork, dup2, close, execve.
@Suite(.serialized) @TracerThread
struct PipelineTests {
  private static let upToExec = """
    r, w = pipe
    fd = open "words" O_RDWR|O_CREAT 0644
    write fd "one\\ntwo\\nthree\\n"
    lseek fd 0
    fork
    fork
    P2: dup2 fd 0
    P2: dup2 w 1
    P2: close r
    P2: close w
    P2: close fd
    P3: dup2 r 0
    P3: close r
    P3: close w
    P3: close fd
    P2: execve "/bin/cat" ["cat"] []
    P3: execve "/usr/bin/wc" ["wc", "-c"] []
    cont P3
    cont P2
    """

  @Test func theReaderSeesTheEndOnlyWhenTheLastWriteEndIsClosed() throws {
    let transcript = try Transcript()
    transcript.run(Self.upToExec)
    #expect(transcript.results.allSatisfy { !$0.failed && !$0.misunderstood })
    let lab = transcript.session.lab
    #expect(
      eventually {
        transcript.run("status"); return lab.subject(named: "P2")?.end == .exited(0)
      })

    // cat is gone and its write end with it; P1 still has one, so wc goes on waiting.
    let reader = try #require(lab.subject(named: "P3"))
    #expect(eventually { (try? lab.proc.waitChannel(reader.pid))??.contains("pipe_read") == true })
    #expect(reader.end == nil)

    transcript.run("close w")
    #expect(
      eventually {
        transcript.run("status"); return reader.end == .exited(0)
      })
  }

  @Test func theCountComesOutAtTheTerminalAndBothChildrenCanBeWaitedFor() throws {
    let transcript = try Transcript()
    let text = transcript.text(Self.upToExec + "\nclose w\nwait4 -1\nwait4 -1")
    #expect(text.contains("terminal│ 14"))
    #expect(transcript.text("wait4 -1 = -1 ECHILD").contains("ECHILD"))
    #expect(transcript.results.last?.failed == false)
  }

  @Test func aChildThatKeepsTheWriteEndIsTheLeakThatHoldsTheReader() throws {
    let transcript = try Transcript()
    // The line that closes w in the reader itself is left out: it waits for an end that it holds.
    let leaking = Self.upToExec.split(separator: "\n").filter { $0 != "P3: close w" }.joined(separator: "\n")
    transcript.run(leaking + "\nclose w")
    let lab = transcript.session.lab
    let reader = try #require(lab.subject(named: "P3"))
    #expect(eventually { (try? lab.proc.waitChannel(reader.pid))??.contains("pipe_read") == true })
    #expect(transcript.text("interrupt P3\nP3: close w\ncont P3\nwait4 -1\nwait4 -1").contains("terminal│ 14"))
  }
}
