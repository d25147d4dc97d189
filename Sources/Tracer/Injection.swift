import CLinux
import LinuxABI

// How a request runs. The order of stops is the kernel's: entry stop, perhaps fork or exec events, exit stop, and
// between any two of them signals, group stops and death.
extension Tracee {
  /// Sets the registers for `request` and lets the tracee run towards it.
  ///
  /// Throws `busy` or `running` when it is not parked, `gone` when it is dead.
  func begin(_ request: Request) throws(TraceError) {
    // A stepped program at the entry of its own call is stopped too, and in the middle of something.
    guard isStopped, flight == nil else { throw isGone ? .gone : flight?.phase == .free ? .running : .busy }
    do {
      try load(request)
    } catch .gone {
      // It was killed while it was parked. Its end is under way and will be the end of this request.
    }
    if case .routine(.time) = request {
      flight = Flight(phase: .timing, request: request)
    } else {
      flight = Flight(phase: .entering, request: request)
    }
    resume()
  }

  private func load(_ request: Request) throws(TraceError) {
    var registers =
      if let loaded { loaded } else { try withStop { stop throws(TraceError) in try stop.registers() } }
    loaded = nil
    if case .foreign = image, saved == nil { saved = registers }
    registers.callNumber = .max
    switch request {
    case .call(let call):
      guard let site = callSite else { throw .failed("injection", .noSyscall) }
      registers.load(call)
      registers.instructionPointer = site
      if let stack = call.stackPointer { registers.stackPointer = stack }
    case .routine(let routine):
      guard image == .subject else { throw .failed("injection", .noSyscall) }
      registers.load(routine)
      registers.instructionPointer = SubjectCode.entry(of: routine)
    }
    try withStop { stop throws(TraceError) in try stop.setRegisters(registers) }
    if case .call(let call) = request, image == .subject, !call.changesRegisters { loaded = registers }
  }

  /// The address of a `syscall` instruction that it can run.
  private var callSite: UInt64? {
    switch image {
    case .subject: SubjectCode.call
    case .foreign(let site): site
    }
  }

  /// Lets a stopped tracee go on towards the next syscall stop, or freely when it is a running program.
  ///
  /// Any stop uses a PTRACE_INTERRUPT up that was on its way (kernel/signal.c, ptrace_stop, 6.18), so one that has not
  /// reached its aim is sent `again`.
  func resume(delivering signal: Signal? = nil, again: Bool = true) {
    let free = flight?.phase == .free && watcher == nil || flight?.phase == .timing
    leaveStop { stop throws(TraceError) in
      free ? try stop.resume(delivering: signal) : try stop.resumeToSyscall(delivering: signal)
    }
    if again, flight?.cancelled == true { try? interrupt() }
  }

  func advance(_ status: WaitStatus) -> Completion? {
    if status != .syscallStop { loaded = nil }
    switch status {
    case .exited(let code): return died(.exited(code))
    case .killed(let signal, let coreDumped):
      self.coreDumped = coreDumped
      return died(.killed(signal))
    case .syscallStop: return syscallStop()
    case .signalStop(let signal):
      if let delivery = try? withStop({ stop throws(TraceError) in try stop.delivery() }) {
        flight?.events.append(.signal(delivery))
      }
      // A handler would run where nobody sees its calls.
      if refusesOwnCalls, flight?.phase == .timing { sendToPark(.failed(.interrupted)) }
      resume(delivering: signal)
      return nil
    case .groupStop(let signal): return groupStop(signal)
    case .interruptStop:
      return interruptStop()
    case .event(let event): return eventStop(event)
    case .continued:
      resume()
      return nil
    }
  }

  /// A PTRACE_INTERRUPT took effect, or a new tracee made its first stop, or a group stop is over. Only a stop that
  /// *this* flight asked for ends it: the interrupt that broke the last call off may arrive here as well.
  private func interruptStop() -> Completion? {
    if stopSignal != nil {
      stopSignal = nil
      flight?.events.append(.continued)
    }
    switch (flight?.phase, flight?.cancelled) {
    case (.arriving, _), (.free, true): return park(.returned(0))
    case (.timing, true):
      loopStop()
      return nil
    case (.stepping, true), (.stepInside, true): return hold(.held)
    // A routine, or a call that it had not come to; not the middle of a handler, whose mask would stay.
    case (.entering, true) where isAtHome: return breakOff()
    case (.entering, _), (.inside, _), (.leaving, _), (.timing, _), (.free, _), (.stepping, _), (.atEntry, _),
      (.stepInside, _), (nil, _):
      resume(again: false)
      return nil
    }
  }

