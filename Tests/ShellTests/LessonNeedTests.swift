import CLinux
import Curriculum
import Glibc
import LinuxABI
import Render
import TestSupport
import Testing

@testable import Shell

/// What lessons about traces, profiles and rings ask of the shell and of the machine.
@Suite(.serialized) @TracerThread
struct LessonNeedTests {
  let transcript: Transcript
  let bridge: LessonBridge

  init() throws {
    transcript = try Transcript()
    bridge = LessonBridge(session: transcript.session, theme: .plain)
  }

  /// A lesson file with this body, checked by the program itself: a trace runs it once more.
  private func check(_ name: String, _ body: String, _ environment: [String] = []) throws -> String {
    let file = "\(Scratch.home)/\(name).md"
    let text =
      "---\nformat: 1\nid: \(name)\ntitle: T\nminutes: 1\nteaches: [trace, true]\n---\nText.\n\n\(body)"
    let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    write(descriptor, text, text.utf8.count)
    close(descriptor)
    // It is none of the bundled lessons, and runs programs outside the lab.
    return try Program.run(["check", "--unguarded", file], environment: environment).text
  }

  @Test func aStepBeginsWithoutWhatAnotherStepTraced() throws {
    let text = try check(
      "steps",
      """
      ```sysh
      trace -e execve true
      ```

      ```try
      # Once more
      check: traced(execve) == 1
      hint: It is the same.
      solution: trace -e execve true
      ```
      """)
    #expect(text.contains("1 passed"), "\(text)")
  }

  @Test func aCallIsCountedThoughOutputBreaksItsLine() throws {
    for line in [
      "write(1, \"1\\n2\\n\", 41", "2", ")   = 4", "[pid    12] write(1,  <unfinished ...>",
      "[pid    12] <... write resumed>\"(\", 1) = 1", "21:14:36.904324 read(0, \"\", 1) = 0", "+++ exited with 0 +++",
      "see note(1) = 3",
    ] { bridge.session.noteOutside(line) }
    #expect(bridge.session.outsideCalls == ["write": 2, "read": 1])
  }

  @Test func aTracedProgramOfALessonSpeaksPlainEnglish() throws {
    let text = try check(
      "english",
      """
      ```predict
      Does it come to the second program?
      - [x] yes :: It does.
      - [ ] no :: It does.
      check: traced(execve) == 2
      ```

      ```sysh
      trace -e execve sh -c 'test "$LC_ALL" = C && exec true'
      ```
      """, ["LC_ALL=POSIX"])
    #expect(text.contains("1 passed"), "\(text)")
    let plain = try Program.run(
      ["-c", "trace -e none sh -c 'echo language $LC_ALL'"], environment: ["LC_ALL=POSIX"]
    ).text
    #expect(plain.contains("language POSIX"), "\(plain)")
  }

  @Test func timeOnTheProcessorIsAFactOfAProcess() throws {
    let fork = try #require(transcript.run("fork").first)
    #expect(fork.hasPrefix("fork() = "))
    transcript.run(
      "P2: execve \"/bin/dd\" [\"dd\", \"if=/dev/zero\", \"of=/dev/null\", \"bs=1\", \"count=300000\"] []\ncont P2")
    for _ in 0..<100 where bridge.fact("process", [.string("P2")], property: "exited") == .value(.absent) {
      _ = bridge.wait(.milliseconds(50))
    }
    guard case .value(.integer(let system)) = bridge.fact("process", [.string("P2")], property: "system") else {
      Issue.record("no system time")
      return
    }
    #expect(system >= 10)
    #expect(bridge.fact("process", [.string("P1")], property: "user") == .value(.integer(0)))
  }

  @Test func ringsAndCountersAreWhatALessonMayNeed() throws {
    #expect(bridge.isKnown(capability: "io_uring") && bridge.isKnown(capability: "perf"))
    #expect(!bridge.isKnown(capability: "io_urings"))
    var layout = sysh_ring_layout()
    #expect((sysh_find_ring(&layout) == 0 && layout.sq_tail == 4) == (bridge.lacking("io_uring") == nil))
    #expect((sysh_can_count() == 0) == (bridge.lacking("perf") == nil))
  }

  @Test func aMissingRingIsExplained() {
    #expect(MachineOffer.ring(.noSyscall, disabled: nil).contains("CONFIG_IO_URING"))
    #expect(MachineOffer.ring(.notPermitted, disabled: "2").contains("kernel.io_uring_disabled is 2"))
    #expect(MachineOffer.ring(.notPermitted, disabled: "0").contains("filter"))
    #expect(MachineOffer.ring(.outOfMemory, disabled: "0").contains("ENOMEM"))
    var layout = sysh_ring_layout(sq_tail: 4, sq_array: 192, cq_head: 8, cq_tail: 12, cqes: 64)
    #expect(MachineOffer.ring(layout) == nil)
    layout.sq_tail = 64
    #expect(MachineOffer.ring(layout)?.contains("tail is at byte 64") == true)
  }

  @Test func pokeStoresANumberInAsManyBytesAsAreAskedFor() throws {
    transcript.run("p = mmap NULL PAGE PROT_READ|PROT_WRITE MAP_PRIVATE|MAP_ANONYMOUS -1 0")
    transcript.run("poke p 70000 4\npoke p+8 p 8\npoke p+16 -1 2")
    let bytes = transcript.text("peek p 24")
    #expect(bytes.contains("70 11 01 00 00 00 00 00"))
    #expect(bytes.contains("ff ff 00 00 00 00 00 00"))
    let address = try #require(transcript.session.lab.variables["p"]?.word)
    let stored = (0..<8).map { UInt8(truncatingIfNeeded: address >> ($0 * 8)) }.map {
      ($0 < 16 ? "0" : "") + String($0, radix: 16)
    }.joined(separator: " ")
    #expect(bytes.contains(stored))
    #expect(transcript.text("poke p 70000 2").contains("70000 does not fit into 2 bytes."))
    #expect(transcript.text("poke p 70000").contains("70000 does not fit into a byte."))
    #expect(transcript.text("poke p 7 3").contains("A number has 1, 2, 4 or 8 bytes."))
    #expect(transcript.text("poke p \"x\" 2").contains("A size belongs to a number"))
  }
}
