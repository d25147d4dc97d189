import LinuxABI
import SyscallTable

/// Answers to lines whose form belongs to another language: operators of a shell, C, an editor. They are looked for only in
/// lines that cannot be understood.
struct ForeignLine {
  private let bytes: [UInt8]
  private let range: Range<Int>
  private let grammar: LineGrammar

  private var text: String { String(decoding: bytes[range], as: UTF8.self) }

  /// What to say in place of the mistake that was found in a segment of a line; nil where that says it better.
  static func mistake(_ bytes: [UInt8], _ segment: Range<Int>, _ grammar: LineGrammar) -> InputError? {
    let isSpace = { (byte: UInt8) in [0x20, 0x09, 0x0a, 0x0d].contains(byte) }
    guard let first = bytes[segment].firstIndex(where: { !isSpace($0) }),
      let last = bytes[segment].lastIndex(where: { !isSpace($0) })
    else { return nil }
    let line = ForeignLine(bytes: bytes, range: first..<(last + 1), grammar: grammar)
    return line.beginning ?? line.foreignName ?? line.operation
  }

  private func error(_ message: String, _ length: Int, _ advice: String) -> InputError {
    InputError(message, at: range.lowerBound..<min(range.upperBound, range.lowerBound + length), advice: advice)
  }

  /// Lines that are told by what they begin with.
  private var beginning: InputError? {
    let text = text
    if text.hasPrefix("?") {
      return error("? is no command here.", 1, "help lists what can be typed, and help NAME explains it.")
    }
    if text.hasPrefix(":"), let letter = text.dropFirst().first, "qwx".contains(letter) {
      return error("This is a command of vi.", text.utf8.count, "quit or Ctrl-D leaves.")
    }
    if text.hasPrefix("//") { return error("This is a comment of C++.", 2, "A comment begins with #.") }
    if text == "{" || text.hasPrefix("}") {
      return error("Blocks mean nothing here.", 1, ForeignHabits.advice(for: "if") ?? "")
    }
    if text.hasPrefix("$"), let next = text.dropFirst().first, next.isLetter, !isSubject(text.dropFirst()) {
      return error(
        "\(text.prefix { $0 != " " }) is a variable of another shell.", text.prefix { $0 != " " }.utf8.count,
        "!echo \(text.prefix { $0 != " " }) shows it; vars lists those of sysh, whose names have no $.")
    }
    if text.hasPrefix("/") || text.hasPrefix("./") || text.hasPrefix("~/"), !text.hasPrefix("/*") {
      let path = text.prefix { $0 != " " }
      return error(
        "A path is no call.", path.utf8.count,
        "!\(path) runs the program outside; execve \"\(path)\" [\"\(path.split(separator: "/").last ?? path)\"] makes a subject run it."
      )
    }
    return nil
  }

  private func isSubject(_ name: Substring) -> Bool {
    name.hasPrefix("P") && name.dropFirst().first?.isNumber == true
  }