  /// Its process was stopped. It rests there, and PTRACE_LISTEN lets the kernel report the SIGCONT.
  private func groupStop(_ signal: Signal) -> Completion? {
    let isNew = stopSignal == nil
    stopSignal = signal
    // A program that is to be held is held all the same; `runFreely` puts it back into its stop.
    if flight?.phase == .free, flight?.cancelled == true { return park(.returned(0)) }
    if flight?.isStep == true, flight?.cancelled == true { return hold(.held) }
    if isNew { flight?.events.append(.groupStop(signal)) }
    // Its time would be that of the stop, and nobody would look for its end.
    if flight?.phase == .timing { sendToPark(.failed(.interrupted)) }
    leaveStop { stop throws(TraceError) in try stop.listen() }
    guard isNew, flight?.phase != .free else { return nil }
    let completion = Completion(outcome: flight?.result ?? .blocked, events: flight?.events ?? [])
    // A call that had returned before is over; what is left is to go on when it may.
    flight?.result = nil
    flight?.events = []
    return completion
  }

  /// Whether it runs what the tracer gave it, and not a signal handler.
  private var isAtHome: Bool {
    guard let stop = try? withStop({ stop throws(TraceError) in try stop.registers() }) else { return false }
    switch image {
    case .subject: return SubjectCode.page.contains(stop.instructionPointer)
    case .foreign(let site): return stop.instructionPointer == site
    }
  }

  private func died(_ outcome: CallOutcome) -> Completion {
    end = outcome
    return finish(flight?.result ?? outcome)
  }

  private func finish(_ outcome: CallOutcome) -> Completion {
    let events = flight?.events ?? []
    let (time, crossing) = (flight?.time, flight?.crossing)
    flight = nil
    return Completion(outcome: outcome, events: events, time: time, crossing: crossing)
  }

  private func eventStop(_ event: PtraceEvent) -> Completion? {
    switch event {
    case .fork, .vfork, .clone:
      if let child = try? withStop({ stop throws(TraceError) in try stop.eventMessage() }) {
        flight?.events.append(.child(pid: child, event))
      }
    case .exec:
      flight?.executed = true
      saved = nil
      // At launch the program that starts is the subject itself.
      if flight?.phase != .arriving {
        image = .foreign(callSite: findSyscallInstruction())
        flight?.events.append(.executed)
      }
    case .vforkDone, .seccomp: break
    }
    resume()
    return nil
  }

  private func syscallStop() -> Completion? {
    guard let stop = try? withStop({ stop throws(TraceError) in try stop.syscallStop() }) else {
      resume()
      return nil
    }
    noteHandlerReturn(stop)
    refuseOwnCall(stop)
    switch flight?.phase {
    case .arriving:
      if flight?.executed == true, !stop.isEntry { return park(.returned(0)) }
    case .entering:
      guard stop.isEntry else { break }
      switch flight?.request {
      case .routine: if stop.value == .max { flight?.phase = .leaving }
      case .call:
        if isAtCallSite(stop) {
          flight?.phase = .inside
          if recordsCrossings { recordCrossing() }
          flight?.enteredAt = Tracer.now()
        }
      case nil: break
      }
    case .leaving:
      if !stop.isEntry { return park(flight?.result ?? .returned(0)) }
    case .inside:
      if stop.isEntry { break }
      if let entered = flight?.enteredAt { flight?.time = Tracer.now() - entered }
      if flight?.executed == true { return park(.replaced) }
      if isAtCallSite(stop), let completion = callReturned(stop.value) { return completion }
    case .stepping:
      if stop.isEntry { return entered(stop) }
    case .stepInside:
      if stop.isEntry { break }
      if flight?.executed == true { return park(.replaced) }
      return steppedCallReturned(stop.value)
    case .free: tellWatcher(stop)
    case .timing, .atEntry, nil: break
    }
    resume()
    return nil
  }

  /// At a stop of *our* call: a handler that runs meanwhile makes calls of its own, and its rt_sigreturn ends here too,
  /// with the registers of the interrupted call put back.
  private func isAtCallSite(_ stop: SyscallStop) -> Bool {
    guard let callSite else { return false }
    return stop.instructionPointer == callSite &+ syscallInstructionLength
  }

