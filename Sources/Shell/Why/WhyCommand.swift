import Inspect
import Lab
import LinuxABI
import Render
import SyscallTable

// `why`: about the last thing that went wrong, or about one that is named.
extension Session {
  func why(_ command: CommandStatement) throws {
    let name = command.rest
    guard let mishap = try mishap(named: name, command.restRange) else { return }
    var answer = answer(to: mishap)
    if name.isEmpty { answer.opening = opening(before: mishap) }
    show(renderer.why(answer))
  }

  // MARK: Which

  /// A call that blocked and has come back is no mishap any more.
  private var standing: [Chronicle.Mishap] {
    chronicle.mishaps.filter { mishap in
      if case .blocked(let report) = mishap.kind {
        return mishap.era == chronicle.era
          && lab.subject(named: report.subject)?.inFlight?.printer.beginning == report.text
      }
      return true
    }
  }

  /// The failure that is meant; nil when there is none, which has been said then.
  private func mishap(named name: String, _ range: Range<Int>) throws -> Chronicle.Mishap? {
    if name.isEmpty {
      if let last = standing.last { return last }
      say(
        chronicle.lastWork.map {
          "Nothing has failed so far. The last call was \(Escapes.harmless($0.text)), and it went well."
        }
          ?? "Nothing has failed so far.")
      return nil
    }
    if let number = Int(name) { return try mishap(ofCommand: number, range) }
    let found: Chronicle.Mishap?
    let nothing: String
    if let subject = lab.subject(named: name) {
      found = standing.last { self.subject(of: $0) == subject.name }
      nothing = "Nothing of \(subject.name)'s has failed so far."
    } else if let errno = Errno(named: name.uppercased()) {
      found = standing.last {
        if case .failed(let report) = $0.kind { report.outcome == .failed(errno) } else { false }
      }
      nothing = "No call has failed with \(errno.name) so far. help \(errno.name) says what it means."
    } else if let row = lab.table.lookUp(name)?.row {
      found = standing.last { self.call(of: $0)?.name == row.name }
      nothing = "No \(row.name) has failed so far. help \(row.name) lists the errors that it is likely to give."
    } else {
      throw InputError(
        "why takes the number of a command, a subject, an errno or a call.", at: range,
        advice: "why alone is about the last failure; history lists the numbers.")
    }
    if found == nil { say(nothing) }
    return found
  }

  private func mishap(ofCommand number: Int, _ range: Range<Int>) throws -> Chronicle.Mishap? {
    guard number > 0, number <= journal.count else {
      throw InputError(
        journal.count == 0
          ? "There is no command yet." : "There is no command \(number): they have the numbers 1 to \(journal.count).",
        at: range, advice: "history lists them.")
    }
    let all = chronicle.mishaps.filter { $0.command?.number == number }
    if let found = all.first(where: { call(of: $0) != nil }) ?? all.first { return found }
    let entry = journal.entries.filter { !$0.isOutside }[number - 1]
    say("Command \(number), \(Escapes.harmless(entry.text)), did not fail.")
    return nil
  }

  private func subject(of mishap: Chronicle.Mishap) -> String? {
    switch mishap.kind {
    case .failed(let report), .blocked(let report): report.subject
    case .died(let death, _): death.subject
    case .misunderstood, .refused: nil
    }
  }

  private func call(of mishap: Chronicle.Mishap) -> Syscall? {
    switch mishap.kind {
    case .failed(let report), .blocked(let report): report.row
    case .died, .misunderstood, .refused: nil
    }
  }

  /// Said where the last thing done was another one.
  private func opening(before mishap: Chronicle.Mishap) -> String? {
    if let last = chronicle.lastWork, last.wentWell, (chronicle.events.last?.order ?? 0) > mishap.order {
      return "The last call did not fail. This is about the last failure:"
    }
    return nil
  }

  // MARK: Answers

  private func answer(to mishap: Chronicle.Mishap) -> WhyAnswer {
    var answer = WhyAnswer()
    answer.number = mishap.command?.number
    answer.typed = mishap.command?.text
    switch mishap.kind {
    case .failed(let report): explain(report, mishap, &answer)
    case .blocked(let report): explainWait(report, mishap, &answer)
    case .died(let death, let signals): explainEnd(death, signals, mishap, &answer)
    case .misunderstood(let error, let line):
      answer.typed = line
      answer.parts = [
        .init("Not understood, so nothing was run", [.init(error.message)] + place(error, line)),
        .init("What would work", remedies(error, line)),
      ]
    case .refused(let message, let advice, let line):
      answer.typed = line
      answer.parts = [.init("It was not done", [.init(message)])]
      if message.hasPrefix("The line expects") {
        answer.parts = [.init("The call was made, and came out otherwise than the line says", [.init(message)])]
      }
      if let advice { answer.parts.append(.init("What would work", [.init(advice)])) }
    }
    return answer
  }