  /// A name of another home, whatever stands behind it.
  private var foreignName: InputError? {
    let name = String(text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    let rest = text.dropFirst(name.count)
    let next = rest.first(where: { $0 != " " && $0 != "\t" })
    guard !grammar.isKnown(name), " (\t".contains(rest.first ?? " "), next.map({ !"=,:".contains($0) }) ?? true else {
      return nil
    }
    if ForeignHabits.programs.contains(name) {
      let line = text.utf8.count > 60 ? name : text
      return error(
        "\(name) is no syscall and no command of sysh.", name.utf8.count, "Programs run with !: try !\(line)")
    }
    guard ForeignHabits.advice(for: name) != nil else { return nil }
    return grammar.unknown(name, range.lowerBound..<(range.lowerBound + name.utf8.count))
  }

  /// Operators of other languages outside of texts and brackets.
  private var operation: InputError? {
    var depth = 0
    let pieces = Array(LinePieces(bytes, range))
    for (index, piece) in pieces.enumerated() {
      switch (piece.kind, index + 1 < pieces.count ? pieces[index + 1].kind : nil) {
      case (.byte(0x28), _), (.byte(0x5b), _), (.byte(0x7b), _): depth += 1
      case (.byte(0x29), _), (.byte(0x5d), _), (.byte(0x7d), _): depth -= 1
      case _ where depth > 0: continue
      case (.byte(0x3d), .byte(0x3d)?):
        return InputError(
          "== compares nothing here.", at: piece.range.lowerBound..<(piece.range.upperBound + 1),
          advice: "x = 3 gives a variable a value, and = behind a call expects a result: close 9 = -1 EBADF")
      // What follows is a result, which may be <fd:x>.
      case (.byte(0x3d), _): return nil
      case (.byte(0x26), .byte(0x26)?), (.byte(0x7c), .byte(0x7c)?):
        return InputError(
          "Commands are joined by ; alone.", at: piece.range.lowerBound..<(piece.range.upperBound + 1),
          advice: "fork; getpid runs both, the second only where the first was understood.")
      case (.byte(0x26), nil): return Self.background(piece.range)
      case (.byte(0x3c), _), (.byte(0x3e), _): return Self.redirection(piece.range)
      default: continue
      }
    }
    return nil
  }

  private static func background(_ range: Range<Int>) -> InputError {
    InputError(
      "& is not needed here.", at: range,
      advice: "A call that blocks gives the prompt back by itself; await waits for it.")
  }

  private static func redirection(_ range: Range<Int>) -> InputError {
    InputError(
      "Redirection is an operator of other shells, which make it with open and dup2.", at: range,
      advice: "fd = open \"notes\" O_RDWR|O_CREAT, then dup2 fd 1")
  }

  // MARK: Lines that could be understood

  /// Another shell's operators behind a command that takes words as they stand, which would look for a file named so.
  static func mistake(in command: CommandStatement) -> InputError? {
    guard !["!", "trace", "bench", "key", "help", "set", "explain"].contains(command.name) else { return nil }
    let text = command.rest
    func range(_ mark: String) -> Range<Int>? {
      guard let found = (" " + text + " ").firstRange(of: mark) else { return nil }
      // The blank that was put before the text, and the one before the operator, make no difference.
      let start = command.restRange.lowerBound + (" " + text)[..<found.lowerBound].utf8.count
      return start..<min(command.restRange.upperBound, start + mark.utf8.count - 2)
    }
    if let pipe = range(" | ") {
      return InputError(
        "| joins programs in other shells, and \(command.name) is none.", at: pipe,
        advice: "!COMMAND runs a line of the other shell; a pipe of your own is r, w = pipe.")
    }
    if let end = range(" & "), text.hasSuffix("&") { return background(end) }
    for mark in [" < ", " > ", " >> "] {
      if let found = range(mark) {
        return InputError(
          "Redirection is an operator of other shells.", at: found,
          advice: command.name == "cat" && mark == " < "
            ? "cat FILE shows a file: \(command.name) \(text.dropFirst().trimmedSpaces)"
            : "save FILE keeps the session; !COMMAND runs a line of the other shell.")
      }
    }
    return nil
  }

  /// `kill -9 P2`, as a shell's kill takes it: the call takes the process first, and would read -9 as a group.
  static func signalFirst(_ name: String, _ arguments: [Expression]) -> InputError? {
    guard name == "kill", arguments.count == 2, case .prefix(.minus, let operand) = arguments[0].kind else {
      return nil
    }
    let signal: Signal?
    switch operand.kind {
    case .integer(let number): signal = number <= 64 ? Signal(rawValue: Int32(number)) : nil
    case .name(let name): signal = Signal(named: name)
    case .string, .subject, .prefix, .infix, .structure, .array, .call, .named: signal = nil
    }
    let process: String
    switch arguments[1].kind {
    case .name(let name) where Signal(named: name) == nil: process = name
    case .subject(let name): process = "$\(name)"
    case .integer(let number) where number > 64: process = "\(number)"
    case .integer, .name, .string, .prefix, .infix, .structure, .array, .call, .named: return nil
    }
    guard let signal else { return nil }
    return InputError(
      "The call takes the process first, then the signal.", at: arguments[0].range,
      advice: "kill \(process) \(signal.name)")
  }
}
