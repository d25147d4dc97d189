import Lab
import SyscallTable

/// A session as a script: `sysh FILE` runs it, and each result that it gave the first time is expected again.
struct SavedScript {
  let text: String

  init(_ session: SavedSession, origin: Origin = .here) {
    var lines = [
      "#!/usr/bin/env sysh", "# A session of \(origin.sentence), as \(origin.user).",
      "# sysh FILE runs it again; behind = stands what each call gave, and has to give again.",
    ]
    if session.reaches {
      lines.append("# Some of its calls reach outside the lab, which takes: sysh --unguarded FILE")
    }
    lines.append("")
    for line in session.lines {
      switch line {
      case .comment(let text, _): lines.append((text.hasPrefix("#") ? "#" : "# ") + Escapes.harmless(text))
      case .view(let command): lines.append(command.text)
      case .command(let command):
        let result = command.takesResult ? command.result.map { " = \($0.text)" } ?? "" : ""
        lines.append(command.text + result)
      case .late(let subject, _, let result, _): lines.append("await \(subject) = \(result.text)")
      }
    }
    text = lines.joined(separator: "\n") + "\n"
  }
}
