import LinuxABI
import SyscallTable
import Testing

@testable import Inspect
@testable import Lab
@testable import Render

/// What a call shows: the call, what it changed, why it failed.
struct ReportTests {
  private func lines(_ report: CallReport, width: Int = 100) -> [String] {
    Renderer(width: width).report(report, tables: nil).map(\.plain)
  }

  @Test func `a call that failed, with its reason`() {
    var report = Models.report("close(9) = -1 EBADF (Bad file descriptor)", .failed(.badDescriptor))
    report.reasons = ["fd 9 is not open in P1; open are 0 1 2 3."]
    #expect(
      lines(report) == [
        "close(9) = -1 EBADF (Bad file descriptor)", "  fd 9 is not open in P1; open are 0 1 2 3.",
      ])
  }

  @Test func `a call that blocks says where and what to do`() {
    var report = Models.report("read(4, ", .blocked, subject: "P2")
    report.waiting = Waiting(
      channel: "pipe_read", state: .sleeping, advice: "Give it what it waits for, or: interrupt P2")
    let remark = "blocked in pipe_read; P2 is asleep. Give it what it waits for, or: interrupt P2"
    #expect(lines(report, width: 120) == ["read(4, ...                       " + remark])
    #expect(
      lines(report, width: 60) == [
        "read(4, ...", "  blocked in pipe_read; P2 is asleep. Give it what it waits", "  for, or: interrupt P2",
      ])
  }

  @Test func `a call that comes back later names its subject and its wait`() {
    var report = Models.report("read(4, \"hi\", 10) = 2", .returned(2), subject: "P2")
    report.blockedFor = 3_450_000_000
    #expect(lines(report) == ["P2  read(4, \"hi\", 10) = 2         (was blocked 3.4 s)"])
  }

  @Test func `an alias and a new subject are told before the call`() {
    var report = Models.report("exit_group(3) = ?", .exited(3))
    report.alias = Alias("exit", "exit_group", "all threads end")
    report.started = "P1 is gone, so P2 (pid 4300) was started in its place."
    report.death = Death(subject: "P1", how: .exited(3), cause: nil)
    #expect(
      lines(report) == [
        "  P1 is gone, so P2 (pid 4300) was started in its place.", "  exit runs exit_group: all threads end.",
        "exit_group(3) = ?", "+++ exited with 3 +++", "  P1 has ended.",
      ])
  }

  @Test func `a signal that ends a subject stands as strace has it`() {
    var report = Models.report("write(4, \"x\", 1) = -1 EPIPE (Broken pipe)", .failed(.brokenPipe))
    report.signals = [Models.delivery(13, code: 0, sender: 4242, user: 1000)]
    report.death = Death(subject: "P1", how: .killed(.pipe), cause: "It wrote to a pipe that nobody reads.")
    #expect(
      lines(report) == [
        "write(4, \"x\", 1) = -1 EPIPE (Broken pipe)",
        "--- SIGPIPE {si_signo=SIGPIPE, si_code=SI_USER, si_pid=4242, si_uid=1000} ---",
        "+++ killed by SIGPIPE +++", "  P1 has ended. It wrote to a pipe that nobody reads.",
      ])
  }

  @Test func `a death that nobody waited for names its subject`() {
    var report = Models.report("", .killed(.kill), subject: "P2")
    report.death = Death(subject: "P2", how: .killed(.kill), cause: nil)
    #expect(lines(report) == ["P2  +++ killed by SIGKILL +++", "  P2 has ended."])
  }

  @Test func `signal codes have the names of their signal`() {
    func text(_ signal: Int32, _ code: Int32) -> String { SignalText.code(code, of: Signal(rawValue: signal)) }
    #expect(text(11, 1) == "SEGV_MAPERR")
    #expect(text(11, 2) == "SEGV_ACCERR")
    #expect(text(7, 2) == "BUS_ADRERR")
    #expect(text(8, 1) == "FPE_INTDIV")
    #expect(text(17, 1) == "CLD_EXITED")
    #expect(text(15, -6) == "SI_TKILL")
    #expect(text(2, 0x80) == "SI_KERNEL")
    #expect(text(15, 77) == "77")
    #expect(
      SignalText.delivery(Models.delivery(11, code: 1))
        == "--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---")
    #expect(
      SignalText.delivery(Models.delivery(17, code: 1, sender: 7, user: 0))
        == "--- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=7, si_uid=0, si_status=0, ...} ---")
  }

  @Test func `the result is what follows the last equals sign`() {
    let report = Models.report("write(1, \"a = b\", 5) = 5", .returned(5))
    let spans = Renderer(width: 80).report(report, tables: nil)[0].spans
    #expect(spans.first == StyledLine.Span("write", .call))
    #expect(spans.last == StyledLine.Span("5", .success))
    #expect(spans.contains(StyledLine.Span("\"a = b\"", .value)))
  }

  @Test func `every kind of change`() throws {
    let opened = Models.description("a", 0, "/etc/hostname", Models.regular(131077))
    let changes: [Change] = [
      .opened(subject: "P1", fd: 3, closeOnExec: false, opened, shared: false),
      .opened(subject: "P1", fd: 4, closeOnExec: true, Models.family.descriptions["b"] ?? opened, shared: true),
      .closed(subject: "P1", fd: 3, label: "z", target: "/etc/hostname", last: true),
      .closed(subject: "P1", fd: 9, label: "c", target: "/etc/hostname", last: false),
      .redirected(
        subject: "P1", fd: 1, from: "a", fromIsGone: false, to: Models.family.descriptions["b"] ?? opened),
      .redirected(
        subject: "P2", fd: 1, from: "z", fromIsGone: true,
        to: Models.description("y", 1 | 0o2000 | 0o4000, "pipe:[4711]", Models.file(0o010000, inode: 4711))),
      .closeOnExec(subject: "P1", fd: 3, true),
      .offset(label: "a", from: 0, to: 3),
      .statusFlags(label: "a", from: 0o100002, to: 0o106002),
      .size(target: "/tmp/x/a", inode: 131077, from: 0, to: 6),
      .links(target: "/tmp/x/a", inode: 131077, from: 1, to: 2),
      .mapping(subject: "P1", .added(Models.map[1])),
      .mapping(subject: "P1", .removed(Models.map[1])),
      .mapping(
        subject: "P1",
        .resized(
          from: Mapping(start: 0x7ffc_a93f_c000, end: 0x7ffc_a941_c000, permissions: Models.readWrite, path: "[stack]"),
          to: Models.map[3])),
      .mapping(
        subject: "P1",
        .changed(
          from: Models.map[1],
          to: Mapping(start: 0x7f50_0000_0000, end: 0x7f50_0000_2000, permissions: Models.readOnly))),
      .directory(subject: "P1", from: "/tmp/lab", to: "/"),
      .root(subject: "P1", from: "/", to: "/tmp/lab"),
      .umask(subject: "P1", from: 0o22, to: 0o77),
      .child(name: "P2", pid: 4243, parent: "P1", .fork),
      .child(name: "P3", pid: 4244, parent: "P1", .vfork),
    ]
    try expectSnapshot("changes") { renderer in
      changes.flatMap { renderer.change($0, tables: Models.family, of: "P1") }
    }
  }

  @Test func `without the model a change still reads well`() {
    let change = Change.closed(subject: "P1", fd: 3, label: "a", target: "/x", last: false)
    #expect(
      Renderer(width: 80).change(change).map(\.plain)
        == ["  - fd 3 (description a stays: another descriptor leads to it)"])
  }
}
