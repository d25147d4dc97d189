import LinuxABI

/// A structure with members that a `StructureLayout` has no word for: single bits, texts that it points to, and members
/// that are there only up to a size which the caller gives (`man 2 sched_setattr`, `man 2 bpf`).
struct Record: PointeeFormat {
  enum Kind: Sendable {
    case plain(ScalarType)
    /// `width` bits from bit `shift` on of a word of `bytes`, in decimal; what a value means may follow as a comment.
    case bits(shift: Int, width: Int, bytes: Int, comments: [String] = [])
    /// Hexadecimal with zeroes in front: C's `%#08x`.
    case padded(bytes: Int, digits: Int)
    /// A pointer to a NUL-terminated text.
    case text
    /// A word that another member gives a meaning: by the value of the member `by`.
    case chosen(by: String, [UInt64: WordCodec], bytes: Int)
    /// A structure of members of this one.
    case group([Field], size: Int)
  }

  /// Whether a member is shown where not everything is asked for.
  enum Brevity: Sendable {
    case always, never
    case whenSet
  }

  struct Field: Sendable {
    let name: String
    let offset: Int
    let kind: Kind
    let brevity: Brevity
    /// The member is there only when this holds of the structure.
    let condition: (@Sendable (Contents) -> Bool)?

    init(
      _ name: String, at offset: Int, _ kind: Kind, _ brevity: Brevity = .always,
      when condition: (@Sendable (Contents) -> Bool)? = nil
    ) {
      self.name = name
      self.offset = offset
      self.kind = kind
      self.brevity = brevity
      self.condition = condition
    }

    init(
      _ name: String, at offset: Int, _ type: ScalarType, _ brevity: Brevity = .always,
      when condition: (@Sendable (Contents) -> Bool)? = nil
    ) {
      self.init(name, at: offset, .plain(type), brevity, when: condition)
    }

    /// Where the member ends.
    var end: Int { offset + kind.size }
  }

  /// How much of the structure there is.
  enum Extent: Sendable {
    case whole
    /// As many bytes as another argument says.
    case parameter(Int)
    /// All of it if another argument says so, and nothing to show otherwise.
    case exactly(parameter: Int)
    /// As many bytes as its member at this offset says, of 4 bytes; 0 there stands for `zeroMeans`.
    case own(at: Int, zeroMeans: Int)
  }

  /// The bytes of a structure, with its members by name.
  struct Contents {
    let fields: [Field]
    let bytes: ArraySlice<UInt8>

    subscript(name: String) -> UInt64 {
      guard let field = fields.first(where: { $0.name == name }), field.end <= bytes.count else { return 0 }
      return field.kind.word(bytes[(bytes.startIndex + field.offset)..<(bytes.startIndex + field.end)])
    }
  }

  /// The C tag.
  let name: String
  /// `sizeof`, as far as it is described here.
  let total: Int
  let fields: [Field]
  var extent = Extent.whole
  /// The least that can be printed as the structure. Of one that says itself that it is smaller only that is shown, of
  /// others the address.
  var minimum = 0
  /// Ends in `...` where not everything is asked for.
  var isCut = false
  var example = "p"

  var noun: String { "\(name.withArticle) structure: {...} or an address" }
  var codecs: [WordCodec] { fields.flatMap(\.kind.codecs) }
  var records: [Record] { [self] }
  func size(_ words: [UInt64]) -> UInt64 { UInt64(total) }

  /// How many of the structure's bytes are there.
  private func length<Memory: RemoteMemory>(_ printer: ValuePrinter<Memory>, _ address: UInt64) -> Int? {
    switch extent {
    case .whole: return total
    case .parameter(let index): return Int(clamping: printer.words[index])
    case .exactly(let index): return printer.words[index] == UInt64(total) ? total : nil
    case .own(let offset, let standard):
      guard let bytes = printer.memory.exactly(4, at: address &+ UInt64(offset)) else { return nil }
      let size = Int(bytes[...].littleEndianWord)
      return size == 0 ? standard : size
    }
  }

  func text<Memory: RemoteMemory>(
    _ printer: ValuePrinter<Memory>, _ address: UInt64, _ direction: Direction
  ) -> String? {
    guard let length = length(printer, address), length >= minimum || hasOwnSize else { return nil }
    let shown = min(length, total)
    guard let bytes = printer.memory.exactly(max(shown, hasOwnSize ? 8 : 0), at: address) else { return nil }
    if hasOwnSize, length < minimum {
      let size = fields.first { if case .own(let offset, _) = extent { $0.offset == offset } else { false } }
      return size.map { "{\(printer.member($0, fields, bytes[...]))}" }
    }
    var text = printer.members(fields, bytes[..<shown])
    if isCut && !printer.options.verbose || hasOwnSize && length > total { text += text.isEmpty ? "..." : ", ..." }
    return "{\(text)}"
  }

  private var hasOwnSize: Bool {
    if case .own = extent { true } else { false }
  }

  func place(
    _ expression: Expression, _ encoder: inout Encoder, _ words: [UInt64], _ name: String
  ) throws(InputError) -> Encoder.Placed {
    guard case .structure(let members) = expression.kind else { throw wrong(expression, name, encoder.row) }
    let bytes = try encoder.record(members, self)
    return try encoder.put(bytes, length: total, expression, name)
  }
}

