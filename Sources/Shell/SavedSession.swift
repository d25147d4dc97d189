import Lab
import LinuxABI
import SyscallTable

/// The present session as lines that can be run again: what was done since the last reset, without what was taken back
/// or not understood, with the views and comments where they stood, and with what each call gave.
///
/// A call that came back late is awaited where it did so, because whoever runs the lines does not type at the same pace.
struct SavedSession {
  struct Command {
    var text: String
    /// What its call gave; nil where it made none, or what it gives is not promised.
    var result: Expectation?
    /// The result can be written behind it.
    var takesResult = false
    /// The calls that it made, in order.
    var reports: [CallReport] = []
    var row: Syscall?
    /// Names that it gave to its results.
    var targets: [String] = []
    var subject: String?
    var name: String?
  }

  enum Line {
    /// `isTrailing`: it stood behind what follows it here.
    case comment(String, isTrailing: Bool)
    case view(Command)
    case command(Command)
    /// What a subject was at came to its end here. `isTold`: that was the result of the command before it.
    case late(subject: String, call: String?, Expectation, isTold: Bool)
  }

  private(set) var lines: [Line] = []
  /// Some calls reached outside the lab.
  private(set) var reaches = false
  /// Some lines run programs outside the lab.
  private(set) var runsOutside = false
  /// A line names the lab's directory, which the next run has elsewhere.
  private(set) var namesDirectory = false

  var isEmpty: Bool {
    lines.allSatisfy { if case .comment = $0 { true } else { false } }
  }

  /// Commands that are about the session, the shell or the reader, and no part of what was done.
  private static let left: Set<String> = [
    "save", "quit", "exit", "undo", "history", "learn", "quiz", "help", "man", "explain", "await",
  ]

  private let session: Session
  private var results: SavedResults
  private var numbers: SavedNumbers
  /// Process ids that calls of the session gave.
  private let made: Set<UInt64>

  init(_ session: Session, _ style: SavedResults.Style) {
    self.session = session
    let journal = session.journal
    results = SavedResults(style, subjects: journal.names)
    numbers = SavedNumbers(processes: journal.names, taken: Set(session.lab.variables.all.map(\.name)))
    let start = journal.start(before: journal.entries.count)
    made = Set(
      journal.entries[start...].flatMap { $0.reports.map(\.outcome) + $0.lateEnds.map(\.outcome) }.compactMap {
        outcome -> UInt64? in
        if case .returned(let value) = outcome { value } else { nil }
      })
    var asides = journal.asides.drop { $0.after < start }
    for (index, entry) in journal.entries.enumerated().dropFirst(start) {
      while let aside = asides.first, aside.after <= index { take(asides.removeFirst()) }
      take(entry)
    }
    asides.forEach { take($0) }
    let path = session.lab.directory.path
    namesDirectory = lines.contains { line in
      switch line {
      case .command(let command), .view(let command): command.text.contains(path)
      case .comment, .late: false
      }
    }
  }

  private mutating func take(_ aside: Journal.Aside) {
    guard !aside.isComment else { return lines.append(.comment(aside.text, isTrailing: aside.isTrailing)) }
    let text = SavedText.oneLine(aside.text)
    switch (try? session.grammar.statements(text))?.first {
    case .command(let command)? where !Self.left.contains(command.name):
      // What it writes is there already.
      if command.name == "plot", command.rest.hasPrefix("save") { return }
      if command.name == "trace", !["", "on", "off"].contains(command.rest.prefix { $0 != " " }) { runsOutside = true }
      lines.append(.view(Command(text: named(text, command.arguments, nil), name: command.name)))
    case .end? where !results.style.rewritesLogs: lines.append(.view(Command(text: text)))
    case .command?, .call?, .assignment?, .end?, nil: return
    }
  }

