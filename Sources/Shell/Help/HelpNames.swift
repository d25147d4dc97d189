import Lab
import LinuxABI
import Render
import SyscallTable
import Trace

// Help on what is neither a call nor a command: constants, structures, signals, variables, subjects.
extension Session {
  static let functionMeanings = [
    "handler":
      "It is a function in the subject's code page that returns at once. sigaction SIGUSR1 handler makes it the signal's handler; handler|SA_RESTART adds flags.",
    "restorer":
      "It is where a handler returns to: code of the subject that makes rt_sigreturn (man 2 sigreturn). sigaction adds it to handler by itself; a handler of your own names it in sa_restorer, with SA_RESTORER in sa_flags.",
  ]

  func explainFunction(_ name: String) {
    explain(name, lab.value(ofVariable: name) ?? 0, Self.functionMeanings[name] ?? "")
  }

  func explain(_ name: String, _ value: UInt64, _ meaning: String) {
    show([StyledLine([.init(name, .call), .init(" = 0x\(String(value, radix: 16)) (\(value))", .value)])])
    let isPhrase = meaning.first?.isLowercase == true || meaning.first?.isNumber == true
    say(isPhrase ? "It is \(meaning), wherever a number can stand." : meaning, .plain)
  }

  func explain(_ subject: LabSubject) {
    let name = subject.name
    let state = subject.end.map { "has ended: \(Expectation.outcome($0).text)" } ?? "is a living subject"
    say(
      "\(name) \(state), pid \(subject.pid). \(name): CALL runs a call in it, switch \(name) makes it the current one; its name stands for its pid where a pid is wanted, and $\(name) everywhere.",
      .plain)
  }

  func explain(_ signal: Signal) {
    show([StyledLine([.init(signal.name, .call), .init(" = \(signal.rawValue)", .value)])])
    if let meaning = signal.meaning { say("When: \(meaning).", .plain) }
    say("By default: \(signal.defaultAction.rawValue).", .plain)
    if signal == .kill || signal == .stop {
      say("No process can catch, block or ignore it: sigaction gives EINVAL, and masks leave it out.", .plain)
    } else {
      say(
        "sigaction \(signal.name) handler, SIG_IGN or SIG_DFL says what it does; kill P1 \(signal.name) sends it.",
        .plain)
    }
    if signal.rawValue >= 32 {
      say("A real-time signal: several of it queue, where of others one is pending at most.", .plain)
    }
  }

  func explain(_ setting: Setting) {
    show([
      StyledLine([.init("set \(setting.name) ", .call), .init(setting.value(in: settings), .value)])
    ])
    say("\(setting.meaning.firstCapital). It is \(setting.choices), by default \(setting.fallback).", .plain)
    say("\(setting.example); help settings tells how to keep it.")
  }

  func explainConstant(_ name: String) {
    guard let value = lab.table.constants[name] else { return }
    let users = lab.table.rows.filter { row in
      row.parameters.contains { $0.type.codecs.contains { $0.constants.contains { $0.name == name } } }
    }.map(\.name)
    show([StyledLine([.init(name, .call), .init(" = 0x\(String(value, radix: 16)) (\(value))", .value)])])
    if let meaning = ConstantMeanings.of(name) { say("\(meaning.firstCapital).", .plain) }
    let noun = lab.table.noun(of: name) ?? "constant"
    let article = "aeiou".contains(noun.first ?? "x") ? "an" : "a"
    say("It is \(article) \(noun), understood by \(users.joined(separator: ", ")).", .plain)
  }

  /// One argument of a call, with the names that may stand there.
  func explainArgument(_ index: Int, of row: Syscall) {
    let parameter = row.parameters[index]
    show(renderer.wrap([.init(row.signature, .call)], indent: 4, firstIndent: 0))
    say("\(parameter.name): \(parameter.meaning.withoutStop). It is \(parameter.type.noun).", .plain)
    var seen: Set<String> = []
    for codec in parameter.type.codecs where seen.insert(codec.noun).inserted {
      show([StyledLine(codec.noun.firstCapital + (codec.isEnumeration ? "" : "s, joined by |"), .heading)])
      showNames(codec)
    }
  }

