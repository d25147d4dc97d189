import Curriculum
import Glibc
import Inspect
import Lab
import LinuxABI
import Tracer

// What checks may ask of processes and signals: `process(P2).zombie`, `signal(P1, SIGUSR1).pending`,
// `limit(RLIMIT_NOFILE).soft`, `resident(p)`.
extension LessonBridge {
  static let processProperties = [
    "alive", "blocked", "running", "stopped", "zombie", "exited", "killed", "parent", "command", "group", "session",
    "threads", "pid", "tracer", "user", "system",
  ]
  static let signalProperties = ["pending", "blocked", "ignored", "caught"]

  func process(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .string(let name) = arguments[0] else {
      return .problem("process wants the name of a subject: process(P1).")
    }
    guard let subject = session.lab.subject(named: name) else { return .problem("There is no subject \(name).") }
    // A zombie's stat is still there; of a process that was waited for nothing is.
    let stat = try? session.lab.proc.stat(subject.pid)
    switch property {
    // Of a thread its own number, which is its thread id.
    case "pid": return .value(.integer(Int64(session.lab.number(of: subject))))
    // TracerPid: who traces it, 0 for nobody.
    case "tracer":
      return .value(.integer(Int64((try? session.lab.proc.status(subject.pid).tracerPid) ?? 0)))
    case "alive": return .value(.boolean(subject.end == nil))
    case "blocked": return .value(.boolean(subject.inFlight != nil))
    case "running": return .value(.boolean(subject.end == nil && subject.tracee.activity == .free))
    // A tracer keeps a stopped process in state t, so /proc alone does not tell.
    case "stopped":
      return .value(.boolean(stat?.state == .stopped || subject.end == nil && subject.tracee.activity == .stopped))
    case "zombie": return .value(.boolean(subject.end != nil && stat?.state == .zombie))
    case "exited":
      guard case .exited(let status) = subject.end else { return .value(.absent) }
      return .value(.integer(Int64(status)))
    case "killed":
      guard case .killed(let signal) = subject.end else { return .value(.absent) }
      return .value(.string(signal.name))
    case "parent":
      // Whom the kernel calls its parent now: an orphan has another one than at first.
      return .value(subjectNamed(byPid: stat?.parent))
    case "command": return .value(stat.map { .string($0.comm) } ?? .absent)
    case "group": return .value(stat.map { .integer(Int64($0.group)) } ?? .absent)
    case "session": return .value(stat.map { .integer(Int64($0.session)) } ?? .absent)
    case "threads": return .value(stat.map { .integer(Int64($0.threads)) } ?? .absent)
    // Milliseconds on the processor, outside and inside the kernel; of a zombie too. In steps of a tick, mostly 10 ms.
    case "user": return .value(stat.map { .integer(Self.milliseconds($0.userTicks)) } ?? .absent)
    case "system": return .value(stat.map { .integer(Self.milliseconds($0.systemTicks)) } ?? .absent)
    default: return .problem("There is no such property.")
    }
  }

  private static func milliseconds(_ ticks: UInt64) -> Int64 {
    Int64(clamping: ticks) * 1000 / Int64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
  }

  private func subjectNamed(byPid pid: Int32?) -> FactValue {
    pid.flatMap(session.lab.name(ofProcess:)).map { .string($0) } ?? .absent
  }

  /// The signal of an argument: a constant has become its number by then.
  private func signal(_ argument: FactValue) -> Signal? {
    switch argument {
    case .string(let name): Signal(named: name)
    case .integer(let number): (1...64).contains(number) ? Signal(rawValue: Int32(number)) : nil
    case .boolean, .absent: nil
    }
  }

  /// What a subject does with a signal, from /proc/PID/status.
  func signal(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard let signal = signal(arguments[arguments.count - 1]) else {
      return .problem("signal wants the name of a signal: signal(P1, SIGTERM).")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      guard let status = try? session.lab.proc.status(subject.pid) else {
        return .problem("\(subject.name) has ended.")
      }
      let bit = signal.bit
      switch property {
      case "pending": return .value(.boolean((status.pending | status.sharedPending) & bit != 0))
      case "blocked": return .value(.boolean(status.blocked & bit != 0))
      case "ignored": return .value(.boolean(status.ignored & bit != 0))
      default: return .value(.boolean(status.caught & bit != 0))
      }
    }
  }

  /// A resource limit by the kernel's name for it or by its number, `RLIMIT_NOFILE`; absent when unlimited. `used`: what
  /// the process uses of it, absent where that is not known.
  func limit(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    let wanted = arguments[arguments.count - 1]
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      guard let figures = try? session.lab.limitFigures(of: subject) else {
        return .problem("The limits of \(subject.name) cannot be read.")
      }
      let row: LimitFigures.Row?
      let name: String
      switch wanted {
      case .string(let text):
        name = text
        row = figures.rows.first { $0.name == text || $0.limit.name == text || $0.limit.name == "Max " + text }
      case .integer(let number):
        name = "\(number)"
        row = Int(exactly: number).flatMap { figures.rows.indices.contains($0) ? figures.rows[$0] : nil }
      case .boolean, .absent:
        return .problem("limit wants a limit: limit(RLIMIT_NOFILE) or, as in /proc/PID/limits, limit(\"open files\").")
      }
      guard let row else { return .problem("There is no limit called \(name).") }
      let value = property == "hard" ? row.limit.hard : property == "used" ? row.used : row.limit.soft
      return .value(value.map { .integer(Int64(clamping: $0)) } ?? .absent)
    }
  }

  /// Bytes of the mapping at an address that are in memory, or its proportional share of them with `.pss` (smaps).
  func resident(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .integer(let number) = arguments[arguments.count - 1] else { return .problem("An address is a number.") }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      guard let entries = try? session.lab.proc.smaps(subject.pid) else { return .problem("smaps cannot be read.") }
      let address = UInt64(bitPattern: number)
      guard let entry = entries.first(where: { $0.mapping.contains(address) }) else { return .value(.absent) }
      let kilobytes: UInt64? =
        switch property {
        case "pss": entry.pss
        case "huge": entry.anonymousHugePages
        case "private": entry.privateDirty
        default: entry.rss
        }
      return .value(kilobytes.map { .integer(Int64(clamping: $0 * 1024)) } ?? .absent)
    }
  }

  /// Sizes of a whole process in bytes, from /proc/PID/status.
  func memory(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    withSubject(arguments.first) { subject in
      guard let status = try? session.lab.proc.status(subject.pid) else {
        return .problem("\(subject.name) has ended.")
      }
      let kilobytes = property == "virtual" ? status.vmSize : property == "stack" ? status.vmStack : status.vmRSS
      return .value(kilobytes.map { .integer(Int64(clamping: $0 * 1024)) } ?? .absent)
    }
  }
}
