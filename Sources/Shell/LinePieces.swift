/// What input is made of as far as its outline goes: texts, comments and single bytes. Semicolons, brackets, `#` and newlines
/// mean something outside of texts and comments only, and everything that looks for them goes through this.
struct LinePieces: Sequence, IteratorProtocol {
  enum Kind: Equatable {
    case byte(UInt8)
    /// `"..."` with its quotes, to the end of the input where it has no end.
    case text
    /// `/* ... */`
    case comment
    /// `#` to the end of the line, without the newline.
    case remark
    /// A backslash that stands before a newline.
    case joint
  }

  struct Piece {
    let kind: Kind
    let range: Range<Int>
  }

  private let bytes: [UInt8]
  private var position: Int
  private let end: Int
  /// An unquoted path goes on until a blank, so that `/etc/*` begins no comment.
  private var inPath = false
  private var inName = false

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  init(_ bytes: [UInt8]) {
    self.init(bytes, 0..<bytes.count)
  }

  /// Goes on at an offset that lies ahead.
  mutating func skip(to offset: Int) {
    position = Swift.max(position, Swift.min(offset, end))
  }

  mutating func next() -> Piece? {
    guard position < end else { return nil }
    let start = position
    let kind = kind()
    return Piece(kind: kind, range: start..<position)
  }

  private mutating func kind() -> Kind {
    let byte = bytes[position]
    let following = position + 1 < end ? bytes[position + 1] : 0
    position += 1
    switch byte {
    case 0x22:
      while position < end, bytes[position] != 0x22 { position += bytes[position] == 0x5c ? 2 : 1 }
      position = Swift.min(position + 1, end)
      (inPath, inName) = (false, false)
      return .text
    case 0x23:
      while position < end, bytes[position] != 0x0a { position += 1 }
      return .remark
    case 0x5c where following == 0x0a:
      position += 1
      (inPath, inName) = (false, false)
      return .joint
    case 0x2f where following == 0x2a && !inPath:
      position += 1
      while position < end, bytes[position] != 0x2a || position + 1 >= end || bytes[position + 1] != 0x2f {
        position += 1
      }
      position = Swift.min(position + 2, end)
      inName = false
      return .comment
    case 0x2f, 0x2e, 0x7e: inPath = inPath || !inName
    case 0x20, 0x09, 0x0a, 0x0d, 0x2c, 0x29, 0x5d, 0x7d, 0x3b: inPath = false
    default: break
    }
    inName = byte == 0x5f || byte.isLetterOrDigit
    return .byte(byte)
  }
}

extension LineGrammar {
  /// The ranges between `;` outside texts, brackets and comments. `!` takes all that is left of the input.
  func segments(_ bytes: [UInt8]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start = 0
    var depth = 0
    var empty = true
    var pieces = LinePieces(bytes)
    while let piece = pieces.next() {
      let here = piece.range.lowerBound
      if empty, takesLine(bytes[here...]) {
        result.append(start..<bytes.count)
        return result
      }
      switch piece.kind {
      // The sign itself is asked about.
      case .remark where isHelp(bytes[start..<here]), .byte(0x3b) where isHelp(bytes[start..<here]): continue
      // A comment that further lines follow is passed over by whoever reads the segment.
      case .remark where piece.range.upperBound == bytes.count:
        result.append(start..<here)
        return result
      case .byte(0x21) where empty:
        result.append(start..<bytes.count)
        return result
      // The command of `trace` is quoted as a shell quotes.
      case .byte(0x27) where isTrace(bytes[start..<here]):
        pieces.skip(to: (bytes[(here + 1)...].firstIndex(of: 0x27) ?? here) + 1)
      case .byte(0x28), .byte(0x5b), .byte(0x7b): depth += 1
      case .byte(0x29), .byte(0x5d), .byte(0x7d): depth -= 1
      case .byte(0x3b) where depth <= 0:
        result.append(start..<here)
        start = here + 1
        empty = true
        continue
      case .byte, .text, .comment, .remark, .joint: break
      }
      switch piece.kind {
      case .byte(0x20), .byte(0x09), .byte(0x0a), .remark, .joint: break
      case .byte, .text, .comment: empty = false
      }
    }
    result.append(start..<bytes.count)
    return result
  }

  /// Whether a command stands here that takes all that follows.
  private func takesLine(_ bytes: ArraySlice<UInt8>) -> Bool {
    let name = bytes.prefix { $0.isLetterOrDigit || $0 == 0x5f }
    guard let first = name.first, !(0x30...0x39).contains(first),
      case .line? = commands[String(decoding: name, as: UTF8.self)]
    else { return false }
    return name.endIndex == bytes.endIndex || bytes[name.endIndex] == 0x20 || bytes[name.endIndex] == 0x09
  }

  /// Whether a line is a single command that takes all of it.
  func isWhole(_ line: String) -> Bool {
    takesLine(Array(line.utf8).drop { $0 == 0x20 || $0 == 0x09 })
  }

  private func isHelp(_ bytes: ArraySlice<UInt8>) -> Bool {
    let rest = bytes.drop { $0 == 0x20 || $0 == 0x09 }
    return rest.starts(with: Array("help ".utf8)) && rest.dropFirst(5).allSatisfy { $0 == 0x20 }
  }

  private func isTrace(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.drop { $0 == 0x20 || $0 == 0x09 }.starts(with: Array("trace ".utf8))
  }
}

extension UInt8 {
  var isLetterOrDigit: Bool {
    (0x30...0x39).contains(self) || (0x41...0x5a).contains(self) || (0x61...0x7a).contains(self)
  }
}
