import LinuxABI
import SyscallTable

@testable import Curriculum

/// A lesson file, or a file of questions: front matter, Markdown, fences and checks.
func fuzzLesson(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  let (lesson, problems) = LessonParser(file: "x.md").parseLeniently(text)
  let lines = text.split(separator: "\n", omittingEmptySubsequences: false).count
  for problem in problems {
    must(problem.place.line >= 1 && problem.place.column >= 1, "a problem nowhere: \(problem.message)")
    // A carriage return ends a line too.
    must(problem.place.line <= lines + text.utf8.count { $0 == 0x0d } + 1, "\(problem.place.line) of \(lines) lines")
    must(!problem.message.isEmpty, "a problem without a word")
  }
  if let lesson {
    must(problems.isEmpty ? !lesson.steps.isEmpty : true, "a lesson without steps and without a problem")
  }
}

/// Short texts with a form of their own: expectations, checks, the file of progress, and what makes text harmless.
func fuzzWords(_ bytes: [UInt8]) {
  let text = String(decoding: bytes, as: UTF8.self)
  let harmless = Escapes.harmless(text)
  mustBeHarmless(harmless)
  must(Escapes.harmless(harmless) == harmless, "made harmless twice is not the same")
  if let expectation = Expectation(text) {
    must(Expectation(expectation.text) == expectation, "\(expectation) is written as \(expectation.text)")
  }
  let content = ProgressText.parse(text)
  if !content.isNewer {
    let written = ProgressText.text(content)
    let again = ProgressText.parse(written)
    must(!again.isDamaged, "the progress that was written is damaged: \(written.debugDescription)")
    must(again.records == content.records && again.questions == content.questions, "progress is lost by writing it")
  }
  for errno in [text, "E" + text] { _ = Errno(named: errno) }
  if let signal = Signal(named: text) { must(Signal(named: signal.name) == signal, "\(signal.name) is another signal") }
}
