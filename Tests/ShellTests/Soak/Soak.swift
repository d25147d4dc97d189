import Glibc
import Lab
import LinuxABI
import Render
import TestSupport

@testable import Shell

/// A session that is given random statements, and looked at after each: whether it lives, whether it is quick, and
/// whether its picture of the subjects is what the kernel has.
final class Soak {
  private final class Sink: SessionOutput {
    /// Output lines with control characters other than those of the theme.
    var raw: [String] = []

    func show(_ lines: [StyledLine]) {
      for line in lines where line.plain.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7f }) {
        raw.append(line.plain)
      }
    }

    func showRendered(_ lines: [String]) {}
  }

  /// What was found wrong, with what led there.
  struct Failure: CustomStringConvertible {
    let problems: [String]
    /// All statements since the last reset; the last one is the one after which it was seen.
    let statements: [String]

    var description: String {
      "\(problems.joined(separator: "\n"))\nafter:\n\(statements.suffix(30).joined(separator: "\n"))"
    }
  }

  struct Figures {
    var statements = 0
    /// How many came to what: succeeded, failed, blocked, ended their subject, were refused, not understood, or said
    /// something without a result.
    var outcomes: [String: Int] = [:]
    var descriptors = (before: 0, after: 0)
    /// In KiB.
    var resident = (before: 0, after: 0)
    var slowest = (nanoseconds: Int64(0), statement: "")
  }

  let session: Session
  private let sink = Sink()
  private(set) var figures = Figures()
  private var sinceReset: [String] = []
  private var storm: KillStorm?
  private let before: Set<Int32>

  init() throws {
    before = Set(ProcessList.all().map(\.pid))
    session = Session(lab: try Lab(), output: sink, width: 100)
    session.lab.callPatience = 8_000_000
    figures.descriptors.before = Self.openDescriptors
    figures.resident.before = Self.residentKiB
  }

  /// Runs `count` statements; the first failure, if there is one.
  func run(_ count: Int, seed: UInt64, in storm: KillStorm? = nil, each: (Soak) -> Void = { _ in }) -> Failure? {
    self.storm = storm
    var statements = SoakStatements(seed: seed)
    for index in 0..<count {
      if sinceReset.isEmpty {
        for text in SoakStatements.prelude {
          if let failure = perform(text, isWhole: false) { return failure }
        }
      }
      let text = statements.next(cast)
      if let failure = perform(text, isWhole: index % 50 == 49) { return failure }
      // Journals are replayed by undo, so that they must not grow without end.
      if sinceReset.count > 150, let failure = perform("reset", isWhole: true) { return failure }
      if index == 500 { (figures.descriptors.before, figures.resident.before) = settled() }
      each(self)
    }
    if let failure = perform("reset", isWhole: true) { return failure }
    (figures.descriptors.after, figures.resident.after) = settled()
    return nil
  }

  private var cast: SoakStatements.Cast {
    let living = session.lab.living
    return SoakStatements.Cast(
      living: living.map(\.name), idle: living.filter { $0.tracee.activity == .parked }.map(\.name),
      current: session.lab.currentName)
  }

  /// Runs statements as they stand.
  func replay(_ statements: [String]) -> Failure? {
    for text in statements {
      if let failure = perform(text, isWhole: true) { return failure }
    }
    return nil
  }

  func perform(_ text: String, isWhole: Bool) -> Failure? {
    sinceReset.append(text)
    let start = Lab.now()
    storm?.threaten(session.lab.living.map(\.pid))
    let result = session.execute(text)
    let took = Lab.now() - start
    if took > figures.slowest.nanoseconds { figures.slowest = (took, text) }
    figures.statements += 1
    figures.outcomes[Self.kind(result), default: 0] += 1
    if let problem = result.problem, getenv("SYSH_SOAK_PROBLEMS") != nil { print("\(text) -> \(problem)") }
    storm?.pause(true)
    defer { storm?.pause(false) }
    var problems = drift(isWhole: isWhole)
    problems += sink.raw.map { "control characters reached the screen: \($0.debugDescription)" }
    sink.raw = []
    problems += misnamed(text, result)
    if session.wantsQuit { problems.append("the session wants to end") }
    if !problems.isEmpty { return Failure(problems: problems, statements: sinceReset) }
    if text == "reset" { sinceReset = [] }
    return nil
  }

  /// A name that was given the result of a call has it.
  private func misnamed(_ text: String, _ result: LineResult) -> [String] {
    guard case .returned(let value)? = result.outcome, !result.misunderstood, !text.contains(";"),
      let equals = text.range(of: " = "), case let name = String(text[..<equals.lowerBound]),
      name.allSatisfy({ $0.isLetter || $0.isNumber }), session.lab.variables[name]?.word != value
    else { return [] }
    return ["\(name) should be \(value), and is \(session.lab.variables[name].map { "\($0.word)" } ?? "unknown")"]
  }

  private static func kind(_ result: LineResult) -> String {
    if result.misunderstood { return "not understood" }
    switch result.outcome {
    case .returned?: return "succeeded"
    case .failed?: return "failed"
    case .blocked?: return "blocked"
    case .exited?, .killed?: return "ended"
    case .replaced?: return "became a program"
    case nil: return result.failed ? "refused" : "said"
    }
  }

  /// What is different and stays so: what happens by itself may be seen a moment later.
  private func drift(isWhole: Bool) -> [String] {
    let checker = PictureChecker(lab: session.lab, before: before)
    var found = checker.drift(isWhole: isWhole)
    for _ in 0..<5 where !found.isEmpty {
      usleep(3000)
      session.takeEvents()
      found = checker.drift(isWhole: isWhole)
    }
    return found
  }

  private func settled() -> (Int, Int) {
    (Self.openDescriptors, Self.residentKiB)
  }

  static var openDescriptors: Int { ProcessList.names(in: "/proc/self/fd").count }

  static var residentKiB: Int {
    let line = (ProcessList.text(of: "/proc/self/status") ?? "").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
  }
}