extension Record.Kind {
  var size: Int {
    switch self {
    case .plain(let type): type.size
    case .bits(_, _, let bytes, _), .padded(let bytes, _), .chosen(_, _, let bytes): bytes
    case .text: 8
    case .group(_, let size): size
    }
  }

  var codecs: [WordCodec] {
    switch self {
    case .plain(let type): type.codecs
    case .chosen(_, let cases, _): cases.sorted { $0.key < $1.key }.map(\.value)
    case .group(let fields, _): fields.flatMap(\.kind.codecs)
    case .bits, .padded, .text: []
    }
  }

  fileprivate func word(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    let word = bytes.prefix(8).littleEndianWord
    guard case .bits(let shift, let width, _, _) = self else { return word }
    return word >> UInt64(shift) & (1 << UInt64(width) - 1)
  }
}

extension ValuePrinter {
  /// The members that there are in `bytes`, separated by commas.
  func members(_ fields: [Record.Field], _ bytes: ArraySlice<UInt8>) -> String {
    let contents = Record.Contents(fields: fields, bytes: bytes)
    let shown = fields.filter { field in
      guard field.end <= bytes.count, field.condition?(contents) ?? true else { return false }
      switch field.brevity {
      case .always: return true
      case .never: return options.verbose
      case .whenSet: return options.verbose || contents[field.name] != 0
      }
    }
    return shown.map { member($0, fields, bytes) }.joined(separator: ", ")
  }

  func member(_ field: Record.Field, _ fields: [Record.Field], _ bytes: ArraySlice<UInt8>) -> String {
    let value = bytes[(bytes.startIndex + field.offset)..<(bytes.startIndex + field.end)]
    let word = field.kind.word(value)
    let text =
      switch field.kind {
      case .plain(let type): self.text(type, value)
      case .bits(_, _, _, let comments):
        "\(word)" + (word < UInt64(comments.count) ? " /* \(comments[Int(word)]) */" : "")
      case .padded(_, let digits): padded(word, digits)
      case .text: textPointer(word)
      case .chosen(let other, let cases, _):
        cases[Record.Contents(fields: fields, bytes: bytes)[other]].map { named(word, $0) } ?? hexadecimal(word)
      case .group(let inner, _): "{\(members(inner, value))}"
      }
    return "\(field.name)=\(text)"
  }

  /// As C's `%#0Nx` writes it: `0x00001a`, and zeroes alone for 0.
  func padded(_ word: UInt64, _ width: Int) -> String {
    let digits = String(word, radix: 16)
    let prefix = word == 0 ? "" : "0x"
    return prefix + String(repeating: "0", count: max(0, width - prefix.count - digits.count)) + digits
  }

  private func textPointer(_ address: UInt64) -> String {
    guard address != 0 else { return "NULL" }
    guard let found = memory.string(at: address) else { return hexadecimal(address) }
    return Escapes.quoted(found.bytes, limit: options.stringLimit)
  }
}

extension Encoder {
  mutating func record(_ members: [Expression.Member], _ record: Record) throws(InputError) -> [UInt8] {
    try bytes(members, record.fields, record.name, record.total)
  }

  private mutating func bytes(
    _ members: [Expression.Member], _ fields: [Record.Field], _ name: String, _ size: Int
  ) throws(InputError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: size)
    var next = 0
    for member in members {
      if let given = member.name {
        guard let found = fields.firstIndex(where: { $0.name == given }) else {
          throw InputError(
            "The \(name) structure has no member \(given).", at: member.range,
            advice: NearestName.advice(given, in: fields.map(\.name))
              ?? "It has \(fields.map(\.name).joined(separator: ", ")).")
        }
        next = found
      }
      guard next < fields.count else {
        throw InputError(
          "The \(name) structure has only \(fields.count) members.", at: member.value.range)
      }
      let field = fields[next]
      let place = field.offset..<field.end
      let before = Record.Contents(fields: fields, bytes: bytes[...])
      let value = try value(member.value, field, before, old: Array(bytes[place]))
      bytes.replaceSubrange(place, with: value)
      next += 1
    }
    return bytes
  }

  private mutating func value(
    _ expression: Expression, _ field: Record.Field, _ before: Record.Contents, old: [UInt8]
  ) throws(InputError) -> [UInt8] {
    switch field.kind {
    case .plain(let type): return try value(expression, type, field.name)
    case .padded(let size, _):
      return try value(expression, .unsigned(bytes: size), field.name)
    case .chosen(let other, let cases, let size):
      guard let codec = cases[before[other]] else { return try value(expression, .unsigned(bytes: size), field.name) }
      return try value(expression, .word(codec, bytes: size), field.name)
    case .bits(let shift, let width, let size, _):
      let word = try fitting(
        try evaluation.word(expression), width, expression, field.name,
        advice: "Memory of your own can hold any bytes: poke.")
      let mask = (UInt64(1) << UInt64(width) - 1) << UInt64(shift)
      let all = old[...].littleEndianWord & ~mask | word << UInt64(shift) & mask
      return Array(all.littleEndianBytes.prefix(size))
    case .text:
      guard case .string(let text, let elided) = expression.kind else {
        return try evaluation.word(expression).littleEndianBytes
      }
      if elided { throw .cut(expression) }
      return try put(text + [0], expression, field.name).address.littleEndianBytes
    case .group(let inner, let size):
      guard case .structure(let members) = expression.kind else {
        throw InputError("\(field.name) is a structure: {...}.", at: expression.range)
      }
      return try bytes(members, inner, field.name, size)
    }
  }
}