  private func callReturned(_ value: UInt64) -> Completion? {
    if Self.isRestart(value) {
      return flight?.cancelled == true ? breakOff() : nil
    }
    let outcome: CallOutcome = Errno(result: value).map { .failed($0) } ?? .returned(value)
    if recordsCrossings { recordCrossing() }
    // A subject would now return to user mode, where the kernel delivers what is pending: SIGPIPE behind an EPIPE, a
    // signal sent to oneself. Let it do so, at the park, before the call counts as over.
    if image == .subject, flight?.cancelled != true, hasDeliverableSignals() {
      sendToPark(outcome)
      return nil
    }
    return park(outcome)
  }

  /// Sends a stopped subject to the park, where its request ends with `outcome`.
  func sendToPark(_ outcome: CallOutcome) {
    flight?.result = outcome
    flight?.request = .routine(.park)
    flight?.phase = .entering
    edit { registers in
      registers.callNumber = .max
      registers.instructionPointer = SubjectCode.done
    }
  }

  /// Keeps the registers of the call's entry stop, or of its exit stop when those of the entry are there.
  private func recordCrossing() {
    guard let registers = try? withStop({ stop throws(TraceError) in try stop.registers() }) else { return }
    if flight?.crossing == nil {
      flight?.crossing = Crossing(entry: registers)
    } else {
      flight?.crossing?.exit = registers
    }
  }

  /// Changes registers of a stopped tracee. One that is dying has none left to change.
  func edit(_ change: (inout Registers) -> Void) {
    try? withStop { stop throws(TraceError) in
      var registers = try stop.registers()
      change(&registers)
      try stop.setRegisters(registers)
    }
    loaded = nil
  }

  /// The request is over for the tracee as well: no restart, and the errno in its result register, whether it was in the
  /// call or on its way there.
  private func breakOff() -> Completion {
    edit { registers in
      registers.callNumber = .max
      registers.result = UInt64(bitPattern: -Int64(Errno.interrupted.rawValue))
    }
    if flight?.crossing != nil { recordCrossing() }
    return park(.failed(.interrupted))
  }

  /// The request is over and the tracee rests. A foreign program gets its own registers back.
  func park(_ outcome: CallOutcome) -> Completion {
    if let saved {
      try? withStop { stop throws(TraceError) in try stop.setRegisters(saved) }
    }
    return finish(outcome)
  }

  /// Asks for the request to be broken off with EINTR. It takes effect at the next stop.
  func cancel() throws(TraceError) {
    guard flight?.phase == .inside || flight?.phase == .entering else { throw .running }
    flight?.cancelled = true
    try interrupt()
  }

  /// Stops a foreign program that runs freely.
  func stopFree() throws(TraceError) {
    guard flight?.phase == .free || flight?.isStep == true else { throw .running }
    flight?.cancelled = true
    try interrupt()
  }

  /// Lets a foreign program run.
  func runFreely() throws(TraceError) {
    guard isStopped else { throw isGone ? .gone : .running }
    goOn(as: .free)
  }

  /// Puts a foreign program's own registers back, as they have to be for it to go on.
  ///
  /// With a signal waiting the kernel goes through its restart logic by itself, and knows whether a handler makes the
  /// call end with EINTR. Without one it does not, and we restart the call.
  func restoreProgram() {
    if let saved {
      let registers = hasDeliverableSignals() ? saved : Self.restartable(saved)
      try? withStop { stop throws(TraceError) in try stop.setRegisters(registers) }
    }
    saved = nil
  }

  /// Lets a stopped foreign program go on with its own work.
  func goOn(as phase: Flight.Phase) {
    restoreProgram()
    flight = Flight(phase: phase)
    // ptrace would let it run on in spite of its group stop.
    if stopSignal != nil { try? withStop { stop throws(TraceError) in try stop.trapNext() } }
    resume()
  }

  /// A `syscall` instruction of the program that it runs now: the vdso's own, so that no code is patched.
  private func findSyscallInstruction() -> UInt64? {
    guard let vdso = Vdso.base(of: pid) else { return nil }
    let code = readMemory(at: vdso, atMost: 8192)
    guard code.count > 1 else { return nil }
    for index in 0..<(code.count - 1)
    where code[index] == syscallInstruction[0] && code[index + 1] == syscallInstruction[1] {
      return vdso + UInt64(index)
    }
    return nil
  }
}
