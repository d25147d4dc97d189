import Glibc
import TestSupport
import Testing

@testable import Lab

/// A directory beside the lab that stands for the learner's own files; nothing in it may change.
final class Outside {
  let path: String

  init() {
    // Beside the lab's directory.
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/sysh-outside-XXXXXX".utf8CString)
    mkdtemp(&template)
    path = template.withUnsafeBufferPointer {
      String(decoding: $0.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    close(open("\(path)/file", O_WRONLY | O_CREAT, 0o644))
    symlink("/etc", "\(path)/etc")
  }

  deinit {
    for name in ProcessList.names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

/// `prepare` only looks; these tests run none of the calls that it objects to.
@Suite(.serialized) @TracerThread
struct GuardTests {
  let session: Session
  private let outside = Outside()

  init() throws {
    session = try Session()
    session.make("file", "hello")
    try session.run("mkdir \"dir\"")
    symlink("\(outside.path)/file", session.path("out"))
    symlink("\(outside.path)/new", session.path("dangling"))
    symlink(outside.path, session.path("outdir"))
    try session.run("a = open \"OUT/file\" O_RDONLY".placed(outside.path))
    try session.run("d = open \"OUT\" O_RDONLY|O_DIRECTORY".placed(outside.path))
    try session.run("own = open \"file\" O_RDONLY")
    try session.run("memory = memfd_create \"m\"")
  }

  @Test(arguments: [
    "open \"OUT/file\" O_WRONLY", "open \"OUT/file\" O_RDONLY|O_TRUNC", "open \"OUT/new\" O_RDONLY|O_CREAT",
    "open \"OUT\" O_RDWR|O_TMPFILE", "creat \"OUT/file\"", "openat AT_FDCWD \"OUT/file\" O_RDWR",
    "openat2 AT_FDCWD \"OUT/file\" {flags=O_WRONLY} 24", "open \"out\" O_WRONLY", "open \"dangling\" O_WRONLY|O_CREAT",
    "openat d \"x\" O_WRONLY|O_CREAT", "open \"outdir/x\" O_WRONLY|O_CREAT", "open \"dir/../outdir/file\" O_RDWR",
    "open \"../SIBLING/file\" O_WRONLY", "open \"/proc/self/fd/3\" O_WRONLY",
    "open \"/proc/self/root/OUT/file\" O_WRONLY",
    "open \"/proc/thread-self/fd/3\" O_WRONLY", "open \"/dev/fd/3\" O_WRONLY",
    "open \"DOTS../SIBLING/file\" O_WRONLY", "open \"/proc/1/oom_score_adj\" O_WRONLY",
    "open \"/proc/sys/kernel/x/../core_pattern\" O_RDONLY",
    "truncate \"OUT/file\" 0", "truncate \"out\" 0", "chmod \"out\" 0", "chmod \"OUT\" 0", "fchmodat d \"file\" 0600",
    "chown \"OUT/file\" 1", "lchown \"outdir/etc\" 0", "utimensat AT_FDCWD \"out\"",
    "fchownat d \"\" 0 0 AT_EMPTY_PATH",
    "chmod \"/dev/null\" 0", "unlink \"OUT/file\"", "unlinkat d \"file\"", "unlinkat d \"etc\"", "rmdir \"../SIBLING\"",
    "rename \"OUT/file\" \"x\"", "rename \"file\" \"OUT/x\"", "renameat2 d \"file\" AT_FDCWD \"x\" RENAME_EXCHANGE",
    "mkdir \"OUT/x\"", "symlink \"a\" \"OUT/x\"", "link \"file\" \"OUT/x\"", "link \"OUT/file\" \"x\"",
    "linkat AT_FDCWD \"/proc/self/fd/3\" AT_FDCWD \"x\" AT_SYMLINK_FOLLOW",
    "linkat a \"\" AT_FDCWD \"x\" AT_EMPTY_PATH",
    "mknod \"OUT/x\" S_IFIFO|0600", "rmdir \"HOME\"", "rename \"HOME\" \"/tmp/elsewhere\"",
    "fchmod a 0600", "fchown a 1", "fchmod d 0700", "syscall 280 a 0", "syscall 190 a \"user.x\" \"v\" 1 0",
    "ioctl a FS_IOC_SETFLAGS [0]", "syscall 87 \"OUT/file\"", "syscall 2 \"OUT/file\" 1", "syscall 132 \"OUT/file\" 0",
    "syscall 188 \"OUT/file\" \"user.x\" \"v\" 1 0", "syscall 452 -100 \"OUT/file\" 0600 0",
    "kill 1 SIGTERM", "kill -1 SIGTERM", "syscall 62 -1 9", "syscall 200 1 9", "syscall 234 1 1 9",
    "kill $SHELL SIGKILL", "kill -GROUP SIGKILL", "syscall 302 $SHELL 7 1 0", "syscall 101 16 $SHELL",
    "syscall 311 $SHELL 0 0 0 0",
    "tkill $SHELL SIGKILL", "tgkill $SHELL $SHELL SIGKILL", "prlimit64 $SHELL RLIMIT_NOFILE",
    "setpriority PRIO_PROCESS $SHELL 5", "sched_setaffinity $SHELL [0]", "sched_setscheduler $SHELL SCHED_OTHER [0]",
    "rt_sigqueueinfo $SHELL SIGTERM {si_signo=SIGTERM, si_code=SI_QUEUE}",
    "ptrace PTRACE_ATTACH $SHELL", "process_vm_readv $SHELL [8] 1 [{iov_base=8, iov_len=8}] 1",
    "process_vm_writev $SHELL [\"a\"] 1 [{iov_base=8, iov_len=1}] 1", "kcmp P1 $SHELL KCMP_VM",
    "kcmp $SHELL P1 KCMP_VM",
    "move_pages $SHELL [8]", "migrate_pages $SHELL 2 [1] [1]", "sched_setparam $SHELL [0]",
    "sched_setattr $SHELL {size=48}", "ioprio_set IOPRIO_WHO_PROCESS $SHELL 0", "ioprio_set IOPRIO_WHO_USER 7 0",
    "bpf BPF_MAP_CREATE {map_type=1}", "add_key \"user\" \"a\" \"b\" KEY_SPEC_USER_KEYRING",
    "request_key \"user\" \"a\" \"b\"", "request_key \"user\" \"a\" NULL KEY_SPEC_SESSION_KEYRING",
    "keyctl KEYCTL_CLEAR KEY_SPEC_SESSION_KEYRING", "keyctl KEYCTL_REVOKE 5", "keyctl KEYCTL_SESSION_TO_PARENT",
    "keyctl KEYCTL_JOIN_SESSION_KEYRING \"a\"", "keyctl KEYCTL_LINK 5 KEY_SPEC_USER_KEYRING",
    "keyctl KEYCTL_GET_PERSISTENT 0 KEY_SPEC_PROCESS_KEYRING",
    "syscall 241 \"x\"", "syscall 141 1 0 5",
    "utime \"OUT/file\"", "utimes \"out\"", "futimesat d \"file\"", "fchmodat2 d \"file\" 0600",
    "fchmodat2 d \"\" 0700 AT_EMPTY_PATH", "setxattr \"OUT/file\" \"user.x\" \"v\"",
    "lsetxattr \"OUT/etc\" \"user.x\" \"v\"", "fsetxattr a \"user.x\" \"v\"", "removexattr \"out\" \"user.x\"",
    "lremovexattr \"OUT/etc\" \"user.x\"", "fremovexattr a \"user.x\"",
    "setxattrat d \"file\" 0 \"user.x\" {value=\"v\"}", "removexattrat d \"file\" 0 \"user.x\"",
    "file_setattr d \"file\" {fa_xflags=0}", "ioctl a FS_IOC_FSSETXATTR {fsx_xflags=0}",
    "io_uring_setup 4 {flags=IORING_SETUP_SQPOLL}", "io_uring_setup 4 {flags=IORING_SETUP_NO_MMAP}",
    "fanotify_mark own FAN_MARK_ADD FAN_OPEN|FAN_OPEN_PERM AT_FDCWD \"file\"",
  ])
  func whatReachesOutsideIsObjectedTo(line: String) throws {
    // As an ordinary user some of these fail by themselves.
    let needsRoot = [
      "chmod \"/dev/null", "chown", "kill 1", "/proc/1", "core_pattern", "syscall 200", "syscall 234", "lchown",
    ]
    let isOthers = !isRoot && needsRoot.contains { line.contains($0) }
    let reads = line.contains("core_pattern")
    let objection = try session.objection(prepared(line))
    if !reads, !isOthers || line.hasPrefix("kill") || line.contains("syscall 2") {
      #expect(objection != nil)
    }
    #expect(ProcessList.names(in: outside.path) == ["etc", "file"])
  }

  @Test(arguments: [
    "open \"file\" O_RDWR", "open \"HOME/file\" O_RDWR|O_CREAT", "open \"OUT/file\" O_RDONLY",
    "open \"dir/../file\" O_WRONLY",
    "open \"OUT/../HOME/x\" O_WRONLY|O_CREAT", "open \"out\" O_PATH", "open \".\" O_RDWR|O_TMPFILE",
    "open \"/dev/null\" O_WRONLY", "open \"/dev/tty\" O_RDWR", "open \"/dev/full\" O_WRONLY",
    "open \"/proc/self/oom_score_adj\" O_WRONLY", "open \"/proc/self/fd/5\" O_RDWR",
    "open \"/proc/self/cwd/x\" O_RDWR|O_CREAT",
    "open \"/proc/self/fd/6\" O_RDWR", "open \"/proc/self/fd/0\" O_RDWR",
    "unlink \"out\"", "rename \"out\" \"in\"", "lchown \"out\" 0", "symlink \"OUT/file\" \"x\"",
    "link \"out\" \"hard\"",
    "chmod \".\" 0755", "fchmod own 0600", "fchmod memory 0600", "ioctl 0 TIOCGWINSZ", "ioctl a FIONREAD",
    "mkdir \"x\"",
    "setxattr \"file\" \"user.x\" \"v\"", "lremovexattr \"out\" \"user.x\"", "fchmodat2 AT_FDCWD \"file\" 0600",
    "getxattr \"OUT/file\" \"user.x\"", "listxattr \"OUT/file\"", "file_getattr AT_FDCWD \"OUT/file\"",
    "statfs \"OUT\"", "name_to_handle_at AT_FDCWD \"OUT/file\" {handle_bytes=128}",
    "ioctl a FS_IOC_FIEMAP {fm_length=-1}", "inotify_init", "io_setup 1", "io_uring_setup 4", "syscall 425 1 0",
    "memfd_secret",
    "fanotify_mark own FAN_MARK_ADD FAN_OPEN AT_FDCWD \"file\"",
    "kill P1 SIGTERM", "kill 0 SIGTERM", "kill 1 0", "getpid", "write a \"x\"", "ftruncate a 0", "syscall 302 0 7 0 0",
    "ptrace PTRACE_TRACEME", "process_vm_readv P1 [8] 1 [{iov_base=$rsp, iov_len=8}] 1", "kcmp P1 P1 KCMP_VM",
    "move_pages 0 [8]", "sched_setattr 0 {size=48}", "ioprio_set IOPRIO_WHO_PROCESS P1 0",
    "ioprio_set IOPRIO_WHO_PGRP 0 0", "syslog SYSLOG_ACTION_SIZE_BUFFER", "adjtimex {modes=0}",
    "clock_adjtime CLOCK_REALTIME {modes=0}", "add_key \"user\" \"a\" \"b\" KEY_SPEC_THREAD_KEYRING",
    "request_key \"user\" \"a\"", "keyctl KEYCTL_GET_KEYRING_ID KEY_SPEC_USER_KEYRING",
    "keyctl KEYCTL_CLEAR KEY_SPEC_PROCESS_KEYRING", "keyctl KEYCTL_LINK 5 KEY_SPEC_THREAD_KEYRING",
    "keyctl KEYCTL_DESCRIBE 5 NULL 0", "keyctl KEYCTL_CAPABILITIES NULL 0", "keyctl KEYCTL_JOIN_SESSION_KEYRING NULL",
    "keyctl KEYCTL_SET_REQKEY_KEYRING KEY_REQKEY_DEFL_NO_CHANGE", "membarrier MEMBARRIER_CMD_QUERY", "personality 8",
    // What fails by itself is worth seeing.
    "rename \".\" \"x\"", "rmdir \"OUT/.\"",
    "open \"OUT/none\" O_WRONLY", "setxattr \"OUT/none\" \"user.x\" \"v\"", "unlink \"OUT/none\"", "mkdir \"OUT/file\"",
    "open \"OUT\" O_WRONLY",
    "rename \"OUT/none\" \"x\"",
    "open \"OUT/file\" O_CREAT|O_EXCL|O_WRONLY", "truncate \"OUT/none\" 0", "link \"OUT\" \"x\"",
    "unlink \"OUT/none/x\"",
  ])
  func whatStaysInsideOrFailsIsNot(line: String) throws {
    #expect(try session.objection(prepared(line)) == nil)
    if line.contains("OUT/none") || line.contains("O_EXCL") {
      #expect(try session.outcome(prepared(line)).hasPrefix("-1 E"))
    }
    #expect(ProcessList.names(in: outside.path) == ["etc", "file"])
  }

  @Test func aWorkingDirectoryOutsideCounts() throws {
    try session.run("chdir \"\(outside.path)\"")
    #expect(try session.objection("open \"file\" O_WRONLY") != nil)
    #expect(try session.objection("unlink \"./file\"") != nil)
    try session.run("fchdir 0")
    try session.run("chdir \"\(session.lab.directory.path)\"")
    #expect(try session.objection("unlink \"file\"") == nil)
  }

  @Test func aSharedWorkingDirectoryThatMovedIsSeen() throws {
    try session.map("stack", 4)
    // CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD.
    try session.run("syscall 56 0x10f00 stack+3*PAGE")
    try session.run("P1.2: chdir \"\(outside.path)\"")
    #expect(try session.objection("unlink \"file\"") != nil)
  }

  @Test func aReplacementSubjectIsGuardedToo() throws {
    try session.run("exit 0")
    #expect(try session.objection("unlink \"\(outside.path)/file\"") != nil)
    let report = try session.run("getpid")
    #expect(report.subject == "P2" && report.started?.hasPrefix("P1 is gone") == true)
  }

  @Test(.enabled(if: isRoot, "needs root: chroot")) func aRootOfItsOwnIsSeenThrough() throws {
    try session.run("chroot \"dir\"")
    #expect(try session.objection("open \"/x\" O_WRONLY|O_CREAT") == nil)
    try session.run("fchdir d")
    #expect(try session.objection("unlink \"file\"") != nil)
    #expect(try session.objection("openat d \"x\" O_WRONLY|O_CREAT") != nil)
    #expect(try session.objection("open \"../../../../x\" O_WRONLY|O_CREAT") != nil)
  }

  @Test(.enabled(if: isRoot, "needs root: calls on the whole machine fail by themselves otherwise"))
  func callsOnTheWholeMachineAreObjectedTo() throws {
    for number in [153, 155, 159, 164, 165, 166, 167, 169, 170, 171, 175, 176, 227, 246, 305, 313, 320, 428, 429, 442] {
      #expect(try session.objection("syscall \(number) 0 0 0 0 0") != nil, "\(number)")
    }
  }

  @Test(
    .enabled(if: isRoot, "needs root: these calls fail by themselves otherwise"),
    arguments: [
      "mount \"none\" \"dir\" \"tmpfs\"", "umount2 \"dir\"", "pivot_root \".\" \"dir\"", "swapon \"file\"",
      "swapoff \"file\"", "acct \"file\"", "quotactl QCMD(Q_SYNC, USRQUOTA) NULL",
      "quotactl_fd own QCMD(Q_GETFMT, USRQUOTA)",
      "open_by_handle_at d {handle_bytes=8, handle_type=1, f_handle=\"\\x01\"}", "fsopen \"tmpfs\"",
      "fsconfig own FSCONFIG_SET_STRING \"size\" \"1m\"", "fsmount own", "fspick AT_FDCWD \".\"",
      "open_tree AT_FDCWD \".\" OPEN_TREE_CLONE", "open_tree_attr AT_FDCWD \".\" OPEN_TREE_CLONE {attr_set=0}",
      "move_mount d \"\" AT_FDCWD \"dir\" MOVE_MOUNT_F_EMPTY_PATH",
      "mount_setattr AT_FDCWD \"dir\" 0 {attr_set=MOUNT_ATTR_RDONLY}",
    ])
  func typedCallsOnMountsAndDisksAreObjectedTo(line: String) throws {
    #expect(try session.objection(line) != nil)
  }

  @Test(.enabled(if: isRoot, "needs root: without CAP_SYSLOG, CAP_SYS_TIME and the like these fail by themselves"))
  func whatSetsOrClearsIsTheMachinesAndWhatAsksIsNot() throws {
    for line in [
      "syslog SYSLOG_ACTION_CLEAR", "syslog SYSLOG_ACTION_READ_CLEAR NULL 0", "syslog SYSLOG_ACTION_CONSOLE_OFF",
      "adjtimex {modes=ADJ_FREQUENCY}", "clock_adjtime CLOCK_REALTIME {modes=ADJ_SETOFFSET}", "settimeofday {1, 0}",
      "clock_settime CLOCK_REALTIME {1, 0}", "sethostname \"x\"", "setdomainname \"x\"", "iopl 3", "ioperm 0 1 1",
      "reboot LINUX_REBOOT_MAGIC1 LINUX_REBOOT_MAGIC2 LINUX_REBOOT_CMD_HALT", "delete_module \"x\"",
      "init_module 0 0 \"\"", "finit_module own \"\"", "kexec_load 0 0 NULL", "kexec_file_load -1 -1 0 NULL", "vhangup",
    ] {
      #expect(try session.objection(line) != nil, "\(line)")
    }
  }

  @Test(.enabled(if: isRoot, "needs root: CAP_SYS_ADMIN for a new UTS namespace"))
  func aNamespaceOfItsOwnMayBeNamed() throws {
    try session.run("unshare CLONE_NEWUTS")
    #expect(try session.objection("sethostname \"x\"") == nil)
    #expect(try session.outcome("sethostname \"x\"") == "0")
  }

  private func prepared(_ line: String) -> String {
    line.placed(outside.path).placing("HOME", session.lab.directory.realPath)
      .placing("SIBLING", String(outside.path.split(separator: "/").last ?? ""))
      .placing("DOTS", String(repeating: "dir/../", count: 550)).placing("$SHELL", "\(getpid())")
      .placing("GROUP", "\(getpgrp())")
  }
}

extension String {
  func placed(_ outside: String) -> String {
    placing("/OUT", outside).placing("\"OUT", "\"" + outside)
  }

  func placing(_ word: String, _ other: String) -> String {
    var result = ""
    var rest = self[...]
    while let range = rest.firstRange(of: word) {
      result += rest[..<range.lowerBound] + other
      rest = rest[range.upperBound...]
    }
    return result + rest
  }
}
