import LinuxABI

/// Sees the calls of a program that runs by itself, at both stops of each: what `trace on` needs. The program, its
/// threads and the children that it makes from then on share one.
public final class CallWatcher {
  /// At the entry stop: the arguments can be read from memory.
  let entered: (Tracee, CallEntry) -> Void
  /// At the exit stop, with the result register.
  let returned: (Tracee, UInt64) -> Void

  public init(entered: @escaping (Tracee, CallEntry) -> Void, returned: @escaping (Tracee, UInt64) -> Void) {
    self.entered = entered
    self.returned = returned
  }
}

extension Tracee {
  /// At a syscall stop of a program that runs freely.
  func tellWatcher(_ stop: SyscallStop) {
    guard let watcher else { return }
    if stop.isEntry {
      guard let registers = try? withStop({ stop throws(TraceError) in try stop.registers() }) else { return }
      watcher.entered(self, CallEntry(number: stop.value, arguments: registers.arguments))
    } else {
      watcher.returned(self, stop.value)
    }
  }
}
