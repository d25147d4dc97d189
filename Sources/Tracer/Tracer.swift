import CLinux
import Glibc
import LinuxABI

/// The one thread that ptraces: launches subjects, runs requests in them and collects what happens to all of them.
///
/// ptrace ties tracees to the thread that attached them, so a `Tracer` is made, used and dropped on one thread. Making
/// one pins that thread to the CPU on which it runs: its subjects inherit the mask, and a stop then costs a context
/// switch instead of waking an idle CPU (7 us against 42 us a call on 6.18).
public final class Tracer {
  /// Options of every tracee, inherited by its children. EXITKILL: no subject survives the shell, however it ends.
  static let options: UInt64 = [
    SYSH_OPTION_EXITKILL, SYSH_OPTION_SYSGOOD, SYSH_OPTION_FORK, SYSH_OPTION_VFORK, SYSH_OPTION_CLONE,
    SYSH_OPTION_EXEC, SYSH_OPTION_VFORK_DONE,
  ].reduce(0) { $0 | UInt64($1) }

  /// All tracees that are not gone, by pid.
  public private(set) var tracees: [Int32: Tracee] = [:]
  /// The CPU that the shell shares with its subjects, nil when pinning was refused.
  public let cpu: Int32?
  /// So many tracees may live at once. A program that makes more is killed with all that it has made.
  public var limit = Int.max
  /// Whether code in a subject that is not the lab's makes no calls: each is refused with ENOSYS, but for the way back
  /// from a handler.
  public var refusesOwnCalls = false {
    didSet { for tracee in tracees.values { tracee.refusesOwnCalls = refusesOwnCalls } }
  }
  /// Where subjects are born; nil for the shell's own namespaces.
  public private(set) var sandbox: Sandbox?
  /// What `limit` ended, until somebody asks.
  private var overruns: [Overrun] = []
  private let image: Int32
  /// Programs that were let go.
  let letGo = LetGo()
  /// Completions of threads that were looked at while one of their process was waited for.
  private var earlier: [(tracee: Tracee, completion: Completion)] = []
  private var isEnding = false
  /// One was killed in the middle of something: it may have made a child that it did not come to report.
  var mayHaveStrays = false
  /// Processes of which a thread ended in the middle of something.
  var endedAtWork: Set<Int32> = []
  /// False for a tracer beside another one on the same thread, whose tracees make no children: what it does not know is the
  /// other's, and no stray.
  public var endsStrays = true
  /// When yielding may be tried again.
  private var yieldsFrom: Int64 = 0

  /// Throws when the subject's image cannot be made (`man 2 memfd_create`).
  public init() throws(LaunchError) {
    let pinned = sysh_cpu_pin()
    cpu = pinned >= 0 ? pinned : nil
    image = sysh_subject_image()
    if image < 0 { throw LaunchError(step: .image, errno: Errno(rawValue: -image)) }
  }

  deinit {
    killAll()
    close(image)
  }

  /// Starts a subject in `directory` with `terminal` (the slave of a pty, which stays the caller's) as its controlling
  /// terminal and as descriptors 0, 1, 2. It is parked when this returns.
  public func launch(directory: String, terminal: Int32) throws(LaunchError) -> Tracee {
    let launched = directory.withCString { path in
      var what = sysh_launch(image: image, terminal: terminal, directory: path, sandbox: sandbox?.channel ?? -1)
      return sysh_launch(&what, Self.options)
    }
    guard launched.step == SYSH_LAUNCH_OK else {
      throw LaunchError(step: .init(launched.step), errno: Errno(rawValue: launched.error))
    }
    let tracee = Tracee(pid: launched.pid, image: .subject)
    tracee.refusesOwnCalls = refusesOwnCalls
    tracees[launched.pid] = tracee
    let arrived = wait(for: tracee, patience: 5_000_000_000)
    guard case .returned = arrived?.outcome else {
      end([tracee], within: 1_000_000_000)
      throw LaunchError(step: .exec, errno: .noProcess)
    }
    return tracee
  }

