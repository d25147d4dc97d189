import CLinux
import Curriculum
import Glibc
import Lab
import Render
import SyscallTable

/// The shell at a terminal: one loop over the keyboard, signals and the lab's terminal.
public final class Interactive {
  let options: Options
  let output: StandardOutput
  let session: Session
  let editor: LineEditor
  /// Puts lines together that belong to one statement.
  var reader: StatementReader
  /// What was last said to be open.
  var toldOpen: StatementReader.Open?
  let signals: Int32
  var guide: (any Guide)?
  /// The quiz is all that was asked for: its end is that of the run.
  var isOnlyQuiz = false
  var ended = false
  var status = ExitStatus.done
  var interrupted = false

  /// Starts the lab.
  ///
  /// Throws `LabError` when the machine refuses.
  private init(_ options: Options) throws(LabError) {
    self.options = options
    signals = sysh_signals_open_stopping()
    output = StandardOutput(theme: options.theme)
    session = Session(lab: try Lab(sandboxed: options.isSandboxed), output: output, width: Self.terminalWidth())
    editor = LineEditor(history: StatePaths.history().map(HistoryFile.init))
    session.acceptsPrefixes = true
    var grammar = session.grammar
    grammar.acceptsPrefixes = true
    reader = StatementReader(grammar)
    output.editor = editor
    session.learning = self
    session.isUnguarded = options.isUnguarded
    session.confirm = { [unowned self] in confirm($0) }
    session.runForeground = { [unowned self] command in
      // Ctrl-Z stops the command and this process, so that the other shell has its terminal.
      sysh_signals_allow_stop(1)
      defer { sysh_signals_allow_stop(0) }
      return editor.withOrdinaryTerminal { sysh_run_command(command) }
    }
    var help = LineHelp(session: session, options: options)
    help.earlier = { [unowned self] in reader.pending }
    help.attach(to: editor)
    editor.onLine = { [unowned self] in take($0) }
    editor.onHistoryProblem = { [unowned self] in session.say($0, .changed) }
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
        complain((error as? CommandProblem)?.sentences ?? "\(error)")
        shell.leave(.misunderstood)
      }
    } else if startsLesson {
      do {
        try shell.learn(lesson ?? "")
      } catch {
        complain((error as? CommandProblem)?.sentences ?? "\(error)")
        return .failed
      }
    } else {
      shell.greet()
      shell.takeUsualSettings()
    }
    if !shell.ended { shell.loop() }
    shell.session.lab.endAll()
    return shell.status
  }

  /// What the learner's file of settings says. Lessons are played as they are written for everybody, so only the shell's
  /// own prompt takes it.
  private func takeUsualSettings() {
    guard let path = SettingsFile.path, let found = SettingsFile.read(path) else { return }
    for problem in found.problems { session.say(problem, .changed) }
    session.usualSettings = found.settings
    session.apply(found.settings)
  }

  func greet() {
    guard let subject = session.lab.current else { return }
    let process = "process \(subject.name) (\(session.lab.number(of: subject)))"
    let purpose = ": you type a syscall, \(process) makes it, and you see what changed."
    let renderer = session.renderer
    session.show(renderer.wrap([.init("sysh", .strong), .init(purpose)], indent: 0, firstIndent: 0))
    let offers = [
      "New here:  learn tour   (the first lesson, five minutes)",
      "Or try:    fd = open \"/etc/hostname\"   then  read fd   fds",
      "Any time:  help   leads on from here;   quit   or Ctrl-D ends the shell, and P1 with it",
    ]
    for offer in offers { session.show(renderer.wrap([.init(offer, .faint)], indent: 11, firstIndent: 0)) }
    if let blindness = session.lab.blindness { session.say(blindness, .changed) }
  }

  static func terminalWidth() -> Int {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard sysh_terminal_size(1, &rows, &columns) == 0, columns > 0 else { return 80 }
    return Int(columns)
  }

  // MARK: The loop

  /// How often held subjects are looked at, in milliseconds: a signal for one that does not run (an alarm, a kill from
  /// another terminal) wakes nobody, since nothing of it is reported before it is delivered.
  private static let signalDelay: Int32 = 250

  /// The same while a program runs, which may use up what the lab lets it have.
  private static let runningDelay: Int32 = 50

  func loop() {
    showPrompt()
    while !ended {
      var sources = [
        pollfd(fd: 0, events: Int16(POLLIN), revents: 0),
        pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
        pollfd(fd: session.lab.terminal.master, events: Int16(POLLIN), revents: 0),
      ]
      let runs = session.lab.living.contains(where: \.runsByItself)
      let timeout = guide?.pollDelay ?? (runs ? Self.runningDelay : Self.signalDelay)
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
      if sources[0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
        // The terminal is gone. readline would take its end for the enter key, and run a line that is half typed.
        leave(.interrupted)
      } else if sources[0].revents & Int16(POLLIN) != 0 {
        editor.readKey()
      }
    }
    editor.end()
  }

  func takeSignals() {
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
          discardInput()
        }
      case SIGWINCH:
        editor.resize()
        session.renderer = Renderer(width: Self.terminalWidth())
      case SIGTSTP: editor.stop()
      case SIGCONT: break
      case SIGTERM, SIGHUP:
        leave(.interrupted)
        return
      default: break
      }
    }
  }

  func leave(_ status: ExitStatus) {
    self.status = status
    ended = true
  }
}
