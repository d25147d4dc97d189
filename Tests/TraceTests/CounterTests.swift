import CLinux
import Glibc
import LinuxABI
import TestSupport
import Testing
import Tracer

@testable import Trace

/// Real programs, counted both ways against numbers that are known beforehand.
@Suite(.serialized) struct CounterTests {
  @Test(.enabled(if: Way.isBPFAllowed, Way.needsBPF))
  func asAUserWhoMayItIsBPFThatCounts() async throws {
    let outcome = try await TracerThread.run { try Counter().count(Program(["/bin/true"])) }
    #expect(outcome.counts.method == .bpf)
  }

  @Test(.disabled(if: Way.isBPFAllowed, "this user may use BPF"))
  func asAUserWhoMayNotItIsStopsThatCountAndWhyIsSaid() async throws {
    let outcome = try await TracerThread.run { try Counter().count(Program(["/bin/true"])) }
    #expect(outcome.counts.method == .stops(because: "BPF needs root or CAP_BPF and CAP_PERFMON"))
    #expect(outcome.counts["execve"].calls == 1)
  }

  @Test(arguments: Way.allowed)
  func theProgramsOwnCallsAreCountedFromItsExecveToItsExit(_ way: Way) async throws {
    let outcome = try await way.count(["/bin/dd", "if=/dev/zero", "of=/dev/null", "bs=1", "count=500", "status=none"])
    #expect(outcome.end == .exited(status: 0))
    #expect(outcome.counts["write"].calls == 500)
    #expect(outcome.counts["write"].errors == 0)
    #expect(outcome.counts["execve"].calls == 1)
    #expect(outcome.counts["exit_group"] == .init(calls: 1))
    // What the shell's side does at the gate: rt_sigprocmask and a read of a pipe.
    #expect(outcome.counts["rt_sigprocmask"].calls == 0)
  }

  @Test(arguments: Way.allowed)
  func whatTheLoaderCallsIsCounted(_ way: Way) async throws {
    let outcome = try await way.count(["/bin/true", "ignored"])
    // The dynamic loader's, on any Debian: it looks for ld.so.preload in vain.
    #expect(outcome.counts["access"].calls == 1)
    #expect(outcome.counts["access"].errors == 1)
    #expect(outcome.counts["write"].calls == 0)
    #expect(outcome.counts.counts.keys.allSatisfy { if case .native = $0 { true } else { false } })
  }

  @Test(.enabled(if: Perl.isThere, Perl.missing), arguments: Way.allowed)
  func childrenThatLiveShortlyAreAllCounted(_ way: Way) async throws {
    let children = way == .bpf ? 400 : 40
    // Each child makes three calls and leaves an orphan that makes two more, maybe after its parent's end.
    let outcome = try await way.count([
      Perl.path, "-e",
      Perl.prelude
        + "for (1..\(children)) { if (!fork) { g(); g(); g(); if (!fork) { g(); g() } exit } wait if $_ % 8 == 0 } "
        + "1 while wait > 0",
    ])
    #expect(outcome.end == .exited(status: 0))
    #expect(outcome.counts["getppid"].calls == UInt64(5 * children))
    #expect(outcome.counts["exit_group"].calls == UInt64(2 * children + 1))
  }

  @Test(arguments: Way.allowed)
  func childrenAreLeftOutWhenForksAreNotFollowed(_ way: Way) async throws {
    let outcome = try await way.count(["(exit 1); (exit 2); exit 3"], followsForks: false)
    #expect(outcome.end == .exited(status: 3))
    #expect(outcome.counts["exit_group"].calls == 1)
    #expect(outcome.counts["wait4"].calls >= 2)
  }

