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
    if call.row.name == "futex", let word = call.words.first {
      let other = living.first { $0 !== subject && $0.inFlight == nil && sharesMemory($0, subject) }?.name ?? "another"
      return "\(other): futex 0x\(String(word, radix: 16)) FUTEX_WAKE 1 wakes it. \(interrupt)"
    }
    guard let fd = firstDescriptor(call), let description = descriptors.description(of: fd, in: subject.name) else {
      return "Give it what it waits for, or: interrupt \(subject.name)"
    }
    switch description.file?.kind {
    case .pipe: return pipeAdvice(subject, call.row, description) + " " + interrupt
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
    let sender = living.first { $0 !== subject && $0.inFlight == nil }.map { "\($0.name): " } ?? ""
    return "Only a signal that it catches ends it: \(sender)kill \(subject.name) \(signal.name)"
      + (sender.isEmpty ? ", from another subject." : ".")
  }

  private func firstDescriptor(_ call: PendingCall) -> Int32? {
    for (index, parameter) in call.row.parameters.enumerated() {
      if case .descriptor = parameter.type { return Int32(truncatingIfNeeded: call.words[index]) }
    }
    return nil
  }

  /// Who holds the other end, when `subject` sleeps in the call `row` on a pipe. Only subjects can: the lab made the
  /// pipe, or a program that is a subject too.
  func pipeAdvice(_ subject: LabSubject, _ row: Syscall, _ description: OpenFileDescription) -> String {
    let reads = row.name.contains("read") || row.name == "splice" || row.name == "tee"
    let end = reads ? "write" : "read"
    let others = descriptors.descriptions.values.filter { other in
      other.file?.inode == description.file?.inode && (reads ? other.canWrite : other.canRead)
    }
    let labels = Set(others.map(\.label))
    let members = labels.flatMap { descriptors.members(of: $0) }.flatMap { member in
      descriptors.users(of: member.subject).map { (subject: $0, fd: member.fd) }
    }
    let holders = Dictionary(grouping: members, by: \.subject)
      .sorted { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }
      .map { (name: $0.key, fds: $0.value.map(\.fd).sorted().map { "fd \($0)" }.joined(separator: ", ")) }
    let own = holders.first { $0.name == subject.name }
    let elsewhere = holders.filter { $0.name != subject.name }
    let free = elsewhere.filter { self.subject(named: $0.name)?.inFlight == nil }
    let isTravelling = descriptors.inFlight.contains { labels.contains($0.label) }
    if free.isEmpty, !isTravelling {
      if let own, elsewhere.isEmpty {
        return
          "\(subject.name) itself holds the only \(end) end (\(own.fds)), and it is asleep: nobody can end this wait."
      }
      let asleep = elsewhere.map(\.name).joined(separator: " and ")
      return asleep.isEmpty
        ? "Nobody of the lab holds a \(end) end."
        : "The \(end) ends are held by \(asleep), asleep too: nobody can end this wait."
    }
    // Closing ends a wait only where no descriptor is left.
    let canClose = own == nil && !isTravelling
    var sentences: [String] = []
    if free.count == 1 {
      let act = reads ? "what it writes there ends the wait" : "what it reads there makes room"
      sentences.append(
        "\(free[0].name) holds a \(end) end (\(free[0].fds)): \(act)\(canClose ? ", and so does closing it" : "").")
    } else if !free.isEmpty {
      let names = free.map { "\($0.name) (\($0.fds))" }.joined(separator: " and ")
      let act = reads ? "What one of them writes ends the wait" : "What one of them reads makes room"
      sentences.append(
        "\(reads ? "Write" : "Read") ends are held by \(names). \(act)\(canClose ? ", and so does closing them all" : "")."
      )
    }
    if isTravelling { sentences.append("A \(end) end is in flight through a socket.") }
    if let own { sentences.append("\(subject.name) holds one too (\(own.fds)), so closing does not end it.") }
    return sentences.joined(separator: " ")
  }
}
