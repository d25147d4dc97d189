import Glibc
import Inspect
import LinuxABI
import SyscallTable
import TestSupport
import Testing
import Tracer

@testable import Lab

/// Threads as subjects, what they have together, and how many subjects there may be.
@Suite(.serialized) @TracerThread
struct ThreadTests {
  let session: Session
  private static let flags = "CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD"

  init() throws {
    session = try Session()
  }

  private func thread() throws {
    #expect(try session.run("clone \(Self.flags)").outcome != .failed(.invalid))
  }

  @Test func threadsAreNamedAfterTheirProcessAndNumbersAreNotUsedAgain() throws {
    try thread()
    try thread()
    #expect(session.lab.living.map(\.name) == ["P1", "P1.2", "P1.3"])
    #expect(try session.outcome("P1.2: gettid") != session.outcome("P1: gettid"))
    #expect(try session.outcome("P1.2: getpid") == session.outcome("P1: getpid"))
    #expect(try session.run("P1.2: syscall 60 0").death?.survivors.contains("P1") == true)
    try thread()
    try session.run("P1.4: fork")
    #expect(session.lab.living.map(\.name) == ["P1", "P1.3", "P1.4", "P2"])
    #expect(session.lab.subject(named: "P2")?.parent == "P1")
  }

  @Test func aThreadThatEndsItsProcessMakesTheProcessesChildrenOrphans() throws {
    try session.run("fork")
    try session.run("P2: clone \(Self.flags)")
    try session.run("P2: fork")
    #expect(session.lab.subject(named: "P3")?.parent == "P2")
    let death = try session.run("P2.2: exit_group 0").death
    #expect(death?.threads == ["P2.2"] && death?.orphans.map(\.name) == ["P3"])
  }

  @Test func cloneNamesTheFlagThatAnotherNeeds() throws {
    let actions = try session.run("clone CLONE_SIGHAND|SIGCHLD")
    #expect(actions.outcome == .failed(.invalid))
    #expect(actions.reasons.contains { $0.hasPrefix("CLONE_SIGHAND needs CLONE_VM") })
    let thread = try session.run("clone CLONE_VM|CLONE_THREAD")
    #expect(thread.reasons.contains { $0.hasPrefix("CLONE_THREAD needs CLONE_SIGHAND") })
    #expect(try session.run("clone CLONE_VM|CLONE_SIGHAND|SIGCHLD").reasons.isEmpty)
  }

  @Test func oneTableIsKeptOnceAndItsChangesAreToldOnce() throws {
    try thread()
    #expect(try session.changes("P1.2: open \"/\" O_RDONLY").count == 1)
    #expect(session.lab.descriptors.table(of: "P1")?[3] != nil)
    #expect(session.lab.descriptors.tables["P1.2"] == nil, "there is no second table")
    #expect(session.lab.descriptors.users(of: "P1.2") == ["P1", "P1.2"])
    #expect(try session.changes("close 3").count == 1)
    #expect(session.lab.descriptors.table(of: "P1.2")?[3] == nil)
    #expect(try session.outcome("P1.2: unshare CLONE_FILES") == "0")
    #expect(try session.changes("open \"/\" O_RDONLY").count == 1)
    #expect(session.lab.descriptors.table(of: "P1.2")?[3] == nil, "its own table now")
    #expect(session.lab.descriptors.table(of: "P1")?[3] != nil)
  }

