import Glibc
import TestSupport
import Testing

/// Machines that refuse something, as containers and old kernels do: the program says what is missing, and does the rest.
@Suite(.serialized)
struct RefusalTests {
  /// Runs lines where a call is answered with an error.
  private func run(_ script: String, without number: Int, _ errno: Int32) throws -> (text: String, status: Int32) {
    let output = try Built.run(
      ["refuse", "\(number)", "\(errno)", Built.path, "--plain", "-c", script], program: Built.path(of: "scenes"))
    return (output.text.split(whereSeparator: \.isWhitespace).joined(separator: " "), output.status)
  }

  private static let ptrace = 101, kcmp = 312, writev = 311, readv = 310

  @Test func withoutPtraceItSaysWhyAndEndsWithThree() throws {
    let (text, status) = try run("getpid", without: Self.ptrace, EPERM)
    #expect(status == 3)
    #expect(text.contains("This machine refuses ptrace (EPERM)") && text.contains("A seccomp filter is in force here"))
  }

  /// Docker's own filter refuses kcmp: to draw nothing, or what nobody knows, would be wrong.
  @Test(arguments: [EPERM, ENOSYS]) func withoutKcmpTablesAreShownAndNoIdentityIsGuessed(errno: Int32) throws {
    let script = "a = open \"/etc/passwd\" O_RDONLY; b = dup a; fork; fds; files; P2: close a; close b"
    let (text, status) = try run(script, without: Self.kcmp, errno)
    #expect(status == 0)
    #expect(text.contains("+ fd 3 → description ?") && text.contains("+ fd 4 → description ?"))
    #expect(text.contains("Which descriptors lead to one description is not known here"))
    #expect(text.contains("- P2 fd 3") || text.contains("- fd 3"))
    #expect(!text.contains("ended") && !text.contains("shared with fd") && !text.contains("it is gone"))
    let here = try Built.run(["--plain", "-c", script])
    #expect(here.text.contains("shared with fd 3") && !here.text.contains("not known here"), "positive control")
  }

  @Test func withoutWaysToItsMemoryTheReasonIsNamed() throws {
    let (text, status) = try run("open \"x\" O_RDONLY", without: Self.writev, EPERM)
    #expect(status == 1)
    #expect(text.contains("this machine refuses process_vm_writev (EPERM)"))
    let (read, _) = try run("a = open \"/etc/passwd\" O_RDONLY; getpid", without: Self.readv, EPERM)
    #expect(read.contains(", O_RDONLY) = 3") && read.contains("getpid() = "), "it goes on with what it can")
  }

  /// What containers refuse and old kernels lack, and sysh can do without: all goes as it does elsewhere.
  @Test(
    arguments: [
      "personality": 135, "perf_event_open": 298, "bpf": 321, "unshare": 272, "setns": 308, "pidfd_open": 434,
      "close_range": 436, "mount": 165, "statx": 332, "setpriority": 141, "sched_setaffinity": 203,
    ].sorted { $0.key < $1.key }, [EPERM, ENOSYS])
  func withoutACallThatItCanDoWithoutNothingIsDifferent(call: (key: String, value: Int), errno: Int32) throws {
    let script =
      "a = open \"/etc/passwd\" O_RDONLY; fork; P2: close a; fds; files; tree; P2: exit 3; wait4 -1; close a\n!true"
    let (text, status) = try run(script, without: call.value, errno)
    #expect(status == 0, "\(call.key): \(text)")
    #expect(text.contains("fds 0 1 2 3 share their descriptions with P1") && text.contains("└─ P2"), "\(text)")
    #expect(
      text.contains("WEXITSTATUS(s) == 3}], 0, NULL) = ") && text.contains("its last descriptor, so it is gone)"))
  }

  @Test func withoutCloseRangeASubjectHasNothingOfWhatTheShellWasGiven() throws {
    let script = "exec 200</etc/passwd; exec \"$0\" refuse 436 \(ENOSYS) \"$1\" --plain -c fds"
    let output = try Built.run(["-c", script, Built.path(of: "scenes"), Built.path], program: "/bin/bash")
    #expect(output.status == 0)
    #expect(!output.text.contains("passwd") && output.text.split(separator: "\n").count == 4, "\(output.text)")
  }

  @Test(arguments: ["memfd_create": 319, "execveat": 322, "setsid": 112].sorted { $0.key < $1.key })
  func withoutACallThatMakesSubjectsItIsNamed(call: (key: String, value: Int)) throws {
    let (text, status) = try run("getpid", without: call.value, ENOSYS)
    #expect(status == 3)
    #expect(
      text == "sysh: No subject could be started: \(call.key) failed with ENOSYS (Function not implemented). "
        + "A seccomp filter is in force here, as in a container, and has to allow it.")
  }
}
