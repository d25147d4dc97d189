import Lab
import LinuxABI
import Render
import SyscallTable

// `help`, for everything that can be typed.
extension Session {
  func help(_ command: CommandStatement) throws {
    let words = command.rest.split(whereSeparator: \.isWhitespace).map(String.init)
    let topic = words.joined(separator: " ")
    switch topic {
    case "": return showOverview()
    case "calls", "syscalls": return listCalls()
    case "commands": return listCommands()
    default: break
    }
    if helpOnObjects(topic) { return }
    if words.count == 1, topic.first?.isNumber == true {
      if try helpOnNumber(topic) { return }
    }
    let found = meanings(of: topic)
    if !found.isEmpty { return tell(found, of: topic) }
    if words.count > 1, try helpOnSeveral(words) { return }
    throw unknown(topic)
  }

  /// The first meaning whole, the others named.
  private func tell(_ meanings: [HelpMeaning], of name: String) {
    guard let first = meanings.first else { return }
    tell(first)
    let others = meanings.dropFirst().map { "help \($0.kind) \(name)" }
    if !others.isEmpty {
      say("\(name) is also \(list(meanings.dropFirst().map(\.kind))): \(others.joined(separator: ", ")).")
    }
  }

  private func tell(_ meaning: HelpMeaning) {
    switch meaning {
    case .command(let row): explain(row)
    case .call(let row, let alias):
      show(renderer.help(for: row, alias: alias))
      sayLessons(alias?.name ?? row.name, row.name)
    case .page(let page): show(page)
    case .errno(let errno): show(renderer.help(for: errno, in: lab.table))
    case .signal(let signal): explain(signal)
    case .subject(let subject): explain(subject)
    case .variable(let name): show(renderer.variables(lab.variables, only: name))
    case .function(let name): explainFunction(name)
    case .setting(let setting): explain(setting)
    case .constant(let name): explainConstant(name)
    case .structure(let structures): for structure in structures.prefix(4) { explain(structure) }
    case .member(let name, let holders): explainMember(name, of: holders)
    case .argument(let name, let rows): explainArgument(name, of: rows)
    case .number(let name): explain(name, StandardNames.values[name] ?? 0, Notations.standard[name] ?? "")
    case .notation(let name): explainNotation(name)
    case .callSet(let name): explainSet(name)
    case .register(let name):
      say(
        "\(name) is a register; $\(name) is its value as the last call left it, regs shows all, help regs more.", .plain
      )
    case .lesson(let id): say("It is a lesson, \(lessonIndex.title(of: id) ?? id): learn \(id) plays it.", .plain)
    case .question(let id): say("It is a question of the interview: quiz \(id) asks it.", .plain)
    }
  }

  /// A command: how it is typed, what it shows, examples.
  private func explain(_ row: Command) {
    show(renderer.wrap([.init("\(row.name) \(row.usage)".withoutEndingBlank, .call)], indent: 4, firstIndent: 0))
    show(renderer.wrap([.init(row.summary)], indent: 2, firstIndent: 2))
    if row.name == "plot" { listPlots() }
    guard let more = CommandHelp.all[row.name] else { return }
    showBody(more.more)
    show(more.examples)
    sayRelated(more.related)
    sayLessons(row.name)
  }

  private func show(_ page: HelpPage) {
    show(renderer.wrap([.init(page.title.firstCapital, .heading)], indent: 2, firstIndent: 0))
    showBody(page.body)
    show(page.examples)
    if page.name == "teaching", let directory = learning?.lessonDirectory ?? StatePaths.lessons(nil) {
      say("Here it is \(Escapes.harmless(directory))/teaching/README.md.", .plain)
    }
    sayRelated(page.related)
  }

  private func showBody(_ lines: [HelpPage.Line]) {
    let width = lines.map { line in if case .row(let left, _) = line { left.count } else { 0 } }.max() ?? 0
    let indent = min(width, 24) + 4
    for line in lines {
      switch line {
      case .sentence(let text): show(renderer.wrap([.init(text)], indent: 2, firstIndent: 2))
      case .row(let left, let right):
        let gap = String(repeating: " ", count: max(2, indent - 2 - left.count))
        show(renderer.wrap([.init(left, .name), .init(gap), .init(right)], indent: indent, firstIndent: 2))
      }
    }
  }

  private func show(_ examples: [HelpExample]) {
    guard !examples.isEmpty else { return }
    show([StyledLine("Try", .heading)])
    for example in examples {
      var spans = [StyledLine.Span(example.line, .call)]
      if !example.note.isEmpty { spans.append(.init("   " + example.note, .faint)) }
      show(renderer.wrap(spans, indent: 6, firstIndent: 2))
    }
  }

  private func sayRelated(_ names: [String]) {
    guard !names.isEmpty else { return }
    say("See also: \(names.map { "help \($0)" }.joined(separator: ", "))")
  }

