import CLinux
import Glibc
import Inspect
import Lab
import LinuxABI
import Render
import SyscallTable

/// What one line came to.
struct LineResult {
  /// The last call's outcome, nil where none was made.
  var outcome: CallOutcome?
  /// The line was not understood.
  var misunderstood = false
  /// Something could not be done, or an expectation did not come true.
  var failed = false
  /// The sentence for either.
  var problem: String?
  /// Something changed without a call.
  var changedSomething = false
}

/// Runs lines, whoever typed them: the prompt, a script, a lesson. It owns the lab and the settings and knows nothing of
/// readline.
final class Session {
  let lab: Lab
  private(set) var grammar: LineGrammar
  unowned var output: any SessionOutput
  var renderer: Renderer
  var settings = Settings()
  /// What a reset goes back to: what the learner's file of settings says.
  var usualSettings = Settings()
  var wantsQuit = false
  /// Calls that reach outside the lab are made without a question.
  var isUnguarded = false
  /// Asks the learner whether a call that reaches outside the lab shall be made. Where nobody can answer it is refused.
  var confirm: (_ question: String) -> Bool = { _ in false }
  /// Runs a command of /bin/sh in the foreground and gives its wait status, or -errno.
  var runForeground: (_ command: String) -> Int32 = { sysh_run_command($0) }
  /// How often each call stood in the last log of a program outside.
  var outsideCalls: [String: Int] = [:]
  /// Set while nobody is there to press keys: scripts and checks.
  var isBatch = false
  var bindings = PlaceholderBindings()
  /// The log of a program that is being pasted.
  var log = PastedLog()
  /// The line that runs.
  private(set) var line = ""
  /// What `learn` needs; nil where lessons cannot be played (inside a check).
  weak var learning: (any LearningHost)?
  /// Something may be on its way through the lab's terminal: worth a wait before the end.
  var mayStillPrint = false
  /// What subjects have written to their terminal since the last newline.
  var terminalLine: [UInt8] = []
  /// How many bytes came to their terminal since a line was typed.
  var terminalShown = 0
  /// Aliases and beginnings of commands that were explained: once is enough.
  private var explainedNames: Set<String> = []
  /// The beginning of a command's name stands for it in lines that somebody types.
  var acceptsPrefixes = false
  /// The line is a lesson's own and not the learner's.
  var isLessonLine = false
  var result = LineResult()
  /// What the session has shown.
  var transcript = Transcript()
  /// What the session has done, for `undo`.
  var journal = Journal()
  /// Which command did what, for `why`.
  var chronicle = Chronicle()
  /// Set while the journal is replayed: whether what is done now may reach outside the lab once more.
  var replayMayReach: Bool?
  /// A lesson runs a line, its own or one of the learner's.
  var isInLesson = false
  /// The line stands in a lesson that is not one of sysh's, so it is nobody's wish but that of whoever wrote the lesson.
  var isForeign = false
  var traceFlow = TraceFlow()
  private var knownLessons: LessonIndex?
  /// What the lessons teach, read when help or TAB first asks for it, and again when lessons came or went.
  var lessonIndex: LessonIndex {
    let directory = learning?.lessonDirectory ?? StatePaths.lessons(nil)
    if let knownLessons, knownLessons.isCurrent(directory) { return knownLessons }
    let index = LessonIndex(directory: directory)
    knownLessons = index
    return index
  }
  /// What load and interrupts saw last.
  var looks = SystemLooks()

  init(lab: Lab, output: any SessionOutput, width: Int) {
    self.lab = lab
    self.output = output
    renderer = Renderer(width: width)
    grammar = LineGrammar(table: lab.table, commands: Command.shapes)
  }

  func show(_ lines: [StyledLine]) {
    guard !lines.isEmpty else { return }
    transcript.show(lines)
    output.show(lines)
  }

  /// Shows something that has a model.
  func tell(_ event: Transcript.Event, _ lines: [StyledLine]) {
    transcript.note(event)
    transcript.show(lines)
    output.tell(event, lines, in: self)
  }

  /// The figures behind what a command shows next, for whoever wants objects.
  func attach(_ figures: () -> JSONObject) {
    (output as? ObjectOutput)?.attach(figures())
  }

  /// Shows a drawing, and keeps what it was drawn from.
  func show(_ lines: [StyledLine], as drawing: Drawing) {
    transcript.note(drawing, lines: lines.count)
    show(lines)
  }