  @Test(
    .enabled(if: access("/usr/bin/python3", X_OK) == 0, "there is no /usr/bin/python3, which makes threads"),
    arguments: Way.allowed, [true, false])
  func threadsAreCountedOnAllCpus(_ way: Way, _ followsForks: Bool) async throws {
    let outcome = try await way.count(
      [
        "/usr/bin/python3", "-ISc",
        """
        import threading, ctypes
        libc = ctypes.CDLL(None)
        def run():
          for _ in range(500): libc.syscall(110)
        threads = [threading.Thread(target=run) for _ in range(6)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        """,
      ], followsForks: followsForks)
    #expect(outcome.end == .exited(status: 0))
    #expect(outcome.counts["getppid"].calls == 3000)
  }

  @Test(
    .enabled(if: access("/usr/bin/python3", X_OK) == 0, "there is no /usr/bin/python3, which makes threads"),
    arguments: Way.allowed)
  func anExecByAThreadGoesOn(_ way: Way) async throws {
    let outcome = try await way.count([
      "/usr/bin/python3", "-ISc",
      """
      import threading, os, time
      threading.Thread(target=lambda: os.execv("/bin/sh", ["sh", "-c", "exit 6"])).start()
      time.sleep(30)
      """,
    ])
    #expect(outcome.end == .exited(status: 6))
    #expect(outcome.counts["execve"].calls == 2)
    #expect(outcome.counts["execve"].errors == 0)
    #expect(outcome.counts["exit_group"].calls == 1)
  }

  @Test(.enabled(if: Perl.isThere, Perl.missing), arguments: Way.allowed)
  func failuresAreErrorsAndLargeResultsAreNot(_ way: Way) async throws {
    // flock(-1) is EBADF; mmap's address is a large result.
    let outcome = try await way.count([Perl.path, "-e", "syscall(73, -1, 0) for 1..5; syscall(39) for 1..7"])
    #expect(outcome.counts["flock"].calls == 5)
    #expect(outcome.counts["flock"].errors == 5)
    #expect(outcome.counts["getpid"].calls >= 7)
    #expect(outcome.counts["getpid"].errors == 0)
    #expect(outcome.counts["mmap"].errors == 0)
  }

  @Test(.enabled(if: Perl.isThere, Perl.missing), arguments: Way.allowed)
  func aCallThatAFilterAnswersIsCounted(_ way: Way) async throws {
    let outcome = try await way.count([
      Perl.path, "-e",
      Perl.prelude + """
        $f = pack("SCCL" x 4, 0x20, 0, 0, 0, 0x15, 0, 1, 110, 6, 0, 0, 0x50001, 6, 0, 0, 0x7fff0000);
        $p = pack("Sx6P", 4, $f);
        syscall(157, 38, 1, 0, 0, 0) == 0 && syscall(157, 22, 2, $p) == 0 or exit 9;
        g() for 1..5
        """,
    ])
    #expect(outcome.end == .exited(status: 0))
    #expect(outcome.counts["getppid"].calls == 5)
    #expect(outcome.counts["getppid"].errors == 5)
  }

  @Test(arguments: Way.allowed)
  func timeIsThatBetweenEntryAndReturn(_ way: Way) async throws {
    let outcome = try await way.count(["/bin/sleep", "0.2"])
    let slept = outcome.counts["clock_nanosleep"]
    #expect(slept.calls == 1)
    #expect(slept.nanoseconds >= 200_000_000)
    #expect(slept.nanoseconds < 10_000_000_000)
  }

  @Test(arguments: Way.allowed)
  func callsOf32BitCodeAreKeptApart(_ way: Way) async throws {
    let path = try Image.write()
    defer { unlink(path) }
    let outcome = try await way.count([path, "ignored"])
    #expect(outcome.end == .exited(status: 0))
    #expect(outcome.counts.counts[.compatible(20)]?.calls == 2)
    #expect(outcome.counts.counts[.compatible(1)]?.calls == 1)
    #expect(outcome.counts["writev"].calls == 0)
    #expect(outcome.counts["getpid"].calls == 1)
  }

