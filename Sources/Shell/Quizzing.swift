import Curriculum
import Render
import SyscallTable

/// The quiz in a session: the player's outputs are shown, or written as JSON, and answers kept.
final class Quizzing: Guide {
  private let player: QuizPlayer
  private let bridge: LessonBridge
  private let store: ProgressStore?
  private let isBatch: Bool
  private let json: Bool
  /// Sentences that stand before the first question.
  var opening: [String] = []
  var isReplaced = false
  /// How the run ends when the quiz is all of it.
  private(set) var status = ExitStatus.done
  /// The progress could not be kept, which is said once.
  private var lostProgress = false

  init(player: QuizPlayer, bridge: LessonBridge, store: ProgressStore?, isBatch: Bool, json: Bool) {
    self.player = player
    self.bridge = bridge
    self.store = store
    self.isBatch = isBatch
    self.json = json
  }

  var place: String { "quiz \(player.place)" }
  var isOver: Bool { player.isOver }
  var pollDelay: Int32? { nil }
  var endsAtInterrupt: Bool { true }

  func poll() {}

  func start() {
    if !json { for sentence in opening { bridge.session.say(sentence) } }
    take(player.start())
  }

  func handle(_ line: String) {
    take(player.handle(line))
  }

  func leave() {
    take(player.leave())
  }

  private func take(_ outputs: [QuizOutput]) {
    let session = bridge.session
    let view = QuizView(renderer: session.renderer, isBatch: isBatch, isExam: player.isExam)
    for output in outputs {
      if isReplaced {
        if case .proof(.display(let lines)) = output, !json { session.output.showRendered(lines) }
        continue
      }
      note(output)
      if json {
        let object = QuizObject.text(output)
        if !object.isEmpty { session.output.showRendered([object]) }
      } else if case .proof(.display(let lines)) = output {
        session.output.showRendered(lines)
      } else {
        session.show(view.lines(output))
        if case .practiceEnds = output { sayWhatIsNext() }
      }
    }
  }

  /// When to come back, where nothing is left for today.
  private func sayWhatIsNext() {
    guard let known = (try? store?.load())?.questions, let next = QuizSchedule.nextDay(known), next > Day.today() else {
      return
    }
    bridge.session.say("The next one that you know is asked again on \(next).")
  }

  /// Keeps what is to be kept.
  private func note(_ output: QuizOutput) {
    switch output {
    case .answered(let answer):
      guard let store else { return }
      do {
        let notice = try store.record(answerTo: answer.id, isRight: answer.isRight, on: Day.today())
        if let notice, !json { bridge.session.say(notice) }
      } catch {
        if !lostProgress { complain("Your answers cannot be kept: \(error.message)") }
        lostProgress = true
      }
    case .practiceEnds(let summary): if !summary.stale.isEmpty { status = .failed }
    case .examEnds(let result): if !result.isPassed { status = .failed }
    case .asks, .choices, .proof, .answer, .followUp, .reply, .notice, .waiting: break
    }
  }
}

/// What came of a question, as JSON; what is only for people gives nothing.
enum QuizObject {
  static func text(_ output: QuizOutput) -> String {
    var object = JSONObject()
    switch output {
    case .asks(let id, _, _, let box, let text):
      object.add("type", "asks")
      object.add("question", id)
      object.add("text", text.joined(separator: " "))
      if let box { object.add("box", box) }
    case .choices(let choices):
      object.add("type", "choices")
      object.add("choices", choices)
    case .answered(let answer):
      object.add("type", "answered")
      object.add("question", answer.id)
      switch answer.manner {
      case .choice(let number): object.add("choice", number)
      case .notSure: object.add("manner", "not sure")
      case .head: object.add("manner", "head")
      }
      object.add("right", answer.isRight)
    case .practiceEnds(let summary):
      object.add("type", "practice")
      object.add("known", summary.known)
      object.add("missed", summary.missed)
      object.add("stale", summary.stale)
    case .examEnds(let result):
      object.add("type", "exam")
      object.add("questions", result.questions)
      object.add("answered", result.answered)
      object.add("right", result.right)
      object.add("percent", result.percent)
      object.add("passed", result.isPassed)
      object.add("seconds", Int(result.time.components.seconds))
      object.add("missed", result.missed.map(\.id))
      object.add("revise", result.lessons)
    case .notice(let text):
      object.add("type", "notice")
      object.add("text", text)
    case .proof, .answer, .followUp, .reply, .waiting: return ""
    }
    return object.text
  }
}

extension ExamResult {
  /// The lessons to read again, each once.
  var lessons: [String] {
    var seen = Set<String>()
    return missed.map(\.revise).filter { seen.insert($0).inserted }
  }
}
