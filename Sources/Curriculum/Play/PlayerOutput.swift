/// One thing that the player shows or asks of the shell, as data.
public enum PlayerOutput: Hashable, Sendable {
  case lessonStarts(title: String, minutes: Int, steps: Int)
  /// `number` counts from 1. Comes again after `again` and `back`.
  case stepStarts(number: Int, of: Int, name: String?)
  case prose([Block])
  /// The player types a command of the lesson.
  case command(String, comments: [String])
  /// What the shell showed for the last command or the learner's line.
  case display([String])
  /// A result is not what the file says. `blamesLesson` is false when the learner ran commands of their own before.
  case disagreement(Disagreement, blamesLesson: Bool)
  case question(Question)
  case answerNoted(String)
  case verdict(Verdict)
  /// What is to be said to a question, behind its verdict, and what is asked next.
  case answer(InterviewQuestion)
  case goal(summary: String, [GoalTicks])
  /// A learner's line turned out as the file's `wrong:` says; why it does not do.
  case wrongTry(String)
  case hint(String, number: Int, of: Int)
  /// After two failed tries: a hint can be had, or with `hintsLeft` 0 the solution.
  case helpOffered(hintsLeft: Int)
  case solution([String])
  /// A sentence from the player.
  case notice(String)
  case stepPassed(number: Int, of: Int)
  case lessonFinished(title: String, isStale: Bool)
  /// To be written to the progress file.
  case progress(stepsDone: Int, isFinished: Bool, isStale: Bool)
  /// A fact takes time: call `poll()` after this long, whatever is typed meanwhile.
  case pollAgain(after: Duration)
  /// What the player waits for; always last.
  case waiting(Waiting)
  /// The lesson was left; the player takes no more lines.
  case left

  /// What an empty line or `next` will do.
  public enum Waiting: Hashable, Sendable {
    /// It types this command.
    case command(String)
    /// It asks for an answer: 1 to `choices`, the last being "not sure".
    case answer(choices: Int)
    /// It says what is missing.
    case attempt
    /// It goes on to the next step, or ends the lesson.
    case nextStep
    case end
    /// Nothing: the lesson is over.
    case nothing
  }

  public struct Question: Hashable, Sendable {
    public let text: [String]
    /// Numbered from 1; the last is "not sure".
    public let choices: [String]
  }

  /// How a prediction came out.
  public struct Verdict: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
      public let choice: String
      public let sentence: String
      public let isMarkedRight: Bool
      public let isChosen: Bool
    }

    /// Nil when the kernel disagrees with the file, or the learner was not sure.
    public let isRight: Bool?
    /// Whether the checks hold, so that the choice marked in the file is what happened.
    public let kernelAgrees: Bool
    /// Whether a kernel that disagrees makes the lesson stale: the learner has not changed the state meanwhile.
    public let blamesLesson: Bool
    /// Every choice with its own sentence.
    public let lines: [Line]
    /// The facts that decided.
    public let ticks: [Tick]
  }

  /// A goal with its checks as they stand.
  public struct GoalTicks: Hashable, Sendable {
    public let text: String
    public let ticks: [Tick]
  }
}

extension Prediction {
  /// The choices as they are shown: "not sure" is always one.
  var shownChoices: [String] { choices.map(\.text) + ["not sure"] }

  /// How it came out; `chosen` is nil when the learner was not sure.
  func verdict(chosen: Int?, ticks: [Tick], blamesLesson: Bool) -> PlayerOutput.Verdict {
    let lines = choices.enumerated().map { number, choice in
      PlayerOutput.Verdict.Line(
        choice: choice.text, sentence: choice.sentence, isMarkedRight: choice.isRight, isChosen: number == chosen)
    }
    return PlayerOutput.Verdict(
      isRight: ticks.allHold ? chosen.map { choices[$0].isRight } : nil, kernelAgrees: ticks.allHold,
      blamesLesson: !ticks.allHold && blamesLesson, lines: lines, ticks: ticks)
  }
}
