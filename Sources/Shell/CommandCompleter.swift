import Glibc
import Inspect
import Lab
import LinuxABI
import SyscallTable
import Trace

/// What can stand behind a command, by what its row says of it.
struct CommandCompleter {
  typealias Candidate = Completion.Candidate

  let completer: Completer
  let command: CursorCommand
  let context: CursorContext

  init(_ completer: Completer, _ command: CursorCommand, _ context: CursorContext) {
    self.completer = completer
    self.command = command
    self.context = context
  }

  private var session: Session { completer.session }
  private var lab: Lab { completer.lab }
  private var typed: String { context.word.text }

  var candidates: [Candidate] {
    guard let row = Command.named(command.name) else { return [] }
    switch row.completion {
    case .nothing: return []
    case .topics: return command.index == 0 ? topics : []
    case .calls: return command.index == 0 ? calls : []
    case .line: return []
    case .denied:
      return calls
        + (command.index > 0 ? errnos + [Candidate(text: "SIGSYS", description: "the process is killed")] : [])
    case .subjects: return command.index < row.mostSubjects ? subjects : []
    case .subjectsAndSignals: return (command.index == 0 ? subjects : []) + signals
    case .paths: return command.index == 0 ? pathsOfSubject : []
    case .saves: return saves
    case .shell:
      return command.index == 0 && !typed.contains("/") ? programs : PathCompleter().word(typed, .shell, ending: .next)
    case .lessons: return command.index == 0 ? lessons : []
    case .questions: return command.index == 0 ? questions : []
    case .values: return values
    case .addresses: return command.index == 0 ? addresses + values : values
    case .polls: return command.index == 0 ? polls : []
    case .traceSets: return traceSets
    case .settings: return settings
    case .parameters: return parameters
    case .plots: return plots
    case .controlGroups: return controlGroups
    case .words(let words): return command.index < words.count ? words[command.index].map { Candidate(text: $0) } : []
    }
  }

  private var replace: Candidate {
    Candidate(text: "replace", description: "writes over a file that is there", ending: .nothing)
  }

  // MARK: Names

  private var subjects: [Candidate] {
    lab.living.map { Candidate(text: $0.name, description: "pid \($0.pid)", ending: .nothing) }
  }

  private var signals: [Candidate] {
    (1..<32).map { Signal(rawValue: $0) }.map { Candidate(text: $0.name, description: $0.meaning ?? "") }
  }

  private var errnos: [Candidate] {
    Errno.names.map { Candidate(text: $0, description: Errno(named: $0)?.message ?? "", ending: .nothing) }
  }

  private var calls: [Candidate] {
    lab.table.rows.map { Candidate(text: $0.name, description: $0.summary) }
      + lab.table.aliases.filter { lab.table[$0.name] == nil }
      .map { Candidate(text: $0.name, description: "runs \($0.target)") }
  }

  /// What `help` explains.
  private var topics: [Candidate] {
    let commands = Command.all.map { Candidate(text: $0.name, description: $0.summary) }
    let named = (calls + commands).sorted { $0.text < $1.text }
    let others =
      lab.variables.all.map { Candidate(text: $0.name, description: "a variable") }
      + subjects + [Candidate(text: "syscall", description: "any call by its number")]
    let constants = typed.isEmpty ? [] : lab.table.constants.keys.sorted().map { Candidate(text: $0) }
    return (named + others + errnos + signals + constants).map { candidate in
      var candidate = candidate
      candidate.ending = .nothing
      return candidate
    }
  }

  private var lessons: [Candidate] {
    session.lessonIndex.lessons.map { Candidate(text: $0.id, description: $0.title, ending: .nothing) }
  }

  private var questions: [Candidate] {
    let words = [
      Candidate(text: "list", description: "shows them all", ending: .nothing),
      Candidate(text: "exam", description: "so many questions, nothing helps"),
    ]
    return words
      + session.lessonIndex.questions.map { Candidate(text: $0.id, description: $0.text, ending: .nothing) }
  }

  // MARK: Values

  private var values: [Candidate] {
    context.word.kind == .reference ? completer.references(context) : completer.names(context)
  }

  private var addresses: [Candidate] {
    guard context.word.kind != .reference else { return [] }
    let mappings = completer.subject(context)?.maps.own ?? []
    return completer.variables(context, .address) + [Candidate(text: "$rsp", description: "the stack pointer")]
      + mappings.map { mapping in
        Candidate(
          text: "0x\(String(mapping.start, radix: 16))",
          description: "\(mapping.permissions) \(mapping.size >> 10) KiB \(Escapes.harmless(mapping.path))")
      }
  }

  private var polls: [Candidate] {
    guard let subject = completer.subject(context) else { return [] }
    let found = (lab.descriptors.table(of: subject.name) ?? [:]).values.sorted { $0.number < $1.number }
    let polls = found.filter { lab.descriptors.descriptions[$0.label]?.target.contains("eventpoll") == true }
    return polls.map { entry in
      let target = lab.descriptors.descriptions[entry.label]?.target ?? ""
      return Candidate(text: String(entry.number), description: Escapes.harmless(target), ending: .nothing)
    } + completer.variables(context, .descriptor)
  }

  // MARK: Files

