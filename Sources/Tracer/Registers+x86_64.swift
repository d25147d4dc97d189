import CLinux

/// The general registers of a stopped tracee, in the roles that the syscall boundary of x86-64 gives them
/// (`man 2 syscall`): number in rax, arguments in rdi, rsi, rdx, r10, r8, r9, result in rax.
public struct Registers: Sendable {
  var raw = user_regs_struct()

  /// Names and values in the order in which they are shown.
  public var named: [(name: String, value: UInt64)] {
    [
      ("rax", raw.rax), ("rbx", raw.rbx), ("rcx", raw.rcx), ("rdx", raw.rdx), ("rsi", raw.rsi), ("rdi", raw.rdi),
      ("rbp", raw.rbp), ("rsp", raw.rsp), ("r8", raw.r8), ("r9", raw.r9), ("r10", raw.r10), ("r11", raw.r11),
      ("r12", raw.r12), ("r13", raw.r13), ("r14", raw.r14), ("r15", raw.r15), ("rip", raw.rip),
      ("eflags", raw.eflags), ("orig_rax", raw.orig_rax), ("fs_base", raw.fs_base), ("gs_base", raw.gs_base),
    ].map { ($0.0, UInt64($0.1)) }
  }

  public var instructionPointer: UInt64 {
    get { UInt64(raw.rip) }
    set { raw.rip = numericCast(newValue) }
  }

  public var stackPointer: UInt64 {
    get { UInt64(raw.rsp) }
    set { raw.rsp = numericCast(newValue) }
  }

  /// The first argument of a function: of a signal handler, its signal (`man 2 sigaction`).
  var firstArgument: UInt64 { UInt64(raw.rdi) }

  /// The result of a call at its exit stop.
  public var result: UInt64 {
    get { UInt64(raw.rax) }
    set { raw.rax = numericCast(newValue) }
  }

  /// The number of the call that the kernel is in, or -1 for none: with -1 the kernel's restart logic leaves the
  /// registers alone, so it is set whenever the instruction pointer is moved.
  public var callNumber: UInt64 {
    get { UInt64(raw.orig_rax) }
    set { raw.orig_rax = numericCast(newValue) }
  }

  /// The argument registers at a call's entry.
  public var arguments: [UInt64] {
    [raw.rdi, raw.rsi, raw.rdx, raw.r10, raw.r8, raw.r9].map { UInt64($0) }
  }

  /// Whether they are those of a new child at its first stop: clone, fork, vfork or clone3 has returned 0.
  var isNewChild: Bool {
    result == 0 && [56, 57, 58, 435].contains(callNumber)
  }

  /// Loads number and arguments for a `syscall` instruction.
  mutating func load(_ call: RawCall) {
    raw.rax = numericCast(call.number)
    raw.rdi = numericCast(call.arguments.0)
    raw.rsi = numericCast(call.arguments.1)
    raw.rdx = numericCast(call.arguments.2)
    raw.r10 = numericCast(call.arguments.3)
    raw.r8 = numericCast(call.arguments.4)
    raw.r9 = numericCast(call.arguments.5)
  }

  /// Whether the arguments are those of a call.
  func hasArguments(of call: RawCall) -> Bool {
    raw.rdi == numericCast(call.arguments.0) && raw.rsi == numericCast(call.arguments.1)
      && raw.rdx == numericCast(call.arguments.2) && raw.r10 == numericCast(call.arguments.3)
      && raw.r8 == numericCast(call.arguments.4) && raw.r9 == numericCast(call.arguments.5)
  }

  /// Loads the operands of one of the subject's own routines (subject_x86_64.S).
  mutating func load(_ routine: Routine) {
    // The direction flag clear: string instructions go upwards.
    raw.eflags &= ~0x400
    switch routine {
    case .park: break
    case .load(let address, let count):
      raw.rsi = numericCast(address)
      raw.rcx = numericCast(count)
    case .store(let source, let address, let count):
      raw.rsi = numericCast(source)
      raw.rdi = numericCast(address)
      raw.rcx = numericCast(count)
    case .fill(let byte, let address, let count):
      raw.rax = numericCast(UInt64(byte))
      raw.rdi = numericCast(address)
      raw.rcx = numericCast(count)
    case .touch(let address, let pages):
      raw.rdi = numericCast(address)
      raw.rcx = numericCast(pages)
    case .time(let loop): load(loop)
    }
  }

