import LinuxABI

// Calls that a signal or our interrupt woke, and that the kernel means to make again.
extension Tracee {
  /// Whether a call's value is no result: ERESTARTSYS, ERESTARTNOINTR, ERESTARTNOHAND or ERESTART_RESTARTBLOCK. The kernel
  /// is about to deliver a signal and will decide (include/linux/errno.h: these never leak to a program).
  static func isRestart(_ value: UInt64) -> Bool {
    let value = Int64(bitPattern: value)
    return (-514 ... -512).contains(value) || value == -516
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
}
