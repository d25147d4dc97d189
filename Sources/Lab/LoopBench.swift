import Glibc
import LinuxABI
import SyscallTable
import Tracer

/// A measurement that could not be brought to its end.
struct BenchStop: Error {
  let completion: Completion
}

/// Runs loops in a subject and keeps what they cost.
///
/// A round is about two milliseconds of one loop: long enough that the stamps and the rare interrupt in it do not count,
/// short enough that most rounds are spared by the scheduler. Of fifteen rounds the least is what the thing costs when
/// nothing comes between; the median tells how far that is from what usually happens.
struct LoopBench {
  let lab: Lab
  let subject: LabSubject
  let stack: UInt64
  let vdso: [String: UInt64]
  private let clock = TickClock()
  private var found: [(cost: Cost, rounds: [Double])] = []
  private var notes: [String] = []

  private static let rounds = 15
  private static let round = 2_000_000.0
  /// One pass may take this long, in nanoseconds.
  private static let patience: Int64 = 500_000_000

  init(lab: Lab, subject: LabSubject, stack: UInt64) {
    self.lab = lab
    self.subject = subject
    self.stack = stack &- 1024
    scratch = (stack &- 512) & ~15
    vdso = Vdso.functions(of: subject.tracee)
    subject.tracee.recordsCrossings = false
    // Rough at first, and exact in the end: `finish` reads the clock again.
    usleep(1000)
  }

  /// Memory below the arguments for what the loops write.
  let scratch: UInt64

  /// What every other cost is held against: the loop itself, a function, and, with the clock, the time without the kernel.
  mutating func measureSurroundings(withClock: Bool = true) throws(BenchStop) {
    try measure(.loop, "", "an empty loop", .nothing)
    try measure(.function, "", "a function that returns at once", .function(SubjectFunctions.empty))
    if !withClock { return }
    if let function = vdso["clock_gettime"] {
      try measure(
        .vdso, "clock_gettime", "clock_gettime in the vDSO", .function(function, arguments: (1, scratch, 0)))
    } else {
      notes.append("\(subject.name) has no vDSO any more, so there is none to compare with.")
    }
  }

  /// Repeats one thing; the result of its last pass.
  @discardableResult
  mutating func measure(
    _ kind: Cost.Kind, _ name: String, _ what: String, _ body: TimedLoop.Body
  ) throws(BenchStop) -> UInt64 {
    let scale = clock.nanosecondsPerTick
    var passes: UInt64 = 1
    var timing = try time(body, passes, expected: 0)
    while true {
      let nanoseconds = max(1, Double(timing.ticks) * scale)
      if nanoseconds >= Self.round / 2 || passes >= 1 << 26 { break }
      // The first passes are slow, with cold caches and page faults, so the count grows in steps.
      let wanted = Double(passes) * Self.round / nanoseconds
      passes = UInt64(max(Double(passes) * 2, min(wanted, Double(passes) * 50)))
      timing = try time(body, passes, expected: Int64(nanoseconds) * 2)
    }
    let expected = Int64(Double(timing.ticks) * scale)
    let count = max(3, min(Self.rounds, Int(150_000_000 / max(1, expected))))
    var rounds: [Double] = []
    for _ in 0..<count {
      timing = try time(body, passes, expected: expected)
      rounds.append(Double(timing.ticks) / Double(passes))
    }
    let bytes = kind == .call && lab.table[name]?.movesBytes == true ? Self.positive(timing.lastResult) : nil
    found.append((Cost(kind, name, what: what, least: 0, median: 0, bytes: bytes), rounds))
    return timing.lastResult
  }

  private static func positive(_ result: UInt64) -> UInt64? {
    Int64(bitPattern: result) > 0 ? result : nil
  }

  /// A first pass, in which pages come in, and then the loop.
  mutating func measureLoads(at address: UInt64, bytes: UInt64) throws(BenchStop) {
    let body = TimedLoop.Body.loads(address: address, words: bytes / 8)
    let first = try time(body, 1, expected: 0, patience: 10_000_000_000)
    try measure(.loads, "", "load, every pass after that", body)
    let last = found.removeLast()
    let ticks = Double(first.ticks)
    found.append((Cost(.loads, "first", what: "load, the first pass", least: 0, median: 0, bytes: bytes), [ticks]))
    found.append((Cost(.loads, "", what: last.cost.what, least: 0, median: 0, bytes: bytes), last.rounds))
  }

