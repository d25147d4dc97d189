import CLinux
import Curriculum
import Glibc
import Lab
import Render
import SyscallTable

/// What a session asks of whoever plays lessons.
protocol LearningHost: AnyObject {
  func lessonIDs() -> [(id: String, title: String)]
  func learn(_ name: String) throws
  func quiz(_ request: QuizRequest) throws
  /// Whether the learner has pressed Ctrl-C since it was last asked.
  func interruptRequested() -> Bool
}

/// The shell at a terminal: one loop over the keyboard, signals and the lab's terminal.
public final class Interactive {
  private let options: Options
  private let output: StandardOutput
  private let session: Session
  private let editor: LineEditor
  private let signals: Int32
  private var guide: (any Guide)?
  /// The quiz is all that was asked for: its end is that of the run.
  private var isOnlyQuiz = false
  private var ended = false
  private var status = ExitStatus.done
  private var interrupted = false
  private var keyboardGone = false

  /// Starts the lab.
  ///
  /// Throws `LabError` when the machine refuses.
  private init(_ options: Options) throws(LabError) {
    self.options = options
    signals = sysh_signals_open()
    output = StandardOutput(theme: options.theme)
    session = Session(lab: try Lab(), output: output, width: Self.terminalWidth())
    editor = LineEditor(historyPath: StatePaths.history())
    output.editor = editor
    session.learning = self
    session.isUnguarded = options.isUnguarded
    session.confirm = { [unowned self] in confirm($0) }
    session.runForeground = { [unowned self] command in editor.withOrdinaryTerminal { sysh_run_command(command) } }
    LineHelp(session: session, options: options).attach(to: editor)
    editor.onLine = { [unowned self] in take($0) }
  }

  /// The shell, or with `lesson` the player, or the quiz, until the learner leaves.
  public static func run(
    _ options: Options, lesson: String? = nil, startsLesson: Bool = false, quiz: QuizRequest? = nil
  ) -> ExitStatus {
    let shell: Interactive
    do {
      shell = try Interactive(options)
    } catch {
      complain(error.sentence)
      return .refused
    }
    if let quiz {
      do {
        shell.isOnlyQuiz = true
        try shell.quiz(quiz)
      } catch {
        complain((error as? CommandProblem)?.message ?? "\(error)")
        shell.leave(.misunderstood)
      }
    } else if startsLesson {
      do {
        try shell.learn(lesson ?? "")
      } catch {
        complain((error as? CommandProblem)?.message ?? "\(error)")
        return .failed
      }
    } else {
      shell.greet()
    }
    if !shell.ended { shell.loop() }
    shell.session.lab.endAll()
    return shell.status
  }

  private func greet() {
    guard let subject = session.lab.current else { return }
    let process = "process \(subject.name) (\(subject.pid))"
    let purpose = ": you type a syscall, \(process) makes it, and you see what changed."
    let renderer = session.renderer
    session.show(renderer.wrap([.init("sysh", .strong), .init(purpose)], indent: 0, firstIndent: 0))
    let offers = [
      "New here:  learn tour", "Or try:    fd = open \"/etc/hostname\"   then  read fd   fds   help   quit",
    ]
    for offer in offers { session.show(renderer.wrap([.init(offer, .faint)], indent: 11, firstIndent: 0)) }
  }

  private static func terminalWidth() -> Int {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard sysh_terminal_size(1, &rows, &columns) == 0, columns > 0 else { return 80 }
    return Int(columns)
  }

  // MARK: The loop

  /// How often held subjects are looked at, in milliseconds: a signal for one that does not run (an alarm, a kill from
  /// another terminal) wakes nobody, since nothing of it is reported before it is delivered.
  private static let signalDelay: Int32 = 250

