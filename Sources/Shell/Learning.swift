import Curriculum
import Glibc
import Render

/// What takes the learner's lines at the prompt in place of the session: a lesson, or the quiz.
protocol Guide: AnyObject {
  /// `tour 3/9`, for the prompt.
  var place: String { get }
  var isOver: Bool { get }
  /// Another guide has begun in its place, by a line that this one ran: what the line showed is the other's beginning,
  /// and this one has nothing more to say.
  var isReplaced: Bool { get set }
  /// Milliseconds until `poll` is due, nil when it is not.
  var pollDelay: Int32? { get }
  func handle(_ line: String)
  func poll()
  /// The learner leaves, by Ctrl-D or, where that ends it, by Ctrl-C.
  func leave()
  var endsAtInterrupt: Bool { get }
}

/// A lesson being played in a session: the player's outputs are shown, its progress kept.
final class Learning: Guide {
  private let player: LessonPlayer
  private let bridge: LessonBridge
  private let store: ProgressStore?
  private let isBatch: Bool
  /// When facts that take time are looked at again.
  private var nextPoll: Duration?
  /// The progress was written the last time, or nothing was to be written; that it was not is said once.
  private(set) var keepsPlace = true

  init(lesson: Lesson, bridge: LessonBridge, store: ProgressStore?, isBatch: Bool) {
    player = LessonPlayer(lesson: lesson, lab: bridge)
    self.bridge = bridge
    self.store = store
    self.isBatch = isBatch
  }

  var id: String { player.lesson.front.id.value }

  var isOver: Bool {
    player.isOver
  }

  var isReplaced = false

  /// Ctrl-C clears the line, as in the shell.
  var endsAtInterrupt: Bool { false }

  func leave() {}

  /// Whether the last step has been done, rather than the lesson left.
  private(set) var isFinished = false

  var place: String {
    "\(player.lesson.front.id.value) \(min(player.step + 1, player.lesson.steps.count))/\(player.lesson.steps.count)"
  }

  var pollDelay: Int32? {
    nextPoll.map { due in
      let left = due - MonotonicClock.now()
      return Int32(max(1, left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000))
    }
  }

  func start(at step: Int) {
    let subject = bridge.session.lab.currentName
    show(player.start(at: step), typedIn: subject)
  }

  func handle(_ line: String) {
    let subject = bridge.session.lab.currentName
    show(player.handle(line), typedIn: subject)
  }

  func poll() {
    nextPoll = nil
    let subject = bridge.session.lab.currentName
    show(player.poll(), typedIn: subject)
  }

  private func show(_ outputs: [PlayerOutput], typedIn subject: String) {
    let session = bridge.session
    let view = LessonView(renderer: session.renderer, subject: subject, isBatch: isBatch)
    for output in outputs {
      if isReplaced, !output.isDisplay { continue }
      switch output {
      case .display(let lines): session.output.showRendered(lines)
      case .progress(let steps, let finished, let stale): keep(steps, finished, stale)
      case .lessonFinished:
        isFinished = true
        session.show(view.lines(output))
      case .pollAgain(let delay): nextPoll = MonotonicClock.now() + delay
      default: session.show(view.lines(output))
      }
    }
  }

  private func keep(_ steps: Int, _ finished: Bool, _ stale: Bool) {
    guard let store else {
      if keepsPlace { bridge.session.say("HOME is not set, so your progress is not kept.", .failure) }
      keepsPlace = false
      return
    }
    do {
      let record = LessonProgress(
        id: player.lesson.front.id.value, stepsDone: steps, isFinished: finished, isStale: stale)
      if let notice = try store.record(record) { bridge.session.say(notice) }
      keepsPlace = true
    } catch {
      if keepsPlace { bridge.session.say("Your progress could not be kept: \(error.message)", .failure) }
      keepsPlace = false
    }
  }
}

extension PlayerOutput {
  fileprivate var isDisplay: Bool {
    if case .display = self { true } else { false }
  }
}

/// The list of lessons with the learner's progress.
struct LessonList {
  let library: LessonLibrary
  let progress: [String: LessonProgress]

  func lines(_ renderer: Renderer) -> [StyledLine] {
    var lines: [StyledLine] = []
    let width = (library.entries.compactMap { $0.id?.count }.max() ?? 0) + 2
    for entry in library.entries {
      switch entry.lesson {
      case .success(let lesson):
        let front = lesson.front
        let state: String
        switch progress[front.id.value] {
        case let record? where record.isFinished: state = "done"
        case let record?: state = "\(record.stepsDone)/\(lesson.steps.count)"
        case nil: state = ""
        }
        let id = front.id.value
        lines += renderer.wrap(
          [
            .init("  \(entry.number)  "), .init(id + String(repeating: " ", count: width - id.count), .name),
            .init(front.title), .init("  \(front.minutes) min", .faint),
            .init(state.isEmpty ? "" : "  \(state)", .success),
          ], indent: width + 6, firstIndent: 0)
      case .failure(let errors):
        lines.append(StyledLine([.init("  \(entry.number)  "), .init("\(errors.diagnostics[0])", .failure)]))
      }
    }
    let advice = renderer.wrap(
      [.init("learn NAME plays one; it begins where you left it.", .faint)], indent: 0, firstIndent: 0)
    return lines + advice
  }
}
