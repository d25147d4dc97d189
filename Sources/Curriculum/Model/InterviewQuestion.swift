/// A `question` fence: what an interviewer asks, and what there is to say about it.
///
/// The `sysh` fences that follow it, up to the next heading or the next fence of another kind, prove it in fresh
/// subjects: the earlier ones set up, the last one decides. So each question can be played by itself, in any order.
public struct InterviewQuestion: Hashable, Sendable {
  /// `Q4`: the key of its progress, and its place in the order.
  public let id: Placed<String>
  /// The question itself, its choices, and the checks that hold when the proof has run and not before.
  public let prediction: Prediction
  /// Three sentences.
  public let answer: [String]
  /// What is asked next, and a short answer to that.
  public let next: FollowUp
  /// The lesson that teaches it.
  public let revise: Placed<String>
  /// What its proof needs of the machine.
  public let needs: [Placed<String>]

  public struct FollowUp: Hashable, Sendable {
    public let question: String
    public let answer: String
  }

  /// The number in its id.
  public var number: Int { Self.number(of: id.value) ?? 0 }

  /// 4 for `Q4`; nil for what is no id of a question.
  static func number(of id: String) -> Int? {
    guard id.first == "Q", let number = Int(id.dropFirst()), number > 0, "Q\(number)" == id else { return nil }
    return number
  }

  /// Why it cannot be proved here, in a sentence; nil when the lab has all that it needs.
  public func reasonToSkip(in lab: any LessonLab) -> String? {
    needs.lazy.compactMap { lab.lacking($0.value) }.first
  }
}

extension Lesson {
  /// Its questions with the index of the step in which each stands.
  public var questions: [(step: Int, question: InterviewQuestion)] {
    steps.indices.compactMap { index in
      if case .question(let question) = steps[index].activity { (index, question) } else { nil }
    }
  }

  /// The steps that prove the question in step `index`: the `sysh` fences behind it, up to the next heading.
  func proof(ofQuestionAt index: Int) -> Range<Int> {
    var end = index + 1
    while steps.indices.contains(end), steps[end].name == nil, case .session = steps[end].activity { end += 1 }
    return index + 1..<end
  }

  /// The question of whose proof step `index` is a part.
  func question(provedIn index: Int) -> (step: Int, question: InterviewQuestion)? {
    questions.last { $0.step < index }.flatMap { proof(ofQuestionAt: $0.step).contains(index) ? $0 : nil }
  }

  /// The step from which the state of step `index` is made: the question that it belongs to, or the beginning.
  func beginning(of index: Int) -> Int {
    questions.last { $0.step <= index }?.step ?? 0
  }
}
