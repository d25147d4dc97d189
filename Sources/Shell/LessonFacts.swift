import Curriculum
import Glibc
import Inspect
import Lab
import LinuxABI
import SyscallTable

// What checks may ask of the real state. Each answer is read from the lab's picture of the kernel or from /proc at that
// moment, never from what was typed.
extension LessonBridge {
  struct Fact: Sendable {
    let signature: FactSignature
    let answer: @Sendable (LessonBridge, [FactValue], String?) -> FactAnswer
  }

  private static let facts: [String: Fact] = [socketFacts, namespaceFacts, systemFacts, controlGroupFacts, plotFacts]
    .reduce(into: generalFacts) { all, more in all.merge(more) { first, _ in first } }

  private static let generalFacts: [String: Fact] = [
    "fd": Fact(
      signature: FactSignature(
        arguments: 1...2,
        properties: [
          "open", "target", "offset", "cloexec", "description", "readable", "writable", "append", "kind", "size",
          "links", "inode",
        ])
    ) { $0.descriptor($1, $2) },
    "same": Fact(signature: FactSignature(arguments: 2...2)) { bridge, arguments, _ in bridge.same(arguments) },
    "descriptors": Fact(signature: FactSignature(arguments: 0...1, properties: ["count"], standsAlone: false)) {
      bridge, arguments, _ in
      bridge.withSubject(arguments.first) {
        .value(.integer(Int64(bridge.session.lab.descriptors.table(of: $0.name)?.count ?? 0)))
      }
    },
    "file": Fact(
      signature: FactSignature(
        arguments: 1...1, properties: ["exists", "size", "links", "mode", "kind", "content", "inode", "blocks"])
    ) { $0.file($1, $2) },
    "last": Fact(signature: FactSignature(properties: ["result", "error"], standsAlone: false)) { bridge, _, property in
      bridge.last(property)
    },
    "cwd": Fact(signature: FactSignature(arguments: 0...1)) { bridge, arguments, _ in
      bridge.withSubject(arguments.first) { .value(.string((try? bridge.session.lab.proc.cwd($0.pid)) ?? "")) }
    },
    "umask": Fact(signature: FactSignature(arguments: 0...1)) { bridge, arguments, _ in
      bridge.withSubject(arguments.first) { subject in
        .value(.integer(Int64((try? bridge.session.lab.proc.status(subject.pid).umask) ?? 0)))
      }
    },
    "mapping": Fact(
      signature: FactSignature(
        arguments: 1...1, properties: ["exists", "permissions", "shared", "length"], standsAlone: true)
    ) { $0.mapping($1, $2) },
    "page": Fact(signature: FactSignature(arguments: 1...2, properties: pageProperties)) { $0.page($1, $2) },
    "frame": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in bridge.frame(arguments) },
    "faults": Fact(signature: FactSignature(arguments: 0...1, properties: ["minor", "major"], standsAlone: false)) {
      $0.faults($1, $2)
    },
    "byte": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in bridge.byte(arguments) },
    "register": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in bridge.register(arguments) },
    "process": Fact(signature: FactSignature(arguments: 1...1, properties: processProperties, standsAlone: false)) {
      $0.process($1, $2)
    },
    "signal": Fact(signature: FactSignature(arguments: 1...2, properties: signalProperties, standsAlone: false)) {
      $0.signal($1, $2)
    },
    "limit": Fact(signature: FactSignature(arguments: 1...2, properties: ["soft", "hard", "used"], standsAlone: false))
    {
      $0.limit($1, $2)
    },
    "resident": Fact(signature: FactSignature(arguments: 1...2, properties: ["pss", "huge", "private"])) {
      $0.resident($1, $2)
    },
    "memory": Fact(
      signature: FactSignature(arguments: 0...1, properties: ["resident", "virtual", "stack"], standsAlone: false)
    ) { $0.memory($1, $2) },
    "cost": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in bridge.cost(arguments) },
    // How often a call stands in the last log of `trace CMD`; of a subject's program, how often it made the call while it
    // was traced.
    "traced": Fact(signature: FactSignature(arguments: 1...2)) { bridge, arguments, _ in
      if arguments.count == 1, case .string(let name) = arguments[0] {
        return .value(.integer(Int64(bridge.session.outsideCalls[name] ?? 0)))
      }
      guard arguments.count == 2 else { return .problem("traced wants the name of a call.") }
      guard case .string(let subject) = arguments[0], case .string(let name) = arguments[1] else {
        return .problem("traced wants a subject and the name of a call.")
      }
      guard let pid = bridge.session.lab.subject(named: subject)?.tracee.process else {
        return .problem("There is no subject \(subject).")
      }
      return .value(.integer(Int64(bridge.session.lab.trace?.counts[pid]?[name] ?? 0)))
    },
    "used": Fact(signature: FactSignature(arguments: 1...1)) { bridge, arguments, _ in
      guard case .string(let name) = arguments[0] else { return .problem("used wants the name of a call.") }
      let wanted = bridge.session.lab.table.lookUp(name)?.row.name ?? name
      return .value(.boolean(bridge.session.lab.callsMade.dropFirst(bridge.callsBefore).contains(wanted)))
    },
  ]

  var factNames: [String] { Self.facts.keys.sorted() }

  func signature(ofFact name: String) -> FactSignature? {
    Self.facts[name]?.signature
  }

  func fact(_ name: String, _ arguments: [FactValue], property: String?) -> FactAnswer {
    guard let fact = Self.facts[name] else { return .problem("There is no fact called \(name).") }
    return fact.answer(self, arguments, property)
  }

  func withSubject(_ name: FactValue?, _ body: (LabSubject) -> FactAnswer) -> FactAnswer {
    var wanted = session.lab.currentName
    if case .string(let text) = name { wanted = text }
    guard let subject = session.lab.subject(named: wanted) else { return .problem("There is no subject \(wanted).") }
    guard subject.end == nil else { return .problem("\(wanted) has ended.") }
    return body(subject)
  }

  private func descriptor(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .integer(let number) = arguments[arguments.count - 1] else {
      if case .string(let word) = arguments[arguments.count - 1] { return .problem("Nothing is called \(word) yet.") }
      return .problem("A descriptor is a number.")
    }
    return withSubject(arguments.count == 2 ? arguments[0] : nil) { subject in
      let model = session.lab.descriptors
      guard let fd = Int32(exactly: number), let entry = model.table(of: subject.name)?[fd],
        let description = model.descriptions[entry.label]
      else { return .value(property == nil || property == "open" ? .boolean(false) : .absent) }
      switch property {
      case "target": return .value(.string(description.target))
      case "offset": return .value(.integer(description.offset))
      case "cloexec": return .value(.boolean(entry.closeOnExec))
      case "description": return .value(.string(entry.label))
      case "readable": return .value(.boolean(description.canRead))
      case "writable": return .value(.boolean(description.canWrite))
      case "append": return .value(.boolean(description.statusFlags & 0o2000 != 0))
      case "kind": return .value(description.file.map { .string($0.kind.word) } ?? .absent)
      case "size": return .value(description.file.map { .integer($0.size) } ?? .absent)
      case "links": return .value(description.file.map { .integer(Int64($0.links)) } ?? .absent)
      case "inode": return .value(description.file.map { .integer(Int64($0.inode)) } ?? .absent)
      default: return .value(.boolean(true))
      }
    }
  }

  /// Whether two descriptors of the current subject lead to one open file description.
  private func same(_ arguments: [FactValue]) -> FactAnswer {
    withSubject(nil) { subject in
      let labels = arguments.map { argument -> String? in
        guard case .integer(let number) = argument, let fd = Int32(exactly: number) else { return nil }
        return session.lab.descriptors.table(of: subject.name)?[fd]?.label
      }
      guard let first = labels[0], let second = labels[1] else { return .value(.boolean(false)) }
      return .value(.boolean(first == second))
    }
  }

  private func file(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .string(let path) = arguments[0] else { return .problem("A file is named by a text: file(\"notes\").") }
    return withSubject(nil) { subject in
      let real = subject.pathFromOutside(path)
      var status = stat()
      guard lstat(real, &status) == 0 else {
        return .value(property == nil || property == "exists" ? .boolean(false) : .absent)
      }
      switch property {
      case "size": return .value(.integer(Int64(status.st_size)))
      case "links": return .value(.integer(Int64(status.st_nlink)))
      case "mode": return .value(.integer(Int64(status.st_mode & 0o7777)))
      case "inode": return .value(.integer(Int64(status.st_ino)))
      case "blocks": return .value(.integer(Int64(status.st_blocks)))
      case "kind":
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .value(.string("directory"))
        case S_IFLNK: return .value(.string("symlink"))
        case S_IFIFO: return .value(.string("pipe"))
        case S_IFREG: return .value(.string("regular"))
        default: return .value(.string("other"))
        }
      case "content": return content(real)
      default: return .value(.boolean(true))
      }
    }
  }

  private func content(_ path: String) -> FactAnswer {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard file >= 0 else { return .problem("The file cannot be read: \(Errno(rawValue: errno).message).") }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 64 << 10)
    let count = bytes.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
    guard count >= 0 else { return .problem("The file cannot be read: \(Errno(rawValue: errno).message).") }
    return .value(.string(String(decoding: bytes[..<count], as: UTF8.self)))
  }

  private func last(_ property: String?) -> FactAnswer {
    guard let last = session.lab.last else { return .value(.absent) }
    switch (property, last) {
    case ("result", .returned(let value)): return .value(.integer(Int64(bitPattern: value)))
    case ("error", .failed(let errno)): return .value(.string(errno.name))
    default: return .value(.absent)
    }
  }

  private func mapping(_ arguments: [FactValue], _ property: String?) -> FactAnswer {
    guard case .integer(let address) = arguments[0] else { return .problem("An address is a number.") }
    return withSubject(nil) { subject in
      guard let map = try? session.lab.proc.maps(subject.pid) else { return .problem("The map cannot be read.") }
      guard let mapping = map.mapping(containing: UInt64(bitPattern: address)) else {
        return .value(property == nil || property == "exists" ? .boolean(false) : .absent)
      }
      switch property {
      case "permissions": return .value(.string("\(mapping.permissions)"))
      case "shared": return .value(.boolean(mapping.permissions.shared))
      case "length": return .value(.integer(Int64(mapping.size)))
      default: return .value(.boolean(true))
      }
    }
  }
}

extension FileIdentity.Kind {
  /// One word, for checks.
  var word: String {
    switch self {
    case .regular: "regular"
    case .directory: "directory"
    case .pipe: "pipe"
    case .socket: "socket"
    case .character: "character"
    case .block: "block"
    case .symlink: "symlink"
    case .anonymous: "anonymous"
    }
  }
}
