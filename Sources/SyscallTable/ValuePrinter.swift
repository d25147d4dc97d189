import LinuxABI

/// `0x1f`, and `0` for zero, as strace prints addresses and masks; NULL is for pointers.
func hexadecimal(_ value: UInt64) -> String {
  value == 0 ? "0" : "0x" + String(value, radix: 16)
}

extension UInt64 {
  /// As C's `%#03o` writes a file mode: `0644`, `007`, `000`.
  var octalText: String {
    let digits = (self == 0 ? "" : "0") + String(self, radix: 8)
    return String(repeating: "0", count: Swift.max(0, 3 - digits.utf8.count)) + digits
  }
}

extension WordCodec {
  /// What the names of all its constants begin with, up to the last underscore that they share: `SEEK_`.
  var commonPrefix: String? {
    let names = constants.map(\.name)
    guard let first = names.first else { return nil }
    let shared = names.reduce(first[...]) { shared, name in
      shared[..<(zip(shared.indices, name).first { shared[$0] != $1 }?.0 ?? shared.endIndex)]
    }
    return shared.lastIndex(of: "_").flatMap { $0 == shared.startIndex ? nil : String(shared[...$0]) }
  }
}

/// Prints one value by its type.
struct ValuePrinter<Memory: RemoteMemory> {
  let memory: Memory
  let words: [UInt64]
  let options: CallPrinter.Options
  /// The result register after a successful call: outputs are there, and some of them are as long as it says.
  var result: UInt64?
  /// The room that the kernel was given for the argument, in bytes, as it was at the entry of the call; the kernel
  /// writes over it.
  var room: UInt64?
  /// Bytes are written as `\x00`, whatever they are.
  var isBinary = false
  /// How the call failed; nil before that is known.
  var failure: Errno?
  /// The same for the addresses of several messages, by message.
  var rooms: [UInt64] = []

  func text(_ type: ArgumentType, _ word: UInt64) -> String {
    switch type {
    case .process: return String(Int32(truncatingIfNeeded: word))
    case .descriptor: return descriptor(Int32(truncatingIfNeeded: word))
    case .directory:
      let fd = Int32(truncatingIfNeeded: word)
      return fd == -100 ? "AT_FDCWD\(options.descriptorName?(fd) ?? "")" : descriptor(fd)
    case .signed(let bits):
      return bits == 32 ? String(Int32(truncatingIfNeeded: word)) : String(Int64(bitPattern: word))
    case .unsigned(let bits): return bits == 32 ? String(UInt32(truncatingIfNeeded: word)) : String(word)
    case .hexadecimal: return hexadecimal(word)
    case .permissions: return (word & 0xffff_ffff).octalText
    case .word(let codec, let bits): return named(bits == 32 ? word & 0xffff_ffff : word, codec)
    case .owner:
      let id = UInt32(truncatingIfNeeded: word)
      return id == .max ? "-1" : String(id)
    case .signal:
      let number = Int32(truncatingIfNeeded: word)
      let name = Signal(rawValue: number).name
      return number == 0 || name.hasPrefix("SIG_") ? String(number) : name
    case .address: return word == 0 ? "NULL" : hexadecimal(word)
    case .pointer(let pointee, let direction): return pointed(pointee, direction, word)
    case .selected, .presentIf: return text(type.resolved(words), word)
    case .special(let special): return special.form.text(word)
    case .absent: return ""
    }
  }

  /// A descriptor, with what is behind it where that is wanted.
  func descriptor(_ fd: Int32) -> String {
    fd < 0 ? String(fd) : "\(fd)\(options.descriptorName?(fd) ?? "")"
  }

  /// A word by its codec. Of a number without any name strace tells where it looked: `0x9 /* SEEK_??? */`.
  func named(_ word: UInt64, _ codec: WordCodec) -> String {
    codec.commented(word)
  }

  /// An output of a call that wrote nothing: the address; of a list of buffers, the buffers' addresses.
  func unwritten(_ type: ArgumentType, _ word: UInt64) -> String {
    switch type {
    case .pointer(.vector(let count), _): return vector(count, .output, word, contents: false)
    case .pointer(.message, _): return unwrittenMessage(word)
    case .pointer(.special(let special), _):
      return word == 0 ? special.form.null : special.form.unwritten(word, in: self)
    case .pointer(.room, _): return room.map { "[\($0)]" } ?? hexadecimal(word)
    case .pointer(.network(let pointee), let direction) where word != 0: return unwritten(pointee, direction, word)
    default: break
    }
    return word == 0 ? "NULL" : hexadecimal(word)
  }