  private func place(_ error: InputError, _ line: String) -> [WhyAnswer.Row] {
    let bytes = Array(line.utf8)
    let range = error.range.clamped(to: 0..<bytes.count)
    let text = String(decoding: bytes[range], as: UTF8.self)
    if text.isEmpty { return [.init("It is about the end of the line: something is missing there.")] }
    let column = String(decoding: bytes[..<range.lowerBound], as: UTF8.self).count + 1
    return [.init("It is about \(text), at column \(column).")]
  }

  private func remedies(_ error: InputError, _ line: String) -> [WhyAnswer.Row] {
    var rows = error.advice.map { [WhyAnswer.Row($0)] } ?? []
    let calls = (try? Lexer.tokens(Array(line.utf8)))?.compactMap { token -> Syscall? in
      if case .name(let name) = token.kind { return lab.table.lookUp(name)?.row }
      return nil
    }
    if let row = calls?.first { rows.append(.init(line: "help \(row.name)", "lists its arguments, with an example")) }
    if rows.isEmpty { rows.append(.init(line: "help", "lists what can be typed")) }
    return rows
  }

  private func explain(_ report: CallReport, _ mishap: Chronicle.Mishap, _ answer: inout WhyAnswer) {
    guard case .failed(let errno) = report.outcome, let row = report.row else { return }
    answer.call = "\(report.text)"
    let account = report.account ?? Account()
    let when = row.errors.first { $0.errno == errno }?.when
    var cause = report.reasons.map { WhyAnswer.Row($0) }
    if cause.isEmpty { cause.append(.init(Self.unshown(row, errno))) }
    if let when, !report.reasons.contains(where: { $0.contains(when) }) {
      cause.append(.init("The table says of \(errno.name) from \(row.name): \(when)."))
    }
    answer.parts.append(.init("Cause", cause))
    answer.parts.append(.init("As it was then", account.facts.map { .init($0) }))
    let history = History(chronicle: chronicle, lab: lab, mishap: mishap, subject: report.subject)
    let (lines, sentences) = history.lines(account.circumstances, errno: errno)
    answer.parts.append(
      .init(
        "How it came so", lines.map { .init(number: $0.number, line: $0.text, $0.deed) } + sentences.map { .init($0) }))
    let now =
      mishap.era == chronicle.era
      ? account.circumstances.compactMap { lab.standing($0, of: errno, in: report.subject) } : []
    if let sentence = now.first {
      answer.parts.append(.init("By now", [.init(sentence.prefix(1).uppercased() + sentence.dropFirst())]))
    }
    var remedies = account.remedies.map { remedy in
      WhyAnswer.Row(line: remedy.line.map { typed($0, by: report.subject) }, remedy.sentence)
    }
    if errno == .badDescriptor { remedies = reopening(lines) + remedies }
    if remedies.isEmpty, lab.table.lookUp(row.name) == nil {
      remedies.append(.init(line: "help", "lists the calls that there are"))
    }
    if remedies.isEmpty {
      remedies.append(.init(line: "help \(row.name)", "lists the arguments and what each is for"))
    }
    answer.parts.append(.init("What would make it work", remedies))
  }

