/// IPv4 and IPv6 addresses as text and back (`man 3 inet_pton`). Foundation's and the C library's functions are not
/// used: the table is pure.
enum InternetAddress {
  static func text4(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map(String.init).joined(separator: ".")
  }

  /// Four decimal numbers; nil for anything else.
  static func bytes4(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bytes: [UInt8] = []
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let byte = UInt8(part)
      else { return nil }
      bytes.append(byte)
    }
    return bytes
  }

  /// As inet_ntop writes it: the longest run of two or more zero words, the first of several, is `::`, and an IPv4
  /// address at the end of what embeds one stands with dots.
  static func text6(_ bytes: ArraySlice<UInt8>) -> String {
    let all = Array(bytes)
    let words = (0..<8).map { UInt16(all[$0 * 2]) << 8 | UInt16(all[$0 * 2 + 1]) }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, words[end] == 0 { end += 1 }
      if end - start > max(best.count, 1) { best = start..<end }
      start = max(end, start + 1)
    }
    let mapped = best == 0..<5 && words[5] == 0xffff
    // ::a.b.c.d, but ::1 is no IPv4 address; and where the run goes on to the seventh word, inet_ntop writes hex.
    if mapped || best == 0..<6 {
      return "::\(mapped ? "ffff:" : "")\(text4(all[12...]))"
    }
    func hexadecimal(_ range: Range<Int>) -> String {
      words[range].map { String($0, radix: 16) }.joined(separator: ":")
    }
    return best.isEmpty
      ? hexadecimal(0..<8) : hexadecimal(0..<best.lowerBound) + "::" + hexadecimal(best.upperBound..<8)
  }

  static func bytes6(_ text: String) -> [UInt8]? {
    let halves = text.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let first = halves.first, let front = words(first), let last = halves.last, let back = words(last) else {
      return nil
    }
    if halves.count == 1 { return front.count == 16 ? front : nil }
    let gap = 16 - front.count - back.count
    return gap > 0 ? front + [UInt8](repeating: 0, count: gap) + back : nil
  }

  /// Groups of hexadecimal digits between colons; the last may be an IPv4 address.
  private static func words(_ text: String) -> [UInt8]? {
    if text.isEmpty { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, let four = bytes4(part) { return bytes + four }
      guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ $0 != 0x2b && $0 != 0x2d }),
        let word = UInt16(part, radix: 16)
      else { return nil }
      bytes += [UInt8(word >> 8), UInt8(truncatingIfNeeded: word)]
    }
    return bytes
  }
}