  private func pointed(_ pointee: Pointee, _ direction: Direction, _ address: UInt64) -> String {
    guard address != 0 else { return pointee.null }
    switch pointee {
    case .path, .string:
      if direction == .output, let result, case .path = pointee {
        // getcwd says in the result how long the text is, and counts its NUL.
        guard let bytes = memory.exactly(Int(min(result, 4096)), at: address) else { return hexadecimal(address) }
        let end = bytes.last == 0 ? bytes.dropLast() : bytes[...]
        return Escapes.quoted(end)
      }
      guard let found = memory.string(at: address) else { return hexadecimal(address) }
      // A name that runs into memory which cannot be read is none.
      guard found.ended || found.bytes.count >= 4096 else { return hexadecimal(address) }
      if case .path = pointee { return Escapes.quoted(found.bytes) + (found.ended ? "" : "...") }
      return Escapes.quoted(found.bytes, limit: options.stringLimit)
    case .bytes(let count):
      let length = self.count(count, direction)
      return quoted(length, at: address) ?? hexadecimal(address)
    case .scalar(let type):
      guard let bytes = memory.exactly(type.size, at: address) else { return hexadecimal(address) }
      return "[\(text(type, bytes[...]))]"
    case .array(let type, let count):
      return list(count, direction, type.size, address) { bytes in text(type, bytes) }
    case .structure(let layout):
      guard let bytes = memory.exactly(layout.size, at: address) else { return hexadecimal(address) }
      return text(layout, bytes[...])
    case .structures(let layout, let count):
      return list(count, direction, layout.size, address) { bytes in
        switch layout.name {
        case "timespec": time(bytes)
        case "timeval": timeOfDay(bytes)
        default: text(layout, bytes)
        }
      }
    case .vector(let count): return vector(count, direction, address)
    case .strings(let environment): return strings(address, environment: environment)
    case .signalSet:
      guard let bytes = memory.exactly(8, at: address) else { return hexadecimal(address) }
      return SignalSet.text(bytes[...].littleEndianWord)
    case .cpuSet(let count): return processors(self.count(count, direction), at: address)
    case .message: return message(address, direction)
    case .socketAddress(let index):
      let length = direction == .output ? lengthWritten(words[index]) : words[index] & 0xffff_ffff
      return socketAddress(address, length: Int(Int32(truncatingIfNeeded: length)))
    case .special(let special): return special.form.text(address, direction, in: self)
    case .room:
      guard let bytes = memory.exactly(4, at: address) else { return hexadecimal(address) }
      let written = bytes[...].littleEndianWord
      return room.map { $0 == written ? "[\(written)]" : "[\($0) => \(written)]" } ?? "[\(written)]"
    case .formatted(let special): return special.format.text(self, address, direction) ?? hexadecimal(address)
    case .network(let pointee): return self.pointed(pointee, direction, address)
    case .directoryEntries:
      let entries = DirectoryEntry.all(in: memory.bytes(at: address, atMost: Int(min(result ?? 0, Arena.limit))))
      guard options.verbose else { return "\(hexadecimal(address)) /* \(entries.count) entries */" }
      return "[" + entries.map(\.text).joined(separator: ", ") + "]"
    }
  }

  func count(_ count: Count, _ direction: Direction) -> Int {
    switch count {
    case .fixed(let number): return number
    case .parameter(let index), .filled(let index):
      let wanted = words[index]
      let limited = direction == .output ? min(wanted, result ?? wanted) : wanted
      return Int(clamping: limited)
    case .derived(let index, let divisor):
      return Int(clamping: words[index] / UInt64(divisor) + (words[index] % UInt64(divisor) == 0 ? 0 : 1))
    }
  }

  /// The first of `length` bytes as a text; nil when they cannot be read.
  func quoted(_ length: Int, at address: UInt64) -> String? {
    if length == 0 { return "\"\"" }
    // Whatever limit is set, no text is longer than what a call is supplied with.
    let shown = min(length, max(0, options.stringLimit), Int(Arena.limit))
    return memory.exactly(shown, at: address).map {
      (isBinary ? Escapes.hexadecimal($0) : Escapes.quoted($0)) + (length > shown ? "..." : "")
    }
  }

  func list(
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

  /// How much of an address is there: what the kernel says, but no more than it had room for.
  func lengthWritten(_ address: UInt64) -> UInt64 {
    guard let bytes = memory.exactly(4, at: address) else { return 0 }
    let written = bytes[...].littleEndianWord
    return min(written, room ?? written)
  }

  private func vector(
    _ count: Count, _ direction: Direction, _ address: UInt64, contents: Bool = true
  ) -> String {
    buffers(self.count(count, .input), direction, address, contents: contents)
  }

  /// The buffers of a `struct iovec` array; of what the kernel filled, as much as the result says.
  func buffers(_ total: Int, _ direction: Direction, _ address: UInt64, contents: Bool) -> String {
    guard address != 0 else { return "NULL" }
    let shown = min(total, 32)
    guard let bytes = memory.exactly(shown * 16, at: address) else { return hexadecimal(address) }
    var rest = direction == .output ? result.map { Int(clamping: $0) } ?? 0 : Int.max
    var parts: [String] = []
    for index in 0..<shown {
      let base = bytes[(index * 16)..<(index * 16 + 8)].littleEndianWord
      let length = bytes[(index * 16 + 8)..<(index * 16 + 16)].littleEndianWord
      let filled = min(Int(clamping: length), rest)
      if direction == .output { rest -= filled }
      let text = base == 0 ? "NULL" : (contents ? quoted(filled, at: base) : nil) ?? hexadecimal(base)
      parts.append("{iov_base=\(text), iov_len=\(length)}")
    }
    if total > shown { parts.append("...") }
    return "[" + parts.joined(separator: ", ") + "]"
  }
}
