import LinuxABI

/// A row whose arguments are numbers, names of flags, paths and bytes: most calls that a program makes, and all that it
/// makes by the hundred thousand. They are written as bytes, without a text in between for each argument; a tracer that
/// stops a program at each call has about a microsecond for that.
///
/// What is written is what `CallPrinter` prints, letter by letter; a test holds every such row against it.
public final class PlainCall {
  enum Argument {
    case signed32, signed64, unsigned32, unsigned64, hexadecimal, address, descriptor, directory, permissions
    case word(Int, mask: UInt64)
    case path
    /// Bytes that the caller gives, or that the kernel fills; how many says the argument at this index.
    case input(count: Int)
    case output(count: Int)
  }

  private struct Slot {
    let argument: Argument
    /// There only when argument `condition.0` has any of the bits.
    let condition: (Int, UInt64)?
  }

  private enum Result {
    case decimal, address
  }

  public let row: Syscall
  private let opening: [UInt8]
  private var slots: [Slot] = []
  private let result: Result
  private let stringLimit: Int
  private var codecs: [WordCodec] = []
  /// Texts of words that were printed before; a program uses few.
  private var texts: [[UInt64: [UInt8]]] = []
  private var errors: [Int64: [UInt8]] = [:]
  private var buffer: [UInt8]

  /// Nil where the row has an argument of another kind, or the options ask for more than plain text.
  public init?(_ row: Syscall, options: CallPrinter.Options) {
    guard options.descriptorName == nil, !options.names, row.labels.isEmpty,
      !["getrandom", "sendfile"].contains(row.name)
    else {
      return nil
    }
    switch row.result {
    case .zero, .number, .descriptor, .process: result = .decimal
    case .address: result = .address
    default: return nil
    }
    self.row = row
    opening = Array("\(row.name)(".utf8)
    stringLimit = min(max(0, options.stringLimit), Int(Arena.limit))
    buffer = [UInt8](repeating: 0, count: max(4096, stringLimit))
    var hasOutput = false
    for parameter in row.parameters {
      var type = parameter.type
      var condition: (Int, UInt64)?
      if case .presentIf(let index, let bits, let inner) = type {
        condition = (index, bits)
        type = inner
      }
      guard let argument = argument(type) else { return nil }
      switch argument {
      case .output: hasOutput = true
      // What the kernel reads is printed as it was before the call.
      case .path, .input: if hasOutput { return nil }
      default: break
      }
      slots.append(Slot(argument: argument, condition: condition))
    }
  }

  private func argument(_ type: ArgumentType) -> Argument? {
    switch type {
    case .descriptor: return .descriptor
    case .directory: return .directory
    case .process: return .signed32
    case .signed(let bits): return bits == 32 ? .signed32 : .signed64
    case .unsigned(let bits): return bits == 32 ? .unsigned32 : .unsigned64
    case .hexadecimal: return .hexadecimal
    case .permissions: return .permissions
    case .address: return .address
    case .word(let codec, let bits):
      codecs.append(codec)
      texts.append([:])
      return .word(codecs.count - 1, mask: bits == 32 ? 0xffff_ffff : .max)
    case .pointer(.path, .input): return .path
    case .pointer(.bytes(.parameter(let index)), .input): return .input(count: index)
    case .pointer(.bytes(.parameter(let index)), .output), .pointer(.bytes(.filled(let index)), .output):
      return .output(count: index)
    default: return nil
    }
  }

  /// Adds the beginning of the call to `text`: `read(4, `, up to the first argument that the kernel fills. How many
  /// arguments are in it.
  public func begin(_ words: [UInt64], memory: some RemoteMemory, into text: inout [UInt8]) -> Int {
    text += opening
    return write(from: 0, words, memory, result: nil, isBeginning: true, &text)
  }

  /// Adds the rest of the call behind `begun` arguments, with its closing parenthesis. `result` is -errno for a failure.
  public func finish(
    _ words: [UInt64], begun: Int, result: Int64, isError: Bool, memory: some RemoteMemory, into text: inout [UInt8]
  ) {
    _ = write(from: begun, words, memory, result: isError ? nil : result, isBeginning: false, &text)
    text.append(0x29)
  }

  /// Adds the result as it stands after `= `.
  public func writeResult(_ value: Int64, isError: Bool, into text: inout [UInt8]) {
    if isError {
      if let known = errors[value] {
        text += known
        return
      }
      let errno = Errno(rawValue: Int32(truncatingIfNeeded: -value))
      let new = Array("-1 \(errno.name) (\(errno.message))".utf8)
      errors[value] = new
      text += new
    } else if case .address = result {
      Self.hexadecimal(UInt64(bitPattern: value), &text)
    } else {
      Self.decimal(value, &text)
    }
  }

  private func write(
    from start: Int, _ words: [UInt64], _ memory: some RemoteMemory, result: Int64?, isBeginning: Bool,
    _ text: inout [UInt8]
  ) -> Int {
    for index in start..<slots.count {
      let slot = slots[index]
      if let condition = slot.condition, words[condition.0] & condition.1 == 0 { continue }
      let word = words[index]
      if case .output = slot.argument, isBeginning, word != 0 {
        // The comma belongs to what is known already.
        if index > 0 { Self.comma(&text) }
        return index
      }
      // Behind a beginning the comma stands there.
      if index > 0, isBeginning || index > start { Self.comma(&text) }
      write(slot.argument, word, words, memory, result, &text)
    }
    return slots.count
  }