  func say(_ sentence: String, _ style: TextStyle = .faint) {
    show(renderer.wrap([.init(sentence, style)], indent: 0, firstIndent: 0))
  }

  // MARK: Lines

  /// Runs everything that a line asks for, in order, until something fails.
  func execute(_ text: String) -> LineResult {
    transcript.begin(LineFolding.folded(text), in: lab.currentName)
    terminalShown = 0
    var all = executeOne(text)
    while let next = log.takeReleased() {
      let more = executeOne(next)
      all.outcome = more.outcome
      all.misunderstood = all.misunderstood || more.misunderstood
      all.failed = all.failed || more.failed
      all.problem = all.problem ?? more.problem
    }
    return all
  }

  private func executeOne(_ text: String) -> LineResult {
    result = LineResult()
    guard let line = isInLesson || grammar.isWhole(text) ? text : log.whole(text) else { return result }
    let statements: [(statement: Statement, text: String)]
    grammar.acceptsPrefixes = acceptsPrefixes && !isLessonLine
    do throws(InputError) {
      statements = try grammar.parts(line)
    } catch {
      complain(bareVariable(line, error.range) ?? error, line)
      return result
    }
    let place = journal.place
    for (statement, text) in statements {
      perform(statement, text, of: line)
      if result.misunderstood || result.failed || wantsQuit { break }
    }
    if let comment = grammar.comment(line) { journal.note(comment, at: place, isTrailing: !statements.isEmpty) }
    return result
  }

  /// Runs one statement of `line`, takes in what happened with it, and keeps what it did in the journal.
  func perform(_ statement: Statement, _ text: String, of line: String) {
    journal.begin(statement, text, after: lab.takeLateEnds())
    output.begin(statement, text)
    self.line = line
    do {
      try execute(statement)
    } catch let error as InputError {
      complain(error, line)
    } catch let error as LabError {
      refuse(error.sentence, nil)
    } catch let error as CommandProblem {
      refuse(error.message, error.advice)
    } catch {
      refuse("\(error)", nil)
    }
    takeEvents()
    output.endStatement()
    journal.note(subjects: lab.subjects)
    journal.end(
      lab.takeLateEnds(), failed: result.failed || result.misunderstood,
      ended: Set(lab.subjects.filter { $0.end != nil }.map(\.name)))
  }

  private func complain(_ error: InputError, _ line: String) {
    result.misunderstood = true
    result.problem = error.message
    chronicle.mishap(.misunderstood(error, line: line), nil)
    tell(
      .problem(
        .init(kind: .misunderstood, message: error.message, advice: error.advice, line: line, range: error.range)),
      renderer.error(error.message, advice: error.advice, line: line, range: error.range))
  }

  func refuse(_ message: String, _ advice: String?) {
    result.failed = true
    result.problem = message
    chronicle.mishap(.refused(message, advice, line: line), nil)
    tell(
      .problem(.init(kind: .refused, message: message, advice: advice)),
      renderer.error(message, advice: advice, line: "", range: nil))
  }

  private func execute(_ statement: Statement) throws {
    switch statement {
    case .call(let call): try execute(call)
    case .command(let command):
      guard let row = Command.named(command.name) else { return }
      try explainAbbreviation(command)
      try row.run(self, command)
      if let written = command.expectation { compare(written) }
    case .assignment(let name, let expression):
      let value = try lab.evaluate(expression)
      lab.setVariable(name, value)
      changedSomething()
    case .end(let outcome, let process): endLog(outcome, process)
    }
  }

  private func execute(_ call: CallStatement) throws {
    if isBatch, replayMayReach == nil { waitForBusy(call.subject) }
    if call.name == "sbrk", lab.table.lookUp("sbrk")?.row.name == "brk" { return try moveBreak(call) }
    if call.name == "wait", lab.table.lookUp("wait")?.row.name == "wait4" { return try waitForAnyChild(call) }
    if call.name == "nice", lab.table.lookUp("nice")?.row.name == "setpriority" { return try beNice(call) }
    if try follow(call) { return }
    defer { hintAtLeaving(call) }
    guard let request = try request(for: call, in: call.subject) else { return }
    _ = try make(request)
    if let written = call.expectation { compare(written) }
  }

