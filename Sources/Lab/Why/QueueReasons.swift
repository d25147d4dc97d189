import Glibc
import Inspect
import LinuxABI
import SyscallTable

// Failures of POSIX message queues (`man 7 mq_overview`): how full a queue is, who is told of messages, and its name.
extension Explanation {
  private var isQueueCall: Bool { row.name.hasPrefix("mq_") }

  /// The queue behind the call's descriptor.
  private var queue: (fd: Int32, most: Int, size: Int, held: Int)? {
    guard isQueueCall, let fd = descriptorArguments.first?.fd, entry(fd) != nil,
      let found = lab.proc.messageQueue(subject.pid, fd)
    else { return nil }
    return (fd, found.most, found.size, found.held)
  }

  private func holding(_ queue: (fd: Int32, most: Int, size: Int, held: Int)) -> String {
    let target = entry(queue.fd).map { " (\(Escapes.harmless($0.target)))" } ?? ""
    return
      "the queue of fd \(queue.fd)\(target) holds \(queue.held) of \(queue.most == 1 ? "1 message" : "\(queue.most) messages")"
  }

  func queueReason(_ errno: Errno) -> String? {
    guard isQueueCall else { return nil }
    switch (row.name, errno.name) {
    case (_, "EBADF"):
      guard let fd = descriptorArguments.first?.fd, let description = entry(fd), queue == nil else { return nil }
      return
        "fd \(fd) is \(description.file?.kind.noun ?? "something else") (\(Escapes.harmless(description.target))), and mqdes has to be a message queue, from mq_open."
    case ("mq_timedsend", "EAGAIN"), ("mq_timedreceive", "EAGAIN"):
      guard let queue else { return nil }
      let what = row.name == "mq_timedsend" ? "there is no room to write" : "nothing is there to read"
      return "fd \(queue.fd) has O_NONBLOCK, and \(what): \(holding(queue)). Without the flag the call would wait."
    case ("mq_timedsend", "ETIMEDOUT"), ("mq_timedreceive", "ETIMEDOUT"):
      guard let queue, let address = word("abs_timeout"), let time = subject.exactly(16, at: address) else {
        return nil
      }
      let until = Int64(bitPattern: time[..<8].littleEndianWord)
      return
        "\(holding(queue).capitalizedFirst), and abs_timeout, \(until) s on CLOCK_REALTIME, has passed: it is a time, no duration, and clock_gettime CLOCK_REALTIME gives \(time_t(Glibc.time(nil))) s now."
    case ("mq_timedsend", "EMSGSIZE"):
      guard let queue else { return nil }
      return
        "The message has \(word("msg_len") ?? 0) bytes, more than the queue's mq_msgsize, \(queue.size); mq_open sets it when it makes the queue."
    case ("mq_timedreceive", "EMSGSIZE"):
      guard let queue else { return nil }
      return
        "msg_len is \(word("msg_len") ?? 0), less than the queue's mq_msgsize, \(queue.size): any of its messages has to fit."
    case ("mq_notify", "EBUSY"):
      guard let fd = descriptorArguments.first?.fd else { return nil }
      let number = lab.proc.notified(subject.pid, fd)
      let who = number.map { lab.name(ofProcess: $0) ?? "process \($0)" } ?? "a process"
      return "The queue of fd \(fd) has \(who) to tell of its next message already, and it has one at most."
    case ("mq_unlink", "EACCES"), ("mq_open", "EACCES"):
      guard let text = words.first.flatMap({ subject.string(at: $0) })?.bytes else { return nil }
      if text.contains(0x2f) {
        return "The name \(Escapes.quoted(text)) has a slash; the kernel takes it without the one of the C library."
      }
      return "The permissions of the queue \(Escapes.quoted(text)) do not let \(subject.name) in."
    case ("mq_open", "ENOENT"), ("mq_unlink", "ENOENT"):
      guard let text = words.first.flatMap({ subject.string(at: $0) })?.bytes else { return nil }
      return
        "No queue has the name \(Escapes.quoted(text))\(row.name == "mq_open" ? ", and O_CREAT was not given" : "")."
    case ("mq_open", "ENOSPC"):
      guard let most = (try? lab.proc.ipcText("sys/fs/mqueue/queues_max", of: subject.pid)) else { return nil }
      return
        "The IPC namespace of \(subject.name) has as many queues as fs.mqueue.queues_max lets there be: \(most.filter { !$0.isWhitespace })."
    case ("mq_open", "EEXIST"):
      guard let text = words.first.flatMap({ subject.string(at: $0) })?.bytes else { return nil }
      return "The queue \(Escapes.quoted(text)) exists, and O_CREAT|O_EXCL asks for a new one."
    default: return nil
    }
  }

  /// What the queue was like, and what would make the call work.
  func queueAccount(_ errno: Errno, _ account: inout Account) {
    guard isQueueCall, let queue else { return }
    account.circumstances.append(.descriptor(queue.fd))
    account.facts.append("\(holding(queue).capitalizedFirst), of \(queue.size) bytes at most each.")
    switch (row.name, errno.name) {
    case ("mq_timedsend", "EAGAIN"), ("mq_timedsend", "ETIMEDOUT"):
      account.remedies.append(.init("mq_timedreceive \(queue.fd)", "takes a message out, which makes room"))
    case ("mq_timedreceive", "EAGAIN"), ("mq_timedreceive", "ETIMEDOUT"):
      account.remedies.append(.init("mq_timedsend \(queue.fd) \"hello\"", "puts a message in"))
    case ("mq_timedreceive", "EMSGSIZE"):
      account.remedies.append(.init(nil, "A buffer of \(queue.size) bytes: msg_len \(queue.size)."))
    case ("mq_notify", "EBUSY"):
      account.remedies.append(
        .init("mq_notify \(queue.fd) NULL", "takes the request back, where it is the caller's own"))
    default: break
    }
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
