import LinuxABI

/// Why something went wrong, in parts: what `why` shows.
public struct WhyAnswer: Sendable {
  public struct Row: Sendable {
    /// The number of a command.
    public let number: Int?
    /// What was typed, or can be.
    public let line: String?
    public let sentence: String

    public init(number: Int? = nil, line: String? = nil, _ sentence: String) {
      self.number = number
      self.line = line
      self.sentence = sentence
    }
  }

  public struct Part: Sendable {
    public let title: String
    public let rows: [Row]

    public init(_ title: String, _ rows: [Row]) {
      self.title = title
      self.rows = rows
    }
  }

  /// Which failure this is about, where it is not plain.
  public var opening: String?
  public var number: Int?
  /// The command as it was typed.
  public var typed: String?
  /// The call as strace prints it, with its result.
  public var call: String?
  public var parts: [Part] = []

  public init() {}
}

extension Renderer {
  public func why(_ answer: WhyAnswer) -> [StyledLine] {
    var lines: [StyledLine] = []
    if let opening = answer.opening { lines += wrap([.plain(opening)], indent: 0, firstIndent: 0) }
    if let typed = answer.typed {
      let label = answer.number.map { "command \($0): " } ?? ""
      lines += wrap([.faint(label), .styled(typed, .call)], indent: 4, firstIndent: 0)
    }
    if let call = answer.call { lines += wrap([.plain(call)], indent: 4, firstIndent: 2) }
    for part in answer.parts where !part.rows.isEmpty {
      lines.append(StyledLine([.styled(part.title, .heading)]))
      for row in part.rows { lines += self.row(row) }
    }
    return lines
  }

  private func row(_ row: WhyAnswer.Row) -> [StyledLine] {
    var spans: [Span] = []
    if let number = row.number { spans.append(.faint("command \(number): ")) }
    if let line = row.line {
      spans.append(.styled(line, .call))
      if !row.sentence.isEmpty { spans.append(.plain("   ")) }
    }
    spans.append(.plain(row.sentence))
    return wrap(spans, indent: 4, firstIndent: 2)
  }
}
