import Glibc
import TestSupport
import Testing

/// The bundled lessons, proved on this kernel.
@Suite(.serialized)
struct LessonTests {
  @Test func everyLessonHolds() throws {
    let run = try Program.run(["check", Checkout.root + "/Lessons"])
    let closing = run.text.split(separator: "\n").last ?? ""
    #expect(closing.contains(" passed, 0 failed"), "\(run.text)")
    #expect(run.status == 0)
    // Verdicts and nothing else: what happened by itself in a lesson is no part of the report.
    let verdicts = run.text.split(separator: "\n").dropLast()
    #expect(verdicts.allSatisfy { $0.hasPrefix("passed   ") || $0.hasPrefix("skipped  ") }, "\(run.text)")
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
}
