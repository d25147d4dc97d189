import Lab
import Render
import SyscallTable

// What happens by itself: calls that come back, subjects that end, output of the lab's terminal.
extension Session {
  /// Shows what happened by itself since the last look: calls that came back, subjects that ended, terminal output.
  func takeEvents() {
    keepLimits()
    let reports = lab.settle()
    showTrace()
    for report in reports { tell(report) }
    takeTerminalOutput(patience: 0)
    sayRefusedCalls()
  }

  /// Ends or holds programs that use more than they may, and says so. To be called wherever time passes while they run.
  func keepLimits() {
    for sentence in lab.enforceLimits() { say(sentence, .changed) }
  }

  /// Code that a lesson has put into a subject tried to make calls.
  private func sayRefusedCalls() {
    for (pid, calls) in Dictionary(grouping: lab.tracer.takeRefusedCalls(), by: \.pid) {
      let name = lab.subject(ofProcess: pid)?.name ?? "process \(pid)"
      let names = Set(calls.map { lab.table[number: Int(truncatingIfNeeded: $0.number)]?.name ?? "\($0.number)" })
      say(
        "Code that the lesson put into \(name) tried to call \(names.sorted().joined(separator: ", ")). Nobody can look at such calls before they are made, so they were refused (ENOSYS).",
        .changed)
    }
  }

  /// Whether a call may have written to the lab's terminal, so that its output is worth waiting for.
  func writesToTerminal(_ report: CallReport) -> Bool {
    guard let row = report.row, case .returned(let count) = report.outcome, count > 0 else { return false }
    return row.name.contains("write") || ["sendfile", "splice", "tee", "copy_file_range"].contains(row.name)
  }

  /// What subjects wrote to their terminal, marked as theirs.
  func takeTerminalOutput(patience: Int64) {
    let bytes = lab.terminal.output(patience: patience)
    guard !bytes.isEmpty else { return }
    let limit = Int(clamping: settings.outputLimit)
    let room = max(0, limit - terminalShown)
    let cut = bytes.count > room && terminalShown <= limit
    terminalShown += bytes.count
    defer {
      if cut {
        say(
          "More than \(LabLimits.text(settings.outputLimit)) came to the lab's terminal since the last line was typed: the rest is taken away and not shown. interrupt stops a program; set output shows more.",
          .changed)
      }
    }
    guard room > 0 else { return }
    terminalLine += bytes.prefix(room).filter { $0 != 0x0d }
    var lines = terminalLine.split(separator: 0x0a, omittingEmptySubsequences: false)
    let unfinished = lines.removeLast()
    if !unfinished.isEmpty { lines.append(unfinished) }
    terminalLine = []
    let texts = lines.map { String(decoding: $0, as: UTF8.self) }
    tell(
      .terminal(texts),
      texts.map { StyledLine([.init("terminal│ ", .faint), .init(Escapes.harmless($0))]) })
  }

  /// At the end of a script: calls that are still blocked are named and ended.
  func reportBlocked() {
    for subject in lab.subjects {
      if subject.end == nil, subject.leader == nil, subject.tracee.activity == .free {
        tell(
          .unfinished(subject: subject.name, text: nil),
          [StyledLine([.init("\(subject.name)  ", .name), .init("its program still runs; it is ended.", .changed)])])
      }
      guard let flight = subject.inFlight else { continue }
      let line = StyledLine([
        .init("\(subject.name)  ", .name), .init(flight.printer.beginning + "...", .call),
        .init(" = blocked", .changed),
      ])
      tell(.unfinished(subject: subject.name, text: flight.printer.beginning), [line])
    }
  }
}
