import Lab
import LinuxABI
import SyscallTable

extension Session {
  /// `sbrk N` as the C library does it, which keeps where the heap ends: brk(NULL) asks for the end, brk(end + N) moves
  /// it, and the old end is the result (`man 2 sbrk`). A brk that cannot is no error of the call: it returns the end as
  /// it was.
  func moveBreak(_ call: CallStatement) throws {
    guard let (row, alias) = lab.table.lookUp("sbrk") else { return }
    guard call.arguments.count <= 1 else {
      throw InputError(
        "sbrk takes one argument, the number of bytes.", at: call.arguments[1].range, advice: "sbrk 4*PAGE")
    }
    let increment = try call.arguments.first.map { argument throws(InputError) in try lab.evaluate(argument) } ?? 0
    func brk(_ address: UInt64, _ alias: Alias?, _ targets: [String]) throws -> CallOutcome {
      let argument = Expression(.integer(address), call.nameRange)
      return try make(
        CallRequest(
          row: row, alias: alias, arguments: [argument], subject: call.subject, targets: targets,
          nameRange: call.nameRange))
    }
    guard case .returned(let end) = try brk(0, alias, call.targets) else { return }
    if increment != 0 {
      let wanted = end &+ increment
      let outcome = try brk(wanted, nil, [])
      if case .returned(let now) = outcome, now != wanted {
        say("The kernel left the end of the heap where it was; sbrk turns that into -1 ENOMEM.")
      }
    }
    if let written = call.expectation { compare(written) }
  }
}
