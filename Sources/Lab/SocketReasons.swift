import SyscallTable

// Reasons for failures of socket calls.
extension Explanation {
  /// The descriptors that the call was to send with SCM_RIGHTS.
  var sentDescriptors: [(name: String, fd: Int32)] {
    arguments.flatMap { _, type, word -> [(name: String, fd: Int32)] in
      guard case .pointer(.message, .input) = type else { return [] }
      return ControlMessages.descriptors(ofMessageAt: word, in: subject).map { ("cmsg_data", $0) }
    }
  }

  func notSocket() -> [String] {
    descriptorArguments.prefix(1).compactMap { _, fd in
      entry(fd)?.file.map { "fd \(fd) leads to \($0.kind.noun), and this call works on sockets only." }
    }
  }
}

extension Lab {
  /// What ends the wait of calls that wait for a message, a connection or a semaphore, by name.
  static let communication: [String: String] = {
    let connection = "A connect to the socket's address ends the wait."
    let event = "It waits until one of its descriptors is ready, or until its time is up."
    let semaphore = "It waits until other processes change the semaphores so that all of it can be done."
    return [
      "accept": connection, "accept4": connection, "connect": "It waits for an answer of whoever listens there.",
      "epoll_wait": event, "epoll_pwait": event, "epoll_pwait2": event, "select": event, "pselect6": event,
      "semop": semaphore, "semtimedop": semaphore,
      "msgrcv": "A msgsnd of such a message ends the wait.", "msgsnd": "A msgrcv that makes room ends the wait.",
      "mq_timedreceive": "An mq_timedsend to the queue ends the wait.",
      "mq_timedsend": "An mq_timedreceive that makes room ends the wait.",
    ]
  }()
}
