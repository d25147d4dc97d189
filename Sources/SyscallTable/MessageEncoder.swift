import LinuxABI

// Messages typed as strace prints them. Every length follows from what it counts unless it is given.
extension Encoder {
  /// Room for control messages when nothing says how much, in bytes: a list of sixty descriptors, or credentials and
  /// some descriptors.
  private static var controlRoom: UInt64 { 256 }
  /// Room for data when nothing says how much, in bytes.
  private static var dataRoom: UInt64 { 4096 }

  /// A message to send, or with `direction` output the room for one to receive: what strace printed there is what the
  /// kernel wrote, and only its sizes count.
  mutating func message(
    _ members: [Expression.Member], _ direction: Direction, _ name: String, at range: Range<Int>
  ) throws(InputError) -> Placed {
    let layout = StructureLayout.msghdr
    var given: [String: Expression] = [:]
    for member in members {
      guard let field = member.name, layout.fields.contains(where: { $0.name == field }) else {
        let names = layout.fields.map(\.name)
        throw InputError(
          member.name.map { "A msghdr structure has no member \($0)." } ?? "The members of \(name) have names.",
          at: member.range,
          advice: member.name.flatMap { NearestName.advice($0, in: names) }
            ?? "It has \(names.joined(separator: ", ")).")
      }
      given[field] = member.value
    }
    func length(_ field: String) throws(InputError) -> UInt64? {
      guard let expression = given[field] else { return nil }
      return try fitting(try evaluation.word(expression), field == "msg_namelen" ? 32 : 64, expression, field)
    }
    let isReceiving = direction == .output
    let address = try messageAddress(given["msg_name"], try length("msg_namelen"), isReceiving, at: range)
    let buffers = try messageBuffers(given["msg_iov"], direction, at: range)
    let control = try messageControl(given["msg_control"], try length("msg_controllen"), isReceiving, at: range)
    let flags = try given["msg_flags"].map { expression throws(InputError) in
      try fitting(try evaluation.word(expression, codec: .messageFlags), 32, expression, "msg_flags")
    }
    let words: [(String, UInt64)] = [
      ("msg_name", address.address), ("msg_namelen", try length("msg_namelen") ?? address.length),
      ("msg_iov", buffers.address), ("msg_iovlen", try length("msg_iovlen") ?? buffers.length),
      ("msg_control", control.address), ("msg_controllen", try length("msg_controllen") ?? control.length),
      ("msg_flags", flags ?? 0),
    ]
    var bytes = [UInt8](repeating: 0, count: layout.size)
    for (field, word) in words {
      guard let field = layout.fields.first(where: { $0.name == field }) else { continue }
      let value = word.littleEndianBytes.prefix(field.type.size)
      bytes.replaceSubrange(field.offset..<(field.offset + value.count), with: value)
    }
    return Placed(address: try messagePart(bytes, name, at: range), length: layout.size)
  }

  private typealias Part = (address: UInt64, length: UInt64)

  private mutating func messagePart(
    _ bytes: [UInt8], _ name: String, at range: Range<Int>
  ) throws(InputError) -> UInt64 {
    guard let address = arena.place(bytes) else { throw tooLarge(UInt64(bytes.count), name, at: range) }
    return address
  }

  private mutating func messageAddress(
    _ expression: Expression?, _ length: UInt64?, _ isReceiving: Bool, at range: Range<Int>
  ) throws(InputError) -> Part {
    if isReceiving, expression?.isStructure ?? true {
      let size = length ?? (expression == nil ? 0 : 128)
      guard size > 0, Int32(truncatingIfNeeded: size) > 0 else { return (0, 0) }
      return (try messageRoom(size, "msg_name", at: range), size)
    }
    guard let expression else { return (0, 0) }
    guard case .structure(let members) = expression.kind else { return (try evaluation.word(expression), 0) }
    let bytes = try socketAddress(members, "msg_name", length: length ?? 0, at: expression.range)
    return (try messagePart(bytes, "msg_name", at: expression.range), UInt64(bytes.count))
  }

  private mutating func messageBuffers(
    _ expression: Expression?, _ direction: Direction, at range: Range<Int>
  ) throws(InputError) -> Part {
    guard let expression else {
      guard direction == .output else { return (0, 0) }
      let room = try messageRoom(Self.dataRoom, "msg_iov", at: range)
      return (try messagePart(room.littleEndianBytes + Self.dataRoom.littleEndianBytes, "msg_iov", at: range), 1)
    }
    guard case .array = expression.kind else { return (try evaluation.word(expression), 0) }
    let placed = try vector(expression, direction, "msg_iov")
    return (placed.address, UInt64(placed.length ?? 0))
  }