  @Test(arguments: Way.allowed)
  func aSignalThatEndsTheProgramIsItsEnd(_ way: Way) async throws {
    let outcome = try await way.count(["kill -9 $$"])
    #expect(outcome.end == .killed(.kill, coreDumped: false))
    #expect(outcome.counts["kill"].calls == 1)
    let caught = try await way.count(["trap 'exit 5' USR1; kill -USR1 $$; exit 6"])
    #expect(caught.end == .exited(status: 5))
  }

  @Test(arguments: Way.allowed)
  func aStoppedChildStaysStoppedUntilItIsContinued(_ way: Way) async throws {
    // Its parent waits until it stands still; a tracer that let it go on would make `exit 7` come first.
    let outcome = try await way.count([
      "sh -c 'kill -STOP $$; exit 5' & p=$!; until grep -q '^State:.[Tt]' /proc/$p/status; do :; done; "
        + "sleep 0.1; grep -q '^State:.[Tt]' /proc/$p/status || exit 7; kill -CONT $p; wait $p"
    ])
    #expect(outcome.end == .exited(status: 5))
  }

  @Test(arguments: Way.allowed)
  func whatTheProgramLeavesBehindIsCountedToItsEnd(_ way: Way) async throws {
    let outcome = try await way.count(["(sleep 0.2; sleep 0) & exit 4"])
    #expect(outcome.end == .exited(status: 4))
    #expect(outcome.counts["clock_nanosleep"].calls >= 1)
    #expect(outcome.counts["execve"].calls >= 2)
  }

  @Test(arguments: Way.allowed)
  func aFileThatCannotBeExecutedIsASentence(_ way: Way) async throws {
    let error = await #expect(throws: Counter.Failure.self) { try await way.count(["/etc/passwd", "x"]) }
    #expect(error?.description == "/etc/passwd was not executed: EACCES (Permission denied).")
  }

  @Test(.enabled(if: Perl.isThere, Perl.missing), arguments: Way.allowed)
  func nothingOfOthersIsCounted(_ way: Way) async throws {
    let other = try Bystander([Perl.path, "-e", Perl.prelude + "g() while 1"])
    defer { other.end() }
    let outcome = try await way.count(["sleep 0.1; exit 0"])
    #expect(outcome.counts["getppid"].calls <= 1)  // the shell's own
    // The control: it was calling all the time, which counting it shows.
    let screen = try SyshCount.interrupted(way, counting: other.pid)
    #expect(SyshCount.calls("getppid", in: screen) > 0)
    #expect(kill(other.pid, 0) == 0)
  }

  @Test(.enabled(if: Way.isBPFAllowed, Way.needsBPF))
  func theKernelTakesTheProgramsOfOtherMachinesToo() throws {
    _ = try BPFCounter(followsForks: true, readsDirectly: false)
    _ = try BPFCounter(followsForks: true, namespace: PidNamespace(device: 4, inode: 0xf000_0001))
  }

  @Test(.enabled(if: Way.isBPFAllowed, Way.needsBPF))
  func nothingOfBPFIsLeftOpen() async throws {
    #expect(openBPFDescriptors() == 0)
    do {
      let counter = try BPFCounter(followsForks: true)
      // The control: a leak would be seen.
      #expect(openBPFDescriptors() >= 8)
      withExtendedLifetime(counter) {}
    }
    #expect(openBPFDescriptors() == 0)
    let before = ProcessList.names(in: "/proc/self/fd").count
    _ = try await Way.bpf.count(["exit 0"])
    _ = try? await Way.bpf.count(["/etc/passwd", "x"])
    #expect(ProcessList.names(in: "/proc/self/fd").count == before)
  }

  @Test func byStopsNothingIsLeftEither() async throws {
    _ = try await Way.stops.count(["exit 0"])
    let before = ProcessList.names(in: "/proc/self/fd").count
    let children = ProcessList.children()
    _ = try await Way.stops.count(["(exit 0) & exit 0"])
    _ = try? await Way.stops.count(["/etc/passwd", "x"])
    #expect(ProcessList.names(in: "/proc/self/fd").count == before)
    #expect(ProcessList.children() == children)
  }
}
