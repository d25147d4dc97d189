import Curriculum
import Glibc
import Inspect
import Lab

// What checks may ask of sockets and of waiting for several descriptors, and what lessons on them may need.
extension LessonBridge {
  static let socketFacts: [String: Fact] = [
    // `socket(P2, c).state == "ESTABLISHED"`. The other end, where a subject has it: `.peer == "P1 4"`.
    "socket": Fact(
      signature: FactSignature(
        arguments: 1...2,
        properties: [
          "kind", "state", "local", "remote", "peer", "queue", "unsent", "waiting", "backlog", "holders",
        ])
    ) { $0.socket($1, $2) },
    // Connections that nobody has any more: `connections("TIME-WAIT").count == 1`.
    "connections": Fact(signature: FactSignature(arguments: 1...1, properties: ["count"], standsAlone: false)) {
      bridge, arguments, _ in
      guard case .string(let state) = arguments[0] else { return .problem("connections wants a state in quotes.") }
      let rows = bridge.session.lab.socketTable().rows
      return .value(.integer(Int64(rows.filter { $0.holders.isEmpty && $0.record?.status?.state.name == state }.count)))
    },
    // `epoll(ep).count`, `epoll(ep).ready`: whether epoll_wait would return at once.
    "epoll": Fact(signature: FactSignature(arguments: 1...2, properties: ["count", "ready"])) { $0.epoll($1, $2) },
    // `watch(ep, r).edge`: an entry of the list, by the number under which it was put there.
    "watch": Fact(
      signature: FactSignature(arguments: 2...3, properties: ["ready", "listed", "edge", "disarmed", "events", "data"])
    ) { $0.watch($1, $2) },
  ]

  static let socketOffers: [String: @Sendable (LessonBridge) -> String?] = [:]

  private func socket(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .integer(let number) = arguments[arguments.count - 1], let fd = Int32(exactly: number) else {
      return .problem("socket wants a descriptor: socket(3).")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      let lab = session.lab
      guard let label = lab.descriptors.table(of: subject.name)?[fd]?.label,
        let row = lab.socketTable().rows.first(where: { $0.label == label })
      else { return .value(property == nil ? .boolean(false) : .absent) }
      let status = row.record?.status
      let queue = status?.receiveQueue.map { FactValue.integer(Int64($0)) } ?? .absent
      let send = status?.sendQueue.map { FactValue.integer(Int64($0)) } ?? .absent
      let listens = status?.state == .listen
      switch property {
      case "kind": return .value(row.record.map { .string($0.kindName) } ?? .absent)
      case "state": return .value(status.map { .string($0.state.name) } ?? .absent)
      case "local": return .value(row.record?.localName.map { .string($0) } ?? .absent)
      case "remote": return .value(row.record?.remoteName.map { .string($0) } ?? .absent)
      case "peer": return .value(Self.peer(row.peer))
      case "queue": return .value(listens ? .absent : queue)
      case "unsent": return .value(listens ? .absent : send)
      case "waiting": return .value(listens ? queue : .absent)
      case "backlog": return .value(listens ? send : .absent)
      case "holders": return .value(.integer(Int64(row.holders.reduce(0) { $0 + $1.fds.count })))
      default: return .value(.boolean(true))
      }
    }
  }

  private static func peer(_ peer: SocketTable.Peer) -> FactValue {
    switch peer {
    case .subjects(let holders), .queue(let holders):
      holders.first.flatMap { holder in holder.fds.first.map { .string("\(holder.subject) \($0)") } } ?? .absent
    case .none, .outside, .buried: .absent
    }
  }

  private func epollList(_ arguments: [FactValue], _ index: Int, _ body: (EpollList) -> FactAnswer) -> FactAnswer {
    guard case .integer(let number) = arguments[index] else { return .problem("An epoll descriptor is a number.") }
    return withSubject(index == 1 ? arguments[0] : nil) { subject in
      guard let list = session.lab.epollList(Int32(truncatingIfNeeded: number), of: subject) else {
        return .problem("\(number) is no epoll descriptor of \(subject.name).")
      }
      return body(list)
    }
  }

  private func epoll(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    epollList(arguments, arguments.count - 1) { list in
      switch property {
      case "count": .value(.integer(Int64(list.rows.count)))
      case "ready": .value(list.isReadable.map { .boolean($0) } ?? .absent)
      default: .value(.boolean(true))
      }
    }
  }

  private func watch(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .integer(let number) = arguments[arguments.count - 1] else {
      return .problem("A descriptor on the list is a number.")
    }
    return epollList(arguments, arguments.count - 2) { list in
      guard let row = list.rows.first(where: { Int64($0.entry.target) == number }) else {
        return .value(property == nil ? .boolean(false) : .absent)
      }
      switch property {
      case "ready": return .value(row.ready.map { .boolean($0 != 0) } ?? .absent)
      case "listed":
        switch row.listing {
        case .yes: return .value(.boolean(true))
        case .no: return .value(.boolean(false))
        case .unknown: return .value(.absent)
        }
      case "edge": return .value(.boolean(row.entry.isEdgeTriggered))
      case "data": return .value(.integer(Int64(bitPattern: row.entry.data)))
      case "disarmed": return .value(.boolean(row.entry.isDisarmed))
      case "events": return .value(.integer(Int64(row.entry.events & 0x0fff_ffe7)))
      default: return .value(.boolean(true))
      }
    }
  }
}