  /// All that follows `cat`, with or without quotes around it.
  private var pathsOfSubject: [Candidate] {
    guard let subject = completer.subject(context) else { return [] }
    let isQuoted = typed.hasPrefix("\"")
    let path = isQuoted ? String(typed.dropFirst()) : typed
    return PathCompleter(subject: subject).word(path, .verbatim, ending: isQuoted ? .text("\"") : .nothing).map {
      found in
      var found = found
      if isQuoted { found.text = "\"" + found.text }
      return found
    }
  }

  /// All that follows `save`: a file, and perhaps a word that lets it be written over.
  private var saves: [Candidate] {
    var found = PathCompleter().word(typed, .verbatim)
    if let space = typed.lastIndex(of: " ") {
      var written = replace
      written.text = String(typed[...space]) + written.text
      written.shown = "replace"
      found.append(written)
    }
    return found
  }

  /// What /bin/sh finds by its name.
  private var programs: [Candidate] {
    guard !typed.isEmpty, let path = getenv("PATH").map({ String(cString: $0) }) else { return [] }
    let names = path.split(separator: ":").flatMap { directory in
      (try? DirectoryListing.rawEntries(of: String(directory), prefix: Array(typed.utf8), limit: 5000)) ?? []
    }
    let texts = Set(
      names.compactMap { String(validating: $0.name, as: UTF8.self) }.filter { Escapes.harmless($0) == $0 })
    return texts.sorted().map { Candidate(text: $0) }
  }

  // MARK: Words of single commands

  private var settings: [Candidate] {
    let rows = session.settings.rows
    if command.index == 0 { return rows.map { Candidate(text: $0.name, description: "\($0.value): \($0.meaning)") } }
    guard command.index == 1, let row = rows.first(where: { $0.name == command.before[0] }) else { return [] }
    let isSwitch = row.value == "on" || row.value == "off"
    return (isSwitch ? ["on", "off"] : [row.value]).map { Candidate(text: $0, ending: .nothing) }
  }

  /// Names below /proc/sys, one part at a time.
  private var parameters: [Candidate] {
    guard command.index == 0, !typed.contains("=") else { return [] }
    let parts = typed.split(separator: ".", omittingEmptySubsequences: false)
    let above = parts.dropLast().joined(separator: ".")
    guard let path = above.isEmpty ? "" : KernelParameters.path(of: above) else { return [] }
    let entries = (try? DirectoryListing.entries(of: "/proc/sys/\(path)")) ?? []
    let prefix = above.isEmpty ? "" : above + "."
    return entries.sorted { $0.name < $1.name }.map { entry in
      let name = prefix + entry.name.replacing(".", with: "/")
      return Candidate(text: name + (entry.isDirectory ? "." : ""), ending: .nothing)
    }
  }

  private var traceSets: [Candidate] {
    if command.index == 0 {
      return [
        Candidate(text: "on", description: "shows the calls of programs that cont lets run"),
        Candidate(text: "off", description: "ends that", ending: .nothing),
      ]
    }
    guard command.before[0] == "on" else { return PathCompleter().word(typed, .shell, ending: .next) }
    return (CallSet.setNames.map { Candidate(text: "%\($0)", description: "a set of calls") } + calls).map {
      candidate in
      var candidate = candidate
      // Sets are separated by commas.
      let before = typed.lastIndex(of: ",").map { String(typed[...$0]) } ?? ""
      candidate.text = before + candidate.text
      candidate.ending = .nothing
      return candidate
    }
  }

  private var plots: [Candidate] {
    if command.index == 0 {
      return Session.plotWords.map { Candidate(text: $0.word, description: $0.meaning, ending: .nothing) }
    }
    if command.before[0] == "save" {
      return command.index == 1 ? PathCompleter().word(typed, .verbatim, ending: .next) : [replace]
    }
    if command.before[0] == "fork" {
      return PlotTopic.forkSizes.map { Candidate(text: "\($0)", description: "MiB", ending: .nothing) }
    }
    return PlotTopic.waitingCalls.filter {
      !command.before.contains($0) && PlotTopic.waitingCalls.contains(command.before[0])
    }
    .map { Candidate(text: $0) }
  }

  private var controlGroups: [Candidate] {
    guard let request = command.before.first else {
      return Session.controlGroupWords.map { Candidate(text: $0.word, description: $0.usage) }
    }
    let groups = lab.controlGroups.made.map { Candidate(text: $0.name) }
    switch (request, command.index) {
    case ("leave", 1), ("enter", 2): return subjects
    case ("set", 1), ("enter", 1), ("stat", 1), ("events", 1), ("remove", 1), ("link", 1): return groups
    case ("set", 2):
      return [
        ("cpu.max", "microseconds of CPU in each period: 20000 100000"), ("cpu.weight", "1 to 10000"),
        ("memory.max", "bytes, 64M"), ("memory.high", "bytes, 64M"), ("pids.max", "tasks"),
        ("io.max", "8:0 wbps=1048576"),
        ("cgroup.freeze", "0 or 1"),
      ].map { Candidate(text: $0.0, description: $0.1) }
    case ("link", 2): return ["cpu", "memory", "pids", "io"].map { Candidate(text: $0, ending: .nothing) }
    default: return []
    }
  }
}

extension Command {
  /// How many of the words behind it can be subjects.
  fileprivate var mostSubjects: Int { name == "veth" ? 2 : 1 }
}
