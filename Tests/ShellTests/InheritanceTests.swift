import Lab
import Render
import TestSupport
import Testing

@testable import Shell

/// What is handed on from process to process, as the shell shows it.
@Suite(.serialized) @TracerThread
struct InheritanceTests {
  @Test func whatAnExecClosedIsShownUntilTheNextCall() throws {
    let transcript = try Transcript()
    let exec = transcript.text("r, w = pipe2 O_CLOEXEC\nfork\nP2: execve \"/bin/cat\" [\"cat\"] []")
    #expect(exec.contains("  - fd 3 ✗ closed by exec (description b stays: P1 fd 3 leads to it)"))
    // Looking changes nothing, however often.
    for _ in 0..<2 {
      #expect(transcript.text("P2: fds").contains("  fd 4 ✗ closed by exec; it led to description c"))
      #expect(transcript.text("files").contains("    4 ✗ closed by exec"))
    }
    #expect(!transcript.text("fds").contains("✗"))
    transcript.run("getpid")
    #expect(!transcript.text("files").contains("✗"))
  }

  @Test func aMessageIsTypedInOneLineAndItsFilesAreFollowed() throws {
    let transcript = try Transcript()
    transcript.run("s, t = socketpair\nfork\nclose t\nP2: close s\nfd = open \"/etc/hostname\"")
    let sent = transcript.text("sendmsg s {msg_iov=[\"x\"], msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[fd]}]} = 1")
    #expect(sent.contains("  ~ description d is in flight to P2 fd 4 (sent by SCM_RIGHTS)"))
    #expect(transcript.text("close fd").contains("(description d stays: it is in flight to P2 fd 4)"))
    #expect(transcript.text("files").contains("c   in flight ──"))
    let received = transcript.unwrapped("P2: recvmsg t = 1")
    #expect(received.contains("cmsg_data=[3]"))
    #expect(received.contains("+ fd 3 → description d read-only, offset 0 → /etc/hostname"))
    #expect(received.contains("(received by SCM_RIGHTS)"))
    #expect(transcript.results.allSatisfy { !$0.failed && !$0.misunderstood })
  }

  @Test func whatStracePrintedForAMessageRunsAsItStands() throws {
    let transcript = try Transcript()
    let line =
      #"sendmsg(3, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=1}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[0]}], msg_controllen=24, msg_flags=0}, 0) = 1"#
    let receive =
      #"recvmsg(4, {msg_name=NULL, msg_namelen=0, msg_iov=[{iov_base="x", iov_len=4096}], msg_iovlen=1, msg_control=[{cmsg_len=20, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[5]}], msg_controllen=24, msg_flags=0}, 0) = 1"#
    transcript.run("socketpair(AF_UNIX, SOCK_STREAM, 0, [3, 4]) = 0")
    #expect(transcript.text(line).hasPrefix(line))
    #expect(transcript.text(receive).hasPrefix(receive))
    #expect(transcript.results.allSatisfy { !$0.failed && !$0.misunderstood })
  }

  @Test func aProgramThatSleepsOnAPipeIsToldWhoHoldsItsOtherEnd() throws {
    let transcript = try Transcript()
    let setup = "r, w = pipe\nfork\nP2: dup2 r 0\nP2: close r\nP2: close w\nP2: execve \"/bin/cat\" [\"cat\"] []"
    let text = transcript.unwrapped(setup + "\ncont P2")
    #expect(
      text.contains(
        "P2 sleeps in read(0, ...). P1 holds a write end (fd 4): what it writes there ends the wait, and so does closing it."
      ), "\(text)")
    #expect(!text.contains("type gives it input"))
    let lab = transcript.session.lab
    transcript.run("close w")
    #expect(
      eventually {
        transcript.run("status"); return lab.subject(named: "P2")?.end == .exited(0)
      })
  }

  @Test func everyHolderOfAWriteEndIsNamedTheReaderAmongThem() throws {
    let transcript = try Transcript()
    let text = transcript.unwrapped("r, w = pipe\nfork\nfork\nP3: read r 1")
    #expect(
      text.contains(
        "Write ends are held by P1 (fd 4) and P2 (fd 4). What one of them writes ends the wait. P3 holds one too (fd 4), so closing does not end it."
      ), "\(text)")
    // It is true: after both closes the reader sleeps on, and interrupted it says so itself.
    transcript.run("close w\nP2: close w")
    #expect(transcript.session.lab.subject(named: "P3")?.inFlight != nil)
    let again = transcript.unwrapped("interrupt P3\nP3: read r 1")
    #expect(again.contains("P3 itself holds the only write end (fd 4)"), "\(again)")
  }

  @Test func threadsOfAProcessThatIsNamedAreNotNamedAsHoldersToo() throws {
    let transcript = try Transcript()
    let thread = "clone CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD"
    let text = transcript.unwrapped("r, w = pipe\nfork\nP2: \(thread)\nfork\nP3: close w\nP3: read r 1")
    #expect(text.contains("Write ends are held by P1 (fd 4) and P2 (fd 4). What one of them writes"), "\(text)")
    // A thread that alone is awake is the one to name.
    let other = transcript.unwrapped("interrupt P3\nclose w\nP2: pause\nP3: read r 1")
    #expect(other.contains("P2.2 holds a write end (fd 4): what it writes there ends the wait"), "\(other)")
  }

  @Test func aWriteEndInFlightKeepsAReaderWaiting() throws {
    let transcript = try Transcript()
    transcript.run("r, w = pipe\nfork\nP2: close w\ns, t = socketpair")
    transcript.run("sendmsg s {msg_iov=[\"x\"], msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[w]}]}\nclose w")
    let text = transcript.unwrapped("P2: read r 1")
    #expect(text.contains("A write end is in flight through a socket."), "\(text)")
    // It goes with the socket that holds it, and the reader comes back with the end.
    let end = transcript.text("close t", until: "P2  read(3, \"\", 1) = 0")
    #expect(end.contains("  - in flight, never received (description c: its last descriptor, so it is gone)"), "\(end)")
    #expect(end.contains("P2  read(3, \"\", 1) = 0"), "\(end)")
  }

  @Test(.enabled(if: Program.exists("/usr/bin/python3")))
  func whatAProgramReceivedIsNotTakenForGone() throws {
    let transcript = try Transcript()
    let program =
      "import socket,time; socket.recv_fds(socket.socket(fileno=4),1,4); open('got','w').close(); time.sleep(60)"
    transcript.run("s, t = socketpair\nfork\nclose t\nP2: close s\nfd = open \"/etc/hostname\"")
    transcript.run("P2: execve \"/usr/bin/python3\" [\"python3\", \"-S\", \"-c\", \"\(program)\"] []\ncont P2")
    let lab = transcript.session.lab
    transcript.run("sendmsg s {msg_iov=[\"x\"], msg_control=[{cmsg_type=SCM_RIGHTS, cmsg_data=[fd]}]}")
    #expect(eventually { Program.exists(lab.directory.realPath + "/got") })
    let text = transcript.text("close fd")
    #expect(text.contains("  - fd 4 (description d stays: P2 fd "), "\(text)")
  }
}