  /// The lessons that teach one of these names.
  private func sayLessons(_ names: String...) {
    var found: [String] = []
    for id in names.flatMap(lessonIndex.lessons) where !found.contains(id) { found.append(id) }
    guard !found.isEmpty else { return }
    say("Played in: \(found.prefix(4).map { "learn \($0)" }.joined(separator: ", "))")
  }

  // MARK: Several words, numbers, unknown names

  /// `help open flags`, `help signal TERM`, `help struct stat`; false when the words mean nothing together or apart.
  private func helpOnSeveral(_ words: [String]) throws -> Bool {
    if words.count == 2 {
      // Either order: help setting strings, help strings setting.
      for (kind, name) in [(words[0], words[1]), (words[1], words[0])]
      where HelpMeaning.kinds.contains(kind) || kind == "struct" {
        let wanted = kind == "struct" ? "structure" : kind
        if let meaning = meanings(of: name).first(where: { $0.kind == wanted }) {
          tell(meaning)
          return true
        }
      }
      if let (row, _) = lab.table.lookUp(words[0]), let index = row.index(ofArgument: words[1]) {
        explainArgument(index, of: row)
        return true
      }
      if let structure = TableBook.byName[words[0]]?.first(where: { $0.member(words[1]) != nil }) {
        explainMember(words[1], of: [structure])
        return true
      }
    }
    if let row = Command.named(words[0]) {
      explain(row)
      return true
    }
    let known = words.filter { !meanings(of: $0).isEmpty }
    guard let last = known.last else { return false }
    // help open O_CREAT is about the flag, help what is open about the call.
    tell(meanings(of: last), of: last)
    return true
  }

  private func helpOnNumber(_ text: String) throws -> Bool {
    let found = meanings(ofNumber: text)
    guard !found.isEmpty else { return false }
    let width = found.map { $0.kind.count + $0.name.count + 1 }.max() ?? 0
    for (kind, name, meaning) in found {
      let left = "\(kind) \(name)"
      let gap = String(repeating: " ", count: width - left.count + 2)
      show(renderer.wrap([.init(left, .name), .init(gap), .init(meaning)], indent: width + 4, firstIndent: 2))
    }
    say("help NAME tells more of one of them; as an argument \(text) is just the number.")
    return true
  }

  private func unknown(_ topic: String) -> CommandProblem {
    let message = "There is no help on \(Escapes.harmless(topic))."
    if let habit = ForeignHabits.advice(for: topic) { return CommandProblem(message, advice: habit) }
    let key = topic.lowercased()
    let common = commonHelpNames
    let names = Set(common + rareHelpNames)
    func list(_ names: some Sequence<String>, where isMeant: (String) -> Bool) -> CommandProblem? {
      let found = Set(names.filter(isMeant)).sorted()
      guard key.utf8.count > 2, !found.isEmpty else { return nil }
      let more = found.count > 8 ? " and \(found.count - 8) more" : ""
      return CommandProblem(message, advice: "There are \(found.prefix(8).joined(separator: ", "))\(more).")
    }
    // The beginning of a name is no slip, and a call or a command is meant more often than a member of some structure.
    if let begun = list(common, where: { $0.lowercased().hasPrefix(key) }) { return begun }
    if let advice = NearestName.advice(topic, in: common) { return CommandProblem(message, advice: advice) }
    if let begun = list(names, where: { $0.lowercased().hasPrefix(key) }) { return begun }
    if let advice = NearestName.advice(topic, in: names) { return CommandProblem(message, advice: advice) }
    if let part = list(names, where: { $0.lowercased().contains(key) }) { return part }
    return CommandProblem(
      message, advice: "help alone begins at the beginning; help calls and help commands list names.")
  }

  /// `a signal`, `an errno and a member`.
  private func list(_ kinds: [String]) -> String {
    let words = kinds.map { "\("aeiou".contains($0.first ?? "x") ? "an" : "a") \($0)" }
    return words.dropLast().joined(separator: ", ") + (words.count > 1 ? " and " : "") + (words.last ?? "")
  }
}

extension String {
  fileprivate var withoutEndingBlank: String { hasSuffix(" ") ? String(dropLast()) : self }
  var firstCapital: String { prefix(1).uppercased() + dropFirst() }
}

extension Session {
  /// `learn`, where a player is there to play.
  func learn(_ command: CommandStatement) throws {
    guard let learning else {
      throw CommandProblem("Lessons are played at the prompt.", advice: "sysh learn \(command.rest)")
    }
    try learning.learn(command.rest)
  }

  /// `quiz`, where somebody is there to answer.
  func quiz(_ command: CommandStatement) throws {
    guard let learning else {
      throw CommandProblem(
        "The quiz is played at the prompt.", advice: "sysh quiz --help tells how a script can answer it.")
    }
    try learning.quiz(try QuizRequest(words: command.rest))
  }
}