  /// A call that another subject than the current one would have to make, with that one's name before it.
  private func typed(_ line: String, by name: String) -> String {
    let call = line.replacing(#/^[a-z0-9_, ]+ = /#, with: "").prefix { $0 != " " }
    return name != lab.currentName && lab.table.lookUp(String(call)) != nil ? "\(name): \(line)" : line
  }

  /// Where the state decides nothing: the row's own words are all there is to say, and that is said.
  static func unshown(_ row: Syscall, _ errno: Errno) -> String {
    let cases = row.errors.first { $0.errno == errno }
    return cases == nil
      ? "\(errno.name), \(errno.message), is none of the errors that the table lists for \(row.name); man 2 \(row.name) may know it."
      : "Nothing that can be seen from outside the call shows more than the error itself."
  }

  /// Lines that open again what was closed.
  private func reopening(_ lines: [History.Line]) -> [WhyAnswer.Row] {
    guard let last = lines.last(where: { $0.deed.contains("which led to /") }),
      let opening = lines.last(where: { $0.number < last.number && $0.deed.hasPrefix("opened") })
    else { return [] }
    return [.init(line: opening.text, "typed once more, opens it again under the lowest number that is free")]
  }

  private func explainWait(_ report: CallReport, _ mishap: Chronicle.Mishap, _ answer: inout WhyAnswer) {
    guard let wait = lab.whyItWaits(report.subject) else { return }
    answer.call = "\(wait.text)..."
    let seconds = Double(Lab.now() - wait.since) / 1e9
    let tenths = Int(seconds * 10)
    var rows = [
      WhyAnswer.Row(
        "\(report.subject) has been asleep in it for \(tenths / 10).\(tenths % 10) s\(wait.waiting.channel.map { ", in the kernel function \($0)" } ?? "")."
      )
    ]
    if let row = report.row { rows.append(.init("\(row.name): \(row.summary)")) }
    answer.parts.append(.init("It waits", rows))
    answer.parts.append(
      .init("Who could wake it", [.init(wait.waiting.advice)]))
  }

  private func explainEnd(
    _ death: Death, _ signals: [Chronicle.SignalDeliveryFact], _ mishap: Chronicle.Mishap, _ answer: inout WhyAnswer
  ) {
    guard case .killed(let signal) = death.how else { return }
    var rows = [WhyAnswer.Row("\(signal.name) ended \(death.subject).")]
    if let cause = death.cause { rows.append(.init(cause)) }
    if death.coreDumped { rows.append(.init("An image of its memory, a core file, was left (man 5 core).")) }
    answer.parts.append(.init("Cause", rows))
    let fact = signals.last { $0.signal == signal } ?? signals.last
    if let address = fact?.address {
      let history = History(chronicle: chronicle, lab: lab, mishap: mishap, subject: death.subject)
      var found = mapping(around: address, of: death.subject)
      if let instruction = fact?.instruction, instruction != address {
        found.append(
          .init("The instruction at 0x\(String(instruction, radix: 16)) touched 0x\(String(address, radix: 16))."))
      }
      answer.parts.append(.init("As it was then", found))
      let lines = history.lines([.memory(address)], errno: .badAddress).lines
      answer.parts.append(.init("How it came so", lines.map { .init(number: $0.number, line: $0.text, $0.deed) }))
    }
    answer.parts.append(
      .init(
        "What would make it live",
        fact?.address == nil
          ? [
            .init(
              signal == .kill
                ? "Nothing stops SIGKILL: whoever sent it would have to leave that."
                : "A handler or SIG_IGN for \(signal.name), set before it comes, or the signal blocked.")
          ] + (signal == .kill ? [] : [.init(line: "sigaction \(signal.name) handler", "before the signal comes")])
          : signal == .bus
            ? [.init("A file that reaches as far as the access: ftruncate makes it longer.")]
            : survivals(fact?.address ?? 0, of: death.subject)))
  }

  private func survivals(_ address: UInt64, of name: String) -> [WhyAnswer.Row] {
    guard let mapping = lab.subject(named: name)?.maps.mapping(containing: address) else {
      return [.init("An address that is mapped, with the permission that the access needs; maps shows which are.")]
    }
    let start = "0x" + String(mapping.start, radix: 16)
    let size = "0x" + String(mapping.end - mapping.start, radix: 16)
    return [
      .init(
        line: "mprotect \(start) \(size) PROT_READ|PROT_WRITE",
        "before the access, where the file behind the mapping allows it")
    ]
  }

  private func mapping(around address: UInt64, of name: String) -> [WhyAnswer.Row] {
    guard let maps = lab.subject(named: name)?.maps else { return [] }
    let hex = { (value: UInt64) in "0x" + String(value, radix: 16) }
    if let mapping = maps.mapping(containing: address) {
      let path = mapping.path.isEmpty ? "an anonymous mapping" : mapping.path
      return [
        .init("\(hex(address)) lies in \(hex(mapping.start))-\(hex(mapping.end)), \(mapping.permissions), \(path).")
      ]
    }
    let below = maps.mappings.last { $0.end <= address }.map { "the mapping below it ends at \(hex($0.end))" }
    let above = maps.mappings.first { $0.start > address }.map { "the one above begins at \(hex($0.start))" }
    return [
      .init("Nothing was mapped at \(hex(address)): \([below, above].compactMap(\.self).joined(separator: ", ")).")
    ]
  }
}
