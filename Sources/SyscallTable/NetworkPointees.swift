import LinuxABI

// What pointers of sockets, waiting and IPC lead to, as text.
extension ValuePrinter {
  func pointed(_ pointee: NetworkPointee, _ direction: Direction, _ address: UInt64) -> String {
    switch pointee {
    case .descriptorSet(let count): return descriptorSet(address, words[count])
    case .messages(let count):
      return messages(Int(clamping: words[count] & 0xffff_ffff), direction, address, written: result)
    case .option(let value, let length): return option(value, length, direction, address)
    case .maskAndSize: return maskAndSize(address)
    case .interfaceRequest(let layout):
      guard let bytes = memory.exactly(layout.size, at: address) else { return hexadecimal(address) }
      return text(layout, bytes[...])
    case .interfaceList: return interfaceList(address, hasAnswer: true)
    case .queueMessage(let size): return queueMessage(address, Int(clamping: words[size]))
    case .name:
      guard let found = memory.string(at: address) else { return hexadecimal(address) }
      return Escapes.quoted(found.bytes) + (found.ended ? "" : "...")
    case .untold: return hexadecimal(address)
    }
  }

  /// What is known of an argument when the call failed.
  func unwritten(_ pointee: NetworkPointee, _ direction: Direction, _ address: UInt64) -> String {
    switch pointee {
    case .messages(let count) where direction != .output:
      return messages(Int(clamping: words[count] & 0xffff_ffff), direction, address, written: nil)
    case .interfaceRequest(let layout):
      guard let bytes = memory.exactly(layout.size, at: address), let asked = layout.fields.first else {
        return hexadecimal(address)
      }
      return text(StructureLayout(layout.name, size: layout.size, [asked]), bytes[...])
    case .interfaceList: return interfaceList(address, hasAnswer: false)
    case .descriptorSet, .messages, .option, .maskAndSize, .queueMessage, .name, .untold: return hexadecimal(address)
    }
  }

  // MARK: Sets of descriptors

  /// Of a set as large as this, in bits, the kernel's largest table of descriptors is a part.
  private static var largestSet: Int { 1 << 18 }

  private func descriptors(_ address: UInt64, _ count: UInt64) -> [Int]? {
    let bits = min(Int(Int32(truncatingIfNeeded: count)), Self.largestSet)
    // The kernel reads whole words.
    guard bits > 0, let bytes = memory.exactly((bits + 63) / 64 * 8, at: address) else { return nil }
    return (0..<bits).filter { bytes[$0 / 8] >> UInt8($0 % 8) & 1 != 0 }
  }

  private func descriptorSet(_ address: UInt64, _ count: UInt64) -> String {
    guard let set = descriptors(address, count) else { return hexadecimal(address) }
    return "[" + set.map(String.init).joined(separator: " ") + "]"
  }

  /// What stands behind the result of select and recvmmsg; nil for rows with neither.
  func networkResult(of row: Syscall) -> String? {
    var sets: [(word: UInt64, count: UInt64)] = []
    var receives = false
    for (parameter, word) in zip(row.parameters, words) {
      switch parameter.type {
      case .pointer(.network(.descriptorSet(let count)), _): sets.append((word, words[count]))
      case .pointer(.network(.messages), .output): receives = true
      default: break
      }
    }
    guard receives || !sets.isEmpty else { return nil }
    guard let result else { return "" }
    if result == 0 { return " (Timeout)" }
    let left = timeLeft(row)
    if receives { return left.isEmpty ? "" : " (\(left.dropFirst(2)))" }
    return readySets(sets, result, left)
  }

  /// strace has room for a thousand characters, and says no more than fits.
  private func readySets(_ sets: [(word: UInt64, count: UInt64)], _ result: UInt64, _ left: String) -> String {
    var rest = result
    var text = ""
    for (set, name) in zip(sets, ["in", "out", "except"]) where rest > 0 && set.word != 0 {
      var isFirst = true
      for descriptor in descriptors(set.word, set.count) ?? [] where rest > 0 {
        rest -= 1
        guard text.utf8.count < 999 else { continue }
        text += isFirst ? "\(text.isEmpty ? "" : ", ")\(name) [\(descriptor)" : " \(descriptor)"
        isFirst = false
      }
      if !isFirst { text += "]" }
    }
    if text.utf8.count < 940 { text += text.isEmpty ? String(left.dropFirst(2)) : left }
    return text.isEmpty ? "" : " (\(text))"
  }