  /// The call that was typed, to be made in `subject`; nil when there is no such call.
  func request(for call: CallStatement, in subject: String?) throws(InputError) -> CallRequest? {
    if call.name == "syscall" {
      return try lab.rawRequest(
        call.arguments, subject: subject, targets: call.targets, nameRange: call.nameRange)
    }
    return lab.table.lookUp(call.name).map { row, alias in
      CallRequest(
        row: row, alias: alias, arguments: call.arguments, subject: subject, targets: call.targets,
        nameRange: call.nameRange)
    }
  }

  /// Makes a call, after a question when it reaches outside the lab, and shows what came of it.
  func make(_ request: CallRequest) throws -> CallOutcome {
    try report(request).outcome
  }

  /// Makes a call as `make` does, and gives all that came of it.
  func report(_ request: CallRequest) throws -> CallReport {
    let call = try lab.prepare(request)
    try askWhetherToMake(call)
    let lasting = lab.lasting(call)
    journal.mark(isUnsteady: lab.isUnsteady(call), isInside: lab.hasNumbersOfItsOwn(call))
    let report = try lab.run(call)
    let given = request.targets.compactMap { lab.variables[$0] }.filter { $0.kind == .descriptor }
    journal.made(report, lasting, descriptors: given.map(\.word))
    take(report)
    return report
  }

  /// In a script nobody presses keys, so a call that will come back by itself is waited for.
  func waitForBusy(_ name: String?) {
    if let report = lab.wait(for: name, patience: 3_000_000_000 * lab.slowness) { take(report) }
    journal.happened(lab.takeLateEnds())
  }

  /// Shows a report, below what programs called before it came.
  func tell(_ report: CallReport) {
    showTrace()
    chronicle.note(report, journal.present)
    tell(.call(report), renderer.report(report, descriptors: lab.descriptors))
  }

  func take(_ report: CallReport) {
    var report = report
    if let alias = report.alias?.name, !explainOnce(alias) { report.alias = nil }
    result.outcome = report.outcome
    tell(report)
    for sentence in lab.takeUnseen() { say(sentence, .changed) }
    let writes = writesToTerminal(report)
    mayStillPrint = mayStillPrint || writes || report.outcome == .replaced
    takeTerminalOutput(patience: writes ? 30_000_000 : 0)
  }

  func take(_ report: MemoryReport) {
    journal.worked(report, lab.lasting(report))
    result.outcome = report.outcome
    chronicle.note(report, journal.present)
    tell(.memory(report), renderer.memory(report, descriptors: lab.descriptors))
  }

  /// Whether a name has not been explained yet, which it is from now on.
  func explainOnce(_ name: String) -> Bool {
    explainedNames.insert(name).inserted
  }

  func compare(_ written: CallStatement.Written) {
    guard let outcome = result.outcome else {
      refuse("There is no result to compare with \(written.text).", nil)
      return
    }
    let got = Expectation.outcome(outcome).text
    let holds = bindings.holds(written.expectation, for: outcome)
    tell(.expectation(expected: written.text, result: got, holds: holds), [])
    if !holds {
      refuse("The line expects \(written.text), and the kernel gave \(got).", nil)
    }
  }

  /// Forgets what belonged to the subjects that a reset has ended, and settings that a lesson may have changed.
  func startOver() {
    lab.tracer.refusesOwnCalls = false
    bindings = PlaceholderBindings()
    log = PastedLog()
    chronicle.startOver()
    explainedNames = []
    var fresh = usualSettings
    fresh.signature = settings.signature
    apply(fresh)
  }

  func apply(_ new: Settings) {
    settings = new
    lab.printing.stringLimit = new.stringLimit
    lab.printing.verbose = new.verbose
    lab.printing.names = new.names
    lab.timesCalls = new.times
    lab.recordsCrossings = new.registers
    lab.limits = new.limits
  }

  /// A program runs that may write to the terminal at any time.
  func mayPrintLater() {
    mayStillPrint = true
  }

  /// A command changed something that is no call.
  func changedSomething() {
    result.changedSomething = true
    journal.changed()
  }

  /// A command ended a call.
  func noteOutcome(_ outcome: CallOutcome) {
    result.outcome = outcome
    journal.worked(outcome, nil)
  }
}

extension LabError {
  /// As the learner reads it.
  var sentence: String {
    switch self {
    case .noDirectory(let parent, let errno):
      "No directory for the lab could be made in \(parent): \(errno.message). TMPDIR names another place."
    case .launch(let step, let errno, let refused):
      refused ? PtraceRefusal.explanation(errno) : PtraceRefusal.launch(step, errno)
    case .refused(let sentence), .noSandbox(let sentence): sentence
    }
  }
}
