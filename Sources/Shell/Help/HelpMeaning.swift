import Lab
import LinuxABI
import SyscallTable
import Trace

/// One of the things that a name can be. Many names are several: `kill` is a call and `trace` a command, `SIGTERM` a
/// signal, `type` a command and a member of structures.
enum HelpMeaning {
  case command(Command)
  case call(Syscall, Alias?)
  case page(HelpPage)
  case errno(Errno)
  case signal(Signal)
  case subject(LabSubject)
  case variable(String)
  case function(String)
  case setting(Setting)
  case constant(String)
  case structure([StructureDescription])
  case member(String, [StructureDescription])
  /// The name of an argument, which may stand before it: `open(pathname="x")`.
  case argument(String, [Syscall])
  case number(String)
  case notation(String)
  case callSet(String)
  case register(String)
  case lesson(String)
  case question(String)

  /// The word that picks this meaning in `help signal TERM`, and names it.
  var kind: String {
    switch self {
    case .command: "command"
    case .call: "call"
    case .page: "page"
    case .errno: "errno"
    case .signal: "signal"
    case .subject: "subject"
    case .variable: "variable"
    case .function: "function"
    case .setting: "setting"
    case .constant: "constant"
    case .structure: "structure"
    case .member: "member"
    case .argument: "argument"
    case .number: "number"
    case .notation: "notation"
    case .callSet: "set"
    case .register: "register"
    case .lesson: "lesson"
    case .question: "question"
    }
  }

  static let kinds: Set<String> = [
    "command", "call", "page", "errno", "signal", "subject", "variable", "function", "setting", "constant", "structure",
    "member", "argument", "number", "notation", "set", "register", "lesson", "question",
  ]
}

extension Session {
  /// All that a name is, what is meant most often first. Where it is nothing as it stands, in capitals or small letters:
  /// `help eacces`.
  func meanings(of name: String) -> [HelpMeaning] {
    let exact = exactMeanings(of: name)
    if !exact.isEmpty { return exact }
    for other in [name.uppercased(), name.lowercased()] where other != name {
      let found = exactMeanings(of: other)
      if !found.isEmpty { return found }
    }
    return Signal(named: name.uppercased()).map { [.signal($0)] } ?? []
  }

  private func exactMeanings(of name: String) -> [HelpMeaning] {
    var found: [HelpMeaning] = []
    if let row = Command.named(name) { found.append(.command(row)) }
    if let (row, alias) = lab.table.lookUp(name) { found.append(.call(row, alias)) }
    if let page = HelpPage.named(name) { found.append(.page(page)) }
    if let errno = Errno(named: name) { found.append(.errno(errno)) }
    if let signal = Signal(named: name), name.hasPrefix("SIG") { found.append(.signal(signal)) }
    let bare = name.hasPrefix("$") ? String(name.dropFirst()) : name
    if let subject = lab.subject(named: bare) { found.append(.subject(subject)) }
    if lab.variables[name] != nil, Self.functionMeanings[name] == nil { found.append(.variable(name)) }
    if Self.functionMeanings[name] != nil { found.append(.function(name)) }
    if let setting = Setting.named(name) { found.append(.setting(setting)) }
    if Notations.standard[name] != nil { found.append(.number(name)) }
    if lab.table.constants[name] != nil, Signal(named: name) == nil { found.append(.constant(name)) }
    if let structures = TableBook.byName[name] { found.append(.structure(structures)) }
    if lab.register(named: bare) != nil { found.append(.register(bare)) }
    if let holders = TableBook.byMember[name] { found.append(.member(name, holders)) }
    if let takers = TableBook.byArgument[name] { found.append(.argument(name, takers)) }
    if Notations.all[name] != nil { found.append(.notation(name)) }
    let set = name.hasPrefix("%") ? String(name.dropFirst()) : name
    if CallSet.setNames.contains(set) { found.append(.callSet(set)) }
    if lessonIndex.title(of: name) != nil { found.append(.lesson(name)) }
    if lessonIndex.hasQuestion(name) { found.append(.question(name)) }
    return found
  }

  /// What a number is in each of the tables that number things.
  func meanings(ofNumber text: String) -> [(kind: String, name: String, meaning: String)] {
    guard let number = Int32(text), number >= 0 else { return [] }
    var found: [(String, String, String)] = []
    let errno = Errno(rawValue: number)
    if Errno(named: errno.name) != nil { found.append(("errno", errno.name, errno.message)) }
    let signal = Signal(rawValue: number)
    if (1...64).contains(number) { found.append(("signal", signal.name, signal.meaning ?? "a real-time signal")) }
    if let row = lab.table[number: Int(number)] { found.append(("call", row.name, row.summary.withoutStop)) }
    return found
  }

  /// The names that are typed most.
  var commonHelpNames: [String] {
    lab.table.names + Command.all.map(\.name) + HelpPage.all.flatMap(\.names) + Setting.all.map(\.name)
  }

  /// The others of which help can tell.
  var rareHelpNames: [String] {
    lab.table.constants.keys + Errno.names + lab.names + TableBook.byName.keys + TableBook.byMember.keys
      + TableBook.byArgument.keys + lessonIndex.ids + Notations.all.keys
  }
}

extension String {
  var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
