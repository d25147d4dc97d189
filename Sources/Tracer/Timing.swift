import CLinux
import LinuxABI

/// A loop that a subject runs at full speed, timed by its own stamps.
///
/// It runs under PTRACE_CONT, so that no pass stops and the kernel takes the path that it takes for any process; the
/// subject's stamps stand right before the first pass and right behind the last, so that nothing else is in them (how the
/// end is noticed: subject_x86_64.S).
public struct TimedLoop: Sendable {
  public enum Body: Sendable {
    case call(RawCall)
    /// A function of the C calling convention, called through a register.
    case function(UInt64, arguments: (UInt64, UInt64, UInt64) = (0, 0, 0))
    /// What the loop costs by itself.
    case nothing
    /// A select whose read set is put back before each pass, from the `words` of eight bytes at `copy`, more than 0: the
    /// kernel writes its answer over the set (`man 2 select`).
    case select(RawCall, copy: UInt64, words: UInt64)
    /// clone with these flags, of which none is an exit signal: a fork whose child ends at once and is reaped before the
    /// next. Only the clones count as time; the loop ends early at one that fails.
    case forks(flags: UInt64)
    /// Load `words` of eight bytes each, more than 0.
    case loads(address: UInt64, words: UInt64)
  }

  public let body: Body
  public let passes: UInt64
  /// Where the stack pointer stands meanwhile, nil to leave it.
  public let stackPointer: UInt64?

  /// At least one pass is made.
  public init(_ body: Body, passes: UInt64, stackPointer: UInt64? = nil) {
    self.body = body
    self.passes = max(1, passes)
    self.stackPointer = stackPointer
  }
}

/// What a timed loop took.
public struct LoopTiming: Hashable, Sendable {
  /// Of the time stamp counter.
  public let ticks: UInt64
  /// What the last pass left in the result register.
  public let lastResult: UInt64
}

extension Tracer {
  /// Runs a loop that is expected to take `expected` nanoseconds and gives what it took. The subject's registers are
  /// afterwards what they were.
  ///
  /// The timing is nil when the loop was broken off because it was not over after `patience` nanoseconds, when a signal
  /// stopped its process, and when it died; the completion tells which. The outcome `.blocked` means that it could not
  /// even be broken off: it sleeps uninterruptibly, and parks when it can.
  ///
  /// Throws as `run` does.
  public func time(
    _ loop: TimedLoop, in tracee: Tracee, expected: Int64, patience: Int64
  ) throws(TraceError) -> (timing: LoopTiming?, completion: Completion) {
    let before = try tracee.registers()
    try tracee.begin(.routine(.time(loop)))
    let start = Self.now()
    let deadline = start &+ max(patience, expected)
    // A look costs the loop a stop, so the first comes when the loop ought to be over.
    var pause = max(expected &+ expected / 8, 50_000)
    var completion: Completion?
    while completion == nil {
      completion = wait(for: tracee, patience: pause)
      if completion != nil { break }
      let isLate = Self.now() >= deadline
      try? tracee.lookAtLoop(breakingOff: isLate)
      completion = wait(for: tracee, patience: isLate ? 2_000_000_000 : 20_000_000)
      if isLate, completion == nil { completion = Completion(outcome: .blocked) }
      pause = max(pause / 4, 100_000)
    }
    guard let completion else { return (nil, Completion(outcome: .blocked)) }
    defer { tracee.timing = nil }
    tracee.restore(before)
    return (tracee.timing, completion)
  }
}

extension Tracee {
  /// Asks a timed loop to stop, to see whether it is over.
  func lookAtLoop(breakingOff: Bool) throws(TraceError) {
    guard flight?.phase == .timing else { return }
    flight?.cancelled = true
    flight?.isLate = breakingOff
    try interrupt()
  }

  /// A timed loop was stopped: over, to be broken off, or to go on.
  func loopStop() {
    flight?.cancelled = false
    guard let registers = try? withStop({ stop throws(TraceError) in try stop.registers() }) else { return resume() }
    if let timing = registers.timing {
      self.timing = timing
      sendToPark(.returned(0))
    } else if flight?.isLate == true {
      sendToPark(.failed(.interrupted))
    }
    resume()
  }

  /// Gives a parked tracee the registers back that it had before a loop.
  fileprivate func restore(_ registers: Registers) {
    guard activity == .parked else { return }
    edit { $0 = registers }
  }
}
