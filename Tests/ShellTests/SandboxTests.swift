import Glibc
import SyscallTable
import TestSupport
import Testing

@testable import Lab
@testable import Shell

private let needsNamespaces: Comment = "needs user namespaces for this user"

/// Subjects that live in namespaces of their own, and the programs that they execute.
@Suite(.serialized, .enabled(if: Machine.hasUserNamespaces, needsNamespaces)) @TracerThread
struct SandboxTests {
  private func script(_ text: String) -> String {
    "execve \"/bin/sh\" [\"sh\", \"-c\", \(Escapes.quoted(Array(text.utf8)))] []"
  }

  @Test func aProgramChangesNothingOutside() throws {
    let canaries = try Canaries()
    let before = canaries.state()
    let text = canaries.placed(
      "rm -f FILE; echo x > FILE; echo x > DIR/new; kill -9 VICTIM; kill -9 -1; echo x > DIR/pipe & mv DIR/inner /tmp")
    let sandboxed = try Transcript(sandboxed: true)
    let said = sandboxed.unwrapped(script(text) + "\ncont")
    sandboxed.session.lab.endAll()
    #expect(canaries.changed(since: before) == [], "\(said)")

    let open = try Transcript()
    open.session.isUnguarded = true
    open.run(script(canaries.placed("rm -f FILE; echo x > DIR/pipe; kill -9 VICTIM")) + "\ncont")
    #expect(
      eventually { canaries.changed(since: before).isSuperset(of: [.file, .directory, .messages, .process]) },
      "positive control: \(canaries.changed(since: before))")
    open.session.lab.endAll()
  }

  @Test func mightOfItsOwnOpensNoWayOut() throws {
    let transcript = try Transcript(sandboxed: true)
    let canaries = try Canaries()
    let before = canaries.state()
    let tries = "mount -o remount,rw,bind /; umount -l /tmp; umount -l /usr; mount -t tmpfs t /mnt && touch FILE"
    let text = transcript.unwrapped(
      script(canaries.placed("unshare -Urm /bin/sh -c '\(tries)'; touch /usr/x; touch /etc/x")) + "\ncont")
    #expect(text.contains("Read-only file system"), "\(text)")
    #expect(canaries.changed(since: before) == [])
    #expect(access("/usr/x", F_OK) != 0 && access("/etc/x", F_OK) != 0)
    transcript.session.lab.endAll()
  }

  @Test func theMachineIsThereToBeRead() throws {
    let transcript = try Transcript(sandboxed: true)
    let text = transcript.unwrapped(
      "fd = open \"/etc/passwd\" O_RDONLY\nread fd 16\nunlink \"/etc/passwd\"\nopen \"x\" O_CREAT|O_RDWR 0644")
    #expect(text.contains("root:"), "\(text)")
    #expect(text.contains("EROFS"), "\(text)")
    #expect(access("\(transcript.session.lab.directory.realPath)/x", F_OK) == 0)
    transcript.session.lab.endAll()
  }

  @Test func subjectsAreCalledByTheNumbersThatTheySee() throws {
    let transcript = try Transcript(sandboxed: true)
    let text = transcript.unwrapped("getpid\nfork\nP2: getpid\nkill P2 SIGKILL\nwait4 P2")
    #expect(text.contains("getpid() = 2") && text.contains("+ P2 (3), child of P1"), "\(text)")
    #expect(text.contains("kill(3, SIGKILL) = 0") && text.contains("wait4(3"), "\(text)")
    #expect(!text.contains("outside it is"), "\(text)")
    transcript.session.lab.endAll()
  }

  @Test func onlyLoopbackIsThere() throws {
    let transcript = try Transcript(sandboxed: true)
    let text = transcript.unwrapped(
      "s = socket AF_INET SOCK_DGRAM 0\nconnect s {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"192.0.2.1\")}\nconnect s {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr(\"127.0.0.1\")}"
    )
    #expect(text.contains("ENETUNREACH") && text.contains("inet_addr(\"127.0.0.1\")}, 16) = 0"), "\(text)")
    transcript.session.lab.endAll()
  }

  @Test func aResetMakesANewOne() throws {
    let transcript = try Transcript(sandboxed: true)
    transcript.run("creat \"/tmp/left\" 0644")
    #expect(transcript.unwrapped("access \"/tmp/left\" F_OK").contains("= 0"))
    transcript.run("reset")
    #expect(transcript.unwrapped("access \"/tmp/left\" F_OK").contains("ENOENT"))
    transcript.session.lab.endAll()
  }

  @Test func aSubjectThatEndsIsReplacedInIt() throws {
    let transcript = try Transcript(sandboxed: true)
    let text = transcript.unwrapped("kill P1 SIGKILL\ngetpid\nfds")
    #expect(text.contains("P2 (pid 3) was started in its place"), "\(text)")
    #expect(text.contains("/dev/pts/"), "\(text)")
    transcript.session.lab.endAll()
  }

  @Test func itEndsWithAShellThatIsKilled() throws {
    let census = try Census()
    let shell = try Built.start(["--sandbox"], environment: ["TMPDIR=\(census.directory)"])
    census.kept = [shell.pid]
    let lines = "fork\n" + script("sleep 600 & exec sleep 601") + "\ndetach P1\n"
    _ = Array(lines.utf8).withUnsafeBytes { write(shell.input, $0.baseAddress, $0.count) }
    #expect(eventually { census.kinds().isSuperset(of: [.process, .namespace, .mount]) }, "positive control")
    kill(shell.pid, SIGKILL)
    var status: Int32 = 0
    waitpid(shell.pid, &status, 0)
    close(shell.input)
    close(shell.output)
    #expect(census.leftoversInTheEnd() == [])
  }

  @Test func whereNamespacesAreRefusedTheSwitchIsNamed() throws {
    let (text, status) = try Built.run(
      ["-Ur", "/bin/sh", "-c", "echo 0 > /proc/sys/user/max_user_namespaces; exec \(Built.path) --sandbox -c getpid"],
      program: "/usr/bin/unshare")
    #expect(status == 3, "\(text)")
    #expect(text.contains("user.max_user_namespaces is 0"), "\(text)")
  }
}
