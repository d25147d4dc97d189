import Lab
import LinuxABI
import SyscallTable

// Lines of a log that is pasted: each runs in the subject, with the numbers that its own earlier lines gave here, and
// is compared with what it says.
extension Session {
  /// Runs a line of a log; false where the line is none, and runs like any other.
  ///
  /// A log is known by what nobody types: strace's spacing, a process or a time before the call, an address for a
  /// result. From there on all lines that are written like those of a log belong to it, until `reset`.
  func follow(_ call: CallStatement) throws -> Bool {
    guard !isInLesson, call.form.isWholeCall, call.targets.isEmpty, call.subject == nil,
      let row = lab.table.lookUp(call.name)?.row, row.name == call.name
    else { return false }
    if !log.isOpen {
      guard call.form.isPrinted || isExec(call) || givesAddress(call) else { return false }
      log.begin()
    }
    journal.belongsToLog()
    if isExec(call), call.expectation?.expectation == .outcome(.returned(0)) {
      changedSomething()
      leaveOut(
        "The program's calls are made in \(subject(of: call) ?? lab.currentName); the program itself is not executed.")
      return true
    }
    if row.name == "rt_sigreturn" {
      leaveOut("It ends a handler of the log's program, and \(lab.currentName) is in none.")
      return true
    }
    var numbers = LogNumbers(log, row)
    numbers.lookForFixed(call.arguments)
    var arguments = numbers.arguments(
      call.arguments, failsWithFault: call.expectation?.expectation == .outcome(.failed(Errno(rawValue: 14))))
    if isExec(call), arguments.count > 2 {
      // The environment of the program in the log is not here, and the kernel takes NULL for none.
      arguments[2] = Expression(.integer(0), arguments[2].range)
    } else if let address = numbers.unknown {
      leaveOut(
        "0x\(String(address, radix: 16)) belongs to what the program had before the log's first line, and that is not here."
      )
      return true
    }
    let request = CallRequest(row: row, arguments: arguments, subject: subject(of: call), nameRange: call.nameRange)
    guard let report = try report(ofLine: request) else { return true }
    if numbers.hidden > 0 {
      say(
        "strace cut this text, so its other \(numbers.hidden) \(numbers.hidden == 1 ? "byte is a dot" : "bytes are dots") here."
      )
    }
    judge(call, row, arguments, report, numbers)
    return true
  }

  /// `execve("/bin/ls", ["ls"], 0x7ffd... /* 35 vars */)`: an address for the environment is never one that is here.
  private func isExec(_ call: CallStatement) -> Bool {
    guard call.name == "execve", call.arguments.count == 3, case .integer(let address) = call.arguments[2].kind else {
      return false
    }
    return address >= 65536
  }

  /// A mapping of which the line says where the kernel put it, which is another place each time.
  private func givesAddress(_ call: CallStatement) -> Bool {
    guard call.name == "mmap" || call.name == "brk",
      case .outcome(.returned(let value))? = call.expectation?.expectation
    else { return false }
    return value >= 1 << 32 && value < 1 << 47
  }

  /// The subject in which a line's call is made: of the process that stands before it, where an earlier line made that.
  private func subject(of call: CallStatement) -> String? {
    guard let process = call.form.process else { return nil }
    guard let here = log.process(process) else {
      log.program = log.program ?? process
      if let current = lab.current { log.bind(process: process, to: UInt64(UInt32(bitPattern: current.pid))) }
      return nil
    }
    return lab.subject(ofProcess: Int32(truncatingIfNeeded: here))?.name
  }

  /// Makes a line's call, waiting for it where it does not come back at once; nil where it could not be made, which is
  /// said.
  private func report(ofLine request: CallRequest) throws -> CallReport? {
    let limit = lab.printing.stringLimit
    lab.printing.stringLimit = max(limit, request.arguments.map(\.longestText).max() ?? 0)
    defer { lab.printing.stringLimit = limit }
    var made: CallReport
    do {
      made = try report(request)
    } catch let error as InputError {
      leaveOut(error.message)
      return nil
    } catch {
      log.note(.leftOut)
      throw error
    }
    guard made.outcome == .blocked else { return made }
    if let late = lab.wait(for: made.subject, patience: 1_000_000_000) {
      made = late
    } else {
      // Later lines need the subject. What the call was waiting for in the log does not come here.
      made = try lab.interrupt(made.subject)
    }
    take(made)
    noteOutcome(made.outcome)
    return made
  }

