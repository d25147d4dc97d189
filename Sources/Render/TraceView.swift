import Lab
import SyscallTable

extension Renderer {
  /// A call of a program that is traced while it runs: one line, so that a thousand can be read. Where it is longer than
  /// the screen is wide, its middle is left out; its result never is. `verbose` shows it whole.
  public func traced(_ line: ProgramTrace.Line, subject: String, verbose: Bool) -> StyledLine {
    let prefix = "\(subject)  "
    let room = columns - DisplayWidth.of(prefix)
    let text = verbose ? line.text : Self.shortened(line.text, to: room)
    return StyledLine([.init(prefix, .name), .init(text, line.isFailure ? .failure : .call)])
  }

  /// The call and its result are kept as far as there is room: `read(3, "\177ELF\2\1\1\3\0... = 832`.
  static func shortened(_ text: String, to room: Int) -> String {
    guard text.utf8.count > room, let end = text.range(ofLast: ") = ") else { return text }
    let result = text[end...].dropFirst()
    let left = room - result.utf8.count - 3
    guard left > 20 else { return text }
    return "\(text.prefix(left))...\(result)"
  }
}

extension String {
  /// Where the last occurrence of `part` begins.
  fileprivate func range(ofLast part: String) -> Index? {
    let (bytes, wanted) = (Array(utf8), Array(part.utf8))
    guard bytes.count >= wanted.count else { return nil }
    for start in stride(from: bytes.count - wanted.count, through: 0, by: -1)
    where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
      return utf8.index(startIndex, offsetBy: start)
    }
    return nil
  }
}
