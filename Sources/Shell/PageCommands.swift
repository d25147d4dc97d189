import Inspect
import Lab
import SyscallTable

// The commands that show memory page by page.
extension Session {
  /// `pages ADDRESS [LENGTH]`. Without a length the whole of what a variable's mmap gave, or one page.
  func showPages(_ command: CommandStatement) throws {
    let (subject, given) = try place(command, 1...2, from: [.pages, .map])
    guard let address = given else { return }
    var length = Page.size
    if command.arguments.count == 2 {
      length = try lab.evaluate(command.arguments[1])
    } else if case .name(let name) = command.arguments[0].kind, let known = lab.variables[name]?.length {
      length = known
    }
    let report = try lab.pages(at: address, length: length, of: subject)
    attach { renderer.object(report) }
    show(renderer.pages(report), as: .pages(report))
  }

  /// `smaps [ADDRESS]`: one mapping, or all of them.
  func showSmaps(_ command: CommandStatement) throws {
    let (subject, address) = try place(command, 0...1, from: [.pageFigures])
    let figures = try lab.memoryFigures(of: subject)
    guard let address else { return show(renderer.smaps(figures)) }
    guard let row = figures.rows.first(where: { $0.entry.mapping.contains(address) }) else {
      throw CommandProblem(
        "Nothing is mapped at 0x\(String(address, radix: 16)) in \(subject.name).", advice: "maps lists what is.")
    }
    show(renderer.smaps(row))
  }

  /// `faults [SUBJECT]`: of all subjects when none is named.
  func showFaults(_ command: CommandStatement) throws {
    let isAll = command.subject == nil && command.rest.isEmpty
    let subjects = isAll ? lab.living : [try viewed(command)]
    for subject in subjects {
      if let obstacle = lab.obstacle(to: [.stat], of: subject) { throw CommandProblem(obstacle) }
    }
    guard !subjects.isEmpty else {
      throw CommandProblem("All subjects have ended.", advice: "The next call starts a new one.")
    }
    var counts: [FaultCount] = []
    for subject in subjects { counts.append(try lab.faults(of: subject)) }
    show(renderer.faults(counts))
  }

  /// `cow`.
  func showCopyOnWrite() throws {
    let report = lab.copyOnWrite()
    // Nothing to compare with, because nobody could look.
    for subject in lab.living where report.unknown.contains(subject.name) {
      if let obstacle = lab.obstacle(to: [.pages, .map, .stat], of: subject) { throw CommandProblem(obstacle) }
    }
    show(renderer.copyOnWrite(report))
  }

  /// The subject that a command with an address is about, and the address, nil where none was given and none is needed.
  private func place(
    _ command: CommandStatement, _ count: ClosedRange<Int>, from files: [ProcFile]
  ) throws -> (LabSubject, UInt64?) {
    guard count.contains(command.arguments.count) else {
      throw InputError(
        command.arguments.isEmpty ? "\(command.name) needs an address." : "\(command.name) takes no more than this.",
        at: command.arguments.last?.range ?? command.nameRange,
        advice: "It is \(command.name) \(Command.named(command.name)?.usage ?? "").")
    }
    let named = CommandStatement(
      name: command.name, nameRange: command.nameRange, subject: command.subject, rest: "",
      restRange: command.restRange, arguments: [], expectation: nil)
    let subject = try viewed(named, from: files)
    guard let first = command.arguments.first else { return (subject, nil) }
    return (subject, try lab.evaluate(first))
  }
}
