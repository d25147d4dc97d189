import LinuxABI
import Tracer

extension Lab {
  /// Lets the program of a subject go for good: it runs on untraced, and only its end is still told.
  ///
  /// Throws when the subject runs no program of its own, or cannot be held first.
  public func detach(_ name: String?) throws(LabError) -> LabSubject {
    let wanted = name ?? currentName
    if let subject = subject(named: wanted), subject.end == nil, subject.tracee.image == .subject {
      throw .refused(
        "\(wanted) cannot be let go: it has no program of its own, only the lab's code, which does nothing without the lab. execve gives it one."
      )
    }
    let subject = try program(name)
    switch subject.tracee.activity {
    case .free:
      guard try stopProgram(subject.name) else { throw .refused("\(subject.name) has ended.") }
    case .stopped:
      throw .refused(
        "\(subject.name) is stopped by a signal. SIGCONT lets it go on, and then it can be let go: kill \(subject.name) SIGCONT"
      )
    case .working:
      throw .refused("\(subject.name) is in \(subject.occupation). interrupt \(subject.name) breaks it off.")
    case .gone, .parked: break
    }
    do {
      try tracer.detach(subject.tracee)
    } catch .failed(let step, let errno) {
      throw .refused(
        "\(subject.name) was not let go: nobody could promise that it ends with the shell (\(step): \(errno.message)).")
    } catch {
      throw .refused("\(subject.name) cannot be let go: it is ending.")
    }
    return subject
  }
}
