import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing

@testable import Lab

@Suite(.serialized, .enabled(if: Machine.hasUserNamespaces, "needs user namespaces for this user")) @TracerThread
struct NamespaceTests {
  let session: Session

  init() throws {
    session = try Session()
  }

  private func map() throws {
    for (file, text) in [("setgroups", "deny"), ("uid_map", "0 \(geteuid()) 1"), ("gid_map", "0 \(getegid()) 1")] {
      try session.run("f = open \"/proc/self/\(file)\" O_WRONLY")
      try session.run("write f \"\(text)\"")
      try session.run("close f")
    }
  }

  @Test func aNameStandsForTheNumberThatTheCallerSees() throws {
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWPID")
    try session.run("fork")
    #expect(try session.outcome("P2: getpid") == "1")
    #expect(try session.outcome("P2: getppid") == "0")
    #expect(try session.outcome("P2: fork") == "2")
    #expect(try session.outcome("P2: kill P3 0") == "0")
    #expect(try session.outcome("P3: kill P2 0") == "0")
    #expect(try session.run("P2: setpgid P3 P3").text == "setpgid(2, 2) = 0")
    #expect(try session.run("P2: getpgid P3").details.first?.hasPrefix("2 is P3's number") == true)
    #expect(try session.outcome("P1: kill P3 0") == "0")
    let numbers = session.lab.subject(named: "P3")?.numbers.all ?? []
    #expect(numbers.count == 2 && numbers.last == 2)
    #expect(session.lab.processTree().first?.children.first?.inside == [1])
  }

  @Test func whomTheNamespaceHidesHasNoNumberThere() throws {
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWPID")
    try session.run("fork")
    let text = try session.failure("P2: kill P1 SIGTERM")
    #expect(
      text == "-1 ESRCH: P2 does not see that process: it is not in P2's pid namespace, so it has no number there.")
    #expect(try session.failure("P2: kill 77 0") == "-1 ESRCH: There is no process 77 in P2's pid namespace.")
  }

  @Test func aChildIsWaitedForByItsInnerNumber() throws {
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWPID")
    try session.run("fork")
    try session.run("P2: fork")
    try session.run("P3: exit_group 3")
    let report = try session.run("P2: wait4 P3")
    #expect(report.outcome == .returned(2))
    #expect(report.details.first?.hasPrefix("2 is P3's number in P2's pid namespace") == true)
  }

  @Test func theEndOfProcessOneEndsItsNamespace() throws {
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWPID")
    try session.run("fork")
    try session.run("P2: fork")
    #expect(try session.run("P2: exit_group 0").outcome == .exited(0))
    #expect(session.lab.subject(named: "P3")?.end == .killed(.kill))
    #expect(try session.failure("fork").hasPrefix("-1 ENOMEM: The pid namespace for P1's children has lost"))
  }

  @Test func unshareTellsWhatIsNew() throws {
    let changes = try session.run("unshare CLONE_NEWUSER|CLONE_NEWNET").changes
    let kinds = changes.compactMap { change in
      if case .namespace(let change) = change { change } else { nil }
    }
    #expect(kinds.map(\.kind) == [.user, .net])
    #expect(kinds.allSatisfy { $0.others.isEmpty && $0.to != nil && $0.to != $0.from })
    try session.run("fork")
    try session.run("P2: unshare CLONE_NEWNET")
    let pid = session.lab.subject(named: "P2")?.pid ?? 0
    try session.run("n = open \"/proc/\(pid)/ns/net\" O_RDONLY")
    guard case .namespace(let entered)? = try session.run("setns n").changes.first else {
      Issue.record("setns tells of no change")
      return
    }
    #expect(entered.others == ["P2"])
    #expect(entered.subject == "P1")
  }

  @Test func aMapHasOneLineThatNamesTheCallersOwnID() throws {
    try session.run("unshare CLONE_NEWUSER")
    try session.run("g = open \"/proc/self/gid_map\" O_WRONLY")
    if geteuid() != 0 {
      #expect(try session.failure("write g \"0 \(getegid()) 1\"").contains("setgroups"))
      try session.run("u = open \"/proc/self/uid_map\" O_WRONLY")
      #expect(try session.failure("write u \"0 0 1\"").contains("INSIDE \(geteuid()) 1"))
    }
    try session.run("v = open \"/proc/self/uid_map\" O_WRONLY")
    #expect(try session.outcome("write v \"0 \(geteuid()) 1\"") != "-1 EPERM")
    #expect(try session.failure("write v \"0 \(geteuid()) 1\"").contains("can be done once"))
    #expect(try session.failure("setuid 5").contains("5 is no user in P1's user namespace"))
  }

  @Test func withoutTheCapabilityTheSentenceNamesTheUserNamespace() throws {
    try session.run("unshare CLONE_NEWUSER")
    try map()
    // It has all capabilities, and none of them over the shell's host name.
    #expect(try session.failure("sethostname \"x\" 1").contains("machine's first user namespace"))
    #expect(try session.failure("mount \"t\" \"/mnt\" \"tmpfs\"").contains("unshare CLONE_NEWUSER|CLONE_NEWNS"))
  }

  @Test func mountsAreToldAndLockedOnesExplained() throws {
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWNS")
    try map()
    let changes = try session.run("mount \"t\" \"/mnt\" \"tmpfs\"").changes
    guard case .mount(_, .added(let mount))? = changes.last else {
      Issue.record("no mount is told: \(changes)")
      return
    }
    #expect(mount.point == "/mnt" && mount.type == "tmpfs")
    #expect(try session.failure("umount2 \"/proc\"").contains("locked"))
    guard case .mount(_, .removed)? = try session.run("umount2 \"/mnt\"").changes.last else {
      Issue.record("its end is not told")
      return
    }
  }

  @Test func aFilterIsNamedAsTheReason() throws {
    try session.run("prctl PR_SET_NO_NEW_PRIVS 1")
    let refuse = "BPF_STMT(BPF_LD|BPF_W|BPF_ABS, 0), BPF_JUMP(BPF_JMP|BPF_K|BPF_JEQ, 83, 0, 1)"
    let rest = "BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ERRNO|0x1), BPF_STMT(BPF_RET|BPF_K, SECCOMP_RET_ALLOW)"
    #expect(try session.outcome("seccomp SECCOMP_SET_MODE_FILTER 0 {len=4, filter=[\(refuse), \(rest)]}") == "0")
    #expect(try session.failure("mkdir \"x\" 0755").contains("A seccomp filter of P1 answers mkdir with EPERM"))
    #expect(try session.failure("rmdir \"nothing\"").contains("seccomp") == false)
    // A child has its parent's filters.
    try session.run("fork")
    #expect(try session.failure("P2: mkdir \"x\" 0755").contains("A seccomp filter of P2"))
  }
}
