import Glibc
import TestSupport
import Testing

/// `sysh trace -p`, and what happens to the program when the tracer goes.
@Suite(.serialized) struct AttachTests {
  /// A program that waits until it is ended.
  private func waiting() throws -> Child {
    let child = try Child(TraceTests.scenes, ["waits"])
    child.wait { $0.state == "S" }
    return child
  }

  @Test func aProcessIsTakenWhereItWaitsAndLetGoUnharmed() throws {
    let program = try waiting()
    defer { program.kill(SIGKILL) }
    let file = "\(Scratch.home)/attached"
    let tracer = try Child(Built.path, ["trace", "-o", file, "-p", "\(program.pid)"])
    defer { tracer.kill(SIGKILL) }
    program.wait { _ in Self.tracer(of: program.pid) == tracer.pid }
    program.kill(SIGCONT)
    tracer.wait { _ in ProcessList.text(of: file)?.contains("SIGCONT") == true }
    tracer.kill(SIGINT)
    #expect(tracer.reap() == 0)
    program.wait { _ in Self.tracer(of: program.pid) == 0 }
    // It goes on as before: asleep, not stopped, and it can be ended.
    program.wait { $0.state == "S" }
    let log = ProcessList.text(of: file) ?? ""
    #expect(log.contains("--- SIGCONT {"))
    #expect(log.contains("pause(") && log.hasSuffix("<detached ...>\n"))
    program.kill(SIGTERM)
    #expect(program.reap() == 128 + SIGTERM)
  }

  @Test func aRunningProcessCanBeSeenThroughASetOfCalls() throws {
    let program = try Child("/bin/sh", ["-c", "while :; do read line < /dev/null; done"])
    defer { program.kill(SIGKILL) }
    let cpus = Self.cpus(of: program.pid)
    let file = "\(Scratch.home)/some"
    let tracer = try Child(Built.path, ["trace", "-o", file, "-e", "trace=openat", "-p", "\(program.pid)"])
    defer { tracer.kill(SIGKILL) }
    tracer.wait { _ in ProcessList.text(of: file)?.contains("openat(AT_FDCWD, \"/dev/null\"") == true }
    #expect(Self.cpus(of: program.pid) == cpus)
    tracer.kill(SIGINT)
    #expect(tracer.reap() == 0)
    let lines = ProcessList.text(of: file)?.split(separator: "\n") ?? []
    #expect(lines.count > 1 && lines.dropLast().allSatisfy { $0.hasPrefix("openat(") })
    program.wait { _ in Self.tracer(of: program.pid) == 0 }
    program.kill(SIGTERM)
    #expect(program.reap() == 128 + SIGTERM)
  }

  private static func cpus(of pid: Int32) -> String? {
    ProcessList.text(of: "/proc/\(pid)/status")?.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") }
      .map(String.init)
  }

  @Test func aProgramOfATracerThatIsKilledRunsOnUnlessACallOfItWouldFail() throws {
    let tracer = try Child(Built.path, ["trace", "-o", "/dev/null", TraceTests.scenes, "waits"])
    var program: Int32?
    tracer.wait { _ in
      program = ProcessList.children(of: tracer.pid).first { $0.name == "scenes" && $0.state == "S" }?.pid
      return program != nil
    }
    let pid = try #require(program)
    defer { kill(pid, SIGKILL) }
    tracer.kill(SIGKILL)
    _ = tracer.reap()
    for _ in 0..<500 where Self.tracer(of: pid) != 0 { usleep(10_000) }
    #expect(Self.tracer(of: pid) == 0)
    #expect(ProcessList.entry(pid)?.state == "S")
  }

  @Test func aSignalForTheTracerIsForTheProgramThatItStarted() throws {
    let tracer = try Child(Built.path, ["trace", "-o", "/dev/null", TraceTests.scenes, "waits"])
    defer { tracer.kill(SIGKILL) }
    tracer.wait { _ in
      ProcessList.children(of: tracer.pid).contains { $0.name == "scenes" && $0.state == "S" }
    }
    tracer.kill(SIGTERM)
    #expect(tracer.reap() == 128 + SIGTERM)
  }

  // The end comes at any moment, also between a child's making and its first stop: each round has another.
  @Test func aProcessThatForksIsLetGoWithTheChildThatItJustMade() throws {
    let program = try Child(TraceTests.scenes, ["forks"])
    defer { program.kill(SIGKILL) }
    for round in 1...20 {
      let file = "\(Scratch.home)/forks"
      unlink(file)
      let tracer = try Child(Built.path, ["trace", "-qf", "-o", file, "-p", "\(program.pid)"])
      defer { tracer.kill(SIGKILL) }
      program.wait { _ in Self.tracer(of: program.pid) == tracer.pid }
      usleep(UInt32(round) * 1700)
      tracer.kill(SIGINT)
      tracer.wait { $0.state == "Z" }
      guard ProcessList.entry(tracer.pid)?.state == "Z" else { return }
      #expect(tracer.reap() == 0)
      #expect(Self.tracer(of: program.pid) == 0)
    }
    // It still makes children. They live too briefly to be met in /proc, but what they cost is added up there.
    let before = try #require(Self.faultsOfChildren(of: program.pid))
    program.wait { _ in Self.faultsOfChildren(of: program.pid) ?? 0 > before + 100 }
  }

  /// Minor faults of the children that a process has waited for (cminflt, `man 5 proc_pid_stat`).
  private static func faultsOfChildren(of pid: Int32) -> UInt64? {
    let fields = ProcessList.text(of: "/proc/\(pid)/stat")?.split(separator: ")").last?.split(separator: " ")
    return fields.flatMap { $0.count > 8 ? UInt64($0[8]) : nil }
  }

  private static func tracer(of pid: Int32) -> Int32? {
    ProcessList.text(of: "/proc/\(pid)/status")?.split(separator: "\n").first { $0.hasPrefix("TracerPid:") }
      .flatMap { Int32($0.split(separator: "\t").last ?? "") }
  }
}

/// A child process of the test.
final class Child {
  let pid: Int32
  private var isReaped = false

  init(_ path: String, _ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    defer {
      words.forEach { free($0) }
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    var child: pid_t = 0
    let failure = posix_spawn(&child, path, &actions, &attributes, words, environ)
    guard failure == 0 else { throw PseudoTerminal.Failure.start(path, failure) }
    pid = child
  }

  /// Until the condition holds; the test that needs it fails otherwise.
  func wait(until condition: (ProcessEntry) -> Bool) {
    for _ in 0..<500 {
      if let entry = ProcessList.entry(pid), condition(entry) { return }
      usleep(10_000)
    }
    Issue.record("process \(pid) did not come to what was waited for")
  }

  func kill(_ signal: Int32) {
    if !isReaped { Glibc.kill(pid, signal) }
  }

  /// Waits for its end: the exit status, or 128 and the signal.
  func reap() -> Int32 {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    isReaped = true
    return status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + status & 0x7f
  }
}
