import Curriculum

/// Questions for tests: proofs that the lab without processes can run.
extension Text {
  /// The lines of a `question` fence.
  static func question(
    _ id: String, check: String = "fd(4).open", revise: String = "sample", extra: String = ""
  ) -> String {
    """
    id: \(id)
    What does dup give in \(id)?
    - [x] the lowest free number :: It always does.
    - [ ] the same number :: Then nothing would have happened.
    check: \(check)
    answer: One.
    answer: Two.
    answer: Three.
    next: And dup2? :: The number of your choice.
    revise: \(revise)
    \(extra)
    """
  }

  /// A question with its proof: a fence that sets up and one that decides.
  static func proved(_ id: String, check: String = "fd(4).open", revise: String = "sample", extra: String = "")
    -> String
  {
    "# About \(id)\n\n" + fence("question", question(id, check: check, revise: revise, extra: extra))
      + "A file first.\n\n" + fence("sysh", "fd = open \"a\"\n= 3") + "And now.\n\n" + fence("sysh", "dup fd\n= 4")
  }

  static func interview(_ ids: String...) -> String {
    lesson(ids.map { proved($0) }.joined(separator: "\n"))
  }
}

/// The questions of a lesson text.
func bank(_ text: String, _ lab: FakeLab = FakeLab()) throws -> QuestionBank {
  let directory = try TemporaryDirectory()
  try directory.write(text, "01-sample.md")
  return QuestionBank(try LessonLibrary(path: directory.path, vocabulary: lab))
}
