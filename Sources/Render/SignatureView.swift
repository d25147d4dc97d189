import SyscallTable

/// What is known of the call or the command that is being typed: its arguments, which of them is meant at the cursor, and
/// a few words on that one.
public struct SignatureModel: Hashable, Sendable {
  public struct Part: Hashable, Sendable {
    /// `[flags = O_RDONLY]`
    public let text: String
    /// The same where there is less room: `[flags]`.
    public let short: String
    public let isCurrent: Bool

    public init(_ text: String, short: String? = nil, isCurrent: Bool = false) {
      self.text = text
      self.short = short ?? text
      self.isCurrent = isCurrent
    }
  }

  /// `open(`
  public var head: String
  public var parts: [Part]
  /// Between parts, and behind the last.
  public var separator: String
  public var tail: String
  /// What is said of the current one, in pieces: the members of a structure have a current one too.
  public var detail: [Part]

  public init(head: String, parts: [Part], separator: String, tail: String, detail: [Part] = []) {
    self.head = head
    self.parts = parts
    self.separator = separator
    self.tail = tail
    self.detail = detail
  }
}

extension Renderer {
  /// The signature on one line that is narrower than the terminal: with all that is known where that has room, otherwise
  /// without the words, without defaults, and at last with the arguments around the current one only.
  ///
  /// `isMarked`: there are no styles, so signs stand around the current argument.
  public func signature(_ model: SignatureModel, isMarked: Bool) -> StyledLine {
    let room = max(1, width - 1)
    let full = line(model, model.parts.map { ($0.text, $0.isCurrent) }, isMarked)
    if full.width <= room { return full.followed(by: model.detail, room: room, isMarked) }
    let shorter = line(model, model.parts.map { ($0.isCurrent ? $0.text : $0.short, $0.isCurrent) }, isMarked)
    if shorter.width <= room { return shorter.followed(by: model.detail, room: room, isMarked) }
    let short = model.parts.map { ($0.short, $0.isCurrent) }
    let shortest = line(model, short, isMarked)
    if shortest.width <= room { return shortest.followed(by: model.detail, room: room, isMarked) }
    return window(model, short, room, isMarked)
  }

  private func line(_ model: SignatureModel, _ parts: [(String, Bool)], _ isMarked: Bool) -> StyledLine {
    var spans: [Span] = [.faint(model.head)]
    for (index, part) in parts.enumerated() {
      if index > 0 { spans.append(.faint(model.separator)) }
      spans.append(span(part, isMarked))
    }
    return StyledLine(spans + [.faint(model.tail)])
  }

  /// The current argument with as many around it as have room.
  private func window(
    _ model: SignatureModel, _ parts: [(String, Bool)], _ room: Int, _ isMarked: Bool
  ) -> StyledLine {
    let current = parts.firstIndex { $0.1 } ?? 0
    var range = current..<min(current + 1, parts.count)
    func shown(_ range: Range<Int>) -> StyledLine {
      var list = Array(parts[range])
      if range.lowerBound > 0 { list.insert(("…", false), at: 0) }
      if range.upperBound < parts.count { list.append(("…", false)) }
      return line(model, list, isMarked)
    }
    while true {
      let wider = [
        range.lowerBound..<min(range.upperBound + 1, parts.count), max(range.lowerBound - 1, 0)..<range.upperBound,
      ]
      guard let next = wider.first(where: { $0 != range && shown($0).width <= room }) else { break }
      range = next
    }
    return shown(range).cut(to: room)
  }

  fileprivate func span(_ part: (String, Bool), _ isMarked: Bool) -> Span {
    guard part.1 else { return .faint(part.0) }
    return isMarked ? .plain(">\(part.0)<") : .strong(part.0)
  }
}

extension StyledLine {
  /// With the words behind it if a good part of them has room.
  fileprivate func followed(by detail: [SignatureModel.Part], room: Int, _ isMarked: Bool) -> StyledLine {
    let renderer = Renderer(width: room)
    let spans = detail.map { renderer.span(($0.text, $0.isCurrent), isMarked) }
    let words = StyledLine(spans)
    let left = room - width - 3
    guard !detail.isEmpty, left >= min(words.width, 16) else { return self }
    return StyledLine(self.spans + [.faint("   ")] + words.cut(to: left).spans)
  }
}
