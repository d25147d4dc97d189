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
      return children.isEmpty
        ? interrupt : "It waits for the end of \(children.joined(separator: " or ")). \(interrupt)"
    }
    if call.row.name == "futex", let word = call.words.first {
      let other = living.first { $0 !== subject && $0.inFlight == nil && sharesMemory($0, subject) }?.name ?? "another"
      return "\(other): futex 0x\(String(word, radix: 16)) FUTEX_WAKE 1 wakes it. \(interrupt)"
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
    let holders = others.flatMap { descriptors.members(of: $0.label) }.flatMap { member in
      descriptors.users(of: member.subject).map { (subject: $0, fd: member.fd) }
    }.sorted {
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
