import CLinux
import Glibc
import LinuxABI
import SyscallTable
import Tracer

/// Follows a program from call to call and writes what it does: `sysh trace`.
///
/// A tracer by itself: it waits for every child and tracee of this thread, so it is made, used and dropped on one thread
/// that has no other children. Two stops a call, or with a filter (`CallFilter`) none for calls that are not wanted.
public final class Follower {
  let options: TraceOptions
  let table: SyscallTable
  /// By thread id.
  var threads: [Int32: FollowedThread] = [:] {
    // Else it would have to be looked up again at each stop, whether it is still there.
    didSet { latest = nil }
  }
  /// Threads that stopped before whoever made them said so: the child's first stop may come before its parent's event.
  /// One of them may have ended by the time that it is told of.
  var untold: Set<Int32> = []
  /// Everything is being let go, also what turns up from now on.
  var isLettingGo = false
  let log: TraceLog
  let processors: SharedProcessor
  /// For `-k`.
  let stacks: StackWalker?
  /// For `-yy`.
  let sockets: SocketNames?
  /// The program that was started, whose end is ours.
  var program: Int32?
  var gate: sysh_gate?
  /// Why the execve failed.
  var notStarted: Errno?
  /// Where the program's wait status goes as soon as it has ended; negative where nobody waits there.
  var front: Int32 = -1
  /// The wait status of the thread that is ending.
  var endingStatus: Int32 = 0
  /// ^Z was typed, and the program is about to stop.
  var isStoppedByKey = false
  /// It has become the program.
  var isExecuted = false
  /// Until its execve nothing that the started process does is the program's.
  var isStarting = false
  /// The wait status with which the program ended.
  var ended: WaitStatus?
  let tellsAtOnce: Bool
  let usesFilter: Bool
  let tampers: Bool
  var lastLine: Int64?
  /// `-c`: what was called so far.
  public internal(set) var summary = CallCounts(method: .stops(because: "each call was looked at"))
  /// The calls that are written the short way, by number, made when they are first met.
  private var plainCalls: [PlainCall??]
  /// What is being put together of a call's end.
  var rest: [UInt8] = []
  var resultText: [UInt8] = []
  private let wanted: [Bool]
  /// One of `threads`: the one that stopped last.
  private(set) var latest: FollowedThread?
  /// Messages of our own, not of the program's doing.
  let tell: (String) -> Void

  /// `tell` has the tracer's own messages, each a sentence without a line feed. `attaches`: what is to be followed runs
  /// already. Throws when the output cannot be opened.
  public init(
    _ options: TraceOptions, attaches: Bool = false, table: SyscallTable = .standard, tell: @escaping (String) -> Void
  ) throws(TraceFailure) {
    self.options = options
    if options.stacks {
      guard let library = StackLibrary() else { throw .noStackLibrary }
      stacks = StackWalker(library)
    } else {
      stacks = nil
    }
    self.table = table
    self.tell = tell
    var descriptor: Int32 = 2
    if let path = options.output, options.following != .separately {
      descriptor = open(
        path, O_WRONLY | O_CREAT | O_CLOEXEC | (options.appends ? O_APPEND : O_TRUNC), 0o666)
      guard descriptor >= 0 else { throw .output(path: path, Errno(rawValue: errno)) }
    }
    log = TraceLog(descriptor: descriptor, isOwned: descriptor != 2, column: options.column)
    tellsAtOnce = descriptor == 2
    sockets = options.names > 1 ? SocketNames() : nil
    wanted = (0..<CallSet.end).map { options.calls.contains($0) }
    plainCalls = [PlainCall??](repeating: nil, count: CallSet.end)
    tampers = !options.tampering.isEmpty
    // A filter is put in place by the program itself, before its execve.
    usesFilter = !attaches && CallFilter.serves(options)
    // With a filter, calls that nobody asked for run at full speed; the opens among them would have to be looked at. And
    // a program that is not ours would keep a strange CPU mask if we were killed.
    let hidesOpens = usesFilter && !options.calls.contains(SharedProcessor.openat)
    processors = SharedProcessor(isOff: attaches || hidesOpens)
  }

  /// Starts `program` and follows it to its end: the status that our own end should have.
  ///
  /// With a filter and without `-f` the program's children are followed too, though nobody asked for them, and nobody
  /// waits for them: then the process forks, and the rest happens in the child (`sysh_follow_behind`).
  public func run(_ program: Program) throws(TraceFailure) -> WaitStatus {
    if usesFilter, !followsChildren {
      let descriptor = sysh_follow_behind()
      guard descriptor >= 0 else { throw .start(name: program.path, Errno(rawValue: -descriptor)) }
      front = descriptor
    }
    try launch(program)
    follow()
    if let notStarted { throw .start(name: program.path, notStarted) }
    return ended ?? .exited(status: 0)
  }

  /// Follows running processes with all their threads until they end, or until we are asked to stop; then they are let
  /// go and run on.
  public func attach(_ pids: [Int32]) throws(TraceFailure) {
    sysh_follow_begin(0, Self.tick)
    for pid in pids { try seize(pid) }
    follow()
  }

