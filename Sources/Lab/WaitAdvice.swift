import Inspect
import LinuxABI
import SyscallTable

extension Lab {
  /// What would bring a sleeping call back, from who holds what: the other end of its pipe, the terminal, a child, a
  /// lock. Where nobody can, it says so: that is a deadlock.
  func waitAdvice(_ subject: LabSubject) -> String {
    let interrupt =
      subject.inFlight?.isStep == true
      ? "interrupt \(subject.name) holds the program there." : "interrupt \(subject.name) breaks it off."
    guard let call = subject.inFlight?.call else { return interrupt }
    guard let wakers = wakers(of: subject) else { return lonelyAdvice(subject, call) + " " + interrupt }
    let stuck = deadlocked()
    let sentence = stuck[subject.name] == nil ? hope(subject, wakers) : deadlock(subject, wakers, stuck)
    return sentence.isEmpty ? interrupt : sentence + " " + interrupt
  }

  /// A call that waits for nobody in particular.
  private func lonelyAdvice(_ subject: LabSubject, _ call: PendingCall) -> String {
    switch call.row.name {
    case "pause", "rt_sigsuspend": return signalAdvice(subject)
    case "rt_sigtimedwait": return "A signal of its set ends the wait; it is taken, and no handler runs."
    case "nanosleep", "clock_nanosleep": return "It comes back by itself."
    case "open", "openat", "openat2":
      return "It waits until somebody opens the other end of the named pipe."
    default:
      if let advice = readinessAdvice(subject, call) { return advice }
      if let advice = Self.communication[call.row.name] { return advice }
    }
    guard let fd = firstDescriptor(call), let description = descriptors.description(of: fd, in: subject.name),
      case .character = description.file?.kind, description.target.hasPrefix("/dev/pts/")
    else { return "Give it what it waits for:" }
    return "type \"text\\n\" gives it input."
  }

  /// Who can end the wait.
  private func hope(_ subject: LabSubject, _ wakers: Wakers) -> String {
    let free = wakers.wakers.first { waker in
      waker.subject != subject.name && self.subject(named: waker.subject)?.inFlight == nil
    }
    if let free {
      switch wakers.reason {
      case .writeEnd, .readEnd: return pipeAdvice(subject) ?? ""
      case .child:
        // WUNTRACED is 2 (`man 2 wait4`); waitid has other flags.
        let call = subject.inFlight?.call
        let stops = call?.row.name == "wait4" && (call?.words[safe: 2] ?? 0) & 2 != 0 ? "a stop or the end" : "the end"
        return "It waits for \(stops) of \(list(wakers.wakers.map(\.subject), "or"))."
      case .lock:
        return
          "\(free.subject) holds the lock\(free.by.isEmpty ? "" : " (\(free.by))"): unlocking or closing ends the wait."
      case .futex: return "\(free.subject) shares this memory: its FUTEX_WAKE at the address ends the wait."
      }
    }
    if let advice = pipeAdvice(subject), wakers.isOpen { return advice }
    // Asleep, but not for ever: something else wakes it first.
    if let asleep = wakers.wakers.first(where: { $0.subject != subject.name }),
      let other = self.subject(named: asleep.subject), let inner = other.inFlight
    {
      let part =
        switch wakers.reason {
        case .writeEnd: "holds a write end (\(asleep.by))"
        case .readEnd: "holds a read end (\(asleep.by))"
        case .child: "is the child that it waits for"
        case .lock: "holds the lock"
        case .futex: "shares this memory"
        }
      return "\(asleep.subject) \(part) and is itself asleep, in \(inner.call.row.name): that has to end first."
    }
    switch wakers.reason {
    case .writeEnd: return "Nobody of the lab holds a write end."
    case .readEnd: return "Nobody of the lab holds a read end."
    case .child: return ""
    case .lock: return "A process outside the lab holds the lock."
    case .futex: return wakers.isOpen ? "Its time limit ends it." : ""
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

  /// The advice for a call that sleeps on a pipe; nil when it sleeps on none.
  private func pipeAdvice(_ subject: LabSubject) -> String? {
    guard let call = subject.inFlight?.call, let fd = firstDescriptor(call),
      let description = descriptors.description(of: fd, in: subject.name), description.file?.kind == .pipe
    else { return nil }
    return pipeAdvice(subject, call.row, description)
  }

  /// Why nobody can.
  private func deadlock(_ subject: LabSubject, _ wakers: Wakers, _ stuck: [String: Wakers]) -> String {
    let names = unique(wakers.wakers.map(\.subject))
    if wakers.wakers.isEmpty {
      switch wakers.reason {
      case .writeEnd: return "Nobody of the lab holds a write end."
      case .readEnd: return "Nobody of the lab holds a read end."
      case .child, .lock: return ""
      case .futex:
        return "Nobody shares this memory with it: there is no one to call FUTEX_WAKE, so nobody can end this wait."
      }
    }
    if names == [subject.name] {
      let own = wakers.wakers.map(\.by).joined(separator: ", ")
      switch wakers.reason {
      case .writeEnd, .readEnd:
        let end = wakers.reason == .writeEnd ? "write" : "read"
        return
          "\(subject.name) itself holds the only \(end) end (\(own)), and it is asleep: nobody can end this wait."
      case .lock:
        return
          "\(subject.name) itself holds the lock, through another opening of the file (\(own)), and it is asleep: nobody can end this wait."
      case .child, .futex: return ""
      }
    }
    let others = names.filter { $0 != subject.name }
    let part =
      switch wakers.reason {
      case .writeEnd: "The write ends are held by \(list(names, "and")), asleep too"
      case .readEnd: "The read ends are held by \(list(names, "and")), asleep too"
      case .child: "It waits for the end of \(list(names, "or")), asleep too"
      case .lock: "The lock is held by \(list(names, "and")), asleep too"
      case .futex: "Only \(list(names, "and")) could wake it, asleep too"
      }
    let circle = others.compactMap { name -> String? in
      guard let call = self.subject(named: name)?.inFlight?.call, let theirs = stuck[name] else { return nil }
      let waitsFor = unique(theirs.wakers.map(\.subject))
      return "\(name) is in \(call.row.name) and waits for \(list(waitsFor, "or"))"
    }
    return "\(part): nobody can end this wait. Deadlock: \(circle.joined(separator: "; "))."
  }

  private func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private func list(_ names: [String], _ word: String) -> String {
    let names = unique(names)
    guard names.count > 1 else { return names.first ?? "nobody" }
    return names.dropLast().joined(separator: ", ") + " \(word) " + (names.last ?? "")
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
    let awake = elsewhere.filter { self.subject(named: $0.name)?.inFlight == nil }
    // The threads of a process that is named itself would only repeat its descriptors.
    let free = awake.filter { holder in
      guard let leader = self.subject(named: holder.name)?.leader else { return true }
      return !awake.contains { $0.name == leader && $0.fds == holder.fds }
    }
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
      let names = list(free.map { "\($0.name) (\($0.fds))" }, "and")
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
