import Inspect
import LinuxABI
import SyscallTable
import Tracer

/// Who could end the sleep of a blocked call.
struct Wakers {
  /// A subject that could, and by what.
  struct Waker: Hashable {
    let subject: String
    /// `fd 4`; empty where there is nothing to name.
    let by: String
  }

  /// What is waited for, in which the wakers have a part.
  enum Reason: Hashable {
    case writeEnd, readEnd, child, lock, futex
  }

  let reason: Reason
  let wakers: [Waker]
  /// Others than subjects could do it as well, or a limit of time ends it: it is no deadlock whatever subjects do.
  var isOpen = false
}

extension Lab {
  /// Who could bring the call back in which `subject` is blocked. Nil when it waits for something that has no holder:
  /// time, a signal, the terminal.
  func wakers(of subject: LabSubject) -> Wakers? {
    guard let call = subject.inFlight?.call else { return nil }
    switch call.row.name {
    case "wait4", "waitid": return childWakers(subject, call)
    case "flock": return lockWakers(subject, call, isFlock: true)
    case "fcntl":
      // F_SETLKW and F_OFD_SETLKW (include/uapi/asm-generic/fcntl.h).
      guard let command = call.words[safe: 1], command == 7 || command == 38 else { return nil }
      return lockWakers(subject, call, isFlock: false)
    case "futex": return futexWakers(subject, call)
    default:
      guard let fd = firstDescriptor(call), let description = descriptors.description(of: fd, in: subject.name),
        description.file?.kind == .pipe
      else { return nil }
      return pipeWakers(call, description)
    }
  }

  func firstDescriptor(_ call: PendingCall) -> Int32? {
    for (index, parameter) in call.row.parameters.enumerated() {
      if case .descriptor = parameter.type { return Int32(truncatingIfNeeded: call.words[index]) }
    }
    return nil
  }

  /// Whoever holds the other end. Only subjects can: the lab made the pipe, or a program that is a subject too.
  private func pipeWakers(_ call: PendingCall, _ description: OpenFileDescription) -> Wakers {
    let reads = call.row.name.contains("read") || call.row.name == "splice" || call.row.name == "tee"
    let others = descriptors.descriptions.values.filter { other in
      other.file?.inode == description.file?.inode && other.file?.device == description.file?.device
        && (reads ? other.canWrite : other.canRead)
    }
    // A table that threads use together is kept under one name; each of them can use its descriptors.
    let holders = others.flatMap { descriptors.members(of: $0.label) }.flatMap { member in
      descriptors.users(of: member.subject).map { (subject: $0, fd: member.fd) }
    }.sorted { ($0.subject, $0.fd) < ($1.subject, $1.fd) }
    return Wakers(
      reason: reads ? .writeEnd : .readEnd,
      wakers: holders.map { Wakers.Waker(subject: $0.subject, by: "fd \($0.fd)") },
      // A named pipe can be opened by anybody, and an end in flight through a socket taken out by whoever reads that.
      isOpen: !description.target.hasPrefix("pipe:")
        || descriptors.inFlight.contains { travelling in others.contains { $0.label == travelling.label } })
  }

  private func childWakers(_ subject: LabSubject, _ call: PendingCall) -> Wakers {
    var children = living.filter { (try? proc.stat($0.pid).parent) == subject.pid }
    if call.row.name == "wait4" {
      let wanted = Int32(truncatingIfNeeded: call.words[0])
      if wanted > 0 { children = children.filter { $0.numbers.seen(by: subject.numbers) == wanted } }
    } else if call.words[0] == 1 {
      let wanted = Int32(truncatingIfNeeded: call.words[1])
      children = children.filter { $0.numbers.seen(by: subject.numbers) == wanted }
    }
    return Wakers(reason: .child, wakers: children.map { Wakers.Waker(subject: $0.name, by: "") })
  }

  /// Who holds a lock on the file, from /proc/locks. A lock of flock or of a description is everybody's who has that
  /// description (`man 2 flock`).
  private func lockWakers(_ subject: LabSubject, _ call: PendingCall, isFlock: Bool) -> Wakers? {
    guard let fd = firstDescriptor(call), let description = descriptors.description(of: fd, in: subject.name),
      let file = description.file, let locks = try? proc.fileLocks()
    else { return nil }
    var wakers: [Wakers.Waker] = []
    var isOpen = false
    for lock in locks where !lock.isWaiting && lock.inode == file.inode && (lock.kind == .flock) == isFlock {
      let holder = lock.pid.flatMap { name(ofProcess: $0) }
      switch lock.kind {
      case .process:
        if let holder { wakers.append(.init(subject: holder, by: "")) } else { isOpen = true }
      case .flock, .description:
        let holders = lockHolders(file, lock.kind)
        if holders.isEmpty { isOpen = true }
        wakers += holders
      }
    }
    guard !wakers.isEmpty || isOpen else { return nil }
    return Wakers(
      reason: .lock, wakers: Array(Set(wakers)).sorted { ($0.subject, $0.by) < ($1.subject, $1.by) }, isOpen: isOpen)
  }

  /// Every descriptor through whose description a lock on `file` is held: /proc/PID/fdinfo lists such locks.
  private func lockHolders(_ file: FileIdentity, _ kind: FileLock.Kind) -> [Wakers.Waker] {
    let word = kind == .flock ? "FLOCK" : "OFDLCK"
    var found: [Wakers.Waker] = []
    for description in descriptors.descriptions.values
    where description.file?.inode == file.inode && description.file?.device == file.device {
      for member in descriptors.members(of: description.label) {
        guard let pid = subject(named: member.subject)?.pid, let info = try? proc.text(pid, "fdinfo/\(member.fd)"),
          info.lines().contains(where: { $0.hasPrefix("lock:") && $0.contains(word) })
        else { continue }
        found.append(.init(subject: member.subject, by: "fd \(member.fd)"))
      }
    }
    return found
  }

  /// Who shares the memory that a futex lies in: a mapping of the same file, or the same address space.
  private func futexWakers(_ subject: LabSubject, _ call: PendingCall) -> Wakers? {
    guard let operation = call.words[safe: 1], [0, 9].contains(operation & 0x7f) else { return nil }
    // With a time limit it comes back by itself.
    if call.words[safe: 3] ?? 0 != 0 { return Wakers(reason: .futex, wakers: [], isOpen: true) }
    let address = call.words[0]
    guard let mapping = subject.maps.mapping(containing: address) else { return nil }
    let others = living.filter { other in
      guard other !== subject else { return false }
      if sharesMemory(subject, other) { return true }
      let isPrivate = operation & 0x80 != 0 || !mapping.permissions.shared
      return !isPrivate
        && other.maps.mappings.contains {
          $0.permissions.shared && $0.inode == mapping.inode && $0.device == mapping.device && $0.inode != 0
        }
    }
    return Wakers(reason: .futex, wakers: others.map { .init(subject: $0.name, by: "") })
  }

  // MARK: Deadlocks

  /// The subjects of which none can go on: each waits for others of them alone. A subject that is held counts as able to
  /// act, for whoever types is; so does a program that runs.
  func deadlocked() -> [String: Wakers] {
    var stuck: [String: Wakers] = [:]
    for subject in living where subject.inFlight != nil {
      if let wakers = wakers(of: subject), !wakers.isOpen { stuck[subject.name] = wakers }
    }
    while true {
      let free = stuck.filter { _, wakers in wakers.wakers.contains { stuck[$0.subject] == nil } }
      if free.isEmpty { return stuck }
      for name in free.keys { stuck[name] = nil }
    }
  }
}
