import SyscallTable

/// One of the shell's own commands. Help, completion and README's table come from these rows.
struct Command: Sendable {
  /// How TAB completes what follows.
  enum Completion: Sendable {
    case nothing
    /// What `help` explains; calls alone; calls and what refuses them.
    case topics, calls, denied
    /// A call with its arguments.
    case line
    case subjects, subjectsAndSignals
    /// Files as the subject sees them; as the shell does, to be written; words of /bin/sh.
    case paths, saves, shell
    case lessons, questions
    /// Any number; first an address; an epoll descriptor.
    case values, addresses, polls
    case traceSets, settings, parameters, plots, controlGroups
    /// For each word behind the name what it can be.
    case words([[String]])

    /// All that follows is one name, spaces and all.
    var takesWholeRest: Bool {
      if case .paths = self { return true }
      if case .saves = self { return true }
      return false
    }
  }

  let name: String
  /// What may follow the name, `ADDRESS [LENGTH]`.
  let usage: String
  /// One sentence.
  let summary: String
  let shape: LineGrammar.CommandShape
  let completion: Completion
  let run: @Sendable (Session, CommandStatement) throws -> Void

  init(
    _ name: String, _ usage: String, _ shape: LineGrammar.CommandShape, _ completion: Completion, _ summary: String,
    run: @escaping @Sendable (Session, CommandStatement) throws -> Void
  ) {
    self.name = name
    self.usage = usage
    self.summary = summary
    self.shape = shape
    self.completion = completion
    self.run = run
  }
}

/// Why a command did nothing: a sentence.
struct CommandProblem: Error {
  let message: String
  let advice: String?

  init(_ message: String, advice: String? = nil) {
    // Both repeat what was typed.
    self.message = Escapes.harmless(message)
    self.advice = advice.map { Escapes.harmless($0) }
  }

  /// The sentence and what to do, one behind the other.
  var sentences: String { [message, advice].compactMap(\.self).joined(separator: " ") }
}

extension Command {
  /// All commands, in the order in which help lists them.
  static let all: [Command] =
    views + memory + sockets + namespaces + system + controlGroups + plots + subjects + keeping + understanding + help

  static func named(_ name: String) -> Command? {
    all.first { $0.name == name }
  }

  static let shapes: [String: LineGrammar.CommandShape] = Dictionary(
    uniqueKeysWithValues: all.map { ($0.name, $0.shape) })

  private static var views: [Command] {
    [
      Command(
        "fds", "", .text, .nothing, "Shows the subject's descriptor table: each fd, its flags and where it leads."
      ) { try $0.showDescriptors($1) },
      Command(
        "files", "", .text, .nothing, "Draws the kernel's three tables: descriptors, open file descriptions, inodes."
      ) { session, _ in try session.showFiles() },
      Command("maps", "", .text, .nothing, "Shows the subject's memory map and marks what the last call changed.") {
        try $0.showMaps($1)
      },
      Command(
        "pages", "ADDRESS [LENGTH]", .values, .addresses,
        "Draws pages, a cell each: absent, shared or exclusive, in the subject, its parent and its children."
      ) { try $0.showPages($1) },
      Command(
        "cow", "", .text, .nothing, "Says which pages the last command copied or shared, and for whom."
      ) { session, _ in try session.showCopyOnWrite() },
      Command(
        "faults", "[SUBJECT]", .text, .subjects,
        "Counts page faults: since the start, and since the last command began."
      ) { try $0.showFaults($1) },
      Command(
        "smaps", "[ADDRESS]", .values, .addresses,
        "Says how much of a mapping, or of all, is in memory, with whom, and what the last command changed."
      ) {
        try $0.showSmaps($1)
      },
      Command("regs", "", .text, .nothing, "Shows the subject's registers as the last call left them.") {
        try $0.showRegisters($1)
      },
      Command("tree", "", .text, .nothing, "Shows parentage, states, sessions and process groups of the subjects.") {
        session, _ in
        try session.showTree()
      },
      Command(
        "signals", "[SUBJECT|SIGNAL...]", .text, .subjectsAndSignals,
        "Shows what a subject does with signals, or what some signals are for; without a name, all of both."
      ) {
        try $0.showSignals($1)
      },
      Command(
        "status", "[SUBJECT]", .text, .subjects,
        "Shows the subjects, what each does, and how the lab holds them; of one, /proc/PID/status in short."
      ) { try $0.showStatus($1) },
      Command("vars", "", .text, .nothing, "Lists the variables.") { session, _ in session.showVariables() },
      Command("cat", "FILE", .text, .paths, "Shows a file as the subject sees it.") { try $0.showFile($1) },
    ]
  }

