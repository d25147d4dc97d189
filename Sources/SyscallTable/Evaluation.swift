import LinuxABI

/// Turns expressions into words where a number is wanted.
public struct Evaluation {
  let resolver: any ValueResolver
  let table: SyscallTable

  public init(resolver: any ValueResolver, table: SyscallTable) {
    self.resolver = resolver
    self.table = table
  }

  /// The value of `expression`. With `codec`, names of its constants come first, and a name of another family is a
  /// mistake that is named.
  public func word(_ expression: Expression, codec: WordCodec? = nil) throws(InputError) -> UInt64 {
    switch expression.kind {
    case .integer(let value): return value
    case .name(let name): return try value(of: name, codec: codec, at: expression.range)
    case .subject(let name):
      if let value = resolver.process(named: name) ?? resolver.register(named: name) { return value }
      throw InputError(
        "There is no subject \(name).", at: expression.range, advice: NearestName.advice(name, in: resolver.names))
    case .prefix(let sign, let operand):
      let value = try word(operand, codec: codec)
      return sign == .minus ? 0 &- value : ~value
    case .infix(let sign, let left, let right):
      let a = try word(left, codec: codec)
      let b = try word(right, codec: codec)
      switch sign {
      case .or: return a | b
      case .and: return a & b
      case .plus: return a &+ b
      case .minus: return a &- b
      case .times: return a &* b
      case .left: return b < 64 ? a << b : 0
      case .right: return b < 64 ? a >> b : 0
      case .complement: return a
      }
    case .call("or", let names):
      // Names for the same value: whichever is known.
      for name in names.dropLast() {
        if let value = try? word(name, codec: codec) { return value }
      }
      return try names.last.map { last throws(InputError) in try word(last, codec: codec) } ?? 0
    case .call(let name, let arguments): return try function(name, arguments, at: expression.range)
    case .string([], elided: true): throw .cut(expression)
    case .string: throw InputError("A number is wanted here, and this is a text.", at: expression.range)
    case .structure: throw InputError("A number is wanted here, and this is a structure.", at: expression.range)
    case .array: throw InputError("A number is wanted here, and this is a list.", at: expression.range)
    case .named(let name, _):
      throw InputError("There is no argument called \(name) here.", at: expression.range)
    }
  }

  private func value(of name: String, codec: WordCodec?, at range: Range<Int>) throws(InputError) -> UInt64 {
    if let value = codec?.value(of: name) { return value }
    if let value = resolver.value(ofVariable: name) { return value }
    if let value = StandardNames.values[name] { return value }
    let known = table.constants[name]
    if let codec {
      let names = codec.constants.map(\.name) + (codec.zero == "0" ? [] : [codec.zero])
      if known != nil, let owner = table.noun(of: name), owner != codec.noun {
        throw InputError(
          "\(name) is \(owner.withArticle), and \(codec.noun.withArticle) is wanted here.", at: range,
          advice:
            "There are \(names.prefix(6).joined(separator: ", "))\(names.count > 6 ? " and others: TAB shows them" : "")."
        )
      }
      if let pid = resolver.process(named: name) { return pid }
      let looksLikeFlag = name.contains("_") || name == name.uppercased()
      throw InputError(
        looksLikeFlag ? "There is no \(codec.noun) called \(name)." : "There is no variable called \(name).", at: range,
        advice: NearestName.advice(name, in: looksLikeFlag ? names : names + resolver.names)
          ?? (looksLikeFlag ? "TAB lists those that exist." : nil))
    }
    if let known { return known }
    // Not among the constants: it means a directory where a number of any kind may stand, and no flag.
    if name == "AT_FDCWD" { return UInt64(bitPattern: -100) }
    if let pid = resolver.process(named: name) { return pid }
    if let signal = Signal(named: name), name.hasPrefix("SIG") { return UInt64(signal.rawValue) }
    let candidates = resolver.names + Array(table.constants.keys) + Array(StandardNames.values.keys)
    throw InputError(
      "There is no variable or constant called \(name).", at: range,
      advice: NearestName.advice(name, in: candidates) ?? "A text stands in double quotes: \"\(name)\".")
  }

  /// Whether a name stands for nothing at all: no variable, no constant, no process.
  func isUnknown(_ name: String) -> Bool {
    resolver.value(ofVariable: name) == nil && StandardNames.values[name] == nil && table.constants[name] == nil
      && resolver.process(named: name) == nil && Signal(named: name) == nil
  }

  private func function(_ name: String, _ arguments: [Expression], at range: Range<Int>) throws(InputError) -> UInt64 {
    func argument(_ index: Int) throws(InputError) -> UInt64 { try word(arguments[index]) }
    switch (name, arguments.count) {
    case ("&", 1):
      throw InputError(
        "& stands before a name only in inet_pton(AF_INET6, \"::1\", &sin6_addr).", at: range)
    case ("inet_addr", 1), ("if_nametoindex", 1):
      guard case .string(let bytes, false) = arguments[0].kind else {
        throw InputError("\(name) takes a text.", at: arguments[0].range)
      }
      let text = String(decoding: bytes, as: UTF8.self)
      if name == "inet_addr" {
        if let address = InternetAddress.bytes4(text) { return address[...].littleEndianWord }
        throw InputError("This is no IPv4 address.", at: arguments[0].range, advice: "inet_addr(\"127.0.0.1\").")
      }
      if let index = resolver.interface(named: text) { return index }
      throw InputError("There is no network device called \(Escapes.quoted(bytes)).", at: arguments[0].range)
    case ("makedev", 2):
      let major = try argument(0)
      let minor = try argument(1)
      // Both have 32 bits; what is above would fall on the other's.
      return (minor & 0xff) | (major & 0xfff) << 8 | (minor & 0xffff_ff00) << 12 | (major & 0xffff_f000) << 32
    case ("IOPRIO_PRIO_VALUE", 2):
      return try word(arguments[0], codec: .ioPriorityClasses) << 13 | argument(1)
    case ("_IOC", 4):
      let way = try word(arguments[0], codec: .ioctlDirections)
      return try way << 30 | (argument(3) & 0x3fff) << 16 | (argument(1) & 0xff) << 8 | argument(2) & 0xff
    case ("KERNEL_VERSION", 3): return try argument(0) << 16 | argument(1) << 8 | argument(2)
    case ("htons", 1), ("ntohs", 1):
      return UInt64(UInt16(truncatingIfNeeded: try argument(0)).byteSwapped)
    case ("htonl", 1), ("ntohl", 1):
      return UInt64(UInt32(truncatingIfNeeded: try argument(0)).byteSwapped)
    default:
      throw InputError(
        "\(name)(...) with \(arguments.count) argument\(arguments.count == 1 ? "" : "s") cannot be used as a value.",
        at: range,
        advice:
          "There are makedev(major, minor), htons(n), htonl(n), inet_addr(\"1.2.3.4\") and if_nametoindex(\"lo\").")
    }
  }
}

extension String {
  /// With `a` or `an` before it.
  var withArticle: String {
    "aeiou".contains(first ?? "x") ? "an \(self)" : "a \(self)"
  }
}
