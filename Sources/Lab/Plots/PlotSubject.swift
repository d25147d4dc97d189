import Glibc
import LinuxABI
import SyscallTable
import Tracer

/// Why a measurement ends before its last point.
enum PlotStop: Error {
  /// The learner wants it to.
  case interrupted
  /// It takes too long.
  case late
  /// What went wrong: a sentence.
  case problem(String)
}

/// Who asked for a plot: wants to see how far it is, and may have enough of it.
public struct PlotWatcher {
  let progress: (String) -> Void
  let isInterrupted: () -> Bool

  public init(progress: @escaping (String) -> Void, isInterrupted: @escaping () -> Bool) {
    self.progress = progress
    self.isInterrupted = isInterrupted
  }
}

/// A subject for one measurement, with a tracer, a terminal and a directory of its own: the learner's subjects, their
/// descriptors and their memory stay as they are. It ends with this object.
final class PlotSubject {
  let tracee: Tracee
  let tracer: Tracer
  private let table: SyscallTable
  private let terminal: LabTerminal
  private let directory: LabDirectory
  private let watcher: PlotWatcher
  private let clock = TickClock()
  private let deadline: Int64

  /// A round is this long, in nanoseconds: the stamps and the rare interrupt in it do not count.
  private static let round = 1_000_000.0
  private static let rounds = 9
  /// One pass may take this long.
  private static let patience: Int64 = 1_000_000_000

  /// `limit`: how long the whole measurement may take, in nanoseconds.
  init(_ table: SyscallTable, watcher: PlotWatcher, limit: Int64) throws(LabError) {
    self.table = table
    self.watcher = watcher
    deadline = Lab.now() + limit
    directory = try LabDirectory()
    do {
      tracer = try Tracer()
      tracer.endsStrays = false
      terminal = try LabTerminal()
      tracee = try tracer.launch(directory: directory.path, terminal: terminal.slave)
    } catch {
      throw LabError.launch(step: "\(error.step)", error.errno, refused: error.isRefusedPtrace)
    }
    // The clock's rate is rough at first.
    usleep(2000)
  }

  deinit {
    tracer.killAll()
  }

  /// Throws when the learner has enough, or time is up.
  func check() throws(PlotStop) {
    if watcher.isInterrupted() { throw .interrupted }
    if Lab.now() > deadline { throw .late }
  }

  func tell(_ progress: String) {
    watcher.progress(progress)
  }

  // MARK: Calls

  func raw(_ name: String, _ arguments: [UInt64]) -> RawCall {
    RawCall(number: UInt64(table[name]?.number ?? 0), arguments: arguments)
  }

  /// Makes a call that is expected to succeed.
  @discardableResult
  func call(_ name: String, _ arguments: UInt64...) throws(PlotStop) -> UInt64 {
    switch try outcome(raw(name, arguments), name) {
    case .returned(let value): return value
    case .failed(let errno):
      throw .problem("\(name) failed with \(errno.name) (\(errno.message)) in the subject that measures.")
    case .blocked, .killed, .exited, .replaced:
      throw .problem("\(name) did not come back in the subject that measures.")
    }
  }

  func outcome(_ call: RawCall, _ name: String) throws(PlotStop) -> CallOutcome {
    try run(.call(call)).outcome
  }

  private func run(_ request: Request) throws(PlotStop) -> Completion {
    do {
      return try tracer.run(request, in: tracee, patience: 10 * Self.patience)
    } catch {
      throw gone()
    }
  }

  /// Stores to one byte of each page, `pages` of them, more than 0.
  func touch(_ address: UInt64, pages: UInt64) throws(PlotStop) {
    let completion = try run(.routine(.touch(address: address, pages: pages)))
    guard case .returned = completion.outcome else { throw gone() }
  }

  /// Anonymous memory of its own.
  func memory(_ bytes: UInt64) throws(PlotStop) -> UInt64 {
    // PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS.
    try call("mmap", 0, bytes, 3, 0x22, UInt64.max, 0)
  }

  /// Lets it run without end, until it is killed.
  func spin() throws(PlotStop) {
    do {
      _ = try tracer.run(.routine(.time(TimedLoop(.nothing, passes: .max))), in: tracee, patience: 0)
    } catch {
      throw gone()
    }
  }

  func write(_ bytes: [UInt8], at address: UInt64) throws(PlotStop) {
    if !tracee.writeMemory(bytes, at: address) { throw gone() }
  }

  private func gone() -> PlotStop {
    if case .killed(let signal)? = tracee.end {
      return .problem(
        "The subject that measures was killed by \(signal.name)\(signal == .kill ? ": memory ran out, as a rule" : "")."
      )
    }
    return .problem("The subject that measures does not answer.")
  }

  // MARK: Loops

  /// What one pass costs, in nanoseconds, with the least and the median of several rounds. `name` is the call's.
  func measure(_ name: String, _ body: TimedLoop.Body, x: Double) throws(PlotStop) -> Plot.Point {
    var passes: UInt64 = 1
    var time = try self.time(name, body, passes: 1, expected: 0)
    // The first passes are slow, with cold caches and page faults, so the count grows in steps.
    while time < Self.round / 2, passes < 1 << 24 {
      let wanted = Double(passes) * Self.round / max(1, time)
      passes = UInt64(max(Double(passes) * 2, min(wanted, Double(passes) * 50)))
      time = try self.time(name, body, passes: passes, expected: time * 2)
    }
    var rounds: [Double] = []
    for _ in 0..<max(3, min(Self.rounds, Int(40_000_000 / time))) {
      time = try self.time(name, body, passes: passes, expected: time)
      rounds.append(time / Double(passes))
    }
    rounds.sort()
    return Plot.Point(x: x, y: rounds[0], median: rounds[rounds.count / 2])
  }

  /// Nanoseconds for all passes.
  func time(_ name: String, _ body: TimedLoop.Body, passes: UInt64, expected: Double = 0) throws(PlotStop) -> Double {
    try check()
    let timing = try timing(body, passes: passes, expected: Int64(expected))
    if let errno = Errno(result: timing.lastResult) {
      throw .problem("\(name) failed with \(errno.name) (\(errno.message)) in the subject that measures.")
    }
    return Double(timing.ticks) * clock.nanosecondsPerTick
  }

  func timing(_ body: TimedLoop.Body, passes: UInt64, expected: Int64 = 0) throws(PlotStop) -> LoopTiming {
    do {
      // A machine where others run as well may take several times as long.
      let (timing, _) = try tracer.time(
        TimedLoop(body, passes: passes), in: tracee, expected: expected, patience: max(Self.patience, 10 * expected))
      if let timing { return timing }
    } catch {
      throw gone()
    }
    throw tracee.end == nil
      ? .problem("A call took longer than a second when it was repeated, so it was broken off.") : gone()
  }
}
