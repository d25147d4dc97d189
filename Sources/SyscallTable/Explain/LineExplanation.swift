import LinuxABI

/// A line of strace's output explained piece by piece: what stands before the call, each argument with the names in it,
/// the result, and in a sentence what it came to. Made from the line alone, so that the log of any machine can be asked.
public struct LineExplanation: Sendable {
  /// A piece of the line, and what it is.
  public struct Part: Hashable, Sendable {
    /// The argument's name, `=`, or empty for what stands before the call.
    public let name: String
    /// As the line has it.
    public let text: String
    public let meaning: String
    /// Flags and other names in it, each with its meaning.
    public var names: [Name] = []
  }

  public struct Name: Hashable, Sendable {
    public let name: String
    public let meaning: String
  }

  /// Why a text is no line of strace's: a sentence, and what to do instead.
  public struct Problem: Error, Hashable, Sendable {
    public let message: String
    public let advice: String
  }

  /// The line without what stands before the call.
  public let line: String
  /// What the call does in general; empty for what is no call.
  public let summary: String
  public let before: [Part]
  public let arguments: [Part]
  /// Result and time, each with what it means.
  public let after: [Part]
  /// What it came to, a clause without a capital and full stop; empty where nothing more can be said.
  public let sentence: String

  /// Throws `Problem` for a text that strace does not print.
  public init(_ text: String, table: SyscallTable = .standard) throws(Problem) {
    var reader = LogReader(table: table)
    self = try reader.explain(text, full: true)
  }

  init(
    line: String, summary: String, before: [Part], arguments: [Part] = [], after: [Part] = [], sentence: String
  ) {
    self.line = line
    self.summary = summary
    self.before = before
    self.arguments = arguments
    self.after = after
    self.sentence = sentence
  }
}

/// Explains the lines of a log in their order. It remembers calls that another process interrupted, so that the line
/// with which one is resumed can be explained whole.
public struct LogReader: Sendable {
  private let table: SyscallTable
  /// Beginnings of calls that have not come back, by the process in the line.
  private var unfinished: [String: String] = [:]

  public init(table: SyscallTable = .standard) {
    self.table = table
  }

  /// `full`: with each argument; otherwise the sentence only.
  ///
  /// Throws `LineExplanation.Problem` for a text that strace does not print.
  public mutating func explain(
    _ text: String, full: Bool
  ) throws(LineExplanation.Problem) -> LineExplanation {
    let prefix = LogPrefix(text[...].withoutPrompt)
    let before = prefix.parts.map { LineExplanation.Part(name: "", text: $0.text, meaning: $0.meaning) }
    let rest = String(prefix.rest).trimmedEnd
    if let event = Self.event(rest, before) { return event }
    let (body, note) = try whole(rest, prefix.process)
    let (call, remark) = Self.split(body)
    guard let line = CallLine(call), !line.name.isEmpty else { throw problem(rest) }
    guard let row = row(of: line) else { throw unknown(line.name) }
    let explainer = CallExplainer(line, table: table)
    let isOpen = line.result.isEmpty
    var parts: [LineExplanation.Part] = []
    if full {
      parts = ArgumentExplainer(explainer: explainer, row: row, table: table).parts
    }
    var after = isOpen ? [] : [ArgumentExplainer(explainer: explainer, row: row, table: table).result(of: line.result)]
    if let time = remark {
      after.append(.init(name: "<>", text: time, meaning: "seconds from its beginning to its end"))
    }
    return LineExplanation(
      line: body, summary: row.summary, before: before, arguments: parts, after: after,
      sentence: isOpen ? note ?? "the line ends before the call is over" : explainer.sentence)
  }

  private func row(of line: CallLine) -> Syscall? {
    table[line.name] ?? table.lookUp(line.name)?.row
  }

  /// The text with what an earlier line began, or without the mark that it goes on later; and a note for one that has
  /// not ended.
  private mutating func whole(
    _ text: String, _ process: String
  ) throws(LineExplanation.Problem) -> (String, note: String?) {
    if text.hasPrefix("<... ") {
      let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard words.count > 2, words[2].hasPrefix("resumed>") else { throw problem(text) }
      let rest = words[2].dropFirst("resumed>".count)
      if let begun = unfinished.removeValue(forKey: process), begun.hasPrefix(words[1] + "(") {
        let separator = begun.hasSuffix(",") && rest.first != ")" ? " " : ""
        return (begun + separator + rest.drop { $0 == " " }, nil)
      }
      return (resumed(words[1], String(rest.drop { $0 == " " })), nil)
    }
    for mark in ["<unfinished ...>", "<detached ...>"] {
      guard let place = text.range(of: mark) else { continue }
      let begun = String(text[..<place.lowerBound])
      // Of a process that ends: exit_group(0 <unfinished ...>) = ?
      if text[place.upperBound...].contains("=") {
        return (begun.trimmedEnd + text[place.upperBound...], nil)
      }
      if mark.hasPrefix("<u") { unfinished[process] = begun.trimmedEnd }
      let note =
        mark.hasPrefix("<u")
        ? "the call has begun; the line with <... resumed> tells how it ends"
        : "strace let the process go in the middle of it"
      return (begun.trimmedEnd, note)
    }
    return (text, nil)
  }

