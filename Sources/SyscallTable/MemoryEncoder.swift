import LinuxABI

// Arguments behind pointers: texts, structures, lists, and buffers for what the call will write.
extension Encoder {
  struct Placed {
    var address: UInt64
    /// Bytes or elements, when the argument itself said how many.
    var length: Int?
    var supplied = false
  }

  mutating func memory(
    _ expression: Expression, _ pointee: Pointee, _ direction: Direction, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Placed {
    if case .structure(let layout) = pointee, layout.name == StructureLayout.sigaction.name, direction == .input,
      let bytes = try signalAction(expression)
    {
      guard let address = arena.place(bytes) else { throw tooLarge(UInt64(bytes.count), name, at: expression.range) }
      return Placed(address: address, length: layout.size)
    }
    switch expression.kind {
    case .string, .structure, .array: break
    case .call(let function, _) where evaluation.table.lookUp(function) == nil && direction == .output:
      break
    case .prefix(.complement, let set) where set.isArray: break
    case .integer, .name, .subject, .prefix, .infix, .call, .named:
      // An address of the learner's own, or NULL.
      if case .name(let text) = expression.kind, case .path = pointee,
        evaluation.resolver.value(ofVariable: text) == nil, StandardNames.values[text] == nil
      {
        throw InputError(
          "\(name) is a path, and there is no variable called \(text).", at: expression.range,
          advice: "A path stands in double quotes: \"\(text)\".")
      }
      if case .name(let text) = expression.kind, case .signalSet = pointee, Signal(named: text) != nil,
        evaluation.resolver.value(ofVariable: text) == nil
      {
        throw InputError(
          "\(name) is a set of signals, and this is one signal.", at: expression.range,
          advice: "The set of it alone: [\(text)].")
      }
      return Placed(address: try evaluation.word(expression))
    }
    if case .network(let pointee) = pointee { return try network(expression, pointee, direction, words, name) }
    switch (pointee, expression.kind) {
    case (.message, .structure(let members)):
      return try message(members, direction, name, at: expression.range)
    case (.socketAddress(let index), .structure(let members)) where direction == .input:
      let bytes = try socketAddress(members, name, length: words[index], at: expression.range)
      guard let address = arena.place(bytes) else { throw tooLarge(UInt64(bytes.count), name, at: expression.range) }
      return Placed(address: address, length: bytes.count)
    case (.socketAddress, .string(let text, let elided)) where direction == .input:
      if elided { throw .cut(expression) }
      let bytes = try shortAddress(text, name, at: expression.range)
      guard let address = arena.place(bytes) else { throw tooLarge(UInt64(bytes.count), name, at: expression.range) }
      return Placed(address: address, length: bytes.count)
    case (.formatted(let special), _) where direction != .output:
      return try special.format.place(expression, &self, words, name)
    default: break
    }
    if direction == .output {
      if case .vector = pointee { return try vector(expression, direction, name) }
      // What strace printed there is what the kernel wrote; here the kernel writes anew.
      let size = try suppliedSize(pointee, words, name, at: expression.range)
      guard let address = arena.reserve(size) else { throw tooLarge(size, name, at: expression.range) }
      return Placed(address: address, supplied: true)
    }
    if case .special(let special) = pointee {
      return try special.form.place(expression, in: &self, words, name)
    }
    let bytes: [UInt8]
    var length: Int?
    switch (pointee, expression.kind) {
    case (.path, .string(let text, let elided)), (.string, .string(let text, let elided)):
      if elided { throw .cut(expression) }
      bytes = text + [0]
      length = text.count
    case (.bytes, .string(let text, let elided)):
      if elided { throw .cut(expression) }
      bytes = text
      length = text.count
    case (.bytes, .array(let elements)), (.array(.unsigned(bytes: 1), _), .array(let elements)):
      bytes = try list(elements, .unsigned(bytes: 1), name)
      length = elements.count
    case (.scalar(let type), .array(let elements)) where elements.count == 1:
      bytes = try list(elements, type, name)
    case (.room, .array(let elements)) where elements.count == 1:
      bytes = try list(elements, .unsigned(bytes: 4), name)
    case (.array(let type, _), .array(let elements)):
      bytes = try list(elements, type, name)
      length = elements.count
    case (.structure(let layout), .structure(let members)):
      bytes = try structure(members, layout, at: expression.range)
      length = layout.size
    case (.structures(let layout, let count), .array(let elements)):
      if case .fixed(let wanted) = count, elements.count != wanted {
        throw InputError("\(name) is a list of \(wanted) \(layout.name) structures.", at: expression.range)
      }
      bytes = try list(elements, .structure(layout), name)
      length = elements.count
    case (.strings, .array(let elements)):
      return try strings(elements, name)
    case (.signalSet, .array), (.signalSet, .prefix):
      bytes = try signalSet(expression, name).littleEndianBytes
      length = 8
    case (.cpuSet(let count), .array(let elements)):
      // A mask may be longer than its last CPU needs.
      var mask = try processors(elements, name)
      if case .parameter(let index) = count, words[index] > UInt64(mask.count) {
        mask += [UInt8](repeating: 0, count: Int(min(words[index], 1024)) - mask.count)
      }
      bytes = mask
      length = bytes.count
    case (.vector, .array):
      return try vector(expression, direction, name)
    default:
      throw InputError(
        "\(name) is \(pointee.noun), and this is \(expression.noun).", at: expression.range,
        advice: "It is \(row.signature).")
    }
    guard let address = arena.place(bytes) else { throw tooLarge(UInt64(bytes.count), name, at: expression.range) }
    return Placed(address: address, length: length)
  }

  /// How many bytes a supplied buffer needs.
  func suppliedSize(
    _ pointee: Pointee, _ words: [UInt64], _ name: String, at range: Range<Int>
  ) throws(InputError) -> UInt64 {
    func count(_ count: Count, of size: Int) throws(InputError) -> UInt64 {
      let wanted: UInt64
      switch count {
      case .fixed(let number): wanted = UInt64(number)
      case .parameter(let index), .filled(let index): wanted = words[index]
      case .derived(let index, let divisor):
        wanted = words[index] / UInt64(divisor) + (words[index] % UInt64(divisor) == 0 ? 0 : 1)
      }
      guard wanted <= arena.limit else { throw tooLarge(wanted, name, at: range) }
      return wanted * UInt64(size)
    }
    switch pointee {
    case .path, .string: return 4096
    case .bytes(let number), .directoryEntries(let number): return try count(number, of: 1)
    case .scalar(let type): return UInt64(type.size)
    case .array(let type, let number): return try count(number, of: type.size)
    case .structure(let layout): return UInt64(layout.size)
    case .message: return UInt64(StructureLayout.msghdr.size)
    case .socketAddress: return 128
    case .room: return 4
    // Supplied by `network`, with what it points to.
    case .network: return 0
    case .structures(let layout, let number): return try count(number, of: layout.size)
    case .vector(let number): return try count(number, of: 16)
    case .strings, .signalSet: return 8
    case .formatted(let special): return special.format.size(words)
    case .cpuSet(let number): return try count(number, of: 1)
    case .special(let special): return special.form.room(words)
    }
  }

  func list(_ elements: [Expression], _ type: ScalarType, _ name: String) throws(InputError) -> [UInt8] {
    var bytes: [UInt8] = []
    for element in elements { bytes += try value(element, type, name) }
    return bytes
  }

  /// A `struct iovec` array: texts to write, sizes of buffers to read into, or {iov_base=..., iov_len=...}.
  mutating func vector(
    _ expression: Expression, _ direction: Direction, _ name: String
  ) throws(InputError) -> Placed {
    guard case .array(let elements) = expression.kind else {
      throw InputError("\(name) is a list of buffers: [\"a\", \"b\"] or [10, 20].", at: expression.range)
    }
    var table: [UInt8] = []
    for element in elements {
      let buffer = try vectorElement(element, direction, name)
      table += buffer.address.littleEndianBytes + UInt64(buffer.length).littleEndianBytes
    }
    guard let address = arena.place(table) else { throw tooLarge(UInt64(table.count), name, at: expression.range) }
    return Placed(address: address, length: elements.count)
  }

  private mutating func vectorElement(
    _ element: Expression, _ direction: Direction, _ name: String
  ) throws(InputError) -> (address: UInt64, length: UInt64) {
    func reserved(_ size: UInt64) throws(InputError) -> UInt64 {
      guard let address = arena.reserve(size) else { throw tooLarge(size, name, at: element.range) }
      return address
    }
    switch element.kind {
    case .string(let text, let elided):
      if direction == .output, !elided { return (try reserved(UInt64(text.count)), UInt64(text.count)) }
      if elided { throw .cut(element) }
      guard let address = arena.place(text) else { throw tooLarge(UInt64(text.count), name, at: element.range) }
      return (address, UInt64(text.count))
    case .structure(let members):
      guard members.count == 2, members[0].name ?? "iov_base" == "iov_base", members[1].name ?? "iov_len" == "iov_len"
      else { throw InputError("A buffer is {iov_base=..., iov_len=...}.", at: element.range) }
      let length = try evaluation.word(members[1].value)
      if case .string(let text, let elided) = members[0].value.kind {
        if direction == .output { return (try reserved(length), length) }
        if elided { throw .cut(members[0].value) }
        guard let address = arena.place(text) else { throw tooLarge(UInt64(text.count), name, at: element.range) }
        return (address, length)
      }
      return (try evaluation.word(members[0].value), length)
    case .integer, .name, .subject, .prefix, .infix, .array, .call, .named:
      guard direction == .output else {
        throw InputError("A buffer to write is a text or {iov_base=..., iov_len=...}.", at: element.range)
      }
      let size = try evaluation.word(element)
      return (try reserved(size), size)
    }
  }

  // MARK: Structures

  func structure(
    _ members: [Expression.Member], _ layout: StructureLayout, at range: Range<Int>
  ) throws(InputError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: layout.size)
    var next = 0
    for member in members {
      let field: StructureLayout.Field
      if let name = member.name {
        guard let found = layout.fields.first(where: { $0.name == name }) else {
          throw InputError(
            "A \(layout.name) structure has no member \(name).", at: member.range,
            advice: NearestName.advice(name, in: layout.fields.map(\.name))
              ?? "It has \(layout.fields.map(\.name).joined(separator: ", ")).")
        }
        field = found
        next = (layout.fields.firstIndex { $0.name == name } ?? next) + 1
      } else if case .call("inet_pton", _) = member.value.kind, let address = layout.indexOfAddress6 {
        field = layout.fields[address]
        next = address + 1
      } else {
        guard next < layout.fields.count else {
          throw InputError(
            "A \(layout.name) structure has only \(layout.fields.count) members.", at: member.value.range)
        }
        field = layout.fields[next]
        next += 1
      }
      let value = try value(member.value, field.type, field.name)
      bytes.replaceSubrange(field.offset..<(field.offset + value.count), with: value)
    }
    if layout.name == StructureLayout.sigaction.name { return withRestorer(bytes) }
    return bytes
  }

