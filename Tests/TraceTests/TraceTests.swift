import Glibc
import TestSupport
import Testing

/// `sysh trace` around real programs.
@Suite(.serialized) struct TraceTests {
  static let scenes = Built.path(of: "scenes")

  /// The lines of a log, and what the program's end was.
  private func trace(_ options: [String], _ command: [String]) throws -> (lines: [String], status: Int32) {
    let file = "\(Scratch.home)/log"
    unlink(file)
    let run = try Built.run(["trace", "-o", file] + options + command)
    let text = ProcessList.text(of: file) ?? ""
    return (text.split(separator: "\n").map(String.init), run.status)
  }

  private func scene(_ options: [String] = [], _ names: String...) throws -> (lines: [String], status: Int32) {
    try trace(options, [Self.scenes] + names)
  }

  @Test func aProgramIsSeenFromItsExecveToItsEnd() throws {
    let (lines, status) = try trace([], ["/bin/sh", "-c", "exit 7"])
    #expect(lines.first?.hasPrefix("execve(\"/bin/sh\", [\"/bin/sh\", \"-c\", \"exit 7\"], 0x") == true)
    #expect(lines.first?.hasSuffix(" = 0") == true)
    #expect(lines.suffix(2) == ["exit_group(7)                           = ?", "+++ exited with 7 +++"])
    #expect(status == 7)
  }

  @Test func theSignalThatEndsTheProgramEndsTheTracerToo() throws {
    let (lines, status) = try scene([], "killed")
    #expect(lines.last == "+++ killed by SIGUSR2 +++")
    #expect(lines.contains { $0.hasPrefix("--- SIGUSR2 {si_signo=SIGUSR2, si_code=SI_USER, si_pid=") })
    #expect(status == 128 + SIGUSR2)
  }

  @Test func everyCallOfEveryThreadIsThereOnce() throws {
    let (lines, status) = try scene(["-f", "-e", "trace=close"], "threads")
    #expect(status == 0)
    #expect(lines.count { $0.contains("close(1002") } == 800)
    // Without -f threads are followed too, as the calls of one program.
    #expect(try scene([], "threads").lines.count { $0.contains("close(1002") } == 800)
  }

  // Marks without their end: a line may be broken off there by another process.
  @Test func aFilterAndTwoStopsSeeTheSame() throws {
    let filtered = try scene(["-f", "-e", "trace=close"], "fork", "vfork", "many").lines
    let stopped = try scene(["-f"], "fork", "vfork", "many").lines
    #expect(filtered.count { $0.contains("close(1009") } == 5000)
    for mark in ["close(1003", "close(1004", "close(1009"] {
      #expect(filtered.count { $0.contains(mark) } == stopped.count { $0.contains(mark) })
    }
    #expect(!filtered.contains { $0.contains("execve(") || $0.contains("openat(") })
  }

  @Test func aChildThatOutlivesTheProgramKeepsItsCallsAndIsNotWaitedFor() throws {
    // The filter that shows the program's opens is the child's too: without a tracer its own would fail with ENOSYS.
    let file = "\(Scratch.home)/late"
    unlink(file)
    let (lines, status) = try trace(
      ["-e", "trace=openat"],
      ["/bin/sh", "-c", "(sleep 0.5; echo late > \(file)) < /dev/null > /dev/null 2>&1 & exit 3"])
    #expect(status == 3)
    #expect(access(file, F_OK) != 0)
    #expect(lines.last == "+++ exited with 3 +++" && !lines.contains { $0.contains(file) })
    for _ in 0..<500 where access(file, F_OK) != 0 { usleep(10_000) }
    #expect(ProcessList.text(of: file) == "late\n")
  }

  @Test func theEndOfAProgramWithAFilterIsPassedOn() throws {
    #expect(try scene(["-e", "trace=close"], "killed").status == 128 + SIGUSR2)
    #expect(try trace(["-e", "trace=openat"], ["/bin/sh", "-c", "exit 7"]).status == 7)
    #expect(try Built.run(["trace", "-e", "openat", "/etc/passwd"]).status == 126)
  }

  @Test func childrenAreFollowedOnlyWhenAskedFor() throws {
    #expect(try !scene([], "fork").lines.contains { $0.contains("close(1004") })
    #expect(try scene(["-f"], "fork").lines.contains { $0.contains("close(1004") })
    #expect(try scene(["-f"], "vfork").lines.contains { $0.contains("close(1003") })
  }

  @Test func anExecFromAThreadGoesOnUnderTheLeadersNumber() throws {
    let (lines, status) = try scene(["-f"], "exec-from-thread")
    #expect(status == 0)
    let superseded = try #require(lines.first { $0.contains("+++ superseded by execve in pid ") })
    let leader = superseded.prefix { $0.isNumber }
    #expect(lines.contains { $0.hasPrefix(leader) && $0.contains("<... execve resumed>)") && $0.hasSuffix("= 0") })
    // A number of fewer than five digits is filled up.
    #expect(lines.last.map { $0.hasPrefix("\(leader) ") && $0.hasSuffix(" +++ exited with 0 +++") } == true)
  }

