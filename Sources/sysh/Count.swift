import ArgumentParser
import Glibc
import Shell
import Trace

struct Count: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count a program's system calls with their errors and time, at nearly its own speed.",
    usage: """
      sysh count [OPTION]... COMMAND [ARGUMENT]...
      sysh count [OPTION]... -p PID
      """,
    discussion: """
      Prints the table of strace -c on standard error when the program and all that it started have ended, then one \
      line that says how it was counted. As root, or with CAP_BPF and CAP_PERFMON, BPF programs in the kernel count and \
      nothing stops; otherwise ptrace counts, which stops the program twice a call.

      Calls are counted when they begin, from the program's execve on, so that exit_group is in the table, which never \
      returns. Seconds are wall-clock time between entry and return, as in strace -cw, and waiting is part of it. \
      Threads and forked processes count too. A call of 32-bit code is listed by its number as i386_syscall_N.

      What stands behind the command's name belongs to it. sysh count ends as the program did: with its status, or by \
      the same signal.
      """)

  @Option(
    name: .customShort("p"),
    help: ArgumentHelp(
      "Count a running process until it ends or Ctrl-C, from each thread's next call on; may be repeated.",
      valueName: "pid"))
  var processes: [Int32] = []

  @Option(name: .customShort("o"), help: ArgumentHelp("Write the table to a file.", valueName: "file"))
  var output: String?

  @Option(
    name: [.customShort("S"), .customLong("summary-sort-by")],
    help: ArgumentHelp("Sort by \(list(CountTable.Key.words)).", valueName: "key"))
  var sort = "time"

  @Option(
    name: [.customShort("U"), .customLong("summary-columns")],
    help: ArgumentHelp("Columns, with commas: \(list(CountTable.Column.words)).", valueName: "columns"))
  var columns: String?

  @Option(
    name: .customShort("e"),
    help: ArgumentHelp("List only these calls and sets, as sysh trace -e takes them.", valueName: "calls"))
  var calls: String?

  @Flag(name: .customShort("f"), help: "Follow forks: the default, taken for strace's sake.")
  var follow = false

  @Flag(help: "Count the program and its threads only.")
  var noFollow = false

  @Flag(help: "Count by ptrace stops even where BPF is allowed.")
  var stops = false

  @Flag(help: "One JSON object a row instead of the table.")
  var json = false

  @Argument(
    parsing: .captureForPassthrough, help: ArgumentHelp("The program and its arguments.", valueName: "command"))
  var command: [String] = []

  func validate() throws {
    if let first = command.first, first.hasPrefix("-"), first != "--" {
      if first == "-h" || first == "--help" { throw CleanExit.helpRequest(self) }
      throw ValidationError("sysh count has no option \(first). Options of the command stand behind its name.")
    }
    guard words.isEmpty != processes.isEmpty else {
      throw ValidationError(
        words.isEmpty ? "Say what to count: a command, or -p PID." : "Give a command or -p PID, not both.")
    }
    if follow, noFollow { throw ValidationError("-f and --no-follow exclude each other.") }
    _ = try table()
    _ = try selection()
  }

  /// The command without the `--` that may stand in front of it.
  private var words: [String] {
    command.first == "--" ? Array(command.dropFirst()) : command
  }

  private func table() throws -> CountTable {
    guard let key = CountTable.Key(sort) else {
      throw ValidationError("-S sorts by \(list(CountTable.Key.words)), not by \(sort).")
    }
    guard let columns else { return CountTable(sortedBy: key) }
    return CountTable(
      sortedBy: key,
      columns: try columns.split(separator: ",", omittingEmptySubsequences: false).map { word in
        guard let column = CountTable.Column(String(word)) else {
          throw ValidationError("-U takes \(list(CountTable.Column.words)), not \(word).")
        }
        return column
      })
  }

  private func selection() throws -> CallSet {
    do {
      guard let calls else { return .all }
      return try CallSet(calls.hasPrefix("trace=") ? String(calls.dropFirst(6)) : calls)
    } catch {
      throw ValidationError("\(error.problem). \(error.advice)")
    }
  }

  func run() throws {
    let counter = Counter(followsForks: !noFollow, onlyStops: stops)
    do {
      // Opened first: what cannot be written is told before anything runs. Close-on-exec, it is not the program's.
      let output = try self.output.map { try Output(file: $0) } ?? .standardError
      if processes.isEmpty {
        let outcome = try counter.count(Program(words))
        try output.write(text(outcome.counts))
        throw ExitCode(outcome.endLikewise())
      }
      try output.write(text(counter.count(processes: processes)))
    } catch let error as Program.NotFound {
      try fail("\(error.name) is no program that can be run: \(error.errno.name) (\(error.errno.message)).")
    } catch let error as Counter.Failure {
      try fail(error.description)
    } catch let error as Output.Failure {
      try fail(error.description)
    }
  }

  private func text(_ counts: CallCounts) throws -> String {
    let listed = counts.only(try selection())
    return (json ? try table().objects(listed) : try table().lines(listed) + listed.notes).map { $0 + "\n" }.joined()
  }

  private func fail(_ sentence: String) throws {
    try Output.standardError.write("sysh count: \(sentence)\n")
    throw ExitCode(ExitStatus.failed.rawValue)
  }
}

private func list(_ words: [String]) -> String {
  words.dropLast().joined(separator: ", ") + (words.last.map { " or \($0)" } ?? "")
}
