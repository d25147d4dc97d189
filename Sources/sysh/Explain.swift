import ArgumentParser
import Shell

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Explain lines of strace: what each argument means, and what came of the call.",
    usage: """
      sysh explain 'close(9) = -1 EBADF (Bad file descriptor)'
      sysh explain < LOG             each line with what it came to
      sysh explain --whole < LOG     each line argument by argument
      """,
    discussion: """
      Nothing is run, and no process is needed: a log of any machine can be read. Process ids, time stamps, decorations \
      of -y, times of -T, signals, ends and interrupted calls are understood.
      Exit status: 0 done; 2 a line that strace does not print, the others were explained.
      """)

  @Flag(name: .shortAndLong, help: "Explain the lines of standard input argument by argument.")
  var whole = false

  @OptionGroup var common: CommonOptions

  @Argument(parsing: .captureForPassthrough, help: ArgumentHelp("A line, best in quotes.", valueName: "line"))
  var line: [String] = []

  func validate() throws {
    if common.json { throw ValidationError("Explanations are sentences for people: sysh explain has no --json.") }
  }

  func run() throws {
    let text = (line.first == "--" ? Array(line.dropFirst()) : line).joined(separator: " ")
    if text == "-h" || text == "--help" { throw CleanExit.helpRequest(self) }
    throw ExitCode(ExplainProgram.run(text.isEmpty ? nil : text, whole: whole, common.options).rawValue)
  }
}

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at the machine: what it offers, and what does not work without it.",
    discussion: "Each line comes from an attempt. Exit status: 0 the shell works here; 3 the machine refuses ptrace.")

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if common.json {
      throw ValidationError("sysh doctor speaks to people, and its exit status to programs: it has no --json.")
    }
  }

  func run() throws {
    throw ExitCode(Doctor.run(common.options).rawValue)
  }
}
