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
  private let image: Int32

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
      var what = sysh_launch(image: image, terminal: terminal, directory: path)
      return sysh_launch(&what, Self.options)
    }
    guard launched.step == SYSH_LAUNCH_OK else {
      throw LaunchError(step: .init(launched.step), errno: Errno(rawValue: launched.error))
    }
    let tracee = Tracee(pid: launched.pid, image: .subject)
    tracees[launched.pid] = tracee
    guard let arrived = wait(for: tracee, patience: 5_000_000_000), case .returned = arrived.outcome else {
      kill(launched.pid, SIGKILL)
      throw LaunchError(step: .exec, errno: .noProcess)
    }
    return tracee
  }

  /// Runs `request` in `tracee` and waits for at most `patience` nanoseconds. A completion with the outcome `.blocked`
  /// means that it goes on; its end comes from `collect` or `wait`.
  ///
  /// Throws `busy`, `running` or `gone` when it cannot begin.
  public func run(_ request: Request, in tracee: Tracee, patience: Int64) throws(TraceError) -> Completion {
    try tracee.begin(request)
    return wait(for: tracee, patience: patience) ?? Completion(outcome: .blocked, events: takeEvents(of: tracee))
  }

  /// The end of the request that `tracee` is working on, if it comes within `patience` nanoseconds.
  public func wait(for tracee: Tracee, patience: Int64) -> Completion? {
    var deadline: Int64?
    while true {
      if let (status, completion) = tracee.poll() {
        if status.isEnd { tracees[tracee.pid] = nil }
        if let completion {
          adoptChildren(of: completion, parent: tracee)
          return completion
        }
        // The stop was dealt with and the tracee runs on: sleep for the next one without asking the clock.
        if deadline == nil, sysh_sleep_until_child(patience) == 1 { continue }
      }
      let now = Self.now()
      if deadline == nil { deadline = now + patience }
      guard let end = deadline, now < end else { return nil }
      _ = sysh_sleep_until_child(end - now)
    }
  }

  /// What ended or happened in tracees that run by themselves, since the last look. Never waits.
  public func collect() -> [(tracee: Tracee, completion: Completion)] {
    var found: [(Tracee, Completion)] = []
    for tracee in tracees.values.sorted(by: { $0.pid < $1.pid }) {
      while let (status, completion) = tracee.poll() {
        if status.isEnd { tracees[tracee.pid] = nil }
        if let completion {
          adoptChildren(of: completion, parent: tracee)
          found.append((tracee, completion))
        } else {
          let events = takeEvents(of: tracee)
          guard !events.isEmpty else { continue }
          let news = Completion(outcome: .blocked, events: events)
          adoptChildren(of: news, parent: tracee)
          found.append((tracee, news))
        }
      }
    }
    return found
  }

  /// Breaks the call that `tracee` is blocked in off with EINTR. The completion says how it ended; nil when it cannot be
  /// interrupted (an uninterruptible sleep, or the parent of a vfork).
  public func interrupt(_ tracee: Tracee, patience: Int64) throws(TraceError) -> Completion? {
    if tracee.activity == .free {
      try tracee.stopFree()
    } else {
      try tracee.cancel()
    }
    return wait(for: tracee, patience: patience)
  }

  /// Lets a foreign program run until it ends or is interrupted.
  public func runFreely(_ tracee: Tracee) throws(TraceError) {
    try tracee.runFreely()
  }

  /// Kills every tracee and waits until all are reaped, for at most two seconds.
  public func killAll() {
    for pid in tracees.keys { kill(pid, SIGKILL) }
    let deadline = Self.now() + 2_000_000_000
    while !tracees.isEmpty, Self.now() < deadline {
      for tracee in tracees.values {
        while let (status, _) = tracee.poll() {
          if status.isEnd { tracees[tracee.pid] = nil }
        }
        if tracee.deathWhileParked() != nil { tracees[tracee.pid] = nil }
      }
      if !tracees.isEmpty { _ = sysh_sleep_until_child(5_000_000) }
    }
  }

  /// Notices the death of parked tracees (SIGKILL from outside).
  public func collectDeaths() -> [(tracee: Tracee, completion: Completion)] {
    var found: [(Tracee, Completion)] = []
    for tracee in tracees.values where tracee.activity == .parked {
      if let completion = tracee.deathWhileParked() {
        tracees[tracee.pid] = nil
        found.append((tracee, completion))
      }
    }
    return found
  }

  private func takeEvents(of tracee: Tracee) -> [TraceEvent] {
    let events = tracee.flight?.events ?? []
    tracee.flight?.events = []
    return events
  }

  /// Children of a tracee are traced from their first instruction. Their first stop may have come already; it waits in
  /// the kernel, because only known pids are waited for.
  private func adoptChildren(of completion: Completion, parent: Tracee) {
    for event in completion.events {
      guard case .child(let pid, _) = event, tracees[pid] == nil else { continue }
      let child = Tracee(pid: pid, image: parent.image)
      tracees[pid] = child
      _ = wait(for: child, patience: 1_000_000_000)
    }
  }

  static func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