  private func maskAndSize(_ address: UInt64) -> String {
    guard let bytes = memory.exactly(16, at: address) else { return hexadecimal(address) }
    let (mask, size) = (bytes[..<8].littleEndianWord, bytes[8...].littleEndianWord)
    var text = mask == 0 ? "NULL" : hexadecimal(mask)
    if mask != 0, size == 8, let set = memory.exactly(8, at: mask) { text = SignalSet.text(set[...].littleEndianWord) }
    return "{sigmask=\(text), sigsetsize=\(size)}"
  }

  // MARK: Messages

  /// `struct mmsghdr`: a message and how long it was, in 64 bytes.
  static var messageSize: Int { 64 }

  private func messages(_ total: Int, _ direction: Direction, _ address: UInt64, written: UInt64?) -> String {
    let shown = min(direction == .output ? min(total, Int(clamping: written ?? 0)) : total, 1024)
    guard memory.exactly(shown * Self.messageSize, at: address) != nil else { return hexadecimal(address) }
    let limit = options.verbose ? shown : min(shown, 32)
    var parts: [String] = []
    var length = 0
    // Registers may claim a thousand messages of anything: what is shown stays readable, give or take one message.
    for index in 0..<limit where length < 1 << 16 {
      let place = address &+ UInt64(index * Self.messageSize)
      let size = memory.exactly(4, at: place &+ 56)?[...].littleEndianWord ?? 0
      var one = self
      one.room = rooms.indices.contains(index) ? rooms[index] : nil
      one.result = size
      let text = "msg_hdr=\(one.message(place, direction))"
      let isDone = written.map { UInt64(index) < $0 } ?? false
      parts.append(isDone ? "{\(text), msg_len=\(size)}" : "{\(text)}")
      length += text.utf8.count
    }
    if shown > parts.count { parts.append("...") }
    return "[" + parts.joined(separator: ", ") + "]"
  }

  private func queueMessage(_ address: UInt64, _ size: Int) -> String {
    guard let type = memory.exactly(8, at: address) else { return hexadecimal(address) }
    let text = quoted(size, at: address &+ 8) ?? hexadecimal(address &+ 8)
    return "{mtype=\(Int64(bitPattern: type[...].littleEndianWord)), mtext=\(text)}"
  }

  // MARK: Devices

  private func interfaceList(_ address: UInt64, hasAnswer: Bool) -> String {
    let entry = StructureLayout.interfaceAddress
    guard let bytes = memory.exactly(StructureLayout.ifconf.size, at: address) else { return hexadecimal(address) }
    func length(_ word: UInt64) -> String {
      let number = Int(Int32(truncatingIfNeeded: word))
      let isWhole = number > 0 && number % entry.size == 0
      return isWhole ? "\(number) /* \(number / entry.size) * sizeof(struct ifreq) */" : String(number)
    }
    let (now, buffer) = (bytes[..<4].littleEndianWord, bytes[8...].littleEndianWord)
    guard buffer != 0 else { return "{ifc_len=\(length(now)), ifc_buf=NULL}" }
    let before = room ?? now
    let lengths = before == now ? length(now) : "\(length(before)) => \(length(now))"
    let count = min(Int(clamping: Int32(truncatingIfNeeded: now)) / entry.size, 1024)
    guard hasAnswer, count >= 0, let list = memory.exactly(count * entry.size, at: buffer) else {
      return "{ifc_len=\(lengths), ifc_buf=\(hexadecimal(buffer))}"
    }
    let limit = options.verbose ? count : min(count, 32)
    var parts = (0..<limit).map { text(entry, list[($0 * entry.size)..<(($0 + 1) * entry.size)]) }
    if count > limit { parts.append("...") }
    return "{ifc_len=\(lengths), ifc_buf=[\(parts.joined(separator: ", "))]}"
  }
}