  private func write(
    _ argument: Argument, _ word: UInt64, _ words: [UInt64], _ memory: some RemoteMemory, _ result: Int64?,
    _ text: inout [UInt8]
  ) {
    switch argument {
    case .signed32, .descriptor: Self.decimal(Int64(Int32(truncatingIfNeeded: word)), &text)
    case .signed64: Self.decimal(Int64(bitPattern: word), &text)
    case .unsigned32: Self.decimal(word & 0xffff_ffff, &text)
    case .unsigned64: Self.decimal(word, &text)
    case .hexadecimal: Self.hexadecimal(word, &text)
    case .address: Self.pointer(word, &text)
    case .permissions: text += (word & 0xffff_ffff).octalText.utf8
    case .directory:
      let fd = Int32(truncatingIfNeeded: word)
      if fd == -100 { text += Self.currentDirectory } else { Self.decimal(Int64(fd), &text) }
    case .word(let index, let mask): name(word & mask, index, &text)
    case .path: path(word, memory, &text)
    case .input(let count): bytes(word, words[count], memory, &text)
    case .output(let count):
      guard let result, word != 0 else { return Self.pointer(word, &text) }
      bytes(word, min(words[count], UInt64(bitPattern: result)), memory, &text)
    }
  }

  private static let currentDirectory = Array("AT_FDCWD".utf8)

  private func name(_ word: UInt64, _ index: Int, _ text: inout [UInt8]) {
    if let known = texts[index][word] {
      text += known
      return
    }
    let printer = ValuePrinter(memory: NoMemory(), words: [], options: CallPrinter.Options())
    let new = Array(printer.named(word, codecs[index]).utf8)
    // A program that passes numbers where flags belong would fill the memory.
    if texts[index].count < 1000 { texts[index][word] = new }
    text += new
  }

  private func path(_ address: UInt64, _ memory: some RemoteMemory, _ text: inout [UInt8]) {
    guard address != 0 else { return Self.pointer(0, &text) }
    guard let found = memory.string(at: address), found.ended || found.bytes.count >= 4096 else {
      return Self.hexadecimal(address, &text)
    }
    found.bytes.withUnsafeBytes { Escapes.quote($0, into: &text) }
    if !found.ended { text += [0x2e, 0x2e, 0x2e] }
  }

  private func bytes(_ address: UInt64, _ length: UInt64, _ memory: some RemoteMemory, _ text: inout [UInt8]) {
    guard address != 0 else { return Self.pointer(0, &text) }
    let length = Int(clamping: length)
    let shown = min(length, stringLimit)
    let isThere = buffer.withUnsafeMutableBytes { room in
      let wanted = UnsafeMutableRawBufferPointer(rebasing: room[..<shown])
      guard shown == 0 || memory.copy(from: address, to: wanted) == shown else { return false }
      Escapes.quote(UnsafeRawBufferPointer(wanted), into: &text)
      return true
    }
    if !isThere { return Self.hexadecimal(address, &text) }
    if length > shown { text += [0x2e, 0x2e, 0x2e] }
  }

  private static func comma(_ text: inout [UInt8]) {
    text.append(0x2c)
    text.append(0x20)
  }

  private static func pointer(_ word: UInt64, _ text: inout [UInt8]) {
    if word == 0 { text += [0x4e, 0x55, 0x4c, 0x4c] } else { hexadecimal(word, &text) }
  }

  static func decimal(_ value: Int64, _ text: inout [UInt8]) {
    if value < 0 { text.append(0x2d) }
    decimal(value.magnitude, &text)
  }

  static func decimal(_ value: UInt64, _ text: inout [UInt8]) {
    var divisor: UInt64 = 1
    while value / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      text.append(0x30 + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }

  static func hexadecimal(_ value: UInt64, _ text: inout [UInt8]) {
    guard value != 0 else { return text.append(0x30) }
    text.append(0x30)
    text.append(0x78)
    var shift = (63 - value.leadingZeroBitCount) / 4 * 4
    while shift >= 0 {
      let digit = UInt8(value >> UInt64(shift) & 15)
      text.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      shift -= 4
    }
  }
}

extension Escapes {
  /// As `quoted`, as bytes.
  static func quote(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
    text.append(0x22)
    for index in bytes.indices {
      let byte = bytes[index]
      switch byte {
      case 0x22, 0x5c:
        text.append(0x5c)
        text.append(byte)
      case 0x20...0x7e: text.append(byte)
      case 0x0a: text += [0x5c, 0x6e]
      case 0x09: text += [0x5c, 0x74]
      case 0x0d: text += [0x5c, 0x72]
      case 0x0b: text += [0x5c, 0x76]
      case 0x0c: text += [0x5c, 0x66]
      default:
        let next = index + 1 < bytes.count ? bytes[index + 1] : 0
        let isWide = (0x30...0x37).contains(next)
        text.append(0x5c)
        if isWide || byte >= 64 { text.append(0x30 + byte >> 6) }
        if isWide || byte >= 8 { text.append(0x30 + (byte >> 3) & 7) }
        text.append(0x30 + byte & 7)
      }
    }
    text.append(0x22)
  }
}
