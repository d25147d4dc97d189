/// sysh on a terminal, as a person starts it. Nothing of whoever runs the tests comes along: no colours, no keys of their
/// own, a HOME that is thrown away.
extension PseudoTerminal {
  /// Starts sysh and waits for its prompt, or for nothing where `prompt` is nil. A setting of nil takes one away.
  public static func sysh(
    _ arguments: [String] = [], _ environment: [String: String?] = [:], rows: Int32 = 24, columns: Int32 = 80,
    prompt: String? = "P1> "
  ) throws -> PseudoTerminal {
    let shell = try PseudoTerminal(
      [Built.path] + arguments, environment: shellEnvironment(environment), rows: rows, columns: columns)
    if let prompt { try shell.expect(prompt) }
    return shell
  }

  /// What it finds in its environment.
  public static func shellEnvironment(_ more: [String: String?] = [:]) -> [String: String] {
    let settings: [String: String?] = [
      "TERM": "xterm", "PATH": "/usr/bin:/bin", "HOME": Scratch.home, "NO_COLOR": "1", "INPUTRC": "/dev/null",
      "LANG": "C.UTF-8",
    ]
    return settings.merging(more) { $1 }.compactMapValues { $0 }
  }

  /// A directory of the shell's own for history and progress, which no other shell of the tests has.
  public static func freshState(_ name: String) -> String {
    "\(Scratch.home)/\(name)-\(UInt64.random(in: 0 ... .max))"
  }

  /// Enters a line and waits for what is to come of it; what stood before that is returned.
  @discardableResult
  public func enter(_ line: String, _ answer: String = "P1> ") throws -> String {
    send(line + "\r")
    return try expect(answer)
  }

  /// Types `keys`, Ctrl-D unless others are given, and waits for the end.
  public func end(by keys: String = "\u{4}") throws -> Ending {
    send(keys)
    return try waitForExit()
  }
}
