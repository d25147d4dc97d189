import LinuxABI

// Code in a subject that is not the lab's: a handler that a lesson has written into its memory, a return to an address of
// its choice. Whoever looks at typed calls does not see those that it makes.
extension Tracer {
  /// An address in the page of code that every subject has from the lab.
  public static var codeAddress: UInt64 { SubjectCode.call }
}

extension Tracee {
  /// Refuses a call that is not the one under way. At its entry stop.
  func refuseOwnCall(_ stop: SyscallStop) {
    guard refusesOwnCalls, image == .subject, stop.isEntry, stop.value != .max, let phase = flight?.phase,
      phase != .arriving, !isExpected(stop)
    else { return }
    if refusedCalls.count < 100 { refusedCalls.append(stop.value) }
    edit { $0.callNumber = .max }
  }

  private func isExpected(_ stop: SyscallStop) -> Bool {
    switch flight?.request {
    case .call(let call):
      let site = SubjectCode.call &+ syscallInstructionLength
      let number = stop.value & 0xffff_ffff
      if stop.instructionPointer == site,
        number == call.number & 0xffff_ffff || Int32(truncatingIfNeeded: number) == 219
      {
        return hasArguments(of: call)
      }
    case .routine, nil: break
    }
    // rt_sigreturn: what it brings back is looked at when that makes a call.
    return stop.value == 15
  }

  private func hasArguments(of call: RawCall) -> Bool {
    guard let registers = try? withStop({ stop throws(TraceError) in try stop.registers() }) else { return true }
    return registers.hasArguments(of: call)
  }
}
