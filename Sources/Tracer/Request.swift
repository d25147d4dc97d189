import LinuxABI

/// A syscall as registers hold it.
public struct RawCall: Sendable {
  public let number: UInt64
  public let arguments: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
  /// Where the stack pointer stands during the call, nil to leave it: below memory that was supplied for arguments, so
  /// that a signal frame cannot overwrite it.
  public let stackPointer: UInt64?

  /// Missing arguments are 0; more than six are not looked at.
  public init(number: UInt64, arguments: [UInt64], stackPointer: UInt64? = nil) {
    func at(_ index: Int) -> UInt64 { index < arguments.count ? arguments[index] : 0 }
    self.number = number
    self.arguments = (at(0), at(1), at(2), at(3), at(4), at(5))
    self.stackPointer = stackPointer
  }
}

/// Work that a subject does with its own instructions: its own loads and stores, its own faults.
public enum Routine: Sendable {
  /// Nothing: it only delivers pending signals.
  case park
  /// Load `count` bytes.
  case load(address: UInt64, count: UInt64)
  /// Copy `count` bytes from one of its addresses to another.
  case store(source: UInt64, address: UInt64, count: UInt64)
  case fill(byte: UInt8, address: UInt64, count: UInt64)
  /// Store to one byte of each of `pages` pages without changing it.
  case touch(address: UInt64, pages: UInt64)
  /// Run a loop at full speed and take its time. `Tracer.time` is how to ask for it.
  case time(TimedLoop)
}

/// What a tracee is asked to do.
public enum Request: Sendable {
  case call(RawCall)
  case routine(Routine)
}

/// Something that happened to a tracee besides the end of its request.
public enum TraceEvent: Hashable, Sendable {
  /// It made this process or thread, which is now traced too.
  case child(pid: Int32, PtraceEvent)
  case signal(SignalDelivery)
  case executed
  /// All threads of its process were stopped.
  case groupStop(Signal)
  /// A group stop is over.
  case continued
  /// A stepped program stands at the entry of a call of its own, and waits for `finishCall`.
  case entered(CallEntry)
  /// A stepped program was asked to stop, and is held where it is: perhaps in the middle of a call.
  case held
  /// A signal broke into a stepped program's call. It is held before that signal; the kernel decides at its delivery
  /// whether the call is made again or ends with EINTR.
  case brokenInto
}

/// A call of a program's own, as its registers are at the entry (`man 2 syscall`).
public struct CallEntry: Hashable, Sendable {
  public let number: UInt64
  public let arguments: [UInt64]
}

/// The registers on both sides of a call, as its entry and exit stops had them.
public struct Crossing: Sendable {
  /// At the entry stop. The `syscall` instruction has lost rcx and r11 by then, and the kernel has put -ENOSYS into rax;
  /// the number that rax held is in orig_rax (arch/x86/entry/entry_64.S).
  public let entry: Registers
  /// At the exit stop, nil where the call did not come back.
  public var exit: Registers?

  public init(entry: Registers, exit: Registers? = nil) {
    self.entry = entry
    self.exit = exit
  }
}

/// The state of a request: how it ended, or that it is `.blocked`, and what happened meanwhile.
public struct Completion: Sendable {
  public var outcome: CallOutcome
  public var events: [TraceEvent]
  /// How long a call was in the kernel, in nanoseconds: from its entry stop to its exit stop, as `strace -T` measures it,
  /// so the way to the tracer and back is in it. Nil when it did not return.
  public var time: Int64?

  /// Of a finished call, where `Tracee.recordsCrossings` asked for it.
  public var crossing: Crossing?

  public init(
    outcome: CallOutcome, events: [TraceEvent] = [], time: Int64? = nil, crossing: Crossing? = nil
  ) {
    self.outcome = outcome
    self.events = events
    self.time = time
    self.crossing = crossing
  }
}
