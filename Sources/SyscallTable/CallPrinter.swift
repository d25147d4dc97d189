import LinuxABI

/// Turns registers and memory into the text that strace prints for the call: the table read in the other direction.
///
/// What the kernel reads is printed from memory as it was at the entry of the call, what it writes from memory at the
/// exit: make the printer before the call, ask it for `text` afterwards.
public struct CallPrinter {
  /// How much is shown.
  public struct Options: Sendable {
    /// Texts are cut after this many bytes (strace's `-s`); paths never.
    public var stringLimit = 32
    /// Structures whole, not only the members that matter (strace's `-v`).
    public var verbose = false
    public init() {}
  }

  public let row: Syscall
  let words: [UInt64]
  let options: Options
  /// Arguments known at the entry; nil where the kernel fills them.
  private let atEntry: [String?]

  /// `words` are the argument registers; those behind the row's parameters are not looked at.
  public init(_ row: Syscall, _ words: [UInt64], memory: some RemoteMemory, options: Options = Options()) {
    self.row = row
    self.words = words + [UInt64](repeating: 0, count: max(0, row.parameters.count - words.count))
    self.options = options
    var entry: [String?] = []
    let padded = self.words
    for (index, parameter) in row.parameters.enumerated() {
      let type = parameter.type.resolved(padded)
      if case .absent = type {
        entry.append("")
      } else if case .pointer(_, .output) = type, padded[index] != 0 {
        entry.append(nil)
      } else {
        let printer = ValuePrinter(memory: memory, words: padded, options: options)
        entry.append(printer.text(type, padded[index]))
      }
    }
    atEntry = entry
  }

  /// The call as far as it is known while it has not come back: `read(4, `.
  public var beginning: String {
    var text = row.name + "("
    for (index, argument) in atEntry.enumerated() {
      guard let argument else { return text }
      if argument.isEmpty { continue }
      text += (index > 0 ? ", " : "") + argument
      if index + 1 < atEntry.count, atEntry[index + 1] == nil { text += ", " }
    }
    return text
  }

  /// The whole call with its result, `close(9) = -1 EBADF (Bad file descriptor)`.
  public func text(_ outcome: CallOutcome, memory: some RemoteMemory) -> String {
    var result: UInt64?
    if case .returned(let value) = outcome { result = value }
    let printer = ValuePrinter(memory: memory, words: words, options: options, result: result)
    var arguments: [String] = []
    for (index, parameter) in row.parameters.enumerated() {
      if let known = atEntry[index] {
        if !known.isEmpty { arguments.append(known) }
        continue
      }
      let type = parameter.type.resolved(words)
      arguments.append(result == nil ? hexadecimal(words[index]) : printer.text(type, words[index]))
    }
    return "\(row.name)(\(arguments.joined(separator: ", "))) = \(Self.result(outcome, of: row, words))"
  }

  /// The result alone, as it stands after `=`.
  public static func result(_ outcome: CallOutcome, of row: Syscall, _ words: [UInt64]) -> String {
    switch outcome {
    case .returned(let value): text(value, row.result, words)
    case .failed(let errno): "-1 \(errno.name) (\(errno.message))"
    case .blocked: "blocked"
    case .killed, .exited: "?"
    case .replaced: "0"
    }
  }

  private static func text(_ value: UInt64, _ type: ResultType, _ words: [UInt64]) -> String {
    switch type {
    case .zero, .number, .descriptor, .process: String(Int64(bitPattern: value))
    case .address: hexadecimal(value)
    case .octal: "0" + String(value, radix: 8)
    case .word(let codec):
      value == 0 && codec.text(0) == "0" ? "0" : "\(hexadecimal(value)) (flags \(codec.text(value)))"
    case .selected(let index, let cases, let otherwise):
      text(value, cases[words[index] & 0xffff_ffff] ?? otherwise, words)
    case .never: "?"
    }
  }
}

/// `0x1f`, and `0` for zero, as strace prints addresses and masks; NULL is for pointers.
func hexadecimal(_ value: UInt64) -> String {
  value == 0 ? "0" : "0x" + String(value, radix: 16)
}

