import Glibc
import Inspect
import TestSupport
import Testing

@testable import Lab

/// A subject that may mount can make any path lead anywhere. `prepare` only looks; none of the calls objected to is made.
@Suite(.serialized, .enabled(if: Machine.hasUserNamespaces, "needs user namespaces for this user")) @TracerThread
struct NamespaceGuardTests {
  let session: Session
  private let outside = Outside()

  init() throws {
    session = try Session()
    session.make("file", "hello")
    try session.run("mkdir \"dir\" 0755")
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWNS|CLONE_NEWPID|CLONE_NEWNET|CLONE_NEWUTS|CLONE_NEWIPC")
    for (file, text) in [("setgroups", "deny"), ("uid_map", "0 \(geteuid()) 1"), ("gid_map", "0 \(getegid()) 1")] {
      try session.run("f = open \"/proc/self/\(file)\" O_WRONLY")
      #expect(try session.run("write f \"\(text)\"").outcome == .returned(UInt64(text.utf8.count)))
      try session.run("close f")
    }
    try session.run("fork")
  }

  private func isAsked(_ line: String) throws -> Bool {
    try session.objection(line.placed(outside.path)) != nil
  }

  private func run(_ line: String) throws {
    let report = try session.run(line.placed(outside.path))
    if case .returned = report.outcome { return }
    Issue.record("\(report.text): \(report.reasons)")
  }

