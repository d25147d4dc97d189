import Glibc
import Inspect
import LinuxABI
import SyscallTable

// What a call did to sockets. Calls that have no socket cost a look at their arguments.
extension Lab {
  /// With more sockets than these, only those are read that the call named, and their peers.
  private static let fewSockets = 48

  func socketChanges(after call: PendingCall, _ others: [Change], in subject: LabSubject) -> [Change] {
    let named = socketsNamed(by: call, others, in: subject)
    guard !named.isEmpty || losesSocket(others) else { return [] }
    let isMany = descriptors.sockets.count > Self.fewSockets
    return describe(settledSockets(isMany ? named.union(peers(of: named)) : nil))
  }

  /// The same after a death, which concerns whatever it had.
  func socketChangesAfterDeath() -> [Change] {
    descriptors.socketRecords.isEmpty ? [] : describe(settledSockets(nil))
  }

  /// Reads sockets, and again for the time of a delayed acknowledgement (200 ms at most, `TCP_DELACK_MAX`) where a
  /// connection is only waiting for the answer to its FIN.
  private func settledSockets(_ only: Set<UInt64>?) -> [SocketReading] {
    var readings = descriptors.refreshSockets(only)
    let deadline = Self.now() + 250_000_000
    while readings.contains(where: { $0.was?.status?.state != .finWait1 && $0.now.status?.state == .finWait1 }),
      Self.now() < deadline
    {
      usleep(2_000)
      let later = descriptors.refreshSockets(only)
      readings = later.map { reading in
        SocketReading(
          holder: reading.holder, was: readings.first { $0.now.inode == reading.now.inode }?.was ?? reading.was,
          now: reading.now)
      }
    }
    return readings
  }

  private func describe(_ readings: [SocketReading]) -> [Change] {
    let busy = socketsOfSleepers()
    return readings.compactMap { reading -> Change? in
      let (was, now) = (reading.was, reading.now)
      var change = SocketChange(label: reading.holder.label, from: was, to: now)
      change.isBeingRead = busy.contains(now.inode)
      if now.status?.state == .established, was?.status?.state != .established || was?.details != now.details {
        change.joined = descriptors.join(of: now)
      }
      return change.isVisible ? .socket(change) : nil
    }
  }

  /// Takes in what has become of the subjects' sockets, where there are any.
  public func lookAtSockets() {
    if !descriptors.socketRecords.isEmpty { _ = descriptors.refreshSockets() }
  }

  private func socketsNamed(by call: PendingCall, _ changes: [Change], in subject: LabSubject) -> Set<UInt64> {
    var found: Set<UInt64> = []
    for (index, parameter) in call.row.parameters.enumerated() {
      guard case .descriptor = parameter.type else { continue }
      let fd = Int32(truncatingIfNeeded: call.words[index])
      if let file = descriptors.description(of: fd, in: subject.name)?.file, file.kind == .socket {
        found.insert(file.inode)
      }
    }
    for case .opened(_, _, _, let description, _, _) in changes {
      if let file = description.file, file.kind == .socket { found.insert(file.inode) }
    }
    return found
  }

  private func losesSocket(_ changes: [Change]) -> Bool {
    changes.contains { change in
      switch change {
      case .closed(_, _, _, let target, let last, _, _): last && target.hasPrefix("socket:")
      case .redirected(_, _, _, let isGone, _): isGone && !descriptors.socketRecords.isEmpty
      default: false
      }
    }
  }

  private func peers(of named: Set<UInt64>) -> Set<UInt64> {
    Set(
      descriptors.socketRecords.values.filter { other in
        named.contains { inode in
          guard let record = descriptors.socketRecords[inode] else { return false }
          switch (record.details, other.details) {
          case (.unix(_, let peer?), _): return peer == other.inode
          case (.inet(let local, let remote?), .inet(let theirs, let back)):
            return theirs == remote && back == local || other.accepts(remote)
          default: return false
          }
        }
      }.map(\.inode))
  }

  /// Sockets on which a subject sleeps: what comes there is gone again at once, and told with the call that takes it.
  private func socketsOfSleepers() -> Set<UInt64> {
    Set(
      living.compactMap { subject in
        guard let call = subject.inFlight?.call, let fd = firstDescriptor(call),
          let file = descriptors.description(of: fd, in: subject.name)?.file, file.kind == .socket
        else { return nil }
        return file.inode
      })
  }
}

extension SocketChange {
  /// Whether there is anything to tell.
  var isVisible: Bool {
    guard let from else {
      return to.status?.state != .close || to.localName != nil
    }
    return from.localName != to.localName || from.remoteName != to.remoteName || from.status?.state != to.status?.state
      || from.status?.shutdown != to.status?.shutdown || queue != nil
  }

  /// How the queue of what has come, or of who waits to be accepted, has changed.
  public var queue: (from: UInt32, to: UInt32)? {
    guard !isBeingRead, let now = to.status?.receiveQueue else { return nil }
    let before = from?.status?.receiveQueue ?? 0
    return before == now ? nil : (before, now)
  }
}

extension SocketRecord {
  /// Its own address in words; nil where it has none.
  public var localName: String? {
    switch details {
    case .inet(let local, _): local.port == 0 ? nil : "\(local)"
    case .unix(let name, _): name.isEmpty ? nil : Self.text(ofName: name)
    case .netlink(_, let port): port == 0 ? nil : "\(port)"
    }
  }

  /// The address that it is connected to.
  public var remoteName: String? {
    guard case .inet(_, let remote?) = details else { return nil }
    return "\(remote)"
  }

  /// A path as it is, an abstract name with `@` before it.
  public static func text(ofName name: [UInt8]) -> String {
    name.first == 0
      ? "@" + Escapes.harmless(String(decoding: name.dropFirst(), as: UTF8.self))
      : Escapes.harmless(String(decoding: name, as: UTF8.self))
  }

  /// `TCP`, `UDP`, `UNIX stream`.
  public var kindName: String {
    switch status?.kind {
    case .tcp, .tcp6: "TCP"
    case .udp, .udp6: "UDP"
    case .udpLite, .udpLite6: "UDP-Lite"
    case .raw, .raw6: "RAW"
    case .netlink: "NETLINK"
    case .unix:
      switch status?.type {
      case 1: "UNIX stream"
      case 2: "UNIX dgram"
      case 5: "UNIX seqpacket"
      default: "UNIX"
      }
    case nil: "socket"
    }
  }
}
