import Lab
import LinuxABI
import SyscallTable

// What came of calls: how it is compared, and the names that it gets.
extension CScriptBuilder {
  func finishOrWait(
    _ step: CScript.Step, _ number: Int, _ value: String, _ call: CCall, _ report: CallReport, _ entry: Journal.Entry,
    _ targets: [String], isFollowedByCont: Bool
  ) {
    let name = CScript.cName(report.subject)
    let finish = { [self] (outcome: CallOutcome, late: CallReport?) in
      var finished = call
      if let late { finished.printed = printed(late, of: call.row, call.words) }
      step.comparison = comparison(number, finished, late ?? report, outcome, value)
      if case .returned(let word) = outcome {
        step.comparison = nameResults(targets, word, finished, entry, late ?? report) + step.comparison
      }
    }
    switch report.outcome {
    case .blocked:
      pending[report.subject] = Pending(number: number, step: step, report: report, finish: finish)
      script.event("blocks(\(name), \(number));")
    case .returned, .failed:
      finish(report.outcome, nil)
      script.runs(report.subject, number)
      noteDescriptors(call, report.outcome)
      // Another process may have been killed by it, itself even.
      if let death = report.death { end(report.subject, death.how) }
    case .exited, .killed:
      step.comparison = ["succeeded(\(number), \(value));"]
      script.event("dies(\(name), \(number), \(report.outcome.waitStatus ?? "0"));")
      ended.insert(report.subject)
    case .replaced:
      step.comparison = ["failed(\(number), \(value), 0);"]
      // Nothing happens before it goes on, so nobody has to hold it.
      script.event("\(isFollowedByCont ? "becomes" : "becomes_held")(\(name), \(number));")
      programs[report.subject] = false
      if !isFollowedByCont { wasHeld.insert(report.subject) }
    }
  }

  func comparison(
    _ number: Int, _ call: CCall, _ report: CallReport, _ outcome: CallOutcome, _ value: String
  ) -> [String] {
    if case .returned(let word) = outcome, word != 0,
      let child = children(report).first ?? newcomer(of: report, word)
    {
      return ["made_process(\(number), \(value), \(CScript.cName(child)));"]
    }
    let comparison = CComparison(
      number: number, call: call, names: names,
      processNamed: { [names, script] pid in
        names.processes.first { $0.value == pid && script.actor($0.key) != nil }?.key
      }, isVolatile: isVolatile(call), text: report.text)
    var lines = comparison.lines(outcome, value: value)
    if let status = Self.waitStatus(report.text), case .returned = outcome,
      let index = call.row.parameters.indices.first(where: { call.row.parameters[$0].type.isWaitStatus }),
      let local = call.locals[index]
    {
      let isOwn = call.given[index]?.isAddress ?? false
      lines.insert(
        "same_number(\(number), \"the wait status\", \(isOwn ? "*(int *)(\(local))" : local), \(status));", at: 0)
    }
    return lines
  }

  /// The child of a vfork, which was told of when its maker fell asleep.
  func newcomer(of report: CallReport, _ word: UInt64) -> String? {
    guard ["vfork", "clone", "clone3"].contains(report.row?.name) else { return nil }
    return names.processes.first { $0.value == word && script.actor($0.key) != nil }?.key
  }

  /// The status that strace prints, by the macros of <sys/wait.h>.
  static func waitStatus(_ text: String) -> String? {
    func after(_ mark: String) -> String? {
      guard let range = text.firstRange(of: mark) else { return nil }
      return String(text[range.upperBound...].prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }
    if let status = after("WEXITSTATUS(s) == ") { return "W_EXITCODE(\(status), 0)" }
    if let signal = after("WTERMSIG(s) == ") {
      return "W_EXITCODE(0, \(signal))" + (text.contains("WCOREDUMP") ? " | WCOREFLAG" : "")
    }
    if let signal = after("WSTOPSIG(s) == ") { return "W_STOPCODE(\(signal))" }
    return text.contains("{WIFCONTINUED(s)}") ? "__W_CONTINUED" : nil
  }

  /// Gives the results their names, in the session and in C.
  func nameResults(
    _ targets: [String], _ word: UInt64, _ call: CCall, _ entry: Journal.Entry, _ report: CallReport
  ) -> [String] {
    var lines: [String] = []
    let kind = Self.kind(call.row, call.words)
    let length = Self.length(of: call)
    if targets.count == 2 || call.row.name.hasPrefix("pipe") || call.row.name == "socketpair" {
      let pair = call.row.parameters.indices.last { index in
        if case .pointer(.array(.descriptor, .fixed(2)), .output) = call.row.parameters[index].type { return true }
        return false
      }
      if let pair, let local = call.locals[pair], !targets.isEmpty {
        for (index, name) in targets.enumerated() {
          names.set(name, index < entry.descriptors.count ? entry.descriptors[index] : 0, .descriptor)
          let isOwn = call.given[pair]?.isAddress ?? false
          lines.append("\(names.target(name)) = \(isOwn ? "((int *)\(local))" : local)[\(index)];")
        }
      }
    } else if let name = targets.first {
      names.set(name, word, kind, length: length)
      if isFork(call.row) { lines.append("\(names.target(name)) = result;") }
    }
    names.set("_", word, kind, length: length)
    if names.lastIsNeeded {
      let value = targets.count == 1 && !isFork(call.row) ? targets.first.map(names.target) ?? "result" : "result"
      lines.append("\(names.target("_")) = \(names.isPointer("_") && value == "result" ? "(char *)" : "")\(value);")
    }
    return lines
  }

  static func kind(_ row: Syscall, _ words: [UInt64]) -> CNames.Kind {
    var type = row.result
    if case .selected(let index, let cases, let otherwise) = type {
      type = cases[words[index] & 0xffff_ffff] ?? otherwise
    }
    return switch type {
    case .descriptor: .descriptor
    case .address: .address
    case .process: .process
    case .zero, .number, .octal, .word, .described, .selected, .never: .number
    }
  }

  static func length(of call: CCall) -> UInt64 {
    switch call.row.name {
    case "mmap": call.words[1]
    case "mremap": call.words[2]
    default: 0
    }
  }

  func isFork(_ row: Syscall) -> Bool {
    ["fork", "vfork", "clone", "clone3"].contains(row.name)
  }

  func children(_ report: CallReport) -> [String] {
    report.changes.compactMap { if case .child(let name, _, _, _, _, _) = $0 { name } else { nil } }
  }
}

extension ResultType {
  var isNoDescriptor: Bool {
    if case .descriptor = self { false } else { true }
  }
}

extension ArgumentType {
  /// The family of names of a word.
  var wordCodec: WordCodec? {
    if case .word(let codec, _) = self { codec } else { nil }
  }

  var isWaitStatus: Bool {
    if case .pointer(.scalar(.waitStatus), _) = self { true } else { false }
  }
}
