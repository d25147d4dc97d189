import Glibc
import Inspect
import TestSupport
import Testing

@testable import Trace

/// Why `sysh trace -p` is refused, from a /proc that the test writes.
@Suite(.serialized) struct SeizeRefusalTests {
  private let root = "\(Scratch.home)/refusals"

  init() throws {
    for name in ["", "/7", "/8", "/9", "/sys", "/sys/kernel", "/sys/kernel/yama"] { mkdir(root + name, 0o700) }
    try write("sys/kernel/yama/ptrace_scope", "0\n")
    try status(of: 7)
    try status(of: 8, ["Name": "gdb"])
    try status(of: 9)
  }

  private func write(_ name: String, _ text: String) throws {
    let file = open("\(root)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    defer { close(file) }
    #expect(Glibc.write(file, text, text.utf8.count) == text.utf8.count)
  }

  /// A status file like our own with some lines set: user 1000's, traced by nobody, without a filter.
  private func status(of pid: Int32, _ changes: [String: String] = [:]) throws {
    let ours = ["Uid": "1000\t1000\t1000\t1000", "TracerPid": "0", "Seccomp": "0", "Pid": "\(pid)", "PPid": "1"]
    let lines = ours.merging(changes) { $1 }
    let text = try #require(ProcessList.text(of: "/proc/self/status"))
    try write(
      "\(pid)/status",
      text.split(separator: "\n").map { line in
        let name = String(line.prefix { $0 != ":" })
        return lines[name].map { "\(name):\t\($0)\n" } ?? "\(line)\n"
      }.joined())
  }

  private func reason(user: UInt32 = 1000) -> String {
    SeizeRefusal(proc: Proc(root: root), user: user, asker: 9).reason(for: 7)
  }

  @Test func aSecondTracerIsToldOfTheFirst() throws {
    try status(of: 7, ["TracerPid": "8", "Uid": "0\t0\t0\t0"])
    #expect(reason() == "It is traced already, by process 8 (gdb), and a process has one tracer at most.")
  }

  @Test func anothersProcessIsNamedAsSuchExceptToRoot() throws {
    try status(of: 7, ["Uid": "1000\t33\t33\t33"])
    #expect(reason() == "It belongs to user 33, and you are user 1000: root may trace it.")
    #expect(reason(user: 0).hasPrefix("It has privileges"))
  }

  @Test func theDeadAndTheKernelsOwnAreNotToBeTraced() throws {
    try status(of: 7, ["State": "Z (zombie)"])
    #expect(reason().hasPrefix("It has ended"))
    try status(of: 7, ["PPid": "2", "Uid": "0\t0\t0\t0"])
    #expect(reason(user: 0).hasPrefix("It is a thread of the kernel"))
  }

  @Test(arguments: [("1", "only a process's ancestors"), ("2", "only root"), ("3", "until the next boot")])
  func yamaIsNamedWithItsSetting(setting: String, meaning: String) throws {
    try write("sys/kernel/yama/ptrace_scope", setting + "\n")
    #expect(reason().hasPrefix("/proc/sys/kernel/yama/ptrace_scope is \(setting): "))
    #expect(reason().contains(meaning))
  }

  @Test func aFilterOfOursIsSuspectedAfterYama() throws {
    try status(of: 9, ["Seccomp": "2"])
    #expect(reason().hasPrefix("A seccomp filter is in force here"))
    try write("sys/kernel/yama/ptrace_scope", "1\n")
    #expect(reason().contains("ptrace_scope is 1"))
  }

  @Test func aProcessThatIsTracedAlreadyIsSaidToBeByTheCommand() throws {
    let program = try Child(TraceTests.scenes, ["waits"])
    defer { program.kill(SIGKILL) }
    let tracer = try Child(Built.path, ["trace", "-o", "/dev/null", "-p", "\(program.pid)"])
    defer { tracer.kill(SIGKILL) }
    program.wait { _ in
      ProcessList.text(of: "/proc/\(program.pid)/status")?.contains("TracerPid:\t\(tracer.pid)\n") == true
    }
    #expect(
      TracedOutput.lines("trace -p \(program.pid)") == [
        "sysh trace: Process \(program.pid) cannot be traced (EPERM). It is traced already, by process \(tracer.pid) (sysh), and a process has one tracer at most."
      ])
  }
}
