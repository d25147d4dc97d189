import CLinux
import Glibc
import LinuxABI

/// One process or thread held under ptrace, and the request that it is working on.
///
/// A tracee rests *parked*: in the exit stop of its last call (or its first stop), with nothing pending that would move
/// it. A request sets its registers and lets it run; every wait status that follows is fed to `advance`, which resumes
/// it or declares the request complete. The same machine serves a caller that waits (`Tracer.run`) and the event loop,
/// which collects the end of calls that block.
public final class Tracee {
  /// What program it runs.
  public enum Image: Hashable, Sendable {
    /// The lab's own code page.
    case subject
    /// A program that it executed; a `syscall` instruction in its vdso serves for injection.
    case foreign(callSite: UInt64?)
  }

  /// What it is doing, as far as the tracer is concerned.
  public enum Activity: Hashable, Sendable {
    case parked
    /// On its way into or inside a request.
    case working
    /// Running its program freely.
    case free
    /// Stopped by a signal, with all of its process, until a SIGCONT; whatever it was doing goes on then.
    case stopped
    case gone
  }

  struct Flight {
    enum Phase {
      /// Before its first stop after launch or fork.
      case arriving
      /// Resumed towards the entry stop of the request.
      case entering
      /// In the kernel.
      case inside
      /// Past the end of a routine, on the way to the exit stop where it parks.
      case leaving
      /// In a timed loop, which no syscall stop interrupts.
      case timing
      /// Not under a request: a foreign program that runs.
      case free
      /// A foreign program that runs up to the entry of its next call.
      case stepping
      /// Held at that entry.
      case atEntry
      /// Past it, on the way to the exit stop of the call.
      case stepInside
    }
    var phase: Phase
    var request: Request?
    var events: [TraceEvent] = []
    /// The result of a finished call while pending signals are still being delivered behind it.
    var result: CallOutcome?
    /// execve went through: the next exit stop is that of the new program.
    var executed = false
    /// The learner asked for the call to be broken off, or for the program to stop.
    var cancelled = false
    /// A timed loop has had its time and is to be broken off at its next stop.
    var isLate = false
    /// The registers at the stops of the call, where they are recorded.
    var crossing: Crossing?
    /// At the entry stop of a handler's rt_sigreturn.
    var returnsFromHandler = false
    /// When the call was let into the kernel, by the monotonic clock, and how long it was there. Nanoseconds.
    var enteredAt: Int64?
    var time: Int64?

    /// Whether a child may come of it that nobody has heard of yet: of clone, fork, vfork and clone3, and of code that makes
    /// calls of its own choice.
    var mayMakeChildren: Bool {
      guard case .call(let call)? = request, events.isEmpty else { return true }
      return [56, 57, 58, 435].contains(call.number)
    }
  }

  public let pid: Int32
  /// The process that it is a thread of: its own number, where it is the first thread.
  public let process: Int32
  /// The program in whose run it was made, by the tracee that was let run: a fork bomb is one family.
  public internal(set) var family: Int32?
  /// Who carries on what it was doing: the first thread, whose number its exec took over (`man 2 ptrace`, "execve(2)
  /// under ptrace").
  public internal(set) var heir: Tracee?
  /// Whether its process has, or had, more threads than one.
  var hasSiblings = false
  /// Its number is no more, and it goes on under another: `passOn` has yet to say so.
  var isRenamed = false
  public internal(set) var image: Image
  /// Exactly one of these two is there, neither once it is gone.
  private var stopped: Stopped?
  private var running: Running?
  var flight: Flight?
  /// Who sees its calls while it runs freely. In the middle of a run it takes effect at the next stop.
  public var watcher: CallWatcher?
  /// A foreign program's registers as they were when it stopped, put back after each injected call.
  var saved: Registers?
  /// What the registers were set to for the last call, as long as nothing but the call itself can have changed them:
  /// rax, rcx and r11, which the next call sets or clobbers anyway. It saves a request a call.
  var loaded: Registers?
  /// Whether the registers are read at the entry and the exit of each call: a request more at either stop.
  public var recordsCrossings = false
  /// See `Tracer.refusesOwnCalls`.
  var refusesOwnCalls = false
  /// The numbers of calls that were refused for that, a hundred at most.
  var refusedCalls: [UInt64] = []
  /// What the last timed loop took, until `Tracer.time` has handed it out.
  var timing: LoopTiming?
  /// How it ended, once it has.
  public internal(set) var end: CallOutcome?
  /// Whether its end left an image of its memory.
  public internal(set) var coreDumped = false
  /// The signal that stopped its process, from the stop until it was seen to go on.
  public internal(set) var stopSignal: Signal?
  /// It was let go for good: nothing of it is seen any more but its end.
  public internal(set) var isDetached = false

  init(pid: Int32, process: Int32? = nil, image: Image, saved: Registers? = nil) {
    self.pid = pid
    self.process = process ?? pid
    self.image = image
    self.saved = saved
    running = Running(pid: pid)
    flight = Flight(phase: .arriving)
  }

  public var activity: Activity {
    if isGone { return .gone }
    guard let flight else { return .parked }
    if stopSignal != nil { return .stopped }
    return flight.phase == .free || flight.phase == .stepping ? .free : .working
  }

  var isStopped: Bool { stopped != nil }
  var isRunning: Bool { running != nil }
  var isGone: Bool { stopped == nil && running == nil }

  /// The registers, when it is parked.
  ///
  /// Throws `busy` while a request is under way, `gone` when it is dead.
  public func registers() throws(TraceError) -> Registers {
    if let saved, isStopped { return saved }
    return try withStop { stop throws(TraceError) in try stop.registers() }
  }