/// Prints one value by its type.
struct ValuePrinter<Memory: RemoteMemory> {
  let memory: Memory
  let words: [UInt64]
  let options: CallPrinter.Options
  /// The result register after a successful call: outputs are there, and some of them are as long as it says.
  var result: UInt64?

  func text(_ type: ArgumentType, _ word: UInt64) -> String {
    switch type {
    case .descriptor, .process: return String(Int32(truncatingIfNeeded: word))
    case .directory:
      let fd = Int32(truncatingIfNeeded: word)
      return fd == -100 ? "AT_FDCWD" : String(fd)
    case .signed(let bits):
      return bits == 32 ? String(Int32(truncatingIfNeeded: word)) : String(Int64(bitPattern: word))
    case .unsigned(let bits): return bits == 32 ? String(UInt32(truncatingIfNeeded: word)) : String(word)
    case .hexadecimal: return hexadecimal(word)
    case .permissions:
      let mode = word & 0xffff_ffff
      return mode == 0 ? "000" : octal(mode)
    case .word(let codec, let bits): return codec.text(bits == 32 ? word & 0xffff_ffff : word)
    case .owner:
      let id = UInt32(truncatingIfNeeded: word)
      return id == .max ? "-1" : String(id)
    case .signal:
      let number = Int32(truncatingIfNeeded: word)
      return number == 0
        ? "0" : Signal(rawValue: number).name.hasPrefix("SIG_") ? String(number) : Signal(rawValue: number).name
    case .address: return word == 0 ? "NULL" : hexadecimal(word)
    case .pointer(let pointee, let direction): return pointed(pointee, direction, word)
    case .selected, .presentIf: return text(type.resolved(words), word)
    case .absent: return ""
    }
  }