  @Test func aStoppedProgramStaysStoppedUntilItIsContinued() throws {
    let lines = try scene([], "stop").lines
    let stop = try #require(lines.firstIndex(of: "--- stopped by SIGSTOP ---"))
    let go = try #require(lines.firstIndex { $0.hasPrefix("--- SIGCONT {") })
    let mark = try #require(lines.firstIndex { $0.hasPrefix("close(1006)") })
    #expect(stop < go && go < mark)
  }

  @Test func aHandlerBreaksIntoACallThatIsThenMadeAgain() throws {
    let (lines, status) = try scene([], "handler")
    #expect(status == 0)
    let broken = try #require(lines.firstIndex { $0.contains("ERESTARTSYS (To be restarted if SA_RESTART is set)") })
    #expect(lines[broken].hasPrefix("read("))
    let rest = lines[broken...]
    #expect(rest.contains { $0.hasPrefix("rt_sigreturn({mask=[]})") })
    #expect(rest.contains { $0.hasPrefix("read(") && $0.hasSuffix("\"x\", 1) = 1") || $0.contains("\"x\", 1)") })
  }

  @Test func aCallInWhichTheProgramIsKilledHasNoResult() throws {
    let (lines, status) = try scene([], "killed-in-read")
    #expect(lines.contains { $0.hasPrefix("read(") && $0.contains("<unfinished ...>)") && $0.hasSuffix("= ?") })
    #expect(lines.last == "+++ killed by SIGKILL +++")
    #expect(status == 128 + SIGKILL)
  }

  @Test func aNameAtTheEdgeOfMemoryIsReadAndOneBeyondItIsAnAddress() throws {
    let lines = try scene(["-e", "trace=access,write"], "edge").lines
    #expect(lines.contains { $0.hasPrefix("access(\"/etc\", F_OK)") && $0.hasSuffix("= 0") })
    #expect(lines.contains { $0.hasPrefix("access(0x") && $0.contains("EFAULT") })
    #expect(lines.contains { $0.hasPrefix("write(1, 0x") })
  }

  @Test func aNumberWithoutANameIsPrintedWithItsSixWords() throws {
    let lines = try scene([], "unknown").lines
    #expect(lines.contains("syscall_0x1f4(0x1, 0x2, 0x3, 0x4, 0x5, 0x6) = -1 ENOSYS (Function not implemented)"))
  }

  @Test func callsOfTheOtherTableAreSaidToBeSuch() throws {
    let (lines, status) = try scene([], "foreign")
    // A kernel without the 32-bit gate ends the program.
    guard status != 128 + SIGSEGV else { return }
    #expect(lines.contains { $0.contains("runs in 32 bit mode") })
    #expect(!lines.contains { $0.hasPrefix("writev(") })
  }

  // MARK: Its CPUs

  @Test func aProgramSeesItsOwnCPUsAndNotThatItSharesOneWithTheTracer() throws {
    let plain = try Built.run(["processors"], program: Self.scenes).text
    for options in [[], ["-qf"], ["-qf", "-e", "trace=openat"]] as [[String]] {
      let traced = try Built.run(
        ["trace", "-o", "/dev/null"] + options + [Self.scenes, "processors"])
      #expect(traced.text == plain)
    }
  }

  @Test func aProgramThatChoseItsCPUsKeepsThem() throws {
    let traced = try Built.run(["trace", "-o", "/dev/null", Self.scenes, "own-processor"])
    #expect(traced.text == "1 1\n")
  }

  // MARK: What is asked for

  @Test func onlySuccessesOrOnlyFailures() throws {
    let good = try trace(["-z"], ["/bin/cat", "/nonexistent"]).lines
    let bad = try trace(["-Z"], ["/bin/cat", "/nonexistent"]).lines
    #expect(good.allSatisfy { !$0.contains(" = -1 ") } && good.contains { $0.hasPrefix("execve(") })
    #expect(bad.contains { $0.contains("\"/nonexistent\"") && $0.contains("ENOENT") })
    #expect(bad.allSatisfy { !$0.hasSuffix(" = 0") })
  }