  /// Makes a sandbox in which subjects are born from now on. That of before ends, with everything in it.
  ///
  /// Throws when the machine refuses namespaces or what is mounted in them.
  public func enterSandbox(directory: String, mounts: [String], firstID: UInt32) throws(SandboxError) {
    sandbox = nil
    sandbox = try Sandbox(directory: directory, mounts: mounts, image: image, firstID: firstID)
  }

  /// Runs `request` in `tracee` and waits for at most `patience` nanoseconds. A completion with the outcome `.blocked`
  /// means that it goes on; its end comes from `collect` or `wait`.
  ///
  /// Throws `busy`, `running` or `gone` when it cannot begin.
  public func run(_ request: Request, in tracee: Tracee, patience: Int64) throws(TraceError) -> Completion {
    try tracee.begin(request)
    return wait(for: tracee, patience: patience, resumed: true)
      ?? Completion(outcome: .blocked, events: takeNews(of: tracee))
  }

  /// The end of the request that `tracee` is working on, if it comes within `patience` nanoseconds. Stops of other
  /// tracees wait for `collect`, but SIGCHLDs that announced them may be used up.
  public func wait(for tracee: Tracee, patience: Int64) -> Completion? {
    wait(for: tracee, patience: patience, resumed: false)
  }

  /// `resumed`: it was resumed a moment ago, so the SIGCHLD of its next stop is still to come.
  private func wait(for tracee: Tracee, patience: Int64, resumed: Bool) -> Completion? {
    var now = Self.now()
    let deadline = now &+ patience
    var resumed = resumed
    while true {
      if let heir = tracee.heir { return wait(for: heir, patience: max(0, deadline - now)) }
      if let completion = takeEarlier(of: tracee) { return completion }
      if resumed { now = yield(at: now) }
      if let news = step(tracee) {
        if let completion = news.completion { return completion }
        resumed = true
        now = Self.now()
        // A handler that makes calls, or one that returns to the fault, stops without end.
        if now >= deadline { return nil }
      } else {
        now = Self.now()
        if tracee.hasSiblings, stepSiblings(of: tracee) { continue }
        if now >= deadline || tracee.isGone { return nil }
        _ = sysh_sleep_until_child(deadline - now)
        resumed = false
      }
    }
  }

  /// What came of a tracee's request while a sibling was waited for: whoever makes a thread may be back before the thread
  /// has come to its first stop (seen on Linux 6.1).
  private func takeEarlier(of tracee: Tracee) -> Completion? {
    guard !earlier.isEmpty, tracee.flight == nil, let index = earlier.firstIndex(where: { $0.0 === tracee }) else {
      return nil
    }
    return earlier.remove(at: index).1
  }

  /// Lets the tracee have the CPU that both share. Most calls are over before the kernel comes back to us, and that is
  /// cheaper than a sleep and a SIGCHLD at each stop. Where others want the CPU too, yielding gives our share of it
  /// away (milliseconds each time on 6.18), so it is given up for a while when it took long.
  private func yield(at now: Int64) -> Int64 {
    guard cpu != nil, now >= yieldsFrom else { return now }
    sched_yield()
    let after = Self.now()
    if after - now > 500_000 { yieldsFrom = after + 100_000_000 }
    return after
  }

  /// Takes in one wait status of `tracee`.
  private func step(_ tracee: Tracee) -> (status: WaitStatus, completion: Completion?)? {
    guard let status = tracee.nextStatus() else {
      if tracee.isRenamed { succeed(tracee) }
      return nil
    }
    return (status, take(status, of: tracee))
  }

  private func take(_ status: WaitStatus, of tracee: Tracee) -> Completion? {
    if status == .event(.exec) { succeed(at: tracee) }
    if case .killed = status, tracee.flight?.mayMakeChildren == true { mayHaveStrays = true }
    if status.isEnd, tracee.flight != nil { endedAtWork.insert(tracee.process) }
    let completion = tracee.advance(status)
    if status.isEnd { tracees[tracee.pid] = nil }
    // At once: the parent of a vfork reports nothing more until its child was able to run.
    if case .event = status { adoptChildren(of: tracee) }
    return completion
  }

