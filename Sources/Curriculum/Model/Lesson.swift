import SyscallTable

/// A lesson as its file says it: what it teaches, and the steps in which it does.
///
/// A *step* is a run of prose together with the labelled fence (`sysh`, `predict`, `try` or `question`) that follows it. A heading
/// begins a new step and names it; prose that meets a heading, a rule (`---`) or the end of the file before any
/// labelled fence is a step of reading only. Unlabelled fences are prose.
public struct Lesson: Hashable, Sendable {
  public let file: String
  public let front: FrontMatter
  public let steps: [Step]
  /// Every link of the prose, for the proof that links resolve.
  public let links: [Placed<String>]
  /// What `#…` links may point at: the headings, spelt as forges spell them.
  public let anchors: Set<String>
}

/// The keys between the `---` lines.
public struct FrontMatter: Hashable, Sendable {
  /// The key of progress, stable whatever the file is called.
  public let id: Placed<String>
  public let title: String
  public let minutes: Int
  public let teaches: [Placed<String>]
  public let after: [Placed<String>]
  public let answers: [Placed<String>]
  /// Capabilities; `program: java` is the capability of that very text.
  public let needs: [Placed<String>]
}

/// Prose and the activity that follows it.
public struct Step: Hashable, Sendable {
  /// The heading that began the step.
  public let name: String?
  public let prose: [Block]
  public let activity: Activity
  public let place: Place
}

/// What happens in a step.
public enum Activity: Hashable, Sendable {
  case reading
  /// A `sysh` fence.
  case session([ScriptLine])
  /// A `predict` fence; the next activity is the session that decides it.
  case prediction(Prediction)
  /// A `try` fence.
  case attempt(Attempt)
  /// A `question` fence; it begins in fresh subjects, and the sessions behind it prove it.
  case question(InterviewQuestion)
}

/// One command that the player types.
public struct ScriptLine: Hashable, Sendable {
  public let text: String
  /// The `#` lines above it.
  public let comments: [String]
  public let result: ExpectedResult?
  public let place: Place
}

/// The `=` line under a command.
public struct ExpectedResult: Hashable, Sendable {
  /// Nil for a bare `=`, which only `sysh check --update` accepts: it fills it in.
  public let expectation: Expectation?
  /// Of the text after the `=`.
  public let place: Place
}

/// A question that the next session decides.
public struct Prediction: Hashable, Sendable {
  public struct Choice: Hashable, Sendable {
    public let text: String
    /// Shown when the kernel has decided.
    public let sentence: String
    public let isRight: Bool
  }

  public let question: [String]
  public let choices: [Choice]
  /// All of them hold after the deciding session when the marked choice is right.
  public let checks: [Check]
}

/// Something for the learner to bring about.
public struct Attempt: Hashable, Sendable {
  public struct Goal: Hashable, Sendable {
    public let text: String
    public let checks: [Check]
  }

  public struct Wrong: Hashable, Sendable {
    public let line: String
    public let sentence: String
    public let place: Place
  }

  /// What all of it is for; empty when the goals say it all.
  public let summary: String
  public let goals: [Goal]
  public let hints: [String]
  public let solution: [Placed<String>]
  public let wrongs: [Wrong]

  public var checks: [Check] { goals.flatMap(\.checks) }
}

/// One `check:` or `how:` line.
public struct Check: Hashable, Sendable {
  /// As written, without the key and `eventually`.
  public let text: String
  let expression: CheckExpression
  /// How long the fact may take to come true.
  public let patience: Duration?
  /// A `how:` line: it looks at the calls made, not at the state they left.
  public let isHow: Bool
  public let place: Place
}

extension Lesson {
  /// Why the lesson cannot be played here, in a sentence; nil when the lab has all that it needs.
  public func reasonToSkip(in lab: any LessonLab) -> String? {
    front.needs.lazy.compactMap { lab.lacking($0.value) }.first
  }

  /// The prediction that the session in step `index` decides, with its step. A question is decided by the last session of
  /// its proof.
  func prediction(decidedBy index: Int) -> (step: Int, prediction: Prediction)? {
    if let (step, question) = question(provedIn: index) {
      return proof(ofQuestionAt: step).last == index ? (step, question.prediction) : nil
    }
    for earlier in steps.indices.prefix(index).reversed() {
      switch steps[earlier].activity {
      case .reading: continue
      case .prediction(let prediction): return (earlier, prediction)
      case .session, .attempt, .question: return nil
      }
    }
    return nil
  }
}
