import LinuxABI

// Arguments of sockets, of waiting for descriptors and of IPC, typed as strace prints them.
extension Encoder {
  /// The memory for what was typed, or with nil for what is supplied.
  mutating func network(
    _ expression: Expression?, _ pointee: NetworkPointee, _ direction: Direction, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Placed {
    let range = expression?.range ?? nameRange
    switch (pointee, expression?.kind) {
    case (.messages, .array(let elements)): return try messages(elements, direction, name, at: range)
    case (.messages, nil): return try messages([nil], direction, name, at: range)
    case (.interfaceList, .structure(let members)): return try interfaceList(members, at: range)
    case (.interfaceList, nil): return try interfaceList([], at: range)
    case (.maskAndSize, .structure(let members)): return try maskAndSize(members, at: range)
    case (_, nil),
      (.option, _) where direction == .output, (.queueMessage, _) where direction == .output,
      (.untold, _) where direction == .output:
      return try placed([UInt8](repeating: 0, count: try size(pointee, words, name, at: range)), name, at: range)
    case (.descriptorSet(let count), .array(let elements)):
      return try placed(try descriptorSet(elements, words[count], name), name, at: range)
    case (.interfaceRequest(let layout), .structure(let members)):
      return try placed(try structure(members, layout, at: range), name, at: range)
    case (.option(let value, _), let kind?):
      let bytes = try option(value, kind, name, at: range)
      return try placed(bytes, name, at: range, length: bytes.count)
    case (.queueMessage, .structure(let members)):
      let (type, text) = try queueMessage(members, at: range)
      return try placed(type.littleEndianBytes + text, name, at: range, length: text.count)
    case (.name, .string(let text, let elided)):
      if elided, let expression { throw .cut(expression) }
      return try placed(text + [0], name, at: range, length: text.count)
    case (.untold(let type), .array(let elements)):
      return try placed(try list(elements, type, name), name, at: range)
    case (.descriptorSet, _), (.messages, _), (.maskAndSize, _), (.interfaceRequest, _), (.interfaceList, _),
      (.queueMessage, _), (.name, _), (.untold, _):
      throw InputError(
        "\(name) is \(pointee.noun), and this is \(expression?.noun ?? "nothing").", at: range,
        advice: "It is \(row.signature).")
    }
  }

  /// How much room is supplied, in bytes.
  private func size(
    _ pointee: NetworkPointee, _ words: [UInt64], _ name: String, at range: Range<Int>
  ) throws(InputError) -> Int {
    switch pointee {
    case .descriptorSet: return 128
    // How much the caller has room for stands behind another pointer; no option's value is larger.
    case .option: return 4096
    case .queueMessage(let size):
      guard words[size] <= Arena.limit else { throw tooLarge(words[size], name, at: range) }
      return 8 + Int(words[size])
    // SEMMSL is 32000 by default, and nobody makes such sets here.
    case .untold(let type): return 256 * type.size
    case .interfaceRequest(let layout): return layout.size
    case .maskAndSize: return 16
    case .messages, .interfaceList, .name: return 256
    }
  }

  private func descriptorSet(
    _ elements: [Expression], _ count: UInt64, _ name: String
  ) throws(InputError) -> [UInt8] {
    // FD_SETSIZE bits, or as many as the kernel will read.
    let most = 1 << 20
    var bytes = [UInt8](repeating: 0, count: max(128, (min(Int(clamping: count & 0xffff_ffff), most) + 63) / 64 * 8))
    for element in elements {
      if case .string([], elided: true) = element.kind { throw .cut(element) }
      let number = try evaluation.word(element)
      guard number < most else { throw InputError("\(name) has descriptors below \(most).", at: element.range) }
      if Int(number) / 8 >= bytes.count { bytes += [UInt8](repeating: 0, count: Int(number) / 8 + 8 - bytes.count) }
      bytes[Int(number / 8)] |= 1 << UInt8(number % 8)
    }
    return bytes
  }

  private func option(
    _ value: OptionValue, _ kind: Expression.Kind, _ name: String, at range: Range<Int>
  ) throws(InputError) -> [UInt8] {
    switch kind {
    case .string(let text, let elided):
      if elided { throw .cut(Expression(kind, range)) }
      return text
    case .array(let elements): return try list(elements, .signed(bytes: 4), name)
    case .structure(let members):
      guard let layout = value.layout else { break }
      return try structure(members, layout, at: range)
    case .integer, .name, .subject, .prefix, .infix, .call, .named: break
    }
    throw InputError(
      "\(name) is \(value.noun), and this is \(Expression(kind, range).noun).", at: range,
      advice: "It is \(row.signature).")
  }

  /// The members of a small structure by name; those without one are taken in order.
  private func members(
    _ members: [Expression.Member], _ names: [String], of what: String, at range: Range<Int>
  ) throws(InputError) -> [String: Expression] {
    var given: [String: Expression] = [:]
    for (index, member) in members.enumerated() {
      guard let name = member.name ?? (index < names.count ? names[index] : nil), names.contains(name) else {
        throw InputError(
          member.name.map { "\(what) has no member \($0)." } ?? "\(what) has only \(names.count) members.",
          at: member.range, advice: "It has \(names.joined(separator: ", ")).")
      }
      given[name] = member.value
    }
    return given
  }

  private func queueMessage(
    _ members: [Expression.Member], at range: Range<Int>
  ) throws(InputError) -> (type: UInt64, text: [UInt8]) {
    let given = try self.members(members, ["mtype", "mtext"], of: "A message", at: range)
    let type = try given["mtype"].map { expression throws(InputError) in try evaluation.word(expression) }
    let text = try given["mtext"].map { expression throws(InputError) in
      try self.text(expression, "mtext", atMost: Int(Arena.limit))
    }
    return (type ?? 1, text ?? [])
  }

  private mutating func maskAndSize(
    _ members: [Expression.Member], at range: Range<Int>
  ) throws(InputError) -> Placed {
    let given = try self.members(members, ["sigmask", "sigsetsize"], of: "This structure", at: range)
    var mask: UInt64 = 0
    if let expression = given["sigmask"] {
      mask = try memory(expression, .signalSet, .input, [], "sigmask").address
    }
    let size = try given["sigsetsize"].map { expression throws(InputError) in try evaluation.word(expression) }
    return try placed(mask.littleEndianBytes + (size ?? 8).littleEndianBytes, "sigmask", at: range)
  }

  /// A header, and a buffer of as many bytes as it says.
  private mutating func interfaceList(
    _ members: [Expression.Member], at range: Range<Int>
  ) throws(InputError) -> Placed {
    let given = try self.members(members, ["ifc_len", "ifc_buf"], of: "An ifconf structure", at: range)
    let length = try given["ifc_len"].map { expression throws(InputError) in
      try fitting(try evaluation.word(expression), 32, expression, "ifc_len")
    }
    let size = length ?? UInt64(16 * StructureLayout.interfaceAddress.size)
    var buffer: UInt64?
    if let expression = given["ifc_buf"], !expression.isArray { buffer = try evaluation.word(expression) }
    if buffer == nil {
      guard size <= Arena.limit, let address = arena.reserve(size, filled: true) else {
        throw tooLarge(size, "ifc_buf", at: range)
      }
      buffer = address
    }
    let header = Array(size.littleEndianBytes.prefix(4)) + [0, 0, 0, 0] + (buffer ?? 0).littleEndianBytes
    return try placed(header, "ifc_len", at: range)
  }

  /// Messages one behind the other; nil stands for one to be supplied.
  private mutating func messages(
    _ elements: [Expression?], _ direction: Direction, _ name: String, at range: Range<Int>
  ) throws(InputError) -> Placed {
    var table: [UInt8] = []
    for element in elements {
      if let element, case .string([], elided: true) = element.kind { throw .cut(element) }
      var header = element
      var length: UInt64 = 0
      if case .structure(let members) = element?.kind,
        members.contains(where: { $0.name?.hasPrefix("msg_hdr") == true })
      {
        let given = try self.members(members, ["msg_hdr", "msg_len"], of: "A mmsghdr structure", at: range)
        header = given["msg_hdr"]
        if let expression = given["msg_len"] {
          length = try fitting(try evaluation.word(expression), 32, expression, "msg_len")
        }
      }
      let place = header?.range ?? range
      var parts: [Expression.Member] = []
      if let header {
        guard case .structure(let members) = header.kind else {
          throw InputError("Each of \(name) is a message: {msg_iov=[\"a\"]}.", at: place)
        }
        parts = members
      }
      // The header is placed last, behind all that it points to.
      _ = try message(parts, direction, name, at: place)
      table += (arena.contents.last?.bytes ?? []) + length.littleEndianBytes
    }
    return try placed(table, name, at: range, length: elements.count)
  }

  // MARK: Values

  func value(_ expression: Expression, _ type: NetworkScalar, _ name: String) throws(InputError) -> [UInt8] {
    switch (type, expression.kind) {
    case (.address6, .call("inet_pton", let arguments)):
      guard arguments.count >= 2 else {
        throw InputError(
          "inet_pton takes a family and a text.", at: expression.range, advice: "inet_pton(AF_INET6, \"::1\").")
      }
      return try value(arguments[1], .address6, name)
    case (.address6, .string(let text, false)):
      guard let bytes = InternetAddress.bytes6(String(decoding: text, as: UTF8.self)) else {
        throw InputError("This is no IPv6 address.", at: expression.range, advice: "\"::1\", \"2001:db8::5\".")
      }
      return bytes
    case (.address6, _):
      throw InputError(
        "\(name) is an IPv6 address.", at: expression.range, advice: "inet_pton(AF_INET6, \"::1\", &\(name)).")
    case (.address4, .string(let text, false)):
      guard let bytes = InternetAddress.bytes4(String(decoding: text, as: UTF8.self)) else {
        throw InputError("This is no IPv4 address.", at: expression.range, advice: "inet_addr(\"127.0.0.1\").")
      }
      return bytes
    case (.hardware(let count), .string(let bytes, false)) where bytes.count <= count:
      return bytes + [UInt8](repeating: 0, count: count - bytes.count)
    case (.hardwareList(let count), .array(let elements)):
      // strace's dots say that the length claims more bytes than there are.
      let given = elements.filter { $0.kind != .string([], elided: true) }
      guard given.count <= count else { break }
      let bytes = try list(given, .unsigned(bytes: 1), name)
      return bytes + [UInt8](repeating: 0, count: count - bytes.count)
    case (.hardware, _), (.hardwareList, _): break
    case (.socketAddress, .structure(let members)):
      let bytes = try socketAddress(members, name, length: 16, at: expression.range)
      guard bytes.count == 16 else {
        throw InputError("\(name) has room for 16 bytes, and this needs \(bytes.count).", at: expression.range)
      }
      return bytes
    case (.socketAddress, _):
      throw InputError(
        "\(name) is a socket address.", at: expression.range,
        advice: "{sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr(\"127.0.0.1\")}.")
    case (.port, _), (.frame, _), (.flow, _), (.address4, _), (.interface, _), (.groups, _):
      let word = try fitting(try evaluation.word(expression), type.size * 8, expression, name)
      return Array(word.littleEndianBytes.prefix(type.size))
    }
    throw InputError(
      "\(name) is an address of at most \(type.size) bytes.", at: expression.range, advice: "00:11:22:33:44:55.")
  }

  /// The length that stands in a supplied `room`: that of the buffer whose parameter points to it, in bytes.
  func suppliedRoom(_ index: Int, _ words: [UInt64]) -> UInt64 {
    for parameter in row.parameters {
      switch parameter.type.resolved(words) {
      case .pointer(.network(.option(let value, let length)), .output) where length == index: return UInt64(value.size)
      case .pointer(.socketAddress(let length), .output) where length == index: return 128
      default: break
      }
    }
    return 0
  }
}
