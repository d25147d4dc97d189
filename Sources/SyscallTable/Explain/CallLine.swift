/// A line of strace's output taken apart: the call's name, its arguments as texts, and the text of its result.
///
/// Nothing is looked up and nothing is evaluated, so that a line of any program and any machine can be taken: what an
/// argument means follows from where it stands.
public struct CallLine: Hashable, Sendable {
  public let name: String
  public let arguments: [String]
  /// What stands behind `=`; empty where there is none.
  public let result: String

  public init(name: String, arguments: [String], result: String) {
    self.name = name
    self.arguments = arguments
    self.result = result
  }

  /// Takes `close(9) = -1 EBADF (Bad file descriptor)`; nil where there is no name with a parenthesis. A parenthesis
  /// that is never closed ends with the line.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    guard let open = bytes.firstIndex(of: 0x28), open > 0,
      bytes[..<open].allSatisfy({ $0 == 0x5f || $0 >= 0x30 && $0 <= 0x39 || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a })
    else { return nil }
    name = String(decoding: bytes[..<open], as: UTF8.self)
    let (pieces, end) = Self.split(bytes[(open + 1)...])
    arguments = pieces
    let rest = String(decoding: bytes[min(end, bytes.count)...], as: UTF8.self).drop { $0 == ")" || $0 == " " }
    result = rest.hasPrefix("= ") ? String(rest.dropFirst(2)) : ""
  }

  /// The parts between commas that stand in no bracket, no text and no name of a descriptor, up to a closing bracket;
  /// and where that is.
  static func split(_ bytes: ArraySlice<UInt8>) -> (parts: [String], end: Int) {
    var parts: [String] = []
    var part: [UInt8] = []
    // The closing brackets that are awaited, the innermost last.
    var awaited: [UInt8] = []
    var isQuoted = false
    var isPath = false
    var index = bytes.startIndex
    func finished() -> String { String(decoding: part.drop { $0 == 0x20 }, as: UTF8.self) }
    while index < bytes.endIndex {
      let byte = bytes[index]
      if isQuoted {
        if byte == 0x5c, index + 1 < bytes.endIndex {
          part.append(byte)
          index += 1
        } else if byte == 0x22 {
          isQuoted = false
        }
        part.append(bytes[index])
        index += 1
        continue
      }
      if let last = awaited.last, byte == last {
        awaited.removeLast()
      } else if awaited.last == 0x3e, byte != 0x3c, isPath || byte != 0x5b {
        // Inside a descriptor's name only what strace itself puts there counts; in a path anything may stand.
      } else {
        switch byte {
        case 0x22: isQuoted = true
        case 0x28: awaited.append(0x29)
        case 0x5b: awaited.append(0x5d)
        case 0x7b: awaited.append(0x7d)
        // A name stands directly behind its descriptor; `1<<3` is a number.
        case 0x3c where part.last.map({ $0 != 0x20 && $0 != 0x3c }) ?? false && bytes[safe: index + 1] != 0x3c:
          awaited.append(0x3e)
          isPath = bytes[safe: index + 1] == 0x2f
        case 0x29 where awaited.isEmpty, 0x5d where awaited.isEmpty, 0x7d where awaited.isEmpty:
          if !part.isEmpty || !parts.isEmpty { parts.append(finished()) }
          return (parts, index)
        case 0x2c where awaited.isEmpty:
          parts.append(finished())
          part = []
          index += 1
          continue
        default: break
        }
      }
      part.append(byte)
      index += 1
    }
    if !part.isEmpty || !parts.isEmpty { parts.append(finished()) }
    return (parts, index)
  }

  /// The members of `{a=1, b={c=2}}` or the elements of `[1, 2]`; empty for what is in no bracket.
  static func parts(of text: String) -> [String] {
    guard let first = text.utf8.first, first == 0x7b || first == 0x5b else { return [] }
    return split(Array(text.utf8)[1...]).parts
  }

  /// The value of a member of a structure: of `st_size` in `{st_mode=S_IFREG|0644, st_size=12, ...}`.
  static func member(_ name: String, of text: String) -> String? {
    for part in parts(of: text) where part.hasPrefix("\(name)=") { return String(part.dropFirst(name.utf8.count + 1)) }
    return nil
  }
}

extension ArraySlice {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
