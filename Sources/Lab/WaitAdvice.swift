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
    case "pause", "rt_sigsuspend":
      return "It waits for a signal that has a handler, or that ends it."
    case "rt_sigtimedwait": return "It waits for one of its signals."
    case "nanosleep", "clock_nanosleep": return "It comes back by itself."
    case "open", "openat", "openat2":
      return "It waits until somebody opens the other end of the named pipe."
    default: break
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
      case .writeEnd: return "\(free.subject) holds a write end (\(free.by)): what it writes there ends the wait."
      case .readEnd: return "\(free.subject) holds a read end (\(free.by)): what it reads there makes room."
      case .child: return "It waits for the end of \(list(wakers.wakers.map(\.subject), "or"))."
      case .lock:
        return
          "\(free.subject) holds the lock\(free.by.isEmpty ? "" : " (\(free.by))"): unlocking or closing ends the wait."
      case .futex: return "\(free.subject) shares this memory: its FUTEX_WAKE at the address ends the wait."
      }
    }
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
}
