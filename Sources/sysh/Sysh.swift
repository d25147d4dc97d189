import ArgumentParser
import Glibc
import Shell

@main
struct Sysh: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sysh",
    abstract: "The syscall shell: type a Linux system call, a real process makes it, see what changed.",
    usage: """
      sysh                      the shell
      sysh -c 'CMD; CMD'        run these commands and exit
      sysh FILE, ... | sysh     run a script: its lines read as if typed
      sysh learn [LESSON]       play a lesson
      sysh quiz                 the interview: questions, each answer proved
      """,
    discussion: """
      sysh help run tells the options of the first three.
      Exit status: 0 done; 1 an expectation or check failed; 2 the input could not be understood; \
      3 the machine refuses ptrace; 130 interrupted.
      """,
    version: BuildFacts.lines.joined(separator: "\n"),
    subcommands: [
      Run.self, Learn.self, Quiz.self, Lessons.self, Check.self, TraceCommand.self, Count.self, Explain.self,
      Bench.self, Syscalls.self, DoctorCommand.self, Install.self, Manual.self,
    ],
    defaultSubcommand: Run.self)

  /// A command line that was not understood ends with the status that any other such input has, 2 (ArgumentParser's own
  /// is 64).
  static func main() {
    StandardDescriptors.fill()
    let words = ProgramWords.all
    do {
      var command = try parseAsRoot(CommonOptions.behindCommand(Array(words.dropFirst())))
      try command.run()
    } catch  where exitCode(for: error) == .validationFailure {
      let message = Array((fullMessage(for: error) + "\n").utf8)
      _ = message.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
      Glibc.exit(ExitStatus.misunderstood.rawValue)
    } catch {
      exit(withError: error)
    }
  }
}

/// What every command understands.
struct CommonOptions: ParsableArguments {
  @Option(help: "When to use colour: auto, always or never.")
  var color: Options.Color = .auto

  @Flag(help: "No colour and no escape sequences.")
  var plain = false

  @Option(help: ArgumentHelp("Where lessons are looked for.", valueName: "directory"), completion: .directory)
  var lessons: String?

  @Flag(help: "One JSON object an outcome, a line each; help json in the shell describes them.")
  var json = false

  @Flag(help: "Make calls that reach outside the lab's directory and processes without asking.")
  var unguarded = false

  @Flag(help: "Subjects and their programs live in namespaces of their own and change nothing outside.")
  var sandbox = false

  /// `--lessons DIR learn cow` is read as `learn --lessons DIR cow`: options that every command has may stand before it.
  /// ArgumentParser would take them for those of the default command.
  static func behindCommand(_ words: [String]) -> [String] {
    var index = 0
    while index < words.count, words[index].hasPrefix("--") {
      let takesNext = ["--color", "--lessons"].contains(words[index])
      let isFlag = ["--plain", "--unguarded", "--json", "--sandbox"].contains(words[index])
      guard takesNext || isFlag || words[index].contains("=") else { return words }
      index += takesNext ? 2 : 1
    }
    let names = Sysh.configuration.subcommands.compactMap { $0.configuration.commandName ?? "\($0)".lowercased() }
    guard index > 0, index < words.count, names.contains(words[index]) else { return words }
    return [words[index]] + words[..<index] + words[(index + 1)...]
  }

  var options: Options {
    var options = Options()
    options.isUnguarded = unguarded
    options.isSandboxed = sandbox
    options.color = color
    options.plain = plain
    options.isJSON = json
    options.lessons = lessons
    return options
  }
}

extension Options.Color: ExpressibleByArgument {}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Open the shell, or run a script (the default).")

  @Option(name: .customShort("c"), help: ArgumentHelp("Run these commands and exit.", valueName: "commands"))
  var commands: String?

  @Argument(help: "A script: its lines read as if typed.", completion: .file())
  var file: String?

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if commands != nil, file != nil { throw ValidationError("Give commands with -c or a file, not both.") }
  }

  func run() throws {
    let status: ExitStatus
    if let commands {
      status = Batch.run(commands: commands, common.options)
    } else if let file {
      status = Batch.run(file: file, common.options)
    } else if Terminal.isInteractive, !common.json {
      status = Interactive.run(common.options)
    } else {
      status = Batch.runStandardInput(common.options)
    }
    throw ExitCode(status.rawValue)
  }
}

struct Learn: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Play a lesson; it begins where you left it.")

  @Argument(
    help: "The lesson's name or number; the tour when left out.",
    completion: .custom { _, _, word in CompletionWords.lessons.filter { $0.hasPrefix(word) } })
  var lesson = "tour"

  @OptionGroup var common: CommonOptions

  func run() throws {
    guard Terminal.isInteractive else {
      throw ValidationError("Lessons are played at a terminal. sysh check plays them as tests.")
    }
    guard !common.json else {
      throw ValidationError("Lessons are played for people. sysh check --json plays them as tests.")
    }
    throw ExitCode(Interactive.run(common.options, lesson: lesson, startsLesson: true).rawValue)
  }
}

struct Lessons: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "List the lessons, with your progress.")

  @OptionGroup var common: CommonOptions

  func run() throws {
    throw ExitCode(LessonCommands.list(common.options).rawValue)
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play lessons as tests: every result, prediction, solution and wrong answer is tried.")

  @Argument(help: "Lesson files or directories; all lessons when left out.", completion: .file())
  var paths: [String] = []

  @Flag(help: "Fill in results that differ; placeholders stay.")
  var update = false

  @Option(
    help: ArgumentHelp("Give everything so many times its time, for a slow machine, 1 to 1000.", valueName: "factor"))
  var patience = 1

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1000).contains(patience) else { throw ValidationError("--patience is a number from 1 to 1000.") }
  }

  func run() throws {
    throw ExitCode(
      LessonCommands.check(paths, update: update, slowness: patience, common.options).rawValue)
  }
}

struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure what a call costs: in a subject's own loop, beside a function call and the vDSO.",
    usage: "sysh bench ['CALL']...",
    discussion:
      "Each call is typed as in the shell: sysh bench getpid 'lseek 0 0'. Without one the usual ones are measured.")

  @Argument(
    help: "Calls as they are typed in the shell, each in quotes.",
    completion: .custom { _, _, word in CompletionWords.calls.filter { $0.hasPrefix(word) } })
  var calls: [String] = []

  @OptionGroup var common: CommonOptions

  func run() throws {
    throw ExitCode(BenchProgram.run(calls, common.options).rawValue)
  }
}

struct Syscalls: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Show the table of syscalls.")

  @Argument(
    help: "Part of a name, or a number.",
    completion: .custom { _, _, word in CompletionWords.calls.filter { $0.hasPrefix(word) } })
  var pattern = ""

  @OptionGroup var common: CommonOptions

  func run() throws {
    throw ExitCode(TableCommand.show(matching: pattern, common.options).rawValue)
  }
}