  private static var memory: [Command] {
    [
      Command(
        "peek", "ADDRESS [LENGTH]", .values, .addresses,
        "Loads bytes with the subject's own instructions and shows them."
      ) { try $0.peek($1) },
      Command(
        "poke", "ADDRESS TEXT|NUMBER|[BYTES] [SIZE]", .values, .addresses,
        "Stores bytes with the subject's own instructions; a number with a size as so many, the lowest first."
      ) { try $0.poke($1) },
      Command("fill", "ADDRESS BYTE LENGTH", .values, .addresses, "Stores the same byte all over a range.") {
        try $0.fill($1)
      },
      Command("touch", "ADDRESS [LENGTH]", .values, .addresses, "Stores to one byte of each page without changing it.")
      {
        try $0.touch($1)
      },
      Command(
        "bench", "[CALL | load ADDRESS LENGTH]", .text, .line,
        "Repeats a call in the subject at full speed and says what it costs, beside a function call and the vDSO."
      ) { try $0.bench($1) },
    ]
  }

  private static var subjects: [Command] {
    [
      Command("switch", "SUBJECT", .text, .subjects, "Makes a subject the one to which calls go.") {
        try $0.switchSubject($1)
      },
      Command(
        "await", "[SUBJECT] [= RESULT]", .text, .subjects,
        "Waits until a blocked call comes back, with = killed or = exited until the subject ends; Ctrl-C gives up."
      ) {
        try $0.wait($1)
      },
      Command(
        "step", "[SUBJECT] [COUNT]", .text, .subjects, "Lets a program make its next call, or several, and shows each."
      ) { try $0.step($1) },
      Command(
        "detach", "[SUBJECT]", .text, .subjects,
        "Lets a program go: it runs on untraced, and ends with the shell at the latest."
      ) { try $0.detach($1) },
      Command(
        "args", "[SUBJECT]", .text, .subjects,
        "Shows what a program found on its stack: argc, argv, environment, auxiliary vector."
      ) { try $0.showArguments($1) },
      Command("cont", "[SUBJECT]", .text, .subjects, "Lets the program that a subject has executed run.") {
        try $0.letRun($1)
      },
      Command(
        "trace", "[on [SET]|off|OPTIONS COMMAND]", .text, .traceSets,
        "Shows the calls of programs while cont lets them run: all, or names and sets. With a command: sysh trace."
      ) { try $0.trace($1) },
      Command(
        "interrupt", "[SUBJECT]", .text, .subjects,
        "Breaks off the call in which a subject is blocked, with EINTR; stops a program that runs."
      ) { try $0.interrupt($1) },
      Command("type", "TEXT", .values, .values, "Types a text into the lab's terminal.") { try $0.typeText($1) },
      Command(
        "key", "^C|^D|^Z|^\\", .text, .words([["^C", "^D", "^Z", "^\\"]]),
        "Presses a key of the lab's terminal; the line discipline acts on it."
      ) { try $0.pressKey($1) },
      Command(
        "reset", "", .text, .nothing,
        "Ends all subjects and starts again: a new subject, an empty directory, no variables."
      ) { session, _ in try session.reset() },
      Command(
        "undo", "[COUNT]", .text, .nothing,
        "Takes back the last command: replays the session without it in fresh subjects."
      ) { try $0.undo($1) },
      Command("history", "", .text, .nothing, "Lists the commands that undo can take back.") { session, _ in
        session.showHistory()
      },
    ]
  }

  private static var help: [Command] {
    [
      Command("learn", "[LESSON]", .text, .lessons, "Plays a lesson; without a name, lists them.") { try $0.learn($1) },
      Command(
        "quiz", "[QUESTION | exam N [SEED] | list]", .text, .questions,
        "Asks what an interviewer asks, and lets the kernel prove the answer; each question comes back when it is due."
      ) { try $0.quiz($1) },
      Command(
        "help", "[NAME]", .text, .topics,
        "Explains anything that can be typed: calls, commands, errnos, flags, signals, signs; alone, where to begin."
      ) { try $0.help($1) },
      Command("man", "[SECTION] NAME", .text, .calls, "Opens a page of the manual, of a call in section 2.") {
        try $0.manual($1)
      },
      Command("set", "[NAME [VALUE]]", .text, .settings, "Lists the settings, shows one, or changes it.") {
        try $0.set($1)
      },
      Command("!", "COMMAND", .text, .shell, "Runs a shell command outside the lab.") { try $0.runOutside($1) },
      Command("quit", "", .text, .nothing, "Ends the session and everything in it.") { session, _ in
        session.wantsQuit = true
      },
    ]
  }
}