  private func loop() {
    showPrompt()
    while !ended {
      var sources = [
        pollfd(fd: keyboardGone ? -1 : 0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
        pollfd(fd: session.lab.terminal.master, events: Int16(POLLIN), revents: 0),
      ]
      let timeout = guide?.pollDelay ?? Self.signalDelay
      let ready = poll(&sources, 3, timeout)
      if ready < 0, errno != EINTR { break }
      if ready == 0 {
        if guide?.pollDelay != nil { guide?.poll() }
        session.takeEvents()
      }
      if sources[1].revents != 0 { takeSignals() }
      if ended { break }
      // The master side reports a hang-up for as long as no subject has the slave side open; we have it open ourselves.
      if sources[2].revents & Int16(POLLIN) != 0 { session.takeTerminalOutput(patience: 0) }
      if sources[0].revents & Int16(POLLIN) != 0 {
        editor.readKey()
      } else if sources[0].revents & Int16(POLLHUP | POLLERR) != 0 {
        leave(.done)
      }
    }
    editor.end()
  }

  private func takeSignals() {
    while true {
      switch sysh_signals_next(signals) {
      case 0: return
      case SIGCHLD: session.takeEvents()
      case SIGINT:
        interrupted = true
        if guide?.endsAtInterrupt == true {
          // The line and its prompt are the guide's, and go with it.
          editor.end()
          output.write("\n")
          endGuide(by: .interrupted)
          if !ended { showPrompt() }
        } else if editor.isEditing {
          editor.discardLine()
        }
      case SIGWINCH:
        editor.resize()
        session.renderer = Renderer(width: Self.terminalWidth())
      case SIGTERM, SIGHUP:
        leave(.interrupted)
        return
      default: break
      }
    }
  }

  private func leave(_ status: ExitStatus) {
    self.status = status
    ended = true
  }

  /// A line was typed; nil at Ctrl-D.
  private func take(_ line: String?) {
    guard let line else {
      output.write("\n")
      if guide != nil {
        endGuide()
        if !ended { showPrompt() }
      } else {
        leave(.done)
      }
      return
    }
    interrupted = false
    // A terminal hands pasted lines over as one, so that nothing runs before the enter key.
    for line in line.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      editor.remember(line)
      if let guide {
        guide.handle(line)
        if guide.isOver, self.guide === guide { endGuide() }
      } else {
        _ = session.execute(line)
      }
      if session.wantsQuit || ended { break }
      if interruptRequested() {
        if guide?.endsAtInterrupt == true { endGuide(by: .interrupted) }
        break
      }
    }
    if session.wantsQuit {
      leave(.done)
    } else if !ended {
      showPrompt()
    }
  }

  /// A question in the middle of a command: the terminal is back in its ordinary mode then, so a line is read as it is.
  private func confirm(_ question: String) -> Bool {
    session.say(question, .changed)
    return editor.withOrdinaryTerminal { ask() }
  }

  private func ask() -> Bool {
    output.write("Make it all the same? [y/N] ")
    var sources = [
      pollfd(fd: 0, events: Int16(POLLIN), revents: 0), pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      guard poll(&sources, 2, -1) >= 0 || errno == EINTR else { return false }
      if sources[1].revents != 0, interruptRequested() {
        output.write("\n")
        return false
      }
      guard sources[0].revents != 0 else { continue }
      var bytes = [UInt8](repeating: 0, count: 256)
      let count = bytes.withUnsafeMutableBytes { read(0, $0.baseAddress, $0.count) }
      return count > 0 && (bytes[0] == 0x79 || bytes[0] == 0x59)
    }
  }

  private func showPrompt() {
    let name = session.lab.current.map { $0.end == nil ? $0.name : "\($0.name) (ended)" } ?? "sysh"
    let lesson = guide.map { "\($0.place) " } ?? ""
    // readline counts what stands between \u{1} and \u{2} as taking no room.
    let text: String
    if options.isColored {
      text = "\u{1}\u{1b}[2m\u{2}\(lesson)\u{1}\u{1b}[0;1m\u{2}\(name)>\u{1}\u{1b}[0m\u{2} "
    } else {
      text = "\(lesson)\(name)> "
    }
    editor.begin(prompt: text)
  }

  /// `status` is that of the run when the quiz was all of it.
  private func endGuide(by status: ExitStatus? = nil) {
    guard let guide else { return }
    guide.leave()
    self.guide = nil
    if let quiz = guide as? Quizzing {
      if isOnlyQuiz { leave(status ?? quiz.status) }
      return
    }
    guard let ended = guide as? Learning else { return }
    guard ended.isFinished else {
      session.say("The lesson is left; your place is kept. learn \(ended.id) goes on with it.")
      return
    }
    let next = (try? library())?.next(after: ended.id).map { "learn \($0) plays the next one, " } ?? ""
    session.say("\(next)learn lists the lessons; this prompt is yours.")
  }
}

extension Interactive: LearningHost {
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

  func lessonIDs() -> [(id: String, title: String)] {
    guard let library = try? library() else { return [] }
    return library.entries.compactMap { entry in
      (try? entry.lesson.get()).map { ($0.front.id.value, $0.front.title) }
    }
  }

  func interruptRequested() -> Bool {
    while true {
      switch sysh_signals_next(signals) {
      case 0:
        defer { interrupted = false }
        return interrupted
      case SIGINT: interrupted = true
      case SIGTERM, SIGHUP:
        leave(.interrupted)
        return true
      default: break
      }
    }
  }

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