  /// Writes what is still to be written.
  public func close() {
    log.flush()
  }

  /// Microseconds: so long at most does output wait, and a request to end.
  static let tick = 100_000

  /// The kernel's options for every tracee.
  var ptraceOptions: UInt64 {
    var wanted = [SYSH_OPTION_SYSGOOD, SYSH_OPTION_EXEC, SYSH_OPTION_CLONE].reduce(0) { $0 | UInt64($1) }
    if followsChildren || usesFilter { wanted |= UInt64(SYSH_OPTION_FORK | SYSH_OPTION_VFORK) }
    // Without a tracer the calls that the filter names would fail with ENOSYS.
    if usesFilter { wanted |= UInt64(SYSH_OPTION_SECCOMP | SYSH_OPTION_EXITKILL) }
    return wanted
  }

  var followsChildren: Bool { options.following != .threads }

  private func follow() {
    while !threads.isEmpty {
      var status: Int32 = 0
      if tellsAtOnce { log.flush(includingOpen: true) }
      let pid = sysh_follow_wait(&status, processors.areShared ? 1 : 0)
      if pid > 0 {
        take(pid, status)
      } else if pid != -EINTR {
        break
      }
      if sysh_follow_ticked() != 0 {
        // What has not come back by now may not for long, and somebody may be looking.
        for thread in threads.values where thread.log.open === thread { thread.log.flush(includingOpen: true) }
        log.flush(includingOpen: true)
        processors.look(at: threads.values)
      }
      let asked = sysh_follow_asked()
      if asked != 0 { stop(asked) }
    }
    sysh_follow_end()
    // Threads that nobody reported the end of.
    for thread in threads.values { thread.log.interrupt() }
    log.flush()
    if let failure = log.failure, failure.rawValue != EPIPE {
      tell("The output could not be written: \(failure.message).")
    }
  }

  /// Somebody wants the tracer to end. While the program that it started runs, a key of the terminal is the program's,
  /// which has the signal too, and any other signal is passed on: it may finish its work, and we see how. What it leaves
  /// behind is let go.
  private func stop(_ signal: Int32) {
    if let program, threads[program] != nil {
      if signal == SIGINT || signal == SIGQUIT { return }
      kill(program, isAsked ? SIGKILL : signal)
      isAsked = true
    } else if !usesFilter {
      letGo()
    }
  }
  private var isAsked = false

  // MARK: One stop

  private func take(_ pid: Int32, _ status: Int32) {
    let word = WaitStatus(raw: status)
    guard let thread = thread(pid) else {
      if word.isEnd { return }
      meetEarly(pid)
      return
    }
    guard !word.isEnd else {
      endingStatus = status
      return end(thread, word)
    }
    processors.count()
    if thread.isLeaving { return leave(thread, word) }
    switch word {
    case .syscallStop, .event(.seccomp): takeCall(thread)
    case .signalStop(let signal): takeSignal(thread, signal)
    case .groupStop(let signal): takeGroupStop(thread, signal)
    case .interruptStop: takeInterrupt(thread)
    case .event(.fork), .event(.vfork), .event(.clone): takeChild(thread)
    case .event(.exec): takeExec(thread)
    case .event(.vforkDone), .continued, .exited, .killed: resume(thread)
    }
  }

  /// Most stops are of the thread that stopped last.
  private func thread(_ pid: Int32) -> FollowedThread? {
    if let latest, latest.pid == pid { return latest }
    latest = threads[pid]
    return latest
  }

  func isWanted(_ number: Int) -> Bool {
    wanted.indices.contains(number) ? wanted[number] : options.calls.contains(number)
  }

  /// The short way to print a call, nil where there is none.
  func plainCall(_ number: Int) -> PlainCall? {
    guard plainCalls.indices.contains(number) else { return nil }
    if let known = plainCalls[number] { return known }
    let made = table[number: number].flatMap { PlainCall($0, options: plainOptions) }
    plainCalls[number] = .some(made)
    return made
  }

  /// Nothing of the short way knows a thread, so names of descriptors are not for it.
  private var plainOptions: CallPrinter.Options {
    var plain = options.printing
    if options.names > 0 { plain.descriptorName = { _ in "" } }
    return plain
  }

  /// Lets it run on to its next stop.
  func resume(_ thread: FollowedThread, signal: Int32 = 0) {
    // Before the program writes the next thing to the same terminal.
    if tellsAtOnce { log.flush(includingOpen: true) }
    // With a filter the kernel stops it at the calls that are wanted; only their ends have to be asked for.
    if usesFilter, !thread.isInCall {
      _ = sysh_ptrace_resume(thread.pid, signal)
    } else {
      _ = sysh_ptrace_resume_syscall(thread.pid, signal)
    }
    // ESRCH means that it is dying: its end comes by itself.
  }
}

/// Why a trace did not begin.
public enum TraceFailure: Error, Sendable {
  case output(path: String, Errno)
  case start(name: String, Errno)
  case seize(pid: Int32, Errno)
  /// libdw, with which stacks are walked, is not installed.
  case noStackLibrary
}
