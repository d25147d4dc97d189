import LinuxABI

/// A value of fixed size inside memory.
public indirect enum ScalarType: Sendable {
  /// 1, 2, 4 or 8 bytes.
  case signed(bytes: Int)
  case unsigned(bytes: Int)
  case hexadecimal(bytes: Int)
  /// Octal, `0644`.
  case octal(bytes: Int)
  case word(WordCodec, bytes: Int)
  case descriptor
  case process
  /// A 32-bit user or group id.
  case owner
  /// A device number as `makedev(0x8, 0x1)`; 8 bytes in the encoding of `struct stat`.
  case device
  /// Seconds since 1970 with the date as a comment; 8 bytes, or 4 and padding as laid out.
  case time
  /// How a child ended, as wait4 writes it: `{WIFEXITED(s) && WEXITSTATUS(s) == 0}`; 4 bytes.
  case waitStatus
  /// A pointer shown as an address.
  case address
  /// A signal number, 4 bytes.
  case signal
  /// A set of signals: `[INT TERM]`; 8 bytes.
  case signalSet
  /// What a signal does: SIG_DFL, SIG_IGN or the address of a function.
  case handler
  /// A resource limit: RLIM64_INFINITY, or a number, printed as `8192*1024` where it is even.
  case limit
  /// A NUL-padded character array.
  case characters(count: Int)
  /// A part of an address of a network.
  case network(NetworkScalar)
  case structure(StructureLayout)
  case array(ScalarType, count: Int)

  /// Size in bytes.
  public var size: Int {
    switch self {
    case .signed(let bytes), .unsigned(let bytes), .hexadecimal(let bytes), .octal(let bytes), .word(_, let bytes):
      bytes
    case .descriptor, .process, .owner, .waitStatus, .signal: 4
    case .device, .time, .address, .signalSet, .handler, .limit: 8
    case .characters(let count): count
    case .network(let type): type.size
    case .structure(let layout): layout.size
    case .array(let element, let count): element.size * count
    }
  }
}

/// A C structure as memory, in both directions.
public struct StructureLayout: Sendable {
  public struct Field: Sendable {
    public let name: String
    /// Bytes from the start of the structure.
    public let offset: Int
    public let type: ScalarType
    /// Left out unless everything is asked for (strace's `-v`); `...` says so.
    public let verboseOnly: Bool

    public init(_ name: String, at offset: Int, _ type: ScalarType, verboseOnly: Bool = false) {
      self.name = name
      self.offset = offset
      self.type = type
      self.verboseOnly = verboseOnly
    }
  }

  /// The C tag: `stat`, `flock`.
  public let name: String
  /// `sizeof`.
  public let size: Int
  public let fields: [Field]

  public init(_ name: String, size: Int, _ fields: [Field]) {
    self.name = name
    self.size = size
    self.fields = fields
  }
}
