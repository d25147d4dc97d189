import Inspect
import Lab

/// What the views need of a descriptor model: tables and descriptions, without the way they were read.
struct DescriptorTables {
  struct Member: Hashable {
    let subject: String
    let fd: Int32
  }

  /// By subject, then by number.
  var tables: [String: [Int32: DescriptorEntry]]
  /// By letter.
  var descriptions: [String: OpenFileDescription]
  /// Who uses the table of somebody else, and whose.
  var owners: [String: String] = [:]
  /// Descriptors on their way through a socket: letter, and the letter of the socket that holds them.
  var flights: [Flight] = []
  /// By subject: what the exec just made closed.
  var closedByExec: [String: [Int32: DescriptorEntry]] = [:]

  /// Kind and addresses of sockets, by letter.
  var socketNames: [String: String] = [:]

  struct Flight: Hashable {
    let label: String
    let receiver: String?
  }

  init(
    tables: [String: [Int32: DescriptorEntry]], descriptions: [String: OpenFileDescription],
    owners: [String: String] = [:]
  ) {
    self.tables = tables
    self.descriptions = descriptions
    self.owners = owners
  }

  init(_ model: DescriptorModel) {
    self.init(tables: model.tables, descriptions: model.descriptions, owners: model.owners)
    flights = model.inFlight.map { Flight(label: $0.label, receiver: model.receiver(of: $0)) }
    closedByExec = model.closedByExec
    for label in model.descriptions.keys { socketNames[label] = model.socketRecord(label).map { name($0, model) } }
  }

  /// `TCP 127.0.0.1:8080 LISTEN`, `UNIX stream ↔ d`.
  private func name(_ record: SocketRecord, _ model: DescriptorModel) -> String {
    var words = [record.kindName]
    if let local = record.localName { words.append(local) }
    if let remote = record.remoteName { words.append("→ \(remote)") }
    if case .unix = record.details, case .socket(let label) = model.join(of: record) { words.append("↔ \(label)") }
    switch record.status?.state {
    case .established, nil: break
    case .close where record.status?.kind != .tcp && record.status?.kind != .tcp6: break
    case .some(let state): words.append(state.name)
    }
    return words.joined(separator: " ")
  }

  func owner(of subject: String) -> String {
    owners[subject] ?? subject
  }

  /// All that use one table, its owner first.
  func users(of subject: String) -> [String] {
    let owner = owner(of: subject)
    return [owner] + owners.filter { $0.value == owner }.keys.sorted(by: Self.isBefore)
  }

  /// Descriptors that the exec just made closed and whose numbers are still free, ascending.
  func closedByExec(in subject: String) -> [DescriptorEntry] {
    (closedByExec[subject] ?? [:]).values.filter { tables[owner(of: subject)]?[$0.number] == nil }.sorted {
      $0.number < $1.number
    }
  }

  /// Every descriptor of the lab's subjects that leads to the description called `label`.
  func members(of label: String) -> [Member] {
    tables.sorted { DescriptorTables.isBefore($0.key, $1.key) }.flatMap { subject, table in
      table.values.filter { $0.label == label }.map(\.number).sorted().map { Member(subject: subject, fd: $0) }
    }
  }

  func entries(of subject: String) -> [DescriptorEntry] {
    (tables[owner(of: subject)] ?? [:]).values.sorted { $0.number < $1.number }
  }

  /// P2 before P10.
  static func isBefore(_ first: String, _ second: String) -> Bool {
    (first.utf8.count, first) < (second.utf8.count, second)
  }
}
