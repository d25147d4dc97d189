import Lab
import SyscallTable

// What reaches outside the lab takes a yes.
extension Session {
  /// Throws when a call that reaches outside the lab is not to be made.
  func askWhetherToMake(_ call: PreparedCall) throws(CommandProblem) {
    if let reach = call.objection {
      try permit(reach)
      // A program may have moved a file while the answer was thought about.
      if replayMayReach == nil, !isUnguarded, let now = lab.objection(to: call), now != reach { try permit(now) }
    }
    if isForeign, replayMayReach == nil, let wish = lab.foreignWish(call) { try permitForeign(wish) }
  }

  /// Whether a call may reach outside the lab. Throws `CommandProblem` when it may not.
  private func permit(_ reach: String) throws(CommandProblem) {
    if let replayMayReach {
      if !replayMayReach { throw CommandProblem("It would \(reach), so it was not made.") }
    } else if !isUnguarded, !confirm("This call would \(reach).") {
      throw CommandProblem(
        "This call would \(reach), so it was not made.",
        advice: isBatch ? "sysh --unguarded makes such calls." : nil)
    }
  }

  /// Whether a command may run a program outside the lab: one that somebody types may, one in a lesson that is not one of
  /// sysh's only after a question. Throws `CommandProblem` when it may not.
  func permitProgram(_ command: String) throws(CommandProblem) {
    try permitForeign("run a program outside the lab: \(Escapes.harmless(command))", isContained: false)
  }

  /// Whether a line may do what nobody looks at: one that somebody types may, one in a lesson that is not one of sysh's
  /// only after a question. `wish` completes "would ..."; `isContained` says that a sandbox would keep it inside. Throws
  /// `CommandProblem` when it may not.
  func permitForeign(_ wish: String, isContained: Bool = true) throws(CommandProblem) {
    guard isForeign, !isUnguarded else { return }
    let sentence = "This line of the lesson would \(wish)"
    guard !confirm("\(sentence).") else { return }
    let inside = isContained ? "sysh check --sandbox does it where nothing outside is reached, " : "sysh check "
    throw CommandProblem("\(sentence). That was not done\(isBatch ? ": \(inside)--unguarded does it" : "").")
  }
}
