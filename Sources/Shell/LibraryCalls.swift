import Lab
import LinuxABI
import SyscallTable

// Functions of the C library whose arguments are not those of the call that they make.
extension Session {
  /// `wait` and `wait STATUS`: wait4 for any child (`man 2 wait`).
  func waitForAnyChild(_ call: CallStatement) throws {
    guard let (row, alias) = lab.table.lookUp("wait") else { return }
    if let argument = call.arguments.first {
      let isProcess: Bool
      switch argument.kind {
      case .subject: isProcess = true
      case .name(let name): isProcess = lab.variables[name] == nil && lab.subject(named: name) != nil
      case .integer, .string, .prefix, .infix, .structure, .array, .call, .named: isProcess = false
      }
      if isProcess || call.arguments.count > 1 {
        throw InputError(
          "wait takes no process: it waits for any child, and its only argument is where the status goes.",
          at: argument.range, advice: "waitpid P2 waits for one; await P2 waits until P2's blocked call comes back.")
      }
    }
    let anyChild = Expression(.integer(.max), call.nameRange)
    _ = try make(
      CallRequest(
        row: row, alias: alias, arguments: [anyChild] + call.arguments, subject: call.subject, targets: call.targets,
        nameRange: call.nameRange))
    if let written = call.expectation { compare(written) }
  }

  /// `nice N` as the C library does it (`man 3 nice`): getpriority tells where the process is, setpriority moves it. The
  /// kernel's getpriority returns 20 minus the nice value, so that no result looks like an error.
  func beNice(_ call: CallStatement) throws {
    guard let (set, alias) = lab.table.lookUp("nice"), let (get, _) = lab.table.lookUp("getpriority") else { return }
    guard call.arguments.count == 1 else {
      throw InputError(
        "nice takes one argument, how much nicer to be: 1 to 39, or less than 0 for less nice.",
        at: call.arguments.dropFirst().first?.range ?? call.nameRange, advice: "nice 5")
    }
    let increment = Int64(bitPattern: try lab.evaluate(call.arguments[0]))
    func make(_ row: Syscall, _ alias: Alias?, _ words: [UInt64], _ targets: [String]) throws -> CallOutcome {
      try self.make(
        CallRequest(
          row: row, alias: alias, arguments: words.map { Expression(.integer($0), call.nameRange) },
          subject: call.subject, targets: targets, nameRange: call.nameRange))
    }
    // PRIO_PROCESS, 0: this one.
    guard case .returned(let answer) = try make(get, alias, [0, 0], []) else { return }
    let wanted = min(max(20 - Int64(answer) &+ min(max(increment, -40), 40), -20), 19)
    _ = try make(set, nil, [0, 0, UInt64(bitPattern: wanted)], call.targets)
    if let written = call.expectation { compare(written) }
  }
}
