import LinuxABI

/// What can be written where a value stands, as far as somebody who types wants to know: completion offers it, and the
/// signature of the call under the cursor names it. The types of the rows say much more; this is what they come to.
public indirect enum ValueShape: Sendable {
  /// Nothing that could be offered.
  case nothing
  case number
  case permissions
  case descriptor
  /// A descriptor of a directory, or AT_FDCWD.
  case directory
  case process
  case signal
  case address
  /// One of a codec's names, or several joined by `|`.
  case word(WordCodec)
  case path
  case text
  case structure(name: String, [Member])
  /// A socket address: its members follow from its family.
  case socketAddress
  /// `[...]` of such elements.
  case list(ValueShape)
  /// `[INT TERM]`
  case signalSet
  /// In a form of its own: what may be typed, and the names that it is made of.
  case form(example: String, [WordCodec])
  /// What stands in memory, or the address of memory that holds it.
  case pointer(ValueShape)
  case either([ValueShape])

  public struct Member: Sendable {
    public let name: String
    public let shape: ValueShape

    public init(_ name: String, _ shape: ValueShape) {
      self.name = name
      self.shape = shape
    }
  }
}

// Going inward, as the cursor does.
extension ValueShape {
  /// The members that a structure here can have; `given` are those written already with the names that are their values,
  /// since a family chooses what follows it.
  public func members(given: [String: String]) -> [Member] {
    switch self {
    case .structure(_, let members): return members
    case .socketAddress: return Self.addressMembers(given)
    case .pointer(let inner): return inner.members(given: given)
    case .either(let shapes): return shapes.lazy.map { $0.members(given: given) }.first { !$0.isEmpty } ?? []
    case .nothing, .number, .permissions, .descriptor, .directory, .process, .signal, .address, .word, .path, .text,
      .list, .signalSet, .form:
      return []
    }
  }

  /// What a structure here is called in C; nil where there is none, or where its members say more.
  public var structureName: String? {
    switch self {
    case .structure(let name, _): return name
    case .socketAddress: return "sockaddr"
    case .pointer(let inner): return inner.structureName
    case .either(let shapes): return shapes.lazy.compactMap(\.structureName).first
    case .nothing, .number, .permissions, .descriptor, .directory, .process, .signal, .address, .word, .path, .text,
      .list, .signalSet, .form:
      return nil
    }
  }

  /// What an element of a list here is.
  public var element: ValueShape {
    switch self {
    case .list(let element): return element
    case .signalSet: return .signal
    case .pointer(let inner): return inner.element
    case .either(let shapes):
      return shapes.lazy.map(\.element).first { if case .nothing = $0 { false } else { true } } ?? .nothing
    case .nothing, .number, .permissions, .descriptor, .directory, .process, .signal, .address, .word, .path, .text,
      .structure, .socketAddress, .form:
      return .nothing
    }
  }

  /// Members of an address by its family. Without one the first member's name can tell it, as in the encoder.
  private static func addressMembers(_ given: [String: String]) -> [Member] {
    let family = Member("sa_family", .word(.addressFamilies))
    let path = Member("sun_path", .either([.path, .text]))
    let name = given["sa_family"]
    if name == "AF_UNIX" || name == "AF_LOCAL" { return [family, path] }
    if let value = name.flatMap({ WordCodec.addressFamilies.value(of: $0) }) {
      guard let layout = StructureLayout.address(ofFamily: value)?.layout else {
        return [family, Member("sa_data", .text)]
      }
      return [family] + members(layout).filter { $0.name != "sa_family" }
    }
    let families: [StructureLayout] = [.sockaddrIn, .sockaddrIn6, .sockaddrNl, .sockaddrLl, .sockaddrVm]
    let begun = families.first { layout in layout.fields.contains { $0.name != "sa_family" && given[$0.name] != nil } }
    if let begun { return members(begun) }
    return [family] + (given["sun_path"] == nil ? [path, Member("sa_data", .text)] : [path])
  }

  static func members(_ layout: StructureLayout) -> [Member] {
    layout.fields.map { Member($0.name, $0.type.shape) }
  }

  static func structure(_ layout: StructureLayout) -> ValueShape {
    .structure(name: layout.name, members(layout))
  }
}

extension ArgumentType {
  /// What can be written for an argument of the type; of several that other arguments choose among, any of them.
  public var shape: ValueShape {
    switch self {
    case .descriptor: .descriptor
    case .directory: .directory
    case .signed, .unsigned, .hexadecimal, .owner: .number
    case .permissions: .permissions
    case .word(let codec, _): .word(codec)
    case .process: .process
    case .signal: .signal
    case .address: .address
    case .pointer(let pointee, let direction): .pointer(pointee.shape(direction))
    case .selected(_, let cases, let otherwise):
      .either(cases.sorted { $0.key < $1.key }.map(\.value.shape) + [otherwise.shape])
    case .presentIf(_, _, let inner): inner.shape
    case .special(let special):
      .form(example: special.example, special.codecs)
    case .absent: .nothing
    }
  }
}

