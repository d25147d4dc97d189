import Inspect
import SyscallTable

/// A descriptor that was sent with SCM_RIGHTS and not received yet. It has no number: the message in the socket's queue
/// refers to the open file description, and keeps it alive (`man 7 unix`).
public struct DescriptorInFlight: Hashable, Sendable {
  /// The open file description's letter.
  public let label: String
  /// The socket that holds the message, by inode.
  let socket: UInt64
}

extension DescriptorModel {
  /// The letter of the socket that holds a descriptor in flight.
  public func receiver(of descriptor: DescriptorInFlight) -> String? {
    socketHolders[descriptor.socket].flatMap { tables[$0.subject]?[$0.fd]?.label }
  }

  /// The letters that were sent to the socket behind `fd`, the oldest first.
  func waiting(for fd: Int32, in subject: String) -> [String] {
    guard let inode = read[subject]?[fd]?.identity?.inode else { return [] }
    return inFlight.filter { $0.socket == inode }.map(\.label)
  }

  /// Takes in that `subject` has sent `fds`. Which socket holds them now the kernel tells: the one whose count of waiting
  /// descriptors has grown.
  mutating func send(_ fds: [Int32], from subject: String) -> [Change] {
    let labels = fds.compactMap { tables[subject]?[$0]?.label }
    guard !labels.isEmpty else { return [] }
    let receiver = socketHolders.first { inode, holder in
      waitingCount(holder) == inFlight.filter { $0.socket == inode }.count + labels.count
    }
    if let receiver { inFlight += labels.map { DescriptorInFlight(label: $0, socket: receiver.key) } }
    let letter = receiver.flatMap { tables[$0.value.subject]?[$0.value.fd]?.label }
    return labels.map { .sent(label: $0, receiver: letter) }
  }

  /// Forgets descriptors that are in flight no longer, the oldest of each socket first, and tells of those that did not
  /// arrive: `received` are the letters of those that did. Of sockets that a subject in `calling` has nothing is said yet,
  /// since its call may be what received them and will be told; and what a program in `running` did nobody saw.
  mutating func settleFlights(
    received: [String] = [], calling: Set<String> = [], running: Set<String> = []
  ) -> [Change] {
    guard !inFlight.isEmpty else { return [] }
    let holders = socketHolders
    // A socket that is in flight itself is held by nobody, and its queue cannot be looked at.
    let travelling = Set(inFlight.compactMap { descriptions[$0.label]?.file?.inode })
    var gone: [String] = []
    for socket in Set(inFlight.map(\.socket)) {
      let owners = owners(of: socket)
      if !owners.isDisjoint(with: calling) { continue }
      let waiting = inFlight.filter { $0.socket == socket }
      var left = travelling.contains(socket) ? waiting.count : 0
      if let holder = holders[socket] { left = waitingCount(holder) ?? waiting.count }
      let over = waiting.count - min(left, waiting.count)
      if owners.isDisjoint(with: running) { gone += waiting.prefix(over).map(\.label) }
      inFlight.removeAll { $0.socket == socket }
      inFlight += waiting.dropFirst(over)
    }
    dropUnused()
    var arrived = received
    return gone.compactMap { label in
      if let index = arrived.firstIndex(of: label) {
        arrived.remove(at: index)
        return nil
      }
      return .lost(label: label, isGone: descriptions[label] == nil)
    }
  }

  func hasSocket(_ subject: String) -> Bool {
    read[subject]?.values.contains { $0.identity?.kind == .socket } ?? false
  }

  private func owners(of socket: UInt64) -> Set<String> {
    Set(
      read.filter { _, table in table.values.contains { $0.identity?.inode == socket && $0.identity?.kind == .socket } }
        .map(\.key))
  }

  /// For each socket of the subjects a descriptor that leads to it, by inode.
  private var socketHolders: [UInt64: (subject: String, fd: Int32)] {
    var holders: [UInt64: (subject: String, fd: Int32)] = [:]
    for (subject, table) in read.sorted(by: { $0.key < $1.key }) {
      for descriptor in table.values.sorted(by: { $0.number < $1.number }) {
        guard let file = descriptor.identity, file.kind == .socket, holders[file.inode] == nil else { continue }
        holders[file.inode] = (subject, descriptor.number)
      }
    }
    return holders
  }

  /// How many descriptors wait in a socket's queue (`net/unix/af_unix.c`, unix_show_fdinfo; since Linux 5.6).
  private func waitingCount(_ holder: (subject: String, fd: Int32)) -> Int? {
    guard let pid = pids[holder.subject], let descriptor = try? proc.descriptor(pid, holder.fd) else { return nil }
    return descriptor.info["scm_fds"].flatMap { Int($0) }
  }
}

extension Lab {
  /// Takes in what programs that run by themselves have received: after a close of the sender's it could no longer be
  /// told whether they share its description.
  func lookAtReceivers() {
    for subject in living where subject.tracee.activity == .free && descriptors.hasSocket(subject.name) {
      look(at: subject)
    }
  }

  /// The descriptors that a finished recvmsg gave, each with the letter under which it was sent.
  func receivedDescriptors(_ call: PendingCall, in subject: LabSubject) -> [Int32: String] {
    guard call.row.name == "recvmsg" else { return [:] }
    let waiting = descriptors.waiting(for: Int32(truncatingIfNeeded: call.words[0]), in: subject.name)
    let fds = ControlMessages.descriptors(ofMessageAt: call.words[1], in: subject)
    // One that came from elsewhere gets a letter of its own, or that of whoever shares it.
    return Dictionary(
      fds.enumerated().map { ($1, waiting[safe: $0] ?? "") }, uniquingKeysWith: { first, _ in first })
  }

  /// What a finished call sent, and what became of descriptors that were on their way.
  func flightChanges(_ call: PendingCall, received: [Int32: String], in subject: LabSubject) -> [Change] {
    if call.row.name == "sendmsg" {
      let fds = ControlMessages.descriptors(ofMessageAt: call.words[1], in: subject)
      return descriptors.send(fds, from: subject.name)
    }
    let calling = living.filter { $0.inFlight != nil }.map(\.name)
    let running = living.filter { $0.tracee.activity == .free }
    let changes = descriptors.settleFlights(
      received: Array(received.values), calling: Set(calling), running: Set(running.map(\.name)))
    return changes
  }
}
