import Lab
import Render
import SyscallTable

// `bench`, and `sysh bench`: the cost of the boundary, measured in a subject.
extension Session {
  /// `bench`, `bench CALL` or `bench load ADDRESS LENGTH`.
  func bench(_ command: CommandStatement) throws {
    let report: BenchReport
    if command.rest.isEmpty {
      report = try lab.bench(in: command.subject)
    } else if let (address, count) = try loads(command) {
      report = try lab.benchLoads(at: address, count: count, in: command.subject)
    } else {
      let call = try lab.prepare(try benched(command))
      if let obstacle = lab.obstacleToRepeating(call) { throw CommandProblem(obstacle) }
      try askWhetherToMake(call)
      report = try lab.bench(call)
    }
    if let first = report.first { noteOutcome(first.outcome) }
    changedSomething()
    attach { report.figures }
    show(renderer.bench(report, descriptors: lab.descriptors))
    if let problem = report.problem { throw CommandProblem(problem) }
  }

  /// The call that stands behind `bench`, read as if it stood alone.
  private func benched(_ command: CommandStatement) throws -> CallRequest {
    // Blanks in front, so that a mistake is pointed at where it stands.
    let line = String(repeating: " ", count: command.restRange.lowerBound) + command.rest
    let statements = try grammar.statements(line)
    guard statements.count == 1, case .call(let call) = statements[0] else {
      throw InputError(
        "bench repeats a call, and this is none.", at: command.restRange,
        advice: "bench getpid, bench read fd 64, bench load ADDRESS LENGTH; bench alone measures the usual ones.")
    }
    if call.expectation != nil || !call.targets.isEmpty {
      throw InputError("bench gives figures, not a result, so nothing can be expected or named.", at: command.restRange)
    }
    guard let request = try request(for: call, in: call.subject ?? command.subject) else {
      throw InputError("\(call.name) cannot be repeated.", at: call.nameRange)
    }
    return request
  }

  /// The operands of `load`, nil where that is not what stands there.
  private func loads(_ command: CommandStatement) throws -> (UInt64, UInt64)? {
    guard command.rest == "load" || command.rest.hasPrefix("load ") else { return nil }
    // They are those of peek, which has a name of the same length.
    let line = String(repeating: " ", count: command.restRange.lowerBound) + "peek" + command.rest.dropFirst(4)
    guard case .command(let peek)? = try grammar.statements(line).first, peek.arguments.count == 2,
      peek.expectation == nil
    else {
      throw InputError(
        "bench load wants an address and a length.", at: command.restRange, advice: "bench load p 16*PAGE")
    }
    return (try lab.evaluate(peek.arguments[0]), try lab.evaluate(peek.arguments[1]))
  }
}

/// `sysh bench [CALL]...`: a session with nothing but measurements.
public enum BenchProgram {
  public static func run(_ calls: [String], _ options: Options) -> ExitStatus {
    var lines = (calls.isEmpty ? [""] : calls).map { "bench \($0)" }[...]
    return Batch.run(options) { lines.popFirst() }
  }
}
