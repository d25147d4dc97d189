/// How well a question of the quiz is known: spaced repetition by boxes (Leitner's).
///
/// A right answer puts a question into the next box, whose questions rest longer; one that was missed goes back to box 0
/// and is due the same day. Right before its day proves little, so it moves nothing.
public struct QuestionProgress: Hashable, Sendable {
  /// `Q4`.
  public let id: String
  /// 0 when it was missed last.
  public var box: Int
  /// The first day on which it is asked again.
  public var due: Day
  public var asked: Int
  public var missed: Int

  /// How many days a question rests, by its box.
  static let rest = [0, 1, 3, 7, 16, 35]
  static let boxes = rest.indices

  var number: Int { InterviewQuestion.number(of: id) ?? 0 }

  /// Where a question stands after an answer; `before` is nil when it was new.
  static func after(_ before: QuestionProgress?, id: String, isRight: Bool, on day: Day) -> QuestionProgress {
    var now = before ?? QuestionProgress(id: id, box: 0, due: day, asked: 0, missed: 0)
    now.asked = min(now.asked + 1, 1_000_000)
    if !isRight {
      (now.box, now.due, now.missed) = (0, day, min(now.missed + 1, now.asked))
    } else if now.due <= day {
      now.box = min(now.box + 1, boxes.upperBound - 1)
      now.due = day + rest[now.box]
    }
    return now
  }
}