  /// What happened to a parked tracee although nobody resumed it: its death, or another thread's exec in its place.
  private func parkedNews(of tracee: Tracee) -> Completion? {
    guard let status = tracee.statusWhileParked() else {
      if tracee.isRenamed { succeed(tracee) }
      return nil
    }
    return take(status, of: tracee)
  }

  /// What ended or happened in tracees that run by themselves, since the last look. Never waits.
  public func collect() -> [(tracee: Tracee, completion: Completion)] {
    var found = earlier
    earlier = []
    for tracee in tracees.values.sorted(by: { $0.pid < $1.pid }) {
      // A bound, so that one that stops again and again cannot hold the shell.
      for _ in 0..<100 {
        guard let news = step(tracee) ?? nextStepOfHandler(tracee) else { break }
        guard let completion = news.completion else { continue }
        found.append((tracee, completion))
        break
      }
      let events = takeNews(of: tracee)
      if !events.isEmpty { found.append((tracee, Completion(outcome: .blocked, events: events))) }
    }
    return found
  }

  /// A handler that has begun comes to its end at once; its signal is told with that.
  private func nextStepOfHandler(_ tracee: Tracee) -> (status: WaitStatus, completion: Completion?)? {
    guard tracee.image == .subject, tracee.isRunning, case .signal(let last) = tracee.flight?.events.last,
      last.handlerRun?.result == nil
    else { return nil }
    let deadline = Self.now() + 5_000_000
    while Self.now() < deadline {
      if let news = step(tracee) { return news }
      _ = sysh_sleep_until_child(1_000_000)
    }
    return nil
  }

  /// Breaks the call that `tracee` is blocked in off with EINTR. The completion says how it ended; nil when it cannot be
  /// interrupted (an uninterruptible sleep, or the parent of a vfork).
  public func interrupt(_ tracee: Tracee, patience: Int64) throws(TraceError) -> Completion? {
    if tracee.flight?.phase == .free || tracee.flight?.isStep == true {
      try tracee.stopFree()
    } else {
      try tracee.cancel()
    }
    return wait(for: tracee, patience: patience)
  }

  /// Whether running it would deliver a signal: one waits for it that it does not block.
  public func hasDeliverableSignals(_ tracee: Tracee) -> Bool {
    tracee.hasDeliverableSignals()
  }

  /// The signals that wait for a parked tracee: its thread's, then its process's.
  public func pendingSignals(_ tracee: Tracee) -> [SignalDelivery] {
    (try? tracee.withStop { stop throws(TraceError) in try stop.pending() }) ?? []
  }

  /// Lets a foreign program run until it ends or is interrupted.
  public func runFreely(_ tracee: Tracee) throws(TraceError) {
    try tracee.runFreely()
  }

  /// Kills every tracee and waits until all are reaped, for at most two seconds.
  public func killAll() {
    isEnding = true
    defer { isEnding = false }
    end(Array(tracees.values), within: 2_000_000_000)
    // Children that were on their way.
    if !tracees.isEmpty { end(Array(tracees.values), within: 2_000_000_000) }
    letGo.endAll(patience: 2_000_000_000)
    endStrays()
    earlier = []
    overruns = []
  }

  /// Kills all that are `doomed`, as long as there are any, and says how many that were.
  func endAll(_ doomed: (Tracee) -> Bool) -> Int {
    isEnding = true
    defer { isEnding = false }
    var killed: Set<Int32> = []
    for _ in 0..<20 {
      let found = tracees.values.filter(doomed)
      if found.isEmpty { break }
      killed.formUnion(found.map(\.pid))
      end(found, within: 2_000_000_000)
    }
    endStrays()
    return killed.count
  }

  func noteOverrun(_ overrun: Overrun) {
    overruns.append(overrun)
  }

  /// The programs that were killed because they made too many processes, since the last question.
  public func takeOverruns() -> [Overrun] {
    defer { overruns = [] }
    return overruns
  }