  /// The same call under the lab's hand, one at a time.
  mutating func measureHeld(_ call: RawCall, _ name: String) throws(BenchStop) {
    let scale = clock.nanosecondsPerTick
    var rounds: [Double] = []
    let deadline = Lab.now() + 100_000_000
    while rounds.count < 60, Lab.now() < deadline || rounds.count < 3 {
      let calls = 10
      let round = TickClock()
      for _ in 0..<calls { try hold(call) }
      rounds.append(Double(round.elapsed) / Double(calls) / scale)
    }
    found.append((Cost(.held, name, what: "\(name), held by the lab", least: 0, median: 0), rounds))
  }

  private func hold(_ call: RawCall) throws(BenchStop) {
    let completion = run(call)
    switch completion.outcome {
    case .returned, .failed: break
    case .blocked:
      throw BenchStop(
        completion: (try? lab.tracer.interrupt(subject.tracee, patience: 2_000_000_000)) ?? completion)
    case .killed, .exited, .replaced: throw BenchStop(completion: completion)
    }
  }

  /// Opens a file for the bench's own use, which `body` may read or write. Where the subject cannot open it (its root has no
  /// such file, its table is full), that is a note.
  mutating func with(
    _ path: String, _ flags: UInt64, _ body: (inout LoopBench, UInt64) throws(BenchStop) -> Void
  ) throws(BenchStop) {
    _ = subject.tracee.writeMemory(Array(path.utf8) + [0], at: scratch)
    // openat(AT_FDCWD, ...).
    switch try own("openat", [UInt64(bitPattern: -100), scratch, flags]) {
    case .returned(let descriptor):
      try body(&self, descriptor)
      _ = try own("close", [descriptor])
    case .failed(let errno):
      notes.append("\(subject.name) cannot open \(path) (\(errno.name)), so that line is missing.")
    case .blocked, .killed, .exited, .replaced: break
    }
  }

  private func run(_ call: RawCall) -> Completion {
    do {
      return try lab.tracer.run(.call(call), in: subject.tracee, patience: Self.patience)
    } catch {
      return lab.afterFailure(error, subject)
    }
  }

  private func own(_ name: String, _ arguments: [UInt64]) throws(BenchStop) -> CallOutcome {
    let number = UInt64(lab.table[name]?.number ?? 0)
    let call = RawCall(number: number, arguments: arguments, stackPointer: stack)
    let completion = run(call)
    switch completion.outcome {
    case .returned, .failed: return completion.outcome
    case .blocked, .killed, .exited, .replaced: throw BenchStop(completion: completion)
    }
  }

  private func time(
    _ body: TimedLoop.Body, _ passes: UInt64, expected: Int64, patience: Int64 = LoopBench.patience
  ) throws(BenchStop) -> LoopTiming {
    let loop = TimedLoop(body, passes: passes, stackPointer: stack)
    do {
      // A machine where others run as well may take several times as long.
      let (timing, completion) = try lab.tracer.time(
        loop, in: subject.tracee, expected: expected, patience: max(patience, 10 * expected))
      guard let timing else { throw BenchStop(completion: completion) }
      return timing
    } catch let error as BenchStop {
      throw error
    } catch let error as TraceError {
      throw BenchStop(completion: lab.afterFailure(error, subject))
    } catch {
      throw BenchStop(completion: Completion(outcome: .failed(.interrupted)))
    }
  }

  /// What the loop made of a call that gave something else the first time.
  mutating func note(_ first: CallOutcome, _ last: UInt64, _ row: Syscall) {
    let end: CallOutcome = Errno(result: last).map { .failed($0) } ?? .returned(last)
    if first != end {
      notes.append(
        "The first \(row.name) gave \(Expectation.outcome(first).text), the last \(Expectation.outcome(end).text): repeating it changed what it met."
      )
    } else if case .failed(let errno) = end {
      notes.append("It failed with \(errno.name) each time: this is what the refusal costs.")
    }
  }

  /// Ticks become nanoseconds, and the loop's own are taken off.
  func finish(_ report: inout BenchReport) {
    let scale = clock.nanosecondsPerTick
    report.ticksPerNanosecond = scale > 0 ? 1 / scale : 0
    let loop = found.first { $0.cost.kind == .loop }?.rounds.min() ?? 0
    report.costs = found.map { cost, rounds in
      let sorted = rounds.sorted()
      let own = [.loop, .held, .loads].contains(cost.kind) ? 0 : loop
      return Cost(
        cost.kind, cost.name, what: cost.what, least: max(0, sorted[0] - own) * scale,
        median: max(0, sorted[sorted.count / 2] - own) * scale, bytes: cost.bytes)
    }
    report.notes += notes
  }
}

extension Syscall {
  /// Its result is a count of bytes that it moved.
  var movesBytes: Bool {
    name.contains("read") || name.contains("write") || name.hasPrefix("send") || name.hasPrefix("recv")
      || ["getrandom", "splice", "tee", "copy_file_range"].contains(name)
  }
}