  private func leaveOut(_ sentence: String) {
    log.note(.leftOut)
    say("Left out. \(sentence)", .changed)
  }

  // MARK: What a line says

  private func judge(
    _ call: CallStatement, _ row: Syscall, _ arguments: [Expression], _ report: CallReport, _ numbers: LogNumbers
  ) {
    let sentence: String
    if let written = call.expectation, !isResult(written.expectation, of: call, row, arguments, report, numbers) {
      sentence = "The line expects \(written.text), and the kernel gave \(Expectation.outcome(report.outcome).text)"
    } else if let found = difference(row, arguments, report) {
      sentence = "The line says \(Escapes.harmless(found.line)), and the kernel gave \(Escapes.harmless(found.here))"
    } else {
      return log.note(.held)
    }
    if let given = numbers.given.first(where: { $0 < 3 }) {
      log.note(.givenOtherwise)
      say(
        "\(sentence): descriptor \(given) is the lab's terminal here, and was given to the program in the log.",
        .changed)
    } else {
      log.note(.differed)
      refuse("\(sentence).", nil)
    }
  }

  /// Whether the call gave the result that its line says, or one that stands for it; later lines then mean this one.
  private func isResult(
    _ expectation: Expectation, of call: CallStatement, _ row: Syscall, _ arguments: [Expression], _ report: CallReport,
    _ numbers: LogNumbers
  ) -> Bool {
    guard case .outcome(.returned(let then)) = expectation, case .returned(let now) = report.outcome else {
      return bindings.holds(expectation, for: report.outcome)
    }
    switch lab.variables["_"]?.kind {
    case .descriptor where row.resultCount == 1:
      log.bind(descriptor: then, to: now)
      return true
    case .address:
      let isTold = numbers.isFixed || row.name == "brk" && arguments.first.map { number($0) != 0 } ?? false
      if isTold || row.name == "brk" && log.address(then) != nil { return log.address(then) == now }
      let length = row.name == "mmap" ? 1 : 2
      let size = row.name == "brk" ? PastedLog.heap : length < arguments.count ? number(arguments[length]) : 0
      log.bind(address: then, length: size, to: now)
      return true
    case .process where then > 0 && now > 0:
      if let known = log.process(then) { return known == now }
      log.bind(process: then, to: now)
      return true
    default: return then == now || LogComparison.unsteady.contains(row.name)
    }
  }

  private func number(_ expression: Expression) -> UInt64 {
    (try? lab.evaluate(expression)) ?? 0
  }

  /// What a line shows of memory and is not so here. Numbers of a pair of descriptors are taken over.
  private func difference(
    _ row: Syscall, _ arguments: [Expression], _ report: CallReport
  ) -> (line: String, here: String)? {
    guard case .returned = report.outcome, !LogComparison.unsteady.contains(row.name),
      case .call(let shown)? = try? grammar.statements(report.text).first
    else { return nil }
    if row.resultCount == 2 {
      for (line, here) in zip(arguments, shown.arguments) {
        guard case .array(let then) = line.kind, case .array(let now) = here.kind else { continue }
        for (one, other) in zip(then, now) { log.bind(descriptor: number(one), to: number(other)) }
      }
      return nil
    }
    let comparison = LogComparison(written: Array(self.line.utf8), shown: Array(report.text.utf8)) {
      try? self.lab.evaluate($0)
    }
    return comparison.difference(arguments, shown.arguments)
  }

  // MARK: The end

  /// `+++ exited with 0 +++`: the end of a program of the log.
  func endLog(_ outcome: CallOutcome, _ process: UInt64?) {
    // The end of a child is the parent's to wait for.
    guard log.isOpen, !isInLesson, process == nil || process == log.program else { return }
    let ended = lab.subjects.last { $0.end != nil }?.end
    if ended != outcome {
      let here = ended.map { Expectation.outcome($0).text } ?? "no end"
      refuse("The log's program ended as \(Expectation.outcome(outcome).text); here there was \(here).", nil)
    }
    sumUpLog()
  }

  /// Says how the lines of a log came out, and is ready for another log.
  func sumUpLog() {
    guard log.isOpen, let summary = log.summary else { return }
    log = PastedLog()
    say(summary, .plain)
  }
}
