import Inspect
import LinuxABI
import SyscallTable

extension Lab {
  /// What would bring a sleeping call back, from who holds what: the other end of its pipe, the terminal, a child. Where
  /// nobody can, it says so: that is a deadlock.
  func waitAdvice(_ subject: LabSubject) -> String {
    let interrupt = "interrupt \(subject.name) breaks it off."
    guard let call = subject.inFlight?.call else { return interrupt }
    if call.row.name == "wait4" || call.row.name == "waitid" {
      let children = living.filter { (try? proc.stat($0.pid).parent) == subject.pid }.map(\.name)
      // WUNTRACED is 2 (`man 2 wait4`); waitid has other flags.
      let stops = call.row.name == "wait4" && (call.words[safe: 2] ?? 0) & 2 != 0 ? "a stop or the end" : "the end"
      return children.isEmpty
        ? interrupt : "It waits for \(stops) of \(children.joined(separator: " or ")). \(interrupt)"
    }
    if call.row.name == "pause" || call.row.name == "rt_sigsuspend" { return signalAdvice(subject) + " " + interrupt }
    if call.row.name == "rt_sigtimedwait" {
      return "A signal of its set ends the wait; it is taken, and no handler runs. \(interrupt)"
    }
    guard let fd = firstDescriptor(call), let description = descriptors.description(of: fd, in: subject.name) else {
      return "Give it what it waits for, or: interrupt \(subject.name)"
    }
    switch description.file?.kind {
    case .pipe: return pipeAdvice(subject, call, description) + " " + interrupt
    case .character where description.target.hasPrefix("/dev/pts/"):
      return "type \"text\\n\" gives it input. \(interrupt)"
    case .regular, .directory, .socket, .character, .block, .symlink, .anonymous, nil:
      return "Give it what it waits for, or: interrupt \(subject.name)"
    }
  }

  /// What brings a subject back that waits for nothing but a signal.
  private func signalAdvice(_ subject: LabSubject) -> String {
    guard let status = try? proc.status(subject.pid) else { return "Only a signal ends it." }
    guard let signal = Signal.members(of: status.caught & ~status.blocked).first else {
      return "Only a signal that it catches ends it, and it catches none: sigaction gives one a handler."
    }
    let sender = living.first { $0 !== subject && $0.tracee.activity == .parked }.map { "\($0.name): " } ?? ""
    return "Only a signal that it catches ends it: \(sender)kill \(subject.name) \(signal.name)"
      + (sender.isEmpty ? ", from another subject." : ".")
  }

  private func firstDescriptor(_ call: PendingCall) -> Int32? {
    for (index, parameter) in call.row.parameters.enumerated() {
      if case .descriptor = parameter.type { return Int32(truncatingIfNeeded: call.words[index]) }
    }
    return nil
  }

  /// Who holds the other end. Only subjects can: the lab made the pipe, or a program that is a subject too.
  private func pipeAdvice(_ subject: LabSubject, _ call: PendingCall, _ description: OpenFileDescription) -> String {
    let reads = call.row.name.contains("read") || call.row.name == "splice" || call.row.name == "tee"
    let end = reads ? "write" : "read"
    let others = descriptors.descriptions.values.filter { other in
      other.file?.inode == description.file?.inode && (reads ? other.canWrite : other.canRead)
    }
    let holders = others.flatMap { descriptors.members(of: $0.label) }.sorted {
      ($0.subject, $0.fd) < ($1.subject, $1.fd)
    }
    let free = holders.filter { holder in
      holder.subject != subject.name && self.subject(named: holder.subject)?.inFlight == nil
    }
    if let first = free.first {
      return reads
        ? "\(first.subject) holds a write end (fd \(first.fd)): what it writes there ends the wait."
        : "\(first.subject) holds a read end (fd \(first.fd)): what it reads there makes room."
    }
    let own = holders.filter { $0.subject == subject.name }.map { "fd \($0.fd)" }
    let asleep = Set(holders.map(\.subject)).subtracting([subject.name]).sorted()
    if asleep.isEmpty, !own.isEmpty {
      return
        "\(subject.name) itself holds the only \(end) end (\(own.joined(separator: ", "))), and it is asleep: nobody can end this wait."
    }
    if !asleep.isEmpty {
      return "The \(end) ends are held by \(asleep.joined(separator: " and ")), asleep too: nobody can end this wait."
    }
    return "Nobody of the lab holds a \(end) end."
  }
}
