import CLinux
import Glibc
import Inspect
import LinuxABI
import TestSupport
import Testing
import Tracer

@testable import Lab

/// How limits show up: an errno or a signal, with the reason from the actual state.
@Suite(.serialized) @TracerThread
struct LimitTests {
  let session: Session

  init() throws {
    session = try Session()
  }

  @Test func descriptorsAreCountedAgainstTheirLimit() throws {
    try session.run("setrlimit RLIMIT_NOFILE {rlim_cur=4, rlim_max=8}")
    #expect(try session.outcome("dup 0") == "3")
    #expect(
      try session.failure("dup 0")
        == "-1 EMFILE: P1 has 4 descriptors open, and its limit (RLIMIT_NOFILE) is 4. Close one, or raise the limit.")
  }

  @Test func theFiguresSayWhatIsUsed() throws {
    try session.run("setrlimit RLIMIT_NOFILE {rlim_cur=100, rlim_max=200}")
    try session.run("dup 0")
    let subject = try #require(session.lab.subject(named: "P1"))
    let figures = try session.lab.limitFigures(of: subject)
    let files = try #require(figures.rows.first { $0.name == "RLIMIT_NOFILE" })
    #expect(files.limit.soft == 100 && files.limit.hard == 200 && files.used == 4)
    let space = try #require(figures.rows.first { $0.name == "RLIMIT_AS" }?.used)
    #expect(try session.lab.proc.status(subject.pid).vmSize == space / 1024)
    #expect(figures.rows.count == 16 && figures.rows.allSatisfy { !$0.effect.isEmpty })
    let tasks = try #require(figures.rows.first { $0.name == "RLIMIT_NPROC" }?.used)
    #expect(tasks >= 1)
  }

  @Test func memoryBeyondTheAddressSpaceIsRefused() throws {
    try session.run("setrlimit RLIMIT_AS {1<<20, 1<<20}")
    let text = try session.failure("mmap NULL 1<<20 PROT_READ MAP_PRIVATE|MAP_ANONYMOUS -1 0")
    #expect(text.contains("would grow by 1048576; its limit (RLIMIT_AS) is 1048576 bytes."), "\(text)")
  }

  @Test func aLimitThatWasNotTheCauseIsNotNamed() throws {
    try session.run("setrlimit RLIMIT_AS {1<<40, 1<<40}")
    let text = try session.failure("mprotect 0x10000 PAGE PROT_READ")
    #expect(text.hasPrefix("-1 ENOMEM: Nothing is mapped"), "\(text)")
  }

  @Test func dataAndLockedMemoryHaveLimitsOfTheirOwn() throws {
    try session.map("p", 10)
    if isPowerless {
      try session.run("setrlimit RLIMIT_MEMLOCK {8192, 8192}")
      #expect(try session.failure("mlock p 10*PAGE").contains("the limit (RLIMIT_MEMLOCK) is 8192 bytes."))
      try session.run("setrlimit RLIMIT_MEMLOCK {0, 0}")
      #expect(try session.failure("mlock p PAGE") == "-1 EPERM: CAP_IPC_LOCK is not in the effective set of P1.")
    }
    try session.run("setrlimit RLIMIT_DATA {1<<20, 1<<20}")
    let text = try session.failure("mmap NULL 2<<20 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0")
    #expect(text.contains("its limit (RLIMIT_DATA) is 1048576 bytes."), "\(text)")
  }

  @Test(.enabled(if: isPowerless, "needs an ordinary user: root is not held to RLIMIT_NPROC"))
  func allProcessesOfTheUserCount() throws {
    try session.run("setrlimit RLIMIT_NPROC {1, 1}")
    let text = try session.failure("fork")
    #expect(text.hasPrefix("-1 EAGAIN: User \(getuid()) has ") && text.contains("(RLIMIT_NPROC) is 1."), "\(text)")
  }

  @Test func aFileThatWouldGrowTooLarge() throws {
    try session.run("setrlimit RLIMIT_FSIZE {5, 100}")
    try session.run("f = open \"grows\" O_RDWR|O_CREAT 0600")
    #expect(try session.outcome("write f \"hello world\"") == "5")
    let report = try session.run("write f \"more\"")
    #expect(report.death?.cause?.contains("beyond 5 bytes, the limit of P1 (RLIMIT_FSIZE)") == true, "\(report)")
  }

  @Test func anIgnoredSignalLeavesTheErrno() throws {
    try session.run("setrlimit RLIMIT_FSIZE {0, 100}")
    try session.run("sigaction SIGXFSZ SIG_IGN")
    try session.run("f = open \"grows\" O_RDWR|O_CREAT 0600")
    #expect(try session.failure("write f \"x\"") == "-1 EFBIG: The limit of a file's size (RLIMIT_FSIZE) is 0 bytes.")
  }

  @Test func aStackThatMayNotGrow() throws {
    try session.run("setrlimit RLIMIT_STACK {256*1024, RLIM64_INFINITY}")
    let subject = try #require(session.lab.subject(named: "P1"))
    let stack = try #require(subject.maps.mappings.first { $0.path == "[stack]" })
    let address = stack.end - 300 << 10
    let report = try session.lab.work(.poke(address: address, bytes: [1]), in: nil)
    #expect(report.death?.cause?.contains("its limit (RLIMIT_STACK) is 262144.") == true, "\(report)")
  }

  @Test(arguments: [
    ("setrlimit RLIMIT_NOFILE {9, 8}", "-1 EINVAL: The soft limit, 9, is above the hard one, 8, and"),
    ("setrlimit RLIMIT_NOFILE {1<<40, 1<<40}", "-1 EPERM: RLIMIT_NOFILE cannot be above fs.nr_open, which is "),
  ])
  func limitsThatCannotBe(line: String, reason: String) throws {
    let text = try session.failure(line)
    #expect(text.hasPrefix(reason), "\(text)")
  }

  @Test(.disabled(if: hasCapability(24), "needs CAP_SYS_RESOURCE to be missing"))
  func aHardLimitIsNotRaised() throws {
    try session.run("prlimit64 0 RLIMIT_NOFILE {6, 8}")
    for line in ["setrlimit RLIMIT_NOFILE {6, 100}", "prlimit64 P1 RLIMIT_NOFILE {6, 100}"] {
      #expect(
        try session.failure(line)
          == "-1 EPERM: Raising the hard limit of RLIMIT_NOFILE from 8 to 100 needs CAP_SYS_RESOURCE, which is not in the effective set of P1."
      )
    }
  }

  @Test func signalsThatMayNotWait() throws {
    try session.run("setrlimit RLIMIT_SIGPENDING {0, 0}")
    let text = try session.failure("rt_sigqueueinfo P1 SIGRTMIN {si_code=SI_QUEUE}")
    #expect(text.contains("the limit (RLIMIT_SIGPENDING) is 0."), "\(text)")
  }

  @Test func whoHasUsedTheProcessorTooLong() throws {
    let delivery = SignalDelivery(
      signal: Signal(rawValue: 24), code: 0x80, sender: 0, user: 0, address: 0, instructionPointer: 0)
    #expect(Explanation.kernelCause(of: delivery)?.contains("RLIMIT_CPU") == true)
  }
}

