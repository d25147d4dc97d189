import LinuxABI

/// A structure as `help` tells of it: its members, and the calls that take it.
public struct StructureDescription: Sendable {
  public struct Member: Sendable {
    public let name: String
    /// Bytes from the start; nil for a member of which only the name is known.
    public let offset: Int?
    /// What it holds, with its article: `an open flag`, `a number of 4 bytes`.
    public let noun: String
    /// The names that may stand there.
    public let codec: WordCodec?
  }

  /// The C tag.
  public let name: String
  /// In bytes; nil where it differs from call to call.
  public let size: Int?
  public let members: [Member]
  /// The names of the rows that reach it, in the table's order.
  public internal(set) var calls: [String]

  public func member(_ name: String) -> Member? {
    members.first { $0.name == name }
  }
}

extension SyscallTable {
  /// Every structure that a row reaches, nested ones too, each once, by name.
  public var structures: [StructureDescription] {
    var found: [StructureDescription] = []
    var places: [String: Int] = [:]
    for row in rows {
      for description in row.parameters.flatMap(\.type.structures) {
        // Of several forms under one tag (ifreq) each has members of its own.
        let key = description.name + description.members.map(\.name).joined(separator: ",")
        if let place = places[key] {
          if !found[place].calls.contains(row.name) { found[place].calls.append(row.name) }
        } else {
          places[key] = found.count
          found.append(description)
          found[found.count - 1].calls = [row.name]
        }
      }
    }
    return found.sorted { $0.name < $1.name }
  }
}

extension ArgumentType {
  fileprivate var structures: [StructureDescription] {
    switch self {
    case .pointer(let pointee, _): pointee.structures
    case .selected(_, let cases, let otherwise):
      cases.sorted { $0.key < $1.key }.flatMap(\.value.structures) + otherwise.structures
    case .presentIf(_, _, let inner): inner.structures
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .word, .process, .owner, .signal,
      .address, .absent, .special:
      []
    }
  }
}

extension Pointee {
  fileprivate var structures: [StructureDescription] {
    switch self {
    case .structure(let layout), .structures(let layout, _): layout.descriptions
    case .scalar(let type), .array(let type, _): type.structures
    case .vector: StructureLayout.iovec.descriptions
    case .message:
      [StructureLayout.msghdr, .cmsghdr, .ucred, .iovec].flatMap(\.descriptions) + [.controlData]
    case .socketAddress:
      [StructureDescription.unixAddress]
        + [StructureLayout.sockaddrIn, .sockaddrIn6, .sockaddrNl, .sockaddrLl, .sockaddrVm].flatMap(\.descriptions)
    case .directoryEntries: [.directoryEntry]
    case .special(let special): special.form.layouts.flatMap(\.descriptions) + special.form.plainStructures
    case .network(let pointee): pointee.layouts.flatMap(\.descriptions) + pointee.plainStructures
    case .formatted(let special): special.format.records.flatMap(\.descriptions) + special.plainStructures
    case .path, .string, .bytes, .strings, .signalSet, .cpuSet, .room: []
    }
  }
}

extension ScalarType {
  fileprivate var structures: [StructureDescription] {
    switch self {
    case .structure(let layout): layout.descriptions
    case .array(let element, _): element.structures
    case .signed, .unsigned, .hexadecimal, .octal, .word, .descriptor, .process, .owner, .device, .time, .waitStatus,
      .address, .signal, .signalSet, .handler, .limit, .characters, .network:
      []
    }
  }

  /// With its article.
  fileprivate var noun: String {
    switch self {
    case .signed(let bytes), .unsigned(let bytes): "a number of \(bytes == 1 ? "1 byte" : "\(bytes) bytes")"
    case .hexadecimal(let bytes): "a number of \(bytes == 1 ? "1 byte" : "\(bytes) bytes"), best read in hexadecimal"
    case .octal: "permission bits"
    case .word(let codec, _): codec.noun.withArticle
    case .descriptor: "a file descriptor"
    case .process: "a process id"
    case .owner: "a user or group id"
    case .device: "a device number: makedev(8, 1)"
    case .time: "seconds since 1970"
    case .waitStatus: "how a child ended"
    case .address: "an address"
    case .signal: "a signal"
    case .signalSet: "a set of signals: [INT TERM]"
    case .handler: "SIG_DFL, SIG_IGN or the address of a function"
    case .limit: "a limit: a number, or RLIM64_INFINITY"
    case .characters(let count): "a text of up to \(count) bytes"
    case .network(let type): type.meaning
    case .structure(let layout): "\(layout.name.withArticle) structure"
    case .array(let element, let count): "\(count) in a row, each \(element.noun)"
    }
  }

  fileprivate var codec: WordCodec? {
    switch self {
    case .word(let codec, _): codec
    case .handler: .signalHandlers
    case .limit: .limits
    default: nil
    }
  }
}

extension StructureLayout {
  /// Of itself and of the structures inside it.
  fileprivate var descriptions: [StructureDescription] {
    let members = fields.map { field in
      StructureDescription.Member(
        name: field.name, offset: field.offset, noun: field.type.noun, codec: field.type.codec)
    }
    return [StructureDescription(name: name, size: size, members: members, calls: [])]
      + fields.flatMap(\.type.structures)
  }
}

extension Record {
  fileprivate var descriptions: [StructureDescription] {
    [StructureDescription(name: name, size: total, members: fields.flatMap(\.members), calls: [])]
  }
}

extension Record.Field {
  /// Itself, or the members of the structure that it is.
  fileprivate var members: [StructureDescription.Member] {
    switch kind {
    case .plain(let type): [.init(name: name, offset: offset, noun: type.noun, codec: type.codec)]
    case .bits(_, let width, _, _):
      [.init(name: name, offset: offset, noun: width == 1 ? "a single bit" : "\(width) bits", codec: nil)]
    case .padded(let bytes, _): [.init(name: name, offset: offset, noun: "a number of \(bytes) bytes", codec: nil)]
    case .text: [.init(name: name, offset: offset, noun: "a text", codec: nil)]
    case .chosen(let other, _, _):
      [.init(name: name, offset: offset, noun: "a word whose names depend on \(other)", codec: nil)]
    case .group(let inner, _):
      [.init(name: name, offset: offset, noun: "a structure of its own", codec: nil)] + inner.flatMap(\.members)
    }
  }
}

extension NetworkScalar {
  /// With its article.
  fileprivate var meaning: String {
    switch self {
    case .port: "a port in network order: htons(80)"
    case .frame: "what a frame carries, in network order: htons(ETH_P_IP)"
    case .flow: "a flow label in network order: htonl(5)"
    case .address4: "an IPv4 address: inet_addr(\"127.0.0.1\")"
    case .address6: "an IPv6 address: inet_pton(AF_INET6, \"::1\", &sin6_addr)"
    case .interface: "the number of a network device: if_nametoindex(\"lo\")"
    case .hardware, .hardwareList: "a hardware address"
    case .groups: "multicast groups, a bit each"
    case .socketAddress: "a socket address"
    }
  }
}
