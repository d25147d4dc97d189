import LinuxABI

/// The table: every row, found by name or number, and the names nearest to a mistyped one.
public struct SyscallTable: Sendable {
  public let rows: [Syscall]
  public let aliases: [Alias]
  private let byName: [String: Int]
  private let byNumber: [Int: Int]
  /// Of a table other than the standard one.
  private let own: ConstantNames?

  /// The rows of this processor (x86-64).
  public static let standard = SyscallTable(
    rows: fileRows + descriptorRows + directoryRows + pipeRows + memoryRows + processRows + programRows
      + schedulingRows + userRows + signalRows + timeRows + socketRows + pollingRows + startingRows
      + fileSystemRows + mountRows + extendedAttributeRows + notificationRows + asynchronousRows + oldFileRows
      + systemRows
      + connectionRows + socketOptionRows + selectRows + epollRows + systemVRows + messageQueueRows,
    aliases: libraryAliases, constants: nil)

  /// Made when a constant is first typed: there are thousands, and a start or a trace needs none of them.
  private static let standardConstants = ConstantNames(standard.rows)

  init(rows: [Syscall], aliases: [Alias]) {
    self.init(rows: rows, aliases: aliases, constants: ConstantNames(rows))
  }

  private init(rows: [Syscall], aliases: [Alias], constants: ConstantNames?) {
    self.rows = rows
    self.aliases = aliases
    byName = Dictionary(rows.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
    byNumber = Dictionary(rows.enumerated().map { ($1.number, $0) }, uniquingKeysWith: { first, _ in first })
    own = constants
  }

  private var constantNames: ConstantNames { own ?? Self.standardConstants }

  /// Every named constant of every codec in the table: what may stand where a number is wanted.
  public var constants: [String: UInt64] { constantNames.values }

  /// What the family is called to which a constant belongs, the first of several: `open flag` for O_CLOEXEC.
  public func noun(of constant: String) -> String? {
    constantNames.nouns[constant]
  }

  public subscript(name: String) -> Syscall? {
    byName[name].map { rows[$0] }
  }

  public subscript(number number: Int) -> Syscall? {
    byNumber[number].map { rows[$0] }
  }

  /// The row that a typed name runs, with the alias when the name is the C library's.
  ///
  /// An alias wins over a row of the same name: `exit` as people know it ends the process (exit_group), while the
  /// syscall of that name, number 60, ends one thread. That row is still found by its number, and by `subscript`.
  public func lookUp(_ name: String) -> (row: Syscall, alias: Alias?)? {
    if let alias = aliases.first(where: { $0.name == name }), let row = self[alias.target] { return (row, alias) }
    return self[name].map { ($0, nil) }
  }

  /// Every name that can be typed as a call.
  public var names: [String] {
    rows.map(\.name) + aliases.map(\.name).filter { byName[$0] == nil }
  }
}

/// The constants of rows by name; of several with one name the first.
private struct ConstantNames {
  private(set) var values: [String: UInt64] = [:]
  private(set) var nouns: [String: String] = [:]

  init(_ rows: [Syscall]) {
    for codec in rows.flatMap(\.parameters).flatMap(\.type.codecs) {
      for constant in codec.constants where values[constant.name] == nil {
        values[constant.name] = constant.value
        // The exit signal is part of clone's flags, and still a signal everywhere else.
        nouns[constant.name] = Signal(named: constant.name) == nil ? codec.noun : "signal"
      }
    }
  }
}

extension ArgumentType {
  /// The codecs that the type can reach, for completion and for the test against the headers.
  public var codecs: [WordCodec] {
    switch self {
    case .word(let codec, _): [codec]
    case .selected(_, let cases, let otherwise):
      // In the order of the commands' numbers: a dictionary's own order changes from run to run.
      cases.sorted { $0.key < $1.key }.flatMap(\.value.codecs) + otherwise.codecs
    case .presentIf(_, _, let inner): inner.codecs
    case .pointer(let pointee, _): pointee.codecs
    case .special(let special): special.codecs
    case .descriptor, .directory, .signed, .unsigned, .hexadecimal, .permissions, .process, .owner, .signal, .address,
      .absent:
      []
    }
  }
}

extension Pointee {
  var codecs: [WordCodec] {
    switch self {
    case .scalar(let scalar), .array(let scalar, _): scalar.codecs
    case .structure(let layout), .structures(let layout, _): layout.fields.flatMap(\.type.codecs)
    case .network(let pointee): pointee.codecs
    case .message: [.addressFamilies, .socketLevels, .controlMessages, .messageFlags]
    case .socketAddress:
      [
        .addressFamilies, .ethernetProtocols, .hardwareTypes, .packetTypes, .vsockAddresses, .vsockPorts, .vsockFlags,
      ]
    case .special(let special): special.codecs
    case .formatted(let special): special.format.codecs
    case .path, .string, .bytes, .vector, .directoryEntries, .strings, .signalSet, .cpuSet, .room: []
    }
  }
}

extension ScalarType {
  var codecs: [WordCodec] {
    switch self {
    case .word(let codec, _): [codec]
    case .structure(let layout): layout.fields.flatMap(\.type.codecs)
    case .array(let element, _): element.codecs
    case .network(let type): type.codecs
    case .handler: [.signalHandlers]
    case .limit: [.limits]
    case .signed, .unsigned, .hexadecimal, .octal, .descriptor, .process, .owner, .device, .time, .waitStatus, .address,
      .characters, .signal, .signalSet:
      []
    }
  }
}