  /// Looks at the other threads of a process while one is waited for: a leader's end is only reported, and a thread's
  /// exec only goes on, when those that died have been reaped. Whether anything had happened.
  private func stepSiblings(of tracee: Tracee) -> Bool {
    var isNews = false
    for sibling in tracees.values where sibling.process == tracee.process && sibling !== tracee {
      if sibling.activity == .parked {
        if let completion = parkedNews(of: sibling) {
          earlier.append((sibling, completion))
          isNews = true
        } else if sibling.activity != .parked {
          isNews = true
        }
      } else if let news = step(sibling) {
        isNews = true
        if let completion = news.completion { earlier.append((sibling, completion)) }
      }
    }
    return isNews || tracee.heir != nil
  }

  private func end(_ doomed: [Tracee], within patience: Int64) {
    // Only pids that were not reaped: any other may belong to somebody else by now.
    var rest = doomed.filter { tracees[$0.pid] === $0 }
    for tracee in rest { kill(tracee.pid, SIGKILL) }
    let deadline = Self.now() + patience
    while true {
      for tracee in rest {
        while step(tracee) != nil {}
        _ = parkedNews(of: tracee)
      }
      rest.removeAll { $0.isGone }
      if rest.isEmpty || Self.now() >= deadline { return }
      _ = sysh_sleep_until_child(5_000_000)
    }
  }

  /// Notices the death of parked tracees (SIGKILL from outside), and the end of programs that were let go.
  public func collectDeaths() -> [(tracee: Tracee, completion: Completion)] {
    var found: [(Tracee, Completion)] = []
    reapUnknownThreads()
    for tracee in tracees.values where tracee.activity == .parked {
      if let completion = parkedNews(of: tracee) { found.append((tracee, completion)) }
    }
    endStrays()
    return found + letGo.ended()
  }

  /// A tracee that is traced no more.
  func forget(_ tracee: Tracee) {
    tracees[tracee.pid] = nil
  }

  /// Calls that were refused because the code that made them was not the lab's, by process and number, once.
  public func takeRefusedCalls() -> [(pid: Int32, number: UInt64)] {
    guard refusesOwnCalls else { return [] }
    var found: [(pid: Int32, number: UInt64)] = []
    for tracee in tracees.values where !tracee.refusedCalls.isEmpty {
      found += tracee.refusedCalls.map { (tracee.pid, $0) }
      tracee.refusedCalls = []
    }
    return found
  }

  /// What happened in the middle of a request that is still under way, once.
  public func takeNews(of tracee: Tracee) -> [TraceEvent] {
    let events = tracee.flight?.events ?? []
    tracee.flight?.events = []
    return events
  }

  /// Children of a tracee are traced from their first instruction. Their first stop may have come already; it waits in
  /// the kernel, because only known pids are waited for.
  private func adoptChildren(of parent: Tracee) {
    for event in parent.flight?.events ?? [] {
      guard case .child(let pid, _) = event, tracees[pid] == nil else { continue }
      let isThread = sysh_is_thread_of(parent.process, pid) != 0
      // A child that an injected call made in a foreign program is that program too, where it had stopped.
      let child = Tracee(
        pid: pid, process: isThread ? parent.process : nil, image: parent.image, saved: parent.saved)
      child.watcher = parent.watcher
      child.refusesOwnCalls = parent.refusesOwnCalls
      tracees[pid] = child
      if isThread {
        for tracee in [child, parent, tracees[parent.process]] { tracee?.hasSiblings = true }
      }
      _ = wait(for: child, patience: 1_000_000_000)
      guard parent.flight?.phase == .free else { continue }
      // The child of a program that runs is part of that program's work; a vfork's parent even waits for it.
      child.family = parent.family ?? parent.pid
      try? child.runFreely()
    }
    if tracees.count > limit, !isEnding,
      let family = parent.family ?? (parent.flight?.phase == .free ? parent.pid : nil)
    {
      endFamily(family)
    }
  }

  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
