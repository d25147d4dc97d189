import CLinux
import LinuxABI

// How a request runs. The order of stops is the kernel's: entry stop, perhaps fork or exec events, exit stop, and
// between any two of them signals, group stops and death.
extension Tracee {
  /// Sets the registers for `request` and lets the tracee run towards it.
  ///
  /// Throws `busy` or `running` when it is not parked, `gone` when it is dead.
  func begin(_ request: Request) throws(TraceError) {
    guard isStopped else { throw isGone ? .gone : flight?.phase == .free ? .running : .busy }
    var registers = try withStop { stop throws(TraceError) in try stop.registers() }
    if case .foreign = image, saved == nil { saved = Self.restartable(registers) }
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
    flight = Flight(phase: .entering, request: request)
    resume()
  }

  /// The address of a `syscall` instruction that it can run.
  private var callSite: UInt64? {
    switch image {
    case .subject: SubjectCode.call
    case .foreign(let site): site
    }
  }

  /// Registers from which a program interrupted in a call goes on as if nothing had been: the kernel would have entered
  /// the call again, and by moving the instruction pointer we take that over (kernel/entry/common.c and
  /// arch/x86/kernel/signal.c, 6.18).
  static func restartable(_ registers: Registers) -> Registers {
    var saved = registers
    if registers.callNumber != .max {
      switch Int64(bitPattern: registers.result) {
      case -512, -513, -514:
        saved.result = registers.callNumber
        saved.instructionPointer &-= syscallInstructionLength
      case -516:
        saved.result = restartSyscallNumber
        saved.instructionPointer &-= syscallInstructionLength
      default: break
      }
    }
    saved.callNumber = .max
    return saved
  }

  /// Lets a stopped tracee go on towards the next syscall stop, or freely when it is a running program.
  func resume(delivering signal: Signal? = nil) {
    let free = flight?.phase == .free
    leaveStop { stop throws(TraceError) in
      free ? try stop.resume(delivering: signal) : try stop.resumeToSyscall(delivering: signal)
    }
  }

  /// Takes in the next wait status if there is one. The completion is nil when the request goes on.
  func poll() -> (status: WaitStatus, completion: Completion?)? {
    guard let status = nextStatus() else { return nil }
    return (status, advance(status))
  }

  func advance(_ status: WaitStatus) -> Completion? {
    switch status {
    case .exited(let code): return died(.exited(code))
    case .killed(let signal, _): return died(.killed(signal))
    case .syscallStop: return syscallStop()
    case .signalStop(let signal):
      if let delivery = try? withStop({ stop throws(TraceError) in try stop.delivery() }) {
        flight?.events.append(.signal(delivery))
      }
      resume(delivering: signal)
      return nil
    case .groupStop(let signal):
      flight?.events.append(.groupStop(signal))
      leaveStop { stop throws(TraceError) in try stop.listen() }
      return nil
    case .interruptStop:
      if flight?.phase == .arriving || flight?.phase == .free { return park(.returned(0)) }
      resume()
      return nil
    case .event(let event): return eventStop(event)
    case .continued:
      resume()
      return nil
    }
  }

  private func died(_ outcome: CallOutcome) -> Completion {
    end = outcome
    return finish(flight?.result ?? outcome)
  }

  private func finish(_ outcome: CallOutcome) -> Completion {
    let events = flight?.events ?? []
    flight = nil
    return Completion(outcome: outcome, events: events)
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
    case .vforkDone: break
    }
    resume()
    return nil
  }

  private func syscallStop() -> Completion? {
    guard let flight else { return nil }
    let found = try? withStop { stop throws(TraceError) in (stop.isSyscallEntry(), try stop.registers()) }
    guard let (entry, registers) = found else {
      resume()
      return nil
    }
    switch flight.phase {
    case .arriving:
      if flight.executed, !entry { return park(.returned(0)) }
    case .free:
      break
    case .entering:
      if entry, case .routine = flight.request, registers.callNumber == .max {
        self.flight?.phase = .leaving
      } else if entry, case .call = flight.request, atCallSite(registers) {
        self.flight?.phase = .inside
      }
    case .leaving:
      if !entry { return park(flight.result ?? .returned(0)) }
    case .inside:
      if !entry, flight.executed { return park(.replaced) }
      if !entry, atCallSite(registers), let completion = callReturned(registers) { return completion }
    }
    resume()
    return nil
  }

  /// At a stop of *our* call: a handler that runs meanwhile makes calls of its own, and its rt_sigreturn ends here too,
  /// with the registers of the interrupted call put back.
  private func atCallSite(_ registers: Registers) -> Bool {
    guard let callSite else { return false }
    return registers.instructionPointer == callSite &+ syscallInstructionLength
  }

  private func callReturned(_ registers: Registers) -> Completion? {
    let result = Int64(bitPattern: registers.result)
    let restarts = (-516 ... -512).contains(result) && result != -515
    // A restart code is no result: the kernel is about to deliver a signal and will decide (errno 512 never leaks).
    if restarts, flight?.cancelled != true { return nil }
    let outcome: CallOutcome =
      if restarts {
        .failed(.interrupted)
      } else if let errno = Errno(result: registers.result) {
        .failed(errno)
      } else {
        .returned(registers.result)
      }
    // A subject would now return to user mode, where the kernel delivers what is pending: SIGPIPE behind an EPIPE, a
    // signal sent to oneself. Let it do so, at the park, before the call counts as over.
    if image == .subject, flight?.cancelled != true, hasDeliverableSignals() {
      flight?.result = outcome
      flight?.request = .routine(.park)
      flight?.phase = .entering
      var next = registers
      next.callNumber = .max
      next.instructionPointer = SubjectCode.done
      try? withStop { stop throws(TraceError) in try stop.setRegisters(next) }
      return nil
    }
    return park(outcome)
  }

  /// The request is over and the tracee rests. A foreign program gets its own registers back.
  private func park(_ outcome: CallOutcome) -> Completion {
    if let saved {
      try? withStop { stop throws(TraceError) in try stop.setRegisters(saved) }
    }
    return finish(outcome)
  }

  /// Asks for the call to be broken off with EINTR. It takes effect at the next stop.
  func cancel() throws(TraceError) {
    guard flight?.phase == .inside else { throw .running }
    flight?.cancelled = true
    try interrupt()
  }

  /// Stops a foreign program that runs freely.
  func stopFree() throws(TraceError) {
    guard flight?.phase == .free else { throw .running }
    try interrupt()
  }

  /// Lets a foreign program run.
  func runFreely() throws(TraceError) {
    guard isStopped else { throw .running }
    if let saved { try withStop { stop throws(TraceError) in try stop.setRegisters(saved) } }
    saved = nil
    flight = Flight(phase: .free)
    resume()
  }

  /// A `syscall` instruction of the program that it runs now: the vdso's own, so that no code is patched
  /// (AT_SYSINFO_EHDR in /proc/PID/auxv, `man 3 getauxval`).
  private func findSyscallInstruction() -> UInt64? {
    let vdso = AuxiliaryVector.value(33, of: pid)
    guard let vdso else { return nil }
    let code = readMemory(at: vdso, atMost: 8192)
    guard code.count > 1 else { return nil }
    for index in 0..<(code.count - 1) where code[index] == syscallInstruction[0] && code[index + 1] == syscallInstruction[1] {
      return vdso + UInt64(index)
    }
    return nil
  }
}
