import Lab
import LinuxABI
import Render
import SyscallTable
import Trace

// `trace on`: the calls of programs while they run. `trace CMD`: what `sysh trace CMD` does outside.
extension Session {
  /// `trace`, `trace on`, `trace on SET`, `trace off`, and anything else as the words of `sysh trace`.
  func trace(_ command: CommandStatement) throws {
    let words = command.rest.split(separator: " ", maxSplits: 1).map(String.init)
    switch words.first {
    case nil:
      say(
        !lab.tracesCalls
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
    default: try traceOutside(command.rest)
    }
  }

  /// A program outside the lab, in the directory of the current subject, by a tracer that is a process of its own.
  private func traceOutside(_ text: String) throws {
    let words = try ShellWords.split(text).map { word throws(CommandProblem) in
      // $P2 is a process id, as everywhere.
      guard word.hasPrefix("$"), let subject = lab.subject(named: String(word.dropFirst())) else { return word }
      return String(subject.pid)
    }
    try permitProgram("sysh trace \(text)")
    journal.runsOutside()
    outsideCalls = [:]
    // A mistake in the words is a sentence and then how the program is used, which help tells in its own way here.
    var mistake: String?
    var isMistake = false
    let showLine = { [self] (text: String) in
      noteOutside(text)
      show([StyledLine([.init(Escapes.harmless(text))])])
    }
    let directory = lab.current?.directory ?? lab.directory.path
    let status = TracedOutside.run(words, in: directory, inPlainEnglish: isInLesson) { line in
      let text = String(decoding: line, as: UTF8.self)
      if isMistake { return }
      if let first = mistake {
        isMistake = text.hasPrefix("Usage: sysh trace")
        if isMistake { return }
        showLine(first)
        mistake = nil
      } else if text.hasPrefix("Error: ") {
        mistake = text
        return
      }
      showLine(text)
    }
    if status < 0 {
      throw CommandProblem("sysh trace could not be started: \(Errno(rawValue: -status).message).")
    }
    guard let mistake else { return }
    if isMistake { throw CommandProblem(String(mistake.dropFirst("Error: ".count))) }
    showLine(mistake)
  }

  /// Counts the calls in a log, for lessons: the word before the first parenthesis.
  func noteOutside(_ line: String) {
    let fields = line.split(separator: " ")
    // A line of the summary: share, seconds, time a call, calls, perhaps errors, name.
    if (5...6).contains(fields.count), let calls = Int(fields[3]), Double(fields[0]) != nil {
      outsideCalls[String(fields[fields.count - 1]), default: 0] += calls
      return
    }
    // What the program prints may stand between a call and its result, so only the beginning of a line is looked at.
    guard let open = line.firstIndex(of: "("), let name = line[..<open].split(separator: " ").last,
      lab.table.lookUp(String(name)) != nil
    else { return }
    outsideCalls[String(name), default: 0] += 1
  }

  /// What programs called since the last look.
  func showTrace() {
    guard let (lines, missed) = lab.trace?.takeLines() else { return }
    let now = Lab.now()
    let shown = isBatch ? lines.count : traceFlow.admit(lines.count, missed: missed, at: now)
    let named = lines.prefix(shown).map { (lab.subject(ofProcess: $0.pid)?.name ?? "[pid \($0.pid)]", $0) }
    if !named.isEmpty {
      tell(
        .traced(named.map { ($0.0, $0.1.text) }),
        named.map { renderer.traced($0.1, subject: $0.0, verbose: settings.verbose) })
    }
    guard let left = isBatch ? (missed > 0 ? missed : nil) : traceFlow.takeLeftOut(at: now) else { return }
    say(
      "\(left) \(left == 1 ? "call was" : "calls were") left out: there are too many to be shown. trace on SET shows only some, interrupt stops a program.",
      .changed)
  }
}