  /// Looks at the stop that it is in.
  func withStop<Result>(_ body: (borrowing Stopped) throws(TraceError) -> Result) throws(TraceError) -> Result {
    guard let stop = stopped.take() else { throw isGone ? .gone : .busy }
    do {
      let result = try body(stop)
      stopped = consume stop
      return result
    } catch {
      stopped = consume stop
      throw error
    }
  }

  /// Ends the stop. A tracee that dies meanwhile (ESRCH) reports that at the next wait, and until then it runs.
  func leaveStop(_ resume: (consuming Stopped) throws(TraceError) -> Running) {
    guard let stop = stopped.take() else { return }
    do {
      running = try resume(stop)
    } catch {
      running = Running(pid: pid)
    }
  }

  /// Ends the trace of a stopped tracee: it goes on as an ordinary process.
  func letGo() throws(TraceError) {
    guard let stop = stopped.take() else { throw isGone ? .gone : .busy }
    let signal = stopSignal
    try stop.detach()
    isDetached = true
    flight = nil
    stopSignal = signal
  }

  /// Asks it to stop.
  func interrupt() throws(TraceError) {
    guard let run = running.take() else { throw isGone ? .gone : .busy }
    do {
      try run.interrupt()
      running = consume run
    } catch {
      running = consume run
      throw error
    }
  }

  /// The next wait status; it is stopped, or gone, from then on. nil when there is none yet.
  func nextStatus() -> WaitStatus? {
    guard let run = running.take() else { return nil }
    let status: WaitStatus?
    do {
      status = try run.poll()
    } catch {
      // ECHILD. Of a thread that is not the first: its exec has given it the number of the first one, where the rest of
      // its story comes from. Otherwise somebody else took its status.
      if process != pid {
        isRenamed = true
        return nil
      }
      return .killed(.kill, coreDumped: false)
    }
    guard let status else {
      running = consume run
      return nil
    }
    if !status.isEnd { stopped = run.stopped(status) }
    return status
  }

  /// It goes on as `leader`, with what it was doing. `atExec`: its exec event is the stop that `leader` is in.
  func passOn(to leader: Tracee, atExec: Bool) {
    heir = leader
    leader.takePlace(of: self, atExec: atExec)
    stopped = nil
    running = nil
    flight = nil
    end = .replaced
  }

  private func takePlace(of thread: Tracee, atExec: Bool) {
    flight = thread.flight ?? Flight(phase: .inside)
    family = family ?? thread.family
    image = thread.image
    saved = nil
    loaded = nil
    end = nil
    // A stop of the old first thread is gone with it.
    if !atExec {
      stopped = nil
      running = Running(pid: pid)
    }
  }

  /// The status of a parked tracee to which something happened although nobody resumed it: it was killed, or another
  /// thread of its process executed a program, which ended this one and took its number over.
  func statusWhileParked() -> WaitStatus? {
    guard let stop = stopped.take() else { return nil }
    let probe = Running(pid: pid)
    let status: WaitStatus?
    do {
      status = try probe.poll()
    } catch {
      if process != pid {
        isRenamed = true
        return nil
      }
      return .killed(.kill, coreDumped: false)
    }
    guard let status else {
      stopped = consume stop
      return nil
    }
    if !status.isEnd { stopped = probe.stopped(status) }
    return status
  }

  /// Whether resuming it would kill or stop it, or make it run a handler: signals wait for it that it does not block.
  func hasDeliverableSignals() -> Bool {
    let signals = try? withStop { stop throws(TraceError) in try stop.deliverableSignals() }
    return (signals ?? 0) != 0
  }
}

// MARK: Memory

extension Tracee {
  /// The bytes at `address`, at most `count`, as its page permissions allow (`man 2 process_vm_readv`): what it could not
  /// read itself is not read here.
  public func readMemory(at address: UInt64, atMost count: Int) -> [UInt8] {
    guard count > 0 else { return [] }
    let got = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, sysh_memory_read(pid, address, buffer.baseAddress, count))
    }
    guard got.count < count else { return got }
    // process_vm_readv stops at the element that fails, and we give it one: read up to the page that is missing.
    let end = (address &+ UInt64(got.count)) & ~4095
    var pages = got
    var next = address &+ UInt64(got.count)
    if got.isEmpty, end != address {
      var limit = (address & ~4095) &+ 4096
      while pages.count < count {
        let want = min(count - pages.count, Int(limit &- next))
        let part = [UInt8](unsafeUninitializedCapacity: want) { buffer, initialized in
          initialized = max(0, sysh_memory_read(pid, next, buffer.baseAddress, want))
        }
        pages += part
        if part.count < want { break }
        next = limit
        limit &+= 4096
      }
    }
    return pages
  }

  /// Why nobody's memory can be reached here, nil when it can: ENOSYS or, of a seccomp filter, EPERM. Asked of the
  /// caller's own, which is always there and allowed.
  public static var memoryObstacle: Errno? {
    var byte: UInt8 = 0
    let result = withUnsafeMutablePointer(to: &byte) { place in
      sysh_memory_write(getpid(), UInt64(UInt(bitPattern: place)), place, 1)
    }
    return result < 0 ? Errno(rawValue: Int32(-result)) : nil
  }

  /// Writes all of `bytes`, as its page permissions allow; false when some could not be written.
  public func writeMemory(_ bytes: [UInt8], at address: UInt64) -> Bool {
    bytes.isEmpty
      || bytes.withUnsafeBytes { sysh_memory_write(pid, address, $0.baseAddress, bytes.count) } == bytes.count
  }
}
