import Curriculum
import SyscallTable

/// What a session asks of whoever plays lessons.
protocol LearningHost: AnyObject {
  /// Where lessons are; nil where there are none.
  var lessonDirectory: String? { get }
  func learn(_ name: String) throws
  func quiz(_ request: QuizRequest) throws
  /// Whether the learner has pressed Ctrl-C since it was last asked.
  func interruptRequested() -> Bool
}

// Lessons and the quiz at the prompt.
extension Interactive: LearningHost {
  /// `status` is that of the run when the quiz was all of it.
  func endGuide(by status: ExitStatus? = nil) {
    guard let guide else { return }
    guide.leave()
    self.guide = nil
    if let quiz = guide as? Quizzing {
      if isOnlyQuiz { leave(status ?? quiz.status) }
      return
    }
    guard let ended = guide as? Learning else { return }
    guard ended.isFinished else {
      session.say(
        ended.keepsPlace
          ? "The lesson is left; your place is kept. learn \(ended.id) goes on with it."
          : "The lesson is left. Your place could not be kept: learn \(ended.id) goes on where it was kept last.")
      return
    }
    let next = (try? library())?.next(after: ended.id).map { "learn \($0) plays the next one, " } ?? ""
    session.say("\(next)learn lists the lessons; this prompt is yours.")
  }

  private func library() throws -> LessonLibrary {
    guard let path = StatePaths.lessons(options.lessons) else {
      throw CommandProblem("No lessons were found.", advice: "SYSH_LESSONS or --lessons names their directory.")
    }
    let bridge = LessonBridge(session: session, theme: options.theme)
    do {
      return try LessonLibrary(path: path, vocabulary: bridge)
    } catch {
      throw CommandProblem(error.message)
    }
  }

  var lessonDirectory: String? { StatePaths.lessons(options.lessons) }

  func learn(_ name: String) throws {
    let library = try library()
    let store = StatePaths.progress.map(ProgressStore.init)
    let records = store.flatMap { try? $0.load() }
    if let notice = records?.notice { session.say(notice) }
    if name.isEmpty {
      session.show(LessonList(library: library, progress: records?.records ?? [:]).lines(session.renderer))
      return
    }
    guard let entry = library.find(name) else {
      throw CommandProblem(
        "There is no lesson \(Escapes.harmless(name)).",
        advice: library.nearest(to: name).map { "Did you mean \($0)?" } ?? "learn lists them.")
    }
    let lesson: Lesson
    switch entry.lesson {
    case .success(let found): lesson = found
    case .failure(let errors): throw CommandProblem("\(errors)")
    }
    let bridge = LessonBridge(session: session, theme: options.theme)
    if let reason = lesson.reasonToSkip(in: bridge) {
      throw CommandProblem("This lesson cannot be played here. \(reason)")
    }
    if !StatePaths.isBundled(entry.file), !session.lab.isSandboxed, !session.isUnguarded {
      session.say(
        "This lesson did not come with sysh. Before a line of it runs a program or reaches outside the lab you are asked; sysh --sandbox learn plays it where it reaches nothing."
      )
    }
    let learning = Learning(lesson: lesson, bridge: bridge, store: store, isBatch: false)
    begin(learning)
    learning.start(at: records?.records[lesson.front.id.value]?.resumption(of: lesson) ?? 0)
    if learning.isOver { endGuide() }
  }

  func quiz(_ request: QuizRequest) throws {
    let desk = try QuizDesk(options)
    if let notice = desk.notice { session.say(notice) }
    if request.lists {
      session.show(desk.list(session.renderer))
      return
    }
    let bridge = LessonBridge(session: session, theme: options.theme)
    let quizzing = try desk.quizzing(request, bridge, isBatch: false)
    begin(quizzing)
    quizzing.start()
    if quizzing.isOver { endGuide() }
  }

  private func begin(_ next: any Guide) {
    guide?.isReplaced = true
    guide = next
  }
}
