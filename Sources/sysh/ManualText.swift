import Yams

/// The manual page sysh(1), made from the definitions of the commands, so that it cannot say anything else than `--help`.
/// What no command says (files, environment) stands here.
struct ManualText {
  private let root: Definition
  private let version: String

  /// `dump` is what ArgumentParser tells of the commands, as JSON, of which YAML is a superset.
  init(dump: String, version: String) {
    self.version = version
    root = (try? YAMLDecoder().decode(Dump.self, from: dump))?.command ?? Definition(commandName: "sysh")
  }

  var text: String {
    var lines = [
      ".\\\" Made by sysh manual from the definitions of the commands.",
      ".TH SYSH 1 \"\" \"sysh \(version)\" \"User Commands\"", ".SH NAME",
      "sysh \\- \(escaped(lowered(root.abstract ?? "")))", ".SH SYNOPSIS",
    ]
    for form in synopses { lines += [".B sysh"] + (form.isEmpty ? [] : [escaped(form)]) + [".br"] }
    lines.removeLast()
    lines += [".SH DESCRIPTION"] + paragraphs(Self.description)
    lines += [".SH COMMANDS"]
    for command in root.subcommands ?? [] where command.isShown { lines += section(command) }
    lines += [".SH OPTIONS OF EVERY COMMAND"] + common.flatMap(item)
    for (title, rows) in Self.tables {
      lines.append(".SH \(title)")
      for (name, meaning) in rows { lines += [".TP", ".B \(escaped(name))", escaped(meaning)] }
    }
    lines += [".SH SEE ALSO", ".BR strace (1),", ".BR syscalls (2),", ".BR ptrace (2),", ".BR man (1)"]
    return lines.joined(separator: "\n") + "\n"
  }

  private var synopses: [String] {
    ["", "\\-c COMMANDS", "FILE"]
      + (root.subcommands ?? []).filter(\.isShown).map(\.commandName).filter { $0 != "run" }.map { "\($0) ..." }
  }

  private func section(_ command: Definition) -> [String] {
    let name = command.commandName
    var lines = [".SS \(escaped("sysh \(name)"))", escaped(command.abstract ?? "")]
    if let discussion = command.discussion, !discussion.isEmpty { lines += [".PP"] + paragraphs(discussion) }
    let others = (command.arguments ?? []).filter { argument in
      argument.isShown && !Self.automatic.contains(argument.valueName)
        && !common.contains { $0.heading == argument.heading }
    }
    lines += others.flatMap(item)
    return lines
  }

  /// Made by ArgumentParser for each command.
  private static let automatic: [String?] = ["help", "version"]

  /// What every command understands: the options of one that has no others.
  private var common: [Argument] {
    let plain = root.subcommands?.first { $0.commandName == "lessons" }
    return (plain?.arguments ?? []).filter { $0.isShown && !Self.automatic.contains($0.valueName) }
  }

  private func item(_ argument: Argument) -> [String] {
    var meaning = argument.abstract ?? ""
    if let fallback = argument.defaultValue, argument.kind != "flag", !fallback.isEmpty {
      meaning += " By default \(fallback)."
    }
    return [".TP", argument.heading, escaped(meaning.isEmpty ? "See above." : meaning)]
  }

  private func paragraphs(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ".PP" : escaped(String($0)) }
  }

  private func lowered(_ text: String) -> String {
    let body = text.hasSuffix(".") ? String(text.dropLast()) : text
    return body.prefix(1).lowercased() + body.dropFirst()
  }

  /// As roff takes it: no line begins with its control characters, a backslash and a minus are themselves.
  private func escaped(_ text: String) -> String {
    if text.hasPrefix("\\-") { return "\\-" + escaped(String(text.dropFirst(2))) }
    let safe = text.map { character -> String in
      switch character {
      case "\\": "\\e"
      case "-": "\\-"
      case "\n": " "
      default: String(character)
      }
    }.joined()
    return safe.hasPrefix(".") || safe.hasPrefix("'") ? "\\&" + safe : safe
  }

  private static let description = """
    sysh is a shell for Linux system calls. What is typed is made by a real process, held under ptrace by the shell, and \
    what it changed is shown: descriptors, open file descriptions, mappings, processes. When a call fails, the reason is \
    looked for in the state of that process.

    Without arguments it opens the prompt. There, help leads on, learn tour plays the first lesson, and quit or Ctrl-D \
    leaves. With a file, with -c or with input from a pipe it runs lines as if they had been typed, asks nothing and \
    waits for no key.
    """

  private static let tables: [(String, [(String, String)])] = [
    (
      "EXIT STATUS",
      [
        ("0", "Done."), ("1", "An expectation or a check did not hold, or something could not be done."),
        ("2", "The input or the command line could not be understood."),
        ("3", "The machine refuses ptrace. sysh doctor tells why."), ("130", "Interrupted."),
      ]
    ),
    (
      "ENVIRONMENT",
      [
        ("SYSH_LESSONS", "The directory in which lessons are looked for first."),
        ("NO_COLOR", "If set and not empty, no colour is used."),
        ("TERM", "dumb: no colour, and no line is drawn anew."),
        ("XDG_STATE_HOME", "Where history and progress are kept, ~/.local/state if not set."),
        ("XDG_CONFIG_HOME", "Where the settings are, ~/.config if not set."),
        ("TMPDIR", "Where the directory of the lab is made, /tmp if not set."),
        ("DESTDIR", "Of sysh install: put in front of every path."),
      ]
    ),
    (
      "FILES",
      [
        ("~/.config/sysh/sysh.rc", "Settings that the prompt starts with: set lines and comments, nothing else."),
        ("~/.local/state/sysh/history", "Lines that were typed."),
        ("~/.local/state/sysh/progress", "Places in lessons, and when each question is due again."),
        ("~/.inputrc", "Keys, as readline reads them."),
        ("PREFIX/share/sysh/lessons", "The lessons, where sysh is installed in PREFIX/bin."),
      ]
    ),
  ]
}

extension ManualText {
  private struct Dump: Decodable {
    let command: Definition
  }

  /// A command as ArgumentParser dumps it.
  fileprivate struct Definition: Decodable {
    var commandName: String
    var abstract: String?
    var discussion: String?
    var shouldDisplay: Bool?
    var arguments: [Argument]?
    var subcommands: [Definition]?

    var isShown: Bool { shouldDisplay ?? true && commandName != "help" }
  }

  fileprivate struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      var text: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    let kind: String
    var shouldDisplay: Bool?
    var isOptional: Bool?
    var isRepeating: Bool?
    var names: [Name]?
    var valueName: String?
    var defaultValue: String?
    var abstract: String?

    var isShown: Bool { shouldDisplay ?? true }

    /// With the fonts of a manual page.
    var heading: String {
      func escaped(_ text: String) -> String { text.map { $0 == "-" ? "\\-" : String($0) }.joined() }
      let value = valueName ?? "value"
      let names = (names ?? []).map { "\\fB\(escaped($0.text))\\fR" }.joined(separator: ", ")
      switch kind {
      case "positional": return "\\fI\(escaped(value))\\fR" + (isRepeating == true ? " ..." : "")
      case "option": return "\(names) \\fI\(escaped(value))\\fR"
      default: return names
      }
    }
  }
}
