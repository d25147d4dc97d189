import LinuxABI
import SyscallTable

/// Prose of a saved lesson.
enum LessonProse {
  /// A comment as Markdown that shows it as it was typed. What stands between two backquotes is code, as its author meant.
  static func escaped(_ text: String) -> String {
    let text = Escapes.harmless(text)
    // By scalars, as Markdown reads it: an accent behind a backquote does not take it away.
    let pieces = text.parts("`", keepingEmpty: true)
    let hasCode = pieces.count > 1 && pieces.count % 2 == 1 && !text.contains("``")
    var result = ""
    for (index, piece) in pieces.enumerated() {
      if hasCode, index % 2 == 1 {
        result += "`\(piece)`"
      } else {
        result += (index > 0 && !hasCode ? "\\`" : "") + plain(piece)
      }
    }
    return beginning(result)
  }

  private static func plain(_ text: Substring) -> String {
    let scalars = Array(text.unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      let isInWord =
        index > 0 && index + 1 < scalars.count && scalars[index - 1].isLetterOrNumber
        && scalars[index + 1].isLetterOrNumber
      switch scalar {
      case "\\", "*", "[", "]", "<", "&": result += "\\"
      case "_" where !isInWord: result += "\\"
      default: break
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  /// What would make of a line a list, a quote, a heading, a rule, a fence or a table.
  private static func beginning(_ text: String) -> String {
    guard let first = text.unicodeScalars.first else { return text }
    if "#>-+=~|:".unicodeScalars.contains(first) { return "\\" + text }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let rest = text.unicodeScalars.dropFirst(digits.utf8.count)
    if !digits.isEmpty, rest.first == "." || rest.first == ")" { return digits + "\\" + String(rest) }
    return text
  }

  // MARK: What was measured

  /// What commands do that give no result.
  private static let deeds = [
    "peek": "loads bytes", "poke": "stores bytes", "fill": "fills memory", "touch": "touches pages",
    "switch": "makes another subject the current one", "type": "types into the lab's terminal",
    "key": "presses a key of the lab's terminal", "cont": "lets a program run",
    "step": "lets a program make its next call", "detach": "lets a program go",
  ]

  /// A few sentences on what the lines of a fence gave.
  static func measured(_ lines: [SavedSession.Line]) -> String {
    var sentences: [String] = []
    for sentence in lines.compactMap(sentence) where sentence != sentences.last { sentences.append(sentence) }
    let most = 4
    let shown = sentences.prefix(most).joined(separator: " ")
    return sentences.isEmpty ? "What comes of this:" : shown
  }

  private static func sentence(_ line: SavedSession.Line) -> String? {
    switch line {
    case .comment: return nil
    case .view(let command):
      return command.name.map { "\(code($0)) shows what is there now." }
    case .late(_, _, _, isTold: true): return nil
    case .late(let subject, let call, let result, isTold: false):
      let what = call.map { "\(code($0)) of \(subject)" } ?? subject
      switch result {
      case .outcome(.exited), .outcome(.killed): return "\(subject) \(end(result))."
      case .outcome(.failed(let errno)): return "\(what) breaks off with \(errno.name)."
      case .outcome(.blocked), .outcome(.replaced): return nil
      case .outcome(.returned), .placeholder: return "\(what) comes back."
      }
    case .command(let command): return sentence(command)
    }
  }

  private static func sentence(_ command: SavedSession.Command) -> String? {
    let subject = command.reports.last?.subject ?? command.subject ?? "it"
    guard let result = command.result else {
      return command.name.flatMap { name in deeds[name].map { "\(code(name)) \($0)." } }
    }
    let call = code(command.name ?? command.text)
    if command.name == "interrupt" { return "\(call) breaks the call off." }
    switch result {
    case .outcome(.failed(let errno)): return "\(call) fails with \(errno.name): \(errno.message)."
    case .outcome(.blocked): return "\(call) blocks: \(subject) sleeps in it."
    case .outcome(.replaced): return "\(call) gives \(subject) a new program."
    case .outcome(.killed), .outcome(.exited): return "\(call): \(subject) \(end(result))."
    case .placeholder(.fd, let name):
      return "\(call) gives a descriptor; it is called \(code(name ?? "fd")) from here on."
    case .placeholder(.pid, let name):
      return command.row?.name.hasPrefix("get") ?? false
        ? "\(call) tells a process id." : "\(call) gives the process id of \(name ?? "a process")."
    case .placeholder(.addr, _):
      return command.targets.first.map { "\(call) gives an address; it is called \(code($0)) from here on." }
        ?? "\(call) gives an address."
    case .placeholder(.any, _): return "\(call) succeeds."
    case .outcome(.returned(let value)): return sentence(call, command, value)
    }
  }

  private static func sentence(_ call: String, _ command: SavedSession.Command, _ value: UInt64) -> String? {
    switch command.row?.result {
    case .descriptor: return "\(call) gives descriptor \(value)."
    case .number where command.row?.effects.contains(.files) ?? false:
      return value == 0 ? "\(call) gives 0." : "\(call) moves \(value) \(value == 1 ? "byte" : "bytes")."
    case .zero where command.targets.count > 1:
      return "\(call) gives \(command.targets.map(code).joined(separator: " and "))."
    case .zero: return "\(call) succeeds."
    default: return "\(call) gives \(Expectation.outcome(.returned(value)).text)."
    }
  }

  private static func end(_ result: Expectation) -> String {
    switch result {
    case .outcome(.killed(let signal)): "is killed by \(signal.name)"
    case .outcome(.exited(let status)): "exits with \(status)"
    case .outcome, .placeholder: "ends"
    }
  }

  private static func code(_ text: String) -> String { "`\(text)`" }
}

extension Unicode.Scalar {
  fileprivate var isLetterOrNumber: Bool { properties.isAlphabetic || properties.numericType != nil }
}
