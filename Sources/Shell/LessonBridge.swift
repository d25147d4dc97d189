import Curriculum
import Glibc
import Lab
import LinuxABI
import Render
import SyscallTable

/// The real lab as a lesson sees it: lines go through the same session as typed ones, facts come from the kernel.
final class LessonBridge {
  let session: Session
  let theme: Theme
  /// How many calls had been made when the step began.
  var callsBefore = 0
  private let collector: LineCollector

  init(session: Session, theme: Theme) {
    self.session = session
    self.theme = theme
    collector = LineCollector(theme: theme)
  }

  /// What a session shows while a lesson runs one of its lines.
  private final class LineCollector: SessionOutput {
    let theme: Theme
    var lines: [String] = []

    init(theme: Theme) {
      self.theme = theme
    }

    func show(_ lines: [StyledLine]) {
      self.lines += lines.map(theme.string)
    }

    func showRendered(_ lines: [String]) {
      self.lines += lines
    }
  }
}

extension LessonBridge: LessonLab {
  func startOver() throws(LabProblem) {
    do {
      try session.lab.reset()
    } catch {
      throw LabProblem(error.sentence)
    }
    session.startOver()
    session.journal.clear()
    session.chronicle = Chronicle()
    callsBefore = 0
  }

  func stepBegins() {
    callsBefore = session.lab.callsMade.count
    // What a log of the step before counted would decide checks of this one.
    session.outsideCalls = [:]
  }

  func run(_ line: String, from file: String?) -> LineOutcome {
    session.isInLesson = true
    session.isLessonLine = file != nil
    session.isForeign = file.map { !StatePaths.isBundled($0) } ?? false
    if session.isForeign, !session.isUnguarded { session.lab.distrust() }
    defer { (session.isInLesson, session.isForeign, session.isLessonLine) = (false, false, false) }
    var result = LineResult()
    let display = collecting { result = session.execute(line) }
    if result.misunderstood || result.failed {
      return LineOutcome(display: display, result: .problem(result.problem ?? "The line failed."))
    }
    if let outcome = result.outcome { return LineOutcome(display: display, result: .outcome(outcome)) }
    return LineOutcome(display: display, result: result.changedSomething ? .done : .none)
  }

  func variable(_ name: String) -> FactValue? {
    if let variable = session.lab.variables[name] { return .integer(Int64(bitPattern: variable.word)) }
    if let value = StandardNames.values[name] ?? session.lab.table.constants[name] {
      return .integer(Int64(bitPattern: value))
    }
    return nil
  }

  func wait(_ duration: Duration) -> [String] {
    collecting {
      let end = MonotonicClock.now() + duration
      repeat {
        session.takeEvents()
        usleep(5_000)
      } while MonotonicClock.now() < end
    }
  }

  /// The lines that the session shows during `body`.
  private func collecting(_ body: () -> Void) -> [String] {
    let output = session.output
    session.output = collector
    defer { session.output = output }
    collector.lines = []
    body()
    return collector.lines
  }

  var slowness: Int { Int(session.lab.slowness) }

  func endAll() {
    session.lab.endAll()
  }

  // MARK: Words

  func problem(in line: String) -> LineProblem? {
    do throws(InputError) {
      _ = try session.grammar.statements(line)
      return nil
    } catch {
      let prefix = Array(line.utf8).prefix(error.range.lowerBound)
      let column = String(decoding: prefix, as: UTF8.self).count + 1
      return LineProblem([error.message, error.advice].compactMap { $0 }.joined(separator: " "), column: column)
    }
  }

  func names(usedBy line: String) -> [String] {
    let statements = (try? session.grammar.statements(line)) ?? []
    return statements.compactMap { statement in
      switch statement {
      case .call(let call): call.name == "syscall" ? "syscall" : session.lab.table.lookUp(call.name)?.row.name
      case .command(let command): command.name
      case .assignment, .end: nil
      }
    }
  }

  // MARK: Capabilities

  /// What a lesson may need of the machine, each with the question whether it is there: the answer is the reason to
  /// skip, one sentence, or nil.
  private static let offers: [String: @Sendable (LessonBridge) -> String?] = [
    socketOffers, namespaceOffers, systemOffers, controlGroupOffers, plotOffers,
  ].reduce(into: [:]) { all, more in all.merge(more) { first, _ in first } }

  func isKnown(capability: String) -> Bool {
    ["root", "kcmp", "pagemap", "io_uring", "perf"].contains(capability) || program(capability) != nil
      || Self.offers[capability] != nil
  }

  func lacking(_ capability: String) -> String? {
    if session.lab.isSandboxed, capability.hasPrefix("cgroup") {
      return "It needs the files of control groups, which a sandbox does not show."
    }
    switch capability {
    case "root": return geteuid() == 0 ? nil : "It needs root."
    case "kcmp":
      guard session.lab.canCompareDescriptions else {
        return "It needs kcmp(2), which this kernel (CONFIG_KCMP) or a filter around it does not offer."
      }
      return nil
    case "pagemap":
      return access("/proc/self/pagemap", R_OK) == 0 ? nil : "It needs /proc/PID/pagemap, which cannot be read here."
    case "io_uring": return MachineOffer.ring()
    case "perf": return MachineOffer.counters()
    default:
      if let offer = Self.offers[capability] { return offer(self) }
      guard let name = program(capability) else { return "It needs \(capability), which sysh does not know." }
      let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
      let places = name.hasPrefix("/") ? [name] : path.split(separator: ":").map { "\($0)/\(name)" }
      return places.contains { access($0, X_OK) == 0 } ? nil : "It needs the program \(name), which is not installed."
    }
  }

  /// `program: java` names a program on the PATH, `program: /usr/bin/java` one that a lesson executes by its path.
  private func program(_ capability: String) -> String? {
    guard capability.hasPrefix("program:") else { return nil }
    let name = capability.dropFirst(8).trimmedSpaces
    if name.isEmpty || name.hasSuffix("/") { return nil }
    return name.hasPrefix("/") || !name.contains("/") ? name : nil
  }
}