  @Test func stampsDurationsAndNumbersStandWhereStraceHasThem() throws {
    let marks: [([String], String)] = [
      (["-t"], #"^\d\d:\d\d:\d\d execve\("#), (["-tt"], #"^\d\d:\d\d:\d\d\.\d{6} execve\("#),
      (["-ttt"], #"^\d{10}\.\d{6} execve\("#), (["-r"], #"^     0\.000000 execve\("#),
      (["-T"], #"^execve\(.* = 0 <\d\.\d{6}>$"#), (["-n"], #"^\[  59\] execve\("#),
      (["-i"], #"^\[[0-9a-f]{16}\] execve\("#), (["-f"], #"^\d+ +execve\("#),
    ]
    for (options, pattern) in marks {
      let first = try #require(try trace(options, ["/bin/true"]).lines.first)
      #expect(try first.contains(Regex(pattern)), "\(options): \(first)")
    }
  }

  @Test func textsAreCutWhereTheyAreAskedToBe() throws {
    let lines = try trace(["-s", "3", "-e", "trace=write"], ["/bin/echo", "hello"]).lines
    #expect(lines.contains("write(1, \"hel\"..., 6)                   = 6"))
    let all = try trace(["-s100", "-e", "trace=write"], ["/bin/echo", "hello"]).lines
    #expect(all.contains("write(1, \"hello\\n\", 6)                  = 6"))
  }

  @Test func descriptorsAreNamed() throws {
    let lines = try trace(["-y"], ["/bin/cat", "/etc/hostname"]).lines
    #expect(lines.contains { $0.hasPrefix("openat(AT_FDCWD</") && $0.hasSuffix("= 3</etc/hostname>") })
    #expect(lines.contains { $0.hasPrefix("close(3</etc/hostname>)") })
  }

  @Test func onePathIsFollowed() throws {
    let lines = try trace(["-P", "/etc/hostname"], ["/bin/cat", "/etc/hostname"]).lines
    #expect(lines.contains { $0.contains("openat(") && $0.contains("\"/etc/hostname\"") })
    #expect(lines.contains { $0.hasPrefix("read(3,") })
    #expect(!lines.contains { $0.contains("ld.so") || $0.hasPrefix("brk") })
  }

  @Test func eachProcessCanHaveAFileOfItsOwn() throws {
    let base = "\(Scratch.home)/apart"
    #expect(try Built.run(["trace", "-ff", "-o", base, Self.scenes, "fork"]).status == 0)
    let directory = try #require(opendir(Scratch.home))
    defer { closedir(directory) }
    var files: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasPrefix("apart.") { files.append(name) }
    }
    #expect(files.count == 2)
    let texts = files.map { ProcessList.text(of: "\(Scratch.home)/\($0)") ?? "" }
    #expect(texts.count { $0.contains("close(1004)") } == 1)
    #expect(texts.count { $0.contains("execve(") } == 1)
  }

  @Test func objectsHaveOneCallEach() throws {
    let lines = try trace(["--json", "-e", "trace=write"], ["/bin/echo", "hi"]).lines
    let call = try #require(lines.first)
    #expect(call.hasPrefix("{\"type\":\"call\",") && call.contains("\"call\":\"write\",\"number\":1,"))
    #expect(call.contains("\"result\":3,") && call.hasSuffix("}"))
    let all = try trace(["--json"], ["/bin/echo", "hi"]).lines
    #expect(all.contains { $0.contains("\"text\":\"exit_group(0)\"") && $0.contains("\"printed\":\"?\"") })
    #expect(all.count { $0.contains("exit_group") } == 1)
    #expect(lines.last?.contains("\"type\":\"exited\"") == true && lines.last?.contains("\"status\":0") == true)
  }

  // MARK: Tampering

  @Test func anInjectedErrorReachesTheProgramAndTheCallIsNotMade() throws {
    let file = "\(Scratch.home)/untouched"
    unlink(file)
    let run = try trace(
      ["--inject=openat:error=EACCES:when=1+", "-e", "trace=openat"], ["/bin/sh", "-c", "> \(file)"])
    #expect(run.lines.contains { $0.hasSuffix("= -1 EACCES (Permission denied) (INJECTED)") })
    #expect(access(file, F_OK) != 0)
    #expect(run.status != 0)
  }

  @Test func anInjectedResultIsWhatTheProgramSees() throws {
    let run = try Built.run(
      ["trace", "-o", "/dev/null", "-e", "inject=getppid:retval=4242", "/bin/sh", "-c", "echo $PPID"])
    #expect(run.text == "4242\n")
  }

  @Test func anInjectedSignalIsDelivered() throws {
    let run = try scene(["-e", "inject=close:signal=SIGUSR2:when=1"], "many")
    #expect(run.lines.contains { $0.hasPrefix("--- SIGUSR2 {") })
    #expect(run.status == 128 + SIGUSR2)
  }

  @Test func aDelayedCallIsSaidToBeDelayed() throws {
    let lines = try trace(["-e", "inject=exit_group,write:delay_enter=1000"], ["/bin/echo", "x"]).lines
    #expect(lines.contains { $0.hasPrefix("write(") && $0.hasSuffix("(DELAYED)") })
  }

  // MARK: Mistakes

  @Test(arguments: [
    (["-e", "nosuch", "true"], "no syscall or set called nosuch", Int32(2)), ([], "Name a program", 2),
    (["-z", "-Z", "true"], "-z and -Z", 2), (["/nonexistent"], "/nonexistent cannot be run: No such file", 127),
    (["/etc/passwd"], "/etc/passwd cannot be run: Permission denied", 126),
    (["-p", "999999999"], "No such process", 1),
    (["-o", "/nonexistent/x", "true"], "/nonexistent/x cannot be written", 1),
  ])
  func aMistakeIsOneSentence(_ arguments: [String], _ part: String, _ status: Int32) throws {
    let run = try Built.run(["trace"] + arguments)
    #expect(run.text.contains(part), "\(run.text)")
    #expect(run.status == status)
  }
}