  /// File modes have at least three digits (strace: 0644, 000).
  private func octal(_ value: UInt64) -> String {
    let digits = String(value, radix: 8)
    return "0" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  private func pointed(_ pointee: Pointee, _ direction: Direction, _ address: UInt64) -> String {
    guard address != 0 else { return "NULL" }
    switch pointee {
    case .path, .string:
      if direction == .output, let result, case .path = pointee {
        // readlink and getcwd say in the result how long the text is; getcwd counts its NUL.
        let bytes = memory.bytes(at: address, atMost: Int(min(result, 4096)))
        let end = bytes.last == 0 ? bytes.dropLast() : bytes[...]
        return Escapes.quoted(end)
      }
      guard let found = memory.string(at: address) else { return hexadecimal(address) }
      if case .path = pointee { return Escapes.quoted(found.bytes) + (found.ended ? "" : "...") }
      return Escapes.quoted(found.bytes, limit: options.stringLimit)
    case .bytes(let count):
      let length = self.count(count, direction)
      if length == 0 { return "\"\"" }
      let shown = memory.bytes(at: address, atMost: min(length, options.stringLimit))
      guard shown.count == min(length, options.stringLimit) else { return hexadecimal(address) }
      return Escapes.quoted(shown) + (length > shown.count ? "..." : "")
    case .scalar(let type):
      guard let bytes = memory.exactly(type.size, at: address) else { return hexadecimal(address) }
      return "[\(text(type, bytes[...]))]"
    case .array(let type, let count):
      return list(count, direction, type.size, address) { bytes in text(type, bytes) }
    case .structure(let layout):
      guard let bytes = memory.exactly(layout.size, at: address) else { return hexadecimal(address) }
      return text(layout, bytes[...])
    case .structures(let layout, let count):
      return list(count, direction, layout.size, address) { bytes in text(layout, bytes) }
    case .vector(let count): return vector(count, direction, address)
    case .directoryEntries:
      let entries = DirectoryEntry.all(in: memory.bytes(at: address, atMost: Int(min(result ?? 0, Arena.limit))))
      guard options.verbose else { return "\(hexadecimal(address)) /* \(entries.count) entries */" }
      return "[" + entries.map(\.text).joined(separator: ", ") + "]"
    }
  }

  private func count(_ count: Count, _ direction: Direction) -> Int {
    switch count {
    case .fixed(let number): return number
    case .parameter(let index):
      let wanted = words[index]
      let limited = direction == .output ? min(wanted, result ?? wanted) : wanted
      return Int(clamping: limited)
    case .derived(let index, let divisor):
      return Int(clamping: words[index] / UInt64(divisor) + (words[index] % UInt64(divisor) == 0 ? 0 : 1))
    }
  }

  private func list(
    _ count: Count, _ direction: Direction, _ size: Int, _ address: UInt64, _ element: (ArraySlice<UInt8>) -> String
  ) -> String {
    let total: Int
    // An array's length is its count whatever the call returned (pipe returns 0 and fills two).
    if case .parameter(let index) = count {
      total = Int(clamping: words[index])
    } else {
      total = self.count(count, direction)
    }
    let shown = min(total, options.verbose ? 1024 : 32)
    guard let bytes = memory.exactly(shown * size, at: address), size > 0 else { return hexadecimal(address) }
    var parts = (0..<shown).map { element(bytes[($0 * size)..<(($0 + 1) * size)]) }
    if total > shown { parts.append("...") }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  private func vector(_ count: Count, _ direction: Direction, _ address: UInt64) -> String {
    let total = self.count(count, .input)
    let shown = min(total, 32)
    guard let bytes = memory.exactly(shown * 16, at: address) else { return hexadecimal(address) }
    var rest = direction == .output ? result.map { Int(clamping: $0) } ?? 0 : Int.max
    var parts: [String] = []
    for index in 0..<shown {
      let base = unsigned(bytes[(index * 16)..<(index * 16 + 8)])
      let length = Int(clamping: unsigned(bytes[(index * 16 + 8)..<(index * 16 + 16)]))
      let filled = min(length, rest)
      rest -= filled
      let visible = memory.bytes(at: base, atMost: min(filled, options.stringLimit))
      let text =
        visible.count == min(filled, options.stringLimit)
        ? Escapes.quoted(visible) + (filled > visible.count ? "..." : "") : hexadecimal(base)
      parts.append("{iov_base=\(text), iov_len=\(length)}")
    }
    if total > shown { parts.append("...") }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  // MARK: Values in memory

  func text(_ layout: StructureLayout, _ bytes: ArraySlice<UInt8>) -> String {
    var parts: [String] = []
    var left = false
    for field in layout.fields {
      if field.verboseOnly, !options.verbose {
        left = true
        continue
      }
      let start = bytes.startIndex + field.offset
      guard start + field.type.size <= bytes.endIndex else { continue }
      parts.append("\(field.name)=\(text(field.type, bytes[start..<(start + field.type.size)]))")
    }
    return "{" + (parts + (left ? ["..."] : [])).joined(separator: ", ") + "}"
  }

  func text(_ type: ScalarType, _ bytes: ArraySlice<UInt8>) -> String {
    let value = unsigned(bytes.prefix(8))
    switch type {
    case .signed(let size):
      let shift = UInt64(64 - size * 8)
      return String(Int64(bitPattern: value << shift) >> Int64(shift))
    case .unsigned: return String(value)
    case .hexadecimal: return hexadecimal(value)
    case .octal: return octal(value)
    case .word(let codec, _): return codec.text(value)
    case .descriptor, .process: return String(Int32(truncatingIfNeeded: value))
    case .owner: return String(UInt32(truncatingIfNeeded: value))
    case .device:
      let major = (value >> 8) & 0xfff | (value >> 32) & ~0xfff
      let minor = value & 0xff | (value >> 12) & 0xffff_ff00
      return "makedev(\(hexadecimal(major)), \(hexadecimal(minor)))"
    case .time: return "\(Int64(bitPattern: value)) /* \(CalendarDate(Int64(bitPattern: value)).text) */"
    case .address: return value == 0 ? "NULL" : hexadecimal(value)
    case .characters:
      let text = bytes.prefix { $0 != 0 }
      return Escapes.quoted(text)
    case .structure(let layout): return text(layout, bytes)
    case .array(let element, let count):
      let size = element.size
      let parts = (0..<count).map {
        text(element, bytes[(bytes.startIndex + $0 * size)..<(bytes.startIndex + ($0 + 1) * size)])
      }
      return "[" + parts.joined(separator: ", ") + "]"
    }
  }

  private func unsigned(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