  private mutating func messageRoom(
    _ size: UInt64, _ name: String, at range: Range<Int>
  ) throws(InputError) -> UInt64 {
    guard size <= Arena.limit, let address = arena.reserve(size, filled: true) else {
      throw tooLarge(size, name, at: range)
    }
    return address
  }

  // MARK: Control messages

  private mutating func messageControl(
    _ expression: Expression?, _ length: UInt64?, _ isReceiving: Bool, at range: Range<Int>
  ) throws(InputError) -> Part {
    if isReceiving, expression?.isArray ?? true {
      let size = length ?? Self.controlRoom
      return size == 0 ? (0, 0) : (try messageRoom(size, "msg_control", at: range), size)
    }
    guard let expression else { return (0, 0) }
    guard case .array(let elements) = expression.kind else { return (try evaluation.word(expression), 0) }
    var bytes: [UInt8] = []
    for element in elements {
      if case .string([], elided: true) = element.kind { throw .cut(element) }
      guard case .structure(let members) = element.kind else {
        throw InputError(
          "A control message is a structure.", at: element.range,
          advice: "{cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[fd]}")
      }
      bytes += try controlMessage(members, at: element.range)
    }
    if let length, length > UInt64(bytes.count), length <= Arena.limit {
      bytes += [UInt8](repeating: 0, count: Int(length) - bytes.count)
    }
    return (try messagePart(bytes, "msg_control", at: expression.range), UInt64(bytes.count))
  }

  /// Header, data and padding up to where the next one begins. A length that is given is written as it is, even where
  /// no kernel accepts it.
  private func controlMessage(
    _ members: [Expression.Member], at range: Range<Int>
  ) throws(InputError) -> [UInt8] {
    var given: [String: Expression] = [:]
    for member in members {
      guard let name = member.name, ["cmsg_len", "cmsg_level", "cmsg_type", "cmsg_data"].contains(name) else {
        throw InputError(
          member.name.map { "A control message has no member \($0)." }
            ?? "The members of a control message have names.",
          at: member.range, advice: "It has cmsg_len, cmsg_level, cmsg_type, cmsg_data.")
      }
      given[name] = member.value
    }
    let level = try controlWord(given["cmsg_level"], .socketLevels, "cmsg_level") ?? ControlData.socketLevel
    let codec: WordCodec? = level == ControlData.socketLevel ? .controlMessages : nil
    guard let type = try controlWord(given["cmsg_type"], codec, "cmsg_type") else {
      throw InputError(
        "A control message needs cmsg_type.", at: range, advice: "cmsg_type=SCM_RIGHTS sends descriptors.")
    }
    let data = try controlData(given["cmsg_data"], ControlData(level: level, type: type))
    let headerSize = StructureLayout.cmsghdr.size
    var length = UInt64(headerSize + data.count)
    if let expression = given["cmsg_len"] { length = try evaluation.word(expression) }
    var bytes = length.littleEndianBytes + level.littleEndianBytes.prefix(4) + type.littleEndianBytes.prefix(4) + data
    let end = length <= Arena.limit / 16 ? max(Int(length), headerSize) : bytes.count
    // The next one is where the length says, and what it does not count is not sent.
    bytes = Array(bytes.prefix(max(end, headerSize)))
    return bytes + [UInt8](repeating: 0, count: ((end + 7) & ~7) - bytes.count)
  }

  private func controlWord(
    _ expression: Expression?, _ codec: WordCodec?, _ name: String
  ) throws(InputError) -> UInt64? {
    guard let expression else { return nil }
    return try fitting(try evaluation.word(expression, codec: codec), 32, expression, name) & 0xffff_ffff
  }

  private func controlData(_ expression: Expression?, _ kind: ControlData) throws(InputError) -> [UInt8] {
    guard let expression else { return [] }
    switch (kind, expression.kind) {
    case (_, .string(let text, let elided)):
      if elided { throw .cut(expression) }
      return text
    case (.rights, .array(let elements)), (.pidfd, .array(let elements)):
      return try list(elements, .descriptor, "cmsg_data")
    case (.credentials, .structure(let members)): return try structure(members, .ucred, at: expression.range)
    case (.bytes, .array(let elements)): return try list(elements, .unsigned(bytes: 1), "cmsg_data")
    case (.rights, _), (.pidfd, _): return try list([expression], .descriptor, "cmsg_data")
    case (.credentials, _), (.bytes, _):
      throw InputError(
        "cmsg_data is \(kind.noun).", at: expression.range, advice: "A text gives its bytes as they are.")
    }
  }
}

extension ControlData {
  fileprivate var noun: String {
    switch self {
    case .rights, .pidfd: "a list of descriptors: [3, 4]"
    case .credentials: "a ucred structure: {pid=..., uid=..., gid=...}"
    case .bytes: "bytes"
    }
  }
}