/// Whoever starts the tests has a capability.
func hasCapability(_ bit: UInt64) -> Bool {
  ((try? Proc().status(getpid()).capEff) ?? 0) >> bit & 1 == 1
}

/// Whoever starts the tests has no capability at all.
let isPowerless = (try? Proc().status(getpid()).capEff) == 0

/// EPERM names the capability that is missing.
@Suite(.serialized) @TracerThread
struct CapabilityReasonTests {
  let session: Session

  init() throws {
    session = try Session()
    // Root takes them all away from the subject, so that the same happens to everybody.
    if !isPowerless {
      try session.run(
        "capset {version=_LINUX_CAPABILITY_VERSION_3, pid=0} {effective=0, permitted=0, inheritable=0}")
    }
  }

  @Test(arguments: [
    ("chroot \".\"", "CAP_SYS_CHROOT"), ("sethostname \"x\"", "CAP_SYS_ADMIN"),
    ("socket AF_INET SOCK_RAW 1", "CAP_NET_RAW"), ("setgroups [1]", "CAP_SETGID"),
    ("prctl PR_CAPBSET_DROP 3", "CAP_SETPCAP"), ("unshare CLONE_NEWNS", "CAP_SYS_ADMIN"),
    ("clock_settime CLOCK_REALTIME {1, 1}", "CAP_SYS_TIME"),
  ])
  func theMissingCapabilityIsNamed(line: String, capability: String) throws {
    let text = try session.failure(line)
    #expect(text.hasPrefix("-1 EPERM: \(capability) is not in the effective set of P1."), "\(text)")
  }

