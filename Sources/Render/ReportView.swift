import Inspect
import Lab
import LinuxABI

extension Renderer {
  /// What a call gave: the call as strace prints it, then what it changed, then why it failed. `descriptors`, the model
  /// after the call, lets changes say who else leads to a description.
  public func report(_ report: CallReport, descriptors: DescriptorModel? = nil) -> [StyledLine] {
    self.report(report, tables: descriptors.map(DescriptorTables.init))
  }

  func report(_ report: CallReport, tables: DescriptorTables?) -> [StyledLine] {
    let byItself = report.blockedFor != nil || report.text.isEmpty
    let prefix = byItself ? report.subject : nil
    var lines: [StyledLine] = []
    if let started = report.started { lines += sentence(started) }
    if let alias = report.alias {
      lines += wrap(
        [.styled(alias.name, .call), .plain(" runs "), .styled(alias.target, .call), .plain(": \(alias.why).")],
        indent: 2, firstIndent: 2)
    }
    if !report.text.isEmpty { lines += call(report, prefix) }
    if let crossing = report.crossing { lines += self.crossing(crossing, row: report.row) }
    for detail in report.details { lines += sentence(detail) }
    // A signal that was waiting is delivered because the mask has changed, so the mask comes first.
    for change in report.changes where change.isOfMask {
      lines += self.change(change, tables: tables, of: report.subject)
    }
    lines += signals(report.signals, to: report.subject, prefix: prefix)
    if report.callGoesOn { lines += sentence("The call goes on, as SA_RESTART asks.", indent: 4) }
    for change in report.changes where !change.isOfMask {
      lines += self.change(change, tables: tables, of: report.subject)
    }
    if let exec = report.exec { lines += self.exec(exec) }
    for reason in report.reasons { lines += sentence(reason) }
    if let death = report.death { lines += end(death, prefix: prefix) }
    return lines
  }

  // MARK: The call

  /// The column where remarks beside a call begin, if the call is not longer.
  private static let remarkColumn = 34

  private func call(_ report: CallReport, _ prefix: String?) -> [StyledLine] {
    let time: [Span] = report.time.map { [.faint(" " + Words.seconds($0))] } ?? []
    let text = StyledLine(named(prefix) + spans(ofCall: report.text, report.outcome) + time)
    if report.outcome == .blocked {
      let open = StyledLine(text.spans + [.plain("...")])
      return remark(report.waiting.map { waiting($0, report.subject) } ?? [.plain("blocked")], beside: open)
    }
    if let time = report.blockedFor {
      return remark([.faint("(was blocked \(Words.duration(time)))")], beside: text)
    }
    return [text]
  }

  private func waiting(_ waiting: Waiting, _ subject: String) -> [Span] {
    let state =
      switch waiting.state {
      case .running: "is still running."
      case .sleeping: "is asleep."
      case .diskSleep: "is in an uninterruptible sleep, state D."
      case .stopped: "is stopped."
      case .tracingStop: "is held."
      case .zombie, .dead: "has ended."
      case .idle, .other: "does not come back."
      }
    let place: [Span] = waiting.channel.map { [.plain("blocked in "), .value($0)] } ?? [.plain("blocked")]
    return place + [.plain("; "), .name(subject), .plain(" \(state) "), .plain(waiting.advice)]
  }

  /// On the same line where both have room, otherwise below.
  private func remark(_ spans: [Span], beside line: StyledLine) -> [StyledLine] {
    let gap = max(2, Self.remarkColumn - line.width)
    let remark = StyledLine(spans)
    if line.width + gap + remark.width <= columns {
      return [StyledLine(line.spans + [StyledLine.spaces(gap)] + remark.spans)]
    }
    return [line] + wrap(spans, indent: 2, firstIndent: 2)
  }

  /// Name, arguments and result of a call in their styles.
  private func spans(ofCall text: String, _ outcome: CallOutcome) -> [Span] {
    let (call, result) = Self.parts(ofCall: text, outcome)
    guard let opening = call.firstIndex(of: "(") else { return [.plain(text)] }
    var spans: [Span] = [.styled(String(call[..<opening]), .call)] + quoted(call[opening...])
    if let result {
      let style: TextStyle =
        switch outcome {
        case .failed, .killed: .failure
        case .returned, .exited, .replaced, .blocked: .success
        }
      spans += [.plain(" = "), .styled(result, style)]
    }
    return spans
  }

  /// A printed call without its result, and the result without the ` = ` before it; nil where it has none.
  static func parts(ofCall text: String, _ outcome: CallOutcome) -> (call: String, result: String?) {
    guard outcome != .blocked, let opening = text.firstIndex(of: "("), let equals = lastEquals(in: text[opening...])
    else { return (text, nil) }
    return (String(text[..<equals]), String(text[equals...].dropFirst(3)))
  }

  /// Where the last ` = ` begins: texts among the arguments may have others.
  private static func lastEquals(in text: Substring) -> Substring.Index? {
    var rest = text
    while let sign = rest.lastIndex(of: "=") {
      let before = text[..<sign]
      let after = text[sign...].dropFirst()
      if before.last == " ", after.first == " " { return before.index(before: sign) }
      rest = before
    }
    return nil
  }

  /// Texts in quotes stand out from the rest.
  private func quoted(_ text: Substring) -> [Span] {
    var spans: [Span] = []
    var piece = ""
    var inside = false
    var escaped = false
    for character in text {
      if character == "\"", !escaped {
        if inside { piece.append(character) }
        spans.append(.styled(piece, inside ? .value : .plain))
        piece = inside ? "" : "\""
        inside.toggle()
      } else {
        piece.append(character)
      }
      escaped = inside && character == "\\" && !escaped
    }
    spans.append(.styled(piece, inside ? .value : .plain))
    return spans.filter { !$0.text.isEmpty }
  }
}
