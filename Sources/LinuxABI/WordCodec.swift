/// A named constant of the C headers.
public struct Constant: Hashable, Sendable {
  public let name: String
  public let value: UInt64

  public init(_ name: String, _ value: UInt64) {
    self.name = name
    self.value = value
  }
}

/// How one word is written as names and read back: a set of flags (`O_WRONLY|O_CREAT`), an enumeration (`SEEK_SET`), or
/// flags around enumerated fields (`S_IFREG|0644`, the access mode among the open flags).
///
/// Printing never loses a bit: what no name covers follows as a number (`O_RDONLY|0x40000000`), and reading takes that
/// number back, so `value(printed) == value` for every word.
public struct WordCodec: Sendable {
  /// An enumerated part of a word: of the bits in `mask`, exactly one of `values` is meant.
  public struct Field: Sendable {
    public let mask: UInt64
    public let values: [Constant]

    public init(mask: UInt64, _ values: [Constant]) {
      self.mask = mask
      self.values = values
    }
  }

  /// What a sentence calls it: `open flag`, `seek origin`.
  public let noun: String
  /// Enumerated parts, printed first. A field whose value has no name prints as a number with the rest.
  public let fields: [Field]
  /// Single flags, in print order. A constant of several bits stands before those that it contains (O_SYNC before
  /// O_DSYNC).
  public let flags: [Constant]
  /// Other names for the same values, understood but never printed (`O_NDELAY`).
  public let aliases: [Constant]
  /// What zero prints as when no field names it.
  public let zero: String
  /// Fields are printed behind the flags (clone's exit signal).
  public let fieldsFollow: Bool
  /// Bits left over are printed in octal (file modes) instead of hexadecimal.
  public let octal: Bool
  /// How strace writes a word of the family, where that is not its names alone.
  public let form: Form
  /// What strace says it looked among for a number without a name (`SECCOMP_SET_MODE_`), where that is not what all
  /// names begin with; empty where it says nothing.
  public let family: String?

  /// Permission bits, which follow in octal behind whatever else the word holds (`IPC_CREAT|0600`).
  public let permissionBits: UInt64

  /// Ways to write a word around its names.
  public enum Form: Sendable {
    case names
    /// The number, and its name behind it: `3 /* SYSLOG_ACTION_READ_ALL */`.
    case numberAndName
    /// A number without a name in decimal, signed: `KEY_SPEC_USER_KEYRING`, `123`.
    case nameOrDecimal
    /// A class and a level in it: `IOPRIO_PRIO_VALUE(IOPRIO_CLASS_BE, 4)`.
    case priority
    /// An offset of 8-byte members by their names: `8*ORIG_RAX`.
    case eightTimes
    /// Three numbers of a kernel's version: `KERNEL_VERSION(6, 18, 0)`.
    case version
    /// A number without a name by its parts: `_IOC(_IOC_READ, 0x54, 0x1, 0x4)`.
    case parts
    /// All ones are a question rather than names: `0xffffffff`.
    case allOnesAsNumber
  }

  public init(
    _ noun: String, fields: [Field] = [], flags: [Constant], aliases: [Constant] = [], zero: String = "0",
    fieldsFollow: Bool = false, octal: Bool = false, permissionBits: UInt64 = 0, form: Form = .names,
    family: String? = nil
  ) {
    self.noun = noun
    self.fields = fields
    self.flags = flags
    self.aliases = aliases
    self.zero = zero
    self.fieldsFollow = fieldsFollow
    self.octal = octal
    self.permissionBits = permissionBits
    self.form = form
    self.family = family
  }

  /// A word that is exactly one of `values`.
  public init(
    _ noun: String, oneOf values: [Constant], aliases: [Constant] = [], form: Form = .names, family: String? = nil
  ) {
    self.init(
      noun, fields: [Field(mask: .max, values)], flags: [], aliases: aliases, form: form, family: family)
  }

  /// Whether the word is a single choice, so that names are not combined with `|`.
  public var isEnumeration: Bool {
    flags.isEmpty && fields.count == 1
  }

  /// Every constant that may be typed, in print order, aliases last.
  public var constants: [Constant] {
    fields.flatMap(\.values) + flags + aliases
  }

  /// The value of the constant called `name`, or nil.
  public func value(of name: String) -> UInt64? {
    constants.first { $0.name == name }?.value ?? (name == zero && zero != "0" ? 0 : nil)
  }

  /// The word as names joined by `|`.
  public func text(_ word: UInt64) -> String {
    var rest = word
    var parts: [String] = []
    for field in fields {
      let part = rest & field.mask
      if let constant = field.values.first(where: { $0.value == part }) {
        parts.append(constant.name)
        rest &= ~field.mask
      }
    }
    let inFields = parts
    if fieldsFollow { parts = [] }
    for flag in flags where flag.value != 0 && rest & flag.value == flag.value {
      parts.append(flag.name)
      rest &= ~flag.value
    }
    if fieldsFollow { parts += inFields }
    if octal || permissionBits != 0 {
      let others = octal ? 0 : rest & ~permissionBits
      if others != 0 { parts.append("0x" + String(others, radix: 16)) }
      rest &= ~others
      // Permissions always show, with at least three digits: S_IFREG|000.
      let digits = rest == 0 ? "0" : "0" + String(rest, radix: 8)
      parts.append(String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits)
    } else if rest != 0 {
      parts.append("0x" + String(rest, radix: 16))
    }
    return parts.isEmpty ? zero : parts.joined(separator: "|")
  }
}