  /// A name that arguments of several calls have.
  func explainArgument(_ name: String, of rows: [Syscall]) {
    say("\(name) is an argument, which may be typed under its name: \(rows[0].name)(\(name)=...)", .plain)
    for row in rows.prefix(6) {
      guard let index = row.index(ofArgument: name) else { continue }
      show(
        renderer.wrap(
          [.init(row.name, .call), .init("  \(row.parameters[index].meaning)")], indent: 6, firstIndent: 2))
    }
    if rows.count > 6 {
      say("So it is in \(rows.count - 6) more; help \(rows[0].name) \(name) tells more of the first.")
    }
  }

  /// Names with their meanings, those without one behind them.
  private func showNames(_ codec: WordCodec) {
    let known = codec.constants.compactMap { constant in
      ConstantMeanings.of(constant.name).map { (constant.name, $0) }
    }
    let width = known.map(\.0.count).max() ?? 0
    for (name, meaning) in known {
      let gap = String(repeating: " ", count: width + 2 - name.count)
      show(renderer.wrap([.init(name, .name), .init(gap), .init(meaning)], indent: min(width, 24) + 4, firstIndent: 2))
    }
    let others = codec.constants.map(\.name).filter { ConstantMeanings.of($0) == nil }
    if !others.isEmpty {
      show(renderer.wrap([.init(others.joined(separator: " "), .name)], indent: 2, firstIndent: 2))
    }
  }

  func explain(_ structure: StructureDescription) {
    let size = structure.size.map { ", \($0) bytes" } ?? ""
    show([StyledLine([.init("struct \(structure.name)", .call), .init(size, .faint)])])
    let width = structure.members.map(\.name.count).max() ?? 0
    for member in structure.members {
      let gap = String(repeating: " ", count: width + 2 - member.name.count)
      let place = member.offset.map { "   at byte \($0)" } ?? ""
      show(
        renderer.wrap(
          [.init(member.name, .name), .init(gap), .init(member.noun), .init(place, .faint)], indent: width + 4,
          firstIndent: 2))
    }
    sayCalls(structure)
  }

  func explainMember(_ name: String, of holders: [StructureDescription]) {
    for structure in holders.prefix(6) {
      guard let member = structure.member(name) else { continue }
      let place = member.offset.map { ", at byte \($0)" } ?? ""
      show(
        renderer.wrap(
          [
            .init(name, .name), .init(" is a member of struct \(structure.name)\(place): \(member.noun)."),
          ], indent: 2, firstIndent: 0))
      if let codec = member.codec, holders.count == 1 { showNames(codec) }
      sayCalls(structure)
    }
    if holders.count > 6 { say("So it is of \(holders.count - 6) more.") }
  }

  private func sayCalls(_ structure: StructureDescription) {
    let calls = structure.calls
    let more = calls.count > 8 ? " and \(calls.count - 8) more" : ""
    say("Taken by \(calls.prefix(8).joined(separator: ", "))\(more); {member=value, ...} writes one.")
  }

  func explainNotation(_ name: String) {
    guard let (form, meaning) = Notations.all[name] else { return }
    show(renderer.wrap([.init(form, .call)], indent: 4, firstIndent: 0))
    say("\(name): \(meaning).", .plain)
  }

  func explainSet(_ name: String) {
    guard let set = try? CallSet("%\(name)") else { return }
    let names = lab.table.rows.filter { set.contains($0.number) }.map(\.name)
    say("trace on %\(name), and sysh trace -e %\(name), show \(names.count) calls:", .plain)
    show(renderer.wrap([.init(names.joined(separator: " "))], indent: 2, firstIndent: 2))
  }
}

/// The structures and arguments of the standard table by their names, collected when the first is asked for.
enum TableBook {
  static let structures = SyscallTable.standard.structures

  static let byName = Dictionary(grouping: structures) { $0.name }

  static let byMember: [String: [StructureDescription]] = {
    var found: [String: [StructureDescription]] = [:]
    for structure in structures {
      for name in Set(structure.members.map(\.name)) { found[name, default: []].append(structure) }
    }
    return found
  }()

  static let byArgument: [String: [Syscall]] = {
    var found: [String: [Syscall]] = [:]
    for row in SyscallTable.standard.rows {
      for name in Set(row.argumentNames + row.parameters.map(\.name)) { found[name, default: []].append(row) }
    }
    return found
  }()
}