  /// Loads the operands of a timed loop.
  private mutating func load(_ loop: TimedLoop) {
    raw.rbp = numericCast(loop.passes)
    switch loop.body {
    case .call(let call):
      load(call)
      raw.rbx = raw.rax
      // The stamp takes rdx.
      raw.r15 = raw.rdx
    case .function(let address, let arguments):
      raw.rbx = numericCast(address)
      raw.r13 = numericCast(arguments.0)
      raw.r14 = numericCast(arguments.1)
      raw.r15 = numericCast(arguments.2)
    case .nothing: break
    case .select(let call, let copy, let words):
      load(call)
      raw.rbx = raw.rax
      raw.r15 = raw.rdx
      raw.r13 = numericCast(copy)
      raw.r14 = numericCast(words)
    case .forks(let flags): raw.rdi = numericCast(flags)
    case .loads(let address, let words):
      raw.r13 = numericCast(address)
      raw.rbx = numericCast(words)
    }
    if let stack = loop.stackPointer { stackPointer = stack }
    // As the calling convention wants it (System V ABI, 3.2.2).
    stackPointer &= ~15
  }

  /// What a timed loop left, when it has come to its end.
  var timing: LoopTiming? {
    guard SubjectCode.timed.contains(instructionPointer), raw.rbp == 0 else { return nil }
    return LoopTiming(ticks: UInt64(raw.r14) &- UInt64(raw.r12), lastResult: UInt64(raw.r13))
  }
}

extension RawCall {
  /// Whether registers besides rax, rcx and r11 change: rt_sigreturn, modify_ldt, arch_prctl, set_thread_area.
  var changesRegisters: Bool {
    number == 15 || number == 154 || number == 158 || number == 205
  }
}

/// The length of the `syscall` instruction: at a syscall stop the instruction pointer is this far behind it.
let syscallInstructionLength: UInt64 = 2
/// The bytes of the instruction, to find one in a foreign image.
let syscallInstruction: [UInt8] = [0x0f, 0x05]
/// restart_syscall's number, with which the kernel resumes a sleep (kernel/signal.c).
public let restartSyscallNumber: UInt64 = 219

/// Where uc_sigmask stands in the ucontext of a signal frame (arch/x86/include/uapi/asm/ucontext.h, sigcontext.h): the
/// stack pointer is at the ucontext when a handler has returned.
public let maskOffsetInFrame: UInt64 = 296
/// rt_sigreturn's number.
public let signalReturnNumber: UInt64 = 15

/// Functions in the subject's code page, for a learner's sigaction.
public enum SubjectFunctions {
  /// A handler that returns at once.
  public static var handler: UInt64 { SubjectCode.handler }
  /// Where it returns to: rt_sigreturn.
  public static var restorer: UInt64 { SubjectCode.restorer }
  /// A function that returns at once: the same code serves.
  public static var empty: UInt64 { SubjectCode.handler }
}

/// Addresses of the subject's routines.
enum SubjectCode {
  static var call: UInt64 { sysh_subject_call_address() }
  static var done: UInt64 { sysh_subject_done_address() }
  static var handler: UInt64 { sysh_subject_handler_address() }
  static var restorer: UInt64 { sysh_subject_restorer_address() }
  /// Behind the `syscall` of the restorer, which follows on a `mov` of five bytes.
  static var handlerReturn: UInt64 { restorer + 5 + syscallInstructionLength }
  /// The spin in which a timed loop ends.
  static var timed: Range<UInt64> { sysh_subject_timed_address()..<sysh_subject_end_address() }
  static var page: Range<UInt64> { (done & ~4095)..<(done & ~4095) + 4096 }

  static func entry(of routine: Routine) -> UInt64 {
    switch routine {
    case .park: sysh_subject_done_address()
    case .load: sysh_subject_load_address()
    case .store: sysh_subject_store_address()
    case .fill: sysh_subject_fill_address()
    // With no page to touch its loop would go through all of memory.
    case .touch(_, let pages): pages == 0 ? sysh_subject_done_address() : sysh_subject_touch_address()
    case .time(let loop):
      switch loop.body {
      case .call: sysh_subject_time_calls_address()
      case .function: sysh_subject_time_functions_address()
      case .nothing: sysh_subject_time_nothing_address()
      case .select: sysh_subject_time_selects_address()
      case .forks: sysh_subject_time_forks_address()
      case .loads: sysh_subject_time_loads_address()
      }
    }
  }
}