  func value(_ expression: Expression, _ type: ScalarType, _ name: String) throws(InputError) -> [UInt8] {
    switch type {
    case .network(let type): return try value(expression, type, name)
    case .structure(let layout) where layout.name == StructureLayout.epollData.name && !expression.isStructure:
      return try evaluation.word(expression).littleEndianBytes
    case .structure(let layout):
      if case .name(let special) = expression.kind, layout.name == "timespec", let word = Self.specialTimes[special] {
        return UInt64(0).littleEndianBytes + word.littleEndianBytes
      }
      guard case .structure(let members) = expression.kind else {
        if case .string([], elided: true) = expression.kind { throw .cut(expression) }
        throw InputError("\(name) is a \(layout.name) structure: {...}.", at: expression.range)
      }
      return try structure(members, layout, at: expression.range)
    case .characters(let count):
      guard case .string(let text, false) = expression.kind, text.count <= count else {
        throw InputError("\(name) is a text of at most \(count) bytes.", at: expression.range)
      }
      return text + [UInt8](repeating: 0, count: count - text.count)
    case .array(let element, let count):
      guard case .array(let elements) = expression.kind, elements.count <= count else {
        throw InputError("\(name) is a list of at most \(count).", at: expression.range)
      }
      let bytes = try list(elements, element, name)
      return bytes + [UInt8](repeating: 0, count: type.size - bytes.count)
    case .word(let codec, let size):
      return try bytes(try evaluation.word(expression, codec: codec), size, expression, name)
    case .signal: return Array(try scalar(expression, .signal, name).littleEndianBytes.prefix(4))
    case .signalSet: return try signalSet(expression, name).littleEndianBytes
    case .handler: return try evaluation.word(expression, codec: .signalHandlers).littleEndianBytes
    case .limit: return try evaluation.word(expression, codec: .limits).littleEndianBytes
    case .signed, .unsigned, .hexadecimal, .octal, .descriptor, .process, .owner, .device, .time, .waitStatus, .address:
      return try bytes(try evaluation.word(expression), type.size, expression, name)
    }
  }