  @Test func aFileSystemMountedInsideIsTheLabs() throws {
    #expect(try isAsked("P2: mkdir \"OUT/new\" 0755"))
    #expect(try !isAsked("P2: mount \"t\" \"OUT\" \"tmpfs\""))
    try run("P2: mount \"t\" \"OUT\" \"tmpfs\"")
    for line in [
      "mkdir \"OUT/new\" 0755", "open \"OUT/x\" O_RDWR|O_CREAT 0600", "symlink \"a\" \"OUT/b\"", "chmod \"OUT\" 0700",
      "umount2 \"OUT\"", "mount \"none\" \"OUT\" NULL MS_REMOUNT|MS_RDONLY",
    ] { #expect(try !isAsked("P2: \(line)"), "\(line)") }
    // The shell's own view of that directory is another one, and so is what lies beside it.
    #expect(try isAsked("P2: mkdir \"OUT/../sysh-guard-new\" 0755"))
  }

  @Test func anOutsideDirectoryStaysOutsideWhereverItIsBound() throws {
    try run("P2: mount \"OUT\" \"dir\" NULL MS_BIND")
    for line in [
      "open \"dir/file\" O_WRONLY", "mkdir \"dir/new\" 0755", "unlink \"dir/file\"", "rename \"dir/file\" \"dir/g\"",
      "truncate \"dir/file\" 0", "chmod \"dir/file\" 0600", "open \"dir\" O_RDWR|O_TMPFILE",
    ] { #expect(try isAsked("P2: \(line)"), "\(line)") }
    #expect(try !isAsked("P2: open \"file\" O_WRONLY"))
    try run("d = P2: open \"dir/file\" O_RDONLY")
    #expect(try isAsked("P2: fchmod d 0600"))
    // From a subject in the shell's namespace, through the root of the one that has mounted it.
    try run("o = P2: open \"dir\" O_PATH")
    #expect(try isAsked("P2: openat o \"file\" O_WRONLY"))
    #expect(try isAsked("P2: open \"/proc/self/cwd/dir/file\" O_WRONLY"))
  }

  @Test func anotherSubjectsRootIsLookedThrough() throws {
    let home = session.lab.directory.realPath
    try run("P2: mount \"OUT\" \"dir\" NULL MS_BIND")
    let pid = session.lab.subject(named: "P2")?.pid ?? 0
    // It was forked, so P1 is in the same namespace; a fresh subject is in the shell's.
    _ = try session.lab.launch()
    #expect(try isAsked("P3: open \"/proc/\(pid)/root\(home)/dir/file\" O_WRONLY"))
    #expect(try !isAsked("P3: open \"/proc/\(pid)/root\(home)/file\" O_WRONLY"))
    #expect(try !isAsked("P3: open \"\(home)/file\" O_WRONLY"))
  }

  @Test func theNamesOfHarmlessFilesAreNotBelieved() throws {
    try run("P2: mount \"OUT/file\" \"/dev/null\" NULL MS_BIND")
    #expect(try isAsked("P2: open \"/dev/null\" O_WRONLY"))
    #expect(try !isAsked("P2: open \"/dev/zero\" O_WRONLY"))
    let pid = session.lab.subject(named: "P1")?.pid ?? 0
    try run("P2: mount \"OUT\" \"/proc/\(pid)/net\" NULL MS_BIND")
    #expect(try isAsked("P2: open \"/proc/\(pid)/net/file\" O_WRONLY"))
  }

  @Test func aFreshProcIsReadAsItsNamespaceNumbersProcesses() throws {
    try run("P2: mount \"proc\" \"/proc\" \"proc\"")
    for line in [
      "open \"/proc/self/root/OUT/file\" O_WRONLY", "open \"/proc/1/root/OUT/file\" O_WRONLY",
      "open \"/proc/thread-self/root/OUT/file\" O_WRONLY", "open \"/proc/1/cwd/../sysh-guard-new\" O_WRONLY|O_CREAT",
      "open \"/proc/sys/kernel/core_pattern\" O_WRONLY",
    ] where !line.contains("sys") || geteuid() == 0 { #expect(try isAsked("P2: \(line)"), "\(line)") }
    for line in ["/proc/self/oom_score_adj", "/proc/1/comm", "/proc/1/cwd/file", "/proc/sys/kernel/hostname"] {
      #expect(try !isAsked("P2: open \"\(line)\" O_WRONLY"), "\(line)")
    }
  }

  @Test func anOverlayMayWriteIntoTheLabOnly() throws {
    for line in ["mkdir \"up\" 0755", "mkdir \"work\" 0755"] { try run("P2: \(line)") }
    let inside = "lowerdir=/etc,upperdir=up,workdir=work"
    #expect(try !isAsked("P2: mount \"o\" \"dir\" \"overlay\" 0 \"\(inside)\""))
    #expect(try isAsked("P2: mount \"o\" \"dir\" \"overlay\" 0 \"lowerdir=/,upperdir=/OUT,workdir=work\""))
    #expect(try isAsked("P2: mount \"o\" \"dir\" \"overlay\" 0 \"lowerdir=/,upperdir=up,workdir=/OUT\""))
    try run("o = P2: fsopen \"overlay\"")
    #expect(try isAsked("P2: fsconfig o FSCONFIG_SET_STRING \"upperdir\" \"OUT\""))
    #expect(try isAsked("P2: fsconfig o FSCONFIG_SET_PATH \"upperdir\" \"OUT\" AT_FDCWD"))
    #expect(try !isAsked("P2: fsconfig o FSCONFIG_SET_STRING \"upperdir\" \"up\""))
    try run("P2: mount \"o\" \"dir\" \"overlay\" 0 \"\(inside)\"")
    #expect(try !isAsked("P2: mkdir \"dir/new\" 0755"))
    #expect(try !isAsked("P2: open \"dir/passwd\" O_WRONLY"))
    #expect(try !isAsked("P2: unlink \"dir/passwd\""))
  }

  @Test func fileSystemsOfTheMachineAreAskedAbout() throws {
    for line in [
      "mount \"/dev/sda\" \"dir\" \"ext4\"", "mount \"c\" \"dir\" \"cgroup2\"", "fsopen \"ext4\"",
      "mount \"none\" \"/\" NULL MS_REMOUNT|MS_RDONLY", "fspick AT_FDCWD \"/\"",
    ] { #expect(try isAsked("P2: \(line)"), "\(line)") }
    for line in [
      "mount \"p\" \"dir\" \"proc\"", "mount \"s\" \"dir\" \"sysfs\"", "mount \"none\" \"/\" NULL MS_REC|MS_PRIVATE",
      "mount \"none\" \"/\" NULL MS_REMOUNT|MS_BIND|MS_RDONLY", "umount2 \"/proc\"", "fsopen \"tmpfs\"",
      "open_tree AT_FDCWD \"/\" OPEN_TREE_CLONE", "pivot_root \"dir\" \"dir\"", "chroot \"dir\"",
      "sethostname \"x\" 1", "mount \"x\" \"dir\" \"nosuchtype\"",
    ] { #expect(try !isAsked("P2: \(line)"), "\(line)") }
    // In the shell's own namespace every mount is asked about, by one who could make it.
    _ = try session.lab.launch()
    #expect(try isAsked("P3: mount \"t\" \"dir\" \"tmpfs\"") == (geteuid() == 0))
  }

  @Test func whatTheShellMayNotSearchIsAskedAbout() throws {
    try run("P2: mount \"t\" \"/mnt\" \"tmpfs\"")
    for line in ["mkdir \"/mnt/shut\" 0755", "mkdir \"/mnt/shut/out\" 0755"] { try run("P2: \(line)") }
    try run("P2: mount \"OUT\" \"/mnt/shut/out\" NULL MS_BIND")
    try run("P2: chmod \"/mnt/shut\" 0")
    #expect(try isAsked("P2: open \"/mnt/shut/out/file\" O_WRONLY"))
    #expect(try isAsked("P2: mount \"o\" \"dir\" \"overlay\" 0 \"lowerdir=/etc,upperdir=/mnt/shut/out,workdir=dir\""))
  }

  @Test func capabilitiesOverOnesOwnFilesCount() throws {
    // Read-only, and its owner is root inside.
    chmod("\(outside.path)/file", 0o444)
    #expect(try isAsked("P2: open \"OUT/file\" O_WRONLY"))
  }

  @Test func killOfEverybodyReachesOnlyTheNamespace() throws {
    #expect(try !isAsked("P2: kill -1 SIGTERM"))
    #expect(try isAsked("P1: kill -1 SIGTERM"))
    #expect(try !isAsked("P2: kill 1 SIGTERM"))
    #expect(try isAsked("P1: kill 1 SIGTERM"))
  }

  @Test func whatOthersHaveMadeIsEnteredOnlyAfterAQuestion() throws {
    try run("n = P2: open \"/proc/self/ns/net\" O_RDONLY")
    #expect(try !isAsked("P2: setns n"))
    session.lab.ownNamespaces = []
    #expect(try isAsked("P2: setns n"))
  }
}
