import ArgumentParser
import Glibc
import LinuxABI
import Shell
import Trace

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Follow a program and print each of its calls, as strace does.",
    usage: """
      sysh trace [OPTIONS] COMMAND [ARGUMENT]...
      sysh trace [OPTIONS] -p PID
      """,
    discussion: """
      The options are strace's, and so is what is printed. -e takes names and sets (%file %desc %process %network \
      %signal %memory %ipc), ! in front for all others, and strace's other forms: signal=, status=, inject=, fault=, \
      quiet=, abbrev=none. With -e the kernel stops the program only at those calls, and all others run at full speed.
      """)

  @Flag(name: .customShort("f"), help: "Follow the children that it makes; twice, with -o FILE, into FILE.PID each.")
  var follow: Int
  @Flag(name: .customShort("c"), help: "Count calls, errors and time instead of printing them.")
  var count = false
  @Flag(name: .customShort("C"), help: "Print and count.")
  var countToo = false
  @Option(
    name: [.customShort("S"), .customLong("summary-sort-by")],
    help: ArgumentHelp("Sort what is counted by time, calls, errors, name or nothing.", valueName: "key"))
  var sort = "time"
  @Option(
    name: .customShort("e", allowingJoined: true), help: ArgumentHelp("Which calls, and more.", valueName: "expression")
  )
  var expressions: [String] = []
  @Option(
    name: .customLong("inject"), help: ArgumentHelp("SET:error=ENOENT and so on: tamper with calls.", valueName: "rule")
  )
  var injections: [String] = []
  @Flag(name: .customShort("t"), help: "The time of day; twice with microseconds, three times since 1970.")
  var clock: Int
  @Flag(name: .customShort("r"), help: "The time since the line before.")
  var relative = false
  @Flag(name: .customShort("T"), help: "The time that each call took.")
  var durations = false
  @Flag(name: .customShort("y"), help: "What is behind each descriptor; twice with addresses and devices.")
  var names: Int
  @Flag(name: .customShort("k"), help: "Below each call the functions that led to it.")
  var stacks = false
  @Option(
    name: .customShort("s", allowingJoined: true),
    help: ArgumentHelp("Cut texts after so many bytes.", valueName: "bytes"))
  var stringLimit = 32
  @Flag(name: .customShort("v"), help: "Structures whole.")
  var verbose = false
  @Option(name: .customShort("o", allowingJoined: true), help: ArgumentHelp("Write to this file.", valueName: "file"))
  var output: String?
  @Flag(name: .customShort("A"), help: "Append to it.")
  var append = false
  @Flag(name: .customShort("q"), help: "No messages about attaching; twice, nor about ends.")
  var quiet: Int
  @Flag(name: .customShort("z"), help: "Only calls that succeed.")
  var onlySuccessful = false
  @Flag(name: .customShort("Z"), help: "Only calls that fail.")
  var onlyFailed = false
  @Flag(name: .customShort("i"), help: "The instruction pointer at each call.")
  var instructionPointer = false
  @Flag(name: .customShort("n"), help: "The number of each call.")
  var numbers = false
  @Option(
    name: .customShort("a", allowingJoined: true), help: ArgumentHelp("Where results begin.", valueName: "column"))
  var column = 40
  @Option(
    name: .customShort("P", allowingJoined: true),
    help: ArgumentHelp("Only calls that have to do with this path.", valueName: "path"))
  var paths: [String] = []
  @Option(
    name: .customShort("p", allowingJoined: true),
    help: ArgumentHelp("Follow this running process with all its threads.", valueName: "pid"))
  var pids: [Int32] = []
  @Flag(help: "Say behind each line what it did, in a sentence.")
  var explain = false
  @Flag(help: "One JSON object a line.")
  var json = false

  @Argument(parsing: .captureForPassthrough, help: "The program and its arguments.")
  var command: [String] = []

  /// Without the `--` that may stand before it.
  private var program: [String] { command.first == "--" ? Array(command.dropFirst()) : command }

  func validate() throws {
    // Whatever is no option of ours begins the program, so one that does not exist does, and a question for help.
    if let first = command.first, first.hasPrefix("-"), first != "--" {
      if first == "-h" || first == "--help" { throw CleanExit.helpRequest(self) }
      throw ValidationError("There is no option \(first). sysh trace --help lists those that there are.")
    }
    guard program.isEmpty != pids.isEmpty else {
      throw ValidationError(
        program.isEmpty ? "Name a program to run, or a process with -p." : "Give a program or -p, not both.")
    }
    if onlySuccessful, onlyFailed { throw ValidationError("-z and -Z exclude each other.") }
    _ = try options()
  }

  func run() throws {
    throw ExitCode(TraceProgram.run(program, pids: pids, try options()))
  }

  private func options() throws -> TraceOptions {
    var options = TraceOptions()
    do {
      for expression in expressions { try options.take(expression) }
      for rule in injections { options.tampering.append(try Tampering(rule)) }
    } catch {
      throw ValidationError("\(error.problem). \(error.advice)")
    }
    options.following = follow == 0 ? .threads : follow > 1 && output != nil ? .separately : .children
    options.counts = count ? .only : countToo ? .too : .no
    guard let key = CountTable.Key(sort) else {
      throw ValidationError("-S sorts by time, avg-time, calls, errors, name or nothing, not by \(sort).")
    }
    options.sort = key
    options.clock = [.none, .seconds, .microseconds, .epoch][min(clock, 3)]
    options.relative = relative
    options.durations = durations
    options.names = names
    options.printing.stringLimit = stringLimit
    if verbose { options.printing.verbose = true }
    options.output = output
    options.appends = append
    options.quiet = max(options.quiet, quiet)
    if onlySuccessful { options.statuses = .successful }
    if onlyFailed { options.statuses = .failed }
    options.instructionPointer = instructionPointer
    options.numbers = numbers
    options.column = column
    options.paths = paths
    options.explains = explain
    options.stacks = stacks
    if json { options.form = .json }
    return options
  }
}