  private func bytes(
    _ word: UInt64, _ size: Int, _ expression: Expression, _ name: String
  ) throws(InputError) -> [UInt8] {
    let fitting = try fitting(word, size * 8, expression, name, advice: "Memory of your own can hold any bytes: poke.")
    return Array(fitting.littleEndianBytes.prefix(size))
  }

  /// What stands for a time in utimensat (`man 2 utimensat`): values of tv_nsec.
  static let specialTimes: [String: UInt64] = ["UTIME_NOW": 0x3fff_ffff, "UTIME_OMIT": 0x3fff_fffe]
}

extension InputError {
  /// For an input of which strace showed only the beginning.
  static func cut(_ expression: Expression) -> InputError {
    InputError(
      "This was cut short (...), so what followed is not known.", at: expression.range,
      advice: "strace -s 4096 prints texts and lists whole.")
  }
}

extension Pointee {
  var noun: String {
    switch self {
    case .path: "a path"
    case .string: "a text"
    case .bytes: "a buffer: a text or an address"
    case .scalar: "a pointer to a number: [n] or an address"
    case .array: "a list: [a, b] or an address"
    case .structure(let layout): "a \(layout.name) structure: {...} or an address"
    case .structures(let layout, _): "a list of \(layout.name) structures"
    case .vector: "a list of buffers: [\"a\", \"b\"]"
    case .strings: "a list of texts: [\"a\", \"b\"]"
    case .signalSet: "a set of signals: [INT TERM]"
    case .cpuSet: "a set of CPUs: [0 1]"
    case .message: "a msghdr structure: {msg_iov=[\"a\"]}"
    case .socketAddress: "a socket address: {sa_family=AF_UNIX, sun_path=\"a\"}"
    case .room: "a pointer to a length: [128]"
    case .directoryEntries: "a buffer"
    case .special(let special): special.form.noun
    case .formatted(let special): special.format.noun
    case .network(let pointee): pointee.noun
    }
  }
}

extension Expression {
  /// Whether a buffer given like this says itself how long it is.
  var bringsLength: Bool {
    switch kind {
    case .string, .array: true
    case .integer, .name, .subject, .prefix, .infix, .structure, .call, .named: false
    }
  }

  var noun: String {
    switch kind {
    case .integer: "a number"
    case .string: "a text"
    case .name, .subject, .prefix, .infix, .call, .named: "a value"
    case .structure: "a structure"
    case .array: "a list"
    }
  }
}
