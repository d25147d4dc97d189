import Lab
import LinuxABI
import SyscallTable

/// What can stand at an argument of a call, by its type and the present state.
struct CallCompleter {
  typealias Candidate = Completion.Candidate

  let completer: Completer
  let call: CursorCall
  let context: CursorContext
  private let spot: CursorSpot

  init(_ completer: Completer, _ call: CursorCall, _ context: CursorContext) {
    self.completer = completer
    self.call = call
    self.context = context
    spot = call.spot
  }

  private var word: CursorContext.Word { context.word }

  var candidates: [Candidate] {
    // Directly behind a value there is nothing to add but an operator.
    if call.arguments.isBehindValue { return [] }
    switch word.kind {
    case .reference: return completer.references(context)
    case .quoted: return quoted(spot.shape)
    case .bare: break
    }
    if let function = spot.function { return functionArguments(function) }
    let members = spot.names.map { member in
      Candidate(text: "\(member.name)=", description: member.shape.noun, ending: .nothing)
    }
    if !members.isEmpty { return members }
    guard call.arguments.path.count == 1 else { return values(spot.shape) + others }
    if needsName { return labels(call.row.argumentNames) }
    return labels(call.row.labels.map(\.name)) + values(spot.shape) + others
  }

  /// Whether other arguments have names and this one has none: then it must get one.
  private var needsName: Bool {
    guard let step = call.arguments.path.first else { return false }
    let items = call.arguments.lists[0].items
    let hasName = items.indices.contains(step.item) && items[step.item].name != nil
    return !hasName && items.contains { $0.name != nil }
  }

  /// Names of arguments, of those not given yet: all of them, or those that strace writes.
  private func labels(_ names: [String]) -> [Candidate] {
    guard call.isC, let step = call.arguments.path.first else { return [] }
    let items = call.arguments.lists[0].items
    if items.indices.contains(step.item), items[step.item].name != nil { return [] }
    return names.filter { name in !items.contains { $0.name == name } }.map { name in
      let meaning = call.row.index(ofArgument: name).map { call.row.parameters[$0].meaning } ?? ""
      return Candidate(text: "\(name)=", description: meaning, ending: .nothing)
    }
  }

  /// Where what fits is not what the typed letters begin, other variables may be meant all the same.
  private var others: [Candidate] {
    guard !word.text.isEmpty, !call.parameters.isEmpty else { return [] }
    return completer.variables(context)
  }

  // MARK: By shape

  private func values(_ shape: ValueShape) -> [Candidate] {
    switch shape {
    case .nothing: return []
    case .number: return completer.variables(context, .number)
    case .permissions:
      return [
        Candidate(text: "0644", description: "rw-r--r--"), Candidate(text: "0600", description: "rw-------"),
        Candidate(text: "0755", description: "rwxr-xr-x"),
      ] + completer.variables(context, .number)
    case .descriptor: return descriptors() + completer.variables(context, .descriptor, .number)
    case .directory:
      let here = Candidate(text: "AT_FDCWD", description: "the working directory")
      return [here] + descriptors(isDirectory: true) + completer.variables(context, .descriptor)
    case .process: return processes() + completer.variables(context, .process)
    case .signal: return signals()
    case .address: return addresses()
    case .word(let codec): return constants(codec)
    case .path: return paths()
    case .text: return [openingQuote("a text")]
    case .structure, .socketAddress: return structures(shape)
    case .list(let element): return [Candidate(text: "[", description: "a list of \(element.noun)", ending: .nothing)]
    case .signalSet: return [Candidate(text: "[", description: "a set of signals", ending: .nothing)]
    case .form(let example, let codecs): return forms(example, codecs)
    case .pointer(let inner): return values(inner) + addresses()
    case .either(let shapes): return shapes.flatMap(values)
    }
  }

  private func openingQuote(_ description: String) -> Candidate {
    Candidate(text: "\"", description: description, ending: .nothing)
  }

  private func structures(_ shape: ValueShape) -> [Candidate] {
    let names = shape.members(given: [:]).map(\.name).joined(separator: ", ")
    let open = Candidate(text: "{", description: "\(shape.structureName ?? "a structure"): \(names)", ending: .nothing)
    guard case .socketAddress = shape else { return [open] }
    return [open, openingQuote("\"127.0.0.1:8080\", \"./path\" or \"@name\"")]
  }