  @Test func interfacesAreTheAdministrators() throws {
    try session.run("s = socket AF_INET SOCK_DGRAM")
    let text = try session.failure("ioctl s SIOCSIFFLAGS {ifr_name=\"lo\", ifr_flags=IFF_UP}")
    #expect(text == "-1 EPERM: CAP_NET_ADMIN is not in the effective set of P1.", "\(text)")
  }

  @Test func nobodyCanPermitHimselfWhatHeLacks() throws {
    let text = try session.failure(
      "capset {version=_LINUX_CAPABILITY_VERSION_3, pid=0} {effective=0, permitted=1<<CAP_CHOWN, inheritable=0}")
    #expect(text.hasPrefix("-1 EPERM: CAP_CHOWN is not in the permitted set of P1"), "\(text)")
  }

  @Test func aFilterNeedsNoNewPrivs() throws {
    let text = try session.failure("seccomp SECCOMP_SET_MODE_FILTER 0 NULL")
    // The kernel looks at the program before it looks at the privilege.
    #expect(text.hasPrefix("-1 EACCES: A filter needs no_new_privs") || text.hasPrefix("-1 EFAULT"), "\(text)")
  }

  @Test func theNiceValueOnlyRises() throws {
    let text = try session.failure("setpriority PRIO_PROCESS 0 -5")
    #expect(text.hasPrefix("-1 EACCES: CAP_SYS_NICE is not in the effective set of P1, and RLIMIT_NICE is"), "\(text)")
  }

  @Test(.enabled(if: canUnshare, "needs user namespaces"))
  func aCapabilityOfOnesOwnNamespaceIsNotOneOfTheMachine() throws {
    try session.run("unshare CLONE_NEWUSER")
    let subject = try #require(session.lab.subject(named: "P1"))
    #expect(!session.lab.isInFirstUserNamespace(subject))
    #expect(try session.lab.proc.status(subject.pid).capEff ?? 0 != 0)
    let text = try session.failure("sethostname \"x\"")
    #expect(
      text.contains("in its own user namespace") && text.contains("UTS namespace belongs to an outer one"), "\(text)")
    // The machine's clock asks for it in the first user namespace.
    let clock = try session.failure("clock_settime CLOCK_REALTIME {1, 1}")
    #expect(clock.contains("in the first one, over the whole machine"), "\(clock)")
  }

  @Test(.enabled(if: canUnshare, "needs user namespaces"))
  func parametersOfAnOwnNetworkAreInside() throws {
    let line = "open \"/proc/sys/net/core/somaxconn\" O_WRONLY"
    try session.run("unshare CLONE_NEWUSER|CLONE_NEWNET")
    #expect(try session.objection(line) == nil)
    #expect(try session.objection("open \"/proc/sys/net/core/rmem_max\" O_WRONLY") != nil || !isRoot)
    #expect(try session.outcome("f = " + line) == "3")
    #expect(try session.outcome("write f \"7\\n\"") == "2")
  }
}

/// Whether somebody may make a user namespace here: a child tries, for it cannot be left again.
let canUnshare = sysh_can_unshare_network() == 0

/// pids.max of a control group, where there is a tree of version 1 that may be written.
@Suite(.serialized) @TracerThread
struct TaskLimitTests {
  @Test(
    .enabled(
      if: access("/sys/fs/cgroup/pids/cgroup.procs", W_OK) == 0, "needs to write to a control group of version 1, pids")
  )
  func aFullControlGroupIsNamed() throws {
    let session = try Session()
    let group = "/sys/fs/cgroup/pids/sysh-test-\(getpid())"
    try #require(mkdir(group, 0o755) == 0)
    defer {
      session.lab.endAll()
      // A group is free a moment after the last of its tasks is.
      #expect(eventually(within: 5) { rmdir(group) == 0 })
    }
    let subject = try #require(session.lab.subject(named: "P1"))
    for (file, text) in [("pids.max", "1"), ("cgroup.procs", "\(subject.pid)")] {
      let target = open("\(group)/\(file)", O_WRONLY)
      try #require(target >= 0)
      defer { close(target) }
      try #require(text.withCString { write(target, $0, strlen($0)) } == text.utf8.count)
    }
    #expect(
      try session.failure("fork")
        == "-1 EAGAIN: The control group /sysh-test-\(getpid()) has 1 task, and its pids.max is 1: no more can be made in it."
    )
  }
}
