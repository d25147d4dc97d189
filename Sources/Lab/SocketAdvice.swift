import Inspect
import LinuxABI
import SyscallTable

// What would bring a call back that waits for a socket, or for several descriptors: named from the state.
extension Lab {
  /// What ends the wait of calls that wait for a message or a semaphore, by name.
  static let communication: [String: String] = {
    let semaphore = "It waits until other processes change the semaphores so that all of it can be done."
    return [
      "semop": semaphore, "semtimedop": semaphore,
      "msgrcv": "A msgsnd of such a message ends the wait.", "msgsnd": "A msgrcv that makes room ends the wait.",
      "mq_timedreceive": "An mq_timedsend to the queue ends the wait.",
      "mq_timedsend": "An mq_timedreceive that makes room ends the wait.",
    ]
  }()

  /// Nil when the call waits for neither.
  func readinessAdvice(_ subject: LabSubject, _ call: PendingCall) -> String? {
    switch call.row.name {
    case "epoll_wait", "epoll_pwait", "epoll_pwait2": return epollAdvice(subject, call)
    case "poll", "ppoll": return waits(for: polled(call, subject), hasEnd: hasEnd(call, 2), of: subject)
    case "select", "pselect6":
      return waits(for: selected(call, subject), hasEnd: call.words[safe: 4] ?? 0 != 0, of: subject)
    default: return socketAdvice(subject, call)
    }
  }

  // MARK: Several descriptors

  /// poll's time is a number, of which negative ones mean for ever; ppoll's a pointer.
  private func hasEnd(_ call: PendingCall, _ index: Int) -> Bool {
    guard let word = call.words[safe: index] else { return false }
    return call.row.name == "poll" || call.row.name == "epoll_wait" || call.row.name == "epoll_pwait"
      ? Int32(truncatingIfNeeded: word) >= 0 : word != 0
  }

  private func epollAdvice(_ subject: LabSubject, _ call: PendingCall) -> String? {
    guard let list = epollList(Int32(truncatingIfNeeded: call.words[0]), of: subject) else { return nil }
    let end = hasEnd(call, 3)
    if list.rows.isEmpty {
      return
        "Its list is empty: nothing can become ready\(end ? ", and it waits until its time is up" : " unless somebody who shares it adds to it")."
    }
    let armed = list.rows.filter { !$0.entry.isDisarmed }
    let told = armed.filter { $0.listing == .no && $0.ready ?? 0 != 0 && $0.entry.isEdgeTriggered }.map {
      "fd \($0.entry.target)"
    }
    let names = armed.map { "fd \($0.entry.target) (\(EpollList.names($0.entry)))" }
    var text = waits(for: names, hasEnd: end, of: subject)
    if !told.isEmpty {
      text += " \(told.joined(separator: ", ")) has something already, but the edge was told: only new data counts."
    }
    return text
  }

  private func waits(for names: [String], hasEnd: Bool, of subject: LabSubject) -> String {
    let shown = names.prefix(6).joined(separator: ", ") + (names.count > 6 ? " and \(names.count - 6) more" : "")
    let end = hasEnd ? ", or until its time is up" : ""
    return names.isEmpty
      ? "It waits for no descriptor\(hasEnd ? ", only until its time is up" : ": only a signal ends it")."
      : "It waits until one of these is ready\(end): \(shown)."
  }

  private func polled(_ call: PendingCall, _ subject: LabSubject) -> [String] {
    (0..<min(call.words[1] & 0xffff_ffff, 64)).compactMap { index in
      guard let bytes = subject.exactly(8, at: call.words[0] &+ index * 8) else { return nil }
      let fd = Int32(truncatingIfNeeded: bytes[..<4].littleEndianWord)
      let events = bytes[4..<6].littleEndianWord
      return fd < 0 ? nil : "fd \(fd) (\(events == 0 ? "errors alone" : WordCodec.pollEvents.text(events)))"
    }
  }

  private func selected(_ call: PendingCall, _ subject: LabSubject) -> [String] {
    let count = Int(min(call.words[0] & 0xffff_ffff, 4096))
    return zip(["read", "write", "except"], 1...3).flatMap { name, index -> [String] in
      guard call.words[index] != 0, let bytes = subject.exactly((count + 7) / 8, at: call.words[index]) else {
        return []
      }
      return (0..<count).filter { bytes[$0 / 8] >> UInt8($0 % 8) & 1 != 0 }.map { "fd \($0) (\(name))" }
    }
  }

  // MARK: One socket

  private func socketAdvice(_ subject: LabSubject, _ call: PendingCall) -> String? {
    guard let fd = firstDescriptor(call), let description = descriptors.description(of: fd, in: subject.name),
      description.file?.kind == .socket, let record = descriptors.socketRecord(description.label)
    else { return nil }
    let explanation = Explanation(lab: self, subject: subject, row: call.row, words: call.words)
    switch call.row.name {
    case "accept", "accept4":
      return record.localName.map { "A connect to \($0) ends the wait." }
        ?? "A connect to the socket's address ends the wait."
    case "connect":
      if case .inet(let endpoint) = explanation.target, let full = fullQueue(endpoint) { return full }
      return "It waits for an answer of whoever listens there."
    case let name where name.hasPrefix("recv") || name.contains("read"):
      switch descriptors.join(of: record) {
      case .socket(let label):
        return
          "What \(holders(label)) sends ends the wait\(record.status?.type == 2 ? "" : ", and so does closing it")."
      case .queue: return "The other end waits in an accept queue: it has to be accepted first, then to be written to."
      case nil:
        if record.status?.state == .close, let local = record.localName {
          return "A datagram to \(local) ends the wait."
        }
        return record.localName == nil && record.status?.type == 2
          ? "It has no address yet: nobody can send to it until it is bound."
          : "What the other side sends ends the wait."
      }
    case let name where name.hasPrefix("send") || name.contains("write"):
      if case .socket(let label) = descriptors.join(of: record) {
        let waiting = descriptors.socketRecord(label)?.status?.receiveQueue.map { " (\($0) bytes)" } ?? ""
        return "The queue of \(holders(label)) is full\(waiting): reading there makes room."
      }
      return "There is no room until the other side reads."
    default: return nil
    }
  }

  private func fullQueue(_ endpoint: SocketEndpoint) -> String? {
    for (inode, holder) in descriptors.sockets {
      guard let record = descriptors.socketRecords[inode], record.accepts(endpoint),
        let waiting = record.status?.receiveQueue, let backlog = record.status?.sendQueue, waiting > backlog
      else { continue }
      return
        "The accept queue of \(holders(holder.label)) is full (\(waiting) wait, its backlog is \(backlog)): the kernel drops what asks to connect, and this side asks again after 1 s, 3 s, 7 s. An accept makes room."
    }
    return nil
  }

  private func holders(_ label: String) -> String {
    let members = descriptors.members(of: label)
    return members.isEmpty
      ? "socket \(label)" : members.prefix(3).map { "\($0.subject) fd \($0.fd)" }.joined(separator: " or ")
  }
}
