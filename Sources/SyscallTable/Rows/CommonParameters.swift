import LinuxABI

/// Parameters that many rows share, under the names of the manual pages.
extension Parameter {
  static func fd(_ meaning: String, named name: String = "fd") -> Parameter {
    Parameter(name, .descriptor, .required, meaning)
  }

  static func dirfd(named name: String = "dirfd") -> Parameter {
    Parameter(
      name, .directory, .required, "the directory where a relative path starts, or AT_FDCWD for the working directory")
  }

  static func path(_ meaning: String, named name: String = "pathname") -> Parameter {
    Parameter(name, .pointer(.path, .input), .required, meaning)
  }

  /// Flags that are 0 when left out.
  static func flags(_ codec: WordCodec, _ meaning: String, named name: String = "flags") -> Parameter {
    Parameter(name, .word(codec), .value(0), meaning)
  }

  /// The flags of the open family, parameter `index` of its row, and the mode that follows them.
  static func openFlagsAndMode(at index: Int) -> [Parameter] {
    [
      Parameter("flags", .word(.openFlags), .value(0), "the access mode and how to open"),
      // O_CREAT, and O_TMPFILE without the O_DIRECTORY that it contains.
      Parameter(
        "mode", .presentIf(parameter: index, hasAny: 0x40_0040, .permissions), .value(0o666),
        "permissions of a file that this call makes, less the umask"),
    ]
  }

  static func permissions(_ meaning: String, default fallback: Fallback = .required) -> Parameter {
    Parameter("mode", .permissions, fallback, meaning)
  }

  /// An unsigned count or size of 64 bits.
  static func size(_ name: String, _ meaning: String, _ fallback: Fallback = .required) -> Parameter {
    Parameter(name, .unsigned(bits: 64), fallback, meaning)
  }

  /// A file offset or length: signed, 64 bits.
  static func offset(_ name: String, _ meaning: String, _ fallback: Fallback = .required) -> Parameter {
    Parameter(name, .signed(bits: 64), fallback, meaning)
  }

  /// A pointer to a file offset that the call reads and moves on; NULL when left out.
  static func offsetPointer(_ name: String, _ meaning: String) -> Parameter {
    Parameter(name, .pointer(.scalar(.signed(bytes: 8)), .both), .value(0), meaning)
  }

  /// A structure that the kernel fills.
  static func filled(_ name: String, _ layout: StructureLayout, _ meaning: String) -> Parameter {
    Parameter(name, .pointer(.structure(layout), .output), .supplied, meaning)
  }

  /// The address of memory that the call works on, without reading it for the caller.
  static func address(_ name: String, _ meaning: String, _ fallback: Fallback = .required) -> Parameter {
    Parameter(name, .address, fallback, meaning)
  }

  static let owner = Parameter("owner", .owner, .required, "the new owner, or -1 to leave it")
  static let group = Parameter("group", .owner, .value(0xffff_ffff), "the new group, or -1 to leave it")
}
