import Lab
import LinuxABI
import Render
import SyscallTable

// `help`, for everything that can be typed.
extension Session {
  func help(_ command: CommandStatement) throws {
    let topic = command.rest
    if topic.isEmpty {
      showOverview()
    } else if helpOnObjects(topic) {
      return
    } else if let row = Command.named(topic) {
      show([StyledLine([.init("\(row.name) \(row.usage)", .call)])])
      say(row.summary, .plain)
      if row.name == "plot" { listPlots() }
    } else if let (row, alias) = lab.table.lookUp(topic) {
      show(renderer.help(for: row, alias: alias))
    } else if let errno = Errno(named: topic.uppercased()) {
      show(renderer.help(for: errno, in: lab.table))
    } else if helpOnName(topic) {
      return
    } else if lab.table.constants[topic] != nil {
      explainConstant(topic)
    } else if topic == "syscall" {
      say(
        "syscall NUMBER ARGUMENT... makes any call by its number; texts are placed in memory and passed by address.",
        .plain)
    } else {
      let known = lab.table.names + Command.all.map(\.name) + lab.names
      throw CommandProblem(
        "There is no help on \(Escapes.harmless(topic)).",
        advice: NearestName.advice(topic, in: known) ?? "help lists what can be typed.")
    }
  }

  private func showOverview() {
    show([StyledLine("Calls: type one as words or as C; what is left out is filled in", .heading)])
    show([StyledLine("  fd = open \"/etc/hostname\" O_RDONLY        read fd 64        close(fd)", .call)])
    let groups: [(String, Categories)] = [
      ("Files", .file), ("Descriptors", .descriptor), ("Memory", .memory), ("Processes", .process),
      ("Signals", .signal), ("Sockets", .network),
    ]
    var shown: Set<String> = []
    for (title, category) in groups {
      let names = lab.table.rows.filter { $0.categories.contains(category) && !shown.contains($0.name) }.map(\.name)
      shown.formUnion(names)
      list(title, names)
    }
    list("Others", lab.table.rows.map(\.name).filter { !shown.contains($0) })
    show([StyledLine(""), StyledLine("Commands", .heading)])
    let width = Command.all.map { $0.name.count + $0.usage.count + 1 }.max() ?? 0
    for command in Command.all {
      let left = "\(command.name) \(command.usage)"
      let padding = String(repeating: " ", count: max(1, width + 2 - left.count))
      show(
        renderer.wrap(
          [.init("  "), .init(left, .name), .init(padding), .init(command.summary)], indent: width + 4, firstIndent: 0))
    }
    say("help NAME explains one of them, an errno (help ENOENT), a flag (help O_APPEND), a signal (help SIGTERM).")
  }

  private func list(_ title: String, _ names: [String]) {
    guard !names.isEmpty else { return }
    show(
      renderer.wrap(
        [.init("  \(title): ", .strong), .init(names.sorted().joined(separator: " "))], indent: 4, firstIndent: 0))
  }

  private func explainConstant(_ name: String) {
    guard let value = lab.table.constants[name] else { return }
    let users = lab.table.rows.filter { row in
      row.parameters.contains { $0.type.codecs.contains { $0.constants.contains { $0.name == name } } }
    }.map(\.name)
    let noun =
      lab.table.rows.lazy.flatMap(\.parameters).flatMap(\.type.codecs)
      .first { $0.constants.contains { $0.name == name } }?.noun ?? "constant"
    show([StyledLine([.init(name, .call), .init(" = 0x\(String(value, radix: 16)) (\(value))", .value)])])
    say(
      "It is \("aeiou".contains(noun.first ?? "x") ? "an" : "a") \(noun), understood by \(users.joined(separator: ", ")).",
      .plain)
  }
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
