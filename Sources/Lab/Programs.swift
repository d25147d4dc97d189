import LinuxABI
import Tracer

// Subjects that run a program of their own: held after its exec, let go, stopped again.
extension Lab {
  /// Lets the program of a subject run until it ends or is stopped.
  ///
  /// Throws when the subject runs no program, or is not held.
  public func letRun(_ name: String?) throws(LabError) -> LabSubject {
    let subject = try program(name)
    switch subject.tracee.activity {
    case .free: throw .refused("\(subject.name) runs already.")
    case .stopped:
      throw .refused(
        "\(subject.name) runs, but was stopped by a signal. SIGCONT lets it go on: kill \(subject.name) SIGCONT")
    case .working where subject.inFlight?.isStep == true:
      subject.tracee.watcher = tracesCalls ? trace?.watcher : nil
      // It was stepped into a call that blocks; from here on it is not watched.
      tracer.abandonStep(subject.tracee)
      subject.inFlight = nil
      return subject
    case .working:
      throw .refused(
        "\(subject.name) is still in \(subject.occupation), which was made from here. interrupt \(subject.name) breaks it off."
      )
    case .gone, .parked: break
    }
    subject.tracee.watcher = tracesCalls ? trace?.watcher : nil
    do {
      try tracer.runFreely(subject.tracee)
    } catch {
      throw .refused("\(subject.name) cannot go on: it is ending.")
    }
    return subject
  }

  /// Stops a program that runs, between two of its instructions: calls can be made in it then. False when it does not
  /// run.
  ///
  /// Throws when it cannot be stopped.
  public func stopProgram(_ name: String) throws(LabError) -> Bool {
    guard let subject = subject(named: name), [.free, .stopped].contains(subject.tracee.activity),
      subject.tracee.image != .subject
    else { return false }
    let completion: Completion?
    do {
      completion = try tracer.interrupt(subject.tracee, patience: 500_000_000)
    } catch {
      completion = afterFailure(error, subject)
    }
    guard let completion else {
      throw .refused("\(name) does not stop: it sleeps where no signal reaches it, or is stopped already.")
    }
    // It may have ended instead; then that is what there is to report.
    if let report = background(subject, completion) { pendingReports.append(report) }
    if subject.end == nil { look(at: subject) }
    return subject.end == nil
  }

  /// Waits while the program of a subject does something, for at most `patience` nanoseconds: until it ends, is held, or
  /// has been asleep for a tenth of a second. What happened comes from `collect`; `tell` is called whenever something may
  /// have, so that it is told in the order in which it comes.
  public func watch(_ subject: LabSubject, patience: Int64, tell: (() -> Void)? = nil) {
    let deadline = Self.now() + patience
    var asleepSince: Int64?
    while subject.end == nil, subject.tracee.activity == .free, Self.now() < deadline {
      if let completion = tracer.wait(for: subject.tracee, patience: 10_000_000) {
        if let report = background(subject, completion) { pendingReports.append(report) }
        tell?()
        continue
      }
      if let tell { tell() } else { pendingReports += collect() }
      guard isAsleep(subject) else {
        asleepSince = nil
        continue
      }
      let since = asleepSince ?? Self.now()
      asleepSince = since
      if Self.now() - since > 100_000_000 { return }
    }
  }

  /// Whether a program and all that it has made wait for something: a shell sleeps while its child works.
  private func isAsleep(_ subject: LabSubject) -> Bool {
    let family = living.filter { $0.tracee.family == subject.pid || $0 === subject }
    return family.allSatisfy { (try? proc.stat($0.pid).state) == .sleeping }
  }

  func program(_ name: String?) throws(LabError) -> LabSubject {
    let wanted = name ?? currentName
    guard let subject = subject(named: wanted) else {
      throw .refused("There is no subject \(wanted). \(whoLives)")
    }
    guard subject.end == nil else { throw .refused("\(wanted) has ended.") }
    guard !subject.tracee.isDetached else {
      throw .refused("\(wanted) runs on its own, detached: the lab cannot hold it any more. kill reaches it.")
    }
    guard subject.tracee.image != .subject else {
      throw .refused("\(wanted) has no program of its own: it makes the calls that you type. execve gives it one.")
    }
    return subject
  }

  /// Arguments for a call in a foreign program lie below its stack pointer and the 128 bytes (the red zone of the
  /// x86-64 ABI) that it may use there.
  func findArena(of subject: LabSubject) {
    guard subject.tracee.image != .subject, let registers = try? subject.tracee.registers() else { return }
    subject.arenaTop = (registers.stackPointer &- 128) & ~15
    subject.arenaBottom = .max
  }

  /// What an exec changed, as one line instead of every mapping of the old program and the new.
  func executed(_ subject: LabSubject, held: Bool) -> Change {
    leaveMemory(subject)
    if let maps = try? proc.maps(subject.pid) { subject.maps = maps }
    // One that was not held has left its first instruction behind.
    if !held { (subject.startStack, subject.beforeExec) = (nil, nil) }
    // A program that was short has ended by now, and its zombie has no file, but still its name.
    let program = (try? proc.executable(subject.pid)) ?? (try? proc.stat(subject.pid).comm) ?? "?"
    return .executed(
      subject: subject.name, pid: number(of: subject), program: program, mappings: subject.maps.own.count, held: held)
  }
}