  /// The end of a call whose beginning is not known: its arguments are the last ones, so the others stand as `?`.
  private func resumed(_ name: String, _ rest: String) -> String {
    guard let row = table[name], let line = CallLine("\(name)(\(rest)") else { return "\(name)(\(rest)" }
    let missing = max(0, row.argumentNames.count - line.arguments.count)
    let separator = line.arguments.isEmpty ? "" : ", "
    let known = [String](repeating: "?", count: missing).joined(separator: ", ")
    return "\(name)(\(known)\(missing > 0 ? separator : "")\(rest)"
  }

  // MARK: Pieces

  /// Signals, ends, and what strace says of itself.
  private static func event(_ text: String, _ before: [LineExplanation.Part]) -> LineExplanation? {
    if text.hasPrefix("strace: ") {
      let words = text.split(separator: " ")
      let sentence =
        switch words.last ?? "" {
        case "attached": "strace follows this process or thread from here on"
        case "detached": "strace follows this process or thread no more"
        default: "strace says this of itself: it is no call"
        }
      return LineExplanation(line: text, summary: "", before: before, sentence: sentence)
    }
    guard text.hasPrefix("--- ") || text.hasPrefix("+++ ") else { return nil }
    let sentence = SignalExplainer.sentence(text, isThread: false)
    guard !sentence.isEmpty else { return nil }
    let names = NamesInText(text, table: .standard).all
    let pieces = names.isEmpty ? [] : [LineExplanation.Part(name: "", text: "", meaning: "", names: names)]
    let summary =
      text.hasPrefix("---")
      ? "A signal, not a call: the line tells when it came." : "The end of a process or thread, not a call."
    return LineExplanation(line: text, summary: summary, before: before, arguments: pieces, sentence: sentence)
  }

  /// Without the time of -T behind it and the remark of `sysh trace --explain`.
  private static func split(_ text: String) -> (call: String, time: String?) {
    var call = text
    if let remark = call.range(of: "  # ", after: ") = ") { call = String(call[..<remark.lowerBound]).trimmedEnd }
    guard call.hasSuffix(">"), let open = call.lastIndex(of: "<") else { return (call, nil) }
    let inside = call[call.index(after: open)...].dropLast()
    guard !inside.isEmpty, inside.allSatisfy({ $0.isNumber || $0 == "." }), inside.contains(".") else {
      return (call, nil)
    }
    return (String(call[..<open]).trimmedEnd, String(inside))
  }

  private func problem(_ text: String) -> LineExplanation.Problem {
    let example = #"explain close(9) = -1 EBADF (Bad file descriptor)"#
    if text.isEmpty { return .init(message: "There is no line here.", advice: example) }
    let word = text.prefix { !" (=".contains($0) }
    if table.lookUp(String(word)) != nil {
      return .init(
        message: "A line of strace has the call's arguments in parentheses, and this has none.",
        advice: "help \(word) tells of the call; typed by itself the line is run, and explain then tells of it.")
    }
    return .init(
      message: "This is no line that strace prints: it has no call with its arguments in parentheses.", advice: example)
  }

  private func unknown(_ name: String) -> LineExplanation.Problem {
    .init(
      message: "\(Escapes.harmless(name)) is no system call of Linux on x86-64.",
      advice: NearestName.advice(name, in: table.names)
        ?? "A function of a library is seen by ltrace; strace shows the calls underneath.")
  }
}

extension Substring {
  /// Without a prompt of sysh's that was copied along: `P1> `.
  fileprivate var withoutPrompt: Substring {
    guard first == "P", let end = firstIndex(where: { !($0.isNumber || $0 == "P" || $0 == ".") }),
      end > index(after: startIndex)
    else { return self }
    if self[end] == ">" { return self[index(after: end)...] }
    return self[end...].hasPrefix("  ") ? self[end...] : self
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    String(self[..<(lastIndex { !$0.isWhitespace }.map { index(after: $0) } ?? startIndex)])
  }

  /// The first place where `text` stands, behind `other` where that is given; the standard library has this only with
  /// Foundation.
  fileprivate func range(of text: String, after other: String? = nil) -> Range<Index>? {
    var start = startIndex
    if let other {
      guard let found = range(of: other) else { return nil }
      start = found.upperBound
    }
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