  private mutating func take(_ entry: Journal.Entry) {
    if entry.reached { reaches = true }
    if entry.isOutside { runsOutside = true }
    let isInterrupt = entry.command == "interrupt"
    if entry.command.map({ !Self.left.contains($0) }) ?? true { lines.append(.command(command(entry))) }
    for (index, late) in entry.lateEnds.enumerated() {
      let isRepeated = entry.lateEnds[..<index].contains { $0.subject == late.subject && $0.outcome == late.outcome }
      if isRepeated || late.call == nil && !isOwn(late.subject) { continue }
      let row = late.call.flatMap { session.lab.table.lookUp($0)?.row }
      let unsteady = isInterrupt ? false : entry.isUnsteady
      lines.append(
        .late(
          subject: late.subject, call: late.call,
          results.expectation(late.outcome, row, isUnsteady: unsteady && row?.name == entry.row?.name),
          isTold: isInterrupt && late.outcome == entry.outcome))
    }
  }

  /// Whether a subject is one that the session's own lines have made. When the children of a program end, and in which
  /// order, is the program's business and another time otherwise.
  private func isOwn(_ name: String) -> Bool {
    guard let subject = session.lab.subject(named: name) else { return false }
    return subject.parent == nil || subject.numbers.all.contains { made.contains(UInt64(UInt32(bitPattern: $0))) }
  }

  private mutating func command(_ entry: Journal.Entry) -> Command {
    var command = Command(
      text: SavedText.oneLine(entry.text), reports: entry.reports, row: entry.row, name: entry.command)
    switch (try? session.grammar.statements(command.text))?.first {
    case .call(let call)?:
      if entry.isLogged, !entry.differed, !results.style.rewritesLogs { return command }
      return self.command(call, entry, command.text)
    case .command(let typed)?:
      command.text = named(command.text, typed.arguments, nil)
      // A load or store that went well has a result that says nothing.
      if let shape = session.grammar.commands[typed.name], case .values = shape, case .killed? = entry.outcome {
        command.takesResult = true
        command.result = entry.outcome.map { .outcome($0) }
      } else if typed.name == "interrupt" {
        command.result = entry.outcome.map { .outcome($0) }
      }
    case .assignment?, .end?, nil: break
    }
    return command
  }

  /// `text` with names in place of numbers that another run does not have.
  private mutating func named(_ text: String, _ arguments: [Expression], _ row: Syscall?) -> String {
    let text = numbers.named(text, arguments, row)
    for (line, name) in numbers.takeNamings() {
      guard case .command(var giver) = lines[line] else { continue }
      giver.targets = [name]
      giver.text = "\(name) = \(giver.text)"
      if case .placeholder(.addr, _)? = giver.result { giver.result = .placeholder(.addr, name: name) }
      lines[line] = .command(giver)
    }
    return text
  }

  private func arguments(of text: String) -> [Expression] {
    if case .call(let call)? = (try? session.grammar.statements(text))?.first { call.arguments } else { [] }
  }

  private mutating func command(_ typed: CallStatement, _ entry: Journal.Entry, _ text: String) -> Command {
    var (call, text) = (typed, text)
    let report = entry.reports.last
    if entry.isLogged, let report, case .call(let made)? = (try? session.grammar.statements(report.text))?.first {
      (call, text) = (made, report.text)
    }
    text = SavedText.withoutResult(text, call)
    text = named(text, call.arguments, entry.row)
    // What begins with a subject is no line of a log.
    if entry.isLogged, !results.style.rewritesLogs, let report { text = "\(report.subject): \(text)" }
    var command = Command(
      text: text, takesResult: true, reports: entry.reports, row: entry.row, targets: call.targets,
      subject: call.subject, name: entry.row?.name)
    let isFirst = entry.reports.count == 1
    // An address that was asked for by its number is the same each time.
    let isTold = arguments(of: text).contains { argument in
      if case .integer(let value) = argument.kind { entry.outcome == .returned(value) } else { false }
    }
    command.result = entry.outcome.map {
      results.expectation(
        $0, entry.row, words: report?.arguments ?? [], target: isFirst ? call.targets.first : nil,
        isUnsteady: entry.isUnsteady, isInside: entry.isInside, isTold: isTold)
    }
    if let first = entry.reports.first { numbers.note(first, target: call.targets.first, line: lines.count) }
    return command
  }
}
