import CLinux
import LinuxABI

/// A tracee in a ptrace stop: the only state in which registers can be read and it can be resumed. Resuming consumes
/// the value and gives a `Running`, so that no stale stop is ever used.
///
/// Rejected: one type with a state flag checked at run time (requests on a running tracee fail with ESRCH, the same as
/// on a dead one, so the mistake would look like a death).
struct Stopped: ~Copyable {
  let pid: Int32
  let status: WaitStatus

  func registers() throws(TraceError) -> Registers {
    var registers = Registers()
    try TraceError.check(sysh_ptrace_get_registers(pid, &registers.raw), "PTRACE_GETREGS")
    return registers
  }

  func setRegisters(_ registers: Registers) throws(TraceError) {
    var raw = registers.raw
    try TraceError.check(sysh_ptrace_set_registers(pid, &raw), "PTRACE_SETREGS")
  }

  /// What a syscall stop is (`PTRACE_GET_SYSCALL_INFO`); stops are never counted.
  func syscallStop() throws(TraceError) -> SyscallStop {
    var found = sysh_syscall_stop()
    try TraceError.check(sysh_ptrace_syscall_stop(pid, &found), "PTRACE_GET_SYSCALL_INFO")
    return SyscallStop(
      isEntry: found.op == Int32(SYSH_STOP_ENTRY), instructionPointer: found.instruction, value: found.value)
  }

  /// The new process of a fork event; of an exec event, the number that the thread had before.
  func eventMessage() throws(TraceError) -> Int32 {
    var message: UInt = 0
    try TraceError.check(sysh_ptrace_event_message(pid, &message), "PTRACE_GETEVENTMSG")
    return Int32(truncatingIfNeeded: message)
  }

  func delivery() throws(TraceError) -> SignalDelivery {
    var info = sysh_signal_info()
    try TraceError.check(sysh_ptrace_signal_info(pid, &info), "PTRACE_GETSIGINFO")
    return SignalDelivery(info, at: try registers().instructionPointer)
  }

  /// Signals that would be delivered if it ran now: pending for the thread or its process and not blocked.
  func deliverableSignals() throws(TraceError) -> UInt64 {
    var mine: UInt64 = 0
    var shared: UInt64 = 0
    try TraceError.check(sysh_ptrace_pending(pid, 0, &mine), "PTRACE_PEEKSIGINFO")
    try TraceError.check(sysh_ptrace_pending(pid, 1, &shared), "PTRACE_PEEKSIGINFO")
    if mine | shared == 0 { return 0 }
    return (mine | shared) & ~(try signalMask())
  }

  /// At most sixteen of the thread's and of the process's waiting signals.
  func pending() throws(TraceError) -> [SignalDelivery] {
    var found: [SignalDelivery] = []
    for shared: Int32 in [0, 1] {
      var infos = [sysh_signal_info](repeating: sysh_signal_info(), count: 16)
      let count = infos.withUnsafeMutableBufferPointer {
        sysh_ptrace_pending_info(pid, shared, $0.baseAddress, 16)
      }
      try TraceError.check(min(count, 0), "PTRACE_PEEKSIGINFO")
      found += infos.prefix(Int(count)).map { SignalDelivery($0, at: 0) }
    }
    return found
  }

  /// The signals that its thread holds back.
  func signalMask() throws(TraceError) -> UInt64 {
    var blocked: UInt64 = 0
    try TraceError.check(sysh_ptrace_signal_mask(pid, &blocked), "PTRACE_GETSIGMASK")
    return blocked
  }

  /// Makes it trap before its next instruction; as long as its process is stopped, that is a group stop again.
  func trapNext() throws(TraceError) {
    try TraceError.check(sysh_ptrace_interrupt(pid), "PTRACE_INTERRUPT")
  }

  /// Lets it run to its next stop, at the latest the next syscall stop, delivering `signal`.
  consuming func resumeToSyscall(delivering signal: Signal? = nil) throws(TraceError) -> Running {
    try TraceError.check(sysh_ptrace_resume_syscall(pid, signal?.rawValue ?? 0), "PTRACE_SYSCALL")
    return Running(pid: pid)
  }

  /// Lets it run freely until an event or a signal.
  consuming func resume(delivering signal: Signal? = nil) throws(TraceError) -> Running {
    try TraceError.check(sysh_ptrace_resume(pid, signal?.rawValue ?? 0), "PTRACE_CONT")
    return Running(pid: pid)
  }

  /// Leaves it in its group stop, but reports the end of that stop.
  consuming func listen() throws(TraceError) -> Running {
    try TraceError.check(sysh_ptrace_listen(pid), "PTRACE_LISTEN")
    return Running(pid: pid)
  }
}

extension Stopped {
  /// Ends the trace.
  consuming func detach() throws(TraceError) {
    try TraceError.check(sysh_ptrace_detach(pid, 0), "PTRACE_DETACH")
  }
}

/// Where a tracee stands in a call.
struct SyscallStop {
  let isEntry: Bool
  /// Behind the `syscall` instruction.
  let instructionPointer: UInt64
  /// The number at the entry, the result at the exit.
  let value: UInt64
}

/// A tracee that was resumed: all one can do is wait, or ask it to stop.
struct Running: ~Copyable {
  let pid: Int32

  func interrupt() throws(TraceError) {
    try TraceError.check(sysh_ptrace_interrupt(pid), "PTRACE_INTERRUPT")
  }

  /// The next wait status if there is one by now.
  func poll() throws(TraceError) -> WaitStatus? {
    var status: Int32 = 0
    let found = sysh_wait_now(pid, &status)
    if found == 0 { return nil }
    // ECHILD: somebody else reaped it, or it never was ours.
    if found < 0 { throw .gone }
    return WaitStatus(raw: status)
  }

  consuming func stopped(_ status: WaitStatus) -> Stopped {
    Stopped(pid: pid, status: status)
  }
}

extension SignalDelivery {
  fileprivate init(_ info: sysh_signal_info, at instructionPointer: UInt64) {
    self.init(
      signal: Signal(rawValue: info.signal), code: info.code, sender: info.sender, user: info.user,
      address: info.address, instructionPointer: instructionPointer, status: info.status, value: info.value)
  }
}