  /// The names of a word that say something new: no flag twice, and of values that exclude each other only one.
  private func constants(_ codec: WordCodec) -> [Candidate] {
    let given = call.arguments.path.last.map { Set(call.arguments.names(in: $0)) } ?? []
    let decided = codec.fields.filter { field in field.values.contains { given.contains($0.name) } }
    let excluded = Set(decided.flatMap(\.values).map(\.name)).union(given)
    let free = codec.constants.filter { !excluded.contains($0.name) }
    let names = free.map { Candidate(text: $0.name, ending: codec.isEnumeration ? .next : .nothing) }
    let zero = codec.zero != "0" && given.isEmpty && !free.contains { $0.name == codec.zero }
    return names + (zero ? [Candidate(text: codec.zero)] : []) + completer.variables(context, .number)
  }

  private func forms(_ example: String, _ codecs: [WordCodec]) -> [Candidate] {
    let constants = codecs.flatMap(self.constants)
    guard let open = example.firstIndex(of: "("), example[..<open].utf8.allSatisfy({ $0 == 0x5f || $0.isLetterOrDigit })
    else {
      return codecs.isEmpty && example != "p"
        ? [Candidate(text: example, description: "for example", ending: .nothing)] : constants
    }
    return [Candidate(text: String(example[...open]), description: example, ending: .nothing)] + constants
  }

  private func functionArguments(_ function: String) -> [Candidate] {
    switch function {
    case "inet_addr", "if_nametoindex": [openingQuote(function == "inet_addr" ? "\"127.0.0.1\"" : "\"lo\"")]
    default: completer.variables(context, .number)
    }
  }

  // MARK: Between quotes

  private func quoted(_ shape: ValueShape) -> [Candidate] {
    switch shape {
    case .path: return files()
    case .text, .socketAddress:
      return ["/", "./", "../"].contains(where: word.text.hasPrefix) ? files() : []
    case .pointer(let inner): return quoted(inner)
    case .list(let element): return quoted(element)
    case .either(let shapes):
      return shapes.lazy.map(quoted).first { !$0.isEmpty } ?? []
    case .nothing, .number, .permissions, .descriptor, .directory, .process, .signal, .address, .word, .structure,
      .signalSet, .form:
      return []
    }
  }

  /// What runs can be chosen where a program is asked for.
  private var wantsProgram: Bool {
    guard call.row.name.hasPrefix("execve"), call.arguments.path.count == 1, let parameter = call.parameter else {
      return false
    }
    if case .pointer(.path, _) = call.row.parameters[parameter].type { return true }
    return false
  }

  private func files() -> [Candidate] {
    guard let subject = completer.subject(context) else { return [] }
    let paths = PathCompleter(subject: subject, directory: directoryDescriptor, programsOnly: wantsProgram)
    var isClosed = false
    if case .quoted(let closed) = word.kind { isClosed = closed }
    return paths.quoted(word.text, isClosed: isClosed, next: completer.next(behind: call))
  }

  private func paths() -> [Candidate] {
    guard let subject = completer.subject(context) else { return [] }
    let paths = PathCompleter(subject: subject, directory: directoryDescriptor, programsOnly: wantsProgram)
    return paths.bare(word.text) + (word.text.isEmpty ? [openingQuote("a path")] : [])
  }

  /// The descriptor to which a path of an `*at` call is relative, where it is a number by now.
  private var directoryDescriptor: Int32? {
    guard let parameter = call.parameter, parameter > 0, case .directory = call.row.parameters[parameter - 1].type,
      let index = call.places.parameters.firstIndex(of: parameter - 1), index < call.given.count,
      let expression = call.given[index],
      let value = try? Evaluation(resolver: completer.lab, table: completer.lab.table).word(expression)
    else { return nil }
    return Int32(exactly: Int64(bitPattern: value)).flatMap { $0 >= 0 ? $0 : nil }
  }

  // MARK: What the subject has

  /// Its open descriptors, those first that are good for the call.
  private func descriptors(isDirectory: Bool = false) -> [Candidate] {
    guard let subject = completer.subject(context) else { return [] }
    let model = completer.lab.descriptors
    let entries = (model.table(of: subject.name) ?? [:]).values.sorted { $0.number < $1.number }
    let taken = call.arguments.path.count > 1 ? Set(elementsGiven) : []
    let found = entries.filter { !taken.contains("\($0.number)") }.map { entry in
      let description = model.descriptions[entry.label]
      let mode = description.map {
        $0.canRead ? $0.canWrite ? "read-write" : "read-only" : $0.canWrite ? "write-only" : ""
      }
      let target = Escapes.harmless(description?.target ?? "")
      let text = mode?.isEmpty == false ? "\(target), \(mode ?? "")" : target
      let isLikely = description.map { DescriptorUse(call.row.name, isDirectory: isDirectory).suits($0) } ?? false
      return (Candidate(text: String(entry.number), description: text), isLikely)
    }
    return found.filter(\.1).map(\.0) + found.filter { !$0.1 }.map(\.0)
  }

