import Lab
import LinuxABI
import SyscallTable

extension Session {
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
