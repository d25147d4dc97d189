import Lab
import LinuxABI
import Render
import Trace

// `trace on`: the calls of programs while they run.
extension Session {
  /// `trace`, `trace on`, `trace on SET`, `trace off`.
  func trace(_ command: CommandStatement) throws {
    let words = command.rest.split(separator: " ", maxSplits: 1).map(String.init)
    switch words.first {
    case nil:
      say(
        lab.trace == nil
          ? "The calls of programs are not shown. trace on shows them, trace on %file only some."
          : "The calls of programs are shown while cont lets them run. trace off ends that.")
    case "off" where words.count == 1:
      lab.traceCalls(nil)
      changedSomething()
    case "on":
      let set: CallSet
      do {
        set = try words.count > 1 ? CallSet(words[1].filter { $0 != " " }, table: lab.table) : .all
      } catch {
        throw CommandProblem("\(error.problem).", advice: error.advice)
      }
      lab.traceCalls { set.contains($0) }
      changedSomething()
      let runs = lab.living.contains { $0.tracee.activity == .free }
      say(
        "From the next cont on, programs show \(set.isEverything ? "each call" : "these calls"), with their threads and children."
          + (runs ? " What runs now was let run before; interrupt it first." : ""))
    default:
      throw CommandProblem(
        "trace is turned on or off.", advice: "trace on, trace on openat,read, trace on %file, trace off")
    }
  }

  /// What programs called since the last look.
  func showTrace() {
    let lines = lab.trace?.takeLines() ?? []
    show(
      lines.map { line in
        let name = lab.subject(ofProcess: line.pid)?.name ?? "[pid \(line.pid)]"
        return renderer.traced(line, subject: name, verbose: settings.verbose)
      })
  }
}
