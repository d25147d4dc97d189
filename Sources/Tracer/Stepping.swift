import LinuxABI

// A foreign program that is let run from one of its own calls to the next, as strace sees it: an entry stop, perhaps
// events and signals, an exit stop. In between it runs untouched; nothing is injected.
extension Tracee {
  /// Lets a parked program run up to the entry of its next call.
  ///
  /// Throws `gone` when it is dead, `running` when it is not parked.
  func beginStep() throws(TraceError) {
    guard activity == .parked, isStopped else { throw isGone ? .gone : .running }
    goOn(as: .stepping)
  }

  /// Lets the call be made at whose entry the program stands.
  func enterCall() throws(TraceError) {
    guard isStopped, flight?.phase == .atEntry else { throw isGone ? .gone : .busy }
    flight?.phase = .stepInside
    resume()
  }

  /// The program came to a call of its own. What happened on the way there is told with it.
  func entered(_ stop: SyscallStop) -> Completion? {
    guard let registers = try? withStop({ stop throws(TraceError) in try stop.registers() }) else {
      resume()
      return nil
    }
    let events = flight?.events ?? []
    flight?.events = []
    flight?.phase = .atEntry
    return Completion(
      outcome: .blocked, events: events + [.entered(CallEntry(number: stop.value, arguments: registers.arguments))])
  }

  /// Where the call is to be restarted, a signal or our interrupt woke it, and whoever resumes the program leaves the
  /// decision to the kernel.
  func steppedCallReturned(_ value: UInt64) -> Completion {
    if Self.isRestart(value) { return hold(flight?.cancelled == true ? .held : .brokenInto) }
    return park(Errno(result: value).map { .failed($0) } ?? .returned(value))
  }

  /// The step is over without a result, and the program rests where it is.
  func hold(_ why: TraceEvent) -> Completion {
    flight?.events.append(why)
    return park(.blocked)
  }

  /// A program in the middle of a step runs on freely.
  func abandonStep() {
    guard flight?.isStep == true, isRunning else { return }
    flight?.phase = .free
  }
}

extension Tracee.Flight {
  /// Whether a program is between the beginning of a step and its end.
  var isStep: Bool {
    switch phase {
    case .stepping, .atEntry, .stepInside: true
    case .arriving, .entering, .inside, .leaving, .timing, .free: false
    }
  }
}

extension Tracer {
  /// Lets a parked program run to the entry of its next call: the completion holds `.entered` when it came there within
  /// `patience` nanoseconds. nil: it runs on, and the entry comes from `collect` or `wait`.
  public func stepToCall(_ tracee: Tracee, patience: Int64) throws(TraceError) -> Completion? {
    try tracee.beginStep()
    return wait(for: tracee, patience: patience)
  }

  /// Lets the call be made at whose entry a stepped program stands. nil: it blocks, and its end comes from `collect` or
  /// `wait`.
  public func finishCall(_ tracee: Tracee, patience: Int64) throws(TraceError) -> Completion? {
    try tracee.enterCall()
    return wait(for: tracee, patience: patience)
  }

  /// Lets a program go on freely that was stepped into a call which blocks.
  public func abandonStep(_ tracee: Tracee) {
    tracee.abandonStep()
  }
}