  @Test func oneMemoryAndOneDirectoryAreToldOnce() throws {
    try thread()
    let here = session.lab.current?.directory
    #expect(
      try session.run("P1.2: mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS").changes.count == 1)
    #expect(try session.run("mmap NULL PAGE PROT_READ MAP_PRIVATE|MAP_ANONYMOUS").changes.count == 1)
    #expect(try session.changes("P1.2: chdir \"/\"").count == 1)
    #expect(here != "/" && session.lab.current?.directory == "/")
    #expect(try session.changes("umask 077").count == 1)
    #expect(try session.changes("P1.2: umask 077").isEmpty)
    #expect(try session.outcome("P1.2: unshare CLONE_FS") == "0")
    #expect(try session.changes("P1.2: chdir \"/tmp\"").count == 1)
    #expect(session.lab.current?.directory == "/", "parted by unshare")
  }

  @Test func argumentsInFlightAreNotOverwrittenByAnotherThreadsCalls() throws {
    try thread()
    try session.run("r, w = pipe")
    try session.map("full", 16)
    #expect(try session.outcome("write w full 65536") == "65536")
    #expect(try session.run("P1.2: write w \"in flight\"").outcome == .blocked)
    for name in ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "b"] { try session.run("access \"\(name)\" 0") }
    #expect(try session.outcome("read r full 65536") == "65536")
    #expect(try session.report().outcome == .returned(9))
    #expect(try session.run("read r 64").text.contains("in flight"))
  }

  @Test func aChildThatBorrowsTheMemoryHasItsArgumentsElsewhere() throws {
    #expect(try session.run("vfork").outcome == .blocked)
    let parent = try #require(session.lab.subject(named: "P1"))
    let child = try #require(session.lab.subject(named: "P2"))
    #expect(child.arenaTop < parent.arenaTop - (1 << 20))
    #expect(try session.outcome("P2: getcwd") != "-1")
    try session.run("P2: exit_group 0")
    #expect(try session.report().outcome == .returned(UInt64(child.pid)))
  }

  @Test func aStackThatWasGivenIsWhereTheThreadStands() throws {
    try session.map("stack", 4)
    try session.run("clone \(Self.flags) stack+4*PAGE")
    let thread = try #require(session.lab.subject(named: "P1.2"))
    try session.run("P1.2: access \"/\" 0")
    #expect(try thread.tracee.registers().stackPointer == session.value("stack") + 4 * 4096)
    try self.thread()
    let other = try #require(session.lab.subject(named: "P1.3"))
    #expect(other.memory.hasPart(at: try other.tracee.registers().stackPointer))
  }

  @Test func moreThanAThreadsPartHoldsIsRefusedWithItsSize() throws {
    try thread()
    try session.run("z = open \"/dev/zero\" O_RDONLY")
    #expect(try session.run("P1.2: read z 40000").outcome == .returned(40000))
    #expect(throws: InputError.self) { try session.run("P1.2: read z 60000") }
    #expect(try session.run("P1: read z 60000").outcome == .returned(60000))
  }

  @Test(arguments: ["P1", "P1.3"]) func exitGroupOfAnyThreadIsOneDeath(of caller: String) throws {
    try thread()
    try thread()
    try session.run("P1.2: pause")
    let death = try #require(try session.run("\(caller): exit_group 3").death)
    #expect(death.subject == "P1" && death.how == .exited(3) && death.threads == ["P1.2", "P1.3"])
    #expect(session.lab.settle().isEmpty, "told once")
    #expect(session.lab.living.isEmpty && session.lab.descriptors.tables.isEmpty)
  }

  @Test func aFatalSignalIsOneDeath() throws {
    try thread()
    #expect(try session.outcome("tgkill P1 P1.2 SIGUSR1") == "0")
    let reports = session.lab.settle()
    #expect(reports.compactMap(\.death).map(\.subject) == ["P1"])
    #expect(reports.compactMap(\.death).first?.threads == ["P1.2"])
    #expect(session.lab.settle().isEmpty && session.lab.living.isEmpty)
  }

  @Test func aFirstThreadThatExitsLeavesTheProcessToTheOthers() throws {
    try thread()
    let report = try session.run("syscall 60 7")
    #expect(report.outcome == .exited(7) && report.death?.survivors == ["P1.2"])
    #expect(try session.outcome("P1.2: getpid") != "-1")
    #expect(try session.changes("P1.2: open \"/\" O_RDONLY").count == 1)
    let tree = session.lab.processTree()
    #expect(tree.first?.hasLivingThreads == true && tree.first?.children.map(\.name) == ["P1.2"])
    let death = try #require(try session.run("P1.2: syscall 60 8").death)
    #expect(death.subject == "P1" && death.threads == ["P1.2"])
    #expect(session.lab.settle().isEmpty)
  }

  @Test func anExecInAThreadMakesTheProcessThatProgram() throws {
    try thread()
    try thread()
    let report = try session.run("P1.2: execve \"/bin/cat\" [\"cat\"] []")
    #expect(report.outcome == .replaced && report.subject == "P1")
    #expect(report.details.first?.contains("P1.3 have ended, and P1.2 goes on as P1") == true)
    #expect(session.lab.living.map(\.name) == ["P1"] && session.lab.settle().isEmpty)
    #expect(try session.outcome("gettid") == session.outcome("getpid"))
    #expect(session.lab.descriptors.table(of: "P1")?.count == 3)
  }

  @Test(arguments: ["CLONE_PARENT|SIGCHLD", "CLONE_NEWUSER|SIGCHLD", "CLONE_NEWUSER|CLONE_NEWPID|SIGCHLD", "CLONE_FS"])
  func childrenOfAllKindsRunCalls(flags: String) throws {
    let outcome = try session.run("clone \(flags)").outcome
    guard case .returned = outcome else {
      // A machine may forbid user namespaces; nothing is broken then.
      #expect(flags.contains("NEWUSER") && session.lab.living.count == 1, "\(outcome)")
      return
    }
    #expect(try session.outcome("P2: getuid") != "-1" && session.outcome("P1: getpid") != "-1")
  }

  @Test func aChildThatTheLabCouldNotHoldIsObjectedTo() throws {
    #expect(try session.objection("clone CLONE_UNTRACED|SIGCHLD")?.contains("CLONE_UNTRACED") == true)
    #expect(try session.objection("clone3 {flags=CLONE_UNTRACED, exit_signal=SIGCHLD}") != nil)
    #expect(try session.objection("clone SIGCHLD") == nil)
  }

  // MARK: Many

  @Test func fiftyThreadsRunCallsAndLeaveNothing() throws {
    for _ in 0..<50 { try thread() }
    let pid = try #require(session.lab.current?.pid)
    #expect(ProcessList.names(in: "/proc/\(pid)/task").count == 51, "positive control")
    for number in 2...51 { #expect(try session.outcome("P1.\(number): access \"/\" 0") == "0") }
    #expect(try session.run("exit_group 0").death?.threads.count == 50)
    #expect(session.lab.tracer.tracees.isEmpty && ProcessList.entry(pid) == nil)
  }

  @Test func twoHundredForksEachKilledAndWaitedForLeaveNothing() throws {
    var pids: Set<Int32> = []
    for number in 2...201 {
      guard case .returned(let pid) = try session.run("fork").outcome else { throw Unexpected(what: "fork \(number)") }
      pids.insert(Int32(truncatingIfNeeded: pid))
      #expect(ProcessList.entry(Int32(truncatingIfNeeded: pid)) != nil, "positive control")
      try session.run("kill P\(number) SIGKILL")
      _ = eventually {
        _ = session.lab.settle(); return session.lab.subject(named: "P\(number)")?.end != nil
      }
      #expect(try session.outcome("wait4 P\(number)") == "\(pid)")
    }
    #expect(pids.count == 200 && session.lab.tracer.tracees.count == 1)
    #expect(ProcessList.all().allSatisfy { !pids.contains($0.pid) })
  }

  @Test func aForkBombTypedByHandEndsAtTheLabsLimit() throws {
    var refusal = ""
    var makers = ["P1"]
    while refusal.isEmpty, makers.count < 2 * Lab.processLimit {
      for maker in makers where refusal.isEmpty {
        refusal = try session.refusal("\(maker): fork")
        if refusal.hasPrefix("not refused") { refusal = "" }
      }
      makers = session.lab.living.map(\.name)
    }
    #expect(
      refusal == """
        The lab holds 256 processes and threads, as many as it lets live at once, so this fork was not made. kill and \
        wait4 end some; reset ends all.
        """)
    #expect(session.lab.living.count == Lab.processLimit, "positive control")
    #expect(try session.refusal("syscall 56 17").contains("this clone was not made"))
    let pids = Set(session.lab.living.map(\.pid))
    try session.lab.reset()
    #expect(ProcessList.all().allSatisfy { !pids.contains($0.pid) || $0.state == "Z" })
    #expect(try session.outcome("fork") != "-1")
  }

  @Test func aForkBombOfAProgramIsKilledWithOneSentence() throws {
    try session.run("execve \"/bin/sh\" [\"sh\", \"-c\", \"f() { f | f; }; f\"] []")
    _ = try session.lab.letRun(nil)
    var reports: [CallReport] = []
    let isOver = eventually(within: 60) {
      reports += session.lab.collect()
      return reports.contains { $0.death?.cause?.contains("256") == true }
    }
    #expect(isOver)
    #expect(reports.compactMap(\.death).count == 1)
    #expect(reports.flatMap(\.changes).count < 20, "not told one by one")
    #expect(session.lab.tracer.tracees.isEmpty && session.lab.living.isEmpty)
  }
}