extension Pointee {
  /// What can be typed for what the pointer leads to. Where only the kernel writes there is nothing to type but an
  /// address.
  func shape(_ direction: Direction) -> ValueShape {
    switch self {
    case .room: return .list(.number)
    case .message: return .message
    default: if case .output = direction { return .nothing }
    }
    switch self {
    case .path: return .path
    case .string, .bytes: return .text
    case .scalar(let type), .array(let type, _): return .list(type.shape)
    case .structure(let layout) where layout.name == StructureLayout.sigaction.name:
      return .either([.word(.signalActionWords), .structure(layout)])
    case .structure(let layout): return .structure(layout)
    case .structures(let layout, _): return .list(.structure(layout))
    case .vector: return .list(.buffer)
    case .strings: return .list(.text)
    case .signalSet: return .signalSet
    case .cpuSet: return .list(.number)
    case .socketAddress: return .socketAddress
    case .special(let special): return special.form.shape
    case .formatted(let special): return special.format.shape
    case .network(let pointee): return pointee.shape
    case .message, .room, .directoryEntries: return .nothing
    }
  }
}

extension NetworkPointee {
  fileprivate var shape: ValueShape {
    switch self {
    case .descriptorSet: .list(.descriptor)
    case .messages:
      .list(.structure(name: "mmsghdr", [.init("msg_hdr", .message), .init("msg_len", .number)] + ValueShape.header))
    case .option(let value, _): value.layout.map { .structure($0) } ?? .either([.list(.number), .text])
    case .maskAndSize: .structure(name: "", [.init("sigmask", .signalSet), .init("sigsetsize", .number)])
    case .interfaceRequest(let layout): .structure(layout)
    case .interfaceList: .structure(.ifconf)
    case .queueMessage: .structure(name: "msgbuf", [.init("mtype", .number), .init("mtext", .text)])
    case .name: .text
    case .untold(let type): .list(type.shape)
    }
  }
}

extension ValueShape {
  /// A part of a vector: a text, or where a buffer is and how long.
  fileprivate static let buffer = ValueShape.either([
    .text, .structure(name: "iovec", [.init("iov_base", .address), .init("iov_len", .number)]),
  ])

  fileprivate static let header: [Member] = [
    .init("msg_name", .pointer(.socketAddress)), .init("msg_namelen", .number), .init("msg_iov", .list(buffer)),
    .init("msg_iovlen", .number),
    .init(
      "msg_control",
      .list(
        .structure(
          name: "cmsghdr",
          [
            .init("cmsg_len", .number), .init("cmsg_level", .word(.socketLevels)),
            .init("cmsg_type", .word(.controlMessages)),
            .init("cmsg_data", .either([.list(.descriptor), .structure(.ucred)])),
          ]))),
    .init("msg_controllen", .number), .init("msg_flags", .word(.messageFlags)),
  ]

  fileprivate static let message = ValueShape.structure(name: "msghdr", header)
}

extension MemoryForm {
  fileprivate var shape: ValueShape { .of(example: example, layouts.map { .structure($0) }, codecs) }
}

extension PointeeFormat {
  fileprivate var shape: ValueShape { .of(example: example, records.map(\.structure), codecs) }
}

extension ValueShape {
  /// What a form of its own holds, if its example says that it is a structure or a list of them.
  fileprivate static func of(example: String, _ structures: [ValueShape], _ codecs: [WordCodec]) -> ValueShape {
    if let first = structures.first {
      if example.hasPrefix("[{") { return .list(first) }
      if example.hasPrefix("{") || example == "p" { return first }
    }
    if example.hasPrefix("\"") { return .text }
    return .form(example: example, codecs)
  }
}

extension Record {
  fileprivate var structure: ValueShape { .structure(name: name, fields.map(\.member)) }
}

extension Record.Field {
  fileprivate var member: ValueShape.Member {
    switch kind {
    case .plain(let type): .init(name, type.shape)
    case .bits, .padded: .init(name, .number)
    case .text: .init(name, .text)
    case .chosen(_, let cases, _): .init(name, .either(cases.sorted { $0.key < $1.key }.map { .word($0.value) }))
    case .group(let fields, _): .init(name, .structure(name: name, fields.map(\.member)))
    }
  }
}

extension ScalarType {
  fileprivate var shape: ValueShape {
    switch self {
    case .signed, .unsigned, .hexadecimal, .owner, .time, .waitStatus: .number
    case .octal: .permissions
    case .word(let codec, _): .word(codec)
    case .descriptor: .descriptor
    case .process: .process
    case .device: .form(example: "makedev(8, 1)", [])
    case .address: .address
    case .signal: .signal
    case .signalSet: .signalSet
    case .handler: .word(.signalHandlerWords)
    case .limit: .word(.limits)
    case .characters: .text
    case .network(let type): type.shape
    case .structure(let layout): .structure(layout)
    case .array(let element, _): .list(element.shape)
    }
  }
}

extension NetworkScalar {
  fileprivate var shape: ValueShape {
    switch self {
    case .port: .form(example: "htons(8080)", [])
    case .frame: .form(example: "htons(ETH_P_IP)", [])
    case .flow: .form(example: "htonl(0)", [])
    case .address4: .form(example: "inet_addr(\"127.0.0.1\")", [])
    case .address6: .form(example: "inet_pton(AF_INET6, \"::1\", &sin6_addr)", [])
    case .interface: .form(example: "if_nametoindex(\"lo\")", [])
    case .hardware, .hardwareList, .groups: .number
    case .socketAddress: .socketAddress
    }
  }
}

extension WordCodec {
  /// What a signal shall do, in words, and how: `handler|SA_RESTART`.
  fileprivate static let signalActionWords = WordCodec(
    "signal action",
    flags: [Constant("handler", 0), Constant("SIG_IGN", 1), Constant("SIG_DFL", 0)]
      + WordCodec.signalActionFlags.constants)

  fileprivate static let signalHandlerWords = WordCodec(
    "signal action", oneOf: [Constant("handler", 2)] + WordCodec.signalHandlers.constants)
}
