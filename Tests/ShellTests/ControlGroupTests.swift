import Curriculum
import Glibc
import Inspect
import Lab
import TestSupport
import Testing

@testable import Shell

/// `cgroup` on this kernel, whichever version has the controllers.
@Suite(.serialized) @TracerThread
struct ControlGroupTests {
  /// Whether groups with these controllers can be made here.
  nonisolated static func can(_ controllers: String...) -> Bool {
    controllers.allSatisfy { controller in
      ControlGroupHierarchy.mounted().contains {
        $0.controllers.contains(controller) && access($0.mountPoint, W_OK) == 0
      }
    }
  }

  private func fact(_ transcript: Transcript, _ name: String, _ arguments: String...) -> FactAnswer {
    LessonBridge(session: transcript.session, theme: .plain).fact(
      name, arguments.map { .string($0) }, property: nil)
  }

  @Test(.enabled(if: can("memory"), "needs the controller memory, and a hierarchy that may be written"))
  func aSubjectBeyondItsMemoryLimitIsKilledAndTheGroupIsNamed() throws {
    let transcript = try Transcript()
    transcript.run("cgroup make g\ncgroup set g memory.max 16M\nfork\ncgroup enter g P2")
    #expect(fact(transcript, "cgroup", "g", "memory.max") == .value(.integer(16 << 20)))
    #expect(fact(transcript, "group_of", "P2") == .value(.string("g")))
    #expect(fact(transcript, "group_of", "P1") == .value(.absent))
    let text = transcript.unwrapped(
      "P2: p = mmap NULL 64*1024*1024 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS\nP2: touch p 64*1024*1024")
    #expect(text.contains("+++ killed by SIGKILL +++"), "\(text)")
    #expect(text.contains("The OOM killer of the group g did it"), "\(text)")
    #expect(text.contains("memory.events oom_kill 0 -> 1"), "\(text)")
    #expect(fact(transcript, "cgroup", "g", "memory.events", "oom_kill") == .value(.integer(1)))
    // In a group in it the limit is still that of the outer one.
    let inner = transcript.unwrapped(
      """
      cgroup make g/inner
      fork
      cgroup enter g/inner P3
      P3: p = mmap NULL 64*1024*1024 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS
      P3: touch p 64*1024*1024
      """)
    #expect(inner.contains("The OOM killer of the group g did it"), "\(inner)")
    // A kill that somebody sent is not the group's doing.
    let other = transcript.unwrapped("fork\ncgroup enter g/inner P4\nkill P4 SIGKILL")
    #expect(other.contains("P4 has ended") && !other.contains("OOM killer"), "\(other)")
  }

  @Test(.enabled(if: can("pids"), "needs the controller pids, and a hierarchy that may be written"))
  func aForkBeyondPidsMaxHasItsReason() throws {
    let transcript = try Transcript()
    transcript.run("cgroup make g\ncgroup set g pids.max 2\nfork\ncgroup enter g P2\nP2: fork = 0\n")
    let text = transcript.unwrapped("P2: fork")
    #expect(text.contains("fork() = -1 EAGAIN"), "\(text)")
    #expect(text.contains("The group g has 2 tasks and pids.max is 2"), "\(text)")
    #expect(transcript.text("cgroup events g").contains("pids.events max"))
    #expect(!transcript.unwrapped("fork").contains("EAGAIN"), "positive control: P1 is in no group")
  }

  @Test(.enabled(if: can("cpu"), "needs the controller cpu, and a hierarchy that may be written"))
  func aQuotaThrottlesAndTheTimeIsCounted() throws {
    let transcript = try Transcript()
    transcript.run("cgroup make g\ncgroup set g cpu.max 10000 100000\nfork\ncgroup enter g P2")
    #expect(fact(transcript, "cgroup", "g", "cpu.max") == .value(.string("10000 100000")))
    #expect(fact(transcript, "cgroup", "g", "cpu.stat", "nr_throttled") == .value(.integer(0)))
    transcript.run(
      "P2: p = mmap NULL 256*1024*1024 PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS\nP2: fill p 1 256*1024*1024")
    guard case .value(.integer(let count)) = fact(transcript, "cgroup", "g", "cpu.stat", "throttled_usec") else {
      Issue.record("no throttled_usec")
      return
    }
    #expect(count > 10_000)
    #expect(transcript.text("cgroup stat g").contains("cpu.stat nr_throttled"))
  }

  @Test func whatIsMistypedGetsASentence() throws {
    let transcript = try Transcript()
    for (line, part) in [
      ("cgroup frob", "cgroup has no frob"), ("cgroup make", "It is cgroup make NAME"),
      ("cgroup set g memory.max", "It is cgroup set NAME FILE VALUE"), ("cgroup stat none", "There is no group none"),
      ("cgroup enter none P1", "There is no group none"), ("cgroup leave P1", "It is in no group of the lab's"),
      ("cgroup leave P9", "There is no subject P9"),
    ] {
      let text = transcript.unwrapped(line)
      #expect(text.contains(part), "\(line): \(text)")
      #expect(transcript.results.last?.failed == true, "\(line)")
    }
  }

  @Test(.disabled(if: geteuid() == 0, "root may make groups"))
  func anOrdinaryUserIsToldWhyNot() throws {
    let transcript = try Transcript()
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    guard let reason = bridge.lacking("cgroup") else {
      #expect(transcript.unwrapped("cgroup make g").contains("mkdir"), "a delegated subtree is used")
      return
    }
    #expect(reason.hasPrefix("It needs control groups"))
    #expect(transcript.unwrapped("cgroup make g").contains("cgroup make needs control groups"))
    #expect(transcript.unwrapped("cgroup").contains("It needs control groups"))
  }

  @Test(.enabled(if: can("pids"), "needs a hierarchy that may be written"))
  func undoTakesALimitBack() throws {
    let transcript = try Transcript()
    transcript.run("cgroup make g\ncgroup set g pids.max 7\ncgroup set g pids.max 9")
    #expect(fact(transcript, "cgroup", "g", "pids.max") == .value(.integer(9)))
    transcript.run("undo")
    #expect(fact(transcript, "cgroup", "g", "pids.max") == .value(.integer(7)))
  }

  @Test(.enabled(if: can("pids"), "needs a hierarchy that may be written"))
  func aLinkLetsCallsNameTheGroupBriefly() throws {
    let transcript = try Transcript()
    transcript.run("cgroup make g\ncgroup link g pids\nfork")
    let text = transcript.unwrapped(
      "P2: fd = open \"g.pids/cgroup.procs\" O_WRONLY\nP2: write fd \"0\"\nP2: mkdir \"g.pids/inner\" 0755")
    #expect(text.contains("write(3, \"0\", 1) = 1") && text.contains("mkdir(\"g.pids/inner\", 0755) = 0"), "\(text)")
    #expect(fact(transcript, "group_of", "P2") == .value(.string("g")))
  }
}
