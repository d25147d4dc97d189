import LinuxABI
import SyscallTable

// Memory that has no form of its own in C.
extension CCall {
  /// The bytes that were placed in memory for an argument.
  func placed(_ index: Int) -> [UInt8]? {
    encoded.arena.contents.last { $0.address == words[index] }?.bytes
  }

  func memoryWord(_ index: Int, _ size: Int) -> UInt64 {
    (placed(index) ?? []).prefix(size).enumerated().reduce(0) { $0 | UInt64($1.element) << (8 * UInt64($1.offset)) }
  }

  /// What has no form of its own lies in an array of words that is what sysh placed in the subject's memory.
  mutating func memory(_ index: Int) -> String {
    usesMemory = true
    isRaw = true
    let offset = words[index] - encoded.arena.bottom
    let text = offset == 0 ? "memory" : "(char *)memory + \(offset)"
    locals[index] = text
    return text
  }

  mutating func declareMemory() {
    let arena = encoded.arena
    let count = Int(arena.used / 8)
    var image = [UInt8](repeating: 0, count: Int(arena.used))
    for (address, bytes) in arena.contents where !ownObjects.contains(address) {
      let start = Int(address - arena.bottom)
      image.replaceSubrange(start..<min(start + bytes.count, image.count), with: bytes.prefix(image.count - start))
    }
    var parts: [String] = []
    for index in 0..<count {
      let word = image[(index * 8)..<(index * 8 + 8)].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      if word == 0 { continue }
      parts.append("[\(index)] = \(relocated(word))")
    }
    // What the kernel only writes may be large.
    if parts.isEmpty {
      declarations.append(
        count > 1024 ? "static unsigned long memory[\(count)];" : "unsigned long memory[\(max(count, 1))] = { 0 };")
    } else {
      declarations.append("unsigned long memory[\(count)] = { \(parts.joined(separator: ", ")) };")
    }
  }

  /// A word of such memory: an address in it, one that a variable holds, or a number.
  func relocated(_ word: UInt64) -> String {
    if word >= encoded.arena.bottom, word < encoded.arena.top {
      return "(unsigned long)memory + \(word - encoded.arena.bottom)"
    }
    if let function = names.functions.first(where: { $0.value == word }) { return "(unsigned long)\(function.key)" }
    if word > 0xffff, let (name, offset) = names.place(of: word), let text = try? names.use(name) {
      return "(unsigned long)\(text)" + (offset == 0 ? "" : " + \(offset)")
    }
    return CWords.hexadecimal(word)
  }
}
