import CLinux
import Glibc
import LinuxABI
import Tracer

/// Counts the calls of a program or of running processes: by BPF where the machine allows it, by stops otherwise.
///
/// SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGCHLD stay blocked afterwards in the thread that counts.
public struct Counter {
  /// Why nothing was counted: a sentence.
  public struct Failure: Error, CustomStringConvertible, Sendable {
    public let description: String
  }

  /// What came of a program.
  public struct Outcome: Sendable {
    public let counts: CallCounts
    /// How the program itself ended: `.exited` or `.killed`.
    public let end: WaitStatus

    public init(counts: CallCounts, end: WaitStatus) {
      self.counts = counts
      self.end = end
    }

    /// Ends this process by the signal that ended the program, or returns the status to exit with.
    public func endLikewise() -> Int32 {
      switch end {
      case .exited(let status): return status
      case .killed(let signal, _):
        sysh_die_by(signal.rawValue)
        return 128 + signal.rawValue
      case .syscallStop, .signalStop, .groupStop, .interruptStop, .event, .continued:
        preconditionFailure("not an end: \(end)")
      }
    }
  }

  /// Whether what is forked counts too; threads always do.
  public var followsForks: Bool
  /// Does without BPF.
  public var onlyStops: Bool

  public init(followsForks: Bool = true, onlyStops: Bool = false) {
    self.followsForks = followsForks
    self.onlyStops = onlyStops
  }

  /// Runs the program, and counts from its execve to the end of the last process that came of it.
  ///
  /// A signal that a terminal's key sends reaches the program by itself; one that a process sends us is passed on to it.
  /// When only processes that it left behind are running, either ends the counting.
  public func count(_ program: Program) throws(Failure) -> Outcome {
    switch bpf() {
    case .success(let counter): return try run(program, counter, try CounterSignals())
    case .failure(let refusal):
      return try byStops(because: refusal) { follower throws(TraceFailure) in try follower.run(program) }
    }
  }

  /// Counts what running processes call from now on, until the last has ended or a signal comes.
  public func count(processes: [Int32]) throws(Failure) -> CallCounts {
    switch bpf() {
    case .success(let counter): return try watch(processes, counter, try CounterSignals())
    case .failure(let refusal):
      return try byStops(because: refusal, attaches: true) { follower throws(TraceFailure) in
        try follower.attach(processes)
        return .exited(status: 0)
      }.counts
    }
  }

  /// The tracer of `sysh trace`, which has nothing to print.
  private func byStops(
    because refusal: BPFRefusal, attaches: Bool = false, _ follow: (Follower) throws(TraceFailure) -> WaitStatus
  ) throws(Failure) -> Outcome {
    var options = TraceOptions()
    options.counts = .only
    options.following = followsForks ? .children : .threads
    options.quiet = 3
    do {
      let follower = try Follower(options, attaches: attaches) { _ in }
      let end = try follow(follower)
      return Outcome(
        counts: CallCounts(method: .stops(because: refusal.reason), counts: follower.summary.counts), end: end)
    } catch {
      throw Failure(error)
    }
  }

  /// Why programs cannot be counted without stopping them, a clause; nil where they can.
  public static var obstacleToBPF: String? {
    if case .failure(let refusal) = Counter().bpf() { refusal.reason } else { nil }
  }

  private func bpf() -> Result<BPFCounter, BPFRefusal> {
    if onlyStops { return .failure(BPFRefusal(reason: "stops were asked for")) }
    return Result { () throws(BPFRefusal) in try BPFCounter(followsForks: followsForks) }
  }
}

// By BPF.
extension Counter {
  /// How often it is looked whether what the program left behind has ended, in milliseconds.
  private static let pace: Int32 = 10

  private func run(_ program: Program, _ counter: BPFCounter, _ signals: CounterSignals) throws(Failure) -> Outcome {
    var gate = try program.startForCounting()
    let process = gate.pid
    do {
      try counter.watch(process, fromItsExec: true)
    } catch {
      sysh_program_stop(&gate)
      throw Failure(description: error.reason)
    }
    sysh_program_go(&gate)
    let refused = sysh_program_result(&gate)
    if refused != 0 {
      waitpid(process, nil, 0)
      throw Failure(program, refused)
    }
    let handle = sysh_pidfd_open(process)
    defer { close(handle) }
    while sysh_child_has_ended(process) == 0 {
      signals.wait(for: [handle], milliseconds: -1)
      signals.passOn(to: process)
    }
    // As long as it is a zombie its number is no other's.
    counter.unwatch(process)
    var status: Int32 = 0
    waitpid(process, &status, 0)
    while counter.livingThreads > 0, !signals.askToEnd() { signals.wait(for: [], milliseconds: Self.pace) }
    return Outcome(counts: counter.counts(), end: WaitStatus(raw: status))
  }

  private func watch(
    _ processes: [Int32], _ counter: BPFCounter, _ signals: CounterSignals
  ) throws(Failure) -> CallCounts {
    var handles: [Int32: Int32] = [:]
    defer { handles.values.forEach { close($0) } }
    for process in processes where handles[process] == nil {
      let handle = sysh_pidfd_open(process)
      guard handle >= 0 else { throw Failure(process, -handle) }
      handles[process] = handle
      do {
        try counter.watch(process, fromItsExec: false)
      } catch {
        throw Failure(description: error.reason)
      }
    }
    while !handles.isEmpty, !signals.askToEnd() {
      let readable = signals.wait(for: Array(handles.values), milliseconds: -1)
      for (process, handle) in handles where readable.contains(handle) {
        counter.unwatch(process)
        close(handle)
        handles[process] = nil
      }
    }
    while handles.isEmpty, counter.livingThreads > 0, !signals.askToEnd() {
      signals.wait(for: [], milliseconds: Self.pace)
    }
    return counter.counts()
  }
}

extension Counter.Failure {
  init(_ program: Program, _ result: Int32) {
    let errno = Errno(rawValue: -result)
    let advice =
      errno == .badFormat ? " It is neither an executable of this machine nor begins with #! and an interpreter." : ""
    self.init(description: "\(program.path) was not executed: \(errno.name) (\(errno.message)).\(advice)")
  }

  init(_ failure: TraceFailure) {
    switch failure {
    case .output(let path, let errno): self.init(description: "\(path) cannot be written: \(errno.message).")
    case .start(let name, let errno):
      self.init(description: "\(name) was not executed: \(errno.name) (\(errno.message)).")
    case .seize(let process, let errno): self.init(process, errno.rawValue)
    case .noStackLibrary: self.init(description: "The library that walks stacks is not installed.")
    }
  }

  /// A process that cannot be counted.
  init(_ process: Int32, _ errno: Int32) {
    switch Errno(rawValue: errno) {
    case .noProcess: self.init(description: "There is no process \(process).")
    case .invalid, .noEntry:
      self.init(description: "\(process) is a thread: give its process's number (Tgid in /proc/\(process)/status).")
    case .notPermitted: self.init(description: TraceFailure.sentence(seizing: process, .notPermitted))
    case let errno: self.init(description: "Process \(process): \(errno.name) (\(errno.message)).")
    }
  }
}

extension Program {
  /// At the gate.
  func startForCounting() throws(Counter.Failure) -> sysh_gate {
    do {
      return try start()
    } catch {
      throw Counter.Failure(description: "No process could be made: \(error.errno.name) (\(error.errno.message)).")
    }
  }
}
