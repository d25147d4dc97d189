import Curriculum
import Glibc
import Render
import TestSupport
import Testing

@testable import Shell

/// The bundled lessons, proved on this kernel.
@Suite(.serialized)
struct LessonTests {
  @Test func everyLessonHoldsAndLeavesNothing() throws {
    let census = try Census()
    let run = try Program.run(["check", Checkout.root + "/Lessons"], environment: ["TMPDIR=\(census.directory)"])
    let closing = run.text.split(separator: "\n").last ?? ""
    #expect(closing.contains(" passed, 0 failed"), "\(run.text)")
    #expect(run.status == 0)
    // LeakTests show what would be seen.
    #expect(census.leftoversInTheEnd() == [])
    // Verdicts and nothing else: what happened by itself in a lesson is no part of the report.
    let verdicts = run.text.split(separator: "\n").dropLast()
    #expect(verdicts.allSatisfy { $0.hasPrefix("passed   ") || $0.hasPrefix("skipped  ") }, "\(run.text)")
  }

  @TracerThread @Test func whatTheKernelOffersDoesNotDependOnALivingSubject() throws {
    let session = try Transcript().session
    let bridge = LessonBridge(session: session, theme: .plain)
    let before = bridge.lacking("kcmp")
    session.lab.endAll()
    #expect(bridge.lacking("kcmp") == before)
  }

  @TracerThread @Test func aGoalAboutASubjectToComeSaysThatThereIsNone() throws {
    let bridge = LessonBridge(session: try Transcript().session, theme: .plain)
    #expect(bridge.fact("process", [.string("P5")], property: "alive") == .problem("There is no subject P5."))
    #expect(bridge.fact("process", [.string("P1")], property: "alive") == .value(.boolean(true)))
  }

  @TracerThread @Test func aGoalAboutADescriptorToComeSaysThatNothingHasThatName() throws {
    let bridge = LessonBridge(session: try Transcript().session, theme: .plain)
    #expect(bridge.fact("fd", [.string("rd")], property: "open") == .problem("Nothing is called rd yet."))
    #expect(bridge.fact("fd", [.boolean(true)], property: "open") == .problem("A descriptor is a number."))
  }

  @Test func aLessonThatTheKernelContradictsFails() throws {
    let file = Scratch.home + "/01-wrong.md"
    let text = """
      ---
      format: 1
      id: wrong
      title: Wrong
      minutes: 1
      teaches: [dup]
      ---
      The lowest free number is given.

      ```sysh
      dup 0
      = 7
      ```
      """
    let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    write(descriptor, text, text.utf8.count)
    close(descriptor)
    let run = try Program.run(["check", file])
    #expect(run.text.contains("0 passed, 1 failed"), "\(run.text)")
    #expect(run.text.contains("01-wrong.md:12"), "\(run.text)")
    #expect(run.status == 1)
  }

  @Test func aCheckSaysNothingOfWhatHappensWhileItWaits() throws {
    let file = Scratch.home + "/02-waiting.md"
    let text = """
      ---
      format: 1
      id: waiting
      title: Waiting
      minutes: 1
      teaches: [nanosleep]
      ---
      A call that comes back by itself.

      ```predict
      Does it come back?
      - [x] yes :: It does.
      - [ ] no :: It does.
      check: eventually 10s: not process(P1).blocked
      ```

      ```sysh
      nanosleep {tv_sec=0, tv_nsec=300000000}
      = blocked
      ```
      """
    let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    write(descriptor, text, text.utf8.count)
    close(descriptor)
    let run = try Program.run(["check", file])
    #expect(run.text == "passed   \(file)\n1 passed, 0 failed, 0 skipped\n")
    #expect(run.status == 0)
  }

  @TracerThread @Test func aTypedLineStandsBehindTheSubjectInWhichItWasTyped() throws {
    let transcript = try Transcript()
    let text = """
      ---
      format: 1
      id: places
      title: Places
      minutes: 1
      teaches: [fork, switch]
      ---
      Two processes.

      ```sysh
      fork
      = <pid:P2>
      switch P2
      getpid
      = <pid:P2>
      ```
      """
    let bridge = LessonBridge(session: transcript.session, theme: .plain)
    let lesson = try LessonParser(file: "places.md", vocabulary: bridge).parse(text)
    let learning = Learning(lesson: lesson, bridge: bridge, store: nil, isBatch: false)
    let lines = transcript.lines {
      learning.start(at: 0)
      for _ in 1...3 { learning.handle("") }
    }
    #expect(lines.contains("P1> switch P2"), "\(lines)")
    #expect(lines.contains("P2> getpid"), "\(lines)")
  }

  @Test func theCommandToComeIsBrokenBetweenWords() {
    let view = LessonView(renderer: Renderer(width: 40), subject: "P1", isBatch: false)
    let lines = view.lines(.waiting(.command("code = mmap 0x500000 2*PAGE PROT_READ|PROT_WRITE")))
    #expect(
      lines.map(\.plain) == ["[Enter] types: code = mmap 0x500000", "  2*PAGE PROT_READ|PROT_WRITE"], "\(lines)")
  }

  @Test func aLessonMayNeedAProgramByItsPath() throws {
    func check(needing program: String) throws -> String {
      let file = Scratch.home + "/03-needing.md"
      let text =
        "---\nformat: 1\nid: needing\ntitle: Needing\nminutes: 1\nteaches: [getpid]\n"
        + "needs: \"program: \(program)\"\n---\nText.\n\n```sysh\ngetpid\n= <pid:p>\n```\n"
      let descriptor = open(file, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
      write(descriptor, text, text.utf8.count)
      close(descriptor)
      return try Program.run(["check", file]).text
    }
    #expect(try check(needing: "/bin/sh").contains("1 passed"))
    #expect(try check(needing: "sh").contains("1 passed"))
    #expect(try check(needing: "/nowhere/java").contains("It needs the program /nowhere/java, which is not installed."))
    #expect(try check(needing: "some/java").contains("sysh knows no capability"))
  }
}
