import LinuxABI

// Handlers in the subject's own code: how their return is seen, and told with the signal that they ran for.
extension Tracee {
  /// A handler of the subject's own code is over when its restorer makes rt_sigreturn: at the entry stop the frame is
  /// still there, at the exit stop the interrupted place is back.
  func noteHandlerReturn(_ stop: SyscallStop) {
    guard image == .subject else { return }
    if stop.isEntry, stop.instructionPointer == SubjectCode.handlerReturn, stop.value == signalReturnNumber {
      flight?.returnsFromHandler = true
      guard let registers = try? withStop({ stop throws(TraceError) in try stop.registers() }),
        let mask = try? withStop({ stop throws(TraceError) in try stop.signalMask() })
      else { return }
      let restored = readMemory(at: registers.stackPointer &+ maskOffsetInFrame, atMost: 8)
      // The handler is a single instruction, so its argument still tells which signal it was for. Another one can have
      // been delivered since.
      let signal = Int32(truncatingIfNeeded: registers.firstArgument)
      editSignal(where: { $0.handlerRun == nil && $0.signal.rawValue == signal }) { delivery in
        delivery.handlerRun = HandlerRun(
          blocked: mask, frame: registers.stackPointer,
          restoredMask: restored.littleEndianWord)
      }
    } else if !stop.isEntry, flight?.returnsFromHandler == true {
      flight?.returnsFromHandler = false
      editSignal(where: { $0.handlerRun.map { $0.result == nil } ?? false }) { $0.handlerRun?.result = stop.value }
    }
  }

  /// The last signal that is as asked for. Handlers nest: the last to begin is the first to return.
  private func editSignal(where isMeant: (SignalDelivery) -> Bool, _ change: (inout SignalDelivery) -> Void) {
    guard var events = flight?.events else { return }
    for index in events.indices.reversed() {
      guard case .signal(var delivery) = events[index], isMeant(delivery) else { continue }
      change(&delivery)
      events[index] = .signal(delivery)
      flight?.events = events
      return
    }
  }
}
