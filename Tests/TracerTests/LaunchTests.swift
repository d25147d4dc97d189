import Glibc
import LinuxABI
import TestSupport
import Testing

@testable import Tracer

/// What a subject is before anything was asked of it.
@Suite(.serialized) @TracerThread
struct LaunchTests {
  @Test func itsMemoryIsCodeStackAndTheKernelsOwnPages() throws {
    let bench = try Bench()
    let maps = ProcessList.text(of: "/proc/\(bench.subject.pid)/maps") ?? ""
    let names = maps.split(separator: "\n").map { line in
      line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true).dropFirst(5).first.map(String.init)
        ?? ""
    }.map { $0.drop { $0 == " " } }
    let plain = names.filter { !$0.hasPrefix("[vvar") && !$0.hasPrefix("[vsyscall") }
    #expect(plain.sorted() == ["/memfd:subject (deleted)", "[stack]", "[vdso]"])
    #expect(names.contains { $0.hasPrefix("[vvar") })
    let size = Int(bench.field("VmSize").split(separator: " ").first ?? "") ?? .max
    #expect(size <= 200)
    #expect(maps.split(separator: "\n").first?.contains("r-xp") == true)
  }

  @Test func itsDescriptorsAreTheTerminalThriceAlthoughTheShellHasMoreOpen() throws {
    var mine: [Int32] = []
    defer { mine.forEach { close($0) } }
    for _ in 0..<30 { mine.append(open("/dev/null", O_RDONLY)) }
    // Positive control: they would be inherited.
    for descriptor in mine { #expect(fcntl(descriptor, F_GETFD) & FD_CLOEXEC == 0) }
    let bench = try Bench()
    let directory = "/proc/\(bench.subject.pid)/fd"
    #expect(ProcessList.names(in: directory) == ["0", "1", "2"])
    for descriptor in 0...2 { #expect(ProcessList.link("\(directory)/\(descriptor)").hasPrefix("/dev/pts/")) }
  }

  @Test func itLeadsASessionWhoseControllingTerminalIsThePty() throws {
    let bench = try Bench()
    let stat = ProcessList.text(of: "/proc/\(bench.subject.pid)/stat") ?? ""
    let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
    let pid = "\(bench.subject.pid)"
    #expect(fields[3] == pid && fields[4] == pid, "group and session")
    var status = Glibc.stat()
    fstat(bench.terminal.slave, &status)
    #expect(Int(fields[5]) == Int(status.st_rdev), "tty_nr")
    #expect(fields[6] == pid, "foreground group")
  }

  @Test func itsSignalsAreUntouchedWhateverTheShellDoesWithItsOwn() throws {
    signal(SIGINT, SIG_IGN)
    signal(SIGUSR2, SIG_IGN)
    var blocked = sigset_t()
    var before = sigset_t()
    sigemptyset(&blocked)
    sigaddset(&blocked, SIGUSR1)
    pthread_sigmask(SIG_BLOCK, &blocked, &before)
    defer {
      signal(SIGINT, SIG_DFL)
      signal(SIGUSR2, SIG_DFL)
      pthread_sigmask(SIG_SETMASK, &before, nil)
    }
    let own = ProcessList.text(of: "/proc/thread-self/status") ?? ""
    #expect(
      !own.contains("SigBlk:\t0000000000000000") && !own.contains("SigIgn:\t0000000000000000"), "positive control")
    let bench = try Bench()
    for name in ["SigBlk", "SigIgn", "SigCgt", "SigPnd", "ShdPnd"] {
      #expect(bench.field(name) == "0000000000000000", "\(name)")
    }
  }

  @Test func itStandsInTheGivenDirectoryWithoutEnvironment() throws {
    let bench = try Bench(directory: "/usr/bin")
    #expect(ProcessList.link("/proc/\(bench.subject.pid)/cwd") == ProcessList.link("/proc/self/root") + "usr/bin")
    #expect(ProcessList.text(of: "/proc/\(bench.subject.pid)/environ") == "")
    #expect(ProcessList.text(of: "/proc/\(bench.subject.pid)/cmdline") == "subject\0")
  }

  @Test func aDirectoryThatIsNotThereIsNamedAsTheReasonAndLeavesNoProcess() throws {
    let tracer = try Tracer()
    let terminal = try LabTerminal()
    let before = Set(ProcessList.children())
    #expect(throws: LaunchError(step: .directory, errno: .noEntry)) {
      try tracer.launch(directory: "/nowhere at all", terminal: terminal.slave)
    }
    #expect(Set(ProcessList.children()).subtracting(before).isEmpty)
  }

  @Test func aTerminalThatIsNoneIsNamedAsTheReason() throws {
    let tracer = try Tracer()
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    #expect(throws: LaunchError(step: .terminal, errno: .notTerminal)) {
      try tracer.launch(directory: "/", terminal: null)
    }
  }

  @Test func itSharesTheCpuOfTheTracer() throws {
    let bench = try Bench()
    guard let cpu = bench.tracer.cpu else { return }
    #expect(bench.field("Cpus_allowed_list") == "\(cpu)")
  }

  @Test func twoHundredLaunchesLeaveNoDescriptorMappingOrProcess() throws {
    func counts() -> (descriptors: Int, maps: Int) {
      let maps = ProcessList.text(of: "/proc/self/maps") ?? ""
      return (ProcessList.names(in: "/proc/self/fd").count, maps.split(separator: "\n").count)
    }
    for _ in 0..<5 { _ = try Bench() }
    let before = counts()
    for _ in 0..<200 { _ = try Bench() }
    let after = counts()
    // Other threads of the test process may open and map a little meanwhile; a leak would show as 200 or more.
    #expect(abs(after.descriptors - before.descriptors) < 50)
    #expect(abs(after.maps - before.maps) < 100)

    // Positive control: one that is kept is seen, by all three.
    let kept = try (0..<60).map { _ in try Bench() }
    #expect(counts().descriptors - after.descriptors > 100)
    let subjects = Set(ProcessList.subjects().map(\.pid))
    #expect(kept.allSatisfy { subjects.contains($0.subject.pid) })
    let pids = kept.map(\.subject.pid)
    kept.forEach { $0.tracer.killAll() }
    #expect(Set(ProcessList.all().map(\.pid)).isDisjoint(with: pids))
  }
}