  /// The words of the other elements of the list around the cursor.
  private var elementsGiven: [String] {
    guard let step = call.arguments.path.last else { return [] }
    return call.arguments.lists[step.list].items.enumerated().filter { $0.offset != step.item }
      .map { $0.element.tokens.map(\.text).joined() }
  }

  /// Living subjects; for the calls that wait, children of the caller first.
  private func processes() -> [Candidate] {
    let caller = completer.subject(context)?.name
    let waits = call.row.name.hasPrefix("wait")
    let living = completer.lab.living.map { subject in
      let relation =
        subject.parent == caller ? ", child of \(caller ?? "")" : subject.name == caller ? ", the caller" : ""
      return (
        Candidate(text: subject.name, description: "pid \(subject.pid)\(relation)"), waits && subject.parent == caller
      )
    }
    return living.filter(\.1).map(\.0) + living.filter { !$0.1 }.map(\.0)
  }

  private func signals() -> [Candidate] {
    let isSet = call.arguments.path.last.map { call.arguments.lists[$0.list].bracket == .array } ?? false
    let given = isSet ? elementsGiven.map { $0.hasPrefix("SIG") ? $0 : "SIG" + $0 } : []
    // In a set strace writes the names without SIG.
    let isShort = isSet && !word.text.uppercased().hasPrefix("S")
    return (1...32).map { Signal(rawValue: $0) }.filter { !given.contains($0.name) }.flatMap { signal -> [Candidate] in
      let short = String(signal.name.dropFirst(3))
      let meaning = signal.meaning ?? "the first real-time signal"
      let full = Candidate(text: signal.name, description: meaning)
      if isShort { return [Candidate(text: short, description: meaning)] }
      return isSet ? [full, Candidate(text: short, description: meaning)] : [full]
    }
  }

  /// Addresses by name: variables, the stack pointer, and where mappings begin.
  private func addresses() -> [Candidate] {
    let null = Candidate(text: "NULL", description: "no address")
    let known = completer.variables(context, .address)
    let stack = Candidate(text: "$rsp", description: "the stack pointer")
    guard case .address = spot.shape, let subject = completer.subject(context) else { return known + [null] }
    let mappings = subject.maps.own.map { mapping in
      Candidate(
        text: "0x\(String(mapping.start, radix: 16))",
        description: "\(mapping.permissions) \(mapping.size >> 10) KiB \(Escapes.harmless(mapping.path))")
    }
    return known + [null, stack] + mappings
  }
}

/// For which descriptors a call is made.
struct DescriptorUse {
  private let name: String
  private let isDirectory: Bool

  init(_ name: String, isDirectory: Bool) {
    self.name = name
    self.isDirectory = isDirectory || name.hasPrefix("getdents") || name == "fchdir"
  }

  func suits(_ description: OpenFileDescription) -> Bool {
    if isDirectory { return description.file?.kind == .directory }
    let sockets: Set = [
      "bind", "listen", "accept", "accept4", "connect", "shutdown", "getsockname", "getpeername", "getsockopt",
      "setsockopt", "sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg",
    ]
    if sockets.contains(name) { return description.file?.kind == .socket }
    if name.hasPrefix("epoll_") { return description.target.contains("eventpoll") }
    if ["read", "pread", "readv"].contains(where: name.hasPrefix) { return description.canRead }
    if ["write", "pwrite", "ftruncate"].contains(where: name.hasPrefix) { return description.canWrite }
    return true
  }
}

extension ValueShape {
  /// In a word or two, for the list of candidates and the signature line.
  var noun: String {
    switch self {
    case .nothing: ""
    case .number: "a number"
    case .permissions: "permission bits"
    case .descriptor: "a descriptor"
    case .directory: "a directory's descriptor"
    case .process: "a process"
    case .signal: "a signal"
    case .address: "an address"
    case .word(let codec): codec.noun
    case .path: "a path"
    case .text: "a text"
    case .structure(let name, _): name.isEmpty ? "a structure" : "a \(name) structure"
    case .socketAddress: "a socket address"
    case .list(let element): element.noun.isEmpty ? "a list" : "a list: \(element.noun)"
    case .signalSet: "a set of signals"
    case .form(let example, _): example == "p" ? "" : example
    case .pointer(let inner): inner.noun
    case .either(let shapes): shapes.lazy.map(\.noun).first { !$0.isEmpty } ?? ""
    }
  }
}
